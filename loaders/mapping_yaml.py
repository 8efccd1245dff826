"""Mappings as YAML: read with errors that name line and key, written back, told apart by a digest.

PyYAML (MIT, the parser that most of Python rests on) reads the text as far as its tree of nodes and no further: no
Python object is ever made from a tag, aliases are refused (so that no few lines swell to gigabytes), and every scalar
is taken as it is written, so that `no` and `1e3` are texts. ruamel.yaml would keep comments, for which there is no use
here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any, NoReturn, TypeVar

import yaml

from labkin.graph.errors import BadInput
from labkin.graph.schema import KINDS
from labkin.graph.values import clean_text
from labkin.loaders.mapping import DATE_ORDERS, TYPES, Link, Mapping, Property, Result, Template, Thing
from labkin.loaders.mapping_check import problems

VERSION = "1"
HEAD = "labkin-mapping"
MOST_BYTES = 1 << 20
DEEPEST = 12  # levels; a mapping has six
T = TypeVar("T")

_TOP = (HEAD, "sheet", "things", "measurements", "links", "ignore", "missing")
_THING = ("kind", "id", "structure", "same_as", "split", "properties")
_RESULT = ("value", "endpoint", "unit", "of", "in", "qualifier", "error", "replicate", "date", "dates", "properties")
_LINK = ("from", "relation", "to", "properties")
_PROPERTY = ("value", "type", "unit", "split", "dates")
_KIND_NAMES = {word.lower(): row.name for row in reversed(KINDS) for word in (row.name, row.english, row.plural)}


class _Composer(yaml.SafeLoader):
    """Nodes only, without aliases, and not too deep."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.events.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(None, None, "anchors and aliases (& and *) are not read", event.start_mark)
        self.depth += 1
        if self.depth > DEEPEST:
            raise yaml.MarkedYAMLError(None, None, "it is nested too deeply", event.start_mark)
        found = super().compose_node(parent, index)
        self.depth -= 1
        return found


def parse_mapping(text: str, name: str = "mapping.yaml") -> Mapping:
    """The mapping that a YAML text says. Raises BadInput: the file, the line and key, and what to do."""
    return _Reader(name).read(text)


def write_mapping(mapping: Mapping, remark: str = "") -> str:
    """The mapping as YAML, with a remark in lines of comment above."""
    lines = [f"# {line}".rstrip() for line in remark.splitlines()]
    plain = _plain(mapping)
    body = yaml.dump(plain, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=10_000)
    return "\n".join([*lines, body])


def kind_named(said: str) -> str:
    """The kind that a person names: known ones in any case, in the singular or plural; others as they are written.

    >>> kind_named("compounds"), kind_named("cell line"), kind_named("Side Effect")
    ('Compound', 'CellLine', 'Side Effect')
    """
    return _KIND_NAMES.get(said.strip().lower(), said.strip())


def digest_of(mapping: Mapping) -> str:
    """Twelve hexadecimal digits that differ where two mappings do; comments and layout do not count."""
    return hashlib.sha256(write_mapping(mapping).encode()).hexdigest()[:12]


class _Line(dict[str, Any]):
    """Keys that are written in one line."""


class _Words(list[str]):
    """Texts that are written in one line."""


class _Dumper(yaml.SafeDumper):
    """Short things stand in one line, as people write them."""


_Dumper.add_representer(_Line, lambda d, x: d.represent_mapping("tag:yaml.org,2002:map", x, flow_style=True))
_Dumper.add_representer(_Words, lambda d, x: d.represent_sequence("tag:yaml.org,2002:seq", x, flow_style=True))


# -- writing ---------------------------------------------------------------------------------------------------------


def _plain(mapping: Mapping) -> dict[str, Any]:
    return _without_empty(
        {
            HEAD: int(VERSION),
            "sheet": mapping.sheet,
            "missing": _Words(mapping.missing),
            "things": {thing.name: _plain_thing(thing) for thing in mapping.things},
            "measurements": {result.name: _plain_result(result) for result in mapping.results},
            "links": [_plain_link(link) for link in mapping.links],
            "ignore": _Words(mapping.ignore),
        }
    )


def _plain_link(link: Link) -> dict[str, Any]:
    ends = _Line({"from": link.subject, "relation": link.relation, "to": link.object})
    return {**ends, "properties": _plain_props(link)} if link.properties else ends


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value or value == 0}


def _text(template: Template | None) -> str:
    return template.text if template else ""


