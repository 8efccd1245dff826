"""RDF in any syntax to triples with their lines, by the parsers of rdflib; nothing outside the file is ever read.

rdflib's own stores keep three indices of all triples. Here each triple is kept once, under its subject.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from labkin.graph.errors import BadInput
from labkin.loaders.base import Input
from labkin.loaders.datasets import file_name, key_of

if TYPE_CHECKING:
    from rdflib.term import Identifier

LARGEST = 1 << 30  # bytes of one document; the parsers of Turtle and JSON-LD hold all of its text
_ENTITY = re.compile(rb"<!ENTITY\s+(%\s*)?([^\s\"']+)\s+(SYSTEM|PUBLIC|\"[^\"]*\"|'[^']*')")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_ROOT = re.compile(rb"<[A-Za-z_]")
_LONGEST_PROLOG = 1 << 18
_LONGEST_ENTITY = 500
NO_CONTEXT = "Labkin reads nothing from the network: write that context into the file and load it again"

# The remote contexts that are known without the network, each as what it does for the words of its vocabulary.
_SCHEMA = {"@vocab": "http://schema.org/", "schema": "http://schema.org/", "id": "@id", "type": "@type"}
_PROV = {"@vocab": "http://www.w3.org/ns/prov#", "prov": "http://www.w3.org/ns/prov#"}
CONTEXTS: dict[str, dict[str, str]] = {
    **dict.fromkeys(
        (f"{scheme}://schema.org{end}" for scheme in ("http", "https") for end in ("", "/", "/docs/jsonldcontext.json",
         "/docs/jsonldcontext.jsonld")), _SCHEMA,
    ),
    **dict.fromkeys(
        (f"{scheme}://www.w3.org/ns/prov{end}" for scheme in ("http", "https") for end in ("", "#", ".jsonld")), _PROV
    ),
}  # fmt: skip


class Said(NamedTuple):
    """One triple without its subject. `line` is 0 where the syntax has no lines to speak of (JSON-LD)."""

    predicate: str
    object: Identifier
    line: int


Triples = dict["Identifier", list[Said]]


def parse(item: Input, syntax: str) -> Triples:
    """All triples of a file, by subject, in the order of the file; those of named graphs with the others.

    Raises BadInput, naming the line, where the file is not of that syntax.
    """
    import rdflib

    logging.getLogger("rdflib").setLevel(logging.CRITICAL)  # it reports odd literals, which are kept as text
    collected = _Collector()
    rdflib.NORMALIZE_LITERALS = False  # for good: loads run side by side, and literals are read by us
    with _refusals(item, collected):
        _PARSERS[syntax](item, collected)
    return collected.triples


class _Collector:
    """The part of a graph store that parsers write to."""

    context_aware = True
    formula_aware = graph_aware = transaction_aware = False

    def __init__(self) -> None:
        self.triples: Triples = {}
        self.terms: dict[Any, Any] = {}
        self.where: Callable[[], int] = lambda: 0
        from rdflib import Literal

        self.literal = Literal

    def add(self, triple: tuple[Any, Any, Any], context: Any = None, quoted: bool = False) -> None:
        subject, predicate, object = triple
        said = self.triples.get(subject)
        if said is None:
            said = self.triples[subject] = []
            self.terms.setdefault(subject, subject)
        keep = self.terms.setdefault
        if type(object) is not self.literal:  # names recur; each is kept once
            object = keep(object, object)
        said.append(Said(keep(predicate, predicate), object, self.where()))

    def graph(self) -> Any:
        """A graph whose triples come here."""
        from rdflib import Graph
        from rdflib.store import Store

        owner = self

        class Sink(Store):
            context_aware = True
            formula_aware = graph_aware = False

            def add(self, triple: Any, context: Any = None, quoted: bool = False) -> None:
                owner.add(triple)

            def bind(self, prefix: Any, namespace: Any, override: bool = True) -> None:
                pass

            def namespace(self, prefix: Any) -> Any:
                return None

            def prefix(self, namespace: Any) -> Any:
                return None

            def namespaces(self) -> Iterator[Any]:
                return iter(())

            def contexts(self, triple: Any = None) -> Any:
                return iter(())

            def remove(self, triple: Any, context: Any = None) -> None:
                pass

            def add_graph(self, graph: Any) -> None:
                pass

            def remove_graph(self, graph: Any) -> None:
                pass

        return Graph(store=Sink(), bind_namespaces="none")


# -- syntaxes -----------------------------------------------------------------------------------------------------


def base_of(item: Input) -> str:
    """What relative IRIs of a file are relative to: its name and a key of its address; nothing is fetched."""
    from urllib.parse import quote

    return f"file:///{quote(key_of(item))}/{quote(file_name(item))}"


def _whole(item: Input) -> bytes:
    with item.open() as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise item.bad(
            "", f"it is larger than {LARGEST >> 30} GiB; convert it to N-Triples, which is read line by line"
        )
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode()
    return data.removeprefix(b"\xef\xbb\xbf")


def _turtle(item: Input, collected: _Collector) -> None:
    from rdflib.plugins.parsers.notation3 import RDFSink, SinkParser

    parser = SinkParser(RDFSink(collected.graph()), baseURI=base_of(item), turtle=True)
    collected.where = lambda: parser.lines + 1
    parser.loadBuf(_whole(item))


def _trig(item: Input, collected: _Collector) -> None:
    from rdflib.plugins.parsers.notation3 import RDFSink
    from rdflib.plugins.parsers.trig import TrigSinkParser

    parser = TrigSinkParser(RDFSink(collected.graph()), baseURI=base_of(item), turtle=True)
    collected.where = lambda: parser.lines + 1
    parser.loadBuf(_whole(item))


def _lines(item: Input, collected: _Collector) -> None:
    """N-Triples and N-Quads, a line at a time."""
    from rdflib.plugins.parsers.ntriples import W3CNTriplesParser, r_tail, r_wspace

    from labkin.loaders.lines import text_lines

    parser = W3CNTriplesParser()
    names: dict[str, Any] = {}
    number = 0
    collected.where = lambda: number
    for number, line in text_lines(item):
        parser.line = line.strip()
        parser.eat(r_wspace)
        if not parser.line or parser.line.startswith("#"):
            continue
        subject = parser.subject(names)
        parser.eat(r_wspace)
        predicate = parser.predicate()
        parser.eat(r_wspace)
        object = parser.object(names)
        parser.eat(r_wspace)
        if parser.line[:1] in ("<", "_"):
            _ = parser.uriref() or parser.nodeid(names)
        parser.eat(r_tail)
        if parser.line:
            raise item.bad(f"line {number}", "there is more in this line than one statement")
        collected.add((subject, predicate, object))


def _xml(item: Input, collected: _Collector) -> None:
    from rdflib.parser import InputSource
    from rdflib.plugins.parsers.rdfxml import create_parser

    _refuse_entities(item)
    with item.open() as stream:
        source = InputSource(base_of(item))
        source.setPublicId(base_of(item))
        source.setByteStream(stream)
        parser: Any = create_parser(source, collected.graph())
        parser.setFeature("http://xml.org/sax/features/external-general-entities", False)
        parser.setFeature("http://xml.org/sax/features/external-parameter-entities", False)
        collected.where = lambda: parser.getLineNumber() or 0
        parser.parse(source)


def _refuse_entities(item: Input) -> None:
    """Let through the abbreviations that ontology editors write (`&owl;`), and no other entity."""
    with item.open() as stream:
        start = _COMMENT.sub(b"", stream.read(_LONGEST_PROLOG).replace(b"\0", b""))
    root = _ROOT.search(start)
    prolog = start[: root.start()] if root else start
    for parameter, name, value in _ENTITY.findall(prolog):
        said = name.decode("utf-8", "replace")
        if parameter or value in (b"SYSTEM", b"PUBLIC"):
            raise item.bad("", f"it declares the entity {said!r}, which is outside the file; nothing outside is read")
        if b"&" in value or b"%" in value or len(value) > _LONGEST_ENTITY:
            why = "which unfolds into others or is no abbreviation of an IRI; write it out"
            raise item.bad("", f"it declares the entity {said!r}, {why}")
    if prolog.count(b"<!ENTITY") != len(_ENTITY.findall(prolog)):
        raise item.bad("", "it declares an entity in a form that is not read; remove its <!ENTITY> lines")


def _json(item: Input, collected: _Collector) -> None:
    from rdflib import Dataset
    from rdflib.plugins.parsers.jsonld import to_rdf

    try:
        document = json.loads(_whole(item))
    except UnicodeDecodeError:
        raise item.bad("", "this is not UTF-8; save the file as UTF-8 and load it again") from None
    except json.JSONDecodeError as error:
        raise item.bad(f"line {error.lineno}", f"this is no JSON: {error.msg}") from None
    dataset = Dataset(default_union=True)
    to_rdf(_local(item, document, 0), dataset, base=base_of(item))
    for subject, predicate, object, _ in dataset.quads():
        collected.add((subject, predicate, object))


def _local(item: Input, value: Any, depth: int) -> Any:
    """The document with known remote contexts in place of their addresses. Raises BadInput for an unknown one."""
    if depth > 200:
        raise item.bad("", "values are nested too deeply")
    if isinstance(value, list):
        return [_local(item, part, depth + 1) for part in value]
    if not isinstance(value, dict):
        return value
    return {key: _context(item, part) if key == "@context" else _local(item, part, depth + 1)
            for key, part in value.items()}  # fmt: skip


def _context(item: Input, context: Any) -> Any:
    if isinstance(context, list):
        return [_context(item, part) for part in context]
    if isinstance(context, str):
        if context.rstrip("/") in CONTEXTS or context in CONTEXTS:
            return CONTEXTS.get(context) or CONTEXTS[context.rstrip("/")]
        raise item.bad("@context", f"it needs the context {context}. {NO_CONTEXT}")
    if isinstance(context, dict):
        if "@import" in context:
            raise item.bad("@context", f"it imports the context {context['@import']}. {NO_CONTEXT}")
        return {
            key: {k: _context(item, v) if k == "@context" else v for k, v in part.items()}
            if isinstance(part, dict)
            else part
            for key, part in context.items()
        }
    return context


_PARSERS: dict[str, Callable[[Input, _Collector], None]] = {
    "turtle": _turtle,
    "trig": _trig,
    "lines": _lines,
    "xml": _xml,
    "json": _json,
}


@contextmanager
def _refusals(item: Input, collected: _Collector) -> Iterator[None]:
    """Whatever a parser raises, as a sentence with its line."""
    from xml.sax import SAXParseException

    try:
        yield
    except BadInput:
        raise
    except RecursionError:
        raise item.bad("", "values are nested too deeply") from None
    except SAXParseException as error:
        line = error.getLineNumber() or 0
        raise item.bad(f"line {line}" if line else "", f"this XML cannot be read on: {error.getMessage()}") from None
    except Exception as error:  # the parsers raise errors of many kinds at bytes that are no RDF
        raise item.bad(_line(error, collected), f"this RDF cannot be read on: {_why(error)}") from None


def _line(error: Exception, collected: _Collector) -> str:
    try:
        line = int(getattr(error, "lines", -1)) + 1 or collected.where()
    except (AttributeError, NameError, TypeError, ValueError):  # the position of a parser that has not started
        line = 0
    return f"line {line}" if line else ""


def _why(error: Exception) -> str:
    said = str(getattr(error, "_why", "") or error or type(error).__name__)
    return " ".join(said.split())[:200]
