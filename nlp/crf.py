"""Linear-chain conditional random fields over padded batches, in numpy.

Lafferty, McCallum and Pereira, ICML 2001. Where a corpus does not say of what types there are mentions, training sums
over all tags that are possible there: Tsuboi et al., COLING 2008 (partial annotations).

Python goes from place to place and numpy does the rest for all texts at once, so several fields over the same texts
lie side by side in one `Field`, and texts come longest first: those that have ended are the last rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int_]
FORBIDDEN = np.float32(-30.0)  # the score of a transition that cannot be; its probability is below 1e-13
_LEAST = np.float32(1e-30)  # what a sum may fall to before it is divided by


def tag_names(types: tuple[str, ...]) -> list[str]:
    """Outside, then for each type: begin, inside, end, single.

    >>> tag_names(("Gene",))
    ['O', 'B-Gene', 'I-Gene', 'E-Gene', 'S-Gene']
    """
    return ["O", *(f"{place}-{type}" for type in types for place in "BIES")]


def allowed_pairs(types: tuple[str, ...]) -> Bools:
    """Which tag may follow which (shape: tags, tags)."""
    names = tag_names(types)
    allowed = np.zeros((len(names), len(names)), bool)
    for i, first in enumerate(names):
        for j, second in enumerate(names):
            inside = first[0] in "BI"
            allowed[i, j] = (second[0] in "IE" and first[2:] == second[2:]) if inside else second[0] in "OBS"
    return allowed


def open_ends(types: tuple[str, ...]) -> tuple[Bools, Bools]:
    """The tags that a text may begin with, and end with."""
    names = tag_names(types)
    return np.array([name[0] in "OBS" for name in names]), np.array([name[0] in "OES" for name in names])


class Field(NamedTuple):
    """One random field, or several side by side that know nothing of each other. `tags`: all of theirs in order."""

    pairs: Floats  # tags, tags: the score of one after the other; minus infinity between fields
    first: Floats  # tags: 1 where a text may begin with it, else 0
    last: Floats  # tags: likewise of ends
    parts: tuple[slice, ...]  # the tags of each field

    @classmethod
    def of(cls, *fields: tuple[tuple[str, ...], Floats]) -> Field:
        """From the types and the transitions (tags, tags) of each."""
        stops = list(accumulate(len(pairs) for _, pairs in fields))
        parts = tuple(slice(stop - len(pairs), stop) for stop, (_, pairs) in zip(stops, fields, strict=True))
        whole = np.full((stops[-1], stops[-1]), -np.inf, np.float32)
        for part, (_, pairs) in zip(parts, fields, strict=True):
            whole[part, part] = pairs
        first, last = (
            np.concatenate(ends).astype(np.float32)
            for ends in zip(*(open_ends(types) for types, _ in fields), strict=True)
        )
        return cls(whole, first, last, parts)


class Sums(NamedTuple):
    """What a forward-backward pass gives, place by place (place, text, tag); 0 beyond the end of a text."""

    log_z: npt.NDArray[np.float64]  # texts, fields: log of the partition function
    alphas: Floats  # forward, scaled so that each field's sum to 1
    betas: Floats  # backward, scaled alike
    local: Floats  # exp(score), scaled alike
    step: Floats  # tags, tags: exp(pairs)

    @property
    def tags(self) -> Floats:
        """The probability of each tag (text, place, tag), of a single field."""
        likely = self.alphas * self.betas
        likely /= np.maximum(likely.sum(2, keepdims=True), _LEAST)
        return likely.swapaxes(0, 1)

    @property
    def pairs(self) -> Floats:
        """How often each transition is expected over all texts (tags, tags)."""
        tags = len(self.step)
        then = (self.local[1:] * self.betas[1:]).reshape(-1, tags)
        counts: Floats = (self.alphas[:-1].reshape(-1, tags).T @ then) * self.step
        return counts

    def span_probability(self, text: int) -> Callable[[int, Sequence[int]], float]:
        """For one text: the probability that these tags stand at this place."""
        alphas, betas, local, step = self.alphas[:, text], self.betas[:, text], self.local[:, text], self.step

        def probability(start: int, tags: Sequence[int]) -> float:
            value = float(alphas[start, tags[0]])
            for place, (before, tag) in enumerate(pairwise(tags), start + 1):
                value *= float(step[before, tag] * local[place, tag])
            value *= float(betas[start + len(tags) - 1, tags[-1]])
            return min(max(value, 0.0), 1.0)

        return probability


def forward_backward(scores: Floats, lengths: Ints, field: Field) -> Sums:
    """Sum over all sequences of tags. `scores`: text, place, tag; the longest text first."""
    there = _there(lengths, scores.shape[1])
    local, top = _exponentials(scores, field)
    step = np.exp(field.pairs)
    alphas, log_z = _forward(local, step, there, field)
    betas = _backward(local, step, there, field)
    inside = np.arange(len(local))[:, None, None] < lengths[None, :, None]
    return Sums(log_z + (top * inside).sum(0, np.float64), alphas, betas, local, step)


def _there(lengths: Ints, longest: int) -> list[int]:
    """How many texts have a token at each place; one place more, at which none has."""
    assert (np.diff(lengths) <= 0).all(), "the longest text goes first"
    counts: list[int] = np.searchsorted(-lengths, -np.arange(longest + 1)).tolist()
    return counts


def _exponentials(scores: Floats, field: Field) -> tuple[Floats, Floats]:
    """The exponentials of scores place by place, each field's largest taken off (place, text, field)."""
    turned = scores.swapaxes(0, 1).copy()
    top = np.stack([turned[:, :, part].max(2) for part in field.parts], 2)
    for number, part in enumerate(field.parts):
        turned[:, :, part] -= top[:, :, number, None]
    return np.exp(turned, out=turned), top


