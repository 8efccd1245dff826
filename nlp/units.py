"""The units that texts use: how they are spelled, their short form, and what pint calls them.

Only what stands here is a unit, so that "5 Million", "3 A" and "2 C" are none. Names are those of pint's registry; what
pint has not is defined here as a count without dimension (cells, base pairs, colonies) or as a dimension of its own
(international units, which each substance has another of).
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple


class Unit(NamedTuple):
    """A unit: `short` as we write it, `pint` as pint reads it; `pint` is empty where it has no fixed meaning."""

    short: str
    pint: str


_PREFIXES = {"f": "femto", "p": "pico", "n": "nano", "µ": "micro", "m": "milli", "c": "centi", "d": "deci", "k": "kilo"}
_PREFIXES |= {"M": "mega", "G": "giga"}
# Symbol, pint's name, the prefixes it is met with.
_PREFIXED = (
    ("g", "gram", "fpnµmk"), ("M", "molar", "fpnµm"), ("L", "liter", "fpnµmcd"), ("l", "liter", "fpnµmcd"),
    ("m", "meter", "nµmck"), ("mol", "mole", "fpnµmk"), ("s", "second", "nµm"), ("sec", "second", "m"),
    ("Da", "dalton", "kM"), ("V", "volt", "µmk"), ("A", "ampere", "npµm"), ("W", "watt", "µmk"), ("J", "joule", "mk"),
    ("Hz", "hertz", "kMG"), ("Pa", "pascal", "hkM"), ("cal", "calorie", "k"), ("Gy", "gray", "cm"),
    ("Sv", "sievert", "µm"), ("Ci", "curie", "nµm"), ("Bq", "becquerel", "kMG"), ("eq", "", "mµ"), ("Eq", "", "mµ"),
    ("bar", "bar", "m"),
    ("b", "base_pair", "kMG"), ("bp", "base_pair", "kMG"), ("Osm", "", "m"), ("osmol", "", "m"), ("OD", "", "m"),
    ("U", "", "mµk"), ("IU", "international_unit", "mµkM"), ("N", "newton", "µmk"), ("T", "tesla", "m"),
    ("S", "siemens", "µmnp"),
    ("F", "farad", "pnµ"), ("kat", "katal", "nµm"), ("Torr", "torr", "mµ"),
)  # fmt: skip
_BARE = frozenset(
    [
        "g",
        "M",
        "L",
        "l",
        "m",
        "mol",
        "s",
        "sec",
        "Da",
        "V",
        "W",
        "J",
        "Hz",
        "Pa",
        "cal",
        "Gy",
        "Sv",
        "Ci",
        "Bq",
        "bar",
        "bp",
        "U",
        "IU",
        "kat",
        "Torr",
        "Osm",
    ]
)
# Short form, pint's name, spellings.
_NAMED = (
    ("h", "hour", "h hr hrs hour hours"), ("min", "minute", "min mins minute minutes"),
    ("s", "second", "secs second seconds"), ("ms", "millisecond", "millisecond milliseconds msec"),
    ("d", "day", "d day days"), ("wk", "week", "wk wks week weeks"), ("mo", "month", "month months"),
    ("a", "year", "year years yr yrs"), ("%", "percent", "% percent"), ("‰", "permille", "‰"),
    ("°C", "degree_Celsius", "°C ℃ degC Cel"), ("°F", "degree_Fahrenheit", "°F ℉"), ("K", "kelvin", "K"),
    ("mmHg", "millimeter_Hg", "mmHg"), ("cmH2O", "centimeter_H2O", "cmH2O"), ("atm", "atmosphere", "atm"),
    ("psi", "pound_force_per_square_inch", "psi"), ("rpm", "revolutions_per_minute", "rpm"),
    ("ppm", "ppm", "ppm"), ("ppb", "ppb", "ppb"), ("Å", "angstrom", "Å Å angstrom angstroms"),
    ("µm", "micrometer", "micron microns"), ("µg", "microgram", "mcg microgram micrograms"),
    ("mg", "milligram", "milligram milligrams mgs"), ("g", "gram", "gram grams gm gms"),
    ("kg", "kilogram", "kilogram kilograms kgs"), ("ng", "nanogram", "nanogram nanograms"),
    ("L", "liter", "liter liters litre litres"), ("mL", "milliliter", "milliliter milliliters millilitre mls cc"),
    ("µL", "microliter", "microliter microliters"), ("M", "molar", "molar"), ("mM", "millimolar", "millimolar"),
    ("µM", "micromolar", "micromolar microM muM"), ("nM", "nanomolar", "nanomolar"), ("pM", "picomolar", "picomolar"),
    ("µg", "microgram", "microg mug"), ("mol", "mole", "mole moles"),
    ("µm", "micrometer", "microm micrometer micrometers"),
    ("mm", "millimeter", "millimeter millimeters"), ("cm", "centimeter", "centimeter centimeters"),
    ("nm", "nanometer", "nanometer nanometers"), ("Da", "dalton", "dalton daltons"),
    ("kDa", "kilodalton", "kilodalton KDa"),
    ("cells", "count", "cell cells"), ("CFU", "count", "CFU cfu"), ("PFU", "count", "PFU pfu"),
    ("copies", "count", "copies"),
    ("nt", "base_pair", "nt nucleotides"), ("U", "", "unit units"), ("IU", "international_unit", "IU's"),
    ("in", "inch", "inch inches"), ("kcal", "kilocalorie", "kilocalories kilocalorie"),
    ("lb", "pound", "lb lbs pounds"),
)  # fmt: skip
# What stands under the line of a fraction only.
_UNDER = (
    ("well", "wells"), ("mouse", "mice"), ("rat", "rats"), ("animal", "animals"), ("dose", "doses"),
    ("field", "fields"),
    ("patient", "patients"), ("person", "persons"), ("subject", "subjects"), ("embryo", "embryos"),
    ("egg", "eggs"),
)  # fmt: skip


@cache
def units() -> dict[str, Unit]:
    """Every spelling of a unit."""
    found: dict[str, Unit] = {}
    for symbol, name, prefixes in _PREFIXED:
        short = "L" if symbol == "l" else symbol
        if symbol in _BARE:
            found[symbol] = Unit(short, name)
        for prefix in prefixes:
            made = Unit(prefix + short, (_PREFIXES.get(prefix, "hecto") + name) if name else "")
            for sign in ("µ", "μ", "u") if prefix == "µ" else (prefix,):
                found[sign + symbol] = made
    for short, name, spellings in _NAMED:
        found |= {spelling: Unit(short, name) for spelling in spellings.split()}
    return found


@cache
def under_line() -> dict[str, Unit]:
    """Every spelling of what may stand behind a slash."""
    return units() | {spelling: Unit(one, "count") for one, more in _UNDER for spelling in (one, more)}


@cache
def _registry() -> Any:
    """Pint's units and ours; made once, for it takes a third of a second."""
    import pint

    registry: Any = pint.UnitRegistry(autoconvert_offset_to_baseunit=True)
    registry.define("base_pair = count")
    registry.define("parts_per_billion = 1e-9 = ppb")
    registry.define("standard_body_surface = 1.73 * meter ** 2")  # that clearances are scaled to
    registry.define("international_unit = [biological_activity] = IU")
    return registry


@cache
def _to_si(unit: str) -> tuple[float, float, str] | None:
    """Factor, offset and SI unit that turn a value in pint's `unit`; None where pint does not know it."""
    import pint

    registry = _registry()
    try:
        zero = registry.Quantity(0.0, unit).to_base_units()
        one = registry.Quantity(1.0, unit).to_base_units()
    except (pint.errors.PintError, ValueError, AttributeError, ZeroDivisionError, OverflowError):
        return None
    offset = float(zero.magnitude)
    return float(one.magnitude) - offset, offset, f"{one.units:~}"


def to_si(value: float, unit: str) -> tuple[float, str] | None:
    """A value in base units of the SI, and those units; None where `unit`, as pint writes it, has no meaning there.

    >>> to_si(2.0, "millimolar"), to_si(37.0, "degree_Celsius"), to_si(1.0, "furlong per jiffy")
    ((2.0, 'mol / m ** 3'), (310.15, 'K'), None)
    """
    found = _to_si(unit) if unit else None
    return (float(f"{value * found[0] + found[1]:.12g}"), found[2]) if found else None
