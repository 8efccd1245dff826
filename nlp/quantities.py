"""Numbers with their units: "50 nM", "5-10 µM", "10 ± 2 mg/kg", "1.5 × 10^6 cells/mL", "p < 0.01", "37 °C".

A number without a unit counts only behind what it is of (p, n, pH, OR ...). Superscripts are read as PubMed writes
them: 10(-6) M, 10^-6 M and 10-6 M are one micromole a litre.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from spacy.language import Language

from labkin.nlp.annotations import Quantity
from labkin.nlp.extensions import declare, text_of
from labkin.nlp.pieces_of import inside
from labkin.nlp.units import Unit, to_si, under_line, units

# Thousands apart, as in "12 000 g": where the last are 000, or several, or before what a centrifuge does, or where thin
# spaces stand; else "on day 1 200 mg" is two numbers.
_GAP = "[ \u00a0\u2009\u202f]"
_SPACED = (
    rf"[1-9]\d{{0,2}}(?:(?:{_GAP}\d{{3}}){{0,3}}{_GAP}000|(?:{_GAP}\d{{3}}){{2,4}}|(?:[\u2009\u202f]\d{{3}})+|"
    rf"{_GAP}\d{{3}}(?=\s?(?:[×x]\s?g|g|rpm)\b))(?!\d|[.,]\d)"
)
_PLAIN = (
    rf"(?:{_SPACED}|" + r"\d{1,3}(?:,\d{3}){1,4}(?!\d)(?:\.\d{1,9})?|\d{1,12}(?:[.·]\d{1,12})?|(?<![\d.])\.\d{1,12})"
)
_POWER = r"(?:\s?[×x*·]\s?10\s?(?:\^\s?[-−–+]?\d{1,2}|\([-−–+]?\d{1,2}\)|[⁻⁺]?[⁰¹²³⁴-⁹]{1,2}|[-−–]?\d{1,2}))"
_TEN = r"10(?:\^[-−–+]?\d{1,2}|\([-−–]?\d{1,2}\)|[⁻⁺]?[⁰¹²³⁴-⁹]{1,2})"
_NUMBER = rf"(?:{_TEN}|{_PLAIN}(?:{_POWER}|[eE][-−+]?\d{{1,2}}(?!\w))?)"
_MARK = r"[<>] or =|<=|>=|=<|=>|[<>≤≥=~≈∼⩽⩾]"
_FOUND = re.compile(
    rf"(?<![\w.])(?P<low>{_NUMBER})"
    rf"(?:\s?(?:±|\+/-|\+/−|\+-)\s?(?P<error>{_NUMBER}))?"
    rf"(?:(?P<to>\s?[-–—−]\s?|\s?(?:to|through)\s)(?P<high>{_NUMBER}))?"
)
_SAID_FIRST = r"\s?[^\W\d_]{1,9}(?:/[^\W\d_]{1,6}){0,2}|\s?[°º˚]\s?C|\s?%"  # the unit of 5 in "between 5 mg and 10 mg"
_WITHIN = re.compile(rf"(?P<low>{_NUMBER})(?P<unit>{_SAID_FIRST})?\sand\s(?P<high>{_NUMBER})")
_BETWEEN_WORD = re.compile(r"\b[Bb]etween\s$")
_LEADING = re.compile(rf"(?:(?P<mark>{_MARK})\s?)?(?P<sign>[-−–+])?$")
_UNIT_WORD = re.compile(r"([°º˚]\s?[CF]|℃|℉|degrees?\s(?:C\b|[Cc]elsius|centigrade)|%|‰|Å|[A-Za-zµμ]+)")
_EXPONENT = re.compile(r"\^?([-−–]?[1-6])(?!\d|\.\d)|\(([-−]?[1-6])\)|([⁻]?[²³¹⁴⁶])")
_GRAVITY = re.compile(r"\s?(?:[×x]\s?g|g-force)\b(?!/)")
_SPUN = re.compile(r"(?i)\b(?:ultra)?centrifug\w*|\bspun\b|\bspin\b|\bpellet\w*")
_SPINS = re.compile(r"\s?g\b(?!/)")
_BODY = re.compile(r"(?:\s?[/·⋅]\s?|\sper\s|\s)\(?1[.·,]73\s?m(?:\^?[-−–]?2|²|⁻²|\(-?2\)|\*\*2)(?!\w)\)?")
_MM_HG = re.compile(r"\s?(mm|cm)\s?(Hg|H2O)\b")
_OVER = re.compile(r"\s?/\s?|\sper\s")
_TIMES = re.compile(r"\s?[·⋅.]\s?|\s")
_MARKS = {
    "< or =": "<=",
    "> or =": ">=",
    "≤": "<=",
    "⩽": "<=",
    "=<": "<=",
    "≥": ">=",
    "⩾": ">=",
    "=>": ">=",
    "≈": "~",
    "∼": "~",
}
_SMALLER, _GREATER = "less|lower|fewer|smaller|shorter|younger", "greater|more|higher|larger|longer|older"
_NOT = r"\b(?:not|no|never|cannot) (?:be )?"  # and the words behind it say the other way round: "not more than"
# The first that fits says it.
_WORDS = (
    (re.compile(rf"{_NOT}(?:{_SMALLER}) than\s*$|{_NOT}(?:below|under)\s*$|\b(?:at least|minimum of)\s*$", re.I), ">="),
    (
        re.compile(
            rf"{_NOT}(?:{_GREATER}|later) than\s*$|{_NOT}(?:above|over|(?:to )?exceed(?:ing|s|ed)?)\s*$|"
            r"\b(?:at most|up to|maximum of)\s*$",
            re.I,
        ),
        "<=",
    ),
    (re.compile(rf"\b(?:{_SMALLER}) than(?: or equal to)?\s*$|\b(?:below|under)\s*$", re.I), "<"),
    (re.compile(rf"\b(?:{_GREATER}) than\s*$|\b(?:above|over|exceeding)\s*$", re.I), ">"),
    (re.compile(r"\b(?:approximately|about|around|approx\.?|ca\.?|circa|nearly|roughly|some)\s*$", re.I), "~"),
)
# What a number may be of: our name for it, how it is written. Behind the first a number needs no unit.
_BARE_ROLES = (
    (r"", r"p[IEACGL]{1,2}50|pK[aid]|[Ll]og[PD]"), ("p", r"[pP](?:[- ][Vv]alues?)?"), ("n", r"[nN]"), ("pH", r"pH"),
    ("OR", r"a?OR|(?i:odds ratios?)"), ("HR", r"HR|(?i:hazard ratios?)"),
    ("RR", r"RR|(?i:relative risks?|risk ratios?)"), ("AUC", r"AUC|AUROC"), ("R2", r"[Rr](?:2|²|\^2)"), ("r", r"[Rr]"),
    ("Z'", r"Z['’](?:[- ]?factor)?"), ("CI", r"CI"),
)  # fmt: skip
_ROLES = (
    ("", r"(?:IC|EC|AC|GI|CC|LD|LC|ED|ID|TD|TC)[ _-]?\(?[59]0\)?"), ("", r"K[(_]?[idmb]\)?"),
    ("MIC", r"MIC[59]?0?"),
    ("Cmax", r"C[(_]?max\)?"), ("Tmax", r"T[(_]?max\)?"), ("Vmax", r"V[(_]?max\)?"), ("dose", r"(?i:doses?|dosages?)"),
    ("half-life", r"(?i:half-li(?:fe|ves))|[Tt]\(?1/2\)?"), ("concentration", r"(?i:concentrations?)"),
    ("temperature", r"(?i:temperatures?)"), ("molecular weight", r"(?i:molecular (?:weight|mass))|MW|Mr"),
    ("age", r"(?i:ages?|aged)"), ("weight", r"(?i:weights?)"), ("BMI", r"BMI"), ("purity", r"(?i:purity)"),
    ("yield", r"(?i:yields?)"), ("melting point", r"(?i:melting points?)|m\.?p\.?"), ("viability", r"(?i:viability)"),
    ("clearance", r"(?i:clearance)|CL(?:int)?"), ("volume", r"(?i:volume)"), ("sensitivity", r"(?i:sensitivity)"),
    ("specificity", r"(?i:specificity)"),
)  # fmt: skip
_SAID = r"values?|of|was|were|is|at|ranging|ranges?|ranged|from|between"
_BETWEEN = rf"(?P<between>(?:[)\s,:=]|\b(?:{_SAID})\b)*)$"
_ALL_ROLES = (*_BARE_ROLES, *_ROLES)
_ROLE = re.compile(
    rf"(?:^|(?<=[\s(\[,;]))(?:{'|'.join(f'(?P<r{n}>{form})' for n, (_, form) in enumerate(_ALL_ROLES))}){_BETWEEN}"
)
# These need "=", "of" or the like before their number: "patients 3 and 4" is no p.
_SHY = frozenset("pnr")
# Words whose number is a label, so that the letter behind it is no unit: phase 2 h, Fig. 3 m.
_LABEL = re.compile(
    r"\b(?:fig(?:ure)?s?|tables?|phases?|panels?|lanes?|types?|groups?|stages?|grades?|class|sections?|chapters?|no|nos|"
    r"step|steps|vitamin|eq|refs?|cohorts?|exons?|chromosomes?|factor|version|level|box|supplement|ed|vol|pp?)\.?\s*$",
    re.I,
)
_MOLAR = frozenset(("molar", "millimolar", "micromolar", "mole"))
_NOT_BEFORE = re.compile(r"[\w][-/,:'’]$|[\w.$€£#@_]$|^-$")


class _Parsed(NamedTuple):
    end: int
    short: str
    pint: str


def find(text: str) -> list[Quantity]:
    """The quantities in a text, in order.

    >>> [one] = find("with an IC50 of <50 nM")
    >>> one.role, one.comparator, one.value, one.unit, one.text, one.si_unit
    ('IC50', '<', 50.0, 'nM', '<50 nM', 'mol / m ** 3')
    """
    return list(_all(text))


def _all(text: str) -> Iterator[Quantity]:
    at = 0
    while found := _FOUND.search(text, at):
        made = _within(text, found.start()) or _quantity(text, found)
        if made is not None:
            yield made
        at = max(made.end if made else found.end(), found.start() + 1)


def _within(text: str, start: int) -> Quantity | None:
    """The range whose lower end begins at `start`, behind "between"."""
    if not _BETWEEN_WORD.search(text, max(0, start - 9), start):
        return None
    found = _WITHIN.match(text, start)
    return _quantity(text, found) if found else None


def _quantity(text: str, found: re.Match[str]) -> Quantity | None:
    start, end = found.start(), found.end()
    lead = _LEADING.search(text, max(0, start - 9), start)
    mark, sign = (lead["mark"], lead["sign"]) if lead else (None, None)
    if sign and not (mark or text[start - 2 : start - 1] in ("", " ", "(", "[", "\n", "\t")):
        mark = sign = None  # the hyphen of "IL-2"
    elif lead:
        start = lead.start()
    if (not mark and _NOT_BEFORE.search(text[max(0, start - 2) : start])) or text[end : end + 1] in ("_", "@"):
        return None
    low, high = _value(found["low"]), _value(found["high"]) if found["high"] else None
    if found["low"].startswith("00") or low is None or (found["high"] and high is None):
        return None
    low = -low if sign and sign != "+" else low
    before = text[max(0, start - 50) : start]
    parsed = _unit(text, end, before, low)
    if found.re is _WITHIN and not _same_unit(found["unit"], text[end : parsed.end] if parsed else ""):
        return None
    if high is not None and high <= low:
        power = _lost_power(found, parsed)
        if power is None:
            return None
        low, high = power, None
    if parsed and (apart := _APART.search(before)) and found["low"].isdigit():  # "9. 6%", as old abstracts have it
        low, start, before = float(f"{apart[1]}.{found['low']}"), start - len(apart[0]), before[: apart.start()]
    role = _role(before, parsed is not None, mark is not None, text[end : end + 12])
    if parsed is None and (not role or text[end : end + 1].isalpha()):
        return None
    said, start = _comparator(mark, before, start)
    end, short, name = parsed or _Parsed(end, "", "")
    value, unit = to_si(low, name) or (None, "")
    return Quantity(start, end, text[start:end], low, short, said, high, value, unit, role)


def _same_unit(first: str | None, second: str) -> bool:
    """Whether both ends of "between 5 mg and 10 mg" are in one unit; the first may have none of its own."""
    return first is None or first.strip() == second.strip()


_APART = re.compile(r"(?<![\w.])(\d{1,3})\. $")
_HIGH = "⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹−–", "-+0123456789--")


def _value(written: str) -> float | None:
    """The number; None where a comma stands oddly."""
    plain = re.sub(r"\s", "", written.translate(_RAISED))
    power = re.fullmatch(r"(?:([\d.,]+)[×x*·])?10(?:\^|\()?([-+]?\d{1,2})\)?", plain)
    if power and ("^" in plain or "(" in plain or power[1] or written[2:3] in _HIGH):
        return float(f"{(power[1] or '1').replace(',', '')}e{power[2]}")
    try:
        return float(plain.replace(",", "").replace("·", "."))
    except ValueError:
        return None


def _lost_power(found: re.Match[str], parsed: _Parsed | None) -> float | None:
    """ "10-6 M": the hyphen is a minus, and the number behind it was raised once."""
    molar = parsed is not None and re.split(r"[/*]", parsed.pint)[0] in _MOLAR
    if found.re is _WITHIN:
        return None
    if molar and found["low"] == "10" and found["to"] in ("-", "−", "–") and re.fullmatch(r"\d\d?", found["high"]):
        return float(f"1e-{found['high']}")
    return None


def _comparator(mark: str | None, before: str, start: int) -> tuple[str, int]:
    """The comparator, and where the quantity starts with it."""
    if mark:
        return _MARKS.get(mark, mark), start
    for pattern, meant in _WORDS:
        if said := pattern.search(before):
            return meant, start - len(before) + said.start()
    return "=", start


def _role(before: str, has_unit: bool, marked: bool, after: str) -> str:
    """What the number is of, by the words before it, or behind it ("95% CI")."""
    if has_unit and re.match(r"%?\s?(?:CI|confidence)", after):
        return "CI"
    found = _ROLE.search(before[-40:])
    if found is None:
        return ""
    number = next(n for n in range(len(_ALL_ROLES)) if found[f"r{n}"] is not None)
    name, bare = _ALL_ROLES[number][0] or re.sub(r"[()_ -]", "", found[f"r{number}"]), number < len(_BARE_ROLES)
    if not has_unit and (not bare or (name in _SHY and not marked and not _SAYS.search(found["between"]))):
        return ""
    return name


_SAYS = re.compile(r"=|:|\b(?:of|was|were|is)\b")


# -- units ----------------------------------------------------------------------------------------------------------


def _unit(text: str, at: int, before: str, value: float) -> _Parsed | None:
    """The unit that begins at `at`; None where none does, or where its letter is the name of a figure's part."""
    if (force := _GRAVITY.match(text, at)) and not text[at:].startswith(" g"):
        return _Parsed(force.end(), "× g", "standard_gravity")
    if value >= 100 and (force := _SPINS.match(text, at)) and _SPUN.search(before):
        return _Parsed(force.end(), "× g", "standard_gravity")
    if pressure := _MM_HG.match(text, at):
        base = "millimeter" if pressure[1] == "mm" else "centimeter"
        return _Parsed(pressure.end(), pressure[1] + pressure[2], f"{base}_{pressure[2]}")
    gap = 1 if text[at : at + 1] in (" ", "-", "\u00a0") else 0
    first = _part(text, at + gap, units())
    if first is None:
        return None
    letters = text[at + gap : first.end]
    if len(letters) == 1 and letters.isalpha() and not _stands(text, at, gap, first.end, before, value, letters):
        return None
    if text[at : at + 1] == "-" and len(letters) == 1 and letters != "h":
        return None
    return _fraction(text, first)


