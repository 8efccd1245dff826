"""The ledger: the record of everything that was ever stated in the lab, and by whom.

Append-only; each transaction is chained by hash to the one before. Statements are staged in a `Batch` and appear when
it commits, all or none. Nothing is overwritten: unloading a file withdraws its source, undoing a decision retracts a
statement, and both are rows of a later transaction, so the ledger can be read as of any transaction.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    event,
    exists,
    func,
    insert,
    select,
)
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from labkin.graph.behind import Behind
from labkin.graph.chain import GENESIS, Content, transaction_hash
from labkin.graph.errors import LabError, LedgerDamaged
from labkin.graph.ledger_content import REMOVALS, STAGED, add_content, batch_content
from labkin.graph.ledger_staging import StagedRow, stage_statements
from labkin.graph.ledger_tables import (
    batch,
    is_current,
    job,
    lease,
    migrate,
    projection,
    retraction,
    source,
    source_group,
    statement,
    txn,
    withdrawal,
)
from labkin.graph.ledger_view import View, is_live_source
from labkin.graph.model import EVERYONE, Edge, Node, Source, Statement, Viewer
from labkin.graph.values import dump_props

CHUNK = 50_000  # statements a staging write holds; bounds memory and the time that other writers wait, half a second
BUSY_SECONDS = 60.0  # how long a writer waits for another before it gives up


@dataclass(frozen=True, slots=True)
class Txn:
    """One committed transaction."""

    id: int
    at: str
    author: str
    note: str
    rows: int
    content: str
    previous: str
    hash: str


def now() -> str:
    """The time as the ledger writes it: ISO 8601, UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Ledger:
    """An open ledger. Any number of processes may hold one open; writers take turns."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._wrote = False

    @classmethod
    def open(cls, url: str) -> Ledger:
        """Open a ledger by SQLAlchemy URL, or by the path of an SQLite file; made if absent, migrated if old.

        Raises LabError when it cannot be opened or is newer than this program.
        """
        if "://" not in url:
            url = f"sqlite:///{Path(url).resolve()}"
        try:
            engine = create_engine(url)
        except (ArgumentError, ImportError) as error:
            raise LabError(f"{_shown(url)} cannot be a ledger: {error}") from error
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        ledger = cls(engine)
        try:
            ledger._open()
        except DatabaseError as error:
            raise LabError(f"the ledger {_shown(url)} cannot be opened: {reason(error)}") from error
        return ledger

    def _open(self) -> None:
        with self._reading() as connection:
            current = is_current(connection)
        if not current:
            with self.writing() as connection:
                migrate(connection)

    def close(self) -> None:
        """Close every connection."""
        self.tidy()
        self.engine.dispose()

    def tidy(self) -> None:
        """Bring what was written here into the one file that people copy and look at; waits for nobody.

        Until then SQLite reads it from the log beside that file, and does not see when the file itself is altered.
        """
        if not self._wrote or self.engine.dialect.name != "sqlite":
            return
        try:
            with closing(self.engine.raw_connection()) as connection:
                cursor = connection.cursor()
                cursor.execute("PRAGMA busy_timeout=200")
                busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                cursor.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
        except sqlite3.Error:
            return  # the log still holds all of it
        self._wrote = bool(busy)

    @contextmanager
    def writing(self, durable: bool = True) -> Iterator[Connection]:
        """A write transaction of the database; other writers wait for it. Keep it short.

        One that is not `durable` may be lost in a power cut unless a durable one came after it: less to wait for.
        Raises LabError when the database cannot be written: a full disk, a read-only folder, another writer's lock.
        """
        try:
            with (
                self.engine.connect().execution_options(labkin_write=True, labkin_durable=durable) as connection,
                connection.begin(),
            ):
                yield connection
            self._wrote = True
        except DatabaseError as error:
            raise LabError(f"the ledger {_shown(str(self.engine.url))} cannot be written: {reason(error)}") from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read transaction: all reads inside see the same state. Raises LabError when the database is damaged."""
        try:
            with self._reading() as connection:
                yield connection
        except DatabaseError as error:
            said = f"the ledger {_shown(str(self.engine.url))} cannot be read: {reason(error)}"
            raise LabError(f"{said}. See `labkin check`; if it is damaged, restore a backup.") from error

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self.engine.connect() as connection, connection.begin():
            yield connection

    # -- transactions ------------------------------------------------------------------------------------------------

    def head(self) -> int:
        """The number of the last committed transaction; 0 when there is none."""
        with self.reading() as connection:
            return connection.scalar(select(func.max(txn.c.id))) or 0

    def transactions(self, newest: int | None = None) -> list[Txn]:
        """The transactions, oldest first; only the last `newest` when given."""
        query = select(*_TXN).order_by(txn.c.id.desc())
        with self.reading() as connection:
            rows = connection.execute(query.limit(newest) if newest else query).all()
        return [Txn(*row) for row in reversed(rows)]

    def batch(self, author: str = "", note: str = "") -> Batch:
        """Open a batch to stage statements in."""
        with self.writing(durable=False) as connection:
            number = connection.execute(insert(batch).values(opened=now())).inserted_primary_key
        assert number is not None
        return Batch(self, number[0], author, note)

    def discard(self, batch_id: int) -> None:
        """Drop what an unfinished batch staged. A committed batch is left alone."""
        with self.writing() as connection:
            if connection.scalar(select(exists().where(txn.c.batch == batch_id))):
                return
            groups = select(source.c.id).where(source.c.batch == batch_id)
            connection.execute(source_group.delete().where(source_group.c.source.in_(groups)))
            for table in (statement, retraction, withdrawal, source):
                connection.execute(table.delete().where(table.c.batch == batch_id))
            connection.execute(batch.delete().where(batch.c.id == batch_id))

    def stale_batches(self) -> list[int]:
        """Batches that no transaction names and no running job holds: what killed loads left."""
        committed = exists().where(txn.c.batch == batch.c.id)
        held = exists().where(job.c.batch == batch.c.id, job.c.state == "running")
        with self.reading() as connection:
            return list(connection.scalars(select(batch.c.id).where(~committed, ~held)))

    # -- reading -----------------------------------------------------------------------------------------------------

    @contextmanager
    def view(self, at: int | None = None, viewer: Viewer = EVERYONE) -> Iterator[View]:
        """What the ledger says as of transaction `at` (the head when None), to this viewer."""
        with self.reading() as connection:
            head = connection.scalar(select(func.max(txn.c.id))) or 0
            yield View(connection, head if at is None else min(at, head), viewer)

    # -- projections and leases --------------------------------------------------------------------------------------

    def projections(self) -> dict[str, dict[str, Any]]:
        """By name: url, txn, counts, busy, error, at."""
        with self.reading() as connection:
            rows = connection.execute(select(projection)).mappings().all()
        return {row["name"]: {**row, "counts": json.loads(row["counts"] or "{}")} for row in rows}

    def report_projection(self, name: str, **fields: Any) -> None:
        """Write what a projection shows or does: any of url, txn, counts (a dictionary), busy, error."""
        if "counts" in fields:
            fields["counts"] = json.dumps(fields["counts"], ensure_ascii=False)
        with self.writing() as connection:
            changed = connection.execute(
                projection.update().where(projection.c.name == name).values(at=now(), **fields)
            ).rowcount
            if not changed:
                blank = {"url": "", "txn": 0, "counts": "{}", "busy": "", "error": ""}
                connection.execute(insert(projection).values(name=name, at=now(), **(blank | fields)))

    def forget_projections(self) -> None:
        """Drop all reports and leases: for a copy of a lab, whose projections are still to be built."""
        with self.writing() as connection:
            connection.execute(projection.delete())
            connection.execute(lease.delete())

    def take_lease(self, name: str, holder: str, seconds: float, alive: Callable[[str], bool] = lambda _: True) -> bool:
        """Take or prolong a lease; False while another holder's still runs, and that holder is `alive`."""
        moment = time.time()
        with self.writing(durable=False) as connection:
            row = connection.execute(select(lease).where(lease.c.name == name)).first()
            if row is not None and row.holder != holder and row.until > moment and alive(row.holder):
                return False
            connection.execute(lease.delete().where(lease.c.name == name))
            connection.execute(insert(lease).values(name=name, holder=holder, until=moment + seconds))
        return True

    def drop_lease(self, name: str, holder: str) -> None:
        """Give a lease back."""
        with self.writing(durable=False) as connection:
            connection.execute(lease.delete().where(lease.c.name == name, lease.c.holder == holder))

    # -- the chain ---------------------------------------------------------------------------------------------------

    def identity(self) -> str:
        """What a lab, and a restored copy of it, is known by: the hash of its first transaction; empty before that."""
        with self.reading() as connection:
            return str(connection.scalar(select(txn.c.hash).order_by(txn.c.id).limit(1)) or "")

    def verify(self, against: str | None = None) -> Txn | None:
        """Recompute the whole chain; the last transaction, or None for an empty ledger.

        `against` is a head noted elsewhere: the chain must contain it. Raises LedgerDamaged naming the first
        transaction that does not verify.
        """
        try:
            self._integrity()
            last = self._verify_chain()
        except LedgerDamaged:
            raise
        except LabError as error:
            said = reason(error.__cause__) if isinstance(error.__cause__, DatabaseError) else str(error)
            raise LedgerDamaged(f"the ledger's database is damaged: {said}. Restore a backup.") from error
        if against is not None and all(t.hash != against for t in self.transactions()):
            raise LedgerDamaged(
                f"no transaction of this ledger has the hash {against}: it is not a continuation of the noted one"
            )
        return last

    def _integrity(self) -> None:
        if self.engine.dialect.name != "sqlite":
            return
        with self.reading() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check(5)").scalars().all()
        if list(found) != ["ok"]:
            raise LedgerDamaged("the ledger's database file is damaged: " + "; ".join(map(str, found)))

    def _verify_chain(self) -> Txn | None:
        last: Txn | None = None
        with self.reading() as connection:
            for row in connection.execute(select(*_TXN, txn.c.batch).order_by(txn.c.id)).all():
                entry, batch_id = Txn(*row[:-1]), row[-1]
                _check_link(entry, last)
                content = batch_content(connection, batch_id)
                if (content.hexdigest(), content.rows) != (entry.content, entry.rows):
                    raise LedgerDamaged(
                        f"transaction {entry.id} ({entry.note or 'no note'}, {entry.at}) was altered after it was "
                        f"written: its {content.rows} rows do not match its hash. All before it verify. "
                        "Restore a backup, or withdraw and load its source again."
                    )
                last = entry
        return last


