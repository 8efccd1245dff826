"""Builds what benchmarks/search_speed.py measures, in a process of its own: its memory is not that of a reader."""

from __future__ import annotations

import json
import pickle
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import _search_made as made
from benchmarks import _search_tasks as tasks
from labkin.search.hybrid_index import HybridIndex
from labkin.search.index import Encoded, Entry

DIMENSION = 384
ASKED = 1_000  # queries
UPSERTED = 1_000  # entries
ROUNDS = 5  # of upserts
BLOCK = 10_000  # vectors given at once


def main(folder: Path, size: int, model: str) -> None:
    """Index `size` entries with random vectors, print the seconds as JSON; queries and upserts go to files."""
    scifact = tasks.scifact()
    vocabulary = made.Vocabulary([f"{one.title} {one.text}" for one in scifact.documents])
    real = [*scifact.queries.values(), *tasks.pubmedqa().queries.values()]
    (folder / "queries.json").write_text(json.dumps(made.queries(vocabulary, real, ASKED)), encoding="utf-8")
    rounds = [list(made.entries(vocabulary, UPSERTED, 9, first=number * UPSERTED)) for number in range(ROUNDS)]
    (folder / "upserts.pickle").write_bytes(pickle.dumps(rounds))
    (folder / "texts.json").write_text(
        json.dumps([f"{one.title}. {one.text}" for one in scifact.documents[:300]]), encoding="utf-8"
    )
    started = time.perf_counter()
    for _ in made.entries(vocabulary, size):
        pass
    making = time.perf_counter() - started
    seconds = {"labkin": _ours(folder, made.entries(vocabulary, size)) - making}
    seconds["vectors"] = _vectors(folder, size, model)
    seconds["tantivy"] = _bare(folder, made.entries(vocabulary, size)) - making
    print(json.dumps(seconds))


def _ours(folder: Path, entries: Iterator[Entry]) -> float:
    started = time.perf_counter()
    HybridIndex(folder / "search", folder / "vectors").rebuild(entries, 1)
    return time.perf_counter() - started


def _vectors(folder: Path, size: int, model: str) -> float:
    random = np.random.default_rng(3)
    index = HybridIndex(folder / "search", folder / "vectors")
    index.reset_vectors(model, DIMENSION)
    took = 0.0
    for start in range(0, size, BLOCK):
        rows = random.normal(size=(min(BLOCK, size - start), 1, DIMENSION)).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=2, keepdims=True)
        begun = time.perf_counter()
        encoded = [Encoded(made.id_of(start + number), "", row) for number, row in enumerate(rows)]
        index.put_vectors(encoded, (), 1)
        took += time.perf_counter() - begun
    return took


def _bare(folder: Path, entries: Iterator[Entry]) -> float:
    """tantivy itself: one field of text by its own tokenizer, with positions."""
    import tantivy

    builder: Any = tantivy.SchemaBuilder()
    builder.add_text_field("body", tokenizer_name="en_stem")
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    (folder / "bare").mkdir()
    index = tantivy.Index(builder.build(), path=str(folder / "bare"))
    started = time.perf_counter()
    writer = index.writer(128_000_000, 1)
    for entry in entries:
        writer.add_document(tantivy.Document(id=[entry.id], body=[f"{entry.name} {entry.text}"]))
    writer.commit()
    writer.wait_merging_threads()
    return time.perf_counter() - started


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
