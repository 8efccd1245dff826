"""Annotated documents, as PubTator and as BioC: mentions with their places, relations, identifiers with namespaces."""

from __future__ import annotations

import json
from collections import Counter
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from labkin.graph.errors import BadInput
from labkin.graph.model import Edge, Method, Node, Source, Statement
from labkin.loaders import load_all
from labkin.loaders.base import HEAD_BYTES, LOADERS, Input
from labkin.loaders.detect import pick
from labkin.loaders.inputs import hash_file, open_inputs, source_of

DATA = Path(__file__).parents[1] / "data"

load_all()


def loaded(path: Path) -> list[Statement]:
    item = next(iter(open_inputs(path, source_of(path, hash_file(path)))))
    assert isinstance(item, Input)
    picked = pick(item)
    assert picked is not None
    return list(picked.load(item))


def edges(statements: list[Statement], relation: str) -> list[tuple[str, str, str]]:
    facts = [(s.fact, s.place) for s in statements if isinstance(s.fact, Edge) and s.fact.relation == relation]
    return [(str(fact.subject), str(fact.object), place) for fact, place in facts]


def nodes(statements: list[Statement]) -> dict[str, Node]:
    return {str(s.fact.id): s.fact for s in statements if isinstance(s.fact, Node)}


def test_each_mention_is_evidence_with_its_place() -> None:
    statements = loaded(DATA / "pubtator" / "tiny.txt")
    assert edges(statements, "mentions")[:4] == [
        ("PMID:100001", "MESH:D001241", "record 100001, line 3, chars 0-7"),
        ("PMID:100001", "MESH:D010146", "record 100001, line 4, chars 14-18"),
        ("PMID:100001", "MESH:D000699", "record 100001, line 4, chars 14-18"),
        ("PMID:100001", "CVCL:0030", "record 100001, line 5, chars 22-26"),
    ]
    assert {s.method for s in statements if isinstance(s.fact, Edge)} == {Method.TEXT_MINED}


def test_documents_keep_their_text_and_what_is_linked_to_nothing() -> None:
    found = nodes(loaded(DATA / "pubtator" / "tiny.txt"))
    paper = found["PMID:100001"]
    assert paper.kind == "Publication"
    assert (paper.props["name"], paper.props["text"]) == (
        "Aspirin eases pain in HeLa cells",
        "Aspirin and p53 were seen. Brand X too.",
    )
    assert paper.props["unlinked_mentions"] == ("60-67 Chemical: Brand X",)
    assert found["tiny:note 7"].kind == "Document"


def test_concepts_get_a_node_only_where_no_vocabulary_names_them() -> None:
    found = nodes(loaded(DATA / "pubtator" / "tiny.txt"))
    assert found["NCBIGene:999999999"] == Node.of("NCBIGene:999999999", "Gene", name="p53")
    assert "MESH:D001241" not in found


def told(name: str, text: str) -> tuple[list[Statement], list[tuple[str, str]]]:
    """The statements of a text, and the remarks on it."""
    data = text.encode()
    item = Input(name, Source(name, "0" * 64, len(data), "", ""), partial(BytesIO, data), data[:HEAD_BYTES])
    picked = pick(item)
    assert picked is not None
    return list(picked.load(item)), [tuple(one) for one in item.warnings]


TWICE = "7|t|Aspirin eases pain\n7|a|It does.\n7\t0\t7\tAspirin\tChemical\tD001241\n\n"


def test_a_document_that_stands_twice_is_joined_and_told() -> None:
    statements, remarks = told("a.txt", TWICE + TWICE.replace("0\t7\tAspirin", "14\t18\tpain"))
    assert [place for *_, place in edges(statements, "mentions")] == [
        "record 7, line 3, chars 0-7",
        "record 7, line 7, chars 14-18",
    ]
    assert remarks == [
        ("record 7, line 5", "this document stands at line 1 already; its annotations were joined to those")
    ]


def test_comments_may_go_before_the_first_title(tmp_path: Path) -> None:
    file = tmp_path / "some.txt"
    file.write_text("# my file\n# made today\n7|t|A title\n7|a|And more.\n")
    assert [node.props["name"] for node in nodes(loaded(file)).values()] == ["A title"]


def test_another_text_under_the_same_identifier_is_passed_over_and_told() -> None:
    statements, remarks = told("a.txt", TWICE + TWICE.replace("eases", "causes"))
    assert [s.place for s in statements] == ["record 7", "record 7, line 3, chars 0-7"]
    assert nodes(statements)["PMID:7"].props["name"] == "Aspirin eases pain"
    [(place, why)] = remarks
    assert place == "record 7, line 5"
    assert "another text has this identifier at line 1" in why


