"""What a mapping proposes and what it makes of the first rows, as people and scripts are shown it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from labkin.graph.model import Edge, Node
from labkin.graph.schema import kind, readable

if TYPE_CHECKING:
    from labkin.loaders.mapping_columns import ColumnUse
    from labkin.loaders.mapping_preview import Preview

SHOWN = 10  # nodes, links and remarks
LONGEST = 110  # characters of a node's properties in a row


def purpose(use: ColumnUse) -> str:
    """What becomes of a column, in words."""
    noun = kind(use.kind).english if use.kind else ""
    match use.use:
        case "identifier":
            return f"identifies a {noun}" + (f" ({use.name}...)" if use.name else "")
        case "other id":
            return f"another identifier of a {noun}"
        case "structure":
            return f"structure of a {noun}"
        case "property":
            return f"{use.name} of the {noun or 'row'}"
        case "measured value":
            return f"measured {use.name or 'value'}" + (f", replicate {use.replicate}" if use.replicate else "")
        case "leave out":
            return "left out"
    return {"date": "date", "error": "error"}.get(use.use, use.use) + " of the measured value"


def use_json(use: ColumnUse) -> dict[str, Any]:
    """A column's use, what is empty left out."""
    return {key: value for key, value in asdict(use).items() if value not in ("", ())}


def counted(tried: Preview) -> str:
    """How many of which kind, and links."""
    rows = [(count, kind(name)) for name, count in tried.kinds.items()]
    kinds = [f"{count:,} {row.english if count == 1 else row.plural}" for count, row in rows]
    links = tried.relations.total()
    return f"{', '.join(kinds or ['no nodes'])} and {links:,} link{'' if links == 1 else 's'}"


def node_rows(tried: Preview) -> list[list[str]]:
    """The first nodes: identifier, kind, properties, place."""
    rows = []
    for said in tried.nodes[:SHOWN]:
        assert isinstance(said.fact, Node)
        props = ", ".join(f"{name} {value}" for name, value in said.fact.props.items())
        shown = props if len(props) <= LONGEST else f"{props[: LONGEST - 1]}…"
        rows.append([str(said.fact.id), kind(said.fact.kind).english, shown, said.place])
    return rows


def edge_rows(tried: Preview) -> list[list[str]]:
    """The first links: from, relation, to, place."""
    rows = []
    for said in tried.edges[:SHOWN]:
        assert isinstance(said.fact, Edge)
        rows.append([str(said.fact.subject), readable(said.fact.relation), str(said.fact.object), said.place])
    return rows


def preview_json(tried: Preview) -> dict[str, Any]:
    """What the first rows become."""
    nodes = [said.fact for said in tried.nodes[:SHOWN]]
    edges = [(said.fact, said.place) for said in tried.edges[:SHOWN]]
    return {
        "rows": tried.rows,
        "kinds": dict(tried.kinds),
        "relations": dict(tried.relations),
        "nodes": [{"id": str(n.id), "kind": n.kind, **n.props} for n in nodes if isinstance(n, Node)],
        "edges": [
            {"from": str(e.subject), "relation": e.relation, "to": str(e.object), "place": place, **e.props}
            for e, place in edges
            if isinstance(e, Edge)
        ],
        "warnings": [f"{remark.place}: {remark.why}" for remark in tried.warnings],
        "unmapped": tried.unmapped,
    }
