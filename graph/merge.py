"""How the statements about one fact become one node or edge.

Two sources may say different things of one fact. All of it stays in the ledger; the projection shows one value per
property, chosen by a policy that does not depend on the order of loading: curated before the rest, then the newest
load, then (for files of one load) the surest, the source's address and the place in it. What was read out of texts
comes last, the surest first, whenever it was written: it is written anew when somebody decides on its text or brings a
model back, and that must give the same graph. What lost is a *conflict*, and is shown beside the value that won.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from labkin.graph.model import Curie, Edge, Method, Node
from labkin.graph.values import Value, dump_props, parse_props

GENERIC_KINDS = frozenset({"Term", "NamedThing", "Entity", "Thing"})  # kinds that say nothing: any other wins


class Row(NamedTuple):
    """One live statement with what the policy needs of its source."""

    subject: str
    relation: str
    object: str
    qualifiers: str
    props: str
    method: str
    confidence: float
    at: str
    uri: str
    id: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """One property of one fact on which sources differ. `values` are (value, statement number), the shown one first."""

    subject: str
    prop: str
    values: tuple[tuple[Value, int], ...]


def preference(row: Row) -> tuple[bool, bool, str, float, str, str, int]:
    """Sort key: the greatest wins."""
    read = row.method == Method.TEXT_MINED
    at, content = ("", f"{row.object} {row.props}") if read else (row.at, "")
    return (row.method == Method.CURATED, not read, at, row.confidence, row.uri, content, row.id)


def merge_node(rows: Sequence[Row]) -> Node:
    """The node that these statements, all about one identifier, make together. `rows` is not empty."""
    ranked = rows if len(rows) == 1 else sorted(rows, key=preference)
    kind = ranked[-1].object
    if kind in GENERIC_KINDS:
        kind = next((row.object for row in reversed(ranked) if row.object not in GENERIC_KINDS), kind)
    return Node(Curie.parse(ranked[-1].subject), kind, _merged(ranked))


def merge_edge(rows: Sequence[Row]) -> Edge:
    """The edge that these statements, all about one (subject, relation, object, qualifiers), make together."""
    ranked = rows if len(rows) == 1 else sorted(rows, key=preference)
    best = ranked[-1]
    return Edge(
        Curie.parse(best.subject),
        best.relation,
        Curie.parse(best.object),
        parse_props(best.qualifiers),
        _merged(ranked),
    )


def _merged(ranked: Iterable[Row]) -> dict[str, Value]:
    props: dict[str, Value] = {}
    for row in ranked:
        if row.props:
            props.update(parse_props(row.props))
    return dict(sorted(props.items())) if len(props) > 1 else props


def conflicts(rows: Sequence[Row]) -> list[Conflict]:
    """The properties on which the statements about one fact differ, kinds included, by name of the property."""
    seen: dict[str, list[tuple[Value, int]]] = {}
    for row in sorted(rows, key=preference, reverse=True):
        said: dict[str, Value] = dict(parse_props(row.props))
        if not row.relation and row.object not in GENERIC_KINDS:
            said["kind"] = row.object
        for prop, value in said.items():
            values = seen.setdefault(prop, [])
            if all(dump_props({"": value}) != dump_props({"": known}) for known, _ in values):
                values.append((value, row.id))
    return [Conflict(rows[0].subject, prop, tuple(values)) for prop, values in sorted(seen.items()) if len(values) > 1]
