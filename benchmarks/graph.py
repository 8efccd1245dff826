"""Questions over Bolt on a graph of Hetionet's size and on a million nodes of provenance: embedded and Neo4j.

python -m benchmarks graph [--scale 1] [--provenance 1000000] [--times 200] [--heap 1g] [--no-neo4j]
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import _engines, _graphs
from labkin.graph.bolt_store import BoltStore
from labkin.graph.cypher import run as run_query
from labkin.graph.lineage import lineage
from labkin.graph.query import Column, EdgePattern, NodePattern, Order, Query

WARM = 20
AIMS = {"one hop": 20, "two hops, counted": 60, "lineage to depth 12": 50, "shortest path, up to 6": 50}  # ms, p95
SHORTEST = (
    "MATCH (a:Entity {id: $a}) MATCH (b:Entity {id: $b}) MATCH p = shortestPath((a)-[*1..6]-(b)) RETURN length(p) AS n"
)

Ask = Callable[[BoltStore, random.Random], int]


def run(arguments: list[str]) -> None:
    """Ask the same questions of both engines; print one table."""
    parser = argparse.ArgumentParser("benchmarks graph")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--provenance", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--heap", default="1g")
    parser.add_argument("--no-neo4j", action="store_true")
    given = parser.parse_args(arguments)
    table: dict[str, dict[str, tuple[float, float, int]]] = {}
    hetionet = f"hetionet_shaped({given.scale!r})"
    for graph, asked in ((hetionet, _knowledge(given.scale)), (f"provenance({given.provenance})", _provenance(given))):
        for engine in ["embedded"] if given.no_neo4j else ["embedded", "neo4j"]:
            with _filled(engine, graph, given.heap) as store:
                for name, ask in asked.items():
                    table.setdefault(name, {})[engine] = _times(store, ask, given.times)
    _print(table, given.times)


def _print(table: dict[str, dict[str, tuple[float, float, int]]], times: int) -> None:
    engines = list(next(iter(table.values())))
    head = "".join(f"  {engine + ' p50':>13} {engine + ' p95':>13}" for engine in engines)
    print(f"\n{'milliseconds, ' + str(times) + ' times':26}{head}  {'aim p95':>8}")
    for name, of in table.items():
        numbers = "".join(f"  {of[engine][0]:13.1f} {of[engine][1]:13.1f}" for engine in engines)
        same = "" if len({of[engine][2] for engine in engines}) == 1 else "  NOT THE SAME ROWS"
        print(f"{name:26}{numbers}  {'< ' + str(AIMS[name]):>8}{same}")


@contextmanager
def _filled(engine: str, graph: str, heap: str) -> Iterator[BoltStore]:
    if engine == "embedded":
        with (
            tempfile.TemporaryDirectory(prefix="labkin-bench-") as folder,
            _engines.embedded(Path(folder), heap, graph) as (store, seconds),
        ):
            print(f"{graph} in the embedded engine: {seconds:.1f} s", flush=True)
            yield store
        return
    made = eval(graph, vars(_graphs))
    with _engines.neo4j(heap) as store:
        started = time.perf_counter()
        store.rebuild(_engines.nodes_of(made), _engines.edges_of(made), 1)
        store.read("CALL db.awaitIndexes(300)")
        print(f"{graph} in Neo4j: {time.perf_counter() - started:.1f} s", flush=True)
        del made
        yield store


def _times(store: BoltStore, ask: Ask, times: int) -> tuple[float, float, int]:
    """The median and the 95th percentile in milliseconds, and how many rows came in all."""
    chance = random.Random(7)
    for _ in range(WARM):
        ask(store, chance)
    taken, rows = [], 0
    for _ in range(times):
        started = time.perf_counter()
        rows += ask(store, chance)
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    return taken[len(taken) // 2], taken[int(len(taken) * 0.95)], rows


def _knowledge(scale: float) -> dict[str, Ask]:
    count = {kind: max(4, round(n * scale)) for kind, n in _graphs.KINDS.items()}

    def any_of(kind: str, chance: random.Random) -> str:
        return f"{kind}:{chance.randrange(count[kind])}"

    def one_hop(store: BoltStore, chance: random.Random) -> int:
        query = Query(
            (NodePattern("a", ("Gene",), (any_of("Gene", chance),)), NodePattern("b", ("Pathway",))),
            (EdgePattern("a", "b", ("gene_participates_pathway",)),),
            columns=(Column("id", "b"), Column("name", "b", "prop", "name")),
        )
        return len(run_query(store, query)[0])

    def two_hops(store: BoltStore, chance: random.Random) -> int:
        query = Query(
            (
                NodePattern("c", ("Compound",), (any_of("Compound", chance),)),
                NodePattern("g", ("Gene",)),
                NodePattern("p", ("BiologicalProcess",)),
            ),
            (
                EdgePattern("c", "g", ("compound_binds_gene",)),
                EdgePattern("g", "p", ("gene_participates_biologicalprocess",)),
            ),
            columns=(Column("process", "p"), Column("genes", "g", "id", agg="count", distinct=True)),
            order=(Order("genes", True), Order("process")),
            limit=50,
        )
        return len(run_query(store, query)[0])

    def shortest(store: BoltStore, chance: random.Random) -> int:
        rows = store.read(SHORTEST, {"a": any_of("Compound", chance), "b": any_of("SideEffect", chance)})
        return sum(int(row["n"]) for row in rows)

    return {"one hop": one_hop, "two hops, counted": two_hops, "shortest path, up to 6": shortest}


def _provenance(given: Any) -> dict[str, Ask]:
    wide = _graphs.PROJECT // _graphs.LAYERS

    def ancestors(store: BoltStore, chance: random.Random) -> int:
        project = chance.randrange(max(1, given.provenance // _graphs.PROJECT))
        last = project * _graphs.PROJECT + _graphs.PROJECT - 1 - chance.randrange(wide)
        return len(lineage(store, f"P:{last}", "up", 12).nodes)

    return {"lineage to depth 12": ancestors}
