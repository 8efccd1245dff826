"""The highest and lowest of measured values, where of some only a bound is known, or they stand in several units.

The query itself takes a bound for what it is at least: ">200" is higher than 150. What remains is to say which of the
values given are such bounds, and of what else a bound leaves open whether it is higher still.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from labkin.graph import censored, schema
from labkin.graph.censored import Extreme
from labkin.graph.cypher import run
from labkin.graph.query import And, Column, Compare, Condition, Not, Query, both, conditions
from labkin.graph.store import Cypher, GraphStore
from labkin.nlp.question_values import Number, convert

SHOWN = 3  # rivals that are named
SIGN = "bound"  # the column that says which values are bounds, and on which side
Rows = list[dict[str, Any]]


class Ranked(NamedTuple):
    """The rows, the statement that gave them, and what is to be said of bounds and units."""

    rows: Rows
    statement: Cypher
    note: str = ""


def run_ranked(store: GraphStore, query: Query, cut: int | None = None) -> Ranked:
    """Run a query; of one that gives the highest or lowest measured values, with what bounds leave open.

    A ranking over several units that can be converted is one over all of them; over others, one for each. Of an
    average it is told which bounds it leaves out. At most `cut` rows are given of a query without a limit.
    Raises StoreError, Unsupported.
    """
    extreme = next(iter(censored.extremes_of(query)), None)
    if extreme is None:
        rows, statement = run(store, query if cut is None else replace(query, limit=cut))
        return Ranked(rows, statement, _left_out(store, query, rows))
    found = _over_units(store, query, extreme)
    if not any(isinstance(leaf, Compare) and leaf.prop == censored.QUALIFIER for leaf in conditions(query.where)):
        return found
    marked, note = _with_bounds(store, query, extreme, found.rows)
    return Ranked(marked, found.statement, ". ".join(filter(None, (found.note, note))))


# -- several units ---------------------------------------------------------------------------------------------------


def _over_units(store: GraphStore, query: Query, extreme: Extreme) -> Ranked:
    unit = _unit_column(query, extreme)
    if query.limit is None or unit is None or query.each:
        return Ranked(*run(store, query))
    alone = Query(query.nodes, query.edges, query.where, (replace(unit, name="unit"),), True)
    units = sorted((row["unit"] for row in run(store, alone)[0]), key=str)
    if len(units) < 2:
        return Ranked(*run(store, query))
    parts = [run(store, replace(query, where=both(query.where, _of_unit(extreme.var, one)))) for one in units]
    rows = [row for part, _ in parts for row in part]
    common = [_in(units[0], row[unit.name], row[extreme.column]) for row in rows]
    values = {id(row): value for row, value in zip(rows, common, strict=True) if value is not None}
    if len(values) < len(rows):
        said = ", ".join(str(one or "no unit") for one in units)
        return Ranked(rows, parts[0][1], f"The values are in several units ({said}), each ranked by itself")
    rows.sort(key=lambda row: values[id(row)], reverse=extreme.more)
    keys = [c.name for c in query.columns if not c.agg and c.name not in (unit.name, extreme.column)]
    first: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        first.setdefault(tuple(row[key] for key in keys), row)
    rows = list(first.values())
    tied = values[id(rows[min(query.limit, len(rows)) - 1])] if rows and query.limit else None
    kept = [row for n, row in enumerate(rows) if n < query.limit or (query.ties and values[id(row)] == tied)]
    return Ranked(kept, parts[0][1])


def _unit_column(query: Query, extreme: Extreme) -> Column | None:
    return next((c for c in query.columns if (c.var, c.prop, c.agg) == (extreme.var, censored.UNIT, "")), None)


def _of_unit(var: str, unit: str | None) -> Condition:
    if unit is None:
        return Compare(var, censored.UNIT, "missing")
    return Compare(var, censored.UNIT, "=", unit)


def _in(unit: str | None, own: str | None, value: float) -> float | None:
    if not unit or not own:
        return None
    return convert(Number(value, own), unit)


# -- bounds ----------------------------------------------------------------------------------------------------------


def _with_bounds(store: GraphStore, query: Query, extreme: Extreme, rows: Rows) -> tuple[Rows, str]:
    """The rows, with a column that marks bounds where there are any, and what other bounds leave open."""
    keys = [column.name for column in query.columns if not column.agg and column.name != extreme.column]
    reached = censored.reaching(extreme.var, extreme.more)
    open_ = _groups(store, query, extreme, reached, censored.bounds(extreme.var, extreme.more))
    sign = ">" if extreme.more else "<"

    def of(row: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(row[key] for key in keys)

    marks = [sign if _is_bound(row, open_.get(of(row)), extreme) else None for row in rows]
    said = []
    if any(marks):
        rows = [_marked(row, mark, extreme.column) for row, mark in zip(rows, marks, strict=True)]
        said.append(_only_known(query, extreme, rows))
    unit = _unit_name(query, extreme)
    if (query.limit is not None and not query.each) or not keys or keys == [unit]:
        beside = {of(row) for row, mark in zip(rows, marks, strict=True) if mark or query.limit is not None}
        far = _groups(store, query, extreme, reached, censored.bounds(extreme.var, not extreme.more))
        worst = rows[-1] if rows else {}
        rivals = {key: (value, sign) for key, value in open_.items() if key not in beside}
        other = "<" if extreme.more else ">"
        for key, value in far.items():
            new = bool(worst) and key not in beside and key not in rivals
            if new and _may_beat(value, dict(zip(keys, key, strict=True)), worst, extreme, unit):
                rivals[key] = value, other
        if rivals:
            said.append(_may_be(query, extreme, keys, rivals))
        elif far and not rows:
            farthest = (max if extreme.more else min)(far.values())
            said.append(f"Only bounds are known, such as {other}{_amount(farthest, None)}")
    return rows, ". ".join(said)


def _groups(
    store: GraphStore, query: Query, extreme: Extreme, reached: Condition, instead: Condition
) -> dict[tuple[Any, ...], float]:
    """By the keys of the query's groups, the farthest value among what meets another condition."""
    where = query.where
    items = where.items if isinstance(where, And) else (where,)
    if reached not in items:
        return {}
    kept = both(*(item for item in items if item != reached), instead)
    keys = tuple(c for c in query.columns if not c.agg and c.name != extreme.column)
    agg = "max" if extreme.more else "min"
    column = Column(extreme.column, extreme.var, "prop", censored.VALUE, agg=agg)
    rows, _ = run(store, Query(query.nodes, query.edges, kept, (*keys, column)))
    return {tuple(row[c.name] for c in keys): row[extreme.column] for row in rows if row[extreme.column] is not None}


