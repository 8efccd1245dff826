"""What the recogniser sees of a text: for each token hashes of its form, and numbers of what is known of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from spacy.strings import hash_string  # type: ignore[attr-defined]

from labkin.nlp import gazetteer, word_classes
from labkin.nlp.gazetteer import Gazetteer
from labkin.nlp.word_classes import WordClasses
from labkin.nlp.word_hash import Keys
from labkin.nlp.word_vectors import WordVectors

FORMS = 5  # hashes of a token: the word, its first three letters, its last three and four, its shape
UNKNOWN_WORD = np.uint64(1)
_NAMES, _CLASSES, _VECTORS = "names.bin", "classes.bin", "vectors.bin"
_CLASS_SCALE = np.float32(2.0)  # probabilities are small beside flags and vectors
_ACIDS = "Ala|Arg|Asn|Asp|Cys|Gln|Glu|Gly|His|Ile|Leu|Lys|Met|Phe|Pro|Ser|Thr|Trp|Tyr|Val|Ter|Sec"
# What a token alone may be: parts of the names of variants (HGVS), numbers, letters, Greek, Roman numerals.
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[ACDEFGHIKLMNPQRSTVWY]\d{1,4}[ACDEFGHIKLMNPQRSTVWYX]",
        rf"(?:{_ACIDS})\d+(?:{_ACIDS}|X|fs\w*|del\w*|dup\w*)?",
        r"rs\d{3,}",
        r"\d+(?:[ACGT]{1,4}|del\w*|ins\w*|dup\w*|_\d+\w*)|IVS\d+\w*|\w+(?:del|ins)[ACGT]+",
        r"[cgpmn]",
        r"(?:\d+|[ACGT])(?:[ACGT])?",
        r"\d+",
        r"[A-Z]",
        r"[A-Z]{2,}s?",
        r"[A-Z]+\d+[A-Za-z]?|\d+[A-Z]+",
        r"[α-ωΑ-Ω]|alpha|beta|gamma|delta|epsilon|kappa|omega",
        r"[IVX]{1,5}",
    )
)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Features:
    """`forms`: tokens by FORMS, hashes; `numbers`: tokens by `Knowledge.width`."""

    forms: Keys
    numbers: Floats


@lru_cache(maxsize=200_000)
def forms(word: str) -> tuple[int, ...]:
    """The hashes of a token's form."""
    low = word.lower()
    shape = re.sub("[a-z]", "x", re.sub("[A-Z]", "X", re.sub(r"\d", "d", word)))
    shape = re.sub(r"(.)\1{3,}", r"\1\1\1\1", shape)[:12]
    parts = ("n" + low, "p" + word[:3], "s" + low[-3:], "q" + low[-4:], "h" + shape)
    return tuple(hash_string(part) for part in parts)


@lru_cache(maxsize=200_000)
def flags(word: str) -> tuple[float, ...]:
    """Which patterns a token has the form of.

    >>> [i for i, flag in enumerate(flags("V600E")) if flag], len(flags("x")) == len(_PATTERNS)
    ([0, 9], True)
    """
    return tuple(1.0 if pattern.fullmatch(word) else 0.0 for pattern in _PATTERNS)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of words before any text is read: names, classes, vectors."""

    names: Gazetteer
    classes: WordClasses
    vectors: WordVectors

    @classmethod
    def load(cls, folder: Path) -> Knowledge:
        """Read the three tables of a folder."""
        return cls(
            Gazetteer.load(folder / _NAMES), WordClasses.load(folder / _CLASSES), WordVectors.load(folder / _VECTORS)
        )

    def save(self, folder: Path) -> None:
        """Write the three tables into a folder."""
        self.names.save(folder / _NAMES)
        self.classes.save(folder / _CLASSES)
        self.vectors.save(folder / _VECTORS)

    @property
    def width(self) -> int:
        """How many numbers a token has."""
        return gazetteer.WIDTH + word_classes.WIDTH + self.vectors.width + len(_PATTERNS)

    @property
    def groups(self) -> list[tuple[int, int]]:
        """Where the numbers of names, of classes and of vectors stand; training drops out one group or another."""
        first = gazetteer.WIDTH
        second = first + word_classes.WIDTH
        return [(0, first), (first, second), (second, second + self.vectors.width)]

    def features(self, tokens: Sequence[str], means: Mapping[str, str] | None = None) -> Features:
        """The features of a text's tokens; `means` are the abbreviations that it explains."""
        if not tokens:
            return Features(np.zeros((0, FORMS), np.uint64), np.zeros((0, self.width), np.float32))
        names = self.names.features(tokens, means)
        classes = np.stack([self.classes(token) for token in tokens]) * _CLASS_SCALE
        vectors = self.vectors.rows([self.vectors.row(token) for token in tokens])
        seen = np.array([flags(token) for token in tokens], np.float32)
        hashes = np.array([forms(token) for token in tokens], np.uint64)
        return Features(hashes, np.hstack([names, classes, vectors, seen]))
