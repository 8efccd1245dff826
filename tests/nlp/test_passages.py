"""Passages hold every word of a text once, end where sentences end, and are short enough to be read whole."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from labkin.nlp.passages import LONGEST, passages

WORD = st.text(st.characters(codec="utf-8", exclude_characters=" \n"), min_size=1, max_size=9)
PROSE = st.lists(st.tuples(st.integers(1, 60), st.sampled_from(". \n?")), max_size=25).map(
    lambda sizes: " ".join(" ".join(["word"] * size) + end for size, end in sizes)
)


def bodies(title: str, text: str) -> list[str]:
    return [one.removeprefix(f"{title}. ") for one in passages(title, text)]


@settings(deadline=None)
@given(st.one_of(PROSE, st.lists(WORD, max_size=30).map(" ".join), st.text(max_size=200)))
def test_every_word_stands_in_one_passage_in_order(text: str) -> None:
    found = [word for body in bodies("T", text) for word in body.split() if text.strip()]
    assert found == text.split()


@settings(deadline=None)
@given(PROSE)
def test_no_passage_is_longer_than_the_encoder_reads(text: str) -> None:
    assert all(len(body.split()) <= LONGEST for body in bodies("T", text))


@settings(deadline=None)
@given(PROSE, st.text(max_size=40))
def test_the_same_text_gives_the_same_passages_and_never_none(text: str, title: str) -> None:
    assert passages(title, text) == passages(title, text)
    assert passages(title, text)


def test_a_short_text_is_one_passage_behind_its_title() -> None:
    assert passages("Imatinib", "It inhibits\nBCR-ABL.") == ["Imatinib. It inhibits BCR-ABL."]
    assert passages("What is CML?", "A leukaemia.") == ["What is CML? A leukaemia."]


def test_what_is_missing_leaves_no_marks() -> None:
    assert passages("", "") == [""]
    assert passages("Imatinib", " ") == ["Imatinib"]
    assert passages("", "It inhibits BCR-ABL.") == ["It inhibits BCR-ABL."]


def test_passages_end_where_sentences_end_and_are_of_about_equal_length() -> None:
    text = " ".join(f"Rats of group {number} got 0.5 mg/kg i.v. of the drug." for number in range(40))  # 440 words
    found = bodies("T", text)
    assert len(found) == 6
    assert all(body.endswith("of the drug.") and body.startswith("Rats") for body in found)
    assert all(65 <= len(body.split()) <= LONGEST for body in found)


def test_a_sentence_longer_than_a_passage_is_cut_between_words() -> None:
    assert [len(body.split()) for body in bodies("T", "word " * (2 * LONGEST + 5))] == [LONGEST, LONGEST, 5]


def test_a_title_of_many_words_leaves_room_for_the_text() -> None:
    [one] = passages("word " * 500, "The text.")
    assert len(one.split()) < 40
    assert one.endswith("The text.")
