"""Abbreviations that a document explains itself, found by scispaCy."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

if find_spec("scispacy") is None:
    pytest.skip("needs extra-scispacy: make test-extras EXTRAS=scispacy", allow_module_level=True)

from labkin.nlp.abbreviations import find_abbreviations

TEXT = (
    "Spinal and bulbar muscular atrophy (SBMA) is an inherited disease. "
    "It is caused by the androgen receptor (AR). SBMA can be caused by this easily; AR is on the X chromosome."
)


def test_every_occurrence_is_found_with_what_it_stands_for() -> None:
    found = find_abbreviations(TEXT)
    assert [(one.short, one.long) for one in found] == [
        ("SBMA", "Spinal and bulbar muscular atrophy"),
        ("AR", "androgen receptor"),
        ("SBMA", "Spinal and bulbar muscular atrophy"),
        ("AR", "androgen receptor"),
    ]


def test_offsets_point_at_the_words() -> None:
    for one in find_abbreviations(TEXT):
        assert TEXT[one.start : one.end] == one.short
        assert TEXT[one.long_start : one.long_end] == one.long


@pytest.mark.parametrize("text", ["", "No short forms here.", "(AR)", "See Figure (1) and ref. (2, 3)."])
def test_nothing_is_found_where_nothing_is_explained(text: str) -> None:
    assert find_abbreviations(text) == []


def test_one_document_does_not_explain_another() -> None:
    find_abbreviations(TEXT)
    assert find_abbreviations("AR is mutated.") == []


def test_the_component_adds_them_where_it_is_asked_to() -> None:
    import spacy

    import labkin.nlp.abbreviations_found  # noqa: F401  registers the component

    nlp = spacy.blank("en")
    nlp.add_pipe("labkin_abbreviations", config={"scispacy": True})
    assert nlp(TEXT)._.abbreviations == {"SBMA": "Spinal and bulbar muscular atrophy", "AR": "androgen receptor"}
