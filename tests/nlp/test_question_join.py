"""Questions put in ways that no rule of the grammar fits: what their words mean is joined."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.nlp.test_question import NAMES, PROFILE, ask

from labkin.nlp.lexicon import build
from labkin.nlp.question import Ambiguous, NotUnderstood
from labkin.nlp.question_clean import cleaned
from labkin.nlp.question_idioms import no_question
from labkin.nlp.question_join import Joiner
from labkin.nlp.question_tokens import read_words

READINGS = """
Hi! Could you please list the drugs that treat asthma? Thanks
    => list: compounds that treat asthma (D:1)
I'm preparing a talk and need the genes that interact with EGFR
    => list: genes that interact with EGFR (G:3)
asthma drugs that also bind CAT
    => list: compounds that treat asthma (D:1) and bind CAT (G:2)
asthma-associated genes
    => list: genes that are associated with asthma (D:1)
Do aspirin and LK-0042 resemble each other?
    => yes_no: whether there is: acetylsalicylic acid (C:1) that resembles LK-0042
aspirin -> genes -> diseases
    => list: diseases that are associated with or upregulate genes that are bound by acetylsalicylic acid (C:1)
take the genes interacting with SET: which diseases are they linked to?
    => list: diseases that are associated with genes that interact with SET (G:1)
Genes that no drug binds
    => list: genes that are not bound by compounds
in how many genes is nothing bound
    => count: the number of genes that are not bound by compounds
Genes that at least 2 compounds bind
    => list: the number of compounds that bind genes, for each gene, where that is at least 2
Genes that at least one compound binds
    => list: genes that are bound by compounds
top 3 drugs by number of diseases they treat, best first
    => list: the number of diseases that are treated by compounds, for each compound, the 3 with the highest
    number of diseases
mean number of genes bound by a compound
    => aggregate: the average of the number of genes that are bound by compounds, for each compound, over those
    that have any
highest number of symptoms any single disease presents
    => aggregate: the highest of the number of symptoms that are symptom of diseases, for each disease, over
    those that have any
symptoms of asthma with the number of diseases showing each
    => per: the number of diseases that present with symptoms that are symptom of asthma (D:1), for each symptom, by
    number of diseases, highest first
compounds whose targets regulate EGFR
    => list: compounds that bind genes that regulate EGFR (G:3)
drugs treating both asthma and breast cancer
    => list: compounds that treat asthma (D:1) and treat breast cancer (D:2)
which diseases do SET and CAT have in common
    => list: diseases that are associated with or upregulate SET (G:1) and are associated with or upregulate CAT
    (G:2)
drugs that treat asthma or bind CAT
    => list: compounds (that treat asthma (D:1) or that bind CAT (G:2))
how many compounds treat asthma or cause nausea
    => count: the number of compounds (that treat asthma (D:1) or that cause nausea (S:2))
documents that mention aspirin by Maya Lindqvist
    => list: documents that mention acetylsalicylic acid (C:1) and are attributed to Maya Lindqvist (P:1)
what kind of medicine is aspirin
    => define: all that is known of acetylsalicylic acid (C:1)
batches per year
    => per: the number of batches with date, for each year of date, by year
which withdrawn batches stand behind SUB-1?
    => list: batches that went into SUB-1 with status 'withdrawn'
which batches were made with LK-0042-B03
    => list: batches that depend on LK-0042-B03
If LK-0042-B03 is withdrawn, which submissions are affected?
    => list: submissions that depend on LK-0042-B03
genes that interact with but do not regulate EGFR
    => list: genes that interact with EGFR (G:3) that do not regulate EGFR (G:3)
genes that EGFR regulates but does not interact with
    => list: genes that are regulated by EGFR (G:3) that do not interact with EGFR (G:3)
genes associated but not upregulated by asthma
    => list: genes that are associated with asthma (D:1) that are not upregulated by asthma (D:1)
Do aspirin and LK-0042 share any targets?
    => yes_no: whether there is: genes that are bound by acetylsalicylic acid (C:1) and are bound by LK-0042
Do aspirin and LK-0042 treat the same diseases?
    => yes_no: whether there is: diseases that are treated by acetylsalicylic acid (C:1) and are treated by LK-0042
aspirin binds CAT, right?
    => yes_no: whether there is: acetylsalicylic acid (C:1) that binds CAT (G:2)
