"""The embedded engine: an ArcadeDB server inside this process, on loopback ports. For the owner process alone.

The folder holds `server/` (the engine's own files) and `current.json`, which names the database in use. A rebuild fills
another database and then renames a new `current.json` into place, so that readers see the old graph or the new one.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import socket
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from labkin.graph.bolt_errors import is_lost
from labkin.graph.bolt_store import BoltStore
from labkin.graph.errors import StoreError
from labkin.graph.files import read_json, write_json
from labkin.graph.model import Edge, Node
from labkin.graph.names import BASE, MARK, quote

FORMAT = 1  # of names, labels and properties in the database; one of another format is built anew
PORT_ATTEMPTS = 20  # between finding a free port and using it, another process may take it
READ_SECONDS = 120  # after which the engine gives a reading statement up
GRACE_SECONDS = 60.0  # how long readers may go on in a database that was replaced
MEGABYTE = 1024 * 1024
LEAST_HEAP, MOST_HEAP = 256 * MEGABYTE, 1024 * MEGABYTE  # of the default
SMALLEST_HEAP = 96 * MEGABYTE  # with less it does not start, or starts and cannot work

_LOGGING = """handlers=java.util.logging.ConsoleHandler
.level=WARNING
java.util.logging.ConsoleHandler.level=WARNING
java.util.logging.ConsoleHandler.formatter=com.arcadedb.log.LogFormatter
"""
_ADMIN = {"createRecord", "readRecord", "updateRecord", "deleteRecord"}


class Engine:
    """The engine of one folder. One per process: a second JVM cannot be started."""

    def __init__(self, folder: Path, heap: str = "", read_seconds: float = READ_SECONDS) -> None:
        self.folder, self.heap = folder, heap or default_heap()
        self.url = ""
        self.database = ""
        self.auth = ("root", secrets.token_urlsafe(24))
        self.reader = ("reader", secrets.token_urlsafe(24))
        self.nonce = secrets.token_hex(16)
        self.on_swap: Callable[[], None] = lambda: None
        self._read_seconds = read_seconds
        self._server: Any = None
        self._declared: dict[str, set[str]] = {}
        self._retired: dict[str, float] = {}  # replaced databases and when they were

    # -- life --------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the engine and open the current database, or an empty one where that cannot be opened.

        Raises StoreError when the engine does not start.
        """
        check_heap(self.heap)
        try:
            (self.folder / "server").mkdir(parents=True, exist_ok=True)
            (self.folder / "logging.properties").write_text(_LOGGING, encoding="utf-8")
        except OSError as error:
            raise StoreError(f"{self.folder} cannot be written: {error.strerror or error}") from error
        self._start_server()
        self._add_reader()
        self._open_current()

    def stop(self) -> None:
        """Write everything to disk and stop."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def _start_server(self) -> None:
        for attempt in range(1, PORT_ATTEMPTS + 1):
            try:
                self._try_start(*_free_ports(2))
                return
            except Exception as error:
                said = f"{error} {error.__cause__ or ''}"
                taken = any(word in said for word in ("BindException", "already in use", "Unable to listen", "binding"))
                if not taken or attempt == PORT_ATTEMPTS:
                    raise StoreError(f"the embedded graph engine does not start: {_reason(said)}") from error

    def _try_start(self, bolt_port: int, http_port: int) -> None:
        from arcadedb_embedded.server import ArcadeDBServer

        root = self.folder / "server"
        self._write_groups(root / "config")
        config = {
            "mode": "development",  # its errors say what is wrong; `production` hides that
            "http_port": http_port,
            "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
            "bolt_port": bolt_port,
            "bolt_host": "127.0.0.1",
            "server_databaseLoadAtStartup": False,  # a damaged one must not keep the server from starting
        }
        options = [
            "-Xrs",  # signals are Python's
            "-XX:-UsePerfData",
            f"-XX:ErrorFile={self.folder / 'jvm-error-%p.log'}",
            f"-Djava.util.logging.config.file={self.folder / 'logging.properties'}",
        ]
        kept = {"heap_size": self.heap, "jvm_args": options}
        server = ArcadeDBServer(str(root), root_password=self.auth[1], config=config, jvm_kwargs=kept)
        server.start()
        self._server, self.url = server, f"bolt://127.0.0.1:{bolt_port}"

    def _write_groups(self, folder: Path) -> None:
        """Passwords are new at every start; readers are let read, and no longer than they should."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "server-users.jsonl").unlink(missing_ok=True)

        def group(access: Iterable[str], records: Iterable[str], seconds: float) -> dict[str, Any]:
            return {
                "resultSetLimit": -1,
                "readTimeout": int(seconds * 1000),
                "access": sorted(access),
                "types": {"*": {"access": sorted(records)}},
            }

        groups = {
            "admin": group({"updateSecurity", "updateSchema", "updateDatabaseSettings"}, _ADMIN, -0.001),
            "reader": group((), {"readRecord"}, self._read_seconds),
            "*": group((), (), -0.001),
        }
        write_json(folder / "server-groups.json", {"databases": {"*": {"groups": groups}}, "version": 2})

    def _add_reader(self) -> None:
        import jpype

        name, password = self.reader
        security = self._server._java_server.getSecurity()
        user = jpype.JClass("com.arcadedb.serializer.json.JSONObject")(
            json.dumps({"name": name, "databases": {"*": ["reader"]}})
        )
        user.put("password", security.encodePassword(password))
        security.createUser(user)

    # -- databases ---------------------------------------------------------------------------------------------------

    def store(self) -> EngineStore:
        """The store that writes into this engine. Readers connect with `url`, `reader` and `database`."""
        return EngineStore(self)

    def _open_current(self) -> None:
        current = read_json(self.folder / "current.json")
        name = str(current.get("database", ""))
        if name and current.get("format") == FORMAT and (self._files(name)).is_dir():
            try:
                self._check(name)
                self.database = name
            except Exception as error:
                self._set_aside(name, error)
        if not self.database:
            self.database = self._create(self._free_name(), 0)
            self._publish()
        self._mark_as_ours()
        self._remove_others()

    def _check(self, name: str) -> None:
        """Open a database and read all of its nodes and the mark. Raises what the engine raises."""
        database = self._server.get_database(name)
        counted = list(database.query("sql", f"SELECT count(*) AS n FROM {quote(BASE)}"))
        marks = list(database.query("sql", f"SELECT transaction FROM {quote(MARK)}"))
        list(database.query("opencypher", f"MATCH (:{BASE})-[r]->() RETURN count(r) AS n"))
        if not counted or len(marks) != 1:
            raise StoreError("it has no mark")

    def _set_aside(self, name: str, error: Exception) -> None:
        """Move a database that cannot be read out of the way; it is then built anew from the ledger."""
        sys.stderr.write(f"the graph's files are damaged ({_reason(str(error))}); it is built anew from the ledger\n")
        self._forget(name)
        aside = self.folder / "damaged"
        shutil.rmtree(aside, ignore_errors=True)  # only the last one is kept
        self._files(name).rename(aside)

    def _create(self, name: str, mark: int) -> str:
        """An empty database with the base type, its index and the mark; gives its name."""
        database = self._server.create_database(name)
        for statement in (
            f"CREATE VERTEX TYPE {quote(BASE)}",
            f"CREATE PROPERTY {quote(BASE)}.id STRING",
            f"CREATE INDEX ON {quote(BASE)} (id) UNIQUE",
            f"CREATE VERTEX TYPE {quote(MARK)}",
        ):
            database.command("sql", statement)
        self._declared[name] = set()
        self._put_mark(database, mark)
        return name

    def _put_mark(self, database: Any, mark: int) -> None:
        with database.transaction():
            database.command("sql", f"DELETE VERTEX FROM {quote(MARK)}")
            text = f"CREATE VERTEX {quote(MARK)} SET id = 'mark', transaction = ?, nonce = ?"
            database.command("sql", text, mark, self.nonce)

    def _mark_as_ours(self) -> None:
        database = self._server.get_database(self.database)
        with database.transaction():
            database.command("sql", f"UPDATE {quote(MARK)} SET nonce = ?", self.nonce)

    def declare(self, labels: set[str], types: set[str], name: str = "") -> None:
        """Make labels and types known to a database, the current one by default. Raises StoreError."""
        known = self._declared.setdefault(name or self.database, set())
        if labels | types <= known:
            return
        database = self._server.get_database(name or self.database)
        schema = database._java_db.getSchema()
        try:
            for label in sorted(labels - known):
                if not schema.existsType(label):
                    database.command("sql", f"CREATE VERTEX TYPE {quote(label)} EXTENDS {quote(BASE)}")
            for type_ in sorted(types - known):
                if not schema.existsType(type_):
                    database.command("sql", f"CREATE EDGE TYPE {quote(type_)}")
        except Exception as error:
            raise StoreError(f"the embedded graph engine cannot take a new kind: {_reason(str(error))}") from error
        known |= labels | types

    def rebuild(self, nodes: Iterable[Node], edges: Iterable[Edge], mark: int) -> None:
        """Fill a new database and swap it in. Raises StoreError; the graph is then as before."""
        from labkin.graph.arcade_fill import Fill

        self.sweep()
        name = self._create(self._free_name(), 0)
        try:
            fill = Fill(self._server.get_database(name), lambda labels, types: self.declare(labels, types, name))
            fill.nodes(nodes)
            fill.edges(edges)
            self._put_mark(self._server.get_database(name), mark)
            self._forget(name)  # closing writes all of it to disk
            self._server.get_database(name)
        except BaseException as error:
            self._drop(name)
            if not _is_of_engine(error):
                raise
            raise StoreError(f"the graph could not be built: {_reason(str(error))}") from error
        self._retired[self.database] = time.monotonic()
        self.database = name
        self._publish()
        self.on_swap()

    def sweep(self, grace: float = GRACE_SECONDS) -> None:
        """Drop databases that were replaced more than `grace` seconds ago."""
        moment = time.monotonic()
        for name in [name for name, since in self._retired.items() if moment - since >= grace]:
            del self._retired[name]
            self._drop(name)

    def _publish(self) -> None:
        write_json(self.folder / "current.json", {"database": self.database, "format": FORMAT})

    def _files(self, name: str) -> Path:
        return self.folder / "server" / "databases" / name

    def _free_name(self) -> str:
        taken = {path.name for path in (self.folder / "server" / "databases").glob("g*")}
        return next(name for number in range(1, len(taken) + 2) if (name := f"g{number}") not in taken)

    def _remove_others(self) -> None:
        for path in (self.folder / "server" / "databases").glob("g*"):
            if path.name != self.database:
                shutil.rmtree(path, ignore_errors=True)

    def _forget(self, name: str) -> None:
        """Close a database and let the server forget it."""
        java = self._server._java_server
        if java.existsDatabase(name):
            try:
                java.getDatabase(name).getEmbedded().close()
            finally:
                java.removeDatabase(name)

    def _drop(self, name: str) -> None:
        try:
            self._forget(name)
        except Exception as error:
            sys.stderr.write(f"database {name} did not close: {_reason(str(error))}\n")
        shutil.rmtree(self._files(name), ignore_errors=True)
        self._declared.pop(name, None)


