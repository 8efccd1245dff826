"""Slips of the pen in the everyday words of a question are put right; what people do write is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.nlp.test_question import NAMES, PROFILE, ask

from labkin.nlp.edits import edits
from labkin.nlp.lexicon import build
from labkin.nlp.question import NotUnderstood
from labkin.nlp.question_respelt import respelt
from labkin.nlp.question_tokens import read_words

LEXICON = build(PROFILE)


def put_right(question: str) -> str:
    return respelt(read_words(question, LEXICON, NAMES, None), LEXICON)[0]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("compunds that treat asthma", "compounds that treat asthma"),
        ("whcih compounds treat asthma", "which compounds treat asthma"),
        ("avarage purity of batches", "average purity of batches"),
        ("batchs with purity over 98 %", "batch with purity over 98 %"),
        ("how many experments are there", "how many experiments are there"),
        ("compounds that inihbit EGFR", "compounds that inhibit EGFR"),
        ("celllines for asthma", "cell lines for asthma"),
        ("molecularweight of aspirin", "molecular weight of aspirin"),
    ],
)
def test_a_slip_is_put_right(typed: str, meant: str) -> None:
    assert put_right(typed) == meant


@pytest.mark.parametrize("question", ["which songs treat asthma", 'which "compunds" are there', "drgs for asthma", ""])
def test_words_of_their_own_and_short_and_quoted_ones_are_left_alone(question: str) -> None:
    assert put_right(question) == question


def test_the_reading_says_what_a_word_was_taken_for_and_is_less_sure() -> None:
    typed, meant = ask("which compunds treat asthma"), ask("which compounds treat asthma")
    assert typed.english == f"{meant.english}, taking 'compunds' as 'compounds'"
    assert typed.query == meant.query
    assert typed.confidence < meant.confidence


def test_a_slip_that_leaves_the_question_unread_is_told_as_it_was_typed() -> None:
    with pytest.raises(NotUnderstood) as caught:
        ask("which compunds frobnicate asthma")
    assert "frobnicate" in caught.value.unused


def test_a_word_is_put_right_once() -> None:
    with pytest.raises(NotUnderstood):
        ask("biggest EGFR treatng clases aspirin pharmcologic")


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back_with_as_many_words(text: str) -> None:
    words = read_words(text, LEXICON, NAMES, None)
    fixed, changed = respelt(words, LEXICON)
    assert len(changed) <= len(words.tokens)
    assert changed or fixed == text


@given(st.text("abcd", max_size=8), st.text("abcd", max_size=8))
def test_spellings_are_as_far_apart_either_way(one: str, other: str) -> None:
    assert edits(one, other, 3) == edits(other, one, 3)
    assert (edits(one, other, 3) == 0) == (one == other)
