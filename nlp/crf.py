"""A linear-chain conditional random field over padded batches, in numpy.

Lafferty, McCallum and Pereira, ICML 2001. Where a corpus does not say of what types there are mentions, training sums
over all tags that are possible there: Tsuboi et al., COLING 2008 (partial annotations).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
FORBIDDEN = np.float32(-30.0)  # the score of a transition that cannot be; its probability is below 1e-13


class Sums(NamedTuple):
    """What a forward-backward pass gives: log of the partition function by sequence, probabilities, expected counts."""

    log_z: npt.NDArray[np.float64]  # batch
    tags: Floats  # batch, length, tags: the probability of each tag at each place
    pairs: Floats  # tags, tags: how often each transition is expected, over the batch
    alphas: Floats  # batch, length, tags: forward, scaled to sum to 1
    betas: Floats  # batch, length, tags: backward, scaled alike
    local: Floats  # batch, length, tags: exp(score), over `scale`
    step: Floats  # tags, tags: exp(pairs)

    def span_probability(self, row: int) -> Callable[[int, Sequence[int]], float]:
        """For a sequence of the batch: the probability that these tags stand at this place."""
        alphas, betas, local, step = self.alphas[row], self.betas[row], self.local[row], self.step

        def probability(start: int, tags: Sequence[int]) -> float:
            value = float(alphas[start, tags[0]])
            for place, (before, tag) in enumerate(pairwise(tags), start + 1):
                value *= float(step[before, tag] * local[place, tag])
            value *= float(betas[start + len(tags) - 1, tags[-1]])
            return min(max(value, 0.0), 1.0)

        return probability


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


def forward_backward(scores: Floats, lengths: npt.NDArray[np.int_], pairs: Floats, ends: tuple[Bools, Bools]) -> Sums:
    """Sum over all sequences of tags. `scores`: batch, length, tags; `pairs`: tags, tags."""
    batch, longest, _ = scores.shape
    top = scores.max(2, keepdims=True)
    local = np.exp(scores - top)
    step = np.exp(pairs)
    alphas = np.empty_like(local)
    scale = np.ones((batch, longest), np.float32)
    inside = np.arange(longest)[None, :] < lengths[:, None]
    last = lengths - 1
    alpha = local[:, 0] * ends[0]
    for place in range(longest):
        if place:
            alpha = np.where(inside[:, place, None], (alpha @ step) * local[:, place], alpha)
        if (closing := last == place).any():
            alpha[closing] *= ends[1]
        total = np.where(inside[:, place], alpha.sum(1), 1.0).astype(np.float32)
        total = np.maximum(total, 1e-30)
        scale[:, place] = total
        alpha = alpha / total[:, None]
        alphas[:, place] = alpha
    log_z = (np.log(scale.astype(np.float64)) * inside).sum(1) + (top[:, :, 0].astype(np.float64) * inside).sum(1)
    betas = np.empty_like(local)
    beta = np.ones_like(alpha)
    expected = np.zeros_like(pairs)
    for place in range(longest - 1, -1, -1):
        at_end = last == place
        beta = np.where(at_end[:, None], ends[1].astype(np.float32), beta)
        betas[:, place] = beta
        if place:
            weighted = np.where(inside[:, place, None], local[:, place] * beta / scale[:, place, None], 0.0)
            expected += alphas[:, place - 1].T @ weighted * step
            beta = weighted @ step.T
    tags = alphas * betas
    tags /= np.maximum(tags.sum(2, keepdims=True), 1e-30)
    likely = (tags * inside[:, :, None]).astype(np.float32)
    return Sums(log_z, likely, expected.astype(np.float32), alphas, betas, local / scale[:, :, None], step)


def best_paths(
    scores: Floats, lengths: npt.NDArray[np.int_], pairs: Floats, ends: tuple[Bools, Bools]
) -> npt.NDArray[np.int_]:
    """The likeliest tags of each sequence (Viterbi). Shape: batch, length."""
    batch, longest, tags = scores.shape
    back = np.zeros((batch, longest, tags), np.int16)
    into = np.ascontiguousarray(pairs.T)  # tag, the one before it: the search runs along what lies together
    best = scores[:, 0] + np.where(ends[0], 0, 2 * FORBIDDEN)
    closing = np.where(ends[1], 0, 2 * FORBIDDEN)
    last = np.maximum(lengths - 1, 0)
    tag = (best + closing).argmax(1)
    for place in range(1, longest):
        through = best[:, None, :] + into[None]
        chosen = through.argmax(2)
        back[:, place] = chosen
        best = np.take_along_axis(through, chosen[:, :, None], 2)[:, :, 0] + scores[:, place]
        if (ended := last == place).any():
            tag[ended] = (best[ended] + closing).argmax(1)
    path = np.zeros((batch, longest), int)
    rows = np.arange(batch)
    for place in range(longest - 1, -1, -1):
        inside = place <= last
        path[inside, place] = tag[inside]
        tag = np.where(inside, back[rows, place, tag], tag)
    return path
