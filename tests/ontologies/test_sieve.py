"""The quick look-up of names answers as the plain one does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.ontologies import find, terms
from labkin.ontologies.sieve import find_called

MADE = ["heart attack", "EGFR", "α-tocopherol", "Δ9-THC", "5-HT", "2,4-D", "(R)-warfarin", "IL-2", "T cells", "|"]


@pytest.mark.parametrize("vocabulary", ["genes", "cell_types", "assays", "proteins", "bao"])
def test_every_name_finds_what_it_always_found(vocabulary: str) -> None:
    for number, term in enumerate(terms(vocabulary)):
        if number % 97 == 0:
            for name in term.names[:3]:
                assert find_called(name) == find(name)
                assert term in find_called(name.lower())


@pytest.mark.parametrize("name", [*MADE, *map(str.lower, MADE), "", " ", "no such name at all"])
def test_signs_and_greek_letters_are_read_alike(name: str) -> None:
    assert find_called(name) == find(name)


@given(st.text(max_size=12))
def test_any_text_is_looked_up_without_error_and_alike(text: str) -> None:
    assert find_called(text) == find(text)
