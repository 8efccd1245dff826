"""BioC, as XML and as JSON: passages of text with annotations and relations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from labkin.graph.model import Statement
from labkin.loaders.annotated import Annotated, Found, Mention, Writer, split_ids
from labkin.loaders.base import Input, loader
from labkin.loaders.xml import Element, flat_text, records, root_name

_IDENTIFIERS = (
    "identifier",
    "NCBI Gene",
    "NCBIGene",
    "NCBI GENE",
    "MESH",
    "OMIM",
    "NCBI Taxonomy",
    "Identifier",
    "RSID",
)
_ENDS = (("entity1", "entity2"), ("subject", "object"), ("Chemical", "Disease"), ("concept1", "concept2"))
_READ = frozenset({"type", "valence", *_IDENTIFIERS, *(end for ends in _ENDS for end in ends)})
_JSON = re.compile(rb'"(?:documents|passages)"\s*:\s*\[')


def detect(item: Input) -> float:
    """Certain by the root of the XML (`collection` with documents), or by documents with passages in JSON."""
    head = item.head.lstrip()
    if head.startswith(b"<"):
        named = root_name(item) == "collection"
        return 0.95 if named and (b"BioC" in item.head or b"<passage" in item.head) else 0.0
    if head.startswith((b"{", b"[")):
        return 0.95 if _JSON.search(head) and b'"passages"' in head else 0.0
    return 0.0


@loader("bioc", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """BioC in XML or JSON: documents, mentions of concepts with their places, relations."""
    writer, count = Writer(item), 0
    for record in documents(item):
        count += 1
        yield from writer.statements(_document(item, record, f"document {count}"))
    if not count:
        raise item.bad("", "there is no document in this file")


def documents(item: Input) -> Iterator[Any]:
    """The documents of either form, as the objects that BioC's JSON has for them; they may be anything else too."""
    is_xml = item.head.lstrip()[:1] == b"<"
    yield from map(_of_xml, records(item, ("document",))) if is_xml else _of_json(item)


def _of_json(item: Input) -> Iterator[Any]:
    """The documents of a JSON file: a collection, one document, or one document a line."""
    with item.open() as stream:
        data = stream.read()
    try:
        whole = json.loads(data)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        why = f"byte {error.start + 1:,} of the file is not UTF-8; save it as UTF-8 and try again"
        raise item.bad(f"line {line}", why) from None
    except RecursionError:
        raise item.bad("", "values are nested too deeply") from None
    except json.JSONDecodeError as error:
        if "\n" not in data.decode("utf-8", "replace").strip():
            why = f"this is no JSON: {error.msg} (character {error.colno}); if the file is cut off, fetch it again"
            raise item.bad(f"line {error.lineno}", why) from None
        yield from _of_lines(item, data)
        return
    if isinstance(whole, dict) and "documents" in whole:
        whole = whole["documents"]
    yield from whole if isinstance(whole, list) else [whole]


