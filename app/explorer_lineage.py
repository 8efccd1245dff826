"""The lineage of an asset: what it depends on and what depends on it, step by step, with what to beware of."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from labkin.app.asking import lineage_of
from labkin.app.asset import Asset
from labkin.app.explorer_genealogy import genealogy
from labkin.app.explorer_parts import (
    WARNING_STATES,
    badge,
    colour_of,
    download_rows,
    draw_table,
    escape_markdown,
    link_to,
    short,
    the_lab,
)
from labkin.graph.schema import kind

DEPTH = 12
DIRECTIONS = {"what it depends on": "up", "what depends on it": "down"}
WARNED = 10  # links to withdrawn things


def draw_lineage(found: Asset) -> None:
    """Draw the tab."""
    id = str(found.node.id)
    said = st.segmented_control(
        "Direction", list(DIRECTIONS), default="what it depends on", label_visibility="collapsed", key=f"way {id}"
    )
    direction = DIRECTIONS[said or "what it depends on"]
    with st.spinner("Walking the graph"):
        walked = _walked(id, direction, the_lab().ledger.head())
    if not walked["complete"]:
        st.warning(escape_markdown(f"This is not all: {walked['why_not_complete']}"), icon=":material/warning:")
    if not walked["nodes"]:
        st.caption("It depends on nothing in this lab." if direction == "up" else "Nothing in this lab depends on it.")
        return
    _draw_warnings(walked)
    _draw_generations(walked)
    st.graphviz_chart(genealogy(walked, colour_of), width="stretch", alt=f"Lineage of {short(found.name)}")
    st.caption("Arrows go from what depends to what it depends on; of each thing, the shortest ways are drawn.")
    rows = [
        {
            "step": step["depth"],
            "kind": kind(step["kind"]).english,
            "name": step["name"] or step["id"],
            "status": walked["status"].get(step["id"], ""),
            "through": step["through"],
            "identifier": step["id"],
        }
        for step in walked["nodes"]
    ]
    draw_table(rows, f"lineage {direction}", height=420, links=("identifier",))
    with st.container(horizontal=True):
        download_rows(rows, f"lineage-{direction}", f"lineage {direction}")
        st.download_button(
            "Download the lineage as JSON",
            lambda: json.dumps(walked, ensure_ascii=False, indent=2, default=str),
            f"lineage-{direction}.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
        )


@st.cache_resource(max_entries=64, show_spinner=False)
def _walked(id: str, direction: str, head: int) -> dict[str, Any]:  # the head is part of what is remembered
    walked = lineage_of(the_lab(), id, direction, DEPTH)
    with the_lab().view(head) as view:
        nodes = view.nodes([step["id"] for step in walked["nodes"]])
        walked["status"] = {str(node.id): str(node.props["status"]) for node in nodes if node.props.get("status")}
    return walked


def _draw_generations(walked: dict[str, Any]) -> None:
    counts: dict[tuple[int, str], int] = {}
    for step in walked["nodes"]:
        counts[step["depth"], step["kind"]] = counts.get((step["depth"], step["kind"]), 0) + 1
    lines = []
    for depth in sorted({depth for depth, _ in counts}):
        labels = " ".join(
            f"<span style='white-space:nowrap'>{badge(name)} {count:,}</span> &nbsp;"
            for (at, name), count in sorted(counts.items())
            if at == depth
        )
        lines.append(f"<div style='padding:3px 0'><span style='opacity:0.7'>step {depth}</span> &nbsp; {labels}</div>")
    st.html("".join(lines))


def _draw_warnings(walked: dict[str, Any]) -> None:
    status = walked["status"]
    bad = [step for step in walked["nodes"] if status.get(step["id"], "").casefold() in WARNING_STATES]
    if not bad:
        return
    states = ", ".join(sorted({status[step["id"]] for step in bad}))
    count = "One thing" if len(bad) == 1 else f"{len(bad):,} things"
    st.warning(escape_markdown(f"{count} in this lineage: {states}"), icon=":material/warning:")
    with st.container(horizontal=True, key="warned"):
        for step in bad[:WARNED]:
            link_to(step["id"], step["name"] or step["id"], step["kind"])
