"""What benchmarks/search.py asks: documents, queries and judgements of SciFact, PubMedQA and the demo lab.

A fold is `int(sha1(query id), 16) % 5`, so that it is the same everywhere and for ever. Weights that are tuned on four
folds are scored on the fifth. Of the demo lab's queries the odd ones are for tuning, the even ones for scoring.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from labkin.graph.model import Node
from labkin.search.entries import entry_of
from labkin.search.index import Entry

FOLDS = 5
MADE = "doc:"  # before the identifier of a document that is made an entry
DEMO = Path(__file__).parent / "data" / "demo"

Qrels = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Document:
    """What other systems index: `id` as judged, and all of its words."""

    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Task:
    """Documents to find and queries with judgements. `expert` says whether queries may hold filters."""

    name: str
    documents: tuple[Document, ...]
    queries: dict[str, str]
    qrels: Qrels
    expert: bool = False

    def entries(self) -> list[Entry]:
        """The documents as Labkin indexes publications."""
        return [entry_of(_node(document)) for document in self.documents]


def fold(query: str) -> int:
    """The fold of a query's identifier.

    >>> [fold(id) for id in ("0", "2", "4", "6", "9")]
    [3, 1, 0, 3, 2]
    """
    return int(hashlib.sha1(query.encode()).hexdigest(), 16) % FOLDS


def data() -> Path:
    """The folder of the public collections. Raises SystemExit when LABKIN_DATA is not set."""
    root = os.environ.get("LABKIN_DATA")
    if not root:
        raise SystemExit("set LABKIN_DATA to the folder of test data")
    return Path(root)


def scifact() -> Task:
    """Claims to abstracts that support or refute them: 5,183 abstracts, 809 training queries."""
    folder = data() / "retrieval" / "scifact"
    with lzma.open(folder / "corpus.jsonl.xz", "rt", encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    asked = [json.loads(line) for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    qrels: Qrels = {}
    for line in next((folder / "qrels").iterdir()).read_text(encoding="utf-8").splitlines()[1:]:
        query, document, gain = line.split("\t")
        qrels.setdefault(query, {})[document] = int(gain)
    queries = {row["_id"]: row["text"] for row in asked if row["_id"] in qrels}
    return Task("SciFact", tuple(Document(row["_id"], row["title"], row["text"]) for row in rows), queries, qrels)


def pubmedqa(others: Task | None = None) -> Task:
    """Questions to the one abstract each was made from, among all 500; and among the documents of another task."""
    rows = json.loads((data() / "pubmedqa" / "pqal_dev500.json").read_text(encoding="utf-8"))
    documents = tuple(Document(f"PMID-{id}", "", " ".join(row["CONTEXTS"])) for id, row in rows.items())
    queries = {id: row["QUESTION"] for id, row in rows.items()}
    name = f"PubMedQA among {others.name} too" if others else "PubMedQA"
    return Task(name, documents + (others.documents if others else ()), queries, {id: {f"PMID-{id}": 1} for id in rows})


def demo_queries() -> tuple[dict[str, str], Qrels]:
    """The sixty queries over the demo lab and their grades."""
    rows = [json.loads(line) for line in (DEMO / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    qrels: Qrels = {}
    for line in (DEMO / "qrels.txt").read_text(encoding="utf-8").splitlines():
        query, _, document, grade = line.split()
        qrels.setdefault(query, {})[document] = int(grade)
    return {row["_id"]: row["text"] for row in rows}, qrels


def demo_users() -> dict[str, str]:
    """Each query of the demo lab, and who asks it: analyst, scientist or officer."""
    rows = [json.loads(line) for line in (DEMO / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    return {row["_id"]: row["user"] for row in rows}


def demo(entries: list[Entry]) -> Task:
    """The demo lab's entries with their queries."""
    queries, qrels = demo_queries()
    texts = (" ".join((*entry.names, entry.text, *entry.columns, *entry.people)) for entry in entries)
    documents = tuple(Document(entry.id, entry.name, text) for entry, text in zip(entries, texts, strict=True))
    return Task("demo lab", documents, queries, qrels, expert=True)


def build_demo(folder: Path) -> None:
    """Build the demo lab there, as `labkin demo` does, and stop its engine."""
    command = [sys.executable, "-c", "from labkin.app.cli import main; main()"]
    for arguments in (["demo", "--no-open", "--lab", str(folder)], ["stop", "--lab", str(folder)]):
        subprocess.run([*command, *arguments], check=True, stdout=subprocess.DEVNULL)


def _node(document: Document) -> Node:
    props = {"abstract": document.text, "source_id": document.id}
    return Node.of(
        f"{MADE}{document.id}", "Publication", **({"name": document.title} if document.title else {}), **props
    )