def _check_link(entry: Txn, last: Txn | None) -> None:
    number, previous = (last.id + 1, last.hash) if last else (1, GENESIS)
    expected = transaction_hash(entry.id, entry.at, entry.author, entry.note, entry.rows, entry.content, entry.previous)
    if entry.id != number:
        raise LedgerDamaged(f"transaction {number} is missing from the chain")
    if entry.previous != previous or entry.hash != expected:
        raise LedgerDamaged(f"the record of transaction {entry.id} ({entry.note or 'no note'}) was altered")


class Batch:
    """Staged rows of one transaction to be. Use as a context manager: leaving by an error discards it.

    Rows are written in chunks and are invisible until `commit`.
    """

    def __init__(self, ledger: Ledger, id: int, author: str, note: str) -> None:
        self.id = id
        self.nodes = self.edges = 0
        self._ledger, self._author, self._note = ledger, author, note
        self._pending: list[StagedRow] = []
        self._writer = Behind("labkin-staging")  # SQLite writes a chunk while the loader reads the next
        self._withdrawn: list[tuple[int]] = []
        self._retracted: list[tuple[int]] = []
        self._done = False

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if not self._done:
            self._writer.close()
            self._ledger.discard(self.id)

    def add_source(self, new: Source) -> Source:
        """Record a source; the copy with its number."""
        return self.add_sources([new])[0]

    def add_sources(self, new: Iterable[Source]) -> list[Source]:
        """Record many sources in one write; the copies with their numbers."""
        made = [replace(one, author=one.author or self._author, at=one.at or now()) for one in new]
        fields = ("uri", "sha256", "size", "loader", "loader_version", "author", "at")
        groups: list[dict[str, Any]] = []
        with self._ledger.writing(durable=False) as connection:
            for place, one in enumerate(made):
                row = {name: getattr(one, name) for name in fields} | {"batch": self.id}
                number = connection.execute(insert(source), row).inserted_primary_key
                assert number is not None
                made[place] = replace(one, id=number[0])
                groups += [{"source": number[0], "name": name} for name in one.groups]
            if groups:
                connection.execute(insert(source_group), groups)
        return made

    def add(self, new: Statement) -> None:
        """Stage a statement. Its source must have been added to a batch of this ledger before."""
        fact = new.fact
        if isinstance(fact, Node):
            subject, relation, object, qualifiers = str(fact.id), "", fact.kind, ""
            self.nodes += 1
        else:
            assert isinstance(fact, Edge)
            subject, relation, object = str(fact.subject), fact.relation, str(fact.object)
            qualifiers = dump_props(fact.qualifiers)
            self.edges += 1
        props = dump_props(fact.props)
        said = (new.place, new.method.value, new.confidence)
        self._pending.append((self.id, new.source.id, subject, relation, object, qualifiers, props, *said))
        if len(self._pending) >= CHUNK:
            self._writer.call(self._stage, self._pending)
            self._pending = []

    def withdraw(self, source_id: int) -> None:
        """Withdraw a source: what it alone supported goes."""
        self._withdrawn.append((source_id,))

    def retract(self, statement_id: int) -> None:
        """Retract one statement."""
        self._retracted.append((statement_id,))

    def _stage(self, rows: list[StagedRow]) -> None:
        with self._ledger.writing(durable=False) as connection:
            stage_statements(connection, rows)

    def commit(self, replacing: Source | None = None) -> Txn | None:
        """Make the batch a transaction, visible at once.

        With `replacing`, this batch is a new reading of that file: what is live of other versions of it is withdrawn
        in the same transaction; and when another process has meanwhile loaded just this version by this loader, the
        batch is discarded and None returned, so that a file loaded twice at the same time is there once.
        """
        self._writer.wait()
        self._writer.close()
        if self._pending:
            self._stage(self._pending)
            self._pending = []
        content = Content()
        with self._ledger.reading() as connection:  # only this batch's rows: no need to keep other writers waiting
            add_content(connection, self.id, content, STAGED)
        with self._ledger.writing() as connection:
            if replacing and _is_live(connection, replacing):
                entry = None
            else:
                if replacing:
                    self._withdrawn += [(number,) for number in _live_versions(connection, replacing, self.id)]
                self._write_removals(connection)
                add_content(connection, self.id, content, REMOVALS)
                entry = self._write_txn(connection, content)
        if entry is None:
            self._ledger.discard(self.id)
        self._done = True
        return entry

    def _write_removals(self, connection: Connection) -> None:
        if self._withdrawn:
            rows = [{"batch": self.id, "source": number} for (number,) in self._withdrawn]
            connection.execute(insert(withdrawal), rows)
        if self._retracted:
            rows = [{"batch": self.id, "statement": number} for (number,) in self._retracted]
            connection.execute(insert(retraction), rows)

    def _write_txn(self, connection: Connection, content: Content) -> Txn:
        last = connection.execute(select(txn.c.id, txn.c.hash).order_by(txn.c.id.desc()).limit(1)).first()
        id, previous = (last.id + 1, last.hash) if last else (1, GENESIS)
        head = (id, now(), self._author, self._note, content.rows, content.hexdigest(), previous)
        entry = Txn(*head, transaction_hash(*head))
        values = {field: getattr(entry, field) for field in Txn.__slots__}
        connection.execute(insert(txn).values(batch=self.id, **values))
        return entry


