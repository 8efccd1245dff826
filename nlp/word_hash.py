"""Hashes of words and of runs of words: what the recogniser's tables are looked up by.

The tables of names hold no names, only 40 bits of each one's hash, sorted: about three bytes a name. With a million
names, one run of words in a million is taken for a name that it is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]

LONGEST = 8  # words of a name; 97 % of those of MeSH have no more
BITS = 40
_SHIFT = np.uint64(64 - BITS)
_PRIME = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio, odd: Knuth, The Art of Computer Programming, 6.4
_MIX = np.uint64(0xBF58476D1CE4E5B9)  # of splitmix64
_STEP = 0xC6A4A7935BD1E995  # this and the shift are MurmurHash64A's, by Austin Appleby
_SHIFTED = 47
_WHOLE = (1 << 64) - 1
_PLURAL = re.compile(r"[a-z]{3,}[^s\Wiu]s")


def hash64(text: str) -> int:
    """MurmurHash64A of the UTF-8 bytes with seed 1: spaCy's `hash_string`, which takes half a second to import.

    A command that only searches or asks has no other need of spaCy.

    >>> hash64("virus")
    17871412983279159246
    """
    content = text.encode("utf-8", "surrogatepass")
    hashed = (1 ^ len(content) * _STEP) & _WHOLE
    whole = len(content) // 8 * 8
    for at in range(0, whole, 8):
        part = int.from_bytes(content[at : at + 8], "little") * _STEP & _WHOLE
        part = (part ^ part >> _SHIFTED) * _STEP & _WHOLE
        hashed = (hashed ^ part) * _STEP & _WHOLE
    if whole < len(content):
        hashed = (hashed ^ int.from_bytes(content[whole:], "little")) * _STEP & _WHOLE
    hashed = (hashed ^ hashed >> _SHIFTED) * _STEP & _WHOLE
    return hashed ^ hashed >> _SHIFTED


@lru_cache(maxsize=200_000)
def word_key(word: str) -> int:
    """The hash of a word, the same for its plural and in any case.

    >>> word_key("Tumors") == word_key("tumor"), word_key("virus") == word_key("viru")
    (True, False)
    """
    word = word.lower()
    return hash64(word[:-1] if _PLURAL.fullmatch(word) else word)


@lru_cache(maxsize=200_000)
def case_key(word: str) -> int:
    """The hash of a word as it is written.

    >>> case_key("WAS") == case_key("was")
    False
    """
    return hash64(f"={word}")


def run_keys(words: Keys, longest: int = LONGEST) -> list[Keys]:
    """For 1, 2 ... `longest` words: the 40-bit keys of the runs that begin at each word, shorter by one each time."""
    found, runs = [], np.zeros(len(words), np.uint64)
    for length in range(1, min(longest, len(words)) + 1):
        with np.errstate(over="ignore"):
            runs = runs[: len(words) - length + 1] * _PRIME + words[length - 1 :]
            mixed = (runs ^ (runs >> np.uint64(29))) * _MIX
        found.append(mixed >> _SHIFT)
    return found


def name_key(words: Sequence[str], as_written: bool = False) -> int:
    """The key of a whole name of 1 to LONGEST words."""
    key = case_key if as_written else word_key
    hashes = np.array([key(word) for word in words], np.uint64)
    return int(run_keys(hashes)[len(words) - 1][0])
