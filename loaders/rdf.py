"""RDF and OWL in any syntax: vocabularies become terms, everything else nodes and edges of open kinds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from labkin.graph.model import Statement
from labkin.graph.values import Value
from labkin.loaders.base import Input, loader
from labkin.loaders.concepts import fitting, is_shipped, kind_named, kind_of_term
from labkin.loaders.datasets import file_name
from labkin.loaders.iris import OBO, contract, local_name
from labkin.loaders.rdf_graph import OWL, RDFS, RdfGraph, Sort, is_blank, is_literal, rank, value_of
from labkin.loaders.rdf_owl import Annotations, Link, links
from labkin.loaders.rdf_own import is_own, read_own
from labkin.loaders.rdf_parse import Said, parse
from labkin.loaders.rdf_words import KINDS, PROPERTIES, RDF_TYPE, RELATIONS, VAGUE, property_of, relation_of
from labkin.loaders.xml import root_name

_ENDINGS = {
    "turtle": (".ttl", ".turtle", ".n3"), "trig": (".trig",), "lines": (".nt", ".nq", ".ntriples", ".nquads"),
    "xml": (".rdf", ".owl", ".xrdf"), "json": (".jsonld",),
}  # fmt: skip
_LINE = re.compile(
    rb'\s*(?:#[^\n]*\n\s*)*(?:<[^<>"{}|^`\\\s]*>|_:\S+)\s+<[^<>"{}|^`\\\s]+>\s+(?:<|_:|")[^\n]*\.\s*(?:#.*)?(?:\n|\Z)'
)
_PREFIX = re.compile(r"^\s*(?:@prefix\s+[\w.-]*:\s*<|@base\s+<|PREFIX\s+[\w.-]*:\s*<|BASE\s+<)", re.MULTILINE)
_NAMED_GRAPH = re.compile(
    r"(?:^|[.}])\s*(?:GRAPH\s+)?(?:<[^<>\s]*>|[\w.-]*:[\w.-]*|_:\w+)?\s*\{", re.MULTILINE | re.IGNORECASE
)
_CONTEXT = re.compile(rb'"@(?:context|graph|id|type)"\s*:')
_STRING = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|#[^\n]*', re.DOTALL)


def syntax_of(item: Input) -> str:
    """Which syntax of RDF a file is written in; empty for none. Told by the content, not the name."""
    head = item.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"<?xml") or head.startswith((b"<rdf", b"<!DOCTYPE", b"<!--")) or b"<rdf:RDF" in head[:4096]:
        return "xml" if root_name(item) == "RDF" else ""
    if head.startswith((b"{", b"[")):
        if _CONTEXT.search(head) and (b'"@' in head[:2000] or file_name(item).lower().endswith(".jsonld")):
            return "json"
        if head.startswith(b"{"):
            return ""
    if _LINE.match(head):
        return "lines"
    text = head.decode("utf-8", "replace")
    named = next((syntax for syntax, ends in _ENDINGS.items() if file_name(item).lower().endswith(ends)), "")
    if _PREFIX.search(text) or named in ("turtle", "trig"):
        plain = _STRING.sub('""', text)
        return "trig" if named == "trig" or _NAMED_GRAPH.search(plain) else "turtle"
    return "lines" if named == "lines" and head else ""


def detect(item: Input) -> float:
    """Sure of RDF/XML and of lines of triples; JSON-LD is left to those who know what it is about."""
    if not item.head.strip():
        return 0.0
    syntax = syntax_of(item)
    named = file_name(item).lower().endswith(_ENDINGS.get(syntax, ()))
    if syntax == "json":
        return 0.6 if named else 0.45 if b'"@context"' in item.head else 0.35
    return {"": 0.0, "xml": 0.95, "lines": 0.9}.get(syntax, 0.9 if named else 0.8)


@loader("rdf", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """RDF and OWL: Turtle, TriG, RDF/XML, N-Triples, N-Quads, JSON-LD; vocabularies and data."""
    syntax = syntax_of(item)
    if not syntax:
        raise item.bad("", "it is not RDF in a syntax that is read: Turtle, TriG, RDF/XML, N-Triples, N-Quads, JSON-LD")
    triples = parse(item, syntax)
    if not triples:
        item.warn("file", "there is no triple in it; JSON-LD drops what its context does not map to an IRI")
    graph = RdfGraph(item, triples)
    yield from read_own(graph) if is_own(graph) else _Reader(graph).statements()


class _Reader:
    """Turns the triples of one file into statements."""

    def __init__(self, graph: RdfGraph) -> None:
        self.graph, self.item = graph, graph.item
        self.sorts = {subject: graph.sort(subject) for subject in graph.triples}
        self.annotations = Annotations(graph)
        self._kinds: dict[Any, str] = {}
        self._agents = self._implied()

    def statements(self) -> Iterator[Statement]:
        """All of them, subject after subject."""
        for subject, said in self.graph.ordered():
            sort = self.sorts[subject]
            if sort in (Sort.PREDICATE, Sort.GRAMMAR):
                for type in self.graph.types(subject) if sort is Sort.PREDICATE else ():
                    self.item.unmapped[contract(type)] += 1
                continue
            yield from self._subject(subject, said)

    def _subject(self, subject: Any, said: list[Said]) -> Iterator[Statement]:
        props: dict[str, list[tuple[int, Value]]] = defaultdict(list)
        edges: dict[tuple[str, str, str], tuple[str, dict[str, set[str]]]] = {}
        for one in dict.fromkeys(said):
            place = self._place(subject, one.line)
            if str(one.predicate) == RDF_TYPE:
                continue
            if is_literal(one.object):
                self._literal(props, one)
            else:
                self._resource(props, edges, subject, one, place)
        self._types(subject, props, edges, said)
        for name, texts in self.annotations.of.get(subject, {}).items():
            props[name] += [(0, text) for text in texts]
        place = self._place(subject, min((one.line for one in said), default=0))
        id = self.graph.id(subject)
        if props.keys() <= _ASIDE and is_shipped(id):  # the vocabularies name it, as this file does not
            self.item.unmapped.update(list(props))
        else:
            yield self.item.node(place, id, self.kind(subject), _chosen(props))
        for (start, relation, end), (where, extra) in edges.items():
            told = {key: sorted(values) if len(values) > 1 else next(iter(values)) for key, values in extra.items()}
            yield self.item.edge(where, start, relation, end, told)

    def _place(self, subject: Any, line: int) -> str:
        return f"line {line}" if line else f"node {self.graph.id(subject)}"

    # -- properties ------------------------------------------------------------------------------------------------

    def _literal(self, props: dict[str, list[tuple[int, Value]]], one: Said) -> None:
        assert is_literal(one.object)
        name = self._property(one.predicate)
        value, datatype = value_of(one.object)
        if value is None:
            return
        order = rank(one.object.language)
        if order == 2:
            props[f"{name}_{str(one.object.language).lower().replace('-', '_')}"].append((0, value))
            if name == "name":  # better a name in another language than none
                props[name].append((2, value))
            return
        props[name].append((order, value))
        if datatype:
            props[f"{name}_datatype"].append((0, datatype))

    def _property(self, predicate: Any) -> str:
        return property_of(str(predicate), self.graph.label(predicate))

    # -- edges -----------------------------------------------------------------------------------------------------

    def _resource(self, props: Any, edges: Any, subject: Any, one: Said, place: str) -> None:
        predicate, object = str(one.predicate), one.object
        if predicate in (RDFS + "subClassOf", OWL + "equivalentClass") and is_blank(object):
            for link in links(self.graph, object, predicate == OWL + "equivalentClass"):
                self._link(edges, subject, link, place)
            return
        members = self.graph.members(object)
        if members is not None:
            for position, member in enumerate(members, 1):
                if is_literal(member):
                    value, _ = value_of(member)
                    if value is not None:
                        props[self._property(predicate)].append((0, value))
                elif self._is_thing(member):
                    self._edge(edges, subject, predicate, member, place, {"position": str(position)})
            return
        if contract(predicate) in PROPERTIES and object not in self.graph.triples:
            props[self._property(predicate)].append((0, self.graph.id(object)))
        elif self._is_thing(object):
            self._edge(edges, subject, predicate, object, place, {})
        else:
            self.item.unmapped[contract(predicate)] += 1

    def _is_thing(self, object: Any) -> bool:
        """Whether an edge can lead there: to whatever is no part of a class expression."""
        if is_blank(object):
            return self.sorts.get(object) in (Sort.THING, Sort.TERM, Sort.VOCABULARY)
        return self.sorts.get(object) is not Sort.GRAMMAR

    def _link(self, edges: Any, subject: Any, link: Link, place: str) -> None:
        if is_literal(link.object):
            self.item.unmapped["owl:hasValue"] += 1
            return
        extra = {} if link.quantifier in ("", "some") else {"quantifier": link.quantifier}
        if link.defining:
            extra["defining"] = "yes"
        self._edge(edges, subject, link.predicate, link.object, place, extra)

    def _edge(self, edges: Any, subject: Any, predicate: str, object: Any, place: str, extra: dict[str, str]) -> None:
        from rdflib import URIRef

        relation, turned = relation_of(predicate, self.graph.label(URIRef(predicate)))
        start, end = (object, subject) if turned else (subject, object)
        if start == end:
            return
        if contract(predicate) not in RELATIONS or relation == "same_as":
            extra = {**extra, "predicate": contract(predicate)}
        relation = fitting(relation, self.kind(start), self.kind(end), contract(predicate).partition(":")[0].lower())
        _, kept = edges.setdefault((self.graph.id(start), relation, self.graph.id(end)), (place, {}))
        for name, value in extra.items():
            kept.setdefault(name, set()).add(value)

    # -- kinds -----------------------------------------------------------------------------------------------------

    def kind(self, subject: Any) -> str:
        """The kind of a thing: by its types, else by what is said with it; empty for one the file says nothing of."""
        found = self._kinds.get(subject)
        if found is None:
            found = self._kinds[subject] = self._kind(subject)
        return found

    def _kind(self, subject: Any) -> str:
        if subject not in self.graph.triples:
            return ""
        sort, id = self.sorts[subject], self.graph.id(subject)
        if sort is Sort.VOCABULARY:
            return "Dataset"
        if sort is Sort.TERM:
            namespace = self.graph.one(subject, "http://www.geneontology.org/formats/oboInOwl#hasOBONamespace")
            return kind_of_term(id, str(namespace or ""))
        said = [type for type in self.graph.types(subject) if contract(type) not in VAGUE and not is_anonymous(type)]
        kinds = [KINDS.get(contract(type)) or kind_named(self._named(type)) for type in said]
        if kinds:
            return min(kinds, key=lambda kind: (kind == "Agent", kind not in KINDS.values(), kind))
        if subject in self._agents:
            return self._agents[subject]
        if str(subject).startswith(OBO) or kind_of_term(id) != "Term":
            return kind_of_term(id)
        return "Entity" if self.graph.types(subject) == ["http://www.w3.org/ns/prov#Entity"] else "Thing"

    def _named(self, type: str) -> str:
        """What a class is called: by its own name, or its label where that is but a number."""
        from rdflib import URIRef

        own = local_name(type)
        if not re.search(r"\d{3,}", own):
            return own
        from labkin.ontologies import term

        known = term(contract(type))
        return self.graph.label(URIRef(type)) or (known.name if known else own)

    def _types(self, subject: Any, props: Any, edges: Any, said: list[Said]) -> None:
        """Types beyond the kind: classes of vocabularies are linked, the others kept as text."""
        if self.sorts[subject] is not Sort.THING:
            return
        for one in said:
            type = contract(str(one.object))
            if str(one.predicate) != RDF_TYPE or type in VAGUE or type in KINDS or is_blank(one.object):
                continue
            if self.sorts.get(one.object) is Sort.TERM or str(one.object).startswith(OBO):
                key = (self.graph.id(subject), "instance_of", type)
                edges.setdefault(key, (self._place(subject, one.line), {}))
            else:
                props["types"].append((0, type))

    def _implied(self) -> dict[Any, str]:
        """Kinds that follow from PROV's domains and ranges, for things that are given no type."""
        prov = "http://www.w3.org/ns/prov#"
        starts = {prov + "used": "Activity", prov + "wasAssociatedWith": "Activity", prov + "wasInformedBy": "Activity"}
        ends = {prov + "wasGeneratedBy": "Activity", prov + "wasAssociatedWith": "Agent",
                prov + "wasAttributedTo": "Agent", prov + "wasInformedBy": "Activity"}  # fmt: skip
        found: dict[Any, str] = {}
        for subject, said in self.graph.triples.items():
            for one in said:
                if kind := starts.get(str(one.predicate)):
                    found[subject] = kind
                if (kind := ends.get(str(one.predicate))) and not is_literal(one.object):
                    found[one.object] = kind
        return found


def is_anonymous(type: str) -> bool:
    """Whether a type is a blank class expression."""
    return not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", type)


def _chosen(props: dict[str, list[tuple[int, Value]]]) -> dict[str, object]:
    """One value for each property, a list where there are several; a name is one, the others become synonyms."""
    made: dict[str, object] = {}
    for name, found in ((name, found) for name, found in props.items() if found):
        best = min(order for order, _ in found)
        values = list(dict.fromkeys(value for order, value in found if order == best or name != "name"))
        if name == "name":
            made["name"], *others = values
            if others:
                made["other_names"] = others
        else:
            made[name] = values[0] if len(values) == 1 and not name.endswith(_LISTS) else values
    return made


_ASIDE = frozenset({"imported_from", "curation_status", "subsets"})
_LISTS = ("synonyms", "xrefs", "_ids", "subsets", "types")
