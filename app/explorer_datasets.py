"""Datasets, and the table behind each: shown, filtered, sorted, downloaded."""

from __future__ import annotations

import streamlit as st

from labkin.app.asset import Asset, name_of
from labkin.app.explorer_parts import escape_markdown, fitting, link_to, the_lab
from labkin.app.tables import (
    TESTS,
    Condition,
    TableRef,
    Wanted,
    open_ref,
    original,
    page,
    selected,
    source_of,
    tables_of,
)
from labkin.graph.errors import BadInput, NotFound
from labkin.graph.model import EVERYONE, Node, Source
from labkin.search.index import Request

ROWS_SHOWN = 500
LISTED = 30
DESCRIBED = 300  # characters of a description in the list


def draw() -> None:
    """Draw the page: every dataset of the lab."""
    text = st.text_input("Find a dataset", placeholder="words, a column, a compound", key="dataset-text").strip()
    listed = st.session_state.get(f"datasets {text}", LISTED)
    found = the_lab().index.search(
        Request(text, kinds=("Dataset",), limit=listed, sort=None if text else "name"), EVERYONE
    )
    with the_lab().view() as view:
        nodes = {str(node.id): node for node in view.nodes([hit.id for hit in found.hits])}
    if not found.total:
        said = "No dataset matches." if text else "No dataset is in this lab yet: load a table with `labkin load PATH`."
        st.info(said, icon=":material/table:")
        return
    st.caption(f"{found.total:,} datasets" if found.total > 1 else "1 dataset")
    for hit in found.hits:
        if node := nodes.get(hit.id):
            _draw_line(node)
    if found.total > listed and st.button(f"More of {found.total - listed:,}", icon=":material/expand_more:"):
        st.session_state[f"datasets {text}"] = listed + LISTED
        st.rerun()


def _draw_line(node: Node) -> None:
    with st.container(border=True, gap=None, key=f"hit dataset {node.id}"):
        name, facts = st.columns([3, 2], vertical_alignment="center")
        with name:
            link_to(str(node.id), name_of(node), node.kind)
        rows, size, form = (node.props.get(key) for key in ("rows", "size_bytes", "format"))
        parts = [f"{rows:,} rows" if isinstance(rows, int) else "", str(form or ""), _size(size)]
        facts.caption(" · ".join(part for part in parts if part), text_alignment="right")
        said = node.props.get("description") or f"{node.props.get('file_name', '')} · {node.id}"
        st.caption(escape_markdown(str(said)[:DESCRIBED]))


def _size(size: object) -> str:
    if not isinstance(size, int):
        return ""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{size} bytes"


def draw_dataset(found: Asset) -> None:
    """Draw the table behind a dataset or table asset."""
    refs = tables_of(the_lab(), found)
    try:
        if refs:
            ref = refs[0]
            if len(refs) > 1:
                ref = st.selectbox(f"One of {len(refs)} tables", refs, format_func=lambda one: one.sheet or one.title)
            _draw_table(ref)
            return
        st.caption("No table lies behind this dataset.")
        if source := source_of(the_lab(), found):
            _draw_original(source, str(found.node.id))
    except (NotFound, BadInput) as error:
        st.info(escape_markdown(str(error)), icon=":material/info:")


def _draw_table(ref: TableRef) -> None:
    with open_ref(the_lab(), ref) as relation:
        wanted = _choose(ref, list(relation.columns))
        rows = selected(relation, wanted)
        first = st.session_state.get(f"page {ref.id} {wanted}", 0) * ROWS_SHOWN
        frame, total = page(rows, ROWS_SHOWN, first)
        whole = total if wanted == Wanted() else page(relation, 0)[1]
    _draw_count(total, whole, first, len(frame))
    st.dataframe(frame, hide_index=True, height=fitting(len(frame), 420), placeholder="", key=f"table {ref.id}")
    if total > ROWS_SHOWN:
        _draw_pages(f"page {ref.id} {wanted}", total)
    with st.container(horizontal=True):
        st.download_button(
            f"Download these {total:,} rows (CSV)",
            lambda: _as_csv(ref, wanted),
            f"{ref.file_stem}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=f"csv {ref.id}",
        )
        _draw_original(ref.source, ref.id)


def _draw_count(total: int, whole: int, first: int, shown: int) -> None:
    of = f"{total:,} rows" if total == whole else f"{total:,} of {whole:,} rows"
    st.caption(of if shown == total else f"{of}; {first + 1:,} to {first + shown:,} are shown")


def _draw_pages(key: str, total: int) -> None:
    at, last = st.session_state.get(key, 0), (total - 1) // ROWS_SHOWN
    moves = [("First", "first_page", 0), ("Before", "chevron_left", at - 1)]
    moves += [("Next", "chevron_right", at + 1), ("Last", "last_page", last)]
    with st.container(horizontal=True):
        for label, icon, to in moves:
            if st.button(label, icon=f":material/{icon}:", disabled=to == at or not 0 <= to <= last, key=label):
                st.session_state[key] = to
                st.rerun()


def _choose(ref: TableRef, names: list[str]) -> Wanted:
    """What the visitor wants to see of this table."""
    left, right = st.columns([3, 2])
    words = left.text_input(
        "Filter rows", placeholder="rows that contain...", icon=":material/filter_list:", key=f"filter {ref.id}"
    )
    chosen = right.multiselect("Columns", names, placeholder="all columns", key=f"columns {ref.id}")
    with st.expander("Sort, and filter by a column", icon=":material/sort:"):
        a, b, c, d, e = st.columns([3, 2, 3, 3, 2], vertical_alignment="bottom")
        column = a.selectbox("Only where", names, index=None, placeholder="any column", key=f"where {ref.id}")
        test = b.selectbox("is", TESTS, label_visibility="hidden", disabled=not column, key=f"test {ref.id}")
        needless = test in ("is empty", "is not empty")
        value = c.text_input("Value", disabled=not column or needless, key=f"value {ref.id}")
        sort = d.selectbox("Sort by", names, index=None, placeholder="as in the file", key=f"sort {ref.id}")
        descending = e.toggle("Largest first", disabled=not sort, key=f"descending {ref.id}")
    condition = Condition(column, test, value) if column and (value or needless) else None
    return Wanted(words.strip(), tuple(chosen), condition, sort or "", bool(sort) and descending)


def _draw_original(source: Source, key: str) -> None:
    lab = the_lab()
    st.download_button(
        "Download the original file",
        lambda: original(lab, source),
        source.uri.rpartition("/")[2],
        icon=":material/draft:",
        on_click="ignore",
        key=f"file {key}",
    )


def _as_csv(ref: TableRef, wanted: Wanted) -> str:
    with open_ref(the_lab(), ref) as relation:
        return str(selected(relation, wanted).df().to_csv(index=False))
