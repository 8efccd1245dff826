"""Running the query of a kept answer again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labkin.graph.errors import BadInput
from labkin.graph.ledger_view import View
from labkin.graph.query import BadQuery
from labkin.graph.query_json import from_json
from labkin.graph.store import EdgeKey, GraphStore
from labkin.nlp.question import Reading
from labkin.search.answer import status_of
from labkin.search.answer_evidence import Limits, narrowed
from labkin.search.answer_rows import find


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a query gave, as an answer holds it; `statements` are those behind it, found by `proof_ids` and edges."""

    rows: tuple[dict[str, Any], ...] = ()
    ids: tuple[str, ...] = ()
    value: int | float | bool | None = None
    statements: tuple[int, ...] = ()
    proof_ids: tuple[str, ...] = ()
    proof_edges: tuple[EdgeKey, ...] = ()


def reading_of(answer: Mapping[str, Any]) -> Reading:
    """How the question of a kept answer was read. Raises BadInput for what no answer holds."""
    try:
        said = answer["context"]
        return Reading(
            str(said["question"]),
            from_json(answer["query"]),
            str(answer["reading"]),
            str(said["form"]),
            str(said["answer"]),
            tuple(said["kinds"]),
            1.0,
            names=dict(said["names"]),
        )
    except (BadQuery, KeyError, TypeError, ValueError) as error:
        raise BadInput("the answer", "", f"its query cannot be read ({error}): ask the question again") from error


def replay(answer: Mapping[str, Any], view: View, store: GraphStore) -> Replayed:
    """Run the query of an answer again, with its limits; `store` shows what `view` says. Raises StoreError."""
    limits = Limits.from_json(answer.get("limits") or {})
    reading = narrowed(reading_of(answer), limits, view, store)
    found = find(reading, store)
    status, value = status_of(reading, found)
    if answer["status"] == "no_data" and not value and len(found.rows) <= 1:
        status, value = "no_data", None  # where the graph has no such links at all, nothing is counted
    behind = view.about(found.proof_ids) + view.supporting(found.proof_edges)
    numbers = sorted({number for number, one in behind if limits.allow(one.method.value, one.confidence)})
    rows = as_json(found.rows) if status == "answered" else ()
    ids = found.ids if status == "answered" else ()
    return Replayed(rows, ids, value, tuple(numbers), found.proof_ids, found.proof_edges)


def as_json(rows: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    """Rows as they come back from JSON."""
    return tuple(json.loads(json.dumps(rows, ensure_ascii=False, default=str)))
