"""Things are found by names that only the vocabularies know, and by none that means something else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from labkin.graph.model import Node, Viewer
from labkin.search.entries import entry_of
from labkin.search.synonyms import WithSynonyms
from labkin.search.tantivy_index import TantivyIndex

NODES = (
    Node.of("Compound::DB00945", "Compound", name="Acetylsalicylic acid"),
    Node.of("Gene::1956", "Gene", name="EGFR"),
    Node.of("Gene::3236", "Gene", name="HOXD10"),  # 3236 is also EGFR's number at HGNC
    Node.of("Disease::DOID:10763", "Disease", name="hypertension"),
    Node.of("X:1", "Sample", name="aspirin tablets"),
    Node.of("LAB:7", "Compound", name="propranolol"),
)


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WithSynonyms]:
    index = TantivyIndex(tmp_path_factory.mktemp("index"))
    index.rebuild([entry_of(node) for node in NODES], 1)
    yield WithSynonyms(index)
    index.close()


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("aspirin", ["Compound::DB00945"]),
        ("erbb1", ["Gene::1956"]),
        ("high blood pressure", ["Disease::DOID:10763"]),
        ("egfr", ["Gene::1956"]),
        ("propanolol", ["LAB:7"]),  # known here by its name alone
        ("hoxd10", ["Gene::3236"]),
    ],
)
def test_a_thing_is_found_by_any_name_of_its_concept(names: WithSynonyms, name: str, ids: list[str]) -> None:
    assert [hit.id for hit in names.lookup([name])[name]] == ids


def test_a_name_of_the_lab_itself_goes_before_the_vocabularies(names: WithSynonyms) -> None:
    assert [hit.id for hit in names.lookup(["aspirin tablets"])["aspirin tablets"]] == ["X:1"]


def test_a_name_of_something_the_lab_does_not_have_is_no_key(names: WithSynonyms) -> None:
    assert names.lookup(["imatinib", "of", "no such thing at all in any list"]) == {}


def test_what_a_viewer_may_not_see_is_not_found(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path)
    index.rebuild([entry_of(NODES[0], ("chem",))], 1)
    found = WithSynonyms(index)
    assert found.lookup(["aspirin"], Viewer("eve", frozenset())) == {}
    assert "aspirin" in found.lookup(["aspirin"], Viewer("ada", frozenset({"chem"})))
    index.close()
