"""The nodes that stand for a loaded file of data: its Dataset, and a Table for each table in it."""

from __future__ import annotations

import hashlib
import posixpath
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from labkin.graph.model import Statement
from labkin.loaders.base import Input
from labkin.loaders.profile import Column
from labkin.loaders.streams import COMPRESSIONS

ENDINGS = (
    ".csv",
    ".tsv",
    ".txt",
    ".tab",
    ".soft",
    ".h5ad",
    ".parquet",
    ".pq",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".sdf",
    ".sd",
    ".mol",
    ".smi",
)


@dataclass(slots=True)
class TableFound:
    """One table of a file, once it has been read through. `sheet` is empty where the file is one table."""

    columns: list[Column]
    rows: int = 0
    sheet: str = ""
    extra: dict[str, object] = field(default_factory=dict)


def slug(text: str) -> str:
    """Small letters, digits and hyphens, for the readable part of identifiers.

    >>> slug("ESOL_delaney-processed"), slug("Löslichkeit (Ω)"), slug("日本")
    ('esol-delaney-processed', 'loslichkeit-ω', '日本')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", plain.lower()).strip("-")[:60].rstrip("-") or "unnamed"


def file_name(input: Input) -> str:
    """The file's own name, without folders and endings of compression."""
    return input.name.replace("\\", "/").rpartition("/")[2] or "unnamed"


def stem(input: Input) -> str:
    """The file's name without its ending."""
    return _stem(file_name(input))


def _stem(name: str) -> str:
    return next((name[: -len(e)] for e in ENDINGS if name.lower().endswith(e) and len(name) > len(e)), name)


def readable_stem(input: Input) -> str:
    """The file's name without its ending, as words."""
    return re.sub(r"[_\s]+", " ", stem(input)).strip()


def key_of(input: Input) -> str:
    """What identifies a file in the identifiers of its parts: its readable name and 8 hex digits of its address.

    The digits come from the whole address (folder, name, archive), so two files "results.csv" of different folders
    stay two, and a new version of a file in its old place stays the same dataset. The option `dataset` overrides it.
    """
    if given := input.options.get("dataset"):
        return slug(given)
    return _key(stem(input), input.source.uri)


def dataset_id_at(uri: str) -> str:
    """The identifier that the file at an address gets as a dataset, for those who speak of it without having it."""
    name = uri.rpartition("/")[2]
    for ending in (ending for kind in COMPRESSIONS for ending in kind.endings):
        name = name.removesuffix(ending) or name
    return f"dataset:{_key(_stem(name), uri)}"


def digits_of(uri: str) -> str:
    """Eight hexadecimal digits that stand for an address; a doubled slash, as some archives have it, counts as one."""
    plain = re.sub(r"(?<!:)//+", "/", uri)
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _key(stem: str, uri: str) -> str:
    return f"{slug(stem)}-{digits_of(uri)}"


def dataset_id(input: Input) -> str:
    """The identifier of the file as a dataset, "dataset:results-1f0c55d2"."""
    return f"dataset:{key_of(input)}"


def table_id(input: Input, sheet: str = "") -> str:
    """The identifier of a table of the file. A sheet goes by its name as it is: two names may have one slug."""
    return f"table:{key_of(input)}/{sheet}" if sheet else f"table:{key_of(input)}"


def beside(input: Input, path: str) -> Input | None:
    """The address of a file that this one names by its path from here; None for one that leads out of the folder.

    Only its identifiers (`dataset_id`, `table_id`) are to be asked of it: it may not be there, and is not opened.
    """
    name = posixpath.normpath(path.replace("\\", "/").strip())
    if not path.strip() or "://" in path or name.startswith(("/", "..")) or name == ".":
        return None
    folder = input.source.uri.replace("\\", "/").rpartition("/")[0]
    source = replace(input.source, uri=f"{folder}/{name}")
    bare = re.sub(r"\.(gz|gzip|xz|bz2|zst)$", "", name, flags=re.IGNORECASE)
    return Input(bare, source, input.open, b"")


def dataset_statements(input: Input, format: str, tables: Sequence[TableFound]) -> Iterator[Statement]:
    """The Dataset node of the file, a Table node for each table, and the `has_part` edges between them."""
    yield dataset_statement(input, format, {"rows": sum(table.rows for table in tables)})
    for table in tables:
        yield from table_statements(input, table)


def dataset_statement(input: Input, format: str, said: Mapping[str, object]) -> Statement:
    """The Dataset node of the file, with what else is said of it.

    `sha256` finds the bytes (as they lie on disk; of an archive's member, those of the member), `format` says how to
    read them once decompressed, and a Table's `sheet` which of them it is: what `frames.open_table` asks for.
    """
    head: dict[str, object] = {
        "name": stem(input),
        "file_name": file_name(input),
        "format": format,
        "sha256": input.source.sha256,
        "size_bytes": input.source.size,
        "member": input.source.uri.partition("!/")[2],
        **said,
    }
    return input.node("file", dataset_id(input), "Dataset", {k: v for k, v in head.items() if v not in ("", None, [])})


def table_statements(input: Input, table: TableFound, place: str = "") -> Iterator[Statement]:
    """The Table node of one table of the file, and the edge from its Dataset."""
    id = table_id(input, table.sheet)
    place = place or (f"sheet {table.sheet}" if table.sheet else "file")
    yield input.node(place, id, "Table", {**_described(input, table), **table.extra})
    yield input.edge(place, dataset_id(input), "has_part", id)


def _described(input: Input, table: TableFound) -> dict[str, object]:
    columns = table.columns
    props: dict[str, object] = {
        "name": f"{stem(input)}, {table.sheet}" if table.sheet else stem(input),
        "rows": table.rows,
        "columns": [column.name for column in columns],
        "column_types": [column.type for column in columns],
        "column_values": [column.values() for column in columns],
        "column_filled": [column.filled for column in columns],
    }
    if any(column.unit for column in columns):
        props["column_units"] = [column.unit for column in columns]
    if any(told := [" | ".join(column.categories()) for column in columns]):
        props["column_categories"] = told
    if table.sheet:
        props["sheet"] = table.sheet
    return props
