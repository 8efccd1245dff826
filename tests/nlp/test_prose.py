"""Tokens, sentences, sections, and the cleaned view of messy text."""

from __future__ import annotations

from itertools import pairwise

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from labkin.nlp.annotations import Sentence
from labkin.nlp.prose import sentences
from labkin.nlp.prose_cleaned import Cleaned
from labkin.nlp.tokenizer import Tokenizer, tokens, well_formed

VOCAB = spacy.blank("en").vocab
SCRAPS = st.sampled_from(
    ["TNF-α", " ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u2009", "é", "e\u0301", "👩‍🔬",
     "שלום", "مرحبا", "\x00", "\u200b", "hyper-\ntension",
     "<b>", "</b>", "<sup>", "</sup>", "&alpha;", "&lt;", "&#x3b1;", "ﬁ", "\u00ad", "\ufeff", "(", ".", "E. coli",
     "0.5 mg/kg. ", "The ", "\u202e", "_", "ＴＮＦ", "<p", "&", ";", "-\n",
     "<!-- x -->", "10", "\u2028"]
)  # fmt: skip
MESSY = st.one_of(st.text(), st.lists(st.one_of(SCRAPS, st.text(max_size=4)), max_size=12).map("".join))


@given(MESSY)
def test_a_document_is_its_text_to_the_character(text: str) -> None:
    doc = Tokenizer(VOCAB)(text)
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


@given(st.text(alphabet=st.characters(categories=["Cs", "Lu", "Zs"])))
def test_lone_surrogates_keep_their_place(text: str) -> None:
    doc = Tokenizer(VOCAB)(text)
    assert doc.text == well_formed(text)
    assert len(doc.text) == len(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("IL2Ra+", ["IL2Ra", "+"]),
        ("TNF-α/IL-6", ["TNF", "-", "α", "/", "IL", "-", "6"]),
        ("na\u0308ive T", ["na\u0308ive", "T"]),
        ("0.5µM", ["0", ".", "5µM"]),
    ],
)
def test_tokens_end_where_letters_and_digits_do(text: str, words: list[str]) -> None:
    assert [word for word, _ in tokens(text)] == words


@given(MESSY)
def test_sentences_cover_all_that_is_no_white_space(text: str) -> None:
    found = sentences(text)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert "".join("".join(text[one.start : one.end].split()) for one in found) == "".join(text.split())


@pytest.mark.parametrize(
    "parts",
    [
        ["It was given i.v. to rats.", "The dose was 0.5 mg/kg.", "E. coli grew."],
        ["Smith et al. reported it (see Fig. 2).", "We agree."],
        ["Cells (Sigma Inc. St. Louis) were kept.", "p53 rose."],
        ["Amphotericin B was used with vitamin C.", "Lungs healed."],
        ["Was it so?", "It was!", "J. Smith said vs. B. Jones."],
        ["mRNA fell by approx. 5 %.", "siRNA did not, i.e. never."],
        ["It worked [1].", "Others failed.12", "Nobody knows."],
        ["The variant c.310 G>T was found.", "So was g.12 A>C."],
    ],
)
def test_a_full_stop_does_not_always_end_a_sentence(parts: list[str]) -> None:
    text = " ".join(parts)
    assert [text[one.start : one.end] for one in sentences(text)] == parts


def test_a_lost_blank_behind_a_full_stop_is_no_loss() -> None:
    text = "It was given to rats.The dose was low."
    assert [text[one.start : one.end] for one in sentences(text)] == ["It was given to rats.", "The dose was low."]


def test_sections_are_told_by_labels_and_by_headings() -> None:
    text = "A title. BACKGROUND: Why. PATIENTS AND METHODS: How. It was. CONCLUSION: So.\n\n3. Results\nMuch."
    assert [one.section for one in sentences(text)] == [
        "", "background", "methods", "methods", "conclusions", "results", "results",
    ]  # fmt: skip


def test_what_looks_like_a_label_is_none() -> None:
    assert {one.section for one in sentences("EGFR: a receptor. HER2: another. In short: both.")} == {""}


def test_marked_sections_bound_sentences_and_labels_count_inside() -> None:
    text = "No full stop here And here RESULTS: It worked."
    marked = [Sentence(0, 17, "title"), Sentence(18, len(text), "abstract")]
    assert [(text[one.start : one.end], one.section) for one in sentences(text, marked)] == [
        ("No full stop here", "title"),
        ("And here RESULTS: It worked.", "abstract"),
    ]


def test_lines_that_a_program_wrapped_are_one_sentence_and_items_of_a_list_are_not() -> None:
    wrapped = "The compound was dissolved in water and stirred for two\nhours until all of it was in the clear\nliquid."
    assert len(sentences(wrapped)) == 1
    assert len(sentences("Take:\n- water\n- salt\n- time")) == 4
    assert len(sentences("Aim\nMake aspirin\nWash it")) == 3


# -- the cleaned view ------------------------------------------------------------------------------------------------


@given(MESSY)
def test_every_cleaned_character_comes_from_a_place_in_the_source(text: str) -> None:
    one = Cleaned.of(text)
    spans = [one.original(at, at + 1) for at in range(len(one.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in pairwise(spans))
    for at, (start, end) in enumerate(spans):
        if end - start == 1 and text[start].isascii() and text[start].isalnum():
            assert one.text[at] == text[start]


@given(MESSY)
def test_the_way_there_is_the_way_back(text: str) -> None:
    one = Cleaned.of(text)
    for at in range(len(one.text)):
        start, _ = one.original(at, at + 1)
        assert one.cleaned(start) <= at <= one.cleaned(start) + 8  # an entity may stand for several characters


@pytest.mark.parametrize(
    ("source", "cleaned"),
    [
        ("hyper-\ntension", "hypertension"),
        ("<html><head><title>T</title></head>", "\n\nT\n\n"),
        ("hyper\u00ad\r\n tension", "hypertension"),
        ("dose-\ndependent", "dose-dependent"),
        ("receptor-\nmediated", "receptor-mediated"),
        ("IL-\n2 and TNF-\nalpha", "IL-2 and TNF-alpha"),
        ("pre- and post-\noperative; pre-\nand post", "pre- and postoperative; pre-\nand post"),
        ("a well-known well-\nknown fact", "a well-known well-known fact"),
        ("10<sup>6</sup> cells of Ca<sup>2+</sup>", "10^6 cells of Ca2+"),
        ("in mice<sup>1,2</sup>.", "in mice 1,2."),
        ("5 mL<sup>12</sup> for EGFR<sup>3</sup>, 2 mg kg<sup>-1</sup>", "5 mL 12 for EGFR 3, 2 mg kg-1"),
        ("&alpha;-synuclein &lt;5 &#946; &nosuch; &amp;lt;", "α-synuclein <5 β &nosuch; &lt;"),
        ("p <0.05 and x> 3; a<b & c>d", "p <0.05 and x> 3; a<b & c>d"),
        ("ﬁbrosis\u00a0of\u200b the ﬂow", "fibrosis of the flow"),
        ("<script>x<y</script>one<br/>two", " one\ntwo"),
    ],
)
def test_messy_text_is_read_as_it_was_meant(source: str, cleaned: str) -> None:
    assert Cleaned.of(source).text == cleaned


def test_text_that_needs_nothing_is_not_copied() -> None:
    text = "Renal hypertension in rats (p < 0.05), TNF-α, 5-10 µM."
    assert Cleaned.of(text).text is text