def _plain_thing(thing: Thing) -> dict[str, Any]:
    return _without_empty(
        {
            "kind": thing.kind,
            "id": _text(thing.id),
            "structure": _text(thing.structure),
            "same_as": _Words(one.text for one in thing.same_as),
            "split": thing.split,
            "properties": _plain_props(thing),
        }
    )


def _plain_result(result: Result) -> dict[str, Any]:
    named = ("unit", "qualifier", "error", "replicate", "date")
    return _without_empty(
        {
            "value": result.value.text,
            "endpoint": result.endpoint.text,
            "of": result.of[0] if len(result.of) == 1 else _Words(result.of),
            "in": result.assay,
            **{key: _text(getattr(result, key)) for key in named},
            "dates": result.dates,
            "properties": _plain_props(result),
        }
    )


def _plain_props(owner: Thing | Result | Link) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in owner.properties:
        more = _without_empty({key: getattr(one, key) for key in ("type", "unit", "split", "dates")})
        found[one.name] = _Line({"value": one.value.text, **more}) if more else one.value.text
    return found


# -- reading ---------------------------------------------------------------------------------------------------------


class _Reader:
    """Reads the nodes of one file; `self._at` is the way of keys to where it stands."""

    def __init__(self, name: str) -> None:
        self._name = name

    def read(self, text: str) -> Mapping:
        if len(text) > MOST_BYTES:
            raise BadInput(self._name, "", f"it is larger than {MOST_BYTES:,} characters, which no mapping is")
        try:
            root = yaml.compose(clean_text(text), Loader=_Composer)
        except yaml.MarkedYAMLError as error:
            line = f"line {error.problem_mark.line + 1}" if error.problem_mark else ""
            why = f"it is not YAML that can be read: {error.problem}"
            if error.problem and "expected" in error.problem and "{" in text:
                why += "; a text with braces stands in quotes, as in id: 'lab:{batch}'"
            raise BadInput(self._name, line, why) from None
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            raise BadInput(self._name, "", f"it is not YAML that can be read: {error}") from None
        if root is None:
            raise BadInput(self._name, "", "it is empty; `labkin map FILE` proposes a mapping for a table")
        return self._mapping(root)

    def _mapping(self, root: yaml.Node) -> Mapping:
        top = self._keys(root, "", _TOP)
        version = self._scalar(top[HEAD], HEAD) if HEAD in top else ""
        if version != VERSION:
            self._fail(root, "", f"a mapping begins with the line `{HEAD}: {VERSION}`")
        if "things" not in top:
            self._fail(root, "", "there is no key `things`: say there what a row speaks of, such as a compound")
        mapping = Mapping(
            tuple(self._each(top["things"], "things", self._thing)),
            tuple(self._each(top.get("measurements"), "measurements", self._result)),
            tuple(self._links(top.get("links"))),
            self._optional(top, "sheet", ""),
            self._texts(top.get("ignore"), "ignore"),
            self._texts(top.get("missing"), "missing"),
        )
        for place, why in problems(mapping):
            self._fail(_deepest(root, place), place, why)
        return mapping

    def _fail(self, node: yaml.Node, at: str, why: str) -> NoReturn:
        line = f"line {node.start_mark.line + 1}"
        raise BadInput(self._name, f"{line}, {at}" if at else line, why)

    def _keys(self, node: yaml.Node, at: str, known: tuple[str, ...] = ()) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            wanted = f"keys such as {', '.join(known[:3])}" if known else "names, each with what it is"
            self._fail(node, at, f"here stand {wanted}, one a line and indented")
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self._scalar(key, at).strip()
            if name in found:
                self._fail(key, f"{at}.{name}".lstrip("."), "the key stands here twice; keep one of them")
            if known and name not in known:
                near = get_close_matches(name, known, 1)
                hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(known)}"
                self._fail(key, f"{at}.{name}".lstrip("."), f"there is no such key{hint}")
            found[name] = value
        return found

    def _scalar(self, node: yaml.Node, at: str) -> str:
        if isinstance(node, yaml.MappingNode):
            self._fail(node, at, "a text belongs here; one with braces stands in quotes, as in 'lab:{batch}'")
        if not isinstance(node, yaml.ScalarNode):
            self._fail(node, at, "one text belongs here, not a list")
        return clean_text(str(node.value))

    def _optional(self, keys: dict[str, yaml.Node], key: str, at: str) -> str:
        return self._scalar(keys[key], f"{at}.{key}".lstrip(".")) if key in keys else ""

    def _needed(self, node: yaml.Node, keys: dict[str, yaml.Node], key: str, at: str, as_in: str) -> str:
        found = self._optional(keys, key, at).strip()
        if not found:
            self._fail(keys.get(key, node), at, f"`{key}` is missing here, as in `{key}: {as_in}`")
        return found

    def _template(self, keys: dict[str, yaml.Node], key: str, at: str) -> Template | None:
        text = self._optional(keys, key, at)
        try:
            return Template(text) if text else None
        except ValueError as error:
            self._fail(keys[key], f"{at}.{key}", str(error))

    def _texts(self, node: yaml.Node | None, at: str) -> tuple[str, ...]:
        if node is None:
            return ()
        if isinstance(node, yaml.SequenceNode):
            return tuple(self._scalar(one, at) for one in node.value)
        return (self._scalar(node, at),)

    def _each(self, node: yaml.Node | None, at: str, read: Callable[[str, yaml.Node, str], T]) -> Iterator[T]:
        if node is None:
            return
        for name, value in self._keys(node, at).items():
            if not name:
                self._fail(value, at, "a name is empty")
            yield read(name, value, f"{at}.{name}")

    def _thing(self, name: str, node: yaml.Node, at: str) -> Thing:
        keys = self._keys(node, at, _THING)
        said = self._needed(node, keys, "kind", at, "Compound")
        same_as = tuple(Template(one) for one in self._checked(keys.get("same_as"), f"{at}.same_as"))
        return Thing(
            name,
            kind_named(said),
            self._template(keys, "id", at),
            self._template(keys, "structure", at),
            same_as,
            self._optional(keys, "split", at),
            tuple(self._each(keys.get("properties"), f"{at}.properties", self._property)),
        )

    def _checked(self, node: yaml.Node | None, at: str) -> tuple[str, ...]:
        texts = self._texts(node, at)
        for text in texts:
            try:
                Template(text)
            except ValueError as error:
                self._fail(node or yaml.ScalarNode("", ""), at, str(error))
        return texts

    def _result(self, name: str, node: yaml.Node, at: str) -> Result:
        keys = self._keys(node, at, _RESULT)
        self._needed(node, keys, "value", at, "'{IC50 (nM)}'")
        self._needed(node, keys, "of", at, "compound") if not isinstance(keys.get("of"), yaml.SequenceNode) else None
        value = self._template(keys, "value", at)
        assert value is not None
        return Result(
            name,
            value,
            self._template(keys, "endpoint", at) or Template.fixed(name),
            self._texts(keys["of"], f"{at}.of"),
            self._template(keys, "unit", at),
            self._optional(keys, "in", at),
            self._template(keys, "qualifier", at),
            self._template(keys, "error", at),
            self._template(keys, "replicate", at),
            self._template(keys, "date", at),
            self._choice(keys, "dates", at, DATE_ORDERS),
            tuple(self._each(keys.get("properties"), f"{at}.properties", self._property)),
        )

    def _links(self, node: yaml.Node | None) -> Iterator[Link]:
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            self._fail(
                node, "links", "links are a list, each as in `- {from: batch, relation: batch_of, to: compound}`"
            )
        for number, one in enumerate(node.value, 1):
            at = f"links.{number}"
            keys = self._keys(one, at, _LINK)
            start, name, end = (
                self._needed(one, keys, key, at, such)
                for key, such in (("from", "batch"), ("relation", "batch_of"), ("to", "compound"))
            )
            properties = tuple(self._each(keys.get("properties"), f"{at}.properties", self._property))
            yield Link(start, name, end, properties)

    def _property(self, name: str, node: yaml.Node, at: str) -> Property:
        if isinstance(node, yaml.ScalarNode):
            value = self._template({"value": node}, "value", at)
            return Property(name, value or Template(""))
        keys = self._keys(node, at, _PROPERTY)
        self._needed(node, keys, "value", at, "'{Purity}'")
        value = self._template(keys, "value", at)
        assert value is not None
        return Property(
            name,
            value,
            self._choice(keys, "type", at, TYPES),
            self._optional(keys, "unit", at),
            self._optional(keys, "split", at),
            self._choice(keys, "dates", at, DATE_ORDERS),
        )

    def _choice(self, keys: dict[str, yaml.Node], key: str, at: str, known: tuple[str, ...]) -> str:
        said = self._optional(keys, key, at)
        if said and said not in known:
            self._fail(keys[key], f"{at}.{key}", f"{said!r} is none of {', '.join(known)}")
        return said


def _deepest(node: yaml.Node, place: str) -> yaml.Node:
    """The node at the place, or the nearest one above it."""
    for step in place.split("."):
        if isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) <= len(node.value):
            node = node.value[int(step) - 1]
        elif isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), node)
    return node
