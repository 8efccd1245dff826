"""A bound answers a comparison only where everything it may stand for does."""

import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.graph.censored import (
    allowed,
    certainly,
    compared,
    exactly,
    per_unit,
    possibly,
    ranked_values,
    reaching,
    respecting,
)
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
from labkin.graph.query_english import english

OPS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}
FINE = [n / 4 for n in range(-40, 80)]  # numbers close enough together to tell every bound from the next
numbers = st.integers(-4, 14)
ops = st.sampled_from(sorted(OPS))


def holds(condition: Condition, node: dict[str, Any]) -> bool:
    """What an engine would say of one node."""
    match condition:
        case And(items):
            return all(holds(item, node) for item in items)
        case Or(items):
            return any(holds(item, node) for item in items)
        case Not(item):
            return not holds(item, node)
        case Compare(_, prop, "missing"):
            return prop not in node
        case Compare(_, prop, "in", tuple() as among):
            return node.get(prop) in among
        case Compare(_, prop, op, value):
            return prop in node and OPS[op](node[prop], value)
    raise AssertionError(condition)


def possible(qualifier: str, value: float) -> list[float]:
    """What the true value may be."""
    return [number for number in FINE if OPS.get(qualifier, operator.eq)(number, value)]


def asked(where: Condition) -> Query:
    return Query((NodePattern("m", ("Measurement",)),), where=where, columns=(Column("measurement", "m"),))


@given(numbers, st.sampled_from(["", "=", "~", "<", "<=", ">", ">="]), ops, numbers)
def test_only_what_is_certain_holds(value: int, qualifier: str, op: str, bound: int) -> None:
    node = {"value": value} | ({"qualifier": qualifier} if qualifier else {})
    condition = certainly(Compare("m", "value", op, bound))
    assert holds(condition, node) == all(OPS[op](number, bound) for number in possible(qualifier, value))


@given(numbers, st.sampled_from(["=", "<", "<=", ">", ">="]), st.sampled_from(["<", "<=", ">", ">="]), numbers)
def test_the_opposite_is_certain_too(value: int, qualifier: str, op: str, bound: int) -> None:
    where = respecting(asked(Not(Compare("m", "value", op, bound)))).where
    assert where is not None
    certain = all(not OPS[op](number, bound) for number in possible(qualifier, value))
    assert holds(where, {"value": value, "qualifier": qualifier}) == certain


@given(numbers, st.sampled_from(["", "=", "~", "<", "<=", ">", ">="]), ops, numbers)
def test_what_may_be_is_what_is_not_surely_otherwise(value: int, qualifier: str, op: str, bound: int) -> None:
    node = {"value": value} | ({"qualifier": qualifier} if qualifier else {})
    condition = possibly(Compare("m", "value", op, bound))
    assert holds(condition, node) == any(OPS[op](number, bound) for number in possible(qualifier, value))


def has(where: Condition) -> Linked:
    return Linked(EdgePattern("x", "m", ("of",)), NodePattern("x", ("Measurement",)), where)


def test_inside_of_an_edge_too_and_turned_round_where_there_is_none() -> None:
    low = Compare("x", "value", "<", 5)
    other = Compare("x", "endpoint", "=", "IC50")
    assert respecting(asked(has(And((low, other))))).where == has(And((certainly(low), other)))
    assert respecting(asked(Not(has(low)))).where == Not(has(possibly(low)))
    assert respecting(asked(Not(has(Not(low))))).where == Not(has(Not(certainly(low))))
    assert respecting(asked(has(Not(low)))).where == has(certainly(replace(low, op=">=")))
    assert respecting(asked(Not(And((replace(low, var="m"), Compare("m", "endpoint", "exists")))))).where == Not(
        And((possibly(replace(low, var="m")), Compare("m", "endpoint", "exists")))
    )
    batch = replace(has(low), node=NodePattern("x", ("Batch",)))
    assert respecting(asked(Not(batch))).where == Not(batch)


