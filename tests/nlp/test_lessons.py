"""What decisions teach: how texts are split, and how a model is scored on what is settled of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.graph.errors import BadInput
from labkin.nlp.lessons import Lesson, Span, digest, score, split
from labkin.nlp.model_card import JSON, MARKDOWN, Card, Measured, read_card, write_card

TEXT = "aspirin for asthma in AGS cells"
RIGHT = Span(0, 7, "Chemical")
CELLS = Span(22, 25, "CellLine")


def finds(*spans: Span):
    def read(texts: Sequence[str]) -> list[tuple[Span, ...]]:
        return [spans for _ in texts]

    return read


def test_only_what_is_settled_counts() -> None:
    lesson = Lesson("d", TEXT, right=(RIGHT,), wrong=(Span(22, 25, "Disease"),))
    found = score([lesson], finds(RIGHT, Span(12, 18, "Disease"), Span(22, 25, "Disease")))
    assert (found.all.hits, found.all.false, found.all.missed) == (1, 1, 0)
    assert found.types["Disease"].false == 1


def test_another_span_or_type_over_what_is_right_is_wrong_and_missed() -> None:
    lesson = Lesson("d", TEXT, right=(CELLS,))
    found = score([lesson], finds(Span(22, 31, "CellLine")))
    assert (found.all.hits, found.all.false, found.all.missed) == (0, 1, 1)
    found = score([lesson], finds(Span(22, 25, "Disease")))
    assert (found.types["Disease"].false, found.types["CellLine"].missed) == (1, 1)


def test_where_a_type_is_settled_throughout_all_else_is_wrong() -> None:
    lesson = Lesson("d", TEXT, right=(RIGHT,), whole=frozenset({"Disease", "Chemical"}))
    found = score([lesson], finds(RIGHT, Span(12, 18, "Disease"), CELLS))
    assert (found.all.hits, found.all.false, found.all.missed) == (1, 1, 0)
    assert "CellLine" not in found.types
    other = score([lesson], finds(RIGHT, Span(0, 7, "Gene")))  # of which such a corpus says nothing
    assert (other.all.false, set(other.types)) == (0, {"Chemical"})


def test_nothing_settled_is_no_fault() -> None:
    assert score([Lesson("d", TEXT)], finds(RIGHT)).all.f1 == 1.0


LESSONS = st.lists(st.builds(Lesson, st.text(max_size=8), st.just(TEXT)), unique_by=lambda one: one.id, max_size=40)


@given(LESSONS)
def test_a_split_is_a_split_and_does_not_depend_on_the_order(lessons: list[Lesson]) -> None:
    train, held_out = split(lessons)
    assert sorted(one.id for one in train + held_out) == sorted(one.id for one in lessons)
    assert split(reversed(lessons)) == (train, held_out)
    assert digest(lessons) == digest(reversed(lessons))
    if len(lessons) > 1:
        assert train and held_out


def test_a_document_that_was_held_out_stays_so_when_more_come() -> None:
    few = [Lesson(f"PMID:{number}", TEXT) for number in range(60)]
    more = [Lesson(f"PMID:{number}", TEXT) for number in range(400)]
    held_out, later = ({one.id for one in split(lessons)[1]} for lessons in (few, more))
    assert held_out == later & {one.id for one in few}
    assert 0.18 < len(later) / 400 < 0.32


def test_the_hash_of_lessons_tells_any_change() -> None:
    lesson = Lesson("d", TEXT, (RIGHT,))
    other = [Lesson("d", TEXT, (CELLS,)), Lesson("d", TEXT + ".", (RIGHT,)), Lesson("d", TEXT, (), (RIGHT,))]
    assert len({digest([one]) for one in (lesson, *other)}) == 4


def card(**changes: object) -> Card:
    figures = {"f1": 0.5, "precision": 0.5, "recall": 0.5, "types": {"Gene": {"f1": 0.25}}}
    known = {
        "name": "ours",
        "version": "2",
        "base": "labkin@1",
        "base_sha256": "ab",
        "at": "2026-03-01T00:00:00Z",
        "author": "ana | ben",
        "seconds": 61.2,
        "parameters": {"epochs": 3},
        "decisions": {"accept": 4},
        "sets": (Measured("decisions", "held-out", 2, 3, "cd", figures, {**figures, "f1": 0.75}),),
        "versions": {"labkin": "0"},
        "worse": ("F1 on check fell from 80.0 to 70.0",),
    }
    return Card(**(known | changes))  # type: ignore[arg-type]


def test_a_card_is_read_as_it_was_written_and_says_the_figures(tmp_path: Path) -> None:
    write_card(tmp_path, card())
    assert json.loads((tmp_path / JSON).read_text())["sets"][0]["after"]["f1"] == 0.75
    read = read_card(tmp_path)
    assert read is not None and read.to_json() == card().to_json() and read.id == "ours@2"
    page = (tmp_path / MARKDOWN).read_text()
    assert "| decisions | held-out | 2 | 3 | 50.0 | 75.0 | 50.0 | 50.0 |" in page
    assert "**Worse:** F1 on check fell from 80.0 to 70.0." in page and "all the same" not in page
    write_card(tmp_path, card(forced=True))
    assert "all the same" in (tmp_path / MARKDOWN).read_text()


def test_a_folder_without_a_card_has_none_and_a_broken_one_is_said(tmp_path: Path) -> None:
    assert read_card(tmp_path) is None
    for text in ("{", "[]", '{"sets": []}'):
        (tmp_path / JSON).write_text(text)
        with pytest.raises(BadInput, match="no model card"):
            read_card(tmp_path)
