"""The ancestors or descendants of a thing, level by level, honest about what was not walked."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from labkin.graph import schema
from labkin.graph.cypher import run
from labkin.graph.errors import NotFound
from labkin.graph.query import Column, EdgePattern, NodePattern, Query
from labkin.graph.store import Cypher, EdgeKey, GraphStore

Direction = Literal["up", "down"]
MAX_NODES = 50_000
MAX_SECONDS = 30.0
CHUNK = 2_000  # identifiers in one statement


@dataclass(frozen=True, slots=True)
class Step:
    """A node met, at its least distance from the root, which is at 0."""

    id: str
    kind: str
    name: str
    depth: int


@dataclass(frozen=True, slots=True)
class Lineage:
    """What was met. Nodes are ordered by depth, then name, then identifier, and each stands once, the root first.

    `complete` is False when a budget, or the depth that was asked for, left something out; `why_not` says which.
    """

    root: str
    direction: Direction
    nodes: tuple[Step, ...]
    edges: tuple[EdgeKey, ...]
    complete: bool
    why_not: str
    statement: Cypher  # that of the first level


def lineage(
    store: GraphStore,
    id: str,
    direction: Direction = "up",
    depth: int | None = None,
    relations: Sequence[str] = schema.LINEAGE,
    *,
    max_nodes: int = MAX_NODES,
    seconds: float = MAX_SECONDS,
) -> Lineage:
    """Walk from `id` up (what it depends on) or down (what depends on it), at most `depth` hops; None for no end.

    One statement for each level and 2,000 nodes of it, so that cycles end and no path is counted. Raises NotFound for
    an identifier that is not in the graph, StoreError.
    """
    rows, _ = run(store, _named((id,)))
    if not rows:
        raise NotFound(f"nothing in the graph has the identifier {id!r}: look it up by name with a search")
    walk = _Walk(store, direction, tuple(relations), max_nodes, time.monotonic() + seconds)
    walk.meet(rows[0], 0)
    return walk.go(id, depth)


@dataclass(slots=True)
class _Walk:
    store: GraphStore
    direction: Direction
    relations: tuple[str, ...]
    max_nodes: int
    deadline: float
    met: dict[str, Step] = field(default_factory=dict)
    edges: dict[EdgeKey, None] = field(default_factory=dict)
    statement: Cypher | None = None

    def meet(self, row: dict[str, Any], depth: int) -> None:
        self.met[row["id"]] = Step(row["id"], row["kind"] or "", str(row["name"] or row["id"]), depth)

    def go(self, root: str, depth: int | None) -> Lineage:
        level, frontier, why = 0, [root], ""
        while frontier and not why and (depth is None or level < depth):
            level += 1
            fresh: list[str] = []
            for row in self.rows(frontier):
                if isinstance(row, str):
                    why = row
                    break
                if row["id"] not in self.met:
                    if len(self.met) >= self.max_nodes:
                        why = f"the limit of {self.max_nodes} things was reached, at depth {level}"
                        break
                    self.meet(row, level)
                    fresh.append(row["id"])
                self.edges[EdgeKey(row["subject"], row["relation"], row["object"], row["qualifiers"] or "")] = None
            frontier = fresh
        if frontier and not why:
            why = self.beyond(frontier, level)
        nodes = tuple(sorted(self.met.values(), key=lambda s: (s.depth, s.name.casefold(), s.id)))
        statement = self.statement or Cypher("", {})
        return Lineage(root, self.direction, nodes, tuple(sorted(self.edges)), not why, why, statement)

    def beyond(self, frontier: list[str], depth: int) -> str:
        """Why a walk that the asked depth ended is not the whole; empty when nothing lies beyond."""
        further = set()
        for row in self.rows(frontier):
            if isinstance(row, str):
                return row
            if row["id"] not in self.met:
                further.add(row["id"])
        if not further:
            return ""
        return f"the walk ended at the depth of {depth} that was asked for; {len(further)} more lie next"

    def rows(self, frontier: list[str]) -> Iterator[dict[str, Any] | str]:
        """The edges at these nodes and where they lead; a text, last, when the time is over."""
        for start in range(0, len(frontier), CHUNK):
            if time.monotonic() > self.deadline:
                yield f"the time for the walk was over, with {len(self.met)} things met"
                return
            rows, statement = run(self.store, self.level(frontier[start : start + CHUNK]))
            self.statement = self.statement or statement
            yield from rows

    def level(self, ids: list[str]) -> Query:
        ends = ("a", "b") if self.direction == "up" else ("b", "a")
        return Query(
            (NodePattern("a", ids=tuple(ids)), NodePattern("b")),
            (EdgePattern(*ends, self.relations, "r"),),
            columns=(
                *_columns("b"),
                Column("subject", ends[0]),
                Column("relation", "r", "relation"),
                Column("object", ends[1]),
                Column("qualifiers", "r", "qualifiers"),
            ),
        )


def _named(ids: tuple[str, ...]) -> Query:
    return Query((NodePattern("a", ids=ids),), columns=_columns("a"))


def _columns(var: str) -> tuple[Column, ...]:
    return Column("id", var), Column("kind", var, "kind"), Column("name", var, "prop", "name")
