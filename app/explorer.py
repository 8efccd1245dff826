"""The explorer: a Streamlit app over one lab. Pages are thin: the modules they draw on serve the CLI too."""

from __future__ import annotations

import threading

import streamlit as st

from labkin.app import (
    explorer_add,
    explorer_ask,
    explorer_asset,
    explorer_curate,
    explorer_datasets,
    explorer_home,
    explorer_search,
    explorer_search_found,
)
from labkin.app.explorer_parts import PAGES, escape_markdown, show_errors, the_lab
from labkin.app.lab import AT_ONCE
from labkin.graph.errors import LabkinError

STYLE = """
.stMainBlockContainer { padding-top: 4.5rem; max-width: 80rem }
[class*="st-key-hit"] { padding: 0.4rem 1rem }
[class*="st-key-hit"] [data-testid="stPageLink-NavLink"] { padding-left: 0 }
[class*="st-key-kinds"] [data-testid="stPageLink-NavLink"] { padding: 0; min-height: 0; font-weight: 400 }
[data-testid="stPageLink-NavLink"] { max-width: 100% }
:is([class*="st-key-kinds"], [class*="st-key-log"]) [data-testid="stHorizontalBlock"] { flex-wrap: nowrap }
:is([class*="st-key-kinds"], [class*="st-key-log"], [class*="st-key-counts"]) [data-testid="stColumn"] { min-width: 0 }
[class*="st-key-counts"] [data-testid="stColumn"] { flex-basis: 10rem }
[class*="st-key-choices"] [data-testid="stPageLink-NavLink"] { border: 1px solid #8886; padding: 0.3rem 0.8rem }
[class*="st-key-chain"] [data-testid="stPageLink-NavLink"] { padding: 0; min-height: 0; background: none }
[class*="st-key-answer"] [data-testid="stElementToolbarButton"]:has([aria-label="Download as CSV"]) { display: none }
[data-testid="stGraphVizChart"] text { fill: currentColor }
[data-testid="stGraphVizChart"] text[fill] { opacity: 0.7 }
"""
# Drawn here and not named, for Streamlit would fetch the picture of a named icon from a server of Google's.
ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<g stroke="#0b7285" stroke-width="2.6"><path d="M16 16 6 7M16 16l11-7M16 16l-8 10M16 16l10 9"/></g>
<g fill="#0b7285"><circle cx="16" cy="16" r="5.5"/><circle cx="6" cy="7" r="3.4"/><circle cx="27" cy="9" r="3.4"/>
<circle cx="8" cy="26" r="3.4"/><circle cx="26" cy="25" r="3.4"/></g></svg>"""


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="Labkin", page_icon=ICON, layout="wide")
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
        curate=st.Page(
            show_errors(explorer_curate.draw), title="Curate", icon=":material/fact_check:", url_path="curate"
        ),
        add=st.Page(show_errors(explorer_add.draw), title="Add data", icon=":material/add:", url_path="add"),
    )
    page = st.navigation(list(PAGES.values()), position="top")
    st.html(f"<style>{STYLE}</style>")
    if page is not PAGES["curate"]:  # it reads the ledger alone, and each decision would make the page jump
        show_errors(_draw_progress)()
    page.run()
    _warm_up()


def _draw_progress() -> None:
    behind = the_lab().behind()
    if not any(behind[name] for name in AT_ONCE):
        return
    st.info(
        "Graph or index are still catching up with what was loaded: what you see may be incomplete.",
        icon=":material/sync:",
    )
    for name, report in the_lab().ledger.projections().items():
        if report.get("error"):
            st.warning(escape_markdown(f"The {name} cannot follow: {report['error']}"), icon=":material/warning:")


@st.cache_resource(show_spinner=False)
def _warm_up() -> None:
    """Once, when the first page is drawn: import what other pages need and start the engine, so that they are quick."""
    threading.Thread(target=_warm, args=(the_lab(),), daemon=True).start()
    explorer_search_found.make_ready()


def _warm(lab: object) -> None:
    import duckdb  # noqa: F401
    import pandas as pd  # noqa: F401
    from rdkit.Chem.Draw import rdMolDraw2D  # noqa: F401

    from labkin.app import asking  # noqa: F401
    from labkin.search import answer  # noqa: F401

    try:
        _ = lab.store  # type: ignore[attr-defined]
    except LabkinError:
        return  # whoever asks of the graph is told
