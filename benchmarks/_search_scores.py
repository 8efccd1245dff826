"""Runs scored by `ir-measures` as BEIR scores them, and how sure a difference is."""

from __future__ import annotations

import random
import re
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import ir_measures
from ir_measures import RR, R, nDCG

from benchmarks._search_tasks import FOLDS, Qrels, Task, fold

DEPTH = 100
MEASURES = (nDCG @ 10, R @ 100, RR @ 10)
RESAMPLED = 2000  # times, for a confidence interval

Run = dict[str, list[str]]  # a query's identifier: documents, best first


@dataclass(frozen=True)
class Outcome:
    """What a system made of a task. Times in seconds (index) and milliseconds (queries)."""

    system: str
    index_s: float
    run: Run
    times: list[float]
    scores: Mapping[str, Mapping[str, float]]  # measure: query: value

    def mean(self, measure: object, queries: set[str] | None = None) -> float:
        """The mean of a measure, over some queries only when they are given."""
        values = self.scores[str(measure)]
        return statistics.mean(value for query, value in values.items() if queries is None or query in queries)

    def row(self) -> str:
        """A line of the table."""
        cuts = statistics.quantiles(self.times, n=20)
        said = [f"{self.mean(measure):.4f}" for measure in MEASURES]
        speed = (f"{statistics.median(self.times):.1f}", f"{cuts[18]:.1f}")
        return f"| {' | '.join((self.system, f'{self.index_s:.1f}', *said, *speed))} |"


HEAD = "| system | index s | nDCG@10 | R@100 | RR@10 | p50 ms | p95 ms |\n|---|---:|---:|---:|---:|---:|---:|"


def scored(system: str, index_s: float, run: Run, times: list[float], qrels: Qrels, folder: Path) -> Outcome:
    """Write the run as a TREC file and score the file."""
    path = folder / f"{re.sub('[^a-z0-9]+', '-', system.lower()).strip('-')}.trec"
    write(run, path, system)
    values: dict[str, dict[str, float]] = {str(measure): dict.fromkeys(qrels, 0.0) for measure in MEASURES}
    for metric in ir_measures.iter_calc(MEASURES, qrels, ir_measures.read_trec_run(str(path))):
        values[str(metric.measure)][metric.query_id] = metric.value
    return Outcome(system, index_s, run, times, values)


def write(run: Run, path: Path, system: str) -> None:
    """A TREC run; scores count down from the depth, since evaluators sort by them and not by rank."""
    tag = system.replace(" ", "-")
    with path.open("w", encoding="utf-8") as stream:
        for query, found in run.items():
            for rank, document in enumerate(dict.fromkeys(found[:DEPTH])):
                stream.write(f"{query} Q0 {document} {rank + 1} {DEPTH - rank} {tag}\n")


def by_fold(outcomes: list[Outcome], task: Task) -> list[str]:
    """nDCG@10 of each system in each fold."""
    lines = ["| nDCG@10 in fold | " + " | ".join(map(str, range(FOLDS))) + " |", "|---|" + "---:|" * FOLDS]
    folds = [{query for query in task.queries if fold(query) == number} for number in range(FOLDS)]
    for outcome in outcomes:
        values = " | ".join(f"{outcome.mean(MEASURES[0], queries):.4f}" for queries in folds)
        lines.append(f"| {outcome.system} | {values} |")
    return lines


def difference(better: Outcome, worse: Outcome) -> str:
    """The mean difference in nDCG@10 over queries, and its bootstrapped 95 % interval."""
    mine, other = better.scores[str(MEASURES[0])], worse.scores[str(MEASURES[0])]
    gaps = [mine[query] - other[query] for query in mine]
    chance = random.Random(1)
    means = sorted(statistics.fmean(chance.choices(gaps, k=len(gaps))) for _ in range(RESAMPLED))
    low, high = means[int(RESAMPLED * 0.025)], means[int(RESAMPLED * 0.975)]
    return f"{better.system} - {worse.system}: {statistics.fmean(gaps):+.4f} ({low:+.4f} to {high:+.4f})"
