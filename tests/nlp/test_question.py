"""Questions read into queries, on a graph that is only described: nothing here needs an engine."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labkin.graph.profile import Profile, PropProfile
from labkin.graph.query import And, Compare, EdgePattern, Linked, Not, Or
from labkin.graph.query_json import from_json, to_json
from labkin.nlp.lexicon import build
from labkin.nlp.normal import normal
from labkin.nlp.question import Ambiguous, NotUnderstood, Reading, read


class Bearer(NamedTuple):
    id: str
    kind: str
    name: str


class Dictionary:
    """Names in a dictionary, by their normal form and as they are written."""

    def __init__(self, entries: Sequence[tuple[str, ...]]) -> None:
        self.bearers: dict[str, list[Bearer]] = defaultdict(list)
        for id_, kind, name, *others in entries:
            for form in {f for text in (id_, name, *others) for f in (text, normal(text))}:
                self.bearers[form].append(Bearer(id_, kind, name))

    def lookup(self, forms: Sequence[str], /) -> Mapping[str, Sequence[Bearer]]:
        return {form: self.bearers[form] for form in forms if form in self.bearers}


NAMES = Dictionary(
    [
        ("D:1", "Disease", "asthma"),
        ("D:2", "Disease", "breast cancer"),
        ("D:3", "Disease", "epilepsy syndrome"),
        ("S:1", "Side Effect", "Asthma"),
        ("S:2", "Side Effect", "nausea"),
        ("S:3", "Side Effect", "Epilepsy"),
        ("G:1", "Gene", "SET"),
        ("G:2", "Gene", "CAT"),
        ("G:3", "Gene", "EGFR", "ERBB1"),
        ("G:4", "Gene", "REST"),
        ("G:5", "Gene", "IMPACT"),
        ("C:1", "Compound", "acetylsalicylic acid", "aspirin"),
        ("LK-0042", "Compound", "LK-0042"),
        ("LK-0042-B03", "Batch", "LK-0042-B03"),
        ("P:1", "Person", "Maya Lindqvist", "Maya"),
        ("P:2", "Person", "Maya Okonkwo", "Maya"),
        ("P:3", "Person", "Tomás Herrera"),
        ("A:1", "Assay", "hERG patch clamp"),
        ("SUB-1", "Submission", "SUB-1"),
        ("N:1", "Compound", "drug of the year"),
        ("O:1", "Organization", "Kestrel Reagents"),
        ("X:1", "Gene", "'; MATCH (n) DETACH DELETE n; //"),
    ]
)

TRIPLES = """
Compound treats Disease | Compound palliates Disease | Compound binds Gene | Compound causes Side_Effect |
Disease associates Gene | Disease upregulates Gene | Gene interacts Gene | Gene regulates Gene |
Disease presents Symptom |
Compound resembles Compound | Batch batch_of Compound | Batch attributed_to Person | Batch generated_by Activity |
Activity associated_with Person | Activity used Instrument | Measurement measurement_of Compound |
Measurement measured_in Assay | Submission supported_by Dataset | Dataset generated_by Activity |
Document mentions Compound | Activity used Batch |
Document mentions Gene | Document attributed_to Person | Person affiliated_with Organization | Study GROWS_IN Planet
"""
KINDS = (
    "Compound Disease Side_Effect Gene Symptom Batch Person Activity Instrument Measurement Assay Submission Dataset"
)


def held(type_: str, *values: str) -> PropProfile:
    return PropProfile(type_, 9, values[:2], values)


PROFILE = Profile(
    {k.replace("_", " "): 9 for k in (KINDS + " Document Organization Study Planet Model").split()},
    {
        (a.replace("_", " "), relation, b.replace("_", " ")): 5
        for a, relation, b in (part.split() for part in TRIPLES.split("|"))
    },
    {
        "Compound": {"molecular_weight": held("number"), "smiles": held("text"), "name": held("text")},
        "Batch": {"purity": held("number"), "status": held("text", "released", "withdrawn"), "date": held("date")},
        "Dataset": {"rows": held("integer"), "size_bytes": held("integer"), "date": held("date")},
        "Measurement": {
            "value": held("number"),
            "unit": held("text", "nM", "uM"),
            "endpoint": held("text", "IC50", "Ki"),
            "date": held("date"),
        },
        "Instrument": {"calibrated": held("date"), "status": held("text", "in use", "retired")},
        "Document": {"year": held("integer"), "title": held("text"), "text": held("text"), "name": held("text")},
        "Planet": {"Surface Gravity (m/s2)": held("number"), "habitable": held("text", "maybe")},
    },
)
LEXICON = build(PROFILE)
TODAY = date(2026, 3, 31)


def ask(question: str) -> Reading:
    return read(question, names=NAMES, profile=PROFILE, today=TODAY, lexicon=LEXICON)


READINGS = """
Which drugs treat breast cancer? => list: compounds that treat breast cancer (D:2)
which medicines are used for asthma => list: compounds that treat asthma (D:1)
What is asthma treated with? => list: compounds that treat asthma (D:1)
drugs treating asthma => list: compounds that treat asthma (D:1)
WHICH DRUGS TREAT ASTHMA => list: compounds that treat asthma (D:1)
Which drugs cause asthma? => list: compounds that cause Asthma (S:1)
What does aspirin bind? => list: genes that are bound by acetylsalicylic acid (C:1)
Which genes are bound by aspirin? => list: genes that are bound by acetylsalicylic acid (C:1)
genes that aspirin binds => list: genes that are bound by acetylsalicylic acid (C:1)
Which genes does aspirin bind? => list: genes that are bound by acetylsalicylic acid (C:1)
Which drugs target SET? => list: compounds that bind SET (G:1)
Which drugs bind CAT and REST? => list: compounds that bind CAT (G:2) and bind REST (G:4)
Which compounds bind IMPACT? => list: compounds that bind IMPACT (G:5)
Which compounds bind "SET"? => list: compounds that bind SET (G:1)
What are the targets of aspirin? => list: genes that are bound by acetylsalicylic acid (C:1)
aspirin's targets => list: genes that are bound by acetylsalicylic acid (C:1)
What targets does aspirin have? => list: genes that are bound by acetylsalicylic acid (C:1)
Which genes are associated with asthma => list: genes that are associated with asthma (D:1)
Which diseases is EGFR associated with? => list: diseases that are associated with EGFR (G:3)
Which diseases is ERBB1 linked to? => list: diseases that are associated with EGFR (G:3)
What regulates EGFR? => list: genes that regulate EGFR (G:3)
What does EGFR regulate? => list: genes that are regulated by EGFR (G:3)
What are the side effects of aspirin? => list: side effects that are caused by acetylsalicylic acid (C:1)
Which drugs that treat asthma also bind EGFR? => list: compounds that treat asthma (D:1) and bind EGFR (G:3)
drugs that treat asthma or breast cancer => list: compounds that treat asthma (D:1) or breast cancer (D:2)
Which genes are not associated with asthma? => list: genes that are not associated with asthma (D:1)
list all assays => list: assays
show me the compounds please => list: compounds
Which compounds have no batches? => list: compounds that do not have batches
compounds without batches => list: compounds that do not have batches
compounds with molecular weight below 300 => list: compounds with molecular weight below 300
compounds lighter than 0.3 kDa => list: compounds with molecular weight below 300
compounds between 200 and 300 Da
  => list: compounds with molecular weight at least 200 and with molecular weight at most 300
