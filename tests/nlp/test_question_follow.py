"""Questions that follow others, on a graph that is only described."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.nlp.test_question import LEXICON, NAMES, PROFILE, TODAY, Dictionary, ask

from labkin.graph.query import Linked, conditions
from labkin.graph.query_json import from_json, to_json
from labkin.nlp.question import Ambiguous, NotUnderstood, Reading
from labkin.nlp.question_follow import Context, context_of, read_after


def context(question: str, before: Context | None = None, ids: tuple[str, ...] = ()) -> Context:
    """What an answer with these identifiers would be kept as."""
    if before is None:
        reading, earlier = ask(question), tuple[str, ...]()
    else:
        followed = read_after(question, before, names=NAMES, profile=PROFILE, today=TODAY, lexicon=LEXICON)
        reading, earlier = followed.reading, followed.earlier
    names = {**(before.names if before else {}), **reading.names}
    return Context(reading.question, reading.query, reading.form, reading.answer, reading.kinds, ids, names, earlier)


def follow(question: str, *before: str, ids: tuple[str, ...] = ()) -> Reading:
    """The reading of a question after others, of which the last was answered with these identifiers."""
    last = context(before[0], ids=ids if len(before) == 1 else ())
    for number, one in enumerate(before[1:], 2):
        last = context(one, last, ids if number == len(before) else ())
    return read_after(question, last, names=NAMES, profile=PROFILE, today=TODAY, lexicon=LEXICON).reading


FOLLOWED = """
drugs that treat asthma | and for breast cancer? => list: compounds that treat breast cancer (D:2)
drugs that treat asthma | what about breast cancer => list: compounds that treat breast cancer (D:2)
drugs that treat asthma | same for breast cancer please => list: compounds that treat breast cancer (D:2)
drugs that treat asthma | and breast cancer? => list: compounds that treat breast cancer (D:2)
which genes does aspirin bind? | and LK-0042? => list: genes that are bound by LK-0042
drugs that treat asthma | what about aspirin?
  => yes_no: whether there is: acetylsalicylic acid (C:1) that treats asthma (D:1)
does aspirin treat asthma | and breast cancer?
  => yes_no: whether there is: acetylsalicylic acid (C:1) that treats breast cancer (D:2)
batches from 2023 | and in 2024? => list: batches with date since 2024 and with date before 2025
batches since 2023 | and in 2024? => list: batches with date since 2024 and with date before 2025
batches in 2024 | and the year before? => list: batches with date since 2023 and with date before 2024
batches with purity over 98 % | and above 99 %? => list: batches with purity above 99
withdrawn batches | and released? => list: batches with status 'released'
how many batches were withdrawn | and released? => count: the number of batches with status 'released'
average purity of batches | and the highest? => aggregate: the highest purity of batches
batches | only the withdrawn ones => list: batches with status 'withdrawn'
batches | only those from 2024 => list: batches with date since 2024 and with date before 2025
batches | from 2024 => list: batches with date since 2024 and with date before 2025
batches | that are withdrawn => list: batches with status 'withdrawn'
drugs that treat asthma | only those that bind EGFR => list: compounds that treat asthma (D:1) and bind EGFR (G:3)
drugs that treat asthma | which of them bind EGFR? => list: compounds that bind EGFR (G:3) and treat asthma (D:1)
drugs that treat asthma | which bind EGFR? => list: compounds that treat asthma (D:1) and bind EGFR (G:3)
how many drugs treat asthma | only those that bind EGFR
  => count: the number of compounds that treat asthma (D:1) and bind EGFR (G:3)
batches | without the withdrawn ones => list: batches (without status or not with status 'withdrawn')
batches | except LK-0042-B03 => list: batches other than LK-0042-B03
batches | without those from 2024
  => list: batches (without date or not (with date since 2024 and with date before 2025))
drugs that treat asthma | how many are there? => count: the number of compounds that treat asthma (D:1)
drugs that treat asthma | how many of them bind EGFR?
  => count: the number of compounds that bind EGFR (G:3) and treat asthma (D:1)
