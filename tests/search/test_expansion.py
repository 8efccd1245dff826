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
        ("COPD", "MONDO:0005002", "chronic obstructive pulmonary disease"),
        ("copd", "MONDO:0005002", "chronic obstructive pulmonary disease"),
        ("IBD", "MONDO:0005265", "inflammatory bowel disease"),
        ("NMR", "CHMO:0000591", "nuclear magnetic resonance spectroscopy"),
        ("MRI", "OBI:0002985", "magnetic resonance imaging assay"),
        ("PBMCs", "CL:2000001", "peripheral blood mononuclear cell"),
        ("STING", "HGNC:27962", "STING1"),
        ("DMSO", "CHEBI:28262", "dimethyl sulfoxide"),
        ("JAM-A", "HGNC:14685", "F11R"),
        ("flu", "MONDO:0005812", "influenza"),
        ("yeast", "NCBITaxon:4932", "Saccharomyces cerevisiae"),
        ("COPI", "MESH:D020755", "Coat Protein Complex I"),
        ("D-dimer", "MESH:C036309", "fibrin fragment D"),
        ("ND3", "HGNC:7458", "MT-ND3"),
        ("tau", "HGNC:6893", "MAPT"),
        ("nitrogen", "CHEBI:17997", "dinitrogen"),
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


@pytest.mark.parametrize(
    "text",
    [
        "read", "Read the same", "reads", "gave", "pale", "ever", "let us see", "soft stools", "cold water",
        "fine dust", "drift", "random", "docking", "palladium 2 mol %", "protocol v2", "type II fractures",
        "180 ohm cm2", "alike", "marrow", "beige", "helix", "dishes", "collecting fractions", "bed", "hi",
        "the date of release", "label mix-up", "lower pole", "intact samples", "when Peter has more", "vessels",
        "washing", "minerva drifts", "scams", "shorthand", "dilute with", "chaps", "MEMO", "my arms",
    ],
)  # fmt: skip
def test_everyday_words_are_no_diseases_genes_or_methods(text: str) -> None:
    assert {one.said for one in expand(text, nothing)} <= {
        "water",
        "dust",
        "palladium",
        "fractures",
        "stools",
        "samples",
    }


@pytest.mark.parametrize(
    "text", ["LPS", "ASC", "IR", "MDSCs", "DCs", "ROS", "CT", "EMS", "RLS", "IVF", "DCM", "FBS", "RPM", "RA"]
)
def test_a_short_form_that_many_things_have_means_none(text: str) -> None:
    assert expand(text, nothing) == ()


@pytest.mark.parametrize("text", ["1.5 T and 3 T", "Papp A-B", "s 2 U", "the gene Bcp1", "F4/80", "A20", "Ki-67"])
def test_letters_that_only_look_like_a_code_mean_nothing(text: str) -> None:
    assert expand(text, nothing) == ()


def test_the_labs_proper_name_goes_before_a_synonym_of_something_else() -> None:
    here = lab(("x:1", "Instrument", "Minerva", "Minerva"), ("x:2", "Project", "Firefly", "Firefly"))
    named = {form: [hit._replace(role="name") for hit in hits] for form, hits in here.items()}
    assert [also.id for also in expand("Minerva in Firefly", lambda _: named)] == ["x:1", "x:2"]
    assert [also.id for also in expand("minerva in firefly", lambda _: named)] == ["x:1", "x:2"]


def test_the_labs_proper_name_does_not_take_what_is_mostly_called_so() -> None:
    here = {normal("EGFR"): [NameHit("x:1", "Assay", "EGFR", True, "EGFR", "name")]}
    assert [also.id for also in expand("EGFR", lambda _: here)] == ["HGNC:3236"]


def test_a_few_letters_are_a_cell_line_where_cells_follow() -> None:
    assert [also.id for also in expand("CHO cells", nothing)] == ["CVCL:0213"]
    assert [also.id for also in expand("A20 cells", nothing)] == ["CVCL:1940"]
    assert expand("CHO", nothing) == ()


def test_a_short_form_that_the_lab_bears_is_the_labs() -> None:
    here = lab(("x:1", "Compound", "lipopolysaccharide", "LPS"))
    assert [also.id for also in expand("LPS at 100 ng/mL", lambda _: here)] == ["x:1"]


def test_a_long_text_without_spaces_is_read_as_far_as_a_query_is() -> None:
    assert expand("a" * 1_000_000, nothing) == ()
    assert expand("a " * 40_000 + "aspirin", nothing) == ()


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
