"""The graph store over Bolt: one adapter for the embedded engine, Neo4j and Neptune, over the official driver."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from labkin.graph import names
from labkin.graph.behind import Behind
from labkin.graph.bolt_driver import (
    READ_ACCESS,
    Driver,
    DriverError,
    GraphDatabase,
    ManagedTransaction,
    Neo4jError,
    Query,
    Result,
    Session,
    unit_of_work,
)
from labkin.graph.bolt_errors import retried, sentence
from labkin.graph.bolt_values import plain
from labkin.graph.errors import StoreError
from labkin.graph.gathering import gathered
from labkin.graph.model import Edge, Node
from labkin.graph.rows import edge_of, edge_row, node_of, node_row
from labkin.graph.store import Change, EdgeKey
from labkin.graph.values import dump_props
from labkin.graph.writes import WRITES, Writes

BATCH = 2_000  # rows of one statement
BUILD_BATCH, WAITING = 5_000, 50_000  # the same while a graph is built, and rows kept back over all labels or types
TRANSACTION = 10_000  # rows of one transaction; a smaller change is one transaction
FETCH = 2_000  # rows that the driver asks for at a time
PATIENCE = 15.0  # seconds that a passing error is waited out

Ddl = Callable[[set[str], set[str]], None]  # labels and types about to be written, as the engine names them
Row = dict[str, Any]

logging.getLogger("neo4j").addHandler(logging.NullHandler())  # its warnings are not for the user's screen


class BoltStore:
    """A GraphStore that is reached over Bolt.

    `auth` is (user, password), an AuthManager, or None. `database` is None for servers that have but one. `ddl` is
    called before labels and types are written, for an engine that must declare them. `guarded` says that the account
    may only read. Where neither that nor the engine refuses writes in a read-only session, every read is rolled back.
    """

    def __init__(
        self,
        url: str,
        auth: Any,
        database: str | None,
        dialect_name: str,
        *,
        ddl: Ddl | None = None,
        guarded: bool = False,
        patience: float = PATIENCE,
        **settings: Any,
    ) -> None:
        self.url, self.dialect_name, self.database = url, dialect_name, database
        self._auth, self._ddl, self._patience, self._settings = auth, ddl, patience, settings
        self._writes: Writes = WRITES[dialect_name]
        self._guarded = guarded or self._writes.guards_reads
        self._driver: Driver | None = None
        self._ensured = False

    # -- reading -----------------------------------------------------------------------------------------------------

    def read(
        self, text: str, params: Mapping[str, Any] | None = None, timeout: float | None = None
    ) -> list[dict[str, Any]]:
        """Run a reading statement; rows as plain values (see `bolt_values.plain`). Nothing it might write stays.

        `timeout` is in seconds, for engines that know one. Raises StoreError.
        """

        def work(session: Session) -> list[dict[str, Any]]:
            if self._guarded:  # one way to the server and back, where a transaction takes three
                return _rows(session.run(Query(text, timeout=timeout), dict(params or {})))
            with session.begin_transaction(timeout=timeout) as transaction:
                rows = _rows(transaction.run(text, dict(params or {})))
                transaction.rollback()
                return rows

        rows: list[dict[str, Any]] = self._reading(work)
        return rows

    def mark(self) -> int:
        """The ledger transaction that this store shows; 0 for an empty store. Raises StoreError."""
        rows = self.read(self._writes.get_mark)
        return int(rows[0]["mark"] or 0) if rows else 0

    def get(self, ids: Sequence[str]) -> list[Node]:
        """The nodes of these identifiers that exist, in no order. Raises StoreError."""
        found: list[Node] = []
        for batch in _batches(ids):
            rows = self.read(self._writes.some_nodes, {"ids": list(dict.fromkeys(batch))})
            found += [node_of(row["id"], row["labels"], row["p"]) for row in rows]
        return found

    def all_nodes(self) -> Iterator[Node]:
        """Every node, read back from the engine, in no order. Raises StoreError."""
        for row in self._stream(self._writes.nodes):
            yield node_of(row["id"], row["labels"], row["p"])

    def all_edges(self) -> Iterator[Edge]:
        """Every edge, read back from the engine, in no order. Raises StoreError."""
        for row in self._stream(self._writes.edges):
            yield edge_of(row["s"], row["t"], row["o"], row["p"])

    def _stream(self, text: str) -> Iterator[Any]:
        self.mark()  # a lost connection is found and mended before the first row
        try:
            with self._session() as session:
                yield from session.run(text)
        except (DriverError, Neo4jError, OSError) as error:
            raise StoreError(sentence(error, self.url)) from error

    # -- writing -----------------------------------------------------------------------------------------------------

    def apply(self, change: Change, mark: int) -> None:
        """Make the change and set the mark with its last part. A change of up to TRANSACTION rows appears at once.

        The first of several parts sets the mark to 0: a graph that was left in between is built anew, for what the
        ledger says later does not tell what is there by then. Raises StoreError; done again, it completes it.
        """
        self._prepare(change.nodes, change.edges)
        steps = list(self._steps(change))
        part: list[Callable[[ManagedTransaction], None]] = []
        rows = 0
        for size, step in steps:
            if part and rows + size > TRANSACTION:
                self._write([*part, lambda tx: self._set_mark(tx, 0)])
                part, rows = [], 0
            part.append(step)
            rows += size
        self._write([*part, lambda tx: self._set_mark(tx, mark)])

    def rebuild(self, nodes: Iterable[Node], edges: Iterable[Edge], mark: int) -> None:
        """Empty the store and fill it in batches. Not in one step: meanwhile readers see a part, and the mark is 0.

        Raises StoreError.
        """
        self.reset()
        self._load((node_row(node, self._writes.lists) for node in nodes), self._writes.nodes_of)
        self._load((edge_row(edge, self._writes.lists) for edge in edges), self._writes.edges_of)
        self._write([lambda tx: self._set_mark(tx, mark)])

    def reset(self) -> None:
        """Delete every node and edge; the mark becomes 0 first. Raises StoreError."""
        self._prepare((), ())
        self._write([lambda tx: self._set_mark(tx, 0)])
        left = True
        while left:
            deleted: list[int] = []

            def some(tx: ManagedTransaction, deleted: list[int] = deleted) -> None:
                record = tx.run(self._writes.clear_some).single()
                deleted.append(record["n"] if record else 0)

            self._write([some])
            left = deleted[-1] > 0

    def note_lab(self, lab: str) -> None:
        """Write beside the mark whose graph this is. Raises StoreError."""
        self._prepare((), ())
        self._write([_step(self._writes.set_lab, lab=lab)])

    def writing(self) -> Session:
        """A session of the driver that may write, for statements that are no change of the graph: DDL, repairs."""
        return self._session(write=True)

    def close(self) -> None:
        """Let go of the connection."""
        if self._driver is not None:
            self._driver.close()
            self._driver = None

    def __enter__(self) -> BoltStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- parts of a change -------------------------------------------------------------------------------------------

    def _steps(self, change: Change) -> Iterator[tuple[int, Callable[[ManagedTransaction], None]]]:
        gone = [*change.remove_edges, *map(_key, change.edges)]
        for type_, keys in _grouped((names.relation_type(key.relation), key) for key in gone):
            for batch in _batches(keys):
                yield len(batch), _step(self._writes.without_edges_of(type_), rows=self._deletions(batch))
        for ids in _batches(change.remove_nodes):
            yield len(ids), _step(self._writes.delete_nodes, ids=list(ids))
        for nodes in _batches(change.nodes):
            yield len(nodes), self._node_step(nodes)
        for type_, rows in _grouped(edge_row(edge, self._writes.lists) for edge in change.edges):
            for chunk in _batches(rows):
                yield len(chunk), _step(self._writes.edges_of(type_), rows=list(chunk))

    def _deletions(self, keys: Sequence[EdgeKey]) -> list[Row]:
        if self._writes.keys_as_map:
            wanted: dict[str, dict[str, dict[str, bool]]] = defaultdict(lambda: defaultdict(dict))
            for key in keys:
                wanted[key.subject][key.object][key.qualifiers] = True
            return [{"s": subject, "keys": dict(objects)} for subject, objects in wanted.items()]
        lists: dict[str, list[list[str]]] = defaultdict(list)
        for key in keys:
            lists[key.subject].append([key.object, key.qualifiers])
        return [{"s": subject, "keys": pairs} for subject, pairs in lists.items()]

    def _node_step(self, nodes: Sequence[Node]) -> Callable[[ManagedTransaction], None]:
        labelled = [node_row(node, self._writes.lists) for node in nodes]

        def step(tx: ManagedTransaction) -> None:
            edges = self._change_kinds(tx, {row["id"]: label for label, row in labelled})
            for label, rows in _grouped(labelled):
                tx.run(self._writes.nodes_of(label), rows=rows).consume()
            for type_, rows in _grouped(edges):
                tx.run(self._writes.edges_of(type_), rows=rows).consume()

        return step

    def _change_kinds(self, tx: ManagedTransaction, wanted: dict[str, str]) -> list[tuple[str, Row]]:
        """Make the labels of those nodes that exist the wanted ones; gives the edges that must be made anew."""
        moves: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in tx.run(self._writes.kinds, ids=list(wanted)):
            labels = [label for label in row["labels"] if label != names.BASE]
            if labels != [wanted[row["id"]]]:
                moves["".join(labels[:1]), wanted[row["id"]]].append(row["id"])
        if self._writes.relabel is not None:
            for (old, new), ids in moves.items():
                tx.run(self._writes.relabelled(old, new), ids=ids).consume()
            return []
        moved = [id for ids in moves.values() for id in ids]
        if not moved:
            return []
        found = list(tx.run(self._writes.edges_from, ids=moved))
        gone = set(moved)
        found += [row for row in tx.run(self._writes.edges_to, ids=moved) if row["s"] not in gone]
        edges = [(row["t"], {"s": row["s"], "o": row["o"], "props": row["p"]}) for row in found]
        tx.run(self._writes.delete_nodes, ids=moved).consume()
        return edges

    def _set_mark(self, tx: ManagedTransaction, mark: int) -> None:
        tx.run(self._writes.set_mark, mark=mark).consume()

    # -- the driver --------------------------------------------------------------------------------------------------

    def _prepare(self, nodes: Iterable[Node], edges: Iterable[Edge]) -> None:
        if self._ddl is not None:
            self._ddl({names.kind_label(n.kind) for n in nodes}, {names.relation_type(e.relation) for e in edges})
        elif self.dialect_name == "arcadedb":
            raise StoreError("only the process that owns the embedded engine writes to it")
        if self._ensured:
            return
        for statement in self._writes.ensure:
            self._write([_step(statement)])
        self._ensured = True

    def _load(self, rows: Iterable[tuple[str, Row]], statement: Callable[[str], str]) -> None:
        """Write rows of new nodes or edges, gathered by label or type so that statements are few and full.

        Nothing is declared: an engine that needs that builds in a way of its own.
        """
        writer = Behind("labkin-bolt")  # the server writes while the next rows are read
        try:
            for name, some in gathered(rows, BUILD_BATCH, WAITING):
                writer.call(self._write, [_step(statement(name), rows=some)])
            writer.wait()
        finally:
            writer.close()

    def _write(self, steps: Sequence[Callable[[ManagedTransaction], None]]) -> None:
        """Run the steps in one transaction; once more after a passing error."""

        @unit_of_work()
        def work(tx: ManagedTransaction) -> None:
            for step in steps:
                step(tx)

        def once() -> None:
            with self._session(write=True) as session:
                session.execute_write(work)

        self._told(lambda: retried(once, self._patience))

    def _reading(self, work: Callable[[Session], Any]) -> Any:
        def once() -> Any:
            with self._session() as session:
                return work(session)

        return self._told(lambda: retried(once, self._patience))

    def _told(self, work: Callable[[], Any]) -> Any:
        try:
            try:
                return work()
            except (DriverError, Neo4jError, OSError) as error:
                if not self._mend(error):
                    raise
                return work()
        except (DriverError, Neo4jError, OSError) as error:
            raise StoreError(sentence(error, self.url)) from error

    def _mend(self, error: Exception) -> bool:
        """Called once when the server was lost: whether it was found again, so that the work can be done anew."""
        return False

    def _session(self, *, write: bool = False) -> Session:
        driver = self._connected()
        options: dict[str, Any] = {"fetch_size": FETCH}
        if self.database is not None:
            options["database"] = self.database
        if not write:
            options["default_access_mode"] = READ_ACCESS
        return driver.session(**options)

    def _connected(self) -> Driver:
        if self._driver is None:
            options: dict[str, Any] = {"connection_timeout": 10.0, "max_transaction_retry_time": self._patience}
            options |= {"telemetry_disabled": True, **self._settings}  # nothing is told of how the driver is used
            try:
                self._driver = GraphDatabase.driver(self.url, auth=self._auth, **options)
            except (DriverError, Neo4jError, ValueError) as error:
                raise StoreError(f"{self.url} is not the URL of a graph store: {error}") from error
        return self._driver


def open_store(url: str) -> BoltStore:
    """A store on a graph server: `bolt://user:password@host:port/database`, also `neo4j://` and with `+s` for TLS.

    A host of Amazon Neptune, or `?dialect=neptune`, gives the Neptune dialect with IAM sign-in. Nothing is sent yet.
    Raises StoreError when the text is no such URL.
    """
    parts = urlsplit(url)
    if not parts.scheme.startswith(("bolt", "neo4j")) or not parts.hostname:
        raise StoreError(f"{url} is not the URL of a graph store: write bolt://user:password@host:7687")
    query = parse_qs(parts.query)
    neptune = query.get("dialect") == ["neptune"] or parts.hostname.endswith((".amazonaws.com", ".amazonaws.com.cn"))
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    address = f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")
    if neptune:
        return _open_neptune(address)
    auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return BoltStore(address, auth, parts.path.strip("/") or None, "neo4j")


def _open_neptune(address: str) -> BoltStore:
    from labkin.graph.neptune_auth import neptune_auth_manager

    return BoltStore(address, neptune_auth_manager(address), None, "neptune", encrypted=True)


def _rows(result: Result) -> list[Row]:
    keys = result.keys()
    return [dict(zip(keys, map(plain, record.values()), strict=True)) for record in result]


def _step(text: str, **params: Any) -> Callable[[ManagedTransaction], None]:
    def step(tx: ManagedTransaction) -> None:
        tx.run(text, params).consume()

    return step


def _key(edge: Edge) -> EdgeKey:
    return EdgeKey(str(edge.subject), edge.relation, str(edge.object), dump_props(edge.qualifiers))


def _grouped(pairs: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for name, item in pairs:
        groups[name].append(item)
    return groups.items()


def _batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
