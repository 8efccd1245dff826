"""What the ledger still knows of sources that were withdrawn.

What sources of one loader ever said of themselves: who, when, and who took back. For decisions of people, of which the
record also shows those that no longer stand. And who might see a file when it was last in the lab.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

from labkin.graph.ledger import Ledger
from labkin.graph.ledger_tables import source, source_group, statement, txn, withdrawal
from labkin.graph.model import Curie, Node, Source
from labkin.graph.values import parse_props


@dataclass(frozen=True, slots=True)
class Past:
    """A node that a source states of its own address. `gone` is the transaction that withdrew it, 0 while it stands."""

    node: Node
    source: Source
    txn: int
    gone: int = 0
    gone_by: str = ""
    gone_at: str = ""


def past(ledger: Ledger, loader: str) -> list[Past]:
    """All that sources of this loader ever said of themselves, oldest first."""
    made, taken = txn.alias("made"), txn.alias("taken")
    query = (
        select(source, statement.c.object, statement.c.props, made.c.id.label("txn"))
        .add_columns(taken.c.id.label("gone"), taken.c.author.label("gone_by"), taken.c.at.label("gone_at"))
        .join(statement, statement.c.source == source.c.id)
        .join(made, made.c.batch == source.c.batch)
        .outerjoin(withdrawal, withdrawal.c.source == source.c.id)
        .outerjoin(taken, taken.c.batch == withdrawal.c.batch)
        .where(source.c.loader == loader, statement.c.relation == "", statement.c.subject == source.c.uri)
        .order_by(source.c.id)
    )
    found: dict[int, Past] = {}
    with ledger.reading() as connection:
        for row in connection.execute(query):
            node = Node(Curie.parse(row.uri), row.object, parse_props(row.props))
            known = Source(
                row.uri, row.sha256, row.size, row.loader, row.loader_version, row.author, row.at, (), row.id
            )
            if row.id not in found or row.gone:  # a withdrawal that was only staged has no transaction
                found[row.id] = Past(node, known, row.txn, row.gone or 0, row.gone_by or "", row.gone_at or "")
    return list(found.values())


def groups_before(ledger: Ledger, uri: str) -> tuple[str, ...]:
    """The groups that might see the file at this address when it was last in the lab, whether or not it still is.

    Of an archive those of its member that came last. Empty for everyone, and for what was never loaded.
    """
    within = func.substr(source.c.uri, 1, len(uri) + 2) == f"{uri}!/"
    with ledger.reading() as connection:
        last = _last(connection, source.c.uri == uri) or _last(connection, within)
        names = select(source_group.c.name).where(source_group.c.source == last).order_by(source_group.c.name)
        return tuple(connection.scalars(names)) if last else ()


def _last(connection: Connection, where: ColumnElement[bool]) -> int | None:
    """The number of the last source that a transaction names: what was only staged was never in the lab."""
    query = select(func.max(source.c.id)).join(txn, txn.c.batch == source.c.batch).where(where)
    number: int | None = connection.scalar(query)
    return number
