"""What a property may hold, and that bringing a value to it happens once and loses nothing that can be kept."""

from __future__ import annotations

import json
import math
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.graph.errors import BadCurie
from labkin.graph.model import Curie, Edge, Node
from labkin.graph.values import INT64_MAX, INT64_MIN, clean_props, clean_text, clean_value, dump_props, parse_props

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.datetimes() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def is_value(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(is_value(item) and not isinstance(item, tuple) for item in value) and len({*map(type, value)}) <= 1
    if type(value) is int:
        return INT64_MIN <= value <= INT64_MAX
    if type(value) is float:
        return math.isfinite(value)
    if type(value) is str:
        return "\0" not in value and bool(value.encode("utf-8") or True)
    return type(value) is bool


@given(ANYTHING)
def test_anything_becomes_a_value_or_nothing_and_stays_what_it_became(thing: Any) -> None:
    cleaned = clean_value(thing)
    assert cleaned is None or is_value(cleaned)
    assert repr(clean_value(cleaned)) == repr(cleaned)


@given(st.dictionaries(st.text(), ANYTHING, max_size=6))
def test_properties_survive_the_ledgers_text(props: dict[str, Any]) -> None:
    cleaned = clean_props(props)
    assert repr(parse_props(dump_props(cleaned))) == repr(cleaned)
    assert "id" not in cleaned


@given(st.text(st.characters(codec=None)))
def test_clean_text_can_be_written_as_utf8(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    clean_text(text).encode("utf-8")


@pytest.mark.parametrize(
    ("given_value", "kept"),
    [
        (2**53 + 1, 2**53 + 1),
        (2**63, "9223372036854775808"),
        (-0.0, 0.0),
        (True, True),
        (date(2026, 3, 31), "2026-03-31"),
        (datetime(2026, 3, 31, 12, 30), "2026-03-31T12:30:00"),
        ([], ()),
        ([None, "a"], ("a",)),
        ([True, 1], ("true", "1")),
        ([[1], [2]], ("[1]", "[2]")),
        ({"b": 1, "a": 2}, '{"a": 2, "b": 1}'),
        (float("inf"), None),
        ("\ud83d\ude00", "😀"),
        ("\udc80", "\ufffd"),
    ],
)
def test_what_values_become(given_value: Any, kept: Any) -> None:
    assert repr(clean_value(given_value)) == repr(kept)


@given(st.text())
def test_an_identifier_is_kept_as_it_is(text: str) -> None:
    try:
        curie = Curie.parse(text)
    except BadCurie:
        assert not text.strip()
    else:
        assert str(curie) == clean_text(text.strip())
        assert Curie.parse(str(curie)) == curie


def test_a_property_named_id_does_not_touch_the_identity() -> None:
    assert Node.of("X:1", "Sample").props == {}
    assert clean_props({"id": "other"}) == {"local_id": "other"}


def test_facts_are_frozen_and_compare_by_value() -> None:
    assert Edge.of("A:1", "used", "B:1", {"b": 2, "a": 1}) == Edge.of("A:1", "used", "B:1", {"a": 1, "b": 2})
    assert json.dumps(dict(Edge.of("A:1", "used", "B:1", amount=2.0).props)) == '{"amount": 2.0}'
