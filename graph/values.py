"""What a property may hold, the same for the ledger and for every graph engine.

A value is text, a 64-bit integer, a finite float, a boolean, or a list of values of one of these types.
Everything else is brought to one of them here, once, at the border, so that the ledger, the digest and each
engine agree to the bit:

- dates and times become ISO 8601 text (Neptune stores no other kind, and the text sorts in time order);
- integers beyond 64 bits become text (no engine holds them);
- NaN and infinities, like None, mean that there is no value;
- lists of mixed types become lists of text; nested lists and mappings become JSON text (neither Neo4j nor Neptune
  stores them);
- lone surrogates become U+FFFD (they cannot be written as UTF-8), NUL characters U+2400 (SQLite ends text at NUL).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

Scalar = str | int | float | bool
Value = Scalar | tuple[Scalar, ...]
Props = Mapping[str, Value]

INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1

RESERVED = frozenset({"id"})  # the identity of a node in every engine


def clean_text(text: str) -> str:
    """The text with what no store can hold replaced.

    >>> clean_text("a\\x00b")
    'a␀b'
    """
    if "\0" in text:
        text = text.replace("\0", "\u2400")
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # surrogates: pairs are joined, lone ones replaced
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def clean_value(value: object) -> Value | None:
    """Bring any Python value to a Value, or None where there is none.

    >>> clean_value([1, 2.5]), clean_value([1, "a"]), clean_value(float("nan"))
    ((1.0, 2.5), ('1', 'a'), None)
    """
    kind = type(value)
    if kind is str:
        return clean_text(value)  # type: ignore[arg-type]
    if kind is bool:
        return value  # type: ignore[return-value]
    if kind is int:
        return value if INT64_MIN <= value <= INT64_MAX else str(value)  # type: ignore[operator, return-value]
    if kind is float:
        return (value + 0.0) if math.isfinite(value) else None  # type: ignore[arg-type, operator]
    if value is None:
        return None
    return _clean_other(value)


def _clean_other(value: Any) -> Value | None:
    if isinstance(value, Mapping):
        return clean_text(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return clean_value(float(value))
    if isinstance(value, bytes):
        return clean_text(value.decode("utf-8", "replace"))
    if isinstance(value, list | tuple | set | frozenset):
        return _clean_list(sorted(value, key=str) if isinstance(value, set | frozenset) else value)
    if hasattr(value, "item"):  # a NumPy scalar
        return clean_value(value.item())
    if isinstance(value, str | bool | int | float):  # a subclass, such as an enumeration
        return clean_value(next(t for t in (str, bool, int, float) if isinstance(value, t))(value))
    return clean_text(str(value))


def _clean_list(items: Iterable[object]) -> tuple[Scalar, ...]:
    cleaned = [clean_value(item) for item in items]
    flat: list[Scalar] = []
    for item in cleaned:
        if item is not None:
            flat.append(json.dumps(item, ensure_ascii=False) if isinstance(item, tuple) else item)
    kinds = {type(item) for item in flat}
    if len(kinds) <= 1:
        return tuple(flat)
    if kinds == {int, float}:
        return tuple(float(item) for item in flat)
    return tuple(item if isinstance(item, str) else json.dumps(item) for item in flat)


def clean_props(props: Mapping[str, object] | None) -> dict[str, Value]:
    """The properties in canonical form: cleaned, nulls dropped, names as text, in the order of the names.

    A property named `id` is renamed `local_id`: `id` is the identity of the node itself.
    """
    if not props:
        return {}
    cleaned: dict[str, Value] = {}
    for name, given in props.items():
        value = clean_value(given)
        if value is not None:
            cleaned[_key(name)] = value
    return dict(sorted(cleaned.items())) if len(cleaned) > 1 else cleaned


@lru_cache(maxsize=4096)  # few names, many properties
def _key(name: str) -> str:
    key = clean_text(str(name))
    return "local_id" if key in RESERVED else key


_dump = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def dump_props(props: Props) -> str:
    """Canonical JSON of cleaned properties; empty text for none."""
    return _dump(props) if props else ""


def parse_props(text: str) -> dict[str, Value]:
    """The properties that `dump_props` wrote."""
    if not text:
        return {}
    return {k: tuple(v) if isinstance(v, list) else v for k, v in json.loads(text).items()}