batches with purity over 98 % => list: batches with purity above 98
withdrawn batches => list: batches with status 'withdrawn'
Which batches were withdrawn? => list: batches with status 'withdrawn'
datasets with more than 100 rows => list: datasets with number of rows above 100
datasets bigger than 2 MB => list: datasets with size above 2e+06
datasets since March 2024 => list: datasets with date since 2024-03
batches before 2024-03-05 => list: batches with date before 2024-03-05
batches prepared after March 2024 => list: batches with date since 2024-04
documents since 2020 => list: documents with year at least 2020
Which instruments were calibrated before 2024? => list: instruments with calibration date before 2024
the 5 heaviest compounds => list: compounds with molecular weight, the 5 with the highest molecular weight
top 3 compounds by molecular weight => list: compounds with molecular weight, the 3 with the highest molecular weight
Which compound has the highest molecular weight?
  => list: compounds with molecular weight, the 1 with the highest molecular weight, with all that tie
measurements below 1 uM
  => list: measurements ((with unit 'nM' and with value below 1000) or (with unit 'uM' and with value below 1))
average value of measurements => aggregate: the average value of measurements, for each unit
top 2 measurements with unit nM by value
  => list: measurements with unit 'nM' and with value, the 2 with the highest value
Which batches did Tomas Herrera prepare? => list: batches that are attributed to Tomás Herrera (P:3)
who prepared batch LK-0042-B03 => list: people that are responsible for LK-0042-B03
Who works at Kestrel Reagents? => list: people that work at Kestrel Reagents (O:1)
documents about aspirin => list: documents that mention acetylsalicylic acid (C:1)
Which runs used instruments that are in use? => list: runs that used instruments with status 'in use'
What grows in planets? => list: studies that grow in planets
planets with surface gravity above 9 => list: planets with surface gravity above 9
what went into submission SUB-1 => list: things that went into SUB-1
everything that fed SUB-1 => list: things that went into SUB-1
which batches went into SUB-1? => list: batches that went into SUB-1
what was derived from batch LK-0042-B03 => list: things that depend on LK-0042-B03
what depends on batch LK-0042-B03 => list: things that depend on LK-0042-B03
How many compounds bind EGFR? => count: the number of compounds that bind EGFR (G:3)
how many diseases are there => count: the number of diseases
How many batches were withdrawn? => count: the number of batches with status 'withdrawn'
how many measurements per assay
  => per: the number of measurements that were measured in assays, for each assay, by number of measurements,
     highest first
