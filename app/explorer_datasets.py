"""Datasets, and the table behind each: shown, filtered, downloaded."""

from __future__ import annotations

import streamlit as st

from labkin.app.asset import Asset, name_of
from labkin.app.explorer_parts import link_to, the_lab
from labkin.app.tables import TableRef, filtered, open_ref, original, page, tables_of
from labkin.graph.errors import NotFound
from labkin.graph.model import EVERYONE, Node
from labkin.search.index import Request

ROWS_SHOWN = 200
LISTED = 200


def draw() -> None:
    """Draw the page: every dataset of the lab."""
    text = st.text_input("Find a dataset", placeholder="words, a column, a compound", key="dataset-text")
    found = the_lab().index.search(
        Request(text, kinds=("Dataset",), limit=LISTED, sort=None if text else "name"), EVERYONE
    )
    with the_lab().view() as view:
        nodes = {str(node.id): node for node in view.nodes([hit.id for hit in found.hits])}
    st.caption(f"{found.total:,} datasets")
    for hit in found.hits:
        if node := nodes.get(hit.id):
            _draw_line(node)


def _draw_line(node: Node) -> None:
    with st.container(border=True, key=f"dataset {node.id}"):
        name, facts = st.columns([3, 2], vertical_alignment="center")
        with name:
            link_to(str(node.id), name_of(node), node.kind)
        rows, size, form = (node.props.get(key) for key in ("rows", "size_bytes", "format"))
        parts = [f"{rows:,} rows" if isinstance(rows, int) else "", str(form or ""), _size(size)]
        facts.caption(" · ".join(part for part in parts if part))
        if description := node.props.get("description"):
            st.caption(str(description)[:300])


def _size(size: object) -> str:
    if not isinstance(size, int):
        return ""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.1f} kB"


def draw_dataset(found: Asset) -> None:
    """Draw the table behind a dataset or table asset."""
    refs = tables_of(the_lab(), found)
    if not refs:
        st.caption("No table lies behind this dataset; its sources say which files it came from.")
        return
    ref = refs[0]
    if len(refs) > 1:
        ref = st.selectbox("Table", refs, format_func=lambda one: one.title)
    try:
        _draw_table(ref)
    except NotFound as error:
        st.info(str(error))


def _draw_table(ref: TableRef) -> None:
    lab = the_lab()
    words = st.text_input("Filter rows", placeholder="rows that contain...", key=f"filter {ref.id}")
    with open_ref(lab, ref) as relation:
        names = list(relation.columns)
        chosen = st.multiselect("Columns", names, placeholder="all columns", key=f"columns {ref.id}")
        frame, total = page(filtered(relation, words, chosen), ROWS_SHOWN)
    st.caption(f"{total:,} rows{'' if total <= ROWS_SHOWN else f', the first {ROWS_SHOWN} are shown'}")
    st.dataframe(frame, hide_index=True, height=420, key=f"table {ref.id}")
    with st.container(horizontal=True):
        st.download_button(
            "Download these rows (CSV)",
            lambda: _as_csv(ref, words, chosen),
            f"{ref.file_stem}.csv",
            "text/csv",
            icon=":material/download:",
            key=f"csv {ref.id}",
        )
        st.download_button(
            "Download the original file",
            lambda: original(lab, ref),
            ref.file_name,
            icon=":material/draft:",
            key=f"file {ref.id}",
        )


def _as_csv(ref: TableRef, words: str, columns: list[str]) -> str:
    with open_ref(the_lab(), ref) as relation:
        return str(filtered(relation, words, columns).df().to_csv(index=False))
