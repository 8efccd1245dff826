"""Which concept a mention is: by name, by long form, by likeness, by what else the text says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labkin.nlp.annotations import TYPES, Mention
from labkin.nlp.crosswalk import pubtator_ids
from labkin.nlp.linker import Linker, LinkerComponent, parted
from labkin.nlp.linker_forms import KINDS, forms, levels, spelled_out
from labkin.nlp.linker_names import Names, squashed, words
from labkin.nlp.linker_taught import Taught
from labkin.nlp.pipeline import COMPONENTS, load

NAMES = st.text(st.sampled_from("abcdeinorst ABC-α’é()/,[]12'+"), max_size=40)


@pytest.fixture(scope="module")
def linker() -> Iterator[Linker]:
    yield Linker()


def read(linker: Linker, text: str, *marked: tuple[str, str]) -> list[Mention]:
    """The first occurrence of each (name, type) in the text, linked."""
    found = [Mention(text.index(name), text.index(name) + len(name), name, type) for name, type in marked]
    return linker.link(text, found)


def ids(linker: Linker, text: str, *marked: tuple[str, str]) -> list[list[str]]:
    """The identifiers of each as PubTator files write them."""
    return [pubtator_ids(mention.ids, mention.type) for mention in read(linker, text, *marked)]


@pytest.mark.parametrize(
    ("name", "type", "right"),
    [
        ("hypertension", "Disease", "MONDO:0005044"),
        ("Aspirin", "Chemical", "CHEBI:15365"),
        ("TP53", "Gene", "HGNC:11998"),
        ("Mus musculus", "Species", "NCBITaxon:10090"),
        ("HeLa", "CellLine", "CVCL:0030"),
        ("T cells", "CellType", "CL:0000084"),
        ("liver", "Anatomy", "UBERON:0002107"),
    ],
)
def test_a_name_is_its_concept(linker: Linker, name: str, type: str, right: str) -> None:
    [mention] = read(linker, f"We looked at {name} in detail.", (name, type))
    assert mention.ids == (right,)
    assert mention.link is not None
    assert mention.link.curie == right


@pytest.mark.parametrize(
    ("drug", "curie", "record"),
    [("erlotinib", "CHEBI:114785", "D000069347"), ("imatinib", "CHEBI:45783", "D000068877")],
)
def test_a_drug_that_mesh_has_as_a_salt_is_the_drug(linker: Linker, drug: str, curie: str, record: str) -> None:
    [mention] = read(linker, f"Patients took {drug} daily.", (drug, "Chemical"))
    assert mention.ids == (curie,)
    assert pubtator_ids(mention.ids, "Chemical") == [record]


def test_mesh_and_mondo_of_one_disease_are_one_concept(linker: Linker) -> None:
    """MeSH's D006973 and MONDO:0005044 are the same hypertension."""
    [mention] = read(linker, "High blood pressure was frequent.", ("High blood pressure", "Disease"))
    assert mention.ids == ("MONDO:0005044",)
    assert pubtator_ids(mention.ids, "Disease") == ["D006973"]
    assert pubtator_ids(["MESH:D006973"], "Disease") == ["D006973"]


@pytest.mark.parametrize(
    ("name", "type", "right"),
    [
        ("hypertensive", "Disease", "D006973"),
        ("tumours of the breast", "Disease", "D001943"),
        ("Alzheimers disease", "Disease", "D000544"),
        ("haemorrhages", "Disease", "D006470"),
        ("paracetamol", "Chemical", "D000082"),
        ("morphine hydrochloride", "Chemical", "D009020"),
        ("TNF-α", "Gene", "7124"),
        ("Wistar rats", "Species", "10116"),
    ],
)
def test_other_spellings_name_it_too(linker: Linker, name: str, type: str, right: str) -> None:
    assert ids(linker, f"We looked at {name} in detail.", (name, type)) == [[right]]


def test_a_name_that_is_nearly_right_is_found(linker: Linker) -> None:
    [mention] = read(linker, "Given indometacine daily.", ("indometacine", "Chemical"))
    assert pubtator_ids(mention.ids, "Chemical") == ["D007213"]


