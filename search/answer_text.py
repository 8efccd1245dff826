"""An answer in a sentence: templates over the rows, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from labkin.graph import schema
from labkin.nlp.question import Reading
from labkin.nlp.question_trust import UNSURE

SHOWN = 3
DOUBT = " An unsure reading: of such, about one in four is not what was meant. Check what it was read as."


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
        return f"No data: there is nothing for {reading.english!r}." + (f" {note}." if note else "")
    said = _said(reading, rows, value)
    if note:
        said = f"{said.removesuffix('.')}. {note}."
    return said + ("" if reading.confidence >= UNSURE else DOUBT)


def _said(reading: Reading, rows: Sequence[dict[str, Any]], value: int | float | bool | None) -> str:
    if reading.form == "yes_no":
        return "Yes." if value else "No: the graph says nothing of the kind."
    if value is not None:
        return number(value)
    names = [str(next(iter(row.values()))) for row in rows[:SHOWN]]
    if reading.form == "define":
        return "; ".join(names)
    if reading.form == "prop" and len(rows) == 1:
        return f"{names[0]}: {_shown(rows[0][reading.query.result[-1].name])}"
    one, many = _called(reading, rows)
    more = f" and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else ""
    return f"{len(rows):,} {one if len(rows) == 1 else many}: {', '.join(names)}{more}."


def _shown(value: object) -> str:
    """A value; a number that is large with commas, but no year."""
    large = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10_000
    return number(value) if large and isinstance(value, int | float) else str(value)


def number(value: float) -> str:
    """A number as people write it: with commas, six digits of a fraction, and no powers of ten where it is large.

    >>> number(35_000_000), number(45047149.2066), number(97.34567891), number(0.00001)
    ('35,000,000', '45,047,149', '97.3457', '1e-05')
    """
    if isinstance(value, int) or abs(value) < 100_000:
        return f"{value:,}" if isinstance(value, int) else f"{value:,.6g}"
    return f"{value:,.0f}"


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
