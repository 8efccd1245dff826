"""What a mapping proposes and what it makes of the first rows, as people and scripts are shown it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from labkin.app.dot import quoted, shortened
from labkin.graph.model import Edge, Node, Statement
from labkin.graph.schema import kind, readable

if TYPE_CHECKING:
    from labkin.loaders.mapping_columns import ColumnUse
    from labkin.loaders.mapping_preview import Preview

SHOWN = 10  # nodes, links and remarks
LONGEST_NAME = 34
LONGEST = 110  # characters of a node's properties in a row


def purpose(use: ColumnUse) -> str:
    """What becomes of a column, in words."""
    noun = kind(use.kind).english if use.kind else ""
    a = "an" if noun[:1] in tuple("aeio") else "a"
    match use.use:
        case "identifier":
            return f"identifies {a} {noun}" + (f" ({use.name}...)" if use.name else "")
        case "other id":
            return f"another identifier of {a} {noun}"
        case "structure":
            return f"structure of {a} {noun}"
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


def picture(tried: Preview, colour: Callable[[str], str]) -> str:
    """What the first row becomes, as a Graphviz description."""
    first = _first_row(tried)
    nodes = {str(said.fact.id): said.fact for said in reversed(first) if isinstance(said.fact, Node)}
    lines = [
        "digraph {",
        'rankdir=LR; nodesep=0.15; ranksep=0.6; bgcolor="transparent"; pad=0.2;',
        'node [fontname="Source Sans 3, sans-serif", fontsize=11, height=0.3, margin="0.12,0.05", shape=box, '
        'style="rounded,filled"];',
        'edge [color="#9aa5b1", fontcolor="#52606d", fontname="Source Sans 3, sans-serif", fontsize=9, arrowsize=0.6];',
    ]
    for id, node in reversed(nodes.items()):
        name = shortened(str(node.props.get("name", id)), LONGEST_NAME)
        label = quoted(f"{name}\n{kind(node.kind).english}", line_end="\\n")
        ink = colour(node.kind)
        lines.append(f'{quoted(id)} [label={label}, color="{ink}", fillcolor="{ink}22"];')
    for said in tried.edges:
        fact = said.fact
        if not isinstance(fact, Edge) or fact.relation == "tested_in":  # that one follows from the measured values
            continue
        if str(fact.subject) in nodes and str(fact.object) in nodes:
            ends = f"{quoted(str(fact.subject))} -> {quoted(str(fact.object))}"
            lines.append(f"{ends} [label={quoted(readable(fact.relation))}];")
    return "\n".join([*lines, "}"])


def _first_row(tried: Preview) -> list[Statement]:
    """The nodes of the first row, or of more rows where it has only one or two."""
    row = tried.nodes[0].place if tried.nodes else ""
    found = [said for said in tried.nodes if said.place == row or said.place.startswith(f"{row},")][:SHOWN]
    return found if len(found) > 2 else tried.nodes[:SHOWN]
