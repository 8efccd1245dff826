"""Questions about the properties of any graph's things: numbers, units, dates, adjectives, and parts of names."""

from __future__ import annotations

from datetime import date

import pytest
from tests.nlp.test_question import Dictionary

from labkin.graph.profile import Profile, PropProfile
from labkin.nlp.lexicon import build
from labkin.nlp.prop_names import prop_name
from labkin.nlp.question import NotUnderstood, Reading, read


def held(type_: str, *examples: object) -> PropProfile:
    return PropProfile(type_, 50, examples)


PROFILE = Profile(
    {"Album": 90, "Label": 9, "Bridge": 40, "River": 20, "Town": 30},
    {
        ("Album", "issued_by", "Label"): 90,
        ("Bridge", "crosses", "River"): 40,
        ("Bridge", "stands_in", "Town"): 40,
    },
    {
        "Album": {
            "name": held("text"),
            "release_date": held("date"),
            "budget": held("integer", 9000, 20000),
            "running_time": held("integer", 31, 38),
            "us_sales": held("integer", 100),
            "worldwide_sales": held("integer", 100),
            "critics_score": held("integer", 12, 30),
            "listeners_score": held("number", 1.5),
            "plays": held("integer", 5),
        },
        "Bridge": {
            "name": held("text"),
            "length_m": held("integer", 20),
            "opened": held("date"),
            "demolished": held("date"),
            "cost_musd": held("number", 1.5),
            "mass_kg": held("number", 100),
        },
        "River": {"name": held("text"), "length_km": held("integer", 10)},
        "Town": {"name": held("text"), "population": held("integer", 500), "area_km2": held("number", 1.5)},
    },
)
NAMES = Dictionary(
    [
        ("A:1", "Album", "Blue Hour"),
        ("A:2", "Album", "Low Tide"),
        ("L:1", "Label", "Northlight"),
        ("B:1", "Bridge", "Swan Bridge"),
        ("R:1", "River", "Aare"),
        ("T:1", "Town", "Elmford"),
    ]
)
LEXICON = build(PROFILE)


def ask(question: str) -> Reading:
    return read(question, names=NAMES, profile=PROFILE, today=date(2026, 3, 31), lexicon=LEXICON)


READINGS = """
bridges longer than 2 kilometres
    => list: bridges with length m above 2000
towns smaller than 5 square miles
    => list: towns with area km2 below 12.9499
bridges that cost more than $250 million
    => list: bridges with cost musd above 250
bridges heavier than 900 tons
    => refused
towns with more than 1.5 million inhabitants
    => list: towns with population above 1500000
towns with over 2 million people
    => list: towns with population above 2000000
towns with a population between 1 and 2 million
    => list: towns with population at least 1000000 and with population at most 2000000
how many people live in Elmford
    => prop: the population of Elmford (T:1)
how big is Elmford?
    => prop: the area km2 of Elmford (T:1)
How many square kilometres does Elmford cover?
    => prop: the area km2 of Elmford (T:1)
how long is Swan Bridge
    => prop: the length m of Swan Bridge (B:1)
how long is Blue Hour
    => prop: the running time of Blue Hour (A:1)
How much did it cost to make Blue Hour?
    => prop: the budget of Blue Hour (A:1)
how many plays did Blue Hour get
    => prop: the plays of Blue Hour (A:1)
When did Blue Hour come out?
    => prop: the release date of Blue Hour (A:1)
when was Blue Hour released
    => prop: the release date of Blue Hour (A:1)
albums released in the 1970s
    => list: albums with release date since 1970 and with release date before 1980
what came out in 1999
    => list: albums with release date since 1999 and with release date before 2000
1999 albums
    => list: albums with release date since 1999 and with release date before 2000
number of albums released since 2005
    => count: the number of albums with release date since 2005
bridges that were not demolished
    => list: bridges without demolished
which bridges were demolished
    => list: bridges with demolished
oldest bridge
    => list: bridges with opened, the 1 with the lowest opened, with all that tie
the 5 longest albums
    => list: albums with running time, the 5 with the highest running time
the most expensive album of Northlight
    => list: albums that are issued by Northlight (L:1) with budget, the 1 with the highest budget, with all that tie
largest town by population
    => list: towns with population, the 1 with the highest population, with all that tie
the 3 smallest towns by population
    => list: towns with population, the 3 with the lowest population
which town has the fewest inhabitants
    => list: towns with population, the 1 with the lowest population, with all that tie
albums with the highest budget
    => list: albums with budget, the 1 with the highest budget, with all that tie
highest-selling album worldwide
    => list: albums with worldwide sales, the 1 with the highest worldwide sales, with all that tie
worst reviewed albums according to the critics
    => list: albums with critics score, the 1 with the lowest critics score, with all that tie
biggest seller in the US?
    => list: albums with us sales, the 1 with the highest us sales, with all that tie
albums with a critics' score of at least 90
    => list: albums with critics score at least 90
which albums sold more than 3 million in the US
    => list: albums with us sales above 3000000
how much did Blue Hour sell worldwide
    => prop: the worldwide sales of Blue Hour (A:1)
How much have Northlight's albums sold worldwide altogether?
    => aggregate: the total worldwide sales of albums that are issued by Northlight (L:1)
for each Northlight album, what did the critics score it
    => prop: the critics score of albums that are issued by Northlight (L:1)
bridges under 3 km
    => list: bridges with length m below 3000
which album cost the most
    => list: albums with budget, the 1 with the highest budget, with all that tie
What year did Blue Hour come out
    => prop: the release date of Blue Hour (A:1)
how long are the albums of Northlight on average
    => aggregate: the average running time of albums that are issued by Northlight (L:1)
how long is the longest album
    => prop: the running time of albums with running time, the 1 with the highest running time, with all that tie
Northlight's longest album
    => list: albums that are issued by Northlight (L:1) with running time, the 1 with the highest running time,
    with all that tie
Northlight albums and their budgets
    => prop: the budget of albums that are issued by Northlight (L:1)
is the budget of Blue Hour above 50000
    => yes_no: whether there is: Blue Hour (A:1) with budget above 50000
average running time of the albums of Northlight
    => aggregate: the average running time of albums that are issued by Northlight (L:1)
"""


