"""The thesaurus: its packed file, and what the one that ships knows."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.graph.errors import LabkinError
from labkin.nlp.thesaurus import Part, Thesaurus, pack, thesaurus
from labkin.nlp.weights import located

TEXTS = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=12)
WORDS = TEXTS.map(lambda text: " ".join(text.split())).filter(bool)
KEYS = st.tuples(WORDS, st.sampled_from(("n", "v")))
NUMBERS = st.lists(st.integers(0, 40), max_size=4)


@given(st.dictionaries(KEYS, NUMBERS.filter(bool)), st.lists(NUMBERS, max_size=12))
def test_what_is_packed_is_found_again(words: dict[tuple[str, Part], list[int]], wider: list[list[int]]) -> None:
    book = Thesaurus(pack(words, wider, {}))
    for (word, part), senses in words.items():
        assert book.senses(word, part) == tuple(senses)
        assert book.bases(word, part)[0] == word
    assert [list(book.wider(sense)) for sense in range(len(wider))] == wider


@given(st.dictionaries(KEYS, NUMBERS.filter(bool), min_size=1), WORDS, st.sampled_from(("n", "v")))
def test_a_word_that_is_not_in_it_has_no_senses(
    words: dict[tuple[str, Part], list[int]], word: str, part: Part
) -> None:
    book = Thesaurus(pack({key: senses for key, senses in words.items() if key != (word, part)}, [], {}))
    assert book.senses(word, part) == ()
    assert book.wider(10_000) == ()


def test_an_odd_form_leads_to_its_basic_one() -> None:
    book = Thesaurus(pack({("write", "v"): [0], ("child", "n"): [1]}, [], {("wrote", "v"): ["write"]}))
    assert book.bases("wrote", "v") == ("write",)
    assert book.bases("wrote", "n") == ()
    assert book.senses("wrote", "v") == ()


@pytest.mark.parametrize(
    ("word", "part", "base"),
    [
        ("movies", "n", "movie"),
        ("countries", "n", "country"),
        ("churches", "n", "church"),
        ("filmmakers", "n", "filmmaker"),
        ("women", "n", "woman"),
        ("children", "n", "child"),
        ("paid", "v", "pay"),
        ("stopped", "v", "stop"),
        ("using", "v", "use"),
        ("carried", "v", "carry"),
        ("shows", "v", "show"),
    ],
)
def test_forms_of_everyday_words_are_known(word: str, part: Part, base: str) -> None:
    assert base in thesaurus().bases(word, part)


def test_words_that_mean_the_same_share_a_sense() -> None:
    book = thesaurus()
    assert set(book.senses("movie", "n")) & set(book.senses("film", "n"))
    assert not set(book.senses("actor", "n")) & set(book.senses("film", "n"))


def test_what_is_more_general_is_one_step_away() -> None:
    book = thesaurus()
    wider = {more for sense in book.senses("illness", "n") for more in book.wider(sense)}
    assert wider
    assert wider.isdisjoint(book.senses("illness", "n"))


def test_no_people_and_places_are_in_it() -> None:
    assert not any(thesaurus().senses(name, "n") for name in ("copenhagen", "tokyo", "darwin", "thursday island"))


def test_damaged_bytes_are_told() -> None:
    with pytest.raises(LabkinError, match="install labkin again"):
        Thesaurus(b"nothing of the kind")


def test_the_file_that_ships_is_the_one_the_sources_name_and_is_small() -> None:
    packed = located("thesaurus", "words.zst").read_bytes()
    assert hashlib.sha256(packed).hexdigest() in located("SOURCES.md").read_text(encoding="utf-8")
    assert len(packed) < 300_000
    assert "Princeton University" in located("thesaurus", "LICENSE").read_text(encoding="utf-8")


def test_the_file_is_not_read_before_a_word_is_asked_for() -> None:
    program = (
        "import labkin.search.answer; from labkin.nlp.thesaurus import thesaurus; print(thesaurus.cache_info().misses)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "0"
