"""What sources of one loader ever said of themselves, those that were withdrawn included: who, when, and who took back.

For decisions of people, of which the record also shows those that no longer stand.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from labkin.graph.ledger import Ledger
from labkin.graph.ledger_tables import source, statement, txn, withdrawal
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
