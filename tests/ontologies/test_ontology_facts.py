"""The shipped vocabularies know what every biologist knows."""

from __future__ import annotations

import subprocess
import sys

import pytest

import labkin.ontologies as ontologies
from labkin.graph.schema import KINDS


def names_of(text: str, kind: str | None = None) -> list[str]:
    return [term.curie for term in ontologies.find(text, kind)]


def test_brca1_has_one_identity_under_all_its_identifiers() -> None:
    gene = ontologies.term("HGNC:1100")
    assert gene is not None
    assert (gene.kind, gene.name) == ("Gene", "BRCA1")
    assert "RNF53" in gene.synonyms
    for other in ("hgnc:1100", "NCBIGene:672", "Gene::672", "UniProt:P38398", "ENSG00000012048"):
        assert ontologies.term(other) == gene


def test_hypertension_is_one_concept_in_mesh_mondo_and_the_disease_ontology() -> None:
    disease = ontologies.term("MONDO:0005044")
    assert disease is not None and disease.kind == "Disease"
    assert ontologies.term("MESH:D006973") == disease == ontologies.resolve("mesh:D006973")
    assert ontologies.term("DOID:10763") == disease
    assert "MONDO:0005044" in names_of("Hypertension", "Disease")
    assert "HP:0000822" in names_of("hypertension", "Phenotype")


def test_aspirin_and_acetylsalicylic_acid_are_one_drug() -> None:
    aspirin = ontologies.term("Compound::DB00945")
    assert aspirin is not None
    assert {"aspirin", "acetylsalicylic acid"} <= {name.casefold() for name in aspirin.names}
    assert {"MESH:D001241", "CHEMBL:CHEMBL25", "PubChem:2244"} <= set(aspirin.xrefs)
    assert names_of("Aspirin") == names_of("acetylsalicylic acid") == [aspirin.curie]


@pytest.mark.parametrize(
    ("curie", "kind", "spoken"),
    [
        ("NCBITaxon:10090", "Species", "mouse"),
        ("NCBITaxon:9606", "Species", "human"),
        ("NCBITaxon:562", "Species", "E. coli"),
        ("CL:0000182", "CellType", "hepatocytes"),
        ("UBERON:0002107", "Anatomy", "liver"),
        ("CVCL:0030", "CellLine", "HeLa"),
        ("GO:0006915", "Process", "apoptosis"),
        ("HGNC:11892", "Gene", "TNF-α"),
        ("HGNC:10760", "Gene", "SET"),
        ("FPLX:ERK", "Protein", "ERK"),
        ("EFO:0008913", "Assay", "scRNA-seq"),
        ("CHMO:0000470", "Assay", "Mass spectrometry"),
        ("BAO:0000190", "Term", "IC50"),
        ("MONDO:0004975", "Disease", "Alzheimer's disease"),
        ("CHEBI:27899", "Compound", "cisplatin"),
    ],
)
def test_common_names_lead_to_their_terms(curie: str, kind: str, spoken: str) -> None:
    term = ontologies.term(curie)
    assert term is not None and term.kind == kind
    assert curie in names_of(spoken, kind)


def test_a_preferred_name_comes_before_a_synonym() -> None:
    found = ontologies.find("EGFR")
    assert found[0].curie == "HGNC:3236"
    at = [ontologies.normal(term.name) == "egfr" for term in found]
    assert at == sorted(at, reverse=True)


def test_unknown_things_are_unknown() -> None:
    assert ontologies.term("HGNC:999999999") is None
    assert ontologies.resolve("LOT:7") is None
    assert ontologies.term("") is None
    assert ontologies.find("no such thing, ever") == []
    assert ontologies.find(" - ") == []
    assert ontologies.children("LOT:7") == ontologies.ancestors("LOT:7") == ontologies.descendants("LOT:7") == []
    with pytest.raises(KeyError):
        list(ontologies.terms("no such vocabulary"))


def test_the_mesh_term_for_breast_neoplasms_is_near_breast_cancer_but_not_it() -> None:
    cancer = ontologies.term("Disease::DOID:1612")
    neoplasm = ontologies.term("MESH:D001943")
    assert cancer is not None and neoplasm is not None
    assert cancer.curie == "MONDO:0007254" and "MESH:D001943" in cancer.related
    assert neoplasm.curie == "MONDO:0021100" and neoplasm in ontologies.ancestors(cancer.curie)


def test_a_wider_disease_reaches_its_kinds() -> None:
    below = {term.curie for term in ontologies.descendants("MONDO:0004992")}  # cancer
    assert "MONDO:0007254" in below
    assert {term.curie for term in ontologies.children("MONDO:0004992")} < below
    assert "MONDO:0004992" in {term.curie for term in ontologies.ancestors("DOID:1612")}


def test_parents_of_a_hepatocyte_end_in_cell() -> None:
    assert "CL:0000000" in {term.curie for term in ontologies.ancestors("CL:0000182")}


def test_every_kind_is_one_of_the_schema() -> None:
    known = {kind.name for kind in KINDS}
    for vocabulary in ontologies.vocabularies().values():
        assert set(vocabulary.kinds) <= known, vocabulary.name


def test_the_table_of_vocabularies_can_be_imported_by_its_name() -> None:
    from labkin.ontologies import VOCABULARIES

    assert VOCABULARIES["genes"].prefixes == ("HGNC",)
    with pytest.raises(AttributeError):
        _ = ontologies.NO_SUCH_NAME


def test_importing_the_room_loads_no_table_reader_of_the_build() -> None:
    code = "import labkin.ontologies, sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "labkin.ontologies.library" in loaded
    assert not {"labkin.ontologies.build", "labkin.ontologies.cut", "labkin.graph", "pandas", "lxml"} & loaded
