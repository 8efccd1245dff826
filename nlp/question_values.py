"""Numbers with units, and dates, as questions write them."""

from __future__ import annotations

import calendar
import math
import re
from dataclasses import dataclass
from datetime import date, timedelta

# Each family: what the unit is in terms of its base. Source of factors: SI prefixes, IEC 80000-13 (kB is 1000 B), and
# for g/mol the dalton, which is numerically the same to nine digits.
_FAMILIES: tuple[dict[str, float], ...] = (
    {"fM": 1e-15, "pM": 1e-12, "nM": 1e-9, "uM": 1e-6, "mM": 1e-3, "M": 1.0},
    {"pg": 1e-12, "ng": 1e-9, "ug": 1e-6, "mg": 1e-3, "g": 1.0, "kg": 1e3},
    {"nL": 1e-9, "uL": 1e-6, "mL": 1e-3, "L": 1.0},
    {"B": 1.0, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "KiB": 1024.0, "MiB": 1024.0**2, "GiB": 1024.0**3},
    {"g/mol": 1.0, "Da": 1.0, "kDa": 1e3},
    {"%": 1.0},
    {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "ms": 1e-3},
    {"Cel": 1.0},
)
_SPELLED = {
    spelling: unit
    for unit, spellings in {
        "nM": "nm | nanomolar | nmol/l", "uM": "um | µm | micromolar | umol/l | µmol/l",
        "mM": "mm | millimolar | mmol/l",
        "pM": "pm | picomolar | pmol/l", "fM": "fm | femtomolar", "M": "molar | mol/l", "mg": "milligram | milligrams",
        "ug": "µg | mcg | microgram | micrograms", "g": "gram | grams", "ng": "nanogram | nanograms",
        "kg": "kilogram | kilograms",
        "uL": "ul | µl | microliter | microlitre | microliters | microlitres", "mL": "ml | milliliters | millilitres",
        "L": "l | liter | litre | liters | litres", "nL": "nl", "B": "b | byte | bytes", "kB": "kb | kilobytes",
        "MB": "mb | megabytes", "GB": "gb | gigabytes", "TB": "tb | terabytes", "%": "percent | per cent | pct",
        "Da": "da | dalton | daltons", "kDa": "kda | kilodalton | kilodaltons",
        "g/mol": "g/mole | gram per mole | grams per mole | g mol-1", "s": "second | seconds",
        "min": "minute | minutes",
        "h": "hour | hours", "d": "day | days", "Cel": "°c | celsius | degrees celsius | degrees",
    }.items()
    for spelling in spellings.split(" | ")
}  # fmt: skip
UNITS: dict[str, str] = {unit: unit for family in _FAMILIES for unit in family} | _SPELLED
_FACTOR = {unit: (number, factor) for number, family in enumerate(_FAMILIES) for unit, factor in family.items()}

_NUMBER = re.compile(r"([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?)(.*)")
_COUNTING = "zero one two three four five six seven eight nine ten eleven twelve"
_WORDS = {word: number for number, word in enumerate(_COUNTING.split())} | {
    "twenty": 20,
    "thirty": 30,
    "fifty": 50,
    "hundred": 100,
    "thousand": 1000,
    "dozen": 12,
}
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as asked for, and its unit in short form, empty for none."""

    value: int | float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` up to and with `last`, ISO text."""

    first: str
    last: str

    @property
    def after(self) -> str:
        """The day after the last."""
        return (date.fromisoformat(self.last) + timedelta(days=1)).isoformat()


def short_unit(text: str) -> str:
    """A unit in short form, or empty text for what is none. Case counts where it must (mM is not MM).

    >>> short_unit("µM"), short_unit("uM"), short_unit("nanomolar"), short_unit("KB"), short_unit("rows")
    ('uM', 'uM', 'nM', 'kB', '')
    """
    text = text.strip().replace("μ", "µ")
    return UNITS.get(text) or UNITS.get(text.replace("µ", "u")) or UNITS.get(text.lower(), "")


def convert(number: Number, unit: str) -> int | float | None:
    """The number in another unit; None where the units do not measure the same. A number or unit without a unit fits.

    >>> convert(Number(1.5, "uM"), "nM"), convert(Number(300, "Da"), "g/mol"), convert(Number(1, "mg"), "nM")
    (1500.0, 300, None)
    """
    if not number.unit or not unit or number.unit == unit:
        return number.value
    here, there = _FACTOR.get(number.unit), _FACTOR.get(short_unit(unit))
    if here is None or there is None or here[0] != there[0]:
        return None
    if here[1] == there[1]:
        return number.value
    scaled = number.value * (here[1] / there[1])
    return float(f"{scaled:.12g}")  # 0.05 mM is 50 uM, not 50.00000000000001


