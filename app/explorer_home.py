"""The first page: what the lab holds, and where to begin."""

from __future__ import annotations

from typing import Any

import streamlit as st

from labkin.app.cli_show import status_of
from labkin.app.explorer_parts import PAGES, colour_of, draw_title, escape_markdown, icon_of, the_lab
from labkin.app.suggestions import questions_for
from labkin.graph.schema import kind

KINDS_SHOWN = 16
LOADS_SHOWN = 8
FRESH_SECONDS = 5  # how old the health may be


@st.cache_data(ttl=FRESH_SECONDS, max_entries=4, show_spinner=False)
def _status(head: int, behind: str) -> dict[str, Any]:  # both are part of what is remembered
    return status_of(the_lab())


@st.cache_data(max_entries=4, show_spinner=False)
def _questions(head: int, behind: str) -> list[str]:
    return questions_for(the_lab())


def draw() -> None:
    """Draw the page."""
    lab = the_lab()
    state = lab.ledger.head(), str(lab.behind())
    found = _status(*state)
    draw_title(lab.folder.name)
    st.caption("Every asset knows its kin.")
    if not found["transaction"]:
        _draw_empty(found)
        return
    asked = st.text_input(
        "Ask a question",
        placeholder="Ask a question: which batches were withdrawn?",
        label_visibility="collapsed",
        icon=":material/forum:",
        key="home-question",
    )
    if asked:
        st.switch_page(PAGES["ask"], query_params={"q": asked})
    counts = {"things": "nodes", "links": "edges", "sources": "sources", "transactions": "transaction"}
    with st.container(key="counts"):
        for column, (label, name) in zip(st.columns(4), counts.items(), strict=True):
            column.metric(label, f"{found[name]:,}", border=True)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _draw_kinds(found["kinds"])
    with right:
        _draw_questions(_questions(*state))
        _draw_loads()
    _draw_health(found)


def _draw_empty(found: dict[str, Any]) -> None:
    st.info("Nothing is in this lab yet. Add a table here, or load files from a terminal:", icon=":material/inbox:")
    st.page_link(PAGES["add"], label="Add data", icon=":material/add:")
    st.code(f'labkin load PATH... --lab "{the_lab().folder}"', language=None)
    st.caption("The format is found from the content: compounds, tables, knowledge graphs, publications, documents.")
    _draw_health(found)


def _draw_kinds(counts: dict[str, int]) -> None:
    st.subheader("What is here", anchor=False)
    most = max(counts.values(), default=1)
    with st.container(gap=None, key="kinds"):
        for name, count in list(counts.items())[:KINDS_SHOWN]:
            label, bar, number = st.columns([4, 8, 2], vertical_alignment="center")
            with label:
                st.page_link(
                    PAGES["search"],
                    label=escape_markdown(kind(name).plural),
                    query_params={"kind": name},
                    icon=icon_of(name),
                )
            style = f"background:{colour_of(name)};width:{max(1.0, 100 * count / most):.1f}%"
            bar.html(f"<div style='{style};height:10px;border-radius:5px'></div>")
            number.html(f"<div style='text-align:right'>{count:,}</div>")
    if len(counts) > KINDS_SHOWN:
        with st.expander(f"{len(counts) - KINDS_SHOWN} more kinds"), st.container(horizontal=True):
            for name, count in list(counts.items())[KINDS_SHOWN:]:
                text, icon = f"{kind(name).plural} {count:,}", icon_of(name)
                st.page_link(PAGES["search"], label=escape_markdown(text), query_params={"kind": name}, icon=icon)


def _draw_questions(questions: list[str]) -> None:
    st.subheader("Try asking", anchor=False)
    for question in questions[:6]:
        st.page_link(
            PAGES["ask"],
            label=escape_markdown(question),
            query_params={"q": question},
            icon=":material/arrow_forward:",
        )


def _draw_loads() -> None:
    st.subheader("Last changes", anchor=False)
    with st.container(gap=None):
        for entry in reversed(the_lab().ledger.transactions(newest=LOADS_SHOWN)):
            verb, _, path = entry.note.partition(" ")
            note = f"{verb} {path.rpartition('/')[2] or path}"
            when = entry.at[:16].replace("T", " ")
            rows = "1 statement" if entry.rows == 1 else f"{entry.rows:,} statements"
            st.caption(escape_markdown(f"{when} · {note} · {rows}"))


def _draw_health(found: dict[str, Any]) -> None:
    ends = {name: at["behind"] for name, at in found["projections"].items()}
    jobs = found["jobs"]
    well = not any(ends.values()) and not jobs["failed"]
    said = "graph and index are in step with the ledger" if not any(ends.values()) else "catching up"
    if jobs["failed"]:
        said += f"; {jobs['failed']} loads failed: `labkin jobs` says why"
    with st.expander(f"Health: {said}", icon=":material/check_circle:" if well else ":material/warning:"):
        keys = ("lab", "transaction", "chain", "projections", "jobs", "waiting_edges", "engine")
        st.json({key: found[key] for key in keys})
