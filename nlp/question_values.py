"""Numbers with units, as questions write them, and their conversion. Dates are in `question_dates`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

from labkin.nlp.number_words import scale, spelled
from labkin.nlp.question_dates import Period, read_date
from labkin.nlp.units import to_si, under_line, units

__all__ = ["UNITS", "Number", "Period", "convert", "read_date", "read_number", "short_unit"]

# Each family: what the unit is in terms of its base. Source of factors: SI prefixes, IEC 80000-13 (kB is 1000 B), and
# for g/mol the dalton, which is numerically the same to nine digits. These are told apart without pint, which takes a
# third of a second to load; every other unit is asked of it.
_FAMILIES: tuple[dict[str, float], ...] = (
    {"fM": 1e-15, "pM": 1e-12, "nM": 1e-9, "uM": 1e-6, "mM": 1e-3, "M": 1.0},
    {"pg": 1e-12, "ng": 1e-9, "ug": 1e-6, "mg": 1e-3, "g": 1.0, "kg": 1e3},
    {"nL": 1e-9, "uL": 1e-6, "mL": 1e-3, "L": 1.0},
    {"B": 1.0, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "KiB": 1024.0, "MiB": 1024.0**2, "GiB": 1024.0**3},
    {"g/mol": 1.0, "Da": 1.0, "kDa": 1e3},
    {"%": 1.0},
    {
        **{"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "ms": 1e-3, "wk": 604800.0},
        **{"month": 2629746.0, "year": 31556952.0},  # of a year of the Gregorian calendar, 365.2425 days
    },
    {"Cel": 1.0},
    {"pg/mL": 1e-9, "ng/mL": 1e-6, "ug/mL": 1e-3, "mg/mL": 1.0, "g/L": 1.0, "mg/L": 1e-3, "ug/L": 1e-6, "ng/uL": 1e-3},
    {
        **{"nanometer": 1e-9, "micrometer": 1e-6, "millimeter": 1e-3, "cm": 1e-2, "meter": 1.0, "km": 1e3},
        **{"ft": 0.3048, "mile": 1609.344},
    },
    {"m2": 1.0, "ha": 1e4, "km2": 1e6, "sq mi": 2589988.110336},
    {"USD": 1.0, "kUSD": 1e3, "MUSD": 1e6, "bnUSD": 1e9},
    {"EUR": 1.0, "MEUR": 1e6},
    {"GBP": 1.0},
    {"ng/kg": 1e-9, "ug/kg": 1e-6, "mg/kg": 1e-3, "g/kg": 1.0},
)
_SPELLED = {
    spelling: unit
    for unit, spellings in {
        "nM": "nm | nanomolar | nmol/l | nanomoles per liter", "uM": "um | µm | micromolar | umol/l | µmol/l",
        "mM": "mm | millimolar | mmol/l",
        "pM": "pm | picomolar | pmol/l", "fM": "fm | femtomolar", "M": "molar | mol/l", "mg": "milligram | milligrams",
        "ug": "µg | mcg | microgram | micrograms", "g": "gram | grams", "ng": "nanogram | nanograms",
        "pg": "picogram | picograms",
        "kg": "kilogram | kilograms | kilo | kilos",
        "uL": "ul | µl | microliter | microlitre | microliters | microlitres",
        "mL": "ml | milliliter | millilitre | milliliters | millilitres",
        "L": "l | liter | litre | liters | litres", "nL": "nl | nanoliter | nanoliters", "B": "b | byte | bytes",
        "kB": "kb | kilobyte | kilobytes", "MB": "mb | megabyte | megabytes", "GB": "gb | gigabyte | gigabytes",
        "TB": "tb | terabyte | terabytes", "%": "percent | per cent | pct | percentage points",
        "Da": "da | dalton | daltons", "kDa": "kda | kilodalton | kilodaltons",
        "g/mol": "g/mole | gram per mole | grams per mole | g mol-1 | g per mol", "s": "second | seconds | sec | secs",
        "min": "minute | minutes | mins", "ms": "millisecond | milliseconds",
        "h": "hour | hours | hr | hrs", "d": "day | days", "wk": "week | weeks",
        "Cel": "°c | ℃ | celsius | degrees celsius | degree celsius | degrees c | deg c | degrees",
        "mg/mL": "mg/ml | milligrams per milliliter | milligrams per millilitre | mg per ml",
        "ug/mL": "ug/ml | µg/ml | micrograms per milliliter | micrograms per millilitre", "ng/mL": "ng/ml",
        "pg/mL": "pg/ml", "g/L": "g/l", "mg/L": "mg/l", "ng/uL": "ng/ul | ng/µl", "mg/kg": "milligrams per kilogram",
        "ug/kg": "µg/kg", "km": "kilometer | kilometre | kilometers | kilometres | kms",
        "meter": "metre | meters | metres", "cm": "centimeter | centimetre | centimeters | centimetres",
        "millimeter": "millimetre | millimeters | millimetres", "ft": "foot | feet", "mile": "miles",
        "micrometer": "micrometre | micrometers | micrometres | micron | microns",
        "nanometer": "nanometre | nanometers | nanometres",
        "km2": "km² | sq km | km^2 | square kilometer | square kilometre | square kilometers | square kilometres",
        "m2": "m² | sq m | m^2 | square meter | square metre | square meters | square metres",
        "ha": "hectare | hectares", "sq mi": "square mile | square miles", "year": "years old | year old | years | yrs",
        "month": "months",
        "USD": "usd | us$ | $ | dollar | dollars | us dollar | us dollars | bucks", "EUR": "eur | € | euro | euros",
        "GBP": "gbp | £",
    }.items()
    for spelling in spellings.split(" | ")
}  # fmt: skip
UNITS: dict[str, str] = {unit: unit for family in _FAMILIES for unit in family} | _SPELLED
MONEY = frozenset({"USD", "EUR", "GBP"})
TIME = frozenset({"s", "min", "h", "d", "ms", "wk", "month", "year"})
_FACTOR = {unit: (number, factor) for number, family in enumerate(_FAMILIES) for unit, factor in family.items()}
_LONGEST_UNIT = max(len(spelling.split()) for spelling in UNITS)
# Units of texts that no word of a question is taken for by mistake: with a capital, or among these.
_SURE = frozenset({"rpm", "ppm", "ppb", "psi", "atm", "bp", "cm", "km", "mmol", "µmol", "umol", "nmol", "pmol", "°F"})

_NUMBER = re.compile(r"([-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+−]?\d+)?|[-+−]?\.\d+)(.*)")
_THOUSANDS = {"k": 1000, "K": 1000}
_OF_MONEY = {"k": 10**3, "m": 10**6, "mn": 10**6, "mm": 10**6, "mio": 10**6, "bn": 10**9, "b": 10**9}
_MONEY_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as asked for, and its unit in short form, empty for none."""

    value: int | float
    unit: str = ""


