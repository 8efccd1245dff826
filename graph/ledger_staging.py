"""Writing staged statements, many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, insert

from labkin.graph.ledger_tables import statement

COLUMNS = tuple(column.name for column in statement.c if column.name != "id")  # the order of a staged row
TOGETHER = 3_000  # rows of one SQL statement: SQLite takes 32,766 values

StagedRow = tuple[Any, ...]


def stage_statements(connection: Connection, rows: Sequence[StagedRow]) -> None:
    """Insert rows, each the values of COLUMNS.

    SQLite gets thousands in one statement: the interpreter is then free for another thread while it writes, which it
    is not with a statement for each. Also, SQLAlchemy's own way costs as much again as SQLite's.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(insert(statement), [dict(zip(COLUMNS, row, strict=True)) for row in rows])
        return
    for start in range(0, len(rows), TOGETHER):
        some = rows[start : start + TOGETHER]
        connection.exec_driver_sql(_insert_text(len(some)), tuple(chain.from_iterable(some)))


@lru_cache(maxsize=8)
def _insert_text(count: int) -> str:
    one = f"({','.join('?' * len(COLUMNS))})"
    return f"INSERT INTO {statement.name} ({','.join(COLUMNS)}) VALUES {','.join([one] * count)}"
