"""Killing processes at random moments, and what must be the same afterwards."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from command_line import CommandLine
from labkin.app.lab import Lab
from labkin.graph.project import ledger_digest

KILLS = int(os.environ.get("LABKIN_KILLS", "2"))
SEED = int(os.environ.get("LABKIN_KILL_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
NODES, EDGES = "id\tcategory\tname\n", "subject\tpredicate\tobject\n"


def moments(what: str, seconds: float) -> Iterator[float]:
    """So many moments of a run that takes so many seconds, drawn anew for each seed; they are printed."""
    chance = random.Random(f"{SEED} {what}")
    for number in range(KILLS):
        moment = chance.uniform(0.0, seconds)
        print(f"{what}: kill {number + 1} of {KILLS} after {moment:.3f} of {seconds:.3f} s (LABKIN_KILL_SEED={SEED})")
        yield moment


def write_data(folder: Path, size: int) -> Path:
    """`size` nodes in one file, edges, an archive of two, a table, and a term. Some facts stand in several files."""
    folder.mkdir()
    (folder / "a_nodes.tsv").write_text(NODES + "".join(f"K:{n}\tbiolink:Gene\tgene {n}\n" for n in range(size)))
    links = (f"K:{n}\tbiolink:interacts_with\tK:{n * 7 % (size + 100)}\n" for n in range(size))
    (folder / "b_edges.tsv").write_text(EDGES + "".join(links))
    with zipfile.ZipFile(folder / "c.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for part in (1, 2):
            rows = "".join(f"K:{n}\tbiolink:Gene\tgene {n}\n" for n in range(part * size // 2, part * size))
            archive.writestr(f"part{part}_nodes.tsv", NODES + rows)
    (folder / "d.csv").write_text("plate,value\n" + "".join(f"p{n},{n / 7}\n" for n in range(size)))
    (folder / "e_edges.tsv").write_text(EDGES + "K:1\tbiolink:treats\tMONDO:0005148\n")  # a term comes with it
    return folder


@dataclass(frozen=True)
class Held:
    """What a lab holds: the digest of its facts, each source with what it says, every row that was ever committed."""

    digest: str
    sources: dict[str, tuple[int, int]]
    rows: dict[str, int]


def held(folder: Path) -> Held:
    """Read it from the ledger, whose chain must verify. Nothing may be there twice, or lie about uncommitted."""
    with Lab.open(folder) as lab:
        last = lab.ledger.verify()
        assert last is not None
        with lab.view() as view:
            infos = view.sources()
            sizes = view.sizes(info.source.id for info in infos)
            digest = ledger_digest(view)
        uris = Counter(info.source.uri for info in infos)
        assert set(uris.values()) == {1}, "a source is there twice"
        assert {job.state for job in lab.jobs.latest()} == {"done"}
    with closing(sqlite3.connect(folder / "ledger.db")) as connection:
        left = connection.execute(
            "SELECT count(*) FROM statement WHERE batch NOT IN (SELECT batch FROM txn)"
        ).fetchone()
        assert left == (0,), "a killed load left rows behind"
        tables = ("statement", "source", "withdrawal", "retraction", "txn")
        rows = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}
    return Held(digest, {info.source.uri: sizes[info.source.id] for info in infos}, rows)


def until(reached: Callable[[], Any], patience: float = 120.0) -> Any:
    """Wait for something; what it gave."""
    deadline = time.monotonic() + patience
    while not (found := reached()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)
    return found


def owner_of(labkin: CommandLine) -> psutil.Process | None:
    """The process that owns the engine of a lab, also while it is only starting."""
    for process in psutil.process_iter(["cmdline", "status"]):
        command = process.info["cmdline"] or []
        if "labkin.app.owner" in command and str(labkin.lab) in command:
            return None if process.info["status"] == psutil.STATUS_ZOMBIE else process
    return None


def kill_at(process: subprocess.Popen[str], moment: float) -> None:
    """Kill a process that was just started, unless it is over by then."""
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    process.communicate()
