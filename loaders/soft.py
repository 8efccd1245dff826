"""SOFT, the line format of GEO: entities with fields, described columns and a table, read one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from labkin.loaders.base import Input
from labkin.loaders.text_rows import column_names, text_lines

_ENTITY = re.compile(r"\^\s*([A-Za-z]+)\s*=\s*(.*)")
_FIELD = re.compile(r"!\s*([^=\s]+)\s*=\s?(.*)")
_TABLE_EDGE = re.compile(r"!\s*\w+_table_(begin|end)\b", re.IGNORECASE)
MOST_COLUMNS = 20_000


@dataclass(slots=True)
class Field:
    """One `!` line: its number, its key without the entity's name, its value."""

    line: int
    key: str
    value: str


@dataclass(slots=True)
class Entity:
    """One `^` section. `rows` gives the table's rows and must be used up before the next entity is asked for."""

    kind: str  # SERIES, SAMPLE, PLATFORM, DATABASE, DATASET, SUBSET
    name: str
    line: int
    fields: list[Field] = field(default_factory=list)
    described: dict[str, str] = field(default_factory=dict)  # what the # lines say of the columns
    header: tuple[str, ...] = ()
    table_line: int = 0
    rows: Iterator[list[str]] = field(default_factory=lambda: iter(()))

    def values(self, key: str) -> list[str]:
        """The values of a field, in order."""
        return [one.value for one in self.fields if one.key == key and one.value]

    def first(self, key: str) -> str:
        """The first value of a field; empty where there is none."""
        return next(iter(self.values(key)), "")


def entities(item: Input) -> Iterator[Entity]:
    """The entities of a file in their order. Raises BadInput, naming the line, for what is no SOFT."""
    yield from _Reader(item).entities()


class _Reader:
    def __init__(self, item: Input) -> None:
        self._item = item
        self._lines = enumerate(text_lines(item), 1)
        self._held: tuple[int, str] | None = None

    def _next(self) -> tuple[int, str] | None:
        if self._held is not None:
            held, self._held = self._held, None
            return held
        found = next(self._lines, None)
        return None if found is None else (found[0], found[1].rstrip("\r\n"))

    def entities(self) -> Iterator[Entity]:
        here: Entity | None = None
        while (found := self._next()) is not None:
            number, line = found
            if not line.strip():
                continue
            if start := _ENTITY.match(line):
                if here is not None and not here.header:
                    yield here
                here = Entity(start[1].upper(), start[2].strip(), number)
            elif here is None:
                raise self._item.bad(f"line {number}", "SOFT begins with an entity, such as ^SAMPLE = GSM1")
            elif line[0] in "!#":
                self._told(here, number, line)
            else:
                yield from self._table(here, number, line)
        if here is not None and not here.header:
            yield here

    def _told(self, here: Entity, number: int, line: str) -> None:
        if line[0] == "#":
            name, _, words = line[1:].partition("=")
            here.described[name.strip()] = words.strip()
        elif not _TABLE_EDGE.match(line):
            found = _FIELD.match(line)
            if found is None:
                self._item.warn(f"line {number}", "this line is no field of the form !name = value and was passed over")
                return
            key = re.sub(rf"^{re.escape(here.kind)}_", "", found[1], flags=re.IGNORECASE).lower()
            here.fields.append(Field(number, key, found[2].strip()))

    def _table(self, here: Entity, number: int, line: str) -> Iterator[Entity]:
        """Give the entity out with its table; the fields behind the table are rare and come too late for that."""
        cells = line.split("\t")
        if len(cells) > MOST_COLUMNS:
            raise self._item.bad(f"line {number}", f"a table of more than {MOST_COLUMNS:,} columns is no table of GEO")
        known, here.header, here.table_line = len(here.fields), column_names(cells), number
        here.rows = self._rows(here.header)
        yield here
        for _ in here.rows:
            pass
        while (found := self._next()) is not None and not _ENTITY.match(found[1]):
            if found[1].startswith("!"):
                self._told(here, *found)
        self._held = found
        self._item.unmapped.update(f"{one.key} behind the table" for one in here.fields[known:])

    def _rows(self, header: tuple[str, ...]) -> Iterator[list[str]]:
        ragged, first, width = 0, 0, len(header)
        while (found := self._next()) is not None:
            number, line = found
            if _TABLE_EDGE.match(line) or _ENTITY.match(line) or _FIELD.match(line):
                self._held = found
                break
            if not line.strip():
                continue
            cells = line.split("\t")
            if len(cells) != width:
                ragged, first = ragged + 1, first or number
                cells = (cells + [""] * (width - len(cells)))[:width]
            yield cells
        if ragged:
            why = f"{ragged} rows have more or fewer cells than the {width} columns; they were cut or filled up"
            self._item.warn(f"line {first}", why)
