"""Words for dates by which something is due: "lapses", "expires", and what is said of what is past them."""

from __future__ import annotations

from labkin.nlp.question_words import phrases

_DUE = frozenset(["due", "expiry", "expires", "expiration", "expire", "deadline", "lapses", "retest"])
_VERBS = phrases(
    """lapse | lapses | lapsing | expire | expires | expiring | come due | comes due | coming due | fall due |
    falls due | falling due | run out | runs out | running out | is due | due | due date"""
)
_PAST = phrases("lapsed | expired | fell due | ran out")
OVERDUE = phrases(
    """overdue | past due | past their due date | past its due date | past the due date | expired | lapsed |
    out of date | past their date | past its date"""
)


def is_due(prop: str) -> bool:
    """Whether a date property says by when something is due, as its name has it."""
    return bool(_DUE & set(prop.replace("_", " ").lower().split()))


def due_forms(words: str) -> tuple[str, ...]:
    """The ways to speak of a date by which something is due, from the words of its property; none for other dates.

    >>> due_forms("calibration due")[:2], due_forms("calibrated")
    (('come due', 'comes due'), ())
    """
    if not is_due(words):
        return ()
    what = " ".join(word for word in words.split() if word.lower() not in _DUE | {"date"})
    verbs = tuple(sorted(_VERBS))
    return (*verbs, *(f"{what} {verb}" for verb in (*verbs, *sorted(_PAST)))) if what else verbs
