"""Engines for the benchmarks, each in a process of its own: the embedded one, Neo4j, and their own bulk loads.

`python -m benchmarks._engines` is the process of the embedded engine; it is told what to do on its input.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from benchmarks._graphs import Made
from labkin.graph.bolt_store import BoltStore, open_store
from labkin.graph.model import Edge, Node

ROOT = Path(__file__).resolve().parents[1]
CHUNK = 5_000
_KEPT: list[Any] = []  # a server that nobody refers to stops


def nodes_of(made: Made) -> Iterator[Node]:
    """The nodes as the graph store takes them."""
    return (Node.of(id, kind, name=name) for id, kind, name in made.node_rows)


def edges_of(made: Made) -> Iterator[Edge]:
    """The edges as the graph store takes them."""
    return (Edge.of(subject, relation, object) for subject, relation, object in made.edge_rows)


def servers() -> Any:
    """The helper of the tests that starts servers."""
    sys.path.insert(0, str(ROOT / "tests" / "helpers"))
    return importlib.import_module("servers")


class Peak:
    """The most memory, in MB, that this process, its children and those named held together, while it watches."""

    def __init__(self, others: Callable[[], list[int]] = list) -> None:
        self.mb, self._others, self._stop = 0.0, others, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            self.mb = max(self.mb, self._held() / 1e6)

    def _held(self) -> int:
        try:
            me = psutil.Process()
            found = {process.pid: process for process in (me, *me.children(recursive=True))}
            for pid in self._others():
                found[pid] = psutil.Process(pid)
        except psutil.Error:
            return 0
        return sum(map(_resident, found.values()))


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


@contextmanager
def embedded(folder: Path, heap: str, graph: str) -> Iterator[tuple[BoltStore, float]]:
    """The embedded engine in another process, filled with a graph of `_graphs`; a reading store, seconds to fill.

    `graph` is Python for it: `hetionet_shaped(0.1)`.
    """
    command = [sys.executable, "-m", "benchmarks._engines", "serve", str(folder), heap, graph]
    with _told(command) as said:
        store = BoltStore(said["url"], tuple(said["reader"]), said["database"], "arcadedb", guarded=True)
        with store:
            yield store, said["seconds"]


def arcade_alone(folder: Path, heap: str, graph: str) -> float:
    """Seconds that ArcadeDB takes for a graph with its own batch, without Labkin."""
    with _told([sys.executable, "-m", "benchmarks._engines", "alone", str(folder), heap, graph]) as said:
        return float(said["seconds"])


@contextmanager
def _told(command: list[str]) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryFile("w+") as errors:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": errors}
        process = subprocess.Popen(command, text=True, cwd=ROOT, **pipes)  # type: ignore[call-overload]
        try:
            for line in process.stdout or ():
                if line.startswith("{"):
                    yield json.loads(line)
                    return
            errors.seek(0)
            raise RuntimeError(f"{' '.join(command)} ended with {process.wait()}: {errors.read()[-2000:]}")
        finally:
            if process.stdin:
                process.stdin.close()
            process.wait(timeout=120)


@contextmanager
def neo4j(heap: str) -> Iterator[BoltStore]:
    """An empty Neo4j. Raises servers.Unavailable."""
    with servers().neo4j(heap=heap, server__memory__pagecache__size="512m") as url, open_store(url) as store:
        yield store


def neo4j_alone(folder: Path, heap: str, made: Made) -> float:
    """Seconds of `neo4j-admin database import full`, the server being stopped, for files that lie there ready."""
    jars = ROOT / ".servers" / "neo4j" / "lib"
    home = folder / "neo4j-import"
    shutil.rmtree(home, ignore_errors=True)
    (home / "conf").mkdir(parents=True)
    (home / "conf" / "neo4j.conf").write_text(f"server.directories.data={home / 'data'}\n", encoding="utf-8")
    with (home / "nodes.csv").open("w", encoding="utf-8") as out:
        out.write("id:ID,:LABEL,name\n")
        out.writelines(f"{id},Entity;{kind},{name}\n" for id, kind, name in made.node_rows)
    with (home / "edges.csv").open("w", encoding="utf-8") as out:
        out.write(":START_ID,:TYPE,:END_ID\n")
        out.writelines(f"{subject},{relation},{object}\n" for subject, relation, object in made.edge_rows)
    command = ["java", f"-Xmx{heap}", "-cp", f"{jars}/*", "org.neo4j.cli.AdminTool", "database", "import", "full"]
    command += ["neo4j", f"--nodes={home / 'nodes.csv'}", f"--relationships={home / 'edges.csv'}"]
    where = {"NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    started = time.perf_counter()
    done = subprocess.run(command, env={**os.environ, **where}, cwd=home, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"neo4j-admin: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.perf_counter() - started


# -- in the process of the embedded engine ---------------------------------------------------------------------------


def _main(what: str, folder: str, heap: str, graph: str) -> None:
    made = eval(graph, vars(importlib.import_module("benchmarks._graphs")))
    try:
        said = _serve(Path(folder), heap, made) if what == "serve" else _alone(Path(folder), heap, made)
    except Exception:
        traceback.print_exc()
        os._exit(1)  # an ordinary end waits for the engine's threads
    print(json.dumps(said), flush=True)
    sys.stdin.read()
    os._exit(0)  # what the engine holds is thrown away


def _serve(folder: Path, heap: str, made: Made) -> dict[str, Any]:
    from labkin.graph.arcade import Engine

    engine = Engine(folder, heap)
    _KEPT.append(engine)
    engine.start()
    store = engine.store()
    started = time.perf_counter()
    store.rebuild(nodes_of(made), edges_of(made), 1)
    seconds = time.perf_counter() - started
    return {"url": engine.url, "reader": engine.reader, "database": engine.database, "seconds": seconds}


def _alone(folder: Path, heap: str, made: Made) -> dict[str, Any]:
    from arcadedb_embedded import create_database

    database = create_database(str(folder / "alone"), jvm_kwargs={"heap_size": heap})
    kinds, relations = {kind for _, kind, _ in made.node_rows}, {relation for _, relation, _ in made.edge_rows}
    for statement in (
        "CREATE VERTEX TYPE Entity",
        "CREATE PROPERTY Entity.id STRING",
        "CREATE INDEX ON Entity (id) UNIQUE",
        *(f"CREATE VERTEX TYPE {kind} EXTENDS Entity" for kind in sorted(kinds)),
        *(f"CREATE EDGE TYPE {relation}" for relation in sorted(relations)),
    ):
        database.command("sql", statement)
    started = time.perf_counter()
    places: dict[str, Any] = {}
    with database.graph_batch(batch_size=100_000, use_wal=False) as batch:
        for kind, rows in _grouped(made.node_rows, 1):
            records = batch.create_vertices(kind, [{"id": id, "name": name} for id, _, name in rows])
            places.update(zip((row[0] for row in rows), records, strict=True))
    with database.graph_batch(batch_size=100_000, use_wal=False) as batch:
        for relation, rows in _grouped(made.edge_rows, 1):
            batch.new_edges([places[row[0]] for row in rows], relation, [places[row[2]] for row in rows])
    database.close()
    return {"seconds": time.perf_counter() - started}


def _grouped(rows: tuple[tuple[str, str, str], ...], by: int) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    waiting: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in rows:
        waiting[row[by]].append(row)
        if len(waiting[row[by]]) == CHUNK:
            yield row[by], waiting.pop(row[by])
    yield from waiting.items()


if __name__ == "__main__":
    _main(*sys.argv[1:])
