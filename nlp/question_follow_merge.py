"""Two queries made one: what a question asks of "those", and the query by which those were found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from labkin.graph import censored, schema
from labkin.graph.profile import Profile
from labkin.graph.query import (
    And,
    BadQuery,
    Column,
    Compare,
    Condition,
    EdgePattern,
    Linked,
    NodePattern,
    Not,
    Or,
    Order,
    Query,
    both,
    conditions,
)
from labkin.nlp.question_follow_words import WORD
from labkin.nlp.question_plan import called, columns_of

MOST_IDS = 300  # that stand in a query in place of what found them
_HIDDEN = "no such kind"


class NotJoined(Exception):
    """The two cannot be said in one query."""


def joined(query: Query, **parts: Any) -> Query:
    """The query with other parts. Raises NotJoined where these do not hold together."""
    if isinstance(where := parts.get("where"), And):
        parts["where"] = both(*dict.fromkeys(where.items))
    try:
        return replace(query, **parts)
    except BadQuery as error:
        raise NotJoined from error


def plain(query: Query) -> bool:
    """Whether what the query finds is said by its pattern and condition alone."""
    return query.limit is None and not query.offset and not query.having


def renamed(query: Query, taken: Iterable[str], fixed: Mapping[str, str]) -> Query:
    """The query with other names for its nodes and edges: those that `fixed` gives, else names that nobody took."""
    used = {*taken, *fixed.values()}
    names = dict(fixed)
    free = [leaf.node.var for leaf in conditions(query.where, inside=True) if isinstance(leaf, Linked)]
    for var in (*(n.var for n in query.nodes), *(e.var for e in query.edges if e.var), *free):
        if var not in names:
            names[var] = var if var not in used else _fresh(used)
            used.add(names[var])
    return replace(
        query,
        nodes=tuple(replace(node, var=names[node.var]) for node in query.nodes),
        edges=tuple(_edge(edge, names) for edge in query.edges),
        where=None if query.where is None else _condition(query.where, names),
        columns=tuple(replace(c, var=names.get(c.var, c.var)) for c in query.columns),
    )


def _fresh(used: set[str]) -> str:
    letters = [chr(ord("a") + n) for n in range(26)]
    return next(name for name in (*letters, *(f"n{n}" for n in range(1_000))) if name not in used)


def _edge(edge: EdgePattern, names: Mapping[str, str]) -> EdgePattern:
    var = names.get(edge.var, edge.var)
    return replace(edge, source=names[edge.source], target=names[edge.target], var=var)


def _condition(condition: Condition, names: Mapping[str, str]) -> Condition:
    match condition:
        case And(items):
            return And(tuple(_condition(item, names) for item in items))
        case Or(items):
            return Or(tuple(_condition(item, names) for item in items))
        case Not(item):
            return Not(_condition(item, names))
        case Linked(edge, node, where):
            inner = None if where is None else _condition(where, names)
            return Linked(_edge(edge, names), replace(node, var=names[node.var]), inner)
        case Compare():
            return replace(condition, var=names[condition.var])


def standing(query: Query) -> list[str]:
    """The nodes of a query for which `WORD` stands. Raises NotJoined where it stands elsewhere, or not alone."""
    found = [node.var for node in query.nodes if node.ids == (WORD,)]
    ends = [leaf.node for leaf in conditions(query.where, inside=True) if isinstance(leaf, Linked)]
    if not found or any(WORD in node.ids for node in (*ends, *query.nodes) if node.var not in found):
        raise NotJoined
    return found


def with_ids(query: Query, ids: tuple[str, ...]) -> Query:
    """The query with identifiers in place of `WORD`. Raises NotJoined for none or too many."""
    if not 0 < len(ids) <= MOST_IDS:
        raise NotJoined

    def put(node: NodePattern) -> NodePattern:
        if WORD not in node.ids:
            return node
        return replace(node, ids=tuple(dict.fromkeys(i for id in node.ids for i in (ids if id == WORD else (id,)))))

    def within(condition: Condition) -> Condition:
        match condition:
            case And(items):
                return And(tuple(map(within, items)))
            case Or(items):
                return Or(tuple(map(within, items)))
            case Not(item):
                return Not(within(item))
            case Linked(edge, node, where):
                return Linked(edge, put(node), None if where is None else within(where))
        return condition

    where = None if query.where is None else within(query.where)
    return replace(query, nodes=tuple(map(put, query.nodes)), where=where)


def measured(query: Query, kind: str, profile: Profile) -> Query:
    """What `question.read` does for measured values, done for those that `WORD` stands for, whose kind it hides."""
    held = profile.props.get(censored.KIND, {})
    if kind != censored.KIND or censored.QUALIFIER not in held:
        return query
    kinds = {node.var: node.kinds for node in query.nodes}
    shown = tuple(
        replace(node, kinds=(censored.KIND,) if node.ids == (WORD,) else (_HIDDEN,) if node.kinds else ())
        for node in query.nodes
    )
    done = censored.respecting(replace(query, nodes=shown))
    done = censored.per_unit(done) if censored.UNIT in held else done
    return replace(done, nodes=tuple(replace(node, kinds=kinds[node.var]) for node in done.nodes))


def grafted(new: Query, old: Query, at: str) -> Query:
    """`new` with the pattern of `old`, of which the node `at` is what `WORD` stands for. Raises NotJoined."""
    first, *others = standing(new)
    if not plain(old) or _far(new, {first, *others}) or _counts_twice(new, old, at):
        raise NotJoined
    if others:
        new = _one(new, first, others)
    taken = {node.var for node in new.nodes} | {edge.var for edge in new.edges}
    taken |= {leaf.node.var for leaf in conditions(new.where, inside=True) if isinstance(leaf, Linked)}
    old = renamed(old, taken, {at: first})
    there = {node.var: node for node in old.nodes}
    nodes = tuple(there.pop(node.var, node) if node.var == first else node for node in new.nodes)
    rest = tuple(node for node in old.nodes if node.var != first)
    distinct = new.distinct or not new.aggregates
    return joined(
        new, nodes=(*nodes, *rest), edges=(*new.edges, *old.edges), where=both(new.where, old.where), distinct=distinct
    )


def _one(query: Query, first: str, others: list[str]) -> Query:
    """ "Which of them have a drug that treats them": one and the same, twice."""
    names = {node.var: node.var for node in query.nodes} | dict.fromkeys(others, first)
    names |= {leaf.node.var: leaf.node.var for leaf in conditions(query.where, inside=True) if isinstance(leaf, Linked)}
    edges = tuple(dict.fromkeys(_edge(edge, names) for edge in query.edges))
    if any(edge.source == edge.target for edge in edges):
        raise NotJoined
    return replace(
        query,
        nodes=tuple(node for node in query.nodes if node.var not in others),
        edges=edges,
        where=None if query.where is None else _condition(query.where, names),
        columns=tuple(replace(c, var=names.get(c.var, c.var)) for c in query.columns),
    )


def _far(query: Query, nodes: set[str]) -> bool:
    """A walk of any length has to start at identifiers."""
    return any(edge.hops != (1, 1) and nodes & {edge.source, edge.target} for edge in query.edges)


def _counts_twice(new: Query, old: Query, at: str) -> bool:
    """A mean counts a thing once for each way in which the pattern finds it, so there must be one way only."""
    return not _once(old, at) and any(c.agg in ("sum", "avg") and not c.distinct for c in new.columns)


def _once(query: Query, at: str) -> bool:
    """Whether the pattern finds a thing in one way only."""
    known = {node.var for node in query.nodes if len(node.ids) == 1}
    return all(
        {edge.source, edge.target} - {at} <= known and len(edge.relations) == 1 and not edge.either
        for edge in query.edges
    )


def narrowed(old: Query, at: str, new: Query) -> Query:
    """`old` with what `new` says of `WORD` said of its node `at`, and what `new` shows shown. Raises NotJoined."""
    (first,) = standing(new)[:1]
    if len(standing(new)) > 1 or not plain(old) or _far(new, {first}):
        raise NotJoined
    ends = bool(new.having or new.order or new.limit is not None)
    twice = not _once(new, first) and any(c.agg in ("sum", "avg") and not c.distinct for c in old.columns)
    if old.aggregates and (ends or twice):
        raise NotJoined
    taken = {node.var for node in old.nodes} | {edge.var for edge in old.edges}
    taken |= {leaf.node.var for leaf in conditions(old.where, inside=True) if isinstance(leaf, Linked)}
    new = renamed(new, taken, {first: at})
    columns = old.columns if old.aggregates else _shown(old, new)
    shown = {(c.var, c.what, c.prop, c.agg): c.name for c in columns}
    same = {c.name: shown.get((c.var, c.what, c.prop, c.agg), c.name) for c in new.columns}
    order = tuple(replace(one, column=same.get(one.column, one.column)) for one in new.order)
    return joined(
        old,
        nodes=(*old.nodes, *(node for node in new.nodes if node.var != at)),
        edges=(*old.edges, *new.edges),
        where=both(old.where, new.where),
        columns=columns,
        distinct=not any(column.agg for column in columns),
        having=(*old.having, *new.having),
        order=order or old.order,
        limit=new.limit,
        ties=new.ties,
    )


def _shown(old: Query, new: Query) -> tuple[Column, ...]:
    """The old columns and those of the new that show something else than which thing it is."""
    there = {(c.var, c.what, c.prop, c.agg) for c in old.columns}
    names = {column.name for column in old.columns}
    more = [c for c in new.columns if (c.var, c.what, c.prop, c.agg) not in there]
    more = [c for c in more if c.agg or (c.what == "prop" and c.prop != "name")]
    if any(column.name in names for column in more):
        raise NotJoined
    return (*old.columns, *more)


def listing(query: Query, at: str, kinds: tuple[str, ...]) -> Query:
    """The things themselves, of which `query` gave a number or whether there are any. Raises NotJoined."""
    if not plain(query):
        raise NotJoined
    columns = columns_of(at, called(kinds), kinds)
    return replace(query, columns=columns, distinct=bool(query.edges), order=(), over=None)


def counting(query: Query, at: str, kinds: tuple[str, ...], ids: tuple[str, ...]) -> Query:
    """How many of the things there are. Raises NotJoined."""
    name = schema.kind(kinds[0]).plural if len(kinds) == 1 else "things"
    column = Column(name, at, "id", agg="count", distinct=True)
    if plain(query):
        return replace(query, columns=(column,), distinct=False, order=(), over=None)
    if not 0 < len(ids) <= MOST_IDS:
        raise NotJoined
    return Query((NodePattern(at, (), ids),), columns=(column,))


def without(query: Query, at: str, kinds: set[str], ids: tuple[str, ...]) -> Query:
    """The query without the things of these identifiers: of its answer, else of the one other node they may be of.

    Raises NotJoined where there is none, or several.
    """
    if not plain(query):
        raise NotJoined
    fits = [
        n for n in query.nodes if (kinds & set(n.kinds) and not n.ids) or (set(ids) & set(n.ids) and len(n.ids) > 1)
    ]
    fits = [n for n in fits if n.var == at] or fits
    if len(fits) != 1:
        raise NotJoined
    node = fits[0]
    if node.ids:
        left = tuple(i for i in node.ids if i not in ids)
        if not left:
            raise NotJoined
        return replace(query, nodes=tuple(replace(n, ids=left) if n == node else n for n in query.nodes))
    return replace(query, where=both(query.where, Not(Compare(node.var, "id", "in", ids))))


def among(query: Query, at: str, ids: tuple[str, ...]) -> Query:
    """The query with only these of its things `at`. Raises NotJoined."""
    if not plain(query):
        raise NotJoined
    node = query.node(at)
    kept = tuple(i for i in ids if not node.ids or i in node.ids)
    if not kept:
        raise NotJoined
    return replace(query, nodes=tuple(replace(n, kinds=(), ids=kept) if n.var == at else n for n in query.nodes))


def instead(query: Query, old: NodePattern, ids: tuple[str, ...]) -> Query:
    """The query with other identifiers at a node."""
    return replace(query, nodes=tuple(replace(n, ids=ids) if n == old else n for n in query.nodes))


def over(old: Condition | None, at: str, new: Query) -> Condition | None:
    """The old condition without what it says of the properties of `at` of which `new` says something else.

    None of it may be joined with anything else, as in a condition of which one of several parts holds; else NotJoined.
    """
    (first,) = standing(new)
    props = {leaf.prop for leaf in conditions(new.where) if isinstance(leaf, Compare) and leaf.var == first}
    items = old.items if isinstance(old, And) else (() if old is None else (old,))
    kept = []
    for item in items:
        leaves = [leaf for leaf in conditions(item) if isinstance(leaf, Compare) and leaf.var == at]
        if not any(leaf.prop in props for leaf in leaves):
            kept.append(item)
        elif not isinstance(item, Compare):
            raise NotJoined
    if len(kept) == len(items) or not props:
        raise NotJoined
    return both(*kept)


def ordered(query: Query, at: str, order: tuple[Order, ...], column: Column | None = None) -> Query:
    """The query in another order, by a column that is shown for it. Raises NotJoined where the query is cut already."""
    columns = query.columns
    if column is not None:
        same = next((c for c in columns if (c.var, c.what, c.prop, c.agg) == (at, "prop", column.prop, "")), None)
        if same is None:
            name = column.name if column.name not in {c.name for c in columns} else f"{column.name} "
            column = replace(column, name=name)
            columns = (*columns, column)
        else:
            column = same
        order = tuple(replace(o, column=column.name) if n == 0 else o for n, o in enumerate(order))
    return joined(query, columns=columns, order=order)
