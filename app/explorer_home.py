"""The first page: what the lab holds, and where to begin."""

from __future__ import annotations

import streamlit as st

from labkin.app.cli_show import status_of
from labkin.app.explorer_parts import PAGES, colour_of, the_lab
from labkin.app.suggestions import questions_for
from labkin.graph.schema import kind

KINDS_SHOWN = 16
LOADS_SHOWN = 8


def draw() -> None:
    """Draw the page."""
    lab = the_lab()
    found = status_of(lab)
    st.title(lab.folder.name, anchor=False)
    st.caption("Every asset knows its kin.")
    asked = st.text_input(
        "Ask or search", placeholder="Which batches were withdrawn?", label_visibility="collapsed", key="home-question"
    )
    if asked:
        st.switch_page(PAGES["ask"], query_params={"q": asked})
    for column, (label, value) in zip(
        st.columns(4),
        {
            "things": found["nodes"],
            "links": found["edges"],
            "sources": found["sources"],
            "transactions": found["transaction"],
        }.items(),
        strict=True,
    ):
        column.metric(label, f"{value:,}", border=True)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _draw_kinds(found["kinds"])
    with right:
        _draw_questions()
        _draw_loads()
    _draw_health(found)


def _draw_kinds(counts: dict[str, int]) -> None:
    st.subheader("What is here", anchor=False)
    if not counts:
        st.write("Nothing yet. Load files with `labkin load PATH`.")
        return
    most = max(counts.values())
    lines = []
    for name, count in list(counts.items())[:KINDS_SHOWN]:
        width = max(1.0, 100 * count / most)
        bar = f"<div style='background:{colour_of(name)};width:{width:.1f}%;height:10px;border-radius:5px'></div>"
        lines.append(
            f"<tr><td style='white-space:nowrap;padding:2px 12px 2px 0'>{kind(name).plural}</td>"
            f"<td style='width:70%'>{bar}</td><td style='text-align:right;padding-left:10px'>{count:,}</td></tr>"
        )
    st.html(f"<table style='width:100%;border-collapse:collapse'>{''.join(lines)}</table>")
    if len(counts) > KINDS_SHOWN:
        st.caption(f"and {len(counts) - KINDS_SHOWN} more kinds")


def _draw_questions() -> None:
    st.subheader("Try asking", anchor=False)
    for question in questions_for(the_lab())[:6]:
        st.page_link(PAGES["ask"], label=question, query_params={"q": question}, icon=":material/arrow_forward:")


def _draw_loads() -> None:
    st.subheader("Last changes", anchor=False)
    for entry in reversed(the_lab().ledger.transactions(newest=LOADS_SHOWN)):
        note = entry.note.replace("load /", "/").rpartition("/")[2] or entry.note
        st.caption(f"{entry.at[:16].replace('T', ' ')}  ·  {entry.rows:,} rows  ·  {note}")


def _draw_health(found: dict[str, object]) -> None:
    with st.expander("Health"):
        st.json(
            {
                key: found[key]
                for key in ("lab", "transaction", "chain", "projections", "jobs", "waiting_edges", "engine")
            }
        )
