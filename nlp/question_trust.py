"""How likely a reading is right, from what it costs: confidence as it came out, not as a number that looks like it.

Measured on 985 tables and numbers given to questions that may be looked at, over the demo lab, Hetionet and two graphs
of other subjects: of readings that cost less than 1.5, 94 in 100 were right (of 928), of dearer ones 77 in 100 (of 56),
the one above 4 was wrong. Between the points it is a straight line. `docs/benchmarks.md` has what came of questions
that nobody had looked at.
"""

from __future__ import annotations

from itertools import pairwise

_POINTS = ((0.0, 0.95), (1.5, 0.93), (2.0, 0.8), (4.0, 0.7), (5.0, 0.45), (10.0, 0.1))  # (cost, how often right)
_LEAST = 0.1  # nothing that was read at all is surely wrong
UNSURE = 0.85  # below, a reading is said to be unsure
_DOUBT = 0.3  # what a pattern that the graph lacks takes off


def trust(cost: float, held: bool = True) -> float:
    """How likely a reading of that cost is right, from 0.1 to 0.95, with two digits.

    >>> trust(0.0), trust(2.0), trust(20.0)
    (0.95, 0.8, 0.1)
    """
    likely = _POINTS[-1][1]
    for (low, cheap), (high, dear) in pairwise(_POINTS):
        if cost <= high:
            likely = cheap + (dear - cheap) * (max(cost, low) - low) / (high - low)
            break
    return less_sure(likely, 0.0 if held else _DOUBT)


def less_sure(confidence: float, by: float) -> float:
    """The confidence when something beside the reading's price is in doubt.

    >>> less_sure(0.95, 0.2), less_sure(0.2, 0.3)
    (0.75, 0.1)
    """
    return max(_LEAST, round(confidence - by, 2))
