"""What a question costs from its text to the table: on the sample of Hetionet, and at its full size.

python -m benchmarks ask_speed [--sample LAB] [--large LAB] [--out FILE]

The questions about Hetionet that are not locked are asked of both graphs, in one process, one after the other, twice:
no answer is kept from one time to the next, but what the engine and the files' caches hold is. LAB is a lab of that
graph that is there already; else it is built, for which 2.25 million edges take minutes. `--out` writes the
milliseconds of each question.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks._ask_asked import FIRST, TODAY, Answers, ask_one
from benchmarks._ask_labs import built
from benchmarks._gold_sets import questions
from labkin.app import asking
from labkin.app.lab import Lab
from labkin.graph.embedded import stop_owner

AIMS = {"sample": 150, "large": 300}  # milliseconds, of 95 in 100 questions
BUILT = {"sample": "hetionet", "large": "large"}  # by which name `_ask_labs.built` knows each
SLOWEST = 5

Spent = dict[str, float]  # stage: milliseconds


def run(arguments: list[str]) -> None:
    """Ask, and print one table for each graph."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks ask_speed")
    for graph in AIMS:
        parser.add_argument(f"--{graph}", type=Path, metavar="LAB")
    parser.add_argument("--out", type=Path, help="write the milliseconds of each question here, a line each")
    options = parser.parse_args(arguments)
    lines = []
    for graph in AIMS:
        with ExitStack() as stack:
            folder = getattr(options, graph)
            if not folder:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "lab"
                built(BUILT[graph], folder)
                stack.callback(stop_owner, folder)
            for turn, times in enumerate(_timed(folder), 1):
                _show(f"{graph}, time {turn} of asking", AIMS[graph], times)
                lines += [json.dumps({"of": graph, "turn": turn, "id": id} | times[id]) for id in times]
    if options.out:
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _timed(folder: Path) -> Iterator[dict[str, Spent]]:
    """The milliseconds of each question by stages, twice."""
    known = {one["id"]: one for one in questions("hetionet") if not one.get("locked")}
    with Lab.open(folder) as lab:
        asking.answer(lab, FIRST, TODAY)
        with lab.view() as view:
            counts = view.counts()
        print(
            f"\n{counts.nodes:,} nodes and {counts.edges:,} edges; load of the machine {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        for _ in range(2):
            answers: Answers = {}
            took: dict[str, float] = {}
            stages: dict[str, Spent] = {}
            for one in known.values():  # what is followed comes before what follows it
                stages[one["id"]] = defaultdict(float)
                with _watched(lab, stages[one["id"]]):
                    ask_one(lab, one, known, answers, took)
            yield {id: {"whole": took[id]} | spent for id, spent in stages.items()}


@contextmanager
def _watched(lab: Lab, spent: Spent) -> Iterator[None]:
    """Where the time goes while the lab is asked: in the graph, in the index of names, in the ledger."""
    with ExitStack() as stack:
        for owner, names, stage in (
            (lab.store, ("read", "get", "mark"), "graph"),
            (lab.index, ("lookup", "bearing", "suggest"), "names"),
            (asking, ("proofs", "_conflicts"), "evidence"),
        ):
            for name in names:
                stack.enter_context(_replaced(owner, name, spent, stage))
        yield


@contextmanager
def _replaced(owner: Any, name: str, spent: Spent, stage: str) -> Iterator[None]:
    plain = getattr(owner, name)

    def watched(*given: Any, **more: Any) -> Any:
        started = time.perf_counter()
        try:
            return plain(*given, **more)
        finally:
            spent[stage] += (time.perf_counter() - started) * 1000

    setattr(owner, name, watched)
    try:
        yield
    finally:
        if isinstance(owner, type(asking)):
            setattr(owner, name, plain)
        else:
            delattr(owner, name)


def _show(title: str, aim: int, times: dict[str, Spent]) -> None:
    print(f"\n## {title}, {len(times)} questions (aim: p95 below {aim} ms)")
    print("\n| milliseconds | p50 | p95 | most |\n|---|---:|---:|---:|")
    _row("from text to table", [one["whole"] for one in times.values()])
    _row("reading and the rest", [2 * one["whole"] - sum(one.values()) for one in times.values()])
    for stage in ("names", "graph", "evidence"):
        _row(stage, [one.get(stage, 0.0) for one in times.values()])
    print("\nslowest:", ", ".join(f"{id} {times[id]['whole']:.0f}" for id in _slowest(times)))


def _slowest(times: dict[str, Spent]) -> list[str]:
    return sorted(times, key=lambda id: -times[id]["whole"])[:SLOWEST]


def _row(name: str, some: Sequence[float]) -> None:
    cuts = statistics.quantiles(some, n=20)
    print(f"| {name} | {statistics.median(some):.0f} | {cuts[18]:.0f} | {max(some):.0f} |")
