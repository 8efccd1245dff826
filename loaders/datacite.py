"""DataCite metadata, schema 2 to 4, as JSON (a record, or what the REST API answers) and as XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from labkin.graph.model import Statement
from labkin.loaders.base import Input, loader
from labkin.loaders.bundles import (
    dicts,
    filled,
    known_id,
    listed,
    prop_name,
    term_id,
    text_of,
    web_id,
    words,
)
from labkin.loaders.datacite_relations import RELATED, other_id
from labkin.loaders.datacite_xml import is_datacite_xml, xml_records
from labkin.loaders.datasets import digits_of, file_name, slug
from labkin.loaders.json_whole import read_json
from labkin.loaders.publications import orcid_of

_READ = words(
    """id doi prefix suffix identifier identifiers alternateIdentifiers types resourceType creators contributors titles
    publisher container subjects dates publicationYear language sizes formats version rightsList descriptions
    geoLocations fundingReferences relatedIdentifiers relatedItems schemaVersion url"""
)
_KINDS = {
    **dict.fromkeys(("dataset", "collection", "image", "sound", "audiovisual", "model"), "Dataset"),
    **dict.fromkeys(("software", "workflow", "computationalnotebook", "service"), "Software"),
    **dict.fromkeys(
        words(
            "text journalarticle preprint datapaper book bookchapter conferencepaper conferenceproceeding dissertation "
            "journal peerreview report"
        ),
        "Publication",
    ),
    "physicalobject": "Sample",
    "instrument": "Instrument",
    "project": "Experiment",
    "studyregistration": "Experiment",
}


def detect(item: Input) -> float:
    """Sure by the name of the schema, or by the fields that every record has."""
    head = item.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        return 0.97 if is_datacite_xml(item) else 0.0
    if not head.startswith((b"{", b"[")):
        return 0.0
    fields = sum(
        f'"{name}"'.encode() in head for name in ("creators", "titles", "publicationYear", "types", "publisher")
    )
    if b"datacite.org/schema/kernel" in head and fields >= 2:
        return 0.97
    return 0.9 if fields >= 4 else 0.0


@loader("datacite", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """DataCite records (JSON, XML): datasets and other works, creators, funders, and what they are related to."""
    head = item.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    records = xml_records(item) if head.startswith(b"<") else _json_records(item)
    count = 0
    for place, record in records:
        count += 1
        yield from _Record(item, place, record).statements()
    if not count:
        raise item.bad("", "there is no DataCite record in it; a record has creators, titles and a publisher")


def _json_records(item: Input) -> Iterator[tuple[str, dict[str, Any]]]:
    document = read_json(item)
    if isinstance(document, dict) and "data" in document and "titles" not in document:
        document, at = document["data"], "/data"
    else:
        at = ""
    for number, one in enumerate(listed(document)):
        place = f"{at}/{number}" if isinstance(document, list) else at or "/"
        if isinstance(one, dict) and isinstance(one.get("attributes"), dict):
            one, place = one["attributes"], f"{place.rstrip('/')}/attributes"
        if isinstance(one, dict) and ({"titles", "creators", "doi"} & one.keys()):
            yield place, one


class _Record:
    def __init__(self, item: Input, place: str, record: dict[str, Any]) -> None:
        self.item, self.place, self.record = item, place, record
        self.id = self._identity()
        types = next(iter(dicts(record.get("types")) + dicts(record.get("resourceType"))), {})
        self.general = text_of(types.get("resourceTypeGeneral"))
        self.resource_type = text_of(types.get("resourceType"))
        self.kind = _KINDS.get(re.sub(r"\W", "", self.general).lower(), "Document")
        self.taken: set[str] = set()

    def _identity(self) -> str:
        candidates = [self.record.get("doi"), self.record.get("id")]
        candidates += [one.get("identifier") for one in dicts(self.record.get("identifiers"))]
        for candidate in candidates:
            if (known := known_id(text_of(candidate))).startswith("doi:"):
                return known
        return f"dataset:{slug(file_name(self.item).rpartition('.')[0])}-{digits_of(self.item.source.uri + self.place)}"

    def at(self, *path: object) -> str:
        return "/".join([self.place.rstrip("/"), *map(str, path)])

    def statements(self) -> Iterator[Statement]:
        for name in self.record:
            if name not in _READ and self.record[name] not in (None, "", [], {}):
                self.item.unmapped[name] += 1
        yield self.item.node(self.place, self.id, self.kind, self.props())
        yield from self.people("creators", "creator")
        yield from self.people("contributors", "")
        yield from self.publisher()
        yield from self.subjects()
        yield from self.funding()
        yield from self.related()

    # -- what it is -----------------------------------------------------------------------------------------------

    def props(self) -> dict[str, object]:
        record = self.record
        titles, descriptions = dicts(record.get("titles")), dicts(record.get("descriptions"))
        main = [one for one in titles if not one.get("titleType")] or titles
        year = text_of(record.get("publicationYear"))
        container = next(iter(dicts(record.get("container"))), {})
        props: dict[str, object] = {
            "name": text_of(main[0].get("title")) if main else "",
            "titles": [text_of(one.get("title")) for one in titles[1:]] if len(titles) > 1 else None,
            "doi": self.id.removeprefix("doi:") if self.id.startswith("doi:") else "",
            "resource_type": self.resource_type,
            "resource_type_general": self.general,
            "publisher": _publisher(record.get("publisher"))[0],
            "container": text_of(container.get("title")),
            "language": text_of(record.get("language")),
            "sizes": [text_of(one) for one in listed(record.get("sizes"))],
            "formats": [text_of(one) for one in listed(record.get("formats"))],
            "version": text_of(record.get("version")),
            "url": text_of(record.get("url")),
            "subjects": [text for one in listed(record.get("subjects")) if (text := _subject(one))],
            "related_items": [
                text_of(dicts(one.get("titles"))[0].get("title"))
                for one in dicts(record.get("relatedItems"))
                if dicts(one.get("titles"))
            ],
            **self.identifiers(),
            **_descriptions(descriptions, self.kind),
            **_dates(dicts(record.get("dates")), year),
            **_rights(dicts(record.get("rightsList"))),
            **_places(dicts(record.get("geoLocations"))),
        }
        return filled(props)

    def identifiers(self) -> dict[str, object]:
        found = []
        for one in dicts(self.record.get("identifiers")) + dicts(self.record.get("alternateIdentifiers")):
            scheme = text_of(one.get("identifierType")) or text_of(one.get("alternateIdentifierType"))
            value = text_of(one.get("identifier")) or text_of(one.get("alternateIdentifier"))
            if value and known_id(value) != self.id:
                found.append(f"{scheme}: {value}" if scheme else value)
        return {"other_identifiers": list(dict.fromkeys(found))}

    # -- who ------------------------------------------------------------------------------------------------------

    def people(self, field: str, role: str) -> Iterator[Statement]:
        for number, one in enumerate(dicts(self.record.get(field))):
            place = self.at(field, number)
            name = text_of(one.get("name")) or text_of(one.get("creatorName")) or text_of(one.get("contributorName"))
            family, given = text_of(one.get("familyName")), text_of(one.get("givenName"))
            if not (name or family):
                self.item.warn(place, "somebody without a name was passed over")
                continue
            said_role = role or prop_name(
                re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text_of(one.get("contributorType")) or "contributor")
            )
            shown = f"{given} {family}".strip() if family else name
            kind, id = self.identity(one, shown, bool(family))
            props = {"name": shown, "family_name": family, "given_name": given}
            if id.startswith("orcid:"):
                props["orcid"] = id.partition(":")[2]
            others = [n for n in _name_identifiers(one) if known_id(n) != id]
            yield self.item.node(place, id, kind, filled({**props, "other_identifiers": others}))
            affiliations = [_affiliation(a) for a in listed(one.get("affiliation")) if a]
            said: dict[str, object] = {
                "role": said_role.replace("_", " "),
                "affiliation": [a for a, _ in affiliations if a],
            }
            if field == "creators":
                said["position"] = number + 1
            yield self.item.edge(place, self.id, "attributed_to", id, filled(said))
            if kind == "Person":
                yield from self.affiliated(place, id, affiliations)

    def affiliated(self, place: str, person: str, affiliations: list[tuple[str, str]]) -> Iterator[Statement]:
        for name, id in affiliations:
            if id:
                yield self.item.node(place, id, "Organization", filled({"name": name}))
                yield self.item.edge(place, person, "affiliated_with", id)

    def identity(self, one: dict[str, Any], shown: str, family: bool) -> tuple[str, str]:
        """The kind and identifier of a creator: an ORCID or ROR is one everywhere, a name on this record only."""
        organisation = text_of(one.get("nameType")).lower().startswith("organi")
        for identifier in _name_identifiers(one):
            if (known := known_id(identifier)).startswith(("orcid:", "ror:")):
                return ("Person" if known.startswith("orcid:") else "Organization"), known
        start = f"{'organization' if organisation and not family else 'person'}:{slug(shown)}"
        name, number = start, 1
        while name in self.taken:
            number += 1
            name = f"{start}-{number}"
        self.taken.add(name)
        return ("Organization" if organisation and not family else "Person"), f"{name}@{self.id}"

    def publisher(self) -> Iterator[Statement]:
        name, id = _publisher(self.record.get("publisher"))
        if name and name not in (":unav", ":unkn", "(:unav)", "(:unkn)"):
            place, id = self.at("publisher"), id or f"organization:{slug(name)}"
            yield self.item.node(place, id, "Organization", {"name": name})
            yield self.item.edge(place, self.id, "attributed_to", id, {"role": "publisher"})

    def funding(self) -> Iterator[Statement]:
        for number, one in enumerate(dicts(self.record.get("fundingReferences"))):
            place, name = self.at("fundingReferences", number), text_of(one.get("funderName"))
            given = text_of(one.get("funderIdentifier"))
            id = known_id(given) or web_id(given) or (f"organization:{slug(name)}" if name else "")
            if not id:
                continue
            yield self.item.node(place, id, "Organization", filled({"name": name}))
            said = {"title": text_of(one.get("awardTitle")), "uri": text_of(one.get("awardUri"))}
            award = {"award": text_of(one.get("awardNumber"))}
            yield self.item.edge(place, self.id, "funded_by", id, filled(said), filled(award))

    # -- what about, and what else --------------------------------------------------------------------------------

    def subjects(self) -> Iterator[Statement]:
        for number, one in enumerate(dicts(self.record.get("subjects"))):
            term = term_id(text_of(one.get("valueUri")) or text_of(one.get("valueURI")))
            if term:
                place = self.at("subjects", number)
                yield self.item.node(place, term, "Term", filled({"name": _subject(one)}))
                relation = "describes" if self.kind in ("Dataset", "Publication", "Document") else "related_to"
                yield self.item.edge(place, self.id, relation, term)

    def related(self) -> Iterator[Statement]:
        for number, one in enumerate(dicts(self.record.get("relatedIdentifiers"))):
            place, given = self.at("relatedIdentifiers", number), text_of(one.get("relatedIdentifier"))
            scheme, type = text_of(one.get("relatedIdentifierType")), text_of(one.get("relationType"))
            other = other_id(given, scheme)
            if not other or not type or other == self.id:
                self.item.warn(place, "a related identifier without a value or a type was passed over")
                continue
            relation, turned = RELATED.get(type.lower(), (prop_name(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type)), False))
            general = text_of(one.get("resourceTypeGeneral"))
            kind = _KINDS.get(re.sub(r"\W", "", general).lower(), "Thing")  # "Thing" gives way to whatever another says
            yield self.item.node(place, other, kind)
            ends = (other, self.id) if turned else (self.id, other)
            yield self.item.edge(place, ends[0], relation, ends[1], {"relation_type": type})


def _subject(one: Any) -> str:
    return text_of(one.get("subject")) if isinstance(one, dict) else text_of(one)


def _name_identifiers(one: dict[str, Any]) -> list[str]:
    found = []
    for entry in dicts(one.get("nameIdentifiers")) + dicts(one.get("nameIdentifier")):
        scheme, value = text_of(entry.get("nameIdentifierScheme")), text_of(entry.get("nameIdentifier"))
        if scheme.upper() == "ORCID" and (orcid := orcid_of(value)):
            found.append(f"https://orcid.org/{orcid}")
        elif scheme.upper() == "ROR" and "/" not in value:
            found.append(f"https://ror.org/{value}")
        elif value:
            found.append(value if "://" in value or not scheme else f"{scheme}: {value}")
    return found


def _affiliation(given: Any) -> tuple[str, str]:
    """The name of an affiliation, and its identifier when the world knows one."""
    if not isinstance(given, dict):
        return text_of(given), ""
    name, identifier = text_of(given.get("name")), text_of(given.get("affiliationIdentifier"))
    if text_of(given.get("affiliationIdentifierScheme")).upper() == "ROR" and "/" not in identifier and identifier:
        identifier = f"https://ror.org/{identifier}"
    return name, known_id(identifier)


def _publisher(given: Any) -> tuple[str, str]:
    if not isinstance(given, dict):
        return text_of(given), ""
    return text_of(given.get("name")), known_id(text_of(given.get("publisherIdentifier")))


def _descriptions(found: list[dict[str, Any]], kind: str) -> dict[str, object]:
    texts: dict[str, list[str]] = {}
    for one in found:
        text = re.sub(r"\s*<br\s*/?>\s*", "\n", text_of(one.get("description")))
        texts.setdefault(text_of(one.get("descriptionType")) or "Other", []).append(text)
    props: dict[str, object] = {}
    for type, parts in texts.items():
        main = "text" if kind in ("Publication", "Document") else "description"
        name = main if type == "Abstract" else prop_name(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type))
        props[name if name != "other" else "note"] = "\n\n".join(filter(None, parts))
    return props


def _dates(found: list[dict[str, Any]], year: str) -> dict[str, object]:
    by_type: dict[str, list[str]] = {}
    for one in found:
        by_type.setdefault(text_of(one.get("dateType")) or "Other", []).append(text_of(one.get("date")))
    date = next((by_type[type][0] for type in ("Issued", "Available", "Created", "Submitted") if type in by_type), year)
    props: dict[str, object] = {"date": date, "year": int(year) if re.fullmatch(r"\d{4}", year) else None}
    for type, dates in by_type.items():
        props[f"date_{prop_name(type)}"] = dates[0] if len(dates) == 1 else dates
    return props


def _rights(found: list[dict[str, Any]]) -> dict[str, object]:
    names = [
        text_of(one.get("rightsIdentifier")) or text_of(one.get("rights")) or text_of(one.get("rightsUri"))
        for one in found
    ]
    names = [name for name in names if name]
    uris = [uri for one in found if (uri := text_of(one.get("rightsUri")) or text_of(one.get("rightsURI")))]
    return {"licence": "; ".join(dict.fromkeys(names)), "licence_uri": uris[0] if len(uris) == 1 else uris}


def _places(found: list[dict[str, Any]]) -> dict[str, object]:
    points = [one["geoLocationPoint"] for one in found if isinstance(one.get("geoLocationPoint"), dict)]
    props: dict[str, object] = {
        "places": [place for one in found if (place := text_of(one.get("geoLocationPlace")))],
        "areas": [one for one in found if "geoLocationBox" in one or "geoLocationPolygon" in one],
    }
    if len(points) == 1:
        props |= {"latitude": _degrees(points[0], "pointLatitude"), "longitude": _degrees(points[0], "pointLongitude")}
    elif points:
        props["points"] = points
    return props


def _degrees(point: dict[str, Any], name: str) -> float | None:
    try:
        return float(text_of(point.get(name)))
    except ValueError:
        return None
