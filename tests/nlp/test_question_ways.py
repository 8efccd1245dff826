"""Questions that leave out what stands in between, and verbs for what a graph records as things of their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.nlp.test_question import TODAY, Dictionary, held

from labkin.graph.profile import Profile
from labkin.nlp.lexicon import build
from labkin.nlp.question import Ambiguous, Reading, read
from labkin.nlp.question_events import doings
from labkin.nlp.question_ways import Ways

KINDS = {
    "Author": 40, "Cookbook": 60, "Recipe": 900, "Cuisine": 12, "Menu": 8, "Customer": 50, "Order": 400, "Clerk": 5,
    "Town": 7, "Shop": 30,
}  # fmt: skip
TRIPLES = {
    ("Cookbook", "published_by", "Author"): 60,
    ("Recipe", "in_cookbook", "Cookbook"): 900,
    ("Recipe", "of_cuisine", "Cuisine"): 900,
    ("Menu", "includes_recipe", "Recipe"): 1500,
    ("Order", "placed_by", "Customer"): 400,
    ("Order", "lists", "Recipe"): 1200,
    ("Customer", "served_by", "Clerk"): 50,
    ("Shop", "in_town", "Town"): 30,
    ("Shop", "oldest_in", "Town"): 7,
    ("Menu", "shown_in", "Shop"): 8,
}
PROFILE = Profile(KINDS, TRIPLES, {"Order": {"order_date": held("date"), "amount": held("number")}})
NAMES = Dictionary(
    [
        ("A:1", "Author", "Ada Thorn"),
        ("C:1", "Cookbook", "Embers"),
        ("C:2", "Cookbook", "Brine"),
        ("C:3", "Cookbook", "Winter"),
        ("R:1", "Recipe", "Leek Pie"),
        ("Z:1", "Cuisine", "Basque"),
        ("C:4", "Cookbook", "Sunday"),
        ("M:1", "Menu", "Harvest"),
        ("M:2", "Menu", "Sunday"),
        ("P:1", "Customer", "Tom Reed"),
        ("K:1", "Clerk", "Ines Falk"),
        ("T:1", "Town", "Varn"),
    ]
)
LEXICON = build(PROFILE)
BY_ADA = "in cookbooks that are published by Ada Thorn (A:1)"


def ask(question: str) -> Reading:
    return read(question, names=NAMES, profile=PROFILE, today=TODAY, lexicon=LEXICON)


READINGS = f"""
recipes by Ada Thorn => recipes that are {BY_ADA}
Which Ada Thorn recipes are on the Harvest menu? => recipes that are {BY_ADA} and Harvest (M:1) includes recipe
How many recipes has Ada Thorn got? => the number of recipes that are {BY_ADA}
authors on the Harvest menu => authors that published cookbooks that recipes that Harvest (M:1) includes recipe are in
    cookbook
is there anything Basque on the Harvest menu => whether there is: recipes that of cuisine Basque (Z:1) and
    Harvest (M:1) includes recipe
orders of Ines Falk => orders that are placed by customers that are served by Ines Falk (K:1)
What's on the Harvest menu? => recipes that Harvest (M:1) includes recipe
what is in Embers => recipes that are in cookbook Embers (C:1)
Which authors made Embers, Brine and Winter? => authors that published Embers (C:1) or Brine (C:2) or Winter (C:3)
"""


@pytest.mark.parametrize("line", READINGS.replace("\n    ", " ").strip().splitlines())
def test_what_stands_in_between_may_be_left_out_where_each_has_one(line: str) -> None:
    question, expected = line.split(" => ")
    reading = ask(question)
    assert reading.held
    assert reading.english == expected


DONE = f"""
Who bought Leek Pie? => customers that placed orders that list Leek Pie (R:1)
What has Tom Reed bought from us? => recipes that orders that are placed by Tom Reed (P:1) list
Which customers purchased something by Ada Thorn? => customers that placed orders that list recipes that are {BY_ADA}
clerks whose customers ordered Leek Pie => clerks that served customers that placed orders that list Leek Pie (R:1)
recipes that were never sold => recipes that nothing lists
recipes sold in 2024 => recipes that orders with order date since 2024 and with order date before 2025 list
what did Tom Reed buy in 2024 => recipes that orders that are placed by Tom Reed (P:1) with order date since 2024 and
    with order date before 2025 list
customers who bought Leek Pie in 2024 => customers that placed orders that list Leek Pie (R:1) with order date
    since 2024 and with order date before 2025
"""


@pytest.mark.parametrize("line", DONE.replace("\n    ", " ").strip().splitlines())
def test_a_verb_is_understood_by_the_things_that_record_it(line: str) -> None:
    question, expected = line.split(" => ")
    reading = ask(question)
    assert reading.held
    assert reading.english == expected


def test_nobody_is_in_what_only_stands_on_a_bill() -> None:
    assert not ask("customers in Leek Pie").held


def test_a_name_of_two_things_that_hold_others_is_asked_back() -> None:
    with pytest.raises(Ambiguous):
        ask("How many recipes are in Sunday?")


def test_where_two_relations_join_the_same_kinds_no_way_leads_by_them() -> None:
    ways = Ways(PROFILE)
    assert ways.leading("Menu", "Shop") is not None
    assert ways.leading("Menu", "Town") is None
    assert ways.between("Recipe", "Town") is None


@given(st.sampled_from(sorted(KINDS)), st.sampled_from(sorted(KINDS)))
def test_a_way_leads_over_edges_that_the_graph_has(source: str, target: str) -> None:
    ways = Ways(PROFILE)
    for chain in (ways.leading(source, target), ways.between(source, target)):
        kinds = [source, *chain.between, target] if chain else []
        for number, (relation, forward) in enumerate(chain.steps if chain else ()):
            one, two = kinds[number : number + 2]
            assert ((one, relation, two) if forward else (two, relation, one)) in TRIPLES


def test_who_did_it_is_known_only_where_one_kind_of_people_has_to_do_with_it() -> None:
    two = Profile(KINDS, TRIPLES | {("Order", "taken_by", "Clerk"): 400})
    assert doings(PROFILE, Ways(PROFILE), "@Order", ("Customer", "Recipe"), True) is not None
    assert doings(two, Ways(two), "@Order", ("Customer", "Recipe"), True) is None
