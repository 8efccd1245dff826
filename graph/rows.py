"""Nodes and edges as rows of an engine, and back: the same value types out as in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from labkin.graph import names
from labkin.graph.model import Curie, Edge, Node
from labkin.graph.values import Value, dump_props, parse_props


def node_row(node: Node, lists: bool = True) -> tuple[str, dict[str, Any]]:
    """The label of a node and its row: `id` and `props`. `lists`: whether the engine stores lists."""
    label = names.kind_label(node.kind)
    props = _stored(node.props, lists)
    if names.is_shortened(label):
        props[names.FULL_KIND] = node.kind
    identifier = str(node.id)
    if lists:  # the engines that store lists keep the identity as a property
        props["id"] = identifier
    return label, {"id": identifier, "props": props}


def edge_row(edge: Edge, lists: bool = True) -> tuple[str, dict[str, Any]]:
    """The type of an edge and its row: `s`, `o` and `props`. Its qualifiers are properties too, to be asked for."""
    type_ = names.relation_type(edge.relation)
    props = _qualified(edge, lists) if edge.qualifiers else _stored(edge.props, lists)
    if names.is_shortened(type_):
        props[names.FULL_RELATION] = edge.relation
    return type_, {"s": str(edge.subject), "o": str(edge.object), "props": props}


def _qualified(edge: Edge, lists: bool) -> dict[str, Any]:
    own = {key: value for key, value in edge.props.items() if key not in edge.qualifiers}
    props = _stored({**edge.qualifiers, **own}, lists)
    hidden = _stored({key: value for key, value in edge.props.items() if key in edge.qualifiers}, lists)
    as_text = json.loads(props.pop(names.LISTS, "[]"))
    as_text += [names.SHADOWED + key for key in json.loads(hidden.pop(names.LISTS, "[]"))]
    props |= {names.SHADOWED + key: value for key, value in hidden.items()}
    if as_text:
        props[names.LISTS] = json.dumps(as_text)
    props[names.QUALIFIERS] = dump_props(edge.qualifiers)
    return props


def _stored(props: Mapping[str, Value], lists: bool) -> dict[str, Any]:
    stored: dict[str, Any] = {}
    as_text = []
    for name, value in props.items():
        key = names.prop_name(name, loadable=not lists)
        if lists:
            stored[key] = list(value) if isinstance(value, tuple) else value
            continue
        stored[key] = single(value)
        if stored[key] is not value:
            as_text.append(key)
    if as_text:
        stored[names.LISTS] = json.dumps(as_text)
    return stored


def single(value: Value) -> Value:
    """A value as engines without lists store it: a list as JSON. So is a text that would read as JSON otherwise.

    >>> single((1, 2)), single("[18F]FDG"), single("[1, 2]")
    ('[1, 2]', '[18F]FDG', '"[1, 2]"')
    """
    if isinstance(value, tuple) or (isinstance(value, str) and unsingle(value) != value):
        return json.dumps(value, ensure_ascii=False)
    return value


def unsingle(value: Any) -> Any:
    """The value that `single` stored; of a list of values, each."""
    if isinstance(value, list):
        return [unsingle(item) for item in value]
    if not isinstance(value, str) or not value.startswith(("[", '"')):
        return value
    try:
        read = json.loads(value)
    except ValueError:
        return value
    return read if isinstance(read, list | str) else value


def node_of(identifier: str, labels: Iterable[str], stored: Mapping[str, Any]) -> Node:
    """The node that a row shows."""
    label = next((label for label in labels if label != names.BASE), names.BASE)
    kind = stored[names.FULL_KIND] if names.FULL_KIND in stored else names.decode(label)
    return Node(Curie.parse(identifier), kind, loaded(stored))


def edge_of(subject: str, type_: str, object: str, stored: Mapping[str, Any]) -> Edge:
    """The edge that a row shows."""
    relation = stored[names.FULL_RELATION] if names.FULL_RELATION in stored else names.decode(type_)
    qualifiers = parse_props(stored.get(names.QUALIFIERS, ""))
    props = loaded(stored)
    if qualifiers:
        hidden = {k.removeprefix(names.SHADOWED): v for k, v in stored.items() if k.startswith(names.SHADOWED)}
        as_text = (k for k in json.loads(stored.get(names.LISTS, "[]")) if k.startswith(names.SHADOWED))
        texts = [k.removeprefix(names.SHADOWED) for k in as_text]
        own = {name: value for name, value in props.items() if name not in qualifiers}
        props = dict(sorted({**own, **loaded({**hidden, names.LISTS: json.dumps(texts)})}.items()))
    return Edge(Curie.parse(subject), relation, Curie.parse(object), qualifiers, props)


def loaded(stored: Mapping[str, Any]) -> dict[str, Value]:
    """The properties that a row shows, by their names; what the store keeps for itself is left out."""
    as_text = json.loads(stored[names.LISTS]) if names.LISTS in stored else ()
    loaded: dict[str, Value] = {}
    for key, value in stored.items():
        if not names.is_internal(key) and value is not None:
            value = json.loads(value) if key in as_text else value
            loaded[names.decode(key)] = tuple(value) if isinstance(value, list) else value
    return dict(sorted(loaded.items()))
