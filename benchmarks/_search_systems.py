"""The systems that benchmarks/search.py sets beside each other, each with the same documents, queries and vectors."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks._search_scores import DEPTH, Run
from benchmarks._search_tasks import MADE, Document, Task
from labkin.app.lab import Lab
from labkin.graph.model import EVERYONE
from labkin.nlp.minilm import MiniLM
from labkin.nlp.passages import passages
from labkin.search.embed import with_text
from labkin.search.finder import Finder
from labkin.search.follow import all_entries
from labkin.search.fusion import SHIPPED, Weights
from labkin.search.hybrid_index import HybridIndex
from labkin.search.index import HYBRID, KEYWORD, Encoded, Entry, Request

HERE = Path(__file__).parent
PEER = HERE / "_search_lance.py"
WARM = 10  # queries asked before the clock starts

Vectors = NDArray[np.float32]
Asked = tuple[Run, list[float]]
Rank = Callable[[str], list[str]]  # a text: documents, best first


class Cached:
    """An encoder that keeps what it encoded in a file of the temporary folder: a corpus takes minutes."""

    def __init__(self, encoder: Any) -> None:
        self._encoder = encoder
        self.name, self.dimension = encoder.name, encoder.dimension
        name = hashlib.sha1(self.name.encode()).hexdigest()
        self._path = Path(tempfile.gettempdir()) / "labkin-benchmarks" / f"{name}.npz"
        self._known: dict[str, Vectors] = {}
        if self._path.exists():
            kept = np.load(self._path)
            self._known = dict(zip(kept["digests"].tolist(), kept["vectors"], strict=True))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As `Encoder.encode`. One text alone, as a query is, is always encoded."""
        if len(texts) == 1:
            one: Vectors = self._encoder.encode(texts)
            return one
        digests = [hashlib.sha1(text.encode("utf-8", "replace")).hexdigest() for text in texts]
        new = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in self._known}
        if new:
            self._known |= dict(zip(new, self._encoder.encode(list(new.values())), strict=True))
        if len(new) > DEPTH:
            self._keep()
        return np.stack([self._known[digest] for digest in digests])

    def _keep(self) -> None:
        self._path.parent.mkdir(exist_ok=True)
        np.savez(self._path, digests=np.array(list(self._known)), vectors=np.stack(list(self._known.values())))


def encoded(documents: Iterable[Document], encoder: Any) -> list[tuple[str, Vectors]]:
    """Each document with the vectors of its passages, shape (passages, dimension)."""
    cut = {document.id: passages(document.title, document.text) for document in documents}
    rows = encoder.encode([text for texts in cut.values() for text in texts])
    ends = np.cumsum([len(texts) for texts in cut.values()])
    return list(zip(cut, np.split(rows, ends[:-1]), strict=True))


def ask(task: Task, rank: Rank) -> Asked:
    """Every query once, in order, by one thread, after a few to warm up."""
    for text in list(task.queries.values())[:WARM]:
        rank(text)
    run, times = {}, []
    for query, text in task.queries.items():
        started = time.perf_counter()
        run[query] = rank(text)
        times.append((time.perf_counter() - started) * 1000)
    return run, times


class Ours:
    """Labkin's embedded index of a task, in a folder. `index_s` is without the encoding."""

    def __init__(
        self,
        folder: Path,
        entries: list[Entry],
        vectors: list[tuple[str, Vectors]],
        encoder: Any,
        weights: Weights | None = None,
    ) -> None:
        self.index = HybridIndex(folder / "search", folder / "vectors", weights or SHIPPED)
        started = time.perf_counter()
        self.index.rebuild(entries, 1)
        self.index.reset_vectors(encoder.name, encoder.dimension)
        self.index.put_vectors(_named(entries, vectors), (), 1)
        self.index_s = time.perf_counter() - started
        self._encoder = encoder

    def rank(self, mode: str = KEYWORD, expert: bool = False, expand_it: bool = True) -> Rank:
        """Ranking as `labkin search` does it. Each has a finder of its own, for a finder remembers queries."""
        finder = Finder(self.index, lambda: self._encoder)

        def rank(text: str) -> list[str]:
            request = Request(text, limit=DEPTH, mode=mode, expert=expert, snippets=False)
            found = finder.find(request, EVERYONE, expand_it=expand_it)
            return [hit.id.removeprefix(MADE) for hit in found.results.hits]

        return rank

    def close(self) -> None:
        """Let go of the files."""
        self.index.close()


def _named(entries: list[Entry], vectors: list[tuple[str, Vectors]]) -> Iterator[Encoded]:
    known = {entry.id for entry in entries}
    return (Encoded(id if id in known else MADE + id, "", rows) for id, rows in vectors)


