"""The entities of an RO-Crate: what each is, which identifier it has, what refers to what. No statements yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from labkin.loaders.base import Input
from labkin.loaders.bundles import (
    CRATE_FILE,
    crate_id,
    dicts,
    file_at,
    folder_of,
    is_url,
    known_id,
    listed,
    path_in,
    read_object,
    text_of,
    web_id,
)
from labkin.loaders.datasets import digits_of, slug

ACTIONS = ("CreateAction", "UpdateAction", "ActivateAction", "OrganizeAction", "ControlAction", "Action")
_SOFTWARE = (
    *("SoftwareApplication", "SoftwareSourceCode", "ComputationalWorkflow", "ContainerImage", "WebApplication"),
    "WebService",
)
_INSTRUMENTS = ("IndividualProduct", "Product", "Instrument", "Device", "Sensor")
_KINDS = (  # the first that fits; a type that is none of these makes no node
    (ACTIONS, "Activity"),
    (("Person",), "Person"),
    (("Organization", "Consortium", "Project", "ResearchOrganization", "CollegeOrUniversity"), "Organization"),
    (_SOFTWARE, "Software"),
    (_INSTRUMENTS, "Instrument"),
    (("File", "MediaObject", "ImageObject"), "File"),
    (("ScholarlyArticle", "Article", "Book", "Report"), "Publication"),
    (("Comment", "Message"), "Document"),
    (("BioSample", "Sample", "BioChemEntity"), "Sample"),
    (("ChemicalSubstance", "MolecularEntity"), "Compound"),
    (("Taxon",), "Species"),
    (("DefinedTerm",), "Term"),
    (("LabProtocol", "HowTo"), "Protocol"),
    (("Dataset", "Collection", "RepositoryCollection"), "Dataset"),
)
_ENTRY_KINDS = {  # of an entry of a notebook, by its genre
    **dict.fromkeys(("experiment", "experiments", "measurement", "simulation", "reaction"), "Experiment"),
    **dict.fromkeys(("sample", "samples", "specimen"), "Sample"),
    **dict.fromkeys(("protocol", "template", "method"), "Protocol"),
    **dict.fromkeys(("instrument", "device", "equipment"), "Instrument"),
}
_MADE_UP = ("rating://", "pv://", "comment://", "person://")  # references that say nothing by themselves
_CREATIVE = frozenset({"about", "text", "author", "creator", "abstract", "dateCreated"})


@dataclass(slots=True)
class Entity:
    """One entity with its place in the file, its kind in the lab, and its identifier there; both empty for no node."""

    ref: str
    place: str
    data: dict[str, Any]
    types: frozenset[str]
    kind: str = ""
    id: str = ""

    def text(self, *names: str) -> str:
        """The first of these properties that is a text."""
        return next((text for name in names if (text := text_of(self.data.get(name)))), "")

    def refs(self, *names: str) -> list[str]:
        """What these properties refer to, each once, in order; a text counts, for some write references as texts."""
        found = (_ref(value) for name in names for value in listed(self.data.get(name)))
        return list(dict.fromkeys(ref for ref in found if ref))

    def isa(self, *types: str) -> bool:
        return not self.types.isdisjoint(types)


@dataclass(slots=True)
class Crate:
    """All entities by their references, in the order of the file."""

    item: Input
    root: Entity
    descriptor: Entity | None
    notebook: bool  # whether it is the export of a lab notebook
    entities: dict[str, Entity] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.root.id.partition(":")[2]

    def get(self, ref: str) -> Entity | None:
        """The entity that a reference names, in the spelling of the file or another of the same path."""
        return self.entities.get(ref) or self.entities.get(_other_spelling(ref))

    def named(self, ref: str) -> str:
        """The text for a reference: the name of what it refers to, else itself."""
        entity = self.get(ref)
        return (entity.text("name", "value", "text") if entity else "") or ref

    def texts(self, value: Any) -> list[str]:
        """Texts from a value that may be texts, or references to things with names or texts."""
        return [text for one in listed(value) if (text := self._text(one))]

    def _text(self, one: Any) -> str:
        if not isinstance(one, dict):
            return text_of(one)
        ref = _ref(one)
        own = next((text for name in ("name", "value", "ratingValue", "text") if (text := text_of(one.get(name)))), "")
        return (
            own
            or (self.named(ref) if self.get(ref) is not None or not ref.startswith(_MADE_UP) else "")
            or text_of(one)
        )


def read_crate(item: Input) -> Crate:
    """Read the metadata. Raises BadInput where it has no graph or no root."""
    document = read_object(item)
    graph = document.get("@graph")
    if not isinstance(graph, list):
        raise item.bad("/@graph", "there is no @graph in it; the metadata of an RO-Crate is one array of entities")
    entities: dict[str, Entity] = {}
    for number, data in enumerate(graph):
        if not isinstance(data, dict) or not text_of(data.get("@id")):
            item.warn(f"/@graph/{number}", "this is no entity with an @id and was passed over")
            continue
        entity = Entity(text_of(data["@id"]), f"/@graph/{number}", _plain(data), _types(data))
        if entity.ref not in entities:
            entities[entity.ref] = entity
        elif entities[entity.ref].data != entity.data:
            entities[entity.ref].data = _merged(entities[entity.ref].data, entity.data)
            entities[entity.ref].types |= entity.types
    descriptor = _descriptor(entities)
    root = _root(entities, descriptor)
    if root is None:
        raise item.bad("/@graph", "no entity in it is the root dataset ('./'), which every RO-Crate has")
    notebook = ".eln!/" in item.source.uri.lower() or (descriptor is not None and "sdPublisher" in descriptor.data)
    crate = Crate(item, root, descriptor, notebook, entities)
    root.kind, root.id = "Dataset", crate_id(folder_of(item))
    _identify(crate)
    return crate


def _descriptor(entities: dict[str, Entity]) -> Entity | None:
    for entity in entities.values():
        name = entity.ref.rstrip("/").rpartition("/")[2]
        if name in (CRATE_FILE, "ro-crate-metadata.jsonld") and "about" in entity.data:
            return entity
    return None


def _root(entities: dict[str, Entity], descriptor: Entity | None) -> Entity | None:
    for ref in (*(descriptor.refs("about") if descriptor else ()), "./", "."):
        if ref in entities:
            return entities[ref]
    return None


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two descriptions of one entity together; where they differ, the values of both."""
    merged = dict(one)
    for name, value in other.items():
        values = listed(merged.get(name))
        merged[name] = (
            merged[name]
            if name in merged and value == merged[name]
            else [*values, *(v for v in listed(value) if v not in values)]
        )
        if len(merged[name]) == 1 and isinstance(merged[name], list):
            merged[name] = merged[name][0]
    merged["@id"] = one["@id"]
    return merged


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    return {re.sub(r"^(schema:|sc:|https?://schema\.org/)", "", key): value for key, value in data.items()}


