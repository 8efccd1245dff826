"""Whether what is read today is still like what the recogniser was trusted on.

By month: the share of mentions that no concept could be linked to, how confidences are spread, and the mix of types,
each against a reference: the first months of the lab, or the figures on the card of its model. A month that strays too
far raises an alarm: either the texts have changed, or the model has.

Spreads are compared by the population stability index, sum((a - e) * ln(a / e)) over the bins, of which 0.1 is commonly
called a small change and 0.2 a large one (Siddiqi, Credit Risk Scorecards, 2006). Few mentions stray by chance alone:
for two samples of one spread, of n and m mentions, the index divided by 1/n + 1/m follows about the chi-square
distribution with bins - 1 degrees of freedom. What it exceeds once in a hundred times is granted besides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import log, sqrt
from typing import Any, NamedTuple

from labkin.nlp.annotations import TYPES

BINS = 5  # of confidence, each 0.2 wide
LEAST = 50  # mentions of a month, below which nothing is said of it
NINETY_NINE = 2.3263  # the 99th percentile of the standard normal distribution
HALF = 0.5  # a count added to each bin, so that an empty one does not make the index infinite


class Seen(NamedTuple):
    """One mention as a model found it, in the month (YYYY-MM) of its document."""

    month: str
    type: str
    confidence: float
    linked: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """When to raise an alarm. `index` is of the stability index, `unlinked` in points of a hundred."""

    index: float = 0.2
    unlinked: float = 10.0
    months: int = 3  # with how many the reference begins


@dataclass(slots=True)
class Spread:
    """What the mentions of some time are like, in counts."""

    mentions: int = 0
    unlinked: int = 0
    confidence: list[int] = field(default_factory=lambda: [0] * BINS)
    types: Counter[str] = field(default_factory=Counter)

    def add(self, one: Seen) -> None:
        """Count one mention."""
        self.mentions += 1
        self.unlinked += not one.linked
        self.confidence[min(BINS - 1, max(0, int(one.confidence * BINS)))] += 1
        self.types[one.type] += 1

    def __add__(self, other: Spread) -> Spread:
        return Spread(
            self.mentions + other.mentions,
            self.unlinked + other.unlinked,
            [a + b for a, b in zip(self.confidence, other.confidence, strict=True)],
            self.types + other.types,
        )

    @property
    def share(self) -> float:
        """Mentions of a hundred that are not linked."""
        return 100.0 * self.unlinked / self.mentions if self.mentions else 0.0

    def to_json(self) -> dict[str, Any]:
        """Plain values, as a model card keeps them."""
        return {**asdict(self), "types": dict(sorted(self.types.items()))}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Spread:
        """What `to_json` wrote."""
        return cls(kept["mentions"], kept["unlinked"], list(kept["confidence"]), Counter(kept["types"]))


@dataclass(frozen=True, slots=True)
class Month:
    """One month against the reference. `alarms` are sentences; the indexes are None where mentions are too few."""

    month: str
    spread: Spread
    confidence_index: float | None
    types_index: float | None
    alarms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """All months, oldest first, and what they are compared with. `reference` is empty where nothing was read yet.

    `recent` is the last month, with as many before it as it takes to have enough mentions to say something of them.
    """

    months: tuple[Month, ...]
    reference: Spread
    compared_with: str
    recent: Month | None = None

    @property
    def alarms(self) -> tuple[str, ...]:
        """Those of the last time alone: what strayed long ago is history."""
        return self.recent.alarms if self.recent else ()

    @property
    def line(self) -> str:
        """One line for people."""
        last = self.recent
        if last is None:
            return "nothing was read yet"
        if self.alarms:
            return "; ".join(self.alarms)
        if last.confidence_index is None:
            return f"{last.month} has {last.spread.mentions} mentions, too few to compare"
        return f"none: {last.month} is like {self.compared_with} ({last.spread.share:.0f} of 100 mentions unlinked)"

    def to_json(self) -> dict[str, Any]:
        """What `status --json` says of it."""
        return {
            "alarm": bool(self.alarms),
            "alarms": list(self.alarms),
            "of": self.recent.month if self.recent else "",
            "compared_with": self.compared_with,
            "reference": self.reference.to_json(),
            "months": [_month_json(one) for one in self.months],
        }


def _month_json(one: Month) -> dict[str, Any]:
    return {
        "month": one.month,
        **one.spread.to_json(),
        "unlinked_share": round(one.spread.share / 100, 4),
        "confidence_index": one.confidence_index,
        "types_index": one.types_index,
        "alarms": list(one.alarms),
    }


def by_month(seen: Iterable[Seen]) -> dict[str, Spread]:
    """The mentions counted by month, oldest first; those without a month are left out."""
    months: dict[str, Spread] = {}
    for one in seen:
        if one.month:
            months.setdefault(one.month, Spread()).add(one)
    return dict(sorted(months.items()))


def periods(months: Iterable[Month]) -> list[tuple[str, Spread]]:
    """Months joined to times that hold enough mentions to be shown, oldest first; from the last month backwards.

    >>> many, few = Spread(LEAST), Spread(1)
    >>> [name for name, _ in periods(Month(f"2026-0{n}", s, None, None, ()) for n, s in enumerate((few, few, many), 1))]
    ['2026-01 to 2026-03']
    """
    found: list[tuple[list[str], Spread]] = []
    for one in reversed(list(months)):
        if not found or found[-1][1].mentions >= LEAST:
            found.append(([], Spread()))
        names, spread = found[-1]
        found[-1] = [one.month, *names], spread + one.spread
    if len(found) > 1 and found[-1][1].mentions < LEAST:  # the first months go with those after them
        names, spread = found.pop()
        found[-1] = names + found[-1][0], spread + found[-1][1]
    return [(_named(names), spread) for names, spread in reversed(found)]


def drift_of(months: Mapping[str, Spread], limits: Limits, card: Spread | None = None, card_name: str = "") -> Drift:
    """Each month against the reference: the model card's figures where there are any, else the first months.

    The first months are as many as `limits.months`, and more until they hold enough mentions to compare with.
    """
    reference, compared_with, first = _reference(months, limits, card, card_name)
    compared = tuple(
        _compared(month, spread, reference, limits, compared_with, month in first) for month, spread in months.items()
    )
    recent = _recent(months, [name for name in months if name not in first])
    last = _compared(*recent, reference, limits, compared_with, False) if recent else next(reversed(compared), None)
    return Drift(compared, reference, compared_with, last)


def _recent(months: Mapping[str, Spread], judged: Sequence[str]) -> tuple[str, Spread] | None:
    """The last of the months that are judged, together with those before it until there are enough mentions."""
    total, names = Spread(), list[str]()
    for name in reversed(judged):
        total += months[name]
        names.insert(0, name)
        if total.mentions >= LEAST:
            break
    return (_named(names), total) if names else None


def _named(months: Sequence[str]) -> str:
    return months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"


def _reference(
    months: Mapping[str, Spread], limits: Limits, card: Spread | None, card_name: str
) -> tuple[Spread, str, frozenset[str]]:
    if card is not None and card.mentions >= LEAST:
        return card, f"the card of {card_name}" if card_name else "the model's card", frozenset()
    total = Spread()
    first: list[str] = []
    for month, spread in months.items():
        if len(first) >= limits.months and total.mentions >= LEAST:
            break
        total += spread
        first.append(month)
    if not first:
        return total, "", frozenset()
    return total, _named(first), frozenset(first)


def _compared(
    month: str, spread: Spread, reference: Spread, limits: Limits, compared_with: str, is_reference: bool
) -> Month:
    if spread.mentions < LEAST or reference.mentions < LEAST:
        return Month(month, spread, None, None, ())
    types = sorted({*TYPES, *spread.types, *reference.types})
    confidence = stability(spread.confidence, reference.confidence)
    mix = stability([spread.types[name] for name in types], [reference.types[name] for name in types])
    if is_reference:
        return Month(month, spread, round(confidence, 4), round(mix, 4), ())
    alarms = []
    if spread.share - reference.share > limits.unlinked:
        alarms.append(
            f"in {month} {spread.share:.0f} of 100 mentions could not be linked, {reference.share:.0f} in "
            f"{compared_with}"
        )
    for what, index, bins in (("confidences", confidence, BINS), ("types", mix, len(types))):
        if index > limits.index + by_chance(bins, spread.mentions, reference.mentions):
            alarms.append(f"in {month} the {what} of mentions differ from {compared_with} (index {index:.2f})")
    return Month(month, spread, round(confidence, 4), round(mix, 4), tuple(alarms))


def stability(counts: Sequence[int], reference: Sequence[int]) -> float:
    """The population stability index of two counts over the same bins; 0 where they are alike.

    >>> stability([10, 10], [100, 100])
    0.0
    >>> round(stability([90, 10], [50, 50]), 1)
    0.9
    """
    total, of = sum(counts) + HALF * len(counts), sum(reference) + HALF * len(reference)
    shares = [((a + HALF) / total, (e + HALF) / of) for a, e in zip(counts, reference, strict=True)]
    return sum((a - e) * log(a / e) for a, e in shares)


def by_chance(bins: int, mentions: int, reference: int) -> float:
    """What the index of two samples of one and the same spread exceeds once in a hundred times.

    The percentile is Wilson and Hilferty's approximation (1931).

    >>> round(by_chance(5, 100, 100), 3)
    0.266
    """
    free = bins - 1
    percentile = free * (1 - 2 / (9 * free) + NINETY_NINE * sqrt(2 / (9 * free))) ** 3
    return percentile * (1 / mentions + 1 / reference)
