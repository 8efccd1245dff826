"""The search page: words in, cards out, by words and meaning, narrowed by facets. Without words, all of a kind."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from labkin.app.cli_run import many
from labkin.app.explorer_parts import PAGES, draw_table, escape_markdown, link_to, short, the_asset, the_lab
from labkin.app.explorer_search_facets import draw_facets
from labkin.app.explorer_search_found import Shown, first_hits, make_ready, shown
from labkin.app.explorer_search_hits import draw_hits, hit_rows
from labkin.app.explorer_search_saved import draw_saved
from labkin.app.explorer_search_state import PAGE, Asked, ask, asked_now, change
from labkin.graph.errors import NotFound
from labkin.search.finder import SPELLING
from labkin.search.index import HYBRID, KEYWORD, VECTOR, Also, BadRequest

EXPORTED = 10_000  # hits in a download
TABLED = 1_000  # hits in the table on the page
NAMES_SHOWN = 6  # of a concept, in a hint
MODES = {HYBRID: "both", KEYWORD: "words", VECTOR: "meaning"}
UP = "search-up"  # set where the page turns below the hits
# Each drawing has a number, for the browser runs what is new to it alone.
SCROLL = "<script>/* {} */document.querySelector('[data-testid=stMain]')?.scrollTo(0, 0)</script>"
# Streamlit leaves the address as it was when a link leads from a page to itself.
ADDRESS = """<script>(() => {{
    const sorted = (said) => {{ const found = new URLSearchParams(said); found.sort(); return found.toString() }}
    if (sorted(location.search) !== sorted("{0}")) history.pushState({{}}, "", "?{0}")
}})()</script>"""
STYLE = """
[class*="st-key-search-concepts"] button { min-height: 0; padding: 0 0.6rem; border-radius: 1rem }
[class*="st-key-search-concepts"] button p { font-size: 0.85rem; overflow-wrap: anywhere }
.st-key-search-tools > * { flex: 0 0 auto }
"""


def draw() -> None:
    """Draw the page."""
    _draw_page()
    st.html(ADDRESS.format(urlencode(asked_now().address(), doseq=True)), unsafe_allow_javascript=True)


def _draw_page() -> None:
    fields = the_lab().index.fields()
    asked = asked_now().fitting(fields)
    st.html(f"<style>{STYLE}</style>")
    _draw_text(asked)
    if asked.like:
        _draw_like(asked.like)
    if asked.is_empty():
        st.caption(
            'Names, synonyms and identifiers come first. Experts may write kind:Dataset, "a phrase", -not, prefix*.'
        )
        draw_saved(asked)
        make_ready()
        return
    try:
        found = shown(asked)
    except (BadRequest, NotFound) as error:
        st.error(escape_markdown(str(error)), icon=":material/error:")
        st.button("Search without filters", on_click=_clear, key="search-clear")
        return
    _draw_tools(asked, fields)
    _draw_concepts(asked, found)
    if note := found.found.note:
        st.caption(f":material/info: {escape_markdown(note[:1].upper() + note[1:])}.")
    if not (found.found.results.total or asked.is_narrowed()):
        _draw_nothing(asked, found.found.did_you_mean)
        return
    with st.container(horizontal=True, wrap=False, gap="medium", key="search-body"):
        with st.container(width=230, key="search-rail"):
            draw_facets(asked, found, fields)
        with st.container(width="stretch", gap="small", key="search-main"):
            _draw_found(asked, found)


def _clear() -> None:
    ask(asked_now().widened())


def _draw_text(asked: Asked) -> None:
    if st.session_state.get("search-text") != asked.text:
        st.session_state["search-text"] = asked.text
    st.text_input(
        "Search",
        placeholder="a name, an identifier, or words",
        icon=":material/search:",
        key="search-text",
        on_change=_typed,
    )


def _typed() -> None:
    text = st.session_state["search-text"].strip()
    if text != asked_now().text:
        change(text=text, like="", without=())


def _draw_like(id: str) -> None:
    try:
        asset = the_asset(id)
    except NotFound:
        return  # the search says so
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("More like", width="content")
        link_to(id, asset.name, asset.node.kind)
        st.button("", icon=":material/close:", type="tertiary", on_click=_typed_instead, key="search-unlike")


def _typed_instead() -> None:
    change(like="")


def _draw_tools(asked: Asked, fields: Mapping[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="search-tools"):
        if asked.text:
            if st.session_state.get("search-mode") != asked.mode:
                st.session_state["search-mode"] = asked.mode
            st.segmented_control(
                "Find by",
                list(MODES),
                format_func=MODES.__getitem__,
                label_visibility="collapsed",
                required=True,
                on_change=lambda: change(mode=st.session_state["search-mode"] or HYBRID),
                key="search-mode",
            )
        _draw_order(asked, fields)
        draw_saved(asked)
        with st.popover("Command", icon=":material/terminal:", type="tertiary"):
            _draw_command(asked)


def _draw_order(asked: Asked, fields: Mapping[str, str]) -> None:
    date = next((name for name in ("date", "year") if fields.get(name) == "number"), "")
    orders = {"": "best first"} if asked.text or asked.like else {}
    orders |= {"name": "by name", "-name": "by name, from Z"}
    orders |= {f"-{date}": "newest first", date: "oldest first"} if date else {}
    now = asked.sort or next(iter(orders))
    orders.setdefault(now, now)
    if st.session_state.get("search-order") != now:
        st.session_state["search-order"] = now
    st.selectbox(
        "Order",
        list(orders),
        format_func=lambda one: orders.get(one, one),
        label_visibility="collapsed",
        width=160,
        on_change=lambda: change(sort=st.session_state["search-order"] or ""),
        key="search-order",
    )


def _draw_command(asked: Asked) -> None:
    command = asked.command(the_lab().folder)
    if command:
        st.caption("The same page of hits in a terminal:")
        st.code(command, language=None, wrap_lines=True)
    else:
        st.caption("A filter of this search cannot be said in a command. Save the search under a name; then:")
        st.code("labkin search --saved NAME", language=None)


def _draw_concepts(asked: Asked, found: Shown) -> None:
    """What the text is taken to mean, each to be taken out and put back."""
    if not (found.found.also or found.removed):
        return
    with st.container(horizontal=True, gap="small", key="search-concepts"):
        for concept in found.found.also:
            st.button(
                _meant(concept),
                icon=":material/close:",
                icon_position="right",
                help=f"{_explained(concept)}. Click: it is not meant.",
                on_click=lambda id=concept.id: change(without=(*asked_now().without, id)),
                key=f"search-without {concept.id}",
            )
        for concept in found.removed:
            st.button(
                f"~~{_meant(concept)}~~",
                icon=":material/add:",
                icon_position="right",
                type="tertiary",
                help="Not meant. Click: it is meant after all.",
                on_click=lambda id=concept.id: change(without=tuple(x for x in asked_now().without if x != id)),
                key=f"search-with {concept.id}",
            )


def _meant(concept: Also) -> str:
    if concept.id.startswith(f"{SPELLING}:"):
        return f"{escape_markdown(short(concept.said))}: also as {escape_markdown(short(concept.label))}"
    if concept.said.casefold() == concept.label.casefold():
        return escape_markdown(short(concept.label))
    return f"{escape_markdown(short(concept.said))} → {escape_markdown(short(concept.label))}"


def _explained(concept: Also) -> str:
    if concept.id.startswith(f"{SPELLING}:"):
        return "As it was probably meant"
    names = ", ".join(concept.phrases[:NAMES_SHOWN])
    return escape_markdown(f"{concept.id}, also found as {names}" if names else concept.id)


def _draw_nothing(asked: Asked, nearest: tuple[str, ...]) -> None:
    what = f"Nothing in this lab matches “{short(asked.text)}”." if asked.text else "Nothing is like it."
    st.info(escape_markdown(what), icon=":material/search_off:")
    for other in nearest[:3]:
        _link_to_spelling(other)


def _link_to_spelling(other: str) -> None:
    st.page_link(
        PAGES["search"],
        label=escape_markdown(f"Search for “{other}”"),
        query_params={"q": other},
        icon=":material/search:",
    )


def _draw_found(asked: Asked, found: Shown) -> None:
    results = found.found.results
    pages = max(1, math.ceil(results.total / PAGE))
    if nearest := found.found.did_you_mean:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption("Did you mean:", width="content")
            for other in nearest[:3]:
                _link_to_spelling(other)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(f"{results.total:,} found in {max(1, round(results.took_ms))} ms", width="content")
        _draw_pager(asked.page, pages, "top")
    if not results.hits:
        passed = asked.page > pages
        there = f"There {'is' if pages == 1 else 'are'} only {many(pages, 'page')}."
        st.info(there if passed else "Nothing passes all filters.", icon=":material/info:")
        if asked.is_narrowed() and not passed:
            st.button("Search without filters", icon=":material/filter_list_off:", on_click=_clear, key="search-widen")
        return
    draw_hits(found.found)
    if pages > 1:
        with st.container(horizontal=True, horizontal_alignment="center"):
            _draw_pager(asked.page, pages, "bottom")
    _draw_export(asked, results.total)
    if st.session_state.get(UP):
        st.html(SCROLL.format(st.session_state[UP]), unsafe_allow_javascript=True)


def _draw_pager(page: int, pages: int, where: str) -> None:
    """First, previous, the number, next, last."""
    if pages < 2 and page == 1:
        return
    with st.container(
        horizontal=True, vertical_alignment="center", gap="xsmall", width="content", key=f"search-pages {where}"
    ):
        _draw_turn("First", 1, page == 1, where)
        _draw_turn("Previous", min(page - 1, pages), page == 1, where)
        key = f"search-page {where}"
        if st.session_state.get(key) != page:
            st.session_state[key] = page
        st.number_input(
            "Page",
            min_value=1,
            step=1,
            label_visibility="collapsed",
            width=76,
            on_change=lambda: _turn(st.session_state[key], where),
            key=key,
        )
        st.caption(f"of {pages:,}", width="content")
        _draw_turn("Next", page + 1, page >= pages, where)
        _draw_turn("Last", pages, page >= pages, where)


def _draw_turn(label: str, to: int, disabled: bool, where: str) -> None:
    st.button(
        label,
        type="tertiary",
        disabled=disabled,
        on_click=_turn,
        args=(to, where),
        key=f"search {label} {where}",
    )


def _turn(page: int, where: str) -> None:
    change(page=page)
    if where == "bottom":
        st.session_state[UP] = st.session_state.get(UP, 0) + 1


def _draw_export(asked: Asked, total: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        as_table = st.toggle("As a table", key="search-as-table")
        st.download_button(
            f"Download {min(total, EXPORTED):,} found (CSV)",
            lambda: _csv(asked),
            "search.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="search-csv",
        )
    if as_table:
        draw_table(_rows(asked, TABLED), "search-table", height=300, links=("identifier",))
        if total > TABLED:
            st.caption(f"The first {TABLED:,} are shown.")


def _csv(asked: Asked) -> str:
    import pandas as pd

    return str(pd.DataFrame(_rows(asked, EXPORTED)).to_csv(index=False))


def _rows(asked: Asked, most: int) -> list[dict[str, Any]]:
    return hit_rows(first_hits(asked, most))
