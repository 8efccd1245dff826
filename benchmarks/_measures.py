"""What the benchmarks of reading share: where the corpora lie, and how far confidence is from being right."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

BINS = 10  # of confidence, of equal width
_VARIABLE = "LABKIN_DATA"


def corpora() -> Path:
    """The folder of corpora. Raises SystemExit where LABKIN_DATA names none."""
    found = os.environ.get(_VARIABLE, "")
    if not found or not (Path(found) / "ner").is_dir():
        raise SystemExit(f"needs data: set {_VARIABLE} to the folder that holds ner/ and lexicons/")
    return Path(found)


def reliability(
    said: Sequence[float] | npt.NDArray[np.floating], right: Sequence[bool] | npt.NDArray[np.generic]
) -> Iterator[tuple[float, int, float, float]]:
    """For each tenth of confidence that occurs: its lower end, how many, mean confidence, share that is right."""
    likely, hits = np.asarray(said, float), np.asarray(right, float)
    bins = np.minimum((likely * BINS).astype(int), BINS - 1)
    for number in range(BINS):
        inside = bins == number
        if inside.any():
            yield number / BINS, int(inside.sum()), float(likely[inside].mean()), float(hits[inside].mean())


def calibration_error(
    said: Sequence[float] | npt.NDArray[np.floating], right: Sequence[bool] | npt.NDArray[np.generic]
) -> float:
    """Expected calibration error: the mean over all of |confidence - share that is right| of their bin."""
    return sum(count * abs(mean - was) for _, count, mean, was in reliability(said, right)) / max(len(said), 1)
