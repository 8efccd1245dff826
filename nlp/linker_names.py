"""The names of one type of things, read from the shipped vocabularies: found as they are spelled, or nearly so.

Nothing but the tables is shipped: the indexes are made when a type is first asked for, in bulk (diseases in half a
second, chemicals in two), because they would be larger than the tables. Safe to share between threads once made.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from math import log
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import labkin.ontologies as ontologies
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
_DIGIT = np.zeros(256, dtype=np.int32)  # of a letter in base 38: 0 is a space or the end of a name
for _place, _letter in enumerate(b"abcdefghijklmnopqrstuvwxyz0123456789+", 1):
    _DIGIT[_letter] = _place
_BASE = 38
_GRAMS = _BASE**3
_LONGEST = 60  # letters of a name in the index of near spellings: longer ones are systematic names
_SHARED = 0.08  # a run of letters that more of the names have says too little to look names up by


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


class Near(NamedTuple):
    """A term, its name that is most like what was asked for, and how like it is (cosine, 0 to 1)."""

    term: int
    name: str
    cosine: float


class Names:
    """All names of one type. Terms are known by their number."""

    def __init__(self, type: str, added: bool = True) -> None:
        self.lines = [line for table in TABLES[type] for line in _table(table)]
        cells = [line.split("\t", 4) for line in self.lines]
        groups = [[cell[2], *(cell[3].split("|") if cell[3] else ())] for cell in cells]
        if added:
            _add(type, cells, groups)
        self._curies = {cell[0]: number for number, cell in enumerate(cells)}
        self._names = [name for group in groups for name in group]
        self._starts = np.zeros(len(groups) + 1, dtype=np.int64)  # as Python's numbers, or searching converts it all
        np.cumsum([len(group) for group in groups], out=self._starts[1:])
        blob = words("\n".join(name.replace("\n", " ") for name in self._names))
        self._index(blob)
        self._grams: Any = None
        self._blob: bytes | None = blob
        self.term = lru_cache(maxsize=8192)(self._term)

    def number(self, curie: str) -> int | None:
        """The number of the term with this identifier of its own."""
        return self._curies.get(curie)

    def find(self, curie: str) -> Term | None:
        """The term with this identifier of its own."""
        number = self.number(curie)
        return None if number is None else self.term(number)

    def bearing(self, curie: str) -> Sequence[int]:
        """The terms that are this, or refer to it: exactly, then nearly."""
        return self._bearers.get(curie, ())

    @cached_property
    def _bearers(self) -> dict[str, list[int]]:
        exact: dict[str, list[int]] = {curie: [number] for curie, number in self._curies.items() if _foreign(curie)}
        near: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines):
            _, _, xrefs, related = line.rsplit("\t", 3)
            for cell, found in ((xrefs, exact), (related, near)):
                if cell:
                    for other in cell.split("|"):
                        if _foreign(other):
                            found.setdefault(other, []).append(number)
        for curie, numbers in near.items():
            exact.setdefault(curie, []).extend(numbers)
        return exact

    def exact(self, text: str) -> list[tuple[int, str]]:
        """The terms called this, spelling and spaces aside, each with the name that is meant."""
        wanted = squashed(text)
        if not wanted:
            return []
        key = hash(wanted)
        at = int(np.searchsorted(self._hashes, key))
        found: dict[int, str] = {}
        while at < len(self._hashes) and self._hashes[at] == key:
            place = int(self._places[at])
            found.setdefault(self.owner(place), self._names[place])
            at += 1
        return list(found.items())

    def near(self, text: str, count: int = 10) -> list[Near]:
        """The terms with the names most like this, the likest first."""
        grams, weights = self._query(text)
        if not len(grams):
            return []
        index = self._near_index()
        scores = np.zeros(index.count, dtype=np.float32)
        for gram, weight in zip(grams, weights, strict=True):
            if index.shares[gram] <= _SHARED or len(grams) <= 4:
                start, end = index.starts[gram], index.starts[gram + 1]
                scores[index.rows[start:end]] += index.weights[start:end] * weight
        best = np.flatnonzero(scores > max(0.1, 0.4 * float(scores.max())))
        best = best[np.argsort(-scores[best])][: 6 * count]
        found: dict[int, Near] = {}
        for row in best:
            term = self.owner(int(row))
            if term not in found:
                found[term] = Near(term, self._names[row], 0.0)
        rescored = (Near(near.term, near.name, self.cosine(text, near.name)) for near in found.values())
        return sorted(rescored, key=lambda near: -near.cosine)[:count]

    def nearest_name(self, term: int, text: str, most: int = 30) -> tuple[str, float]:
        """Of a term's names the one most like this, and how like."""
        own = self.names_of(term)[:most]
        scored = [(self.cosine(text, name), name) for name in own]
        cosine, name = max(scored, key=lambda pair: pair[0], default=(0.0, ""))
        return name, cosine

    def names_of(self, term: int) -> Sequence[str]:
        """The preferred name of a term and its synonyms."""
        return self._names[self._starts[term] : self._starts[term + 1]]

    def cosine(self, left: str, right: str) -> float:
        """How like two names are, by the runs of three letters that they share: 0 to 1."""
        first, second = self._vector(left), self._vector(right)
        if len(first) > len(second):
            first, second = second, first
        return sum(weight * second.get(gram, 0.0) for gram, weight in first.items())

    def owner(self, place: int) -> int:
        """The number of the term that has the name at this place."""
        return int(np.searchsorted(self._starts, place, side="right")) - 1

    def rarity(self, word: str) -> float:
        """How much a word says: the logarithm of how many names there are to one with the word."""
        return self._near_index().rarity(word)

    def _term(self, number: int) -> Term:
        return term_of(self.lines[number])

    def _index(self, blob: bytes) -> None:
        names = blob.replace(b" ", b"").split(b"\n")
        hashes = np.fromiter(map(hash, names), dtype=np.int64, count=len(names))
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._places = hashes[order], order.astype(np.int32)

    def _near_index(self) -> _Grams:
        if self._grams is None:
            assert self._blob is not None
            self._grams = _Grams(self._blob)
            self._vector = lru_cache(maxsize=65536)(self._weigh)
            self._blob = None
        return self._grams  # type: ignore[no-any-return]

    def _query(self, text: str) -> tuple[Any, Any]:
        self._near_index()
        vector = self._vector(text)
        return np.fromiter(vector, dtype=np.int64), np.fromiter(vector.values(), dtype=np.float32)

    def _weigh(self, text: str) -> dict[int, float]:
        """The weights of the runs of three letters in a text; their squares add up to 1."""
        counts = _counted(words(text))
        index = self._near_index()
        weights = {gram: (1 + log(count)) * float(index.idf[gram]) for gram, count in counts.items()}
        norm = sum(weight * weight for weight in weights.values()) ** 0.5
        return {gram: weight / norm for gram, weight in weights.items()} if norm else {}


