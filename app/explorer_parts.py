"""What the pages of the explorer share: the lab, links between pages, tables with download, colours."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from labkin.app.lab import Lab
from labkin.graph.errors import LabkinError
from labkin.graph.schema import kind

PAGES: dict[str, Any] = {}  # the pages by name, filled by `explorer.main`

# Okabe and Ito's palette, told apart by colour-blind people too (jfly.uni-koeln.de/color).
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#7F7F7F", "#B8A800")
COLOURED = (
    ("Compound", "Batch", "Sample"),
    ("Assay", "Measurement", "Experiment", "Activity"),
    ("Dataset", "Table", "File", "Model"),
    ("Gene", "Protein", "Pathway"),
    ("Disease", "Phenotype"),
    ("Document", "Publication", "Submission", "Protocol"),
    ("Person", "Organization", "Instrument"),
)


@st.cache_resource(show_spinner=False)
def _opened(folder: str) -> Lab:
    return Lab.open(Path(folder))


def the_lab() -> Lab:
    """The lab that this explorer was started for, shared by all its visitors."""
    return _opened(sys.argv[1])


def show_errors(draw: Callable[[], None]) -> Callable[[], None]:
    """Show the errors we raise on purpose as a sentence on the page."""

    @functools.wraps(draw)
    def safe() -> None:
        try:
            draw()
        except LabkinError as error:
            st.error(str(error), icon=":material/error:")

    safe.__name__ = draw.__module__.rpartition("_")[2]
    return safe


def colour_of(kind_name: str) -> str:
    """The colour of a kind, the same on every page."""
    for number, names in enumerate(COLOURED):
        if kind_name in names:
            return PALETTE[number]
    return PALETTE[7]


def badge(kind_name: str) -> str:
    """The name of a kind as a small coloured label, in HTML."""
    style = f"background:{colour_of(kind_name)}22;color:{colour_of(kind_name)};padding:1px 8px;border-radius:9px"
    return f"<span style='{style};font-size:0.8rem;font-weight:600'>{escape_html(kind(kind_name).english)}</span>"


ICONS = {
    **dict.fromkeys(("Compound", "Batch", "Sample"), "science"),
    **dict.fromkeys(("Assay", "Experiment", "Activity"), "experiment"),
    **dict.fromkeys(("Measurement",), "straighten"),
    **dict.fromkeys(("Dataset", "Table", "File"), "table"),
    **dict.fromkeys(("Model",), "model_training"),
    **dict.fromkeys(("Gene", "Protein", "Pathway", "Process"), "genetics"),
    **dict.fromkeys(("Disease", "Phenotype"), "stethoscope"),
    **dict.fromkeys(("Document", "Publication", "Protocol"), "description"),
    **dict.fromkeys(("Submission",), "assignment"),
    **dict.fromkeys(("Person",), "person"),
    **dict.fromkeys(("Organization",), "domain"),
    **dict.fromkeys(("Instrument",), "precision_manufacturing"),
}


def icon_of(kind_name: str) -> str:
    """The icon of a kind, as Streamlit names those of Google's Material Symbols."""
    return f":material/{ICONS.get(kind_name, 'circle')}:"


def escape_html(text: str) -> str:
    """Text that may stand in HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;")


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it is."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|~$:<>])", r"\\\1", text)


def link_to(id: str, name: str, kind_name: str = "", help: str | None = None) -> None:
    """A link to the page of an asset."""
    st.page_link(
        PAGES["asset"], label=escape_markdown(name), query_params={"id": id}, help=help, icon=icon_of(kind_name)
    )


def open_asset(id: str) -> None:
    """Go to the page of an asset."""
    st.switch_page(PAGES["asset"], query_params={"id": id})


def table_with_download(rows: list[dict[str, Any]], name: str, key: str, height: int | None = None) -> None:
    """A table of rows, and buttons that download just what it shows."""
    import pandas as pd

    frame = pd.DataFrame(rows)
    for column in frame.columns:  # a column of mixed types cannot be sent to the browser
        if frame[column].map(type).nunique() > 1:
            frame[column] = frame[column].map(lambda value: "" if value is None else _as_text(value))
    st.dataframe(frame, hide_index=True, height=height or "auto", key=f"{key}-table")
    st.download_button(
        "Download CSV",
        frame.to_csv(index=False),
        f"{name}.csv",
        "text/csv",
        icon=":material/download:",
        key=f"{key}-csv",
    )


def _as_text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
