"""The tables of the ledger, and how an older ledger is brought up to date.

Everything but `job`, `lease`, `projection` and `reading` is append-only. A row belongs to a *batch*; it is visible once
a row of `txn` names its batch. So a load of any size is staged in short writes and appears with one small one, all or
none, and what a killed load left behind is only rows that no transaction names.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Connection,
    Float,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    insert,
    inspect,
    select,
    update,
)

from labkin.graph.errors import LabError

META = MetaData()

meta = Table("meta", META, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

batch = Table("batch", META, Column("id", Integer, primary_key=True), Column("opened", Text, nullable=False))

source = Table(
    "source",
    META,
    Column("id", Integer, primary_key=True),
    Column("batch", Integer, nullable=False),
    Column("uri", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("loader", Text, nullable=False),
    Column("loader_version", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index("source_uri", "uri"),
    Index("source_batch", "batch"),
)

source_group = Table(
    "source_group",
    META,
    Column("source", Integer, primary_key=True),
    Column("name", Text, primary_key=True),
)

# A node statement has the relation "" and its kind as object: "X is a Kind".
statement = Table(
    "statement",
    META,
    Column("id", Integer, primary_key=True),
    Column("batch", Integer, nullable=False),
    Column("source", Integer, nullable=False),
    Column("subject", Text, nullable=False),
    Column("relation", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("qualifiers", Text, nullable=False),  # canonical JSON, "" for none
    Column("props", Text, nullable=False),  # canonical JSON, "" for none
    Column("place", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Index("statement_subject", "subject", "relation", "object"),
    Index("statement_object", "object"),
    Index("statement_batch", "batch"),
    Index("statement_source", "source"),
)

retraction = Table(
    "retraction",
    META,
    Column("id", Integer, primary_key=True),
    Column("batch", Integer, nullable=False),
    Column("statement", Integer, nullable=False),
    Index("retraction_statement", "statement"),
    Index("retraction_batch", "batch"),
)

withdrawal = Table(
    "withdrawal",
    META,
    Column("id", Integer, primary_key=True),
    Column("batch", Integer, nullable=False),
    Column("source", Integer, nullable=False),
    Index("withdrawal_source", "source"),
    Index("withdrawal_batch", "batch"),
)

txn = Table(
    "txn",
    META,
    Column("id", Integer, primary_key=True),
    Column("batch", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("content", Text, nullable=False),  # SHA-256 of the rows of the batch
    Column("previous", Text, nullable=False),  # hash of the transaction before
    Column("hash", Text, nullable=False),
    UniqueConstraint("batch", name="txn_batch"),
)

job = Table(
    "job",
    META,
    Column("id", Integer, primary_key=True),
    Column("uri", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("state", Text, nullable=False),  # queued, running, done, failed, dismissed
    Column("batch", Integer),
    Column("holder", Text, nullable=False),  # the process that runs it
    Column("error", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("queued", Text, nullable=False),
    Column("ended", Text, nullable=False),
    Index("job_state", "state"),
    Index("job_uri", "uri"),
)

projection = Table(
    "projection",
    META,
    Column("name", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("txn", Integer, nullable=False),
    Column("counts", Text, nullable=False),  # JSON, what the projection holds at that transaction
    Column("busy", Text, nullable=False),  # what it is doing, "" when idle
    Column("error", Text, nullable=False),
    Column("at", Text, nullable=False),
)

lease = Table(
    "lease",
    META,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", Float, nullable=False),  # seconds since the epoch
)

# What models read out of the texts, as they said it: kept so that decisions can be applied without reading again.
reading = Table(
    "reading",
    META,
    Column("document", Text, primary_key=True),
    Column("name", Text, primary_key=True),  # of the model
    Column("model", Text, nullable=False),  # name@version
    Column("sha256", Text, nullable=False),  # of the text
    Column("content", Text, nullable=False),  # JSON
    Column("at", Text, nullable=False),
)

_LATER = {"lease", "projection", "reading"}


def _create_first(connection: Connection) -> None:
    META.create_all(connection, tables=[t for t in META.sorted_tables if t.name not in _LATER])


def _create_projections(connection: Connection) -> None:
    META.create_all(connection, tables=[lease, projection])


def _create_readings(connection: Connection) -> None:
    META.create_all(connection, tables=[reading])


# One function a version; a new ledger runs them all, so each path is run by every test. Never change one: add one.
MIGRATIONS = (_create_first, _create_projections, _create_readings)


def _version(connection: Connection) -> int:
    if not inspect(connection).has_table("meta"):
        return 0
    return int(connection.scalar(select(meta.c.value).where(meta.c.key == "schema")) or 0)


def is_current(connection: Connection) -> bool:
    """Whether the ledger is already at this program's version, so that opening it writes nothing."""
    return _version(connection) == len(MIGRATIONS)


def migrate(connection: Connection) -> None:
    """Bring the ledger to this program's version. Raises LabError when it was written by a newer one."""
    version = _version(connection)
    if version > len(MIGRATIONS):
        raise LabError(
            f"this lab was written by a newer Labkin (ledger version {version}, this program knows {len(MIGRATIONS)}): "
            "install the newer version to open it"
        )
    for number, step in enumerate(MIGRATIONS[version:], version + 1):
        step(connection)
        if number == 1:
            connection.execute(insert(meta).values(key="schema", value="1"))
        else:
            connection.execute(update(meta).where(meta.c.key == "schema").values(value=str(number)))
