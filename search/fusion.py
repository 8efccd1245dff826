"""One ranking out of two: by the words of a query and by its meaning.

Both give scores on scales of their own, which are brought to 0 to 1 among the best hits of each and summed by weight
(Lee 1997, "Analyses of multiple evidence combination", with weights). What only one branch finds counts as 0 by the
other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

WINDOW = 200  # hits by words that are ranked together with those by meaning; the rest follow in their order


class Weights(NamedTuple):
    """What each branch counts for."""

    keyword: float
    meaning: float


SHIPPED = Weights(0.55, 0.45)


class Scored(NamedTuple):
    """One hit of a branch."""

    key: int
    score: float


class Fused(NamedTuple):
    """One hit of both: `keyword` and `meaning` are the shares of the score."""

    key: int
    score: float
    keyword: float
    meaning: float


def fuse(keyword: Sequence[Scored], meaning: Sequence[Scored], weights: Weights = SHIPPED) -> list[Fused]:
    """All hits, best first; where scores are equal, those by words first, in their order.

    Each branch is given best first, without repeats.

    >>> [hit.key for hit in fuse([Scored(1, 9.0), Scored(2, 5.0)], [Scored(2, 0.8), Scored(3, 0.1)], Weights(0.5, 0.6))]
    [2, 1, 3]
    """
    by_words, by_meaning = _shares(keyword, weights.keyword), _shares(meaning, weights.meaning)
    keys = [*by_words, *(key for key in by_meaning if key not in by_words)]
    found = (Fused(key, 0.0, by_words.get(key, 0.0), by_meaning.get(key, 0.0)) for key in keys)
    return sorted((hit._replace(score=hit.keyword + hit.meaning) for hit in found), key=lambda hit: -hit.score)


def _shares(branch: Sequence[Scored], weight: float) -> dict[int, float]:
    if not branch:
        return {}
    best, least = branch[0].score, branch[-1].score
    width = best - least
    return {hit.key: weight * ((hit.score - least) / width if width > 0 else 1.0) for hit in branch}
