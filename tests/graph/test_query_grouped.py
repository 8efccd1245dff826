"""Queries for each of several groups: the first few rows of each, and two queries made into one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from labkin.graph.cypher import run
from labkin.graph.model import Edge, Node
from labkin.graph.query import BadQuery, Column, Compare, EdgePattern, NodePattern, Order, Query
from labkin.graph.query_english import english
from labkin.graph.query_grouped import grouped, of_each
from labkin.graph.query_json import from_json, to_json

if TYPE_CHECKING:
    from labkin.graph.arcade import Engine, EngineStore

NODES = [
    *(Node.of(f"P:{name}", "Person", name=name) for name in ("Ada", "Bo")),
    *(
        Node.of(f"B:{number}", "Batch", name=f"B-{number}", purity=purity, status=status)
        for number, purity, status in (
            (1, 97, "released"),
            (2, 99, "released"),
            (3, 99, "withdrawn"),
            (4, 90, "released"),
        )
    ),
]
EDGES = [Edge.of(f"B:{number}", "attributed_to", f"P:{name}") for number, name in ((1, "Ada"), (2, "Ada"), (3, "Ada"))]
EDGES.append(Edge.of("B:4", "attributed_to", "P:Bo"))
BATCH, PERSON = NodePattern("a", ("Batch",)), NodePattern("b", ("Person",))
BY = EdgePattern("a", "b", ("attributed_to",))
NUMBER = Column("number of batches", "a", agg="count", distinct=True)
PER_PERSON = Query(
    (BATCH, PERSON),
    (BY,),
    columns=(Column("person", "b", "prop", "name"), Column("person id", "b"), NUMBER),
    order=(Order(NUMBER.name, True), Order("person")),
)
PER_STATUS = Query(
    (BATCH,), where=Compare("a", "status", "exists"), columns=(Column("status", "a", "prop", "status"), NUMBER)
)
PUREST = Query(
    (BATCH,),
    columns=(Column("batch", "a", "prop", "name"), Column("purity", "a", "prop", "purity")),
    order=(Order("purity", True), Order("batch")),
    limit=1,
    ties=True,
)


@pytest.fixture(scope="module")
def store(engine: Engine) -> EngineStore:
    store = engine.store()
    store.rebuild(NODES, EDGES, 1)
    return store


def test_a_number_is_taken_for_each_of_both_groups(store: EngineStore) -> None:
    query = grouped(PER_PERSON, "a", PER_STATUS)
    assert query is not None
    rows = [(row["person"], row["status"], row["number of batches"]) for row in run(store, query)[0]]
    assert rows == [("Ada", "released", 2), ("Ada", "withdrawn", 1), ("Bo", "released", 1)]
    assert "for each person, for each status" in english(query)


def test_the_same_group_is_not_taken_twice() -> None:
    assert grouped(PER_STATUS, "a", PER_STATUS) is None


def test_the_first_of_each_group_are_given_with_all_that_tie(store: EngineStore) -> None:
    query = of_each(PUREST, "a", PER_PERSON)
    assert query is not None and query.each == ("person", "person id")
    rows, statement = run(store, query)
    assert [(row["batch"], row["person"]) for row in rows] == [("B-2", "Ada"), ("B-3", "Ada"), ("B-4", "Bo")]
    assert "LIMIT" not in statement.text
    alone = run(store, replace(query, ties=False))[0]
    assert [(row["batch"], row["person"]) for row in alone] == [("B-2", "Ada"), ("B-4", "Bo")]
    assert english(query).endswith("the 1 with the highest purity for each person, with all that tie")


def test_a_query_for_each_group_is_written_and_read_as_json() -> None:
    query = of_each(PUREST, "a", PER_PERSON)
    assert query is not None and from_json(to_json(query)) == query
    with pytest.raises(BadQuery, match="list of columns"):
        from_json(to_json(PUREST) | {"each": "person"})


def test_the_first_of_each_group_need_an_order_a_limit_and_columns_that_are_there() -> None:
    for wrong in (
        {"each": ("batch",), "limit": None, "ties": False},
        {"each": ("batch",), "order": ()},
        {"each": ("batch",), "offset": 2},
        {"each": ("nothing",)},
    ):
        with pytest.raises(BadQuery, match="the first rows"):
            replace(PUREST, **wrong)  # type: ignore[arg-type]
