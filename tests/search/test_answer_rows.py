"""The rows of a reading, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from labkin.graph.model import Edge, Node
from labkin.graph.query import Column, EdgePattern, NodePattern, Order, Over, Query
from labkin.nlp.question import Reading
from labkin.search import answer_rows
from labkin.search.answer_rows import Found, find

if TYPE_CHECKING:
    from labkin.graph.arcade import Engine, EngineStore

NODES = [
    *(Node.of(f"C:{n}", "Compound", name=f"compound {n}") for n in range(1, 5)),
    *(Node.of(f"B:{n}", "Batch", name=f"batch {n}", date=f"202{n % 3}-0{n}-01") for n in range(1, 6)),
]
EDGES = [Edge.of(f"B:{n}", "batch_of", f"C:{of}") for n, of in ((1, 1), (2, 1), (3, 2), (4, 2), (5, 3))]
COMPOUNDS = Query(
    (NodePattern("a", ("Compound",)), NodePattern("b", ("Batch",))),
    (EdgePattern("b", "a", ("batch_of",)),),
    columns=(
        Column("compound", "a", "prop", "name"),
        Column("compound id", "a"),
        Column("batches", "b", "id", agg="count", distinct=True),
    ),
)
MOST = replace(COMPOUNDS, order=(Order("batches", True), Order("compound id")), limit=1, ties=True)


@pytest.fixture(scope="module")
def store(engine: Engine) -> Iterator[EngineStore]:
    store = engine.store()
    store.reset()
    store.rebuild(NODES, EDGES, 1)
    yield store
    store.close()


def found(store: EngineStore, query: Query, form: str) -> Found:
    return find(Reading("", query, "", form, "a", ("Compound",), 1.0), store)


def test_all_that_tie_are_in_the_answer_with_what_they_rest_on(store: EngineStore) -> None:
    answer = found(store, MOST, "list")
    assert answer.ids == ("C:1", "C:2")
    assert {edge.object for edge in answer.proof_edges} == {"C:1", "C:2"}
    assert answer.why_not == ""
    assert store.read(answer.statement.text, answer.statement.params) == list(answer.rows)


def test_so_many_that_tie_that_they_are_cut_are_said_to_be(store: EngineStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_rows, "MAX_ROWS", 1)
    answer = found(store, MOST, "list")
    assert answer.ids == ("C:1",)
    assert answer.why_not == "only the first 1 rows are given"
    without_limit = found(store, replace(MOST, limit=None), "list")
    assert without_limit.ids == ("C:1",)


def test_what_is_taken_over_groups_is_one_row_that_rests_on_all_of_them(store: EngineStore) -> None:
    answer = found(store, replace(COMPOUNDS, over=Over("avg", "batches", "average number of batches")), "aggregate")
    assert answer.rows == ({"average number of batches": pytest.approx(5 / 3)},)
    assert answer.ids == ()
    assert len(answer.proof_edges) == 5
    assert {edge.object for edge in answer.proof_edges} == {"C:1", "C:2", "C:3"}


def test_what_is_counted_for_each_year_is_in_order(store: EngineStore) -> None:
    columns = (Column("year", "a", "prop", "date", part="year"), Column("batches", "a", agg="count"))
    query = Query((NodePattern("a", ("Batch",)),), columns=columns)
    answer = found(store, query, "count")
    assert [tuple(row.values()) for row in answer.rows] == [("2020", 1), ("2021", 2), ("2022", 2)]
    assert answer.proof_ids == ("B:1", "B:2", "B:3", "B:4", "B:5")
