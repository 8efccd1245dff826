"""Names that mislead, each with what it must not be taken for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from labkin.nlp import load
from labkin.nlp.annotations import Mention
from labkin.nlp.linker import Linker
from labkin.nlp.notorious import is_notorious
from labkin.nlp.pipeline import annotate


@pytest.fixture(scope="module")
def linker() -> Iterator[Linker]:
    yield Linker()


def linked(linker: Linker, text: str, name: str, type: str) -> Mention:
    """The mention of `name` in the text, linked."""
    start = text.index(name)
    return linker.link(text, [Mention(start, start + len(name), name, type)])[0]


@pytest.mark.parametrize(
    ("text", "name", "type", "wrong"),
    [
        ("Serum IgM was raised.", "IgM", "Gene", "HGNC:11935"),  # CD40LG
        ("ANA were positive in lupus.", "ANA", "Gene", "HGNC:1132"),  # BTG3
        ("anti-RNP antibodies in mixed connective tissue disease", "anti-RNP", "Gene", "HGNC:18666"),  # RNPC3
        ("antibodies against RNP", "RNP", "Gene", "HGNC:18666"),
        ("LSD, a hallucinogen, binds 5-HT2A.", "LSD", "Gene", "HGNC:2959"),  # DNASE1L3
        ("AGS cells were seeded.", "AGS", "Gene", "HGNC:6188"),  # JAG1
    ],
)
def test_an_old_alias_is_never_told(linker: Linker, text: str, name: str, type: str, wrong: str) -> None:
    assert wrong not in {link.curie for link in linked(linker, text, name, type).links}


@pytest.mark.parametrize(
    ("text", "name", "type", "right"),
    [
        ("Serum IgM was raised.", "IgM", "Gene", "MESH:D007075"),
        ("LSD was given to volunteers.", "LSD", "Chemical", "CHEBI:6605"),
        ("AGS cells were seeded.", "AGS", "CellLine", "CVCL:0139"),
        ("AGS cells were seeded.", "AGS cells", "CellLine", "CVCL:0139"),
        ("AD patients had amyloid plaques and memory loss.", "AD", "Disease", "MONDO:0004975"),
        ("AD with itch and eczema; dupilumab clears the skin.", "AD", "Disease", "MONDO:0004980"),
        ("PD patients on levodopa", "PD", "Disease", "MONDO:0005180"),
        ("PD with agoraphobia; panic attacks and anxiety", "PD", "Disease", "MONDO:0005383"),
        ("CD was treated with infliximab; the ileal lesions", "CD", "Disease", "MONDO:0005011"),
        ("CD responds to a gluten-free diet; gliadin", "CD", "Disease", "MONDO:0005130"),
        ("Atopic dermatitis (AD) in children with memory problems", "AD", "Disease", "MONDO:0004980"),
    ],
)
def test_the_words_around_tell_the_meaning(linker: Linker, text: str, name: str, type: str, right: str) -> None:
    assert linked(linker, text, name, type).ids == (right,)


def test_a_short_form_of_a_method_is_no_disease(linker: Linker) -> None:
    assert linked(linker, "Peptides were analysed by LC-MS and tandem MS spectra.", "MS", "Disease").links == ()


def test_aging_is_not_what_a_cell_line_is(linker: Linker) -> None:
    for type in ("CellLine", "Disease", "Gene"):
        links = linked(linker, "AGS cells were seeded.", "AGS", type).links
        assert not any("aging" in link.name.lower() or "ageing" in link.name.lower() for link in links)


@pytest.mark.parametrize(
    ("name", "type", "context"),
    [
        ("was", "Gene", "the drug was given to patients with a mutation"),
        ("WAS", "Gene", "THE COMPOUND WAS TESTED IN MICE WITH A MUTATION"),
        ("SET", "Gene", "A SET of 30 samples from the clinic"),
        ("set", "Gene", "a set of genes"),
        ("CAT", "Gene", "a CAT scan of the head"),
        ("rest", "Gene", "blood pressure at rest"),
        ("IMPACT", "Gene", "the IMPACT study of 300 patients"),
        ("impact", "Gene", "the impact on protein levels"),
        ("hope", "CellLine", "patients and their hope"),
        ("SET", "CellLine", "a SET of instruments"),
        ("HEL", "CellLine", "patients in HEL were older"),
        ("AD", "Disease", "an AD mode of inheritance in this pedigree"),
        ("aging", "Disease", "effects of aging on sleep"),
    ],
)
def test_words_that_look_like_names_are_dropped(name: str, type: str, context: str) -> None:
    assert is_notorious(name, type, context)


@pytest.mark.parametrize(
    ("name", "type", "context"),
    [
        ("WAS", "Gene", "mutations of the WAS gene cause the syndrome"),
        ("SET", "Gene", "expression of SET protein in leukemia"),
        ("CAT", "Gene", "activity of the antioxidant genes SOD1 and CAT"),
        ("REST", "Gene", "REST is a transcription factor that represses neuronal genes"),
        ("IMPACT", "Gene", "IMPACT mRNA was highest in the hypothalamus"),
        ("BRCA1", "Gene", "BRCA1 in families"),
        ("HEL", "CellLine", "HEL cells were cultured in RPMI"),
        ("HeLa", "CellLine", "HeLa"),
        ("AD", "Disease", "AD and dementia with amyloid in families"),
        ("breast cancer", "Disease", "autosomal dominant breast cancer"),
    ],
)
def test_names_that_look_like_words_stay(name: str, type: str, context: str) -> None:
    assert not is_notorious(name, type, context)


@pytest.mark.parametrize(
    ("name", "type", "right"),
    [
        ("brain", "Anatomy", "UBERON:0000955"),
        ("monocytes", "CellType", "CL:0000576"),
        ("patch clamp", "Assay", "EFO:0022948"),
    ],
)
def test_a_plain_name_is_believed_where_no_corpus_has_identifiers(
    linker: Linker, name: str, type: str, right: str
) -> None:
    link = linked(linker, f"We looked at {name} in four animals.", name, type).link
    assert link is not None and link.curie == right and link.confidence > 0.5


@pytest.fixture(scope="module")
def nlp() -> Any:
    return load(exclude=["labkin_relations", "labkin_accessions", "labkin_quantities"])


def mentions(nlp: Any, text: str) -> list[Mention]:
    """What the whole pipeline finds in a text."""
    return list(annotate(text, nlp).mentions)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Serum IgM and IgG were raised in all patients with hepatitis.", "HGNC:11935"),  # CD40LG
        ("The ANA titer was high, and ANA were positive in lupus erythematosus.", "HGNC:1132"),  # BTG3
        ("Anti-RNP antibodies were found in mixed connective tissue disease.", "HGNC:18666"),  # RNPC3
        ("Anti-RNP was positive, anti-Sm negative.", "HGNC:18666"),
        ("LSD is a hallucinogen; LSD binds the serotonin receptor.", "HGNC:2959"),  # DNASE1L3
        ("AGS cells were infected with Helicobacter pylori.", "HGNC:6188"),  # JAG1
    ],
)
def test_the_reader_never_tells_an_old_alias(nlp: Any, text: str, wrong: str) -> None:
    for mention in mentions(nlp, text):
        assert wrong not in mention.ids
        assert wrong not in {link.curie for link in mention.links}


def test_the_reader_takes_a_gastric_cell_line_for_no_aging(nlp: Any) -> None:
    for mention in mentions(nlp, "AGS cells, a line from gastric cancer, were infected with Helicobacter pylori."):
        assert not any("aging" in link.name.lower().split() for link in mention.links)
        if mention.text.startswith("AGS"):
            assert mention.type == "CellLine"
            assert mention.ids == ("CVCL:0139",)


@pytest.mark.parametrize(
    ("text", "word", "type"),
    [
        ("The drug WAS given to twenty patients who had a mutation.", "WAS", "Gene"),
        ("A SET of thirty samples came from the clinic.", "SET", "Gene"),
        ("A CAT scan of the head was normal.", "CAT", "Gene"),
        ("Blood pressure was measured at REST and after exercise.", "REST", "Gene"),
        ("The IMPACT study enrolled 300 patients with asthma.", "IMPACT", "Gene"),
        ("Patients kept up HOPE and had fewer seizures.", "HOPE", "CellLine"),
        ("A SET of instruments was used.", "SET", "CellLine"),
        ("He was seen by MAX and went home.", "MAX", "CellLine"),
        ("The data at hand were not enough; on the other hand, they were new.", "hand", "Anatomy"),
        ("This is a hint and nothing more.", "hint", "Gene"),
    ],
)
def test_the_reader_takes_words_for_no_names(nlp: Any, text: str, word: str, type: str) -> None:
    assert not [one for one in mentions(nlp, text) if one.text == word and one.type == type]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Patients with AD had amyloid plaques, dementia and memory loss.", "MONDO:0004975"),
        ("Children with AD had eczema and itch; dupilumab cleared the skin.", "MONDO:0004980"),
    ],
)
def test_the_reader_tells_ad_by_its_context(nlp: Any, text: str, right: str) -> None:
    for mention in mentions(nlp, text):
        if mention.text == "AD":
            assert mention.ids == (right,)


def test_the_reader_finds_names_that_are_words_where_they_are_names(nlp: Any) -> None:
    found = mentions(nlp, "The transcription factor REST represses neuronal genes; knockdown of REST raised them.")
    assert {one.ids for one in found if one.text == "REST"} == {("HGNC:9966",)}


def test_in_capitals_words_are_words_whatever_they_are_taken_for() -> None:
    assert is_notorious("WAS", "Disease", "ASPIRIN WAS GIVEN. THERE WAS")
    assert not is_notorious("KIT", "Gene", "Imatinib inhibits KIT and PDGFRA")


def test_a_hand_is_one_where_it_is_meant() -> None:
    assert is_notorious("hand", "Anatomy", "with the data at hand we")
    assert is_notorious("hand", "Anatomy", "on the other hand, it")
    assert not is_notorious("hand", "Anatomy", "eczema of the left hand was")
