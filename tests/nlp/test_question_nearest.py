"""Words that a graph has not, taken for the nearest of its own, or left alone."""

from __future__ import annotations

from datetime import date

import pytest
from tests.nlp.test_question import Dictionary

from labkin.graph.profile import Profile, PropProfile
from labkin.graph.query_json import to_json
from labkin.nlp.lexicon import build
from labkin.nlp.question import Ambiguous, NotUnderstood, Reading, read
from labkin.nlp.question_explained import spans
from labkin.nlp.question_nearest import Nearest, add_nearest, read_nearest
from labkin.nlp.question_tokens import Words, read_words
from labkin.nlp.thesaurus import thesaurus

FILMS = Profile(
    {"own:Film": 9, "own:Director": 3, "own:Genre": 2, "own:Distributor": 2, "own:AgeRating": 2},
    {
        ("own:Film", "directed_by", "own:Director"): 9,
        ("own:Film", "distributed_by", "own:Distributor"): 9,
        ("own:Film", "has_genre", "own:Genre"): 9,
        ("own:Film", "premiered_in", "own:Genre"): 1,
    },
    {
        "own:Film": {
            "name": PropProfile("text", 9),
            "budget": PropProfile("integer", 9),
            "cost_index": PropProfile("number", 9),
        }
    },
)
WORLD = Profile(
    {"own:Country": 9, "own:City": 9, "own:Region": 2},
    {
        ("own:Country", "in_region", "own:Region"): 9,
        ("own:City", "capital_of", "own:Country"): 9,
        ("own:City", "located_in", "own:Country"): 9,
        ("own:Country", "supports", "own:Country"): 4,
    },
    {"own:Country": {"area_km2": PropProfile("integer", 9), "founded": PropProfile("date", 9)}},
)
NAMES = Dictionary(
    [
        ("f:1", "own:Film", "Alien"),
        ("d:1", "own:Director", "Ridley Scott"),
        ("g:1", "own:Genre", "Horror"),
        ("m:1", "own:Distributor", "Orion Pictures"),
        ("c:1", "own:Country", "Japan"),
        ("r:1", "own:Region", "Western Africa"),
    ]
)
TODAY = date(2026, 6, 30)


def plain(question: str, profile: Profile) -> Reading:
    return read(question, names=NAMES, profile=profile, today=TODAY, lexicon=build(profile))


def words_of(question: str, profile: Profile) -> Words:
    return read_words(question, build(profile), NAMES, TODAY)


def nearest(question: str, profile: Profile = FILMS) -> Reading | None:
    """The reading with words taken for others, of a question that is not understood without."""
    with pytest.raises(NotUnderstood) as caught:
        plain(question, profile)
    return read_nearest(words_of(question, profile), caught.value.unused, profile, lambda text: plain(text, profile))


def told(question: str, profile: Profile = FILMS) -> str:
    reading = nearest(question, profile)
    return reading.english if reading else ""


@pytest.mark.parametrize(
    ("question", "same", "told_so"),
    [
        ("movies directed by Ridley Scott", "films directed by Ridley Scott", "taking 'movies' as films"),
        ("Which movie is distributed by Orion Pictures?", "Which film is distributed by Orion Pictures?", "as film"),
        ("how many flicks did Ridley Scott direct?", "how many films did Ridley Scott direct?", "'flicks' as films"),
        ("who are the filmmakers of Alien", "who are the directors of Alien", "'filmmakers' as directors"),
    ],
)
def test_a_word_that_means_the_same_as_one_of_the_graph_is_taken_for_it(question: str, same: str, told_so: str) -> None:
    reading, meant = nearest(question), plain(same, FILMS)
    assert reading is not None
    assert to_json(reading.query) == to_json(meant.query)
    assert reading.english.startswith(meant.english)
    assert told_so in reading.english
    assert reading.confidence < meant.confidence


def test_several_words_may_be_taken_and_each_makes_it_less_sure() -> None:
    one, two = nearest("movies by genre of the directors"), nearest("movies of the filmmakers")
    assert two is not None
    assert "taking 'movies' as films, taking 'filmmakers' as directors" in two.english
    assert one is None or two.confidence < one.confidence


def test_a_verb_is_taken_for_that_of_a_relation() -> None:
    assert "taking 'endorse' as support" in told("which countries endorse Japan", WORLD)


def test_a_word_of_the_vocabulary_that_this_graph_has_nothing_of_may_be_taken() -> None:
    assert "taking 'states' as countries" in told("states in Western Africa", WORLD)


@pytest.mark.parametrize(
    "word",
    [
        "actors",
        "weather",
        "price",
        "salary",
        "documentaries",
        "comedies",
        "boring",
        "songs",
        "awards",
        "opinion",
        "books",
    ],
)
def test_words_about_the_same_matters_or_of_others_are_near_nothing(word: str) -> None:
    assert Nearest.of(FILMS, thesaurus()).to(word) == []
    assert told(f"{word} of Ridley Scott") == ""


@pytest.mark.parametrize("word", ["villages", "rivers", "kings", "religion", "weather", "army", "beautiful", "hotels"])
def test_what_a_country_has_is_not_the_country(word: str) -> None:
    assert Nearest.of(WORLD, thesaurus()).to(word) == []


def test_one_word_that_is_near_nothing_leaves_the_question_alone() -> None:
    assert nearest("movies of the blorb") is None


def test_a_word_that_a_name_of_the_graph_is_made_with_is_taken_for_nothing_else() -> None:
    assert Nearest.of(WORLD, thesaurus()).to("area") == []  # though it can mean a region
    assert Nearest.of(FILMS, thesaurus()).to("cost") == []


def test_a_word_that_is_as_near_to_two_things_is_taken_for_neither() -> None:
    one, two = Profile({"own:Film": 1}), Profile({"own:Film": 1, "own:Movie": 1})
    assert [near.name for near in Nearest.of(one, thesaurus()).to("flick")] == ["own:Film"]
    assert Nearest.of(two, thesaurus()).to("flick") == []


def test_what_is_in_quotes_stands_for_itself() -> None:
    assert nearest('the "movies" directed by Ridley Scott') is None


def test_a_reading_of_what_the_graph_has_not_does_not_count() -> None:
    assert nearest("movies that treat Horror") is None


def test_several_readings_are_asked_back_with_what_was_taken() -> None:
    ways = {("own:Film", relation, "own:Director"): 9 for relation in ("directed_by", "edited_by")}
    with pytest.raises(Ambiguous, match="taking 'movies' as films") as caught:
        nearest("movies of Ridley Scott", Profile({"own:Film": 9, "own:Director": 3}, ways))
    assert len(caught.value.choices) == 2


@pytest.mark.parametrize("word", ["places", "parts", "things", "groups"])
def test_words_that_are_more_general_than_nearly_all_mean_none_of_it(word: str) -> None:
    assert Nearest.of(WORLD, thesaurus()).to(word) == []


def test_a_lab_without_any_data_takes_no_word_for_another() -> None:
    assert Nearest.of(Profile(), thesaurus()).to("movies") == []


def test_what_a_word_may_be_taken_for_is_shown_beside_its_meanings() -> None:
    question, lexicon = "movies directed by Ridley Scott", build(FILMS)
    reading = nearest(question)
    words = words_of(question, FILMS)
    add_nearest(words, FILMS, lexicon)
    assert reading is not None
    (shown,) = (span for span in spans(words, reading.query) if span.text == "movies")
    assert [(one.what, one.means, one.used) for one in shown.candidates] == [("kind", "own:Film", True)]
    assert shown.candidates[0].cost > 1