def _live_versions(connection: Connection, of: Source, but: int) -> list[int]:
    query = select(source.c.id).where(source.c.uri == of.uri, source.c.batch != but, is_live_source())
    return list(connection.scalars(query))


def _is_live(connection: Connection, one: Source) -> bool:
    same = (
        source.c.uri == one.uri,
        source.c.sha256 == one.sha256,
        source.c.loader == one.loader,
        source.c.loader_version == one.loader_version,
    )
    for number in connection.scalars(select(source.c.id).where(*same, is_live_source())).all():
        groups = connection.scalars(select(source_group.c.name).where(source_group.c.source == number))
        if set(groups) == set(one.groups):
            return True
    return False


_TXN = (txn.c.id, txn.c.at, txn.c.author, txn.c.note, txn.c.rows, txn.c.content, txn.c.previous, txn.c.hash)


def _set_up_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's own recipe: we say BEGIN ourselves, see _begin_sqlite
    for pragma in (
        f"busy_timeout={int(BUSY_SECONDS * 1000)}",
        "journal_mode=WAL",  # readers never wait for writers
        "wal_autocheckpoint=20000",  # pages, 80 MB: with SQLite's 1,000 a large load writes each index page many times
        "synchronous=FULL",  # a committed transaction survives a power cut
        "cache_size=-65536",  # 64 MB
        "temp_store=MEMORY",
        "mmap_size=268435456",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE: a transaction that reads and then writes cannot fail half-way because another wrote in between.
    options = connection.get_execution_options()
    write = options.get("labkin_write", False)
    if write:  # NORMAL writes to the log in the same order and leaves waiting for the disk to the next FULL
        connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if options.get('labkin_durable') else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def reason(error: DatabaseError) -> str:
    """The database's own words, without SQLAlchemy's wrapping."""
    text = str(error.orig) if error.orig is not None else str(error)
    if isinstance(error, OperationalError) and "locked" in text:
        return f"another process has been writing for over {BUSY_SECONDS:.0f} seconds"
    return text


def _shown(url: str) -> str:
    return url.removeprefix("sqlite:///")
