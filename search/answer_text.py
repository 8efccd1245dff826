"""An answer in a sentence: templates over the rows, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from labkin.graph import schema
from labkin.nlp.question import Reading

SHOWN = 3


def say(reading: Reading, status: str, rows: Sequence[dict[str, Any]], value: int | float | bool | None) -> str:
    """The sentence for a question that was understood."""
    if status == "no_data":
        return f"No data: there is nothing for {reading.english!r}."
    if reading.form == "yes_no":
        return "Yes." if value else "No: the graph says nothing of the kind."
    if value is not None:
        return f"{value:,}" if isinstance(value, int) else f"{value:g}"
    names = [str(next(iter(row.values()))) for row in rows[:SHOWN]]
    if reading.form == "define":
        return "; ".join(names)
    if reading.form == "prop" and len(rows) == 1:
        return f"{names[0]}: {rows[0][reading.query.columns[-1].name]}"
    kinds = reading.kinds
    row = schema.kind(kinds[0]) if len(kinds) == 1 and reading.form == "list" else None
    one, many = (
        (row.english, row.plural) if row else (("thing", "things") if reading.form == "list" else ("row", "rows"))
    )
    more = f" and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else ""
    return f"{len(rows):,} {one if len(rows) == 1 else many}: {', '.join(names)}{more}."
