"""Measured values of which only a bound is known: ">10000" says that the value lies above 10000, not at it.

Such a value, left- or right-censored, answers a comparison only where every value it may stand for does: ">10000" is
above 5000, and is neither below 20000 nor equal to 10000. The rule is that of certain answers over incomplete data
(Imielinski and Lipski, J. ACM 31, 1984). It turns round under "no": what has no value below 20000 is what has none that
may be below it, and ">10000" may. A value without a qualifier is exact; one "about" a number (~) counts as that
number.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from labkin.graph.query import And, Column, Compare, Condition, Linked, Not, Or, Query, both, conditions

KIND, VALUE, QUALIFIER, UNIT = "Measurement", "value", "qualifier", "unit"
EXACT = ("=", "~")
_BELOW, _ABOVE = (*EXACT, "<", "<="), (*EXACT, ">", ">=")
_FITS = {"<": _BELOW, "<=": _BELOW, ">": _ABOVE, ">=": _ABOVE, "=": EXACT}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def certainly(leaf: Compare) -> Condition:
    """The comparison of a measured value, true only where the qualifier beside it leaves no doubt.

    >>> [option.items[1].value for option in certainly(Compare("m", "value", ">", 5)).items]
    [None, ('=', '~', '>', '>='), '>']
    """
    bare, among = _qualified(leaf.var, _FITS[leaf.op])
    options = [And((leaf, bare)), And((leaf, among))]
    if leaf.op in ("<", ">"):  # "<5" is below 5
        options.append(And((replace(leaf, op="="), Compare(leaf.var, QUALIFIER, "=", leaf.op))))
    return Or(tuple(options))


def possibly(leaf: Compare) -> Condition:
    """The comparison of a measured value, true wherever the qualifier beside it leaves room for it.

    >>> possibly(Compare("m", "value", "<", 5)) == Not(certainly(Compare("m", "value", ">=", 5)))
    True
    """
    if leaf.op in _OPPOSITE:
        return Not(certainly(replace(leaf, op=_OPPOSITE[leaf.op])))
    return And((Not(certainly(replace(leaf, op="<"))), Not(certainly(replace(leaf, op=">")))))


def allowed(condition: Condition) -> Compare | None:
    """The comparison that `possibly` made into this condition; None for any other condition."""
    if isinstance(condition, And) and isinstance(condition.items[0], Not):
        leaf = compared(condition.items[0].item)
        equal = replace(leaf, op="=") if leaf else None
        return equal if equal and possibly(equal) == condition else None
    leaf = compared(condition.item) if isinstance(condition, Not) else None
    return replace(leaf, op=_OPPOSITE[leaf.op]) if leaf and leaf.op in _OPPOSITE else None


def compared(condition: Condition) -> Compare | None:
    """The comparison that `certainly` made into this condition; None for any other condition."""
    leaves = [leaf for leaf in conditions(condition) if isinstance(leaf, Compare) and leaf.op in _FITS]
    return leaves[0] if leaves and leaves[0].prop == VALUE and certainly(leaves[0]) == condition else None


def respecting(query: Query) -> Query:
    """The query with every comparison of a measured value made certain.

    Only exact values are added up. The highest is of these and of what is above a bound, the lowest of these and of
    what is below one: it is at least, or at most, that.
    """
    measured = _measured(query)
    where = None if query.where is None else _certain(query.where, measured)
    extremes = {extreme.var: reaching(extreme.var, extreme.more) for extreme in extremes_of(query)}
    over = dict.fromkeys((*(c.var for c in query.columns if _aggregates(c, measured)), *extremes))
    return replace(query, where=both(where, *(extremes.get(var) or exactly(var) for var in over)))


class Extreme(NamedTuple):
    """The column with the highest (`more`) or lowest measured value, and the Measurement's node."""

    var: str
    column: str
    more: bool


def extremes_of(query: Query) -> tuple[Extreme, ...]:
    """The columns of a query that are the highest or lowest of measured values; none where more is asked of them."""
    measured = _measured(query)
    if query.over is not None or query.having:
        return ()
    found = [Extreme(c.var, c.name, c.agg == "max") for c in query.columns if c.agg in ("min", "max")]
    named = {c.name: c for c in query.columns}
    ranked = [Extreme(named[o.column].var, o.column, o.descending) for o in query.order[:1]]
    found += [one for one in ranked if one.var in ranked_values(query)]
    one_way = {one.var: one for one in found if one.var in measured and named[one.column].prop == VALUE}
    summed = {c.var for c in query.columns if c.agg in ("sum", "avg") and c.prop == VALUE}
    both_ways = {one.var for one in found if one.more != one_way.get(one.var, one).more}
    return tuple(one for var, one in one_way.items() if var not in summed | both_ways)


