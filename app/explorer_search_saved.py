"""Searches that were kept: a list to open them from, and a field to keep the one that is shown."""

from __future__ import annotations

import streamlit as st

from labkin.app.explorer_parts import PAGES, escape_markdown, short, the_lab
from labkin.app.explorer_search_state import Asked, asked_now, of_saved
from labkin.app.saved_searches import SavedSearch, forget_search, save_search, saved_searches
from labkin.graph.errors import LabkinError

FORGOTTEN = "search-forgotten"  # the last one, for as long as the visit lasts
TROUBLE = "search-trouble"
NAME = "search-keep-name"


def draw_saved(asked: Asked) -> None:
    """Draw the list and the field."""
    with st.popover("Saved", icon=":material/bookmark:", type="tertiary"):
        if trouble := st.session_state.pop(TROUBLE, ""):
            st.error(escape_markdown(trouble))
        try:
            known = saved_searches(the_lab().folder)
        except LabkinError as error:
            st.error(escape_markdown(str(error)))
            return
        for search in known:
            _draw_one(search)
        if not known:
            st.caption("No search is kept yet.")
        _draw_undo()
        if not asked.is_empty():
            with st.form("search-keep", border=False, clear_on_submit=True):
                st.text_input("Name", max_chars=100, placeholder="a name for this one", key=NAME)
                st.form_submit_button("Keep this one", icon=":material/bookmark_add:", on_click=_save)


def _draw_one(search: SavedSearch) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="small"):
        with st.container(width="stretch"):
            st.page_link(
                PAGES["search"],
                label=escape_markdown(short(search.name)),
                query_params=of_saved(search).address(),
                icon=":material/bookmark:",
            )
        st.button(
            "Forget",
            type="tertiary",
            on_click=_forget,
            args=(search,),
            key=f"search-forget {search.name}",
        )


def _draw_undo() -> None:
    gone: SavedSearch | None = st.session_state.get(FORGOTTEN)
    if gone is not None:
        name = escape_markdown(short(gone.name))
        st.button(f"“{name}” is forgotten: undo", icon=":material/undo:", on_click=_restore, key="search-undo")


def _save() -> None:
    name = " ".join(st.session_state[NAME].split())
    if not name:
        st.session_state[TROUBLE] = "Give it a name, by which to find it again."
        return
    lab = the_lab()
    _trying(save_search, lab.folder, asked_now().saved(name, lab.config.author))


def _forget(search: SavedSearch) -> None:
    if _trying(forget_search, the_lab().folder, search.name):
        st.session_state[FORGOTTEN] = search


def _restore() -> None:
    _trying(save_search, the_lab().folder, st.session_state.pop(FORGOTTEN))


def _trying(act: object, *given: object) -> bool:
    try:
        act(*given)  # type: ignore[operator]
    except LabkinError as error:
        st.session_state[TROUBLE] = str(error)
        return False
    return True
