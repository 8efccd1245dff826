"""The page of one asset: properties, links, neighbourhood, lineage, and the lines of the files that say so."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from labkin.app.asking import lineage_of
from labkin.app.asset import Asset, Link, asset, asset_json, name_of, statement_json
from labkin.app.cited import passage
from labkin.app.explorer_datasets import draw_dataset
from labkin.app.explorer_parts import (
    badge,
    colour_of,
    escape_html,
    link_to,
    open_asset,
    table_with_download,
    the_lab,
)
from labkin.app.pictures import neighbourhood
from labkin.graph.model import Statement
from labkin.graph.schema import kind

LINKS_SHOWN = 10  # of one relation, before "all of them"
LONG = 200  # characters of a property that get a paragraph of their own
SOURCES_SHOWN = 10


def draw() -> None:
    """Draw the page."""
    id = st.query_params.get("id", "")
    if not id:
        wanted = st.text_input("Identifier or name", placeholder="an identifier or a name", key="asset-id")
        if wanted:
            open_asset(str(asset(the_lab(), wanted).node.id))
        return
    found = asset(the_lab(), id)
    _draw_head(found)
    names = ["Overview", "Neighbourhood", "Lineage", "Sources"]
    is_dataset = found.node.kind in ("Dataset", "Table")
    tabs = st.tabs(["Data", *names] if is_dataset else names)
    if is_dataset:
        with tabs[0]:
            draw_dataset(found)
    with tabs[-4]:
        _draw_overview(found)
    with tabs[-3]:
        _draw_neighbourhood(found)
    with tabs[-2]:
        _draw_lineage(found)
    with tabs[-1]:
        _draw_sources(found)


def _draw_head(found: Asset) -> None:
    st.html(
        f"{badge(found.node.kind)} <span style='opacity:0.6;font-size:0.85rem'>"
        f"{escape_html(' · '.join(found.identifiers))}</span>"
    )
    st.header(found.name, anchor=False)
    status = str(found.node.props.get("status", ""))
    if status.casefold() in {"withdrawn", "rejected", "expired", "quarantined", "failed"}:
        st.error(f"This {kind(found.node.kind).english} is {status}.", icon=":material/warning:")
    files = {number: said.source.uri.rpartition("/")[2] for number, said in found.evidence}
    for conflict in found.conflicts:
        values = "; ".join(f"**{value}** ({files.get(number, number)})" for value, number in conflict.values)
        st.warning(f"Sources differ on {conflict.prop}: {values}. The first is shown.", icon=":material/call_split:")


def _draw_overview(found: Asset) -> None:
    left, right = st.columns([2, 3], gap="large")
    with left:
        _draw_props(found)
    with right:
        if not found.links:
            st.caption("No links.")
        for number, links in enumerate(found.by_relation().values()):
            _draw_links(links, number)
        if found.waiting:
            st.caption(f"{found.waiting} links wait for a thing that is not loaded yet.")


def _draw_props(found: Asset) -> None:
    units = {prop.name: prop for prop in kind(found.node.kind).props}
    rows = []
    for name, value in found.node.props.items():
        if (
            name == "name"
            or (name, value) == ("category", found.node.kind)
            or (isinstance(value, str) and len(value) > LONG)
        ):
            continue
        row = units.get(name)
        shown = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        unit = f" {row.unit}" if row and row.unit else ""
        label = row.english if row and row.english else name.replace("_", " ")
        rows.append(
            f"<tr><td style='opacity:0.65;padding:3px 14px 3px 0;vertical-align:top'>{escape_html(label)}</td>"
            f"<td style='overflow-wrap:anywhere;padding:3px 0'>{escape_html(shown + unit)}</td></tr>"
        )
    if rows:
        st.html(f"<table style='width:100%;font-size:0.9rem;border-collapse:collapse'>{''.join(rows)}</table>")
    for name, value in found.node.props.items():
        if isinstance(value, str) and len(value) > LONG:
            st.caption(name)
            st.text(value)
    _draw_structure(found)


def _draw_structure(found: Asset) -> None:
    smiles = found.node.props.get("smiles")
    if not isinstance(smiles, str):
        return
    picture = _structure(smiles)
    if picture:
        st.image(picture, width=280)


@st.cache_data(max_entries=500, show_spinner=False)
def _structure(smiles: str) -> bytes | None:
    """The structure as PNG, or None when the SMILES cannot be drawn."""
    from rdkit import Chem
    from rdkit.Chem.Draw import rdMolDraw2D

    molecule = Chem.MolFromSmiles(smiles)
    if molecule is None:
        return None
    drawing = rdMolDraw2D.MolDraw2DCairo(420, 300)
    rdMolDraw2D.PrepareAndDrawMolecule(drawing, molecule)
    drawing.FinishDrawing()
    return bytes(drawing.GetDrawingText())


def _draw_links(links: list[Link], number: int) -> None:
    st.markdown(f"**{links[0].reads}** :gray[{len(links):,}]")
    with st.container(horizontal=True, gap="small", key=f"links {number}"):
        for link in links[:LINKS_SHOWN]:
            link_to(
                str(link.other.id),
                name_of(link.other),
                link.other.kind,
                f"{kind(link.other.kind).english} {link.other.id}",
            )
    if len(links) > LINKS_SHOWN:
        with st.expander(f"All {len(links):,}"):
            rows = [
                {
                    "name": name_of(link.other),
                    "kind": link.other.kind,
                    "identifier": str(link.other.id),
                    **link.edge.props,
                    **link.edge.qualifiers,
                }
                for link in links
            ]
            table_with_download(rows, links[0].relation, f"links {number} all", height=300)


def _draw_neighbourhood(found: Asset) -> None:
    if not found.links:
        st.caption("No links to draw.")
        return
    st.graphviz_chart(neighbourhood(found, colour_of), width="stretch")
    st.caption("Arrows go from subject to object. Click a box to go there; the overview has all links.")


def _draw_lineage(found: Asset) -> None:
    up = st.segmented_control(
        "Direction",
        ["what it depends on", "what depends on it"],
        default="what it depends on",
        label_visibility="collapsed",
    )
    direction = "down" if up == "what depends on it" else "up"
    with st.spinner("Walking the graph"):
        walked = lineage_of(the_lab(), str(found.node.id), direction, 12)
    if not walked["nodes"]:
        st.caption("Nothing.")
        return
    _draw_generations(walked)
    rows = [
        {
            "step": step["depth"],
            "kind": step["kind"],
            "name": step["name"],
            "identifier": step["id"],
            "through": step["through"],
        }
        for step in walked["nodes"]
    ]
    table_with_download(rows, f"lineage-{direction}", "lineage", height=420)
    if not walked["complete"]:
        st.warning(f"This is not all: {walked['why_not_complete']}")


def _draw_generations(walked: dict[str, Any]) -> None:
    counts: dict[tuple[int, str], int] = {}
    for step in walked["nodes"]:
        counts[step["depth"], step["kind"]] = counts.get((step["depth"], step["kind"]), 0) + 1
    lines = []
    for depth in sorted({depth for depth, _ in counts}):
        labels = " ".join(
            f"{badge(name)} {count:,} &nbsp;" for (at, name), count in sorted(counts.items()) if at == depth
        )
        lines.append(f"<div style='padding:3px 0'><span style='opacity:0.6'>step {depth}</span> &nbsp; {labels}</div>")
    st.html("".join(lines))


def _draw_sources(found: Asset) -> None:
    st.caption("What the files say of this asset itself; what they say of its links stands in each link's evidence.")
    for number, said in found.evidence[:SOURCES_SHOWN]:
        with st.container(border=True, key=f"source {number}"):
            _draw_statement(number, said)
    if len(found.evidence) > SOURCES_SHOWN:
        rows = [statement_json(number, said) for number, said in found.evidence]
        with st.expander(f"All {len(rows):,} statements"):
            table_with_download(rows, "statements", "statements", height=300)
    st.download_button(
        "Download everything on this page as JSON",
        json.dumps(asset_json(found), ensure_ascii=False, indent=2, default=str),
        "asset.json",
        "application/json",
        icon=":material/download:",
    )


def _draw_statement(number: int, said: Statement) -> None:
    source = said.source
    st.markdown(f"**{source.uri.rpartition('/')[2]}**, {said.place}")
    st.caption(
        f"statement {number} · {said.method.value}, confidence {said.confidence:g} · loaded {source.at[:19]} by "
        f"{source.author} with {source.loader} {source.loader_version} · {source.uri} · sha256 {source.sha256[:12]}…"
    )
    cited = passage(the_lab(), source, said.place)
    if cited:
        marked = [
            f"{'▶' if line == cited.cited else ' '} {line:>6}  {text}"
            for line, text in enumerate(cited.lines, cited.first)
        ]
        st.code("\n".join(marked), language=None)
