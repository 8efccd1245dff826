"""A text is shown with just the mentions that stand, wherever they overlap, and nothing in it is taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command_line import CommandLine
from labkin.app import annotating_curated as curated
from labkin.app.cli_highlight import _rows
from labkin.app.curation import undo
from labkin.app.curation_relations import deny
from labkin.app.explorer_text import _said
from labkin.app.highlight import Mark, Meaning, bracketed, pieces, shown
from labkin.app.lab import Lab
from labkin.graph.errors import LabkinError, NotFound
from marked_lab import LINKS, TEXT, fill


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with fill(tmp_path_factory.mktemp("shown") / "lab") as lab:
        yield lab


def test_every_mention_is_shown_where_it_stands_with_all_that_it_means(lab: Lab) -> None:
    found = shown(lab, "PMID:7")
    assert found is not None
    said = {TEXT[mark.start : mark.end]: (mark.type, tuple(one.id for one in mark.meanings)) for mark in found.marks}
    assert said == {words: (type, tuple(sorted(ids))) for words, (type, ids) in LINKS.items()}
    assert {one.by for mark in found.marks for one in mark.meanings} == {"toy@1"}
    unlinked = next(mark for mark in found.marks if not mark.meanings)
    assert unlinked.confidence == 0.5


@pytest.mark.parametrize(("sure", "offered"), [(0.25, True), (0.17, False)])
def test_what_is_wrong_four_times_in_five_is_no_offer(sure: float, offered: bool) -> None:
    guess = Meaning("UBERON:2005022", "opercular artery", "Anatomy", sure, "text-mined", "toy@1")
    mark = Mark(0, 4, "Anatomy", 0.9, guess=guess)
    [row] = _rows("oral use", mark)
    assert ("perhaps opercular artery" in row, "not linked" in row) == (offered, not offered)
    assert ("opercular artery" in _said(mark)) is offered


def test_relations_come_with_their_sentence_their_doubt_and_what_is_denied(lab: Lab) -> None:
    found = shown(lab, "PMID:7")
    assert found is not None
    assert [(one.reads, one.hedged, one.denied, one.evidence) for one in found.claims] == [
        ("gefitinib inhibits EGFR", True, False, "Gefitinib may inhibit EGFR."),
        ("denied: Gefitinib treats asthma", False, True, "It does not treat asthma."),
    ]


def test_as_of_an_earlier_transaction_the_text_is_shown_as_it_was_then(tmp_path: Path) -> None:
    with fill(tmp_path / "lab") as lab:
        before = lab.ledger.head()
        start = TEXT.index("EGFR")
        curated.reject(lab, "PMID:7", start, start + 4)
        now, then = shown(lab, "PMID:7"), shown(lab, "PMID:7", at=before)
    assert now is not None and then is not None
    assert start in {mark.start for mark in then.marks} and start not in {mark.start for mark in now.marks}
    assert len(then.claims) == 1 and [one.denied for one in now.claims] == [True]


def test_a_relation_that_the_text_does_not_state_is_taken_back_and_comes_back(tmp_path: Path) -> None:
    with fill(tmp_path / "lab") as lab:
        wrong = ("PMID:7", "CHEBI:49668", "inhibits", "HGNC:3236")
        (made,) = deny(lab, *wrong, author="ana")
        assert (made.text, made.author) == ("gefitinib inhibits EGFR", "ana")
        after = shown(lab, "PMID:7")
        assert after is not None and [one.denied for one in after.claims] == [True]
        with pytest.raises(
            LabkinError, match=r"ana denied already, on 20.*, that CHEBI:49668 inhibits .*: nothing changes"
        ):
            deny(lab, *wrong)
        with pytest.raises(LabkinError, match=r"PMID:7 itself denies that CHEBI:49668 treats .*: nothing changes"):
            deny(lab, "PMID:7", "CHEBI:49668", "treats", "MONDO:0004979")
        with pytest.raises(NotFound, match=r"nobody read in PMID:7 that CHEBI:49668 activates HGNC:3236"):
            deny(lab, "PMID:7", "CHEBI:49668", "activates", "HGNC:3236")
        with pytest.raises(NotFound, match=r"no text of PMID:8"):
            deny(lab, "PMID:8", *wrong[1:])
        undo(lab, author="ana")
        again = shown(lab, "PMID:7")
        assert again is not None and [one.denied for one in again.claims] == [False, True]


def test_a_thing_without_a_text_shows_none(lab: Lab) -> None:
    assert shown(lab, "HGNC:3236") is None


def test_the_command_line_shows_brackets_and_json_has_the_offsets(lab: Lab) -> None:
    labkin = CommandLine(lab.folder)
    try:
        said = labkin("show", "PMID:7").out
        assert "[Colon and [breast cancer]] <b>bold</b>" in said
        assert "🧪 [Röntgen] & [[MDM2]] were seen." in said
        assert re.search(r"36-45 +Gefitinib +compound +CHEBI:49668 +gefitinib +0\.90 +toy@1", said)
        assert "gefitinib inhibits EGFR (0.80, hedged, toy@1): “Gefitinib may inhibit EGFR.”" in said
        found = labkin.json("show", "PMID:7")["annotations"]
        assert found["text"] == TEXT
        assert all(TEXT[one["start"] : one["end"]] == one["text"] for one in found["mentions"])
        assert {one["text"] for one in found["mentions"]} == set(LINKS)
        assert "annotations" not in labkin.json("show", "HGNC:3236")
    finally:
        labkin("stop")


spans = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda one: (one[0], one[0] + one[1])), max_size=8
)


@given(st.text(min_size=42, max_size=42), spans)
def test_the_pieces_are_the_text_and_each_has_just_the_marks_over_it(text: str, where: list[tuple[int, int]]) -> None:
    marks = [Mark(start, end, "Gene", 1.0) for start, end in where]
    at = 0
    for words, over in pieces(text, marks):
        assert text[at : at + len(words)] == words and words
        assert {id(one) for one in over} == {id(one) for one in marks if one.start <= at and at + len(words) <= one.end}
        assert all(one.start <= at and at + len(words) <= one.end for one in over)
        at += len(words)
    assert at == len(text)


@given(spans)
def test_brackets_are_as_many_as_marks_and_leave_the_text(where: list[tuple[int, int]]) -> None:
    text = "abcdefghij" * 5
    said = bracketed(text, [Mark(start, end, "Gene", 1.0) for start, end in where])
    assert said.count("[") == said.count("]") == len(where)
    assert said.translate({ord("["): None, ord("]"): None}) == text
