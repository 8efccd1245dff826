"""The tables behind the datasets of a lab, to be shown, filtered and downloaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labkin.app.asset import Asset, name_of
from labkin.app.cited import open_source
from labkin.app.lab import Lab
from labkin.graph.errors import NotFound
from labkin.graph.model import Node, Source

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

READ_AS_TABLES = frozenset({"csv", "tsv", "parquet", "xlsx", "xls"})


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
    wanted = dataset.props.get("sha256")
    source = next((one for one in sources if one.sha256 == wanted), None)
    if source is None:
        with lab.view() as view:
            said = [one.source for _, one in view.about([str(dataset.id)])]
        source = next((one for one in said if one.sha256 == wanted), None)
    if source is None or not form:
        return []
    return [
        TableRef(str(table.id), name_of(table), source, form, str(table.props.get("sheet", ""))) for table in tables
    ]


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


def original(lab: Lab, ref: TableRef) -> bytes:
    """The file as it was loaded."""
    if lab.blobs.has(ref.source.sha256):
        return lab.blobs.path(ref.source.sha256).read_bytes()
    return _raw(lab, ref.source)


def filtered(relation: duckdb.DuckDBPyRelation, words: str, columns: Sequence[str] = ()) -> duckdb.DuckDBPyRelation:
    """The rows in which every word stands in some column, case aside. Words are values, never query text."""
    import duckdb

    cells = [duckdb.ColumnExpression(name).cast("VARCHAR") for name in relation.columns]
    text = duckdb.FunctionExpression(
        "lower", duckdb.FunctionExpression("concat_ws", duckdb.ConstantExpression(" "), *cells)
    )
    for word in words.lower().split():
        relation = relation.filter(duckdb.FunctionExpression("contains", text, duckdb.ConstantExpression(word)))
    return relation.select(*(duckdb.ColumnExpression(name) for name in columns)) if columns else relation


def page(relation: duckdb.DuckDBPyRelation, rows: int) -> tuple[pd.DataFrame, int]:
    """The first rows of a relation, and how many it has in all."""
    ((count,),) = relation.aggregate("count(*)").limit(1).fetchall()
    frame: pd.DataFrame = relation.limit(rows).df()
    return frame, int(count)
