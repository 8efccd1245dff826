"""How two things hang together: the shortest paths between them, the telling ones first, and what things share.

A `PathQuery` and a `SharedQuery` are requests like `Query`: frozen, sayable in English, without a way to say a write.
The search goes from both ends by sets of neighbours, a few statements for each step, things with many neighbours last.
What it may look at is counted in edges, not in seconds, so that the same question has the same answer on any machine.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from labkin.graph.cypher import run
from labkin.graph.paths_asked import MOST_STEPS, PathQuery, SharedQuery, but_texts
from labkin.graph.profile import Profile
from labkin.graph.query import Column, Compare, EdgePattern, NodePattern, Query
from labkin.graph.store import Cypher, EdgeKey, GraphStore

MOST_EDGES = 12_000  # that one search may look at, beside those at the two ends
SMALL = 50_000  # edges of a graph in which all edges of a thing may be counted
HUB = 300  # edges: in a larger graph it is only asked of a thing whether it has more
CHUNK = 200  # things in one statement
FEW = 20  # of those whose edges are counted against the budget
MOST_MET = 24  # things at one distance through which paths are drawn
MOST_ASKED = 32  # things of which it is asked how many edges they have
MORE_MET = 3.0  # what is met has that many times the edges of a usual thing of its kind: the more it has, the likelier
MOST_DRAWN = 5_000  # paths that are ranked
USUAL = 30.0  # edges at a thing of a kind of which nothing is known
NEARLY_ALL = 0.5  # of the things of a kind: what so many lead to says nothing of two of them
LEAST_KIND = 20  # things of a kind of which a share says anything

__all__ = ["MOST_STEPS", "Met", "Path", "PathQuery", "Paths", "Shared", "SharedQuery", "but_texts", "find_paths",
           "find_shared", "usual_degrees"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Met:
    """A thing on a path or shared."""

    id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Path:
    """Things one after another, and the edges of each step. `telling` is 1 where none between has another edge.

    It is the product, over the things between, of 1 / (1 + ln of the number of their edges beyond the two needed).
    """

    things: tuple[Met, ...]
    steps: tuple[tuple[EdgeKey, ...], ...]
    telling: float


@dataclass(frozen=True, slots=True)
class Paths:
    """The paths shown, all of `length` steps; 0 where there are none. `why_not` says what `complete` lacks."""

    paths: tuple[Path, ...]
    length: int
    complete: bool
    why_not: str
    statement: Cypher  # the first that ran


@dataclass(frozen=True, slots=True)
class Shared:
    """What is shared, by kind, name and identifier, and the edges at each, in the order of the ends."""

    things: tuple[Met, ...]
    edges: Mapping[str, tuple[tuple[EdgeKey, ...], ...]]
    statement: Cypher


def usual_degrees(profile: Profile) -> dict[str, float]:
    """How many edges a thing of each kind has on average."""
    ends = dict.fromkeys(profile.kinds, 0)
    for (subject, _, target), count in profile.triples.items():
        for kind in (subject, target):
            ends[kind] = ends.get(kind, 0) + count
    return {kind: ends[kind] / count for kind, count in profile.kinds.items() if count}


def find_paths(
    store: GraphStore, query: PathQuery, profile: Profile | None = None, max_edges: int = MOST_EDGES
) -> Paths:
    """Search from both ends, at most `max_edges` edges beyond those at the ends. Raises StoreError.

    `profile` says of which kinds the things have many edges. With it, paths through what at least half the things of
    a kind lead to (the species of all genes) are given only where there are no others.
    """
    return _Search(store, query, profile or Profile(), max_edges).go()


def find_shared(store: GraphStore, query: SharedQuery) -> Shared:
    """What the ends share; all of it, in order. Raises StoreError."""
    walker = _Walker(store, query.relations)
    common: set[str] | None = None
    for ids in query.ends:
        met = set(walker.around(ids, query.kinds)[0])
        common = met if common is None else common & met
    wanted = sorted((common or set()) - {id for ids in query.ends for id in ids})
    edges: dict[str, list[set[EdgeKey]]] = {id: [set() for _ in query.ends] for id in wanted}
    for number, ids in enumerate(query.ends):
        for one, _, key in walker.between(wanted, ids, turned=True):
            edges[one][number].add(key)
    things = sorted(walker.met(wanted).values(), key=lambda m: (m.kind, m.name.casefold(), m.id))
    kept = {id: tuple(tuple(sorted(keys)) for keys in of) for id, of in edges.items()}
    return Shared(tuple(things), kept, walker.statement or Cypher("", {}))


@dataclass(slots=True)
class _Walker:
    """The statements of a search, each over few identifiers."""

    store: GraphStore
    relations: tuple[str, ...] = ()
    statement: Cypher | None = None

    def edge(self, var: str = "") -> EdgePattern:
        return EdgePattern("a", "b", self.relations, var, either=True)

    def rows(self, query: Query) -> list[dict[str, Any]]:
        rows, statement = run(self.store, query)
        self.statement = self.statement or statement
        return rows

    def around(self, ids: Sequence[str], kinds: tuple[str, ...] = ()) -> tuple[dict[str, str], int]:
        """The neighbours, each with its kind, and how many edges lead to them. Sets: rows would take ten times as
        long to come over."""
        columns = (
            Column("kind", "b", "kind"),
            Column("ids", "b", agg="collect", distinct=True),
            Column("edges", what="row", agg="count"),
        )
        nodes = NodePattern("a", ids=tuple(ids)), NodePattern("b", kinds)
        rows = self.rows(Query(nodes, (self.edge(),), columns=columns))
        return {id: row["kind"] or "" for row in rows for id in row["ids"]}, sum(row["edges"] for row in rows)

    def beyond(self, id: str, number: int) -> bool:
        """Whether a thing has more edges than that; the engine need look at no more."""
        nodes = NodePattern("a", ids=(id,)), NodePattern("b")
        asked = Query(nodes, (self.edge(),), columns=(Column("id", "b"),), offset=number, limit=1)
        return bool(self.rows(asked))

    def degrees(self, ids: Sequence[str]) -> dict[str, dict[str, int]]:
        """How many neighbours of each kind."""
        columns = Column("id", "a"), Column("kind", "b", "kind"), Column("others", "b", agg="count", distinct=True)
        found: dict[str, dict[str, int]] = {}
        for part in _chunks(ids):
            nodes = NodePattern("a", ids=tuple(part)), NodePattern("b")
            for row in self.rows(Query(nodes, (self.edge(),), columns=columns)):
                found.setdefault(row["id"], {})[row["kind"] or ""] = row["others"]
        return found

    def between(
        self, some: Sequence[str], others: Sequence[str], turned: bool = False
    ) -> Iterable[tuple[str, str, EdgeKey]]:
        """The edges that join one of some with one of others, from the former's side. `turned` walks the other way."""
        columns = (
            Column("one", "a"),
            Column("other", "b"),
            *(Column(what, "r", what) for what in ("subject", "relation", "object", "qualifiers")),
        )
        starts, ends = (others, some) if turned else (some, others)
        for part in _chunks(starts):
            # The far ends are a condition: as nodes with identifiers, engines pair each of them with each start first.
            nodes, far = (NodePattern("a", ids=tuple(part)), NodePattern("b")), Compare("b", "id", "in", tuple(ends))
            for row in self.rows(Query(nodes, (self.edge("r"),), far, columns)) if ends else ():
                one, other = (row["other"], row["one"]) if turned else (row["one"], row["other"])
                key = EdgeKey(row["subject"], row["relation"], row["object"], row["qualifiers"] or "")
                yield one, other, key

    def met(self, ids: Sequence[str]) -> dict[str, Met]:
        columns = Column("id", "a"), Column("kind", "a", "kind"), Column("name", "a", "prop", "name")
        found: dict[str, Met] = {}
        for part in _chunks(ids):
            for row in self.rows(Query((NodePattern("a", ids=tuple(part)),), columns=columns)):
                found[row["id"]] = Met(row["id"], row["kind"] or "", str(row["name"] or row["id"]))
        return found


