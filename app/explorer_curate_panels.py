"""Beside the queue: the last decisions, how far curators agree, and whether texts or reader drift."""

from __future__ import annotations

from typing import Any

import streamlit as st

from labkin.app import curation
from labkin.app.cli_curate_shown import decision_what
from labkin.app.curation_agreement import Agreement
from labkin.app.curation_log import Logged, agreements, log
from labkin.app.drift import Drift
from labkin.app.drift_read import drift
from labkin.app.explorer_parts import PALETTE, draw_table, escape_markdown, the_lab
from labkin.graph.errors import LabkinError

DECISIONS = 4  # of the last ones
SHADES = ("#a84300", "#e69f00", "#dddddd", "#56b4e9", "#0072b2")  # of confidence, from none to much


def draw_log(author: str) -> None:
    """The last decisions, each of which can be undone."""
    st.markdown("##### Last decisions")
    found = _log(the_lab().ledger.head())
    if not found:
        st.caption("None yet.")
    for one in found[:DECISIONS]:
        _draw_logged(one, author)


@st.cache_resource(max_entries=4, show_spinner=False)
def _log(head: int) -> list[Logged]:  # remembered for just this state
    return log(the_lab())


def _draw_logged(one: Logged, author: str) -> None:
    made = one.decision
    left, right = st.columns((5, 1), vertical_alignment="center")
    said = f"**{escape_markdown(made.text[:40])}**: {escape_markdown(decision_what(made))}"
    if one.undone_at:
        left.markdown(f"~~{said}~~")
        left.caption(escape_markdown(f"{made.author}; undone by {one.undone_by}"))
        return
    left.markdown(said)
    left.caption(escape_markdown(f"{made.author}, {made.at[:16].replace('T', ' ')}"))
    right.button(
        "",
        key=f"curate-undo-{made.id}",
        icon=":material/undo:",
        help="Undo this",
        type="tertiary",
        on_click=_undo,
        args=(made.id, author),
    )


def _undo(id: str, author: str) -> None:
    try:
        curation.undo(the_lab(), [id], author)
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
    """The share of unlinked mentions by month, and alarms."""
    st.markdown("##### Drift")
    found = _drift(the_lab().ledger.head())
    for alarm in found.alarms:
        st.warning(escape_markdown(alarm), icon=":material/warning:")
    if not found.alarms:
        st.caption(escape_markdown(found.line[:1].upper() + found.line[1:]))
    if found.months:
        _draw_months(found)


def _draw_months(found: Drift) -> None:
    import pandas as pd

    names = [one.month for one in found.months]
    unlinked, sure, mix = st.tabs(["Unlinked", "Confidence", "Types"])
    shares = pd.DataFrame({"unlinked, of 100": [round(one.spread.share, 1) for one in found.months]}, index=names)
    limit = found.reference.share + the_lab().config.drift_unlinked
    unlinked.bar_chart(shares, height=180, x_label="", y_label="of 100 mentions", color=PALETTE[0])
    unlinked.caption(
        f"Alarm from {limit:.0f} on; in {found.compared_with or 'the first months'} {found.reference.share:.0f}."
    )
    bins = ["below 0.2", "0.2 to 0.4", "0.4 to 0.6", "0.6 to 0.8", "0.8 and more"]
    spread = {name: [one.spread.confidence[place] for one in found.months] for place, name in enumerate(bins)}
    frame = pd.DataFrame(spread, index=names)
    looks: dict[str, Any] = {"height": 240, "x_label": "", "stack": "normalize"}
    sure.bar_chart(frame, y_label="share of mentions", color=list(SHADES), sort=False, **looks)
    types = sorted({type for one in found.months for type in one.spread.types})
    counts = {type: [one.spread.types[type] for one in found.months] for type in types}
    colours: list[Any] = [PALETTE[place % len(PALETTE)] for place in range(len(types))]
    mix.bar_chart(pd.DataFrame(counts, index=names), y_label="share of mentions", color=colours, **looks)


@st.cache_resource(max_entries=4, show_spinner=False)
def _drift(head: int) -> Drift:
    return drift(the_lab())
