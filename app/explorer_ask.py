"""The ask page: a question, the answer and its table, how it was read, and the evidence behind it."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from labkin.app.answers_saved import as_text, to_save
from labkin.app.asking import answer, read_line
from labkin.app.asset import name_of
from labkin.app.explorer_parts import (
    PAGES,
    download_rows,
    draw_table,
    escape_markdown,
    link_to,
    link_to_search,
    the_lab,
)
from labkin.app.explorer_sources import draw_place
from labkin.app.suggestions import questions_for
from labkin.graph.model import Source
from labkin.graph.schema import relation
from labkin.search.answer_evidence import Limits

LINKS_SHOWN = 12
CONFLICTS_SHOWN = 5
CONFIDENCES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
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
    ).strip()
    if question != given:
        st.query_params["q"] = question
        st.rerun()
    if not question:
        _draw_examples()
        return
    limits = _limits()
    with st.spinner("Reading the question"):
        lab = the_lab()
        found = _answer(question, lab.ledger.head(), str(lab.behind()), date.today(), limits)
    _draw_answer(found)


@st.cache_data(max_entries=64, show_spinner=False)
def _answer(  # remembered for just this state
    question: str, head: int, behind: str, today: date, limits: tuple[bool, float]
) -> dict[str, Any]:
    return answer(the_lab(), question, today, limits=Limits(*limits))


def _limits() -> tuple[bool, float]:
    """Which statements the answer may rest on: only asserted ones, and of what confidence at least."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="ask-limits"):
        asserted = st.toggle(
            "Asserted only", key="ask-asserted", help="Rest on nothing that was only read in texts or inferred."
        )
        least = st.selectbox(
            "Minimum confidence",
            CONFIDENCES,
            format_func=lambda one: f"confidence {one:g} or more" if one else "any confidence",
            key="ask-confidence",
            label_visibility="collapsed",
            width=220,
        )
    return asserted, least or 0.0


def _draw_examples() -> None:
    st.caption("For instance:")
    for example in questions_for(the_lab()):
        _link_to_question(example, example)


def _link_to_question(question: str, label: str) -> None:
    st.page_link(
        PAGES["ask"], label=escape_markdown(label), query_params={"q": question}, icon=":material/arrow_forward:"
    )


def _draw_answer(found: dict[str, Any]) -> None:
    status = found["status"]
    st.badge(SAYS[status], color=COLOURS[status])  # type: ignore[arg-type]
    text = str(found.get("text") or "")
    if text:
        st.markdown(f"#### {escape_markdown(text[:1].upper() + text[1:])}")
    if found["reading"]:
        st.caption(escape_markdown(f"Read as: {found['reading']}"))
    if found["unused"]:
        st.warning(escape_markdown(f"Words not used: {', '.join(found['unused'])}"), icon=":material/rule:")
    if not found["complete"]:
        why = found.get("why_not_complete") or "a limit cut the answer"
        st.warning(escape_markdown(f"This is not all: {why}"), icon=":material/warning:")
    _draw_alternatives(found)
    if status == "not_understood":
        link_to_search(found["question"], "Search for these words instead")
    if found["rows"] and not (len(found["rows"]) == 1 and found["value"] is not None):
        _draw_rows(found)
    if read := read_line(found["read"]):
        st.caption(f":material/auto_stories: {escape_markdown(read[0].upper() + read[1:])}")
    _draw_conflicts(found["conflicts"])
    _draw_evidence(found)
    _draw_workings(found)


def _draw_conflicts(conflicts: list[dict[str, Any]]) -> None:
    """Where sources differ on what the table shows."""
    for one in conflicts[:CONFLICTS_SHOWN]:
        values = "; ".join(f"{v['value']} ({Path(v['source']).name}, {v['place']})" for v in one["values"])
        text = f"Sources differ on {one['prop']} of {one['id']}: {values}"
        st.warning(escape_markdown(text), icon=":material/difference:")
    if len(conflicts) > CONFLICTS_SHOWN:
        st.caption(f"and {len(conflicts) - CONFLICTS_SHOWN} more; each asset shows its own")


def _draw_rows(found: dict[str, Any]) -> None:
    """The table; its columns of identifiers open the assets."""
    rows, ids = found["rows"], set(found["ids"])
    links = [column for column in rows[0] if column.endswith(" id") or any(row.get(column) in ids for row in rows)]
    draw_table(rows, "answer", links=links)
    with st.container(horizontal=True):
        download_rows(rows, "answer", "answer")
    _draw_links(found)


