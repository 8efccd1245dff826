"""What OWL says of a class beyond plain triples: restrictions, definitions, annotated axioms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from labkin.loaders.iris import WORDS, contract, local_name
from labkin.loaders.rdf_graph import OWL, RDFS, RdfGraph, is_blank, is_iri, is_literal

OBOINOWL = WORDS["oboInOwl"]
DEFINITION = "http://purl.obolibrary.org/obo/IAO_0000115"
_QUANTIFIERS = {
    OWL + "someValuesFrom": "some", OWL + "allValuesFrom": "only", OWL + "hasValue": "value", OWL + "onClass": "number",
}  # fmt: skip
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Link:
    """One thing that a class expression says: `predicate` to `object`. `defining`: as a part of a definition."""

    predicate: str
    object: Any
    quantifier: str = ""
    defining: bool = False


def links(graph: RdfGraph, expression: Any, defining: bool = False, depth: int = 0) -> Iterator[Link]:
    """What a class expression says of the class that is a subclass of it. What no edge can say is counted."""
    if is_iri(expression):
        yield Link(RDFS + "subClassOf", expression, "", defining)
        return
    if not is_blank(expression) or depth > _DEEPEST:
        return
    if (parts := graph.one(expression, OWL + "intersectionOf")) is not None:
        for part in graph.members(parts) or ():
            yield from links(graph, part, defining, depth + 1)
        return
    if (predicate := graph.one(expression, OWL + "onProperty")) is not None:
        yield from _restriction(graph, expression, predicate, defining)
        return
    for form in ("unionOf", "complementOf", "oneOf"):
        if graph.one(expression, OWL + form) is not None:
            graph.item.unmapped[f"owl:{form}"] += 1


def _restriction(graph: RdfGraph, expression: Any, predicate: Any, defining: bool) -> Iterator[Link]:
    if not is_iri(predicate):
        graph.item.unmapped["owl:inverseOf in a restriction"] += 1
        return
    for form, quantifier in _QUANTIFIERS.items():
        for filler in graph.values(expression, form):
            if not is_blank(filler):
                yield Link(str(predicate), filler, quantifier, defining)
                continue
            inner = graph.one(filler, OWL + "intersectionOf")
            named = [part for part in (graph.members(inner) or ()) if is_iri(part)] if inner is not None else []
            for part in named:  # "has part some (cell and ...)" says that there is a cell
                yield Link(str(predicate), part, quantifier, defining)
            graph.item.unmapped["owl: nested class expression"] += 1


class Annotations:
    """What `owl:Axiom` blocks say of the annotations of terms: types of synonyms, sources of definitions."""

    def __init__(self, graph: RdfGraph) -> None:
        self.of: dict[Any, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for subject in graph.triples:
            if OWL + "Axiom" in graph.types(subject):
                self._take(graph, subject)

    def _take(self, graph: RdfGraph, axiom: Any) -> None:
        source, predicate, target = (
            graph.one(axiom, OWL + name) for name in ("annotatedSource", "annotatedProperty", "annotatedTarget")
        )
        if source is None or predicate is None or target is None:
            return
        kinds = graph.values(axiom, OBOINOWL + "hasSynonymType")
        xrefs = [contract(str(xref)) for xref in graph.values(axiom, OBOINOWL + "hasDbXref")]
        found = self.of[source]
        if is_literal(target) and str(predicate).startswith(OBOINOWL) and "Synonym" in str(predicate):
            found["synonym_types"] += [f"{self._named(graph, kind)}: {target}" for kind in kinds]
            found["synonym_xrefs"] += [f"{target}: {xref}" for xref in xrefs]
        elif str(predicate) == DEFINITION:
            found["definition_xrefs"] += xrefs
        else:
            graph.item.unmapped["owl:Axiom"] += 1

    def _named(self, graph: RdfGraph, kind: Any) -> str:
        label = graph.label(kind) if is_iri(kind) else ""
        return label or (contract(str(kind)) if contract(str(kind)) != str(kind) else local_name(str(kind)))
