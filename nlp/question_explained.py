"""What the words of a question might have meant, and what was made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from labkin.graph import censored
from labkin.graph.query import Compare, Linked, Query, conditions
from labkin.nlp.lexicon import CLOSURE
from labkin.nlp.question_tokens import Words
from labkin.nlp.question_values import UNITS, Number, Period, convert

MOST = 12  # candidates of one span that are shown


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that a span of words may mean. `what` is name, kind, relation, property, value, number or date.

    `means` says it, `id` and `kind` are those of a thing or the kind that has the property or value. `cost` is what
    taking the span so adds: the less, the better it fits. `used`: the reading that was chosen has it.
    """

    what: str
    means: str
    cost: float
    used: bool
    id: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Words that stand together, their characters [start, end) in the question, and what they may mean."""

    text: str
    start: int
    end: int
    candidates: tuple[Candidate, ...]
    more: int = 0  # candidates that are not shown

    @property
    def used(self) -> bool:
        """Whether the reading that was chosen has any of the candidates."""
        return any(candidate.used for candidate in self.candidates)

    def to_json(self) -> dict[str, Any]:
        """The span as a mapping."""
        return asdict(self) | {"used": self.used}


@dataclass(frozen=True, slots=True)
class _Used:
    """What a query has."""

    ids: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    relations: set[str] = field(default_factory=set)
    far: bool = False
    props: set[str] = field(default_factory=set)
    values: set[tuple[str, object]] = field(default_factory=set)

    @classmethod
    def by(cls, query: Query) -> _Used:
        leaves = list(conditions(query.where))
        links = [leaf for leaf in leaves if isinstance(leaf, Linked)]
        compares = [leaf for leaf in leaves if isinstance(leaf, Compare)]
        nodes = [*query.nodes, *(link.node for link in links)]
        edges = [*query.edges, *(link.edge for link in links)]
        shown = {column.prop for column in query.columns if column.prop and column.prop != "name"}
        return cls(
            {id for node in nodes for id in node.ids},
            {kind for node in nodes for kind in node.kinds},
            {relation for edge in edges for relation in edge.relations},
            any(edge.hops != (1, 1) for edge in edges),
            shown | {leaf.prop for leaf in compares if leaf.prop not in ("id", censored.QUALIFIER)},
            {(leaf.prop, value) for leaf in compares for value in _each(leaf.value)},
        )


def _each(value: object) -> Iterable[object]:
    return value if isinstance(value, tuple) else (value,)


def spans(words: Words, query: Query | None) -> list[Span]:
    """The spans of a question that may mean something, in their order, the longer first.

    `query` is that of the reading which was chosen; without one nothing is marked as used.
    """
    used = _Used.by(query) if query else _Used()
    found: dict[tuple[int, int], list[Candidate]] = {}
    for start, end, candidate in _candidates(words, used):
        found.setdefault((start, end), []).append(candidate)
    out = []
    for (start, end), ones in sorted(found.items(), key=lambda item: (item[0][0], -item[0][1])):
        ranked = sorted(dict.fromkeys(ones), key=lambda c: (not c.used, c.cost, c.what, c.means, c.id, c.kind))
        tokens = words.tokens
        at = tokens[start].start, tokens[end - 1].end
        out.append(Span(words.text(start, end), *at, tuple(ranked[:MOST]), max(0, len(ranked) - MOST)))
    return out


def _candidates(words: Words, used: _Used) -> Iterator[tuple[int, int, Candidate]]:
    for start, mentions in words.mentions.items():
        for mention, end, cost in mentions:
            for hit in mention.hits:
                taken = hit.id in used.ids
                yield start, end, Candidate("name", hit.name, _sum(cost, hit.cost), taken, hit.id, hit.kind)
    for start, kinds in words.kinds.items():
        for meant, end, cost in kinds:
            for kind in meant:
                yield start, end, Candidate("kind", kind.kind, _sum(cost, kind.rank), kind.kind in used.kinds)
    for start, relations in words.relations.items():
        for senses, end, cost in relations:
            for sense in senses:
                taken = sense.relation in used.relations or (sense.relation == CLOSURE and used.far)
                turned = "" if sense.forward else ", read from its object"
                means = ("any way of lineage" if sense.relation == CLOSURE else sense.relation) + turned
                yield start, end, Candidate("relation", means, _sum(cost, sense.rank), taken)
    yield from _of_properties(words, used)
    for start, (number, end) in words.numbers.items():
        yield start, end, Candidate("number", words.text(start, end), 0.0, _compared(number, used))
    for start, (period, end) in words.periods.items():
        for one in (period, period.coming) if period.coming else (period,):
            means = " to ".join(dict.fromkeys((one.first, one.last)))
            yield start, end, Candidate("date", means, 0.0, _within(one, used))


def _of_properties(words: Words, used: _Used) -> Iterator[tuple[int, int, Candidate]]:
    for start, props in words.props.items():
        for rows, end, cost in props:
            for asked in rows:
                taken = asked.prop in used.props and asked.kind in used.kinds
                yield start, end, Candidate("property", asked.prop, _sum(cost, asked.rank), taken, kind=asked.kind)
    for start, values in words.values.items():
        for items, end, cost in values:
            for kind, prop, value in items:
                taken = (prop, value) in used.values and kind in used.kinds
                yield start, end, Candidate("value", f"{prop} = {value}", cost, taken, kind=kind)


def _sum(*costs: float) -> float:
    return round(sum(costs), 2)


def _compared(number: Number, used: _Used) -> bool:
    """Whether a query compares with a number, as it is or in another unit."""
    values = [value for _, value in used.values if isinstance(value, int | float)]
    also = (convert(number, unit) for unit in set(UNITS.values())) if number.unit else ()
    return any(value == number.value or value in {one for one in also if one is not None} for value in values)


def _within(period: Period, used: _Used) -> bool:
    """Whether a query compares with an end of a time; months and years stand in it without their days."""
    ends = period.first, period.last, period.after
    bounds = [value for _, value in used.values if isinstance(value, str) and value[:4].isdigit()]
    return any(end.startswith(bound) for end in ends for bound in bounds if len(bound) >= 4)
