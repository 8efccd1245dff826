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
from labkin.search.finder import Finder
from labkin.search.hybrid_index import HybridIndex
from labkin.search.index import KEYWORD, Entry, Hit
from labkin.search.trec import BatchQuery, Rank, ranking, read_queries, run_lines


@pytest.fixture
def index(tmp_path: Path) -> Iterator[HybridIndex]:
    index = HybridIndex(tmp_path / "search", tmp_path / "vectors")
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


def by_words(index: HybridIndex, depth: int = 10) -> Rank:
    return ranking(Finder(index), EVERYONE, depth, KEYWORD)


def documents(index: HybridIndex, text: str) -> set[str]:
    return {line.split()[2] for line in run_lines([BatchQuery("q", text)], by_words(index))}


def test_queries_in_every_usual_form() -> None:
    first = '{"_id": "1", "text": "a", "metadata": {}}'
    lines = ["\ufeff" + first, "\n", '{"id": 2, "question": "b?"}\r\n', '{"id": "3", "text": ""}']
    assert list(read_queries(lines, "q.jsonl")) == [("1", "a"), ("2", "b?"), ("3", "")]


@pytest.mark.parametrize(
    "line",
    [
        "no json", '["a"]', '{"id": "2"}', '{"text": "a"}', '{"id": "2", "text": 5}', "[" * 100_000,
        '{"id": "", "text": "a"}', '{"id": " ", "text": "a"}', '{"id": true, "text": "a"}', '{"id": NaN, "text": "a"}',
        '{"id": [1], "text": "a"}', '{"id": "\\ud800", "text": "a"}', '{"id": "a\\u0000", "text": "a"}',
    ],
)  # fmt: skip
def test_a_line_that_is_no_query_is_named(line: str) -> None:
    with pytest.raises(BadInput, match=r"q\.jsonl, line 2"):
        list(read_queries(['{"id": "1", "text": "a"}', line], "q.jsonl"))


@pytest.mark.parametrize(("one", "other"), [('"1"', '"1"'), ('"1"', "1"), ('"q 1"', '"q%201"')])
def test_two_queries_that_a_run_could_not_tell_apart_are_named(one: str, other: str) -> None:
    lines = [f'{{"id": {id}, "text": "a"}}' for id in (one, '"x"', other)]
    with pytest.raises(BadInput, match=r"q\.jsonl, line 3: .*line 1"):
        list(read_queries(lines, "q.jsonl"))


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "1", "text": "\xe9"}')
    with (tmp_path / "latin.jsonl").open(encoding="utf-8") as lines, pytest.raises(BadInput, match="UTF-8"):
        list(read_queries(lines, "latin.jsonl"))


def test_a_run_names_documents_as_their_source_does(index: HybridIndex) -> None:
    lines = list(run_lines([BatchQuery("q 1", "lung cancer")], by_words(index)))
    fields = [line.split(" ") for line in lines]
    assert {field[2] for field in fields} == {"1", "2", "batch%207", "3"}
    assert fields[0][2] == "1"
    assert [field[3] for field in fields] == ["1", "2", "3", "4"]
    assert {(field[0], field[1], field[5]) for field in fields} == {("q%201", "Q0", "labkin")}
    scores = [float(field[4]) for field in fields]
    assert scores == sorted(scores, reverse=True)


def test_depth_kinds_and_viewer_hold(index: HybridIndex) -> None:
    query = [BatchQuery("q", "lung")]
    assert len(list(run_lines(query, by_words(index, depth=1)))) == 1
    guest = ranking(Finder(index), Viewer("guest", frozenset()), 10, KEYWORD, kinds=("Publication",))
    fields = [line.split() for line in run_lines(query, guest, tag="mine")]
    assert {(field[2], field[5]) for field in fields} == {("1", "mine"), ("2", "mine")}
    assert documents(index, "  ") == set()


def test_a_batch_is_narrowed_by_filters(index: HybridIndex) -> None:
    index.apply([Entry("n:1", "Note", "lung", facets={"site": "Leiden"})], (), 2)
    rank = ranking(Finder(index), EVERYONE, 10, KEYWORD, where=(("site", "=", "Leiden"),))
    assert [line.split()[2] for line in run_lines([BatchQuery("q", "lung")], rank)] == ["n:1"]


def test_a_batch_speaks_no_expert_syntax(index: HybridIndex) -> None:
    assert documents(index, "lung -cancer kind:Batch") == {"1", "2", "3", "batch%207"}


def test_a_document_is_given_once() -> None:
    hits = [Hit("a", "X", "", 2.0, source_id="1"), Hit("b", "X", "", 1.5, source_id="1"), Hit("c", "X", "", 1.0)]
    assert [line.split()[2:4] for line in run_lines([BatchQuery("q", "")], lambda _: hits)] == [["1", "1"], ["c", "2"]]


def test_scifact_is_ranked_at_least_as_well_as_plain_bm25(data: Path, tmp_path: Path) -> None:
    """Recall@10 on the training queries; bm25s 0.3.16 with PyStemmer and stop words reaches 0.8137."""
    folder = data / "retrieval" / "scifact"
    index = HybridIndex(tmp_path / "search", tmp_path / "vectors")
    with lzma.open(folder / "corpus.jsonl.xz", "rt", encoding="utf-8") as stream:
        index.rebuild(
            (
                entry_of(
                    Node.of(f"d:{d['_id']}", "Publication", name=d["title"], abstract=d["text"], source_id=d["_id"])
                )
                for d in map(json.loads, stream)
            ),
            1,
        )
    judged: dict[str, set[str]] = {}
    for line in next((folder / "qrels").iterdir()).read_text(encoding="utf-8").splitlines()[1:]:
        query, document, _ = line.split("\t")
        judged.setdefault(query, set()).add(document)
    with (folder / "queries.jsonl").open(encoding="utf-8") as asked:
        queries = [query for query in read_queries(asked, "queries.jsonl") if query.id in judged]
    recalls = []
    for query in queries:
        found = documents(index, query.text)
        recalls.append(len(found & judged[query.id]) / len(judged[query.id]))
    assert len(queries) == 809
    assert sum(recalls) / len(recalls) > 0.8137
