"""The tables behind the datasets of a lab, to be shown, filtered and downloaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from labkin.app.asset import Asset, name_of
from labkin.app.cited import open_source
from labkin.app.lab import Lab
from labkin.graph.errors import BadInput, NotFound
from labkin.graph.model import Node, Source

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

OPERATORS = {"is": "=", "is not": "!=", "at least": ">=", "at most": "<=", "above": ">", "below": "<"}
TESTS = ("contains", *OPERATORS, "is empty", "is not empty")  # what a condition may say of a cell


@dataclass(frozen=True, slots=True)
class Condition:
    """What the cells of one column must be: a test of TESTS, and the value as typed, which is never query text."""

    column: str
    test: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one wants to see of a table: rows that hold all words and meet the condition, some columns, in an order."""

    words: str = ""
    columns: tuple[str, ...] = ()
    condition: Condition | None = None
    sort: str = ""
    descending: bool = False


@dataclass(frozen=True, slots=True)
class TableRef:
    """One table of one loaded file."""

    id: str
    title: str
    source: Source
    format: str
    sheet: str

    @property
    def file_name(self) -> str:
        """The name of the file, without folders."""
        return self.source.uri.rpartition("/")[2]

    @property
    def file_stem(self) -> str:
        """The name without its endings."""
        return self.file_name.split(".")[0] or "table"


def tables_of(lab: Lab, found: Asset) -> list[TableRef]:
    """The tables behind a Dataset or a Table, those of one file in the order of their names."""
    sources = [said.source for _, said in found.evidence]
    if found.node.kind == "Table":
        owners = [link.other for link in found.links if link.relation == "has_part" and not link.outgoing]
        refs = [ref for owner in owners for ref in _refs(lab, owner, [found.node], sources)]
    else:
        parts = [link.other for link in found.links if link.relation == "has_part" and link.outgoing]
        refs = _refs(lab, found.node, [part for part in parts if part.kind == "Table"], sources)
    return sorted(refs, key=lambda ref: ref.title)


def _refs(lab: Lab, dataset: Node, tables: Sequence[Node], sources: Sequence[Source]) -> list[TableRef]:
    form = str(dataset.props.get("format", ""))
    source = _source(lab, dataset, sources)
    if source is None or not form:
        return []
    return [
        TableRef(str(table.id), name_of(table), source, form, str(table.props.get("sheet", ""))) for table in tables
    ]


def _source(lab: Lab, dataset: Node, sources: Sequence[Source]) -> Source | None:
    wanted = dataset.props.get("sha256")
    if not wanted:
        return None
    source = next((one for one in sources if one.sha256 == wanted), None)
    if source is None:
        with lab.view() as view:
            said = [one.source for _, one in view.about([str(dataset.id)])]
        source = next((one for one in said if one.sha256 == wanted), None)
    return source


@contextmanager
def open_ref(lab: Lab, ref: TableRef) -> Iterator[duckdb.DuckDBPyRelation]:
    """The rows of a table. Raises NotFound when its bytes are not kept or are no table, BadInput when unreadable."""
    from labkin.loaders.frames import open_table

    kept = lab.folder / "tables"
    kept.mkdir(exist_ok=True)
    if not lab.blobs.has(ref.source.sha256):
        _keep_member(lab, ref.source)
    name = f"{ref.source.sha256}-{_slug(ref.sheet)}.parquet"
    with open_table(lab.blobs.path(ref.source.sha256), ref.format, ref.sheet, keep=kept / name) as relation:
        yield relation


def _keep_member(lab: Lab, source: Source) -> None:
    if lab.blobs.put(_raw(lab, source)) != source.sha256:
        raise NotFound(f"the bytes of {source.uri} are no longer those that were loaded")


def _raw(lab: Lab, source: Source) -> bytes:
    item = open_source(lab, source)
    with (item.raw or item.open)() as stream:
        return stream.read()


def _slug(sheet: str) -> str:
    return "".join(c if c.isalnum() else f"_{ord(c):x}" for c in sheet)[:80] or "table"


def original(lab: Lab, source: Source) -> bytes:
    """The file as it was loaded. Raises NotFound when its bytes are not kept."""
    return lab.blobs.path(source.sha256).read_bytes() if lab.blobs.has(source.sha256) else _raw(lab, source)


