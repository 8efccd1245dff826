"""What stands in the columns of a table: type, unit, range, how many distinct values. In one pass, memory bounded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from labkin.loaders.text_rows import NULLS

MAX_DISTINCT = 10_000  # beyond it a column counts as "more than 10,000" distinct values
MAX_CATEGORIES = 50  # distinct texts of a column that are told one by one

_INT = r"[+-]?(?:0|[1-9]\d{0,17})"
_NUM = r"[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
# Leading zeros mean a code ("007"), not a number; so neither pattern takes them.
PATTERNS = {
    "integer": rf"^\s*{_INT}\s*$",
    "number": rf"^\s*{_NUM}\s*$",
    "measure": rf"^\s*(?:[<>]=?|[≤≥~≈=])?\s*{_NUM}\s*$",
    "decimal comma": r"^\s*[+-]?(?:0|[1-9]\d*),\d+\s*$|^\s*[+-]?(?:0|[1-9]\d*)\s*$",
    "boolean": r"^\s*(?i:true|false|yes|no)\s*$",
    "date": r"^\s*\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?\s*$",
}

UNITS = frozenset(
    [
        "pM",
        "nM",
        "uM",
        "µM",
        "μM",
        "mM",
        "M",
        "mol/L",
        "mmol/L",
        "umol/L",
        "nmol/L",
        "mg/mL",
        "ug/mL",
        "µg/mL",
        "ng/mL",
        "g/L",
        "mg/L",
        "mg/kg",
        "kg",
        "g",
        "mg",
        "ug",
        "µg",
        "ng",
        "L",
        "mL",
        "uL",
        "µL",
        "nL",
        "g/mol",
        "Da",
        "kDa",
        "kcal/mol",
        "kJ/mol",
        "s",
        "sec",
        "ms",
        "min",
        "h",
        "hr",
        "hours",
        "days",
        "C",
        "degC",
        "°C",
        "Cel",
        "K",
        "%",
        "nm",
        "um",
        "µm",
        "mm",
        "cm",
        "m",
        "bar",
        "kPa",
        "Pa",
        "mmHg",
        "rpm",
        "mV",
        "V",
        "mA",
        "Hz",
        "kHz",
        "MHz",
        "ppm",
        "ppb",
        "AU",
        "RFU",
        "mAU",
        "cells/mL",
        "IU",
        "U/mL",
        "U/L",
        "A",
        "Å",
        "A2",
        "Å2",
        "mL/min",
        "uL/min",
        "uL/min/mg",
        "cm/s",
    ]
)


@dataclass(slots=True)
class Column:
    """A column and what was found in it so far. `type` is integer, number, boolean, date or text."""

    name: str
    unit: str = ""
    decimal_comma: bool = False  # whether the file may write 1.5 as "1,5"
    filled: int = 0
    low: float | str | None = None
    high: float | str | None = None
    fixed: str = ""  # the type, where the file itself declares it
    _candidates: set[str] = field(default_factory=lambda: set(PATTERNS))
    _distinct: set[Any] | None = field(default_factory=set)

    @property
    def type(self) -> str:
        """The narrowest type that holds every value; text where there is none."""
        if self.fixed:
            return self.fixed
        if not self.filled:
            return "text"
        order = ("boolean", "integer", "number", "measure", "decimal comma", "date")
        found = next((name for name in order if name in self._candidates), "text")
        return "number" if found in ("measure", "decimal comma") else found

    @property
    def plain(self) -> bool:
        """Whether every value reads as the type without more ado: no "<5", no decimal comma."""
        return self.type not in ("integer", "number") or bool(self.fixed) or "number" in self._candidates

    @property
    def distinct(self) -> int | None:
        """How many distinct values; None when there are more than MAX_DISTINCT."""
        return None if self._distinct is None else len(self._distinct)

    def categories(self) -> list[str]:
        """The distinct values of a column of texts, in order; none where they are many, or long, or never the same."""
        found = self._distinct
        if self.type != "text" or not found or len(found) > MAX_CATEGORIES or len(found) == self.filled > 10:
            return []
        return sorted(map(str, found)) if all(isinstance(one, str) for one in found) else []

    def values(self) -> str:
        """The values in short, for people: "1.5 to 20", "3 distinct values", "empty"."""
        if not self.filled:
            return "empty"
        if self.low is not None and self.type in ("integer", "number", "date"):
            low, high = (_short(self.low), _short(self.high)) if self.type != "date" else (self.low, self.high)
            return str(low) if low == high else f"{low} to {high}"
        count = self.distinct
        return f"more than {MAX_DISTINCT:,} distinct values" if count is None else f"{count} distinct values"

    def add(self, array: Any) -> None:
        """Take in one chunk: an Arrow array, of text unless the file declares types."""
        import pyarrow as pa
        import pyarrow.compute as pc

        text = pa.types.is_string(array.type) or pa.types.is_large_string(array.type)
        if text and not self.fixed:
            array = pc.filter(array, pc.invert(nulls(array)))
        array = array.drop_null()
        if not len(array):
            return
        self.filled += len(array)
        self._count(array)
        if text and not self.fixed:
            self._narrow(array)
        elif self.fixed in ("integer", "number", "date"):
            self._widen(pc.min_max(array))

    def _narrow(self, array: Any) -> None:
        import pyarrow.compute as pc

        for name in sorted(self._candidates):
            if (name == "decimal comma" and not self.decimal_comma) or not pc.all(
                pc.match_substring_regex(array, PATTERNS[name])
            ).as_py():
                self._candidates.discard(name)
        if not self._candidates & {"number", "measure", "decimal comma", "date"}:
            self.low = self.high = None
        elif "date" in self._candidates:
            self._widen(pc.min_max(array))
        else:
            self._widen(pc.min_max(as_numbers(array)))

    def _widen(self, found: Any) -> None:
        low, high = found["min"].as_py(), found["max"].as_py()
        if low is None:
            return
        if not isinstance(low, int | float | str):
            low, high = (x.isoformat() if hasattr(x, "isoformat") else float(x) for x in (low, high))
        self.low = low if self.low is None else min(self.low, low)
        self.high = high if self.high is None else max(self.high, high)

    def _count(self, array: Any) -> None:
        import pyarrow as pa

        if self._distinct is None:
            return
        try:
            self._distinct.update(map(_hashable, array.unique().to_pylist()))
        except (pa.ArrowNotImplementedError, TypeError):  # lists, structures
            self._distinct = None
            return
        if len(self._distinct) > MAX_DISTINCT:
            self._distinct = None


def _hashable(value: Any) -> Any:
    return value if len(value := str(value)) <= 64 else hash(value)


def _short(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) and abs(value) < 1e15 and value % 1 else f"{value:.15g}"


def nulls(array: Any) -> Any:
    """Which cells of a text array say that there is no value."""
    import pyarrow as pa
    import pyarrow.compute as pc

    small = pc.utf8_lower(pc.utf8_trim_whitespace(array))
    return pc.or_kleene(pc.is_in(small, pa.array(sorted(NULLS))), pc.is_null(array))


def as_numbers(array: Any) -> Any:
    """A text array as 64-bit floats: "<5" as 5, "1,5" as 1.5. Cells must fit one of the number patterns, or be null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    bare = pc.replace_substring_regex(array, r"^\s*(?:[<>]=?|[≤≥~≈=])?\s*\+?|\s+$", "")
    return pc.cast(pc.replace_substring(bare, ",", "."), pa.float64())


