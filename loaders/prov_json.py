"""PROV-JSON (W3C member submission): entities, activities, agents and how they came from each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from labkin.graph.model import Statement
from labkin.graph.schema import kind as kind_row
from labkin.loaders.base import Input, loader
from labkin.loaders.concepts import fitting, kind_named
from labkin.loaders.iris import WORDS, contract, local_name
from labkin.loaders.json_whole import head_keys, read_json, top_keys
from labkin.loaders.rdf_words import KINDS, word

ELEMENTS = {"entity": "Entity", "activity": "Activity", "agent": "Agent"}
# Of each relation: the two arguments, ours, what the ends are.
RELATIONS: Mapping[str, tuple[str, str, str, str, str]] = {
    "used": ("activity", "entity", "used", "Activity", "Entity"),
    "wasGeneratedBy": ("entity", "activity", "generated_by", "Entity", "Activity"),
    "wasDerivedFrom": ("generatedEntity", "usedEntity", "derived_from", "Entity", "Entity"),
    "wasAssociatedWith": ("activity", "agent", "associated_with", "Activity", "Agent"),
    "wasAttributedTo": ("entity", "agent", "attributed_to", "Entity", "Agent"),
    "actedOnBehalfOf": ("delegate", "responsible", "acted_on_behalf_of", "Agent", "Agent"),
    "wasInformedBy": ("informed", "informant", "informed_by", "Activity", "Activity"),
    "wasStartedBy": ("activity", "trigger", "started_by", "Activity", "Entity"),
    "wasEndedBy": ("activity", "trigger", "ended_by", "Activity", "Entity"),
    "wasInvalidatedBy": ("entity", "activity", "invalidated_by", "Entity", "Activity"),
    "wasInfluencedBy": ("influencee", "influencer", "influenced_by", "Entity", "Entity"),
    "specializationOf": ("specificEntity", "generalEntity", "specialization_of", "Entity", "Entity"),
    "alternateOf": ("alternate1", "alternate2", "alternate_of", "Entity", "Entity"),
    "hadMember": ("collection", "entity", "has_part", "Collection", "Entity"),
    "mentionOf": ("specificEntity", "generalEntity", "specialization_of", "Entity", "Entity"),
}
_ATTRIBUTES = {"prov:label": "name", "prov:startTime": "started", "prov:endTime": "ended",
               "prov:time": "time", "prov:role": "role", "prov:location": "location", "prov:value": "value",
               "prov:type": "types"}  # fmt: skip
# Further arguments of relations, which name things.
_NAMED = frozenset(f"prov:{part}" for part in ["activity", "plan", "generation", "usage", "starter", "ender", "bundle"])
_NUMBERS = frozenset("xsd:" + name for name in ("double", "float", "decimal"))
_INTEGERS = frozenset(
    "xsd:" + name
    for name in [
        "int",
        "integer",
        "long",
        "short",
        "byte",
        "unsignedInt",
        "unsignedLong",
        "unsignedShort",
        "unsignedByte",
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
    ]
)
_KEYS = frozenset({*ELEMENTS, *RELATIONS, "prefix", "bundle"})


def detect(item: Input) -> float:
    """Certain where an object holds nothing but the sections of PROV-JSON."""
    keys = top_keys(item)
    if keys is None:
        found = head_keys(item)
        return 0.9 if "prefix" in found and found & RELATIONS.keys() and found & ELEMENTS.keys() else 0.0
    return 0.95 if keys and keys <= _KEYS and keys != {"prefix"} else 0.0


@loader("prov-json", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """PROV-JSON: entities, activities, agents, and what joins them."""
    document = read_json(item)
    if not isinstance(document, dict):
        raise item.bad("", "this is no JSON object; a PROV-JSON document is one")
    yield from _Reader(item).document(document, "", {}, "")


class _Reader:
    def __init__(self, item: Input) -> None:
        self.item = item
        self.declared: set[str] = set()
        self.seen: set[tuple[str, str, str]] = set()

    def document(self, document: dict[str, Any], at: str, prefixes: dict[str, str], bundle: str) -> Iterator[Statement]:
        """One document, or one bundle within it. `at` is the JSON pointer of it."""
        given = self._object(f"{at}/prefix", document.get("prefix", {}))
        prefixes = {**prefixes, **{name: iri for name, iri in given.items() if isinstance(iri, str)}}
        for section, kind in ELEMENTS.items():
            for id, place, attributes in self._records(document, at, section):
                yield from self._element(place, self._id(place, id, prefixes), kind, attributes, prefixes, bundle)
        for section in RELATIONS:
            for id, place, attributes in self._records(document, at, section):
                yield from self._relation(place, section, id, attributes, prefixes)
        for id, inner in self._object(f"{at}/bundle", document.get("bundle", {})).items():
            place = f"{at}/bundle/{id}"
            named = self._id(place, id, prefixes)
            yield self.item.node(place, named, "Bundle", {"name": local_name(named)})
            yield from self.document(self._object(place, inner), place, prefixes, named)
        for section in document.keys() - _KEYS:
            self.item.unmapped[section] += 1

    def _object(self, place: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.item.bad(place, "this should be a JSON object")
        return value

    def _records(self, document: dict[str, Any], at: str, section: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """(identifier, place, attributes) of a section; an identifier may have several descriptions."""
        for id, said in self._object(f"{at}/{section}", document.get(section, {})).items():
            for number, one in enumerate(said if isinstance(said, list) else [said]):
                place = f"{at}/{section}/{id}" + (f"/{number}" if isinstance(said, list) else "")
                yield id, place, self._object(place, one)

    def _id(self, place: str, name: object, prefixes: Mapping[str, str]) -> str:
        """The identifier that a qualified name stands for. Raises BadInput for what is none."""
        text = str(name.get("$", "")) if isinstance(name, dict) else name
        if not isinstance(text, str) or not text.strip():
            raise self.item.bad(place, "an identifier is missing here, or is no text")
        prefix, colon, local = text.strip().partition(":")
        base = prefixes.get(prefix) or WORDS.get(prefix, "") if colon else prefixes.get("default", "")
        return contract(f"{base}{local if colon else text.strip()}") if base else text.strip()

    # -- things ----------------------------------------------------------------------------------------------------

    def _element(
        self, place: str, id: str, kind: str, attributes: dict[str, Any], prefixes: dict[str, str], bundle: str
    ) -> Iterator[Statement]:
        props = self._props(place, attributes, prefixes, skip=())
        kind, types = self._kind(kind, props.pop("types", ()), attributes, prefixes)
        if types:
            props["types"] = types
        props.setdefault("name", local_name(id))
        self.declared.add(id)
        yield self.item.node(place, id, kind, props)
        if bundle:
            yield self.item.edge(place, id, "part_of", bundle)

    def _kind(self, kind: str, types: object, attributes: Any, prefixes: Any) -> tuple[str, list[object]]:
        """A kind from the types given, where one of them is one of ours; the types that say something else."""
        left: list[object] = []
        listed = types if isinstance(types, list | tuple) else [types]
        for type in listed:
            text = str(type)
            ours = KINDS.get(text) or (kind_named(local_name(text)) if ":" in text else "")
            if ours and ours != "Entity" and (kind_row(ours).known or text in KINDS) and kind in ("Entity", "Agent"):
                kind = ours
            elif text != f"prov:{kind}":
                left.append(type)
        return kind, left

    def _props(self, place: str, attributes: dict[str, Any], prefixes: Any, skip: tuple[str, ...]) -> dict[str, Any]:
        props: dict[str, Any] = {}
        for name, given in attributes.items():
            if name in skip:
                continue
            prop = _ATTRIBUTES.get(name) or word(name)
            values = given if isinstance(given, list) else [given]
            plain = [
                self._id(place, one, prefixes) if name in _NAMED else self._value(place, one, prefixes)
                for one in values
            ]
            if prop == "name":
                plain = self._labels(values, plain, props)
            props[prop] = plain[0] if len(plain) == 1 and prop != "types" else plain
        return props

    def _labels(self, values: list[Any], plain: list[Any], props: dict[str, Any]) -> list[Any]:
        """English first; labels in other languages become properties of their own."""
        lang = [str(one.get("lang", "")).lower() if isinstance(one, dict) else "" for one in values]
        for language, text in zip(lang, plain, strict=True):
            if language and not language.startswith("en"):
                props[f"name_{language.replace('-', '_')}"] = text
        mine = [text for language, text in zip(lang, plain, strict=True) if not language or language.startswith("en")]
        named = [str(text) for text in mine or plain]
        if len(named) > 1:
            props["other_names"] = named[1:]
        return named[:1]

    def _value(self, place: str, given: Any, prefixes: Any) -> object:
        if not isinstance(given, dict) or "$" not in given:
            return given
        text, type = given["$"], str(given.get("type", ""))
        try:
            if type in _INTEGERS:
                return int(text)
            if type in _NUMBERS:
                return float(text)
        except (ValueError, TypeError, OverflowError):
            return str(text)
        if type == "xsd:boolean":
            return {"true": True, "1": True, "false": False, "0": False}.get(str(text).lower(), text)
        if type in ("prov:QUALIFIED_NAME", "xsd:QName") and isinstance(text, str) and text.strip():
            return self._id(place, text, prefixes)
        return text

    # -- relations -------------------------------------------------------------------------------------------------

    def _relation(
        self, place: str, section: str, name: str, attributes: dict[str, Any], prefixes: dict[str, str]
    ) -> Iterator[Statement]:
        first, second, relation, start_kind, end_kind = RELATIONS[section]
        given = [attributes.get(f"prov:{part}") for part in (first, second)]
        members = given[1] if isinstance(given[1], list) else [given[1]]
        if given[0] is None or members == [None]:
            missing = first if given[0] is None else second
            self.item.warn(place, f"this {section} names no {missing}; PROV allows that, but an edge needs both ends")
            given = [one for one in (given[0], given[1]) if one is not None]
        start = self._id(place, given[0], prefixes) if attributes.get(f"prov:{first}") is not None else ""
        if start:
            yield from self._implied(place, start, start_kind)
        props = self._props(place, attributes, prefixes, (f"prov:{first}", f"prov:{second}"))
        for member in members:
            if member is None:
                continue
            end = self._id(place, member, prefixes)
            yield from self._implied(place, end, end_kind)
            if start and start != end:
                fits = fitting(relation, start_kind, end_kind, "prov")
                key = (start, fits, end)
                again = {"record": name} if key in self.seen else {}
                self.seen.add(key)
                yield self.item.edge(place, start, fits, end, props, again)
        if section == "wasAssociatedWith" and start and attributes.get("prov:plan") is not None:
            plan = self._id(place, attributes["prov:plan"], prefixes)
            yield from self._implied(place, plan, "Protocol")
            yield self.item.edge(place, start, "follows", plan)

    def _implied(self, place: str, id: str, kind: str) -> Iterator[Statement]:
        """A thing that is only named in a relation exists all the same, as PROV's inference rules say."""
        if id not in self.declared:
            self.declared.add(id)
            yield self.item.node(place, id, kind, {"name": local_name(id)})
