"""How fast search is at 200,000 made documents of 200 words with vectors, and what it costs as a lab grows.

python -m benchmarks search_speed [--size 200000] [--curve] [--million]

Words are drawn as SciFact's abstracts have them, among made-up ones; queries have 1 to 8 words, half of them out of
real questions. Vectors are random. Milliseconds are of whole searches of ten hits with snippets, one thread, after
warming up; hybrid is by the facade, with concepts read and the query encoded. `--curve` adds 10,000 and 100,000
documents, `--million` a million. 10,000 hostile strings are asked of the largest index too.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

from benchmarks import _search_tasks as tasks
from labkin.graph.model import EVERYONE
from labkin.nlp.minilm import MiniLM
from labkin.search.expansion import warm
from labkin.search.finder import Finder
from labkin.search.hybrid_index import HybridIndex
from labkin.search.index import HYBRID, Request

HERE = Path(__file__).parent
HOSTILE = 10_000
FACETS = ("kind", "organism", "project")
WHERE = (("year", ">=", 2015), ("kind", "in", ("Dataset", "Document", "Compound")))
AIMS = {
    "keyword": 10, "keyword, filtered, 3 facets": 30, "hybrid, end to end": 50, "hybrid, filtered, 3 facets": 50,
}  # fmt: skip


class Made:
    """An index that was built in a folder, opened as a reader does."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder, self.size = folder, size
        self.encoder = MiniLM()
        command = [sys.executable, "-m", "benchmarks._search_speed_build", str(folder), str(size), self.encoder.name]
        done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=True)
        self.built: dict[str, float] = json.loads(done.stdout)
        self.queries: list[str] = json.loads((folder / "queries.json").read_text(encoding="utf-8"))
        started = time.perf_counter()
        self.index = HybridIndex(folder / "search", folder / "vectors")
        self.index.count()
        self.index.model()
        self.open_s = time.perf_counter() - started
        self.finder = Finder(self.index, lambda: self.encoder)
        warm()  # as the explorer does in the background

    def times(self) -> dict[str, list[float]]:
        """Milliseconds of each kind of search."""
        rest = {"where": WHERE, "facets": FACETS}
        direct = {"keyword": {}, "keyword, filtered, 3 facets": rest}
        facade = {"hybrid, end to end": {}, "hybrid, filtered, 3 facets": rest}
        found = {}
        for name, more in direct.items():
            found[name] = timed(
                lambda text, more=more: self.index.search(Request(text, **more), EVERYONE), self.queries
            )
        for name, more in facade.items():
            finder = Finder(self.index, lambda: self.encoder)  # one that remembers no query
            ask = lambda text, more=more, finder=finder: finder.find(Request(text, mode=HYBRID, **more))  # noqa: E731
            found[name] = timed(ask, self.queries)
        return found

    def upserts(self) -> list[float]:
        """Seconds for each thousand entries."""
        took = []
        for number, entries in enumerate(pickle.loads((self.folder / "upserts.pickle").read_bytes())):
            changed = [replace(entry, name=f"{entry.name} again") for entry in entries]
            started = time.perf_counter()
            self.index.apply(changed, (), 2 + number)
            took.append(time.perf_counter() - started)
        return took


def timed(ask: Callable[[str], Any], texts: Sequence[str]) -> list[float]:
    """Milliseconds for each text, after twenty to warm up."""
    for text in texts[:20]:
        ask(text)
    took = []
    for text in texts:
        started = time.perf_counter()
        ask(text)
        took.append((time.perf_counter() - started) * 1000)
    return took


def hostile(count: int) -> list[str]:
    """Strings that are meant to break a search box: those that are listed, and pieces of them put together."""
    listed: list[str] = json.loads((HERE / "data" / "hostile.json").read_text(encoding="utf-8"))
    chance = random.Random(4)
    while len(listed) < count:
        pieces = chance.choices(listed[:150], k=chance.randint(2, 6))
        listed.append(chance.choice(("", " ", ":", '"', "-")).join(pieces)[: chance.choice((20, 200, 2_000))])
    return listed[:count]


def run(arguments: list[str]) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks search_speed")
    parser.add_argument("--size", type=int, default=200_000)
    parser.add_argument("--curve", action="store_true")
    parser.add_argument("--million", action="store_true")
    options = parser.parse_args(arguments)
    tasks.data()
    sizes = [size for size in (10_000, 100_000) if options.curve and size != options.size]
    for size in [*sizes, options.size, *([1_000_000] if options.million else [])]:
        with tempfile.TemporaryDirectory() as name:
            made = Made(Path(name), size)
            show(made, whole=size == options.size)
            made.index.close()


def show(made: Made, whole: bool) -> None:
    """The figures of one size; upserts, hostile strings and encoding only where it is the size asked for."""
    print(f"\n{made.size:,} documents; open {made.open_s:.2f} s; built in seconds: words {made.built['labkin']:.0f}, "
          f"vectors {made.built['vectors']:.1f}, bare tantivy {made.built['tantivy']:.0f}")  # fmt: skip
    print("\n| search | p50 ms | p95 ms | p99 ms | aim, p95 |\n|---|---:|---:|---:|---:|")
    for name, took in made.times().items():
        print(f"| {name} | {cells(took)} | {AIMS[name]} |", flush=True)
    if not whole:
        return
    errors, took = 0, []
    for text in hostile(HOSTILE):
        started = time.perf_counter()
        try:
            made.finder.find(Request(text, mode=HYBRID))
        except Exception as error:  # whatever it is, it is counted
            errors += 1
            print(f"{type(error).__name__} for {text[:60]!r}")
        took.append((time.perf_counter() - started) * 1000)
    print(f"| {HOSTILE:,} hostile strings, {errors} errors | {cells(took)} | p99 100 |")
    memory = psutil.Process().memory_info().rss / 1e6
    upserts = made.upserts()
    print(f"\nupsert of 1,000: {statistics.median(upserts):.2f} s, at most {max(upserts):.2f} (aim 0.5); "
          f"memory of the reader {memory:,.0f} MB (aim 2,000)")  # fmt: skip
    texts = json.loads((made.folder / "texts.json").read_text(encoding="utf-8"))
    started = time.perf_counter()
    made.encoder.encode(texts)
    rate = len(texts) / (time.perf_counter() - started)
    print(f"encoding: {rate:.0f} abstracts a second, {made.encoder.threads} threads")


def cells(took: Sequence[float]) -> str:
    """p50, p95 and p99 for a table."""
    cuts = statistics.quantiles(took, n=100)
    return f"{statistics.median(took):.1f} | {cuts[94]:.1f} | {cuts[98]:.1f}"
