"""Answers in a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from labkin.graph.query import Column, NodePattern, Order, Query
from labkin.nlp.question import Reading
from labkin.search.answer_text import say

NAMES = (Column("batch", "a", "prop", "name"), Column("batch id", "a"))
NODES = (NodePattern("a", ("Batch",)),)


def sentence(query: Query, form: str, *rows: dict[str, Any], sure: float = 0.95, value: Any = None) -> str:
    reading = Reading("?", query, "batches", form, "a", ("Batch",), sure)
    return say(reading, "answered", rows, value)


def test_things_are_listed_by_name_and_those_with_commas_apart() -> None:
    query = Query(NODES, columns=NAMES)
    assert sentence(query, "list", {"batch": "B1", "batch id": "1"}) == "1 batch: B1."
    some = [{"batch": f"B, {n}", "batch id": str(n)} for n in range(5)]
    assert sentence(query, "list", *some) == "5 batches: B, 0; B, 1; B, 2 and 2 more."


def test_what_was_ranked_or_counted_is_told_with_its_number() -> None:
    purity = Column("purity", "a", "prop", "purity")
    ranked = Query(NODES, columns=(*NAMES, purity), order=(Order("purity", True),), limit=1)
    assert sentence(ranked, "list", {"batch": "B1", "batch id": "1", "purity": 99.4}) == "1 batch: B1 (99.4)."
    counted = Query(NODES, columns=(Column("status", "a", "prop", "status"), Column("n", "a", agg="count")))
    rows = {"status": "released", "n": 217}, {"status": "withdrawn", "n": 12000}
    assert sentence(counted, "per", *rows) == "2 rows: released (217), withdrawn (12,000)."


def test_a_number_with_its_unit_is_no_row() -> None:
    unit, value = Column("unit", "a", "prop", "unit"), Column("average value", "a", "prop", "value", agg="avg")
    query = Query(NODES, columns=(unit, value))
    assert sentence(query, "aggregate", {"unit": "nM", "average value": 5.54}) == "5.54 nM."
    first = Query(NODES, columns=(Column("lowest date", "a", "prop", "date", agg="min"),))
    assert sentence(first, "aggregate", {"lowest date": "2023-11-27"}) == "2023-11-27."


@pytest.mark.parametrize(
    ("value", "said"), [(15, "15"), (4230, "4,230"), (109656000.0, "109,656,000"), (True, "Yes."), (97.5, "97.5")]
)
def test_a_number_is_given_as_it_is_read(value: float, said: str) -> None:
    query = Query(NODES, columns=(Column("n", "a", agg="count"),))
    assert sentence(query, "yes_no" if value is True else "count", value=value) == said


def test_a_doubt_follows_in_a_sentence_of_its_own() -> None:
    query = Query(NODES, columns=(Column("n", "a", agg="count"),))
    assert sentence(query, "count", sure=0.3, value=15).startswith("15. This reading is unsure")
