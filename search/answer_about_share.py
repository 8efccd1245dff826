"""The answer to a question for a share: the percentage, and both numbers that it is made of."""

from __future__ import annotations

from typing import Any

from labkin.graph.cypher import run
from labkin.graph.query import Query
from labkin.graph.store import GraphStore
from labkin.nlp.question_about_asked import About, ShareQuery
from labkin.search.answer_text import figure


def share_of(asked: About, store: GraphStore) -> dict[str, Any]:
    """The fields of an answer. Of nothing there is no share."""
    query = asked.query
    assert isinstance(query, ShareQuery)
    part, statement = _number(query.part, store)
    whole, _ = _number(query.whole, store)
    name = query.whole.columns[0].name
    if not whole:
        return {"status": "no_data", "text": f"No data: there are no such {name}.", "statement": statement}
    value = round(100 * part / whole, 6)
    return {
        "status": "answered",
        "value": value,
        "rows": ({"part": part, "whole": whole, "percentage": value},),
        "text": f"{figure(float(f'{value:.3g}'))} %: {part:,} of {whole:,} {name}.",
        "statement": statement,
    }


def _number(query: Query, store: GraphStore) -> tuple[int, Any]:
    rows, statement = run(store, query)
    return int(next(iter(rows[0].values())) or 0) if rows else 0, statement
