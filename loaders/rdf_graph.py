"""The triples of a file, to be asked: types, labels, lists, identifiers, what sort of thing a subject is."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeGuard

from labkin.graph.values import Value, clean_value
from labkin.loaders.base import Input
from labkin.loaders.datasets import key_of
from labkin.loaders.iris import WORDS, contract
from labkin.loaders.rdf_blank import blank_names, written
from labkin.loaders.rdf_parse import Said, Triples
from labkin.loaders.rdf_words import RDF_TYPE

if TYPE_CHECKING:
    from rdflib import BNode, Literal, URIRef

RDF, RDFS, OWL, SKOS = (WORDS[name] for name in ("rdf", "rdfs", "owl", "skos"))
XSD = WORDS["xsd"]
LABELS = (RDFS + "label", SKOS + "prefLabel", WORDS["dcterms"] + "title", WORDS["schema"] + "name")
_INTEGERS = frozenset(
    XSD + name
    for name in [
        "integer",
        "int",
        "long",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "unsignedInt",
        "unsignedLong",
        "unsignedShort",
        "unsignedByte",
    ]
)
_NUMBERS = frozenset(XSD + name for name in ("decimal", "double", "float"))
_TEXTS = frozenset(
    [
        XSD + name
        for name in [
            "string",
            "normalizedString",
            "token",
            "anyURI",
            "date",
            "dateTime",
            "dateTimeStamp",
            "time",
            "gYear",
            "gYearMonth",
            "NCName",
            "Name",
            "language",
        ]
    ]
    + [RDF + "langString", RDF + "PlainLiteral", RDF + "HTML", RDF + "XMLLiteral", RDFS + "Literal"]
)


class Sort(StrEnum):
    """What a subject is to us."""

    TERM = "term"
    VOCABULARY = "vocabulary"
    THING = "thing"
    PREDICATE = "predicate"
    GRAMMAR = "grammar"  # a part of a class expression, a list, an annotation of an axiom


_TERMS = frozenset({OWL + "Class", RDFS + "Class", SKOS + "Concept", OWL + "DeprecatedClass"})
_VOCABULARIES = frozenset({OWL + "Ontology", SKOS + "ConceptScheme"})
_GRAMMAR = frozenset(
    OWL + name
    for name in [
        "Restriction",
        "Axiom",
        "Annotation",
        "AllDifferent",
        "AllDisjointClasses",
        "AllDisjointProperties",
        "DataRange",
        "NegativePropertyAssertion",
    ]
) | {RDFS + "Datatype", RDF + "List", RDF + "Statement"}
_SWRL = WORDS["swrl"]


def is_blank(term: Any) -> TypeGuard[BNode]:
    """Whether a term is a blank node."""
    from rdflib import BNode

    return isinstance(term, BNode)


def is_literal(term: Any) -> TypeGuard[Literal]:
    """Whether a term is a literal."""
    from rdflib import Literal

    return isinstance(term, Literal)


def is_iri(term: Any) -> TypeGuard[URIRef]:
    """Whether a term is an IRI."""
    from rdflib import URIRef

    return isinstance(term, URIRef)


class RdfGraph:
    """The triples of one file."""

    def __init__(self, item: Input, triples: Triples) -> None:
        self.item, self.triples = item, triples
        self.key = key_of(item)

    @cached_property
    def blank(self) -> dict[Any, str]:
        """The names of the blank nodes."""
        return blank_names(self.triples)

    def id(self, term: Any) -> str:
        """The identifier of a thing. A blank node is a thing of this one file."""
        return f"blank:{self.key}/{self.blank[term]}" if is_blank(term) else contract(str(term))

    def values(self, subject: Any, predicate: str) -> list[Any]:
        """What a subject says with a predicate."""
        return [said.object for said in self.triples.get(subject, ()) if str(said.predicate) == predicate]

    def one(self, subject: Any, predicate: str) -> Any:
        """The first thing that a subject says with a predicate, or None."""
        return next(iter(self.values(subject, predicate)), None)

    def types(self, subject: Any) -> list[str]:
        """The types of a subject, in order of their names."""
        return sorted({str(type) for type in self.values(subject, RDF_TYPE)})

    def label(self, subject: Any) -> str:
        """What the file calls a thing: in English or no language, else as it comes; empty for none."""
        for predicate in LABELS:
            found = [label for label in self.values(subject, predicate) if is_literal(label)]
            if found:
                return " ".join(str(min(found, key=lambda one: (rank(one.language), one))).split())
        return ""

    def members(self, head: Any) -> list[Any] | None:
        """The members of an RDF list; None for what is none, or does not end."""
        if str(head) == RDF + "nil":
            return []
        if not self.values(head, RDF + "first"):
            return None
        found: list[Any] = []
        seen = set()
        while str(head) != RDF + "nil":
            first = self.one(head, RDF + "first")
            if first is None or head in seen:
                return None
            seen.add(head)
            found.append(first)
            head = self.one(head, RDF + "rest")
        return found

    @cached_property
    def _parents(self) -> set[Any]:
        """What something is said to be a subclass of, or of a wider meaning than."""
        wider = {RDFS + "subClassOf", SKOS + "broader"}
        return {said.object for all in self.triples.values() for said in all if str(said.predicate) in wider}

    def sort(self, subject: Any) -> Sort:
        """What a subject is to us."""
        types = set(self.types(subject))
        if any(type.startswith(_SWRL) for type in types) or types & _GRAMMAR or self.one(subject, RDF + "first"):
            return Sort.GRAMMAR
        if is_blank(subject) and types & _TERMS:
            return Sort.GRAMMAR
        if any(type.endswith("Property") and type.startswith((OWL, RDF)) for type in types):
            return Sort.PREDICATE
        if types & _VOCABULARIES:
            return Sort.VOCABULARY
        if types & _TERMS or (subject in self._parents and not is_blank(subject)):
            return Sort.TERM
        if self.one(subject, RDFS + "subClassOf") is not None:
            return Sort.GRAMMAR if is_blank(subject) else Sort.TERM
        return Sort.THING

    def ordered(self) -> list[tuple[Any, list[Said]]]:
        """Subjects with what they say: in the order of the file, or of their names where lines are not known."""
        said = list(self.triples.items())
        if any(one.line for _, all in said for one in all):
            return said
        named = [
            (subject, sorted(all, key=lambda one: (str(one.predicate), self.sort_key(one.object))))
            for subject, all in said
        ]
        return sorted(named, key=lambda pair: self.sort_key(pair[0]))

    def sort_key(self, term: Any) -> str:
        """A text that orders terms, the same for any naming of the blank nodes."""
        return f"_:{self.blank[term]}" if is_blank(term) else written(term)


def rank(language: str | None) -> int:
    """How little we prefer a language: none and English first."""
    if not language or language.lower() == "en":
        return 0
    return 1 if language.lower().startswith("en") else 2


def value_of(literal: Literal) -> tuple[Value | None, str]:
    """The value of a literal, and its datatype where the value alone does not show it (else empty).

    Numbers that are not written as their datatype demands stay text.
    """
    text, datatype = str(literal), str(literal.datatype or "")
    try:
        if datatype in _INTEGERS:
            return clean_value(int(text)), ""
        if datatype in _NUMBERS:
            number = clean_value(float(text))
            return (text, contract(datatype)) if number is None else (number, "")
        if datatype == XSD + "boolean":
            return {"true": True, "1": True, "false": False, "0": False}[text.strip().lower()], ""
    except (ValueError, KeyError):
        return clean_value(text), contract(datatype)
    return clean_value(text), "" if not datatype or datatype in _TEXTS else contract(datatype)