def _types(data: dict[str, Any]) -> frozenset[str]:
    return frozenset(re.split(r"[/#:]", text_of(one))[-1] for one in listed(data.get("@type")) if text_of(one))


def _ref(value: Any) -> str:
    return text_of(value.get("@id")) if isinstance(value, dict) else text_of(value)


def _other_spelling(ref: str) -> str:
    return ref[2:] if ref.startswith("./") and len(ref) > 2 else f"./{ref}"


# -- what each is -------------------------------------------------------------------------------------------------


def _identify(crate: Crate) -> None:
    aside = {ref for entity in crate.entities.values() for ref in entity.refs("license", "conformsTo")}
    top = {id(found) for ref in crate.root.refs("hasPart") if (found := crate.get(ref)) is not None}
    for entity in crate.entities.values():
        if entity is crate.root or entity is crate.descriptor:
            continue
        entity.kind = _kind(crate, entity, id(entity) in top, aside)
        if entity.kind:
            entity.id = _identity(crate, entity)


def _kind(crate: Crate, entity: Entity, top: bool, aside: set[str]) -> str:
    kind = next((kind for types, kind in _KINDS if entity.isa(*types)), "")
    if kind == "Dataset" and crate.notebook and top:
        return _ENTRY_KINDS.get(entity.text("genre").lower(), "Document")
    if not kind and entity.isa("CreativeWork") and entity.ref not in aside and _CREATIVE & entity.data.keys():
        return "Document"  # a study or note that is described, not a licence or a profile that is only named
    return kind


def _identity(crate: Crate, entity: Entity) -> str:
    if known := known_id(entity.ref):
        return known
    if entity.kind in ("Person", "Organization", "Publication"):
        others = (
            known_id(text) for name in ("identifier", "url", "sameAs") for text in _strings(entity.data.get(name))
        )
        prefixes = {"Person": ("orcid:",), "Organization": ("ror:",), "Publication": ("doi:", "PMID:")}[entity.kind]
        if known := next((other for other in others if other.startswith(prefixes)), ""):
            return known
    if (
        entity.kind in ("File", "Dataset", "Software")
        and (entity.isa("File", "MediaObject", "Dataset"))
        and not entity.ref.startswith("#")
    ):
        return _of_path(crate, entity)
    if entity.kind not in ("Person", "Activity") and (address := web_id(entity.ref)):
        return address
    return _local(crate, entity)


def _of_path(crate: Crate, entity: Entity) -> str:
    if entity.isa("File", "MediaObject") and "#" not in entity.ref:
        return file_at(crate.item, entity.ref) if is_url(entity.ref) or path_in(entity.ref) else _local(crate, entity)
    if is_url(entity.ref):
        return web_id(entity.ref) or _local(crate, entity)
    return f"folder:{crate.key}/{path_in(entity.ref)}" if path_in(entity.ref) else _local(crate, entity)


def _local(crate: Crate, entity: Entity) -> str:
    """An identifier within this crate, readable where the reference is."""
    prefix = {"Activity": "run", "Person": "person", "Organization": "organization", "Document": "entry"}
    start = prefix.get(entity.kind, entity.kind.lower())
    plain = entity.ref.removeprefix("./").strip("#/")
    if len(plain) > 100 or "://" in plain:
        plain = f"{slug(entity.text('name', 'familyName', 'email') or entity.kind)}-{digits_of(entity.ref)}"
    return f"{start}:{crate.key}/{plain or digits_of(entity.ref)}"


def _strings(value: Any) -> Iterator[str]:
    for one in listed(value):
        yield _ref(one)


def property_values(crate: Crate, refs: list[str]) -> Iterator[Entity]:
    """The PropertyValues among references."""
    for ref in refs:
        entity = crate.get(ref)
        if entity is not None and entity.isa("PropertyValue"):
            yield entity


def inline(entity: Entity, name: str) -> list[dict[str, Any]]:
    """The values of a property that are written in place, without an entity of their own."""
    return [one for one in dicts(entity.data.get(name)) if "@id" not in one]