def _draw_links(found: dict[str, Any]) -> None:
    ids = found["ids"][:LINKS_SHOWN]
    with the_lab().view() as view:
        nodes = {str(node.id): node for node in view.nodes(ids)}
    with st.container(horizontal=True, key="answer-links"):
        for id in ids:
            if id in nodes:
                link_to(id, name_of(nodes[id]), nodes[id].kind)
        if len(found["ids"]) > LINKS_SHOWN:
            st.caption(f"and {len(found['ids']) - LINKS_SHOWN:,} more in the table")


def _draw_alternatives(found: dict[str, Any]) -> None:
    """The readings to choose from: each asks again, with what was meant in place of the word that may mean more."""
    if found["status"] == "not_understood" and found["alternatives"]:
        st.caption("You can ask:")
    word = re.match(r"'(.+?)' may mean", str(found.get("text") or ""))
    for other in found["alternatives"]:
        label = str(other.get("means") or other.get("reading") or other.get("question") or other.get("name") or "")
        again = other.get("question") or _instead(found["question"], word[1] if word else "", str(other.get("id", "")))
        if again:
            _link_to_question(str(again), label)
        elif other.get("id"):
            link_to(str(other["id"]), label, str(other.get("kind", "")))
        else:
            st.caption(escape_markdown(label))


def _instead(question: str, word: str, id: str) -> str | None:
    place = question.casefold().find(word.casefold()) if word and id else -1
    return f"{question[:place]}{id}{question[place + len(word) :]}" if place >= 0 else None


def _draw_evidence(found: dict[str, Any]) -> None:
    evidence = found["evidence"]
    if not evidence:
        return
    opened = st.expander(
        f"Evidence: {len(evidence):,} statements", icon=":material/fact_check:", key="evidence open", on_change="rerun"
    )
    if not opened.open:
        return
    with opened:
        st.caption("Choose a row to see the line that says so.")
        chosen = draw_table([_proof(item) for item in evidence], "evidence", height=300, choose=True)
        if chosen is not None:
            item = evidence[chosen]
            st.markdown(f"**{escape_markdown(_file(item))}**, {escape_markdown(item['place'])}")
            if sentence := item.get("sentence") or item["props"].get("evidence"):
                st.markdown(f"> {escape_markdown(str(sentence))}")
            draw_place(Source(item["source"], item["sha256"], 0, "", ""), item["place"])
            subject = str(item.get("subject") or item.get("id"))
            link_to(subject, f"Open {subject}", str(item.get("kind", "")))
        download_rows(evidence, "evidence", "evidence")


def _file(item: dict[str, Any]) -> str:
    return str(item["source"]).rpartition("/")[2]


def _proof(item: dict[str, Any]) -> dict[str, Any]:
    if item.get("relation"):
        says = f"{item['subject']} {relation(item['relation']).english} {item['object']}"
    else:
        says = f"{item['id']} is a {item['kind']}"
    return {
        "says": says,
        "file": _file(item),
        "place": item["place"],
        "method": item["method"],
        "confidence": item["confidence"],
        "loaded": str(item["at"])[:19].replace("T", " "),
        "by": item["author"],
        "statement": item["statement"],
    }


def _draw_workings(found: dict[str, Any]) -> None:
    if found["cypher"]:
        with st.expander("The query that ran", icon=":material/code:"):
            st.code(found["cypher"], language="cypher", wrap_lines=True)
            st.json(found["params"] or {}, expanded=False)
            st.json(found["query"] or {}, expanded=False)
            st.caption(f"transaction {found['transaction']} · {found['ms']:g} ms")
    with st.container(horizontal=True):
        if found["query"]:
            st.download_button(
                "Download answer",
                lambda: as_text(to_save(the_lab(), found)),
                "answer.json",
                "application/json",
                icon=":material/verified:",
                on_click="ignore",
                help="With the hash of the ledger it rests on: `labkin verify answer.json` checks it later.",
            )
        st.download_button(
            "Download the whole answer as JSON",
            lambda: json.dumps(found, ensure_ascii=False, indent=2, default=str),
            "answer-whole.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
        )
