"""Graphs written as RDF read back as they were, and the public triples in them are PROV that SPARQL understands."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labkin.graph.digest import digest
from labkin.graph.errors import BadInput
from labkin.graph.model import Curie, Edge, Node, Source
from labkin.graph.values import clean_props
from labkin.loaders import load_all
from labkin.loaders.base import HEAD_BYTES, LOADERS, Input
from labkin.loaders.detect import pick
from labkin.loaders.rdf_write import write_rdf

load_all()

ODD = ["name", "synonyms", "description", "id x", "", "a/b", "größe", "q\n1", "started", "rdf:type", "x%20y", "a b"]
TEXTS = st.text(max_size=12) | st.sampled_from(
    ["", "5", "true", "1e3", "2024-03-01", "a\nb", "\\", '"""', "\t", "é̂", "𝛼", "\u202e", "\x01\x7f", "C:\\x", "' '"]
)
SCALARS = (
    TEXTS
    | st.integers(-(2**63), 2**63 - 1)
    | st.sampled_from([2**53 + 1, -(2**53) - 1, 0])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
)
LISTS = st.one_of(
    *(st.lists(one, max_size=4) for one in (TEXTS, st.integers(-9, 2**60), st.floats(-1, 1), st.booleans()))
)
PROPS = st.dictionaries(st.sampled_from(ODD) | TEXTS, SCALARS | LISTS, max_size=4).map(clean_props)
IDS = st.sampled_from(
    [
        "MONDO:0005148",
        "batch%207",
        "http://example.org/x?y=z#1",
        "https://doi.org/10.1/x",
        "doi:10.1000/182",
        "orcid:0000-0001-5109-3700",
        "CHEBI:1",
        "CHEBI_1",
        "obo:x_1",
        "Gene::9021",
        "http://x.y/%41",
        "urn:labkin:id:x",
        "a:b:c",
        "_:b1",
        "MESH:D001",
        "PMID:7",
    ]
) | TEXTS.filter(str.strip)
CURIES = IDS.map(Curie.parse)
NAMES = st.sampled_from(
    ["Compound", "Side Effect", "Activity", "Person", "used", "derived_from", "is_a", "próx/imo", "a:b"]
)
KINDS = NAMES | TEXTS.filter(bool).map(lambda text: clean_props({"x": text})["x"])


def written(nodes: list[Node], edges: list[Edge], folder: Path) -> bytes:
    path = folder / "graph.ttl"
    assert write_rdf(nodes, lambda: iter(edges), path, {"transaction": 3}) == (len(nodes), len(edges))
    return path.read_bytes()


def read(data: bytes, name: str = "graph.ttl") -> tuple[list[Node], list[Edge]]:
    source = Source(f"/x/{name}", "", len(data), "rdf", "1")
    item = Input(name, source, partial(BytesIO, data), data[:HEAD_BYTES])
    picked = pick(item)
    assert picked is not None
    assert picked.name == "rdf"
    facts = [statement.fact for statement in LOADERS["rdf"].load(item)]
    return [f for f in facts if isinstance(f, Node)], [f for f in facts if isinstance(f, Edge)]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Node], list[Edge]]:
    nodes = draw(st.lists(st.builds(Node, CURIES, KINDS, PROPS), max_size=5, unique_by=lambda node: str(node.id)))
    ends = CURIES if not nodes else st.sampled_from([node.id for node in nodes]) | CURIES
    made = st.lists(
        st.builds(Edge, ends, KINDS, ends, st.just({}) | PROPS, st.just({}) | PROPS),
        max_size=6,
        unique_by=lambda edge: (str(edge.subject), edge.relation, str(edge.object), repr(edge.qualifiers)),
    )
    return nodes, draw(made)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graph=graphs())
def test_any_graph_reads_back_exactly(graph: tuple[list[Node], list[Edge]], tmp_path: Path) -> None:
    nodes, edges = graph
    back = read(written(nodes, edges, tmp_path))
    assert sorted(map(repr, back[0])) == sorted(map(repr, nodes))
    assert sorted(map(repr, back[1])) == sorted(map(repr, edges))
    assert digest(*back) == digest(nodes, edges)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graph=graphs(), syntax=st.sampled_from(["nt", "json-ld"]))
def test_it_still_does_after_another_tool_has_rewritten_it(
    graph: tuple[list[Node], list[Edge]], syntax: str, tmp_path: Path
) -> None:
    import rdflib

    data = written(*graph, tmp_path)
    rewritten = rdflib.Graph(bind_namespaces="none").parse(data=data, format="turtle").serialize(format=syntax)
    endings = {"nt": "nt", "json-ld": "jsonld"}
    assert digest(*read(rewritten.encode(), f"graph.{endings[syntax]}")) == digest(*graph)


