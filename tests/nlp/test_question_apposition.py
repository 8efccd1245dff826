"""A name in parentheses stands for the words that describe what it names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.nlp.test_question import LEXICON, NAMES

from labkin.nlp.question_apposition import without_descriptions


@pytest.mark.parametrize(
    ("question", "put"),
    [
        ("what binds the growth factor receptor (EGFR)?", "what binds the EGFR?"),
        ("drugs binding growth factor receptor (EGFR) and CAT", "drugs binding EGFR and CAT"),
        ("drugs for the wheezing disease (asthma)", "drugs for the asthma"),
        ("genes (EGFR)", "genes (EGFR)"),  # of a kind the name says which
        ("which genes (if any) does it bind", "which genes (if any) does it bind"),
        ("drugs (EGFR)(", "drugs (EGFR)("),
    ],
)
def test_the_name_is_taken_for_its_description(question: str, put: str) -> None:
    assert without_descriptions(question, NAMES, LEXICON) == put


@given(st.text(alphabet="ab (EGFR)", max_size=40))
def test_any_text_can_be_looked_through(text: str) -> None:
    assert len(without_descriptions(text, NAMES, LEXICON)) <= len(text)