def bm25s(task: Task) -> tuple[float, Rank] | None:
    """bm25s with Snowball stems and English stop words, title and text as one; None where it is not installed."""
    try:
        import bm25s
        import Stemmer
    except ImportError:
        return None
    stemmer = Stemmer.Stemmer("english")
    started = time.perf_counter()
    texts = [f"{document.title} {document.text}" for document in task.documents]
    options: dict[str, Any] = {"stopwords": "en", "stemmer": stemmer, "show_progress": False}
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(texts, **options), show_progress=False)
    ids = [document.id for document in task.documents]

    def rank(text: str) -> list[str]:
        found, _ = retriever.retrieve(bm25s.tokenize([text], **options), k=min(DEPTH, len(ids)), show_progress=False)
        return [ids[place] for place in found[0]]

    return time.perf_counter() - started, rank


def bare_tantivy(task: Task) -> tuple[float, Rank]:
    """tantivy with its own tokenizer: lower-case words, English stems; title and text as one, any word may match."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", tokenizer_name="en_stem")
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    index = tantivy.Index(builder.build())
    started = time.perf_counter()
    writer = index.writer(128_000_000, 1)
    for document in task.documents:
        writer.add_document(tantivy.Document(id=[document.id], body=[f"{document.title} {document.text}"]))
    writer.commit()
    writer.wait_merging_threads()
    took = time.perf_counter() - started
    index.reload()
    searcher = index.searcher()

    def rank(text: str) -> list[str]:
        words = " ".join(word for word in re.findall(r"\w+", text) if word not in ("AND", "OR", "NOT", "IN", "TO"))
        hits = searcher.search(index.parse_query(words, ["body"]), DEPTH).hits if words else []
        return [searcher.doc(address)["id"][0] for _, address in hits]

    return took, rank


def lancedb(task: Task, vectors: list[tuple[str, Vectors]], encoder: Any) -> tuple[float, Run, list[float]] | None:
    """LanceDB's hybrid search (its full-text index and its vectors, by its RRF), in an environment of its own.

    The time of encoding the query is added. None where there is no such environment: `.venv-lancedb`, or the Python
    that LABKIN_LANCEDB names.
    """
    python = os.environ.get("LABKIN_LANCEDB") or str(HERE.parent / ".venv-lancedb" / "bin" / "python")
    if not Path(python).exists():
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = {document.id: f"{document.title} {document.text}" for document in task.documents}
        rows = [(id, row) for id, matrix in vectors for row in matrix]
        np.save(folder / "rows.npy", np.stack([row for _, row in rows]))
        (folder / "rows.json").write_text(json.dumps([(id, texts[id]) for id, _ in rows]), encoding="utf-8")
        encoding = []
        for text in task.queries.values():
            started = time.perf_counter()
            encoder.encode([text])
            encoding.append((time.perf_counter() - started) * 1000)
        np.save(folder / "queries.npy", encoder.encode(list(task.queries.values())))
        (folder / "queries.json").write_text(json.dumps(list(task.queries.items())), encoding="utf-8")
        done = subprocess.run([python, str(PEER), str(folder)], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"LanceDB failed: {done.stderr[-400:]}")
            return None
        said = json.loads(done.stdout)
    return said["index"], said["run"], [one + more for one, more in zip(said["times"], encoding, strict=True)]


def opensearch(
    task: Task, entries: list[Entry], vectors: list[tuple[str, Vectors]], encoder: Any
) -> tuple[float, Run, list[float]] | None:
    """The same on an OpenSearch server that is running; None where LABKIN_TEST_OPENSEARCH names none."""
    url = os.environ.get("LABKIN_TEST_OPENSEARCH")
    if not url:
        return None
    from labkin.search.opensearch_index import OpenSearchIndex

    index = OpenSearchIndex(url, "labkin-benchmark")
    started = time.perf_counter()
    index.rebuild(entries, 1)
    index.reset_vectors(encoder.name, encoder.dimension)
    index.put_vectors(_named(entries, vectors), (), 1)
    took = time.perf_counter() - started
    finder = Finder(index, lambda: encoder)

    def rank(text: str) -> list[str]:
        request = Request(text, limit=DEPTH, mode=HYBRID, expert=task.expert, snippets=False)
        return [hit.id.removeprefix(MADE) for hit in finder.find(request, EVERYONE).results.hits]

    found = ask(task, rank)
    index.close()
    return took, *found


def of_lab(folder: Path, encoder: Any) -> tuple[list[Entry], list[tuple[str, Vectors]]]:
    """The entries of a lab, and the vectors of those whose text is encoded."""
    lab = Lab.open(folder)
    with lab.view() as view:
        entries = list(all_entries(view))
        texts = list(with_text(view, [entry.id for entry in entries]))
    return entries, encoded([Document(entry.id, entry.name, entry.text) for entry in texts], encoder)


def minilm() -> Cached:
    """The encoder that ships."""
    return Cached(MiniLM())
