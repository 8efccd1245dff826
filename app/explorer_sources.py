"""The sources of an asset: each statement about it and about its links, down to the cited line of the file."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from labkin.app.asset import Asset, asset_json, link_evidence, name_of, statement_json
from labkin.app.cited import passage
from labkin.app.explorer_parts import (
    download_rows,
    draw_table,
    escape_markdown,
    short,
    the_asset,
    the_lab,
    value_as_text,
)
from labkin.graph.model import Edge, Source, Statement
from labkin.graph.schema import kind, relation

SOURCES_SHOWN = 5  # statements about the asset itself that are shown open
VALUES = 200  # characters of what a statement says


def draw_sources(found: Asset) -> None:
    """Draw the tab."""
    st.subheader("Of the asset itself", anchor=False)
    for number, said in found.evidence[:SOURCES_SHOWN]:
        with st.container(border=True, key=f"source {number}"):
            draw_statement(number, said)
    if len(found.evidence) > SOURCES_SHOWN:
        with st.expander(f"All {len(found.evidence):,} statements"):
            _draw_statements(list(found.evidence), {}, "statements")
    linked = _linked(str(found.node.id), found.transaction) if found.links else []
    if linked:
        st.subheader("Of its links", anchor=False)
        st.caption("Choose a row to see the line that says so.")
        names = {str(link.other.id): name_of(link.other) for link in found.links}
        _draw_statements(linked, names | {str(found.node.id): found.name}, "linked")
    st.download_button(
        "Download everything known of it as JSON",
        lambda: json.dumps(asset_json(found), ensure_ascii=False, indent=2, default=str),
        "asset.json",
        "application/json",
        icon=":material/download:",
        on_click="ignore",
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def _linked(id: str, head: int) -> list[tuple[int, Statement]]:  # the head is part of what is remembered
    return link_evidence(the_lab(), the_asset(id))


def _draw_statements(statements: list[tuple[int, Statement]], names: dict[str, str], key: str) -> None:
    rows = [_row(number, said, names) for number, said in statements]
    chosen = draw_table(rows, key, height=420, choose=True)
    if chosen is not None:
        with st.container(border=True, key=f"{key} chosen"):
            draw_statement(*statements[chosen])
    download_rows([statement_json(number, said) for number, said in statements], key, key)


def _row(number: int, said: Statement, names: dict[str, str]) -> dict[str, Any]:
    return {
        "says": _says(said, names),
        "file": said.source.uri.rpartition("/")[2],
        "place": said.place,
        "method": said.method.value,
        "confidence": said.confidence,
        "loaded": said.source.at[:19].replace("T", " "),
        "by": said.source.author,
        "statement": number,
    }


def _says(said: Statement, names: dict[str, str]) -> str:
    fact = said.fact
    if isinstance(fact, Edge):
        ends = (short(names.get(str(end), str(end))) for end in (fact.subject, fact.object))
        return f" {relation(fact.relation).english} ".join(ends)
    return f"{fact.id} is of the kind {kind(fact.kind).english}"


def _values(said: Statement) -> list[str]:
    """The properties that a statement gives, those aside that its kind or relation says already."""
    passed = ("category", "predicate")
    return [f"{name}: {value_as_text(v)[:VALUES]}" for name, v in said.fact.props.items() if name not in passed]


def draw_statement(number: int, said: Statement) -> None:
    """Draw what a statement says, where it stands, and the lines around that place."""
    source = said.source
    st.markdown(f"**{escape_markdown(source.uri.rpartition('/')[2])}**, {escape_markdown(said.place)}")
    st.caption(escape_markdown("; ".join([_says(said, {}), *_values(said)])))
    draw_place(source, said.place)
    st.caption(
        escape_markdown(
            f"statement {number} · {said.method.value}, confidence {said.confidence:g} · loaded {source.at[:19]} "
            f"by {source.author} with {source.loader} {source.loader_version} · {source.uri} · sha256 "
            f"{source.sha256[:12]}…"
        )
    )


def draw_place(source: Source, place: str) -> None:
    """Draw the lines of a kept file around a place, where the place names one."""
    cited = passage(the_lab(), source, place)
    if cited is None:
        return
    marked = [
        f"{'▶' if line == cited.cited else ' '} {line:>6}  {text}" for line, text in enumerate(cited.lines, cited.first)
    ]
    st.code("\n".join(marked), language=None)