def test_a_long_form_carries_its_short_form(linker: Linker) -> None:
    text = "Patients with panic disorder (PD) were compared. PD was worse in winter."
    long, short = read(linker, text, ("panic disorder", "Disease"), ("PD", "Disease"))
    assert short.long_form == "panic disorder"
    assert short.ids == long.ids == ("MONDO:0005383",)
    assert short.link is not None
    assert short.link.how == "abbreviation"


def test_a_short_form_means_what_its_own_text_says(linker: Linker) -> None:
    parkinson = read(linker, "Parkinson disease (PD) is common. PD progresses.", ("PD", "Disease"))[0]
    panic = read(linker, "Panic disorder (PD) is common. PD recurs.", ("PD", "Disease"))[0]
    assert parkinson.ids != panic.ids


def test_the_species_of_a_text_tells_whose_gene_is_meant(linker: Linker) -> None:
    mouse = ids(linker, "Mice without Il10 got colitis; the mice died.", ("Mice", "Species"), ("Il10", "Gene"))
    human = ids(linker, "Patients had more IL10; women less.", ("Patients", "Species"), ("IL10", "Gene"))
    assert mouse[1] == ["16153"]
    assert human[1] == ["3586"]


@pytest.mark.parametrize(
    ("text", "genes"),
    [
        ("Patients had variants in APOB. Zebrafish lacking pcsk9 lived.", {"APOB": "338", "pcsk9": "100150316"}),
        ("LDLR fell in patients. Mice lacking Ldlr lived.", {"LDLR": "3949", "Ldlr": "16835"}),
        ("CFTR of patients failed. Mice lacking Ldlr lived.", {"CFTR": "1080"}),
        ("APOB was measured. Zebrafish lacking pcsk9 lived.", {"APOB": "338"}),
        ("Mice were ill. LDLR fell. The mice died.", {"LDLR": "16835"}),
    ],
)
def test_an_animal_of_another_sentence_takes_no_gene_written_as_peoples(
    linker: Linker, text: str, genes: dict[str, str]
) -> None:
    species = [(name, "Species") for name in ("Patients", "patients", "Mice", "mice", "Zebrafish") if name in text]
    found = ids(linker, text, *species, *((name, "Gene") for name in genes))
    assert found[len(species) :] == [[right] for right in genes.values()]


@pytest.mark.parametrize(
    ("text", "name", "right"),
    [
        ("Mice were given cells with human EGFR; the mice died.", "EGFR", "1956"),
        ("Mice carry recombinant human EGFR here; the mice died.", "EGFR", "1956"),
        ("Mice with hEGFR did well; the mice died.", "hEGFR", "1956"),
        ("Patients gave serum. Murine Tnf was used too; patients left.", "Tnf", "21926"),
        ("Patients gave serum. Mouse TNF was used too; patients left.", "TNF", "21926"),
        ("Patients gave serum. Rat Egfr was used too; patients left.", "Egfr", "24329"),
        ("Patients gave serum. Murine Tnf was used too; patients left.", "Murine Tnf", "21926"),
        ("Mice were given cells with human TNF; the mice died.", "human TNF", "7124"),
        ("Patients had mTOR in excess.", "mTOR", "2475"),
        ("Patients had hERG in excess.", "hERG", "3757"),
        ("Mice were ill. Human TNF was given. TNF rose; the mice died.", "TNF", "7124"),
        ("Patients lost ＴＰ５３ in tumours.", "ＴＰ５３", "7157"),
        ("ＴＰ５３ is lost.", "ＴＰ５３", "7157"),
    ],
)
def test_the_species_at_a_genes_name_counts_more_than_that_of_the_text(
    linker: Linker, text: str, name: str, right: str
) -> None:
    species = [(word, "Species") for word in ("Mice", "Patients") if word in text]
    assert ids(linker, text, *species, (name, "Gene"))[-1] == [right]


@pytest.mark.parametrize(
    ("text", "ents", "left"),
    [
        ("- breast\n- cancer cells", [(2, 17, "Disease")], []),
        ("- imatinib inhibits ABL1\n4. KRAS", [(20, 26, "Gene")], ["ABL1"]),
        ("Give sodium\nchloride.", [(5, 20, "Chemical")], ["sodium\nchloride"]),
    ],
)
def test_no_mention_goes_on_in_the_next_item_of_a_list(
    linker: Linker, text: str, ents: list[tuple[int, int, str]], left: list[str]
) -> None:
    nlp = load(exclude=set(COMPONENTS) - {"labkin_sentences"})
    doc = nlp(text)
    doc.ents = [doc.char_span(*ent, alignment_mode="expand") for ent in ents]
    assert [ent.text for ent in LinkerComponent(nlp.vocab, linker)(doc).ents] == left


