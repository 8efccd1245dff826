"""Filters as people type them, `--where FIELD=VALUE`, and as the explorer says them for a terminal."""

from __future__ import annotations

import re

from labkin.app.cli_run import WrongCall
from labkin.search.index import OPERATORS

_BETWEEN = re.compile(r"(?<!\\)\|")  # two values, any of which is looked for
_SYMBOLS = sorted((one for one in OPERATORS if not one.isalpha()), key=len, reverse=True)
_CONDITION = re.compile(rf"\s*([^\s<>=!~].*?)\s*({'|'.join(map(re.escape, _SYMBOLS))})\s*(.*\S)\s*", re.DOTALL)


def condition(text: str) -> tuple[str, str, object]:
    r"""A filter as typed, FIELD=VALUE and the like; `|` stands between values that are alternatives. Raises WrongCall.

    >>> condition("reason=a<=b"), condition("organism = mouse|rat"), condition(r"name~a\|b")
    (('reason', '=', 'a<=b'), ('organism', 'in', ('mouse', 'rat')), ('name', '~', 'a|b'))
    """
    found = _CONDITION.fullmatch(text)
    if not found:
        raise WrongCall(f"--where {text!r} is not FIELD=VALUE, as in --where year=2024")
    field, operator = found[1], found[2]
    values = tuple(value for one in _BETWEEN.split(found[3]) if (value := one.replace("\\|", "|").strip()))
    if len(values) < 2:
        return field, operator, values[0] if values else found[3]
    return field, "in" if operator == "=" else operator, values


def said_as(field: str, operator: str, value: object) -> str:
    """The text that `condition` reads as this filter; empty where none does."""
    values = [str(one) for one in (value if isinstance(value, tuple | list) else (value,))]
    said = "|".join(one.replace("|", "\\|") for one in values)
    text = f"{field}{'=' if operator == 'in' else operator}{said}"
    try:
        again = condition(text)
    except WrongCall:
        return ""
    meant = (field, "=" if operator == "in" else operator, values)
    read = again[2] if isinstance(again[2], tuple) else (again[2],)
    return text if (again[0], "=" if again[1] == "in" else again[1], list(read)) == meant else ""