def source_of(lab: Lab, found: Asset) -> Source | None:
    """The file that is this Dataset, or holds this Table; None when nobody said which."""
    owners = [link.other for link in found.links if link.relation == "has_part" and not link.outgoing]
    sources = [said.source for _, said in found.evidence]
    for dataset in (found.node, *(owner for owner in owners if owner.kind == "Dataset")):
        if source := _source(lab, dataset, sources):
            return source
    return None


def selected(relation: duckdb.DuckDBPyRelation, wanted: Wanted) -> duckdb.DuckDBPyRelation:
    """What is wanted of a table. Raises BadInput when a condition compares a column of numbers with a word."""
    import duckdb

    for word in wanted.words.lower().split():
        relation = relation.filter(duckdb.FunctionExpression("contains", _text(relation), _value(word)))
    if wanted.condition and wanted.condition.column in relation.columns:
        relation = relation.filter(_meets(relation, wanted.condition))
    if wanted.sort in relation.columns:
        by = duckdb.ColumnExpression(wanted.sort)
        rest = (duckdb.ColumnExpression(name) for name in relation.columns if name != wanted.sort)
        # The other columns settle the order of equals: without that, two pages could show one row twice.
        relation = relation.sort((by.desc() if wanted.descending else by.asc()).nulls_last(), *rest)
    return relation.select(*map(duckdb.ColumnExpression, wanted.columns)) if wanted.columns else relation


def _text(relation: duckdb.DuckDBPyRelation) -> duckdb.Expression:
    """All cells of a row as one text. Line breaks between them, which no word of a filter can span."""
    import duckdb

    cells = [duckdb.ColumnExpression(name).cast("VARCHAR") for name in relation.columns]
    return duckdb.FunctionExpression("lower", duckdb.FunctionExpression("concat_ws", _value("\n"), *cells))


def _meets(relation: duckdb.DuckDBPyRelation, asked: Condition) -> duckdb.Expression:
    import duckdb

    cell = duckdb.ColumnExpression(asked.column)
    if asked.test == "is empty":
        return cell.isnull()
    if asked.test == "is not empty":
        return cell.isnotnull()
    kind = str(dict(zip(relation.columns, relation.types, strict=True))[asked.column])
    if asked.test == "contains":
        text = duckdb.FunctionExpression("lower", cell.cast("VARCHAR"))
        return duckdb.FunctionExpression("contains", text, _value(asked.value.lower()))
    if kind == "BOOLEAN":
        cell, value = cell.cast("VARCHAR"), _value(_as_boolean(asked.value))
    elif kind == "VARCHAR":
        value = _value(asked.value)
    else:
        value = _as_type(asked, kind)
    compare = {"=": cell == value, "!=": cell != value, ">=": cell >= value, "<=": cell <= value}
    return (compare | {">": cell > value, "<": cell < value})[OPERATORS[asked.test]]


def _as_boolean(text: str) -> str:
    return {"yes": "true", "no": "false", "1": "true", "0": "false"}.get(text.lower(), text.lower())


def _as_type(asked: Condition, kind: str) -> duckdb.Expression:
    """The value as a number, or as the day or moment that the column holds."""
    text = asked.value.strip()
    if kind in ("DATE", "TIME") or kind.startswith("TIMESTAMP"):
        try:
            return _value(datetime.fromisoformat(text)).cast(kind)
        except ValueError as error:
            raise BadInput(asked.column, "", f"it holds days; write {text!r} as 2024-03-01") from error
    try:
        return _value(float(text))
    except ValueError as error:
        raise BadInput(asked.column, "", f"it holds numbers, and {text!r} is none") from error


def _value(value: object) -> duckdb.Expression:
    import duckdb

    return duckdb.ConstantExpression(value)


def page(relation: duckdb.DuckDBPyRelation, rows: int, offset: int = 0) -> tuple[pd.DataFrame, int]:
    """Some rows of a relation, and how many it has in all."""
    ((count,),) = relation.aggregate("count(*)").limit(1).fetchall()
    frame: pd.DataFrame = relation.limit(rows, offset).df()
    return frame, int(count)
