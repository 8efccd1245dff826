"""Questions about money that came in, about who is whose boss, and about countries by what they are called."""

from __future__ import annotations

import pytest
from tests.nlp.test_question import TODAY, Dictionary, held

from labkin.graph.profile import Profile
from labkin.nlp.lexicon import build
from labkin.nlp.lexicon_countries import of_country
from labkin.nlp.question import NotUnderstood, Reading, read

KINDS = {"Customer": 50, "Order": 400, "Employee": 5, "Recipe": 900, "Cuisine": 12}
TRIPLES = {
    ("Order", "placed_by", "Customer"): 400,
    ("Order", "lists", "Recipe"): 1200,
    ("Recipe", "of_cuisine", "Cuisine"): 900,
    ("Customer", "served_by", "Employee"): 50,
    ("Employee", "reports_to", "Employee"): 4,
}
PROPS = {
    "Order": {"order_date": held("date"), "amount": held("number"), "ship_country": held("text", "USA", "Brazil")},
    "Customer": {"country": held("text", "USA", "Brazil"), "city": held("text", "Varn", "Pell")},
}
PROFILE = Profile(KINDS, TRIPLES, PROPS)
NAMES = Dictionary([("P:1", "Customer", "Tom Reed"), ("E:1", "Employee", "Ines Falk"), ("Z:1", "Cuisine", "Basque")])
LEXICON = build(PROFILE)


def ask(question: str) -> Reading:
    return read(question, names=NAMES, profile=PROFILE, today=TODAY, lexicon=LEXICON)


READINGS = """
total revenue in 2024 => the total amount of orders with order date since 2024 and with order date before 2025
revenue in 2024 => the total amount of orders with order date since 2024 and with order date before 2025
How much did we sell in each ship country? => the total amount of orders with ship country, for each ship country,
    by total amount, highest first
how much money came in from the customers of Ines Falk => the total amount of orders that are placed by customers that
    are served by Ines Falk (E:1)
How much has Tom Reed spent? => the total amount of orders that are placed by Tom Reed (P:1)
top 5 customers by total spend => the total amount of orders that are placed by customers, for each customer, the 5 with
    the highest total amount
which customer spent the most => the total amount of orders that are placed by customers, for each customer, the 1 with
    the highest total amount, with all that tie
turnover per employee => the total amount of orders that are placed by customers that are served by employees, for each
    employee, by total amount, highest first
orders over 20 dollars => orders with amount above 20, where amount is taken to be in USD
total amount of orders per ship country => the total amount of orders with ship country, for each ship country,
    by total amount, highest first
Who is Ines Falk's boss? => employees that Ines Falk (E:1) reports to
employees who work under Ines Falk => employees that report to Ines Falk (E:1)
number of customers in the US => the number of customers with country 'USA'
orders of Tom Reed from us => orders that are placed by Tom Reed (P:1)
Brazilian customers => customers with country 'Brazil'
Varn-based customers => customers with city 'Varn'
"""


@pytest.mark.parametrize("line", READINGS.replace("\n    ", " ").strip().splitlines())
def test_money_bosses_and_countries_are_asked_for_in_everyday_words(line: str) -> None:
    question, expected = line.split(" => ")
    reading = ask(question)
    assert reading.held
    assert reading.english == expected


@pytest.mark.parametrize("question", ["revenue per cuisine", "how much did we earn with Basque recipes"])
def test_a_bill_with_several_things_on_it_is_the_sum_of_none_of_them(question: str) -> None:
    with pytest.raises(NotUnderstood):
        ask(question)


def test_a_word_for_a_country_means_one_only_where_countries_stand() -> None:
    assert "Brazilian" in of_country("billing_country", "Brazil")
    assert not of_country("title", "Brazil")
