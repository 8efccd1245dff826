"""The explorer: a Streamlit app over one lab. Pages are thin: the modules they draw on serve the CLI too."""

from __future__ import annotations

import streamlit as st

from labkin.app import explorer_ask, explorer_asset, explorer_datasets, explorer_home, explorer_search
from labkin.app.explorer_parts import PAGES, show_errors, the_lab

STYLE = """
.stMainBlockContainer { padding-top: 4.5rem; max-width: 80rem }
[class*="st-key-hit"] { padding: 0.4rem 1rem }
"""


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="Labkin", page_icon=":material/hub:", layout="wide")
    PAGES.update(
        home=st.Page(
            show_errors(explorer_home.draw), title="Lab", icon=":material/home:", url_path="lab", default=True
        ),
        search=st.Page(show_errors(explorer_search.draw), title="Search", icon=":material/search:", url_path="search"),
        ask=st.Page(show_errors(explorer_ask.draw), title="Ask", icon=":material/forum:", url_path="ask"),
        asset=st.Page(show_errors(explorer_asset.draw), title="Asset", icon=":material/hub:", url_path="asset"),
        datasets=st.Page(
            show_errors(explorer_datasets.draw), title="Datasets", icon=":material/table:", url_path="datasets"
        ),
    )
    page = st.navigation(list(PAGES.values()), position="top")
    st.html(f"<style>{STYLE}</style>")
    _draw_progress()
    page.run()


def _draw_progress() -> None:
    behind = the_lab().behind()
    if any(behind.values()):
        st.info(
            "Graph or index are still catching up with what was loaded: what you see may be incomplete.",
            icon=":material/sync:",
        )