LINEAGE = (
    [
        Node.of("dataset:d", "Dataset", name="results", synonyms=["the table", "n° 1"], description="IC50s"),
        Node.of("run:1", "Activity", name="dose response", started="2024-03-01", ended="2024-03-02T10:00:00Z"),
        Node.of("orcid:0000-0001-5109-3700", "Person", name="Ada"),
        Node.of("batch:1", "Batch", name="B1"),
        Node.of("compound:1", "Compound", name="C1"),
        Node.of("DOID:1612", "Disease", name="breast cancer"),
        Node.of("DOID:162", "Disease", name="cancer"),
        Node.of("protocol:1", "Protocol", name="P"),
    ],
    [
        Edge.of("dataset:d", "generated_by", "run:1"),
        Edge.of("run:1", "used", "batch:1", {"role": "sample"}, volume_ul=2.5),
        Edge.of("run:1", "used", "batch:1"),
        Edge.of("run:1", "associated_with", "orcid:0000-0001-5109-3700"),
        Edge.of("dataset:d", "attributed_to", "orcid:0000-0001-5109-3700"),
        Edge.of("batch:1", "batch_of", "compound:1"),
        Edge.of("protocol:1", "used", "batch:1"),
        Edge.of("compound:1", "treats", "DOID:1612", score=0.25),
        Edge.of("DOID:1612", "is_a", "DOID:162"),
    ],
)
PROV_DOMAINS = {
    "used": ("Activity", "Entity"), "wasGeneratedBy": ("Entity", "Activity"), "wasDerivedFrom": ("Entity", "Entity"),
    "wasAssociatedWith": ("Activity", "Agent"), "wasAttributedTo": ("Entity", "Agent"),
}  # fmt: skip


def asked(folder: Path, query: str) -> list[tuple[str, ...]]:
    import rdflib

    graph = rdflib.Graph().parse(data=written(*LINEAGE, folder), format="turtle")
    return sorted(tuple(map(str, row)) for row in graph.query(query))  # type: ignore[arg-type]


def test_the_lineage_is_found_by_prov_alone(tmp_path: Path) -> None:
    rows = asked(
        tmp_path,
        """SELECT ?label ?who WHERE { ?data a prov:Entity ; rdfs:label ?label ; prov:wasGeneratedBy ?run .
        ?run a prov:Activity ; prov:used/prov:wasDerivedFrom ?compound ; prov:startedAtTime ?at ;
        prov:wasAssociatedWith/rdfs:label ?who . FILTER(YEAR(?at) = 2024) }""",
    )
    assert rows == [("results", "Ada")]


@pytest.mark.parametrize("predicate", PROV_DOMAINS)
def test_prov_joins_only_what_it_may_join(predicate: str, tmp_path: Path) -> None:
    start, end = PROV_DOMAINS[predicate]
    wrong = f"""SELECT ?s ?o WHERE {{ ?s prov:{predicate} ?o .
        FILTER NOT EXISTS {{ ?s a prov:{start} . ?o a prov:{end} }} }}"""
    assert asked(tmp_path, wrong) == []
    assert asked(tmp_path, f"SELECT ?s WHERE {{ ?s prov:{predicate} ?o }}")


def test_what_is_no_activity_is_only_influenced(tmp_path: Path) -> None:
    query = "SELECT ?o WHERE { <urn:labkin:id:protocol:1> prov:wasInfluencedBy ?o }"
    assert asked(tmp_path, query) == [("urn:labkin:id:batch:1",)]


def test_properties_of_edges_stand_in_statements_of_the_standard(tmp_path: Path) -> None:
    rows = asked(
        tmp_path,
        """SELECT ?score ?disease WHERE { ?st a rdf:Statement ; rdf:subject ?c ; rdf:object ?d ;
        <urn:labkin:property:score> ?score . ?d rdfs:label ?disease ; rdfs:subClassOf/rdfs:label "cancer" .
        ?c <urn:labkin:relation:treats> ?d }""",
    )
    assert [(float(score), disease) for score, disease in rows] == [(0.25, "breast cancer")]


def test_synonyms_are_alternative_labels(tmp_path: Path) -> None:
    query = "SELECT ?other WHERE { ?d rdfs:label 'results' ; skos:altLabel ?other }"
    assert asked(tmp_path, query) == [("n° 1",), ("the table",)]


def test_a_later_form_of_the_export_is_refused_by_name(tmp_path: Path) -> None:
    data = written(*LINEAGE, tmp_path).replace(b'labkin:format "1"', b'labkin:format "9"')
    with pytest.raises(BadInput, match="form 9; this Labkin reads form 1"):
        read(data)
