"""How two things hang together: the shortest paths between them, the telling ones first, and what things share.

A `PathQuery` and a `SharedQuery` are requests like `Query`: frozen, sayable in English, without a way to say a write.
The search goes from both ends by sets of neighbours, a few statements for each step, things with many neighbours last.
What it may look at is counted in edges, not in seconds, so that the same question has the same answer on any machine.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Any

from labkin.graph import schema
from labkin.graph.cypher import run
from labkin.graph.profile import Profile
from labkin.graph.query import BadQuery, Column, EdgePattern, NodePattern, Query
from labkin.graph.store import Cypher, EdgeKey, GraphStore

MOST_STEPS = 4
MOST_SHOWN = 10
MOST_EDGES = 40_000  # that one search may look at, beside those at the two ends
MOST_COUNTED = 10_000  # edges that may be counted to tell how special the things between are
CHUNK = 200  # things in one statement
MOST_MET = 60  # things at one distance through which paths are drawn
MOST_DRAWN = 5_000  # paths that are ranked
USUAL = 30.0  # edges at a thing of a kind of which nothing is known
NEARLY_ALL = 0.5  # of the things of a kind: what so many lead to says nothing of two of them
LEAST_KIND = 20  # things of a kind of which a share says anything
TEXTUAL = ("describes", "mentions")  # what is written about things, not what they are


@dataclass(frozen=True, slots=True)
class PathQuery:
    """The shortest paths from one of `source` to one of `target`, at most `most` steps long, `shown` of them.

    An edge may be walked either way; of `relations`, or of any when empty. With `through`, something lies between, and
    all of it is of these kinds. Raises BadQuery, when made, if it does not hold together.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    through: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    most: int = MOST_STEPS
    shown: int = MOST_SHOWN

    def __post_init__(self) -> None:
        _check_ends((self.source, self.target), (*self.through, *self.relations))
        if not 1 <= self.most <= MOST_STEPS or self.shown < 1:
            raise BadQuery(f"a path is asked for with 1 to {MOST_STEPS} steps, and at least one is shown")

    def to_json(self) -> dict[str, Any]:
        """The request as lists, mappings and scalars."""
        return {"paths": {key: _listed(value) for key, value in asdict(self).items()}}

    def english(self, names: Mapping[str, str]) -> str:
        """The request in words, with the names of identifiers where there are any."""
        ends = " and ".join(_called(ids, names) for ids in (self.source, self.target))
        through = f", through {_kinds(self.through)} only" if self.through else ""
        return f"the shortest paths of up to {self.most} steps between {ends}{through}{_but_texts(self.relations)}"


@dataclass(frozen=True, slots=True)
class SharedQuery:
    """What has an edge to one of each of `ends`, in whichever direction; of these kinds and relations, or of any."""

    ends: tuple[tuple[str, ...], ...]
    kinds: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_ends(self.ends, (*self.kinds, *self.relations))

    def to_json(self) -> dict[str, Any]:
        """The request as lists, mappings and scalars."""
        return {"shared": {key: _listed(value) for key, value in asdict(self).items()}}

    def english(self, names: Mapping[str, str]) -> str:
        """The request in words, with the names of identifiers where there are any."""
        called = [_called(ids, names) for ids in self.ends]
        ends = f"{', '.join(called[:-1])} and {called[-1]}"
        return f"{_kinds(self.kinds)} with an edge to each of {ends}{_but_texts(self.relations)}"


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


