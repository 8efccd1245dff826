"""Names that are like one another: the runs of three letters that they share, weighed by how rare each is."""

from __future__ import annotations

from functools import lru_cache
from math import log
from typing import Any, NamedTuple

import numpy as np

_DIGIT = np.zeros(256, dtype=np.uint16)  # of a letter in base 38: 0 is a space or the end of a name
for _place, _letter in enumerate(b"abcdefghijklmnopqrstuvwxyz0123456789+", 1):
    _DIGIT[_letter] = _place
_BASE = 38
_GRAMS = _BASE**3  # fits in 16 bits
_LONGEST = 60  # letters of a name that is indexed: longer ones are systematic names
_SHARE = 0.75  # of what a text's runs weigh: names with none of those that make it up, the rarest first, are left out
_MOST = 8_000  # names that are looked at, as long as they are more than...
_LIKELY = 0.4  # of the best by these runs: others are not looked at
_LEAST = 3  # ... these runs


class Near(NamedTuple):
    """A term, its name that is most like what was asked for, and how like it is (cosine, 0 to 1)."""

    term: int
    name: str
    cosine: float


class _Asked(NamedTuple):
    """What was asked for: its runs, rarest first, their weights, the length of their vector, the weights by run."""

    grams: Any
    weights: Any
    norm: float
    dense: Any


class Grams:
    """Which names have which runs of three letters inside their words. Made of plain names, a line end after each."""

    def __init__(self, plain: bytes) -> None:
        letters = np.frombuffer(b"\n" + plain, dtype=np.uint8)
        ends = np.flatnonzero(letters[1:] == 10)
        lengths = np.diff(ends, prepend=-1)
        code = _DIGIT[letters]
        here = code[:-2] * np.uint16(_BASE * _BASE) + code[1:-1] * np.uint16(_BASE) + code[2:]
        inside = (code[1:-1] != 0) & np.repeat(lengths <= _LONGEST, lengths)[: len(here)]
        self._grams = here[inside]
        counts = np.add.reduceat(np.append(inside, False), ends + 1 - lengths, dtype=np.int32)
        self._starts = np.concatenate([np.zeros(1, dtype=np.int32), np.cumsum(counts, dtype=np.int32)])
        having = np.bincount(self._grams, minlength=_GRAMS)
        self.count = len(ends)
        self._idf = (np.log((1 + self.count) / (1 + np.minimum(having, self.count))) + 1).astype(np.float32)
        squares = (self._idf**2)[self._grams]
        filled = np.flatnonzero(counts)
        self._norms = np.ones(self.count, dtype=np.float32)
        self._norms[filled] = np.sqrt(np.add.reduceat(squares, self._starts[:-1][filled]))
        order = np.argsort(self._grams, kind="stable")  # of 16 bits: by radix
        self._rows = np.repeat(np.arange(self.count, dtype=np.int32), counts)[order]
        self._having = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(having)])
        self._asked = lru_cache(maxsize=32)(self._ask)
        self.rarity = lru_cache(maxsize=65536)(self._rarity)

    def near(self, plain: bytes, count: int) -> list[tuple[int, float]]:
        """(place, cosine) of the names most like a plain text, the likest first."""
        asked = self._asked(plain)
        if not len(asked.grams):
            return []
        scores = np.zeros(self.count, dtype=np.float32)
        left, looked = (1 - _SHARE) * asked.norm**2, 0
        weight = asked.norm**2
        met: list[Any] = []
        for gram, square in zip(asked.grams.tolist(), asked.weights.tolist(), strict=True):
            rows = self._rows[self._having[gram] : self._having[gram + 1]]
            if weight <= left or (looked + len(rows) > _MOST and len(met) >= _LEAST):
                break
            scores[rows] += square
            met.append(rows)
            weight -= square
            looked += len(rows)
        rows = np.concatenate(met)
        if not len(rows):
            return []
        rough = scores[rows] / self._norms[rows]
        likely = rough > _LIKELY * float(rough.max())
        rows, rough = rows[likely], rough[likely]
        kept = max(200, 4 * count)
        if len(rows) > kept:
            rows = rows[np.argpartition(-rough, kept)[:kept]]
        places = np.unique(rows)
        cosines = self._cosines(asked, places)
        best = np.argsort(-cosines, kind="stable")[:count]
        return list(zip(places[best].tolist(), cosines[best].tolist(), strict=True))

    def likeness(self, plain: bytes, first: int, last: int) -> Any:
        """The cosines of the names from one place to another with a plain text."""
        asked = self._asked(plain)
        start, end = int(self._starts[first]), int(self._starts[last])
        passed = np.zeros(end - start + 1, dtype=np.float32)
        np.cumsum(asked.dense[self._grams[start:end]], out=passed[1:])
        bounds = self._starts[first : last + 1] - start
        return (passed[bounds[1:]] - passed[bounds[:-1]]) / (self._norms[first:last] * asked.norm)

    def _cosines(self, asked: _Asked, places: Any) -> Any:
        starts = self._starts[places]
        counts = self._starts[places + 1] - starts
        bounds = np.concatenate([[0], np.cumsum(counts)])
        at = np.arange(bounds[-1]) + np.repeat(starts - bounds[:-1], counts)
        sums = np.add.reduceat(asked.dense[self._grams[at]], bounds[:-1])
        return np.minimum(sums / (self._norms[places] * asked.norm), 1.0)

    def _ask(self, plain: bytes) -> _Asked:
        found = np.array(sorted(runs(plain)), dtype=np.int64)
        squares = self._idf[found] ** 2 if len(found) else np.zeros(0, dtype=np.float32)
        order = np.argsort(-squares, kind="stable")
        dense = np.zeros(_GRAMS, dtype=np.float32)
        dense[found] = squares
        return _Asked(found[order], squares[order], max(float(squares.sum()) ** 0.5, 1e-6), dense)

    def _rarity(self, word: str) -> float:
        found = runs(word.encode("ascii", "ignore"))
        return max((float(self._idf[gram]) for gram in found), default=log(1 + self.count) + 1)


def runs(plain: bytes) -> set[int]:
    """The runs of three letters in a plain text, as numbers."""
    code = [0, *_DIGIT[np.frombuffer(plain, dtype=np.uint8)].tolist(), 0]
    return {(a * _BASE + b) * _BASE + c for a, b, c in zip(code, code[1:], code[2:], strict=False) if b}