def short_unit(text: str) -> str:
    """A unit in short form, or empty text for what is none. Case counts where it must (mM is not MM).

    >>> short_unit("µM"), short_unit("uM"), short_unit("nanomolar"), short_unit("KB"), short_unit("rows")
    ('uM', 'uM', 'nM', 'kB', '')
    >>> short_unit("m/s2"), short_unit("cells/mL"), short_unit("mV"), short_unit("and/or")
    ('m/s2', 'cells/mL', 'mV', '')
    """
    text = text.strip().replace("μ", "µ")
    found = UNITS.get(text) or UNITS.get(text.replace("µ", "u")) or UNITS.get(text.lower(), "")
    return found or (text.replace("µ", "u") if _by_pint(text) else "")


@cache
def _by_pint(text: str) -> str:
    """What pint calls a unit of texts, a fraction of such too; empty for what may be another word."""
    parts = text.split("/")
    if len(parts) == 1:
        sure = text in _SURE or (len(text) > 1 and text != text.lower())
        known = units().get(text) if sure else None
        return known.pint if known else ""
    made = []
    for number, part in enumerate(parts):
        match = re.fullmatch(r"([^\W\d]+|%|°C)\^?([123²³]?)", part)
        known = (under_line() if number else units()).get(match[1]) if match else None
        if match is None or known is None or not known.pint:
            return ""
        power = {"²": "2", "³": "3"}.get(match[2], match[2])
        made.append(f"({known.pint}{f'**{power}' if power else ''})")
    return " / ".join(made)


