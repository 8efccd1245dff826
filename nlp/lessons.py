"""What curators' decisions teach a recogniser, how they are split, and how well a model follows them.

A lesson is one text of which some spans are settled: those that curators say are mentions, and those that they say are
none. The rest of the text is not settled, and nothing that a model says of it counts for or against it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

HELD_OUT = 0.25  # share of the documents that no training sees


class Span(NamedTuple):
    """A span of a text that is, or is said not to be, a mention of that type."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text with what is settled of it. `right` are mentions, `wrong` are spans that a model took for mentions.

    `whole` says that everything of these types is settled, as in a corpus that people marked throughout; spans outside
    `right` then count as wrong.
    """

    id: str
    text: str
    right: tuple[Span, ...] = ()
    wrong: tuple[Span, ...] = ()
    whole: frozenset[str] = frozenset()


@dataclass(slots=True)
class Score:
    """Counts of exact spans with the right type."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found."""
        return self.hits / (self.hits + self.false) if self.hits + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of what is right that was found; 1 where there was nothing to find."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two.

        >>> Score(8, 2, 2).f1, Score(0, 3, 2).f1, Score().f1
        (0.8, 0.0, 1.0)
        """
        total = 2 * self.hits + self.false + self.missed
        return 2 * self.hits / total if total else 1.0

    def __iadd__(self, other: Score) -> Score:
        self.hits, self.false, self.missed = (
            self.hits + other.hits,
            self.false + other.false,
            self.missed + other.missed,
        )
        return self

    def to_json(self) -> dict[str, Any]:
        """Counts and figures, as a model card shows them."""
        return {
            "right": self.hits,
            "wrong": self.false,
            "missed": self.missed,
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
        }


@dataclass(slots=True)
class Scores:
    """Scores over all types and by type."""

    all: Score = field(default_factory=Score)
    types: dict[str, Score] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {**self.all.to_json(), "types": {name: one.to_json() for name, one in sorted(self.types.items())}}


Reader = Callable[[Sequence[str]], Sequence[Iterable[Span]]]  # texts to the mentions a model finds in each


def score(lessons: Sequence[Lesson], read: Reader) -> Scores:
    """How a model does on what is settled of these texts.

    Of what it finds, only that counts which is settled: a span that is right or said to be wrong, one that overlaps a
    right one and differs from it; where types are settled throughout, all that is of these types, and nothing else.
    """
    scores = Scores()
    for lesson, found in zip(lessons, read([one.text for one in lessons]), strict=True):
        _count(lesson, {Span(*one) for one in found}, scores)
    return scores


def _count(lesson: Lesson, found: set[Span], scores: Scores) -> None:
    right, wrong = set(lesson.right), set(lesson.wrong)
    for one in sorted(found | right):
        made = Score()
        if lesson.whole and one.type not in lesson.whole:
            continue
        if one in right:
            made.hits, made.missed = int(one in found), int(one not in found)
        elif one in wrong or one.type in lesson.whole or any(_overlap(one, other) for other in right):
            made.false = 1
        else:
            continue
        scores.all += made
        kept = scores.types.setdefault(one.type, Score())
        kept += made


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def split(lessons: Iterable[Lesson], held_out: float = HELD_OUT) -> tuple[list[Lesson], list[Lesson]]:
    """The lessons to train on, and those to measure on, by document.

    Which part a document falls in depends on its identifier alone, so that a document that was held out once is held
    out in every later training. With two documents or more neither part is empty.
    """
    ranked = sorted(lessons, key=lambda one: (_rank(one.id), one.id))
    count = sum(_rank(one.id) < held_out for one in ranked)
    if len(ranked) > 1:
        count = min(max(count, 1), len(ranked) - 1)
    return sorted(ranked[count:], key=lambda one: one.id), sorted(ranked[:count], key=lambda one: one.id)


def _rank(id: str) -> float:
    """A number from 0 to 1 that an identifier always has."""
    return int.from_bytes(hashlib.sha256(id.encode("utf-8", "surrogatepass")).digest()[:8], "big") / 2**64


def digest(lessons: Iterable[Lesson]) -> str:
    """The SHA-256 of lessons, whatever their order."""
    rows = sorted(
        json.dumps([one.id, one.text, sorted(one.right), sorted(one.wrong), sorted(one.whole)], ensure_ascii=False)
        for one in lessons
    )
    return hashlib.sha256("\n".join(rows).encode("utf-8", "surrogatepass")).hexdigest()