def _forward(local: Floats, step: Floats, there: Sequence[int], field: Field) -> tuple[Floats, npt.NDArray[np.float64]]:
    """The alphas; scales `local` on the way, so that they sum to 1."""
    same = np.zeros_like(step)
    for part in field.parts:
        same[part, part] = 1
    alphas = np.zeros_like(local)
    totals = np.ones(local.shape, np.float32)
    alpha = local[:0]
    for place, (now, then) in enumerate(pairwise(there)):
        alpha = (alpha[:now] @ step if place else field.first) * local[place, :now]
        if then < now:
            alpha[then:now] *= field.last
        total = np.maximum(alpha @ same, _LEAST, out=totals[place, :now])
        alpha = np.divide(alpha, total, out=alphas[place, :now])
    local /= totals
    starts = [part.start for part in field.parts]
    return alphas, np.log(totals[:, :, starts]).sum(0, np.float64)


def _backward(local: Floats, step: Floats, there: Sequence[int], field: Field) -> Floats:
    betas = np.zeros_like(local)
    back = np.ascontiguousarray(step.T)
    for place in range(len(local) - 1, -1, -1):
        now, then = there[place], there[place + 1]
        if then:
            np.matmul(local[place + 1, :then] * betas[place + 1, :then], back, out=betas[place, :then])
        betas[place, then:now] = field.last
    return betas


def best_paths(scores: Floats, lengths: Ints, field: Field) -> Ints:
    """The likeliest tags of each text in each field (Viterbi). Shape: fields, texts, places; the longest text first."""
    texts, places, _ = scores.shape
    there = _there(lengths, places)
    before, cost = _predecessors(field)
    best = scores.swapaxes(0, 1).copy()  # of all sequences that end with a tag at a place
    best[:1] += np.where(field.first > 0, 0, 2 * FORBIDDEN)
    for place, now in enumerate(there[1:-1], 1):
        through = best[place - 1, :now].take(before, 1)
        through += cost
        best[place, :now] += through.max(1)
    closing = np.where(field.last > 0, 0, 2 * FORBIDDEN)
    outside = np.array([part.start for part in field.parts])[:, None]
    paths = np.tile(outside[:, :, None], (1, texts, places))
    tag = np.empty((len(field.parts), texts), int)
    for place in range(places - 1, -1, -1):
        now, then = there[place], there[place + 1]
        if then:  # where the best came from is asked of those on the path alone
            on = before[:, tag[:, :then]]
            came = best[place, np.arange(then), on] + cost[:, tag[:, :then]]
            tag[:, :then] = np.take_along_axis(on, came.argmax(0)[None], 0)[0]
        for number, part in enumerate(field.parts if then < now else ()):
            tag[number, then:now] = (best[place, then:now, part] + closing[part]).argmax(1) + part.start
        paths[:, :now, place] = tag[:, :now]
    paths -= outside[:, :, None]
    return paths


def _predecessors(field: Field) -> tuple[Ints, Floats]:
    """The tags that each may follow, and the scores of that (shape: some, tags); few may, so that not all are tried."""
    possible = field.pairs > FORBIDDEN / 2
    before = np.argsort(~possible, axis=0, kind="stable")[: possible.sum(0).max()]
    return before, np.take_along_axis(field.pairs, before, 0)