def but_texts(profile: Profile) -> tuple[str, ...]:
    """The relations of a graph but those from texts to what they are about; none where it has no such."""
    here = sorted({relation for _, relation, _ in profile.triples})
    return tuple(name for name in here if name not in TEXTUAL) if set(TEXTUAL) & set(here) else ()


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
        for one, _, key in walker.between(wanted, ids):
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

    def degrees(self, ids: Sequence[str]) -> dict[str, dict[str, int]]:
        """How many neighbours of each kind."""
        columns = Column("id", "a"), Column("kind", "b", "kind"), Column("others", "b", agg="count", distinct=True)
        found: dict[str, dict[str, int]] = {}
        for part in _chunks(ids):
            nodes = NodePattern("a", ids=tuple(part)), NodePattern("b")
            for row in self.rows(Query(nodes, (self.edge(),), columns=columns)):
                found.setdefault(row["id"], {})[row["kind"] or ""] = row["others"]
        return found

    def between(self, some: Sequence[str], others: Sequence[str]) -> Iterable[tuple[str, str, EdgeKey]]:
        """The edges that join one of some with one of others, from the former's side."""
        columns = (
            Column("one", "a"),
            Column("other", "b"),
            *(Column(what, "r", what) for what in ("subject", "relation", "object", "qualifiers")),
        )
        for part in _chunks(some):
            nodes = NodePattern("a", ids=tuple(part)), NodePattern("b", ids=tuple(others))
            for row in self.rows(Query(nodes, (self.edge("r"),), columns=columns)):
                key = EdgeKey(row["subject"], row["relation"], row["object"], row["qualifiers"] or "")
                yield row["one"], row["other"], key

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
    kinds: dict[str, str] = field(default_factory=dict)
    known: dict[str, float] = field(default_factory=dict)  # neighbours of things between, counted or usual
    counted: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.walker = _Walker(self.store, self.query.relations)
        self.usual = usual_degrees(self.profile)

    def go(self) -> Paths:
        ends = self.query.source, self.query.target
        direct: dict[tuple[str, str], set[EdgeKey]] = {}
        for one, other, key in self.walker.between(*ends) if not self.query.through else ():
            direct.setdefault((one, other), set()).add(key)
        if direct:
            return self.shown(_Drawn(sorted(direct), direct, True), 1)
        self.kinds |= {met.id: met.kind for met in self.walker.met([id for ids in ends for id in ids]).values()}
        sides = tuple(_Side([dict.fromkeys(ids, "")], set(ids)) for ids in ends)
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
        return any(
            self.counted.get(id, {}).get(kind, 0) >= NEARLY_ALL * count
            for id, *near in zip(path[1:-1], path, path[2:], strict=False)
            for kind in {self.kinds[one] for one in near}
            if (count := self.profile.kinds.get(kind, 0)) >= LEAST_KIND
        )

    def guess(self, kind: str) -> float:
        return self.usual.get(kind, USUAL)

    def cost(self, side: _Side) -> tuple[bool, float]:
        """Each end is looked around first, so that the sides meet between the ends."""
        return len(side.levels) > 1, sum(map(self.guess, side.levels[-1].values()))

    def expand(self, side: _Side) -> None:
        """One step on from a side; what is likely to have the most edges comes last, or not at all."""
        frontier = sorted(side.levels[-1], key=lambda id: (self.guess(side.levels[-1][id]), id))
        fresh: dict[str, str] = {}
        for part in _chunks(frontier):
            if len(side.levels) > 1 and self.guess(side.levels[-1][part[0]]) > self.left:
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
                for one, other, key in self.walker.between(level, sorted(nearer)):
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

    def best(self, things: Mapping[str, str]) -> tuple[list[str], bool]:
        """The things with the fewest neighbours, and whether they are all."""
        self.kinds |= things
        wanted = sorted((id for id in things if id not in self.known), key=lambda id: (self.guess(things[id]), id))
        counted, spent = list[str](), 0.0
        for id in wanted:
            spent += self.guess(things[id])
            if spent > MOST_COUNTED:
                break
            counted.append(id)
        fresh = self.walker.degrees(counted)
        self.counted |= fresh
        self.known |= {id: self.guess(things[id]) for id in wanted}
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


def _chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _check_ends(ends: tuple[tuple[str, ...], ...], kinds: tuple[str, ...]) -> None:
    if len(ends) < 2 or not all(ends):
        raise BadQuery("what lies between things is asked for with two of them or more")
    given = [id for ids in ends for id in ids]
    if len(set(given)) < len(given):
        raise BadQuery("what lies between things is asked for with different ones")
    if not all(isinstance(name, str) and name for name in (*given, *kinds)):
        raise BadQuery("an identifier and a kind are texts that are not empty")


def _listed(value: Any) -> Any:
    return [_listed(item) for item in value] if isinstance(value, tuple) else value


def _but_texts(relations: tuple[str, ...]) -> str:
    if not relations:
        return ""
    if set(relations) & set(TEXTUAL):
        return f", by {' or '.join(map(repr, relations))}"
    return ", other than by texts that describe or mention them"


def _called(ids: tuple[str, ...], names: Mapping[str, str]) -> str:
    return " or ".join(f"{names[id]} ({id})" if names.get(id, id) != id else id for id in ids)


def _kinds(kinds: tuple[str, ...]) -> str:
    return " or ".join(schema.kind(kind).plural for kind in kinds) or "things"
