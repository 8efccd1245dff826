"""From files to ledger, graph and index: the Hetionet sample, with small changes; or a made graph of its full size.

python -m benchmarks ingest                                        47,031 nodes, 99,676 edges; needs LABKIN_DATA
python -m benchmarks ingest --graph hetionet-shaped [--scale 1] [--heap 1g] [--no-neo4j]      2.25 million edges
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from labkin.app.cli_load import load_and_settle
from labkin.app.lab import Lab
from labkin.app.loading import LoadOptions
from labkin.app.settling import settle
from labkin.app.unloading import find_sources, unload
from labkin.graph.embedded import find_owner, stop_owner
from labkin.graph.project import ledger_digest, store_digest

ROWS: list[tuple[str, float, str]] = []


def run(arguments: list[str]) -> None:
    """Load, project, change, check; print one table."""
    if arguments:
        from benchmarks._ingest_big import run_big

        run_big(arguments)
        return
    if "LABKIN_DATA" not in os.environ:
        print("needs LABKIN_DATA, the folder with kg/hetionet")
        return
    data = Path(os.environ["LABKIN_DATA"]) / "kg" / "hetionet"
    files = [data / "nodes.tsv.xz", data / "edges-5k.sif.gz"]
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab.create(Path(folder) / "lab")
        try:
            _measure(lab, files, data / "compile" / "CbG-binding.tsv.xz")
        finally:
            lab.close()
            stop_owner(lab.folder)
    print(f"\n{'step':44} {'seconds':>8}  what")
    for name, seconds, what in ROWS:
        print(f"{name:44} {seconds:8.2f}  {what}")


def _measure(lab: Lab, files: list[Path], more: Path) -> None:
    timed("files to ledger", lambda: _load(lab, files, wait=False), lambda s: f"{146_707 / s:,.0f} statements a second")
    timed("engine starts, graph and index are built", lab.catch_up, lambda _: _memory(lab))
    timed("the same files again", lambda: _load(lab, files))
    timed("another 24,687 edges, most of them waiting", lambda: _load(lab, [more]))
    timed("taken back", lambda: _unload(lab, more))
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small_nodes.tsv"
        small.write_text("id\tcategory\tname\nX:1\tSample\tone sample\n")
        timed("one node more", lambda: _load(lab, [small]))
        timed("taken back ", lambda: _unload(lab, small))
    digests: list[str] = []
    with lab.view() as view:
        timed("digest of the ledger", lambda: digests.append(ledger_digest(view)))
    timed("digest of the graph, read over Bolt", lambda: digests.append(store_digest(lab.store)))
    timed(
        "the chain verified", lab.ledger.verify, lambda _: "digests equal" if len({*digests}) == 1 else "DIGESTS DIFFER"
    )


def _load(lab: Lab, files: list[Path], wait: bool = True) -> None:
    load_and_settle(lab, files, LoadOptions(), wait=wait, quiet=True)


def _unload(lab: Lab, file: Path) -> None:
    unload(lab, find_sources(lab, str(file)))
    settle(lab)
    lab.catch_up()


def _memory(lab: Lab) -> str:
    owner = find_owner(lab.folder)
    engine = psutil.Process(owner.pid).memory_info().rss / 1e6 if owner else 0
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return f"{engine:,.0f} MB in the engine's process, {own:,.0f} MB at most in this one"


def timed(name: str, act: Callable[[], Any], what: Callable[[float], str] = lambda _: "") -> None:
    """Do it, and note how long it took."""
    started = time.perf_counter()
    act()
    seconds = time.perf_counter() - started
    ROWS.append((name, seconds, what(seconds)))