@pytest.mark.parametrize(
    ("text", "name", "read_as", "type", "right"),
    [
        ("THP-1 viability assay", "THP-1", "Gene", "CellLine", "CVCL:0006"),
        ("Permeability in Caco-2", "Caco-2", "Anatomy", "CellLine", "CVCL:0025"),
        ("HepG2 toxicity", "HepG2", "Anatomy", "CellLine", "CVCL:0027"),
        ("U-937 after a week", "U-937", "Chemical", "CellLine", "CVCL:0007"),
        ("THP1 mRNA of the liver", "THP1", "Gene", "Gene", "HGNC:4318"),
        ("THP1 cells", "THP1", "Gene", "CellLine", "CVCL:0006"),
        ("IL-2 made by cells", "IL-2", "Gene", "Gene", "HGNC:6001"),
    ],
)
def test_a_well_known_cell_line_is_one_whatever_it_was_read_as(
    linker: Linker, text: str, name: str, read_as: str, type: str, right: str
) -> None:
    nlp = load(exclude=set(COMPONENTS) - {"labkin_sentences"})
    doc = nlp(text)
    start = text.index(name)
    doc.ents = [doc.char_span(start, start + len(name), read_as)]
    [ent] = LinkerComponent(nlp.vocab, linker)(doc).ents
    assert (ent.label_, ent._.ids) == (type, (right,))


@pytest.mark.parametrize("name", ["p38 alpha", "p38α", "p38-alpha"])
def test_p38_alpha_is_one_of_those_called_p38(linker: Linker, name: str) -> None:
    assert ids(linker, f"Inhibition of {name} by SB203580", (name, "Gene")) == [["1432"]]


@pytest.mark.parametrize("name", ["blaKPC-2", "KPC-2", "mecA"])
def test_a_gene_of_bacteria_is_no_human_one(linker: Linker, name: str) -> None:
    [mention] = read(linker, f"{name} was found in the strains.", (name, "Gene"))
    assert not [link for link in mention.links if link.curie.startswith("HGNC:")]


@pytest.mark.parametrize("name", ["statins", "Statins", "statin"])
def test_a_class_is_not_its_best_known_member(linker: Linker, name: str) -> None:
    [mention] = read(linker, f"Patients took {name}.", (name, "Chemical"))
    assert pubtator_ids(mention.ids, "Chemical") == ["D019161"]


def test_one_name_in_two_species_is_two_genes(linker: Linker) -> None:
    text = "Human EGFR and mouse EGFR differ."
    both = linker.link(text, [Mention(6, 10, "EGFR", "Gene"), Mention(21, 25, "EGFR", "Gene")])
    assert [pubtator_ids(one.ids, "Gene") for one in both] == [["1956"], ["13649"]]


def test_a_mention_of_two_things_has_both(linker: Linker) -> None:
    [both] = ids(linker, "Signs of renal and hepatic failure were seen.", ("renal and hepatic failure", "Disease"))
    assert len(both) == 2
    assert "D017093" in both


@pytest.mark.parametrize("type", TYPES)
def test_what_is_no_name_has_no_link(linker: Linker, type: str) -> None:
    for nonsense in ("qzxvj wkkpq", "--", "1"):
        [mention] = read(linker, f"Then {nonsense} came.", (nonsense, type))
        assert mention.ids == ()
        assert all(link.confidence < 0.5 for link in mention.links)


def test_links_come_best_first_with_probabilities(linker: Linker) -> None:
    text = "Cold, depression, PSA, insulin and cancer of the kidney, in rats with AS."
    marked = [("Cold", "Disease"), ("depression", "Disease"), ("PSA", "Gene"), ("insulin", "Chemical"),
              ("cancer of the kidney", "Disease"), ("rats", "Species"), ("AS", "Disease")]  # fmt: skip
    for mention in read(linker, text, *marked):
        sure = [link.confidence for link in mention.links]
        assert sure == sorted(sure, reverse=True)
        assert all(0 <= one <= 1 for one in sure)
        assert sum(sure) <= 1.001
        assert all(link.how in {"exact", "abbreviation", "trained", "ngram", "context"} for link in mention.links)


