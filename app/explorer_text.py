"""The text of an asset with what it mentions marked and linked, and the relations that it states."""

from __future__ import annotations

import streamlit as st

from labkin.app.asset import Asset
from labkin.app.explorer_parts import address_of, escape_html, escape_markdown, link_to, the_lab
from labkin.app.highlight import Claim, Mark, Shown, called, pieces, shown
from labkin.graph.errors import LabkinError

# Tints of Okabe and Ito's hues, on which INK has a contrast above 7 (WCAG 2.2, level AAA), also in the dark theme.
TINTS = {
    "Chemical": "#bfe3fb",
    "Disease": "#ffd3bd",
    "Gene": "#b9ead9",
    "Protein": "#b9ead9",
    "Variant": "#d5efc2",
    "Species": "#f4edaa",
    "CellLine": "#f6d0e4",
    "CellType": "#eadcf8",
    "Anatomy": "#ffe3ad",
    "Assay": "#cfd9ff",
}
OTHER = "#e3e3e3"
INK = "#1a1a1a"
LONGEST = 30_000  # characters that are drawn; the rest is in the sources
CLAIMS_SHOWN = 20


@st.cache_resource(max_entries=32, show_spinner=False)
def _shown(id: str, head: int) -> Shown | None:  # the head is part of what is remembered
    return shown(the_lab(), id, head)


def text_of(found: Asset) -> Shown | None:
    """The text of an asset with what was read in it; None where there is none."""
    return _shown(str(found.node.id), found.transaction)


def draw_text(read: Shown) -> None:
    """Draw the text, a legend, and the relations with their sentences."""
    text = read.prose.lines[:LONGEST]
    marks = [mark for mark in read.marks if mark.end <= len(text)]
    body = "".join(_piece(words, over) for words, over in pieces(text, marks))
    st.html(
        "<div dir='auto' class='labkin-text' style='line-height:1.75;white-space:pre-line;overflow-wrap:anywhere;"
        f"max-height:32rem;overflow-y:auto'>{body}</div>{_legend(marks)}"
    )
    if len(text) < len(read.prose.text):
        st.caption(f"{len(read.prose.text) - len(text):,} more characters are not shown here.")
    if read.claims:
        with st.expander(
            f"Relations that this text states: {len(read.claims)}",
            icon=":material/share:",
            expanded=len(read.claims) < 6,
        ):
            for number, claim in enumerate(read.claims[:CLAIMS_SHOWN]):
                _draw_claim(read.prose.id, claim, number)
            if len(read.claims) > CLAIMS_SHOWN:
                st.caption(f"and {len(read.claims) - CLAIMS_SHOWN} more; the sources have them all")


def _piece(words: str, over: tuple[Mark, ...]) -> str:
    if not over:
        return escape_html(words)
    inner = over[0]
    tint = TINTS.get(inner.type, OTHER)
    edge = "1px dashed #555" if not inner.meanings else f"{min(len(over), 3)}px solid rgba(0,0,0,0.45)"
    style = f"background:{tint};color:{INK};border-bottom:{edge};border-radius:3px;padding:1px 1px"
    title = escape_html("; ".join(_said(mark) for mark in over))
    if not inner.meanings:
        return f"<mark style='{style}' title='{title}'>{escape_html(words)}</mark>"
    href = escape_html(address_of(inner.meanings[0].id))
    link = f"<a href='{href}' target='_self' style='color:{INK};text-decoration:none'>{escape_html(words)}</a>"
    return f"<mark style='{style}' title='{title}'>{link}</mark>"


def _said(mark: Mark) -> str:
    type = called(mark.type)
    if guess := mark.perhaps:
        return f"{type}, perhaps {guess.name} {guess.id}, {guess.confidence:.2f}: not stated"
    if not mark.meanings:
        return f"{type}, not linked, {mark.confidence:.2f}"
    meant = ", ".join(f"{one.name} {one.id}, {one.confidence:.2f}, {one.by}" for one in mark.meanings)
    return f"{type}: {meant}"


def _legend(marks: list[Mark]) -> str:
    items = [
        f"<span style='background:{TINTS.get(type, OTHER)};color:{INK};border-radius:3px;padding:0 6px'>"
        f"{escape_html(called(type))}</span>"
        for type in dict.fromkeys(mark.type for mark in marks)
    ]
    if any(not mark.meanings for mark in marks):
        items.append("<span style='border-bottom:1px dashed #777'>dashed: not linked, or not surely enough</span>")
    return f"<div style='display:flex;flex-wrap:wrap;gap:6px;margin-top:8px;font-size:0.85rem'>{''.join(items)}</div>"


def _draw_claim(document: str, claim: Claim, number: int) -> None:
    doubt = ", hedged" if claim.hedged else ""
    denied = "denied: " if claim.denied else ""
    with st.container(horizontal=True, vertical_alignment="center", key=f"claim {number}"):
        link_to(claim.subject, claim.names[0], claim.kinds[0])
        st.markdown(escape_markdown(f"{denied}{claim.verb}"))
        link_to(claim.object, claim.names[1], claim.kinds[1])
        st.caption(escape_markdown(f"{claim.confidence:.2f}{doubt}, {claim.by}"))
        if not claim.denied:
            st.button(
                "",
                key=f"deny {number}",
                icon=":material/block:",
                type="tertiary",
                help="The text does not say so",
                on_click=_deny,
                args=(document, claim),
            )
    st.caption(f"“{escape_markdown(' '.join(claim.evidence.split()))}”")


def _deny(document: str, claim: Claim) -> None:
    from labkin.app.curation_relations import deny

    try:
        deny(the_lab(), document, claim.subject, claim.relation, claim.object)
    except LabkinError as error:
        st.toast(escape_markdown(str(error)), icon=":material/error:")
        return
    st.toast(f"Taken back: {escape_markdown(claim.reads)}. The curate page undoes it.", icon=":material/check:")