def _is_bound(row: dict[str, Any], bound: float | None, extreme: Extreme) -> bool:
    return bound is not None and row[extreme.column] == bound


def _marked(row: dict[str, Any], mark: str | None, column: str) -> dict[str, Any]:
    """The row with the mark before the value."""
    out: dict[str, Any] = {}
    for name, value in row.items():
        if name == column:
            out[SIGN] = mark
        out[name] = value
    return out


def _may_beat(value: float, key: dict[str, Any], row: dict[str, Any], extreme: Extreme, unit: str | None) -> bool:
    """Whether a value below an upper bound may still be higher than the row's, or one above a lower bound lower."""
    own, there = (key.get(unit), row.get(unit)) if unit else (None, None)
    same = value if own == there else _in(there, own, value)
    if same is None:
        return False
    value_there: float = row[extreme.column]
    return same > value_there if extreme.more else same < value_there


def _unit_name(query: Query, extreme: Extreme) -> str | None:
    column = _unit_column(query, extreme)
    return column.name if column else None


def _left_out(store: GraphStore, query: Query, rows: Rows) -> str:
    """How many bounds an average or total leaves out, and which groups have nothing else."""
    column = next((c for c in query.columns if c.agg in ("avg", "sum") and c.prop == censored.VALUE), None)
    items = query.where.items if isinstance(query.where, And) else (query.where,)
    if column is None or query.over is not None or (exact := censored.exactly(column.var)) not in items:
        return ""
    keys = tuple(c for c in query.columns if not c.agg)
    rest = both(*(item for item in items if item != exact), Not(exact))
    counted = Column("bounds", column.var, agg="count", distinct=True)
    found, _ = run(store, Query(query.nodes, query.edges, rest, (*keys, counted)))
    number = sum(row["bounds"] for row in found)
    if not number:
        return ""
    named = [c.name for c in keys if c.prop != censored.UNIT]
    here = {tuple(row[name] for name in named) for row in rows}
    lacking = [key for row in found if (key := tuple(row[name] for name in named)) not in here]
    said = f"{number:,} measured values, of which only bounds are known, are left out"
    if number == 1:
        said = "1 measured value, of which only a bound is known, is left out"
    names = _names(query, lacking, [key[0] for key in lacking]) if lacking else ""
    return f"{said}: of {names} nothing else is known" if names and query.limit is None else said


