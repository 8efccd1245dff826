"""After the first few of a ranking: "and in 2005?" asks for the first of 2005, "which of those" about the rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from labkin.graph.query import And, Compare, Condition, Order, Query, both
from labkin.nlp.question import Reading
from labkin.nlp.question_follow_about import Asker

_FOUND = re.compile(r"\b(?:them|they|it|this|that one|both|(?:of|which|are) (?:those|these))\b", re.I)
_ONES = re.compile(r"\b(?:ones|those|these)\b", re.I)
_FIRST = {"highest", "most", "largest", "biggest", "greatest", "top", "maximum"}
_LAST = {"lowest", "fewest", "least", "smallest", "bottom", "minimum"}
_ENDS = {"min": ("max", "lowest", "highest"), "max": ("min", "highest", "lowest")}


def ranked(asker: Asker) -> bool:
    """Whether the answer before is the first few in some order."""
    query = asker.context.query
    return query.limit is not None and not query.offset and bool(query.order)


def uncut(asker: Asker, text: str) -> Asker | None:
    """After the same question without its cut; None where that had none, or where the words speak of what it found."""
    query = asker.context.query
    if not ranked(asker) or _FOUND.search(text) or (query.limit != 1 and _ONES.search(text)):
        return None
    return replace(asker, context=replace(asker.context, query=replace(query, limit=None, ties=False)))


def cut(asker: Asker, found: Reading | None) -> Reading | None:
    """What was read after `uncut`, cut again as the question before."""
    old = asker.context.query
    if found is None or found.query.limit is not None or not found.query.order:
        return None
    sure = replace(found, confidence=min(1.0, found.confidence + 0.05))
    return asker.made(sure, replace(found.query, limit=old.limit, ties=old.ties))


def of_the_whole(asker: Asker, text: str, said: Callable[[Asker], Reading | None]) -> Reading | None:
    """What `said` makes of the question: before the ranking where there was one, unless `text` speaks of the rows."""
    other = uncut(asker, text)
    return said(asker) if other is None else cut(asker, said(other))


def unordered(asker: Asker) -> Asker:
    """After the same question without its ranking, and without what was said and shown for its sake."""
    query = asker.context.query
    by = next((c for c in query.columns if query.order and c.name == query.order[0].column), None)
    if by is None or by.agg or by.var != asker.at or by.what != "prop":
        return asker
    own = Compare(by.var, by.prop, "exists")
    left = query.columns if by.prop == "name" else tuple(c for c in query.columns if c != by)
    query = replace(query, columns=left, where=_left(query.where, own), order=(), limit=None, ties=False)
    return replace(asker, context=replace(asker.context, query=query))


def _left(where: Condition | None, gone: Compare) -> Condition | None:
    items = where.items if isinstance(where, And) else () if where is None else (where,)
    return both(*(item for item in items if item != gone))


def from_other_end(asker: Asker, word: str, number: int | None) -> Reading | None:
    """ "The lowest", "the lowest 5", where the question before ranked by what it shows, or gave a number for each."""
    query, word = asker.context.query, word.lower()
    if word not in _FIRST | _LAST or not query.order or query.offset:
        return None
    by = next(c for c in query.columns if c.name == query.order[0].column)
    by = next((c for c in query.columns if c.agg and c.name != by.name), by) if not by.agg else by
    if not (by.agg or by.prop != "name") or (query.limit is None and not by.agg):
        return None
    down = word in _FIRST
    if by.agg in _ENDS and down == (by.agg == "min"):
        turned = _turned(query, by.name)
        if turned is None:
            return None
        query = turned
        by = next(c for c in query.columns if c.name == query.order[0].column)
    last = query.order[1:] if query.order[0].column == by.name else query.order
    order = (Order(by.name, down), *last)
    limit = number or query.limit or 1
    query = replace(query, order=order, limit=limit, ties=query.ties or number is None)
    form = asker.context.form if asker.context.form in ("list", "per", "aggregate", "prop") else "list"
    return asker.changed(query, form)


def _turned(query: Query, name: str) -> Query | None:
    """The highest for the lowest value of each."""
    column = next(c for c in query.columns if c.name == name)
    agg, old, new = _ENDS[column.agg]
    said = column.name.replace(old, new)
    if said == column.name or query.over is not None or query.having or any(c.name == said for c in query.columns):
        return None
    columns = tuple(replace(c, name=said, agg=agg) if c.name == name else c for c in query.columns)
    order = tuple(replace(o, column=said) if o.column == name else o for o in query.order)
    return replace(query, columns=columns, order=order)
