"""Hetionet's files join under Hetionet's own identifiers."""

from __future__ import annotations

import gzip
import io
import lzma
import os
from collections import Counter
from pathlib import Path

import pytest

from labkin.graph.errors import BadInput
from labkin.graph.model import Edge, Node, Source, Statement
from labkin.loaders import hetionet
from labkin.loaders.base import HEAD_BYTES, Input

DATA = Path(__file__).parents[1] / "data" / "hetionet"


def given_file(name: str, data: bytes) -> Input:
    source = Source(uri=name, sha256="0" * 64, size=len(data), loader="hetionet", loader_version="1")
    return Input(name, source, lambda: io.BytesIO(data), data[:HEAD_BYTES])


def facts(text: str) -> list[Node | Edge]:
    return [statement.fact for statement in hetionet.load(given_file("x", text.encode()))]


def tiny(name: str) -> list[Statement]:
    return list(hetionet.load(given_file(name, (DATA / name).read_bytes())))


def test_nodes_keep_identifier_kind_and_name() -> None:
    statements = tiny("nodes.tsv")
    assert [s.fact for s in statements] == [
        Node.of("Gene::2147", "Gene", name="F2"),
        Node.of("Compound::DB00001", "Compound", name="Lepirudin"),
        Node.of("Disease::DOID:2531", "Disease", name="hematologic cancer"),
        Node.of("Side Effect::C0000727", "Side Effect", name="Acute abdomen"),
    ]
    assert str(statements[2].fact.id) == "Disease::DOID:2531"  # type: ignore[union-attr]
    assert [s.place for s in statements] == ["line 2", "line 3", "line 4", "line 5"]


def test_edges_run_from_source_to_target() -> None:
    assert [s.fact for s in tiny("edges.sif")] == [
        Edge.of("Compound::DB00001", "binds", "Gene::2147"),
        Edge.of("Gene::2147", "regulates", "Gene::9021"),
        Edge.of("Disease::DOID:2531", "associates", "Gene::2147"),
        Edge.of("Compound::DB00001", "causes", "Side Effect::C0000727"),
    ]


def test_the_source_tables_fall_on_the_same_edges() -> None:
    assert [s.fact for s in tiny("CbG-binding.tsv")] == [
        Edge.of(
            "Compound::DB00001",
            "binds",
            "Gene::2147",
            sources=["DrugBank (target)"],
            publications=["PMID:10505536", "PMID:10912644"],
            actions=["inhibitor"],
            license="CC BY-NC 4.0",
        ),
        Edge.of("Compound::DB08142", "binds", "Gene::5127", sources=["ChEMBL", "PubChem"], affinity_nm=1.1),
    ]
    (edge,) = (s.fact for s in tiny("DaG-association.tsv"))
    assert edge == Edge.of("Disease::DOID:2531", "associates", "Gene::25", sources=["DISEASES", "DisGeNET"])


@pytest.mark.parametrize(
    ("metaedge", "expected"),
    [
        ("Gr>G", ("regulates", False)),
        ("G<rG", ("regulates", True)),
        ("GbC", ("binds", True)),
        ("CtS", ("treats", False)),
        ("XpY", ("XpY", False)),
        ("anything else", ("anything else", False)),
    ],
)
def test_metaedges_that_hetionet_lacks(metaedge: str, expected: tuple[str, bool]) -> None:
    assert hetionet.relation_of(metaedge) == expected


def test_a_backward_metaedge_is_turned() -> None:
    assert facts("source\tmetaedge\ttarget\nGene::1\tGbC\tCompound::2\n") == [
        Edge.of("Compound::2", "binds", "Gene::1")
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("id\tname\tkind\nGene::1\tx\n", "line 2"),
        ("id\tname\tkind\n\tx\tGene\n", "line 2"),
        ("id\tname\tkind\nGene::1\tx\t\n", "line 2"),
        ("source\tmetaedge\ttarget\nGene::1\tGiG\tGene::2\nGene::1\t\tGene::2\n", "line 3"),
        ("drugbank_id\tentrez_gene_id\nDB1\t\n", "line 2"),
        ("a\tb\tc\n", "line 1"),
        ("", "line 1"),
    ],
)
def test_a_broken_file_says_where(text: str, place: str) -> None:
    with pytest.raises(BadInput) as caught:
        facts(text)
    assert caught.value.place == place


def test_an_affinity_that_is_no_number_is_kept_and_remarked() -> None:
    item = given_file("x", b"drugbank_id\tentrez_gene_id\taffinity_nM\nDB1\t2\t>1000\n")
    assert [s.fact for s in hetionet.load(item)] == [Edge.of("Compound::DB1", "binds", "Gene::2", affinity_nM=">1000")]
    assert [remark.place for remark in item.warnings] == ["line 2"]


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.iterdir()))
def test_our_files_are_detected(name: str) -> None:
    assert hetionet.detect(given_file(name, (DATA / name).read_bytes())) > 0.9


@pytest.mark.parametrize("data", [b"", b"id\tcategory\nGene::1\tGene\n", b"id,name,kind\n1,2,3\n", b"\xff\xfe\x00"])
def test_other_files_are_not_claimed(data: bytes) -> None:
    assert hetionet.detect(given_file("x", data)) == 0.0


# -- the real graph -----------------------------------------------------------------------------------------------


def real(name: str) -> Input:
    if "LABKIN_DATA" not in os.environ:
        pytest.skip("needs data: set LABKIN_DATA to the folder that holds kg/hetionet")
    path = Path(os.environ["LABKIN_DATA"]) / "kg" / "hetionet" / name
    return given_file(path.stem, (lzma if path.suffix == ".xz" else gzip).decompress(path.read_bytes()))


def test_all_nodes_of_hetionet_load() -> None:
    item = real("nodes.tsv.xz")
    assert hetionet.detect(item) > 0.9
    nodes = [s.fact for s in hetionet.load(item) if isinstance(s.fact, Node)]
    assert len(nodes) == len({node.id for node in nodes}) == 47_031
    kinds = Counter(node.kind for node in nodes)
    assert (kinds["Gene"], kinds["Biological Process"], kinds["Side Effect"], len(kinds)) == (20_945, 11_381, 5_734, 11)


def test_all_edges_of_the_sample_are_distinct_facts() -> None:
    item = real("edges-5k.sif.gz")
    assert hetionet.detect(item) > 0.9
    edges = [s.fact for s in hetionet.load(item) if isinstance(s.fact, Edge)]
    assert len(edges) == len({(e.subject, e.relation, e.object) for e in edges}) == 99_676
    known = {str(s.fact.id) for s in hetionet.load(real("nodes.tsv.xz")) if isinstance(s.fact, Node)}
    assert {str(end) for e in edges for end in (e.subject, e.object)} <= known
    assert len({e.relation for e in edges}) == 16


def test_the_tables_agree_with_the_graph() -> None:
    item = real("compile/CbG-binding.tsv.xz")
    bindings = {(e.subject, e.relation, e.object): e for s in hetionet.load(item) if isinstance(e := s.fact, Edge)}
    assert len(bindings) == 24_687
    edges = [s.fact for s in hetionet.load(real("edges-5k.sif.gz")) if isinstance(s.fact, Edge)]
    binds = {(e.subject, e.relation, e.object) for e in edges if e.relation == "binds"}
    assert len(binds & set(bindings)) > 4_900
    associates = [s.fact for s in hetionet.load(real("compile/DaG-association.tsv.xz"))]
    assert len(associates) == 12_623
