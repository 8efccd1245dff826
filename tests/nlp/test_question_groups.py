"""Questions for several groups, for the first of each, and superlatives that come down to counting."""

from __future__ import annotations

import pytest
from tests.nlp.test_question import ask
from tests.nlp.test_question_follow import follow

from labkin.nlp.question import NotUnderstood
from labkin.nlp.question_share import asks_share, share

READINGS = """
batches by person => the number of batches that are attributed to people, for each person
batches per person and status => the number of batches that are attributed to people with status, for each person, for
batches by status and person => the number of batches that are attributed to people with status, for each person, for
how many batches per person and year => the number of batches that are attributed to people with date, for each person
average purity per person and status => the average purity of batches that are attributed to people with status, for
batches by person in 2024 => the number of batches that are attributed to people with date since 2024
rows per dataset => the rows of datasets
highest purity per person => the highest purity of batches that are attributed to people, for each person
the purest batch of each person => batches that are attributed to people with purity, the 1 with the highest purity for
for each person, the purest batch => batches that are attributed to people with purity, the 1 with the highest purity
each person's latest batch => batches that are attributed to people with date, the 1 with the highest date for each
most used instrument => the number of activities that used instruments, for each instrument, the 1 with the highest
which gene is bound the most => the number of compounds that bind genes, for each gene, the 1 with the highest
most common batch status => the number of batches with status, for each status, the 1 with the highest number of batches
how many batches have a purity => the number of batches with purity
"""


@pytest.mark.parametrize("line", READINGS.strip().splitlines())
def test_groups_and_superlatives_are_read_as_they_are_meant(line: str) -> None:
    question, reading = line.split(" => ")
    assert ask(question).english.replace("runs", "activities").startswith(reading)


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("batches per person and nonsense", "no groups by person and nonsense"),
        ("list batches by person", "a list is not parted into groups"),
        ("busiest person", "say of what it is counted"),
        ("least used instrument", "say by what it is counted"),
        ("top 3 batches per person", ""),
    ],
)
def test_groups_that_cannot_be_made_are_refused_and_never_dropped(question: str, why: str) -> None:
    with pytest.raises(NotUnderstood, match=why):
        ask(question)


def test_a_ranking_by_a_property_is_no_group() -> None:
    assert ask("top 5 compounds by molecular weight").query.limit == 5
    assert not ask("top 5 compounds by molecular weight").query.each


def test_what_is_given_for_each_group_is_asked_anew_and_not_followed() -> None:
    with pytest.raises(NotUnderstood, match="ask in full"):
        follow("and the next 5?", "the purest batch of each person")
    assert follow("withdrawn batches", "the purest batch of each person").english == ask("withdrawn batches").english


def test_a_share_is_of_what_is_counted_whole_and_in_part() -> None:
    found = share("What percentage of batches are withdrawn?", ask)
    assert found is not None and found.english == "batches with status 'withdrawn', as a share of all batches"
    assert asks_share("what fraction of compounds bind EGFR")
    assert not asks_share("compounds with a fraction above 90 %")
