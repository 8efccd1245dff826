"""Croissant: the metadata of a machine-learning dataset, its files, and its record sets as tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from labkin.graph.model import Statement
from labkin.loaders.base import Input, loader
from labkin.loaders.bundles import (
    dicts,
    file_at,
    file_statements,
    filled,
    folder_of,
    is_url,
    known_id,
    listed,
    path_in,
    prop_name,
    read_object,
    text_of,
    words,
)
from labkin.loaders.datasets import digits_of, slug

_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"'{},;<>]+)")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kKMGT]?i?)B?")
_READ = words(
    """@context @id @type name description conformsTo citeAs license url version keywords creator author publisher
    contributor maintainer distribution recordSet sameAs datePublished dateCreated dateModified inLanguage isLiveDataset
    identifier alternateName"""
)
_READ_FILE = words(
    "@id @type name description contentUrl contentSize encodingFormat sha256 md5 containedIn includes excludes sameAs"
)
_TYPES = {
    "text": "text",
    "url": "text",
    "date": "date",
    "datetime": "date",
    "integer": "integer",
    "int32": "integer",
    "int64": "integer",
    "float": "number",
    "float32": "number",
    "float64": "number",
    "number": "number",
    "boolean": "boolean",
    "bool": "boolean",
}


def detect(item: Input) -> float:
    """Sure by Croissant's namespace, together with what only its documents have."""
    head = item.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"{"):
        return 0.0
    if b"mlcommons.org/croissant" in head and (
        b'"conformsTo"' in head or b"distribution" in head or b"recordSet" in head
    ):
        return 0.96
    return 0.0


