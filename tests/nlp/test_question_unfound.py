"""Lists of names of which the graph knows only some."""

from __future__ import annotations

import pytest
from tests.nlp.test_question_roles import ask

from labkin.nlp.question import Ambiguous, NotUnderstood


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("films directed by Clint Eastwood or Zorblax", "films that are directed by Clint Eastwood (d:1); 'Zorblax'"),
        (
            "films directed by Zorblax Quux or Clint Eastwood",
            "films that are directed by Clint Eastwood (d:1); 'Zorblax",
        ),
        ("compounds tested in hERG, ZZ-17 or EGFR", "target hERG (G:1) or EGFR (G:2); 'ZZ-17'"),
        ("is LK-0042 or LK-9999 tested in hERG", "target hERG (G:1); 'LK-9999'"),
    ],
)
def test_the_known_names_of_an_or_answer_and_the_others_are_told(question: str, english: str) -> None:
    reading = ask(question)
    assert reading.held and english in reading.english
    assert reading.english.endswith("is found nowhere here")


def test_of_an_and_with_an_unknown_name_there_is_no_data() -> None:
    reading = ask("compounds tested in both hERG and ZZ-17")
    assert not reading.held and reading.note == "nothing here is called 'ZZ-17'"


@pytest.mark.parametrize(
    "question", ["compounds that inhibit hERG or degrade", "compounds that inhibit hERG or frobnicate EGFR"]
)
def test_an_unknown_word_that_is_no_name_of_a_list_is_still_refused(question: str) -> None:
    with pytest.raises(NotUnderstood):
        ask(question)


def test_the_words_that_are_blamed_are_those_that_nobody_knows() -> None:
    with pytest.raises(NotUnderstood) as error:
        ask("frobnicated films of Clint Eastwood by Clint Eastwood")
    assert error.value.unused == ("frobnicated",)


def test_where_every_word_is_known_that_is_said() -> None:
    with pytest.raises(NotUnderstood, match="each of its words is known, but not what 'Alien' has to do"):
        ask("compounds Alien")


def test_small_words_are_not_said_to_mean_several_things() -> None:
    with pytest.raises(Ambiguous, match="how the one is related to the other may mean 2 things"):
        ask("is Alien of Aliens")
