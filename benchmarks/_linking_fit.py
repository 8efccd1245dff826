"""Fit the linker's small network: which of a mention's candidates it means, if any.

A layer of tanh units over the features of a candidate gives its score; softmax over the candidates of a mention and
"none of these" gives probabilities. Averaged over a few fits from different seeds; plain numpy, a minute a type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from labkin.nlp.linker_model import Scorer

_UNITS, _EPOCHS, _BATCH, _RATE, _DECAY = 24, 24, 256, 4e-3, 1e-4


@dataclass(frozen=True, slots=True)
class Case:
    """A mention: the features of its candidates (rows), and which of them are right."""

    features: Any
    right: Any
    weight: float = 1.0


def fit(cases: list[Case], seeds: int = 3, units: int = _UNITS, epochs: int = _EPOCHS, decay: float = _DECAY) -> Scorer:
    """A scorer that gives the right candidates of the cases high probabilities."""
    rows = np.concatenate([case.features for case in cases if len(case.features)])
    mean, scale = rows.mean(0), rows.std(0) + 1e-3
    scorers = [_fit(cases, mean, scale, seed, units, epochs, decay) for seed in range(seeds)]
    hidden = np.concatenate([one[0] for one in scorers], axis=1)
    offsets = np.concatenate([one[1] for one in scorers])
    out = np.concatenate([one[2] for one in scorers]) / seeds
    direct = sum(one[4] for one in scorers) / seeds
    return Scorer(mean, scale, hidden, offsets, out, float(sum(one[3] for one in scorers) / seeds), direct)


def _fit(cases: list[Case], mean: Any, scale: Any, seed: int, units: int, epochs: int, decay: float) -> tuple[Any, ...]:
    random = np.random.default_rng(seed)
    width = len(mean)
    values = {
        "hidden": random.standard_normal((width, units)) / np.sqrt(width),
        "offsets": np.zeros(units),
        "out": random.standard_normal(units) / np.sqrt(units),
        "none": np.zeros(1),
        "direct": np.zeros(width),
    }
    first = {name: np.zeros_like(v) for name, v in values.items()}
    second = {name: np.zeros_like(v) for name, v in values.items()}
    scaled = [((case.features - mean) / scale).astype(np.float64) for case in cases]
    step = 0
    total = epochs * (len(cases) // _BATCH + 1)
    for _ in range(epochs):
        order = random.permutation(len(cases))
        for start in range(0, len(order), _BATCH):
            batch = [place for place in order[start : start + _BATCH] if len(scaled[place])]
            if not batch:
                continue
            step += 1
            gradients = _gradients(values, [scaled[p] for p in batch], [cases[p] for p in batch])
            rate = _RATE * (1 - step / (total + 1))
            for name, gradient in gradients.items():
                gradient = gradient + decay * values[name]
                first[name] = 0.9 * first[name] + 0.1 * gradient
                second[name] = 0.99 * second[name] + 0.01 * gradient**2
                moved = first[name] / (1 - 0.9**step) / (np.sqrt(second[name] / (1 - 0.99**step)) + 1e-8)
                values[name] = values[name] - rate * moved
    return values["hidden"], values["offsets"], values["out"], float(values["none"][0]), values["direct"]


def _gradients(values: dict[str, Any], groups: list[Any], cases: list[Case]) -> dict[str, Any]:
    rows = np.concatenate(groups)
    counts = np.array([len(group) for group in groups])
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    owner = np.repeat(np.arange(len(groups)), counts)
    weight = np.array([case.weight for case in cases])
    right = np.concatenate([case.right for case in cases]).astype(float)
    active = np.tanh(rows @ values["hidden"] + values["offsets"])
    scores = active @ values["out"] + rows @ values["direct"]
    none = values["none"][0]
    top = np.maximum(np.maximum.reduceat(scores, starts), none)
    raised, raised_none = np.exp(scores - top[owner]), np.exp(none - top)
    total = np.add.reduceat(raised, starts) + raised_none
    chosen = np.add.reduceat(raised * right, starts)
    any_right = np.add.reduceat(right, starts) > 0
    share = raised / total[owner]
    target = np.where(any_right[owner], raised * right / np.where(any_right, chosen, 1)[owner], 0.0)
    pull = (share - target) * weight[owner] / weight.sum()
    pull_none = ((raised_none / total - ~any_right) * weight / weight.sum()).sum()
    back = np.outer(pull, values["out"]) * (1 - active**2)
    return {
        "hidden": rows.T @ back,
        "offsets": back.sum(0),
        "out": active.T @ pull,
        "none": np.array([pull_none]),
        "direct": rows.T @ pull,
    }
