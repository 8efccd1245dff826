"""Which concepts of an abstract are related, judged from all its sentences at once.

Two steps. Linear models judge each meeting of a pair in a sentence, each concept's part ("-induced", "treated with")
and each pair; then a forest compares the pairs of the passage with one another, by these judgements, by where and how
often they are named, and by what is more general than what.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labkin.nlp.relation_mesh import depth
from labkin.nlp.relation_model import MEETING, NEVER, PAIR, PART, ROLE, Floats, Model
from labkin.nlp.relation_pairs import Candidate, Concept, Gathered
from labkin.nlp.relation_text import Place

Flags = NDArray[np.bool_]
Places = NDArray[np.intp]
NONE = -9.0  # log odds that stand for "there is no such pair"
TYPES = 3  # the first column of the types


@dataclass(slots=True)
class Scores:
    """The judgements of the first step: log odds for each bag of a meeting, each pair and each concept."""

    meeting: Floats
    pair: Floats
    role: Floats


@dataclass(slots=True)
class Rows:
    """The known features of a passage, as rows of the weights: of each concept alone, and of each pair together."""

    concepts: list[list[int]]
    pairs: list[list[int]]


@dataclass(slots=True)
class Judged:
    """A pair with its calibrated probability and, where the model tells types apart, the likeliest one.

    `nearest` are the mentions that say it best: of the likeliest meeting, or the two that stand closest.
    """

    candidate: Candidate
    probability: float
    type: int
    type_probability: float
    nearest: tuple[Place, Place]


def score(found: Gathered, model: Model) -> tuple[Scores, Rows]:
    """The first step."""
    bags = [model.known(bag) for bag in found.bags]
    rows = Rows([model.known(concept.bag) for concept in found.concepts], [])
    for pair in found.candidates:
        met = bags[pair.meetings[0]] if len(pair.meetings) == 1 else {row for at in pair.meetings for row in bags[at]}
        rows.pairs.append([*sorted(met), *model.known(pair.flags)])
    meeting = model.sums(bags, slice(MEETING, MEETING + 1))[:, 0] + model.bias[MEETING]
    alone = model.sums(rows.concepts, slice(PAIR, ROLE + 1))
    together = _whole(found.candidates, rows, model, slice(PAIR, PAIR + 1), alone[:, :1])[:, 0]
    return Scores(meeting, together, alone[:, 1] + model.bias[ROLE]), rows


def _whole(pairs: list[Candidate], rows: Rows, model: Model, columns: slice, alone: Floats) -> Floats:
    """Log odds of pairs, from what is seen of them together and, by half, of either alone: the sums `alone`."""
    ends = alone[[pair.one for pair in pairs]] + alone[[pair.other for pair in pairs]]
    return np.asarray(model.sums(rows.pairs, columns) + PART * ends + model.bias[columns])


def judge(found: Gathered, model: Model, least: float = 0.0) -> list[Judged]:
    """The pairs of a passage that are at least so likely related, with their types."""
    if not found.candidates:
        return []
    scores, rows = score(found, model)
    likely = model.calibrated(model.forest.log_odds(compare(found, scores)))
    kept = [at for at, probability in enumerate(likely) if probability >= least]
    pairs = [found.candidates[at] for at in kept]
    best, sure = np.zeros(len(kept), int) - 1, np.ones(len(kept))
    if model.types and kept:
        columns = slice(TYPES, None)
        together = Rows(rows.concepts, [rows.pairs[at] for at in kept])
        odds = _whole(pairs, together, model, columns, model.sums(rows.concepts, columns))
        shares = np.exp(odds - odds.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        best, sure = shares.argmax(axis=1), shares.max(axis=1)
    return [
        Judged(pair, float(likely[at]), int(type), float(share), _nearest(found, pair, scores.meeting))
        for at, pair, type, share in zip(kept, pairs, best, sure, strict=True)
    ]


def _nearest(found: Gathered, pair: Candidate, meetings: Floats) -> tuple[Place, Place]:
    if pair.where:
        return max(zip(pair.meetings, pair.where, strict=True), key=lambda one: float(meetings[one[0]]))[1]
    places = ((a, b) for a in found.concepts[pair.one].places for b in found.concepts[pair.other].places)
    return min(places, key=lambda two: (abs(two[0].sentence - two[1].sentence), abs(two[0].start - two[1].start)))


def compare(found: Gathered, scores: Scores) -> Floats:
    """The features of the second step, a row for each pair."""
    pairs, concepts = found.candidates, found.concepts
    one = np.array([pair.one for pair in pairs])
    other = np.array([pair.other for pair in pairs])
    meet = _meetings(pairs, scores.meeting)
    same_one, same_other = one[:, None] == one, other[:, None] == other
    columns = [
        scores.pair,
        *meet,
        *_against(scores.pair, same_one, same_other),
        *_behind(meet[0], same_one, same_other),
        *_roles(concepts, scores.role, one, other),
        *_kin(concepts, found.kin, scores.pair, one, other),
        *_counts(found, one, other),
    ]
    return np.array(columns, float).T


def _meetings(pairs: list[Candidate], scores: Floats) -> list[Floats]:
    best, mean, total = (np.full(len(pairs), NEVER), np.full(len(pairs), NEVER), np.zeros(len(pairs)))
    soft = np.log1p(np.exp(scores))
    for at, pair in enumerate(pairs):
        if pair.meetings:
            own = scores[pair.meetings]
            best[at], mean[at], total[at] = own.max(), own.mean(), soft[pair.meetings].sum()
    return [best, mean, total, np.array([float(len(pair.meetings)) for pair in pairs])]


def _behind(scores: Floats, same_one: Flags, same_other: Flags) -> list[Floats]:
    """How far a pair is behind the best, and behind the best of each end."""
    return [
        scores - scores.max(),
        scores - np.where(same_one, scores, NONE).max(axis=1),
        scores - np.where(same_other, scores, NONE).max(axis=1),
    ]


def _against(scores: Floats, same_one: Flags, same_other: Flags) -> list[Floats]:
    """How a pair compares: with the best, the best of each end, its rivals at each end, and its ranks."""
    with_one, with_other = np.where(same_one, scores, NONE), np.where(same_other, scores, NONE)
    best_one, best_other = with_one.max(axis=1), with_other.max(axis=1)
    np.fill_diagonal(with_one, NONE)
    np.fill_diagonal(with_other, NONE)
    better = scores > scores[:, None]
    return [
        scores - scores.max(),
        scores - best_one,
        scores - best_other,
        with_one.max(axis=1),
        with_other.max(axis=1),
        better.sum(axis=1),
        (better & same_one).sum(axis=1),
        (better & same_other).sum(axis=1),
    ]


def _roles(concepts: list[Concept], roles: Floats, one: Places, other: Places) -> list[Floats]:
    """What each end looks like alone, against the best of its type, and how many of its type look like it."""
    types = np.array([concept.type for concept in concepts])
    same = types[:, None] == types
    behind = roles - np.where(same, roles, -np.inf).max(axis=1)
    rank = (same & (roles > roles[:, None])).sum(axis=1).astype(float)
    expected = (same * (1 / (1 + np.exp(-roles)))).sum(axis=1)
    return [column[end] for column in (roles, behind, rank, expected) for end in (one, other)]


def _kin(
    concepts: list[Concept], kin: set[tuple[int, int]], scores: Floats, one: Places, other: Places
) -> list[Floats]:
    """The best score of a pair with a narrower, or a broader, concept at one of the ends."""
    size = len(concepts)
    deep = np.array([float(depth(concept.mesh)) for concept in concepts])
    if not kin:
        none = np.full(len(one), NONE)
        return [none, none, none, none, deep[one], deep[other]]
    upper = np.zeros((size, size), dtype=bool)  # [a, b]: a is more general than b
    for a, b in kin:
        upper[a, b] = True
    best = np.full(size, NONE)
    np.maximum.at(best, one, scores)
    np.maximum.at(best, other, scores)
    below = np.where(upper, best, NONE).max(axis=1)
    beyond = np.where(upper.T, best, NONE).max(axis=1)
    return [below[one], below[other], beyond[one], beyond[other], deep[one], deep[other]]


def _counts(found: Gathered, one: Places, other: Places) -> list[Floats]:
    lines = max(found.lines, 1)
    rows = []
    types = Counter(concept.type for concept in found.concepts)
    most: dict[str, int] = {}
    for concept in found.concepts:
        most[concept.type] = max(most.get(concept.type, 0), len(concept.places))
    for concept in found.concepts:
        at = {place.sentence for place in concept.places}
        count = len(concept.places)
        rows.append(
            (
                count,
                count / most[concept.type],
                types[concept.type],
                0 in at,
                min(at) / lines,
                max(at) / lines,
                len(at) / lines,
                ord(concept.type[0]),
            )
        )
    table = np.array(rows, dtype=float)
    shared = [float(len({a.sentence for a, _ in pair.where})) for pair in found.candidates]
    apart = [float(pair.apart) for pair in found.candidates]
    sizes = [np.full(len(one), float(len(one))), np.full(len(one), float(lines))]
    return [*table[one].T, *table[other].T, np.array(shared), np.array(apart), *sizes]