@loader("croissant", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """Croissant (JSON-LD): a dataset, its files with checksums, its record sets and fields, creators, citation."""
    document = _plain(read_object(item))
    if "distribution" not in document and "recordSet" not in document and "name" not in document:
        raise item.bad("/", "it has neither name, distribution nor recordSet; a Croissant dataset has them")
    yield from _Croissant(item, document).statements()


def _plain(value: Any) -> Any:
    """The document with the prefixes of its names dropped ("sc:name", "cr:field", full addresses), at any depth."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        _local(key): one if key in ("@context", "data", "cr:data", "examples") else _plain(one)
        for key, one in value.items()
    }


def _local(key: str) -> str:
    return re.sub(r"^(sc:|cr:|dct:|https?://schema\.org/|http://mlcommons\.org/croissant/)", "", key)


class _Croissant:
    def __init__(self, item: Input, document: dict[str, Any]) -> None:
        self.item, self.document = item, document
        name = text_of(document.get("name")) or folder_of(item).rpartition("/")[2] or "dataset"
        self.name, self.key = name, f"{slug(name)}-{digits_of(item.source.uri)}"
        self.id = f"dataset:{self.key}"
        self.files: dict[str, str] = {}  # identifiers of files and file sets, by their @id
        self.fields: dict[str, str] = {}  # identifiers of the tables of fields, by the @id of the field
        self.sets: dict[str, str] = {}  # of record sets

    def statements(self) -> Iterator[Statement]:
        for key in self.document:
            if key not in _READ and not key.startswith("rai:"):
                self.item.unmapped[key] += 1
        yield self.item.node("/", self.id, "Dataset", self.props())
        for field, role in (
            ("creator", "creator"),
            ("author", "author"),
            ("publisher", "publisher"),
            ("contributor", "contributor"),
            ("maintainer", "maintainer"),
        ):
            yield from self.people(field, role)
        yield from self.citation()
        self.learn()
        for number, one in enumerate(dicts(self.document.get("distribution"))):
            yield from self.file(f"/distribution/{number}", one)
        for number, one in enumerate(dicts(self.document.get("recordSet"))):
            yield from self.table(f"/recordSet/{number}", one)

    def props(self) -> dict[str, object]:
        get = self.document.get
        texts = {
            "name": self.name,
            "description": text_of(get("description")),
            "url": text_of(get("url")),
            "version": text_of(get("version")),
            "licence": "; ".join(filter(None, map(_ref, listed(get("license"))))),
            "citation": text_of(get("citeAs")),
            "date": text_of(get("datePublished")) or text_of(get("dateCreated")),
            "modified": text_of(get("dateModified")),
            "same_as_url": [_ref(one) for one in listed(get("sameAs"))],
            "identifier": text_of(get("identifier")),
            "alternate_names": [text_of(one) for one in listed(get("alternateName"))],
            "languages": [text_of(one) for one in listed(get("inLanguage"))],
            "keywords": _keywords(get("keywords")),
            "live": get("isLiveDataset") if isinstance(get("isLiveDataset"), bool) else None,
            "format": "croissant",
            "conforms_to": [_ref(one) for one in listed(get("conformsTo"))],
        }
        rai = {_rai(key): value for key, value in self.document.items() if key.startswith("rai:")}
        return filled(
            {**{key: value if isinstance(value, list) else text_of(value) for key, value in rai.items()}, **texts}
        )

    def people(self, field: str, role: str) -> Iterator[Statement]:
        for number, one in enumerate(listed(self.document.get(field))):
            place = f"/{field}/{number}"
            person = one if isinstance(one, dict) else {"name": text_of(one), "@type": "Person"}
            name = text_of(person.get("name")) or " ".join(
                filter(None, (text_of(person.get("givenName")), text_of(person.get("familyName"))))
            )
            if not name:
                self.item.warn(place, "somebody without a name was passed over")
                continue
            kind = "Organization" if "Organization" in str(person.get("@type")) else "Person"
            given = (text_of(person.get(key)) for key in ("@id", "identifier", "url", "sameAs"))
            known = next((id for one in given if (id := known_id(one)).startswith(("orcid:", "ror:"))), "")
            id = known or f"{kind.lower()}:{slug(name)}@{self.key}"
            props = {"name": name, "email": text_of(person.get("email")), "url": text_of(person.get("url"))}
            yield self.item.node(place, id, kind, filled(props))
            yield self.item.edge(place, self.id, "attributed_to", id, {"role": role, "position": number + 1})

    def citation(self) -> Iterator[Statement]:
        """The paper that is to be cited for the dataset, when the text says which it is by a DOI."""
        text = text_of(self.document.get("citeAs"))
        for doi in dict.fromkeys(found.rstrip(".").lower() for found in _DOI.findall(text)):
            title = re.search(r"\btitle\s*=\s*[{\"]+(.+?)[}\"]+\s*[,}\n]", text, re.DOTALL)
            props = {"doi": doi, "name": " ".join(title[1].split()) if title else ""}
            yield self.item.node("/citeAs", f"doi:{doi}", "Publication", filled(props))
            yield self.item.edge("/citeAs", f"doi:{doi}", "describes", self.id)

    # -- files ----------------------------------------------------------------------------------------------------

    def learn(self) -> None:
        """The identifiers of everything that is referred to by its @id, before anything refers to it."""
        self.by_id = {_key(one): one for one in dicts(self.document.get("distribution"))}
        for ref in self.by_id:
            self.files[ref] = self.file_id(ref, set())
        for one in dicts(self.document.get("recordSet")):
            table = f"table:{self.key}/{_key(one)}"
            self.sets[_key(one)] = table
            for field in _all_fields(one):
                self.fields[_key(field)] = table

    def path(self, ref: str, seen: set[str]) -> str:
        """Where a file lies: an address of the web, or a path from here; in an archive as "ARCHIVE!/PATH"."""
        one = self.by_id.get(ref, {})
        own = text_of(one.get("contentUrl"))
        within = next((r for r in map(_ref, listed(one.get("containedIn"))) if r in self.by_id and r not in seen), "")
        if not within or is_url(own):
            return own
        outer = self.path(within, {*seen, ref})
        return f"{outer}!/{path_in(own)}" if outer and own else ""

    def file_id(self, ref: str, seen: set[str]) -> str:
        path = self.path(ref, seen) if "FileSet" not in str(self.by_id[ref].get("@type")) else ""
        return file_at(self.item, path) if path else f"file:{self.key}/{ref}"

    def file(self, place: str, one: dict[str, Any]) -> Iterator[Statement]:
        ref, many = _key(one), "FileSet" in str(one.get("@type"))
        id, path = self.files[ref], "" if many else self.path(ref, set())
        for key in one:
            if key not in _READ_FILE:
                self.item.unmapped[f"distribution.{key}"] += 1
        props = {
            "name": text_of(one.get("name")) or ref,
            "description": text_of(one.get("description")),
            "format": text_of(one.get("encodingFormat")),
            "size_bytes": _bytes(text_of(one.get("contentSize"))),
            "size": text_of(one.get("contentSize")),
            "sha256": text_of(one.get("sha256")).lower(),
            "md5": text_of(one.get("md5")).lower(),
            "url": text_of(one.get("contentUrl")),
            "includes": [text_of(pattern) for pattern in listed(one.get("includes"))],
            "excludes": [text_of(pattern) for pattern in listed(one.get("excludes"))],
            "type": "file set" if many else "",
        }
        if path and file_at(self.item, path) == id:
            yield from file_statements(self.item, place, path, filled(props))
        else:
            yield self.item.node(place, id, "File", filled(props))
        yield self.item.edge(place, self.id, "has_part", id)
        for outer in map(_ref, listed(one.get("containedIn"))):
            if outer in self.files and self.files[outer] != id:
                yield self.item.edge(place, id, "derived_from", self.files[outer])

    # -- tables ---------------------------------------------------------------------------------------------------

    def table(self, place: str, one: dict[str, Any]) -> Iterator[Statement]:
        id, fields = self.sets[_key(one)], list(_all_fields(one))
        leaves = [field for field in fields if not dicts(field.get("subField"))]
        data, described, extracted = (
            one.get("data"),
            [text_of(f.get("description")) for f in leaves],
            list(map(_extracted, leaves)),
        )
        props = {
            "name": text_of(one.get("name")) or _key(one),
            "description": text_of(one.get("description")),
            "columns": [_column(field, _key(one)) for field in leaves],
            "column_types": [_type(field) for field in leaves],
            "column_descriptions": described if any(described) else None,
            "column_sources": extracted if any(extracted) else None,
            "record_type": [text_of(type) for type in listed(one.get("dataType"))],
            "key": [_ref(key) for key in listed(one.get("key"))],
            "rows": len(data) if isinstance(data, list) else None,
        }
        yield self.item.node(place, id, "Table", filled(props))
        yield self.item.edge(place, self.id, "has_part", id)
        yield from self.sources(place, id, fields)

    def sources(self, place: str, id: str, fields: list[dict[str, Any]]) -> Iterator[Statement]:
        """What the fields of a table are extracted from, and the fields of other tables that they refer to."""
        origins: dict[str, None] = {}
        for field in fields:
            for source in _within(field, "source"):
                for ref in _refs(source, "fileObject", "fileSet", "distribution", "recordSet", "field"):
                    origins[self.known(ref, id)] = None
        for origin in origins:
            if origin != id:
                yield self.item.edge(place, id, "derived_from", origin)
        for field in fields:
            for reference in _within(field, "references"):
                for ref in _refs(reference, "field", "recordSet", "fileObject"):
                    if (other := self.known(ref, id)) != id:
                        said = {"field": text_of(field.get("name")) or _key(field), "to": ref}
                        yield self.item.edge(place, id, "references", other, qualifiers=said)

    def known(self, ref: str, default: str) -> str:
        """The identifier of the table or file that a reference leads to."""
        return self.fields.get(ref) or self.sets.get(ref) or self.files.get(ref) or default


def _within(field: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A property of a field, and of what joins it to the field above it."""
    return [
        *dicts(field.get(name)),
        *(one for parent in dicts(field.get("parentField")) for one in dicts(parent.get(name))),
    ]


def _refs(one: dict[str, Any], *names: str) -> list[str]:
    return [ref for name in names for value in listed(one.get(name)) if (ref := _ref(value))]


def _key(one: dict[str, Any]) -> str:
    return text_of(one.get("@id")) or text_of(one.get("name")) or "unnamed"


def _ref(value: Any) -> str:
    """What a reference refers to, written as an object or as a text."""
    if isinstance(value, dict):
        return text_of(value.get("@id")) or text_of(value.get("url")) or text_of(value.get("name"))
    return text_of(value)


def _all_fields(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for field in (*dicts(one.get("field")), *dicts(one.get("subField"))):
        yield field
        yield from _all_fields({"subField": field.get("subField")})


def _column(field: dict[str, Any], table: str) -> str:
    name = text_of(field.get("name")) or _key(field)
    return name.removeprefix(f"{table}/") or name


def _type(field: dict[str, Any]) -> str:
    types = [text_of(type) for type in listed(field.get("dataType"))]
    plain = (_TYPES.get(re.split(r"[:/#]", type)[-1].lower(), "") for type in types)
    known = next(filter(None, plain), "") or (re.split(r"[/#]", types[0])[-1] if types else "unknown")
    return f"list of {known}" if field.get("repeated") is True else known


def _extracted(field: dict[str, Any]) -> str:
    """Where in its source a field stands: "genders.csv: column label"."""
    for source in dicts(field.get("source")):
        file = next(
            (
                ref
                for key in ("fileObject", "fileSet", "distribution", "field", "recordSet")
                if (ref := _ref(source.get(key)))
            ),
            "",
        )
        for extract in dicts(source.get("extract")):
            said = ", ".join(f"{key} {text_of(value)}" for key, value in extract.items())
            return f"{file}: {said}" if file else said
        return file
    return ""


def _keywords(value: Any) -> list[str]:
    found = [text_of(one) for one in listed(value)]
    if len(found) == 1:
        found = found[0].split(",")
    return [one.strip() for one in found if one.strip()]


def _bytes(size: str) -> int | None:
    """Bytes from a size as schema.org writes it ("117743 B", "1.2 MB", "3 GiB"); None for no size.

    >>> _bytes("117743 B"), _bytes("1.5 kB"), _bytes("2 KiB"), _bytes("some")
    (117743, 1500, 2048, None)
    """
    found = _SIZE.fullmatch(size.strip())
    if not found:
        return None
    base = 1024 if found[2].endswith("i") else 1000
    return round(float(found[1]) * float(base ** " KMGT".index(found[2][:1].upper() or " ")))


def _rai(key: str) -> str:
    return "rai_" + prop_name(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key.removeprefix("rai:")))
