"""The names of one type of things, read from the shipped vocabularies: found as they are spelled, or nearly so.

Nothing but the tables is shipped: the indexes are made when a type is first asked for, because they would be larger
than the tables. All is done on one string of all names and with whole arrays, so that 650,000 names of chemicals are
ready in a second or two; and nothing is a Python object of its own, so that processes that are forked share the memory.
Safe to share between threads once made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

import labkin.ontologies as ontologies
from labkin.nlp.linker_grams import Grams, Near
from labkin.ontologies.rows import Term, term_of

# The vocabularies that hold the things of a type, in order of preference; after a colon, what a row must refer to:
# MeSH counts some genes' products (insulin) and plants (cannabis) among its chemicals.
TABLES: dict[str, tuple[str, ...]] = {
    "Disease": ("diseases", "phenotypes"),
    "Chemical": ("compounds", "substances", "proteins", "genes:MESH:D", "species:MESH:D"),
    "Gene": ("genes", "proteins"),
    "Species": ("species",),
    "CellLine": ("cell_lines",),
    "CellType": ("cell_types",),
    "Anatomy": ("anatomy",),
    "Assay": ("assays", "bao"),
}

_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon "
    "phi chi psi omega epsilon theta phi"
)
_GREEK = {
    **dict(zip("αβγδεζηθικλμνξοπρσςτυφχψωϵϑϕ", _GREEK_NAMES.split(), strict=True)),
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "’": "'",
}  # fmt: skip
ADDED = Path(__file__).parent / "models" / "linker"
_WORDS = bytes(c if (chr(c).isalnum() and c < 128) or c in b"\n+" else 32 for c in range(256))
_COLUMNS = 7  # of a table: identifier, kind, name, synonyms, parents, references, related ones
_NAME, _REFERENCES = 2, 5
_FOREIGN = re.compile(rb"(?:MESH|OMIM|NCBIGene):[^|\t\n]+")  # what corpora write
_TAB, _LINE, _TERM = 9, 10, 13  # the bytes
_GONE = b"!"  # before a name that a table gives to what nobody calls so


def words(text: str) -> bytes:
    r"""A name, or many with line ends between them, in lower case without accents, Greek letters or punctuation.

    >>> words("TNF-α, Sjögren's\nCD4+")
    b'tnf alpha  sjogren\ncd4+'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).casefold()
        for sign in set(text).intersection(_GREEK):
            text = text.replace(sign, _GREEK[sign])
    return text.lower().replace("'s", "").encode("ascii", "ignore").translate(_WORDS)


def squashed(text: str) -> bytes:
    """What two spellings of one name have in common: `words` without the spaces.

    >>> squashed("IL-2"), squashed("Alzheimer's disease")
    (b'il2', b'alzheimerdisease')
    """
    return words(text).replace(b" ", b"")


class Names:
    """All names of one type. Terms are known by their number."""

    def __init__(self, type: str, added: bool = True) -> None:
        self._table = b"".join(_table(table) for table in TABLES[type])
        cells = np.frombuffer(self._table, dtype=np.uint8)
        self._lines = _starts(np.flatnonzero(cells == _LINE) + 1)
        tabs = np.flatnonzero(cells == _TAB).reshape(-1, _COLUMNS - 1)
        self._curies = Hashed(_between(self._table, self._lines[:-1], tabs[:, 0]))
        references = _between(self._table, tabs[:, _REFERENCES - 1] + 1, self._lines[1:])
        self._bearers, self._bearing_terms = _bearing(b"".join(references))
        groups = _between(self._table, tabs[:, _NAME - 1] + 1, tabs[:, _NAME + 1])  # name, tab, synonyms
        del cells, tabs, references
        if added:
            self._add(type, groups)
        joined = b"\n".join([*groups, b""]).replace(b"\t\n", b"\r").replace(b"\n", b"\r")  # a term ends in \r
        self._blob = joined.replace(b"\t", b"\n").replace(b"|", b"\n")
        cells = np.frombuffer(self._blob, dtype=np.uint8)
        breaks = np.flatnonzero((cells == _LINE) | (cells == _TERM))
        self._places = _starts(breaks + 1)  # where each name starts
        self._firsts = _starts(np.flatnonzero(cells[breaks] == _TERM) + 1)  # the first name of each term
        self._blob = self._blob.replace(b"\r", b"\n")
        plain = _all_words(self._blob)
        self._names = Hashed(plain.replace(b" ", b"").split(b"\n")[:-1])
        self._grams = Grams(plain)
        self.term = lru_cache(maxsize=8192)(self._term)

    def number(self, curie: str) -> int | None:
        """The number of the term with this identifier of its own."""
        return next(iter(self._curies.places(curie.encode())), None)

    def find(self, curie: str) -> Term | None:
        """The term with this identifier of its own."""
        number = self.number(curie)
        return None if number is None else self.term(number)

    def bearing(self, curie: str) -> Sequence[int]:
        """The terms that refer to this: exactly, then nearly."""
        places = self._bearers.places(curie.encode())
        return [int(self._bearing_terms[place]) for place in places]

    def exact(self, text: str) -> list[tuple[int, str]]:
        """The terms called this, spelling and spaces aside, each with the name that is meant."""
        return self.exactly([squashed(text)])[0]

    def exactly(self, keys: Sequence[bytes]) -> list[list[tuple[int, str]]]:
        """As `exact`, of several squashed names."""
        found: list[list[tuple[int, str]]] = []
        for key, places in zip(keys, self._names.several(keys), strict=True):
            terms: dict[int, str] = {}
            for place in places if key else ():
                owner = self.owner(place)
                if owner not in terms:
                    terms[owner] = self.name(place)
            found.append(list(terms.items()))
        return found

    def near(self, text: str, count: int = 10) -> list[Near]:
        """The terms with the names most like this, the likest first."""
        found: dict[int, Near] = {}
        for place, cosine in self._grams.near(words(text), 5 * count):
            term = self.owner(place)
            if term not in found:
                found[term] = Near(term, self.name(place), cosine)
                if len(found) == count:
                    break
        return list(found.values())

    def nearest_name(self, term: int, text: str) -> tuple[str, float]:
        """Of a term's names the one most like this, and how like."""
        first = int(self._firsts[term])
        likeness = self._grams.likeness(words(text), first, int(self._firsts[term + 1]))
        best = int(likeness.argmax())
        return self.name(first + best), float(likeness[best])

    def count(self, term: int) -> int:
        """How many names a term has."""
        return int(self._firsts[term + 1] - self._firsts[term])

    def name(self, place: int) -> str:
        """The name at a place."""
        start, end = self._places[place : place + 2]
        return self._blob[start : end - 1].decode()

    def owner(self, place: int) -> int:
        """The number of the term that has the name at this place."""
        return int(self._firsts.searchsorted(place, side="right")) - 1

    def rarity(self, word: str) -> float:
        """How much a word says: the logarithm of how many names there are to one with its rarest run of letters."""
        return self._grams.rarity(word)

    def _term(self, number: int) -> Term:
        start, end = self._lines[number : number + 2]
        return term_of(self._table[start : end - 1].decode())

    def _add(self, type: str, groups: list[bytes]) -> None:
        """Add the names that the tables do not have, in place; take away those that are marked so."""
        rows = list(_added(type))
        for places, (_, more) in zip(self._curies.several([curie for curie, _ in rows]), rows, strict=True):
            for place in places:
                if more.startswith(_GONE):
                    name, _, others = groups[place].partition(b"\t")
                    kept = (one for one in others.split(b"|") if one != more.removeprefix(_GONE))
                    groups[place] = name + b"\t" + b"|".join(kept)
                else:
                    groups[place] += (b"" if groups[place].endswith(b"\t") else b"|") + more


