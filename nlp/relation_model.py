"""What was learnt of relations, as tables of numbers: weights of features, a forest of small trees, a calibration.

Trained by `python -m benchmarks.relations train` with scikit-learn, applied here with numpy alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MEETING, PAIR, ROLE = range(3)  # columns of the weights; those behind them are of the types
PART = 0.5  # how much what is seen of one concept counts beside what is seen of the pair
NEVER = -6.0  # log odds of a pair that meets in no sentence


@dataclass(slots=True)
class Forest:
    """Boosted trees, each whole to the same depth and laid out as a heap: node n has the nodes 2n+1 and 2n+2 below it.

    `feature` and `threshold` are of shape (trees, 2**depth - 1), `value` of (trees, 2**depth). A row goes left where
    its feature is at most the threshold.
    """

    feature: NDArray[np.int64]
    threshold: Floats
    value: Floats
    base: float

    @property
    def depth(self) -> int:
        """How many questions each tree asks."""
        return int(self.value.shape[1]).bit_length() - 1

    def log_odds(self, rows: Floats) -> Floats:
        """The log odds for each row of features."""
        trees, inner = self.feature.shape
        features, thresholds = self.feature.ravel(), self.threshold.ravel()
        flat = np.ascontiguousarray(rows).ravel()
        row = np.arange(len(rows))[:, None] * rows.shape[1]
        tree = np.arange(trees)[None, :] * inner
        at = np.zeros((len(rows), trees), np.int64)
        for _ in range(self.depth):
            node = at + tree
            goes = flat.take(row + features.take(node)) > thresholds.take(node)
            at = 2 * at + 1 + goes
        leaf = at - inner + np.arange(trees)[None, :] * (inner + 1)
        return np.asarray(self.base + self.value.ravel().take(leaf).sum(axis=1))


@dataclass(slots=True)
class Model:
    """One reader of passages. `weights` has a row for each known feature, `bias` an entry for each column."""

    rows: dict[str, int]
    weights: Floats
    bias: Floats
    forest: Forest
    types: tuple[str, ...] = ()
    threshold: float = 0.5
    curve: tuple[Floats, Floats] = field(default_factory=lambda: (np.zeros(0), np.zeros(0)))
    about: dict[str, Any] = field(default_factory=dict)

    def known(self, bag: Iterable[str]) -> list[int]:
        """The rows of the features that were seen in training."""
        return [row for row in map(self.rows.get, bag) if row is not None]

    def sums(self, bags: Sequence[Sequence[int]], columns: slice) -> Floats:
        """The sum of the weights over each bag of rows, of shape (bags, columns)."""
        flat = [row for bag in bags for row in bag]
        total = np.zeros((len(bags), self.weights[:0, columns].shape[1]))
        if flat:
            np.add.at(total, np.repeat(np.arange(len(bags)), [len(bag) for bag in bags]), self.weights[flat, columns])
        return total

    def calibrated(self, odds: Floats) -> Floats:
        """Probabilities for log odds, by the measured curve."""
        raw = 1 / (1 + np.exp(-odds))
        return np.interp(raw, *self.curve) if len(self.curve[0]) else raw


def save(model: Model, path: Path) -> None:
    """Write a model. Weights are kept in half precision, names in the order of their rows."""
    forest = model.forest
    head = {
        "types": model.types,
        "threshold": model.threshold,
        "about": model.about,
        "base": forest.base,
    }
    names = "\n".join(sorted(model.rows, key=model.rows.__getitem__))
    np.savez_compressed(
        path,
        head=np.frombuffer(json.dumps(head).encode("utf-8"), np.uint8),
        names=np.frombuffer(names.encode("utf-8"), np.uint8),
        weights=model.weights.astype(np.float16),
        bias=model.bias,
        feature=forest.feature.astype(np.int16),
        threshold=forest.threshold.astype(np.float32),
        value=forest.value.astype(np.float32),
        curve=np.array(model.curve),
    )


def load(path: Path) -> Model:
    """Read a model that `save` wrote. Raises FileNotFoundError where there is none."""
    with np.load(path, allow_pickle=False) as kept:
        head = json.loads(kept["head"].tobytes())
        names = kept["names"].tobytes().decode("utf-8").split("\n")
        forest = Forest(
            kept["feature"].astype(np.int64),
            kept["threshold"].astype(np.float64),
            kept["value"].astype(np.float64),
            head["base"],
        )
        curve = kept["curve"]
        return Model(
            {name: row for row, name in enumerate(names)},
            kept["weights"].astype(np.float64),
            kept["bias"],
            forest,
            tuple(head["types"]),
            head["threshold"],
            (curve[0], curve[1]),
            head["about"],
        )
