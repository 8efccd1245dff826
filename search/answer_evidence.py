"""Answers that rest on chosen statements only: not on what was read in texts or inferred, or not on unsure ones.

The graph does not know how its edges came to be, the ledger does. So a query is rewritten to pass over exactly those
edges, things and values that no reliable statement supports; then counts and rankings are right too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from labkin.graph.cypher import run
from labkin.graph.errors import LabkinError
from labkin.graph.ledger_sure import STATED, Pair, Sure
from labkin.graph.ledger_view import View
from labkin.graph.query import (
    And,
    Column,
    Compare,
    Condition,
    EdgePattern,
    Linked,
    NodePattern,
    Not,
    Or,
    Query,
    both,
    conditions,
)
from labkin.graph.store import GraphStore
from labkin.nlp.question import Reading

FEW = 50  # pairs that are passed over without first looking which of them the query meets
MOST = 1_000  # things at which edges are passed over in one query
MANY_ROWS = 200_000  # pairs that a query meets


class CannotLimit(LabkinError):
    """The question cannot be answered from reliable statements alone; the text says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Which statements an answer may rest on; all of them unless something is set."""

    asserted_only: bool = False
    min_confidence: float = 0.0

    def __bool__(self) -> bool:
        return self.asserted_only or self.min_confidence > 0

    def english(self) -> str:
        """The limits as the end of a reading.

        >>> Limits(True, 0.8).english()
        ', by asserted statements of confidence 0.8 or more alone'
        """
        kind = "asserted statements" if self.asserted_only else "statements"
        sure = f" of confidence {self.min_confidence:g} or more" if self.min_confidence else ""
        return f", by {kind}{sure} alone" if self else ""

    def allow(self, method: str, confidence: float) -> bool:
        """Whether an answer may rest on a statement of that method and confidence."""
        return confidence >= self.min_confidence and (not self.asserted_only or method in STATED)

    def to_json(self) -> dict[str, Any]:
        """The limits as an answer gives them."""
        return {"asserted_only": self.asserted_only, "min_confidence": self.min_confidence}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Limits:
        """What `to_json` wrote."""
        return cls(bool(data.get("asserted_only", False)), float(data.get("min_confidence", 0.0)))


def narrowed(reading: Reading, limits: Limits, view: View, store: GraphStore) -> Reading:
    """The reading with a query that meets only what reliable statements of this view support.

    `store` shows the same transaction as `view`. Raises CannotLimit, and StoreError.
    """
    if not limits:
        return reading
    sure = Sure(view, limits.asserted_only, limits.min_confidence)
    query = _Narrowing(reading, sure, store).query()
    return replace(reading, query=query, english=reading.english + limits.english())


@dataclass(slots=True)
class _Narrowing:
    reading: Reading
    sure: Sure
    store: GraphStore
    free: dict[str, NodePattern] = field(default_factory=dict)  # the free nodes of which conditions speak

    def query(self) -> Query:
        query = self.reading.query
        where = self.condition(query.where) if query.where is not None else None
        more = [self.edge(edge) for edge in query.edges]
        more += [self.alone(node) for node in query.nodes if not any(_at(edge, node.var) for edge in query.edges)]
        more += [self.value(column) for column in query.columns if self.rests_on(column)]
        return replace(query, where=both(where, *more))

    # -- edges ------------------------------------------------------------------------------------------------------

    def edge(self, edge: EdgePattern) -> Condition | None:
        """The condition that an edge of the pattern is none of the doubtful ones; None where there are none."""
        pairs = self.doubtful(edge)
        if pairs and edge.hops != (1, 1):
            raise CannotLimit(_FAR)
        if edge.var and self.sure.weak_pairs(edge.relations) and self.spoken_of(edge.var):
            raise CannotLimit(
                "what is asked of the link itself may rest on several statements, some of them doubtful: "
                "ask without a condition on the link, or without the limit"
            )
        if edge.either:
            pairs |= {(target, source) for source, target in pairs}
        pairs = _between(pairs, self.reading.query.node(edge.source), self.reading.query.node(edge.target))
        if len(pairs) > FEW and all(other.hops == (1, 1) for other in self.reading.query.edges):
            pairs &= self.met(edge)
        return _none_of(edge, pairs)

    def doubtful(self, edge: EdgePattern) -> set[Pair]:
        return self.sure.doubtful_pairs(edge.relations, edge.either)

    def spoken_of(self, var: str) -> bool:
        query = self.reading.query
        compared = {leaf.var for leaf in conditions(query.where) if isinstance(leaf, Compare)}
        return var in compared | {column.var for column in query.columns}

    def met(self, edge: EdgePattern) -> set[Pair]:
        """The pairs that the query as it was read meets by this edge."""
        query = self.reading.query
        columns = Column("source", edge.source), Column("target", edge.target)
        asked = Query(query.nodes, query.edges, query.where, columns, distinct=True, limit=MANY_ROWS)
        rows, _ = run(self.store, asked)
        if len(rows) == MANY_ROWS:
            raise CannotLimit(_MANY)
        return {(row["source"], row["target"]) for row in rows}

    # -- things -----------------------------------------------------------------------------------------------------

    def alone(self, node: NodePattern) -> Condition | None:
        """That a thing of which no edge is asked is one that a reliable statement speaks of."""
        ids = self.sure.doubtful_nodes()
        return _not_in(node.var, ids & set(node.ids) if node.ids else ids)

    # -- values -----------------------------------------------------------------------------------------------------

    def rests_on(self, column: Column) -> bool:
        """Whether rows rest on the value in a column, and do not merely show it."""
        if column.what != "prop" or column.prop == "name" or not self.is_node(column.var):
            return False
        query = self.reading.query
        ordered = any(order.column == column.name for order in query.order)
        return bool(column.agg) or ordered or (self.reading.form == "prop" and column == query.columns[-1])

    def is_node(self, var: str) -> bool:
        return var in self.free or any(node.var == var for node in self.reading.query.nodes)

    def value(self, part: Column | Compare) -> Condition | None:
        """That the value in a column, or one that is compared, is made by a reliable statement."""
        found = self.sure.doubtful_values({part.prop})
        node = self.free.get(part.var) or self.reading.query.node(part.var)
        found = [one for one in found if not node.ids or one.id in node.ids]
        if not found:
            return None
        met = set(self.ids_among(node, {one.id for one in found}))
        found = [one for one in found if one.id in met]
        if any(one.otherwise for one in found):
            raise CannotLimit(
                f"sources differ on {part.prop} of {found[0].id} and others, and the value shown is not of those that "
                "are to be relied on: ask without the limit"
            )
        return _not_in(part.var, met)

    def ids_among(self, node: NodePattern, ids: set[str]) -> Iterable[str]:
        """Those of the identifiers that are of the kinds of a node."""
        query = Query((NodePattern(node.var, node.kinds, tuple(sorted(ids))),), columns=(Column("id", node.var),))
        return (row["id"] for row in run(self.store, query)[0])

    # -- conditions -------------------------------------------------------------------------------------------------

    def condition(self, condition: Condition, denied: bool = False) -> Condition:
        """The condition with what is doubtful in it told apart. `denied`: it stands in a "not"."""
        match condition:
            case And(items):
                return And(tuple(self.condition(item, denied) for item in items))
            case Or(items):
                return Or(tuple(self.condition(item, denied) for item in items))
            case Not(item):
                return Not(self.condition(item, not denied))
            case Linked():
                return self.linked(condition)
            case Compare():
                return self.compared(condition, denied)

    def compared(self, leaf: Compare, denied: bool) -> Condition:
        more = self.value(leaf) if self.is_node(leaf.var) and leaf.prop != "id" else None
        if more is None:
            return leaf
        if denied or leaf.op == "missing":
            raise CannotLimit(
                f"{leaf.prop} has values that rest on doubtful statements, and a question for what it is not cannot "
                "leave them out: ask for what it is, or without the limit"
            )
        return And((leaf, more))

    def linked(self, leaf: Linked) -> Condition:
        """That there is such an edge, at things that have more than doubtful ones to what is surely asked for.

        An edge is there or not: what its condition leaves open counts as not, so no "not" outside reaches inside.
        """
        self.free[leaf.node.var] = leaf.node
        if leaf.where is not None:
            leaf = replace(leaf, where=self.condition(leaf.where))
        pairs = self.doubtful(leaf.edge)
        if not pairs:
            return leaf
        if leaf.edge.hops != (1, 1):
            raise CannotLimit(_FAR)
        inner = leaf.edge.target if leaf.edge.source == leaf.node.var else leaf.edge.source
        outward = inner == leaf.edge.source
        ids = {source if outward else target for source, target in pairs}
        if leaf.edge.either:
            ids |= {target for _, target in pairs} | {source for source, _ in pairs}
        rows, _ = run(self.store, _linked_of(leaf, inner, ids))
        sure = set()
        for row in rows:
            pair = (row["inner"], row["free"]) if outward else (row["free"], row["inner"])
            if pair not in pairs and not (leaf.edge.either and pair[::-1] in pairs):
                sure.add(row["inner"])
        only = _not_in(inner, {row["inner"] for row in rows} - sure)
        return And((leaf, only)) if only else leaf


_FAR = (
    "some of the links of which any number may lie between rest on doubtful statements, and those cannot be told apart "
    "on the way: ask for the steps one by one, or without the limit"
)
_MANY = (
    "too many of the links that were met rest on doubtful statements to be left out one by one: ask for less, or "
    "without the limit"
)


def _at(edge: EdgePattern, var: str) -> bool:
    return var in (edge.source, edge.target)


def _between(pairs: set[Pair], source: NodePattern, target: NodePattern) -> set[Pair]:
    return {
        (one, other)
        for one, other in pairs
        if (not source.ids or one in source.ids) and (not target.ids or other in target.ids)
    }


def _not_in(var: str, ids: Iterable[str]) -> Condition | None:
    listed = tuple(sorted(ids))
    if len(listed) > MANY_ROWS:
        raise CannotLimit(_MANY)
    return Not(Compare(var, "id", "in", listed)) if listed else None


def _none_of(edge: EdgePattern, pairs: set[Pair]) -> Condition | None:
    """That an edge joins none of these pairs: one condition for each thing at the end that has fewer of them."""
    by_end: tuple[dict[str, set[str]], dict[str, set[str]]] = defaultdict(set), defaultdict(set)
    for source, target in pairs:
        by_end[0][source].add(target)
        by_end[1][target].add(source)
    one, other = edge.source, edge.target
    grouped = by_end[0]
    if len(by_end[1]) < len(grouped):
        one, other, grouped = other, one, by_end[1]
    if len(grouped) > MOST:
        raise CannotLimit(_MANY)
    tests = [
        Not(And((Compare(one, "id", "=", id), Compare(other, "id", "in", tuple(sorted(ends))))))
        for id, ends in sorted(grouped.items())
    ]
    return both(*tests)


def _linked_of(leaf: Linked, inner: str, ids: set[str]) -> Query:
    """The pairs that an edge which is only asked to exist joins, at these things, where its condition holds."""
    nodes = NodePattern(inner, ids=tuple(sorted(ids))), leaf.node
    columns = Column("inner", inner), Column("free", leaf.node.var)
    return Query(nodes, (leaf.edge,), leaf.where, columns, distinct=True)
