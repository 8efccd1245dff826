"""Queries as hypothesis makes them, and parts of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from labkin.graph.query import (
    OPS,
    ORDERED,
    TEXTUAL,
    UNARY,
    And,
    Column,
    Compare,
    EdgePattern,
    Having,
    Linked,
    NodePattern,
    Not,
    Or,
    Order,
    Query,
)

names = st.text(min_size=1, max_size=8)
scalars = st.one_of(names, st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False))


@st.composite
def compares(draw: st.DrawFn) -> Compare:
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
    return Compare(draw(st.sampled_from(["a", "b", "r"])), draw(names), op, value)


linked = st.builds(
    lambda relation, kinds, ids, turned, hops: Linked(
        EdgePattern(*(("x", "a") if turned else ("a", "x")), relation, hops=(1, hops)), NodePattern("x", kinds, ids)
    ),
    st.lists(names, max_size=2).map(tuple),
    st.lists(names, max_size=2).map(tuple),
    st.lists(names, max_size=2).map(tuple),
    st.booleans(),
    st.integers(1, 30),
)
wheres = st.recursive(
    compares() | linked,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: And(tuple(items))),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: Or(tuple(items))),
    ),
    max_leaves=6,
)


@st.composite
def queries(draw: st.DrawFn) -> Query:
    a, b = (
        NodePattern(v, tuple(draw(st.lists(names, max_size=2))), tuple(draw(st.lists(names, max_size=2)))) for v in "ab"
    )
    edge = EdgePattern("a", "b", tuple(draw(st.lists(names, max_size=2))), "r", draw(st.booleans()))
    columns = (Column("n", "a", "prop", draw(names)), Column("id", "b"), Column("how many", "", "row", agg="count"))
    return Query(
        (a, b),
        (edge,),
        draw(st.none() | wheres),
        columns,
        draw(st.booleans()),
        (Having("how many", ">", draw(st.integers(0, 9))),) if draw(st.booleans()) else (),
        (Order("n", draw(st.booleans())),),
        draw(st.none() | st.integers(0, 10**9)),
        draw(st.integers(0, 10**9)),
    )
