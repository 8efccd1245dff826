"""Questions about the relations of graphs of any subject, by what their names say and how the kinds hang together."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.nlp.test_question import TODAY, Dictionary, held

from labkin.graph import schema
from labkin.graph.profile import Profile
from labkin.nlp.lexicon import build
from labkin.nlp.lexicon_relations import agents_in, people_in
from labkin.nlp.question import NotUnderstood, Reading, read
from labkin.nlp.question_chains import Chains
from labkin.nlp.question_follow import Context, read_after

KINDS = {"Town": 300, "District": 40, "Zone": 9, "Island": 3, "Coin": 12, "Tongue": 30, "Guild": 5} | {
    "Play": 100, "Director": 20, "Stage": 7, "Genre": 6, "Rating": 4,
}  # fmt: skip
TRIPLES = {
    ("Town", "located_in", "District"): 300,
    ("Town", "capital_of", "District"): 40,
    ("District", "in_zone", "Zone"): 40,
    ("Zone", "part_of", "Island"): 9,
    ("District", "borders", "District"): 60,
    ("District", "uses_coin", "Coin"): 41,
    ("District", "formerly_used", "Coin"): 30,
    ("District", "official_tongue", "Tongue"): 70,
    ("Tongue", "spoken_in", "District"): 95,
    ("District", "member_of", "Guild"): 80,
    ("Play", "directed_by", "Director"): 100,
    ("Play", "staged_at", "Stage"): 100,
    ("Play", "has_genre", "Genre"): 190,
    ("Play", "rated", "Rating"): 90,
    ("Play", "sequel_of", "Play"): 8,
}
PROFILE = Profile(KINDS, TRIPLES, {"District": {"population": held("integer")}})
NAMES = Dictionary(
    [
        ("D:1", "District", "Oru"),
        ("D:2", "District", "Pell"),
        ("T:1", "Town", "Varn"),
        ("I:1", "Island", "Great Skerry"),
        ("C:1", "Coin", "florin"),
        ("L:1", "Tongue", "Skerric"),
        ("G:1", "Guild", "Salt League"),
        ("P:1", "Play", "Tides"),
        ("P:2", "Play", "Embers"),
        ("P:3", "Play", "Weir"),
        ("R:1", "Director", "Ana Holt"),
        ("S:1", "Stage", "Old Mill"),
        ("K:1", "Rating", "PG"),
    ]
)
LEXICON = build(PROFILE)


def ask(question: str) -> Reading:
    return read(question, names=NAMES, profile=PROFILE, today=TODAY, lexicon=LEXICON)


def follow(question: str, before: str, ids: tuple[str, ...] = ()) -> Reading:
    said = ask(before)
    context = Context(before, said.query, said.form, said.answer, said.kinds, ids, said.names)
    return read_after(question, context, names=NAMES, profile=PROFILE, today=TODAY, lexicon=LEXICON).reading


READINGS = """
Which districts border Oru? => districts that border (either way) Oru (D:1)
neighbours of Oru => districts that border (either way) Oru (D:1)
Oru's neighbours => districts that border (either way) Oru (D:1)
districts next to Oru => districts that border (either way) Oru (D:1)
do Oru and Pell share a border => whether there is: Oru (D:1) that borders (either way) Pell (D:2)
districts with no neighbours => districts that do not border (either way) anything
coins of the neighbours of Oru => coins that districts that border (either way) Oru (D:1) use coin
which district has the most neighbours => the number of districts that border (either way) districts, for each district,
    the 1 with the highest number of districts, with all that tie
towns in Oru => towns that are located in Oru (D:1)
capital of Oru => towns that are capital of Oru (D:1)
capital towns of Great Skerry => towns that are capital of districts that are in zones that are part of
    Great Skerry (I:1)
towns in Great Skerry => towns that are located in districts that are in zones that are part of Great Skerry (I:1)
Which island does Oru lie on? => islands that have part zones that Oru (D:1) is in zone
number of districts per island => the number of districts that are in zones that are part of islands, for each island,
    by number of districts, highest first
which islands use the florin => islands that have part zones that districts that use coin florin (C:1) are in zone
coins used in Oru => coins that Oru (D:1) uses coin
official tongues of Oru => tongues that are official tongue of Oru (D:1)
which tongues are official in Oru => tongues that are official tongue of Oru (D:1)
districts that have Skerric as an official tongue => districts that have official tongue Skerric (L:1)
members of the Salt League => districts that are member of Salt League (G:1)
How many members does each guild have? => the number of districts that are member of guilds, for each guild,
    by number of districts, highest first
