"""Made entries and queries for benchmarks/search_speed.py: as many as wanted, the same for the same seed.

A text is drawn word by word: most words from those of SciFact's abstracts, as often as they stand there, so that real
queries meet lists of real length; the rest from a Zipf-distributed vocabulary of made-up words, as names and codes are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from labkin.search.index import Entry

WORDS = 200  # of one text
MADE_WORDS = 300_000  # in the made-up vocabulary
MADE_SHARE = 0.15  # of the words of a text
CHUNK = 2_000  # texts drawn at once
KINDS = ("Dataset", "Document", "Publication", "Compound", "Sample", "Experiment", "Protocol", "Table")
ORGANISMS = 200
PROJECTS = 50
_ONSETS = "b c d f g h k l m n p r s t v w z br cl dr fl gr pl pr st th tr ch sc".split()  # noqa: SIM905
_VOWELS = "a e i o u ae io ou".split()  # noqa: SIM905
_SYLLABLES = ["".join(pair) for pair in product(_ONSETS, _VOWELS)]


class Vocabulary:
    """Words with how often each is drawn."""

    def __init__(self, texts: list[str]) -> None:
        real = Counter(word for text in texts for word in re.findall(r"[A-Za-z][A-Za-z0-9\-]*", text))
        made = [made_word(number) for number in range(MADE_WORDS)]
        counts = np.array(list(real.values()), float)
        zipf = 1.0 / np.arange(1, MADE_WORDS + 1)
        shares = np.concatenate([counts / counts.sum() * (1 - MADE_SHARE), zipf / zipf.sum() * MADE_SHARE])
        self.words = np.array([*real, *made], dtype=object)
        self._edges = np.cumsum(shares / shares.sum())

    def draw(self, random: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.object_]:
        """Words, an array of this shape."""
        places = np.searchsorted(self._edges, random.random(shape)).clip(max=len(self.words) - 1)
        return np.asarray(self.words[places], dtype=object)


def made_word(number: int) -> str:
    """A word that is nobody's, another for each number.

    >>> made_word(0), made_word(123456)
    ('baben', 'gamaebin')
    """
    base = len(_SYLLABLES)
    parts = []
    number += base
    while number:
        number, rest = divmod(number, base)
        parts.append(_SYLLABLES[rest])
    return "".join(parts) + "n"


def id_of(number: int) -> str:
    """The identifier of an entry."""
    return f"made:{number:07d}"


def entries(vocabulary: Vocabulary, count: int, seed: int = 1, first: int = 0) -> Iterator[Entry]:
    """Entries `made:FIRST` and on, of WORDS words each, with a kind, an organism, a project, a year and a day."""
    random = np.random.default_rng((seed, first))
    for start in range(first, first + count, CHUNK):
        size = min(CHUNK, first + count - start)
        drawn = vocabulary.draw(random, (size, WORDS))
        kinds = random.integers(0, len(KINDS), size)
        organisms = (random.pareto(1.0, size) * 3).astype(int) % ORGANISMS
        projects = random.integers(0, PROJECTS, size)
        years = random.integers(2000, 2027, size)
        for row in range(size):
            words = drawn[row]
            year = int(years[row])
            yield Entry(
                id=id_of(start + row),
                kind=KINDS[kinds[row]],
                name=" ".join(words[:8]),
                names=(" ".join(words[:8]),),
                text=" ".join(words[8:]),
                facets={"organism": f"organism {organisms[row]}", "project": f"project {projects[row]}"},
                numbers={"year": year, "date": float(year * 10000 + 101 + row % 28)},
            )


def queries(vocabulary: Vocabulary, real: list[str], count: int, seed: int = 2) -> list[str]:
    """Queries of 1 to 8 words: by turns the beginning of a real one, and words drawn as those of the texts are."""
    random = np.random.default_rng(seed)
    found = []
    for number in range(count):
        size = 1 + number // 2 % 8
        if number % 2:
            found.append(" ".join(vocabulary.draw(random, (size,))))
        else:
            words = real[int(random.integers(len(real)))].split()
            start = int(random.integers(max(1, len(words) - size + 1)))
            found.append(" ".join(words[start : start + size]))
    return found
