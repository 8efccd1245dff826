"""How a question was read, as a picture: its words over what each was taken for, and all that they might mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from labkin.app.asking import explained, meanings
from labkin.app.explorer_parts import address_of, draw_table, escape_html, the_lab
from labkin.app.explorer_text import INK
from labkin.graph.schema import kind, readable, relation

# Okabe and Ito's hues as tints, on which INK has a contrast above 7, also in the dark theme.
TINTS = {
    "name": "#bfe3fb",
    "kind": "#ffd3bd",
    "relation": "#b9ead9",
    "property": "#eadcf8",
    "value": "#f4edaa",
    "number": "#f6d0e4",
    "date": "#cfd9ff",
}
_WORD = (
    "display:inline-flex;flex-direction:column;align-items:center;margin:0 0.3rem 0.5rem 0;vertical-align:top;"
    "max-width:100%;overflow-wrap:anywhere"
)
_UNUSED = "border-bottom:2px dashed #d55e00"
_HEIGHT = 300  # pixels of the table


def draw_reading(found: dict[str, Any], today: date) -> None:
    """Draw the questions of the answer, word by word, and on demand every meaning that was considered."""
    context = found["context"] or {"question": found["question"], "earlier": ()}
    questions = [*context["earlier"], context["question"]]  # what only made sense after another is said in full there
    told = [(text, explained(the_lab(), text, found, today)) for text in questions]
    for text, one in told:
        st.html(_picture(text, one["spans"], found["unused"]))
    if st.toggle("All that each word may mean", key="ask-meanings"):
        rows = [row for _, one in told for row in meanings(one)]
        heads = ("words", "may be", "which", "cost", "taken")
        draw_table([dict(zip(heads, row, strict=True)) for row in rows], "meanings", height=_HEIGHT)
        st.caption("The less a meaning costs, the better it fits.")


def glossed(
    question: str, spans: Sequence[Mapping[str, Any]], unused: Sequence[str] = ()
) -> Iterator[tuple[str, Mapping[str, Any] | None, bool]]:
    """The question in pieces: words, the span they are taken as, if any, and whether they could not be used.

    Of spans one in the other the longest is taken; without a reading, those that are known at all.
    """
    known = [one for one in spans if one["used"]] or [one for one in spans if one["candidates"]]
    missed = {word.casefold() for word in unused}
    at = 0
    for one in [*known, None]:
        if one and (one["start"] < at or missed & set(one["text"].casefold().split())):
            continue
        for word in question[at : one["start"] if one else None].split():
            yield word, None, word.strip("?.,;:!'\"").casefold() in missed
        if one:
            yield one["text"], one, False
            at = one["end"]


def _picture(question: str, spans: Sequence[Mapping[str, Any]], unused: Sequence[str]) -> str:
    body = "".join(_piece(*piece) for piece in glossed(question, spans, unused))
    return f"<div dir='auto' class='labkin-reading' style='line-height:1.6'>{body}</div>"


def _piece(words: str, span: Mapping[str, Any] | None, unused: bool) -> str:
    if span is None:
        said = f"<span style='{_UNUSED if unused else 'opacity:0.7'}'>{escape_html(words)}</span>"
        below = "not known" if unused else "&nbsp;"
    else:
        best = span["candidates"][0]
        tint = f"background:{TINTS[best['what']]};color:{INK};border-radius:4px;padding:1px 6px"
        said, below = f"<span style='{tint}'>{escape_html(words)}</span>", _gloss(best)
    return f"<span style='{_WORD}'>{said}<small style='opacity:0.75;line-height:1.3'>{below}</small></span>"


def _gloss(one: Mapping[str, Any]) -> str:
    """What words were taken for, in HTML; things are linked."""
    means = str(one["means"])
    if one["id"]:
        title = escape_html(f"{kind(one['kind']).english} {one['id']}")
        return f"<a href='{escape_html(address_of(one['id']))}' target='_self' title='{title}'>{escape_html(means)}</a>"
    if one["what"] == "kind":
        return f"kind: {escape_html(kind(means).english)}"
    if one["what"] == "relation":
        return f"relation: {escape_html(relation(means.partition(',')[0]).english)}"
    prop, is_, value = means.partition(" = ")
    said = readable(prop) + is_ + value if one["what"] in ("property", "value") else means
    return f"{one['what']}: {escape_html(said)}"
