"""The query algebra: what it refuses, its JSON, its English."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.graph.censored import respecting
from labkin.graph.query import (
    And,
    BadQuery,
    Column,
    Compare,
    Condition,
    EdgePattern,
    Having,
    Linked,
    NodePattern,
    Not,
    Or,
    Order,
    Over,
    Query,
    both,
    conditions,
)
from labkin.graph.query_english import english
from labkin.graph.query_json import from_json, to_json
from made_queries import names, queries

A, B = NodePattern("a", ("Compound",)), NodePattern("b", ("Disease",), ("DOID:1612",))
TREATS = EdgePattern("a", "b", ("treats",))
ROWS = (Column("compound", "a", "prop", "name"), Column("compound id", "a"))
COUNT = Column("diseases", "b", "id", agg="count")
TO_X, X = EdgePattern("a", "x"), NodePattern("x")


def broken(**change: Any) -> dict[str, Any]:
    return {"nodes": (A, B), "edges": (TREATS,), "columns": ROWS} | change


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"nodes": ()}, "at least one node"),
        ({"nodes": (A, A)}, "twice"),
        ({"edges": ()}, "nothing connects b"),
        ({"edges": (EdgePattern("a", "z"),)}, "'z'"),
        ({"edges": (EdgePattern("a", "b", hops=(0, 3)),)}, "hops"),
        ({"edges": (EdgePattern("a", "b", hops=(1, 10_000)),)}, "hops"),
        ({"edges": (EdgePattern("a", "b", var="r", hops=(1, 2)),)}, "one hop"),
        ({"edges": (EdgePattern("a", "b", var="a"),)}, "twice"),
        ({"edges": (EdgePattern("a", "b", ("",)),)}, "relation"),
        ({"nodes": (NodePattern("a) DETACH DELETE (n"),)}, "cannot name"),
        ({"columns": ()}, "at least one column"),
        ({"columns": (Column("x", "z"),)}, "'x'"),
        ({"columns": (Column("x", "a", agg="explode"),)}, "explode"),
        ({"columns": (Column("x", "a"), Column("x", "b"))}, "names"),
        ({"columns": (Column("x", "a", "qualifiers"),)}, "'x'"),
        ({"where": Compare("z", "name", "=", "x")}, "'z'"),
        ({"where": Compare("a", "name", "=~", "x")}, "no operator"),
        ({"where": Compare("a", "name", "in", "x")}, "cannot take"),
        ({"where": Compare("a", "name", "<", None)}, "cannot take"),
        ({"where": Compare("a", "name", "exists", 1)}, "cannot take"),
        ({"where": Not(Linked(EdgePattern("a", "b"), NodePattern("b")))}, "free end"),
        ({"where": Not(Linked(EdgePattern("b", "c"), NodePattern("d")))}, "free end"),
        ({"where": Linked(TO_X, X, Compare("a", "name", "exists"))}, "'a'"),
        ({"where": Not(Linked(TO_X, X, Not(Compare("y", "name", "exists"))))}, "'y'"),
        ({"where": Linked(TO_X, X, Linked(EdgePattern("a", "y"), NodePattern("y")))}, "'a'"),
        ({"where": Linked(TO_X, X, Linked(EdgePattern("x", "a"), NodePattern("a")))}, "free end"),
        ({"where": Linked(TO_X, X, Linked(EdgePattern("x", "x"), X))}, "free end"),
        ({"columns": (Column("year", "a", part="year"),)}, "'year'"),
        ({"columns": (Column("age", "a", "prop", "date", part="day"),)}, "'day'"),
        ({"over": Over("avg", "compound")}, "no aggregated column"),
        ({"columns": (COUNT,), "over": Over("avg", "diseases")}, "no aggregated column"),
        ({"columns": (*ROWS, COUNT), "over": Over("median", "diseases")}, "median"),
        ({"columns": (*ROWS, COUNT), "over": Over("avg", "diseases", per=("price",))}, "each value"),
        ({"columns": (*ROWS, COUNT), "over": Over("avg", "diseases", "compound", ("compound",))}, "each value"),
        ({"columns": (*ROWS, COUNT), "over": Over("avg", "diseases"), "limit": 3}, "all of them"),
        ({"order": (Order("price"),)}, "no column"),
        ({"having": (Having("compound", ">", 2),)}, "no aggregated column"),
        ({"limit": -1}, "limit"),
        ({"limit": True}, "limit"),
        ({"offset": -1}, "offset"),
    ],
)
def test_a_query_that_does_not_hold_together_is_refused(change: dict[str, Any], why: str) -> None:
    with pytest.raises(BadQuery, match=why.replace("(", r"\(")):
        Query(**broken(**change))


def test_a_condition_of_no_parts_is_refused() -> None:
    for make in (And, Or):
        with pytest.raises(BadQuery):
            make(())


def test_both_flattens_and_drops_nothing_else() -> None:
    x, y, z = (Compare("a", name, "exists") for name in "xyz")
    assert both(And((x, y)), None, z) == And((x, y, z))
    assert both(None, x) == x
    assert both(None) is None


@given(queries())
def test_json_gives_back_the_same_query(query: Query) -> None:
    again = from_json(json.loads(json.dumps(to_json(query))))
    assert again == query
    assert repr(again) == repr(query)  # 1, 1.0 and True are equal but not the same


@given(queries())
def test_every_query_reads_as_english(query: Query) -> None:
    assert english(query).strip()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | names,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["nodes", "edges", "where", "columns", "var", "ids", "and", "not", "linked", "node", "op", "limit"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(json_values)
def test_json_that_is_no_query_is_refused_in_words(data: object) -> None:
    with pytest.raises(BadQuery):
        from_json(data)


def test_json_leaves_out_what_is_usual() -> None:
    query = Query((A, B), (TREATS,), columns=ROWS)
    assert to_json(query) == {
        "nodes": [{"var": "a", "kinds": ["Compound"]}, {"var": "b", "kinds": ["Disease"], "ids": ["DOID:1612"]}],
        "edges": [{"source": "a", "target": "b", "relations": ["treats"]}],
        "columns": [
            {"name": "compound", "var": "a", "what": "prop", "prop": "name"},
            {"name": "compound id", "var": "a"},
        ],
    }


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (
            Query((A, B), (TREATS,), columns=ROWS),
            "compounds that treat breast cancer (DOID:1612)",
        ),
        (
            Query((A,), where=Compare("a", "molecular_weight", "<", 300), columns=ROWS),
            "compounds with molecular weight below 300",
        ),
        (
            Query((A, B), (TREATS,), columns=(Column("compounds", "a", agg="count", distinct=True),)),
            "the number of compounds that treat breast cancer (DOID:1612)",
        ),
        (
            Query(
                (A,),
                where=Not(Linked(EdgePattern("a", "x", ("tested_in",)), NodePattern("x", ("Assay",)))),
                columns=ROWS,
            ),
            "compounds that were not tested in assays",
        ),
        (
            Query(
                (NodePattern("m", ("Measurement",)), NodePattern("a", ("Assay",))),
                (EdgePattern("m", "a", ("measured_in",)),),
                columns=(Column("assay", "a"), Column("results", "m", agg="count", distinct=True)),
                order=(Order("results", True),),
                limit=3,
            ),
            "the number of measurements that were measured in assays, for each assay, the 3 with the highest results",
        ),
    ],
)
def test_a_query_reads_as_english(query: Query, text: str) -> None:
    assert english(query, {"DOID:1612": "breast cancer"}) == text


MEASURED = NodePattern("m", ("Measurement",))
BINDING = (NodePattern("a", ("Compound",)), NodePattern("g", ("Gene",))), (EdgePattern("a", "g", ("binds",)),)
GENES = (Column("compound", "a"), Column("number of genes", "g", "id", agg="count", distinct=True))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (
            Query(
                (NodePattern("a", ("Batch",)),),
                where=Not(
                    Linked(
                        EdgePattern("x", "a", ("describes",)),
                        NodePattern("x", ("Document",)),
                        Compare("x", "document_type", "=", "CoA"),
                    )
                ),
                columns=ROWS,
            ),
            "batches that are not described in documents with document type 'CoA'",
        ),
        (
            Query(
                (NodePattern("a", ("Gene",)),),
                where=Not(
                    Linked(
                        EdgePattern("x", "a", ("binds",)),
                        NodePattern("x", ("Compound",)),
                        Linked(EdgePattern("x", "y", ("treats",)), NodePattern("y", ids=("DOID:1612",))),
                    )
                ),
                columns=ROWS,
            ),
            "genes that are not bound by compounds that treat breast cancer (DOID:1612)",
        ),
        (
            respecting(
                Query(
                    (A,),
                    where=Not(
                        Linked(EdgePattern("m", "a", ("measurement_of",)), MEASURED, Compare("m", "value", "<", 5))
                    ),
                    columns=ROWS,
                )
            ),
            "compounds that do not have measurements with value possibly below 5",
        ),
        (
            Query(*BINDING, columns=GENES, over=Over("avg", "number of genes")),
            "the average of the number of genes that are bound by compounds, for each compound, "
            "over those that have any",
        ),
        (
            Query(*BINDING, columns=GENES, order=(Order("number of genes", True),), limit=1, ties=True),
            "the number of genes that are bound by compounds, for each compound, "
            "the 1 with the highest number of genes, with all that tie",
        ),
        (
            Query(
                (MEASURED,),
                columns=(Column("year", "m", "prop", "date", part="year"), Column("n", "m", agg="count")),
            ),
            "the number of measurements, for each year of date",
        ),
        (
            Query(
                (MEASURED, NodePattern("a", ("Assay",))),
                (EdgePattern("m", "a", ("measured_in",)),),
                columns=(Column("quarter", "a", "prop", "date", part="quarter"), Column("n", "m", agg="count")),
            ),
            "the number of measurements that were measured in assays, for each quarter of date of the assay",
        ),
    ],
)
def test_what_goes_beyond_a_pattern_reads_as_english(query: Query, text: str) -> None:
    assert english(query, {"DOID:1612": "breast cancer"}) == text


def test_the_leaves_inside_of_an_edge_are_told_when_asked_for() -> None:
    inner = Compare("x", "name", "exists")
    outer = Linked(TO_X, X, Not(inner))
    assert list(conditions(Not(outer))) == [outer]
    assert list(conditions(Not(outer), inside=True)) == [outer, inner]


PLAYS = EdgePattern("x", "a", ("plays for",))
PLAYER, AARON = NodePattern("x", ("Player",)), NodePattern("x", ids=("P:1",))


@pytest.mark.parametrize(
    ("edge", "where", "said"),
    [
        (True, None, "teams that Hank Aaron (P:1) plays for"),
        (False, Linked(PLAYS, PLAYER), "teams that players play for"),
        (False, Not(Linked(PLAYS, PLAYER)), "teams that no players play for"),
        (False, Not(Linked(PLAYS, AARON)), "teams that Hank Aaron (P:1) does not play for"),
        (
            False,
            Not(Linked(EdgePattern("x", "a", ("located_in",)), AARON)),
            "teams that Hank Aaron (P:1) is not located in",
        ),
    ],
)
def test_a_relation_without_words_from_its_object_is_said_from_its_subject(
    edge: bool, where: Condition | None, said: str
) -> None:
    nodes = (NodePattern("a", ("Team",)), *((NodePattern("b", ids=("P:1",)),) if edge else ()))
    edges = (EdgePattern("b", "a", ("plays for",)),) if edge else ()
    query = Query(nodes, edges, where, (Column("team", "a"),))
    assert english(query, {"P:1": "Hank Aaron"}) == said
