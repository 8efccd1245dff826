"""What of a batch goes into its hash: its rows, read back from the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, literal, select

from labkin.graph.chain import Content
from labkin.graph.ledger_tables import retraction, source, source_group, statement, withdrawal

CHUNK = 10_000  # rows read at a time

Part = tuple[str, tuple[ColumnElement[Any], ...], ColumnElement[Any]]


def _all_but_batch(table: Table) -> Part:
    return table.name, tuple(column for column in table.c if column.name != "batch"), table.c.batch


STAGED: tuple[Part, ...] = (
    _all_but_batch(source),
    ("group", (source_group.c.source, source_group.c.name), source.c.batch),
    _all_but_batch(statement),
)
REMOVALS: tuple[Part, ...] = (_all_but_batch(withdrawal), _all_but_batch(retraction))


def add_content(connection: Connection, batch_id: int, content: Content, part: tuple[Part, ...]) -> None:
    """Add the rows that a batch has in these tables, in the order of their numbers."""
    for name, columns, owner in part:
        query = select(literal(name), *columns).where(owner == batch_id).order_by(*columns[:2])
        if name == "group":
            query = query.join(source, source.c.id == source_group.c.source)
        rows = connection.execution_options(yield_per=CHUNK).execute(query)
        for chunk in rows.partitions():
            content.add([tuple(row) for row in chunk])


def batch_content(connection: Connection, batch_id: int) -> Content:
    """The hash over all rows of a batch, read back from the database."""
    content = Content()
    add_content(connection, batch_id, content, STAGED + REMOVALS)
    return content
