"""Documents in JSON lines keep their text, their identifier and their corpus."""

from __future__ import annotations

import io
import json
import lzma
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labkin.graph.errors import BadInput
from labkin.graph.model import Edge, Node, Source
from labkin.loaders import jsonl
from labkin.loaders.base import HEAD_BYTES, Input
from labkin.loaders.lines import text_lines

DATA = Path(__file__).parents[1] / "data" / "jsonl"


def given_file(name: str, data: bytes, **options: str) -> Input:
    source = Source(uri=f"/lab/{name}", sha256="0" * 64, size=len(data), loader="jsonl", loader_version="1")
    return Input(name, source, lambda: io.BytesIO(data), data[:HEAD_BYTES], options=options)


def documents(item: Input) -> list[Node]:
    return [s.fact for s in jsonl.load(item) if isinstance(s.fact, Node) and s.fact.kind != "Dataset"]


def one(record: dict[str, Any], name: str = "notes.jsonl") -> Node:
    (node,) = documents(given_file(name, json.dumps(record).encode()))
    return node


def test_documents_carry_title_text_and_the_identifier_of_the_file() -> None:
    item = given_file("tiny/corpus.jsonl", (DATA / "corpus.jsonl").read_bytes())
    first, second = documents(item)
    assert first == Node.of(
        "tiny:4983", "Document", name="Alterations of white matter", text="Line one.\nΔF508 — naïve.", source_id="4983"
    )
    assert second == Node.of(
        "PMID:123",
        "Publication",
        name="A paper",
        text="It says.",
        source_id="PMID:123",
        journal="Nature",
        year=2020,
        authors=["A", "B"],
    )


def test_a_corpus_is_a_dataset_of_its_documents() -> None:
    statements = list(jsonl.load(given_file("tiny/corpus.jsonl", (DATA / "corpus.jsonl").read_bytes())))
    dataset = statements[-1].fact
    assert isinstance(dataset, Node)
    assert (dataset.kind, dataset.props["name"], dataset.props["rows"]) == ("Dataset", "tiny", 2)
    parts = [(s.place, s.fact.subject) for s in statements if isinstance(s.fact, Edge) and s.fact.object == dataset.id]
    assert [(place, str(id)) for place, id in parts] == [("line 1", "tiny:4983"), ("line 2", "PMID:123")]


def test_two_corpora_with_equal_identifiers_stay_apart() -> None:
    line = b'{"_id":"1","title":"t","text":"x"}'
    files = [given_file(name, line) for name in ("a/corpus.jsonl", "b/corpus.jsonl", "My Notes.jsonl")]
    files.append(given_file("x", line, corpus="q"))
    assert {str(documents(file)[0].id) for file in files} == {"a:1", "b:1", "my-notes:1", "q:1"}


def test_a_corpus_alone_is_named_by_the_folder_it_lies_in() -> None:
    source = Source("/data/scifact/corpus.jsonl", "0" * 64, 1, "jsonl", "1")
    item = Input("corpus.jsonl", source, lambda: io.BytesIO(b""), b"")
    assert jsonl.corpus_of(item) == "scifact"


@pytest.mark.parametrize("id", ["PMID:123", "10.1056/NEJMoa1715274", "doi:10.1/x", "https://doi.org/10.1234/abc"])
def test_identifiers_that_the_world_knows_are_kept(id: str) -> None:
    node = one({"_id": id, "title": "t", "text": "x"})
    assert (str(node.id), node.kind, node.props["source_id"]) == (id, "Publication", id)


def test_a_journal_or_doi_makes_a_publication_wherever_it_stands() -> None:
    assert one({"_id": "1", "title": "t", "text": "x", "metadata": {"pmid": "99"}}).kind == "Publication"
    assert one({"_id": "1", "title": "t", "text": "x", "doi": "10.1/x"}).kind == "Publication"
    assert one({"_id": "1", "title": "t", "text": "x", "doi": "", "metadata": {}}).kind == "Document"


def test_nothing_of_a_document_is_lost() -> None:
    node = one({"_id": "1", "title": "", "text": "x " * 60, "metadata": {"a": {"b": 1}}, "id": "other", "n": 3})
    assert node.props["a"] == '{"b": 1}'
    assert (node.props["local_id"], node.props["n"]) == ("other", 3)
    assert str(node.props["name"]).startswith("x x x") and len(str(node.props["name"])) <= 82


