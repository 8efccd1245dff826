"""Adding data in the browser: a table, what its columns mean, what it would become, and the load."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from labkin.app.explorer_parts import (
    PAGES,
    colour_of,
    download_rows,
    draw_table,
    draw_title,
    escape_markdown,
    link_to,
    the_lab,
)
from labkin.app.lab import AT_ONCE
from labkin.app.mapping_shown import SHOWN, counted, edge_rows, node_rows, picture
from labkin.app.mappings import Found, find_tables, open_table
from labkin.graph.errors import BadInput
from labkin.graph.schema import KINDS, kind

if TYPE_CHECKING:
    from labkin.app.loading import FileReport
    from labkin.loaders.base import Input
    from labkin.loaders.mapping import Mapping
    from labkin.loaders.mapping_columns import ColumnUse
    from labkin.loaders.mapping_preview import Preview

UPLOADS = "uploads"  # a folder in the lab: files that came through the browser
TABLE_PIXELS = 460
SORTS = 4  # of remarks that are shown open
EDITED = {"Is": "use", "Called": "name", "Unit": "unit", "Dates": "dates", "Split at": "split"}


def draw() -> None:
    """Draw the page."""
    draw_title("Add data")
    st.caption("A table becomes things and links between them. Nothing is loaded before you say so.")
    chosen = _chosen_file()
    if chosen is None:
        said = "CSV, TSV, Excel or Parquet, with a row for each thing or for each measured value."
        st.info(said, icon=":material/table:")
        return
    path, uri = chosen
    item = open_table(path, uri.as_posix())
    tables = _tables(str(path), path.stat().st_mtime_ns, uri.as_posix(), the_lab().ledger.head())
    found = tables[0]
    if len(tables) > 1:
        found = st.selectbox("Sheet", tables, format_func=lambda one: one.sample.sheet)
    mapping = _draw_columns(found, item, len(tables))
    tried = _draw_outcome(item, mapping, uri)
    _draw_load(path, uri, mapping, tried)


# -- the file --------------------------------------------------------------------------------------------------------


def _chosen_file() -> tuple[Path, Path] | None:
    """Where the bytes lie now, and the path under which they will be loaded."""
    left, right = st.columns(2, gap="large", vertical_alignment="top")
    uploaded = left.file_uploader("A file from your computer", key="add-upload")
    said = right.text_input(
        "Or the path of a file that the lab's machine can read", placeholder="/data/results.csv", key="add-path"
    ).strip()
    if uploaded is not None:
        return _kept(Path(uploaded.name).name.lstrip(".") or "table", uploaded.getvalue())
    if not said:
        return None
    path = Path(said).expanduser().absolute()
    if not path.is_file():
        raise BadInput(said, "", "there is no such file on the machine where the explorer runs")
    return path, path


def _kept(name: str, data: bytes) -> tuple[Path, Path]:
    """The bytes of an upload, put in the lab's folder under their hash until they are loaded.

    A file of a name that was loaded before is a new version of it, or another one, as the visitor says.
    """
    folder = the_lab().folder / UPLOADS
    digest = hashlib.sha256(data).hexdigest()[:12]
    usual, own = folder / name, folder / digest / name
    if usual.is_file() and usual.read_bytes() == data:
        return usual, usual
    if not own.is_file():
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_bytes(data)
    if not usual.is_file():
        return own, usual
    new = "a new version of it: what the old one said goes"
    another = "another file: both stay"
    asked = f"A file {escape_markdown(name)} was added before. This one is"
    choice = st.radio(asked, [new, another], key="add-version")
    return own, usual if choice == new else own


@st.cache_resource(max_entries=8, show_spinner="Reading the columns")
def _tables(path: str, stamp: int, uri: str, head: int) -> list[Found]:  # all of it is part of what is remembered
    return find_tables(open_table(Path(path), uri), the_lab())


# -- the columns -----------------------------------------------------------------------------------------------------


def _draw_columns(found: Found, item: Input, sheets: int) -> Mapping:
    """The proposal in widgets; the mapping that follows from what they say."""
    from labkin.loaders.datasets import readable_stem
    from labkin.loaders.mapping_guess import rebuilt
    from labkin.loaders.mapping_yaml import kind_named, parse_mapping, write_mapping

    st.subheader("What the columns mean", anchor=False)
    subject = found.proposal.subject
    kinds = list(dict.fromkeys([subject, *(row.name for row in KINDS)]))
    key = hashlib.sha256(f"{item.source.uri} {found.sample.sheet} {item.source.size}".encode()).hexdigest()[:12]
    said = st.selectbox(
        "A row describes a", kinds, format_func=lambda name: kind(name).english, key=f"add-subject {key}",
        accept_new_options=True,
    )  # fmt: skip
    uses = _edited(found.proposal.uses, f"add-columns {key}")
    _draw_questions(found, uses)
    changed = rebuilt(found.proposal, uses, found.sample, readable_stem(item), kind_named(said or subject))
    mapping = changed.mapping if sheets > 1 else replace(changed.mapping, sheet="")
    help = "For what the table above cannot say, such as links of your own."
    if not st.toggle("Write the mapping by hand", key=f"add-hand {key}", help=help):
        return mapping
    text = st.text_area("Mapping", write_mapping(mapping), height=TABLE_PIXELS, key=f"add-text {key}")
    return parse_mapping(text, "mapping")


def _edited(uses: Sequence[ColumnUse], key: str) -> list[ColumnUse]:
    """The columns as a table to edit."""
    import pandas as pd

    from labkin.loaders.mapping_columns import USES

    rows = [
        {
            "Column": use.column,
            "Such as": ", ".join(use.examples),
            "Is": use.use,
            "Of a": use.kind if use.kind != "Measurement" else "",
            "Called": use.name if use.use != "date" else "",
            "Unit": use.unit,
            "Dates": use.dates,
            "Split at": use.split,
        }
        for use in uses
    ]
    column = st.column_config
    kinds = [row.name for row in KINDS if row.name != "Measurement"]
    kinds += sorted({use.kind for use in uses} - {*kinds, "", "Measurement"})
    config = {
        "Column": column.TextColumn(disabled=True, width="medium"),
        "Such as": column.TextColumn(disabled=True, width="medium"),
        "Is": column.SelectboxColumn(options=list(USES), required=True, width="small"),
        "Of a": column.SelectboxColumn(options=["", *kinds], width="small", help="The kind of thing it tells of."),
        "Called": column.TextColumn(
            width="small",
            help="The name of a property, the endpoint of a measured value, or what stands before an identifier.",
        ),
        "Unit": column.TextColumn(width="small"),
        "Dates": column.SelectboxColumn(
            options=["", "DMY", "MDY"], width="small", help="Whether the day or the month comes first."
        ),
        "Split at": column.TextColumn(width="small", help="The mark between the parts of a list."),
    }
    height = min(TABLE_PIXELS, 38 + 35 * len(rows))
    frame = st.data_editor(
        pd.DataFrame(rows),
        hide_index=True,
        column_config=config,
        key=key,
        height=height,
        width="stretch",
        placeholder="",
    )
    return [_use(use, row) for use, row in zip(uses, frame.to_dict("records"), strict=True)]


def _use(use: ColumnUse, row: dict[str, Any]) -> ColumnUse:
    said = {name: str(row[title] or "").strip() for title, name in EDITED.items()}
    if said["use"] == "date":
        said["name"] = said["name"] or use.name
    kind_name = str(row["Of a"] or "") or ("Measurement" if use.kind == "Measurement" else "")
    if said["use"] == "measured value":
        kind_name = "Measurement"
    elif use.use == "measured value" and kind_name == "Measurement":
        kind_name = ""  # it was taken for a result and is a property
    typed = "date" if said["dates"] else use.type
    if said["use"] != use.use and said["use"] == "property" and not said["name"]:
        said["name"] = use.column
    return replace(use, kind=kind_name, type=typed, **said)  # type: ignore[arg-type]


def _draw_questions(found: Found, uses: Sequence[ColumnUse]) -> None:
    if found.proposal.has_no_identifier:
        st.warning(
            "No column identifies what a row describes, so rows go by their numbers. If one does, choose "
            "“identifier” for it.",
            icon=":material/help:",
        )
    for before, now in zip(found.proposal.uses, uses, strict=True):
        if before.question and replace(now, question=before.question) == before:
            st.warning(escape_markdown(before.question), icon=":material/help:")


# -- what it becomes -------------------------------------------------------------------------------------------------


def _draw_outcome(item: Input, mapping: Mapping, uri: Path) -> Preview:
    from labkin.loaders.mapping_preview import preview
    from labkin.loaders.mapping_yaml import write_mapping

    tried = preview(item, mapping)
    st.subheader("What the table becomes", anchor=False)
    st.markdown(escape_markdown(f"The first {tried.rows} rows become {counted(tried)}."))
    _draw_remarks(tried)
    if tried.unmapped:
        st.caption(escape_markdown(f"Columns left out: {', '.join(tried.unmapped)}"))
    drawn, nodes, links, text = st.tabs(["Picture", f"First {SHOWN} nodes", f"First {SHOWN} links", "Mapping"])
    with drawn:
        st.graphviz_chart(picture(tried, colour_of), width="content")
    with nodes:
        _draw_rows(("id", "kind", "properties", "from"), node_rows(tried), "add-nodes")
    with links:
        _draw_rows(("from", "relation", "to", "says"), edge_rows(tried), "add-links")
    with text:
        st.code(write_mapping(mapping), language="yaml")
    return tried


def _draw_remarks(tried: Preview) -> None:
    """What would be passed over: the first of each sort open, all of it a click away."""
    first = {remark.why.partition(": ")[0]: f"{remark.place}: {remark.why}" for remark in reversed(tried.warnings)}
    shown = list(reversed(first.values()))[:SORTS]
    if shown:
        st.warning("  \n".join(map(escape_markdown, shown)), icon=":material/info:")
    if len(tried.warnings) > len(shown):
        with st.expander(f"All {len(tried.warnings)} remarks"):
            rows = [{"place": remark.place, "remark": remark.why} for remark in tried.warnings]
            draw_table(rows, "add-remarks-before", height=TABLE_PIXELS)


def _draw_rows(titles: Sequence[str], rows: list[list[str]], key: str) -> None:
    if rows:
        draw_table([dict(zip(titles, row, strict=True)) for row in rows], key)
    else:
        st.caption("None.")


def _draw_load(path: Path, uri: Path, mapping: Mapping, tried: Preview) -> None:
    from labkin.loaders.mapping_yaml import write_mapping

    remark = f"How the columns of {uri.name} become nodes and links. Load with: labkin load FILE --map THIS"
    save, load = st.columns([1, 3])
    save.download_button(
        "Save the mapping",
        write_mapping(mapping, remark),
        f"{uri.name.partition('.')[0]}.map.yaml",
        "application/yaml",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )
    if load.button("Load it into the lab", type="primary", icon=":material/add:", disabled=not tried.nodes):
        st.session_state["add-report"] = _load(path, uri, write_mapping(mapping))
    report: FileReport | None = st.session_state.get("add-report")
    if report is not None and report.path == str(uri):
        _draw_report(report)


def _load(path: Path, uri: Path, text: str) -> FileReport:
    from labkin.app.cli_read import read_after_load
    from labkin.app.loading import LoadOptions, load_paths
    from labkin.app.settling import settle

    lab = the_lab()
    if path != uri:
        path.replace(uri)
    with st.spinner("Loading"):
        report = load_paths(lab, [uri], LoadOptions(mapping=text))[0]
        if report.status == "loaded":
            read_after_load(lab, on=True, wait=True, quiet=True)
            settle(lab)
        lab.catch_up(names=AT_ONCE)
    return report


def _draw_report(report: FileReport) -> None:
    if report.status == "failed":
        where = f"{report.place}: " if report.place else ""
        st.error(escape_markdown(f"It was not loaded. {where}{report.error}"), icon=":material/error:")
        return
    was = "is there already" if report.status == "unchanged" else "is loaded"
    remarks = len(report.warnings) + report.more_warnings
    st.success(
        escape_markdown(
            f"{Path(report.path).name} {was}: {report.nodes:,} nodes, {report.edges:,} links"
            + (f", {remarks} remark{'s' if remarks > 1 else ''}" if remarks else "")
        ),
        icon=":material/check_circle:",
    )
    if report.warnings:
        with st.expander("Remarks"):
            rows = [{"remark": one} for one in report.warnings]
            draw_table(rows, "add-remarks")
            download_rows(rows, "remarks", "add-remarks")
    dataset = _dataset_of(report.path)
    with st.container(horizontal=True):
        if dataset:
            link_to(dataset, f"{Path(report.path).name} as a dataset", "Dataset")
        st.page_link(PAGES["ask"], label="Ask about it", icon=":material/forum:")


def _dataset_of(uri: str) -> str:
    from labkin.loaders.datasets import dataset_id

    id = dataset_id(open_table(Path(uri)))
    with the_lab().view() as view:
        return id if any(True for _ in view.nodes([id])) else ""