class EngineStore(BoltStore):
    """The store of the process that owns the engine: declares kinds, and rebuilds into a new database."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine.url, engine.auth, engine.database, "arcadedb", ddl=engine.declare)
        self._engine = engine

    def rebuild(self, nodes: Iterable[Node], edges: Iterable[Edge], mark: int) -> None:
        """Build a new database and swap it in; readers see old or new, whole. Raises StoreError."""
        self._engine.rebuild(nodes, edges, mark)
        self.database = self._engine.database

    def _mend(self, error: Exception) -> bool:
        self.database = self._engine.database  # a statement may have begun in one that was replaced and dropped since
        return is_lost(error)

    def reset(self) -> None:
        """Swap in an empty database. Raises StoreError."""
        self.rebuild((), (), 0)


def default_heap() -> str:
    """The most memory for the engine's objects: a quarter of the machine's, within LEAST_HEAP and MOST_HEAP."""
    import psutil

    quarter = psutil.virtual_memory().total // 4
    return f"{min(max(quarter, LEAST_HEAP), MOST_HEAP) // MEGABYTE}m"


def check_heap(heap: str) -> None:
    """Raises StoreError for text that is no size, and for a size that is too small or more than the machine has."""
    import psutil

    written = re.fullmatch(r"(\d+)([kmgKMG]?)", heap)
    if written is None:
        raise StoreError(f"the setting `heap` or LABKIN_HEAP must be a size such as 512m or 2g, not {heap}")
    size = int(written[1]) * 1024 ** " kmg".index(written[2].lower() or " ")
    if size < SMALLEST_HEAP:
        raise StoreError(f"the embedded graph engine needs more memory than {heap}: set LABKIN_HEAP to 256m or more")
    memory = psutil.virtual_memory().total
    if size > memory:
        has = f"{memory // MEGABYTE} MB"
        raise StoreError(
            f"the machine has {has} of memory, less than {heap}: set `heap` or LABKIN_HEAP to a quarter of it"
        )


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(held.getsockname()[1]) for held in sockets]
    for held in sockets:
        held.close()
    return ports


def _is_of_engine(error: BaseException) -> bool:
    return type(error).__module__.startswith(("arcadedb_embedded", "java", "jpype", "com."))


def _reason(said: str) -> str:
    """What a user can do something with, out of what a Java error says."""
    if "OutOfMemoryError" in said or "Java heap space" in said:
        return "its memory is too small; give it more with the setting `heap` or LABKIN_HEAP, such as 2g"
    if "Could not reserve" in said or "Cannot allocate memory" in said or "Too small maximum heap" in said:
        return "the machine has too little free memory for it; give it less with LABKIN_HEAP, such as 256m"
    return said.strip().splitlines()[0] if said.strip() else "it gave no reason"
