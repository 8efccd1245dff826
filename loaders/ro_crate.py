"""RO-Crate metadata: data packages, workflow runs, and the `.eln` archives of lab notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from labkin.graph.model import Statement
from labkin.loaders.base import Input, loader
from labkin.loaders.bundles import (
    CRATE_FILE,
    file_statements,
    filled,
    folder_of,
    is_url,
    known_id,
    listed,
    path_in,
    text_of,
    words,
)
from labkin.loaders.crate_entities import Crate, Entity, property_values, read_crate
from labkin.loaders.crate_fields import measured
from labkin.loaders.datasets import dataset_id_at, file_name
from labkin.loaders.plain_text import plain_text

# Properties that become edges: relation, and whether it reads from the other entity to this one.
_LINKS = {
    "hasPart": ("has_part", False),
    "isPartOf": ("has_part", True),
    "isBasedOn": ("derived_from", False),
    "citation": ("cites", False),
    "mentions": ("mentions", False),
    "about": ("describes", False),
    "subjectOf": ("describes", True),
    "sameAs": ("same_as", False),
    "affiliation": ("affiliated_with", False),
    "softwareRequirements": ("requires", False),
    "softwareAddOn": ("requires", False),
    "image": ("related_to", False),
    "parentOrganization": ("part_of", False),
    "funder": ("funded_by", False),
}
_MADE_BY = {
    "author": "author",
    "authors": "author",
    "creator": "creator",
    "contributor": "contributor",
    "publisher": "publisher",
}
_SHORT = {  # properties that keep their value: their name in the lab
    "name": "name",
    "alternateName": "alternate_name",
    "url": "url",
    "version": "version",
    "softwareVersion": "version",
    "encodingFormat": "format",
    "contentUrl": "content_url",
    "sha256": "sha256",
    "sha1": "sha1",
    "md5": "md5",
    "dateCreated": "created",
    "dateModified": "modified",
    "datePublished": "published",
    "temporal": "date",
    "startTime": "started",
    "endTime": "ended",
    "error": "error",
    "genre": "genre",
    "creativeWorkStatus": "status",
    "email": "email",
    "givenName": "given_name",
    "familyName": "family_name",
    "model": "model",
    "serialNumber": "serial_number",
    "manufacturer": "manufacturer",
    "expires": "expires",
    "codeRepository": "code_repository",
    "runtimePlatform": "platform",
    "operatingSystem": "operating_system",
    "registry": "registry",
    "tag": "tag",
    "position": "position",
    "identifier": "identifier",
    "productID": "product_id",
    "aggregateRating": "rating",
    "additionalType": "additional_type",
    "slogan": "slogan",
    "areaServed": "area",
    "applicationCategory": "application_category",
    "processorRequirements": "processor",
    "sdDatePublished": "metadata_published",
    "abstract": "abstract",
}
_ELSEWHERE = words(
    """@id @type @reverse text description license keywords conformsTo contentSize programmingLanguage input output step
    variableMeasured comment hasPart actionStatus object result instrument agent containerImage mainEntity contactPoint
    parentItem sdPublisher itemListElement exampleOfWork workExample logo connection color"""
)
_TOO_LONG = 10_000_000  # characters of one text


def detect(item: Input) -> float:
    """Sure by the name of the file, or by a graph that says which RO-Crate it keeps to."""
    head = item.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"{"):
        return 0.0
    if file_name(item) in (CRATE_FILE, "ro-crate-metadata.jsonld"):
        return 0.96
    return 0.9 if b'"@graph"' in head and b"w3id.org/ro/crate" in head else 0.0


@loader("ro-crate", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """RO-Crate (ro-crate-metadata.json, also in .eln): entries, files, people, runs of workflows and what they made."""
    crate = read_crate(item)
    for entity in crate.entities.values():
        if entity.kind:
            yield from _Writer(crate, entity).statements()
        elif entity is not crate.descriptor and not _is_value(entity):
            item.unmapped[" ".join(sorted(entity.types)) or "no type"] += 1


def _is_value(entity: Entity) -> bool:
    """Whether an entity is nothing by itself: what it holds is said of those that refer to it."""
    return entity.isa(
        "PropertyValue",
        "CreativeWork",
        "ContactPoint",
        "Thing",
        "TextObject",
        "HowToStep",
        "HowToDirection",
        "ComputerLanguage",
    )


class _Writer:
    """What one entity says."""

    def __init__(self, crate: Crate, entity: Entity) -> None:
        self.crate, self.item, self.entity = crate, crate.item, entity
        self.place, self.id, self.kind = entity.place, entity.id, entity.kind

    def statements(self) -> Iterator[Statement]:
        props = filled(self.props())
        if self.id.startswith("file:") or (is_url(self.id) and self.kind == "File"):
            yield from self.file(props)
        else:
            yield self.item.node(self.place, self.id, self.kind, props)
        yield from self.made_by()
        yield from self.links()
        yield from self.comments()
        yield from self.measured_links()
        if self.kind == "Activity":
            yield from self.action()
        if self.entity is self.crate.root:
            yield from self.identified()

    # -- properties -----------------------------------------------------------------------------------------------

    def props(self) -> dict[str, Any]:
        entity, crate = self.entity, self.crate
        props: dict[str, Any] = {}
        for name, value in entity.data.items():
            if name in _SHORT:
                texts = crate.texts(value)
                props.setdefault(_SHORT[name], texts[0] if len(texts) == 1 else texts)
            elif name not in _ELSEWHERE and name not in _LINKS and name not in _MADE_BY:
                self.item.unmapped[name] += 1
        props.update(self.wording())
        props.update(self.sorted_out())
        for name, value in measured(self.crate, self.entity).items():
            plain = name.removesuffix("_value")
            if props.get(plain) != value:
                props.setdefault(name if name not in props else f"{name}_value", value)
        if not props.get("name"):
            props["name"] = _start(str(props["text"])) or self.fallback_name()
        if not props.get("date"):
            props["date"] = props.get("published") or props.get("created") or props.get("modified") or ""
        if entity.ref.startswith(("http://", "https://")) and self.id != entity.ref:
            props.setdefault("url", entity.ref)
        return props

    def fallback_name(self) -> str:
        entity = self.entity
        whole = " ".join(filter(None, (entity.text("givenName"), entity.text("familyName"))))
        path = path_in(entity.ref.removeprefix("#"))
        folder = folder_of(self.item).rpartition("/")[2] if entity is self.crate.root else ""
        return whole or entity.text("email", "alternateName") or folder or path.rpartition("/")[2] or entity.ref

    def wording(self) -> dict[str, Any]:
        """The text and the description, as plain text."""
        entity, crate = self.entity, self.crate
        format = entity.text("encodingFormat")
        text = "\n".join(crate.texts(entity.data.get("text")))
        described = "\n".join(crate.texts(entity.data.get("description")))
        return {
            "text": plain_text(text[:_TOO_LONG], format),
            "description": plain_text(described[:_TOO_LONG]),
        }

    def sorted_out(self) -> dict[str, Any]:
        entity, crate = self.entity, self.crate
        data = entity.data
        props: dict[str, Any] = {
            "licence": "; ".join(_licence(crate, ref) for ref in entity.refs("license")),
            "keywords": _keywords(crate.texts(data.get("keywords"))),
            "conforms_to": entity.refs("conformsTo"),
            "size_bytes": _size(entity.text("contentSize")),
            "language": [crate.named(ref) for ref in entity.refs("programmingLanguage")],
            "inputs": [crate.named(ref) for ref in entity.refs("input")],
            "outputs": [crate.named(ref) for ref in entity.refs("output")],
            "steps": [self.step(ref) for ref in entity.refs("step")],
            "types": sorted(entity.types),
            "email": entity.text("email") or next((self.contact(ref) for ref in entity.refs("contactPoint")), ""),
        }
        status = entity.refs("actionStatus")
        if status:
            props["status"] = re.sub(
                r"(?<=[a-z])(?=[A-Z])", " ", status[0].rpartition("/")[2].removesuffix("ActionStatus")
            ).lower()
        category = [
            crate.named(ref) for ref in entity.refs("about") if (found := crate.get(ref)) is not None and not found.kind
        ]
        if self.kind == "Activity":
            props["parameters"] = [
                f"{v.text('name', 'propertyID')} = {_value(crate, v)}"
                for v in property_values(crate, entity.refs("object"))
            ]
        return props | {"category": category}

    def contact(self, ref: str) -> str:
        found = self.crate.get(ref)
        return found.text("email") if found else ""

    def step(self, ref: str) -> str:
        """A step as a line: its number, what is to be done, and how it stands."""
        found = self.crate.get(ref)
        if found is None:
            return ref
        said = " ".join(self.crate.texts(found.data.get("itemListElement"))) or found.text("text", "name")
        said = said or " ".join(self.crate.named(r) for r in found.refs("workExample")) or found.ref
        status = found.text("creativeWorkStatus")
        return f"{found.text('position') or '-'}. {plain_text(said)}" + (f" ({status})" if status else "")

    # -- statements -----------------------------------------------------------------------------------------------

    def file(self, props: dict[str, Any]) -> Iterator[Statement]:
        if self.kind == "File":
            yield from file_statements(self.item, self.place, self.entity.ref, props)
            return
        yield self.item.node(self.place, self.id, self.kind, {**props, "path": path_in(self.entity.ref)})
        if not is_url(self.entity.ref):
            yield self.item.edge(
                self.place, dataset_id_at(f"{folder_of(self.item)}/{path_in(self.entity.ref)}"), "derived_from", self.id
            )

    def ends(self, *names: str) -> Iterator[Entity]:
        """The entities with a node that these properties refer to."""
        for ref in self.entity.refs(*names):
            found = self.crate.get(ref)
            if found is not None and found.id:
                yield found

    def made_by(self) -> Iterator[Statement]:
        for name, role in _MADE_BY.items():
            position = 0
            for value in listed(self.entity.data.get(name)):
                ref = text_of(value.get("@id")) if isinstance(value, dict) else text_of(value)
                found = self.crate.get(ref)
                id = found.id if found is not None else known_id(ref)
                if not id or (found is not None and found.kind not in ("Person", "Organization", "Software")):
                    continue
                position += 1
                if found is not None and found.kind == "Software":
                    yield self.item.edge(self.place, self.id, "related_to", id, {"role": role})
                    continue
                yield self.item.edge(self.place, self.id, "attributed_to", id, {"role": role, "position": position})

    def links(self) -> Iterator[Statement]:
        for name, (relation, turned) in _LINKS.items():
            for ref in self.entity.refs(name):
                found = self.crate.get(ref)
                other = found.id if found is not None else known_id(ref)
                if not other or other == self.id:
                    continue
                here = relation if self.fits(relation, turned, found) else "related_to"
                ends = (other, self.id) if turned and here == relation else (self.id, other)
                yield self.item.edge(self.place, ends[0], here, ends[1])

    def fits(self, relation: str, turned: bool, other: Entity | None) -> bool:
        """Whether the schema lets the relation join these two."""
        from labkin.graph import schema

        ends = schema.relation(relation).ends
        pair = (self.kind, other.kind if other is not None else "*")
        one, two = (pair[1], pair[0]) if turned else pair
        return not ends or any(a in ("*", one) and (b in ("*", two) or two == "*") for a, b in ends)

    def comments(self) -> Iterator[Statement]:
        for found in self.ends("comment"):
            yield self.item.edge(self.place, found.id, "describes", self.id)
        for found in self.ends("parentItem"):
            yield self.item.edge(self.place, self.id, "describes", found.id)

    def measured_links(self) -> Iterator[Statement]:
        """Fields whose value is another entry of the crate."""
        for value in property_values(self.crate, self.entity.refs("variableMeasured", "additionalProperty")):
            for ref in value.refs("value"):
                found = self.crate.get(ref) if "/" in ref or ref.startswith("#") else None
                if found is not None and found.id and found.id != self.id:
                    relation = "mentions" if self.fits("mentions", False, found) else "related_to"
                    said = {"field": value.text("propertyID", "name")}
                    yield self.item.edge(value.place, self.id, relation, found.id, said)

    def action(self) -> Iterator[Statement]:
        """A run: what it used, generated, who and what carried it out. A run that steers others has them as parts."""
        edge, results = self.item.edge, list(self.ends("result"))
        steers = self.entity.isa("OrganizeAction", "ControlAction")
        makes_crate = not results and not steers and self.entity.isa("CreateAction")
        for found in self.ends("object"):
            if found.kind == "Activity":
                yield edge(self.place, self.id, "has_part", found.id)
            elif makes_crate and found is self.crate.root:  # how notebooks note their export
                yield edge(self.place, found.id, "generated_by", self.id)
            else:
                yield edge(self.place, self.id, "used", found.id, {"role": "object"})
        for found in results:
            if found.kind == "Activity":
                yield edge(self.place, self.id, "has_part", found.id)
            else:
                yield edge(self.place, found.id, "generated_by", self.id)
        for name in ("instrument", "containerImage"):
            for found in self.ends(name):
                yield edge(
                    self.place, self.id, "used", found.id, {"role": "container" if name != "instrument" else name}
                )
        for found in self.ends("agent"):
            if found.kind in ("Person", "Organization"):
                yield edge(self.place, self.id, "associated_with", found.id)
            else:
                yield edge(self.place, self.id, "used", found.id, {"role": "agent"})

    def identified(self) -> Iterator[Statement]:
        """The crate is what its DOI stands for, when it has one."""
        for text in (
            text_of(one.get("@id")) if isinstance(one, dict) else text_of(one)
            for one in listed(self.entity.data.get("identifier"))
        ):
            if (known := known_id(text)).startswith("doi:"):
                yield self.item.edge(self.place, self.id, "same_as", known)
        for found in self.ends("mainEntity"):
            yield self.item.edge(self.place, self.id, "has_part", found.id, {"role": "main"})


def _start(text: str, length: int = 70) -> str:
    """The start of a text as a name, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length].rsplit(" ", 1)[0] + " …"


def _value(crate: Crate, entity: Entity) -> str:
    return ", ".join(crate.texts(entity.data.get("value")))


def _licence(crate: Crate, ref: str) -> str:
    found = crate.get(ref)
    return (found.text("identifier", "name") if found is not None else "") or ref


def _keywords(texts: list[str]) -> list[str]:
    parts = [part.strip() for text in texts for part in text.split(",")]
    return list(dict.fromkeys(part for part in parts if part))


def _size(text: str) -> int | str | None:
    return int(text) if re.fullmatch(r"\d{1,18}", text) else text or None
