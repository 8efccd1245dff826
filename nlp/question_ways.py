"""Ways between two kinds of things that have to do with each other through others: songs, albums and their artists.

Where each thing of a kind has about one of the next kind, what is said of the one may be said in short of the other:
an artist's songs are those of the artist's albums. Of two ways that are as short, neither is taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from labkin.graph import schema
from labkin.graph.profile import Profile
from labkin.nlp.question_chains import ABOUT_ONE, Chain, Step, joined

MOST_STEPS = 3


@dataclass(frozen=True)
class Ways:
    """The ways of one graph, by relations of its own alone: of those of the schema it is known what may be left out."""

    profile: Profile

    @cached_property
    def _to_one(self) -> dict[str, list[tuple[Step, str]]]:
        """For each kind the steps to kinds of which each of its things has about one at most."""
        found: dict[str, list[tuple[Step, str]]] = defaultdict(list)
        for source, step, target, count in self._steps():
            if count <= ABOUT_ONE * self.profile.kinds.get(source, 0):
                found[source].append((step, target))
        return found

    @cached_property
    def _to_many(self) -> dict[str, list[tuple[Step, str]]]:
        """For each kind the steps to kinds of which its things have several, and these several of it."""
        found: dict[str, list[tuple[Step, str]]] = defaultdict(list)
        for source, step, target, count in self._steps():
            if count > ABOUT_ONE * max(self.profile.kinds.get(source, 0), self.profile.kinds.get(target, 0)):
                found[source].append((step, target))
        return found

    def _steps(self) -> Iterator[tuple[str, Step, str, int]]:
        """Those between kinds that only one relation joins: of several it is not known which is meant."""
        pairs = Counter(frozenset((source, target)) for source, _, target in self.profile.triples)
        for (source, relation, target), count in sorted(self.profile.triples.items()):
            if source != target and pairs[frozenset((source, target))] == 1 and not schema.relation(relation).known:
                yield source, (relation, True), target, count
                yield target, (relation, False), source, count

    def between(self, source: str, target: str) -> Chain | None:
        """The one shortest way that goes through things which have one of each; None for none, or several.

        One of the two may have many of these, and they many of it: the artists on a list of songs.
        """
        if source == target:
            return None
        found = self._plain(source, target) or self._shared(source, target)
        least = min((len(chain.steps) for chain in found), default=0)
        shortest = [chain for chain in found if len(chain.steps) == least]
        return shortest[0] if len(shortest) == 1 else None

    def leading(self, kind: str, end: str) -> Chain | None:
        """The one shortest way from a kind to another of which each of its things has about one; None for none."""
        if kind == end:
            return None
        found = [chain for chain in self._leading(kind, end) if chain is not None]
        least = min((len(chain.steps) for chain in found), default=0)
        shortest = [chain for chain in found if len(chain.steps) == least]
        return shortest[0] if len(shortest) == 1 else None

    def _plain(self, source: str, target: str) -> list[Chain]:
        """Through a kind, which may be one of the two, that leads to each of them by steps to one."""
        found: dict[Chain, None] = {}
        for middle in self.profile.kinds:
            for near, far in product(self._leading(middle, source), self._leading(middle, target)):
                if middle == source and far is not None:
                    found[far] = None
                elif middle == target and near is not None:
                    found[near.back] = None
                elif near is not None and far is not None and not _meet(near, far):
                    found[joined(near.back, middle, far)] = None
        return [chain for chain in found if 1 < len(chain.steps) <= MOST_STEPS]

    def _shared(self, source: str, target: str) -> list[Chain]:
        """From one end to many, of which each leads to the other end by steps to one."""
        found: dict[Chain, None] = {}
        for start, end in ((source, target), (target, source)):
            for step, middle in self._to_many.get(start, ()):
                for rest in self._leading(middle, end):
                    if rest is not None and start not in rest.between:
                        whole = joined(Chain((step,), ()), middle, rest)
                        found[whole if start == source else whole.back] = None
        return [chain for chain in found if len(chain.steps) <= MOST_STEPS]

    def _leading(self, kind: str, end: str) -> list[Chain | None]:
        """The ways from a kind to another by steps to one; None alone from a kind to itself."""
        return [None] if kind == end else list(self._from(kind, end, (kind,)))

    def _from(self, kind: str, end: str, seen: tuple[str, ...]) -> Iterator[Chain]:
        for step, target in self._to_one.get(kind, ()):
            if target == end:
                yield Chain((step,), ())
            elif target not in seen and len(seen) < MOST_STEPS:
                for rest in self._from(target, end, (*seen, target)):
                    yield joined(Chain((step,), ()), target, rest)


def _meet(near: Chain, far: Chain) -> bool:
    return bool({step[0] for step in near.steps} & {step[0] for step in far.steps}) or bool(
        set(near.between) & set(far.between)
    )
