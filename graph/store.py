"""What a graph store can do. Callers speak in facts and queries; the adapter speaks its engine's dialect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from labkin.graph.model import Edge, Node


class EdgeKey(NamedTuple):
    """The identity of an edge; `qualifiers` is their canonical JSON (`values.dump_props`), empty text for none."""

    subject: str
    relation: str
    object: str
    qualifiers: str


@dataclass(slots=True)
class Change:
    """What makes a projection equal to the ledger again, for the entities that were touched.

    Removals come first. A node in `nodes` replaces whatever the store has under its identifier, kind included, and
    keeps no property of it, but it keeps the edges at it. An edge in `edges` likewise. An edge is only ever given
    when both its ends stand in the store after the change.
    """

    remove_nodes: list[str] = field(default_factory=list)
    remove_edges: list[EdgeKey] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)


class Cypher(NamedTuple):
    """A statement in one dialect and its parameters. Data is only ever in the parameters."""

    text: str
    params: dict[str, Any]


class GraphStore(Protocol):
    """The least a store can do. All of it is safe to repeat."""

    url: str
    dialect_name: str  # a key of graph.cypher.DIALECTS

    def apply(self, change: Change, mark: int) -> None:
        """Make the change and set the mark, so that the mark is never ahead of the data. Raises StoreError."""

    def mark(self) -> int:
        """The ledger transaction that this store shows; 0 for an empty store."""

    def read(self, text: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Run a reading statement in a read-only session; rows as plain Python values. Raises StoreError."""

    def all_nodes(self) -> Iterator[Node]:
        """Every node, read back from the engine, in no order."""

    def all_edges(self) -> Iterator[Edge]:
        """Every edge, read back from the engine, in no order."""

    def get(self, ids: Sequence[str]) -> list[Node]:
        """The nodes of these identifiers that exist, in no order."""

    def close(self) -> None:
        """Let go of the connection."""


class Rebuilds(Protocol):
    """A store that can be built anew from nothing, and then takes the place of what was there in one step."""

    def rebuild(self, nodes: Iterable[Node], edges: Iterable[Edge], mark: int) -> None:
        """Build an empty target from all nodes and edges, set its mark, swap it in. Readers see old or new, whole."""
