"""Which words are words of English, or of what people write: nothing is guessed about those that are.

The list is that of the encoder that ships: 21,000 words, the most frequent of books and of Wikipedia, in small letters,
names of people and places among them. The words of the recogniser's texts, 91,000 that biologists write, are known by
their hashes alone, a slip of the pen here and there among them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt
import zstandard

from labkin.nlp.weights import located
from labkin.nlp.word_hash import case_key

_ENDINGS = ("s", "es", "d", "ed", "ing", "r", "er", "st", "est", "y", "ly", "ness")
_AFTER_E = ("d", "r", "st")
_LEAST = 4  # letters of what stands before an ending


@cache
def _english() -> frozenset[str]:
    model = json.loads(located("encoder", "tokenizer.json").read_text(encoding="utf-8"))["model"]
    return frozenset(word for word in model["vocab"] if word.isalpha())


@cache
def _of_texts() -> npt.NDArray[np.uint64]:
    """The sorted hashes of the words that have a vector; the vectors behind them are not read."""
    with located("recogniser", "vectors.bin").open("rb") as packed:
        stream = zstandard.ZstdDecompressor().stream_reader(packed)
        count = int(np.frombuffer(stream.read(8), "<u4")[0])
        return np.frombuffer(stream.read(8 * count), "<u8").astype(np.uint64)


def is_english(word: str) -> bool:
    """Whether a word, in any case, is an everyday one.

    >>> is_english("read"), is_english("Cold"), is_english("copd"), is_english("aspirin")
    (True, True, False, False)
    """
    return word.lower() in _english()


def is_form_of_english(word: str) -> bool:
    """Whether a word is an everyday one or a form of one.

    >>> is_form_of_english("spills"), is_form_of_english("avarage")
    (True, False)
    """
    return any(form in _english() for form in _forms(word.lower()))


def is_common(word: str) -> bool:
    """Whether people write a word so: an English one, a form of one, or one that stands in texts of biology.

    >>> [is_common(word) for word in ("smell", "shaker", "pellet", "spills", "gefitnib", "smel")]
    [True, True, True, True, False, False]
    """
    low = word.lower()
    return is_form_of_english(low) or _is_of_texts(low)


def _forms(word: str) -> Iterator[str]:
    """The word, and what is left of it without an ending: "stirrer", "stirr", "stir"."""
    yield word
    for ending in _ENDINGS:
        if not word.endswith(ending) or len(stem := word.removesuffix(ending)) < _LEAST:
            continue
        if stem[-1] == "e" if ending in _AFTER_E else not (ending == "s" and stem[-1] == "s"):
            yield stem
            if stem[-1] == stem[-2]:
                yield stem[:-1]


def _is_of_texts(word: str) -> bool:
    key = np.uint64(case_key(word))
    place = int(np.searchsorted(_of_texts(), key))
    return place < len(_of_texts()) and bool(_of_texts()[place] == key)
