"""Names that only one lab has: numbers of its compounds, and what its people call their instruments.

The readings are made by hand here, so that it is known what a model said.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from labkin.app.annotating import look, state
from labkin.app.annotating_texts import all_prose
from labkin.app.lab import Lab
from labkin.app.loading import load_paths
from labkin.app.settling import settle
from labkin.nlp.annotations import Annotations, Link, Mention

DOC = "notes:1"
OURS = "name,smiles\nLX-12,CC(=O)Nc1ccc(O)cc1CCN\n"
INSTRUMENTS = (
    "id\tcategory\tname\nlab:1\tInstrument\tMinerva\nlab:2\tInstrument\tJuno\nlab:3\tInstrument\tKarl\n"
    "lab:4\tInstrument\tMeadow\nlab:5\tInstrument\tControl\nlab:6\tInstrument\tMartin\nlab:7\tPerson\tMartin Roth\n"
)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with Lab.create(tmp_path / "lab") as lab:
        yield lab


def load(lab: Lab, name: str, text: str) -> None:
    file = lab.folder.parent / name
    file.write_text(text, encoding="utf-8")
    (report,) = load_paths(lab, [file])
    assert report.status == "loaded", report


def read(lab: Lab, body: str, *found: Mention) -> None:
    """A note, as if a model had found this in it."""
    load(lab, "notes.jsonl", json.dumps({"_id": "1", "title": "Plates.", "text": body}) + "\n")
    look(lab)
    with lab.view() as view:
        (text,) = all_prose(view)
    with lab.ledger.batch("reader", "read") as batch:
        state(lab, batch, [(text, Annotations(f"Plates. {body}", "ours@1", mentions=found))])
    settle(lab)


def mentioned(lab: Lab) -> set[str]:
    with lab.view() as view:
        return {key.object for key in view.incident([DOC]) if key.relation == "mentions"}


@pytest.mark.parametrize("first", [True, False])
def test_a_number_that_is_but_the_name_of_a_compound_is_found(lab: Lab, first: bool) -> None:
    if first:
        load(lab, "ours.csv", OURS)
    read(lab, "We made LX-12, not LX-123, with aspirin.", Mention(16, 21, "LX-12", "Gene"))
    if not first:
        assert mentioned(lab) == set()
        load(lab, "ours.csv", OURS)
        look(lab)
    assert mentioned(lab) == {"inchikey:YNWFCTLDFAYLSS-UHFFFAOYSA-N"}


def test_a_number_that_a_vocabulary_has_too_is_left_to_the_reader(lab: Lab) -> None:
    load(lab, "ours.csv", OURS.replace("LX-12", "THP-1"))
    read(lab, "We grew THP-1 for a week.")
    assert mentioned(lab) == set()


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("Read on Juno, then on Minerva.", {"lab:1", "lab:2"}),
        ("Juno is the better one. I keep Juno.", {"lab:2"}),
        (
            "We like Juno. Minerva is off. Seen on the list: Minerva (PR-02) is off. I will not use Minerva.",
            {"lab:1", "lab:2"},
        ),
        ("Meadow flowers were dried.", set()),
        ("By Karl Fischer titration.", set()),
        ("In the Control arm by Martin, on minerva and Minerva-B.", set()),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_what_people_named_is_known_by_its_name(lab: Lab, body: str, right: set[str], first: bool) -> None:
    if first:
        load(lab, "instruments_nodes.tsv", INSTRUMENTS)
    at = f"Plates. {body}".find("Minerva.")
    gene = Mention(at, at + 7, "Minerva", "Gene", 0.8, (Link("HGNC:25874", "MFSD1", 0.6, "exact"),), ("HGNC:25874",))
    read(lab, body, *([gene] if at >= 0 else []))
    if not first:
        load(lab, "instruments_nodes.tsv", INSTRUMENTS)
        look(lab)
    assert mentioned(lab) == right


def test_a_name_at_the_end_of_a_title_is_one_where_the_reader_saw_it_end(lab: Lab) -> None:
    load(lab, "instruments_nodes.tsv", INSTRUMENTS)
    body = "then Minerva Read them. On Minerva, not by Karl Fischer titration on Karl."
    gene = Mention(13, 20, "Minerva", "Gene", 0.8, (Link("HGNC:25874", "MFSD1", 0.6, "exact"),), ("HGNC:25874",))
    read(lab, body, gene)
    assert mentioned(lab) == {"lab:1", "lab:3"}


def test_a_name_that_two_things_bear_means_neither(lab: Lab) -> None:
    load(lab, "instruments_nodes.tsv", INSTRUMENTS + "lab:9\tSample\tJuno\n")
    read(lab, "Read on Juno.")
    assert mentioned(lab) == set()