how many batches were withdrawn | which ones? => list: batches with status 'withdrawn'
are there any drugs that treat asthma? | list them => list: compounds that treat asthma (D:1)
drugs that treat asthma | which genes do they bind? => list: genes that are bound by compounds that treat asthma (D:1)
drugs that treat asthma | and their targets? => list: genes that are bound by compounds that treat asthma (D:1)
batches with purity over 98 % | who made them?
  => list: people that carried out runs that generated batches with purity above 98
batches | what is their purity? => prop: the purity of batches
batches | what is their average purity? => aggregate: the average purity of batches
batches | are any of them withdrawn? => yes_no: whether there is: batches with status 'withdrawn'
batches | are they withdrawn? => list: batches with status 'withdrawn'
what is the purity of LK-0042-B03? | when was it prepared? => prop: the date of LK-0042-B03
what is the purity of LK-0042-B03? | is it withdrawn?
  => yes_no: whether there is: LK-0042-B03 with status 'withdrawn'
which genes does aspirin bind? | which diseases does it treat?
  => list: diseases that are treated by acetylsalicylic acid (C:1)
does aspirin treat asthma? | what else does it treat?
  => list: diseases that are treated by acetylsalicylic acid (C:1) other than asthma (D:1)
how many measurements are there? | per assay?
  => per: the number of measurements that were measured in assays, for each assay, by number of measurements,
     highest first
withdrawn batches | by status?
  => per: the number of batches with status and with status 'withdrawn', for each status, by number of batches,
     highest first
average purity of batches | per status?
  => aggregate: the average purity of batches with status, for each status, by average purity, highest first
average purity of batches | how many batches is that based on? => count: the number of batches
batches | sort by date => list: batches, by date
batches | sort them by purity, highest first => list: batches, by purity, highest first
batches | newest first => list: batches with date, by date, highest first
batches | top 5 by purity => list: batches, the 5 with the highest purity
batches | the 3 purest => list: batches with purity, the 3 with the highest purity
batches | show the dates and purity too => list: batches
how many assays are there? | which have measurements?
  => list: assays that yielded measurements
which batches did Tomas Herrera prepare? | what is their average purity?
  => aggregate: the average purity of batches that are attributed to Tomás Herrera (P:3)
drugs that treat asthma | and palliate? => list: compounds that palliate asthma (D:1)
batches | any withdrawn? => yes_no: whether there is: batches with status 'withdrawn'
drugs that treat asthma | of those, how many bind EGFR?
  => count: the number of compounds that bind EGFR (G:3) and treat asthma (D:1)
genes that are not bound by drugs that treat asthma | how many are there?
  => count: the number of genes that are not bound by compounds that treat asthma (D:1)
genes that are not bound by drugs that treat asthma | which diseases are they associated with?
  => list: diseases that are associated with genes that are not bound by compounds that treat asthma (D:1)
genes that are not bound by drugs that treat asthma | and for breast cancer?
  => list: genes that are not bound by compounds that treat breast cancer (D:2)
genes that are not bound by drugs that treat asthma | only those that are associated with asthma
  => list: genes that are associated with asthma (D:1) that are not bound by compounds that treat asthma (D:1)
mean number of genes bound by a drug | how many drugs is that based on?
  => count: the number of compounds that bind genes
mean number of genes bound by a drug | which ones? => list: compounds that bind genes
mean number of genes bound by a drug | only those that treat asthma
  => aggregate: the average of the number of genes that are bound by compounds that treat asthma (D:1), for each
     compound, over those that have any
mean number of genes bound by a drug | and the highest?
  => aggregate: the highest of the number of genes that are bound by compounds, for each compound, over those that have
     any
mean number of genes bound by a drug | top 5 by molecular weight
  => list: compounds that bind genes, the 5 with the highest molecular weight
drugs that treat asthma | the heaviest
  => list: compounds that treat asthma (D:1) with molecular weight, the 1 with the highest molecular weight, with all
     that tie
which people work at Kestrel Reagents | who of them wrote documents?
  => list: people that are responsible for documents and work at Kestrel Reagents (O:1)
