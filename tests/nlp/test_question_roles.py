"""Which end of a relation a thing stands at whose other end is not named; names of sorts that stand for things."""

from __future__ import annotations

from datetime import date

import pytest
from tests.nlp.test_question import Dictionary, held

from labkin.graph.profile import Profile
from labkin.nlp.lexicon import build
from labkin.nlp.question import NotUnderstood, Reading, read

NAMES = Dictionary(
    [
        ("f:1", "Film", "Alien"),
        ("f:2", "Film", "Aliens"),
        ("g:1", "Genre", "Western"),
        ("g:2", "Genre", "Comedy"),
        ("g:3", "Genre", "Horror"),
        ("d:1", "Director", "Clint Eastwood"),
        ("r:1", "Rating", "PG-13"),
        ("c:1", "Compound", "LK-0042"),
        ("G:1", "Gene", "hERG"),
        ("G:2", "Gene", "EGFR"),
        ("A:1", "Assay", "Caco-2 assay"),
        ("s:1", "Submission", "LB-IND-001"),
    ]
)
PROFILE = Profile(
    {
        "Film": 900,
        "Genre": 12,
        "Director": 300,
        "Rating": 6,
        "Document": 90,
        "Sample": 90,
        "Batch": 90,
        "Compound": 90,
        "Measurement": 900,
        "Assay": 9,
        "Gene": 90,
        "Submission": 2,
    },
    {
        ("Film", "sequel_of", "Film"): 60,
        ("Film", "has_genre", "Genre"): 950,
        ("Film", "rated", "Rating"): 800,
        ("Film", "directed_by", "Director"): 900,
        ("Document", "cites", "Document"): 12,
        ("Document", "mentions", "Submission"): 5,
        ("Sample", "derived_from", "Batch"): 90,
        ("Measurement", "measurement_of", "Compound"): 900,
        ("Measurement", "measured_in", "Assay"): 900,
        ("Compound", "tested_in", "Assay"): 300,
        ("Assay", "targets", "Gene"): 8,
        ("Compound", "inhibits", "Gene"): 80,
    },
    {
        "Measurement": {
            "value": held("number"),
            "unit": held("text", "nM", "uM"),
            "endpoint": held("text", "IC50", "solubility"),
        },
        "Document": {"document_type": held("text", "study report", "memo")},
    },
)
LEXICON = build(PROFILE)


def ask(question: str) -> Reading:
    return read(question, names=NAMES, profile=PROFILE, today=date(2026, 3, 31), lexicon=LEXICON)


READINGS = """
is Alien a sequel => whether there is: Alien (f:1) that is sequel of things
which films are sequels => films that are sequel of things
which films are not sequels => films that are not sequel of anything
sequels directed by Clint Eastwood => films that are sequel of things and are directed by Clint Eastwood (d:1)
documents cited => documents that are cited by things
documents not cited => documents that are not cited by anything
cited documents => documents that are cited by things
documents that cited => documents that cite things
how many documents are cited => the number of documents that are cited by things
films rated => films that rated things
compounds tested => compounds that were tested in things
which samples were derived => samples that were derived from things
westerns by Clint Eastwood => films that have genre Western (g:1) and are directed by Clint Eastwood (d:1)
how many comedies are there => the number of films that have genre Comedy (g:2)
comedies or westerns by Clint Eastwood
  => films that have genre Western (g:1) or Comedy (g:2) and are directed by Clint Eastwood (d:1)
is Alien a horror film => whether there is: Alien (f:1) that has genre Horror (g:3)
is Alien a western => whether there is: Alien (f:1) that has genre Western (g:1)
study reports or memos => documents (with document type 'study report' or with document type 'memo')
films with the same genre and rating as Alien
  => films that have genres that are genre of Alien (f:1) and rated ratings that were rated by Alien (f:1)
  other than Alien (f:1)
compounds tested in hERG => compounds that were tested in assays that target hERG (G:1)
compounds tested in both hERG and EGFR
  => compounds that were tested in assays that target hERG (G:1) and were tested in assays that target EGFR (G:2)
compounds tested in the Caco-2 assay => compounds that were tested in Caco-2 assay (A:1)
"""
LINES = READINGS.strip().replace("\n  ", " ").splitlines()


@pytest.mark.parametrize("line", LINES)
def test_a_thing_stands_at_the_end_that_is_said(line: str) -> None:
    question, _, expected = line.partition(" => ")
    assert ask(question).english == expected


def test_who_did_it_is_not_left_out_where_the_graph_has_no_such_thing() -> None:
    found = ask("documents cited by LB-IND-001")
    assert not found.held and "cited by LB-IND-001" in found.english


@pytest.mark.parametrize(
    "question",
    [
        "compounds with an EGFR IC50 below 20 nM and a hERG IC50 above 10 uM",
        "compounds with an IC50 on EGFR below 20 nM and on hERG above 10 uM",
        "compounds with EGFR IC50 below 20 nM but hERG above 10 uM",
    ],
)
def test_values_in_two_assays_are_two_measurements(question: str) -> None:
    english = ask(question).english
    assert english.count("have measurements that were measured in assays that target") == 2
    assert english.index("(G:2)") < english.index("below 20") < english.index("(G:1)") < english.index("above 10")


def test_of_two_endpoints_only_the_nearer_was_measured_in_the_assay() -> None:
    english = ask("compounds with solubility above 50 uM and IC50 below 100 nM in the Caco-2 assay").english
    assert english.index("'solubility'") < english.index("Caco-2 assay (A:1) with endpoint 'IC50'")
    assert english.count("Caco-2") == 1


def test_a_thing_that_is_still_used_is_no_noun() -> None:
    with pytest.raises(NotUnderstood):
        ask("is LK-0042 still used")
