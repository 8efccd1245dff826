"""From features to probabilities: the small networks that weigh what speaks for a candidate, one for each type.

The numbers are in `models/linker/weights.json`, made by `python -m benchmarks linking build`; numpy does the rest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np

from labkin.nlp.linker_candidates import FEATURES
from labkin.nlp.weights import located

_DIGITS = 4  # significant digits of a weight in the file


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores candidates. `slope` and `shift` calibrate the probability of the best one (Platt), on its logit."""

    mean: Any
    scale: Any
    hidden: Any
    offsets: Any
    out: Any
    none: float
    direct: Any
    slope: float = 1.0
    shift: float = 0.0
    least: float = 0.0  # links less likely than this are none

    def shares(self, features: Any) -> Any:
        """The probability of each candidate (a row of features), before calibration; what is left is "none"."""
        rows = (features - self.mean) / self.scale
        scores = np.tanh(rows @ self.hidden + self.offsets) @ self.out + rows @ self.direct
        top = max(float(scores.max()), self.none)
        raised = np.exp(scores - top)
        return raised / (raised.sum() + exp(self.none - top))

    def calibrated(self, share: float) -> float:
        """The probability that a candidate with this share is right."""
        share = min(max(share, 1e-6), 1 - 1e-6)
        return 1 / (1 + exp(-(self.slope * log(share / (1 - share)) + self.shift)))

    def document(self) -> dict[str, Any]:
        """The numbers as JSON has them."""
        return {
            "mean": _short(self.mean),
            "scale": _short(self.scale),
            "hidden": _short(self.hidden),
            "offsets": _short(self.offsets),
            "out": _short(self.out),
            "none": self.none,
            "direct": _short(self.direct),
            "slope": self.slope,
            "shift": self.shift,
            "least": self.least,
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Scorer:
        """The scorer of `document`."""
        return cls(**{name: _long(value) for name, value in document.items()})


def _long(value: Any) -> Any:
    return np.asarray(value, dtype=np.float32) if isinstance(value, list) else float(value)


def _short(values: Any) -> Any:
    return [_short(one) for one in values] if np.ndim(values) else float(f"{float(values):.{_DIGITS}g}")


@cache
def shipped() -> dict[str, Scorer]:
    """The shipped scorers by type; "Other" is for the types that have none of their own."""
    return read(located("linker", "weights.json"))


def read(path: Path) -> dict[str, Scorer]:
    """The scorers of a file. Raises ValueError where they were made for other features than ours."""
    document = json.loads(path.read_text("utf-8"))
    if tuple(document["features"]) != FEATURES:
        raise ValueError(f"{path.name} was made for other features; run `python -m benchmarks linking build` again")
    return {type: Scorer.of(one) for type, one in document["scorers"].items()}


def write(path: Path, scorers: Mapping[str, Scorer]) -> None:
    """Write a file that `read` reads."""
    document = {"features": list(FEATURES), "scorers": {type: one.document() for type, one in sorted(scorers.items())}}
    path.write_text(json.dumps(document, separators=(",", ":")) + "\n", "utf-8")
