"""What a graph holds: its kinds, which relations join which kinds, and what their properties look like."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from labkin.graph import names
from labkin.graph.cypher import DIALECTS, kind_of, label, relation_of
from labkin.graph.rows import loaded
from labkin.graph.store import GraphStore

Triple = tuple[str, str, str]  # kind, relation, kind
SAMPLE = 500  # nodes of a kind that are looked at
FEW = 40  # a property with at most so many different texts is one whose values can be asked for by name
EXAMPLES = 3

_DATE = re.compile(r"\d{4}-\d\d(-\d\d([T ].*)?)?")


@dataclass(frozen=True, slots=True)
class PropProfile:
    """A property of a kind: its type (text, integer, number, boolean, date, list), on how many nodes, some values.

    `values` are all its values, sorted, when they are texts or truth values and few; else empty.
    """

    type: str
    count: int
    examples: tuple[Any, ...] = ()
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """The counts are exact; types and examples come from up to 500 nodes of each kind, or that have it."""

    kinds: Mapping[str, int] = field(default_factory=dict)
    triples: Mapping[Triple, int] = field(default_factory=dict)
    props: Mapping[str, Mapping[str, PropProfile]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The profile as lists, mappings and scalars."""
        return {
            "kinds": dict(self.kinds),
            "triples": [[*triple, count] for triple, count in self.triples.items()],
            "props": {
                kind: {
                    name: {"type": p.type, "count": p.count, "examples": list(p.examples), "values": list(p.values)}
                    for name, p in props.items()
                }
                for kind, props in self.props.items()
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Profile:
        """The profile that `to_json` wrote."""
        return cls(
            dict(data["kinds"]),
            {(a, relation, b): count for a, relation, b, count in data["triples"]},
            {
                kind: {
                    name: PropProfile(p["type"], p["count"], tuple(p["examples"]), tuple(p["values"]))
                    for name, p in props.items()
                }
                for kind, props in data["props"].items()
            },
        )


def read_profile(store: GraphStore) -> Profile:
    """Read the profile of a graph with a few statements for each kind. Raises StoreError."""
    kinds = _kinds(store)
    props = {kind: _props(store, kind) for kind in kinds}
    return Profile(kinds, _triples(store), {kind: found for kind, found in props.items() if found})


def _kinds(store: GraphStore) -> dict[str, int]:
    rows = store.read(f"MATCH (n:{names.BASE}) RETURN labels(n) AS kind, count(*) AS n")
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[_kind(store, row["kind"])] += row["n"]
    return dict(sorted(counts.items()))


def _kind(store: GraphStore, labels: Iterable[str]) -> str:
    return next((kind_of(store, name) for name in labels if name != names.BASE), "")


def _triples(store: GraphStore) -> dict[Triple, int]:
    rows = store.read(
        f"MATCH (a:{names.BASE})-[r]->(b:{names.BASE}) "
        "RETURN labels(a) AS subject, type(r) AS relation, labels(b) AS object, count(*) AS n"
    )
    counts: dict[Triple, int] = defaultdict(int)
    for row in rows:
        triple = _kind(store, row["subject"]), relation_of(store, row["relation"]), _kind(store, row["object"])
        counts[triple] += row["n"]
    return dict(sorted(counts.items()))


def _props(store: GraphStore, kind: str) -> dict[str, PropProfile]:
    counts: dict[str, int] = defaultdict(int)
    for row in store.read(f"MATCH (n:{label(kind)}) RETURN keys(n) AS names, count(*) AS n"):
        for name in filter(_ours, row["names"]):
            counts[names.decode(name)] += row["n"]
    seen: dict[str, list[Any]] = {name: [] for name in counts}
    for row in store.read(f"MATCH (n:{label(kind)}) RETURN properties(n) AS props LIMIT {SAMPLE}"):
        for name, value in loaded(row["props"]).items():
            if name in seen:
                seen[name].append(value)
    for name, values in seen.items():
        if not values:  # those that were looked at may be just the ones without it
            values += _sample_of(store, kind, name)
    return {name: _prop(store, kind, name, counts[name], values) for name, values in sorted(seen.items())}


def _sample_of(store: GraphStore, kind: str, name: str) -> list[Any]:
    """Values of a property from nodes that have it."""
    prop = f"n.{DIALECTS[store.dialect_name].key(name)}"
    rows = store.read(f"MATCH (n:{label(kind)}) WHERE {prop} IS NOT NULL RETURN properties(n) AS props LIMIT {SAMPLE}")
    return [found[name] for row in rows if name in (found := loaded(row["props"]))]


def _prop(store: GraphStore, kind: str, name: str, count: int, sample: list[Any]) -> PropProfile:
    kept = [tuple(value) if isinstance(value, list) else value for value in sample]
    type_ = type_of(kept)
    examples = tuple(sorted(set(kept), key=lambda v: (str(type(v)), v))[:EXAMPLES])
    values: tuple[Any, ...] = ()
    if type_ in ("text", "boolean") and name != "name" and len(set(kept)) <= FEW:
        values = tuple(sorted(set(kept), key=str))
        if count > len(sample):  # the sample may miss some
            prop = f"n.{DIALECTS[store.dialect_name].key(name)}"
            rows = store.read(
                f"MATCH (n:{label(kind)}) WHERE {prop} IS NOT NULL RETURN DISTINCT {prop} AS value LIMIT {FEW + 1}"
            )
            values = tuple(sorted((row["value"] for row in rows), key=str)) if len(rows) <= FEW else ()
    return PropProfile(type_, count, examples, values)


def _ours(key: str) -> bool:
    """Whether a key holds a property of the node, not something that the store keeps for itself."""
    return names.decode(key) != key or not (key == "id" or key.startswith("_"))


def type_of(values: Iterable[Any]) -> str:
    """The type that fits all the values: boolean, integer, number, date, list, else text.

    >>> type_of([1, 2]), type_of([1, 2.5]), type_of(["2024-03-01", "2024-04"]), type_of([True]), type_of([(1,)])
    ('integer', 'number', 'date', 'boolean', 'list')
    """
    types = {type(value) for value in values}
    if types == {bool}:
        return "boolean"
    if types == {int}:
        return "integer"
    if types in ({float}, {int, float}):
        return "number"
    if types and types <= {tuple, list}:
        return "list"
    if types == {str} and all(_DATE.fullmatch(value) for value in values):
        return "date"
    return "text"