def test_mentions_of_bioc_that_are_not_where_they_say_are_told() -> None:
    def annotation(id: str, text: str, *spans: tuple[int, int]) -> dict[str, object]:
        locations = [{"offset": start, "length": length} for start, length in spans]
        return {"id": id, "infons": {"type": "Chemical"}, "text": text, "locations": locations}

    noted = [
        annotation("right", "Aspirin", (10, 7)),
        annotation("wrong", "Aspirin", (12, 7)),
        annotation("nowhere", "Aspirin", (90, 7)),
        annotation("split", "Aspirin pain", (10, 7), (24, 4)),
    ]
    passage = {"offset": 10, "infons": {}, "text": "Aspirin eases pain", "annotations": noted}
    _, remarks = told("a.json", json.dumps({"documents": [{"id": "7", "passages": [passage]}]}))
    assert remarks == [
        ("record 7, annotation wrong", "the text at 12-19 is 'pirin e', not 'Aspirin'"),
        ("record 7, annotation nowhere", "there is no passage at 90-97, for 'Aspirin'"),
    ]


@pytest.mark.parametrize("path", ["pubtator/tiny.txt", "bioc/tiny.xml", "bioc/tiny.json"])
def test_relations_join_the_concepts(path: str) -> None:
    ((start, end, place),) = edges(loaded(DATA / path), "negatively_correlates_with")
    assert (start, end) == ("MESH:D001241", "MESH:D010146")
    assert place.startswith("record 100001, ")


def test_bioc_xml_and_json_say_the_same() -> None:
    facts = [[s.fact for s in loaded(DATA / "bioc" / name)] for name in ("tiny.xml", "tiny.json")]
    assert facts[0] == facts[1]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1|t|A\n1|a|B\n2\t0\t1\tA\tGene\t5\n", "line 3"),
        ("1|t|A\n1|a|B\nprose\n", "line 3"),
        ("1\t0\t1\tA\tGene\t5\n", "line 1"),
    ],
)
def test_lines_that_belong_nowhere_fail(text: str, place: str) -> None:
    data = text.encode()
    item = Input("x.txt", Source("/x/x.txt", "", 0, "pubtator", "1"), partial(BytesIO, data), data[:HEAD_BYTES])
    with pytest.raises(BadInput) as caught:
        list(LOADERS["pubtator"].load(item))
    assert caught.value.place == place


CORPORA = [
    f"{corpus}/{part}.pubtator.txt" for corpus in ("bc5cdr", "biored", "ncbi_disease") for part in ("train", "dev")
]


@pytest.mark.parametrize("name", CORPORA)
def test_a_real_corpus_has_every_document_mention_and_relation(name: str, data: Path) -> None:
    lines = [line.split("\t") for line in (data / "ner" / name).read_text(encoding="utf-8").splitlines()]
    spans = {(cells[0], cells[1], cells[2]) for cells in lines if len(cells) >= 5 and cells[1].isdigit()}
    titles = {cells[0].partition("|")[0] for cells in lines if "|t|" in cells[0][:20]}
    statements = loaded(data / "ner" / name)
    found = nodes(statements)
    assert {f"PMID:{id}" for id in titles} <= found.keys()
    placed = {
        (id.removeprefix("PMID:"), *place.rpartition("chars ")[2].split("-"))
        for id, _, place in edges(statements, "mentions")
    }
    unlinked = {
        (id.removeprefix("PMID:"), *text.split(" ")[0].split("-"))
        for id, node in found.items()
        for text in node.props.get("unlinked_mentions", ())  # type: ignore[union-attr]
    }
    assert placed | unlinked == spans
    related = [cells for cells in lines if len(cells) in (4, 5) and cells[0].isdigit() and not cells[1].isdigit()]
    made = [s for s in statements if isinstance(s.fact, Edge) and s.fact.relation != "mentions"]
    itself = sum(cells[2] == cells[3] for cells in related)
    assert len(made) == len(related) - itself


def test_the_two_forms_of_a_real_corpus_say_the_same(data: Path) -> None:
    folder = data / "ner" / "biored"
    counts = [
        Counter(str(s.fact) for s in loaded(folder / name) if isinstance(s.fact, Edge))
        for name in ("dev.pubtator.txt", "dev.bioc.json")
    ]
    assert counts[0] == counts[1]