@pytest.mark.parametrize("op", sorted(OPS))
def test_what_may_be_reads_as_one_comparison(op: str) -> None:
    leaf = Compare("x", "value", op, 5)
    assert allowed(possibly(leaf)) == leaf
    plain = english(asked(Not(has(leaf))))
    assert english(asked(Not(has(possibly(leaf))))) == plain.replace("with value", "with value possibly")
    assert allowed(leaf) is None
    assert allowed(Not(leaf)) is None


def test_what_is_taken_over_groups_of_measured_values_is_taken_for_each_unit() -> None:
    nodes = NodePattern("m", ("Measurement",)), NodePattern("a", ("Compound",))
    edges = (EdgePattern("m", "a", ("of",)),)
    columns = (Column("compound", "a"), Column("highest", "m", "prop", "value", "max"))
    query = Query(nodes, edges, columns=columns, over=Over("avg", "highest"))
    assert per_unit(query).over == Over("avg", "highest", per=("unit",))
    assert [column.name for column in per_unit(query).result] == ["unit", "average highest"]


@pytest.mark.parametrize("op", sorted(OPS))
def test_it_reads_as_one_comparison(op: str) -> None:
    leaf = Compare("m", "value", op, 5)
    assert compared(certainly(leaf)) == leaf
    assert "certainly" in english(asked(certainly(leaf)))
    assert english(asked(certainly(leaf))).count("5") == 1
    assert compared(leaf) is None
    assert compared(Or((leaf, leaf))) is None


def test_other_numbers_are_left_alone() -> None:
    where = And((Compare("m", "temperature", "<", 5), Compare("m", "value", "exists")))
    assert respecting(asked(where)) == asked(where)
    batch = Query((NodePattern("a", ("Batch",)),), where=Compare("a", "value", "<", 5), columns=(Column("b", "a"),))
    assert respecting(batch) == batch


@pytest.mark.parametrize(("agg", "more"), [("min", False), ("max", True)])
def test_the_highest_value_is_at_least_what_a_lower_bound_says_and_the_lowest_at_most_an_upper_one(
    agg: str, more: bool
) -> None:
    query = Query((NodePattern("m", ("Measurement",)),), columns=(Column("x", "m", "prop", "value", agg=agg),))
    assert respecting(query).where == reaching("m", more)
    assert f"a bound that it is {'above' if more else 'below'}" in english(respecting(query))
    assert respecting(replace(query, having=(Having("x", ">", 1),))).where == exactly("m")
    summed = replace(query, columns=(*query.columns, Column("mean", "m", "prop", "value", agg="avg")))
    assert respecting(summed).where == exactly("m")


@pytest.mark.parametrize("agg", ["avg", "sum"])
def test_what_is_added_up_are_exact_values(agg: str) -> None:
    query = Query((NodePattern("m", ("Measurement",)),), columns=(Column("x", "m", "prop", "value", agg=agg),))
    assert respecting(query).where == exactly("m")
    assert "exact value" in english(respecting(query))
    counted = Query(
        (NodePattern("m", ("Measurement",)),),
        columns=(Column("n", "m", agg="count", distinct=True),),
        having=(Having("n", ">", 1),),
    )
    assert respecting(counted).where is None


def test_an_aggregate_is_taken_for_each_unit() -> None:
    mean = Column("mean", "m", "prop", "value", agg="avg")
    query = Query((NodePattern("m", ("Measurement",)),), columns=(mean,))
    unit = Column("unit", "m", "prop", "unit")
    assert per_unit(query).columns == (unit, mean)
    assert per_unit(per_unit(query)) == per_unit(query)
    counted = replace(query, columns=(Column("n", "m", agg="count"),))
    assert per_unit(counted) == counted


def test_what_is_ranked_from_the_highest_may_be_lower_bounds() -> None:
    value = Column("value", "m", "prop", "value")
    query = Query((NodePattern("m", ("Measurement",)),), columns=(value,), order=(Order("value", True),), limit=3)
    assert (ranked_values(query), respecting(query).where) == (("m",), reaching("m", True))
    assert ranked_values(replace(query, limit=None)) == ()
