"""What a keyword index can do. Callers speak in entries and requests; the adapter speaks its engine's language.

The index is a projection of the ledger: it holds one entry per node, shows one transaction (its mark), and can be
built anew at any time. Who may see an entry is decided inside the engine's query, so that counts, facets and
suggestions never tell of an entry that the viewer may not see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from labkin.graph.errors import LabkinError
from labkin.graph.model import EVERYONE, Viewer

Span = tuple[int, int]  # characters [start, end) of the text beside it
Where = tuple[str, str, object]  # (field, operator, value)

OPERATORS = ("=", "!=", "~", "!~", "in", "<", "<=", ">", ">=")  # ~ is equality but for case
KIND = "kind"  # the one facet that every entry has
NAME = "name"  # what `Request.sort` calls the order of names


class BadRequest(LabkinError, ValueError):
    """A filter, facet or order that this index cannot serve; never raised for the words of a query."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing as the index holds it.

    `names` are all its names: the shown one, synonyms and identifiers; `identifiers` says which of them are
    identifiers (the `id` need not be repeated). `facets` are short categorical values, to be counted and filtered.
    `numbers` can be filtered by range and sorted; a day is the number YYYYMMDD. `groups` are those who may see it,
    none meaning everyone. `source_id` is the identifier as the file it came from has it, or empty.
    """

    id: str
    kind: str
    name: str
    names: tuple[str, ...] = ()
    text: str = ""
    facets: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A search. Empty `text` finds everything that passes the filters, in the order of identifiers.

    `kinds` are alternatives, whatever their case; every item of `where` must hold. An operator is one of OPERATORS; a
    field of `where` is `kind`, a facet or a number; `in` takes a sequence. A day may be written as ISO text,
    "2024-03-01" or "2024-03".
    `facets` names the facets to count. `sort` is None for relevance, `name` or a number's name, with `-` before it
    for descending; what has no such value comes last. `expert` reads `kind:Dataset`, `"a phrase"`, `-not` and
    `prefix*`; without it the text is words only. `snippets=False` leaves out snippets and reasons, which cost most of
    the time when there are many hits.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    where: tuple[Where, ...] = ()
    facets: tuple[str, ...] = ()
    limit: int = 10
    offset: int = 0
    sort: str | None = None
    expert: bool = True
    snippets: bool = True


@dataclass(frozen=True, slots=True)
class Snippet:
    """Plain text out of an entry, and where the words of the query stand in it."""

    text: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry that was found. `score` is comparable within one search only; 0 where nothing was scored.

    `why` says what of the query was found where, for people: ("exact name",), ("name: lung", "text: cancer").
    """

    id: str
    kind: str
    name: str
    score: float
    snippet: Snippet = Snippet()
    why: tuple[str, ...] = ()
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits. `total` and `facets` count everything the viewer may see that matches, exactly.

    `facets` is {field: {value: count}}, the most frequent value first, then by value.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    took_ms: float = 0.0


class NameHit(NamedTuple):
    """An entry that bears a name. `label` is the name of it that matched.

    `exact` is true when the form asked for is `label` character by character, false when only their normal forms
    agree. `role` says what `label` is to the entry: "identifier", "name" or "synonym".
    """

    id: str
    kind: str
    name: str
    exact: bool
    label: str
    role: str


class SearchIndex(Protocol):
    """The least a keyword index can do. All of it is safe to repeat. Raises LabError when its files are damaged."""

    def apply(self, entries: Iterable[Entry], removed_ids: Iterable[str], mark: int) -> None:
        """Remove, then put in place of what has the same identifier, and set the mark: all of it or none of it."""

    def rebuild(self, entries: Iterable[Entry], mark: int) -> None:
        """Build an empty target from all entries, set its mark, swap it in. Readers see the old or the new, whole."""

    def mark(self) -> int:
        """The ledger transaction that this index shows; 0 for an empty one."""

    def search(self, request: Request, viewer: Viewer) -> Results:
        """Find. No text raises; BadRequest for a filter, facet or order that cannot be."""

    def lookup(self, forms: Sequence[str], viewer: Viewer = EVERYONE) -> dict[str, list[NameHit]]:
        """Those who bear a name. A form is a normal form (`nlp.normal.normal`) or a name or identifier as typed.

        Only forms that somebody bears are keys. Exact ones come first, then identifiers, names, synonyms, then by id.
        """

    def suggest(self, text: str, viewer: Viewer = EVERYONE) -> list[str]:
        """The text with misspelt words replaced by words of the lab's own names, best first; empty when none is."""

    def count(self, viewer: Viewer = EVERYONE) -> int:
        """How many entries the viewer may see."""

    def fields(self) -> Mapping[str, str]:
        """The fields that can be filtered, and whether each is "text" or "number"; of all entries ever held."""

    def close(self) -> None:
        """Let go of files and locks."""
