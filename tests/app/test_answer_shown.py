"""What of an answer is shown beside its table: the chart that fits it, and the evidence of one row."""

from __future__ import annotations

from typing import Any

import pytest

from labkin.app.answer_shown import Chart, chart_of, evidence_of, names_in
from labkin.app.explorer_ask_read import glossed
from labkin.app.explorer_ask_state import can_be_followed, chain_of, next_chain, own_chain

NAME = {"name": "compound", "var": "a", "what": "prop", "prop": "name"}
ID = {"name": "compound id", "var": "a"}
COUNT = {"name": "batches", "var": "b", "agg": "count"}
WEIGHT = {"name": "weight", "var": "a", "what": "prop", "prop": "weight"}
YEAR = {"name": "year", "var": "a", "what": "prop", "prop": "date", "part": "year"}
DATE = {"name": "date", "var": "a", "what": "prop", "prop": "date"}
UNIT = {"name": "unit", "var": "a", "what": "prop", "prop": "unit"}
BOUND = {"name": "qualifier", "var": "a", "what": "prop", "prop": "qualifier"}


def answer(columns: list[dict[str, Any]], *rows: tuple[object, ...], order: str = "") -> dict[str, Any]:
    table = [dict(zip((one["name"] for one in columns), row, strict=True)) for row in rows]
    return {"rows": table, "query": {"columns": columns, "order": [{"column": order}] if order else None}}


@pytest.mark.parametrize(
    ("found", "chart"),
    [
        (answer([NAME, ID, COUNT], ("x", "X", 3), ("y", "Y", 2)), Chart("compound", "batches")),
        (answer([NAME, ID, WEIGHT], ("x", "X", 3), ("y", "Y", 2.5), order="weight"), Chart("compound", "weight")),
        (answer([YEAR, COUNT], ("2023", 3), ("2024", 2)), Chart("year", "batches", over_time=True)),
        (
            answer([NAME, ID, DATE, WEIGHT], ("x", "X", "2024-03-01", 3), ("y", "Y", "2024-03-02", 2)),
            Chart("date", "weight", over_time=True),
        ),
        (
            answer([NAME, ID, UNIT, COUNT], ("x", "X", "nM", 3), ("y", "Y", "nM", 2)),
            Chart("compound", "batches", unit="nM"),
        ),
    ],
)
def test_groups_rankings_and_numbers_over_time_have_a_chart(found: dict[str, Any], chart: Chart) -> None:
    assert chart_of(found) == chart


@pytest.mark.parametrize(
    "found",
    [
        answer([NAME, ID, COUNT], ("x", "X", 3)),
        answer([NAME, ID], ("x", "X"), ("y", "Y")),
        answer([NAME, ID, WEIGHT], ("x", "X", 3), ("y", "Y", 2)),
        answer([NAME, ID, WEIGHT], ("x", "X", 3), ("y", "Y", None), order="weight"),
        answer([NAME, ID, UNIT, COUNT], ("x", "X", "nM", 3), ("y", "Y", "uM", 2)),
        answer([NAME, ID, BOUND, WEIGHT], ("x", "X", ">", 3), ("y", "Y", "=", 2), order="weight"),
        {"rows": [{"step": 1}, {"step": 2}], "query": {"form": "way"}},
    ],
    ids=["one row", "no numbers", "a list in no order", "gaps", "several units", "bounds", "no query of columns"],
)
def test_what_would_mislead_has_no_chart(found: dict[str, Any]) -> None:
    assert chart_of(found) is None


def edge(subject: str, object: str) -> dict[str, Any]:
    return {"subject": subject, "relation": "r", "object": object}


def test_a_rows_evidence_goes_over_what_is_in_no_row_and_stops_at_what_the_question_names() -> None:
    found = answer([NAME, ID], ("x", "X"), ("y", "Y")) | {
        "ids": ["X", "Y"],
        "context": {"names": {"ASSAY": "the assay"}},
        "evidence": [edge("M1", "X"), edge("M1", "ASSAY"), edge("M2", "Y"), edge("M2", "ASSAY"), {"id": "X"}],
    }
    assert evidence_of(found, 0) == [edge("M1", "X"), {"id": "X"}, edge("M1", "ASSAY")]
    assert evidence_of(found, 1) == [edge("M2", "Y"), edge("M2", "ASSAY")]
    assert names_in(found) == {"X": "x", "Y": "y", "ASSAY": "the assay"}


def said(question: str, **context: object) -> dict[str, Any]:
    return {"question": question, "query": {}, "context": None} | context


def test_a_question_goes_on_from_the_last_one_that_can_be_followed() -> None:
    context = {"question": "b", "earlier": ["a"]}
    followed, lost = said("b", query={"nodes": []}, context=context), said("b")
    assert can_be_followed(followed) and not can_be_followed(lost)
    assert next_chain(("a", "b"), followed, "c") == ("a", "b", "c")
    assert next_chain(("a", "b"), lost, "c") == ("a", "c")
    assert chain_of([" a ", "", "b"]) == ("a", "b")


def test_a_question_that_refers_to_nothing_begins_anew() -> None:
    fresh = said("b", context={"question": "b", "earlier": []})
    reworded = said("b", context={"question": "b, in full", "earlier": []})
    assert own_chain(("a", "b"), fresh) == ("b",)
    assert own_chain(("a", "b"), reworded) == ("a", "b")
    assert own_chain(("a", "b"), said("b")) == ("a", "b"), "not understood, it may yet be said better"


def span(text: str, start: int, used: bool) -> dict[str, Any]:
    one = {"what": "kind", "means": text, "cost": 0.0, "used": used, "id": "", "kind": ""}
    return {"text": text, "start": start, "end": start + len(text), "used": used, "candidates": [one]}


def test_of_a_question_what_was_taken_is_marked_and_what_was_not_known() -> None:
    question = "Which kinase assays knock out EGFR?"
    spans = [span("kinase assays", 6, True), span("assays", 13, True), span("out", 26, False), span("EGFR", 30, True)]
    pieces = [(text, one is not None, unused) for text, one, unused in glossed(question, spans, ("knock",))]
    assert pieces == [
        ("Which", False, False),
        ("kinase assays", True, False),
        ("knock", False, True),
        ("out", False, False),
        ("EGFR", True, False),
        ("?", False, False),
    ]
