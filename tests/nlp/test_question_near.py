"""Words that no name, kind or relation explains: parts of names, and slips of the pen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches

import pytest
from tests.nlp.test_question import PROFILE, TODAY, Bearer, Dictionary

from labkin.nlp.lexicon import build
from labkin.nlp.question import Ambiguous, NotUnderstood, read
from labkin.nlp.question_tree import NameHit

ENTRIES = [
    ("D:1", "Disease", "Parkinson's disease"),
    ("D:2", "Disease", "gestational diabetes"),
    ("D:3", "Disease", "type 2 diabetes mellitus"),
    ("C:1", "Compound", "gefitinib"),
    ("A:1", "Assay", "EGFR T790M kinase assay"),
    ("A:2", "Assay", "EGFR wild-type kinase assay"),
    *((f"P:{n}", "Disease", f"rare disorder {n}") for n in range(12)),
]


class Known(Dictionary):
    """Names that can be looked up by a part of them, and misspelt."""

    def bearing(self, words: Sequence[Collection[str]], /) -> list[tuple[int, NameHit]]:
        found: list[tuple[int, NameHit]] = []
        for id_, kind, name in ENTRIES:
            held = name.lower().replace("'s", "").replace("-", " ").split()
            if words and all(set(spellings) & set(held) for spellings in words):
                found.append((len(held) - len(words), Bearer(id_, kind, name)))
        return sorted(found, key=lambda item: (item[0], item[1].id))

    def respelt(self, word: str, /) -> list[NameHit]:
        near = get_close_matches(word, [name for _, _, name in ENTRIES], 1, 0.85)
        return [Bearer(*entry) for entry in ENTRIES if entry[2] in near]


def ask(question: str) -> str:
    return read(question, names=Known(ENTRIES), profile=PROFILE, today=TODAY, lexicon=build(PROFILE)).english


def test_a_part_of_a_name_stands_for_the_one_thing_that_has_it() -> None:
    assert ask("drugs that treat Parkinson's") == "compounds that treat Parkinson's disease (D:1)"


def test_a_part_of_several_names_is_asked_back() -> None:
    with pytest.raises(Ambiguous) as caught:
        ask("drugs for diabetes")
    assert {choice["id"] for choice in caught.value.choices} == {"D:2", "D:3"}


def test_a_part_of_too_many_names_is_no_name() -> None:
    with pytest.raises(NotUnderstood):
        ask("drugs that treat a rare disorder")


def test_what_stands_before_a_kind_says_which_of_that_kind() -> None:
    assert "measured in EGFR T790M kinase assay (A:1)" in ask("compounds tested in the T790M assay")


def test_a_slip_of_the_pen_is_mended() -> None:
    assert ask("what does gefitnib bind") == "genes that are bound by gefitinib (C:1)"


def test_a_word_that_is_no_name_stays_unknown() -> None:
    with pytest.raises(NotUnderstood) as caught:
        ask("drugs that treat zorbafoo")
    assert "zorbafoo" in caught.value.unused
