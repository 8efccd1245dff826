"""An answer in a sentence: templates over the rows, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from labkin.graph import schema
from labkin.nlp.question import Reading
from labkin.nlp.question_trust import UNSURE

SHOWN = 3
DOUBT = " An unsure reading: of such, about one in four is not what was meant. Check what it was read as."


def say(reading: Reading, status: str, rows: Sequence[dict[str, Any]], value: int | float | bool | None) -> str:
    """The sentence for a question that was understood, and that it may not have been, where that is likely."""
    if status == "no_data":
        return f"No data: there is nothing for {reading.english!r}."
    return _said(reading, rows, value) + ("" if reading.confidence >= UNSURE else DOUBT)


def _said(reading: Reading, rows: Sequence[dict[str, Any]], value: int | float | bool | None) -> str:
    if reading.form == "yes_no":
        return "Yes." if value else "No: the graph says nothing of the kind."
    if value is not None:
        return f"{value:,}" if isinstance(value, int) else f"{value:g}"
    names = [str(next(iter(row.values()))) for row in rows[:SHOWN]]
    if reading.form == "define":
        return "; ".join(names)
    if reading.form == "prop" and len(rows) == 1:
        return f"{names[0]}: {rows[0][reading.query.result[-1].name]}"
    one, many = _called(reading, rows)
    more = f" and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else ""
    return f"{len(rows):,} {one if len(rows) == 1 else many}: {', '.join(names)}{more}."


def _called(reading: Reading, rows: Sequence[dict[str, Any]]) -> tuple[str, str]:
    """What the rows are, one of them and many."""
    if reading.form != "list":
        return "row", "rows"
    if len(reading.kinds) == 1:
        row = schema.kind(reading.kinds[0])
        return row.english, row.plural
    met = {str(row.get("kind", "thing")) for row in rows}
    one = met.pop() if len(met) == 1 else "thing"
    return one, schema.plural(one) if one != "person" else "people"
