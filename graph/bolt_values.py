"""What the driver gives, as plain Python values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from labkin.graph import names, rows
from labkin.graph.bolt_driver import Node, Path, Relationship
from labkin.graph.values import Value


def plain(value: Any) -> Any:
    """Nodes, edges and paths as mappings; times as ISO 8601 text; everything else as it is.

    A node: `id`, `kind`, `props`. An edge: `subject`, `relation`, `object`, `qualifiers`, `props`, where the ends are
    None unless the statement gives them too. A path: `nodes`, `edges`.
    """
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, Node):
        return _node(value)
    if isinstance(value, Path):
        return {"nodes": [_node(node) for node in value.nodes], "edges": [_edge(edge) for edge in value.relationships]}
    if isinstance(value, Relationship):
        return _edge(value)
    return value.iso_format() if hasattr(value, "iso_format") else str(value)


def _id(node: Any) -> str | None:
    if node is None or not node.labels:
        return None
    return str(node["id"]) if "id" in node else str(node.element_id)


def _node(value: Node) -> dict[str, Any]:
    if names.BASE not in value.labels:
        return {"id": _id(value), "kind": ", ".join(sorted(value.labels)), "props": dict(value)}
    node = rows.node_of(_id(value) or "", sorted(value.labels), dict(value))
    return {"id": str(node.id), "kind": node.kind, "props": _lists(node.props)}


def _edge(value: Relationship) -> dict[str, Any]:
    edge = rows.edge_of("?", value.type, "?", dict(value))
    return {
        "subject": _id(value.start_node),
        "relation": edge.relation,
        "object": _id(value.end_node),
        "qualifiers": _lists(edge.qualifiers),
        "props": _lists(edge.props),
    }


def _lists(props: Mapping[str, Value]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in props.items()}