def _stands(text: str, at: int, gap: int, end: int, before: str, value: float, letter: str) -> bool:
    """Whether a single letter may be a unit here."""
    if _LABEL.search(before) or (1800 <= value <= 2100 and value == int(value)):
        return False
    if letter == "K":
        return gap == 1 and value >= 77
    return not (text[end : end + 1] in ("'", "’") or (letter in "mdsVJW" and text[end : end + 2] == ". "))


def _part(text: str, at: int, known: dict[str, Unit]) -> _Parsed | None:
    """One unit with its exponent."""
    word = _UNIT_WORD.match(text, at)
    if word is None:
        return None
    said = word[1]
    if said[0] in "°º˚" or said.lower().startswith("degree"):
        said = "°F" if said[-1] == "F" and said[0] in "°º˚" else "°C"
    unit = known.get(said)
    if unit is None:
        return None
    raised = _EXPONENT.match(text, word.end())
    exponent, end = (_exponent(raised), raised.end()) if raised else (1, word.end())
    if text[end : end + 1].isalnum() or (exponent not in (1, -1) and unit.pint in ("count", "")):
        return None
    short = unit.short if exponent == 1 else f"{unit.short}{exponent}"
    return _Parsed(end, short, unit.pint if exponent == 1 or not unit.pint else f"{unit.pint}**{exponent}")


