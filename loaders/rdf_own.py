"""Labkin's own form of RDF, read back exactly: what `rdf_write` writes, in any syntax and any order.

Beside the triples of public vocabularies, which other tools read, each node has a type `urn:labkin:kind:KIND`, each
edge a triple with the predicate `urn:labkin:relation:RELATION`. An edge with properties or qualifiers is also an
`rdf:Statement` that carries them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

from labkin.graph.model import Method, Statement
from labkin.graph.values import Value
from labkin.loaders.iris import WORDS, contract, expand
from labkin.loaders.rdf_graph import RDF, RdfGraph, is_literal, value_of
from labkin.loaders.rdf_parse import Said

LABKIN = "urn:labkin:"
ID, KIND, RELATION = LABKIN + "id:", LABKIN + "kind:", LABKIN + "relation:"
PROPERTY, QUALIFIER, EDGE = LABKIN + "property:", LABKIN + "qualifier:", LABKIN + "edge:"
EXPORT, FORMAT = LABKIN + "export", "1"
# Properties that a public vocabulary says just as exactly, where they are texts.
PLAIN = {"name": WORDS["rdfs"] + "label", "description": WORDS["dcterms"] + "description"}
_PLAIN_BACK = {iri: name for name, iri in PLAIN.items()}


def iri_of(id: str) -> str:
    """The IRI of an identifier: the public one, else one of Labkin's own.

    >>> iri_of("MONDO:1"), iri_of("batch 7")
    ('http://purl.obolibrary.org/obo/MONDO_1', 'urn:labkin:id:batch%207')
    """
    return expand(id) or ID + quote(id, safe=":/@+,;=")


def id_of(iri: str) -> str:
    """The identifier that `iri_of` gave this IRI."""
    return unquote(iri[len(ID) :]) if iri.startswith(ID) else contract(iri)


def is_own(graph: RdfGraph) -> bool:
    """Whether these triples are an export of ours."""
    from rdflib import URIRef

    return LABKIN + "Export" in graph.types(URIRef(EXPORT))


def read_own(graph: RdfGraph) -> Iterator[Statement]:
    """The nodes and edges that were exported. Raises BadInput for a later version of the form, or damaged parts."""
    from rdflib import URIRef

    found = str(graph.one(URIRef(EXPORT), LABKIN + "format") or "")
    if found != FORMAT:
        raise graph.item.bad("", f"it is an export of form {found or 'unknown'}; this Labkin reads form {FORMAT}")
    stated = {
        tuple(str(graph.one(subject, RDF + part)) for part in ("subject", "predicate", "object"))
        for subject in graph.triples
        if RDF + "Statement" in graph.types(subject)
    }
    for subject, said in graph.ordered():
        kinds = [type[len(KIND) :] for type in graph.types(subject) if type.startswith(KIND)]
        if kinds:
            props = _values(graph, said, PROPERTY) | _plain(said)
            yield graph.item.node(_place(said), id_of(str(subject)), unquote(kinds[0]), props)
        elif RDF + "Statement" in graph.types(subject):
            yield _stated(graph, subject, said)
        for one in said:
            plain = str(one.predicate).startswith(RELATION)
            if plain and (str(subject), str(one.predicate), str(one.object)) not in stated:
                relation = unquote(str(one.predicate)[len(RELATION) :])
                yield graph.item.edge(_place([one]), id_of(str(subject)), relation, id_of(str(one.object)))


def _stated(graph: RdfGraph, subject: Any, said: list[Said]) -> Statement:
    ends = [graph.one(subject, RDF + part) for part in ("subject", "predicate", "object")]
    place = _place(said)
    if None in ends or not str(ends[1]).startswith(RELATION):
        raise graph.item.bad(place, "this rdf:Statement has no subject, object, or predicate of a relation of Labkin's")
    stated = graph.item.edge(
        place,
        id_of(str(ends[0])),
        unquote(str(ends[1])[len(RELATION) :]),
        id_of(str(ends[2])),
        _values(graph, said, PROPERTY) | _plain(said),
        _values(graph, said, QUALIFIER),
    )
    method, sure = (graph.one(subject, LABKIN + part) for part in ("method", "confidence"))
    confidence = value_of(sure)[0] if is_literal(sure) else 1.0
    if str(method) not in READ_BACK or not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        return stated
    return replace(stated, method=Method(str(method)), confidence=float(confidence))


READ_BACK = (Method.TEXT_MINED, Method.INFERRED)  # that a curator decided is for the lab's own curators to say


def _place(said: list[Said]) -> str:
    line = min((one.line for one in said), default=0)
    return f"line {line}" if line else "file"


def _plain(said: list[Said]) -> dict[str, Value]:
    return {
        _PLAIN_BACK[str(one.predicate)]: str(one.object)
        for one in said
        if str(one.predicate) in _PLAIN_BACK and is_literal(one.object)
    }


def _values(graph: RdfGraph, said: list[Said], under: str) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for one in said:
        if not str(one.predicate).startswith(under):
            continue
        name = unquote(str(one.predicate)[len(under) :])
        if is_literal(one.object):
            value = value_of(one.object)[0]
        else:
            members = graph.members(one.object)
            if members is None:
                raise graph.item.bad(_place([one]), f"the list of {name!r} does not end")
            parts = [value_of(member)[0] for member in members if is_literal(member)]
            value = tuple(part for part in parts if part is not None and not isinstance(part, tuple))
        if value is not None:
            values[name] = value
    return values