genes that interact with EGFR | not SET => list: genes that interact with EGFR (G:3) other than SET (G:1)
"""
LINES = [line.replace("\n ", "") for line in FOLLOWED.strip().replace("\n  ", " ").splitlines()]


@pytest.mark.parametrize("line", [" ".join(line.split()) for line in LINES])
def test_what_follows_is_read_with_what_was_before(line: str) -> None:
    before, _, rest = line.partition(" | ")
    question, _, expected = rest.partition(" => ")
    reading = follow(question, before)
    assert f"{reading.form}: {reading.english}" == expected
    assert reading.held
    assert from_json(to_json(reading.query)) == reading.query


CHAINS = """
drugs that treat asthma | only those that bind EGFR | and for breast cancer?
  => list: compounds that treat breast cancer (D:2) and bind EGFR (G:3)
drugs that treat asthma | only those that bind EGFR | how many?
  => count: the number of compounds that treat asthma (D:1) and bind EGFR (G:3)
drugs that treat asthma | and for breast cancer? | which genes do they bind
  => list: genes that are bound by compounds that treat breast cancer (D:2)
batches | sort by purity, highest first | top 5 of them => list: batches, the 5 with the highest purity
batches | sort by purity | reverse => list: batches, by purity, highest first
batches | top 5 by purity | the next ten => list: batches, the 10 with the highest purity, after the first 5
withdrawn batches | only those from 2023 | and from 2024?
  => list: batches with status 'withdrawn' and with date since 2024 and with date before 2025
drugs that treat asthma | which genes do they bind | and without aspirin?
  => list: genes that are bound by compounds that treat asthma (D:1) other than acetylsalicylic acid (C:1)
"""


RANKED = """
the heaviest drug | only those that bind EGFR
  => list: compounds that bind EGFR (G:3) with molecular weight, the 1 with the highest molecular weight, with all that
     tie
the heaviest drug | and among those that treat asthma?
  => list: compounds that treat asthma (D:1) with molecular weight, the 1 with the highest molecular weight, with all
     that tie
does aspirin treat asthma | which drugs do? => list: compounds that treat asthma (D:1)
the purest batch | and the second?
  => list: batches with purity, the 1 with the highest purity, after the first 1
top 3 drugs by molecular weight | that treat asthma
  => list: compounds that treat asthma (D:1) with molecular weight, the 3 with the highest molecular weight
the purest batch | in 2024
  => list: batches with purity and with date since 2024 and with date before 2025, the 1 with the highest purity, with
     all that tie
the purest batch | what about 2024?
  => list: batches with purity and with date since 2024 and with date before 2025, the 1 with the highest purity, with
     all that tie
the purest batch | in 2024 | and in 2023?
  => list: batches with purity and with date since 2023 and with date before 2024, the 1 with the highest purity, with
     all that tie
the purest batch | in 2024 | only withdrawn ones
  => list: batches with purity and with date since 2024 and with date before 2025 and with status 'withdrawn', the 1
     with the highest purity, with all that tie
the purest batch | among those from 2024
  => list: batches with purity and with date since 2024 and with date before 2025, the 1 with the highest purity, with
     all that tie
the purest batch | without LK-0042-B03
  => list: batches with purity and other than LK-0042-B03, the 1 with the highest purity, with all that tie
withdrawn batches | the purest | and the newest?
  => list: batches with status 'withdrawn' and with date, the 1 with the highest date, with all that tie
the 2 purest batches | in 2024
  => list: batches with purity and with date since 2024 and with date before 2025, the 2 with the highest purity
the purest batch | top 5 => list: batches with purity, the 5 with the highest purity
"""
GROUPED = """
how many batches per compound | and per status?
  => per: the number of batches with status, for each status, by number of batches, highest first
how many batches per status | and per month?
  => per: the number of batches with date, for each month of date, by month
how many batches per compound | only the withdrawn ones
  => per: the number of batches that are batch of compounds with status 'withdrawn', for each compound, by number of
     batches, highest first
how many batches per compound | which has the most?
  => per: the number of batches that are batch of compounds, for each compound, the 1 with the highest number of
     batches, with all that tie
how many batches per compound | the fewest
  => per: the number of batches that are batch of compounds, for each compound, the 1 with the lowest number of batches,
     with all that tie
average purity of batches per compound | and per status
  => aggregate: the average purity of batches with status, for each status, by average purity, highest first
average purity of batches per status | only since 2024
  => aggregate: the average purity of batches with status and with date since 2024, for each status, by average purity,
     highest first
average purity of batches per status | and per compound
  => aggregate: the average purity of batches that are batch of compounds, for each compound, by average purity, highest
     first
