"""Which runs of words are names of something: a million names of the vocabularies, as sorted hashes with their classes.

It serves the recogniser as a hint, never as a verdict: a name of a gene may be an English word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import zstandard

from labkin.nlp.word_hash import BITS, LONGEST, Keys, case_key, name_key, run_keys, word_key

# What a name may be a name of. `symbol` are short names of genes and cell lines, kept as they are written.
CLASSES = (
    "chemical", "protein", "disease", "phenotype", "gene", "symbol", "species", "cell_line", "cell_type", "anatomy",
    "assay", "technique", "process", "other",
)  # fmt: skip
PLACES = 4  # of a word in a name: alone, first, inner, last
WIDTH = len(CLASSES) * PLACES
_WORD = re.compile(r"\w+")
_STOPS = frozenset(".;:?!")
_LEVEL = 19
_SEEN_BITS = 24  # 16 MB of flags, which spare nine in ten searches of the keys
LONGEST_SYMBOL = 4  # words; longer symbols are names


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Sorted keys of names, and for each a bit per class."""

    keys: Keys
    classes: npt.NDArray[np.uint16]
    seen: npt.NDArray[np.bool_] = field(init=False, repr=False)  # by the upper bits of a key: whether any begins so

    def __post_init__(self) -> None:
        seen = np.zeros(1 << _SEEN_BITS, bool)
        seen[self.keys >> np.uint64(BITS - _SEEN_BITS)] = True
        object.__setattr__(self, "seen", seen)

    @classmethod
    def of(cls, names: Iterable[tuple[str, str]]) -> Gazetteer:
        """From (class, name) pairs. A name of more than LONGEST words is left out."""
        found: dict[int, int] = {}
        for name_class, name in names:
            words = _WORD.findall(name)
            if 0 < len(words) <= LONGEST:
                key = name_key(words, name_class == "symbol")
                found[key] = found.get(key, 0) | 1 << CLASSES.index(name_class)
        keys = np.array(sorted(found), np.uint64)
        return cls(keys, np.array([found[int(key)] for key in keys], np.uint16))

    def save(self, path: Path) -> None:
        """Write the differences of the keys byte plane by byte plane, compressed."""
        steps = np.diff(self.keys, prepend=np.uint64(0)).astype("<u8")
        planes = steps.view(np.uint8).reshape(-1, 8)[:, :5].T.tobytes()
        path.write_bytes(zstandard.ZstdCompressor(level=_LEVEL).compress(planes + self.classes.astype("<u2").tobytes()))

    @classmethod
    def load(cls, path: Path) -> Gazetteer:
        """Read what `save` wrote."""
        data = np.frombuffer(zstandard.ZstdDecompressor().decompress(path.read_bytes()), np.uint8)
        count = len(data) // 7
        steps = np.zeros((count, 8), np.uint8)
        steps[:, :5] = data[: count * 5].reshape(5, count).T
        classes = data[count * 5 :].copy().view("<u2")
        return cls(np.cumsum(steps.view("<u8").ravel(), dtype=np.uint64), classes.astype(np.uint16))

    def lookup(self, keys: Keys) -> npt.NDArray[np.uint16]:
        """The classes of each key; 0 where no name has it."""
        found = np.zeros(len(keys), np.uint16)
        likely = np.flatnonzero(self.seen[keys >> np.uint64(BITS - _SEEN_BITS)])  # one in ten that is no name
        if len(likely):
            wanted = keys[likely]
            places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
            found[likely] = np.where(self.keys[places] == wanted, self.classes[places], 0)
        return found

    def features(self, tokens: Sequence[str], means: Mapping[str, str] | None = None) -> npt.NDArray[np.float32]:
        """For each token (shape: tokens, WIDTH): in which names of each class it stands, and where in the name.

        Longer names hide shorter ones of the same class. `means` are short forms with the long forms that the
        document explains: a short form is what its long form is.
        """
        found = np.zeros((len(tokens), WIDTH), np.float32)
        places = [i for i, token in enumerate(tokens) if _WORD.match(token)]
        if not places:
            return found
        stretch = np.cumsum([token in _STOPS for token in tokens])[places]
        where = np.array(places)
        plain = np.array([word_key(tokens[i]) for i in places], np.uint64)
        written = np.array([case_key(tokens[i]) for i in places], np.uint64)
        symbol = np.uint16(1 << CLASSES.index("symbol"))
        done = np.zeros((len(places), len(CLASSES)), bool)
        runs, symbols = run_keys(plain), run_keys(written, LONGEST_SYMBOL)
        for length in range(len(runs), 0, -1):
            classes = self.lookup(runs[length - 1]) & ~symbol
            if length <= len(symbols):
                classes |= self.lookup(symbols[length - 1]) & symbol
            whole = stretch[: len(classes)] == stretch[length - 1 :]
            for start in np.flatnonzero((classes > 0) & whole):
                _mark(found, done, where, int(start), length, int(classes[start]))
        for short, long in (means or {}).items():
            self._carry(found, tokens, short, long)
        return found

    def _carry(self, found: npt.NDArray[np.float32], tokens: Sequence[str], short: str, long: str) -> None:
        long_tokens = _WORD.findall(long)
        rows = self.features(long_tokens)
        if not len(rows):
            return
        # What the whole of the long form is, or else what it ends as: "acute kidney injury" is an injury.
        last = rows[-1].reshape(len(CLASSES), PLACES)
        classes = [i for i in range(len(CLASSES)) if last[i, 0] or last[i, 3]]
        parts = _WORD.findall(short)
        for start in _runs(tokens, parts):
            for name_class in classes:
                found[start, name_class * PLACES + (0 if len(parts) == 1 else 1)] = 1.0


def _mark(
    found: npt.NDArray[np.float32], done: npt.NDArray[np.bool_], where: npt.NDArray[np.int_], start: int, length: int,
    classes: int,
) -> None:  # fmt: skip
    end = start + length
    for name_class in range(len(CLASSES)):
        if classes >> name_class & 1 and not done[start:end, name_class].any():
            done[start:end, name_class] = True
            column = name_class * PLACES
            if length == 1:
                found[where[start], column] = 1.0
            else:
                found[where[start], column + 1] = 1.0
                found[where[start] + 1 : where[end - 1], column + 2] = 1.0
                found[where[end - 1], column + 3] = 1.0


def _runs(tokens: Sequence[str], parts: Sequence[str]) -> list[int]:
    """Where the parts stand one after another, whatever punctuation is between."""
    if not parts:
        return []
    words = [i for i, token in enumerate(tokens) if _WORD.match(token)]
    texts = [tokens[i] for i in words]
    size = len(parts)
    return [
        words[i] for i in range(len(texts) - size + 1) if texts[i] == parts[0] and texts[i : i + size] == list(parts)
    ]
