"""Why a thing is not in an answer: the question's conditions tried on it one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from labkin.graph import censored, schema
from labkin.graph.cypher import run
from labkin.graph.query import (
    And,
    Column,
    Compare,
    Condition,
    EdgePattern,
    Linked,
    NodePattern,
    Query,
    conditions,
)
from labkin.graph.query_english import english, prop_words
from labkin.graph.store import GraphStore
from labkin.nlp.question import Reading
from labkin.nlp.question_tree import NameHit
from labkin.search.answer_rows import find

VALUES = 5  # of what was found instead
_WHY = re.compile(
    r"\s*why\s+(?:(?:is|are|was|were|does|do|did)\s+(?P<a>.+?)\s+(?:not|n't)"
    r"|(?:isn|aren|wasn|weren|doesn|don|didn)['’]?t\s+(?P<b>.+?))"
    r"\s+(?:in|among|on|part of|there|here|shown|listed|included|given|found|an answer|the answer|appear)\b.*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of a question: what it says, whether the thing meets it, and what is known instead."""

    text: str
    holds: bool
    instead: str = ""
    of_kind: bool = False

    def to_json(self) -> dict[str, Any]:
        """The clause as a row of an answer."""
        return {"condition": self.text, "holds": self.holds, "instead": self.instead}


@dataclass(frozen=True, slots=True)
class Why:
    """Whether a thing is in an answer, and by which conditions it is or is not. `text` says so."""

    held: bool
    clauses: tuple[Clause, ...]
    text: str


def asked_why(question: str) -> str:
    """The thing of which a question asks why it is not in the answer; empty for any other question.

    >>> asked_why("Why is aspirin not in the answer?"), asked_why("why isn't LK-0042 listed"), asked_why("why not?")
    ('aspirin', 'LK-0042', '')
    """
    match = _WHY.fullmatch(question)
    return (match["a"] or match["b"]).strip(" \"'“”‘’") if match else ""


def why(reading: Reading, thing: NameHit, store: GraphStore, limited: Reading | None = None) -> Why:
    """Why a thing is, or is not, among what a question asks for.

    `limited` is the reading with its limits on evidence, where there are such. Raises StoreError.
    """
    var = _asked_for(reading)
    trial = _Trial(replace(reading, answer=var, form="list"), thing, store)
    whole = limited or reading
    held = thing.id in find(replace(whole, form="list", answer=var, query=_listing(whole.query, var)), store).ids
    clauses = tuple(trial.clauses())
    failed = [clause for clause in clauses if not clause.holds]
    name = f"{thing.name} ({thing.id})"
    if held:
        return Why(True, clauses, f"{name} is in the answer: it {_and(clauses)}.")
    if not failed:
        clauses = (*clauses, trial.last(limited))
        failed = [clauses[-1]]
    met = tuple(clause for clause in clauses if clause.holds)
    but = " and ".join(f"{_denied(c)}{f' ({c.instead})' if c.instead else ''}" for c in failed)
    begin = f"{name} {_and(met)}, but it" if met else f"{name} is not in the answer: it"
    return Why(False, clauses, f"{begin} {but}.")


def _and(clauses: tuple[Clause, ...]) -> str:
    """What a thing meets: "is a compound and fits “that treat asthma”"."""
    kinds = [clause.text for clause in clauses if clause.of_kind]
    others = [f"“{clause.text}”" for clause in clauses if not clause.of_kind]
    return " and ".join(kinds + ([f"fits {' and '.join(others)}"] if others else []))


def _denied(clause: Clause) -> str:
    return clause.text.replace("is ", "is not ", 1) if clause.of_kind else f"does not fit “{clause.text}”"


def _asked_for(reading: Reading) -> str:
    """The node that a question asks for: of an average, that of which it is."""
    if reading.answer:
        return reading.answer
    nodes = {node.var for node in reading.query.nodes}
    return next((column.var for column in reading.query.columns if column.var in nodes), reading.query.nodes[0].var)


def _listing(query: Query, var: str) -> Query:
    """The query so that the things themselves are listed, where it counts them, or takes a mean of their numbers."""
    query = replace(query, over=None)
    if any(c.var == var and c.what == "id" and not c.agg for c in query.columns):
        return query
    return replace(query, columns=(Column("id", var),), distinct=True, having=(), order=(), limit=None, offset=0)


