"""What can be asked of things beyond a pattern: the same rows on every engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labkin.graph.bolt_store import BoltStore
from labkin.graph.censored import respecting
from labkin.graph.cypher import run
from labkin.graph.model import Edge, Node
from labkin.graph.query import (
    And,
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
)
from made_queries import combined

IDS = Column("id", "a")
BATCHES = [
    *(Node.of(f"B:{n}", "Batch") for n in range(1, 6)),
    Node.of("S:1", "Document", type="CoA"),
    Node.of("S:2", "Document", type="report", pages=3),
    Node.of("S:3", "Document"),
    Node.of("P:1", "Person", name="Ada"),
    *(
        Node.of(f"M:{n}", "Measurement", value=value, qualifier=sign) if sign else Node.of(f"M:{n}", kind, value=value)
        for n, (kind, value, sign) in enumerate(
            [("Measurement", 3, ""), ("Measurement", 10, ">"), ("Measurement", 10, "<"), ("Measurement", 7, "~")], 1
        )
    ),
]
ABOUT = [
    *(Edge.of(s, "about", b) for s, b in (("S:1", "B:1"), ("S:2", "B:1"), ("S:2", "B:2"), ("S:3", "B:3"))),
    Edge.of("S:1", "by", "P:1"),
    Edge.of("S:3", "by", "P:1"),
    *(Edge.of(f"M:{n}", "of", f"B:{n}") for n in range(1, 5)),
]
BATCH, DOCUMENT = NodePattern("a", ("Batch",)), NodePattern("x", ("Document",))
OF_DOCUMENT = EdgePattern("x", "a", ("about",))
BY_ADA = Linked(EdgePattern("x", "y", ("by",)), NodePattern("y", ("Person",), ("P:1",)))
BY_NAMED = replace(BY_ADA, node=NodePattern("y"), where=Compare("y", "name", "=", "Ada"))


def described(where: Condition) -> Linked:
    return Linked(OF_DOCUMENT, DOCUMENT, where)


def batches(*numbers: int) -> list[dict[str, Any]]:
    return [{"id": f"B:{number}"} for number in numbers]


COA = Compare("x", "type", "=", "CoA")
WHERES: dict[str, tuple[Condition, list[dict[str, Any]]]] = {
    "with such a document": (described(COA), batches(1)),
    "without such a document": (Not(described(COA)), batches(2, 3, 4, 5)),
    "with one, and without another": (
        And((described(COA), Not(described(Compare("x", "type", "=", "note"))))),
        batches(1),
    ),
    "with one, or an identifier": (Or((described(COA), Compare("a", "id", "=", "B:5"))), batches(1, 5)),
    "a property that is missing is neither so nor not so": (described(Not(COA)), batches(1, 2)),
    "either of two": (described(Or((COA, Compare("x", "type", "missing")))), batches(1, 3)),
    "of which nothing holds": (Not(described(Compare("x", "type", "=", "nothing"))), batches(1, 2, 3, 4, 5)),
    "one edge farther": (described(BY_ADA), batches(1, 3)),
    "none one edge farther": (Not(described(BY_ADA)), batches(2, 4, 5)),
    "without one edge farther": (described(Not(BY_ADA)), batches(1, 2)),
    "two conditions, one above the other": (Not(described(And((BY_NAMED, COA)))), batches(2, 3, 4, 5)),
    "without, one above the other": (described(And((Not(BY_NAMED), Compare("x", "pages", ">", 2)))), batches(1, 2)),
    "two of one name": (And((described(COA), described(Compare("x", "pages", ">", 2)))), batches(1)),
    "one of two, of which one meets nothing": (
        Or((described(Compare("x", "pages", ">", 9)), described(BY_ADA))),
        batches(1, 3),
    ),
}


@pytest.fixture
def batched(every_store: BoltStore) -> BoltStore:
    every_store.rebuild(BATCHES, ABOUT, 1)
    return every_store


def test_what_is_asked_of_the_free_node_of_an_edge_holds_on_every_engine(batched: BoltStore) -> None:
    for case, (where, rows) in WHERES.items():
        query = Query((BATCH,), where=where, columns=(IDS,), order=(Order("id"),))
        assert run(batched, query)[0] == rows, case


def truth(condition: Condition, at: dict[str, str]) -> bool | None:
    """What a condition says of nodes, by their identifiers: true, false, or neither, as None."""
    match condition:
        case And(items):
            said = [truth(item, at) for item in items]
            return False if False in said else None if None in said else True
        case Or(items):
            said = [truth(item, at) for item in items]
            return True if True in said else None if None in said else False
        case Not(item):
            said_of_it = truth(item, at)
            return None if said_of_it is None else not said_of_it
        case Linked(edge, node, where):
            met = [
                {"a": at.get("a", ""), node.var: other}
                for one, other in links(edge)
                if one == next(at[var] for var in (edge.source, edge.target) if var != node.var)
            ]
            kinds = {str(n.id): n.kind for n in BATCHES}
            return any(
                (not node.kinds or kinds[ends[node.var]] in node.kinds)
                and (where is None or truth(where, ends) is True)
                for ends in met
            )
        case Compare(var, prop, op, value):
            held = next(n for n in BATCHES if str(n.id) == at[var]).props.get(prop)
            return held is None if op == "missing" else None if held is None else held == value


def links(edge: EdgePattern) -> list[tuple[str, str]]:
    """The ends of the edges that fit: that in the pattern first, then the free one."""
    pairs = [(str(e.subject), str(e.object)) for e in ABOUT if e.relation in edge.relations]
    return pairs if edge.target in "xy" and edge.source < edge.target else [(o, s) for s, o in pairs]


def compares(var: str) -> st.SearchStrategy[Condition]:
    return st.one_of(
        st.sampled_from(["CoA", "report"]).map(lambda value: Compare(var, "type", "=", value)),
        st.just(Compare(var, "type", "missing")),
        st.just(Compare(var, "name", "=", "Ada")),
    )


inner = combined(
    compares("x")
    | st.builds(
        lambda where: Linked(EdgePattern("x", "y", ("by",)), NodePattern("y"), where), st.none() | compares("y")
    )
    | st.builds(
        lambda where: Linked(EdgePattern("x", "y", ("about",)), NodePattern("y", ("Batch",)), where),
        st.none() | st.just(Linked(EdgePattern("y", "z", ("none",)), NodePattern("z"))),
    )
)
outer = combined(st.builds(described, inner) | compares("a"))


@given(outer)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_conditions_inside_of_each_other_mean_what_they_say(batched: BoltStore, where: Condition) -> None:
    rows, _ = run(batched, Query((BATCH,), where=where, columns=(IDS,), order=(Order("id"),)))
    ids = sorted(str(node.id) for node in BATCHES if node.kind == "Batch")
    assert rows == [{"id": id} for id in ids if truth(where, {"a": id}) is True]


OF = Linked(EdgePattern("x", "a", ("of",)), NodePattern("x", ("Measurement",)))


def test_a_bound_counts_inside_of_an_edge_as_outside(batched: BoltStore) -> None:
    def asked(op: str, value: int, denied: bool) -> list[dict[str, Any]]:
        linked = replace(OF, where=Compare("x", "value", op, value))
        has = replace(OF, node=NodePattern("x"))
        where = And((has, Not(linked))) if denied else linked
        return run(batched, respecting(Query((BATCH,), where=where, columns=(IDS,), order=(Order("id"),))))[0]

    assert asked("<", 8, denied=False) == batches(1, 4)  # below 10 may be 9
    assert asked(">", 8, denied=False) == batches(2)
    assert asked("<", 8, denied=True) == batches(2)
    assert asked(">", 8, denied=True) == batches(1, 4)
    assert asked("=", 7, denied=False) == batches(4)
    assert asked("=", 7, denied=True) == batches(1, 2)
    assert asked("=", 10, denied=True) == batches(1, 2, 3, 4)


def test_an_aggregate_over_groups_is_of_those_that_have_any(batched: BoltStore) -> None:
    columns = (Column("id", "a"), Column("documents", "x", "id", agg="count"))
    query = Query((BATCH, DOCUMENT), (OF_DOCUMENT,), columns=columns)
    for agg, value in (("avg", 4 / 3), ("max", 2), ("min", 1), ("sum", 4), ("count", 3)):
        assert run(batched, replace(query, over=Over(agg, "documents", "it")))[0] == [{"it": value}]
    having = replace(query, having=(Having("documents", ">", 1),), over=Over("count", "documents"))
    assert run(batched, having)[0] == [{"groups with documents": 1}]


def test_an_aggregate_over_groups_can_be_taken_for_each_value(batched: BoltStore) -> None:
    columns = (Column("id", "a"), Column("by whom?", "x", "prop", "type"), Column("documents", what="row", agg="count"))
    over = Over("sum", "documents", "all, of one type", ("by whom?",))
    rows, _ = run(batched, Query((BATCH, DOCUMENT), (OF_DOCUMENT,), columns=columns, over=over))
    assert sorted((str(row["by whom?"]), row["all, of one type"]) for row in rows) == [
        ("CoA", 1), ("None", 1), ("report", 2),
    ]  # fmt: skip


def test_rows_that_tie_with_the_last_are_given_too(batched: BoltStore) -> None:
    columns = (Column("id", "a"), Column("documents", "x", "id", agg="count"))
    query = Query(
        (BATCH, DOCUMENT),
        (OF_DOCUMENT,),
        columns=columns,
        order=(Order("documents", True), Order("id")),
        limit=2,
        ties=True,
    )
    three = [{"id": "B:1", "documents": 2}, {"id": "B:2", "documents": 1}, {"id": "B:3", "documents": 1}]
    rows, statement = run(batched, query)
    assert rows == three
    assert len(batched.read(statement.text, statement.params)) == 3
    first, statement = run(batched, replace(query, limit=1))
    assert first == three[:1]
    assert len(batched.read(statement.text, statement.params)) == 1
    second, statement = run(batched, replace(query, limit=1, offset=1))
    assert second == three[1:]
    assert len(batched.read(statement.text, statement.params)) == 2
    third, _ = run(batched, replace(query, limit=1, offset=2))
    assert third == three[2:]
    assert run(batched, replace(query, limit=9))[0] == three
    assert run(batched, replace(query, limit=0))[0] == []


def test_rows_without_a_value_tie_too(batched: BoltStore) -> None:
    columns = (Column("id", "x"), Column("pages", "x", "prop", "pages"))
    query = Query((DOCUMENT,), columns=columns, order=(Order("pages"), Order("id")), limit=2, ties=True)
    rows = run(batched, query)[0]
    assert rows[:2] == run(batched, replace(query, ties=False))[0]
    assert {row["id"] for row in rows} >= {"S:1", "S:3"}


def test_the_parts_of_a_date_group(every_store: BoltStore) -> None:
    dates = ["2024-03-09", "2024-03", "2024", "2023-12-31", "2023-10-01T08:00:00Z", 2024, "soon", "20240309", None, ""]
    nodes = [Node.of(f"T:{n}", "Test", **({} if date is None else {"date": date})) for n, date in enumerate(dates)]
    every_store.rebuild(nodes, [], 1)
    told = {}
    for part in ("year", "month", "quarter"):
        columns = (Column(part, "a", "prop", "date", part=part), Column("n", what="row", agg="count"))
        rows, _ = run(every_store, Query((NodePattern("a", ("Test",)),), columns=columns))
        told[part] = {row[part]: row["n"] for row in rows}
    assert told == {
        "year": {"2024": 4, "2023": 2, None: 4},
        "month": {"2024-03": 2, "2023-12": 1, "2023-10": 1, None: 6},
        "quarter": {"2024-Q1": 2, "2023-Q4": 2, None: 6},
    }


def test_one_edge_may_fit_two_of_a_pattern(batched: BoltStore) -> None:
    """Who shares a batch with S:1 is S:1 too; "other" than itself is a condition of its own."""
    edges = (EdgePattern("c", "b", ("about",)), EdgePattern("a", "b", ("about",)))
    nodes = (NodePattern("a", ("Document",)), NodePattern("b", ("Batch",)), NodePattern("c", (), ("S:1",)))
    asked = Query(nodes, edges, columns=(IDS,), distinct=True, order=(Order("id"),))
    assert run(batched, asked)[0] == [{"id": "S:1"}, {"id": "S:2"}]
    assert run(batched, replace(asked, where=Compare("a", "id", "!=", "S:1")))[0] == [{"id": "S:2"}]
