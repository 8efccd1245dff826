"""Weights lie beside the code, or in the folder that somebody names."""

from __future__ import annotations

from pathlib import Path

import pytest

from labkin.graph.errors import LabkinError
from labkin.nlp.weights import located


def test_what_another_folder_holds_goes_before_what_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = located("linker", "weights.json")
    assert shipped.is_file()
    monkeypatch.setenv("LABKIN_MODELS", str(tmp_path))
    assert located("linker", "weights.json") == shipped
    own = tmp_path / "linker" / "weights.json"
    own.parent.mkdir()
    own.touch()
    assert located("linker", "weights.json") == own


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABKIN_MODELS", str(tmp_path / "missing"))
    with pytest.raises(LabkinError, match=r"LABKIN_MODELS names .*missing, which is no folder"):
        located("recogniser")
