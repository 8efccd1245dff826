"""What was read out of texts, and what curators decided, is told apart from what files say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from command_line import CommandLine
from labkin.app import annotating_curated as curated
from labkin.app.annotating import state
from labkin.app.annotating_texts import all_prose
from labkin.app.asset import asset
from labkin.app.asset_read import ReadLink, asset_with_texts, decided, read_in
from labkin.app.lab import Lab
from labkin.app.loading import load_paths
from labkin.app.settling import settle
from labkin.graph.model import Edge, Source, Statement
from labkin.graph.store import EdgeKey
from labkin.nlp.annotations import Annotations, Found
from marked_lab import TEXT, fill

SECOND = "Gefitinib inhibits EGFR in cells."
INHIBITS = ("CHEBI:49668", "inhibits", "HGNC:3236")


def says_too(lab: Lab) -> None:
    """A second text of which the model says the same, and more surely."""
    file = lab.folder.parent / "more.txt"
    file.write_text(f"8|t|{SECOND}\n8|a|\n\n", encoding="utf-8")
    load_paths(lab, [file])
    with lab.view() as view:
        (text,) = (one for one in all_prose(view) if one.id == "PMID:8")
    found = Found(*INHIBITS, 0.93, 0, len(SECOND), SECOND)
    with lab.ledger.batch() as batch:
        state(lab, batch, [(text, Annotations(text.text, "toy@1", (), (), (found,)))])
    settle(lab)


def file_says(lab: Lab) -> None:
    with lab.ledger.batch("ana", "facts") as batch:
        source = batch.add_source(Source("facts.tsv", "", 0, "test", "1"))
        batch.add(Statement(Edge.of(*INHIBITS), source, "line 2"))
        batch.commit()


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with fill(tmp_path / "lab") as lab:
        yield lab
    CommandLine(tmp_path / "lab")("stop")


def known(lab: Lab, id: str) -> dict[str, Any]:
    """What `show --json` prints."""
    return asset_with_texts(lab, asset(lab, id))


def texts_of(lab: Lab, id: str) -> dict[EdgeKey, ReadLink]:
    found = asset(lab, id)
    return read_in(lab, found, found.links)


def link(shown: dict[str, Any], relation: str, id: str) -> dict[str, Any]:
    (found,) = (one for one in shown["links"] if (one["relation"], one["id"]) == (relation, id))
    return dict(found)


def test_a_link_that_was_read_says_in_which_text_and_how_surely(lab: Lab) -> None:
    (before,) = (one for key, one in texts_of(lab, "CHEBI:49668").items() if key.relation == "inhibits")
    assert before.mark == "read in PMID:7, 0.80"
    says_too(lab)
    labkin = CommandLine(lab.folder)
    assert "inhibits (1): EGFR [HGNC:3236] (read in PMID:8 and 1 more text, 0.93)" in labkin("show", "CHEBI:49668").out
    read = link(labkin.json("show", "CHEBI:49668"), "inhibits", "HGNC:3236")["read"]
    assert [(one["document"], one["sentence"], one["model"], one["confidence"]) for one in read] == [
        ("PMID:8", SECOND, "toy@1", 0.93),
        ("PMID:7", "Gefitinib may inhibit EGFR.", "toy@1", 0.8),
    ]
    assert [(one["method"], one["place"]) for one in read] == [
        ("text-mined", f"chars 0-{len(SECOND)}"),
        ("text-mined", "chars 36-63, hedged"),
    ]


def test_a_link_that_a_file_states_too_stays_plain(lab: Lab) -> None:
    file_says(lab)
    assert "inhibits (1): EGFR [HGNC:3236]\n" in CommandLine(lab.folder)("show", "CHEBI:49668").out
    assert len(link(known(lab, "CHEBI:49668"), "inhibits", "HGNC:3236")["read"]) == 1


def test_mentions_say_how_sure_they_are_on_both_sides(lab: Lab) -> None:
    assert "EGFR [HGNC:3236] (read, 0.90)" in CommandLine(lab.folder)("show", "PMID:7").out
    (read,) = link(known(lab, "HGNC:3236"), "mentions", "PMID:7")["read"]
    assert read["document"] == "PMID:7" and "Gefitinib may inhibit EGFR." in read["sentence"]


def test_where_texts_are_many_the_sentences_of_some_mentions_are_looked_up(lab: Lab, monkeypatch: Any) -> None:
    monkeypatch.setattr("labkin.app.asset_read.QUOTED", 0)
    shown = known(lab, "HGNC:3236")
    (mention,), (relation,) = (
        link(shown, *one)["read"] for one in (("mentions", "PMID:7"), ("inhibits", "CHEBI:49668"))
    )
    assert (mention["sentence"], relation["sentence"]) == ("", "Gefitinib may inhibit EGFR.")


def test_what_a_curator_says_of_a_text_names_the_curator(lab: Lab) -> None:
    start = TEXT.index("It does not")
    curated.accept_relation(lab, "PMID:7", "CHEBI:49668", "treats", "MONDO:0004979", start, start + 25, author="ana")
    settle(lab)
    said = CommandLine(lab.folder)("show", "CHEBI:49668").out
    assert "asthma [MONDO:0004979] (read in PMID:7, curated by ana)" in said


def test_decisions_of_curators_are_told_in_words_and_are_no_links(lab: Lab) -> None:
    start = TEXT.index("EGFR")
    first = curated.reject(lab, "PMID:7", start, start + 4, author="ana")
    start = TEXT.index("MDM2")
    second = curated.accept(lab, "PMID:7", start, start + 4, author="ben")
    found = asset(lab, "PMID:7")
    assert [one.id for one in decided(lab, found)] == [second.id, first.id]
    assert "decides_on" not in {links[0].relation for links in found.by_relation().values()}
    labkin = CommandLine(lab.folder)
    said = labkin("show", "PMID:7").out
    assert "2 decisions of curators" in said and "decides on" not in said and "decided on" not in said
    assert f"{first.at[:16].replace('T', ' ')}, ana: EGFR: no mention" in said
    whole = known(lab, "PMID:7")
    assert [(one["author"], one["action"]) for one in whole["decisions"]] == [("ben", "accept"), ("ana", "reject")]
    assert sum(one["relation"] == "decides_on" for one in whole["links"]) == 2
    assert "is decided on in" in {one["reads"] for one in whole["links"]}
    assert [links[0].reads for links in asset(lab, first.id).by_relation().values()] == ["decides on"]
    curated.undo(lab, first.id)
    assert [one.id for one in decided(lab, asset(lab, "PMID:7"))] == [second.id]
