"""Searches that were kept: they come back as they were, and a file that somebody spoilt is named, whatever is in it."""

from __future__ import annotations

import json
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labkin.app.saved_searches import FILE, SavedSearch, forget_search, save_search, saved_search, saved_searches
from labkin.graph.errors import BadInput, LabError, NotFound
from labkin.graph.values import clean_text

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(string.printable, max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
fields = st.sampled_from(["name", "text", "kinds", "where", "mode", "sort", "expand", "without", "author", "saved"])


def test_a_search_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    kept = SavedSearch(
        "likes", "", ("Batch",), (("status", "in", ("a", "b")), ("year", ">=", 2019)), like="lantern:LK-1", author="ana"
    )
    save_search(tmp_path, kept)
    found = saved_search(tmp_path, "likes")
    assert found.saved
    assert found == SavedSearch(**{**{name: getattr(kept, name) for name in kept.__slots__}, "saved": found.saved})
    save_search(tmp_path, SavedSearch("likes", "words"))
    assert [(one.text, one.like) for one in saved_searches(tmp_path)] == [("words", "")]
    forget_search(tmp_path, "likes")
    with pytest.raises(NotFound, match="none yet"):
        saved_search(tmp_path, "likes")


@pytest.mark.parametrize("name", ["", "  ", "\t\n", "a\ud800"])
def test_a_search_without_a_name_is_not_kept(tmp_path: Path, name: str) -> None:
    with pytest.raises(LabError, match="a name"):
        save_search(tmp_path, SavedSearch(name, "words"))
    assert saved_searches(tmp_path) == []


@pytest.mark.parametrize(
    "text",
    [
        '{"foo": 1}', '["foo"]', "[[]]", "5", "", "\udcff", "[" * 100_000, '[{"name": null, "text": "x"}]',
        '[{"text": "x"}]', '[{"name": 5}]', '[{"name": "a", "text": 5}]', '[{"name": "a", "sort": 5}]',
        '[{"name": "a", "kinds": [1]}]', '[{"name": "a", "kinds": "Compound"}]', '[{"name": "a", "saved": 5}]',
        '[{"name": "a", "where": [["status", "~~", "x"]]}]', '[{"name": "a", "where": [["status", "=", {"x": 1}]]}]',
        '[{"name": "a", "where": ["abc"]}]', '[{"name": "a", "mode": "magic"}]', '[{"name": "a", "mode": ["hybrid"]}]',
        '[{"name": "a", "expand": "yes"}]', '[{"name": "a", "without": [1]}]', '[{"name": "a", "extra": 1}]',
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_of_searches_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(BadInput, match=r"searches\.json.*mend it, or move it away"):
        saved_searches(tmp_path)


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    for act in (saved_searches, lambda lab: save_search(lab, SavedSearch("a", "x"))):
        with pytest.raises(BadInput, match=r"searches\.json: it cannot be read"):
            act(tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.dictionaries(fields, anything) | anything, max_size=3) | anything)
def test_whatever_stands_in_the_file_is_a_list_of_searches_or_a_sentence(tmp_path: Path, value: object) -> None:
    (tmp_path / FILE).write_text(json.dumps(value))
    try:
        found = saved_searches(tmp_path)
    except BadInput:
        return
    for search in found:
        search.request(10)
        save_search(tmp_path, search) if clean_text(search.name).strip() == search.name.strip() != "" else None
