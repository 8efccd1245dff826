"""Beside the queue: the last decisions, how far curators agree, and whether texts or reader drift."""

from __future__ import annotations

from typing import Any

import streamlit as st

from labkin.app import curation
from labkin.app.curation_agreement import Agreement
from labkin.app.curation_log import Logged, agreements, decided_what, log
from labkin.app.drift import LEAST, Drift, Spread, periods
from labkin.app.drift_read import drift
from labkin.app.explorer_parts import PALETTE, draw_table, escape_markdown, the_lab
from labkin.app.highlight import called
from labkin.graph.errors import LabkinError

DECISIONS = 4  # of the last ones
PERIODS = 12  # of drift, the last ones
LINE_PIXELS = 22  # of a chart
BINS = ("below 0.2", "0.2 to 0.4", "0.4 to 0.6", "0.6 to 0.8", "0.8 and more")  # of confidence
SHADES = ("#a84300", "#e69f00", "#dddddd", "#56b4e9", "#0072b2")  # of confidence, from none to much


def draw_log(author: str) -> None:
    """The last decisions, each of which can be undone."""
    st.markdown("##### Last decisions")
    found = _log(the_lab().ledger.head())
    if not found:
        st.caption("None yet.")
    with st.container(key="log"):
        for one in found[:DECISIONS]:
            _draw_logged(one, author)


@st.cache_resource(max_entries=4, show_spinner=False)
def _log(head: int) -> list[Logged]:  # remembered for just this state
    return log(the_lab())


def _draw_logged(one: Logged, author: str) -> None:
    made = one.decision
    left, right = st.columns((5, 1), vertical_alignment="center")
    said = f"**{escape_markdown(made.text[:40])}**: {escape_markdown(decided_what(made))}"
    if one.undone_at:
        left.markdown(f"~~{said}~~")
        left.caption(escape_markdown(f"{made.author}; undone by {one.undone_by}"))
        return
    left.markdown(said)
    left.caption(escape_markdown(f"{made.author}, {made.when}"))
    right.button(
        "",
        key=f"curate-undo-{made.id}",
        icon=":material/undo:",
        help="Undo this",
        type="tertiary",
        on_click=_undo,
        args=(made.id, author),
    )


def strokes(author: str) -> list[list[str]]:
    """The decisions of this author on this page, in this session, that stand: those of each key."""
    made: list[list[str]] = st.session_state.setdefault(f"curate-made-{author}", [])
    return made


def _undo(id: str, author: str) -> None:
    try:
        curation.undo(the_lab(), [id], author)
        for stroke in strokes(author):
            if id in stroke:
                stroke.remove(id)
    except LabkinError as error:
        st.session_state["curate-wrong"] = str(error)


def draw_agreement() -> None:
    """Every two curators who decided on the same mentions."""
    st.markdown("##### Agreement")
    found = _agreements(the_lab().ledger.head())
    if not found:
        st.caption("No two people decided on the same mention yet; the second look offers them.")
        return
    rows = [
        {
            "curators": f"{one.first}, {one.second}",
            "both": one.both,
            "agree": f"{100 * one.raw:.0f} %",
            "kappa": "" if one.kappa is None else f"{one.kappa:.2f}",
        }
        for one in found
    ]
    draw_table(rows, "agreement")
    differ = [{"mention": id, one.first: a, one.second: b} for one in found for id, a, b in one.differ]
    if differ:
        with st.expander(f"They differ on {len(differ)}", icon=":material/difference:"):
            draw_table(differ, "differ", height=300)


@st.cache_resource(max_entries=4, show_spinner=False)
def _agreements(head: int) -> list[Agreement]:
    return agreements(the_lab())


def draw_drift() -> None:
    """Unlinked mentions, confidences and types over time, and alarms."""
    st.markdown("##### Drift")
    found = _drift(the_lab().ledger.head())
    for alarm in found.alarms:
        st.warning(escape_markdown(alarm), icon=":material/warning:")
    if not found.alarms:
        st.caption(escape_markdown(found.line[:1].upper() + found.line[1:]))
    if found.months:
        _draw_months(found)


