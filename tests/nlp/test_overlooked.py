"""Names that are English words, found where a phrase says that they are names."""

from __future__ import annotations

from typing import Any

import pytest

from labkin.nlp import load
from labkin.nlp.pipeline import annotate


@pytest.fixture(scope="module")
def nlp() -> Any:
    return load(exclude=["labkin_relations", "labkin_accessions"])


def found(nlp: Any, text: str, type: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.text, one.ids) for one in annotate(text, nlp).mentions if one.type == type]


@pytest.mark.parametrize(
    "text",
    [
        "Lead poisoning in children is common.",
        "Blood lead levels were raised in children.",
        "Lead was found in blood.",
        "Lead exposure in children was associated with lower IQ.",
        "Workers exposed to lead had anemia.",
        "The concentration of lead in soil was measured.",
        "Levels of lead and cadmium in hair were measured.",
        "Elevated blood lead was seen in ten children.",
        "Lead is a toxic heavy metal.",
        "Lead-exposed rats learned slowly.",
        "Bone lead concentrations rose with age.",
        "Cadmium and lead were measured in rice.",
        "Lead, cadmium and mercury were measured in fish.",
        "Chelation lowered lead levels in blood.",
    ],
)
def test_lead_is_a_metal_where_it_poisons(nlp: Any, text: str) -> None:
    assert [ids for name, ids in found(nlp, text, "Chemical") if name.lower() == "lead"] == [("MESH:D007854",)]


@pytest.mark.parametrize(
    "text",
    [
        "Aspirin may lead to bleeding.",
        "Changes in blood lead to anemia.",
        "The lead author treated ten children.",
        "The lead compound inhibits EGFR.",
        "Rises of serum lead to toxicity.",
        "Mutations lead in the end to cancer.",
        "The ECG lead was placed on the chest.",
        "Lead time bias was small.",
    ],
)
def test_lead_is_no_metal_as_a_verb_or_first_of_others(nlp: Any, text: str) -> None:
    assert "lead" not in {name.lower() for name, _ in found(nlp, text, "Chemical")}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("She has an iron will to win.", "iron"),
        ("An iron fist ruled the clinic.", "iron"),
        ("There is no silver bullet for cancer.", "silver"),
        ("Every cloud has a silver lining.", "silver"),
        ("Silver et al. found that mice died.", "Silver"),
        ("Iron et al. reported the same.", "Iron"),
        ("Silver and colleagues found that mice died.", "Silver"),
        ("Biopsy is the gold standard.", "gold"),
    ],
)
def test_metals_are_none_in_sayings_and_names(nlp: Any, text: str, word: str) -> None:
    assert word not in {name for name, _ in found(nlp, text, "Chemical")}


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Silver nanoparticles killed bacteria.", "MESH:D012834"),
        ("Serum iron was low.", "MESH:D007501"),
        ("Rats were given iron and zinc.", "MESH:D007501"),
    ],
)
def test_metals_stay_elsewhere(nlp: Any, text: str, right: str) -> None:
    assert (right,) in {ids for _, ids in found(nlp, text, "Chemical")}


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("REST represses neuronal genes.", ("REST", "HGNC:9966")),
        ("REST directly represses SCN2A in fibroblasts.", ("REST", "HGNC:9966")),
        ("SET inhibits PP2A.", ("SET", "HGNC:10760")),
        ("The SET protein was raised in leukemia.", ("SET", "HGNC:10760")),
        ("IMPACT gene expression in brain of mice", ("IMPACT", "")),
        ("IMPACT mRNA was highest in the hypothalamus.", ("IMPACT", "")),
        ("MAX interacts with MYC.", ("MAX", "HGNC:6913")),
        ("KIT activates STAT3.", ("KIT", "HGNC:6342")),
    ],
)
def test_genes_that_are_words_are_found_by_what_they_do(nlp: Any, text: str, right: tuple[str, str]) -> None:
    ids = [ids for name, ids in found(nlp, text, "Gene") if name.startswith(right[0])]
    assert len(ids) == 1
    assert not right[1] or ids == [(right[1],)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("A SET of genes was tested.", "SET"),
        ("Patients at REST had lower pressure.", "REST"),
        ("The IMPACT of genes on health was studied.", "IMPACT"),
        ("BED REST INHIBITS BONE GROWTH AND MTOR IN MEN.", "REST"),
        ("THE ELISA KIT PROTEIN STANDARD WAS USED.", "KIT"),
        ("REST inhibits pain in patients.", "REST"),
    ],
)
def test_words_in_capitals_stay_words(nlp: Any, text: str, word: str) -> None:
    assert word not in {name for name, _ in found(nlp, text, "Gene")}


def test_a_recogniser_that_knows_no_chemicals_finds_none(nlp: Any) -> None:
    from labkin.nlp.recogniser import Component

    component = Component(nlp.get_pipe("labkin_recogniser").recogniser)
    component.types = {"Gene"}
    doc = component(nlp.make_doc("Workers exposed to lead had anemia; REST represses neuronal genes."))
    assert [(ent.text, ent.label_) for ent in doc.ents if ent.text in ("lead", "REST")] == [("REST", "Gene")]
