"""The table of an answer: names that open their assets, a chart where one fits, and the evidence of a chosen row."""

from __future__ import annotations

from typing import Any

import streamlit as st

from labkin.app.answer_shown import MOST_BARS, Chart, chart_of, evidence_of, ids_of, names_and_ids, names_in
from labkin.app.asset import name_of
from labkin.app.explorer_parts import PALETTE, draw_table, escape_markdown, link_to, the_lab
from labkin.app.explorer_sources import draw_place
from labkin.graph.model import Source
from labkin.graph.schema import kind, relation

LINKS_SHOWN = 12
PROOFS_SHOWN = 3  # of a row, with their lines
LINE_PIXELS = 24  # of a bar
TIME_PIXELS = 300  # of a chart over time


def draw_rows(found: dict[str, Any], key: str) -> None:
    """The table, beside it a chart where its numbers make one; below, links and what is behind a chosen row."""
    rows = found["rows"]
    chart = chart_of(found)
    if chart:
        table, picture = st.tabs(["Table", "Chart"])
        with picture:
            _draw_chart(rows, chart)
        with table:
            chosen = _draw_table(found, key)
    else:
        chosen = _draw_table(found, key)
    if chosen is None:
        _draw_links(found["ids"], "answer-links")
    else:
        _draw_row(found, chosen)


def _draw_table(found: dict[str, Any], key: str) -> int | None:
    rows, ids = found["rows"], set(found["ids"])
    links = [column for column in rows[0] if column.endswith(" id") or any(row.get(column) in ids for row in rows)]
    named = names_and_ids(rows)
    return draw_table(rows, f"answer {key}", links=links, choose=bool(found["evidence"]), named=named)


def _draw_links(ids: list[str], key: str) -> None:
    shown = ids[:LINKS_SHOWN]
    with the_lab().view() as view:
        nodes = {str(node.id): node for node in view.nodes(shown)}
    with st.container(horizontal=True, key=key):
        for id in shown:
            if id in nodes:
                link_to(id, name_of(nodes[id]), nodes[id].kind)
        if len(ids) > LINKS_SHOWN:
            st.caption(f"and {len(ids) - LINKS_SHOWN:,} more in the table")


def _draw_row(found: dict[str, Any], row: int) -> None:
    """What is behind one row: its things, and the lines that say so."""
    proofs = evidence_of(found, row)
    with st.container(border=True, key="answer-chosen"):
        _draw_links(ids_of(found["rows"][row], set(found["ids"])), "chosen-links")
        for item in proofs[:PROOFS_SHOWN]:
            draw_proof(item, names_in(found))
        if len(proofs) > PROOFS_SHOWN:
            st.caption(f"and {len(proofs) - PROOFS_SHOWN:,} more statements, under Evidence")
        if not proofs:
            st.caption("Evidence is given for the first 100 rows only; its page has all that is behind it.")


def draw_proof(item: dict[str, Any], names: dict[str, str]) -> None:
    """A statement: what it says, the sentence it was read in, and the lines around its place."""
    place = escape_markdown(f"{file_of(item)}, {item['place']}")
    st.markdown(f"{escape_markdown(says(item, names))} :gray[{place}]")
    if sentence := item.get("sentence") or item["props"].get("evidence"):
        st.markdown(f"> {escape_markdown(str(sentence))}")
    draw_place(Source(item["source"], item["sha256"], 0, "", ""), item["place"])


def file_of(item: dict[str, Any]) -> str:
    """The name of the file that a statement comes from."""
    return str(item["source"]).rpartition("/")[2]


def says(item: dict[str, Any], names: dict[str, str]) -> str:
    """What a statement says, in words; things by their names where they are known."""
    if item.get("relation"):
        subject, object = (names.get(item[end], item[end]) for end in ("subject", "object"))
        return f"{subject} {relation(item['relation']).english} {object}"
    return f"{names.get(item['id'], item['id'])} is of the kind {kind(item['kind']).english}"


def _draw_chart(rows: list[dict[str, Any]], chart: Chart) -> None:
    import pandas as pd

    shown = rows if chart.over_time else rows[:MOST_BARS]
    data = [{"label": str(row[chart.label] or "none"), "value": row[chart.value]} for row in shown]
    title = f"{chart.value}, {chart.unit}" if chart.unit else chart.value
    spec = _over_time(chart, title) if chart.over_time else _bars(chart, title)
    height = TIME_PIXELS if chart.over_time else LINE_PIXELS * (len({one["label"] for one in data}) + 3)
    st.vega_lite_chart(pd.DataFrame(data), spec, height=height, width="stretch")
    if len(shown) < len(rows):
        st.caption(f"The first {len(shown)} of {len(rows):,}.")


def _bars(chart: Chart, title: str) -> dict[str, Any]:
    axis = {"labelLimit": 220, "labelOverlap": False, "ticks": False}
    return {
        "mark": {"type": "bar", "cornerRadiusEnd": 2, "color": PALETTE[0]},
        "encoding": {
            "y": {"field": "label", "type": "nominal", "sort": None, "title": None, "axis": axis},
            "x": {"field": "value", "type": "quantitative", "title": title},
            "tooltip": [{"field": "label", "title": chart.label}, {"field": "value", "title": title}],
        },
    }


def _over_time(chart: Chart, title: str) -> dict[str, Any]:
    grouped = chart.label in ("year", "quarter", "month")
    mark = {"type": "line", "point": {"size": 60}} if grouped else {"type": "point", "filled": True, "size": 45}
    when = {"type": "ordinal"} if grouped else {"type": "temporal"}
    axis = {"labelAngle": 0, "labelOverlap": True}
    return {
        "mark": mark | {"color": PALETTE[0]},
        "encoding": {
            "x": {"field": "label", "title": None, "axis": axis} | when,
            "y": {"field": "value", "type": "quantitative", "title": title, "scale": {"zero": grouped}},
            "tooltip": [{"field": "label", "title": chart.label}, {"field": "value", "title": title}],
        },
    }