def _draw_months(found: Drift) -> None:
    times = periods(found.months)[-PERIODS:]
    names = [name for name, _ in times]
    unlinked, sure, mix = st.tabs(["Unlinked", "Confidence", "Types"])
    with unlinked:
        _draw_unlinked(found, times)
    shares = [(name, label, n) for name, one in times for label, n in zip(BINS, one.confidence, strict=True)]
    with sure:
        _draw_shares(names, shares, dict(zip(BINS, SHADES, strict=True)))
    types = sorted({type for _, one in times for type in one.types}, key=called)
    colours = {called(type): PALETTE[place % len(PALETTE)] for place, type in enumerate(types)}
    with mix:
        _draw_shares(names, [(name, called(type), one.types[type]) for name, one in times for type in types], colours)


def _draw_unlinked(found: Drift, times: list[tuple[str, Spread]]) -> None:
    """A bar for each time, and lines where the reference is and where the alarm begins."""
    usual = found.reference.share
    limit = usual + the_lab().config.drift_unlinked
    rows = [
        {"time": name, "unlinked": round(one.share, 1), "mentions": one.mentions, "alarm": one.share > limit}
        for name, one in times
    ]
    bars = {
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {
            "y": _by_time([name for name, _ in times]),
            "x": {"field": "unlinked", "type": "quantitative", "title": "unlinked, of 100 mentions"},
            "color": {"condition": {"test": "datum.alarm", "value": SHADES[0]}, "value": PALETTE[0]},
            "tooltip": [{"field": name} for name in ("time", "unlinked", "mentions")],
        },
    }
    lines = [
        {
            "mark": {"type": "rule", "strokeDash": dash, "color": "#8a8a8a", "size": 1.5},
            "encoding": {"x": {"datum": at}},
        }
        for at, dash in ((usual, [1, 0]), (limit, [5, 4]))
    ]
    _draw_chart({"layer": [bars, *lines]}, rows, len(times))
    st.caption(
        f"Dashed: alarm from {limit:.0f} on. The line: {usual:.0f} in {found.compared_with or 'the first months'}. "
        f"Months of fewer than {LEAST} mentions are joined."
    )


def _draw_shares(names: list[str], counts: list[tuple[str, str, int]], colours: dict[str, str]) -> None:
    """A bar of 100 for each time, made of the shares of what is counted."""
    order = {what: place for place, what in enumerate(colours)}
    rows = [{"time": name, "what": what, "mentions": count, "order": order[what]} for name, what, count in counts]
    spec = {
        "mark": "bar",
        "encoding": {
            "y": _by_time(names),
            "x": {"field": "mentions", "type": "quantitative", "stack": "normalize", "title": "share of mentions"},
            "color": {
                "field": "what",
                "scale": {"domain": list(colours), "range": list(colours.values())},
                "legend": {"title": None, "orient": "bottom", "columns": 2},
            },
            "order": {"field": "order"},
            "tooltip": [{"field": name} for name in ("time", "what", "mentions")],
        },
    }
    _draw_chart(spec, rows, len(names) + (len(colours) + 1) // 2)


def _by_time(names: list[str]) -> dict[str, Any]:
    """The axis of times, the last at the top."""
    axis = {"labelLimit": 150, "labelOverlap": False, "ticks": False}
    return {"field": "time", "type": "nominal", "sort": names[::-1], "title": None, "axis": axis}


def _draw_chart(spec: dict[str, Any], rows: list[dict[str, Any]], lines: int) -> None:
    import pandas as pd

    height = LINE_PIXELS * (lines + 3)  # of which the axis takes three
    st.vega_lite_chart(pd.DataFrame(rows), spec, height=height, width="stretch")


@st.cache_resource(max_entries=4, show_spinner=False)
def _drift(head: int) -> Drift:
    return drift(the_lab())
