"""Stretches of time that lie ahead: what "in July" and "within 30 days" mean of things that are yet to fall due."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from labkin.nlp.number_words import whole
from labkin.nlp.question_dates import MOST_WORDS, Period, moved, read_date

_WITHIN = re.compile(r"(within|in) ([a-z]+|\d+) (day|week|month|quarter|year)s?(?: time)?")
_OVER = frozenset({"was", "were", "had", "fell", "came", "expired", "lapsed", "ran", "last", "past"})
_SURE = frozenset({"last", "past", "previous", "prior", "this", "current", "next", "coming", "within", "the"})
_ENDS = frozenset({"beginning", "start", "end"})


def period_at(words: Sequence[str], start: int, today: date | None) -> tuple[Period, int] | None:
    """The date or stretch of time at a place among the words of a question, and how many words it takes.

    Where it counts from today and leaves open which way, its `coming` is what it means of things yet to fall due,
    unless the question speaks of the past.

    >>> period_at("instruments due in July".split(), 3, date(2026, 6, 30))[0].coming
    Period(first='2026-07-01', last='2026-07-31')
    >>> period_at("since the beginning of the year".split(), 4, date(2026, 6, 30))
    (Period(first='2026-01-01', last='2026-12-31'), 2)
    """
    texts = list(words[start : start + 8])
    low = [word.lower() for word in words[max(0, start - 2) : start + 2]]
    if start > 1 and low[0] in _ENDS and low[1:3] == ["of", "the"] and low[3:] in (["year"], ["quarter"], ["month"]):
        texts[0] = "this"
    plain = [text for text in texts if text != ","]
    found = read_date(plain, today)
    if today is not None and not any(word.lower() in _OVER for word in words[:start]):
        found = _with_coming(plain, found, today)
    if found is None:
        return None
    return found[0], found[1] + texts[: found[1] + 1].count(",")


def _with_coming(words: list[str], found: tuple[Period, int] | None, today: date) -> tuple[Period, int] | None:
    low = [word.lower().rstrip(",.") for word in words[:MOST_WORDS]]
    for length in range(min(len(low), 6), 1, -1):
        match = _WITHIN.fullmatch(" ".join(low[:length]))
        count = whole(match[2]) if match else None
        end = moved(today, count, match[3]) if match and count else None
        if match and end and (found is None or found[1] == length):
            coming = Period(today.isoformat(), end.isoformat())
            return replace(found[0] if found and match[1] == "within" else coming, coming=coming), length
    if found is None or low[0] in _SURE or read_date(low[: found[1]], None):
        return found
    period, length = found
    for year in (today.year, today.year + 1):
        ahead = read_date([*low[:length], str(year)], None)
        if ahead and ahead[1] == length + 1 and ahead[0].last >= today.isoformat():
            return replace(period, coming=ahead[0] if ahead[0] != period else None), length
    return found