def convert(number: Number, unit: str) -> int | float | None:
    """The number in another unit; None where the units do not measure the same. A number or unit without a unit fits.

    >>> convert(Number(1.5, "uM"), "nM"), convert(Number(300, "Da"), "g/mol"), convert(Number(1, "mg"), "nM")
    (1500.0, 300, None)
    >>> convert(Number(36, "km/h"), "m/s")
    10.0
    """
    if not number.unit or not unit or number.unit == unit:
        return number.value
    here, there = _FACTOR.get(number.unit), _FACTOR.get(short_unit(unit))
    if here is None or there is None:
        return _through_si(number, unit)
    if here[0] != there[0]:
        return None
    if here[1] == there[1]:
        return number.value
    scaled = number.value * (here[1] / there[1])
    return float(f"{scaled:.12g}")  # 0.05 mM is 50 uM, not 50.00000000000001


def _through_si(number: Number, unit: str) -> float | None:
    """A conversion by pint. Only units that have no zero of their own: they are multiples of each other."""
    names = _pint_name(number.unit), _pint_name(short_unit(unit) or unit)
    if not all(names) or any("degree" in name for name in names):
        return None
    value, one = to_si(float(number.value), names[0]), to_si(1.0, names[1])
    if value is None or one is None or value[1] != one[1] or not one[0]:
        return None
    return float(f"{value[0] / one[0]:.12g}")


def _pint_name(unit: str) -> str:
    known = units().get(unit)
    return _by_pint(unit) or (known.pint if known else "")


def read_number(words: list[str]) -> tuple[Number, int] | None:
    """A number at the start of the words, with a unit after or against it, and how many words it takes.

    >>> read_number(["98", "%"]), read_number(["1,000"]), read_number(["50nM", "or"]), read_number(["x"])
    ((Number(value=98, unit='%'), 2), (Number(value=1000, unit=''), 1), (Number(value=50, unit='nM'), 1), None)
    >>> read_number("1.5 million rows".split()), read_number("half a million".split()), read_number(["10k", "rows"])
    ((Number(value=1500000, unit=''), 2), (Number(value=500000, unit=''), 3), (Number(value=10000, unit=''), 1))
    """
    if not words:
        return None
    if words[0][:1] in _MONEY_SIGNS:
        return _sum_of_money(words)
    match = _NUMBER.fullmatch(words[0])
    if match is None:
        if [word.lower() for word in words[:2]] in (["half", "a"], ["half", "an"]) and (
            unit := short_unit(words[2] if len(words) > 2 else "")
        ):
            return Number(0.5, unit), 3
        in_words = spelled(words)
        return _with_unit(in_words[0], words, in_words[1]) if in_words else None
    text = match[1].replace(",", "").replace("−", "-")
    value: int | float = float(text) if re.search(r"[.eE]", text) or len(text) > 18 else int(text)
    if not math.isfinite(value):
        return None
    if match[2] in _THOUSANDS:
        return _with_unit(_plain(value * _THOUSANDS[match[2]]), words, 1)
    if match[2]:
        unit = short_unit(match[2])
        return (Number(value, unit), 1) if unit else None
    times = scale(words[1]) if len(words) > 1 else 1
    return _with_unit(_plain(value * times), words, 1 + (times > 1)) if times > 1 else _with_unit(value, words, 1)


def _sum_of_money(words: list[str]) -> tuple[Number, int] | None:
    """ "$200 million", "€5m"."""
    sign, rest = _MONEY_SIGNS[words[0][0]], words[0][1:]
    short = re.fullmatch(r"([\d.,]+)(k|mn|mm|mio|m|bn|b)", rest, re.IGNORECASE)
    read = read_number([short[1] if short else rest, *words[1:]]) if rest else None
    if read is None or read[0].unit not in ("", sign):
        return None
    times = _OF_MONEY[short[2].lower()] if short else 1
    return Number(_plain(read[0].value * times), sign), read[1]


def _plain(value: int | float) -> int | float:
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def _with_unit(value: int | float, words: list[str], at: int) -> tuple[Number, int]:
    rest = words[at : at + _LONGEST_UNIT]
    for length in range(len(rest), 0, -1):
        unit = short_unit(" ".join(rest[:length])) if length == 1 or "/" not in rest[0] else ""
        if unit:
            return Number(value, unit), at + length
    return Number(value), at
