"""Batches of queries and TREC runs."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from pathlib import Path

import pytest

from labkin.graph.errors import BadInput
from labkin.graph.model import EVERYONE, Node, Viewer
from labkin.search.entries import entry_of
from labkin.search.index import Entry, Hit
from labkin.search.tantivy_index import TantivyIndex
from labkin.search.trec import BatchQuery, lines_of, read_queries, run_lines


@pytest.fixture
def index(tmp_path: Path) -> Iterator[TantivyIndex]:
    index = TantivyIndex(tmp_path / "search")
    index.rebuild(
        [
            Entry("doc:1", "Publication", "Lung cancer", text="lung cancer in smokers", source_id="1"),
            Entry("doc:2", "Publication", "Lungs", text="lung volume", source_id="2"),
            Entry("batch 7", "Batch", "B-7", text="lung tissue"),
            Entry("s:1", "Publication", "Secret lungs", text="lung", groups=("x",), source_id="3"),
        ],
        1,
    )
    yield index
    index.close()


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_queries_in_every_usual_form(tmp_path: Path) -> None:
    lines = '\ufeff{"_id": "1", "text": "a", "metadata": {}}\n\n{"id": 2, "question": "b?"}\r\n{"id": "3", "text": ""}'
    assert list(read_queries(write(tmp_path / "q.jsonl", lines))) == [("1", "a"), ("2", "b?"), ("3", "")]


@pytest.mark.parametrize("line", ["no json", '["a"]', '{"id": "1"}', '{"text": "a"}', '{"id": "1", "text": 5}'])
def test_a_line_that_is_no_query_is_named(tmp_path: Path, line: str) -> None:
    path = write(tmp_path / "q.jsonl", f'{{"id": "1", "text": "a"}}\n{line}\n')
    with pytest.raises(BadInput, match="line 2"):
        list(read_queries(path))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.jsonl"):
        list(read_queries(tmp_path / "none.jsonl"))
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "1", "text": "\xe9"}')
    with pytest.raises(BadInput, match="UTF-8"):
        list(read_queries(tmp_path / "latin.jsonl"))


def test_a_run_names_documents_as_their_source_does(index: TantivyIndex) -> None:
    lines = list(run_lines(index, BatchQuery("q 1", "lung cancer"), 10, EVERYONE))
    fields = [line.split(" ") for line in lines]
    assert {field[2] for field in fields} == {"1", "2", "batch%207", "3"}
    assert fields[0][2] == "1"
    assert [field[3] for field in fields] == ["1", "2", "3", "4"]
    assert {(field[0], field[1], field[5]) for field in fields} == {("q%201", "Q0", "labkin")}
    scores = [float(field[4]) for field in fields]
    assert scores == sorted(scores, reverse=True)


def test_depth_kinds_and_viewer_hold(index: TantivyIndex) -> None:
    query = BatchQuery("q", "lung")
    assert len(list(run_lines(index, query, 1, EVERYONE))) == 1
    guest = Viewer("guest", frozenset())
    found = {line.split()[2] for line in run_lines(index, query, 10, guest, kinds=("Publication",), tag="mine")}
    assert found == {"1", "2"}
    assert list(run_lines(index, BatchQuery("q", "  "), 10, EVERYONE)) == []


def test_a_batch_speaks_no_expert_syntax(index: TantivyIndex) -> None:
    found = {line.split()[2] for line in run_lines(index, BatchQuery("q", "lung -cancer kind:Batch"), 10, EVERYONE)}
    assert {"1", "2"} <= found


def test_a_document_is_given_once() -> None:
    hits = [Hit("a", "X", "", 2.0, source_id="1"), Hit("b", "X", "", 1.5, source_id="1"), Hit("c", "X", "", 1.0)]
    assert [line.split()[2:4] for line in lines_of(BatchQuery("q", ""), hits)] == [["1", "1"], ["c", "2"]]


def test_scifact_is_ranked_at_least_as_well_as_plain_bm25(data: Path, tmp_path: Path) -> None:
    """Recall@10 on the training queries, against what a plain BM25 with stemming and stop words reaches, 0.82."""
    folder = data / "retrieval" / "scifact"
    index = TantivyIndex(tmp_path / "search")
    with lzma.open(folder / "corpus.jsonl.xz", "rt", encoding="utf-8") as stream:
        documents = map(json.loads, stream)
        index.rebuild(
            (
                entry_of(
                    Node.of(f"d:{d['_id']}", "Publication", name=d["title"], abstract=d["text"], source_id=d["_id"])
                )
                for d in documents
            ),
            1,
        )
    judged: dict[str, set[str]] = {}
    for line in next((folder / "qrels").iterdir()).read_text(encoding="utf-8").splitlines()[1:]:
        query, document, _ = line.split("\t")
        judged.setdefault(query, set()).add(document)
    queries = [query for query in read_queries(folder / "queries.jsonl") if query.id in judged]
    recalls = []
    for query in queries:
        found = {line.split()[2] for line in run_lines(index, query, 10, EVERYONE)}
        recalls.append(len(found & judged[query.id]) / len(judged[query.id]))
    assert len(queries) == 809
    assert sum(recalls) / len(recalls) > 0.82
