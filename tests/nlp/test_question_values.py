"""Numbers, units and dates as questions write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.nlp.question_values import UNITS, Number, Period, convert, read_date, read_number, short_unit

TODAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("50 nM", Number(50, "nM"), 2),
        ("50nM", Number(50, "nM"), 1),
        ("1.5 µM", Number(1.5, "uM"), 2),
        ("1,000 rows", Number(1000), 1),
        ("98%", Number(98, "%"), 1),
        ("2 per cent", Number(2, "%"), 3),
        ("1e-3 mM", Number(0.001, "mM"), 2),
        ("-4 degrees celsius", Number(-4, "Cel"), 3),
        ("three compounds", Number(3), 1),
        ("300 Da", Number(300, "Da"), 2),
        ("1 MB", Number(1, "MB"), 2),
    ],
)
def test_numbers(text: str, number: Number, words: int) -> None:
    assert read_number(text.split()) == (number, words)


@pytest.mark.parametrize("text", ["", "nM", "5x", "2024-03-01", "1e999", "LK-0042", "1.2.3"])
def test_what_is_no_number(text: str) -> None:
    assert read_number(text.split()) is None


@pytest.mark.parametrize(
    ("number", "unit", "value"),
    [
        (Number(0.05, "uM"), "nM", 50.0),
        (Number(1, "M"), "mM", 1000.0),
        (Number(2, "MB"), "B", 2e6),
        (Number(1, "KiB"), "B", 1024.0),
        (Number(0.3, "kDa"), "g/mol", 300.0),
        (Number(1, "mg"), "ug", 1000.0),
        (Number(90, "min"), "h", 1.5),
        (Number(7), "nM", 7),
        (Number(7, "nM"), "", 7),
        (Number(7, "nM"), "mg", None),
        (Number(7, "nM"), "furlong", None),
    ],
)
def test_conversion(number: Number, unit: str, value: float | None) -> None:
    assert convert(number, unit) == value


@given(st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)), st.floats(0.001, 1000))
def test_there_and_back_is_the_same_number(one: str, other: str, value: float) -> None:
    there = convert(Number(value, UNITS[one]), UNITS[other])
    if there is not None:
        assert convert(Number(there, UNITS[other]), UNITS[one]) == pytest.approx(value)


@given(st.sampled_from(sorted(UNITS)))
def test_a_short_unit_is_its_own(unit: str) -> None:
    assert short_unit(short_unit(unit)) == short_unit(unit) != ""


@pytest.mark.parametrize(
    ("text", "first", "last", "words"),
    [
        ("March 2024", "2024-03-01", "2024-03-31", 2),
        ("Mar 5, 2024", "2024-03-05", "2024-03-05", 3),
        ("5th of March 2024", "2024-03-05", "2024-03-05", 4),
        ("2024-02", "2024-02-01", "2024-02-29", 1),
        ("2024-02-10", "2024-02-10", "2024-02-10", 1),
        ("2023", "2023-01-01", "2023-12-31", 1),
        ("Q4 2023", "2023-10-01", "2023-12-31", 2),
        ("today", "2026-03-31", "2026-03-31", 1),
        ("yesterday", "2026-03-30", "2026-03-30", 1),
        ("this month", "2026-03-01", "2026-03-31", 2),
        ("last month", "2026-02-01", "2026-02-28", 2),
        ("last week", "2026-03-23", "2026-03-29", 2),
        ("last year", "2025-01-01", "2025-12-31", 2),
        ("last 30 days", "2026-03-01", "2026-03-31", 3),
    ],
)
def test_dates(text: str, first: str, last: str, words: int) -> None:
    assert read_date(text.split(), TODAY) == (Period(first, last), words)


@pytest.mark.parametrize("text", ["2024-13", "2024-02-30", "31 February 2024", "12345", "March", "", "last"])
def test_what_is_no_date(text: str) -> None:
    assert read_date(text.split(), TODAY) is None


def test_without_a_today_nothing_is_relative() -> None:
    assert read_date(["last", "month"], None) is None


@given(
    st.lists(st.text(max_size=9) | st.sampled_from(["last", "99999", "years", "2024", "March", "31", "Q9"]), max_size=6)
)
def test_no_words_break_the_reading_of_dates(words: list[str]) -> None:
    found = read_date(words, TODAY)
    assert found is None or found[0].first <= found[0].last
