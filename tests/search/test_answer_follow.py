"""Questions that follow others, answered from a real graph."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.search.test_answer import EDGES, NODES, Lab

from labkin.graph.profile import read_profile
from labkin.nlp.question_follow import context_of
from labkin.search.answer import Answer

if TYPE_CHECKING:
    from labkin.graph.arcade import Engine


@pytest.fixture(scope="module")
def lab(engine: Engine) -> Lab:
    store = engine.store()
    store.rebuild(NODES, EDGES, 7)
    return Lab(store, read_profile(store))


def conversation(lab: Lab, *questions: str) -> Answer:
    """The last answer, each question having followed the answer before as it comes back from JSON."""
    answer = lab.ask(questions[0])
    for question in questions[1:]:
        kept = json.loads(json.dumps(answer.to_json(), default=str))
        answer = lab.ask(question, context=context_of(kept))
    return answer


@pytest.mark.parametrize(
    ("questions", "ids"),
    [
        (("Which drugs treat asthma?", "and breast cancer?"), ["C:4"]),
        (("Which drugs treat asthma?", "only those heavier than 300 Da"), ["C:3"]),
        (("Which drugs treat asthma?", "without salbutamol"), ["C:3"]),
        (("Which drugs treat asthma?", "sort by molecular weight"), ["C:2", "C:3"]),
        (("Which drugs treat asthma?", "heaviest first", "reverse"), ["C:2", "C:3"]),
        (("Which drugs treat asthma?", "the heaviest"), ["C:3"]),
        (("Which drugs treat asthma?", "top 1 by molecular weight", "the next one"), ["C:2"]),
        (("What are the batches of aspirin?", "which of them were withdrawn?"), ["B:2"]),
        (("What are the batches of aspirin?", "who prepared them?"), ["P:3", "P:1"]),
        (("What are the batches of aspirin?", "the purest one", "who prepared it?"), ["P:3"]),
        (("What are the batches of aspirin?", "from 2023"), ["B:2"]),
        (("What are the batches of aspirin?", "from 2023", "and from 2024?"), ["B:1"]),
        (("How many batches were withdrawn?", "which ones?"), ["B:2"]),
        (("What went into SUB-1?", "only batches"), ["B:1"]),
        (("What went into SUB-1?", "which of them are batches", "who prepared them?"), ["P:3"]),
        (("Which drugs target SET?", "and their side effects?"), ["SE:1"]),
        (("What is aspirin?", "what does it bind?"), ["G:1"]),
        (("top 2 compounds by molecular weight", "which diseases do they treat?"), ["D:1"]),
    ],
)
def test_a_follow_up_is_answered_with_what_was_before(lab: Lab, questions: tuple[str, ...], ids: list[str]) -> None:
    answer = conversation(lab, *questions)
    assert answer.status == "answered"
    assert (
        sorted(answer.ids) == sorted(ids) if len(ids) > 1 and "sort" not in questions[-1] else list(answer.ids) == ids
    )


@pytest.mark.parametrize(
    ("questions", "value"),
    [
        (("Which drugs treat asthma?", "how many are there?"), 2),
        (("What are the batches of aspirin?", "how many of them were withdrawn?"), 1),
        (("What are the batches of aspirin?", "what is their average purity?"), 98.0),
        (("What are the batches of aspirin?", "are any of them withdrawn?"), True),
        (("Does salbutamol treat asthma?", "and aspirin?"), False),
        (("top 2 compounds by molecular weight", "how many?"), 2),
        (("average purity of batches", "how many batches is that based on?"), 2),
    ],
)
def test_a_follow_up_may_ask_for_a_number(lab: Lab, questions: tuple[str, ...], value: object) -> None:
    assert conversation(lab, *questions).value == value


def test_the_next_after_rows_that_tied_are_none_of_those_that_were_shown(lab: Lab) -> None:
    asked = "Which drug treats the most diseases?"
    assert sorted(lab.ask(asked).ids) == ["C:2", "C:3", "C:4"]  # one each
    assert conversation(lab, asked, "the next").status == "no_data"
    asked = "Which assay has the most measurements?"
    assert list(lab.ask(asked).ids) == ["A:1"]
    assert list(conversation(lab, asked, "the next").ids) == ["A:2"]


def test_what_follows_a_mean_over_numbers_is_about_the_things_that_have_them(lab: Lab) -> None:
    asked = "Average number of measurements per assay"
    assert (lab.ask(asked).status, lab.ask(asked).value) == ("answered", 2.5)
    assert conversation(lab, asked, "how many assays is that based on?").value == 2
    assert list(conversation(lab, asked, "which ones?").ids) == ["A:1", "A:2"]


def test_the_query_of_a_follow_up_says_the_whole(lab: Lab) -> None:
    answer = conversation(lab, "What are the batches of aspirin?", "who prepared them?", "where do they come from")
    assert answer.status in ("not_understood", "no_data")
    answer = conversation(lab, "What are the batches of aspirin?", "who prepared them?")
    assert "batches that are batch of aspirin (C:1)" in answer.reading
    assert answer.context is not None
    assert answer.context.earlier == ("What are the batches of aspirin?",)
    assert answer.statement is not None
    assert "B:1" not in str(answer.statement.params)


def test_columns_are_added_to_the_rows(lab: Lab) -> None:
    rows = conversation(lab, "What are the batches of aspirin?", "show the purity and date too").rows
    assert [(row["purity"], row["date"]) for row in rows] == [(99.0, "2024-05-01"), (97.0, "2023-05-01")]


def test_the_first_of_them_is_the_one_that_was_shown_first(lab: Lab) -> None:
    shown = lab.ask("Which drugs treat asthma?").ids
    assert conversation(lab, "Which drugs treat asthma?", "show the first one").ids == shown[:1]
    assert conversation(lab, "Which drugs treat asthma?", "what is the second one?").ids == shown[1:]


def test_a_follow_up_that_does_not_fit_says_what_it_was_to_follow(lab: Lab) -> None:
    answer = conversation(lab, "Which drugs treat asthma?", "sort by purity")
    assert answer.status == "not_understood"
    assert "'Which drugs treat asthma?'" in answer.text
    assert answer.context is None
