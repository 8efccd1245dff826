"""LanceDB's side of benchmarks/search.py, run by the Python of its own environment: reads a folder, prints JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import lancedb
import numpy as np
import pyarrow as pa
from lancedb.rerankers import RRFReranker

FOUND = 200  # rows: passages, of which some are of one document
DEPTH = 100


def main(folder: Path) -> None:
    """Index the rows, ask the queries."""
    rows = np.load(folder / "rows.npy")
    ids, texts = zip(*json.loads((folder / "rows.json").read_text(encoding="utf-8")), strict=True)
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(rows.ravel()), rows.shape[1])
    started = time.perf_counter()
    data = pa.table({"id": list(ids), "text": list(texts), "vector": vectors})
    table = lancedb.connect(str(folder / "lance")).create_table("texts", data)
    table.create_fts_index("text", stem=True, remove_stop_words=True, with_position=False)
    took = time.perf_counter() - started
    asked = json.loads((folder / "queries.json").read_text(encoding="utf-8"))
    encoded, reranker = np.load(folder / "queries.npy"), RRFReranker()

    def rank(text: str, vector: np.ndarray) -> list[str]:
        query = table.search(query_type="hybrid").vector(vector).text(text).distance_type("cosine")
        found = query.rerank(reranker).limit(FOUND).select(["id"]).to_arrow()
        return list(dict.fromkeys(found["id"].to_pylist()))[:DEPTH]

    for (_, text), vector in zip(asked[:10], encoded, strict=False):
        rank(text, vector)
    run, times = {}, []
    for (query, text), vector in zip(asked, encoded, strict=True):
        begun = time.perf_counter()
        run[query] = rank(text, vector)
        times.append((time.perf_counter() - begun) * 1000)
    print(json.dumps({"index": took, "run": run, "times": times}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
