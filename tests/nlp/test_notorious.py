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


@pytest.mark.parametrize(
    "text",
    [
        "The ELISA KIT FOR INSULIN WAS USED.",
        "RESULTS: Heart failure WAS less frequent.",
        "Bleeding WAS more frequent with warfarin.",
        "There WAS no effect on tumor growth.",
        "ASPIRIN WAS GIVEN TO PATIENTS.",
        "The drug WAS given to twenty patients.",
        "Platelet aggregation WAS inhibited by aspirin.",
        "The platelet count WAS significantly lower.",
        "Eczema WAS found in ten children.",
        "Blood WAS DRAWN FROM RATS.",
    ],
)
def test_the_reader_takes_a_verb_in_capitals_for_no_syndrome(nlp: Any, text: str) -> None:
    assert "WAS" not in {one.text for one in mentions(nlp, text)}


@pytest.mark.parametrize(
    "text",
    [
        "Patients with WAS have thrombocytopenia and eczema.",
        "Wiskott-Aldrich syndrome (WAS) is inherited. Ten boys with WAS were treated.",
        "WAS is caused by mutations in WASP.",
        "A newly identified WAS family with small platelets was studied.",
    ],
)
def test_the_reader_finds_the_syndrome_in_company(nlp: Any, text: str) -> None:
    assert {("MONDO:0010518",)} == {one.ids for one in mentions(nlp, text) if one.text == "WAS"}


@pytest.mark.parametrize(
    "text",
    [
        "Groups were compared by ANOVA with LSD test.",
        "Fisher's LSD post hoc test was used for body weight of rats.",
        "Differences were tested by the least significant difference (LSD) at p < 0.05.",
        "Means were compared by one-way ANOVA followed by LSD.",
        "LSD multiple comparisons were made in mice given morphine.",
        "ANOVA and Fisher's protected LSD showed an effect of cocaine.",
        "Data were analysed by analysis of variance and LSD tests.",
        "Means followed by the same letter do not differ by LSD (0.05).",
    ],
)
def test_the_reader_takes_a_test_for_no_drug(nlp: Any, text: str) -> None:
    assert "LSD" not in {one.text for one in mentions(nlp, text)}


@pytest.mark.parametrize(
    "text",
    [
        "LSD was given to volunteers.",
        "The effect of LSD on serotonin in rats was tested by ANOVA with Tukey's test.",
        "ANOVA showed that LSD raised prolactin in rats.",
        "Lysergic acid diethylamide (LSD) binds serotonin receptors.",
    ],
)
def test_the_reader_finds_the_drug_beside_statistics(nlp: Any, text: str) -> None:
    assert ("CHEBI:6605",) in {one.ids for one in mentions(nlp, text) if one.text == "LSD"}


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("AD lesions improved with topical tacrolimus.", ("MONDO:0004980",)),
        ("AD skin lesions were scored.", ("MONDO:0004980",)),
        ("AD patients had higher IgE.", ("MONDO:0004980",)),
        ("Children with AD and allergic asthma were enrolled.", ("MONDO:0004980",)),
        ("AD was treated with donepezil.", ("MONDO:0004975",)),
        ("The hippocampus of AD patients was smaller.", ("MONDO:0004975",)),
        ("Amyloid in AD patients was measured.", ("MONDO:0004975",)),
        ("Patients with AD were enrolled.", ()),
        ("We recruited 30 AD patients from two clinics.", ()),
    ],
)
def test_ad_is_nobody_s_where_no_word_tells(nlp: Any, text: str, right: tuple[str, ...]) -> None:
    assert {one.ids for one in mentions(nlp, text) if one.text == "AD"} == {right}


@pytest.mark.parametrize(
    "text",
    [
        "The signal passed an AD converter before it was stored.",
        "Adenovirus type 36 (Ad-36) causes obesity; AD-36 was found in mice.",
        "Recombinant adenovirus AD was injected into rats.",
    ],
)
def test_converters_and_viruses_are_no_disease(nlp: Any, text: str) -> None:
    assert not [one for one in mentions(nlp, text) if one.text == "AD" and one.type == "Disease"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("ESR and CRP were raised in patients.", "ESR"),
        ("The ESR was 80 mm/h in rheumatoid arthritis.", "ESR"),
        ("Fever, ESR and leukocytes fell after prednisone.", "ESR"),
        ("Erythrocyte sedimentation rate (ESR) was high; ESR fell later.", "ESR"),
        ("Cells were treated with ctrl siRNA.", "ctrl"),
        ("Compared with ctrl mice, insulin was raised.", "ctrl"),
        ("Ctrl and TP53 knockout cells were lysed.", "Ctrl"),
        ("Aspirin has the CAS number 50-78-2.", "CAS"),
        ("Aspirin (CAS 50-78-2) inhibits COX-2.", "CAS"),
        ("Aspirin (CAS No. 50-78-2) and CAS registry entries.", "CAS"),
        ("See PMID for more on insulin.", "PMID"),
        ("TP53 is mutated (PMID 12345678).", "PMID"),
        ("NO effect was seen in mice.", "NO"),
        ("There was NO difference between aspirin and placebo.", "NO"),
        ("NO significant change of glucose was found.", "NO"),
        ("Patients had NO evidence of disease.", "NO"),
        ("Aspirin had NO toxicity in rats.", "NO"),
        ("There is a shoulder at 7.8 min that I could not separate, about 0.9 %.", "shoulder"),
        ("HPLC 99.1 %, the 7.8 min shoulder is gone (below 0.05 %).", "shoulder"),
        ("A shoulder on the main peak was taken for an isomer of gefitinib.", "shoulder"),
        ("The absorption spectrum has shoulders and a maximum of 330 nm.", "shoulders"),
    ],
)
def test_the_reader_takes_short_forms_of_other_things_for_no_names(nlp: Any, text: str, word: str) -> None:
    assert word not in {one.text for one in mentions(nlp, text)}


@pytest.mark.parametrize(
    ("text", "word", "right"),
    [
        ("ESR1 was mutated in breast cancer.", "ESR1", "HGNC:3467"),
        ("NO is produced by eNOS in endothelial cells.", "NO", "CHEBI:16480"),
        ("Vascular responses: NO effects on endothelial cells need cGMP.", "NO", "CHEBI:16480"),
        ("ALT, AST and LDH were measured.", "AST", "HGNC:4432"),
        ("Serum AST and ALT were elevated.", "AST", "HGNC:4432"),
        ("Liver damage raised AST in rats.", "AST", ""),
    ],
)
def test_short_forms_that_are_names_stay(nlp: Any, text: str, word: str, right: str) -> None:
    found = [one for one in mentions(nlp, text) if one.text == word]
    assert found
    assert "HGNC:10933" not in {link.curie for one in found for link in one.links}  # SLC17A5
    assert not right or {one.ids for one in found} == {(right,)}


def test_a_short_word_for_control_is_no_gene() -> None:
    assert is_notorious("ctrl", "Gene", "siRNA against ctrl was expressed")
    assert not is_notorious("CTRL", "Gene", "expression of the protease CTRL in pancreas")


@pytest.mark.parametrize(
    "text",
    [
        "Pain of the shoulder at 30 min after surgery was less with ropivacaine.",
        "The peak shoulder torque was lower in patients with rotator cuff tears.",
        "Infection of the shoulder is rare.",
    ],
)
def test_a_shoulder_of_the_body_stays(text: str) -> None:
    assert not is_notorious("shoulder", "Anatomy", text)
