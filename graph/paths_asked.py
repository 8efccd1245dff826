"""What is asked about how things hang together, as frozen values that say themselves, and cannot say a write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from labkin.graph import schema
from labkin.graph.profile import Profile
from labkin.graph.query import BadQuery

MOST_STEPS = 4
MOST_SHOWN = 10
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


def but_texts(profile: Profile) -> tuple[str, ...]:
    """The relations of a graph but those from texts to what they are about; none where it has no such."""
    here = sorted({relation for _, relation, _ in profile.triples})
    return tuple(name for name in here if name not in TEXTUAL) if set(TEXTUAL) & set(here) else ()


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
