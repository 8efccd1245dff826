"""Numbers, units and dates as questions write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.nlp.question_dates import OPEN_END, OPEN_START
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


@pytest.mark.parametrize("text", ["2024-13", "2024-02-30", "31 February 2024", "12345", "mid-March", "", "last"])
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


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Q2 2024", "2024-04-01", "2024-06-30"),
        ("2024 Q2", "2024-04-01", "2024-06-30"),
        ("the second quarter of 2024", "2024-04-01", "2024-06-30"),
        ("last quarter of 2023", "2023-10-01", "2023-12-31"),
        ("H1 2024", "2024-01-01", "2024-06-30"),
        ("first half of last year", "2025-01-01", "2025-06-30"),
        ("first three months of 2024", "2024-01-01", "2024-03-31"),
        ("week 12 of 2024", "2024-03-18", "2024-03-24"),
        ("the 1990s", "1990-01-01", "1999-12-31"),
        ("Q2", "2025-04-01", "2025-06-30"),
        ("last quarter", "2025-10-01", "2025-12-31"),
        ("this quarter", "2026-01-01", "2026-03-31"),
        ("past year", "2025-03-31", "2026-03-31"),
        ("last 3 months", "2025-12-31", "2026-03-31"),
        ("past two weeks", "2026-03-17", "2026-03-31"),
        ("last two quarters", "2025-07-01", "2025-12-31"),
        ("3 days ago", "2026-03-28", "2026-03-28"),
        ("since two weeks ago", "2026-03-17", OPEN_END),
        ("more than 3 months ago", OPEN_START, "2025-12-30"),
        ("older than 2 weeks", OPEN_START, "2026-03-16"),
        ("tomorrow", "2026-04-01", "2026-04-01"),
        ("next month", "2026-04-01", "2026-04-30"),
        ("next quarter", "2026-04-01", "2026-06-30"),
        ("coming year", "2027-01-01", "2027-12-31"),
        ("the next three months", "2026-03-31", "2026-06-30"),
        ("next 10 days", "2026-03-31", "2026-04-10"),
        ("last Monday", "2026-03-30", "2026-03-30"),
        ("March", "2026-03-01", "2026-03-31"),
        ("April", "2025-04-01", "2025-04-30"),
        ("last March", "2025-03-01", "2025-03-31"),
        ("March of last year", "2025-03-01", "2025-03-31"),
        ("January to March 2024", "2024-01-01", "2024-03-31"),
        ("January–March 2024", "2024-01-01", "2024-03-31"),
        ("Jan-Mar 2024", "2024-01-01", "2024-03-31"),
        ("2023-2024", "2023-01-01", "2024-12-31"),
        ("2022 to 2024", "2022-01-01", "2024-12-31"),
        ("2024 until today", "2024-01-01", "2026-03-31"),
        ("between 3 and 17 May 2024", "2024-05-03", "2024-05-17"),
        ("March 3-17, 2024", "2024-03-03", "2024-03-17"),
        ("3 March to 17 May 2024", "2024-03-03", "2024-05-17"),
        ("2023 and 2024", "2023-01-01", "2024-12-31"),
        ("March 3rd, 2024", "2024-03-03", "2024-03-03"),
        ("13/4/2024", "2024-04-13", "2024-04-13"),
        ("4/13/2024", "2024-04-13", "2024-04-13"),
        ("3.4.2024", "2024-04-03", "2024-04-03"),
        ("2024/3/5", "2024-03-05", "2024-03-05"),
    ],
)
def test_stretches_of_time(text: str, first: str, last: str) -> None:
    assert read_date(text.split(), TODAY) == (Period(first, last), len(text.split()))


@pytest.mark.parametrize(
    "text", ["3/4/2024", "early 2024", "mid-March", "late last year", "three years ago", "winter 2024", "IL-2", "5-6"]
)
def test_what_is_vague_or_may_be_two_days_is_no_date(text: str) -> None:
    assert read_date(text.split(), TODAY) is None


def test_years_that_are_apart_are_not_one_stretch() -> None:
    assert read_date(["2021", "or", "2024"], TODAY) == (Period("2021-01-01", "2021-12-31"), 1)


DAYS = st.dates(date(1800, 1, 1), date(2199, 12, 31))


@given(
    DAYS, st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%d %b %Y", "%dth of %B %Y", "%d.%m.%Y", "%Y/%m/%d"])
)
def test_a_day_is_read_in_whatever_way_it_is_written(day: date, form: str) -> None:
    words = day.strftime(form).split()
    assert read_date(words, None) == (Period(day.isoformat(), day.isoformat()), len(words))


@given(DAYS, DAYS, st.sampled_from(["{} to {}", "between {} and {}", "{} – {}"]))
def test_from_one_day_to_another(one: date, other: date, form: str) -> None:
    first, last = sorted((one, other))
    words = form.format(*(f"{day:%d %B %Y}" for day in (first, last))).split()
    if first < last:
        assert read_date(words, None) == (Period(first.isoformat(), last.isoformat()), len(words))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("half a million", Number(500000)),
        ("1.5 million", Number(1500000)),
        ("two hundred and five", Number(205)),
        ("twenty-five", Number(25)),
        ("a dozen", Number(12)),
        ("three thousand", Number(3000)),
        ("10k", Number(10000)),
        (".5 nM", Number(0.5, "nM")),
        ("−80 °C", Number(-80, "Cel")),
        ("90 min", Number(90, "min")),
        ("2 weeks", Number(2, "wk")),
        ("5 ng/mL", Number(5, "ng/mL")),
        ("9.8 m/s2", Number(9.8, "m/s2")),
        ("half a kilodalton", Number(0.5, "kDa")),
        ("100 mM", Number(100, "mM")),
    ],
)
def test_numbers_in_words_and_in_other_units(text: str, number: Number) -> None:
    assert read_number(text.split()) == (number, len(text.split()))


@pytest.mark.parametrize("text", ["a compound", "half", "and two", "several", "twice", "~50", "0,05", "5 and"])
def test_vague_numbers_and_single_articles_are_none(text: str) -> None:
    read = read_number(text.split())
    assert read is None or read == (Number(5), 1)


@given(st.integers(0, 999_999))
def test_a_number_in_words_is_the_number(value: int) -> None:
    assert read_number(in_words(value).split()) == (Number(value), len(in_words(value).split()))


def in_words(value: int) -> str:
    if value >= 1000:
        rest = in_words(value % 1000) if value % 1000 else ""
        return f"{in_words(value // 1000)} thousand {rest}".strip()
    if value >= 100:
        rest = f"and {in_words(value % 100)}" if value % 100 else ""
        return f"{in_words(value // 100)} hundred {rest}".strip()
    small = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    words = [*small.split(), "seventeen", "eighteen", "nineteen"]
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
    if value < 20:
        return words[value]
    return tens[value // 10 - 2] + (f"-{words[value % 10]}" if value % 10 else "")


@pytest.mark.parametrize(
    ("number", "unit", "value"),
    [
        (Number(36, "km/h"), "m/s", 10.0),
        (Number(1500, "mV"), "V", 1.5),
        (Number(5, "ug/mL"), "mg/mL", 0.005),
        (Number(2, "wk"), "d", 14.0),
        (Number(5, "mV"), "nM", None),
        (Number(20, "Cel"), "°F", None),
    ],
)
def test_units_that_only_texts_use_convert_too(number: Number, unit: str, value: float | None) -> None:
    assert convert(number, unit) == value
