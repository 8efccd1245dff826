"""What a word looks like it is part of: a classifier over its letters, learnt from the words of a million names.

"dapagliflozin" was never seen, and yet it is a chemical. Words of running text are a class of their own, so that
"patients", which stands in many names, is known for what it is. Softmax regression over hashed character n-grams, as
in Joulin et al., EACL 2017 (fastText).
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import numpy.typing as npt
import zstandard
from spacy.strings import hash_string  # type: ignore[attr-defined]

from labkin.nlp.gazetteer import CLASSES

BUCKETS = 1 << 17
WIDTH = len(CLASSES) + 1  # the last is running text
_SIZES = (2, 3, 4, 5)
_LONGEST = 40
_STEP = 32  # of the weights as they are stored: a 32nd; beyond +-4 they are cut off
_REMEMBERED = 200_000

Floats = npt.NDArray[np.float32]


def grams(word: str) -> list[int]:
    """The buckets of a word: itself, itself in lower case, its n-grams with its ends marked, its shape."""
    low = word.lower()
    marked = f"<{low}>"
    found = ["w" + word, "l" + low]
    found += [marked[i : i + size] for size in _SIZES for i in range(len(marked) - size + 1)]
    if word != low:
        found.append("S" + re.sub("[a-z]", "x", re.sub("[A-Z]", "X", re.sub(r"\d", "9", word)))[:8])
    return [hash_string(gram) % BUCKETS for gram in found]


class WordClasses:
    """The classifier. `weights`: buckets by classes; `bias`: classes."""

    def __init__(self, weights: npt.NDArray[np.int8], bias: Floats) -> None:
        self._weights, self._bias = weights, bias
        self._known: dict[str, Floats] = {}

    @classmethod
    def of(cls, weights: Floats, bias: Floats) -> WordClasses:
        """From the weights as they were trained, cut down to a byte each."""
        return cls(np.clip(np.round(weights * _STEP), -127, 127).astype(np.int8), bias.astype(np.float32))

    def __call__(self, word: str) -> Floats:
        """The probability of each class; zeros for a number, a single letter and a word too long to be one."""
        found = self._known.get(word)
        if found is None:
            found = self._reckon(word)
            if len(self._known) < _REMEMBERED:
                self._known[word] = found
        return found

    def _reckon(self, word: str) -> Floats:
        if not 1 < len(word) < _LONGEST or word.isdigit() or not word[0].isalnum():
            return np.zeros(WIDTH, np.float32)
        buckets = grams(word)
        total = self._weights[buckets].sum(0, dtype=np.float32)
        scores: Floats = total / np.float32(_STEP * np.sqrt(len(buckets))) + self._bias
        likely: Floats = np.exp(scores - scores.max())
        return np.asarray(likely / likely.sum(), np.float32)

    def save(self, path: Path) -> None:
        """Write the weights, compressed."""
        data = self._bias.astype("<f4").tobytes() + self._weights.T.tobytes()
        path.write_bytes(zstandard.ZstdCompressor(level=19).compress(data))

    @classmethod
    def load(cls, path: Path) -> WordClasses:
        """Read what `save` wrote."""
        data = zstandard.ZstdDecompressor().decompress(path.read_bytes())
        bias = np.frombuffer(data, "<f4", WIDTH).astype(np.float32)
        weights = np.frombuffer(data, np.int8, offset=4 * WIDTH).reshape(WIDTH, BUCKETS)
        return cls(np.ascontiguousarray(weights.T), bias)