def _of_lines(item: Input, data: bytes) -> Iterator[Any]:
    for number, line in enumerate(data.splitlines(), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                raise item.bad(f"line {number}", "this is no JSON; a document of BioC is an object") from None


def _of_xml(document: Element) -> dict[str, Any]:
    """The object that BioC's JSON would have for this element."""
    return {
        "id": flat_text(document.find("id")),
        "infons": _infons(document),
        "passages": [
            {**_content(passage), "sentences": [_content(sentence) for sentence in passage.findall("sentence")]}
            for passage in document.findall("passage")
        ],
        **_annotations(document),
    }


def _content(element: Element) -> dict[str, Any]:
    text = element.find("text")
    return {
        "infons": _infons(element),
        "offset": flat_text(element.find("offset")),
        "text": "".join(text.itertext()) if text is not None else "",
        **_annotations(element),
    }


def _annotations(element: Element) -> dict[str, Any]:
    annotations = [
        {
            "id": one.get("id", ""),
            "infons": _infons(one),
            "text": flat_text(one.find("text")),
            "locations": [dict(location.attrib) for location in one.findall("location")],
        }
        for one in element.findall("annotation")
    ]
    relations = [
        {"id": one.get("id", ""), "infons": _infons(one), "nodes": [dict(node.attrib) for node in one.findall("node")]}
        for one in element.findall("relation")
    ]
    return {"annotations": annotations, "relations": relations}


def _infons(element: Element) -> dict[str, str]:
    return {infon.get("key", ""): flat_text(infon) for infon in element.findall("infon")}


# -- a document of either form ------------------------------------------------------------------------------------


def _document(item: Input, record: Any, place: str) -> Annotated:
    if not isinstance(record, dict) or not isinstance(record.get("passages"), list):
        raise item.bad(place, "this is no document of BioC; one has an id and passages")
    id = str(record.get("id") or record.get("pmid") or "").strip()
    if not id:
        raise item.bad(place, "this document has no id")
    document = Annotated(id, f"record {id}", at=place)
    texts: list[tuple[str, str]] = []
    concepts: dict[str, list[str]] = {}
    for part in _parts(item, place, record):
        infons = _mapping(part.get("infons"))
        if text := str(part.get("text") or ""):
            texts.append((str(infons.get("type", "")).lower(), text))
        for annotation in _objects(part.get("annotations")):
            _mention(item, document, annotation, concepts)
    _compare(item, document, _Laid.of(_parts(item, place, record)))
    for part in (*_parts(item, place, record), record):
        for relation in _objects(part.get("relations")):
            _relation(item, document, relation, concepts)
    titled = next((n for n, (type, _) in enumerate(texts) if type in ("title", "front")), 0)
    document.title = texts[titled][1] if texts else ""
    document.text = "\n".join(text for n, (_, text) in enumerate(texts) if n != titled)
    for name in _mapping(record.get("infons")):
        item.unmapped[name] += 1
    return document


class _Laid(NamedTuple):
    """The texts of a document at the offsets that the file gives them: (start, text). `whole` if each has one."""

    pieces: list[tuple[int, str]]
    whole: bool

    @classmethod
    def of(cls, parts: Iterable[Mapping[str, Any]]) -> _Laid:
        """From passages and sentences."""
        pieces, whole = [], True
        for part in parts:
            if text := str(part.get("text") or ""):
                try:
                    pieces.append((int(part.get("offset", "")), text))
                except (ValueError, TypeError, OverflowError):
                    whole = False
        return cls(pieces, whole)

    def at(self, start: int, end: int) -> str | None:
        """The text there; None where the offsets lie in no passage."""
        found = (text[start - at : end - at] for at, text in self.pieces if at <= start and end <= at + len(text))
        return next(found, None)


def _compare(item: Input, document: Annotated, laid: _Laid) -> None:
    """Tell of mentions whose text is not where they say. Of those in several pieces only the whole reach is known."""
    for mention in document.mentions:
        there = laid.at(mention.start, mention.end)
        if not mention.text or not mention.end or mention.split or (there is None and not laid.whole):
            continue
        if there is None:
            item.warn(mention.place, f"there is no passage at {mention.start}-{mention.end}, for {mention.text!r}")
        elif there.split() != mention.text.split():
            item.warn(mention.place, f"the text at {mention.start}-{mention.end} is {there!r}, not {mention.text!r}")


def _parts(item: Input, place: str, record: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The passages, and their sentences where the text stands in those."""
    for passage in record["passages"]:
        if not isinstance(passage, dict):
            raise item.bad(place, "a passage of this document is no object")
        yield passage
        yield from _objects(passage.get("sentences"))


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _mention(item: Input, document: Annotated, annotation: Mapping[str, Any], concepts: dict[str, list[str]]) -> None:
    infons = _mapping(annotation.get("infons"))
    type = str(infons.get("type") or "Thing")
    given = next((str(infons[name]) for name in _IDENTIFIERS if infons.get(name) not in (None, "")), "")
    ids = split_ids(given, type)
    place = f"record {document.id}, annotation {annotation.get('id', '')}"
    for name in infons:
        if name not in _READ:
            item.unmapped[str(name)] += 1
    concepts[str(annotation.get("id", ""))] = ids
    spans = [_span(item, place, location) for location in _objects(annotation.get("locations"))] or [(0, 0)]
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    text = str(annotation.get("text") or "")
    document.mentions.append(Mention(place, start, end, text, type, ids, len(spans) > 1))


def _span(item: Input, place: str, location: Mapping[str, Any]) -> tuple[int, int]:
    try:
        start = int(location.get("offset", ""))
        return start, start + int(location.get("length", ""))
    except (ValueError, TypeError, OverflowError):
        raise item.bad(place, "a location has no offset and length in whole numbers") from None


def _relation(item: Input, document: Annotated, relation: Mapping[str, Any], concepts: dict[str, list[str]]) -> None:
    infons = _mapping(relation.get("infons"))
    place = f"record {document.id}, relation {relation.get('id', '')}"
    kind = str(infons.get("type") or infons.get("relation") or "related_to")
    novel = str(infons.get("novel", ""))
    for first, second in _ENDS:
        if first in infons and second in infons:
            document.relations.append(Found(place, kind, str(infons[first]), str(infons[second]), novel))
            return
    nodes = [str(node.get("refid", "")) for node in _objects(relation.get("nodes"))]
    found = [concepts.get(node, []) for node in nodes]
    if len(found) == 2 and all(found):
        document.relations += [Found(place, kind, a, b, novel) for a in found[0] for b in found[1]]
    else:
        item.warn(place, f"this {kind} does not join two annotations with identifiers; it was passed over")
