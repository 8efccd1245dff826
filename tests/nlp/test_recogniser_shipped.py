"""The weights that ship belong to the code that ships: they find what they should, and are not too large."""

from __future__ import annotations

from pathlib import Path

import pytest

from labkin.nlp.abbreviations_found import explained
from labkin.nlp.corpora import read_pubtator
from labkin.nlp.recogniser import SHIPPED, Recogniser
from labkin.nlp.recogniser_training import tokenised

TEXT = (
    "Tardive dyskinesia (TD) was seen in 12 patients and in Wistar rats given haloperidol. In HeLa cells, CYP2D6 was "
    "inhibited by quinidine; the BRAF V600E mutation and hippocampal astrocytes were studied by patch clamp. "
    "TD persisted."
)


@pytest.fixture(scope="module", params=[False, True], ids=["whole", "fast"])
def shipped(request: pytest.FixtureRequest) -> Recogniser:
    return Recogniser.load(fast=request.param)


def found(model: Recogniser, text: str) -> set[tuple[str, str]]:
    words, places = tokenised(text)
    [spans] = model.recognise([(words, explained(text))])
    return {(text[places[one.start][0] : places[one.end - 1][1]], one.type) for one in spans}


def test_each_type_is_found(shipped: Recogniser) -> None:
    assert found(shipped, TEXT) >= {
        ("Tardive dyskinesia", "Disease"),
        ("TD", "Disease"),
        ("rats", "Species"),
        ("haloperidol", "Chemical"),
        ("HeLa", "CellLine"),
        ("CYP2D6", "Gene"),
        ("quinidine", "Chemical"),
        ("V600E", "Variant"),
        ("astrocytes", "CellType"),
        ("patch clamp", "Assay"),
    }


def test_confidence_is_a_calibrated_probability(shipped: Recogniser) -> None:
    assert {"Chemical", "Disease", "Gene", "Species", "Variant"} <= set(shipped.settings.calibration)
    [spans] = shipped.recognise([(tokenised(TEXT)[0], {})])
    assert all(0 < one.confidence < 1 for one in spans)


def test_weights_and_tables_fit_in_a_wheel() -> None:
    sizes = [file.stat().st_size for file in SHIPPED.rglob("*") if file.is_file()]
    assert max(sizes) < 50e6
    assert sum(sizes) < 60e6


def test_marked_abstracts_are_read_as_people_marked_them(shipped: Recogniser, data: Path) -> None:
    """No measure of quality, for these texts were trained on: docs/recogniser.md has those."""
    documents = read_pubtator(data / "ner" / "bc5cdr" / "train.pubtator.txt")[:40]
    right = ours = theirs = 0
    for document in documents:
        marked = {(one.text, one.type) for one in document.mentions}
        read = {one for one in found(shipped, document.text) if one[1] in ("Chemical", "Disease")}
        right, ours, theirs = right + len(marked & read), ours + len(read), theirs + len(marked)
    assert 2 * right / (ours + theirs) > 0.9
