"""A graph of the size of Hetionet from KGX files to ledger and engines, beside what the engines bring for bulk."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import _engines, _graphs
from labkin.app.counting import remember
from labkin.app.lab import Lab
from labkin.app.loading import load_paths
from labkin.app.rebuilding import rebuild
from labkin.app.settling import settle
from labkin.graph.embedded import find_owner, stop_owner
from labkin.graph.graph_server import shown_url
from labkin.graph.project import ledger_digest, store_digest

TENTH, MOST = 10, 11.0  # a tenth of the size, and how many times its time the whole may take

Rows = dict[str, tuple[float, float, str]]  # step: seconds, MB at most, remark


def run_big(arguments: list[str]) -> None:
    """Measure at a tenth of the size and at the size; print one table."""
    parser = argparse.ArgumentParser("benchmarks ingest")
    parser.add_argument("--graph", choices=["hetionet-shaped"], required=True)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--heap", default="1g", help="of every engine")
    parser.add_argument("--no-neo4j", action="store_true")
    given = parser.parse_args(arguments)
    tables = []
    for scale in (given.scale / TENTH, given.scale):
        made = _graphs.hetionet_shaped(scale)
        print(f"{len(made.node_rows):,} nodes and {len(made.edge_rows):,} edges, heap {given.heap}", flush=True)
        with tempfile.TemporaryDirectory(prefix="labkin-bench-") as folder:
            tables.append(_measured(Path(folder), made, scale, given.heap, not given.no_neo4j))
    _print(*tables)


def _print(small: Rows, large: Rows) -> None:
    print(f"\n{'step':52} {'seconds':>8} {'MB':>7} {'x a tenth':>9}  what")
    for name, (seconds, mb, what) in large.items():
        times = seconds / small[name][0] if small.get(name, (0,))[0] else 0.0
        mark = "  more than linear" if times > MOST else ""
        print(f"{name:52} {seconds:8.1f} {mb:7,.0f} {times:9.1f}  {what}{mark}")


def _measured(folder: Path, made: _graphs.Made, scale: float, heap: str, with_neo4j: bool) -> Rows:
    rows: Rows = {}
    facts = len(made.node_rows) + len(made.edge_rows)
    files = made.write_kgx(folder)
    lab = Lab.create(folder / "lab")
    lab.config = replace(lab.config, heap=heap)
    (lab.folder / "labkin.toml").write_text(f'heap = "{heap}"\n', encoding="utf-8")

    def timed(name: str, act: Callable[[], Any], what: str = "") -> Any:
        owner = find_owner(lab.folder)
        pids = [owner.pid] if owner else []
        started = time.perf_counter()
        with _engines.Peak(lambda: [o.pid] if (o := find_owner(lab.folder)) else pids) as peak:
            result = act()
        seconds = result if isinstance(result, float) else time.perf_counter() - started
        rows[name] = seconds, peak.mb, what or f"{facts / seconds:,.0f} a second"
        print(f"  {name}: {seconds:.1f} s, {peak.mb:,.0f} MB", flush=True)
        return result

    try:
        timed("KGX files to ledger", lambda: load_paths(lab, files))
        timed("what follows of them in the ledger, and counting", lambda: _settled(lab))
        timed("ledger to embedded graph, and to index", lab.catch_up)
        timed("ledger to embedded graph alone, with a start", lambda: rebuild(lab, "graph", "", lambda _: None))
        with lab.view() as view:
            wanted = ledger_digest(view)
        found: list[str] = []
        timed("digest of the embedded graph, over Bolt", lambda: found.append(store_digest(lab.store)))
        rows = _remark(rows, "digest of the embedded graph, over Bolt", wanted == found[0])
        lab.close()
        stop_owner(lab.folder)
        graph = f"hetionet_shaped({scale!r})"
        timed("  ArcadeDB's own batch, same heap", lambda: _engines.arcade_alone(folder / "arcade", heap, graph))
        if with_neo4j:
            rows = _with_neo4j(folder, lab, made, heap, timed, wanted, rows)
    finally:
        lab.close()
        stop_owner(lab.folder)
    return rows


def _settled(lab: Lab) -> None:
    settle(lab)
    remember(lab)


def _with_neo4j(
    folder: Path, lab: Lab, made: _graphs.Made, heap: str, timed: Callable[..., Any], wanted: str, rows: Rows
) -> Rows:
    with _engines.neo4j(heap) as store:
        timed("ledger to Neo4j, over Bolt", lambda: rebuild(lab, "graph", shown_url(store.url), lambda _: None))
        rows = _remark(rows, "ledger to Neo4j, over Bolt", wanted == store_digest(store))
    timed("  neo4j-admin import, same heap, server stopped", lambda: _engines.neo4j_alone(folder, heap, made))
    return rows


def _remark(rows: Rows, name: str, equal: bool) -> Rows:
    seconds, mb, what = rows[name]
    rows[name] = seconds, mb, f"{what}; " + ("digest equal to the ledger's" if equal else "DIGEST DIFFERS")
    return rows
