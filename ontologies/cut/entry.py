"""A term in the making."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from labkin.ontologies.names import normal
from labkin.ontologies.rows import Term

_LONGEST = 90  # characters: longer "names" are systematic ones that no text repeats


@dataclass(slots=True)
class Entry:
    """What sources have said about one concept so far, in the order they said it."""

    curie: str
    kind: str
    name: str
    synonyms: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    xrefs: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The preferred name, then the synonyms."""
        return [self.name, *self.synonyms]

    def finished(self, parents: dict[str, str] | None = None) -> Term:
        """The term, tidied. `parents` maps identifiers to those of the terms they went into."""
        moved = parents or {}
        xrefs = _once(self.xrefs, {self.curie})
        above = [moved.get(parent, parent) for parent in self.parents]
        return Term(
            curie=self.curie,
            kind=self.kind,
            name=_tidy(self.name),
            synonyms=synonyms_of(self.name, self.synonyms),
            parents=_once(above, {self.curie}),
            xrefs=xrefs,
            related=_once(self.related, {self.curie, *xrefs}),
        )


def synonyms_of(name: str, synonyms: Iterable[str]) -> tuple[str, ...]:
    """The synonyms that say something new: one per normal form, no inverted form of another ("pressure, high")."""
    kept: dict[str, str] = {}
    for synonym in map(_tidy, synonyms):
        form = normal(synonym)
        if form and len(synonym) <= _LONGEST:
            kept.setdefault(form, synonym)
    kept.pop(normal(name), None)
    forms = {normal(name), *kept}
    return tuple(text for form, text in kept.items() if not _inverted(text, forms - {form}))


def _inverted(text: str, forms: set[str]) -> bool:
    head, comma, tail = text.partition(", ")
    if not comma:
        return False
    return normal(f"{tail} {head}") in forms or normal(f"{' '.join(reversed(text.split(', ')))}") in forms


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _once(items: Iterable[str], without: set[str]) -> tuple[str, ...]:
    return tuple(item for item in dict.fromkeys(items) if item and item not in without)
