"""Cells as values of properties: numbers, dates in the orders of this world, lists, units brought to the schema's."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, datetime

from labkin.graph.schema import kind
from labkin.loaders.mapping import Property
from labkin.loaders.measures import parse_measure, property_key
from labkin.loaders.profile import Column

_MONTHS = {name.lower(): n for names in (calendar.month_name, calendar.month_abbr) for n, name in enumerate(names) if n}
_MONTHS["sept"] = 9
_NUMBERS = re.compile(r"(\d{1,4})[./\-\s](\d{1,2})[./\-\s](\d{1,4})$")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s./\-]*([A-Za-z]{3,9})\.?[\s,./\-]*(\d{4}|\d{2})$")
_MONTH_DAY = re.compile(r"([A-Za-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$")
_TIME = re.compile(r"[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp][Mm]|Z|[+-]\d{2}:?\d{2})?$")
_MIDNIGHT = re.compile(r"[T\s]+00:00(?::00(?:\.0+)?)?$")
_TRUE, _FALSE = ("true", "yes", "y", "1"), ("false", "no", "n", "0")
CENTURY_TURNS = 69  # 68 is 2068 and 69 is 1969, as POSIX has it

# SI prefixes of the units that labs write; a unit is one of the bases with one of them before it.
_PREFIXES = {"f": 1e-15, "p": 1e-12, "n": 1e-9, "u": 1e-6, "m": 1e-3, "": 1.0, "k": 1e3}
_BASES = ("mol/L", "M", "g", "L", "g/L", "g/mol")
_ALSO = {"Da": ("g/mol", 1.0), "kDa": ("g/mol", 1e3), "M": ("mol/L", 1.0)}


class NotThat(ValueError):
    """A cell that is not what its column was said to hold; the text says what it is not."""


def read_date(text: str, order: str = "") -> str | None:
    """A day as ISO 8601 text, with its time where the cell has one; None for what is no date, or could be two.

    >>> read_date("2024-03-05"), read_date("05/03/2024"), read_date("05/03/2024", "DMY"), read_date("5 Mar 2024")
    ('2024-03-05', None, '2024-03-05', '2024-03-05')
    >>> read_date("25.03.24", "DMY"), read_date("2024-03-05T10:30:00"), read_date("13/25/2024")
    ('2024-03-25', '2024-03-05T10:30:00', None)
    """
    text = _MIDNIGHT.sub("", text.strip())
    if re.match(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return (date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)).isoformat()
        except ValueError:
            return None
    return _day_in_words(_TIME.sub("", text)) or _day_in_numbers(_TIME.sub("", text), order)


def _day_in_words(text: str) -> str | None:
    if found := _DAY_MONTH.match(text):
        return _day(found[3], _MONTHS.get(found[2].lower(), 0), found[1])
    if found := _MONTH_DAY.match(text):
        return _day(found[3], _MONTHS.get(found[1].lower(), 0), found[2])
    return None


def _day_in_numbers(text: str, order: str) -> str | None:
    found = _NUMBERS.match(text)
    if found is None:
        return None
    if len(found[1]) == 4:
        return _day(found[1], found[2], found[3])
    if not order:  # a number above 12 can only be a day
        order = "DMY" if int(found[1]) > 12 else "MDY" if int(found[2]) > 12 else ""
    if not order:
        return None
    parts = dict(zip(order, found.groups(), strict=True))
    return _day(parts["Y"], parts["M"], parts["D"])


def _day(year: str, month: str | int, day: str) -> str | None:
    if len(year) not in (2, 4):  # "1.5.0" is a version
        return None
    full = int(year) if len(year) > 2 else int(year) + (1900 if int(year) >= CENTURY_TURNS else 2000)
    try:
        return date(full, int(month), int(day)).isoformat()
    except ValueError:
        return None


def factor_between(unit: str, wanted: str) -> float | None:
    """By what to multiply a number in one unit for another one; None where they measure different things.

    >>> factor_between("g", "mg"), factor_between("µL", "uL"), factor_between("mg", "uM")
    (1000.0, 1.0, None)
    """
    one, other = _based(unit), _based(wanted)
    if one is None or other is None or one[0] != other[0]:
        return 1.0 if unit == wanted else None
    return float(f"{one[1] / other[1]:.12g}")


def _based(unit: str) -> tuple[str, float] | None:
    plain = unit.strip().replace("µ", "u").replace("μ", "u")
    if plain in _ALSO:
        return _ALSO[plain]
    for base in _BASES:
        if plain.endswith(base) and plain[: -len(base)] in _PREFIXES:
            name, more = _ALSO.get(base, (base, 1.0))
            return name, _PREFIXES[plain[: -len(base)]] * more
    return None


def stored_name(name: str, unit: str, kind_name: str) -> tuple[str, float]:
    """Under which name a property with a unit is kept, and by what its numbers are multiplied.

    The schema says the unit of the properties it knows. Others carry it at the end of their names.

    >>> stored_name("amount", "g", "Batch"), stored_name("dose", "mg/kg", "Batch"), stored_name("dose_mg", "mg", "")
    (('amount_mg', 1000.0), ('dose_mg_kg', 1.0), ('dose_mg', 1.0))
    """
    if not unit:
        return name, 1.0
    for known in kind(kind_name).props if kind_name else ():
        if known.unit and name in (known.name, known.english):
            factor = factor_between(unit, known.unit)
            if factor is not None:
                return known.name, factor
    ending = property_key(unit.replace("%", "percent"))
    return (name if name.endswith(f"_{ending}") else f"{name}_{ending}"), 1.0


def value_of(said: Property, cell: Callable[[str], str], columns: dict[str, Column], kind_name: str = "") -> object:
    """The value of a property in a row; None where there is none. Raises NotThat when a cell does not fit."""
    text = said.value.fill(cell)
    if not text:
        return None
    if said.split:
        parts = [part.strip() for part in text.split(said.split)]
        return [_typed(part, said, columns, kind_name) for part in parts if part]
    return _typed(text, said, columns, kind_name)


def _typed(text: str, said: Property, columns: dict[str, Column], kind_name: str) -> object:
    names = said.value.columns
    column = columns.get(names[0]) if len(names) == 1 and len(said.value.parts) == 1 else None
    wanted = said.type or (_type_of(column) if column and said.name != "name" else "text")
    if wanted in ("integer", "number"):
        comma = column is not None and column.decimal_comma
        return _number(text, wanted, said, kind_name, comma)
    if wanted == "date":
        found = read_date(text, said.dates)
        if found is None:
            both = "" if said.dates else "; where day and month could be exchanged, say `dates: DMY` or `dates: MDY`"
            raise NotThat(f"no date{both}")
        return found
    if wanted == "boolean":
        small = text.lower()
        if small not in _TRUE + _FALSE:
            raise NotThat("neither yes nor no")
        return small in _TRUE
    return text


def _type_of(column: Column) -> str:
    return column.type if column.plain or column.decimal_comma else "text"


def _number(text: str, wanted: str, said: Property, kind_name: str, comma: bool) -> object:
    measure = parse_measure(text, decimal_comma=comma)
    if measure is None or measure.qualifier not in ("=", "~"):
        raise NotThat("no number")
    if measure.unit and said.unit and measure.unit != said.unit:
        raise NotThat(f"in {measure.unit}, not in {said.unit}")
    value = measure.value * stored_name(said.name, said.unit, kind_name)[1]
    if wanted == "integer" and value.is_integer() and abs(value) < 1 << 53:
        return int(value)
    return float(f"{value:.15g}")
