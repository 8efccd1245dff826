"""Small metadata files a second, with graph and index kept current: one by one as they come, and a folder of them.

python -m benchmarks metadata [FILES]      500 by default; the aim is 50 a second on two cores
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

from labkin.app.cli_load import load_and_settle
from labkin.app.lab import Lab
from labkin.app.loading import LoadOptions
from labkin.graph.embedded import stop_owner
from labkin.graph.project import ledger_digest, store_digest

AIM = 50.0  # files a second
LABS, PEOPLE = 5, 20


def run(arguments: list[str]) -> None:
    """Load the files into a lab whose engine runs; print one table. The first argument is how many."""
    count = int(arguments[0]) if arguments else 500
    with tempfile.TemporaryDirectory(prefix="labkin-bench-") as folder:
        lab = Lab.create(Path(folder) / "lab")
        try:
            _load(lab, [_write(Path(folder), "warm", 0)], wait=True)
            _measure(lab, Path(folder), count)
        finally:
            lab.close()
            stop_owner(lab.folder)


def _measure(lab: Lab, folder: Path, count: int) -> None:
    print(f"{'way':56} {'seconds':>8} {'a second':>9} {'left to do':>10}   aim {AIM:.0f} a second")
    for way, waiting in (
        ("a folder of them, waiting at the end", False),
        ("one by one, the projector following", True),
    ):
        files = [_write(folder / way[:3], way[:3], i) for i in range(count)]
        started = time.perf_counter()
        for some in [[file] for file in files] if waiting else [files]:
            _load(lab, some, wait=False)
        loaded = time.perf_counter()
        lab.catch_up()
        _print(way, time.perf_counter() - started, count, time.perf_counter() - loaded)
    few = [_write(folder / "few", "few", i) for i in range(max(1, count // 10))]
    started = time.perf_counter()
    for file in few:
        _load(lab, [file], wait=True)
    _print("one by one, each waiting until it can be asked for", time.perf_counter() - started, len(few), 0.0)
    with lab.view() as view:
        print("graph and ledger agree" if store_digest(lab.store) == ledger_digest(view) else "DIGESTS DIFFER")


def _print(way: str, seconds: float, count: int, left: float) -> None:
    print(f"{way:56} {seconds:8.1f} {count / seconds:9.1f} {left:10.1f}", flush=True)


def _load(lab: Lab, files: list[Path], wait: bool) -> None:
    load_and_settle(lab, files, LoadOptions(), wait=wait, quiet=True)


def _write(folder: Path, prefix: str, number: int) -> Path:
    """A run of an instrument: the dataset it gave, who ran it, with what; seven statements."""
    folder.mkdir(exist_ok=True)
    dataset, activity = f"DS:{prefix}{number}", f"ACT:{prefix}{number}"
    person, machine = f"PERSON:{number % PEOPLE}", f"INSTR:{number % LABS}"
    content = {
        "nodes": [
            {
                "id": dataset,
                "category": ["Dataset"],
                "name": f"plate {prefix} {number}",
                "description": "one plate read",
            },
            {"id": activity, "category": ["Activity"], "name": f"run {number}", "date": "2024-03-01"},
            {"id": person, "category": ["Person"], "name": f"Person {number % PEOPLE}"},
            {"id": machine, "category": ["Instrument"], "name": f"Reader {number % LABS}"},
        ],
        "edges": [
            {"subject": dataset, "predicate": "generated_by", "object": activity},
            {"subject": activity, "predicate": "performed_by", "object": person},
            {"subject": activity, "predicate": "used", "object": machine},
        ],
    }
    file = folder / f"{prefix}-{number}.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file
