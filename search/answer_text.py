"""An answer in a sentence: templates over the rows, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from labkin.graph import censored, schema
from labkin.graph.query import Column, Query
from labkin.nlp.question import Reading
from labkin.nlp.question_trust import UNSURE

SHOWN = 3
GROUPED = 10_000  # from where on the digits of a number are grouped: what is smaller may be a year
DOUBT = " This reading is unsure: of such, about one in four is not what was meant. Check what it was read as."


def say(
    reading: Reading,
    status: str,
    rows: Sequence[dict[str, Any]],
    value: int | float | bool | None,
    note: str = "",
) -> str:
    """The sentence for a question that was understood, and that it may not have been, where that is likely.

    `note` is what is to be said beside it.
    """
    if status == "no_data":
        return f"No data: there is nothing for “{reading.english}”." + (f" {note}." if note else "")
    said = _said(reading, rows, value)
    if note:
        said = f"{said.removesuffix('.')}. {note}."
    if reading.confidence >= UNSURE:
        return said
    return f"{said}{'' if said.endswith('.') else '.'}{DOUBT}"


def figure(value: Any) -> str:
    """A value as it is read: the digits of large numbers in threes, no more of them than are known.

    >>> figure(237000000), figure(2005), figure(109656000.0), figure(97.52631578), figure(None), figure("nM")
    ('237,000,000', '2005', '109,656,000', '97.5263', 'none', 'nM')
    """
    if value is None:
        return "none"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if abs(value) < GROUPED:
        return str(value) if isinstance(value, int) else f"{value:g}"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.0f}"


def _said(reading: Reading, rows: Sequence[dict[str, Any]], value: int | float | bool | None) -> str:
    if reading.form == "yes_no":
        return "Yes." if value else "No: the graph says nothing of the kind."
    if value is not None:
        return f"{value:,}" if isinstance(value, int) else figure(value)
    names = [_row(reading.query, row) for row in rows[:SHOWN]]
    if reading.form == "define":
        return "; ".join(str(next(iter(row.values()))) for row in rows[:SHOWN])
    if reading.form == "prop" and len(rows) == 1:
        return f"{names[0]}: {figure(rows[0][reading.query.result[-1].name])}"
    one, many = _called(reading, rows)
    if len(rows) == 1 and not one:
        return f"{names[0]}."
    more = f" and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else ""
    between = "; " if any(", " in name for name in names) else ", "
    return f"{len(rows):,} {one if len(rows) == 1 else many or 'rows'}: {between.join(names)}{more}."


def _row(query: Query, row: dict[str, Any]) -> str:
    """What a row is about, and the number that it was counted, averaged or ranked for."""
    first = str(next(iter(row.values())))
    value = _number(query)
    unit = next((c.name for c in query.result if c.prop == censored.UNIT and not c.agg), "")
    if value is None or value.name not in row:
        return first if next(iter(row.values())) is not None else "none"
    said = f"{figure(row[value.name])} {row.get(unit) or ''}".strip() if unit else figure(row[value.name])
    own = next(iter(row))
    return said if own in (value.name, unit) else f"{figure(next(iter(row.values())))} ({said})"


def _number(query: Query) -> Column | None:
    """The column for whose sake the rows are there: the one that was aggregated, else that of a ranking."""
    made = [column for column in query.result if column.agg and column.agg != "collect"]
    if made:
        return made[0] if len(made) == 1 else None
    by = query.order[0].column if query.order and query.limit is not None else ""
    return next((column for column in query.result if column.name == by and column.prop != "name"), None)


def _called(reading: Reading, rows: Sequence[dict[str, Any]]) -> tuple[str, str]:
    """What the rows are, one of them and many; empty where nothing is known of them."""
    own = [column for column in reading.query.result if column.what == "id" and not column.agg]
    if reading.form != "list" and not (own and own[0].var == reading.answer):
        return "", ""
    if len(reading.kinds) == 1:
        row = schema.kind(reading.kinds[0])
        return row.english, row.plural
    met = {str(row.get("kind", "thing")) for row in rows}
    one = met.pop() if len(met) == 1 else "thing"
    return one, schema.plural(one) if one != "person" else "people"
