"""Turns of phrase are put plainly; questions that are plain stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.nlp.question_turns import turned


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("sample count by status", "number of sample by status"),
        ("what is the cell line count per disease?", "number of cell line per disease?"),
        ("where do our balances stand? count per location", "number of balances per location"),
        ("which instruments are kept: number by room", "which instruments are kept: number by room"),
        ("batches per person, busiest first", "batches per person"),
        ("batches per person, least productive first", "batches per person, least productive first"),
        ("average purity per compound, only for those above 98 %", "average purity per compound above 98 %"),
        ("runs per instrument, only the plate readers", "runs per plate readers"),
        ("top 3 drugs by number of genes associated with them", "3 drugs with the most associated genes"),
        ("the instrument that was calibrated last", "the latest calibrated instrument"),
        ("which instrument was calibrated most recently?", "which the latest calibrated instrument?"),
        ("the 3 most recently calibrated instruments", "the 3 latest calibrated instruments"),
        ("trace R-12 back to the data sets it rests on", "which data sets went into R-12"),
        ("trace R-12 back to batches", "which batches went into R-12"),
        ("R-12 - which batches does it go back to?", "which batches does R-12 derive from?"),
        ("R-12 - which batch does it go back to?", "which batch does R-12 go back to?"),
        ("batches per supplier they came from", "batches per supplier"),
        ("batches per batch they came from", "batches per batch they came from"),
        ("stocks that go back to B-1", "stocks that derived from B-1"),
        ("papers that go back to 1998", "papers that go back to 1998"),
        ("was Juno used when B-1 was made", "was Juno used in the run that generated B-1"),
        ("drugs for gout, leave out colchicine", "drugs for gout without colchicine"),
    ],
)
def test_a_turn_of_phrase_is_put_plainly(said: str, plain: str) -> None:
    assert turned(said) == plain


@pytest.mark.parametrize(
    "question",
    ["which drugs treat asthma", "row counts", "count the batches by status", "when was B-1 last measured", ""],
)
def test_a_plain_question_stays_as_it_is(question: str) -> None:
    assert turned(question) == question


@given(st.text(max_size=60))
def test_any_text_is_put_without_failing(text: str) -> None:
    assert isinstance(turned(text), str)
