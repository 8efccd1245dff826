"""DataCite's XML (kernel 2 to 4) brought to the shape of its JSON, so that both are mapped by one piece of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from labkin.loaders.base import Input
from labkin.loaders.xml import Element, flat_text, records, root_name

_KERNEL = re.compile(rb"datacite\.org/schema/(kernel|namespace)")
_GROUPS = {  # element of a group -> (the field of the JSON, the name of the text in it)
    "alternateIdentifiers": ("alternateIdentifiers", "alternateIdentifier"),
    "relatedIdentifiers": ("relatedIdentifiers", "relatedIdentifier"),
    "titles": ("titles", "title"),
    "subjects": ("subjects", "subject"),
    "dates": ("dates", "date"),
    "descriptions": ("descriptions", "description"),
    "rightsList": ("rightsList", "rights"),
}


def is_datacite_xml(item: Input) -> bool:
    """Whether the head of an XML document names DataCite's schema."""
    return bool(_KERNEL.search(item.head)) and root_name(item) not in ("", "html")


def xml_records(item: Input) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each `resource` element as (place, record in the shape of the JSON). Raises BadInput."""
    for number, element in enumerate(records(item, ("{*}resource",)), 1):
        yield f"/resource[{number}]", _record(item, element)


def _record(item: Input, element: Element) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for child in element:
        tag = _tag(child)
        if tag == "identifier":
            value = flat_text(child)
            record["identifiers"] = [{"identifier": value, "identifierType": child.get("identifierType") or "DOI"}]
            if (child.get("identifierType") or "DOI").upper() == "DOI":
                record["doi"] = value
        elif tag in _GROUPS:
            name, text = _GROUPS[tag]
            record[name] = [{**_attributes(one), text: flat_text(one)} for one in child]
        elif tag in ("creators", "contributors"):
            record[tag] = [_person(one) for one in child]
        elif tag == "resourceType":
            record["types"] = {
                "resourceTypeGeneral": child.get("resourceTypeGeneral"),
                "resourceType": flat_text(child),
            }
        elif tag == "publisher":
            record[tag] = {"name": flat_text(child), **_attributes(child)}
        elif tag in ("sizes", "formats"):
            record[tag] = [flat_text(one) for one in child]
        elif tag == "fundingReferences":
            record[tag] = [_flat(one) for one in child]
        elif tag == "geoLocations":
            record[tag] = [_place(one) for one in child]
        elif tag in ("publicationYear", "language", "version"):
            record[tag] = flat_text(child)
        elif tag:
            item.unmapped[tag] += 1
    return record


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attributes(element: Element) -> dict[str, str]:
    """The attributes without their namespaces; URIs spelt as the JSON spells them."""
    found = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    return {re.sub("URI$", "Uri", name): value for name, value in found.items()}


def _flat(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in element:
        found |= {_tag(child): flat_text(child), **_attributes(child)}
    return found


def _person(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {"nameIdentifiers": [], "affiliation": [], **_attributes(element)}
    for child in element:
        tag = _tag(child)
        if tag == "nameIdentifier":
            found["nameIdentifiers"].append({"nameIdentifier": flat_text(child), **_attributes(child)})
        elif tag == "affiliation":
            found["affiliation"].append({"name": flat_text(child), **_attributes(child)})
        elif tag in ("creatorName", "contributorName"):
            found |= {"name": flat_text(child), **_attributes(child)}
        elif tag:
            found[tag] = flat_text(child)
    return found


def _place(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in element:
        tag = _tag(child)
        if tag == "geoLocationPlace":
            found[tag] = flat_text(child)
        elif tag == "geoLocationPolygon":
            found[tag] = [{_tag(point): _flat(point)} for point in child]
        elif len(child):
            found[tag] = _flat(child)
        elif tag == "geoLocationPoint":  # kernel 3 wrote two numbers
            numbers = flat_text(child).split()
            found[tag] = dict(zip(("pointLatitude", "pointLongitude"), numbers, strict=False))
        elif tag == "geoLocationBox":
            names = ("southBoundLatitude", "westBoundLongitude", "northBoundLatitude", "eastBoundLongitude")
            found[tag] = dict(zip(names, flat_text(child).split(), strict=False))
    return found