population of the district whose capital is Varn => the population of districts that have capital Varn (T:1)
sequels to Tides => plays that are sequel of Tides (P:1)
plays by Ana Holt that are sequels => plays that are directed by Ana Holt (R:1) and are sequel of things
which plays are rated PG => plays that rated PG (K:1)
which genres does Tides have => genres that are genre of Tides (P:1)
Who directed Tides, Embers and Weir? => directors that directed Tides (P:1) or Embers (P:2) or Weir (P:3)
Which stages has Ana Holt worked with? => stages that plays that are directed by Ana Holt (R:1) staged at
Has Ana Holt ever worked with Old Mill => whether there is: Ana Holt (R:1) that directed plays that staged at
    Old Mill (S:1)
"""


@pytest.mark.parametrize("line", READINGS.replace("\n    ", " ").strip().splitlines())
def test_relations_of_a_graph_of_any_subject_are_found_by_their_names(line: str) -> None:
    question, expected = line.split(" => ")
    reading = ask(question)
    assert reading.held
    assert reading.english == expected


def test_what_is_said_of_a_whole_is_not_said_of_its_parts() -> None:
    assert not ask("which tongues are spoken in Varn").held


def test_of_two_ways_that_are_as_long_neither_is_taken() -> None:
    two = Profile(KINDS | {"Ward": 80}, TRIPLES | {("Town", "in_ward", "Ward"): 9, ("Ward", "in_zone", "Zone"): 9})
    assert Chains(PROFILE).inside("Town", "Zone") is not None
    assert Chains(two).inside("Town", "Zone") is None


def test_things_of_which_there_are_many_of_each_join_nothing() -> None:
    chains = Chains(PROFILE)
    assert chains.hub("Director", "Stage") is not None
    assert chains.hub("Director", "Genre") is None
    assert chains.hub("Director", "Director") is None


@given(st.sampled_from(sorted(KINDS)), st.sampled_from(sorted(KINDS)))
def test_a_way_leads_over_edges_that_the_graph_has(source: str, target: str) -> None:
    for chain in (Chains(PROFILE).inside(source, target), Chains(PROFILE).hub(source, target)):
        if chain is None:
            continue
        kinds = [source, *chain.between, target]
        for (relation, forward), (one, two) in zip(chain.steps, pairwise(kinds), strict=True):
            assert ((one, relation, two) if forward else (two, relation, one)) in TRIPLES


def test_who_did_not_is_no_other_who() -> None:
    with pytest.raises(NotUnderstood):
        ask("directors who never worked with Old Mill")


def test_a_relation_that_orders_its_ends_has_a_direction() -> None:
    assert not schema.relation("sequel_of").symmetric
    assert ask("plays that are sequels of Tides").query.edges[0].either is False


def test_who_asks_for_people_where_there_are_any() -> None:
    assert people_in(PROFILE) == ("Director",)
    assert agents_in(PROFILE) == ("Director",)
    assert agents_in(Profile({"Town": 1, "Zone": 1})) == ("Town", "Zone")


@pytest.mark.parametrize("question", ["Who directed those?", "what's its capital", "which of them border Oru"])
def test_a_question_about_what_was_not_said_is_refused(question: str) -> None:
    with pytest.raises(NotUnderstood, match="said before"):
        ask(question)


FOLLOWED = """
capital of Oru | what are its neighbours => districts that border (either way) Oru (D:1)
districts in Great Skerry | and their capitals? => towns that are capital of districts that are in zones that are
    part of Great Skerry (I:1)
official tongues of Oru | how many is that? => the number of tongues that are official tongue of Oru (D:1)
plays rated PG | who directed those? => directors that directed plays that rated PG (K:1)
plays rated PG | by whom were they directed? => directors that directed plays that rated PG (K:1)
plays by Ana Holt | which of those are rated PG? => plays that rated PG (K:1) and are directed by Ana Holt (R:1)
which genres does Tides have | and its director? => directors that directed Tides (P:1)
which district has the largest population | and the smallest? => districts with population, the 1 with the lowest
    population, with all that tie
how many plays has Ana Holt directed | how many has Ana Holt staged at Old Mill => the number of plays that are
    directed by Ana Holt (R:1) and staged at Old Mill (S:1)
"""


@pytest.mark.parametrize("line", FOLLOWED.replace("\n    ", " ").strip().splitlines())
def test_what_follows_is_asked_of_what_was_found(line: str) -> None:
    questions, expected = line.split(" => ")
    first, then = questions.split(" | ")
    assert follow(then, first).english == expected


def test_he_is_whoever_was_found_where_people_are_called_after_what_they_do() -> None:
    reading = follow("what else did he direct", "who directed Tides", ids=("R:1",))
    assert reading.english == "plays that are directed by directors that directed Tides (P:1) other than Tides (P:1)"