def test_sentences_in_a_list_are_one_text() -> None:
    node = one({"doc_id": 7, "title": "t", "abstract": ["One. ", "Two."]})
    assert (node.props["text"], node.props["source_id"]) == ("One. Two.", "7")


@given(id=st.text(min_size=1).filter(lambda t: t.strip() != ""), title=st.text(), text=st.text())
@settings(max_examples=100, deadline=None)
def test_any_text_loads(id: str, title: str, text: str) -> None:
    node = one({"_id": id, "title": title, "text": text})
    assert node.props.get("text", "") == _clean(text).strip()
    assert node.props["source_id"] == _clean(id)


def _clean(text: str) -> str:
    return text.replace("\0", "␀")


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ('{"_id":"1","title":"t","text":"x"}\n{"_id":"2",\n', "line 2", "no JSON"),
        ('{"_id":"1","title":"t","text":"x"}\n\n[]\n', "line 3", "no JSON object"),
        ('{"_id":"","title":"t","text":"x"}\n', "line 1", "no identifier"),
        ('{"_id":true,"title":"t","text":"x"}\n', "line 1", "no identifier"),
        ('{"title":"t","text":"x"}\n', "line 1", "no identifier"),
        ('{"_id":' + "[" * 100_000 + "\n", "line 1", "nested"),
    ],
)
def test_a_broken_line_is_named(text: str, place: str, why: str) -> None:
    with pytest.raises(BadInput) as caught:
        list(jsonl.load(given_file("x.jsonl", text.encode())))
    assert caught.value.place == place
    assert why in caught.value.why


def test_a_line_without_end_is_refused_before_it_is_read() -> None:
    taken = 0

    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            nonlocal taken
            taken += len(buffer)
            buffer[:] = b"x" * len(buffer)
            return len(buffer)

    source = Source("x", "0" * 64, 1, "jsonl", "1")
    item = Input("x", source, lambda: io.BufferedReader(Endless()), b"")
    with pytest.raises(BadInput, match=r"line 1: this line is longer than 1,000,000 bytes"):
        list(text_lines(item, 1_000_000))
    assert taken < 2_000_000


@pytest.mark.parametrize(
    ("name", "data", "sure"),
    [
        ("corpus.jsonl", b'{"_id":"1","title":"","text":"x"}\n', True),
        ("corpus.jsonl", b'{"_id":"1","text":"x"}\n', True),
        ("long.jsonl", b'{"_id": "1", "title": "t", "text": "' + b"x" * HEAD_BYTES, True),
        ("queries.jsonl", b'{"_id":"0","text":"is it?","metadata":{}}\n', False),
        ("train.tsv", b"query-id\tcorpus-id\tscore\n0\t1\t1\n", False),
        ("nodes.jsonl", b'{"id":"A:1","category":["biolink:Gene"],"name":"x"}\n', False),
        ("a.json", b'{\n "a": 1}', False),
        ("x", b"", False),
        ("x", b"\xff\xfe{", False),
        ("x", b"[1]", False),
    ],
)
def test_only_documents_are_claimed(name: str, data: bytes, sure: bool) -> None:
    assert (jsonl.detect(given_file(name, data)) >= 0.9) is sure


def test_scifact_loads_whole() -> None:
    if "LABKIN_DATA" not in os.environ:
        pytest.skip("needs data: set LABKIN_DATA to the folder that holds retrieval/scifact")
    folder = Path(os.environ["LABKIN_DATA"]) / "retrieval" / "scifact"
    data = lzma.decompress((folder / "corpus.jsonl.xz").read_bytes())
    item = given_file("scifact/corpus.jsonl", data)
    assert jsonl.detect(item) > 0.9
    nodes = documents(item)
    assert len(nodes) == len({node.id for node in nodes}) == 5_183
    assert all(node.props["name"] and node.props["text"] for node in nodes)
    judged = {row.split("\t")[1] for row in (folder / "qrels" / "train.tsv").read_text().splitlines()[1:]}
    assert judged <= {str(node.props["source_id"]) for node in nodes}
    for other in ("queries.jsonl", "qrels/train.tsv"):
        assert jsonl.detect(given_file(other, (folder / other).read_bytes())) == 0.0