how many batches by status
  => per: the number of batches with status, for each status, by number of batches, highest first
average purity of batches => aggregate: the average purity of batches
What kinds of data do we have? => overview: the number of things of each kind
Does aspirin treat asthma? => yes_no: whether there is: acetylsalicylic acid (C:1) that treats asthma (D:1)
Is asthma treated by aspirin? => yes_no: whether there is: asthma (D:1) that is treated by acetylsalicylic acid (C:1)
Are there any drugs that treat asthma? => yes_no: whether there is: compounds that treat asthma (D:1)
Is LK-0042-B03 withdrawn? => yes_no: whether there is: LK-0042-B03 with status 'withdrawn'
What is aspirin? => define: all that is known of acetylsalicylic acid (C:1)
D:2 => define: all that is known of breast cancer (D:2)
What is the molecular weight of aspirin? => prop: the molecular weight of acetylsalicylic acid (C:1)
LK-0042-B03's purity => prop: the purity of LK-0042-B03
When was batch LK-0042-B03 prepared? => prop: the date of LK-0042-B03
"""


LINES = re.sub(r"\n +", " ", READINGS.strip()).splitlines()  # an indented line belongs to the one before


@pytest.mark.parametrize("line", LINES)
def test_readings(line: str) -> None:
    question, _, expected = line.partition(" => ")
    reading = ask(question)
    assert reading.held
    assert f"{reading.form}: {reading.english}" == expected


@pytest.mark.parametrize("line", LINES)
def test_every_reading_is_a_query_that_json_can_carry(line: str) -> None:
    query = ask(line.partition(" => ")[0]).query
    assert from_json(to_json(query)) == query


def test_a_question_of_several_hops_and_a_measured_value() -> None:
    query = ask("Which compounds that bind EGFR were tested after March 2024 with an IC50 below 50 nM?").query
    assert query.edges == (EdgePattern("a", "b", ("binds",)), EdgePattern("c", "a", ("measurement_of",)))
    assert query.where == And(
        (
            Compare("c", "endpoint", "=", "IC50"),
            Compare("c", "date", ">=", "2024-04"),
            Or(
                (
                    And((Compare("c", "unit", "=", "nM"), Compare("c", "value", "<", 50))),
                    And((Compare("c", "unit", "=", "uM"), Compare("c", "value", "<", 0.05))),
                )
            ),
        )
    )


def test_where_the_graph_has_only_the_long_way_it_is_taken() -> None:
    edges = ask("Which compounds were tested in the hERG patch clamp?").query.edges
    assert edges == (EdgePattern("b", "a", ("measurement_of",)), EdgePattern("b", "c", ("measured_in",)))


def test_a_relation_that_has_no_direction_is_asked_both_ways() -> None:
    (edge,) = ask("What does EGFR interact with?").query.edges
    assert edge.either


def test_absence_is_a_condition_not_an_edge() -> None:
    query = ask("Which genes are not associated with asthma?").query
    assert query.edges == ()
    assert isinstance(query.where, Not) and isinstance(query.where.item, Linked)


def test_last_month_counts_from_today() -> None:
    where = ask("How many datasets were created last month?").query.where
    assert where == And((Compare("a", "date", ">=", "2026-02"), Compare("a", "date", "<", "2026-03")))


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("Which genes treat asthma?", "treats"),
        ("Which assays target EGFR?", "targets"),
        ("Which models were trained on datasets?", "trained on"),
        ("Which pathways involve EGFR?", "no pathways"),
        ("batches with molecular weight below 300", ""),
        ("assays since March 2024", "property"),
    ],
)
def test_what_the_graph_lacks_is_said_and_nothing_else_is_asked_instead(question: str, note: str) -> None:
    if not note:
        with pytest.raises(NotUnderstood):
            ask(question)
        return
    reading = ask(question)
    assert not reading.held
    assert note in reading.note
    assert reading.confidence < 0.8


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Will it rain in Leiden on Friday?", ("rain", "Leiden", "Friday")),
        ("Which drugs treat foobaritis?", ("foobaritis",)),
        ("Which purple drugs treat asthma?", ("purple",)),
        ("DROP TABLE compounds", ()),  # an order
        ("", ()),
        ("?", ()),
        ("compounds below 300 rows", ("below",)),
        ("batches not prepared in 2024", ()),  # at another time, or never?
        ("Which batches weren't used by any instrument?", ()),  # no such relation: another was meant
    ],
)
def test_what_is_not_understood_names_the_words(question: str, words: tuple[str, ...]) -> None:
    with pytest.raises(NotUnderstood) as caught:
        ask(question)
    assert set(words) <= set(caught.value.unused)


FILMS = Profile(
    {"Film": 3, "Studio": 2, "Director": 2},
    {("Film", "produced_by", "Studio"): 2, ("Director", "directed", "Film"): 3, ("Film", "next to", "Film"): 1},
    {"Film": {"released": PropProfile("date", 1), "year": PropProfile("integer", 3)}},
)
NAMES_OF_FILMS = Dictionary(
    [("F:1", "Film", "Alien"), ("S:1", "Studio", "Brandywine"), ("D:1", "Director", "R. Scott")]
)


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("which studio produced Alien", "studios that produced Alien (F:1)"),
        ("which films did Brandywine produce", "films that are produced by Brandywine (S:1)"),
        ("films produced by Brandywine", "films that are produced by Brandywine (S:1)"),
        ("who directed Alien", "directors that directed Alien (F:1)"),
        ("who produced Alien", "studios that produced Alien (F:1)"),
        ("which films were not directed by R. Scott", "films that were not directed by R. Scott (D:1)"),
        ("films from 1982", "films with year at least 1982 and with year below 1983"),
        ("films from 1982 onwards", "films with year at least 1982"),
        (
            "how many films has every director directed",
            "the number of films that were directed by directors, for each director, by number of films, highest first",
        ),
        (
            "how many films does each studio have",
            "the number of films that are produced by studios, for each studio, by number of films, highest first",
        ),
    ],
)
def test_a_graph_of_another_world_is_asked_in_its_own_words(question: str, english: str) -> None:
    reading = read(question, names=NAMES_OF_FILMS, profile=FILMS, today=TODAY)
    assert reading.held
    assert reading.english == english


def test_two_of_a_name_are_never_chosen_between() -> None:
    with pytest.raises(Ambiguous) as caught:
        ask("What is asthma?")
    assert [choice["id"] for choice in caught.value.choices] == ["D:1", "S:1"]
    with pytest.raises(Ambiguous) as caught:
        ask("Which batches did Maya prepare?")
    assert [choice["reading"] for choice in caught.value.choices] == [
        "batches that are attributed to Maya Lindqvist (P:1)",
        "batches that are attributed to Maya Okonkwo (P:2)",
    ]


def test_words_that_may_mean_several_relations_are_asked_back() -> None:
    with pytest.raises(Ambiguous) as caught:
        ask("genes in asthma")
    assert [choice["reading"] for choice in caught.value.choices] == [
        "genes that are associated with asthma (D:1)",
        "genes that are upregulated by asthma (D:1)",
    ]


def test_a_name_that_looks_like_a_statement_is_a_name() -> None:
    reading = ask('Which compounds bind "\'; MATCH (n) DETACH DELETE n; //"?')
    assert reading.query.node("b").ids == ("X:1",)


def test_words_left_aside_are_told() -> None:
    assert ask("please list all the assays").harmless == ("please", "all", "the")


WORDS = """
which what how many drugs treat asthma bind EGFR SET that and or not with purity over 98 % top 5 compounds by batches is
does aspirin are withdrawn since March 2024 per assay of in the ' " ( ) ? , 's Maya without between
"""
words = st.sampled_from(WORDS.split())


@settings(deadline=None)
@given(st.lists(words | st.text(max_size=6), max_size=14))
def test_no_words_break_the_reader_and_the_same_words_read_the_same(said: list[str]) -> None:
    question = " ".join(said)

    def outcome() -> str:
        try:
            return repr(ask(question))
        except (NotUnderstood, Ambiguous) as error:
            return f"{type(error).__name__}: {error}"

    assert outcome() == outcome()


@given(st.text())
def test_a_normal_form_is_its_own(text: str) -> None:
    assert normal(normal(text)) == normal(text)


@pytest.mark.parametrize(
    "question",
    [
        "top 3 measurements by value",
        "which measurement has the highest value",
        "top 3 measurements below 1 uM by value",
    ],
)
def test_values_in_several_units_are_not_ranked(question: str) -> None:
    with pytest.raises(NotUnderstood, match=r"several units \(nM, uM\)"):
        ask(question)


SAID = """
batches from Q2 => batches with date since 2025-04 and with date before 2025-07
datasets created in the last eight months => datasets with date since 2025-07-31 and with date before 2026-04
batches prepared between 3 and 17 May 2024 => batches with date since 2024-05-03 and with date before 2024-05-18
documents from 2020 to 2022 => documents with year at least 2020 and with year below 2023
datasets on or after 3 March 2024 => datasets with date since 2024-03-03
datasets before the end of 2023 => datasets with date before 2024
datasets created more than 3 months ago => datasets with date before 2025-12-31
datasets older than 2 weeks => datasets with date before 2026-03-17
datasets older than 2023 => datasets with date before 2023
batches >= 98% purity => batches with purity at least 98
batches with a purity of 98% => batches with purity 98
batches with purity 95-98 % => batches with purity at least 95 and with purity at most 98
batches with purity 97 ± 1 % => batches with purity at least 96 and with purity at most 98
batches with 98 % or better purity => batches with purity at least 98
batches purer than 98 % => batches with purity above 98
compounds no heavier than 300 Da => compounds with molecular weight at most 300
Which compounds weigh more than half a kilodalton? => compounds with molecular weight above 500
compounds of 200 to 300 Da
  => compounds with molecular weight at least 200 and with molecular weight at most 300
