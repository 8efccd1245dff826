"""What the pages of the explorer share: the lab, what was read from it, links between pages, tables with download."""

from __future__ import annotations

import functools
import logging
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import streamlit as st

from labkin.app.asset import Asset, asset
from labkin.app.lab import Lab
from labkin.graph.errors import LabkinError
from labkin.graph.schema import kind

PAGES: dict[str, Any] = {}  # the pages by name, filled by `explorer.main`
LONGEST_NAME = 160  # characters of a name in a title or a link; the rest is cut, and shown among the properties
HEAD_PIXELS, ROW_PIXELS = 38, 35  # of a table, as Streamlit draws it
HEADING = "font-size:2rem;line-height:1.25;padding:0;margin:0"
WARNING_STATES = frozenset({"withdrawn", "rejected", "expired", "quarantined", "failed", "retracted"})

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
# The same hues, dark enough to be read as text on white (contrast above 4.5); on dark they are mixed with white.
INKS = ("#00598a", "#8a5a00", "#00694c", "#9c3f74", "#a84300", "#1b6a9c", "#595959", "#6b6100")


@st.cache_resource(show_spinner=False)
def _opened(folder: str) -> Lab:
    return Lab.open(Path(folder))


def the_lab() -> Lab:
    """The lab that this explorer was started for, shared by all its visitors."""
    return _opened(sys.argv[1])


def the_asset(id: str) -> Asset:
    """The thing of that identifier or name, read once for each state of the ledger. Raises NotFound."""
    return _asset(id, the_lab().ledger.head())


@st.cache_resource(max_entries=64, show_spinner=False)
def _asset(id: str, head: int) -> Asset:  # the head is part of what is remembered
    return asset(the_lab(), id, head)


def show_errors(draw: Callable[[], None]) -> Callable[[], None]:
    """Show the errors we raise on purpose as a sentence on the page, and others without their insides."""

    @functools.wraps(draw)
    def safe() -> None:
        try:
            draw()
        except LabkinError as error:
            st.error(escape_markdown(str(error)), icon=":material/error:")
            if st.button("Try again", icon=":material/refresh:"):
                st.rerun()
        except Exception:
            logging.getLogger("labkin.explorer").exception("a page could not be drawn")
            st.error(
                "This page could not be drawn. The terminal in which the explorer runs says why.",
                icon=":material/error:",
            )

    safe.__name__ = draw.__module__.rpartition("_")[2]
    return safe


def _group_of(kind_name: str) -> int:
    return next((number for number, names in enumerate(COLOURED) if kind_name in names), len(PALETTE) - 1)


def colour_of(kind_name: str) -> str:
    """The colour of a kind, the same on every page."""
    return PALETTE[_group_of(kind_name)]


def badge(kind_name: str) -> str:
    """The name of a kind as a small coloured label, in HTML."""
    ink = INKS[_group_of(kind_name)]
    if st.context.theme.type == "dark":
        ink = f"color-mix(in srgb, {ink} 35%, white)"
    style = f"background:{colour_of(kind_name)}33;color:{ink};padding:1px 8px;border-radius:9px"
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
    """Text that may stand in HTML, in an attribute too."""
    for plain, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("'", "&#39;"), ('"', "&quot;")):
        text = text.replace(plain, safe)
    return text


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it is.

    Streamlit makes icons of `:material/home:` and `:smile:` even when the colon is escaped: a word joiner, which has
    no width, stands between.
    """
    escaped = re.sub(r"([\\`*_{}\[\]()#+\-.!|~$:<>&])", r"\\\1", " ".join(text.split()))
    return re.sub(r":(?=[a-z0-9])", ":\u2060", escaped)


def short(name: str) -> str:
    """A name that fits a line or two."""
    name = " ".join(name.split())
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def draw_title(text: str) -> None:
    """A page's heading, as HTML, so that no name is taken for markup; right-to-left names run so."""
    st.html(f"<h1 dir='auto' style='overflow-wrap:anywhere;{HEADING}'>{escape_html(short(text))}</h1>")


