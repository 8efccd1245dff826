"""A query finds a concept under every name, and nothing is added for words that only look like names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from labkin.nlp.normal import normal
from labkin.search.expansion import MOST_IDS, MOST_PHRASES, expand
from labkin.search.index import Also, NameHit


def nothing(_: Sequence[str]) -> Mapping[str, list[NameHit]]:
    return {}


def lab(*bearers: tuple[str, str, str, str]) -> Mapping[str, list[NameHit]]:
    """Things of a lab: identifier, kind, name, and what else it is called."""
    found: dict[str, list[NameHit]] = {}
    for id, kind, name, label in bearers:
        found.setdefault(normal(label), []).append(NameHit(id, kind, name, True, label, "synonym"))
    return found


def the_one(text: str) -> Also:
    (also,) = expand(text, nothing)
    return also


@pytest.mark.parametrize(
    ("text", "id", "phrase"),
    [
        ("heart attack", "MONDO:0005068", "myocardial infarction"),
        ("myocardial infarction", "MONDO:0005068", "heart attack"),
        ("EGFR", "HGNC:3236", "ERBB1"),
        ("egfr", "HGNC:3236", "ERBB1"),
        ("erbb1", "HGNC:3236", "EGFR"),
        ("high blood pressure", "MONDO:0005044", "hypertension"),
        ("aspirin", "CHEBI:15365", "acetylsalicylic acid"),
        ("mice", "NCBITaxon:10090", "mouse"),
        ("Mice", "NCBITaxon:10090", "mouse"),
        ("lung", "UBERON:0002048", "pulmo"),
        ("elisa", "OBI:0000661", "enzyme-linked immunosorbent assay"),
        ("T cells", "CL:0000084", "T lymphocyte"),
        ("hERG", "HGNC:6251", "KCNH2"),
        ("ALS", "MONDO:0004976", "amyotrophic lateral sclerosis"),
        ("AIDS", "MONDO:0012268", "acquired immunodeficiency syndrome"),
        ("A549", "CVCL:0023", "A-549"),
        ("MONDO:0005068", "MONDO:0005068", "heart attack"),
    ],
)
def test_a_name_finds_the_others(text: str, id: str, phrase: str) -> None:
    also = the_one(text)
    assert also.id == id
    assert phrase in also.phrases
    assert id in also.ids


def test_what_goes_by_the_name_of_another_concept_is_not_taken_for_it() -> None:
    assert "type 2 diabetes" not in the_one("insulin resistance").phrases
    assert "MONDO:0005098" in the_one("stroke").ids  # a stroke disorder, though "stroke" is first a phenotype


def test_cancer_finds_its_subtypes_by_name_and_by_identifier() -> None:
    also = the_one("cancer")
    assert {"MONDO:0007254", "MONDO:0008903"} <= set(also.ids)  # of the breast, of the lung
    assert {"melanoma", "sarcoma"} & set(also.phrases)
    assert len(also.ids) <= MOST_IDS
    assert len(also.phrases) <= MOST_PHRASES


def test_identifiers_are_given_as_files_spell_them() -> None:
    assert {"HGNC:3236", "NCBIGene:1956", "Gene::1956"} <= set(the_one("EGFR").ids)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "?", "was the cat at rest", "the impact of a set of proteins", "IMPACT OF THE STUDY", "cell",
        "cells", "study", "protein", "effect", "model", "disease", "set", "rest", "met", "aids in diagnosis", "2019",
        "a", "DNA", "age of patients", "lead to", "acute", "stem", "binds", "proliferation",
    ],
)  # fmt: skip
def test_common_words_mean_nothing(text: str) -> None:
    assert expand(text, nothing) == ()


def test_the_longest_name_goes_first_and_each_word_belongs_to_one_concept() -> None:
    found = expand("IL-2 receptor in lung cancer", nothing)
    assert [also.said for also in found] == ["IL-2 receptor", "lung cancer"]


def test_a_name_does_not_reach_over_a_mark() -> None:
    assert [also.said for also in expand("lung, cancer", nothing)] == ["lung", "cancer"]


@pytest.mark.parametrize("text", ["-cancer", '-"heart attack"', "disease:cancer", "cancer*"])
def test_syntax_is_no_name(text: str) -> None:
    assert expand(f"aspirin {text}", nothing) == expand("aspirin", nothing)


def test_a_concept_that_was_removed_stays_away_with_its_words() -> None:
    assert expand("breast cancer", nothing, without=["MONDO:0007254"]) == ()


def test_the_same_words_always_mean_the_same() -> None:
    text = "imatinib in chronic myeloid leukemia of mice"
    assert expand(text, nothing) == expand(text, nothing)


def test_what_only_the_lab_calls_so_is_found_under_its_own_name() -> None:
    here = lab(("lantern:LK-0042", "Compound", "lanternib", "LK-0042"))
    (also,) = expand("what became of LK-0042", lambda _: here)
    assert (also.id, also.phrases, also.ids) == ("lantern:LK-0042", ("lanternib",), ("lantern:LK-0042",))


def test_the_labs_own_thing_joins_the_concept_of_the_same_name() -> None:
    here = lab(("x:17", "Disease", "MI", "heart attack"), ("x:18", "Sample", "heart attack", "heart attack"))
    (also,) = expand("heart attack", lambda _: here)
    assert also.id == "MONDO:0005068"
    assert also.ids[0] == "x:17"
    assert "x:18" not in also.ids


def test_a_thing_of_the_lab_with_a_known_identifier_brings_the_names_of_its_concept() -> None:
    here = lab(("Gene::1956", "Gene", "our kinase", "target one"), ("HGNC:3236", "Gene", "our kinase", "target one"))
    (also,) = expand("target one", lambda _: here)
    assert also.id == "HGNC:3236"
    assert "ERBB1" in also.phrases


def test_a_name_that_many_things_of_the_lab_bear_means_none_of_them() -> None:
    here = lab(*((f"x:{n}", "Sample", "vehicle", "vehicle") for n in range(9)))
    assert expand("vehicle", lambda _: here) == ()


def test_an_english_word_is_no_symbol_of_the_lab_either() -> None:
    assert expand("the set was small", lambda _: lab(("x:1", "Gene", "SET", "SET"))) == ()