def read_number(words: list[str]) -> tuple[Number, int] | None:
    """A number at the start of the words, with a unit after or against it, and how many words it takes.

    >>> read_number(["98", "%"]), read_number(["1,000"]), read_number(["50nM", "or"]), read_number(["x"])
    ((Number(value=98, unit='%'), 2), (Number(value=1000, unit=''), 1), (Number(value=50, unit='nM'), 1), None)
    """
    if not words:
        return None
    spelled = _WORDS.get(words[0].lower())
    match = _NUMBER.fullmatch(words[0])
    if match is None and spelled is None:
        return None
    value: int | float
    if match:
        text = match[1].replace(",", "")
        value = float(text) if re.search(r"[.eE]", text) or len(text) > 18 else int(text)
        if not math.isfinite(value):
            return None
        if match[2]:
            unit = short_unit(match[2])
            return (Number(value, unit), 1) if unit else None
    else:
        value = spelled or 0
    for length in (3, 2, 1):
        unit = short_unit(" ".join(words[1 : 1 + length])) if len(words) > length else ""
        if unit and not (unit in ("s", "d", "min", "h") and words[1].lower() in ("d", "s", "min", "h", "max")):
            return Number(value, unit), 1 + length
    return Number(value), 1


def read_date(words: list[str], today: date | None) -> tuple[Period, int] | None:
    """A day, month, year or named stretch of time at the start of the words, and how many words it takes.

    >>> read_date(["March", "2024"], None)
    (Period(first='2024-03-01', last='2024-03-31'), 2)
    >>> read_date(["2024"], None), read_date(["last", "year"], date(2025, 5, 5))
    ((Period(first='2024-01-01', last='2024-12-31'), 1), (Period(first='2024-01-01', last='2024-12-31'), 2))
    """
    low = [word.lower().rstrip(",.") for word in words[:5]]
    for length in range(min(4, len(low)), 0, -1):
        found = _absolute(low[:length]) or (_relative(low[:length], today) if today else None)
        if found:
            return found, length
    return None


def _absolute(words: list[str]) -> Period | None:
    text = " ".join(words)
    if match := re.fullmatch(r"(\d{4})-(\d\d?)(?:-(\d\d?))?", text):
        return _period(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
    if match := re.fullmatch(r"(1[89]\d\d|20\d\d|21\d\d)", text):
        return Period(f"{text}-01-01", f"{text}-12-31")
    if match := re.fullmatch(r"q([1-4]) (\d{4})", text):
        first = 3 * int(match[1]) - 2
        end = _period(int(match[2]), first + 2)
        return Period(f"{match[2]}-{first:02}-01", end.last) if end else None
    if match := re.fullmatch(r"([a-z]+) (?:(\d\d?)(?:st|nd|rd|th)?,? )?(\d{4})", text):
        day = int(match[2]) if match[2] else None
        return _period(int(match[3]), _MONTHS[match[1]], day) if match[1] in _MONTHS else None
    if match := re.fullmatch(r"(\d\d?)(?:st|nd|rd|th)?(?: of)? ([a-z]+) (\d{4})", text):
        return _period(int(match[3]), _MONTHS[match[2]], int(match[1])) if match[2] in _MONTHS else None
    return None


def _period(year: int, month: int, day: int | None = None) -> Period | None:
    try:
        first = date(year, month, day or 1)
    except ValueError:
        return None
    last = first if day else date(year, month, calendar.monthrange(year, month)[1])
    return Period(first.isoformat(), last.isoformat())


def _relative(words: list[str], today: date) -> Period | None:
    text = " ".join(words)
    if text in ("today", "yesterday"):
        day = today - timedelta(days=text == "yesterday")
        return Period(day.isoformat(), day.isoformat())
    if match := re.fullmatch(r"(last|past|this|previous|current) (week|month|year)", text):
        return _named(match[1] in ("last", "past", "previous"), match[2], today)
    if match := re.fullmatch(r"(?:last|past) (\d+|[a-z]+) (day|week|month|year)s?", text):
        count = int(match[1]) if match[1].isdigit() else _WORDS.get(match[1])
        if count is not None and count < 10_000:
            days = count * {"day": 1, "week": 7, "month": 30, "year": 365}[match[2]]
            return Period((today - timedelta(days=min(days, today.toordinal() - 1))).isoformat(), today.isoformat())
    return None


def _named(before: bool, unit: str, today: date) -> Period | None:
    if unit == "week":
        first = today - timedelta(days=today.weekday() + 7 * before)
        return Period(first.isoformat(), (first + timedelta(days=6)).isoformat())
    if unit == "month":
        last = today.replace(day=1) - timedelta(days=1) if before else today
        return _period(last.year, last.month)
    year = today.year - before
    return Period(f"{year}-01-01", f"{year}-12-31")
