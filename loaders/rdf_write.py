"""Nodes and edges as Turtle with PROV-O, streamed, and readable back exactly.

A node is one block: its kind, its PROV class, its name as `rdfs:label`, its properties. An edge is one triple of ours
and, where a public vocabulary says the same, one of that. An edge with properties or qualifiers is an `rdf:Statement`
too (the standard's own reification), which carries them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO
from urllib.parse import quote

from labkin.graph.model import Edge, Method, Node
from labkin.graph.schema import relation
from labkin.graph.values import Scalar, Value, dump_props
from labkin.loaders.evidence import Evidence, Stated, with_evidence
from labkin.loaders.iris import WORDS
from labkin.loaders.rdf_own import EDGE, EXPORT, FORMAT, KIND, LABKIN, PLAIN, PROPERTY, QUALIFIER, RELATION, iri_of

PREFIXES = {
    "kind": KIND, "rel": RELATION, "prop": PROPERTY, "qual": QUALIFIER, "edge": EDGE, "labkin": LABKIN,
    "obo": "http://purl.obolibrary.org/obo/", "schema": WORDS["schema"],
} | {name: WORDS[name] for name in ("rdf", "rdfs", "xsd", "prov", "skos", "dcterms", "owl")}  # fmt: skip
ACTIVITIES = frozenset({"Activity", "Experiment", "Assay"})
AGENTS = {"Person": "prov:Person", "Organization": "prov:Organization"}

# Relations that a public vocabulary has, whatever they join.
_PUBLIC = {
    "is_a": "rdfs:subClassOf", "part_of": "dcterms:isPartOf", "has_part": "dcterms:hasPart",
    "same_as": "skos:exactMatch", "cites": "dcterms:references", "mentions": "schema:mentions",
    "describes": "schema:about", "supersedes": "dcterms:replaces", "related_to": "skos:related",
}  # fmt: skip
_INFLUENCE = "prov:wasInfluencedBy"
_SIMPLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OBO_LOCAL = re.compile(r"[A-Za-z]+_[A-Za-z0-9]+")
_ESCAPED = re.compile('[\x00-\x1f"\\\\\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')
_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def write_rdf(
    nodes: Iterable[Node], edges: Callable[[], Iterable[Edge | Stated]], path: Path, about: Mapping[str, Value]
) -> tuple[int, int]:
    """Write a graph as one Turtle file and return how many nodes and edges went into it.

    `edges` is called twice; nothing is held but 8 bytes or so for each edge with properties, and the identifiers of
    activities and agents. `about` is said of the export itself, such as the lab's transaction. The loader `rdf` reads
    equal nodes and edges back.
    """
    detailed = {_triple_hash(one.edge) for one in with_evidence(edges()) if _is_detailed(one)}
    roles: dict[str, str] = {}
    counts = [0, 0]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        _write_head(file, about)
        for node in nodes:
            role = _role(node.kind)
            if role != "entity":
                roles[str(node.id)] = role
            file.write(_node(node))
            counts[0] += 1
        for edge, evidence in with_evidence(edges()):
            file.writelines(_edge(edge, evidence, roles, detailed))
            counts[1] += 1
    return counts[0], counts[1]


def _write_head(file: IO[str], about: Mapping[str, Value]) -> None:
    file.writelines(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    said = [f'labkin:format "{FORMAT}"']
    said += [f"{_name('labkin', name)} {_value(value)}" for name, value in about.items()]
    file.write(_block(f"<{EXPORT}>", ["a labkin:Export, prov:Entity", *said]))


def _block(subject: str, said: list[str]) -> str:
    return f"\n{subject} " + " ;\n    ".join(said) + " .\n"


# -- nodes --------------------------------------------------------------------------------------------------------


def _role(kind: str) -> str:
    return "activity" if kind in ACTIVITIES else "agent" if kind in AGENTS else "entity"


def _prov_class(kind: str) -> str:
    if kind in ACTIVITIES:
        return "prov:Activity"
    return f"{AGENTS[kind]}, prov:Agent" if kind in AGENTS else "prov:Entity"


def _node(node: Node) -> str:
    said = [f"a {_name('kind', node.kind)}, {_prov_class(node.kind)}", *_properties(node.props)]
    synonyms = node.props.get("synonyms")
    if isinstance(synonyms, tuple) and synonyms:
        said.append("skos:altLabel " + ", ".join(_scalar(text) for text in synonyms))
    if node.kind in ACTIVITIES:
        for name, predicate in (("started", "prov:startedAtTime"), ("ended", "prov:endedAtTime")):
            said += [f"{predicate} {instant}" for instant in _instants(node.props.get(name))]
    return _block(_iri(iri_of(str(node.id))), said)


def _instants(value: Value | None) -> Iterator[str]:
    """PROV wants instants; a bare day becomes its first one."""
    text = str(value)
    if _INSTANT.fullmatch(text):
        yield f'"{text}"^^xsd:dateTime'
    elif _DAY.fullmatch(text):
        yield f'"{text}T00:00:00"^^xsd:dateTime'


def _properties(props: Mapping[str, Value]) -> Iterator[str]:
    for name, value in props.items():
        plain = PLAIN.get(name) if isinstance(value, str) else None
        yield f"{_iri(plain) if plain else _name('prop', name)} {_value(value)}"


# -- edges --------------------------------------------------------------------------------------------------------


def _triple_hash(edge: Edge) -> int:
    return hash((str(edge.subject), edge.relation, str(edge.object)))


def _is_detailed(one: Stated) -> bool:
    return bool(one.edge.props or one.edge.qualifiers) or any(_known(one.evidence))


def _edge(edge: Edge, evidence: Evidence | None, roles: Mapping[str, str], detailed: set[int]) -> Iterator[str]:
    subject, object = _iri(iri_of(str(edge.subject))), _iri(iri_of(str(edge.object)))
    own = _name("rel", edge.relation)
    public = _public(edge, roles)
    if _triple_hash(edge) in detailed:
        said = ["a rdf:Statement", f"rdf:subject {subject}", f"rdf:predicate {own}", f"rdf:object {object}"]
        said += [f"{_name('qual', name)} {_value(value)}" for name, value in edge.qualifiers.items()]
        said += _properties(edge.props)
        said += _known(evidence)
        yield _block(f"edge:{_edge_name(edge)}", said)
    else:
        yield "\n"
    yield f"{subject} {own} {object}{f' ; {public} {object}' if public else ''} .\n"


def _known(evidence: Evidence | None) -> Iterator[str]:
    """How an edge is known, where no file asserts it: in words that are no properties of the edge."""
    if evidence is None:
        return
    if evidence.method is not Method.ASSERTED:
        yield f"labkin:method {_scalar(evidence.method.value)}"
    if evidence.method is Method.TEXT_MINED:
        yield f"labkin:confidence {_scalar(evidence.confidence)}"
    for model in evidence.models:
        yield f"labkin:model {_scalar(model)}"
    for document in evidence.documents:
        yield f"prov:wasDerivedFrom {_iri(iri_of(document))}"
    for sentence in evidence.sentences:
        yield f"labkin:sentence {_scalar(sentence)}"


def _edge_name(edge: Edge) -> str:
    key = "\n".join((str(edge.subject), edge.relation, str(edge.object), dump_props(edge.qualifiers)))
    return "e" + hashlib.sha256(key.encode()).hexdigest()[:24]


def _public(edge: Edge, roles: Mapping[str, str]) -> str:
    """The predicate of a public vocabulary that says the same, within what PROV allows it to join; empty for none."""
    start, end = (roles.get(str(part), "entity") for part in (edge.subject, edge.object))
    prov = {
        ("used", "activity", "entity"): "prov:used",
        ("generated_by", "entity", "activity"): "prov:wasGeneratedBy",
        ("derived_from", "entity", "entity"): "prov:wasDerivedFrom",
        ("batch_of", "entity", "entity"): "prov:wasDerivedFrom",
        ("trained_on", "entity", "entity"): "prov:wasDerivedFrom",
        ("associated_with", "activity", "agent"): "prov:wasAssociatedWith",
        ("attributed_to", "entity", "agent"): "prov:wasAttributedTo",
        ("measured_in", "entity", "activity"): "prov:wasGeneratedBy",
    }.get((edge.relation, start, end))
    if prov or edge.relation in _PUBLIC:
        return prov or _PUBLIC[edge.relation]
    return _INFLUENCE if relation(edge.relation).lineage else ""


# -- terms --------------------------------------------------------------------------------------------------------


def _iri(iri: str) -> str:
    obo = PREFIXES["obo"]
    if iri.startswith(obo) and _OBO_LOCAL.fullmatch(iri[len(obo) :]):
        return "obo:" + iri[len(obo) :]
    for prefix in ("rdfs", "dcterms"):
        if iri.startswith(PREFIXES[prefix]) and _SIMPLE.fullmatch(iri[len(PREFIXES[prefix]) :]):
            return f"{prefix}:{iri[len(PREFIXES[prefix]) :]}"
    return f"<{iri}>"


def _name(prefix: str, local: str) -> str:
    return f"{prefix}:{local}" if _SIMPLE.fullmatch(local) else f"<{PREFIXES[prefix]}{quote(local, safe='')}>"


def _value(value: Value) -> str:
    return f"( {' '.join(map(_scalar, value))} )" if isinstance(value, tuple) else _scalar(value)


def _scalar(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f'"{value!r}"^^xsd:double'
    return '"' + _ESCAPED.sub(lambda found: _SHORT.get(found[0]) or f"\\u{ord(found[0]):04X}", value) + '"'
