"""Names of properties in words, and the unit that their end says: `area_km2` is an area in square kilometres."""

from __future__ import annotations

from labkin.graph.query_english import prop_words
from labkin.nlp import question_words as fixed

_UNITS = {
    end: unit
    for unit, ends in {
        "nM": "nm", "uM": "um", "mM": "mm", "uL": "ul", "mL": "ml", "%": "pct percent percentage", "B": "bytes",
        "kB": "kb", "MB": "mb", "GB": "gb", "Da": "da", "kDa": "kda", "mg": "mg", "ug": "ug", "kg": "kg", "ng": "ng",
        "km": "km kilometers kilometres", "meter": "m meters metres", "cm": "cm", "mile": "miles mi", "ft": "ft feet",
        "km2": "km2 sqkm", "m2": "m2 sqm", "ha": "ha hectares", "s": "s sec secs seconds", "ms": "ms",
        "min": "min mins minutes", "h": "h hr hrs hours", "d": "days", "wk": "weeks", "month": "months",
        "year": "years yrs",
        "USD": "usd dollars", "kUSD": "kusd", "MUSD": "musd", "bnUSD": "bnusd", "EUR": "eur euros", "MEUR": "meur",
        "GBP": "gbp pounds", "Cel": "celsius degc", "km/h": "kmh kph", "m/s": "mps",
    }.items()
    for end in ends.split()
}  # fmt: skip
# One letter, or a unit of concentrations, is of something else behind these words.
_LENGTHS = fixed.words(
    "length width height depth thickness distance radius diameter elevation altitude size wavelength perimeter range"
)
_SMALL = {"mm": "millimeter", "nm": "nanometer", "um": "micrometer", "µm": "micrometer"}
_BY_WORD = {(end, word): unit for end, unit in _SMALL.items() for word in _LENGTHS}
_BY_WORD |= {("c", word): "Cel" for word in ("temp", "temperature", "point")}
_BY_WORD |= {("g", word): "g" for word in ("weight", "mass")} | {("l", "volume"): "L"}
_NOT_ALONE = frozenset({"s", "m", "h"})  # units only behind a word for what they measure
_TIMES = fixed.words("time duration length runtime age period interval delay")


def prop_name(name: str) -> tuple[str, str]:
    """A property's name in words, and the unit that its end says.

    >>> prop_name("volume_ul"), prop_name("IC50 (nM)"), prop_name("molecular_weight")
    (('volume', 'uL'), ('IC50', 'nM'), ('molecular weight', ''))
    >>> prop_name("area_km2"), prop_name("length_mm"), prop_name("budget_musd"), prop_name("temp_c")
    (('area', 'km2'), ('length', 'millimeter'), ('budget', 'MUSD'), ('temp', 'Cel'))
    """
    text, unit = prop_words(name)
    words = text.split()
    if unit:
        return text, _BY_WORD.get((unit.lower(), words[-1].lower()), unit)
    if len(words) < 2:
        return text, ""
    end, before = words[-1].lower(), words[-2].lower()
    found = _BY_WORD.get((end, before)) or _UNITS.get(end, "")
    if end in _NOT_ALONE and before not in (_LENGTHS if end == "m" else _TIMES):
        found = ""
    return (" ".join(words[:-1]), found) if found else (text, "")
