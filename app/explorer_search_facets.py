"""What a search can be narrowed by: values with their counts, beside the hits, or above them in a narrow window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from labkin.app.explorer_parts import escape_markdown
from labkin.app.explorer_search_found import Counts, Shown
from labkin.app.explorer_search_state import Asked, ask, asked_now, change, is_day
from labkin.graph.schema import kind
from labkin.search.index import KIND

OFFERED = 6  # values of one facet that are shown; the others are in a list
KINDS = 10
LISTED = 500  # values in that list
LONGEST = 30  # characters of a value in the rail
STYLE = """
.st-key-search-rail [data-testid="stButtonGroup"] > div { flex-direction: column; gap: 0; width: 100% }
.st-key-search-rail [data-testid="stButtonGroup"] button { width: 100%; border: none; border-radius: 6px;
    justify-content: flex-start; min-height: 0; padding: 0.1rem 0.5rem; background: none }
.st-key-search-rail [data-testid="stButtonGroup"] button > div { width: 100%;
    justify-content: flex-start }
.st-key-search-rail [data-testid="stButtonGroup"] button p { overflow-wrap: anywhere; white-space: normal;
    text-align: left; font-size: 0.85rem }
@media (max-width: 900px) {
    .st-key-search-body { flex-direction: column }
    .st-key-search-body > * { width: 100% !important; max-width: none !important; flex: none !important }
    .st-key-search-rail { width: 100% !important; max-width: none !important; max-height: 13rem; overflow: auto;
        flex-direction: row !important; flex-wrap: nowrap !important }
    .st-key-search-rail > * { min-width: 11rem }
}
"""


def draw_facets(asked: Asked, shown: Shown, fields: Mapping[str, str]) -> None:
    """Draw the facets that tell hits apart."""
    st.html(f"<style>{STYLE}</style>")
    if asked.is_narrowed():
        st.button("Clear all", icon=":material/filter_list_off:", type="tertiary", on_click=_clear, key="search-clear")
    for name, counts in shown.facets.items():
        if len(counts) > 1 or asked.values(name):
            _draw_facet(asked, name, counts)
    if fields.get("year") == "number":
        _draw_days(asked)


def _clear() -> None:
    ask(asked_now().widened())


def _draw_facet(asked: Asked, name: str, counts: Counts) -> None:
    chosen = asked.values(name)
    most = KINDS if name == KIND else OFFERED
    first = list(dict.fromkeys([*list(counts)[:most], *chosen]))
    rest = [value for value in list(counts)[: most + LISTED] if value not in first]
    key = f"facet {name}"
    with st.container(gap=None, key=f"search-facet {name}"):
        _keep(key, list(chosen))
        st.pills(
            name.replace("_", " ").capitalize(),
            first,
            format_func=partial(_labelled, name, counts),
            selection_mode="multi",
            on_change=_choose,
            args=(name, key),
            key=key,
            width="stretch",
        )
        if rest:
            st.selectbox(
                f"More of {name}",
                rest,
                index=None,
                format_func=partial(_listed, name, counts),
                placeholder=f"{len(counts) - len(first):,} more",
                on_change=_add,
                args=(name, f"more {name}"),
                label_visibility="collapsed",
                key=f"more {name}",
            )


def _keep(key: str, value: Any) -> None:
    """Let a widget show what the address says, without disturbing one that does."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _said(name: str, value: str) -> str:
    return kind(value).plural if name == KIND else value


def _labelled(name: str, counts: Counts, value: str) -> str:
    said = _said(name, value)
    said = said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"
    return f"{escape_markdown(said)} :gray[{counts.get(value, 0):,}]"


def _listed(name: str, counts: Counts, value: str) -> str:
    return f"{_said(name, value)} ({counts[value]:,})"


def _choose(name: str, key: str) -> None:
    values: Sequence[str] = st.session_state[key] or ()
    ask(asked_now().choosing(name, values))


def _add(name: str, key: str) -> None:
    value, st.session_state[key] = st.session_state[key], None
    if value:
        asked = asked_now()
        ask(asked.choosing(name, (*asked.values(name), value)))


def _draw_days(asked: Asked) -> None:
    with st.container(gap=None, key="search-facet date"):
        with st.container(horizontal=True, gap="small", wrap=False):
            for label, name, value in (("From", "since", asked.since), ("Until", "until", asked.until)):
                key = f"search {name}"
                _keep(key, value)
                st.text_input(label, placeholder="2024-03", key=key, on_change=_date, args=(name, key))
        if wrong := st.session_state.pop("search-no-day", ""):
            st.caption(f"“{escape_markdown(wrong)}” is no year, month or day: 2024, 2024-03 or 2024-03-01.")


def _date(name: str, key: str) -> None:
    text = (st.session_state[key] or "").strip()
    if text and not is_day(text):
        st.session_state["search-no-day"] = text
        return
    change(**{name: text})
