"""How good and how fast keyword search is, on SciFact's training queries.

python -m benchmarks search

Indexes the SciFact corpus (LABKIN_DATA/retrieval/scifact, 5,183 abstracts), asks its 809 training queries, and prints
one table: seconds to index, nDCG@10 and recall@100 by the judgements that come with them, and milliseconds per query.
Where `bm25s` and `PyStemmer` are installed they answer the same queries in the same run, for comparison.
"""

from __future__ import annotations

import json
import lzma
import math
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from labkin.graph.model import EVERYONE, Node
from labkin.search.entries import entry_of
from labkin.search.tantivy_index import TantivyIndex
from labkin.search.trec import keyword

DEPTH = 100
Qrels = dict[str, dict[str, int]]


class Row(NamedTuple):
    """One line of the table. Times in seconds (index) and milliseconds (queries)."""

    system: str
    index_s: float
    ndcg10: float
    r100: float
    p50_ms: float
    p95_ms: float


def ndcg(ranked: list[str], judged: dict[str, int], k: int = 10) -> float:
    """Normalised discounted cumulative gain of a ranking, with the gains as judged."""
    gain = sum(judged.get(doc, 0) / math.log2(rank + 2) for rank, doc in enumerate(ranked[:k]))
    ideal = sum(g / math.log2(rank + 2) for rank, g in enumerate(sorted(judged.values(), reverse=True)[:k]))
    return gain / ideal if ideal else 0.0


def measure(system: str, index_s: float, rank: Callable[[str], list[str]], queries: list[Any], qrels: Qrels) -> Row:
    """Ask every judged query once, in order."""
    scores, recalls, times = [], [], []
    for query in queries:
        judged = qrels.get(query["_id"])
        if not judged:
            continue
        started = time.perf_counter()
        ranked = rank(query["text"])
        times.append((time.perf_counter() - started) * 1000)
        scores.append(ndcg(ranked, judged))
        recalls.append(len(set(ranked[:DEPTH]) & set(judged)) / len(judged))
    cuts = statistics.quantiles(times, n=20)
    return Row(system, index_s, statistics.mean(scores), statistics.mean(recalls), statistics.median(times), cuts[18])


def ours(corpus: list[Any], queries: list[Any], qrels: Qrels) -> Row:
    """The keyword index as `labkin search` uses it."""
    with tempfile.TemporaryDirectory() as folder:
        index = TantivyIndex(Path(folder))
        started = time.perf_counter()
        nodes = (
            Node.of(f"scifact:{d['_id']}", "Publication", name=d["title"], abstract=d["text"], source_id=d["_id"])
            for d in corpus
        )
        index.rebuild((entry_of(node) for node in nodes), 1)
        took = time.perf_counter() - started
        find = keyword(index, EVERYONE, DEPTH)
        row = measure("labkin (tantivy)", took, lambda text: [hit.source_id for hit in find(text)], queries, qrels)
        index.close()
        return row


def theirs(corpus: list[Any], queries: list[Any], qrels: Qrels) -> Row | None:
    """bm25s with Snowball stems and English stop words, title and text as one; None where it is not installed."""
    try:
        import bm25s
        import Stemmer
    except ImportError:
        return None
    stemmer = Stemmer.Stemmer("english")
    started = time.perf_counter()
    texts = [f"{d['title']} {d['text']}" for d in corpus]
    tokens = bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)
    retriever = bm25s.BM25()
    retriever.index(tokens, show_progress=False)
    took = time.perf_counter() - started
    ids = [d["_id"] for d in corpus]

    def rank(text: str) -> list[str]:
        query = bm25s.tokenize([text], stopwords="en", stemmer=stemmer, show_progress=False)
        found, _ = retriever.retrieve(query, k=DEPTH, show_progress=False)
        return [ids[i] for i in found[0]]

    return measure("bm25s + PyStemmer", took, rank, queries, qrels)


def run(arguments: list[str]) -> None:
    """Print the table. There are no arguments."""
    root = os.environ.get("LABKIN_DATA")
    if not root:
        print("set LABKIN_DATA to the folder of test data")
        return
    folder = Path(root) / "retrieval" / "scifact"
    with lzma.open(folder / "corpus.jsonl.xz", "rt", encoding="utf-8") as stream:
        corpus = [json.loads(line) for line in stream]
    queries = [json.loads(line) for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    qrels: Qrels = {}
    for line in next((folder / "qrels").iterdir()).read_text(encoding="utf-8").splitlines()[1:]:
        qid, docid, gain = line.split("\t")
        qrels.setdefault(qid, {})[docid] = int(gain)
    print(f"SciFact, {len(corpus):,} documents, {len(qrels)} training queries\n")
    print("| system | index s | nDCG@10 | R@100 | p50 ms | p95 ms |\n|---|---|---|---|---|---|")
    for row in (ours(corpus, queries, qrels), theirs(corpus, queries, qrels)):
        if row:
            print(
                f"| {row.system} | {row.index_s:.1f} | {row.ndcg10:.4f} | {row.r100:.4f} | "
                f"{row.p50_ms:.1f} | {row.p95_ms:.1f} |"
            )
