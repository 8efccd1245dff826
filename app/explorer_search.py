"""The search page: words in, cards out, narrowed by kind."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from labkin.app.explorer_parts import badge, escape_html, link_to, table_with_download, the_lab
from labkin.graph.model import EVERYONE
from labkin.graph.schema import kind
from labkin.search.index import Hit, Request, Results

PAGE = 10
EXPORTED = 10_000  # hits in a download


def draw() -> None:
    """Draw the page."""
    given = st.query_params.get("q", "")
    text = st.text_input(
        "Search", given, placeholder="a name, an identifier, or words", icon=":material/search:", key="search-text"
    )
    if text != given:
        st.query_params["q"] = text
    if not text.strip():
        st.caption(
            'Names, synonyms and identifiers come first. Experts may write kind:Dataset, "a phrase", -not, prefix*.'
        )
        return
    index = the_lab().index
    everything = index.search(Request(text, facets=("kind",), limit=1), EVERYONE)
    if not everything.total:
        _draw_nothing(text, index.suggest(text, EVERYONE))
        return
    kinds = _choose_kinds(everything)
    pages = st.session_state.setdefault(f"pages {text} {kinds}", 1)
    request = Request(text, kinds=kinds, limit=PAGE * pages)
    found = index.search(request, EVERYONE)
    st.caption(f"{found.total:,} found in {found.took_ms:.0f} ms")
    for hit in found.hits:
        _draw_hit(hit)
    if found.total > len(found.hits) and st.button("More", icon=":material/expand_more:"):
        st.session_state[f"pages {text} {kinds}"] += 1
        st.rerun()
    _draw_export(request, found)


def _draw_nothing(text: str, nearest: list[str]) -> None:
    st.info(f"Nothing matches “{text}”.", icon=":material/search_off:")
    for other in nearest[:3]:
        if st.button(f"Search for “{other}”", key=f"nearest {other}"):
            st.query_params["q"] = other
            del st.session_state["search-text"]
            st.rerun()


def _choose_kinds(found: Results) -> tuple[str, ...]:
    counts = dict(found.facets.get("kind", {}))
    chosen = st.pills(
        "Kinds",
        list(counts),
        format_func=lambda name: f"{kind(name).plural} {counts[name]:,}",
        selection_mode="multi",
        label_visibility="collapsed",
        key="search-kinds",
    )
    return tuple(chosen)


def _draw_hit(hit: Hit) -> None:
    with st.container(border=True, gap=None, key=f"hit {hit.id}"):
        title, label = st.columns([6, 1], vertical_alignment="center")
        with title:
            link_to(hit.id, hit.name or hit.id, hit.kind)
        label.html(f"<div style='text-align:right'>{badge(hit.kind)}</div>")
        why = f" · {escape_html(', '.join(hit.why))}" if hit.why else ""
        st.html(
            f"<div style='font-size:0.9rem'>{_marked(hit)}</div>"
            f"<div style='font-size:0.75rem;opacity:0.6'>{escape_html(hit.id)}{why}</div>"
        )


def _marked(hit: Hit) -> str:
    text, parts, end = hit.snippet.text, [], 0
    for start, stop in hit.snippet.spans:
        parts += [escape_html(text[end:start]), f"<mark>{escape_html(text[start:stop])}</mark>"]
        end = stop
    return "".join([*parts, escape_html(text[end:])])


def _draw_export(request: Request, found: Results) -> None:
    with st.expander("As a table"):
        every = the_lab().index.search(replace(request, limit=min(found.total, EXPORTED)), EVERYONE)
        rows = [
            {
                "kind": hit.kind,
                "name": hit.name,
                "identifier": hit.id,
                "score": round(hit.score, 3),
                "where": hit.snippet.text,
            }
            for hit in every.hits
        ]
        table_with_download(rows, "search", "search-export", height=300)
