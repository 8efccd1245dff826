"""What each part of search is good for: benchmarks/search.py without it, and the queries it changes most.

The tokenizer has its row in the main table: tantivy with its own, beside ours without concepts here.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import _search_systems as systems
from benchmarks._search_scores import DEPTH, HEAD, MEASURES, Outcome, Run
from labkin.search.fusion import Weights
from labkin.search.index import HYBRID, KEYWORD, VECTOR

RRF = 60  # the constant of reciprocal rank fusion
WORDS, CONCEPTS, UNMENTIONED = "words alone", "words and concepts", "words and concepts, no mentions"
UNMEANT, WHOLE = "hybrid without concepts", "hybrid"
EQUAL, RANKS, ALONE = "hybrid, equal weights", "hybrid by ranks (RRF)", "meaning alone"
PARTS = {
    "concepts": (WORDS, CONCEPTS), "mentions": (UNMENTIONED, CONCEPTS), "meaning": (CONCEPTS, WHOLE),
    "fusion, against RRF": (RANKS, WHOLE),
}  # fmt: skip


def show(bench: Any, folder: Path) -> None:
    """Print a table, and for each part the query it helps most and the one it harms most."""
    print(f"\nAblation, {bench.task.name}\n\n{HEAD}", flush=True)
    made: dict[str, Outcome] = {}

    def add(name: str, index: systems.Ours, mode: str, expand_it: bool = True) -> Outcome:
        asked = systems.ask(bench.task, index.rank(mode, bench.task.expert, expand_it))
        made[name] = bench.scored(name, index.index_s, asked)
        return made[name]

    def index(name: str, entries: Any, weights: Weights | None = None) -> systems.Ours:
        return systems.Ours(folder / f"{bench.task.name} {name}", entries, bench.vectors, bench.encoder, weights)

    ours = index("whole", bench.entries)
    add(WORDS, ours, KEYWORD, expand_it=False)
    words = add(CONCEPTS, ours, KEYWORD)
    if any(entry.mentions for entry in bench.entries):
        bare = [replace(entry, mentions=()) for entry in bench.entries]
        add(UNMENTIONED, index("bare", bare), KEYWORD)
    near = add(ALONE, ours, VECTOR)
    add(UNMEANT, ours, HYBRID, expand_it=False)
    add(EQUAL, index("equal", bench.entries, Weights(0.5, 0.5)), HYBRID)
    made[RANKS] = bench.scored(RANKS, ours.index_s, (by_rank(words.run, near.run), words.times))
    add(WHOLE, ours, HYBRID)
    ours.close()
    print("\n| part | helps most | nDCG@10 | harms most | nDCG@10 |\n|---|---|---|---|---|")
    for part, (without, within) in PARTS.items():
        if without in made:
            print(f"| {part} | {' | '.join(_extremes(bench.task.queries, made[without], made[within]))} |")


def by_rank(left: Run, right: Run) -> Run:
    """Reciprocal rank fusion of two runs."""
    fused = {}
    for query in left:
        scores: dict[str, float] = {}
        for run in (left, right):
            for rank, document in enumerate(run[query]):
                scores[document] = scores.get(document, 0.0) + 1 / (RRF + rank + 1)
        fused[query] = sorted(scores, key=lambda document: -scores[document])[:DEPTH]
    return fused


def _extremes(queries: dict[str, str], without: Outcome, within: Outcome) -> list[str]:
    before, after = (outcome.scores[str(MEASURES[0])] for outcome in (without, within))
    ordered = sorted(queries, key=lambda query: after[query] - before[query])
    cells = []
    for query in (ordered[-1], ordered[0]):
        cells += [f"{query}: {queries[query][:60]}", f"{before[query]:.2f} to {after[query]:.2f}"]
    return cells
