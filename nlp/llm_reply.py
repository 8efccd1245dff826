"""What a language model proposed, checked: a `Query` of what it was offered and nothing else, or why it is none.

A query cannot say a write. Beyond that every kind, relation, property, identifier and value is held against the offer,
as nobody knows what a model makes up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from labkin.graph import censored, schema
from labkin.graph.errors import LabkinError
from labkin.graph.query import (
    ORDERED,
    TEXTUAL,
    UNARY,
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
    Query,
)
from labkin.graph.query_english import english
from labkin.graph.query_json import from_json
from labkin.nlp.llm_prompt import Offer, Told
from labkin.nlp.question import Reading

CONFIDENCE = 0.3  # of a reading that no rule vouches for
MOST_LETTERS = 20_000  # of a reply
MOST_PARTS = 8  # nodes, and edges, of a query
MOST_LEAVES = 30  # comparisons and links of its condition
MOST_ROWS = 10_000  # that a limit may ask for
_FENCED = re.compile(r"\s*```(?:json)?\s*\n(.*?)\n?```\s*", re.DOTALL)
_TITLE = re.compile(r"[^\W_][\w ()%/.,-]{0,60}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MEASURED = "it compares or adds up measured values, which only the words of a question can do rightly"
_NUMBERS = frozenset({"number", "integer"})


class NotProposed(LabkinError):
    """A reply that is no query of what was offered. Its text says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a model made of a question: a reading, or `why` there is none, a sentence."""

    model: str
    reading: Reading | None = None
    why: str = ""


def proposed(reply: str, offered: Offer) -> Reading:
    """The reading that a model's reply proposes. Raises NotProposed for anything but a query of what was offered."""
    data = _json(reply)
    if data == {}:
        raise NotProposed("it says that the question cannot be asked with what the lab has")
    try:
        query = from_json(data)
    except (BadQuery, RecursionError, TypeError) as error:
        raise NotProposed(f"it is no query: {error}") from error
    check = _Check(offered)
    check.query(query)
    query, answer = _completed(query, offered, check)
    names = {hit.id: hit.name for hit in offered.names}
    kinds = query.node(answer).kinds if answer else ()
    return Reading(offered.question, query, english(query, names), _form(query), answer, kinds, CONFIDENCE, names=names)


