"""Of a proposed query: that its reading in English tells all of it, and the columns that a table of it needs.

The reading is what a person checks a proposal by. So a query is taken only in shapes that `graph.query_english` tells
without leaving anything out, and its columns are titled here, not by the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from labkin.graph import schema
from labkin.graph.errors import LabkinError
from labkin.graph.query import And, Column, Condition, Linked, NodePattern, Query, conditions
from labkin.graph.query_english import prop_words
from labkin.nlp.question_once import once

MOST_THINGS = 5  # that one node may be: a reading names no more
_ADDED = ("sum", "avg")
_SAID = {"avg": "average", "sum": "total", "min": "lowest", "max": "highest"}


class NotProposed(LabkinError):
    """A reply that is no query of what was offered. Its text says why, as the end of a sentence."""


def check_tellable(query: Query) -> None:
    """Raise NotProposed for a query of which the reading in English would not tell all."""
    if query.over or query.offset:
        raise NotProposed("it has groups of groups, or leaves out the first rows")
    if len(query.edges) != len(query.nodes) - 1:
        raise NotProposed("its nodes are connected in a circle, which no sentence could tell")
    nodes = {node.var for node in query.nodes}
    if any(column.var not in nodes and column.what != "row" for column in query.columns):
        raise NotProposed("it asks for a column of a relation")
    items = query.where.items if isinstance(query.where, And) else (query.where,) if query.where else ()
    for item in items:
        if len(set(_owners(item))) != 1:
            raise NotProposed("a part of its condition speaks of several nodes at once")
    _check_order(query)
    counted = [column for column in query.columns if column.agg]
    if counted:
        _check_groups(query, counted)
    if query.having and len(counted) != 1:
        raise NotProposed("its condition on a number does not say on which")


def _owners(item: Condition) -> Iterator[str]:
    """The nodes that a condition speaks of."""
    for leaf in conditions(item):
        if isinstance(leaf, Linked):
            yield leaf.edge.target if leaf.edge.source == leaf.node.var else leaf.edge.source
        else:
            yield leaf.var


def _check_order(query: Query) -> None:
    columns = {column.name: column for column in query.columns}
    told = [bool(c.agg) or (c.what == "prop" and c.prop != "name") for c in (columns[o.column] for o in query.order)]
    if len(query.order) > 1 or (query.order and query.order[0].descending and not told[0]):
        raise NotProposed("it orders by several columns, or by names from the end")
    if query.aggregates and query.limit is not None and not any(told):
        raise NotProposed("it takes the first few groups in no order")


def _check_groups(query: Query, counted: list[Column]) -> None:
    keys = [column for column in query.columns if not column.agg]
    for column in counted:
        _check_aggregate(query, column, bool(keys))
    if any(column.what == "kind" for column in keys) and len(keys) > 1:
        raise NotProposed("it groups by kind and by something else")
    for var in {column.var for column in keys} - {counted[0].var}:
        if not any(column.var == var and column.what == "id" for column in keys):
            raise NotProposed("it groups by a property of other things than those that it counts")


def _check_aggregate(query: Query, column: Column, grouped: bool) -> None:
    if column.agg == "collect" or (column.agg == "count" and column.what not in ("id", "row")):
        raise NotProposed(f"it asks for a {column.agg} of values")
    if column.what == "row" and query.edges:
        raise NotProposed("it counts rows, which may hold a thing more than once")
    if column.agg in _ADDED and (column.distinct or (len(query.edges) > 1 if grouped else len(query.columns) > 1)):
        raise NotProposed("it adds up values that may be met more than once, or that are left out when they are equal")


def completed(query: Query, kinds_of: Callable[[NodePattern], tuple[str, ...]]) -> tuple[Query, str]:
    """The query with name and identifier of what it is after, each thing once, titled; the node that is the answer.

    `kinds_of` gives the kinds of a node. Raises NotProposed where values would be added up more than once.
    """
    counted = [column for column in query.columns if column.agg]
    if counted and len(query.columns) == 1 and counted[0].agg in _ADDED and query.edges:
        query = once(query, counted[0].var)
        if query.edges:
            raise NotProposed("it adds up values that may be met more than once")
    own = [column for column in query.columns if not column.agg]
    listed = own and (not counted or any(c.var == own[0].var and c.what == "id" for c in own))
    var = own[0].var if listed else ""
    columns = [replace(c, distinct=True) if (c.agg, c.what) == ("count", "id") else c for c in query.columns]
    if var and not any(c.var == var and c.prop == "name" and not c.agg for c in columns):
        columns.insert(0, Column(" name", var, "prop", "name"))
    if var and not any(c.var == var and c.what == "id" and not c.agg for c in columns):
        columns.insert(1, Column(" id", var))
    words = {node.var: _word(kinds_of(node)) for node in query.nodes}
    titles = dict(zip((c.name for c in columns), _titles(columns, var, words), strict=True))
    return (
        replace(
            query,
            columns=tuple(replace(c, name=titles[c.name]) for c in columns),
            distinct=query.distinct or not counted,
            having=tuple(replace(h, column=titles[h.column]) for h in query.having),
            order=tuple(replace(o, column=titles[o.column]) for o in query.order),
        ),
        var,
    )


def _word(kinds: tuple[str, ...]) -> tuple[str, str]:
    """What the things of a node are called: one, and many."""
    row = schema.kind(kinds[0]) if len(kinds) == 1 else None
    return (row.english, row.plural) if row else ("thing", "things")


def _titles(columns: Iterable[Column], answer: str, words: dict[str, tuple[str, str]]) -> Iterator[str]:
    taken: set[str] = set()
    for column in columns:
        title = found = _title(column, answer, words)
        number = 2
        while found in taken:
            found, number = f"{title} {number}", number + 1
        taken.add(found)
        yield found


def _title(column: Column, answer: str, words: dict[str, tuple[str, str]]) -> str:
    one, many = words.get(column.var, ("thing", "things"))
    if column.agg == "count":
        return f"number of {many}"
    if column.what != "prop":
        text = f"{one} id" if column.what == "id" else "kind" if column.var == answer else f"{one} kind"
    elif column.prop == "name":
        text = one
    else:
        text = (
            prop_words(column.prop)[0] if column.var == answer or column.agg else f"{one} {prop_words(column.prop)[0]}"
        )
    return f"{_SAID[column.agg]} {text}" if column.agg else f"{column.part} of {text}" if column.part else text
