"""The table behind a dataset: rows to filter, sort, page and download, read from bytes without a telling name."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkin.graph.errors import NotFound
from labkin.graph.model import Source
from labkin.loaders.base import Input
from labkin.loaders.profile import Column, as_numbers, nulls
from labkin.loaders.streams import Budget, open_file, peel
from labkin.loaders.tables import PARQUET_MAGIC, profile, read_tables

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


def bytes_as_input(path: Path, name: str = "") -> Input:
    """The file as a loader's input, decompressed; for reading again what was loaded before."""
    size = path.stat().st_size
    layers = peel(partial(open_file, path, name or path.name), name or path.name, Budget.of(size))
    return Input(layers.name, Source(path.as_posix(), "", size, "", ""), layers.open, layers.head)


@contextmanager
def open_table(path: Path, format: str, sheet: str = "", keep: Path | None = None) -> Iterator[duckdb.DuckDBPyRelation]:
    """The rows of a table as a DuckDB relation, valid inside the `with`. Memory stays bounded.

    `path` is the file of bytes (compressed or not), `format` and `sheet` are those of its Dataset and Table nodes.
    What is not Parquet is first written as such: to `keep` if given (and taken from there the next time), else for
    this once.
    Raises BadInput when the bytes cannot be read, NotFound when there is no such sheet.
    """
    import duckdb

    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        if format == "parquet" and _is_parquet(path):
            yield connection.read_parquet(str(path))
            return
        if keep is None:
            with tempfile.TemporaryDirectory() as folder:
                written = Path(folder) / "table.parquet"
                write_parquet(bytes_as_input(path), format, written, sheet)
                yield connection.read_parquet(str(written))
            return
        if not keep.exists():
            write_parquet(bytes_as_input(path), format, keep, sheet)
        yield connection.read_parquet(str(keep))


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as stream:  # compressed as a whole, it must be written out first
        return stream.read(4) == PARQUET_MAGIC


def write_parquet(input: Input, format: str, target: Path, sheet: str = "") -> None:
    """Write one table of a file as Parquet, with the types that its Table node tells; the target appears whole or not.

    Numbers with "<" or ">" stay text: as bare numbers they would say something else. Raises BadInput, NotFound.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    unfinished = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        if format == "parquet":
            with input.open() as stream, unfinished.open("wb") as copy:
                shutil.copyfileobj(stream, copy)
        else:
            columns, batches = _found(input, format, sheet)
            schema = pa.schema([(column.name, _arrow_type(column)) for column in columns])
            with pq.ParquetWriter(unfinished, schema, compression="zstd") as writer:
                for batch in batches:
                    arrays = [_typed(array, column) for column, array in zip(columns, batch.columns, strict=True)]
                    writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _found(input: Input, format: str, sheet: str) -> tuple[list[Column], Iterator[pa.RecordBatch]]:
    if format == "sdf":
        from labkin.loaders.sdf import table_of

        return table_of(input)
    profiles = (found for found in profile(input, format) if not sheet or found.sheet == sheet)
    first = next(profiles, None)
    if first is None:
        raise NotFound(f"there is no sheet {sheet!r} in {input.name}")
    again = next(t for t in read_tables(input, format, first.sheet or None) if t[0] == first.sheet)
    return first.columns, again[2]


def _arrow_type(column: Column) -> Any:
    import pyarrow as pa

    if not column.plain and not column.decimal_comma:
        return pa.large_string()
    return {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}.get(column.type, pa.large_string())


def _typed(array: Any, column: Column) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = _arrow_type(column)
    array = pc.if_else(nulls(array), None, array)
    if pa.types.is_boolean(wanted):
        truths = pa.array(["true", "yes"], pa.large_string())
        true = pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(array)), truths)
        return pc.if_else(pc.is_null(array), None, true)
    if pa.types.is_floating(wanted):
        return as_numbers(array)
    if pa.types.is_integer(wanted):
        return pc.cast(pc.utf8_ltrim(pc.utf8_trim_whitespace(array), "+"), pa.int64())
    return pc.cast(array, pa.large_string())