class Hashed:
    """Places of keys in a list, found by hash: eight bytes a key and four a place."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        hashes = np.fromiter(map(hash, keys), dtype=np.int64, count=len(keys))
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._order = hashes[order], order.astype(np.int32)

    def places(self, key: bytes) -> list[int]:
        """The places of a key, in order."""
        wanted = hash(key)
        start = end = int(self._hashes.searchsorted(wanted))
        while end < len(self._hashes) and self._hashes[end] == wanted:
            end += 1
        return self._order[start:end].tolist() if end > start else []

    def several(self, keys: Sequence[bytes]) -> list[list[int]]:
        """The places of each key."""
        wanted = np.fromiter(map(hash, keys), dtype=np.int64, count=len(keys))
        starts = self._hashes.searchsorted(wanted)
        ends = self._hashes.searchsorted(wanted, side="right")
        return [self._order[start:end].tolist() if end > start else [] for start, end in zip(starts, ends, strict=True)]


def _bearing(references: bytes) -> tuple[Hashed, Any]:
    """Of the last two columns the identifiers that corpora write, exact ones first, and the terms by their places."""
    cells = np.frombuffer(references, dtype=np.uint8)
    matches = [(found.start(), found[0]) for found in _FOREIGN.finditer(references)]
    starts = np.array([start for start, _ in matches], dtype=np.int64)
    terms = np.searchsorted(np.flatnonzero(cells == _LINE), starts)
    near = starts > np.flatnonzero(cells == _TAB)[terms]
    order = np.argsort(near, kind="stable")
    return Hashed([matches[place][1] for place in order.tolist()]), terms[order].astype(np.int32)


def _starts(ends: Any) -> Any:
    return np.concatenate([np.zeros(1, dtype=np.int64), ends])


def _between(text: bytes, starts: Any, ends: Any) -> list[bytes]:
    """The bytes from each start to its end."""
    return [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


def _all_words(blob: bytes) -> bytes:
    """`words` of names with a line end after each; most need no look at single characters."""
    odd = np.flatnonzero(np.frombuffer(blob, dtype=np.uint8) > 127)
    pieces: list[bytes] = []
    done = 0
    for place in odd.tolist():
        if place < done:
            continue
        start, end = blob.rfind(b"\n", 0, place) + 1, blob.find(b"\n", place)
        pieces += (blob[done:start].lower().replace(b"'s", b"").translate(_WORDS), words(blob[start:end].decode()))
        done = end
    return b"".join([*pieces, blob[done:].lower().replace(b"'s", b"").translate(_WORDS)])


def _table(name: str) -> bytes:
    table, _, wanted = name.partition(":")
    text = ontologies.shipped().text(table)
    if not wanted:
        return text
    return b"".join(line for line in text.splitlines(keepends=True) if wanted.encode() in line)


def _added(type: str) -> Iterator[tuple[bytes, bytes]]:
    """(identifier, names with bars between them) that the tables do not have. Few are kept as people wrote them."""
    written, packed = (ADDED / f"names_{type.lower()}{end}" for end in (".tsv", ".tsv.zst"))
    text = written.read_bytes() if written.exists() else b""
    if packed.exists():
        import zstandard

        text += zstandard.ZstdDecompressor().decompress(packed.read_bytes(), max_output_size=1 << 27)
    for line in text.splitlines():
        curie, _, more = line.partition(b"\t")
        yield curie, more


def tables_of(types: Iterable[str]) -> set[str]:
    """The vocabularies that hold things of these types."""
    return {table.partition(":")[0] for type in types for table in TABLES.get(type, ())}