def value_as_text(value: object) -> str:
    """A value as people write it: lists with commas, whole numbers without a point."""
    if isinstance(value, list | tuple):
        return ", ".join(map(value_as_text, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return f"{value:.0f}"
    return str(value)


def link_to(id: str, name: str, kind_name: str = "", help: str | None = None, mark: str = "") -> None:
    """A link to the page of an asset; `mark` stands behind its name, as a small label."""
    st.page_link(
        PAGES["asset"],
        label=escape_markdown(short(name)) + (f" :gray-badge[{escape_markdown(mark)}]" if mark else ""),
        query_params={"id": id},
        help=escape_markdown(help) if help else None,
        icon=icon_of(kind_name),
    )


def link_to_search(words: str, label: str) -> None:
    """A link to the search page."""
    st.page_link(
        PAGES["search"], label=escape_markdown(short(label)), query_params={"q": words}, icon=":material/search:"
    )


def open_asset(id: str) -> None:
    """Go to the page of an asset."""
    st.switch_page(PAGES["asset"], query_params={"id": id})


def address_of(id: str) -> str:
    """The address of an asset's page, relative to that of any page."""
    return f"asset?id={quote(id, safe=':')}"


def fitting(rows: int, height: int | None) -> int | Literal["auto"]:
    """The height of a table in pixels: no more than given, and no more than its rows need."""
    return min(height, HEAD_PIXELS + ROW_PIXELS * max(rows, 1)) if height else "auto"


def draw_table(
    rows: list[dict[str, Any]],
    key: str,
    height: int | None = None,
    links: Iterable[str] = (),
    choose: bool = False,
    named: Mapping[str, str] | None = None,
) -> int | None:
    """A table of rows; the columns named in `links` hold identifiers and open their assets.

    So do columns of names that `named` gives, with the columns of their identifiers.
    With `choose`, a row can be chosen; its number is given back.
    """
    import pandas as pd

    frame = pd.DataFrame(rows)
    for column in frame.columns:  # a column of mixed types cannot be sent to the browser
        if frame[column].map(type).nunique() > 1 or isinstance(frame[column].iloc[0], list | tuple | dict):
            frame[column] = frame[column].map(lambda value: "" if _is_missing(value) else value_as_text(value))
    config: dict[str, Any] = {}
    for column, of in (named or {}).items():
        frame[column] = [_address_named(row.get(of), row.get(column)) for row in rows]
        config[column] = st.column_config.LinkColumn(display_text=r"name=([^&]*)")
    for column in set(links) & set(frame.columns):
        frame[column] = ["" if _is_missing(id) or not id else address_of(str(id)) for id in frame[column]]
        config[column] = st.column_config.LinkColumn(display_text=r"id=(.*)")
    shown: dict[str, Any] = {
        "hide_index": True,
        "height": fitting(len(rows), height),
        "column_config": config,
        "key": f"{key}-table",
    }
    if not choose:
        st.dataframe(frame, **shown)
        return None
    event = st.dataframe(frame, **shown, on_select="rerun", selection_mode="single-row")
    return next((row for row in event["selection"]["rows"] if row < len(rows)), None)


def _address_named(id: object, name: object) -> str:
    """The address of an asset's page with its name in front, which the table shows and is sorted by."""
    if _is_missing(id) or not id:
        return "" if _is_missing(name) else value_as_text(name)
    shown = str(id) if _is_missing(name) else value_as_text(name)
    return f"asset?name={quote(short(shown), safe='')}&id={quote(str(id), safe=':')}"


def _is_missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def download_rows(rows: list[dict[str, Any]], name: str, key: str, label: str = "Download CSV") -> None:
    """A button that downloads the rows of a table."""
    st.download_button(
        label,
        lambda: _as_csv(rows),
        f"{name}.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",  # drawing the page anew would lose a second download that is asked for meanwhile
        key=f"{key}-csv",
    )


def _as_csv(rows: list[dict[str, Any]]) -> str:
    import pandas as pd

    lists = [{key: value_as_text(v) if isinstance(v, list | tuple) else v for key, v in row.items()} for row in rows]
    return str(pd.DataFrame(lists).to_csv(index=False))


def table_with_download(
    rows: list[dict[str, Any]], name: str, key: str, height: int | None = None, links: Iterable[str] = ()
) -> None:
    """A table of rows, and a button that downloads just what it shows."""
    draw_table(rows, key, height, links)
    download_rows(rows, name, key)
