"""Loader `sdf`: SD files (and single mol files), V2000 or V3000, each record a compound with its data fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from labkin.graph.model import Statement
from labkin.loaders.base import Input, loader
from labkin.loaders.chemistry import from_mol_block
from labkin.loaders.compounds import SAMPLE_ROWS, CompoundWriter, Record
from labkin.loaders.datasets import TableFound, dataset_statements, readable_stem
from labkin.loaders.measures import Role, roles
from labkin.loaders.profile import Column, columns_of
from labkin.loaders.tables import BATCH_ROWS, batch_of
from labkin.loaders.text_rows import head_text, looks_like_text, text_lines

if TYPE_CHECKING:
    import pyarrow as pa

RECORD_CHARS = 16 << 20  # a longer record is a file without its separators
_COUNTS = re.compile(r"^(?=[ \d]{6})[ \d]{3}[ \d]{3}.*V[23]000\s*$")
_FIELD = re.compile(r"^>.*?<(.*)>")


@dataclass(slots=True)
class SdRecord:
    """One record as it stands in the file: its number from 1, the line it begins on, mol block and data fields."""

    number: int
    line: int
    block: str = ""
    title: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"record {self.number}, line {self.line}"


def detect(input: Input) -> float:
    """A counts line of a mol block among the first lines, or where the first record ends."""
    if not looks_like_text(input.head):
        return 0.0
    lines = head_text(input.head[:8192]).splitlines()
    return 0.95 if any(_COUNTS.match(line) for line in lines[:8]) else 0.0


@loader("sdf", version="1", detect=detect)
def load(input: Input) -> Iterator[Statement]:
    """Compounds from an SD file: structures and data fields, record by record."""
    columns, count = _profiled(input)
    if not count:
        raise input.bad("", "there is no record in it")
    yield from dataset_statements(input, "sdf", [TableFound(columns, count)])
    warned = len(input.warnings)  # the second reading would say the same again
    names = [column.name for column in columns]
    samples = [_cells(record, names) for record in islice(records(input), SAMPLE_ROWS)]
    writer = CompoundWriter(input, [_as_field(role) for role in roles(columns, samples, readable_stem(input))])
    yield from writer.assays()
    for record in records(input):
        structure = from_mol_block(record.block) if record.block else None
        title = record.title
        yield from writer.row(Record(record.place, _cells(record, names), structure, title or "no mol block", title))
    del input.warnings[warned : warned + _repeated(input, warned)]
    writer.finish()


_TITLE = "title"  # the first line of a mol block; the column that holds it in the table


def _repeated(input: Input, warned: int) -> int:
    return sum("Windows-1252" in remark.why for remark in input.warnings[warned:])


def _as_field(role: Role) -> Role:
    """The structure is that of the mol block: SMILES and InChI among the fields are only told."""
    if role.what in ("structure", "inchi"):
        role.what = "property"
    return role


def _cells(record: SdRecord, names: list[str]) -> list[str]:
    return [record.fields.get(name, "") for name in names]


def _profiled(input: Input) -> tuple[list[Column], int]:
    """The columns that the data fields make, profiled, in the order of their first appearance; and how many records."""
    columns: dict[str, Column] = {}
    pending: list[SdRecord] = []
    count = 0

    def flush() -> None:
        names = tuple(columns)
        if pending and names:
            batch = batch_of([_cells(record, list(names)) for record in pending], names)
            for column, array in zip(columns.values(), batch.columns, strict=True):
                column.add(array)
        pending.clear()

    for record in records(input):
        count += 1
        pending.append(record)
        for name in record.fields:
            if name not in columns:
                columns[name] = columns_of([name])[0]
        if len(pending) >= 2000:
            flush()
    flush()
    return list(columns.values()), count


def table_of(input: Input) -> tuple[list[Column], Iterator[pa.RecordBatch]]:
    """The data fields as a table, for the explorer: the columns and the rows in batches of text."""
    columns, _ = _profiled(input)
    names = tuple(column.name for column in columns)

    def batches() -> Iterator[pa.RecordBatch]:
        found = records(input)
        while part := list(islice(found, BATCH_ROWS // 4)):
            yield batch_of([_cells(record, list(names)) for record in part], names)

    return columns, batches() if names else iter(())


def records(input: Input) -> Iterator[SdRecord]:
    """The records of an SD file. Raises BadInput for one that does not end within RECORD_CHARS."""
    lines: list[str] = []
    start, size, number = 1, 0, 1
    for at, line in enumerate(text_lines(input), 1):
        if line.startswith("$$$$"):
            yield _record(number, start, lines)
            lines, start, size, number = [], at + 1, 0, number + 1
            continue
        lines.append(line)
        size += len(line)
        if size > RECORD_CHARS:
            raise input.bad(f"record {number}, line {start}", "the record does not end; is this an SD file?")
    if any(line.strip() for line in lines):
        yield _record(number, start, lines)


def _record(number: int, start: int, lines: list[str]) -> SdRecord:
    lines = [line.rstrip("\r\n") for line in lines]
    end = next((i + 1 for i, line in enumerate(lines) if line.startswith("M  END")), 0)
    record = SdRecord(number, start, "\n".join(lines[:end]) + "\n" if end else "", lines[0].strip() if lines else "")
    if record.title:
        record.fields[_TITLE] = record.title
    name, value = "", list[str]()
    for line in [*lines[end:], ""]:
        if (found := _FIELD.match(line)) and not value:
            name = found[1].strip() or "unnamed"
        elif name and line.strip():
            value.append(line)
        elif name:
            record.fields[name] = "\n".join(value).strip()
            name, value = "", []
    return record
