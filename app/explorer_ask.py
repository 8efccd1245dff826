"""The ask page: a question, the table, how it was read, and the evidence behind it."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from labkin.app.asking import answer
from labkin.app.asset import name_of
from labkin.app.explorer_parts import PAGES, link_to, table_with_download, the_lab
from labkin.app.suggestions import questions_for

LINKS_SHOWN = 12
COLOURS = {"answered": "green", "no_data": "blue", "ambiguous": "orange", "not_understood": "red"}
SAYS = {
    "answered": "answered",
    "no_data": "understood, but nothing in this lab fits",
    "ambiguous": "more than one reading: choose one",
    "not_understood": "not understood",
}


def draw() -> None:
    """Draw the page."""
    given = st.query_params.get("q", "")
    question = st.text_input(
        "Ask", given, placeholder="Which drugs treat asthma?", icon=":material/forum:", key=f"ask {given}"
    )
    if question != given:
        st.query_params["q"] = question
        st.rerun()
    if not question.strip():
        st.caption("For instance:")
        for example in questions_for(the_lab()):
            st.page_link(PAGES["ask"], label=example, query_params={"q": example}, icon=":material/arrow_forward:")
        return
    with st.spinner("Reading the question"):
        found = answer(the_lab(), question)
    _draw_answer(found)


def _draw_answer(found: dict[str, Any]) -> None:
    status = found["status"]
    st.badge(SAYS[status], color=COLOURS[status])  # type: ignore[arg-type]
    if found.get("text"):
        st.markdown(f"#### {found['text']}")
    if found["value"] is not None and not found["rows"]:
        st.metric("Answer", str(found["value"]))
    if found["rows"]:
        table_with_download(found["rows"], "answer", "answer")
    _draw_links(found)
    if found["reading"]:
        st.caption(f"Read as: {found['reading']}")
    if found["unused"]:
        st.caption(f"Words not used: {', '.join(found['unused'])}")
    _draw_alternatives(found["alternatives"])
    _draw_evidence(found)
    with st.expander("The query that ran"):
        st.code(found["cypher"] or "none", language="cypher", wrap_lines=True)
        st.json(found["params"] or {}, expanded=False)
        st.json(found["query"] or {}, expanded=False)
        st.caption(f"transaction {found['transaction']} · {found['ms']} ms")
    st.download_button(
        "Download the whole answer as JSON",
        json.dumps(found, ensure_ascii=False, indent=2, default=str),
        "answer.json",
        "application/json",
        icon=":material/download:",
    )


def _draw_links(found: dict[str, Any]) -> None:
    ids = found["ids"][:LINKS_SHOWN]
    if not ids:
        return
    with the_lab().view() as view:
        nodes = {str(node.id): node for node in view.nodes(ids)}
    with st.container(horizontal=True):
        for id in ids:
            if id in nodes:
                link_to(id, name_of(nodes[id]), nodes[id].kind)
        if len(found["ids"]) > LINKS_SHOWN:
            st.caption(f"and {len(found['ids']) - LINKS_SHOWN:,} more")


def _draw_alternatives(alternatives: list[Any]) -> None:
    for number, other in enumerate(alternatives):
        label = other if isinstance(other, str) else str(other.get("question") or other.get("reading") or other)
        st.page_link(PAGES["ask"], label=label, query_params={"q": label}, icon=":material/arrow_forward:") if (
            label.endswith("?")
        ) else st.caption(f"{number + 1}. {label}")


def _draw_evidence(found: dict[str, Any]) -> None:
    if not found["evidence"]:
        return
    with st.expander(f"Evidence: {len(found['evidence']):,} statements"):
        rows = [
            {
                "says": " ".join(
                    str(part)
                    for part in (
                        item.get("subject") or item.get("id"),
                        item.get("relation") or "is a",
                        item.get("object") or item.get("kind"),
                    )
                ),
                "file": str(item["source"]).rpartition("/")[2],
                "place": item["place"],
                "method": item["method"],
                "loaded": str(item["at"])[:19],
                "by": item["author"],
                "statement": item["statement"],
            }
            for item in found["evidence"]
        ]
        table_with_download(rows, "evidence", "evidence")
