"""The ask page: a question and those that follow it, the answer, how it was read, and the evidence behind it."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from labkin.app.answer_shown import names_in
from labkin.app.answers_saved import as_text, to_save
from labkin.app.asking import read_line
from labkin.app.explorer_ask_help import draw_alternatives, draw_lesson, draw_why_not, link_to_question
from labkin.app.explorer_ask_read import draw_reading
from labkin.app.explorer_ask_rows import draw_proof, draw_rows, file_of, says
from labkin.app.explorer_ask_state import (
    WHY,
    Chain,
    answer_to,
    can_be_followed,
    chain_of,
    go_to,
    next_chain,
    own_chain,
)
from labkin.app.explorer_parts import download_rows, draw_table, escape_markdown, link_to, link_to_search, the_lab
from labkin.app.suggestions import questions_for

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
    chain = chain_of(st.query_params.get_all("q"))
    _draw_question(chain)
    if not chain:
        _draw_examples()
        return
    st.query_params["q"] = list(chain)  # a link within the page leaves the browser's address as it was
    _draw_chain(chain)
    limits, today = _limits(), date.today()
    with st.spinner("Reading the question"):
        lab = the_lab()
        state = lab.ledger.head(), str(lab.behind()), today, limits
        found = answer_to(chain, *state)
    if (own := own_chain(chain, found)) != chain:
        go_to(own)
    _draw_said(found)
    if found["alternatives"]:
        draw_alternatives(found, chain, lambda other: answer_to(other, *state))
    if found["status"] == "not_understood":
        link_to_search(found["question"], "Search for these words instead")
    if lesson := found.get("lesson"):
        draw_lesson(lesson)
    if found["rows"] and not (len(found["rows"]) == 1 and found["value"] is not None):
        draw_rows(found, " ".join(chain))
    if read := read_line(found["read"]):
        st.caption(f":material/auto_stories: {escape_markdown(read[0].upper() + read[1:])}")
    _draw_conflicts(found["conflicts"])
    _draw_next(chain, found)
    if can_be_followed(found):
        draw_why_not(found, chain, st.query_params.get(WHY, ""), today, limits)
    _draw_takeaways(found)
    _draw_opened("How it was read", ":material/format_ink_highlighter:", partial(draw_reading, found, today))
    _draw_evidence(found)
    _draw_query(found)


def _draw_question(chain: Chain) -> None:
    """The box for a question of its own; that of a single question shows it."""
    given = chain[0] if len(chain) == 1 else ""
    question = st.text_input(
        "Ask",
        given,
        placeholder="Ask something new" if chain else "Which drugs treat asthma?",
        icon=":material/forum:",
        key=f"ask {given}",
        label_visibility="collapsed",
    ).strip()
    if question != given:
        go_to((question,) if question else ())


def _draw_chain(chain: Chain) -> None:
    """The questions so far, each of which leads back to its answer."""
    if len(chain) < 2:
        return
    with st.container(key="chain", gap=None):
        for number, question in enumerate(chain[:-1], 1):
            link_to_question(chain[:number], question if number == 1 else f"↳ {question}")
        st.markdown(f"**↳ {escape_markdown(chain[-1])}**")


def _draw_next(chain: Chain, found: dict[str, Any]) -> None:
    """The box for a question that goes on from this answer, or from the one before where nothing can follow this."""
    from labkin.search.answer_why import asked_why

    if not can_be_followed(found) and len(chain) < 2:
        return
    # Within a container, for one at the foot of the page would scroll the answer away.
    said = st.container().chat_input("Ask on: only …? how many? and for …?", key="ask-on")
    if not (said and said.strip()):
        return
    if can_be_followed(found) and (missed := asked_why(said.strip())):
        go_to(chain, missed)
    go_to(next_chain(chain, found, said.strip()))


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
        link_to_question((example,), f"→ {example}")


def _draw_said(found: dict[str, Any]) -> None:
    """The answer in a sentence, what was read, and what to beware of."""
    from labkin.search.answer_text import DOUBT

    status = found["status"]
    st.badge(SAYS[status], color=COLOURS[status])  # type: ignore[arg-type]
    text = str(found.get("text") or "")
    doubted = text.endswith(DOUBT)
    text = text.removesuffix(DOUBT).removesuffix((found.get("lesson") or {}).get("english", "")).strip()
    if text:
        heading = "#### " if status in ("answered", "ambiguous") else ""
        st.markdown(heading + escape_markdown(text[:1].upper() + text[1:]))
    if found["reading"]:
        st.caption(escape_markdown(f"Read as: {found['reading']}"))
    if doubted:
        st.warning(escape_markdown(DOUBT.strip()), icon=":material/help:")
    if found["unused"]:
        st.warning(escape_markdown(f"Words not used: {', '.join(found['unused'])}"), icon=":material/rule:")
    if not found["complete"]:
        why = found.get("why_not_complete") or "a limit cut the answer"
        st.warning(escape_markdown(f"This is not all: {why}"), icon=":material/warning:")


def _draw_conflicts(conflicts: list[dict[str, Any]]) -> None:
    """Where sources differ on what the table shows."""
    for one in conflicts[:CONFLICTS_SHOWN]:
        values = "; ".join(f"{v['value']} ({Path(v['source']).name}, {v['place']})" for v in one["values"])
        text = f"Sources differ on {one['prop']} of {one['id']}: {values}"
        st.warning(escape_markdown(text), icon=":material/difference:")
    if len(conflicts) > CONFLICTS_SHOWN:
        st.caption(f"and {len(conflicts) - CONFLICTS_SHOWN} more; each asset shows its own")


def _draw_opened(label: str, icon: str, draw_inside: partial[None]) -> None:
    """Something that is worked out only when it is opened."""
    opened = st.expander(label, icon=icon, key=f"{label.partition(':')[0]} open", on_change="rerun")
    if opened.open:
        with opened:
            draw_inside()


def _draw_evidence(found: dict[str, Any]) -> None:
    if evidence := found["evidence"]:
        label = f"Evidence: {len(evidence):,} statements"
        _draw_opened(label, ":material/fact_check:", partial(_draw_statements, evidence, names_in(found)))


def _draw_statements(evidence: list[dict[str, Any]], names: dict[str, str]) -> None:
    st.caption("Choose a row to see the line that says so.")
    chosen = draw_table([_proof(item, names) for item in evidence], "evidence", height=300, choose=True)
    if chosen is not None:
        item = evidence[chosen]
        draw_proof(item, names)
        subject = str(item.get("subject") or item.get("id"))
        link_to(subject, f"Open {names.get(subject, subject)}", str(item.get("kind", "")))
    download_rows(evidence, "evidence", "evidence")


def _proof(item: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {
        "says": says(item, names),
        "file": file_of(item),
        "place": item["place"],
        "method": item["method"],
        "confidence": item["confidence"],
        "loaded": str(item["at"])[:19].replace("T", " "),
        "by": item["author"],
        "statement": item["statement"],
    }


def _draw_takeaways(found: dict[str, Any]) -> None:
    """The table, the answer that can be verified, and all that is known of it, as files."""
    with st.container(horizontal=True, key="takeaways"):
        if found["rows"]:
            download_rows(found["rows"], "answer", "answer")
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


def _draw_query(found: dict[str, Any]) -> None:
    if found["cypher"]:
        with st.expander("The query that ran", icon=":material/code:"):
            st.code(found["cypher"], language="cypher", wrap_lines=True)
            st.json(found["params"] or {}, expanded=False)
            st.json(found["query"] or {}, expanded=False)
            st.caption(f"transaction {found['transaction']} · {found['ms']:g} ms · confidence {found['confidence']:g}")
