"""What a mapping says: which columns of a table are things, which are measured values, and how these are linked.

A `Mapping` is a value: it opens no file and knows no format. `mapping_yaml` reads and writes it, `mapped` applies it,
`mapping_guess` proposes one. Wherever a mapping wants a text, it takes a `Template`: "lab:{Batch No}" is the text with
the cell of the column "Batch No" in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

ROW, FILE = "@row", "@file"  # stand in a template for the number of the row, and for the name of the file
SPECIAL = frozenset({ROW, FILE})
TYPES = ("text", "integer", "number", "boolean", "date")
DATE_ORDERS = ("DMY", "MDY", "YMD")

_TOKEN = re.compile(r"\\([{}\\])|\{((?:[^{}\\]|\\[{}\\]|\\(?![{}\\]))+)\}|([^{}\\]+|\\)")
_ESCAPED = re.compile(r"\\([{}\\])")


class Part(NamedTuple):
    """A piece of a template: a text as it is, or the name of a column."""

    text: str
    is_column: bool


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[Part, ...]:
    found: list[Part] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise ValueError(f"{text!r} has a brace without its partner; a brace that is meant as such is written \\{{")
        at = token.end()
        if token[2] is not None:
            found.append(Part(_ESCAPED.sub(r"\1", token[2]).strip(), True))
        elif found and not found[-1].is_column:
            found[-1] = Part(found[-1].text + (token[1] or token[3]), False)
        else:
            found.append(Part(token[1] or token[3], False))
    return tuple(found)


def _braced(text: str) -> str:
    return re.sub(r"([{}\\])", r"\\\1", text)


@dataclass(frozen=True, slots=True)
class Template:
    """A text with columns in it, as in "lab:{Batch}". Raises ValueError when a brace has no partner."""

    text: str

    def __post_init__(self) -> None:
        if any(part.is_column and not part.text for part in _parts(self.text)):
            raise ValueError(f"{self.text!r} has braces with nothing between them; the name of a column belongs there")

    @classmethod
    def column(cls, name: str, before: str = "") -> Template:
        """The template that is one column, after a fixed text.

        >>> Template.column("IC50 (nM)"), Template.column("a{b", "lab:")
        (Template(text='{IC50 (nM)}'), Template(text='lab:{a\\\\{b}'))
        """
        return cls(f"{_braced(before)}{{{_braced(name)}}}")

    @classmethod
    def fixed(cls, text: str) -> Template:
        """The template that is just this text."""
        return cls(_braced(text))

    @property
    def parts(self) -> tuple[Part, ...]:
        """The pieces in their order."""
        return _parts(self.text)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table in it, in order, `@row` and `@file` left out.

        >>> Template("{a}/{@row} {b}").columns
        ('a', 'b')
        """
        return tuple(part.text for part in self.parts if part.is_column and part.text not in SPECIAL)

    @property
    def varies(self) -> bool:
        """Whether it can differ between two rows of one file."""
        return any(part.is_column and part.text != FILE for part in self.parts)

    def fill(self, cell: Callable[[str], str]) -> str:
        """The text for a row; empty where it has columns and all their cells are empty."""
        filled = [(part, cell(part.text) if part.is_column else part.text) for part in self.parts]
        if not any(text for part, text in filled if part.is_column) and any(p.is_column for p, _ in filled):
            return ""
        return "".join(text for _, text in filled).strip()

    def identify(self, cell: Callable[[str], str]) -> str:
        """The identifier for a row: cells percent-encoded; empty where the cell of any column is."""
        marks = _marks(self)
        found = []
        for part in self.parts:
            text = encoded(cell(part.text), marks) if part.is_column and part.text != FILE else part.text
            text = cell(FILE) if part == Part(FILE, True) else text
            if not text:
                return ""
            found.append(text)
        return "".join(found).strip()


@lru_cache(maxsize=1024)
def _marks(template: Template) -> str:
    """The marks between columns, which the cells must not hold, or two rows could come to one identifier."""
    parts, between = template.parts, ""
    last = max((i for i, part in enumerate(parts) if part.is_column), default=-1)
    for number, part in enumerate(parts[:last]):
        if not part.is_column and any(before.is_column for before in parts[:number]):
            between += part.text
    return "".join(sorted({mark for mark in between if not mark.isalnum()}))


_KEPT = frozenset("-._~!$&'()*+,;=:@/")


def encoded(text: str, also: str = "") -> str:
    """A text as part of an identifier: letters and digits of any script and the marks of addresses stay.

    >>> encoded("LK-0042/B 7"), encoded("100%"), encoded("a/b", "/"), encoded("µ{x}")
    ('LK-0042/B%207', '100%25', 'a%2Fb', 'µ%7Bx%7D')
    """
    return "".join(
        c if (c.isalnum() or c in _KEPT) and c not in also else "".join(f"%{byte:02X}" for byte in _bytes(c))
        for c in text
    )


def _bytes(character: str) -> bytes:
    return character.encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a thing or a link, and where its value comes from.

    `type` is one of TYPES, or empty for that of the column. `unit` is that of the cells. `split` parts a cell into a
    list. `dates` says how days and months stand in dates that are not ISO 8601.
    """

    name: str
    value: Template
    type: str = ""
    unit: str = ""
    split: str = ""
    dates: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """What a row speaks of: one node for each row, or for each part of a cell where `split` is given.

    `structure` is a SMILES or InChI; without an `id`, or where its cells are empty, it gives the identifier.
    `same_as` are other identifiers of the thing.
    """

    name: str
    kind: str
    id: Template | None = None
    structure: Template | None = None
    same_as: tuple[Template, ...] = ()
    split: str = ""
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A measured value of a row, which becomes a Measurement of the things `of`, in the assay `assay`."""

    name: str
    value: Template
    endpoint: Template
    of: tuple[str, ...]
    unit: Template | None = None
    assay: str = ""
    qualifier: Template | None = None
    error: Template | None = None
    replicate: Template | None = None
    date: Template | None = None
    dates: str = ""
    properties: tuple[Property, ...] = ()

    def templates(self) -> Iterator[Template]:
        """All its templates, those of its properties aside."""
        for one in (self.value, self.endpoint, self.unit, self.qualifier, self.error, self.replicate, self.date):
            if one is not None:
                yield one


@dataclass(frozen=True, slots=True)
class Link:
    """An edge between what a row speaks of; the ends are names of things or measurements of the mapping."""

    subject: str
    relation: str
    object: str
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the rows of a table become nodes and links.

    `sheet` is the one meant in a workbook; where it is empty, every sheet that has the columns. `ignore` are columns
    left out on purpose, `missing` are texts of cells that say that there is no value, besides the usual ones.
    """

    things: tuple[Thing, ...]
    results: tuple[Result, ...] = ()
    links: tuple[Link, ...] = ()
    sheet: str = ""
    ignore: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """All columns that it reads."""
        return frozenset(name for template in self.templates() for name in template.columns)

    def templates(self) -> Iterator[Template]:
        """All templates in it."""
        properties = [*(p for t in self.things for p in t.properties), *(p for r in self.results for p in r.properties)]
        yield from (one.value for one in (*properties, *(p for link in self.links for p in link.properties)))
        for thing in self.things:
            yield from (one for one in (thing.id, thing.structure, *thing.same_as) if one is not None)
        for result in self.results:
            yield from result.templates()

    def thing(self, name: str) -> Thing:
        """The thing of that name. Raises KeyError."""
        return next((thing for thing in self.things if thing.name == name), None) or _absent(name)


def _absent(name: str) -> Thing:
    raise KeyError(name)