@dataclass(slots=True)
class _Side:
    """What was met from one end: the kinds of things by distance, and of all."""

    levels: list[dict[str, str]]
    seen: set[str]
    whole: bool = True  # nothing of a level was left out


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Paths from end to end, the edges of their steps, and whether these are all paths of their length."""

    paths: list[tuple[str, ...]]
    edges: Mapping[tuple[str, str], set[EdgeKey]]
    whole: bool


@dataclass(slots=True)
class _Search:
    store: GraphStore
    query: PathQuery
    profile: Profile
    left: int  # edges that may yet be looked at
    walker: _Walker = field(init=False)
    usual: Mapping[str, float] = field(init=False)
    small: bool = field(init=False)
    kinds: dict[str, str] = field(default_factory=dict)
    known: dict[str, float] = field(default_factory=dict)  # neighbours of things between, counted or usual
    counted: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.walker = _Walker(self.store, self.query.relations)
        self.usual = usual_degrees(self.profile)
        self.small = sum(self.profile.triples.values()) <= SMALL

    def go(self) -> Paths:
        ends = self.query.source, self.query.target
        self.kinds |= {met.id: met.kind for met in self.walker.met([id for ids in ends for id in ids]).values()}
        sides = tuple(_Side([{id: self.kinds.get(id, "") for id in ids}], set(ids)) for ids in ends)
        direct: dict[tuple[str, str], set[EdgeKey]] = {}
        turned = self.cost(sides[0]) > self.cost(sides[1])
        for one, other, key in self.walker.between(*ends, turned) if not self.query.through else ():
            direct.setdefault((one, other), set()).add(key)
        if direct:
            return self.shown(_Drawn(sorted(direct), direct, True), 1)
        plain: Paths | None = None  # only through what nearly all lead to
        for length in range(2, self.query.most + 1):
            while sum(len(side.levels) - 1 for side in sides) < length:
                self.expand(min(sides, key=self.cost))
            meeting = sides[0].levels[-1].keys() & sides[1].levels[-1].keys()
            drawn = self.draw(sides, meeting) if meeting else _Drawn([], {}, True)
            special = replace(drawn, paths=[path for path in drawn.paths if not self.says_nothing(path)])
            if special.paths:
                return self.shown(special, length)
            if drawn.paths:
                plain = plain or self.shown(drawn, length)
        whole = all(side.whole for side in sides)
        why = "" if whole else self.cut()
        return plain or Paths((), 0, whole, why, self.walker.statement or Cypher("", {}))

    def cut(self) -> str:
        return "of the things with the most edges not all were looked at, so there may be more paths"

    def says_nothing(self, path: tuple[str, ...]) -> bool:
        """Whether the path leads through what nearly all things of a kind lead to."""
        between = zip(path[1:-1], path, path[2:], strict=False)
        return any(self.leading(id, self.kinds[one]) >= NEARLY_ALL for id, *near in between for one in near)

    def leading(self, id: str, kind: str) -> float:
        """What share of the things of a kind has an edge to this one; where it was not counted, the usual share."""
        count = self.profile.kinds.get(kind, 0)
        if count < LEAST_KIND:
            return 0.0
        if id in self.counted:
            return self.counted[id].get(kind, 0) / count
        own = self.kinds[id]
        edges = sum(n for (a, _, b), n in self.profile.triples.items() if {a, b} == {own, kind})
        return edges / count / max(1, self.profile.kinds.get(own, 0))

    def guess(self, kind: str) -> float:
        return self.usual.get(kind, USUAL)

    def cost(self, side: _Side) -> tuple[bool, float]:
        """Each end is looked around first, so that the sides meet between the ends."""
        return len(side.levels) > 1, sum(map(self.guess, side.levels[-1].values()))

    def expand(self, side: _Side) -> None:
        """One step on from a side; what is likely to have the most edges comes last, or not at all."""
        frontier = sorted(side.levels[-1], key=lambda id: (self.guess(side.levels[-1][id]), id))
        fresh: dict[str, str] = {}
        for part in _chunks(frontier, FEW):
            if len(side.levels) > 1 and sum(self.guess(side.levels[-1][id]) for id in part) * MORE_MET > self.left:
                side.whole = False
                break
            met, edges = self.walker.around(part, self.query.through)
            fresh |= {id: kind for id, kind in met.items() if id not in side.seen}
            if len(side.levels) > 1:
                self.left -= edges
        side.seen |= fresh.keys()
        side.levels.append(fresh)

    # -- paths from what was met -------------------------------------------------------------------------------------

    def draw(self, sides: tuple[_Side, ...], meeting: Iterable[str]) -> _Drawn:
        """The paths through where the two sides met."""
        kinds = sides[0].levels[-1]
        best, whole = self.best({id: kinds[id] for id in meeting})
        edges: dict[tuple[str, str], set[EdgeKey]] = {}
        halves: list[list[tuple[str, ...]]] = []
        for side in sides:
            level = best
            paths: list[tuple[str, ...]] = [(id,) for id in best]
            for distance in range(len(side.levels) - 2, -1, -1):
                nearer = side.levels[distance]
                links: dict[str, set[str]] = {}
                turned = self.work({id: self.kinds[id] for id in level}) > self.work(nearer)
                for one, other, key in self.walker.between(level, sorted(nearer), turned):
                    links.setdefault(one, set()).add(other)
                    edges.setdefault((one, other), set()).add(key)
                kept = {id: nearer[id] for of in links.values() for id in of}
                level, all_here = self.best(kept) if distance else (sorted(kept), True)
                paths = _longer(paths, links, level)
                whole &= all_here and side.whole and len(paths) < MOST_DRAWN
            halves.append(paths)
        back: dict[str, list[tuple[str, ...]]] = {}
        for path in halves[1]:
            back.setdefault(path[0], []).append(path)
        drawn = [(*reversed(one), *other[1:]) for one in halves[0] for other in back.get(one[0], ())]
        return _Drawn([path for path in drawn if len(set(path)) == len(path)], edges, whole)

    def work(self, things: Mapping[str, str]) -> float:
        """How many edges lie at things, as far as is known."""
        return sum(
            self.known[id] if id in self.counted else max(self.guess(kind) * MORE_MET, HUB * (id in self.known) * 10)
            for id, kind in things.items()
        )

    def best(self, things: Mapping[str, str]) -> tuple[list[str], bool]:
        """The things with the fewest neighbours, and whether they are all."""
        self.kinds |= things
        wanted = sorted((id for id in things if id not in self.known), key=lambda id: (self.guess(things[id]), id))
        self.known |= {id: max(self.guess(things[id]), HUB) for id in wanted}
        few = [id for id in wanted[:MOST_ASKED] if self.small or not self.walker.beyond(id, HUB)]
        fresh = self.walker.degrees(few)
        self.counted |= fresh
        self.known |= {id: float(sum(of.values())) for id, of in fresh.items()}
        ordered = sorted(things, key=lambda id: (self.known[id], id))
        return ordered[:MOST_MET], len(ordered) <= MOST_MET

    def shown(self, drawn: _Drawn, length: int) -> Paths:
        first = sorted(drawn.paths, key=lambda path: (-self.telling(path), path))[: self.query.shown]
        names = self.walker.met(sorted({id for path in first for id in path}))
        paths = []
        for path in first:
            keys = (drawn.edges.get((a, b), set()) | drawn.edges.get((b, a), set()) for a, b in pairwise(path))
            steps = tuple(tuple(sorted(of)) for of in keys)
            paths.append(Path(tuple(names[id] for id in path), steps, self.telling(path)))
        why = "" if drawn.whole else "there may be more paths of that length"
        if len(drawn.paths) > len(first):
            many = f"{'' if drawn.whole else 'at least '}{len(drawn.paths):,}"
            why = f"there are {many} paths of that length, of which the {len(first)} most telling are given"
        return Paths(tuple(paths), length, not why, why, self.walker.statement or Cypher("", {}))

    def telling(self, path: tuple[str, ...]) -> float:
        between = (1 + math.log(max(1.0, self.known.get(id, USUAL) - 1)) for id in path[1:-1])
        return round(1 / math.prod(between), 6)


def _longer(paths: list[tuple[str, ...]], links: Mapping[str, set[str]], level: Iterable[str]) -> list[tuple[str, ...]]:
    """The paths, each one step longer in every way that stays on the level."""
    there = set(level)
    return [(*path, id) for path in paths for id in sorted(links.get(path[-1], ())) if id in there][:MOST_DRAWN]


def _chunks(ids: Sequence[str], size: int = CHUNK) -> Iterable[Sequence[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
