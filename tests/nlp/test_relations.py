"""What is found of relations in texts whose mentions are known."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from labkin.nlp.annotations import Found, Mention
from labkin.nlp.relations import Readers, find
from relation_cases import Case, Span, cases, found_in, marked, measured

SENTENCE = Readers(causes=False, typed=False)
WHOLE = """[Cisplatin|C]-induced [kidney injury|D] in rats. [Cisplatin|C] is used against [ovarian cancer|D]. Rats
were given [cisplatin|C] (7 mg/kg). After three days [kidney injury|D] had developed in all animals treated
with [cisplatin|C]. [Saline|C] had no such effect. [Kidney injury|D] caused by [cisplatin|C] limits its use."""


def triples(found: Sequence[Found]) -> set[tuple[str, str, str]]:
    return {(one.subject, one.relation, one.object) for one in found if not one.negated}


def test_an_abstract_says_what_the_drug_caused_and_what_it_treats() -> None:
    text, mentions = marked(WHOLE)
    said = triples(find(text, mentions))
    assert ("Cisplatin", "causes", "kidney injury") in said
    assert ("Cisplatin", "treats", "ovarian cancer") in said
    assert ("Cisplatin", "causes", "ovarian cancer") not in said
    assert not any(subject == "Saline" for subject, _, _ in said)


def test_the_evidence_is_the_text_between_its_offsets_and_holds_both_ends() -> None:
    text, mentions = marked(WHOLE)
    for one in find(text, mentions):
        assert text[one.start : one.end] == one.evidence
        assert one.subject.lower() in one.evidence.lower() and one.object.lower() in one.evidence.lower()
        assert 0 < one.confidence <= 1


@pytest.mark.parametrize(
    "words",
    [
        "No effect of [cisplatin|C] on [hearing loss|D] was seen.",
        "[Asthma|D] model: no effect of [salbutamol|C].",
        "There was no clear effect of [aspirin|C] on [headache|D].",
        "[Aspirin|C] had no effect on [headache|D].",
        "[Metoprolol|C] did not cause [bradycardia|D]. [Gefitinib|C] inhibits [EGFR|G].",
        "[Asthma|D] patients took [aspirin|C].",
        "[Cisplatin|C] without [deafness|D].",
        "[Aspirin|C] does not cause [asthma|D] but prevents [stroke|D].",
    ],
)
def test_a_note_that_says_of_no_effect_says_of_no_cause(words: str) -> None:
    text, mentions = marked(words)
    assert not [one for one in find(text, mentions) if one.relation == "causes" and not one.negated]


@pytest.mark.parametrize("case", [case for case in cases() if case.part == "seen"], ids=lambda case: case.text)
def test_a_sentence_says_nothing_that_is_not_there(case: Case) -> None:
    assert not found_in(case, SENTENCE).keys() - case.said.keys()


@pytest.mark.parametrize(
    "case",
    [case for case in cases() if case.part in ("denials", "notes", "changes", "clauses")],
    ids=lambda case: case.text,
)
def test_what_is_denied_changed_or_of_several_clauses_is_read_for_what_it_says(case: Case) -> None:
    assert found_in(case, SENTENCE) == case.said


@pytest.mark.parametrize(
    "words",
    [
        "[LK-0017|C] is our first real hit on [EGFR|G]. Ten points. Two plates. A third is to follow.",
        "Test every new [amine|C] in the [hERG|G] assay. It is quick. It is cheap. It is done here.",
        "[LK-0017|C] blocks [hERG|G], threefold above its potency on [EGFR|G]. Ten points. Two plates. More soon.",
        "[JAK1|G] above 10 uM, [JAK2|G] above 10 uM, [EGFR|G] above 10 uM. Ten points. Two plates. More soon.",
        "[DCM|D] to 6 % [methanol|C] after a column. 310 mg crude. 240 mg pure. A pale solid.",
        "[Aspirin|C] and [asthma|D].",
    ],
)
def test_in_a_note_what_stands_together_need_not_belong_together(words: str) -> None:
    text, mentions = marked(words)
    said = triples(find(text, mentions, readers=Readers(note=True)))
    assert said <= {("LK-0017", "inhibits", "hERG"), ("LK-0017", "is_associated_with", "EGFR")}


def test_items_of_a_list_are_not_related() -> None:
    text, mentions = marked("- [aspirin|C]\n- [lithium|C]\n- [EGFR|G]\n- [breast cancer|D]\n- [asthma|D]\n- the rest")
    items = [item.span() for item in re.finditer(".+", text)]
    assert not find(text, mentions, items)


def test_in_a_note_a_word_for_it_is_enough() -> None:
    text, mentions = marked(
        "Diarrhoea was seen. We think of [EGFR|G]: [EGFR|G] inhibitors and [diarrhoea|D] are old friends. "
        "[EGFR|G] inhibition is linked with [diarrhoea|D]. More soon."
    )
    assert triples(find(text, mentions, readers=Readers(note=True)))


def test_only_chemicals_are_given_together_or_made_of_one_another() -> None:
    kinds = {one: kind for kind, some in (("C", "abc"), ("G", "gh"), ("D", "de")) for one in some}
    text, mentions = marked(
        "[a|C] with [b|C], [c|C], [g|G], [h|G], [d|D]. [a|C] was compared with [g|G] and [d|D]. "
        "Treatment with [a|C] plus [b|C] and [g|G] reduced [d|D] and [e|D]. [c|C] was converted to [g|G]. The end."
    )
    for one in find(text, mentions):
        if one.relation in ("is_cotreated_with", "is_compared_with", "is_converted_to", "has_drug_interaction_with"):
            assert kinds[one.subject] == kinds[one.object] == "C"


def test_most_of_what_the_sentences_say_is_found_with_denial_and_doubt() -> None:
    count = measured("seen", SENTENCE) + measured("held", SENTENCE)
    assert count["sentences"] >= 90
    assert count["right"] / count["said"] > 0.9
    assert count["negation"] == count["hedging"] == count["right"]


def test_a_denied_relation_is_kept_and_marked() -> None:
    text, mentions = marked("[Gefitinib|C] did not inhibit [HER2|G], but it blocked [EGFR|G].")
    found = {(one.subject, one.object): one for one in find(text, mentions, None, SENTENCE)}
    assert found["Gefitinib", "HER2"].negated
    assert found["Gefitinib", "HER2"].relation == "inhibits"


@pytest.mark.parametrize(
    ("text", "negated", "hedged"),
    [
        ("[A|C] inhibits [B|G].", False, False),
        ("[A|C] not only inhibits [B|G] in cells.", False, False),
        ("[A|C] may inhibit [B|G].", False, True),
        ("[A|C] no longer inhibits [B|G].", True, False),
        ("[A|C] didn't inhibit [B|G].", True, False),
        ("It is not toxic, whereas [A|C] inhibits [B|G].", False, False),
        ("There is no evidence that [A|C] inhibits [B|G].", True, False),
    ],
)
def test_denial_and_doubt_hold_only_where_they_reach(text: str, negated: bool, hedged: bool) -> None:
    plain, mentions = marked(text)
    (found,) = find(plain, mentions, None, SENTENCE)
    assert (found.relation, found.negated, found.hedged) == ("inhibits", negated, hedged)


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Silencing of [A|G] reduced [B|G].", "positively_correlates_with"),
        ("[A|G] reduced [B|G].", "negatively_correlates_with"),
        ("[A|G] knockdown increased [B|G].", "negatively_correlates_with"),
    ],
)
def test_the_loss_of_a_gene_says_the_opposite(text: str, relation: str) -> None:
    plain, mentions = marked(text)
    assert [one.relation for one in find(plain, mentions, None, SENTENCE)] == [relation]


def test_doubt_about_a_mention_is_doubt_about_its_relations() -> None:
    text, sure = marked("[Gefitinib|C] inhibits [EGFR|G].")
    doubtful = [Mention(one.start, one.end, "", one.type, 0.5, ids=one.ids) for one in sure]
    whole, half = (find(text, mentions, None, SENTENCE)[0].confidence for mentions in (sure, doubtful))
    assert half == pytest.approx(whole / 2, abs=1e-3)


def test_what_an_abstract_only_denies_is_not_said_as_well() -> None:
    text, mentions = marked(
        "[Metoprolol|C] and [bradycardia|D] in dogs. We gave [metoprolol|C] to ten dogs. It was well tolerated. "
        "[Metoprolol|C] did not cause [bradycardia|D]. [Metoprolol|C] did not induce [bradycardia|D] later either."
    )
    found = [one for one in find(text, mentions) if one.relation == "causes"]
    assert [(one.subject, one.object, one.negated) for one in found] == [("Metoprolol", "bradycardia", True)]


def test_mentions_without_identifiers_are_no_ends() -> None:
    text, mentions = marked("[Gefitinib|C] inhibits [EGFR|G].")
    assert not find(text, [one._replace(ids=()) for one in mentions])


def test_nothing_is_found_where_nothing_is_said() -> None:
    assert find("", []) == ()
    assert find("Only one [thing].", [Span(10, 15, "Chemical", ("x",))]) == ()


def test_a_long_text_is_read_in_parts_with_offsets_of_the_whole() -> None:
    one, mentions = marked("[Cisplatin|C] caused [deafness|D]. ")
    filler = "Nothing was seen. " * 100
    text = filler + one + filler
    moved = [mention._replace(start=mention.start + len(filler), end=mention.end + len(filler)) for mention in mentions]
    found = find(text, moved)
    assert ("Cisplatin", "causes", "deafness") in triples(found)
    assert all(text[each.start : each.end] == each.evidence for each in found)


def test_a_table_in_words_does_not_take_for_ever() -> None:
    names = [f"drug{at}" for at in range(400)] + [f"ill{at}" for at in range(400)]
    text, mentions, at = "", [], 0
    for name in names:
        mentions.append(Span(at, at + len(name), "Chemical" if name[0] == "d" else "Disease", (name,)))
        text += f"{name}, "
        at = len(text)
    assert len(find(text, mentions)) <= 600 * 3


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_mentions_in_any_text_are_read_without_a_crash(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="aB é中🧪 .,-()\n\t\u202e%0", max_size=120))
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    mentions = [
        Span(
            min(span), max(span), data.draw(st.sampled_from(["Chemical", "Disease", "Gene", "Variant", "Assay"])), (id,)
        )
        for span in data.draw(st.lists(spans, max_size=8))
        for id in data.draw(st.lists(st.sampled_from(["D1", "MESH:D006973", "1956", "X:1"]), max_size=2))
        if span[0] != span[1]
    ]
    for one in find(text, mentions):
        assert text[one.start : one.end] == one.evidence


def test_the_same_text_gives_the_same_relations_in_every_process() -> None:
    helpers = str(Path(__file__).parents[1] / "helpers")
    code = (
        f"import sys; sys.path[:0] = [{helpers!r}]\n"
        "from relation_cases import marked\n"
        "from labkin.nlp.relations import find\n"
        f"print(find(*marked({WHOLE!r})))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_the_component_writes_what_find_finds() -> None:
    text, mentions = marked("The [EGFR|G] inhibitor [gefitinib|C] caused [rash|D].")
    nlp = spacy.blank("en")
    nlp.add_pipe("labkin_relations")
    doc = nlp.make_doc(text)
    ents = []
    for one in mentions:
        span = doc.char_span(one.start, one.end, label=one.type)
        span._.ids = one.ids
        ents.append(span)
    doc.ents = ents
    for _, piece in nlp.pipeline:
        doc = piece(doc)
    assert triples(doc._.relations) >= {("gefitinib", "inhibits", "EGFR"), ("gefitinib", "causes", "rash")}
