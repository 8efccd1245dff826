"""How well search finds, by words, by meaning and by both, beside bm25s, LanceDB and OpenSearch.

python -m benchmarks search [--task scifact|pubmedqa|demo] [--lab DIR] [--runs DIR] [--ablation]

Tasks: SciFact's training queries; PubMedQA's questions, each to its own abstract, among all 500 and among those of
SciFact too; sixty judged queries over the demo lab (built for it, or `--lab`). The runs are TREC files, kept in
`--runs`, scored with `ir-measures` as BEIR does it: nDCG@10, recall@100, reciprocal rank@10. Then nDCG@10 by fold, how
far hybrid is above the better of its branches with a bootstrapped 95 % interval, and with `--ablation` what each part
is good for. Texts are encoded once and kept in the temporary folder: the first run takes some minutes.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _search_scores as scores
from benchmarks import _search_systems as systems
from benchmarks import _search_tasks as tasks
from benchmarks._search_scores import Outcome
from benchmarks._search_tasks import Task
from labkin.search.index import HYBRID, KEYWORD, MODES, Entry


class Bench:
    """One task: its index, and where its runs go."""

    def __init__(self, task: Task, entries: list[Entry], vectors: Any, encoder: Any, folder: Path) -> None:
        self.task, self.entries, self.vectors, self.encoder = task, entries, vectors, encoder
        self.folder = folder / task.name.lower().replace(" ", "-")
        self.folder.mkdir(parents=True, exist_ok=True)

    def scored(self, system: str, index_s: float, asked: systems.Asked) -> Outcome:
        """The outcome of a system's answers."""
        outcome = scores.scored(system, index_s, *asked, self.task.qrels, self.folder)
        print(outcome.row(), flush=True)
        return outcome

    def ours(self, place: Path) -> list[Outcome]:
        """Labkin in its three modes, as `labkin search` is by default."""
        index = systems.Ours(place, self.entries, self.vectors, self.encoder)
        found = []
        for mode in MODES:
            asked = systems.ask(self.task, index.rank(mode, self.task.expert))
            found.append(self.scored(f"labkin {mode}", index.index_s, asked))
        index.close()
        return found

    def theirs(self) -> None:
        """The others, where they are installed."""
        if made := systems.bm25s(self.task):
            self.scored("bm25s + PyStemmer", made[0], systems.ask(self.task, made[1]))
        took, rank = systems.bare_tantivy(self.task)
        self.scored("tantivy, its own tokenizer", took, systems.ask(self.task, rank))
        if found := systems.lancedb(self.task, self.vectors, self.encoder):
            self.scored("LanceDB hybrid", found[0], found[1:])
        if self.task.expert:
            return
        if cluster := systems.opensearch(self.task, self.entries, self.vectors, self.encoder):
            self.scored("labkin hybrid on OpenSearch", cluster[0], cluster[1:])


def run(arguments: list[str]) -> None:
    """Print a table for each task."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks search")
    parser.add_argument("--task", choices=("scifact", "pubmedqa", "demo"))
    parser.add_argument("--lab", type=Path, help="a demo lab that is built already")
    parser.add_argument("--runs", type=Path, help="keep the TREC runs here")
    parser.add_argument("--ablation", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        encoder = systems.minilm()
        for bench in _benches(options, encoder, Path(name)):
            _show(bench, Path(name) / "index")
            if options.ablation:
                from benchmarks import _search_ablation

                _search_ablation.show(bench, Path(name))


def _benches(options: argparse.Namespace, encoder: Any, folder: Path) -> Any:
    runs = options.runs or folder / "runs"
    wanted = {options.task} if options.task else {"scifact", "pubmedqa", "demo"}
    if wanted & {"scifact", "pubmedqa"}:
        scifact = tasks.scifact()
        public = [scifact] if "scifact" in wanted else []
        public += [tasks.pubmedqa(), tasks.pubmedqa(scifact)] if "pubmedqa" in wanted else []
        for task in public:
            yield Bench(task, task.entries(), systems.encoded(task.documents, encoder), encoder, runs)
    if "demo" in wanted:
        lab = options.lab or folder / "demo"
        if not options.lab:
            tasks.build_demo(lab)
        entries, vectors = systems.of_lab(lab, encoder)
        yield Bench(tasks.demo(entries), entries, vectors, encoder, runs)


def _show(bench: Bench, place: Path) -> None:
    task = bench.task
    print(f"\n{task.name}: {len(task.documents):,} documents, {len(task.queries)} queries\n\n{scores.HEAD}", flush=True)
    ours = bench.ours(place / task.name)
    bench.theirs()
    print()
    if task.expert:
        print("\n".join(_by_part(ours)))
    else:
        print("\n".join(scores.by_fold(ours, task)))
    by_mode = {outcome.system.removeprefix("labkin "): outcome for outcome in ours}
    hybrid = by_mode.pop(HYBRID)
    best = max(by_mode.values(), key=lambda outcome: outcome.mean(scores.MEASURES[0]))
    print()
    for other in (best, by_mode[KEYWORD]):
        print(scores.difference(hybrid, other))


def _by_part(outcomes: list[Outcome]) -> list[str]:
    """nDCG@10 of the queries for tuning and for scoring, and of each user."""
    users = tasks.demo_users()
    parts = {
        "odd (tuning)": {query for query in users if int(query[1:]) % 2},
        "even (scoring)": {query for query in users if int(query[1:]) % 2 == 0},
    } | {user: {query for query in users if users[query] == user} for user in dict.fromkeys(users.values())}
    lines = [f"| nDCG@10 | {' | '.join(parts)} |", "|---|" + "---:|" * len(parts)]
    for outcome in outcomes:
        values = " | ".join(f"{outcome.mean(scores.MEASURES[0], queries):.4f}" for queries in parts.values())
        lines.append(f"| {outcome.system} | {values} |")
    return lines