@pytest.mark.parametrize("line", READINGS.replace("\n    ", " ").strip().splitlines())
def test_properties_are_meant_by_the_words_that_people_have_for_them(line: str) -> None:
    question, expected = line.split(" => ")
    try:
        reading = ask(question)
        assert f"{reading.form}: {reading.english}" == expected
    except NotUnderstood:
        assert expected == "refused"


def test_a_unit_that_a_property_does_not_tell_is_taken_for_its_own_and_that_is_said() -> None:
    reading = ask("albums with a budget above 2 million dollars")
    assert reading.english == "albums with budget above 2000000, where budget is taken to be in USD"
    assert ask("albums shorter than 40 minutes").english.endswith("where running time is taken to be in min")


@pytest.mark.parametrize(
    "question",
    [
        "albums shorter than 2 hours",  # what lasts from 31 on is not told in hours
        "albums with a budget above 5 kg",
        "towns smaller than 20 miles",
        "bridges with a mass above 3 kilometres",
    ],
)
def test_a_unit_that_does_not_fit_is_refused(question: str) -> None:
    with pytest.raises(NotUnderstood):
        ask(question)


@pytest.mark.parametrize(
    "question",
    [
        "albums with a score above 50",  # the critics' or the listeners'?
        "the best reviewed album",
        "how much money does Elmford have",
        "how long did it take to make Blue Hour",
        "who released Blue Hour",
        "which albums sold well",
        "do Blue Hour and Low Tide have the same budget",
    ],
)
def test_what_may_be_one_of_several_properties_or_none_is_refused(question: str) -> None:
    with pytest.raises(NotUnderstood):
        ask(question)


@pytest.mark.parametrize(
    ("name", "words", "unit"),
    [
        ("area_km2", "area", "km2"),
        ("length_cm", "length", "cm"),
        ("wavelength_nm", "wavelength", "nanometer"),
        ("IC50_nm", "IC50", "nM"),
        ("price_usd", "price", "USD"),
        ("duration_min", "duration", "min"),
        ("temp_c", "temp", "Cel"),
        ("vitamin_c", "vitamin c", ""),
        ("growth_pct", "growth", "%"),
        ("birth_year", "birth year", ""),
        ("height (mm)", "height", "millimeter"),
    ],
)
def test_the_unit_at_the_end_of_a_name_is_no_part_of_its_words(name: str, words: str, unit: str) -> None:
    assert prop_name(name) == (words, unit)
