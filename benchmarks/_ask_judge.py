"""Whether an answer is one that the gold of a question calls right, and the figures of many answers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labkin.nlp.normal import normal

STATUSES = ("answered", "no_data", "ambiguous", "not_understood")
NEAR = 2e-3  # of a number, relative: golds are rounded to six digits, a mean over rounded values is not

Question = Mapping[str, Any]
Answered = Mapping[str, Any]


@dataclass(frozen=True)
class Judged:
    """One question with what was answered. `strict` is right without any other answer that is accepted."""

    question: Question
    answer: Answered
    right: bool
    strict: bool

    @property
    def locked(self) -> bool:
        return bool(self.question.get("locked"))


def judged(question: Question, answer: Answered) -> Judged:
    """Compare an answer with the gold, and with what is accepted beside it."""
    strict = fits(answer, question)
    return Judged(question, answer, strict or any(fits(answer, one) for one in question.get("accept", ())), strict)


def fits(answer: Answered, gold: Mapping[str, Any]) -> bool:
    """Whether an answer says what a gold says: its status, and all of its identifiers, its value or its rows."""
    if answer["status"] != gold.get("status", "answered"):
        return False
    if answer["status"] != "answered":
        return True
    if "value" in gold:
        return _same(answer["value"], gold["value"]) or _is_alone(answer["rows"], gold["value"])
    if "rows" in gold:
        return _has_rows(answer["rows"], gold["rows"])
    if gold.get("ordered"):
        return list(answer["ids"]) == list(gold["ids"])
    return "ids" in gold and set(answer["ids"]) == set(gold["ids"])


def _same(found: object, gold: object) -> bool:
    if isinstance(gold, bool) or isinstance(found, bool):
        return found is gold
    if isinstance(gold, int | float):
        return isinstance(found, int | float) and math.isclose(found, gold, rel_tol=NEAR)
    return found is not None and str(found).casefold() == str(gold).casefold()


def _is_alone(rows: Sequence[Mapping[str, Any]], gold: object) -> bool:
    """Whether a single row shows the value: the purity of a batch stands in a table, too."""
    return not isinstance(gold, bool) and len(rows) == 1 and any(_same(cell, gold) for cell in rows[0].values())


def _has_rows(rows: Sequence[Mapping[str, Any]], gold: Sequence[Sequence[Any]]) -> bool:
    """Whether two columns of a table are the gold's keys and numbers, in whatever order."""
    if len(rows) != len(gold) or not rows:
        return False
    wanted = {_key(key): number for key, number in gold}
    columns = list(rows[0])
    for key in columns:
        found = {_key(row.get(key)): row for row in rows}
        if found.keys() == wanted.keys():
            others = (column for column in columns if column != key)
            if any(all(_same(found[one].get(column), number) for one, number in wanted.items()) for column in others):
                return True
    return False


def _key(cell: object) -> str:
    return normal(str(cell)) or str(cell)


def wilson(right: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The interval of a share (E. B. Wilson, 1927), 95 % by default.

    >>> [round(end, 3) for end in wilson(9, 10)]
    [0.596, 0.982]
    """
    if not of:
        return 0.0, 1.0
    share, square = right / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return middle - half, middle + half


def cell(right: int, of: int) -> str:
    """A share with its interval, for a table."""
    low, high = wilson(right, of)
    return f"{right} of {of} = {right / of:.1%} ({low:.0%} to {high:.0%})" if of else "none"


def figures(all_judged: Sequence[Judged]) -> Iterator[tuple[str, str]]:
    """What is promised of answers, by name."""
    yield "right", _share(all_judged, all_judged)
    yield "right, without other answers that are accepted", cell(sum(j.strict for j in all_judged), len(all_judged))
    answered = [j for j in all_judged if j.answer["status"] == "answered"]
    yield "right of what is answered (precision)", _share(answered, answered)
    have = [j for j in all_judged if j.question["status"] == "answered"]
    yield "right of what has an answer", _share(have, have)
    lack = [j for j in all_judged if j.question["status"] != "answered"]
    yield "right of what has none (no_data, ambiguous, not_understood)", _share(lack, lack)
    shown = [j for j in lack if j.answer["status"] != "answered" or j.right]
    yield "of these, no table shown that is wrong", cell(len(shown), len(lack))


def _share(of: Sequence[Judged], among: Sequence[Judged]) -> str:
    return cell(sum(j.right for j in of), len(among))


def by_type(all_judged: Iterable[Judged]) -> dict[str, list[Judged]]:
    """The answers by the type of their question, most first."""
    found: dict[str, list[Judged]] = {}
    for one in all_judged:
        found.setdefault(str(one.question["type"]), []).append(one)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def coverage(all_judged: Sequence[Judged]) -> Iterator[tuple[float, int, int]]:
    """(confidence, how many are answered with no less, how many of these are right), a step for each tenth answered.

    Answers of one confidence cannot be told apart, so a step takes all of them, and may be more than a tenth.
    """
    answered = [j for j in all_judged if j.answer["status"] == "answered"]
    ordered = sorted((_sure(j) for j in answered), reverse=True)
    ends = {ordered[max(1, round(len(ordered) * tenth / 10)) - 1] for tenth in range(1, 11) if ordered}
    for sure in sorted(ends, reverse=True):
        taken = [j for j in answered if _sure(j) >= sure]
        yield sure, len(taken), sum(j.right for j in taken)


def surer(all_judged: Sequence[Judged]) -> float | None:
    """How often a right answer is surer than a wrong one, a tie counting half; None where all are right, or wrong."""
    answered = [j for j in all_judged if j.answer["status"] == "answered"]
    right, wrong = ([_sure(j) for j in answered if j.right is truth] for truth in (True, False))
    pairs = [(one > other) + (one == other) / 2 for one in right for other in wrong]
    return sum(pairs) / len(pairs) if pairs else None


def _sure(one: Judged) -> float:
    return float(one.answer["confidence"])
