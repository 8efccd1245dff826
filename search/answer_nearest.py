"""What there is in place of an answer without data: which condition leaves nothing over, and the nearest things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from labkin.graph import schema
from labkin.graph.cypher import run
from labkin.graph.profile import Profile
from labkin.graph.query import And, Column, Compare, Condition, EdgePattern, NodePattern, Order, Query, both
from labkin.graph.query_english import english
from labkin.graph.store import GraphStore

SHOWN = 3  # things of each kind of nearness
MOST_EDGES = 10_000  # of relations, and things of kinds, that are looked through
MOST_SEEN = 500_000  # edges of a graph in which all that hang on one thing are looked for
MOST_NAMES = 2_000  # that are compared with the one that was asked for
MOST_TRIED = 4
_LESS, _MORE = ("<", "<="), (">", ">=")


@dataclass(frozen=True, slots=True)
class Near:
    """Things that exist, and what they are: `what` in a few words, and those nearest with identifier and name."""

    what: str
    things: tuple[tuple[str, str], ...] = ()

    def english(self) -> str:
        """It as a part of a sentence."""
        names = ", ".join(name for _, name in self.things)
        return f"{self.what}: {names}" if names else self.what

    def to_json(self) -> dict[str, Any]:
        """It as mappings and lists."""
        return {"what": self.what, "things": [{"id": id, "name": name} for id, name in self.things]}


def nearest(query: Query, var: str, names: Mapping[str, str], profile: Profile, store: GraphStore) -> tuple[Near, ...]:
    """What exists nearest to what a query found nothing for; `var` is what it asks for.

    Other things in place of those it names, by their names; the same without one condition; and where the pattern is
    nowhere, what else is known of the things it names. Nothing where too much would have to be looked through.
    """
    if any(edge.hops != (1, 1) for edge in query.edges) or not query.nodes:
        return ()
    var = var if any(node.var == var for node in query.nodes) else query.nodes[0].var
    plain = Query(query.nodes, query.edges, query.where, (Column("id", var),))
    known = _known(plain, names, store) if sum(profile.triples.values()) <= MOST_SEEN else ()
    if not _small(plain, profile):
        return tuple(known)[:2]
    found = [*_instead(plain, names, store), *_without(plain, var, names, store)]
    return tuple(found[:2]) or tuple(known)[:2]


def _small(query: Query, profile: Profile) -> bool:
    relations = {relation for edge in query.edges for relation in edge.relations}
    edges = sum(n for (_, relation, _), n in profile.triples.items() if relation in relations or not relations)
    kinds = {kind for node in query.nodes if not node.ids for kind in node.kinds}
    if query.edges:
        return edges <= MOST_EDGES
    return sum(profile.kinds.get(kind, 0) for kind in kinds) <= MOST_EDGES


def _things(query: Query, var: str, store: GraphStore, most: int) -> list[tuple[str, str]]:
    columns = Column("id", var), Column("name", var, "prop", "name")
    asked = replace(query, columns=columns, distinct=True, order=(Order("name"), Order("id")), limit=most)
    rows, _ = run(store, asked)
    return [(str(row["id"]), str(row["name"] or row["id"])) for row in rows]


def _instead(query: Query, names: Mapping[str, str], store: GraphStore) -> Iterator[Near]:
    """Other things in place of those that are named, with which there would be an answer."""
    for number, node in enumerate(query.nodes):
        if not node.ids or len(query.nodes) == 1:
            continue
        kinds = node.kinds or kinds_of(node, store)
        free = replace(query, nodes=(*query.nodes[:number], NodePattern(node.var, kinds), *query.nodes[number + 1 :]))
        name = names.get(node.ids[0], node.ids[0])
        others = [one for one in _things(free, node.var, store, MOST_NAMES) if one[0] not in node.ids]
        if others:
            said = " or ".join(schema.kind(kind).plural for kind in kinds) or "things"
            yield Near(f"the {said} nearest to {name!r} by name that have such", tuple(_alike(name, others)))


def _alike(name: str, others: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    def unlike(one: tuple[str, str]) -> tuple[float, str]:
        return -round(SequenceMatcher(None, one[1].casefold(), name.casefold()).ratio(), 3), one[1]

    return sorted(others, key=unlike)[:SHOWN]


def kinds_of(node: NodePattern, store: GraphStore) -> tuple[str, ...]:
    """The kinds of the things that a node of a pattern names. Raises StoreError."""
    rows, _ = run(store, Query((node,), columns=(Column("kind", node.var, "kind"),), distinct=True))
    return tuple(sorted(str(row["kind"]) for row in rows if row["kind"]))


def _without(query: Query, var: str, names: Mapping[str, str], store: GraphStore) -> Iterator[Near]:
    """The same without one of the conditions, where something is left then."""
    items: tuple[Condition, ...] = ()
    if query.where is not None:
        items = query.where.items if isinstance(query.where, And) else (query.where,)
    for number in range(min(len(items), MOST_TRIED)):
        rest = (*items[:number], *items[number + 1 :])
        fewer = replace(query, where=And(rest) if len(rest) > 1 else (rest[0] if rest else None))
        item = items[number]
        if isinstance(item, Compare) and item.var == var and item.op in _LESS + _MORE:
            found = _ranked(fewer, item, store)
        else:
            found = _things(fewer, var, store, SHOWN)
        if found:
            yield Near(f"there are {english(fewer, names)}", tuple(found))


def _ranked(query: Query, asked: Compare, store: GraphStore) -> list[tuple[str, str]]:
    """The things whose value comes nearest to the one asked for, which none reaches, each with its value."""
    columns = Column("id", asked.var), Column("name", asked.var, "prop", "name")
    value = Column("value", asked.var, "prop", asked.prop)
    there = both(query.where, Compare(asked.var, asked.prop, "exists"))
    order = Order("value", asked.op in _MORE), Order("id")
    shown = replace(query, where=there, columns=(*columns, value), distinct=True, order=order, limit=SHOWN)
    rows, _ = run(store, shown)
    return [(str(row["id"]), f"{row['name'] or row['id']} ({row['value']})") for row in rows]


def _known(query: Query, names: Mapping[str, str], store: GraphStore) -> Iterator[Near]:
    """With what the things that are named are joined, of whatever relation."""
    for node in query.nodes:
        if not node.ids:
            continue
        name = names.get(node.ids[0], node.ids[0])
        said: list[str] = []
        for turned in (False, True):
            ends = ("z", node.var) if turned else (node.var, "z")
            asked = Query(
                (node, NodePattern("z")),
                (EdgePattern(*ends, var="r"),),
                columns=(Column("kind", "z", "kind"), Column("relation", "r", "relation")),
                distinct=True,
                order=(Order("kind"), Order("relation")),
                limit=8,
            )
            rows, _ = run(store, asked)
            for row in rows:
                relation = schema.relation(str(row["relation"]))
                words = relation.inverse if turned else relation.english
                said.append(f"{words} {schema.kind(str(row['kind'])).plural}")
        what = f"of {name!r} is known that it {', '.join(said[:SHOWN])}" if said else f"nothing is joined to {name!r}"
        yield Near(what)
