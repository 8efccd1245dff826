"""How fast an encoder is, and how well its vectors find: SciFact's training queries, by vectors alone."""

from __future__ import annotations

import json
import lzma
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labkin.nlp.encoders import Encoder, SentenceTransformerEncoder
from labkin.nlp.minilm import MiniLM

DEPTH = 100
SAMPLE = 128  # abstracts whose encoding is timed, and as many of their titles
ROUNDS = 3  # of which the fastest counts: others use the machine too

Vectors = NDArray[np.float32]


class Scifact(NamedTuple):
    """Texts to be found (title, full stop, abstract) and judged queries."""

    ids: list[str]
    titles: list[str]
    texts: list[str]
    queries: list[str]
    judged: list[dict[str, int]]


class Speed(NamedTuple):
    """Texts in a second, and how like the vectors of the original they are (cosine)."""

    abstracts: float
    titles: float
    mean: float
    least: float


def scifact(root: Path) -> Scifact:
    """The corpus and its training queries, in the files' order."""
    folder = root / "retrieval" / "scifact"
    with lzma.open(folder / "corpus.jsonl.xz", "rt", encoding="utf-8") as stream:
        corpus: list[dict[str, Any]] = [json.loads(line) for line in stream]
    qrels: dict[str, dict[str, int]] = {}
    for line in next((folder / "qrels").iterdir()).read_text(encoding="utf-8").splitlines()[1:]:
        query, document, gain = line.split("\t")
        qrels.setdefault(query, {})[document] = int(gain)
    asked = [json.loads(line) for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    asked = [one for one in asked if one["_id"] in qrels]
    return Scifact(
        [one["_id"] for one in corpus],
        [one["title"] for one in corpus],
        [f"{one['title']}. {one['text']}" for one in corpus],
        [one["text"] for one in asked],
        [qrels[one["_id"]] for one in asked],
    )


def ranked(data: Scifact, documents: Vectors, queries: Vectors) -> list[list[str]]:
    """The nearest documents of each query, equally near ones by their place in the corpus."""
    scores = queries @ documents.T
    return [[data.ids[row] for row in np.argsort(-each, kind="stable")[:DEPTH]] for each in scores]


def ndcg(ranked: list[str], judged: dict[str, int], k: int = 10) -> float:
    """Normalised discounted cumulative gain of a ranking, with the gains as judged."""
    discounts = 1 / np.log2(np.arange(2, k + 2))
    gains = np.array([judged.get(document, 0) for document in ranked[:k]])
    ideal = np.array(sorted(judged.values(), reverse=True)[:k])
    return float(gains @ discounts[: len(gains)] / (ideal @ discounts[: len(ideal)]))


def found(data: Scifact, ranks: Sequence[list[str]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """nDCG@10 and recall@100 of each query."""
    pairs = list(zip(ranks, data.judged, strict=True))
    recall = [len(set(rank) & set(judged)) / len(judged) for rank, judged in pairs]
    return np.array([ndcg(rank, judged) for rank, judged in pairs]), np.array(recall)


def speed(encoders: dict[str, Encoder], data: Scifact, like: str) -> dict[str, Speed]:
    """Each encoder on the same texts, taking turns; cosines are to the vectors of the encoder named `like`."""
    texts, titles = data.texts[:SAMPLE], data.titles[:SAMPLE]
    best: dict[tuple[str, str], float] = {}
    vectors: dict[str, Vectors] = {}
    for _ in range(ROUNDS):
        for name, encoder in encoders.items():
            for what, given in (("abstracts", texts), ("titles", titles)):
                started = time.perf_counter()
                made = encoder.encode(given)
                took = time.perf_counter() - started
                best[name, what] = min(took, best.get((name, what), took))
                if what == "abstracts":
                    vectors[name] = made
    result = {}
    for name in encoders:
        cosines = (vectors[name] * vectors[like]).sum(axis=1)
        abstracts, short = SAMPLE / best[name, "abstracts"], SAMPLE / best[name, "titles"]
        result[name] = Speed(abstracts, short, float(cosines.mean()), float(cosines.min()))
    return result


def query_ms(encoder: Encoder, data: Scifact) -> tuple[float, float]:
    """Milliseconds of one query at a time: the median and the 95th hundredth."""
    times = []
    for text in data.queries[:200]:
        started = time.perf_counter()
        encoder.encode([text])
        times.append((time.perf_counter() - started) * 1000)
    return float(np.median(times)), float(np.quantile(times, 0.95))


def beside(folders: Sequence[Path], torch: Path | None) -> dict[str, Encoder]:
    """The encoder that ships, others of its kind by their folders, and the original by torch where it is named."""
    encoders: dict[str, Encoder] = {"shipped": MiniLM()}
    encoders |= {folder.name: MiniLM(folder) for folder in folders}
    if torch:
        encoders["torch"] = SentenceTransformerEncoder(torch)
    return encoders
