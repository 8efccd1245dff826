"""Two queries of the same things made into one: what the one asks, for each group of the other."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from labkin.graph.query import Column, Order, Query, both

T = TypeVar("T")


def grouped(query: Query, at: str, groups: Query) -> Query | None:
    """A query with the groups of another as columns: it is taken for each of these, too.

    `at` is the node of the query of which `groups` counts such things; that query gives keys and one number. The
    columns of the keys stand behind the query's own. None where they do not fit together.
    """
    counted = next((column for column in groups.columns if column.agg), None)
    keys = tuple(column for column in groups.columns if not column.agg)
    if counted is None or not keys or groups.over or query.over or groups.limit is not None:
        return None
    taken = {node.var for node in query.nodes} | {edge.var for edge in query.edges}
    free = (f"k{number}" for number in range(100))
    table = {counted.var: at}
    for node in groups.nodes:
        if node.var != counted.var:
            table[node.var] = next(name for name in free if name not in taken)
            taken.add(table[node.var])
    names = {column.name for column in query.columns}
    added = [_renamed(key, table) for key in keys]
    if any((column.var, column.what, column.prop, column.part) in _told(query) for column in added):
        return None
    columns = [replace(column, name=_free_name(column.name, names)) for column in added]
    aggregated = tuple(column for column in query.columns if column.agg)
    own = tuple(column for column in query.columns if not column.agg)
    if aggregated:
        own, columns = _apart(own, columns)
    return replace(
        query,
        nodes=(*query.nodes, *(_renamed(node, table) for node in groups.nodes if node.var != counted.var)),
        edges=(*query.edges, *(_renamed(edge, table) for edge in groups.edges)),
        where=both(query.where, _renamed(groups.where, table)),
        columns=(*own, *columns, *aggregated),
        order=(*query.order, *(Order(column.name) for column in columns)),
    )


def of_each(query: Query, at: str, groups: Query) -> Query | None:
    """A query for the first few as one for the first few of each group."""
    names = {column.name for column in query.columns}
    whole = grouped(query, at, groups)
    if whole is None or query.limit is None or not query.order:
        return None
    each = tuple(c.name for c in whole.columns if c.name not in names and not c.agg)
    units = tuple(c.name for c in query.columns if c.prop == "unit" and not c.agg and query.aggregates)
    return replace(whole, each=(*each, *units), order=(*query.order[:1], *(Order(n) for n in each), *query.order[1:]))


def _apart(own: tuple[Column, ...], columns: list[Column]) -> tuple[tuple[Column, ...], list[Column]]:
    """Units last, next to the numbers that they are of."""
    units = [column for column in own if column.prop == "unit"]
    return tuple(column for column in own if column not in units), [*columns, *units]


def _told(query: Query) -> set[tuple[str, str, str, str]]:
    """What a query is grouped by already."""
    return {(c.var, c.what, c.prop, c.part) for c in query.columns if not c.agg} if query.aggregates else set()


def _free_name(name: str, names: set[str]) -> str:
    found, number = name, 2
    while found in names:
        found, number = f"{name} {number}", number + 1
    names.add(found)
    return found


def _renamed(part: T, table: dict[str, str]) -> T:
    """A part of a query with other names of nodes."""
    return _walked(part, table)  # type: ignore[no-any-return]


def _walked(part: Any, table: dict[str, str]) -> Any:
    if isinstance(part, tuple):
        return tuple(_walked(item, table) for item in part)
    if not is_dataclass(part) or isinstance(part, type):
        return part
    changed: dict[str, Any] = {}
    for one in fields(part):
        value = getattr(part, one.name)
        if one.name in ("var", "source", "target"):
            changed[one.name] = table.get(value, value)
        elif is_dataclass(value) or (isinstance(value, tuple) and value and is_dataclass(value[0])):
            changed[one.name] = _walked(value, table)
    return replace(part, **changed)
