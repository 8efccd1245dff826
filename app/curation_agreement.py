"""How far two curators agree on the mentions that both decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two curators on the same mentions.

    `kappa` is Cohen's (Educational and Psychological Measurement 20, 1960): agreement beyond chance, 1 where they
    always agree, 0 where they do as often as chance would have it; None where chance alone would make them agree
    always, for both gave but one verdict. `differ` are mentions with the verdict of each.
    """

    first: str
    second: str
    both: int
    agreed: int
    kappa: float | None
    differ: tuple[tuple[str, str, str], ...]

    @property
    def raw(self) -> float:
        """The share on which they agree; 1 where there is nothing to agree on."""
        return self.agreed / self.both if self.both else 1.0


def agreement(first: str, second: str, one: Mapping[str, str], other: Mapping[str, str]) -> Agreement:
    """The agreement of two people, given the verdict of each by mention."""
    both = sorted(one.keys() & other.keys())
    pairs = [(one[id], other[id]) for id in both]
    differ = tuple((id, a, b) for id, (a, b) in zip(both, pairs, strict=True) if a != b)
    return Agreement(first, second, len(both), len(both) - len(differ), kappa(pairs), differ)


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of paired verdicts; None where it is not defined.

    >>> kappa([("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15)
    0.4
    """
    if not pairs:
        return None
    total = len(pairs)
    agreed = sum(a == b for a, b in pairs) / total
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(left[verdict] * right[verdict] for verdict in left) / total**2
    return None if chance == 1 else round((agreed - chance) / (1 - chance), 12)
