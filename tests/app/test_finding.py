"""What is said beside the hits: that only meaning found them, and nothing of what the lab chose itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from labkin.app.finding import NEAR_ONLY, find
from labkin.nlp.encoders import Encoder, load
from labkin.search.finder import Finder
from labkin.search.hybrid_index import HybridIndex
from labkin.search.index import HYBRID, VECTOR, Encoded, Entry, Request

TEXT = "The powder would not go into water, however long it was stirred"
Ask = Callable[..., str]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[HybridIndex]:
    index, encoder = HybridIndex(tmp_path / "search", tmp_path / "vectors"), load("minilm")
    index.rebuild([Entry("d:1", "Document", "Note", text=TEXT), Entry("d:2", "Document", "hERG", text="blocked")], 1)
    index.reset_vectors(encoder.name, encoder.dimension)
    index.put_vectors([Encoded("d:1", "d", encoder.encode([TEXT]))], (), 1)
    yield index
    index.close()


def note(index: HybridIndex, text: str, mode: str = HYBRID, encoder: Encoder | None = None, **how: object) -> str:
    request = Request(text, mode=mode, **how)  # type: ignore[arg-type]
    return find(Finder(index, lambda: encoder), index, request).note


def test_it_is_said_that_no_entry_holds_the_words(index: HybridIndex) -> None:
    encoder = load("minilm")
    assert note(index, "poor aqueous solubility", encoder=encoder) == NEAR_ONLY
    assert note(index, "poor aqueous solubility", encoder=encoder, sort="name") == NEAR_ONLY
    assert note(index, "insoluble powder", encoder=encoder) == ""
    assert note(index, "hERG", encoder=encoder) == ""
    assert note(index, "poor aqueous solubility", mode=VECTOR, encoder=encoder) == ""
    assert note(index, "zzzz", encoder=encoder, kinds=("Gene",)) == ""


def test_that_a_lab_has_no_encoder_is_told_to_those_who_ask_for_meaning(index: HybridIndex) -> None:
    assert note(index, "powder") == ""
    assert "has no encoder" in note(index, "powder", mode=VECTOR)
