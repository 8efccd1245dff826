"""Hits of a search as cards: the name, a piece of the text, and why it was found."""

from __future__ import annotations

import streamlit as st

from labkin.app.explorer_parts import PAGES, badge, escape_html, link_to
from labkin.app.explorer_search_found import likes
from labkin.app.explorer_search_state import Asked
from labkin.search.finder import Found
from labkin.search.index import Hit

REASONS = 2  # said at once; the rest on demand
BRANCHES = {"keyword": ("words", "#0072B2"), "meaning": ("meaning", "#E69F00")}
ALIKE = 10  # hits on the page of an asset
STYLE = """
[class*="st-key-head-"] [data-testid="stPageLink-NavLink"]:not(:hover) { background: none }
[class*="st-key-head-"] [data-testid="stPageLink-NavLink"] { font-weight: 400 }
[class*="st-key-head-"] > :last-child p { font-size: 0.8rem; white-space: nowrap; opacity: 0.75 }
[class*="st-key-hit"] .labkin-why { font-size: 0.75rem; opacity: 0.75; overflow-wrap: anywhere }
[class*="st-key-hit"] .labkin-why summary { cursor: pointer; list-style: none }
[class*="st-key-hit"] .labkin-why summary::after { content: " ▸"; opacity: 0.7 }
[class*="st-key-hit"] .labkin-why details[open] summary::after { content: " ▾" }
[class*="st-key-hit"] .labkin-why ul { margin: 0.2rem 0; padding-left: 1.1rem }
[class*="st-key-hit"] .labkin-why li { font-size: 0.75rem; margin: 0 }
[class*="st-key-head-"] { flex-wrap: nowrap }
[class*="st-key-head-"] > :first-child { flex: 1 1 auto; min-width: 0 }
"""


def draw_hits(found: Found) -> None:
    """Draw the hits of a page."""
    st.html(f"<style>{STYLE}</style>")
    for hit in found.results.hits:
        _draw_hit(hit)


def _draw_hit(hit: Hit) -> None:
    with st.container(border=True, gap=None, key=f"hit {hit.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False, key=f"head {hit.id}"):
            with st.container(width="stretch"):
                link_to(hit.id, hit.name or hit.id, hit.kind)
            st.html(f"<span style='white-space:nowrap'>{badge(hit.kind)}</span>", width="content")
            st.page_link(
                PAGES["search"],
                label="like this",
                query_params={"like": hit.id},
                help="More like this",
            )
        st.html(
            f"<div dir='auto' style='font-size:0.9rem;overflow-wrap:anywhere'>{_marked(hit)}</div>"
            f"<div class='labkin-why'>{_why(hit)}</div>"
        )


def _marked(hit: Hit) -> str:
    text, parts, end = hit.snippet.text, [], 0
    for start, stop in hit.snippet.spans:
        mark = f"<mark style='background:#ffe08a;color:#1f1f1f'>{escape_html(text[start:stop])}</mark>"
        parts += [escape_html(text[end:start]), mark]
        end = stop
    return "".join([*parts, escape_html(text[end:])])


def _why(hit: Hit) -> str:
    id = escape_html(hit.id)
    if not hit.why:
        return id
    said = escape_html("; ".join(hit.why[:REASONS]))
    every = "".join(f"<li>{escape_html(one)}</li>" for one in hit.why)
    return f"<details><summary>{id} · {said}</summary><ul>{every}</ul>{_shares(hit)}</details>"


def _shares(hit: Hit) -> str:
    """The shares of the score, as bars."""
    if not any(hit.parts.values()):
        return f"score {hit.score:.2f}, by words alone" if hit.score else ""
    rows = []
    for branch, share in hit.parts.items():
        label, colour = BRANCHES.get(branch, (branch, "#7F7F7F"))
        bar = f"display:inline-block;height:8px;border-radius:4px;background:{colour};width:{8 * share:.2f}rem"
        rows.append(f"<div>{label} {share:.2f} <span style='{bar}'></span></div>")
    return f"<div>Shares of the score:</div>{''.join(rows)}"


def draw_likes(id: str) -> None:
    """Draw what is like a thing, as far as the page of that thing shows it."""
    found = likes(id, ALIKE)
    if found.note:
        st.caption(f"{found.note[:1].upper()}{found.note[1:]}.")
    if not found.results.hits:
        st.caption("Nothing is like it.")
        return
    draw_hits(found)
    st.page_link(
        PAGES["search"],
        label=f"All {found.results.total:,} that are like it, to narrow down",
        query_params=Asked(like=id).address(),
        icon=":material/search:",
    )


def hit_rows(hits: tuple[Hit, ...]) -> list[dict[str, object]]:
    """Hits as the rows of a table."""
    return [
        {
            "kind": hit.kind,
            "name": hit.name,
            "identifier": hit.id,
            "score": round(hit.score, 3),
            "where": hit.snippet.text,
            "why": "; ".join(hit.why),
        }
        for hit in hits
    ]
