"""Queries as hypothesis makes them, and parts of them."""

from __future__ import annotations

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from labkin.graph.query import (
    OPS,
    ORDERED,
    OVER,
    PARTS,
    TEXTUAL,
    UNARY,
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

names = st.text(min_size=1, max_size=8)
scalars = st.one_of(names, st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False))


@st.composite
def compares(draw: st.DrawFn, among: tuple[str, ...] = ("a", "b", "r")) -> Compare:
    op = draw(st.sampled_from(sorted(OPS)))
    if op in UNARY:
        value: Any = None
    elif op == "in":
        value = tuple(draw(st.lists(scalars, max_size=3)))
    elif op in TEXTUAL:
        value = draw(names)
    elif op in ORDERED:
        value = draw(scalars)
    else:
        value = draw(st.one_of(scalars, st.booleans()))
    return Compare(draw(st.sampled_from(among)), draw(names), op, value)


def combined(leaves: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            inner.map(Not),
            st.lists(inner, min_size=1, max_size=3).map(lambda items: And(tuple(items))),
            st.lists(inner, min_size=1, max_size=3).map(lambda items: Or(tuple(items))),
        ),
        max_leaves=4,
    )


def linked(end: str, free: str, where: st.SearchStrategy[Condition | None]) -> st.SearchStrategy[Linked]:
    return st.builds(
        lambda relation, kinds, ids, turned, hops, where: Linked(
            EdgePattern(*((free, end) if turned else (end, free)), relation, hops=(1, hops)),
            NodePattern(free, kinds, ids),
            where,
        ),
        st.lists(names, max_size=2).map(tuple),
        st.lists(names, max_size=2).map(tuple),
        st.lists(names, max_size=2).map(tuple),
        st.booleans(),
        st.integers(1, 30),
        where,
    )


farther = combined(compares(("x",)) | linked("x", "y", st.none() | combined(compares(("y",)))))
wheres = combined(compares() | linked("a", "x", st.none() | farther))


@st.composite
def queries(draw: st.DrawFn) -> Query:
    a, b = (
        NodePattern(v, tuple(draw(st.lists(names, max_size=2))), tuple(draw(st.lists(names, max_size=2)))) for v in "ab"
    )
    edge = EdgePattern("a", "b", tuple(draw(st.lists(names, max_size=2))), "r", draw(st.booleans()))
    part = draw(st.sampled_from(sorted(PARTS)))
    columns = (
        Column("n", "a", "prop", draw(names), part=part),
        Column("id", "b"),
        Column("how many", "", "row", agg="count"),
    )
    having = (Having("how many", ">", draw(st.integers(0, 9))),) if draw(st.booleans()) else ()
    if draw(st.booleans()):
        over = Over(draw(st.sampled_from(sorted(OVER))), "how many", draw(names), draw(st.sampled_from([(), ("n",)])))
        assume(over.title != "n")
        return Query((a, b), (edge,), draw(st.none() | wheres), columns, having=having, over=over)
    return Query(
        (a, b),
        (edge,),
        draw(st.none() | wheres),
        columns,
        draw(st.booleans()),
        having,
        (Order("n", draw(st.booleans())),),
        draw(st.none() | st.integers(0, 10**9)),
        draw(st.integers(0, 10**9)),
        ties=draw(st.booleans()),
    )
