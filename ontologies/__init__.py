"""Vocabularies as data: genes, diseases, chemicals, cell types and more, shipped as compact tables.

Nothing is read before it is asked for; one look-up opens one or two blocks of 64 KiB. Identifiers are understood in
their usual spellings (`labkin.ontologies.curies.canonical`), names in a normal form (`labkin.ontologies.names.normal`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from labkin.ontologies.catalog import Vocabulary
from labkin.ontologies.curies import canonical
from labkin.ontologies.library import Library
from labkin.ontologies.names import normal
from labkin.ontologies.rows import Term

__all__ = [
    "Library",
    "Term",
    "Vocabulary",
    "ancestors",
    "bearers",
    "canonical",
    "children",
    "descendants",
    "find",
    "normal",
    "resolve",
    "shipped",
    "term",
    "terms",
    "vocabularies",
]


@cache
def shipped() -> Library:
    """The library that comes with Labkin."""
    return Library(Path(__file__).parent / "tables")


def vocabularies() -> dict[str, Vocabulary]:
    """The shipped vocabularies by name, in order of preference. Also to be had as `VOCABULARIES`."""
    return shipped().vocabularies


def term(curie: str) -> Term | None:
    """The term that is this concept: by its own identifier or an exact cross-reference, in any usual spelling.

    Where a disease and a phenotype share the reference, the disease: vocabularies come in order of preference.
    """
    return shipped().term(curie)


def resolve(curie: str) -> Term | None:
    """As `term`; where no term is exactly this concept, the first that the identifier is related to."""
    return shipped().resolve(curie)


def bearers(curie: str) -> list[Term]:
    """Every term with this identifier: its own first, then exact cross-references, then related ones."""
    return shipped().bearers(curie)


def terms(vocabulary: str) -> Iterator[Term]:
    """All terms of a vocabulary, by identifier. Raises KeyError for a name that is none."""
    return shipped().terms(vocabulary)


def find(name: str, kind: str | None = None) -> list[Term]:
    """The terms called this (case, hyphens, Greek letters, plain plurals folded), preferred names first."""
    return shipped().find(name, kind)


def children(curie: str) -> list[Term]:
    """The terms one step below in the same vocabulary."""
    return shipped().children(curie)


def descendants(curie: str) -> list[Term]:
    """All terms below in the same vocabulary, level after level, without the term itself."""
    return shipped().descendants(curie)


def ancestors(curie: str) -> list[Term]:
    """All terms above, nearest first, without the term itself."""
    return shipped().ancestors(curie)


def __getattr__(name: str) -> dict[str, Vocabulary]:
    if name == "VOCABULARIES":
        return vocabularies()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
