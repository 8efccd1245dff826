"""Spellings of names and identifiers that people mix freely."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.ontologies import canonical, normal


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IL-2", "IL 2"),
        ("IL-2", "il2"),
        ("TNF-α", "TNF-alpha"),
        ("Breast Neoplasms", "breast neoplasm"),
        ("T-cells", "T cell"),
        ("viruses", "Virus"),
        ("biopsies", "biopsy"),
        ("Alzheimer's disease", "Alzheimer disease"),
        ("β‑catenin", "beta-catenin"),
        ("western  blot", "Western blot"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,2-dichloroethane", "12-dichloroethane"),
        ("(+)-camphene", "(-)-camphene"),
        ("AIDS", "AID"),
        ("Ca2+", "Ca2"),
        ("abscess", "absces"),
        ("p53", "p-5-3"),
    ],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert normal(one) != normal(other)


@given(st.text())
def test_any_text_has_a_normal_form_without_spaces(text: str) -> None:
    assert not any(character.isspace() for character in normal(text))


@pytest.mark.parametrize(
    ("text", "curie"),
    [
        ("hgnc:1100", "HGNC:1100"),
        ("HGNC:HGNC:1100", "HGNC:1100"),
        ("mesh:d006973", "MESH:D006973"),
        ("MSH:D006973", "MESH:D006973"),
        ("Gene::672", "NCBIGene:672"),
        ("Disease::DOID:1612", "DOID:1612"),
        ("Anatomy::UBERON:0000002", "UBERON:0000002"),
        ("Compound::DB00945", "DrugBank:DB00945"),
        ("DRUGBANK:DB00945", "DrugBank:DB00945"),
        ("Symptom::D010146", "MESH:D010146"),
        ("Side Effect::C0020538", "UMLS:C0020538"),
        ("UniProtKB:P38398", "UniProt:P38398"),
        ("PUBCHEM.COMPOUND:2244", "PubChem:2244"),
        ("CHEMBL25", "CHEMBL:CHEMBL25"),
        ("CHEMBL.COMPOUND:CHEMBL25", "CHEMBL:CHEMBL25"),
        ("RRID:CVCL_0030", "CVCL:0030"),
        ("taxon:9606", "NCBITaxon:9606"),
        ("ENSG00000012048.23", "Ensembl:ENSG00000012048"),
        ("http://purl.obolibrary.org/obo/UBERON_0002107", "UBERON:0002107"),
        ("gene_list", "gene_list"),
        ("batch 7", "batch 7"),
        ("LOT:7", "LOT:7"),
    ],
)
def test_identifiers_are_known_in_their_usual_spellings(text: str, curie: str) -> None:
    assert canonical(text) == curie


@given(st.text())
def test_spelling_out_twice_changes_nothing(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)