Is it true that aspirin treats asthma?
    => yes_no: whether there is: acetylsalicylic acid (C:1) that treats asthma (D:1)
which gene is associated with more diseases than any other
    => list: the number of diseases that are associated with genes, for each gene, the 1 with the highest number of
    diseases, with all that tie
what do people take for asthma
    => list: compounds that treat asthma (D:1)
which genes does aspirin bind that LK-0042 does not
    => list: genes that are bound by acetylsalicylic acid (C:1) that are not bound by LK-0042
asthma drugs except aspirin
    => list: compounds that treat asthma (D:1) other than acetylsalicylic acid (C:1)
compounds that bind the growth factor receptor (EGFR)
    => list: compounds that bind EGFR (G:3)
aspirin, LK-0042 - what do they treat?
    => list: diseases that are treated by acetylsalicylic acid (C:1) or LK-0042
genes of asthma
    => list: genes that are associated with asthma (D:1)
drugs for epilepsy
    => list: compounds that treat epilepsy syndrome (D:3)
Trace SUB-1 back: which batches does it ultimately rest on?
    => list: batches that went into SUB-1
"""


@pytest.mark.parametrize("line", READINGS.replace("\n    ", " ").strip().splitlines())
def test_what_is_asked_in_a_loose_way_is_read_as_it_was_meant(line: str) -> None:
    question, expected = line.split(" => ")
    reading = ask(question)
    assert f"{reading.form}: {reading.english}" == expected


def test_another_thing_is_another_than_those_that_are_named() -> None:
    reading = ask("Which other compounds bind the gene that aspirin binds?")
    assert reading.english.endswith("other than acetylsalicylic acid (C:1)")


def test_a_value_without_more_is_that_of_what_was_measured() -> None:
    reading = ask("mean IC50 of aspirin in the hERG patch clamp assay")
    assert reading.form == "aggregate"
    assert "measured in hERG patch clamp (A:1)" in reading.english


def test_the_first_by_a_measured_value_are_ranked_by_it() -> None:
    query = ask("which compound has the lowest IC50 in the hERG patch clamp assay").query
    assert [column.agg for column in query.columns if column.agg] == ["min"]
    assert not query.order[0].descending
    assert (query.limit, query.ties) == (1, True)


@pytest.mark.parametrize(
    "question",
    [
        "Should I take aspirin?",
        "remove aspirin from the graph",
        "write a short abstract on asthma",
        "what will be the next drug for asthma",
        "will aspirin ever be approved for asthma",
        "who are you?",
    ],
)
def test_orders_and_pleas_for_advice_are_no_questions(question: str) -> None:
    assert no_question(cleaned(question)) or no_question(question)
    with pytest.raises(NotUnderstood):
        ask(question)


@pytest.mark.parametrize(
    ("question", "unused"),
    [
        ("purple genes of asthma that frobnicate", {"purple", "frobnicate"}),
        ("which genes do they bind", {"they"}),
        ("genes gene of the which blorps not", {"blorps"}),
        ("drugs whose targets are associated with the disease they treat", {"treat"}),
        ("number of genes per asthma", {"per"}),
    ],
)
def test_a_word_that_nothing_can_be_made_of_keeps_the_question_from_being_answered(
    question: str, unused: set[str]
) -> None:
    with pytest.raises(NotUnderstood) as caught:
        ask(question)
    assert unused <= set(caught.value.unused)


WORDS = """
genes drugs that treat asthma binds aspirin and or not which how many each both in of no other their up
"""


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=9).map(" ".join))
def test_every_word_is_used_or_said_to_be_unused(question: str) -> None:
    words = read_words(question, build(PROFILE), NAMES, None)
    costs = [way.asking.cost for way in Joiner.of(words, build(PROFILE)).joined()]
    assert costs == sorted(costs)
    try:
        reading = ask(question)
    except (NotUnderstood, Ambiguous):
        return
    assert reading.query.columns
    assert reading.query == ask(question).query


@pytest.mark.parametrize(
    "question",
    [
        "And how many has Maya Lindqvist made? mentions asthma",
        "how many does aspirin bind mentions them it treats",
        "genes genes genes drugs and many binds treat",
    ],
)
def test_things_that_would_hang_on_each_other_are_no_reading(question: str) -> None:
    try:
        ask(question)
    except (NotUnderstood, Ambiguous) as error:
        assert error.question == question