def _exponent(raised: re.Match[str]) -> int:
    return int(next(filter(None, raised.groups())).translate(_RAISED))


def _fraction(text: str, first: _Parsed) -> _Parsed:
    """The unit with what it is divided by: "/kg/day", " kg-1", " per mL"."""
    here = first
    for _ in range(3):
        if (over := _OVER.match(text, here.end)) and (part := _part(text, over.end(), under_line())):
            here = _joined(here, part, f"{here.short}/{part.short}", f"{here.pint}/{part.pint}")
        elif (times := _TIMES.match(text, here.end)) and (part := _part(text, times.end(), under_line())):
            if not re.search(r"-\d$", part.short):
                break
            power = int(part.short[part.short.rindex("-") + 1 :])
            base = part.short[: part.short.rindex("-")] + (str(power) if power > 1 else "")
            here = _joined(here, part, f"{here.short}/{base}", f"{here.pint}*{part.pint}")
        else:
            break
    if here is not first and (body := _BODY.match(text, here.end)):
        pint = f"{here.pint}/standard_body_surface" if here.pint else ""
        return _Parsed(body.end(), f"{here.short}/1.73m2", pint)
    return here


def _joined(here: _Parsed, part: _Parsed, short: str, name: str) -> _Parsed:
    return _Parsed(part.end, short, name if here.pint and part.pint else "")


class QuantityFinder:
    """The component: writes `doc._.quantities`, and takes out entities that are but a piece of one."""

    def __call__(self, doc: Any) -> Any:
        """Find them in the text of the document. A unit is no gene, whatever the linker says: "37 Cel"."""
        doc._.quantities = tuple(find(text_of(doc)))
        doc.ents = [ent for ent in doc.ents if not inside(ent, doc._.quantities)]
        return doc


@Language.factory("labkin_quantities")
def create(nlp: Any, name: str) -> QuantityFinder:
    """What spaCy calls to make the component."""
    declare()
    return QuantityFinder()
