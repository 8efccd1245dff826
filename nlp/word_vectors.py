"""What a word means, as numbers: a table of vectors of a byte a dimension, looked up by the hash of the word."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import zstandard

from labkin.nlp.word_hash import Keys, case_key

_STEP = 40  # of the stored values: a 40th; the table is scaled to a third before, so that few are cut off
Floats = npt.NDArray[np.float32]


class WordVectors:
    """Vectors of words in lower case; zeros for one that is not known."""

    def __init__(self, keys: Keys, table: npt.NDArray[np.int8]) -> None:
        self._keys, self._table = keys, table
        self._rows: dict[str, int] = {}

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return int(self._table.shape[1])

    @classmethod
    def of(cls, words: Mapping[str, Floats], width: int) -> WordVectors:
        """From vectors by word."""
        hashes = np.array([case_key(word.lower()) for word in words], np.uint64)
        order = np.argsort(hashes)
        rows = np.array(list(words.values()), np.float32).reshape(-1, width)[order]
        table = np.zeros((len(words) + 1, width), np.int8)
        table[1:] = np.clip(np.round(rows * _STEP), -127, 127)
        return cls(hashes[order], table)

    def row(self, word: str) -> int:
        """The row of a word; 0 for one that is not known."""
        known = self._rows.get(word)
        if known is None:
            key = np.uint64(case_key(word.lower()))
            place = int(np.searchsorted(self._keys, key))
            known = place + 1 if place < len(self._keys) and self._keys[place] == key else 0
            self._rows[word] = known
            if len(self._rows) > 500_000:
                self._rows.clear()
        return known

    def rows(self, rows: list[int]) -> Floats:
        """The vectors of these rows."""
        return self._table[rows].astype(np.float32) / np.float32(_STEP)

    def save(self, path: Path) -> None:
        """Write keys and table, compressed."""
        head = np.array([len(self._keys), self.width], "<u4").tobytes()
        data = head + self._keys.astype("<u8").tobytes() + np.ascontiguousarray(self._table.T).tobytes()
        path.write_bytes(zstandard.ZstdCompressor(level=19).compress(data))

    @classmethod
    def load(cls, path: Path) -> WordVectors:
        """Read what `save` wrote."""
        data = zstandard.ZstdDecompressor().decompress(path.read_bytes())
        count, width = (int(number) for number in np.frombuffer(data, "<u4", 2))
        keys = np.frombuffer(data, "<u8", count, 8).astype(np.uint64)
        table = np.frombuffer(data, np.int8, offset=8 + 8 * count).reshape(width, count + 1)
        return cls(keys, np.ascontiguousarray(table.T))
