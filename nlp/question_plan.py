"""From what a question means to the `Query` that asks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from labkin.graph import schema
from labkin.graph.profile import Profile
from labkin.graph.query import (
    MAX_HOPS,
    Column,
    Compare,
    Condition,
    EdgePattern,
    Having,
    Linked,
    NodePattern,
    Not,
    Or,
    Order,
    Over,
    Query,
    both,
)
from labkin.graph.query_english import prop_words
from labkin.nlp.question_meaning import (
    Any,
    Held,
    Joined,
    Meaning,
    Part,
    Ranked,
    Result,
    Spec,
    condition,
    unit_condition,
)

MOST_PROPS = 40  # shown of one thing
_SHOWN = {"Measurement": ("endpoint", "qualifier", "value", "unit")}
_LONG = frozenset({"text", "description", "smiles"})


class NotSaid(Exception):
    """The meaning is one that a Query cannot say."""


@dataclass(slots=True)
class Draft:
    """A query being put together."""

    nodes: list[NodePattern] = field(default_factory=list)
    edges: list[EdgePattern] = field(default_factory=list)
    where: list[Condition] = field(default_factory=list)
    shown: dict[tuple[str, str], None] = field(default_factory=dict)  # (node, property) that was asked about
    ranked: Ranked | None = None
    counted: tuple[str, str, int] | None = None  # (node, operator, number) that others are counted of
    ranked_by: str = ""  # the node whose number ranks
    free: int = 0  # nodes that are only asked to exist

    def fresh(self) -> str:
        """A name for the next node."""
        number = len(self.nodes)
        return chr(ord("a") + number) if number < 26 else f"n{number}"

    def add(self, meaning: Meaning) -> str:
        """Put the nodes of a meaning, and all that is said of them, into the query; the name of the node."""
        var = self.fresh()
        self.nodes.append(NodePattern(var, () if meaning.ids else meaning.kinds, meaning.ids))
        for part in meaning.parts:
            match part:
                case Held():
                    self.where.append(condition(var, part))
                    self.shown.update(((var, prop), None) for prop, _, _ in part.tests)
                case Joined():
                    self.join(var, part)
                case Ranked():
                    self.rank(var, part)
                case Result():
                    self.result(var, part)
                case Any():
                    self.where.append(self._any(var, part))
        return var

    def rank(self, var: str, part: Ranked) -> None:
        if self.ranked or var != "a":
            raise NotSaid
        self.ranked = part
        if part.joined and part.joined.other:
            self.ranked_by = self.edge(var, part.joined.spec, part.joined.other)
        elif part.prop:
            self.where.append(Compare(var, part.prop, "exists"))
            self.shown[var, part.prop] = None

    def result(self, var: str, part: Result) -> None:
        if not part.own:
            node = self.fresh()
            self.nodes.append(NodePattern(node, ("Measurement",)))
            self.edges.append(EdgePattern(node, var, (part.relation,)))
        else:
            node = var
        self.where += [condition(node, held) for held in part.held]
        if (unit := unit_condition(node, part)) is not None:
            self.where.append(unit)
        if part.assay is not None:
            self.edges.append(EdgePattern(node, self.add(part.assay), ("measured_in",)))

    def join(self, var: str, part: Joined) -> None:
        other = part.other or Meaning(0.0, ())
        if part.link.negated:
            self.where.append(Not(self.lacking(var, part.spec, other)))
            return
        node = self.edge(var, part.spec, other)
        if part.link.count:
            if self.counted:
                raise NotSaid
            self.counted = (node, *part.link.count)

    def edge(self, var: str, spec: Spec, other: Meaning) -> str:
        if spec.via:
            middle = [self._between(kind) for kind in (spec.via if spec.outward else spec.via[::-1])]
            node = self.add(other)
            way = [var, *middle, node] if spec.outward else [node, *middle[::-1], var]
            for (relation, forward), (one, two) in zip(spec.steps, pairwise(way), strict=True):
                self.edges.append(EdgePattern(*((one, two) if forward else (two, one)), (relation,)))
            return node
        node = self.add(other)
        self.edges.append(_edge(var, node, spec))
        return node

    def _between(self, kind: str) -> str:
        var = self.fresh()
        self.nodes.append(NodePattern(var, (kind,)))
        return var

    def lacking(self, var: str, spec: Spec, other: Meaning) -> Linked:
        self.free += 1
        free = f"x{self.free}"
        if spec.via and not (other.ids or other.kinds):  # without the first step there is no second
            relation, forward = spec.steps[0 if spec.outward else -1]
            outward = forward == spec.outward
            middle = spec.via[0 if spec.outward else -1]
            return Linked(_edge(var, free, Spec((relation,), outward)), NodePattern(free, (middle,)))
        if spec.via:
            return self._lacking_far(var, spec, other)
        inner = both(*(self._inner(free, part) for part in other.parts))
        node = NodePattern(free, () if other.ids else other.kinds, other.ids)
        return Linked(_edge(var, free, spec), node, inner)

    def _lacking_far(self, var: str, spec: Spec, other: Meaning) -> Linked:
        """No way through the kinds in between to such a thing."""
        steps = spec.steps if spec.outward else tuple((name, not forward) for name, forward in reversed(spec.steps))
        middle = spec.via if spec.outward else spec.via[::-1]
        (first, forward), *rest = steps
        free = f"x{self.free}"
        if len(steps) == 2:
            (last, onward), *_ = rest
            inner = self.lacking(free, Spec((last,), onward), other)
        else:
            inner = self.lacking(free, replace(spec, outward=True, steps=tuple(rest), via=middle[1:]), other)
        return Linked(_edge(var, free, Spec((first,), forward)), NodePattern(free, (middle[0],)), inner)

    def _any(self, var: str, part: Any) -> Condition:
        options: list[Condition] = []
        for joined in part.joined:
            linked = self.lacking(var, joined.spec, joined.other or Meaning(0.0, ()))
            options.append(Not(linked) if joined.link.negated else linked)
        return Or(tuple(options))

    def _inner(self, free: str, part: Part) -> Condition:
        """What is said of a thing that is only asked to exist, or not to."""
        match part:
            case Held():
                return condition(free, part)
            case Any():
                return self._any(free, part)
            case Joined() if part.link.count is None:
                linked = self.lacking(free, part.spec, part.other or Meaning(0.0, ()))
                return Not(linked) if part.link.negated else linked
        raise NotSaid


def _edge(var: str, node: str, spec: Spec) -> EdgePattern:
    ends = (var, node) if spec.outward else (node, var)
    return EdgePattern(*ends, spec.relations, either=spec.either, hops=(1, MAX_HOPS) if spec.closure else (1, 1))


def called(kinds: tuple[str, ...]) -> str:
    """What a column of such things is called."""
    return schema.kind(kinds[0]).english if len(kinds) == 1 else "thing"


def columns_of(var: str, title: str, kinds: tuple[str, ...]) -> tuple[Column, ...]:
    """Name, identifier and, where it is not plain, kind."""
    name, id_ = Column(title, var, "prop", "name"), Column(f"{title} id", var)
    return (name, id_) if len(kinds) == 1 else (name, id_, Column("kind", var, "kind"))


def listing(meaning: Meaning, draft: Draft, var: str) -> Query:
    """The query for a table of things."""
    kinds = meaning.kinds
    title = called(kinds)
    columns = list(columns_of(var, title, kinds))
    shown = [*draft.shown, *((var, prop) for prop in (_SHOWN.get(kinds[0], ()) if len(kinds) == 1 else ()))]
    for node, prop in dict.fromkeys(shown):
        name = prop_words(prop)[0] if node == var else f"{called(draft.nodes[ord(node[0]) - 97].kinds)} {prop}"
        if prop not in ("name", "id") and node == var and name not in {c.name for c in columns}:
            columns.append(Column(name, node, "prop", prop))
    if draft.counted or draft.ranked_by:
        return _counted(draft, columns)
    order: tuple[Order, ...] = ()
    if draft.ranked and draft.ranked.prop:
        by = next(c.name for c in columns if c.prop == draft.ranked.prop)
        order = (Order(by, draft.ranked.top.more),)
    limit = draft.ranked.top.count if draft.ranked else None
    ties = bool(order) and limit == 1
    order = (*order, Order(title), Order(f"{title} id")) if limit is not None else order
    return Query(
        tuple(draft.nodes),
        tuple(draft.edges),
        both(*draft.where),
        tuple(columns),
        bool(draft.edges),
        order=order,
        limit=limit,
        ties=ties,
    )


def _counted(draft: Draft, columns: list[Column]) -> Query:
    """Things with how many others each has."""
    node = draft.ranked_by or (draft.counted[0] if draft.counted else "")
    other = next(n for n in draft.nodes if n.var == node)
    name = f"number of {schema.kind(other.kinds[0]).plural if len(other.kinds) == 1 else 'others'}"
    columns.append(Column(name, node, "id", agg="count", distinct=True))
    having = (Having(name, draft.counted[1], draft.counted[2]),) if draft.counted else ()
    order: tuple[Order, ...] = ()
    limit = None
    if draft.ranked_by and draft.ranked:
        order = (Order(name, draft.ranked.top.more), Order(columns[0].name), Order(columns[1].name))
        limit = draft.ranked.top.count
    return Query(
        tuple(draft.nodes),
        tuple(draft.edges),
        both(*draft.where),
        tuple(columns),
        having=having,
        order=order,
        limit=limit,
        ties=limit == 1,
    )


def counting(draft: Draft, var: str, kinds: tuple[str, ...]) -> Query:
    """The query for how many there are."""
    if draft.ranked:
        raise NotSaid
    if draft.counted:  # how many there are that have so many others
        query = _counted(draft, list(columns_of(var, called(kinds), kinds)))
        name = schema.kind(kinds[0]).plural if len(kinds) == 1 else "things"
        return replace(query, over=Over("count", query.columns[-1].name, name), order=(), limit=None, ties=False)
    title = schema.kind(kinds[0]).plural if len(kinds) == 1 else "things"
    column = Column(title, var, "id", agg="count", distinct=True)
    return Query(tuple(draft.nodes), tuple(draft.edges), both(*draft.where), (column,))


def per_kind(draft: Draft, var: str, meaning: Meaning, spec: Spec, per: Meaning, agg: Column | None = None) -> Query:
    """How many (or what average) for each of another kind."""
    group = draft.edge(var, spec, per)
    title = called(per.kinds)
    columns = columns_of(group, title, per.kinds)
    name = schema.kind(meaning.kinds[0]).plural if len(meaning.kinds) == 1 else "things"
    counted = agg or Column(f"number of {name}", var, "id", agg="count", distinct=True)
    order = (Order(counted.name, True), Order(title), Order(f"{title} id"))
    return Query(tuple(draft.nodes), tuple(draft.edges), both(*draft.where), (*columns, counted), False, (), order)


def per_value(draft: Draft, var: str, meaning: Meaning, prop: str, part: str = "", of: str = "") -> Query:
    """How many for each value of a property, or for each year, quarter or month (`part`) of a date.

    The property is that of the node `of`, by default of the things themselves.
    """
    of = of or var
    name = schema.kind(meaning.kinds[0]).plural if len(meaning.kinds) == 1 else "things"
    columns = (
        Column(part or prop_words(prop)[0], of, "prop", prop, part=part),
        Column(f"number of {name}", var, "id", agg="count", distinct=True),
    )
    draft.where.append(Compare(of, prop, "exists"))
    order = (Order(columns[0].name),) if part else (Order(columns[1].name, True), Order(columns[0].name))
    return Query(tuple(draft.nodes), tuple(draft.edges), both(*draft.where), columns, False, (), order)


def defining(meaning: Meaning, profile: Profile) -> Query:
    """The query for everything that is known of a thing itself."""
    title = called(meaning.kinds)
    columns = list(columns_of("a", title, meaning.kinds))
    if len(meaning.kinds) > 1:
        return Query((NodePattern("a", (), meaning.ids),), columns=tuple(columns))
    columns.append(Column("kind", "a", "kind"))
    held: Mapping[str, object] = profile.props.get(meaning.kinds[0], {})
    rows = [p.name for p in (*schema.COMMON, *schema.kind(meaning.kinds[0]).props) if p.name in held]
    for prop in list(dict.fromkeys([*rows, *sorted(held)]))[:MOST_PROPS]:
        name = prop_words(prop)[0]
        if prop != "name":
            taken = {c.name for c in columns}
            columns.append(Column(name if name not in taken else f"{name} ({prop})", "a", "prop", prop))
    names = [c.name for c in columns]
    unique = tuple(c for n, c in enumerate(columns) if c.name not in names[:n])
    return Query((NodePattern("a", (), meaning.ids),), columns=unique)


def overview() -> Query:
    """The query for what kinds of things there are."""
    columns = (Column("kind", "a", "kind"), Column("number", what="row", agg="count"))
    return Query((NodePattern("a"),), columns=columns, order=(Order("number", True), Order("kind")))
