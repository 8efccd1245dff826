"""What leads on from an answer that is not the one wanted: readings to choose from, a word to teach, what is missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from labkin.app import words
from labkin.app.answers_kept import context_from
from labkin.app.asking import why_not
from labkin.app.asset import find_id
from labkin.app.choosing import asked_again
from labkin.app.explorer_ask_state import Chain, go_to
from labkin.app.explorer_parts import PAGES, escape_markdown, link_to, the_lab
from labkin.graph.errors import LabkinError
from labkin.graph.schema import kind, readable, relation
from labkin.search.answer_evidence import Limits

STANDS_FOR = {
    words.RELATION: "a relation",
    words.REVERSED: "a relation, the other way round",
    words.KIND: "a kind of thing",
    words.PROPERTY: "a property",
    words.THING: "a thing",
}


def link_to_question(chain: Chain, label: str) -> None:
    """A link to the answer of a chain of questions."""
    st.page_link(PAGES["ask"], label=escape_markdown(label), query_params={"q": list(chain)})


def draw_alternatives(found: dict[str, Any], chain: Chain, answered: Callable[[Chain], dict[str, Any]]) -> None:
    """The readings to choose from: each asks again, with what was meant in place of the word that may mean more."""
    with st.container(key="choices", horizontal=True):
        for other in found["alternatives"]:
            label = str(other.get("means") or other.get("reading") or other.get("question") or other.get("name") or "")
            again = asked_again(found, other)
            if again and again != found["question"]:
                link_to_question((*chain[:-1], again), label)
            elif other.get("id"):
                link_to(str(other["id"]), label, str(other.get("kind", "")))
            elif answered((str(other.get("reading")),))["status"] in ("answered", "no_data"):
                link_to_question((str(other["reading"]),), label)
            else:
                st.caption(escape_markdown(label))


def draw_lesson(lesson: dict[str, Any]) -> None:
    """Teach the words that meant nothing: what they stand for from now on."""
    with st.expander(f"Teach “{escape_markdown(lesson['text'])}”", icon=":material/school:"):
        left, middle, right = st.columns(3, vertical_alignment="bottom")
        text = left.text_input("Words", lesson["text"], key=f"teach-text {lesson['text']}")
        sorts = list(STANDS_FOR)
        sort = middle.selectbox(
            "stand for", sorts, sorts.index(lesson["sort"]), format_func=STANDS_FOR.__getitem__, key="teach-sort"
        )
        with right:
            means = _meaning(sort, lesson)
        if st.button("Teach", icon=":material/school:", type="primary", disabled=not (text and means)):
            _teach(text, sort, means or "")


def _meaning(sort: str, lesson: dict[str, Any]) -> str | None:
    """What the words are to stand for, from what the lab has; a thing by its name or identifier."""
    if sort == words.THING:
        return st.text_input("which", placeholder="name or identifier", key="teach-thing")
    known: list[str] = words.names_by_sort(the_lab())[words.RELATION if sort == words.REVERSED else sort]
    likely = [name for name in lesson["names"] if name in known]
    names = list(dict.fromkeys((*likely, *known)))
    chosen: str | None = st.selectbox("which", names, index=None, format_func=_reader(sort), key=f"teach-name {sort}")
    return chosen


def _reader(sort: str) -> Callable[[str], str]:
    """How a kind, relation or property is called."""
    if sort == words.KIND:
        return lambda name: kind(name).english
    if sort == words.RELATION:
        return lambda name: relation(name).english
    return (lambda name: relation(name).inverse) if sort == words.REVERSED else readable


def _teach(text: str, sort: str, means: str) -> None:
    lab = the_lab()
    try:
        id = find_id(lab, means) if sort == words.THING else means
        made = words.teach(lab, text, sort, id)
        with st.spinner("Teaching"):
            lab.make_ready()
    except LabkinError as error:
        st.error(escape_markdown(str(error)), icon=":material/error:")
        return
    st.toast(f"Taught: {escape_markdown(made.text)}. The curate page undoes it.", icon=":material/check:")
    st.rerun()


def draw_why_not(found: dict[str, Any], chain: Chain, why: str, today: date, limits: tuple[bool, float]) -> None:
    """Ask of one thing why it is not in the answer: which of the conditions it meets, and what is known instead."""
    asked = st.text_input(
        "Why is it not here?",
        why,
        placeholder="Why is … not here? Type a name",
        label_visibility="collapsed",
        icon=":material/person_search:",
        key=f"why {why} {' '.join(chain)}",
    ).strip()
    if asked != why:
        go_to(chain, asked)
    if not why:
        return
    try:
        told = why_not(the_lab(), why, "", today, context=context_from(found, ""), limits=Limits(*limits))
    except LabkinError as error:
        st.warning(escape_markdown(str(error)), icon=":material/search_off:")
        return
    with st.container(border=True, key="why-not"):
        st.markdown(f"**{escape_markdown(told['reading'].removeprefix('why '))}**")
        for row in told["rows"]:
            mark = ":green[:material/check:]" if row["holds"] else ":red[:material/close:]"
            instead = f" :gray[{escape_markdown(str(row['instead']))}]" if row["instead"] else ""
            st.markdown(f"{mark} {escape_markdown(str(row['condition']))}{instead}")
