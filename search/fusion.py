"""One ranking out of two: by the words of a query and by its meaning.

The score is a sum of two shares: of the best score by words, and the cosine as it is. Stretching both to 0 to 1
(min-max) makes the best of a poor branch as good as the best of a good one; leaving the cosine as it is, of everything
that words find and not of the nearest alone, was worth 0.8 points of nDCG@10 on SciFact, where ranks (reciprocal rank
fusion) cost another 1.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

WINDOW = 200  # hits by words that are ranked together with those by meaning; the rest follow in their order
BARE = 0.5  # of names without a text; more pushes the texts down, as measured on the demo lab's tuning queries
# Scores of exact identifiers and names are multiples of it, and no words reach it: the 64 that are read of a query come
# to 2,700 in an index of ten million, were each in one entry only. A score is of 32 bits, so that here 0.004 are seen.
TIER = 4096.0
MOST_EXACT = 10_000  # entries of the very name that was typed, all of which stand before what is near in meaning


class Weights(NamedTuple):
    """What each branch counts for."""

    keyword: float
    meaning: float


# Learnt on SciFact's training queries, in folds, and right for PubMedQA and the demo lab too (`benchmarks search`).
SHIPPED = Weights(0.35, 0.65)


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

    Both are given without repeats, `keyword` best first; `meaning` holds cosines of these too. What has no vector, as
    bare names have none, is taken to be half as near as its words are good, against the nearest that words found.

    >>> words, cosines = [Scored(1, 9.0), Scored(2, 6.0)], [Scored(2, 0.8), Scored(1, 0.1), Scored(3, 0.4)]
    >>> [hit.key for hit in fuse(words, cosines, Weights(0.5, 0.6))]
    [2, 1, 3]
    """
    best = max((hit.score for hit in keyword), default=0.0)
    shares = {hit.key: hit.score / best if best > 0 else 1.0 for hit in keyword}
    cosines = {hit.key: max(0.0, hit.score) for hit in meaning}
    nearest = max((cosines.get(key, 0.0) for key in shares), default=0.0)
    found = []
    for key in dict.fromkeys([*shares, *cosines]):
        by_words = weights.keyword * shares.get(key, 0.0)
        by_meaning = weights.meaning * cosines.get(key, BARE * nearest * shares.get(key, 0.0))
        found.append(Fused(key, by_words + by_meaning, by_words, by_meaning))
    return sorted(found, key=lambda hit: -hit.score)


def ranked(keyword: Sequence[Scored], meaning: Sequence[Scored], weights: Weights = SHIPPED) -> list[Fused]:
    """As `fuse`, for scores by words as engines give them: exact names stand first, as by words alone.

    >>> [hit.key for hit in ranked([Scored(1, 12 * TIER + 4.0), Scored(2, 9.0)], [Scored(2, 0.9), Scored(1, 0.1)])]
    [1, 2]
    """
    tiers = {hit.key: hit.score - hit.score % TIER for hit in keyword}
    plain = sorted((Scored(hit.key, hit.score % TIER) for hit in keyword), key=lambda hit: -hit.score)
    fused = (hit._replace(score=hit.score + tiers.get(hit.key, 0.0)) for hit in fuse(plain, meaning, weights))
    return sorted(fused, key=lambda hit: -hit.score)
