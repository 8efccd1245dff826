"""Dates as they are meant: of what was done, and of what is yet to fall due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.nlp.test_question import NAMES

from labkin.graph.profile import Profile, PropProfile
from labkin.nlp.question import read
from labkin.nlp.question_dates import Period, read_date
from labkin.nlp.question_dates_ahead import period_at

TODAY = date(2026, 6, 30)
PROFILE = Profile(
    kinds={"Instrument": 9, "Batch": 9},
    triples={},
    props={
        "Instrument": {
            "name": PropProfile("text", 9),
            "calibrated": PropProfile("date", 9),
            "calibration_due": PropProfile("date", 9),
        },
        "Batch": {"name": PropProfile("text", 9), "date": PropProfile("date", 9)},
    },
)


def asked(question: str) -> str:
    return read(question, names=NAMES, profile=PROFILE, today=TODAY).english


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("within 30 days", "2026-06-30", "2026-07-30"),
        ("in 2 weeks", "2026-06-30", "2026-07-14"),
        ("in July", "2026-07-01", "2026-07-31"),
        ("in June", "2026-06-01", "2026-06-30"),
        ("in March", "2027-03-01", "2027-03-31"),
        ("between July and September", "2026-07-01", "2026-09-30"),
        ("in Q3", "2026-07-01", "2026-09-30"),
        ("on 4 March", "2027-03-04", "2027-03-04"),
        ("in the next year", "2026-06-30", "2027-06-30"),
        ("next year", "2027-01-01", "2027-12-31"),
        ("in the last 30 days", "2026-05-31", "2026-06-30"),
        ("this March", "2026-03-01", "2026-03-31"),
        ("last July", "2025-07-01", "2025-07-31"),
    ],
)
def test_what_falls_due_lies_ahead_unless_the_words_say_otherwise(when: str, first: str, last: str) -> None:
    after = Period(first, last).after
    short = [day.removesuffix("-01").removesuffix("-01") for day in (first, after)]
    expected = f"instruments with calibration due since {short[0]} and with calibration due before {short[1]}"
    assert asked(f"instruments due {when}") == expected


@pytest.mark.parametrize(
    ("question", "reading"),
    [
        ("batches made in July", "batches with date since 2025-07 and with date before 2025-08"),
        ("instruments calibrated within 30 days",
         "instruments with calibration date since 2026-05-31 and with calibration date before 2026-07"),
        ("which instruments were due in March",
         "instruments with calibration due since 2026-03 and with calibration due before 2026-04"),
        ("instruments due before September", "instruments with calibration due before 2026-09"),
        ("instruments expiring after September", "instruments with calibration due since 2026-10"),
        ("instruments overdue since 2024",
         "instruments with calibration due since 2024 and with calibration due before 2025"),
        ("instruments overdue", "instruments with calibration due before 2026-06-30"),
        ("instruments whose calibration lapsed in May",
         "instruments with calibration due since 2026-05 and with calibration due before 2026-06"),
        ("batches made since the beginning of the year", "batches with date since 2026"),
        ("batches made in the last year", "batches with date since 2025-06-30 and with date before 2026-07"),
        ("batches made last year", "batches with date since 2025 and with date before 2026"),
        ("batches made year to date", "batches with date since 2026 and with date before 2026-07"),
    ],
)  # fmt: skip
def test_the_same_words_look_back_of_what_was_done(question: str, reading: str) -> None:
    assert asked(question) == reading


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("the 90s", "1990-01-01", "1999-12-31"),
        ("'60s", "1960-01-01", "1969-12-31"),
        ("the eighties", "1980-01-01", "1989-12-31"),
        ("the 20s", "2020-01-01", "2029-12-31"),
        ("spring 2024", "2024-03-01", "2024-05-31"),
        ("fall of 2023", "2023-09-01", "2023-11-30"),
        ("last summer", "2025-06-01", "2025-08-31"),
        ("this spring", "2026-03-01", "2026-05-31"),
        ("next autumn", "2026-09-01", "2026-11-30"),
    ],
)
def test_seasons_and_decades_are_whole_months_and_years(words: str, first: str, last: str) -> None:
    assert read_date(words.split(), TODAY) == (Period(first, last), len(words.split()))


@pytest.mark.parametrize("words", ["winter 2024", "spring", "fall", "early 2024", "two weeks ago"])
def test_what_may_be_several_times_is_none(words: str) -> None:
    assert read_date(words.split(), TODAY) is None


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 400), st.sampled_from(["within", "in"]))
def test_so_many_days_from_today_begin_today(today: date, days: int, word: str) -> None:
    found = period_at(["due", word, str(days), "days"], 1, today)
    assert found is not None
    assert found[0].coming == Period(today.isoformat(), (today + timedelta(days=days)).isoformat())
    assert found[1] == 3


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from(["July", "March", "Q2", "12 May", "Oct and Nov"]))
def test_the_coming_one_is_not_over_and_begins_within_a_year(today: date, words: str) -> None:
    found = period_at(["due", *words.split()], 1, today)
    assert found is not None
    coming = found[0].coming or found[0]
    assert coming.last >= today.isoformat()
    assert coming.first <= (today + timedelta(days=366)).isoformat()