datasets with 100+ rows => datasets with number of rows at least 100
datasets with more than 10k rows => datasets with number of rows above 10000
datasets with rows between 1900 and 2000
  => datasets with number of rows at least 1900 and with number of rows at most 2000
planets with surface gravity above 900 cm/s2 => planets with surface gravity above 9
which batch is the purest => batches with purity, the 1 with the highest purity, with all that tie
the lightest 3 compounds => compounds with molecular weight, the 3 with the lowest molecular weight
the oldest dataset => datasets with date, the 1 with the lowest date, with all that tie
"""
SAID += """
documents about solubility
  => documents (with name containing 'solubility' or with title containing 'solubility' or with text containing
     'solubility')
documents that mention form II since 2020
  => documents (with name containing 'form II' or with title containing 'form II' or with text containing 'form II')
     and with year at least 2020
documents whose title ends with report => documents with title ending with 'report'
documents whose title starts with "Study of" => documents with title starting with 'Study of'
documents with the word solubility in their title => documents with title containing 'solubility'
compounds whose name contains mab => compounds with name containing 'mab'
Which compounds have "mab" in their name? => compounds with name containing 'mab'
documents about aspirin => documents that mention acetylsalicylic acid (C:1)
compounds called aspirin => all that is known of acetylsalicylic acid (C:1)
"""
SAID_LINES = re.sub(r"\n +", " ", SAID.strip()).replace("\n\n", "\n").splitlines()


@pytest.mark.parametrize("line", SAID_LINES)
def test_what_is_said_of_values(line: str) -> None:
    question, _, expected = line.partition(" => ")
    assert ask(question).english == expected


@pytest.mark.parametrize(
    ("question", "low", "high"),
    [
        ("compounds with an IC50 between 5 and 50 nM", (">=", 5), ("<=", 50)),
        ("compounds with submicromolar IC50", ("<", 1000), None),
        ("compounds with single-digit nanomolar IC50", ("<", 10), None),
        ("compounds with an IC50 of 50 nM or less", ("<=", 50), None),
    ],
)
def test_one_measurement_holds_all_that_is_said_of_its_value(
    question: str, low: tuple[str, float], high: tuple[str, float] | None
) -> None:
    query = ask(question).query
    assert query.edges == (EdgePattern("b", "a", ("measurement_of",)),)
    assert isinstance(query.where, And)
    units = query.where.items[-1]
    assert isinstance(units, Or)
    tests = tuple(Compare("b", "value", *test) for test in (low, high) if test)
    assert units.items[0] == And((Compare("b", "unit", "=", "nM"), *tests))


@pytest.mark.parametrize(
    "question",
    [
        "datasets in early 2024",
        "datasets since mid-March",
        "datasets on 3/4/2024",
        "datasets with about 100 rows",
        "datasets with more than twice rows",
        "recent datasets",
        "compounds with an IC50 not between 5 and 50 nM",
        "compounds about purple",  # a name alone is about nothing
        "documents about aspirin and solubility",
    ],
)
def test_vague_values_are_asked_back(question: str) -> None:
    with pytest.raises(NotUnderstood):
        ask(question)


def test_what_does_not_say_a_word_lacks_it_in_every_text() -> None:
    where = ask("documents that do not mention solubility").query.where
    assert isinstance(where, And)
    assert where.items == tuple(
        Or((Compare("a", prop, "missing"), Not(Compare("a", prop, "contains", "solubility"))))
        for prop in ("name", "title", "text")
    )


@pytest.mark.parametrize(
    "question",
    [
        "compounds below 50 nM in the hERG patch clamp",
        "Which compounds gave less than 50 nM in the hERG patch clamp?",
    ],
)
def test_a_value_without_its_endpoint_is_that_of_the_assay(question: str) -> None:
    query = ask(question).query
    assert query.edges == (EdgePattern("b", "a", ("measurement_of",)), EdgePattern("b", "c", ("measured_in",)))
    assert query.node("b").kinds == ("Measurement",)
    assert isinstance(query.where, Or)
    assert query.where.items[0] == And((Compare("b", "unit", "=", "nM"), Compare("b", "value", "<", 50)))
    with pytest.raises(NotUnderstood):
        ask("compounds below 50 nM")  # of which endpoint?


def test_of_anything_that_says_a_word_all_kinds_with_texts_are_asked() -> None:
    profile = Profile(
        {"Document": 2, "Dataset": 2},
        {},
        {
            "Document": {"name": held("text"), "text": held("text")},
            "Dataset": {"name": held("text"), "description": held("text")},
        },
    )
    reading = read("anything that mentions solubility", names=NAMES, profile=profile, today=TODAY)
    assert set(reading.kinds) == {"Document", "Dataset"}


def test_of_anything_measured_the_thing_is_given_and_not_each_of_its_lots() -> None:
    triples = {**PROFILE.triples, ("Measurement", "measurement_of", "Batch"): 5}
    profile = Profile(PROFILE.kinds, triples, PROFILE.props)
    question = "anything below 50 nM in the hERG patch clamp"
    assert read(question, names=NAMES, profile=profile, today=TODAY).kinds == ("Compound",)
