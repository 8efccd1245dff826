"""OBO and SSSOM: terms with all that is said of them, mappings stated, denied and predicted."""

from __future__ import annotations

import lzma
from collections import Counter
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from labkin.graph.errors import BadInput
from labkin.graph.identity import SAME_AS
from labkin.graph.model import Edge, Method, Node, Source, Statement
from labkin.loaders import load_all
from labkin.loaders.base import HEAD_BYTES, LOADERS, Input
from labkin.loaders.inputs import hash_file, open_inputs, source_of

DATA = Path(__file__).parents[1] / "data"

load_all()


def opened(path: Path) -> Input:
    item = next(iter(open_inputs(path, source_of(path, hash_file(path)))))
    assert isinstance(item, Input)
    return item


def loaded(name: str, path: Path) -> tuple[dict[str, Node], list[Statement], Input]:
    item = opened(path)
    statements = list(LOADERS[name].load(item))
    nodes = {str(s.fact.id): s.fact for s in statements if isinstance(s.fact, Node)}
    return nodes, [s for s in statements if isinstance(s.fact, Edge)], item


def links(edges: list[Statement]) -> set[tuple[str, str, str]]:
    facts = [edge.fact for edge in edges if isinstance(edge.fact, Edge)]
    return {(str(fact.subject), fact.relation, str(fact.object)) for fact in facts}


def obo(text: str) -> list[Statement]:
    data = text.encode()
    item = Input("x.obo", Source("/x/x.obo", "", 0, "obo", "1"), partial(BytesIO, data), data[:HEAD_BYTES])
    return list(LOADERS["obo"].load(item))


def test_a_term_has_all_that_its_frame_says() -> None:
    nodes, edges, _ = loaded("obo", DATA / "obo" / "tiny.obo")
    assert nodes["XX:0000002"].props == {
        "name": "leaf",
        "description": 'A "thing" at the end\nof a stem.',
        "definition_xrefs": ("PMID:1", "http://example.org/x"),
        "comment": "seen often",
        "synonyms": ("blade",),
        "related_synonyms": ("LF",),
        "broad_synonyms": ("organ",),
        "synonym_types": ("abbreviation: LF",),
        "synonym_xrefs": ("LF: PMID:2",),
        "xrefs": ("MESH:D018515", 'BEL:"Leaf Complex"'),
        "alternative_ids": ("XX:0000009",),
        "example": "an oak leaf",
        "namespace": "tiny",
    }
    assert links(edges) == {
        ("XX:0000002", "is_a", "XX:0000001"),
        ("XX:0000007", "is_a", "XX:0000002"),
        ("XX:0000002", "is_seen_by", "XX:0000004"),
        ("XX:0000002", "part_of", "XX:0000003"),
        ("XX:0000002", "supersedes", "XX:0000005"),
    }
    assert (nodes["XX:0000005"].props["obsolete"], nodes["XX:0000005"].props["consider"]) == (True, ("XX:0000003",))
    assert {edge.place for edge in edges if edge.fact.relation == "part_of"} == {"line 25"}  # type: ignore[union-attr]


def test_clauses_that_the_standard_lacks_are_read_and_remarked() -> None:
    _, _, item = loaded("obo", DATA / "obo" / "tiny.obo")
    assert [(remark.place, remark.why.split("`")[1]) for remark in item.warnings] == [
        ("line 20", "xref"),
        ("line 27", "inverse_is_a"),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("format-version: 1.2\n\n[Term]\nname: no id\n", "line 3"),
        ("format-version: 1.2\n[Term]\nid: X:1\nthis is prose\n", "line 4"),
        ("format-version: 1.2\n", ""),
    ],
)
def test_what_is_no_obo_fails_with_its_line(text: str, place: str) -> None:
    with pytest.raises(BadInput) as caught:
        obo(text)
    assert caught.value.place == place


def test_stated_mappings_join_and_denied_and_predicted_ones_do_not() -> None:
    nodes, edges, _ = loaded("sssom", DATA / "sssom" / "tiny.sssom.tsv")
    assert links(edges) == {
        ("AGRO:00000001", "same_as", "MESH:D000001"),
        ("AGRO:00000002", "not_same_as", "MESH:D000002"),
        ("AGRO:00000003", "may_be_same_as", "MESH:D000003"),
        ("AGRO:00000004", "narrow_match", "MESH:D000004"),
    }
    by_relation = {edge.fact.relation: edge for edge in edges if isinstance(edge.fact, Edge)}
    assert by_relation[SAME_AS].method is Method.CURATED
    assert by_relation[SAME_AS].fact.props["reason"] == "semapv:ManualMappingCuration"
    predicted = by_relation["may_be_same_as"]
    assert (predicted.method, predicted.confidence) == (Method.INFERRED, 0.55)
    assert predicted.fact.props["mapping_tool"] == "gilda"
    assert nodes["AGRO:00000001"].props == {"name": "compost"}


# -- real files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["ontologies/obi/views/obi.obo", "ontologies/chmo/chmo.obo", "kg/famplex/export/famplex.obo"]
)
def test_a_real_ontology_has_as_many_terms_synonyms_and_parents_as_lines(name: str, data: Path) -> None:
    lines = (data / name).read_text(encoding="utf-8").splitlines()
    terms: list[dict[str, list[str]]] = []
    inside = False
    for line in lines:
        if line.startswith("["):
            inside = line == "[Term]"
            if inside:
                terms.append({})
        elif inside and ":" in line:
            tag, _, value = line.partition(":")
            terms[-1].setdefault(tag, []).append(value.strip())
    nodes, edges, _ = loaded("obo", data / name)
    ids = {term["id"][0] for term in terms}
    assert ids <= nodes.keys()
    assert len(nodes) == len(ids) + 1  # and the vocabulary itself
    kinds = ("synonyms", "related_synonyms", "broad_synonyms", "narrow_synonyms")
    found = sum(len(node.props.get(kind, ())) for node in nodes.values() for kind in kinds)  # type: ignore[arg-type]
    alternative = [v for term in terms for v in term.get("property_value", ()) if v.startswith("IAO:0000118 ")]
    assert found == sum(len(term.get("synonym", ())) for term in terms) + len(alternative)
    assert sum("description" in nodes[id].props for id in ids) == sum("def" in term for term in terms)
    assert sum("obsolete" in nodes[id].props for id in ids) == sum("is_obsolete" in term for term in terms)
    parents = {(term["id"][0], parent.split()[0]) for term in terms for parent in term.get("is_a", ())}
    assert {(start, end) for start, end in parents if start != end} <= {
        (start, end) for start, relation, end in links(edges) if relation == "is_a"
    }


@pytest.mark.parametrize("name", ["positive", "negative", "unsure"])
def test_every_row_of_a_real_mapping_is_one_statement(name: str, data: Path) -> None:
    path = data / "mappings" / f"{name}.sssom.tsv.xz"
    with lzma.open(path, "rt", encoding="utf-8") as file:
        rows = [line for line in file if not line.startswith("#")][1:]
    _, edges, item = loaded("sssom", path)
    assert len(edges) + len(item.warnings) == len(rows)
    merged = Counter(edge.method for edge in edges if edge.fact.relation == SAME_AS)  # type: ignore[union-attr]
    assert set(merged) <= {Method.CURATED}
    assert bool(merged) == (name == "positive")
