"""Names that mislead, each with what it must not be taken for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from labkin.nlp.annotations import Mention
from labkin.nlp.linker import Linker
from labkin.nlp.notorious import is_notorious


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
