"""Two readers and a writer of one index, each in a process of its own, for a minute: errors, and how stale a result is.

python -m benchmarks search_together [--seconds 60] [--size 20000]

The writer puts 50 entries and their vectors in each commit, as often as it can, and with them a clock: an entry that
is called by the number of the commit. A reader asks for the clock, and for a page by words and meaning with facets. A
result is stale by the time from the end of the last commit that it does not show to the moment it was asked for.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import numpy as np

from labkin.graph.model import EVERYONE
from labkin.search.hybrid_index import HybridIndex
from labkin.search.index import HYBRID, Encoded, Entry, Request

DIMENSION = 64
PUT = 50  # entries in each commit
WORDS = (
    "kinase",
    "tumor",
    "lung",
    "mouse",
    "assay",
    "dose",
    "plasma",
    "batch",
    "cohort",
    "antibody",
    "serum",
    "biopsy",
)


def run(arguments: list[str]) -> None:
    """Print one table. Raises RuntimeError where a process failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks search_together")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--size", type=int, default=20_000)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        index = _opened(Path(name))
        index.rebuild((_entry(number, 0) for number in range(options.size)), 1)
        index.reset_vectors("made", DIMENSION)
        index.put_vectors((_encoded(number, 0) for number in range(options.size)), (), 1)
        index.close()
        roles = ("write", "read", "read")
        command = [sys.executable, "-m", "benchmarks.search_together", name, str(options.size), str(options.seconds)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": Path(__file__).parents[1], "text": True}
        running = [subprocess.Popen([*command, role], **pipes) for role in roles]  # type: ignore[call-overload]
        said = [process.communicate() for process in running]
        if failed := [err for process, (_, err) in zip(running, said, strict=True) if process.returncode]:
            raise RuntimeError(failed[0])
        _show([json.loads(out) for out, _ in said])


def _show(told: list[dict[str, list[float]]]) -> None:
    ends = told[0]["ends"]
    print(f"\n{len(ends)} commits of {PUT} entries, one in {1000 * told[0]['took'][0]:.0f} ms in the middle\n")
    print("| reader | searches | errors | p50 ms | p99 ms | stalest, s (aim 2) |\n|---|---:|---:|---:|---:|---:|")
    for number, reader in enumerate(told[1:], 1):
        stale = 0.0
        for asked, shown in zip(reader["asked"], reader["shown"], strict=True):
            missed = [end for end in ends[int(shown) :] if end < asked]
            stale = max(stale, asked - missed[0] if missed else 0.0)
        middle, high = np.percentile(reader["took"], [50, 99]) * 1000
        print(f"| {number} | {len(reader['asked'])} | 0 | {middle:.1f} | {high:.1f} | {stale:.3f} |")


def _write(index: HybridIndex, size: int, until: float) -> dict[str, list[float]]:
    """The moments at which commits ended, by number from 1; the median of what one took."""
    ends, took, turn = [], [], 0
    while time.time() < until:
        turn += 1
        began, chosen = time.time(), [(turn * 37 + place * 101) % size for place in range(PUT)]
        clock = Entry("clock", "Clock", f"tick {turn}")
        index.apply([*(_entry(number, turn) for number in dict.fromkeys(chosen)), clock], (), 1 + turn)
        index.put_vectors((_encoded(number, turn) for number in dict.fromkeys(chosen)), (), 1 + turn)
        ends.append(time.time())
        took.append(ends[-1] - began)
    return {"ends": ends, "took": [float(np.median(took))]}


def _read(index: HybridIndex, size: int, until: float) -> dict[str, list[float]]:
    """For each search when it was asked, the commit that its result shows, and what it took."""
    told: dict[str, list[float]] = {"asked": [], "shown": [], "took": []}
    chance = np.random.default_rng(until > 0)
    while (asked := time.time()) < until:
        found = index.search(Request("tick", kinds=("Clock",), limit=1), EVERYONE)
        told["shown"].append(float(found.hits[0].name.split()[1]) if found.hits else 0.0)
        told["asked"].append(asked)
        text = " ".join(chance.choice(WORDS, 2))
        page = index.search(Request(text, mode=HYBRID, vector=_vector(len(text)), facets=("kind", "project")), EVERYONE)
        told["took"].append(time.time() - asked)
        if not page.total == sum(page.facets["kind"].values()) >= len(page.hits) == 10:
            raise RuntimeError(f"{page.total} hits of {text}, but {page.facets['kind']}")
    return told


def _entry(number: int, turn: int) -> Entry:
    words = " ".join(WORDS[(number * 7 + turn + place * place) % len(WORDS)] for place in range(60))
    return Entry(f"x:{number}", "Dataset", f"set {number}", text=words, facets={"project": (f"p{number % 9}",)})


def _encoded(number: int, turn: int) -> Encoded:
    return Encoded(f"x:{number}", str(turn), _vector(number * 1000 + turn)[None])


def _vector(seed: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    row = np.random.default_rng(seed).normal(size=DIMENSION).astype(np.float32)
    return row / np.linalg.norm(row)  # type: ignore[no-any-return]


def _opened(folder: Path) -> HybridIndex:
    return HybridIndex(folder / "search", folder / "vectors")


def _main(folder: str, size: str, seconds: str, role: str) -> None:
    act = _write if role == "write" else _read
    print(json.dumps(act(_opened(Path(folder)), int(size), time.time() + float(seconds))))


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        _main(*sys.argv[1:])
