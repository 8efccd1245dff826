"""What a search index can do. Callers speak in entries and requests; the adapter speaks its engine's language.

The index is a projection of the ledger: it holds one entry per node, shows one transaction (its mark), and can be
built anew at any time. Who may see an entry is decided inside the engine's query, so that counts, facets and
suggestions never tell of an entry that the viewer may not see.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from labkin.graph.errors import LabkinError
from labkin.graph.model import EVERYONE, Viewer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Span = tuple[int, int]  # characters [start, end) of the text beside it
Where = tuple[str, str, object]  # (field, operator, value)

NEAREST = 100  # entries that a search by meaning finds
LEAST = 0.3  # the cosine from which on a hybrid search takes the nearest for found; unrelated texts have 0 to 0.2
OPERATORS = ("=", "!=", "~", "!~", "in", "<", "<=", ">", ">=")  # ~ is equality but for case
KIND = "kind"  # the one facet that every entry has
ROLES = ("identifier", "name", "synonym")  # what a name is to its entry, the strongest first
NAME = "name"  # what `Request.sort` calls the order of names
KEYWORD, VECTOR, HYBRID = MODES = ("keyword", "vector", "hybrid")


class BadRequest(LabkinError, ValueError):
    """A filter, facet or order that this index cannot serve; never raised for the words of a query."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing as the index holds it.

    `names` are all its names: the shown one, synonyms and identifiers; `identifiers` says which of them are
    identifiers (the `id` need not be repeated). `facets` are short categorical values, to be counted and filtered.
    `numbers` can be filtered by range and sorted; a day is the number YYYYMMDD. `groups` are those who may see it,
    none meaning everyone. `source_id` is the identifier as the file it came from has it, or empty. `mentions` are
    identifiers of what its texts speak of, `people` the names of those behind it, `columns` the names, descriptions
    and values of the columns of its tables.

    Where sources of different groups speak of one thing, there is an entry of it for each combination of them that
    somebody may see, all with one `id`. `sees` and `unseen` name these groups of sources, each the sorted names of its
    groups joined by "|": an entry is for the viewers who may see all of `sees` and none of `unseen`.
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
    mentions: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    sees: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Also:
    """What a query is taken to mean beside its words: a concept, found under any name and where it is mentioned.

    `id` is the concept, `label` what people call it, `said` the words of the query that mean it. `phrases` are other
    names of it and of what it includes, `ids` its identifiers and those of what it includes: entries that bear one, or
    mention one, are found. `weight` is of these against the words of the query, 0 to 1.
    """

    id: str
    label: str
    said: str
    phrases: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    weight: float = 0.3


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

    `mode` is one of MODES; all but `keyword` need `vector`, the text as a vector of length 1 by the model that encoded
    the entries, and are `keyword` without it. By `vector` the NEAREST entries that pass the filters are found; `hybrid`
    finds what words find, and of the nearest those whose cosine is at least LEAST. `also` are concepts that the text
    means, `but` identifiers of what shall not be found.
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
    mode: str = KEYWORD
    vector: NDArray[np.float32] | None = None
    also: tuple[Also, ...] = ()
    but: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snippet:
    """Plain text out of an entry, and where the words of the query stand in it."""

    text: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry that was found. `score` is comparable within one search only; 0 where nothing was scored.

    `why` says what of the query was found where, for people: ("exact name",), ("name: lung", "text: cancer").
    `parts` are the shares of the score by branch: "keyword" and "meaning".
    """

    id: str
    kind: str
    name: str
    score: float
    snippet: Snippet = Snippet()
    why: tuple[str, ...] = ()
    source_id: str = ""
    parts: Mapping[str, float] = field(default_factory=dict)


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

    def bearing(self, words: Sequence[Collection[str]], viewer: Viewer = EVERYONE) -> list[NameHit]:
        """Those with a name that holds, for each of `words`, one of its spellings; `label` is the shortest such name.

        At most NEAR_READ entries, those with the fewest other words in that name first, then by identifier.
        """

    def suggest(self, text: str, viewer: Viewer = EVERYONE) -> list[str]:
        """The text with misspelt words replaced by words of the lab's own names, best first; empty when none is."""

    def count(self, viewer: Viewer = EVERYONE) -> int:
        """How many entries the viewer may see."""

    def fields(self, viewer: Viewer = EVERYONE) -> Mapping[str, str]:
        """The fields that can be filtered, and whether each is "text" or "number".

        Of all entries ever held; for a viewer of limited sight, of those that the viewer may see.
        """

    def close(self) -> None:
        """Let go of files and locks."""


class Encoded(NamedTuple):
    """The passages of one entry as vectors: `vectors` has shape (passages, dimension), each row of length 1.

    `digest` says of which text they are, so that nothing is encoded twice.
    """

    id: str
    digest: str
    vectors: NDArray[np.float32]


class VectorIndex(Protocol):
    """Where the vectors of the entries are kept: beside the embedded index, or in the cluster. Safe to repeat.

    Vectors follow the words: an entry is found by its words at once, and by its meaning once it is encoded.
    """

    def model(self) -> str:
        """By which model its vectors are; empty when it has none."""

    def vectors_mark(self) -> int:
        """The ledger transaction up to which everything is encoded; 0 for none."""

    def digests(self, ids: Iterable[str] | None = None) -> dict[str, str]:
        """Of which text the vectors of these entries are, of all when None; those without vectors are no keys."""

    def put_vectors(self, encoded: Iterable[Encoded], removed_ids: Iterable[str], mark: int | None = None) -> None:
        """Replace and remove vectors; move the mark when given. All of it or none of it."""

    def reset_vectors(self, model: str, dimension: int) -> None:
        """Drop all vectors; the next ones are by this model."""
