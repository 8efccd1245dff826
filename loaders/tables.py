"""Loader `table`: delimited text, Excel and Parquet become a Dataset with one Table for each table in the file.

The cells themselves are not copied into the graph: the explorer reads them from the kept bytes (see `frames`).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from labkin.graph.model import Statement
from labkin.loaders.base import Input, loader
from labkin.loaders.datasets import TableFound, dataset_statements
from labkin.loaders.profile import Column, columns_of
from labkin.loaders.sheets import refuse_bombs
from labkin.loaders.streams import seekable
from labkin.loaders.text_rows import Layout, Row, column_names, head_lines, rows, sniff

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 20_000
BATCH_CELLS = 1_000_000  # of text cells, so that wide tables come in shorter batches
INSIDE = {"h5ad": "h5ad", "asm": "asm", "datapackage": "frictionless"}  # formats whose loaders read their own tables
PREAMBLE = 8_000  # characters kept of what stands before a table
PARQUET_MAGIC = b"PAR1"
XLS_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def format_of(input: Input) -> str:
    """ "parquet", "xlsx", "xls", "csv", "tsv", or "" for what is no table, told from the content."""
    if input.head.startswith(PARQUET_MAGIC):
        return "parquet"
    if input.head.startswith(b"PK\x03\x04"):
        return "xlsx" if _is_workbook(input) else ""
    if input.head.startswith(XLS_MAGIC):
        return "xls" if b"W\0o\0r\0k\0b\0o\0o\0k\0" in _tail(input) or input.name.lower().endswith(".xls") else ""
    layout = sniff(input.head, input.name)
    return layout.format if layout else ""


def _is_workbook(input: Input) -> bool:
    if b"xl/" in input.head:
        return True
    try:
        with seekable(input.open()) as stream, zipfile.ZipFile(stream) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def _tail(input: Input) -> bytes:
    with input.open() as stream:
        return stream.read(1 << 22)


def detect(input: Input) -> float:
    """Parquet and Excel for certain, delimited text as the last resort."""
    format = format_of(input)
    if format in ("csv", "tsv"):
        return 0.35
    return 0.6 if format else 0.0


@loader("table", version="3", detect=detect)
def load(input: Input) -> Iterator[Statement]:
    """Any table: CSV, TSV and their like, Excel workbooks, Parquet."""
    format = input.options.get("format") or format_of(input)
    if not format:
        raise input.bad("", "it is not a table that can be read: neither delimited text, Excel nor Parquet")
    tables = list(profile(input, format))
    if not tables:
        raise input.bad("", "there is no table in it: every sheet is empty")
    if words := _preamble(input, format):
        tables[0].extra["preamble"] = words
    yield from dataset_statements(input, format, tables)


def _preamble(input: Input, format: str) -> str:
    """What stands before the rows of a delimited text: who ran it, on what, when. Instruments write such lines."""
    layout = sniff(input.head, input.name) if format in ("csv", "tsv") else None
    if layout is None or not layout.skip:
        return ""
    lines = (line.strip().rstrip(layout.delimiter).strip() for line in head_lines(input.head)[: layout.skip])
    return "\n".join(filter(None, lines))[:PREAMBLE]


def profile(input: Input, format: str) -> Iterator[TableFound]:
    """Read every table of the file through once, in batches; what is found of each. Raises BadInput."""
    for sheet, fresh, batches in read_tables(input, format):
        found = TableFound(fresh, 0, sheet)
        for batch in batches:
            found.rows += batch.num_rows
            for column, array in zip(found.columns, batch.columns, strict=True):
                column.add(array)
        yield found


Tables = Iterator[tuple[str, list[Column], Iterator["pa.RecordBatch"]]]


def read_tables(input: Input, format: str, sheet: str | None = None) -> Tables:
    """The tables of a file: sheet name (empty where there is one table), columns, and the rows in batches.

    Text and Excel come as text cells (dates ISO 8601), Parquet with its own types. Batches must be used up in turn.
    """
    if format in ("csv", "tsv"):
        layout = sniff(input.head, input.name) or sniff(input.head, f"x.{format}")
        if layout is None:
            raise input.bad("", "no rows and columns can be made out in it")
        yield "", text_columns(layout), text_batches(input, layout)
    elif format in ("xlsx", "xls"):
        yield from _excel(input, sheet)
    elif format == "parquet":
        yield from _parquet(input)
    elif format == "soft":
        yield from _soft(input)
    elif format in INSIDE:
        yield from import_module(f"labkin.loaders.{INSIDE[format]}").read_tables(input)
    else:
        raise input.bad("", f"tables of the format {format!r} cannot be read")


def _soft(input: Input) -> Tables:
    from labkin.loaders.soft import entities

    for entity in entities(input):
        if entity.header:
            rows, header = entity.rows, entity.header

            def batches(rows: Iterator[list[str]] = rows, header: tuple[str, ...] = header) -> Iterator[pa.RecordBatch]:
                while some := list(islice(rows, BATCH_ROWS)):
                    yield batch_of(some, header)

            yield entity.first("geo_accession") or entity.name, columns_of(header), batches()


def text_columns(layout: Layout) -> list[Column]:
    """Fresh columns for a delimited text."""
    return columns_of(layout.columns, decimal_comma=layout.delimiter == ";")


def text_batches(input: Input, layout: Layout) -> Iterator[pa.RecordBatch]:
    """The rows of a delimited text in batches of text cells."""
    pending: list[list[str]] = []
    most = min(BATCH_ROWS, max(1, BATCH_CELLS // len(layout.columns)))
    for row in rows(input, layout):
        pending.append(row.cells)
        if len(pending) >= most:
            yield batch_of(pending, layout.columns)
            pending = []
    if pending:
        yield batch_of(pending, layout.columns)


def batch_of(cells: list[list[str]], names: tuple[str, ...]) -> pa.RecordBatch:
    """Rows of text cells as an Arrow batch."""
    import pyarrow as pa

    arrays = [pa.array(column, pa.large_string()) for column in zip(*cells, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, names=list(names))


@contextmanager
def _reading(input: Input, what: str) -> Iterator[None]:
    """Turns every way in which the readers of binary formats fail into BadInput."""
    from labkin.graph.errors import BadInput

    try:
        yield
    except (BadInput, KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:  # the Excel reader panics outside Exception
        detail = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise input.bad("", f"the {what} is damaged, protected or cut short ({detail})") from error


def _parquet(input: Input) -> Tables:
    import pyarrow.parquet as pq

    with seekable(input.open()) as stream:
        with _reading(input, "Parquet file"):
            file = pq.ParquetFile(stream)
            schema = file.schema_arrow
        columns = columns_of(column_names(schema.names))
        for column, kind in zip(columns, schema.types, strict=True):
            column.fixed = _declared(kind)

        def batches() -> Iterator[pa.RecordBatch]:
            with _reading(input, "Parquet file"):
                yield from file.iter_batches(BATCH_ROWS)

        yield "", columns, batches()


def _declared(kind: Any) -> str:
    import pyarrow as pa

    types = pa.types
    if types.is_boolean(kind):
        return "boolean"
    if types.is_integer(kind):
        return "integer"
    if types.is_floating(kind) or types.is_decimal(kind):
        return "number"
    return "date" if types.is_date(kind) or types.is_timestamp(kind) else "text"


def _excel(input: Input, only: str | None) -> Tables:
    for name, lines in _sheets(input, only):
        if (table := _sheet_table(input, name, lines)) is not None:
            yield name, columns_of(table[0]), _sheet_batches(*table)


def _sheets(input: Input, only: str | None) -> Iterator[tuple[str, list[list[str]]]]:
    """The worksheets with something on them: name, and rows of text cells from the topmost row on."""
    import python_calamine

    with seekable(input.open()) as stream:
        _refuse_bomb(input, stream)
        with _reading(input, "Excel workbook"):
            workbook = python_calamine.load_workbook(stream)
            names = list(workbook.sheet_names)
        for name in names:
            if only is not None and name != only:
                continue
            with _reading(input, f"sheet {name!r}"):
                found = workbook.get_sheet_by_name(name) if _is_worksheet(workbook, name) else None
            if found is None or not found.height:
                continue
            yield name, [[_cell_text(cell) for cell in row] for row in _sheet_rows(input, found, name)]


def _is_worksheet(workbook: Any, name: str) -> bool:
    kinds = {sheet.name: str(sheet.typ) for sheet in workbook.sheets_metadata}
    return "WorkSheet" in kinds.get(name, "WorkSheet")


def _sheet_rows(input: Input, sheet: Any, name: str) -> Iterator[list[Any]]:
    with _reading(input, f"sheet {name!r}"):
        yield from sheet.iter_rows()


def _refuse_bomb(input: Input, stream: Any) -> None:
    if input.head.startswith(b"PK"):
        with _reading(input, "Excel workbook"):
            refuse_bombs(input, stream)
            stream.seek(0)


def _cell_text(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _sheet_table(input: Input, name: str, lines: list[list[str]]) -> tuple[tuple[str, ...], list[Row]] | None:
    """The table on a sheet: its header is the first row at least half as full as the fullest of the first 50."""
    filled = [sum(bool(cell.strip()) for cell in line) for line in lines[:50]]
    if not any(filled):
        return None
    start = next(i for i, count in enumerate(filled) if count * 2 >= max(filled))
    if any(filled[:start]):
        input.warn(f"sheet {name}, rows 1-{start}", "they stand before the table and were not read")
    body = [
        Row(number, line) for number, line in enumerate(lines, 1) if number > start + 1 and any(map(str.strip, line))
    ]
    return column_names(lines[start]), body


def _sheet_batches(names: tuple[str, ...], body: list[Row]) -> Iterator[pa.RecordBatch]:
    for at in range(0, len(body), BATCH_ROWS):
        yield batch_of([row.cells for row in body[at : at + BATCH_ROWS]], names)


class NumberedTable(NamedTuple):
    """A table row by row: the cells as text, each row with its number in the file. `what` is "line" or "row"."""

    sheet: str
    columns: tuple[str, ...]
    what: str
    rows: Iterator[Row]
    decimal_comma: bool = False  # whether 1.5 may be written "1,5" in it


def numbered(input: Input, format: str, sheet: str | None = None) -> Iterator[NumberedTable]:
    """The tables of a file, or one sheet of it, for those who must say in which row a cell stands.

    Lines and rows count from 1 at the top of the file or sheet; those of Parquet from 1 at its first row. Rows must be
    used up in turn. Raises BadInput.
    """
    if format in ("csv", "tsv"):
        layout = sniff(input.head, input.name) or sniff(input.head, f"x.{format}")
        if layout is None:
            raise input.bad("", "no rows and columns can be made out in it")
        yield NumberedTable("", layout.columns, "line", rows(input, layout), layout.delimiter == ";")
    elif format in ("xlsx", "xls"):
        for name, lines in _sheets(input, sheet):
            if (table := _sheet_table(input, name, lines)) is not None:
                yield NumberedTable(name, table[0], "row", iter(table[1]))
    else:
        for name, columns, batches in read_tables(input, format):
            yield NumberedTable(name, tuple(column.name for column in columns), "row", _typed_rows(batches))


def _typed_rows(batches: Iterator[pa.RecordBatch]) -> Iterator[Row]:
    number = 0
    for batch in batches:
        for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            yield Row(number, ["" if cell is None else _typed_text(cell) for cell in cells])


def _typed_text(cell: object) -> str:
    if isinstance(cell, list | tuple):
        return "; ".join(_cell_text(one) for one in cell if one is not None)
    return _cell_text(cell)
