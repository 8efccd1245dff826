"""The tour of the demo lab: how many of the written answers come out, and how fast."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from labkin.app.asking import answer
from labkin.app.cli_explore import build_demo
from labkin.app.lab import Lab
from labkin.app.suggestions import tour
from labkin.graph.embedded import stop_owner

ROUNDS = 5


def run(arguments: list[str]) -> None:
    """Build the demo lab, ask every question of the tour ROUNDS times, print one table."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        lab = Lab.create(Path(folder) / "lab")
        try:
            build_demo(lab, quiet=True)
            print(f"demo lab built in {time.perf_counter() - started:.1f} s")
            _ask(lab)
        finally:
            lab.close()
            stop_owner(lab.folder)


def _ask(lab: Lab) -> None:
    right, times = 0, []
    for question in tour():
        taken = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            found = answer(lab, question["question"])
            taken.append((time.perf_counter() - started) * 1000)
        good = is_right(question, found)
        right += good
        times += taken[1:]
        print(f"{'right' if good else 'WRONG':6} {statistics.median(taken):7.0f} ms  {question['question']}")
    times.sort()
    p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(f"{right} of {len(tour())} right; p50 {p50:.0f} ms, p95 {p95:.0f} ms")


def is_right(question: dict[str, Any], found: dict[str, Any]) -> bool:
    """Whether an answer is the one that was written down."""
    if found["status"] != question["status"]:
        return False
    if "ids" in question and set(found["ids"]) != set(question["ids"]):
        return False
    return "value" not in question or found["value"] == question["value"]
