"""RDF of every syntax: vocabularies become terms, data becomes nodes and edges; nothing outside is read."""

from __future__ import annotations

import re
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from labkin.graph.errors import BadInput
from labkin.graph.model import Edge, Node, Source
from labkin.graph.values import Value
from labkin.loaders import load_all
from labkin.loaders.base import HEAD_BYTES, LOADERS, Input
from labkin.loaders.detect import pick
from labkin.loaders.inputs import hash_file, open_inputs, source_of
from labkin.loaders.iris import contract

DATA = Path(__file__).parents[1] / "data" / "rdf"
EX = "http://example.org/lab/"
PREFIXES = """@prefix ex: <http://example.org/lab/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

load_all()


def given(data: bytes, name: str) -> Input:
    return Input(name, Source(f"/x/{name}", "", len(data), "rdf", "1"), partial(BytesIO, data), data[:HEAD_BYTES])


def opened(path: Path) -> Input:
    item = next(iter(open_inputs(path, source_of(path, hash_file(path)))))
    assert isinstance(item, Input)
    return item


class Loaded:
    """What a file says, easily asked."""

    def __init__(self, item: Input) -> None:
        self.item = item
        picked = pick(item)
        assert picked is not None and picked.name == "rdf"
        self.statements = list(LOADERS["rdf"].load(item))
        facts = [statement.fact for statement in self.statements]
        self.nodes = {str(fact.id): fact for fact in facts if isinstance(fact, Node)}
        self.edges = [fact for fact in facts if isinstance(fact, Edge)]
        self.links = {(str(e.subject), e.relation, str(e.object)) for e in self.edges}
        self.places = {str(s.fact.id): s.place for s in self.statements if isinstance(s.fact, Node)}

    def props(self, id: str) -> dict[str, Value]:
        return dict(self.nodes[id].props)


def turtle(text: str) -> Loaded:
    return Loaded(given((PREFIXES + text).encode(), "x.ttl"))


def test_data_become_nodes_of_open_kinds_with_typed_values() -> None:
    lab = Loaded(opened(DATA / "lab.ttl"))
    sample = lab.nodes[EX + "sample7"]
    assert sample.kind == "Sample"
    assert sample.props == {
        "name": "sample seven",
        "name_de": "Probe sieben",
        "has_mass": 2.5,
        "aliquots": 3,
        "frozen": True,
        "taken": "2024-03-01",
        "volume": "5",
        "volume_datatype": EX + "microlitre",
        "readings": (1, 2, 3),
        "types": (EX + "Sample",),
    }
    assert {type(lab.props(EX + "sample7")[name]) for name in ("has_mass", "aliquots", "frozen")} == {float, int, bool}
    assert (EX + "sample7", "was_weighed_on", EX + "balance") in lab.links
    assert lab.places[EX + "sample7"] == "line 11"


def test_prov_becomes_lineage_and_untyped_runs_are_activities() -> None:
    lab = Loaded(opened(DATA / "lab.ttl"))
    assert lab.nodes[EX + "run1"].kind == "Activity"
    assert lab.props(EX + "run1")["started"] == "2024-03-02T09:00:00Z"
    assert {
        (EX + "run1", "used", EX + "sample7"),
        (EX + "results", "generated_by", EX + "run1"),
        (EX + "run1", "associated_with", "orcid:0000-0001-5109-3700"),
        (EX + "sample7", "derived_from", EX + "sample1"),
    } <= lab.links


def test_owl_classes_become_terms_with_all_that_is_said_of_them() -> None:
    terms = Loaded(opened(DATA / "terms.owl"))
    leaf = terms.props("XX:0000002")
    assert leaf["name"] == "leaf"
    assert leaf["description"] == "A thing at the end."
    assert (leaf["synonyms"], leaf["related_synonyms"]) == (("blade",), ("LF",))
    assert leaf["synonym_types"] == ("acronym: LF",)
    assert leaf["xrefs"] == ("MESH:D018515",)
    assert {
        ("XX:0000002", "is_a", "XX:0000001"),
        ("XX:0000002", "part_of", "XX:0000003"),
        ("XX:0000002", "is_detected_by", "XX:0000004"),
        ("XX:0000002", "same_as", "MESH:D018515"),
        ("XX:0000002", "supersedes", "XX:0000005"),
    } == terms.links
    assert terms.props("XX:0000005")["obsolete"] is True
    (detected,) = (edge for edge in terms.edges if edge.relation == "is_detected_by")
    assert detected.props["defining"] == "yes"


def test_json_ld_of_known_contexts_is_read_without_the_network() -> None:
    scheme = Loaded(opened(DATA / "scheme.jsonld"))
    assert scheme.nodes["http://example.org/c/2"].kind == "Dataset"
    assert scheme.props("http://example.org/c/2")["date"] == "2024-01-02"
    assert scheme.nodes["http://example.org/c/1"].props["name"] == "solvent"
    (person,) = (node for node in scheme.nodes.values() if node.kind == "Person")
    assert ("http://example.org/c/2", "attributed_to", str(person.id)) in scheme.links


@pytest.mark.parametrize(
    "context", ['"https://example.org/context.jsonld"', '["https://example.org/c"]', '{"@import": "http://e.org/c"}']
)
def test_an_unknown_remote_context_is_refused_by_its_address(context: str) -> None:
    item = given(f'{{"@context": {context}, "@id": "http://e.org/1", "name": "x"}}'.encode(), "x.jsonld")
    with pytest.raises(BadInput, match=r"context (https://example|http://e)\.org/.*reads nothing from the network"):
        list(LOADERS["rdf"].load(item))


@pytest.mark.parametrize(
    ("entity", "why"),
    [
        ('<!ENTITY a SYSTEM "file:///etc/passwd">', "outside the file"),
        ('<!ENTITY % a SYSTEM "http://e.org/x.dtd">', "outside the file"),
        ('<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">', "unfolds into others"),
        (f'<!ENTITY a "{"a" * 2000}">', "no abbreviation"),
    ],
)
def test_entities_other_than_abbreviations_are_refused(entity: str, why: str) -> None:
    text = f"""<?xml version="1.0"?><!DOCTYPE rdf:RDF [{entity}]>
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>"""
    with pytest.raises(BadInput, match=why):
        list(LOADERS["rdf"].load(given(text.encode(), "x.rdf")))


def blanks(lab: Loaded) -> dict[str, str]:
    return {str(node.props.get("rank", node.kind)): id for id, node in lab.nodes.items() if id.startswith("blank:")}


def test_blank_nodes_have_the_same_names_in_any_order_of_the_file() -> None:
    parts = [
        "_:a a ex:Rack ; ex:rank 1 ; ex:beside _:b .",
        "_:b a ex:Rack ; ex:rank 2 ; ex:beside _:c .",
        "_:c a ex:Rack ; ex:rank 3 .",
        "ex:room ex:holds _:a, _:c .",
    ]
    one, other = turtle("\n".join(parts)), turtle("\n".join(reversed(parts)).replace("_:a", "_:zz"))
    assert blanks(one) == blanks(other)
    assert len(blanks(one)) == 3
    assert one.links == other.links


def test_blank_nodes_that_look_alike_stay_apart() -> None:
    ring = turtle("_:a a ex:R ; ex:next _:b . _:b a ex:R ; ex:next _:c . _:c a ex:R ; ex:next _:a .")
    turned = turtle("_:c a ex:R ; ex:next _:a . _:a a ex:R ; ex:next _:b . _:b a ex:R ; ex:next _:c .")
    assert len(ring.nodes) == len(ring.links) == 3
    assert ring.nodes.keys() == turned.nodes.keys()
    assert ring.links == turned.links


def test_numbers_that_are_none_stay_text_and_say_so() -> None:
    odd = turtle('ex:a rdfs:label "a" ; ex:n "many"^^xsd:integer ; ex:x "INF"^^xsd:double ; ex:b 9223372036854775808 .')
    props = odd.props(EX + "a")
    assert (props["n"], props["n_datatype"]) == ("many", "xsd:integer")
    assert (props["x"], props["x_datatype"]) == ("INF", "xsd:double")
    assert props["b"] == "9223372036854775808"


def test_a_label_in_another_language_is_better_than_none() -> None:
    assert turtle('ex:a rdfs:label "Waage"@de .').props(EX + "a") == {"name": "Waage", "name_de": "Waage"}


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("x.ttl", PREFIXES + 'ex:a ex:b "open .\n', "line 4"),
        ("x.nt", "<http://a> <http://b> <http://c> .\n<http://a> <http://b> oops .\n", "line 2"),
        ("x.rdf", '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<a>\n</b></rdf:RDF>', "line 3"),
        ("x.jsonld", '{"@id": "http://a",\n "x": }', "line 2"),
    ],
)
def test_broken_rdf_fails_with_its_line(name: str, text: str, place: str) -> None:
    with pytest.raises(BadInput) as caught:
        list(LOADERS["rdf"].load(given(text.encode(), name)))
    assert caught.value.place == place


@pytest.mark.parametrize("iri", ["http://e.org/<a>", "http://e.org/{x}|"])
def test_iris_that_no_syntax_could_write_are_kept_as_they_are(iri: str) -> None:
    text = f"""[{{"@id": "{iri}", "http://e.org/next": [{{"http://e.org/p": 1}}, {{"@id": "{iri}/2"}}]}}]"""
    assert iri in Loaded(given(text.encode(), "x.jsonld")).nodes


# -- real files ---------------------------------------------------------------------------------------------------


def test_the_bioassay_ontology_has_every_class_and_subclass_that_its_xml_has(data: Path) -> None:
    for path in sorted((data / "ontologies" / "bao").rglob("*.owl")):
        text = path.read_text(encoding="utf-8")
        for name, value in re.findall(r'<!ENTITY (\S+)\s+"([^"]*)"', text):
            text = text.replace(f"&{name};", value)
        loaded = Loaded(opened(path))
        known = loaded.nodes.keys() | {end for start, _, end in loaded.links} | {start for start, _, _ in loaded.links}
        classes = {
            f"BAO:{number}"
            for number in re.findall(r'<owl:Class rdf:about="http://www.bioassayontology.org/bao#BAO_(\d+)"', text)
        }
        shipped = {id for id in classes - known if not labelled(text, id)}
        assert classes - known == shipped, path.name
        parents = re.findall(r'<rdfs:subClassOf rdf:resource="http://www.bioassayontology.org/bao#BAO_(\d+)"', text)
        assert {f"BAO:{number}" for number in parents} <= {end for _, rel, end in loaded.links if rel == "is_a"}, path


def labelled(text: str, id: str) -> bool:
    """Whether the file itself names a class."""
    start = text.index(f'<owl:Class rdf:about="http://www.bioassayontology.org/bao#BAO_{id[4:]}"')
    return "<rdfs:label" in text[start : text.find("</owl:Class>", start)]


def test_obi_core_agrees_with_a_sparql_engine(data: Path) -> None:
    import rdflib

    path = data / "ontologies" / "obi" / "views" / "obi_core.owl"
    graph = rdflib.Graph().parse(path, format="xml")
    loaded = Loaded(opened(path))
    query = "SELECT ?a ?b WHERE { ?a rdfs:subClassOf ?b . FILTER(isIRI(?a) && isIRI(?b)) }"
    stated = {tuple(contract(str(end)) for end in row) for row in graph.query(query)}  # type: ignore[union-attr]
    found = {(str(e.subject), str(e.object)): e for e in loaded.edges if e.relation == "is_a"}
    assert stated <= found.keys()
    assert all("defining" in found[pair].props for pair in found.keys() - stated)
    query = """SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?c a owl:Class ; rdfs:label ?l . FILTER(isIRI(?c)) }"""
    ((named,),) = graph.query(query)  # type: ignore[misc]
    classes = {str(c) for c in graph.subjects(rdflib.RDF.type, rdflib.OWL.Class) if isinstance(c, rdflib.URIRef)}
    assert sum(1 for c in classes if "name" in loaded.nodes.get(contract(c), Node.of("x", "x")).props) == int(named)
