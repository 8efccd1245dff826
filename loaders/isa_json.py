"""ISA-JSON: an investigation with its studies and assays in one document, mapped as ISA-Tab is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from labkin.graph.model import Statement
from labkin.loaders.base import Input, loader
from labkin.loaders.bundles import dicts, filled, listed, prop_name, read_object, text_of, words
from labkin.loaders.datasets import digits_of, file_name, slug
from labkin.loaders.isa import (
    MATERIALS,
    Annotation,
    Contact,
    Process,
    Thing,
    contact_statements,
    process_statements,
    protocol_id,
    publication_statements,
    study_key,
    term_statements,
    thing_id,
    thing_statements,
)

_KEYS = (
    *("studies", "processSequence", "ontologySourceReferences", "studyDesignDescriptors", "characteristicCategories"),
    *("executesProtocol", "publicReleaseDate", "unitCategories", "otherMaterials"),
)
_READ = words(
    """@id @type @context identifier title description submissionDate publicReleaseDate filename people publications
    comments studies ontologySourceReferences protocols factors materials processSequence assays unitCategories
    characteristicCategories studyDesignDescriptors measurementType technologyType technologyPlatform dataFiles"""
)


def detect(item: Input) -> float:
    """Sure where the document has several of the names that only ISA-JSON has."""
    if not item.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return 0.0
    found = sum(f'"{key}"'.encode() in item.head for key in _KEYS)
    return 0.95 if found >= 3 and b'"studies"' in item.head else 0.6 if found >= 3 else 0.0


@loader("isa-json", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """ISA-JSON: investigations, studies and assays, from the sources through protocols to the files of data."""
    document = read_object(item)
    studies = [one for one in listed(document.get("studies")) if isinstance(one, dict)]
    if not studies:
        raise item.bad("/studies", "there is no study in it; ISA-JSON has an array of studies")
    id = f"investigation:{slug(file_name(item).removesuffix('.json'))}-{digits_of(item.source.uri)}"
    name = text_of(document.get("title")) or text_of(document.get("identifier")) or file_name(item)
    yield item.node("/", id, "Experiment", {**_head(document), "name": name, "type": "investigation"})
    yield from _people_and_papers(item, "", id, document)
    _count_unread(item, document)
    for number, study in enumerate(studies):
        name = text_of(study.get("identifier")) or text_of(study.get("filename")) or f"study {number}"
        key = study_key(item, f"{file_name(item)}/{name}")
        yield item.edge(f"/studies/{number}", id, "has_part", f"study:{key}")
        yield from _Study(item, f"/studies/{number}", key, study).statements()


def _head(part: dict[str, Any]) -> dict[str, object]:
    submitted, released = text_of(part.get("submissionDate")), text_of(part.get("publicReleaseDate"))
    props = {
        **_comments(part),
        "identifier": text_of(part.get("identifier")),
        "description": text_of(part.get("description")),
        "file_name": text_of(part.get("filename")),
        "date": released or submitted,
        "submitted": submitted,
        "released": released,
    }
    return filled(props)


def _comments(part: dict[str, Any]) -> dict[str, object]:
    found = dicts(part.get("comments"))
    return {
        prop_name(text_of(one.get("name"))): text_of(one.get("value")) for one in found if text_of(one.get("value"))
    }


def _count_unread(item: Input, part: dict[str, Any]) -> None:
    for key in part:
        if key not in _READ:
            item.unmapped[key] += 1


def _term(value: Any) -> Annotation:
    if not isinstance(value, dict):
        return Annotation(text_of(value))
    parts = (text_of(value.get(key)) for key in ("annotationValue", "termAccession", "termSource"))
    text, accession, source = parts
    return Annotation(text, "", accession, source)


def _people_and_papers(item: Input, at: str, id: str, part: dict[str, Any]) -> Iterator[Statement]:
    for number, one in enumerate(dicts(part.get("publications"))):
        props = {"authors": text_of(one.get("authorList")), "status": _term(one.get("status")).value}
        pmid, doi, title = (text_of(one.get(key)) for key in ("pubMedID", "doi", "title"))
        yield from publication_statements(item, f"{at}/publications/{number}", id, pmid, doi, title, filled(props))
    for number, one in enumerate(dicts(part.get("people"))):
        contact = _contact(one)
        if contact.name:
            yield from contact_statements(item, f"{at}/people/{number}", id, contact)


def _contact(one: dict[str, Any]) -> Contact:
    def value(key: str) -> str:
        return text_of(one.get(key))

    comments = _comments(one)
    return Contact(
        name=" ".join(filter(None, (value("firstName"), value("lastName")))),
        family=value("lastName"),
        given=value("firstName"),
        email=value("email"),
        affiliation=value("affiliation"),
        address=value("address"),
        roles=[role for entry in listed(one.get("roles")) if (role := _term(entry).value)],
        orcid=next((str(text) for name, text in comments.items() if "orcid" in name), ""),
        more={"initials": value("midInitials"), "phone": value("phone"), "fax": value("fax")},
    )


@dataclass(slots=True)
class _Study:
    item: Input
    at: str
    key: str
    study: dict[str, Any]
    ids: dict[str, str] = field(default_factory=dict)  # of things and processes, by their @id in the document
    names: dict[str, str] = field(default_factory=dict)  # of categories, units, factors, parameters, protocols

    @property
    def id(self) -> str:
        return f"study:{self.key}"

    def statements(self) -> Iterator[Statement]:
        item, study = self.item, self.study
        self.learn(study)
        designs = [_term(one) for one in listed(study.get("studyDesignDescriptors"))]
        factors = [text_of(one.get("factorName")) for one in dicts(study.get("factors"))]
        name = text_of(study.get("title")) or text_of(study.get("identifier"))
        said = {"name": name, "type": "study", "designs": [d.value for d in designs if d.value], "factors": factors}
        yield item.node(self.at, self.id, "Experiment", filled({**_head(study), **said}))
        for design in designs:
            yield from term_statements(item, self.at, self.id, "study design", design)
        yield from _people_and_papers(item, self.at, self.id, study)
        _count_unread(item, study)
        yield from self.protocols()
        yield from self.part(self.at, study, "")
        for number, assay in enumerate(dicts(study.get("assays"))):
            yield from self.assay(f"{self.at}/assays/{number}", assay, number)

    def learn(self, study: dict[str, Any]) -> None:
        """The names of what the values refer to, in the study and in its assays."""
        for part in (study, *dicts(study.get("assays"))):
            for one in dicts(part.get("characteristicCategories")):
                self.name(one, _term(one.get("characteristicType")).value)
            for one in dicts(part.get("unitCategories")):
                self.name(one, _term(one).value)
        for one in dicts(study.get("factors")):
            self.name(one, text_of(one.get("factorName")))
        for one in dicts(study.get("protocols")):
            self.name(one, text_of(one.get("name")))
            for parameter in dicts(one.get("parameters")):
                self.name(parameter, _term(parameter.get("parameterName")).value)

    def name(self, one: dict[str, Any], name: str) -> None:
        self.names.setdefault(text_of(one.get("@id")), name)

    def named(self, reference: Any) -> str:
        """The name of what is referred to; the readable end of the reference where the document does not say."""
        ref = text_of(reference.get("@id")) if isinstance(reference, dict) else text_of(reference)
        return self.names.get(ref) or re.sub(r"_+", " ", ref.rpartition("/")[2]) or "value"

    def value(self, one: dict[str, Any]) -> Annotation:
        found = _term(one.get("value"))
        unit = one.get("unit")
        if isinstance(unit, dict):
            found = Annotation(found.value, _term(unit).value or self.named(unit), found.accession, found.source)
        return found

    def protocols(self) -> Iterator[Statement]:
        for number, one in enumerate(dicts(self.study.get("protocols"))):
            place, name = f"{self.at}/protocols/{number}", text_of(one.get("name"))
            if not name:
                self.item.warn(place, "a protocol has no name and was passed over")
                continue
            components, kind = dicts(one.get("components")), _term(one.get("protocolType"))
            props = {
                "name": name,
                "protocol_type": kind.value,
                "text": text_of(one.get("description")),
                "uri": text_of(one.get("uri")),
                "version": text_of(one.get("version")),
                "parameters": [_term(p.get("parameterName")).value for p in dicts(one.get("parameters"))],
                "components": [text_of(component.get("componentName")) for component in components],
                "component_types": [_term(component.get("componentType")).value for component in components],
            }
            id = protocol_id(self.key, name)
            yield self.item.node(place, id, "Protocol", filled(props))
            yield self.item.edge(place, self.id, "follows", id)
            yield from term_statements(self.item, place, id, "protocol type", kind)

    def part(self, at: str, part: dict[str, Any], assay: str, prefix: str = "") -> Iterator[Statement]:
        """The materials, files and processes of the study itself, or of an assay."""
        materials = next(iter(dicts(part.get("materials"))), {})
        for group, role in (("sources", "source"), ("samples", "sample"), ("otherMaterials", "")):
            for number, one in enumerate(dicts(materials.get(group))):
                thing = self.thing(f"{at}/materials/{group}/{number}", one, role)
                if thing is not None:
                    yield from self.kept(thing, one, assay)
        for number, one in enumerate(dicts(part.get("dataFiles"))):
            thing = self.thing(f"{at}/dataFiles/{number}", one, text_of(one.get("type")) or "Data File")
            if thing is not None:
                yield from self.kept(thing, one, assay)
        yield from self.processes(at, part, assay, prefix)

    def thing(self, place: str, one: dict[str, Any], role: str) -> Thing | None:
        ref, name = text_of(one.get("@id")), text_of(one.get("name"))
        kind = role or text_of(one.get("type")).lower().removesuffix(" name").replace("labelled", "labeled")
        if not role and kind not in MATERIALS:
            kind = "extract"
        if not name:
            if ref not in self.ids:  # an assay may name its samples by reference alone
                self.item.warn(place, "a material or file has no name and was passed over")
                return None
            return Thing(kind, "", place)
        thing = Thing(kind, name, place)
        self.ids[ref] = thing_id(self.item, self.key, thing)
        for characteristic in dicts(one.get("characteristics")):
            thing.say("characteristic", self.named(characteristic.get("category")), self.value(characteristic))
        for factor in dicts(one.get("factorValues")):
            thing.say("factor", self.named(factor.get("category")), self.value(factor))
        for comment in dicts(one.get("comments")):
            thing.say("comment", text_of(comment.get("name")), Annotation(text_of(comment.get("value"))))
        return thing

    def kept(self, thing: Thing, one: dict[str, Any], assay: str) -> Iterator[Statement]:
        id = self.ids[text_of(one.get("@id"))]
        if thing.name:
            yield from thing_statements(self.item, self.key, thing)
        if assay and thing.role == "sample":
            yield self.item.edge(thing.place, id, "tested_in", assay)
            yield self.item.edge(thing.place, assay, "used", id)
        elif assay and thing.is_file:
            yield self.item.edge(thing.place, assay, "has_part", id)
        elif not assay:
            yield self.item.edge(thing.place, self.id, "used" if thing.role == "source" else "has_part", id)
        for origin in dicts(one.get("derivesFrom")):
            if source := self.ids.get(text_of(origin.get("@id"))):
                yield self.item.edge(thing.place, id, "derived_from", source)

    def assay(self, at: str, assay: dict[str, Any], number: int) -> Iterator[Statement]:
        name = text_of(assay.get("filename")) or f"assay {number}"
        id = f"assay:{self.key}/{name}"
        measured, technology = _term(assay.get("measurementType")), _term(assay.get("technologyType"))
        props = {
            **_comments(assay),
            "name": ", ".join(filter(None, (measured.value, technology.value))) or name,
            "file_name": name,
            "endpoint": measured.value,
            "technology": technology.value,
            "platform": text_of(assay.get("technologyPlatform")),
        }
        yield self.item.node(at, id, "Assay", filled(props))
        yield self.item.edge(at, self.id, "has_part", id)
        yield from term_statements(self.item, at, id, "measurement type", measured)
        yield from term_statements(self.item, at, id, "technology type", technology)
        _count_unread(self.item, assay)
        yield from self.part(at, assay, id, f"{slug(name)}/")

    def processes(self, at: str, part: dict[str, Any], assay: str, prefix: str) -> Iterator[Statement]:
        found = dicts(part.get("processSequence"))
        for number, one in enumerate(found):
            ref = text_of(one.get("@id")) or f"#{number}"
            self.ids[ref] = f"run:{self.key}/{prefix}{_key(ref)}"
        for number, one in enumerate(found):
            process = self.process(f"{at}/processSequence/{number}", one, text_of(one.get("@id")) or f"#{number}")
            yield from process_statements(self.item, self.key, process, assay, prefix)

    def process(self, place: str, one: dict[str, Any], ref: str) -> Process:
        protocol = self.named(one["executesProtocol"]) if one.get("executesProtocol") else ""
        inputs, outputs = self.ends(place, one, "inputs"), self.ends(place, one, "outputs")
        previous = (
            text_of((one.get("previousProcess") or {}).get("@id"))
            if isinstance(one.get("previousProcess"), dict)
            else ""
        )
        before = {self.ids[previous]: None} if previous in self.ids and not inputs else {}
        return Process(
            key=_key(ref),
            place=place,
            protocol="" if protocol == "unknown" else protocol,
            name=text_of(one.get("name")),
            parameters={self.named(v.get("category")): self.value(v) for v in dicts(one.get("parameterValues"))},
            performer=text_of(one.get("performer")),
            date=text_of(one.get("date")),
            comments={text_of(c.get("name")): text_of(c.get("value")) for c in dicts(one.get("comments"))},
            inputs=inputs,
            outputs=outputs,
            before=before,
        )

    def ends(self, place: str, one: dict[str, Any], which: str) -> dict[str, None]:
        refs = [text_of(end.get("@id")) for end in dicts(one.get(which))]
        for ref in refs:
            if ref not in self.ids:
                self.item.warn(f"{place}/{which}", f"{ref or 'an entry'} is nowhere described and was passed over")
        return {self.ids[ref]: None for ref in refs if ref in self.ids}


def _key(ref: str) -> str:
    return ref.removeprefix("#process/").lstrip("#")
