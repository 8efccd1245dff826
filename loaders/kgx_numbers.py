"""Which columns of a KGX TSV file are numbers, though Biolink says nothing of them.

A column is one of numbers where every cell of the whole file that is not empty is the one way to write its number.
Whatever may be a name, though it looks like a number, stays text: cells with leading zeros or a plus, decimals of
several lengths that end in zero (version 1.10), columns called like an identifier, and those that the schema knows as
texts or dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from labkin.graph import schema

MOST_KNOWN = 10_000
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.([0-9]{1,14})")
_POWER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,14})?[eE][+-]?[0-9]{1,2}")
_IDENTIFYING = """
    id ids identifier code codes no nr number zip postcode phone telephone isbn issn doi pmid pmcid orcid accession key
    ref reference serial version release build chromosome cas taxon taxid gene entrez uid uuid guid hash sku barcode
    label name title iri uri url curie xref symbol date day time timestamp lot batch plate well room box account
"""
_NAMES = frozenset(_IDENTIFYING.split())
_DURATIONS = """
    running run playing response reaction waiting lead travel processing survival flight retention half cycle elapsed
    doubling exposure incubation delivery service commute cooking preparation recovery life
"""  # before "time": how long, no time of day
_LASTING = frozenset(_DURATIONS.split())
_PROPS = (
    *schema.COMMON,
    *(p for kind in schema.KINDS for p in kind.props),
    *(p for r in schema.RELATIONS for p in r.props),
)
_TEXTS = frozenset(prop.name for prop in _PROPS if prop.type not in ("integer", "number"))


@dataclass(slots=True)
class _Seen:
    """What was seen of a column so far."""

    any: bool = False
    decimal: bool = False  # some number is not whole
    places: int = 0  # after the point, of the first number that is not whole
    uneven: bool = False  # not all have as many
    zero: bool = False  # one of them ends in zero
    known: set[str] = field(default_factory=set)  # cells that were looked at, for most columns have few different ones

    def takes(self, cell: str) -> bool:
        """Whether the column may be one of numbers still, with this cell in it."""
        if cell in self.known:
            return True
        if len(self.known) < MOST_KNOWN:
            self.known.add(cell)
        self.any = True
        if _WHOLE.fullmatch(cell):
            return cell != "-0"
        if match := _DECIMAL.fullmatch(cell):
            self.uneven |= self.decimal and self.places not in (0, len(match[1]))
            self.places, self.decimal = len(match[1]), True
            self.zero |= match[1].endswith("0") and match[1] != "0"
            return len(cell) < 17 and not (self.uneven and self.zero)
        self.decimal |= (power := _POWER.fullmatch(cell)) is not None
        return power is not None


def may_be_numbers(name: str) -> bool:
    """Whether a column of this name may hold numbers at all.

    >>> may_be_numbers("weight"), may_be_numbers("home_runs"), may_be_numbers("zip_code"), may_be_numbers("name")
    (True, True, False, False)
    >>> may_be_numbers("running_time"), may_be_numbers("start_time")
    (True, False)
    """
    words = schema.readable(name).lower().split()
    told = set(words) - {"time"} if _LASTING & set(words) else set(words)
    return name not in _TEXTS and not _NAMES & told


def looks_like_number(text: str) -> bool:
    """Whether a column of such texts could be taken for one of numbers."""
    return _Seen().takes(text)


def columns_of_numbers(lines: Iterator[tuple[int, str]], columns: Iterable[tuple[int, str]]) -> dict[int, bool]:
    """Which of the columns, (place in the row, name), hold numbers only, and whether all of them are whole.

    `lines` are those of the whole file, its header first; they are read only as long as any column is in question.
    """
    left = {index: _Seen() for index, name in columns if may_be_numbers(name)}
    if not left:
        return {}
    next(lines, None)
    for _, line in lines:
        cells = line.split("\t")
        width = len(cells)
        failed = [
            index for index, seen in left.items() if index < width and cells[index] and not seen.takes(cells[index])
        ]
        for index in failed:
            del left[index]
        if not left:
            break
    return {index: not seen.decimal for index, seen in left.items() if seen.any}