average purity of batches | of withdrawn batches
  => aggregate: the average purity of batches with status 'withdrawn'
which batches did Tomas Herrera prepare? | and by Maya Lindqvist?
  => list: batches that are attributed to Maya Lindqvist (P:1)
how many batches did Tomas Herrera prepare? | by Maya Lindqvist
  => count: the number of batches that are attributed to Maya Lindqvist (P:1)
"""


@pytest.mark.parametrize(
    "line", [" ".join(s.split()) for s in (RANKED + GROUPED).strip().replace("\n  ", " ").splitlines() if s]
)
def test_after_a_ranking_or_numbers_for_each_the_question_is_asked_again(line: str) -> None:
    asked, _, expected = line.partition(" => ")
    *before, question = asked.split(" | ")
    reading = follow(question, *before)
    assert f"{reading.form}: {reading.english}" == expected
    assert from_json(to_json(reading.query)) == reading.query


def test_which_of_those_are_of_the_rows_that_a_ranking_gave() -> None:
    for question in ("which of them bind EGFR?", "which of those bind EGFR?"):
        reading = follow(question, "the heaviest drug", ids=("C:1",))
        assert [node.ids for node in reading.query.nodes] == [("C:1",), ("G:3",)]
    kept = follow("only those from 2024", "the 2 purest batches", ids=("LK-0042-B03",))
    assert kept.query.nodes[0].ids == ("LK-0042-B03",)


def test_which_genes_asks_for_those_that_were_spoken_of() -> None:
    reading = follow("which genes?", "which drug binds the most genes", ids=("C:1",))
    assert (reading.form, reading.answer, [node.ids for node in reading.query.nodes]) == ("list", "b", [("C:1",), ()])
    with pytest.raises(NotUnderstood, match="says too little after 'drugs that treat asthma'"):
        follow("which genes?", "drugs that treat asthma")


def test_a_year_is_no_number_of_rows() -> None:
    assert follow("and in 2023?", "top 5 batches by purity").query.limit == 5


def test_who_else_is_no_question_of_its_own() -> None:
    with pytest.raises(NotUnderstood, match="could not be joined"):
        follow("and who else?", "which batches did Tomas Herrera prepare?")


@pytest.mark.parametrize("line", [" ".join(s.split()) for s in CHAINS.strip().replace("\n  ", " ").splitlines()])
def test_a_conversation_goes_on(line: str) -> None:
    asked, _, expected = line.partition(" => ")
    *before, question = asked.split(" | ")
    reading = follow(question, *before)
    assert f"{reading.form}: {reading.english}" == expected


def test_where_no_pattern_says_it_the_things_found_stand_in_the_query() -> None:
    reading = follow("which genes do they bind", "top 2 compounds by molecular weight", ids=("C:1", "N:1"))
    assert reading.query.node("b").ids == ("C:1", "N:1")
    with pytest.raises(NotUnderstood, match="could not be joined"):
        follow("which genes do they bind", "top 2 compounds by molecular weight")
    many = tuple(f"C:{n}" for n in range(1_000))
    with pytest.raises(NotUnderstood, match="could not be joined"):
        follow("which genes do they bind", "top 1000 compounds by molecular weight", ids=many)


def test_the_next_come_after_all_rows_that_were_given_of_which_some_tied() -> None:
    last = replace(context("which drug binds the most genes", ids=("C:1", "N:1")), shown=2)
    assert last.query.ties

    def then(question: str) -> tuple[int, int | None, bool]:
        query = read_after(question, last, names=NAMES, profile=PROFILE, today=TODAY, lexicon=LEXICON).reading.query
        return query.offset, query.limit, query.ties

    assert then("the next") == (2, 1, True)
    assert then("the next 5") == (2, 5, False)


def test_the_things_found_stand_in_conditions_inside_of_others_too() -> None:
    question = "which diseases are not associated with genes bound by them?"
    reading = follow(question, "top 2 compounds by molecular weight", ids=("C:1", "N:1"))
    inner = [leaf.node.ids for leaf in conditions(reading.query.where, inside=True) if isinstance(leaf, Linked)]
    assert inner == [(), ("C:1", "N:1")]


def test_the_pattern_before_is_not_joined_where_they_stand_inside_of_another_condition() -> None:
    with pytest.raises(NotUnderstood, match="could not be joined"):
        follow("which diseases are not associated with genes bound by them?", "drugs that treat asthma")


def test_names_are_kept_of_what_stands_in_conditions_inside_of_others() -> None:
    kept = context("genes that are not bound by drugs that treat asthma")
    back = context_of(json.loads(json.dumps({"query": to_json(kept.query), "context": kept.to_json(), "rows": [{}]})))
    assert back is not None
    assert (back.names, back.shown) == ({"D:1": "asthma"}, 1)


@pytest.mark.parametrize(
    "question",
    ["which drugs treat breast cancer", "How many compounds bind EGFR?", "What is aspirin?", "withdrawn batches",
     "top 3 compounds by molecular weight", "In which documents is EGFR mentioned?",
     "What is the molecular weight of aspirin?"],
)  # fmt: skip
def test_a_question_that_refers_to_nothing_is_read_as_if_it_were_the_first(question: str) -> None:
    assert follow(question, "batches from 2024") == ask(question)


def test_a_question_behind_and_is_read_as_if_it_were_the_first() -> None:
    assert (
        follow("and which drugs treat breast cancer?", "batches").query == ask("which drugs treat breast cancer").query
    )


@pytest.mark.parametrize(
    ("before", "question", "words"),
    [
        ("drugs that treat asthma", "sort by purity", "cannot be sorted by 'purity'"),
        ("batches", "top 5", "say by what they are ranked"),
        ("batches", "newer first", "unused|not understood"),
        ("batches", "the next ten", "all rows were given"),
        ("batches", "and for breast cancer?", "could not be joined .* 'batches'"),
        ("drugs that treat asthma", "only the green ones", "could not be joined"),
        ("drugs that treat asthma", "without foobaritis", "could not be joined"),
        ("drugs that treat asthma", "what do they resemble and dislike", "could not be joined"),
        ("measurements", "sort by value", "several units"),
        ("batches", "only batches", "could not be joined"),
        ("batches", "which are heavier than 300 Da", "could not be joined"),
        ("assays", "and in 2025?", "could not be joined"),
    ],
)
def test_what_cannot_be_joined_is_said_and_nothing_is_guessed(before: str, question: str, words: str) -> None:
    with pytest.raises(NotUnderstood, match=words):
        follow(question, before)


def test_where_several_things_may_be_exchanged_it_is_asked_back() -> None:
    with pytest.raises(Ambiguous) as caught:
        follow("and SET?", "Which drugs bind CAT and REST?")
    assert [choice["reading"] for choice in caught.value.choices] == [
        "compounds that bind SET (G:1) and bind REST (G:4)",
        "compounds that bind CAT (G:2) and bind SET (G:1)",
    ]


def test_where_it_may_be_two_things_it_is_asked_back() -> None:
    with pytest.raises(Ambiguous) as caught:
        follow("which diseases is it associated with?", "which genes does EGFR regulate", ids=("G:1",))
    assert [choice["reading"] for choice in caught.value.choices] == [
        "diseases that are associated with genes that are regulated by EGFR (G:3)",
        "diseases that are associated with EGFR (G:3)",
    ]


def test_another_end_may_narrow_or_replace_so_it_is_asked_back() -> None:
    with pytest.raises(Ambiguous) as caught:
        follow("and below 99 %?", "batches with purity above 98 %")
    assert [choice["reading"] for choice in caught.value.choices] == [
        "batches with purity below 99",
        "batches with purity above 98 and with purity below 99",
    ]
    assert follow("and above 99 %?", "batches with purity above 98 %") == ask("batches with purity above 99 %")


def test_of_a_number_for_each_it_is_asked_back_what_is_narrowed() -> None:
    with pytest.raises(Ambiguous) as caught:
        follow("only those of aspirin", "how many batches per compound")
    assert len(caught.value.choices) == 2


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("Which batches did Tomas Herrera prepare?", "which batches does it have?"),  # he is no "it"
        ("How many batches were withdrawn?", "is it released?"),
        ("what went into SUB-1?", "is any of them withdrawn and green?"),
        ("What is EGFR?", "with an IC50 below 50 nM"),
        ("how many measurements per assay", "newest first"),
    ],
)
def test_words_that_fit_nothing_before_are_not_made_to(before: str, question: str) -> None:
    with pytest.raises(NotUnderstood):
        follow(question, before)


def test_rows_are_spoken_of_by_their_place() -> None:
    reading = follow("what is the second one?", "which genes does aspirin bind?", ids=("G:1", "G:3"))
    assert reading.query.node("a").ids == ("G:3",)
    reading = follow("show the first one", "which genes does aspirin bind?", ids=("G:3", "G:1"))
    assert reading.query.node("a").ids == ("G:3",)


def test_two_of_a_name_are_asked_back() -> None:
    with pytest.raises(Ambiguous, match="'Maya' may mean 2 things"):
        follow("and Maya?", "Which batches did Tomas Herrera prepare?")


def test_a_part_of_a_name_is_exchanged_where_one_other_name_has_it() -> None:
    names = Dictionary([(f"LK-0042-B0{n}", "Batch", f"LK-0042-B0{n}") for n in (3, 4)])
    before = ask("what is the date of LK-0042-B03")
    last = Context(before.question, before.query, before.form, before.answer, before.kinds, ("LK-0042-B03",))
    found = read_after("and B04?", last, names=names, profile=PROFILE, today=TODAY, lexicon=LEXICON)
    assert found.reading.english == "the date of LK-0042-B04"
    assert found.earlier == ()
    with pytest.raises(NotUnderstood):
        read_after("and B05?", last, names=names, profile=PROFILE, today=TODAY, lexicon=LEXICON)


def test_what_the_graph_lacks_is_no_data_after_another_question_too() -> None:
    reading = follow("which of them grow in planets", "drugs that treat asthma")
    assert not reading.held
    assert "in that way" in reading.note


WAYS = st.sampled_from(["and for {}?", "what about {}", "same for {}", "and {}?", "how about {}?", "ok, and {} then?"])
NAMED = st.sampled_from(["asthma", "breast cancer"])


@settings(deadline=None)
@given(NAMED, NAMED, WAYS)
def test_exchanging_a_thing_gives_what_the_direct_question_gives(first: str, second: str, how: str) -> None:
    if first == second:
        return
    direct = ask(f"Which drugs treat {second}?")
    reading = follow(how.format(second), f"Which drugs treat {first}?")
    assert (reading.query, reading.english, reading.question) == (direct.query, direct.english, direct.question)


def test_a_context_comes_back_from_the_json_of_an_answer() -> None:
    kept = context("drugs that treat asthma", ids=("C:1",))
    answer = {
        "query": to_json(kept.query),
        "ids": ["C:1"],
        "rows": [{"compound": "aspirin", "compound id": "C:1"}],
        "context": kept.to_json(),
    }
    back = context_of(json.loads(json.dumps(answer)))
    assert back is not None
    assert (back.question, back.query, back.form, back.answer, back.kinds, back.ids, back.earlier) == (
        kept.question, kept.query, kept.form, kept.answer, kept.kinds, kept.ids, kept.earlier
    )  # fmt: skip
    assert back.names == {"D:1": "asthma", "C:1": "aspirin"}


@pytest.mark.parametrize("answer", [{}, {"query": None, "context": None}, {"query": {"x": 1}, "context": {"form": ""}}])
def test_what_was_not_understood_is_no_context(answer: dict[str, object]) -> None:
    assert context_of(answer) is None


WORDS = """
and for what about only those them it their which of how many are there sort by top 5 next without that from 2024 per
withdrawn asthma EGFR drugs batches purity highest first treat bind who made is the , ? ones not in
"""
BEFORE = [
    context("drugs that treat asthma", ids=("C:1",)),
    context("withdrawn batches"),
    context("average purity of batches"),
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=8), st.sampled_from(BEFORE))
def test_no_words_break_what_follows_and_the_same_words_read_the_same(said: list[str], before: Context) -> None:
    def outcome() -> str:
        try:
            found = read_after(" ".join(said), before, names=NAMES, profile=PROFILE, today=TODAY, lexicon=LEXICON)
            assert "qq" not in found.reading.english.lower()
            return repr(found)
        except (NotUnderstood, Ambiguous) as error:
            return f"{type(error).__name__}: {error}"

    assert outcome() == outcome()