class _Grams:
    """Which names have which runs of three letters inside their words, by run."""

    def __init__(self, blob: bytes) -> None:
        from scipy.sparse import csr_matrix

        letters = np.frombuffer(b"\n" + blob + b"\n", dtype=np.uint8)
        ends = np.flatnonzero(letters == 10)
        lengths = np.diff(ends)
        row = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        kept = (lengths <= _LONGEST)[row[:-1]]
        code = _DIGIT[letters]
        here = code[:-2] * _BASE * _BASE + code[1:-1] * _BASE + code[2:]
        inside = (code[1:-1] != 0) & kept[: len(here)]
        rows, columns = row[: len(here)][inside], here[inside]
        full = csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(len(lengths), _GRAMS))
        full.sum_duplicates()
        having = np.bincount(full.indices, minlength=_GRAMS)
        self.idf = (np.log((1 + len(lengths)) / (1 + having)) + 1).astype(np.float32)
        self.shares = having / len(lengths)
        full.data = (1 + np.log(full.data)) * self.idf[full.indices]
        squares = np.add.reduceat(np.append(full.data**2, 0), np.minimum(full.indptr[:-1], len(full.data)))
        norms = np.sqrt(np.where(np.diff(full.indptr) > 0, squares, 1))
        full.data /= np.repeat(norms, np.diff(full.indptr)).astype(np.float32)
        by_gram = full.tocsc()
        self.starts, self.rows, self.weights = by_gram.indptr, by_gram.indices, by_gram.data
        self.count = len(lengths)
        self._blob = blob
        self._words: dict[str, int] | None = None

    def rarity(self, word: str) -> float:
        if self._words is None:
            from collections import Counter

            self._words = {w.decode(): n for w, n in Counter(self._blob.split()).items() if n > 1}
            self._blob = b""
        return float(log((1 + self.count) / self._words.get(word, 1)))


def _counted(text: bytes) -> dict[int, int]:
    found: dict[int, int] = {}
    code = [int(_DIGIT[c]) for c in b" " + text + b" "]
    for a, b, c in zip(code, code[1:], code[2:], strict=False):
        if b:
            gram = (a * _BASE + b) * _BASE + c
            found[gram] = found.get(gram, 0) + 1
    return found


def _foreign(curie: str) -> bool:
    return curie.startswith(("MESH:", "OMIM:", "NCBIGene:"))


def _table(name: str) -> Iterator[str]:
    table, _, wanted = name.partition(":")
    lines = ontologies.shipped().lines(table)
    return (line for line in lines if wanted in line) if wanted else lines


def _add(type: str, cells: list[list[str]], groups: list[list[str]]) -> None:
    """Add names that the tables do not have, in place."""
    path = ADDED / f"names_{type.lower()}.tsv.zst"
    if not path.exists():
        return
    import zstandard

    text = zstandard.ZstdDecompressor().decompress(path.read_bytes(), max_output_size=1 << 27).decode()
    more = dict(line.split("\t", 1) for line in text.splitlines())
    for cell, group in zip(cells, groups, strict=True):
        if cell[0] in more:
            group += more[cell[0]].split("|")


def tables_of(types: Iterable[str]) -> set[str]:
    """The vocabularies that hold things of these types."""
    return {table.partition(":")[0] for type in types for table in TABLES.get(type, ())}
