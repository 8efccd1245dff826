"""The search page: words in, cards out, narrowed by kind and by other facets. Without words, all of a kind."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from labkin.app.explorer_parts import (
    PAGES,
    badge,
    draw_table,
    escape_html,
    escape_markdown,
    link_to,
    short,
    the_lab,
)
from labkin.graph.model import EVERYONE
from labkin.graph.schema import kind
from labkin.search.index import Hit, Request, Results, Where

PAGE = 10
EXPORTED = 10_000  # hits in a download
TABLED = 1_000  # hits in the table on the page
# Facets that say something of many kinds, in this order; of these, those with more than one value are offered.
FACETS = ("status", "project", "document_type", "endpoint", "format", "author", "country")
OFFERED = 15  # values of one facet
ORDERS = {"best first": None, "by name": "name", "newest first": "-date", "oldest first": "date"}


def draw() -> None:
    """Draw the page."""
    given = st.query_params.get("q", "")
    text = st.text_input(
        "Search",
        given,
        placeholder="a name, an identifier, or words",
        icon=":material/search:",
        key=f"search {given}",
    ).strip()
    if text != given:
        st.query_params["q"] = text
        st.rerun()
    wanted = st.query_params.get("kind", "")
    if not text and not wanted:
        st.caption(
            'Names, synonyms and identifiers come first. Experts may write kind:Dataset, "a phrase", -not, prefix*.'
        )
        return
    index = the_lab().index
    facets = tuple(name for name in FACETS if index.fields().get(name) == "text")
    everything = index.search(Request(text, facets=("kind",), limit=1), EVERYONE)
    if not everything.total:
        _draw_nothing(text, index.suggest(text, EVERYONE))
        return
    kinds = _choose_kinds(everything, wanted, text)
    narrowed = index.search(Request(text, kinds=kinds, facets=facets, limit=1), EVERYONE)
    request = Request(text, kinds=kinds, where=_choose_facets(narrowed, text), sort=_choose_order(text))
    _draw_hits(request)


def _draw_hits(request: Request) -> None:
    page = f"pages {request}"
    request = replace(request, limit=PAGE * st.session_state.get(page, 1))
    found = the_lab().index.search(request, EVERYONE)
    st.caption(f"{found.total:,} found in {max(1, round(found.took_ms))} ms")
    for hit in found.hits:
        _draw_hit(hit)
    left = found.total - len(found.hits)
    if left > 0 and st.button(f"{min(PAGE, left)} more of {left:,}", icon=":material/expand_more:", key="more"):
        st.session_state[page] = st.session_state.get(page, 1) + 1
        st.rerun()
    _draw_export(request, found)


def _draw_nothing(text: str, nearest: list[str]) -> None:
    st.info(escape_markdown(f"Nothing in this lab matches “{short(text)}”."), icon=":material/search_off:")
    for other in nearest[:3]:
        st.page_link(
            PAGES["search"],
            label=escape_markdown(f"Search for “{other}”"),
            query_params={"q": other},
            icon=":material/search:",
        )


def _choose_kinds(found: Results, wanted: str, text: str) -> tuple[str, ...]:
    counts = dict(found.facets.get("kind", {}))
    given = [name for name in wanted.split(",") if name in counts]
    chosen = st.pills(
        "Kinds",
        list(counts),
        default=given,
        format_func=lambda name: f"{kind(name).plural} {counts[name]:,}",
        selection_mode="multi",
        label_visibility="collapsed",
        key=f"kinds {text} {wanted}",
    )
    if chosen != given:
        if chosen:
            st.query_params["kind"] = ",".join(chosen)
        else:
            st.query_params.pop("kind", None)
        st.rerun()
    return tuple(chosen)


def _choose_facets(found: Results, text: str) -> tuple[Where, ...]:
    offered = {name: dict(values) for name, values in found.facets.items() if len(values) > 1}
    if not offered:
        return ()
    chosen: list[Where] = []
    with st.expander("Narrow down", icon=":material/filter_list:"):
        for column, (name, counts) in zip(st.columns(len(offered)), offered.items(), strict=True):
            values = column.multiselect(
                name.replace("_", " "),
                list(counts)[:OFFERED],
                format_func=partial(_counted, counts),
                placeholder="any",
                key=f"facet {name} {text}",
            )
            if values:
                chosen.append((name, "in", tuple(values)))
    return tuple(chosen)


def _counted(counts: dict[str, int], value: str) -> str:
    return f"{value} ({counts[value]:,})"


def _choose_order(text: str) -> str | None:
    if not text:
        return "name"
    orders = ORDERS if "date" in the_lab().index.fields() else {"best first": None, "by name": "name"}
    said = st.segmented_control(
        "Order", list(orders), default="best first", label_visibility="collapsed", key=f"order {text}"
    )
    return orders[said or "best first"]


def _draw_hit(hit: Hit) -> None:
    with st.container(border=True, gap=None, key=f"hit {hit.id}"):
        title, label = st.columns([6, 1], vertical_alignment="center")
        with title:
            link_to(hit.id, hit.name or hit.id, hit.kind)
        label.html(f"<div style='text-align:right'>{badge(hit.kind)}</div>")
        why = f" · {escape_html(', '.join(hit.why))}" if hit.why else ""
        st.html(
            f"<div dir='auto' style='font-size:0.9rem;overflow-wrap:anywhere'>{_marked(hit)}</div>"
            f"<div style='font-size:0.75rem;opacity:0.7;overflow-wrap:anywhere'>{escape_html(hit.id)}{why}</div>"
        )


def _marked(hit: Hit) -> str:
    text, parts, end = hit.snippet.text, [], 0
    for start, stop in hit.snippet.spans:
        mark = f"<mark style='background:#ffe08a;color:inherit'>{escape_html(text[start:stop])}</mark>"
        parts += [escape_html(text[end:start]), mark]
        end = stop
    return "".join([*parts, escape_html(text[end:])])


def _draw_export(request: Request, found: Results) -> None:
    with st.container(horizontal=True):
        as_table = st.toggle("As a table", key="search-as-table")
        st.download_button(
            f"Download {min(found.total, EXPORTED):,} found (CSV)",
            lambda: _csv(request),
            "search.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="search-csv",
        )
    if as_table:
        draw_table(_rows(request, TABLED), "search-table", height=300, links=("identifier",))
        if found.total > TABLED:
            st.caption(f"The first {TABLED:,} are shown.")


def _csv(request: Request) -> str:
    import pandas as pd

    return str(pd.DataFrame(_rows(request, EXPORTED)).to_csv(index=False))


def _rows(request: Request, most: int) -> list[dict[str, Any]]:
    every = the_lab().index.search(replace(request, limit=most), EVERYONE)
    return [
        {
            "kind": hit.kind,
            "name": hit.name,
            "identifier": hit.id,
            "score": round(hit.score, 3),
            "where": hit.snippet.text,
        }
        for hit in every.hits
    ]