# -- in words --------------------------------------------------------------------------------------------------------


def _only_known(query: Query, extreme: Extreme, rows: Rows) -> str:
    side = "above" if extreme.more else "below"
    marked = [row for row in rows if row[SIGN]]
    unit = _unit_name(query, extreme)
    amounts = list(dict.fromkeys(_amount(row[extreme.column], row.get(unit) if unit else None) for row in marked))
    names = _names(query, [tuple(row.values()) for row in marked], [next(iter(row.values())) for row in marked])
    known = f"{'is' if len(marked) == 1 else 'are'} only known to be {side} {_or(amounts)}"
    if not names:
        return f"Of the value only a bound is known: it is {side} {_or(amounts)}"
    beats = any(not row[SIGN] for row in rows)
    far = (
        ""
        if beats or query.limit is None
        else f", which is {'higher' if extreme.more else 'lower'} than any exact value"
    )
    return f"{names} {known}{far}"


def _may_be(query: Query, extreme: Extreme, keys: list[str], rivals: dict[tuple[Any, ...], tuple[float, str]]) -> str:
    more = "higher" if extreme.more else "lower"
    unit = _unit_name(query, extreme)
    place = keys.index(unit) if unit in keys else None
    order = sorted(rivals, key=lambda key: (-rivals[key][0] if extreme.more else rivals[key][0], str(key)))
    first = rivals[order[0]]
    amount = _amount(first[0], order[0][place] if place is not None else None)
    side = "above" if first[1] == ">" else "below"
    names = _names(query, order, [key[0] for key in order])
    if not names:
        return f"Of other values only a bound is known ({first[1]}{amount}): they may be {more}"
    one = len({key[0] for key in order}) == 1
    if one:
        return f"{names} is only known to be {side} {amount}, which may be {more}"
    return f"{names} are only known by a bound ({first[1]}{amount} for the first), and may be {more}"


def _names(query: Query, keys: Iterable[tuple[Any, ...]], names: list[Any]) -> str:
    """What the groups are called, the first few of them; empty where there is but one for all."""
    column = query.columns[0]
    if column.agg or column.prop == censored.UNIT:
        return ""
    said = list(dict.fromkeys(str(name) for name in names))
    what = said[:SHOWN]
    if len(said) > SHOWN:
        kind = next((k for node in query.nodes if node.var == column.var for k in node.kinds), "")
        return f"{', '.join(what)} and {len(said) - SHOWN:,} more {schema.kind(kind).plural if kind else ''}".strip()
    return " and ".join(what) if len(what) < 3 else f"{', '.join(what[:-1])} and {what[-1]}"


def _amount(value: float, unit: Any) -> str:
    number = f"{value:,.10g}" if isinstance(value, float) else f"{value:,}"
    return f"{number} {unit}" if unit else number


def _or(amounts: list[str]) -> str:
    return " or ".join(amounts[:2]) if len(amounts) < 3 else f"{amounts[0]} and others"