def test_an_identifier_that_no_vocabulary_has_is_kept_as_taught() -> None:
    taught = Taught([("Disease", "zorbitis", "MESH:D000001", 4)])
    [mention] = read(Linker(taught), "A case of zorbitis.", ("zorbitis", "Disease"))
    assert mention.ids == ("MESH:D000001",)
    assert mention.link is not None
    assert mention.link.how == "trained"


def test_the_fast_way_knows_names_and_long_forms_and_looks_for_no_others(linker: Linker) -> None:
    fast = Linker(fast=True)
    text = "Diabetes mellitus (DM) and indometacine. DM stayed."
    named = [("Diabetes mellitus", "Disease"), ("DM", "Disease"), ("indometacine", "Chemical")]
    slow_links, fast_links = read(linker, text, *named), read(fast, text, *named)
    assert [m.ids for m in fast_links[:2]] == [m.ids for m in slow_links[:2]]
    assert all(link.how != "ngram" for mention in fast_links for link in mention.links)


def test_the_order_of_mentions_and_repetitions_do_not_matter(linker: Linker) -> None:
    text = "Aspirin and headache; headache and Aspirin."
    marked = [("Aspirin", "Chemical"), ("headache", "Disease"), ("Aspirin", "Chemical")]
    forth, back = read(linker, text, *marked), read(linker, text, *reversed(marked))
    assert [m.links for m in forth] == [m.links for m in reversed(back)]
    assert forth == read(linker, text, *marked)


def test_no_mentions_no_links(linker: Linker) -> None:
    assert linker.link("", []) == []


@given(NAMES, st.sampled_from(TYPES), NAMES)
@settings(max_examples=150, deadline=None)
def test_forms_come_once_and_nearest_first(text: str, type: str, long: str) -> None:
    told = list(levels(text, type, long))
    keys = [form.key for level in told for form in level]
    assert len(keys) == len(set(keys))
    assert all(form.key == squashed(form.text) != b"" for level in told for form in level)
    assert all(0 <= form.far < len(KINDS) for level in told for form in level)
    if squashed(text):
        assert told[0][0].key == squashed(text)
        assert next(iter(forms(text, type, long))).key == squashed(text)


@given(NAMES, st.dictionaries(st.text("ABCs", min_size=1, max_size=4), NAMES, max_size=4))
@settings(max_examples=150, deadline=None)
def test_spelling_out_ends_and_leaves_what_nothing_explains(text: str, abbreviations: dict[str, str]) -> None:
    spelt = spelled_out(text, abbreviations)
    assert isinstance(spelt, str)
    if not abbreviations:
        assert spelt == ""


@given(NAMES)
@settings(max_examples=150, deadline=None)
def test_parts_are_never_empty(text: str) -> None:
    parts = parted(text)
    assert parts == [text] or all(part.strip() for part in parts)


@given(st.text(max_size=60))
def test_plain_words_have_no_accents_or_signs(text: str) -> None:
    assert all(chr(sign).isalnum() or sign in b" +\n" for sign in words(text))
    assert words(words(text).decode()) == words(text)


def test_the_indexes_hold_every_name() -> None:
    names = Names("CellType")
    for number in range(0, 3000, 37):
        term = names.term(number)
        assert names.number(term.curie) == number
        assert names.find(term.curie) == term
        assert names.count(number) >= len(term.names)
        for name in term.names:
            if squashed(name):
                assert number in {found for found, _ in names.exact(name)}
                assert names.nearest_name(number, name)[1] > 0.99 or len(name) >= 60


def test_likeness_is_one_for_the_same_and_less_for_others() -> None:
    names = Names("CellType")
    near = names.near("regulatory T cells", 5)
    assert near[0].cosine <= 1.0
    assert [one.cosine for one in near] == sorted((one.cosine for one in near), reverse=True)
    assert "regulatory T cell" in near[0].name
    assert names.near("", 5) == names.near("--", 5) == names.near("q0q0q0q", 5) == []