def split_unit(header: str) -> tuple[str, str]:
    """The name in a header and its unit, where it carries one.

    >>> split_unit("IC50 (nM)"), split_unit("Volume [uL]"), split_unit("dose_mg"), split_unit("Cluster (trade)")
    (('IC50', 'nM'), ('Volume', 'uL'), ('dose', 'mg'), ('Cluster (trade)', ''))
    """
    if (found := re.match(r"(.*\S)\s*[(\[]([^()\[\]]+)[)\]]\s*$", header)) and is_unit(found[2].strip()):
        return found[1], found[2].strip()
    if found := re.match(r"(.*[^\W_])\s+in mols? per lit(?:re|er)$", header):
        return found[1], "mol/L"
    if (found := re.match(r"(.*[^\W_])_([^_\s]+)$", header)) and found[2] in UNITS and len(found[2]) > 1:
        return found[1], found[2]
    return header, ""


def is_unit(text: str) -> bool:
    """Whether the text is a unit of measurement that we know, or one made of such.

    >>> is_unit("mg/kg/day"), is_unit("log mol/L"), is_unit("10^-6 cm/s"), is_unit("note")
    (True, True, True, False)
    """
    if text in UNITS:
        return True
    bare = re.sub(r"^(?:log10|log|10\^?[-−]?\d+|1e-?\d+|x10\^?-?\d+)\s*\(?", "", text).rstrip(")")
    parts = [re.sub(r"\^?[-−]?[\d²³]+$", "", part) for part in re.split(r"[/·*.\s]+", bare)]
    return bool(bare) and all(part in UNITS or part in ("cell", "cells", "day", "mol", "well") for part in parts)


def columns_of(headers: Iterable[str], decimal_comma: bool = False) -> list[Column]:
    """Fresh columns for these headers."""
    return [Column(header, split_unit(header)[1], decimal_comma) for header in headers]