class _Trial:
    """The conditions of a question, each tried on one thing."""

    def __init__(self, reading: Reading, thing: NameHit, store: GraphStore) -> None:
        self.reading, self.thing, self.store = reading, thing, store
        self.query, self.var = reading.query, reading.answer
        self.node = self.query.node(self.var)
        where = self.query.where
        self.where = where.items if isinstance(where, And) else ((where,) if where is not None else ())

    def clauses(self) -> Iterator[Clause]:
        """The kind, then what is asked of the thing itself, then each way on from it as far as that goes."""
        if self.node.kinds:
            holds = self.thing.kind in self.node.kinds
            said = f"is {' or '.join(map(_a, self.node.kinds))}"
            yield Clause(said, holds, "" if holds else f"it is {_a(self.thing.kind)}", of_kind=True)
            if not holds:
                return
        if self.node.ids:
            named = english(Query((NodePattern(self.var, ids=self.node.ids),), columns=self.ids), self.names)
            yield Clause(named, self.thing.id in self.node.ids)
        for item in self.where:
            if _vars(item) <= {self.var}:
                yield self.tried((), (item,))
        for edge in self.query.edges:
            if self.var in (edge.source, edge.target):
                yield from self.branch(edge)

    @property
    def names(self) -> Mapping[str, str]:
        return self.reading.names

    @property
    def ids(self) -> tuple[Column, ...]:
        return (Column("id", self.var),)

    def branch(self, first: EdgePattern) -> Iterator[Clause]:
        """What lies behind an edge of the thing, condition by condition: the last that holds, and the first that
        does not."""
        edges: tuple[EdgePattern, ...] = ()
        items: tuple[Condition, ...] = ()
        best: Clause | None = None
        for part in self.behind(first):
            if isinstance(part, EdgePattern):
                edges = (*edges, part)
            else:
                items = (*items, part)
            clause = self.tried(edges, items)
            if not clause.holds:
                if best:
                    yield best
                yield clause
                return
            best = clause
        if best:
            yield best

    def behind(self, first: EdgePattern) -> Iterator[EdgePattern | Condition]:
        """The edges that lead on from one, nearest first, each with the conditions that then can be asked."""
        reached, told, left = {self.var}, set[int](), [e for e in self.query.edges if e != first]
        edges = [first]
        while edges:
            edge = edges.pop(0)
            yield edge
            reached |= {edge.source, edge.target} | ({edge.var} if edge.var else set())
            for number, item in enumerate(self.where):
                if number not in told and _vars(item) <= reached and not _vars(item) <= {self.var}:
                    told.add(number)
                    yield item
            near = [e for e in left if {e.source, e.target} & (reached - {self.var}) and self.var not in _ends(e)]
            left = [e for e in left if e not in near]
            edges += near

    def tried(self, edges: tuple[EdgePattern, ...], items: tuple[Condition, ...]) -> Clause:
        """Whether the thing meets these parts of the question together, and what is known where it does not."""
        part = self.part(edges, items)
        fixed = NodePattern(self.var, (), (self.thing.id,))
        asked = replace(part, nodes=tuple(fixed if n.var == self.var else n for n in part.nodes))
        holds = bool(find(replace(self.reading, query=asked), self.store).ids)
        instead = "" if holds else self.instead(asked, items)
        return Clause(self.said(part), holds, instead)

    def part(self, edges: tuple[EdgePattern, ...], items: tuple[Condition, ...]) -> Query:
        wanted = {self.var} | {end for edge in edges for end in (edge.source, edge.target)}
        nodes = tuple(
            replace(node, ids=()) if node.var == self.var else node for node in self.query.nodes if node.var in wanted
        )
        where = And(items) if len(items) > 1 else (items[0] if items else None)
        return Query(nodes, edges, where, self.ids, distinct=True)

    def said(self, part: Query) -> str:
        """A part of the question in English, without the things it is asked of."""
        whole = english(part, self.names)
        bare = english(Query((part.node(self.var),), columns=self.ids), self.names)
        return whole.removeprefix(bare).strip() or whole

    def instead(self, asked: Query, items: tuple[Condition, ...]) -> str:
        """The values that the thing has of what is compared with, where that is what it fails by."""
        if not items:
            return ""
        last = items[-1]
        leaf = censored.compared(last) or last
        if not isinstance(leaf, Compare) or leaf.op in ("exists", "missing"):
            return ""
        rest = And(items[:-1]) if len(items) > 2 else (items[0] if len(items) == 2 else None)
        columns = (Column("value", leaf.var, "prop", leaf.prop),)
        query = replace(asked, where=rest, columns=columns, limit=VALUES + 1)
        if any(edge.hops != (1, 1) for edge in query.edges):
            return ""
        values = [row["value"] for row in run(self.store, query)[0] if row["value"] is not None]
        name = prop_words(leaf.prop)[0]
        if not values:
            return f"no {name} is recorded"
        shown = ", ".join(sorted((_value(value) for value in values[:VALUES]), key=str))
        more = " and others" if len(values) > VALUES else ""
        return f"the {name} is {shown}{more}"

    def last(self, limited: Reading | None) -> Clause:
        """What keeps a thing out that meets each condition by itself."""
        if limited is not None:
            return Clause(limited.english.removeprefix(self.reading.english).strip(", "), False)
        if self.query.having:
            having = self.query.having[0]
            return Clause(
                f"{having.column} {having.op} {having.value:g}"
                if not isinstance(having.value, str)
                else f"{having.column} {having.op} {having.value}",
                False,
            )
        if self.query.limit is not None:
            return Clause(f"one of the first {self.query.limit}", False, "others come before it")
        return Clause("all of it at once", False, "each condition holds by itself, but not of the same things")


def _a(kind: str) -> str:
    """A kind with its article."""
    word = schema.kind(kind).english
    return f"{'an' if word[:1].lower() in 'aeiou' else 'a'} {word}"


def _ends(edge: EdgePattern) -> tuple[str, str]:
    return edge.source, edge.target


def _vars(condition: Condition) -> set[str]:
    """The nodes and edges of the pattern of which a condition speaks."""
    found: set[str] = set()
    for leaf in conditions(condition):
        if isinstance(leaf, Linked):
            found |= set(_ends(leaf.edge)) - {leaf.node.var}
        else:
            found.add(leaf.var)
    return found


def _value(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
