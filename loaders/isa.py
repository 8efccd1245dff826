"""What a study is made of, whatever the file it came in: the statements that ISA-Tab and ISA-JSON share.

Things of a study are known by the study, what they are, and their name: an extract and a sample of one name are two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from labkin.graph.model import Statement
from labkin.loaders.base import Input
from labkin.loaders.bundles import (
    file_at,
    file_statements,
    filled,
    folder_of,
    known_id,
    number_or_text,
    prop_name,
    term_id,
    term_kind,
)
from labkin.loaders.datasets import digits_of, slug

MATERIALS = {"source": "source", "sample": "sample", "extract": "extract", "labeled extract": "labeled-extract"}


@dataclass(frozen=True, slots=True)
class Annotation:
    """A value as ISA annotates it: the text or number, its unit, the term that it is."""

    value: str
    unit: str = ""
    accession: str = ""
    source: str = ""

    @property
    def term(self) -> str:
        return "" if self.unit else term_id(self.accession, self.source)


@dataclass(slots=True)
class Thing:
    """A material or a file of data, with everything that the rows of a table say of it, in order and each once."""

    role: str  # "source", "sample", "extract", "labeled extract", or the heading of a data file
    name: str
    place: str
    said: dict[tuple[str, str], list[Annotation]] = field(default_factory=dict)

    @property
    def is_file(self) -> bool:
        return self.role not in MATERIALS

    def say(self, what: str, heading: str, annotation: Annotation) -> None:
        """`what` is "characteristic", "factor" or "comment"."""
        values = self.said.setdefault((what, heading), [])
        if annotation.value and annotation not in values:
            values.append(annotation)


@dataclass(slots=True)
class Process:
    """One run of a protocol, or one named step of analysis. `before` are processes that hand on to it directly."""

    key: str
    place: str
    protocol: str = ""
    name: str = ""
    parameters: dict[str, Annotation] = field(default_factory=dict)
    performer: str = ""
    date: str = ""
    comments: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, None] = field(default_factory=dict)
    outputs: dict[str, None] = field(default_factory=dict)
    before: dict[str, None] = field(default_factory=dict)


def study_key(item: Input, name: str) -> str:
    """What stands for a study in the identifiers of its things: its file, or its name, in its folder."""
    plain = re.sub(r"^[sia]_|\.(txt|json)$", "", name.strip().rpartition("/")[2], flags=re.IGNORECASE)
    return f"{slug(plain)}-{digits_of(f'{folder_of(item)}/{name.strip()}')}"


def thing_id(item: Input, study: str, thing: Thing) -> str:
    """The identifier of a material or file."""
    if thing.is_file:
        return file_at(item, thing.name)
    return f"{MATERIALS[thing.role]}:{study}/{thing.name}"


def protocol_id(study: str, name: str) -> str:
    """The identifier of a protocol of a study."""
    return f"protocol:{study}/{name}"


def person_id(item: Input, name: str) -> str:
    """The identifier of somebody who is known by name only: one person in all files of a folder."""
    return f"person:{slug(name)}@{_folder_key(item)}"


def _folder_key(item: Input) -> str:
    folder = folder_of(item)
    return f"{slug(folder.rpartition('/')[2])}-{digits_of(folder)}"


def annotated(values: Mapping[str, list[Annotation]]) -> dict[str, object]:
    """Properties from annotated values: the number or text (a list where there are several), and `..._unit`."""
    props: dict[str, object] = {}
    for heading, found in values.items():
        name, plain = prop_name(heading), [number_or_text(one.value) for one in found]
        if not plain:
            continue
        props[name] = plain[0] if len(plain) == 1 else [one.value for one in found]
        units = list(dict.fromkeys(one.unit for one in found if one.unit))
        if units:
            props[f"{name}_unit"] = units[0] if len(units) == 1 else [one.unit for one in found]
    return props


def thing_statements(item: Input, study: str, thing: Thing) -> Iterator[Statement]:
    """A material or file: its node, its terms, and for a source the organism that it is from."""
    id = thing_id(item, study, thing)
    order = ("characteristic", "factor", "comment")
    props: dict[str, object] = {}
    for what in order:
        for name, value in annotated({h: v for (w, h), v in thing.said.items() if w == what}).items():
            props.setdefault(name if name not in props else f"{what}_{name}", value)
    if thing.is_file:
        yield from file_statements(item, thing.place, thing.name, {**props, "role": thing.role})
    else:
        yield item.node(thing.place, id, "Sample", {**props, "name": thing.name, "material": thing.role})
    for (what, heading), values in thing.said.items():
        if what == "comment":
            continue
        for one in values:
            yield from term_statements(item, thing.place, id, heading, one)
            if heading.strip().lower() in ("organism", "species") and not thing.is_file:
                yield from _organism(item, thing.place, id, one)


def term_statements(item: Input, place: str, of: str, heading: str, one: Annotation) -> Iterator[Statement]:
    """The term that an annotated value is, when it has an accession."""
    if term := one.term:
        yield item.node(place, term, term_kind(term), {"name": one.value})
        yield item.edge(place, of, "has_characteristic", term, qualifiers={"category": heading.strip()})


def _organism(item: Input, place: str, of: str, one: Annotation) -> Iterator[Statement]:
    species = one.term
    if not species:
        species = f"organism:{slug(one.value)}"
        yield item.node(place, species, "Species", {"name": one.value})
    yield item.edge(place, of, "in_species", species)
    yield item.edge(place, of, "derived_from", species)


def process_statements(
    item: Input, study: str, process: Process, assay: str = "", prefix: str = ""
) -> Iterator[Statement]:
    """A run: what it used, what it generated, which protocol it followed, who did it.

    `inputs`, `outputs` and `before` of the process are identifiers already; `prefix` is put before its key.
    """
    place, id = process.place, f"run:{study}/{prefix}{process.key}"
    props = {
        **annotated({heading: [one] for heading, one in process.parameters.items()}),
        **{prop_name(name): value for name, value in process.comments.items()},
        "name": process.name or process.protocol,
        "protocol": process.protocol,
        "performer": process.performer,
        "started": process.date,
    }
    yield item.node(place, id, "Activity", filled(props))
    for relation, ends in (("used", process.inputs), ("informed_by", process.before)):
        for end in ends:
            yield item.edge(place, id, relation, end)
    for end in process.outputs:
        yield item.edge(place, end, "generated_by", id)
    if process.protocol:
        yield item.edge(place, id, "follows", protocol_id(study, process.protocol))
    if process.performer:
        person = person_id(item, process.performer)
        yield item.node(place, person, "Person", {"name": process.performer})
        yield item.edge(place, id, "associated_with", person)
    for heading, one in process.parameters.items():
        yield from term_statements(item, place, id, heading, one)
    if assay:
        yield item.edge(place, id, "part_of", assay)


@dataclass(slots=True)
class Contact:
    """A person of an investigation or study."""

    name: str
    family: str = ""
    given: str = ""
    email: str = ""
    affiliation: str = ""
    address: str = ""
    roles: list[str] = field(default_factory=list)
    orcid: str = ""
    more: dict[str, object] = field(default_factory=dict)


def contact_statements(item: Input, place: str, of: str, contact: Contact) -> Iterator[Statement]:
    """A person, the organisation they work at, and that the study is theirs, in which roles."""
    id = known_id(f"https://orcid.org/{contact.orcid}") if contact.orcid else ""
    id = id or person_id(item, contact.name)
    props = {"name": contact.name, "family_name": contact.family, "given_name": contact.given, "email": contact.email}
    if id.startswith("orcid:"):
        props["orcid"] = id.partition(":")[2]
    yield item.node(place, id, "Person", filled({**contact.more, **props, "address": contact.address}))
    said = filled({"role": ", ".join(contact.roles), "affiliation": contact.affiliation})
    yield item.edge(place, of, "attributed_to", id, said)
    if contact.affiliation:
        organisation = f"organization:{slug(contact.affiliation)}@{_folder_key(item)}"
        yield item.node(place, organisation, "Organization", {"name": contact.affiliation})
        yield item.edge(place, id, "affiliated_with", organisation)


def publication_statements(
    item: Input, place: str, of: str, pmid: str, doi: str, title: str, props: dict[str, object]
) -> Iterator[Statement]:
    """A publication that describes the study; known by its PubMed number, its DOI, or its title in this folder."""
    number = pmid.strip().removeprefix("PMID:").strip()
    known = known_id(doi) if doi.strip() else ""
    if number.isdecimal():
        id = f"PMID:{number}"
    elif known:
        id = known
    elif title:
        id = f"publication:{slug(title)}-{digits_of(title)}"
    else:
        return
    said = {**props, "name": title, "pmid": number, "doi": known.removeprefix("doi:") or doi.strip()}
    yield item.node(place, id, "Publication", filled(said))
    yield item.edge(place, id, "describes", of)
    if id.startswith("PMID:") and known:
        yield item.edge(place, id, "same_as", known)
