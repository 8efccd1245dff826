"""The hashes by which the tables that ship are looked up."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from spacy.strings import hash_string  # type: ignore[attr-defined]

from labkin.nlp.word_hash import hash64


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("")
@example("tumorous")
@example("β-catenin and eight")
def test_a_text_is_hashed_as_spacy_does(text: str) -> None:
    assert hash64(text) == hash_string(text)


@pytest.mark.parametrize("module", ["labkin.app.cli_ask", "labkin.app.cli_search"])
def test_to_ask_and_to_search_spacy_is_not_loaded(module: str) -> None:
    said = subprocess.run(
        [sys.executable, "-c", f"import sys, {module}; print([n for n in sys.modules if n.split('.')[0] == 'spacy'])"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.strip() == "[]"