def _json(reply: str) -> Any:
    if len(reply) > MOST_LETTERS:
        raise NotProposed(f"it is longer than {MOST_LETTERS:,} characters")
    fenced = _FENCED.fullmatch(reply)
    try:
        return json.loads(fenced[1] if fenced else reply, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise NotProposed("it is not JSON") from error


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _form(query: Query) -> str:
    """How the result is told: one number, numbers for each of something, or a list."""
    if not query.aggregates:
        return "list"
    if len(query.result) > 1:
        return "per"
    return "count" if query.result[0].agg == "count" else "aggregate"


def _completed(query: Query, offered: Offer, check: _Check) -> tuple[Query, str]:
    """The query with name and identifier of what it is after, each thing once; and the node that is the answer."""
    if query.aggregates:
        counted = tuple(replace(c, distinct=True) if (c.agg, c.what) == ("count", "id") else c for c in query.columns)
        query = replace(query, columns=counted)
    nodes = {node.var for node in query.nodes}
    own = [column for column in query.result if column.var in nodes and not column.agg]
    if not own or (query.aggregates and own[0].what != "id" and own[0].prop != "name"):
        return query, ""
    var = own[0].var
    mine = [column for column in own if column.var == var]
    if query.over is not None:
        return query, var if any(column.what == "id" for column in mine) else ""
    node = query.node(var)
    kinds = check.kinds(node)
    title = schema.kind(kinds[0]).english if len(kinds) == 1 else "thing"
    taken = {column.name for column in query.columns}
    more = list(query.columns)
    if not any(column.prop == "name" for column in mine) and any("name" in offered.props.get(k, {}) for k in kinds):
        more.insert(0, Column(_free(title, taken), var, "prop", "name"))
    if not any(column.what == "id" for column in mine):
        more.insert(1, Column(_free(f"{title} id", taken), var))
    return replace(query, columns=tuple(more), distinct=query.distinct or not query.aggregates), var


def _free(title: str, taken: set[str]) -> str:
    number = 2
    found = title
    while found in taken:
        found, number = f"{title} {number}", number + 1
    taken.add(found)
    return found


class _Check:
    """Whether a query speaks of nothing but what was offered. Its methods raise NotProposed."""

    def __init__(self, offered: Offer) -> None:
        self.offered = offered
        self.things = {hit.id: hit.kind for hit in offered.names}
        self.relations = {relation for _, relation, _ in offered.triples}
        self.leaves = 0

    def query(self, query: Query) -> None:
        """The whole."""
        if max(len(query.nodes), len(query.edges)) > MOST_PARTS:
            raise NotProposed(f"it has more than {MOST_PARTS} nodes or edges")
        if max(query.limit or 0, query.offset) > MOST_ROWS:
            raise NotProposed(f"it asks for more than {MOST_ROWS:,} rows")
        nodes = {node.var: node for node in query.nodes}
        for node in query.nodes:
            self.node(node)
        if not query.edges and not (query.nodes[0].kinds or query.nodes[0].ids):
            raise NotProposed("it asks for everything that there is")
        for edge in query.edges:
            self.edge(edge, nodes)
        self.condition(query.where, nodes)
        for column in query.columns:
            self.column(column, nodes)
        measured = {column.name for column in query.columns if self._measured(column.var, column.prop, nodes)}
        if measured & {order.column for order in query.order}:
            raise NotProposed(_MEASURED)
        if query.over and not _TITLE.fullmatch(query.over.title):
            raise NotProposed("a column of it has a name that cannot be shown")

    def kinds(self, node: NodePattern) -> tuple[str, ...]:
        """The kinds that things of a node may have."""
        if not node.ids:
            return node.kinds or self.offered.kinds
        found = dict.fromkeys(self.things[id] for id in node.ids)
        return tuple(kind for kind in found if not node.kinds or kind in node.kinds)

    def node(self, node: NodePattern) -> None:
        """Kinds and identifiers, and that they go together."""
        _among("kind", node.kinds, self.offered.kinds)
        _among("identifier", node.ids, self.things)
        if not self.kinds(node):
            raise NotProposed(f"{node.ids[0]!r} is not of the kind {' or '.join(node.kinds)}")

    def edge(self, edge: EdgePattern, nodes: Mapping[str, NodePattern]) -> None:
        """Relations, and that the graph has each between such things, in that direction."""
        if edge.hops != (1, 1):
            raise NotProposed("it follows ways of several steps, which only the words of a question can ask for")
        _among("relation", edge.relations, self.relations)
        ends = self.kinds(nodes[edge.source]), self.kinds(nodes[edge.target])
        for relation in edge.relations or self.relations:
            there = any(
                triple[1] == relation
                and ((triple[0] in ends[0] and triple[2] in ends[1]) or _turned(triple, ends, edge.either))
                for triple in self.offered.triples
            )
            if there and not edge.relations:
                return
            if not there and edge.relations:
                raise NotProposed(f"the lab has no {relation!r} in that direction between such things")
        if not edge.relations:
            raise NotProposed("the lab has no relation between such things")

    def condition(self, condition: Condition | None, nodes: Mapping[str, NodePattern]) -> None:
        """A condition on these nodes, and what stands inside of it."""
        match condition:
            case And(items) | Or(items):
                for item in items:
                    self.condition(item, nodes)
            case Not(item):
                self.condition(item, nodes)
            case Linked(edge, node, where):
                self._count()
                self.node(node)
                self.edge(edge, {**nodes, node.var: node})
                self.condition(where, {node.var: node})
            case Compare():
                self._count()
                self.compare(condition, nodes)

    def _count(self) -> None:
        self.leaves += 1
        if self.leaves > MOST_LEAVES:
            raise NotProposed(f"its condition has more than {MOST_LEAVES} parts")

    def compare(self, leaf: Compare, nodes: Mapping[str, NodePattern]) -> None:
        """Property, and a value of its type."""
        if self._measured(leaf.var, leaf.prop, nodes) and leaf.op not in UNARY:
            raise NotProposed(_MEASURED)
        told = self.told(leaf.prop, self._kinds_of(leaf.var, nodes))
        values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
        if not values or not all(any(_fits(one, leaf.op, value) for one in told) for value in values):
            raise NotProposed(f"the property {leaf.prop!r} ({told[0]}) cannot be asked {leaf.op} {leaf.value!r}")

    def column(self, column: Column, nodes: Mapping[str, NodePattern]) -> None:
        """A column: a property that the things have, numbers where they are added up, and a title that can be shown."""
        if not _TITLE.fullmatch(column.name):
            raise NotProposed("a column of it has a name that cannot be shown")
        if column.what != "prop":
            return
        told = self.told(column.prop, self._kinds_of(column.var, nodes))
        if column.agg in ("sum", "avg") and not all(one.type in _NUMBERS for one in told):
            raise NotProposed(f"the property {column.prop!r} is not a number that could be added up")
        if column.part and not all(one.type == "date" for one in told):
            raise NotProposed(f"the property {column.prop!r} is not a date")
        if self._measured(column.var, column.prop, nodes) and column.agg not in ("", "count"):
            raise NotProposed(_MEASURED)

    def told(self, prop: str, kinds: Iterable[str]) -> list[Told]:
        """What was said of a property of such things."""
        found = [self.offered.props[kind][prop] for kind in kinds if prop in self.offered.props.get(kind, {})]
        if not found:
            raise NotProposed(f"it speaks of the property {prop!r}, which such things were not said to have")
        return found

    def _measured(self, var: str, prop: str, nodes: Mapping[str, NodePattern]) -> bool:
        """Whether this is a measured value: its unit and its qualifier would have to be minded, too."""
        return prop == censored.VALUE and var in nodes and censored.KIND in self.kinds(nodes[var])

    def _kinds_of(self, var: str, nodes: Mapping[str, NodePattern]) -> tuple[str, ...]:
        if var not in nodes:
            raise NotProposed("it asks for a property of a relation, of which nothing was said")
        return self.kinds(nodes[var])


def _turned(triple: tuple[str, str, str], ends: tuple[tuple[str, ...], tuple[str, ...]], either: bool) -> bool:
    return either and triple[0] in ends[1] and triple[2] in ends[0]


def _among(what: str, names: Iterable[str], known: Iterable[str]) -> None:
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise NotProposed(f"it speaks of the {what} {unknown[0][:60]!r}, which it was not offered")


def _fits(told: Told, op: str, value: object) -> bool:
    """Whether a property of that type can be asked so."""
    if op in UNARY:
        return value is None
    if told.type == "list":
        return op == "has"
    if told.type in _NUMBERS:
        return op not in TEXTUAL | {"has"} and isinstance(value, int | float) and not isinstance(value, bool)
    if told.type == "boolean":
        return op in ("=", "!=") and isinstance(value, bool)
    if not isinstance(value, str):
        return False
    if told.type == "date":
        return op in ("=", "!=", "in", "starts") or (op in ORDERED and _day(value))
    return op not in ORDERED | {"has"} and (op in TEXTUAL or not told.values or value in told.values)


def _day(text: str) -> bool:
    """Whether it is a whole date: of a month or year nobody could say where it lies."""
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False
