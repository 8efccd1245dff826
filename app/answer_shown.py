"""What of an answer can be shown beside its table: a chart of its numbers, and the evidence of one of its rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_BARS = 40
_TIME = re.compile(r"\d{4}(-\d\d(-\d\d.*)?|-Q[1-4])?")
_BOUND = "qualifier"  # where values may be bounds, a bar would show one as if it were the value
_UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers by what they are of: `label` and `value` are columns, `over_time` says that the labels are times.

    `unit` is that of all values, empty where none is given.
    """

    label: str
    value: str
    over_time: bool = False
    unit: str = ""


def chart_of(found: Mapping[str, Any]) -> Chart | None:
    """The chart that fits an answer: of groups that were counted or averaged, of a ranking, of numbers over time."""
    rows = found["rows"]
    query = found.get("query") or {}
    columns = [one for one in query.get("columns") or () if all(one["name"] in row for row in rows)]
    if len(rows) < 2 or not columns or _BOUND in rows[0]:
        return None
    units = {str(row.get(_UNIT) or "") for row in rows}
    told = [one for one in columns if one.get("what") == "prop" or one.get("agg")]
    numbers = [one["name"] for one in told if _are_numbers(rows, one["name"])]
    labels = [one["name"] for one in told if one["name"] not in (*numbers, _UNIT)]
    first = next((order["column"] for order in query.get("order") or ()), "")
    times = [name for name in labels if all(_TIME.fullmatch(str(row[name])) for row in rows)]
    counted = any(one.get("agg") for one in columns)
    if len(units) > 1 or len(numbers) != 1 or not labels:
        return None
    if times and len(labels) == (1 if counted else 2):  # what is listed has a name beside its date
        return Chart(times[0], numbers[0], True, *units)
    if len(labels) > 1 or not (counted or first == numbers[0]):
        return None
    return Chart(labels[0], numbers[0], False, *units)


def _are_numbers(rows: Sequence[Mapping[str, Any]], name: str) -> bool:
    return all(isinstance(row[name], int | float) and not isinstance(row[name], bool) for row in rows)


def names_and_ids(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The columns that hold names, with those of their identifiers: `compound` and `compound id`."""
    return {name: f"{name} id" for name in (rows[0] if rows else ()) if f"{name} id" in rows[0]}


def names_in(found: Mapping[str, Any]) -> dict[str, str]:
    """The names of the things in the table and in the question, by identifier."""
    rows, names = found["rows"], dict((found.get("context") or {}).get("names") or {})
    for name, id in names_and_ids(rows).items():
        names |= {str(row[id]): str(row[name]) for row in rows if row.get(id) and row.get(name)}
    return names


def ids_of(row: Mapping[str, Any], ids: set[str]) -> list[str]:
    """The identifiers of the things in a row; `ids` are those that were answered."""
    found = (str(value) for key, value in row.items() if value and (key.endswith(" id") or str(value) in ids))
    return list(dict.fromkeys(found))


def evidence_of(found: Mapping[str, Any], row: int) -> list[dict[str, Any]]:
    """The statements behind one row of an answer, those about its own things first.

    What a row's things are linked with belongs to it, also over things that are in no row, such as measurements; what
    speaks of another row's things does not, and neither goes beyond a thing that the question itself names.
    """
    answered = set(map(str, found["ids"]))
    by_row = [set(ids_of(one, answered)) for one in found["rows"]]
    own = set(by_row[row])
    others = set().union(*by_row) - own
    named = set((found.get("context") or {}).get("names") or ())
    left = [(ends, item) for item in found["evidence"] if not (ends := _ends(item)) & others]
    reached, out = own, list[dict[str, Any]]()
    while reached:
        met = [(ends, item) for ends, item in left if ends & reached]
        left = [one for one in left if not one[0] & reached]
        out += [item for _, item in met]
        reached = set().union(*(ends for ends, _ in met)) - own - named - reached
    return out


def _ends(item: Mapping[str, Any]) -> set[str]:
    """The identifiers of what a statement is about."""
    return {str(item[key]) for key in ("id", "subject", "object") if item.get(key)}