def reaching(var: str, more: bool) -> Condition:
    """The value is exact or, in the way that is looked for, a bound: ">10" is at least as high as 10."""
    return Or(_qualified(var, _ABOVE if more else _BELOW))


def bounds(var: str, more: bool) -> Condition:
    """The value is a lower bound, or an upper one."""
    return Compare(var, QUALIFIER, "in", tuple(sign for sign in (_ABOVE if more else _BELOW) if sign not in EXACT))


def _aggregates(column: Column, measured: set[str]) -> bool:
    return column.var in measured and column.prop == VALUE and column.agg in ("sum", "avg", "min", "max")


def per_unit(query: Query) -> Query:
    """The query with its aggregates of measured values taken for each unit: 5 nM and 5 uM have no average of 5.

    So is what is taken over their rows.
    """
    over = dict.fromkeys(column.var for column in query.columns if _aggregates(column, _measured(query)))
    first = next((n for n, column in enumerate(query.columns) if column.agg), 0)
    there = {(column.var, column.prop) for column in query.columns}
    units = (Column("unit" if n == 0 else f"unit {n + 1}", var, "prop", UNIT) for n, var in enumerate(over))
    added = tuple(column for column in units if (column.var, UNIT) not in there)
    if not added:
        return query
    columns = (*query.columns[:first], *added, *query.columns[first:])
    if query.over is None:
        return replace(query, columns=columns)
    per = (*query.over.per, *(column.name for column in added))
    return replace(query, columns=columns, over=replace(query.over, per=per))


def ranked_values(query: Query) -> tuple[str, ...]:
    """The measurements of which only the first by their value are asked for."""
    by = {order.column for order in query.order[:1]} if query.limit is not None else set()
    values = (column for column in query.columns if column.prop == VALUE and not column.agg and column.name in by)
    return tuple(column.var for column in values if column.var in _measured(query))


def _measured(query: Query) -> set[str]:
    return {node.var for node in query.nodes if node.kinds == (KIND,)}


def exactly(var: str) -> Condition:
    """The value is more than a bound."""
    return Or(_qualified(var, EXACT))


def _qualified(var: str, fits: tuple[str, ...]) -> tuple[Condition, Condition]:
    return Compare(var, QUALIFIER, "missing"), Compare(var, QUALIFIER, "in", fits)


def _certain(condition: Condition, measured: set[str], denied: bool = False) -> Condition:
    """The condition where it surely holds; `denied`, where it may hold, so that its "not" is sure."""
    match condition:
        case And(items):
            return And(tuple(_certain(item, measured, denied) for item in items))
        case Or(items):
            return Or(tuple(_certain(item, measured, denied) for item in items))
        case Not(item):
            turned = None if denied else _turned(item, measured)
            return _certain(turned, measured) if turned else Not(_certain(item, measured, not denied))
        case Linked(_, node, where) if where is not None:
            free = {node.var} if node.kinds == (KIND,) else set[str]()
            return replace(condition, where=_certain(where, free, denied))
        case Compare() if _bounds(condition, measured):
            return possibly(condition) if denied else certainly(condition)
    return condition


def _bounds(leaf: Compare, measured: set[str]) -> bool:
    return leaf.var in measured and leaf.prop == VALUE and leaf.op in _FITS


def _turned(condition: Condition, measured: set[str]) -> Condition | None:
    """The opposite, said without "not": not to be surely below 5 is less than to be surely 5 or above."""
    match condition:
        case And(items) | Or(items):
            turned = [_turned(item, measured) for item in items]
            if any(item is None for item in turned):
                return None
            parts = tuple(item for item in turned if item is not None)
            return Or(parts) if isinstance(condition, And) else And(parts)
        case Compare() if _bounds(condition, measured) and condition.op in _OPPOSITE:
            return replace(condition, op=_OPPOSITE[condition.op])
    return None
