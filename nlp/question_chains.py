"""Ways from one kind of thing to another through kinds in between: a country is in a region, which is part of Africa.

Only what is in something is in all that this is in, so that every step but one says that something is in another; the
one that does not is the relation that the words say. What so is said of a part holds of its whole ("continents where
the euro is used"), never the other way: not all that is spoken in a country is spoken in each of its cities. Of two
ways that are as short, neither is taken.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from labkin.graph import schema
from labkin.graph.profile import Profile

MOST_STEPS = 3
ABOUT_ONE = 1.1
_WITHIN = frozenset({"in", "of", "within", "inside", "across", "from"})
PLACED = frozenset({"in", "on", "at", "within", "inside"})
_HOLDING = frozenset({"includes", "contains", "comprises", "holds"})
Step = tuple[str, bool]  # a relation, and whether it is walked from its subject to its object
_INSIDE = re.compile(
    r"(?:(?:is|are|was|lies|sits|falls) )?(?:an? )?(?:(?:located|situated|based|contained|placed|housed|found|lying) )?"
    r"(?:in|within|inside|part of|subset of|division of|subdivision of|district of|section of|member of|belongs to)"
    r"(?: [a-z]+)?"
)
_HOLDS = re.compile(r"contains|comprises|(?:has|consists of) (?:an? )?(?:parts?|members?|sections?|divisions?)")


@dataclass(frozen=True, slots=True)
class Chain:
    """The steps from a thing to another, and the kinds in between, of which there is one less."""

    steps: tuple[Step, ...]
    between: tuple[str, ...]

    @property
    def back(self) -> Chain:
        """The same from the other end."""
        return Chain(tuple((relation, not forward) for relation, forward in reversed(self.steps)), self.between[::-1])


@dataclass(frozen=True)
class Chains:
    """The ways of one graph."""

    profile: Profile

    @cached_property
    def _wholes(self) -> dict[str, list[tuple[Step, str]]]:
        """For each kind the steps to the kinds of things that its things are in."""
        found: dict[str, list[tuple[Step, str]]] = defaultdict(list)
        for source, relation, target in self.profile.triples:
            if source != target and (is_inside(relation) or (relation, target) == ("participates", "Pathway")):
                found[source].append(((relation, True), target))
            elif source != target and _holds(relation):
                found[target].append(((relation, False), source))
        return found

    def inside(self, part: str, whole: str) -> Chain | None:
        """The way from things to what they are in, through at least one kind in between; None for none or several."""
        return _only(c for end, c in self._up(part, MOST_STEPS) if end == whole and c.between)

    def hub(self, source: str, target: str) -> Chain | None:
        """The one way through things of a third kind that have one of each; None for several.

        So directors have to do with studios: by the films of both. What has many of each says little of any two.
        """
        if source == target:
            return None
        found = [
            Chain((near, (far[0], not far[1])), (middle,))
            for near, middle in self._held_by.get(source, ())
            if middle != target
            for far, end in self._held_by.get(target, ())
            if end == middle
        ]
        return found[0] if len(found) == 1 else None

    @cached_property
    def _held_by(self) -> dict[str, list[tuple[Step, str]]]:
        """For each kind the steps to kinds of which every thing has about one of it at most.

        Only by relations of the graph's own: of those of the schema it is known what may be said in short.
        """
        found: dict[str, list[tuple[Step, str]]] = defaultdict(list)
        for (source, relation, target), count in self.profile.triples.items():
            if schema.relation(relation).known:
                continue
            if source != target and count <= ABOUT_ONE * self.profile.kinds.get(target, 0):
                found[source].append(((relation, True), target))
            if source != target and count <= ABOUT_ONE * self.profile.kinds.get(source, 0):
                found[target].append(((relation, False), source))
        return found

    def carried(self, source: str, relation: str, target: str) -> Chain | None:
        """The way by a relation that is said of parts of the one kind, or leads to parts of the other.

        None for none, or several.
        """
        return _only(self._carried(source, relation, target))

    def _carried(self, source: str, relation: str, target: str) -> Iterator[Chain]:
        for subject, name, object_ in self.profile.triples:
            if name != relation or subject == object_ or schema.relation(name).symmetric:
                continue
            said = Chain(((relation, True),), ())
            if subject == source and object_ != target:
                yield from (joined(said, object_, up) for up in self._to(object_, target))
            if object_ == target and subject != source:
                yield from (joined(up.back, subject, said) for up in self._to(subject, source))

    def _to(self, part: str, whole: str) -> list[Chain]:
        return [chain for end, chain in self._up(part, MOST_STEPS - 1) if end == whole]

    def _up(self, part: str, most: int) -> Iterator[tuple[str, Chain]]:
        """All that things of a kind are in, each with the way there."""
        for step, whole in self._wholes.get(part, ()):
            yield whole, Chain((step,), ())
            for end, more in self._up(whole, most - 1) if most > 1 else ():
                if part not in more.between and end != part:
                    yield end, joined(Chain((step,), ()), whole, more)


def joined(first: Chain, middle: str, second: Chain) -> Chain:
    """Two ways one after the other, which meet at a kind."""
    return Chain((*first.steps, *second.steps), (*first.between, middle, *second.between))


def _only(chains: Iterable[Chain]) -> Chain | None:
    """The shortest, if there is one that is."""
    found = sorted(chains, key=lambda chain: len(chain.steps))
    if not found or (len(found) > 1 and len(found[1].steps) == len(found[0].steps)):
        return None
    return found[0]


def is_inside(relation: str) -> bool:
    """Whether a relation says that something is in something, or part of it."""
    row = schema.relation(relation)
    return bool(_INSIDE.fullmatch(schema.readable(relation))) and (not row.known or relation == "part_of")


def says_within(relation: str, outward: bool, word: str) -> bool:
    """Whether a relation says what a preposition does: that one thing is in another, or holds it."""
    if word in _WITHIN and is_inside(relation):
        return True
    first = schema.readable(relation).split()[0]
    if word not in PLACED or schema.relation(relation).known:
        return False
    return first == word if outward else first in _HOLDING


def _holds(relation: str) -> bool:
    return bool(_HOLDS.fullmatch(schema.readable(relation))) and not schema.relation(relation).known
