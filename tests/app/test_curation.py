"""Curators decide: what is in the queue, what follows from a decision at once, and that it all comes back on undo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from labkin.app import curation
from labkin.app.config import read_config
from labkin.app.curation_log import agreements, log, second_opinions, verdicts
from labkin.app.curation_queue import Case, case_of, cases, doubtful, doubtful_of, frequent, frequent_of
from labkin.app.lab import Lab
from labkin.app.loading import load_paths
from labkin.graph.errors import LabkinError, NotFound
from labkin.graph.model import Method
from labkin.graph.store import EdgeKey
from labkin.nlp.annotations import Link
from read_lab import NAMES, read, read_lab


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    opened = read_lab(tmp_path / "lab")
    yield opened
    opened.close()


def find(lab: Lab, document: str, text: str) -> Case:
    return next(one for one in cases(lab, [document]) if one.text == text)


def mentioned(lab: Lab, document: str) -> set[str]:
    """What the graph says that a document mentions."""
    with lab.view() as view:
        return {key.object for key in view.incident([document]) if key.relation == "mentions"}


def method(lab: Lab, document: str, object: str) -> set[Method]:
    with lab.view() as view:
        return {one.method for _, one in view.supporting([EdgeKey(document, "mentions", object, "")])}


def test_the_doubtful_come_first_and_say_why(lab: Lab) -> None:
    found = doubtful(lab)
    assert [one.text for one in found][:4] == ["AD"] * 4
    reasons = {one.text: one.reasons for one in found}
    assert reasons == {
        "AD": ("ambiguous", "weak link"),
        "AGS cells": ("unsure", "unlinked"),
        "WAS": ("unsure", "weak link"),
    }
    assert [one.doubt for one in found] == sorted((one.doubt for one in found), reverse=True)
    assert {one.text for one in doubtful(lab, type="Gene")} == {"WAS"}
    assert len(doubtful(lab, most=2)) == 2


def test_a_case_shows_its_sentence(lab: Lab) -> None:
    case = find(lab, "PMID:102", "WAS")
    assert case.parts == ("The ", "WAS", " of it is known.")
    assert case_of(lab, case.id) == case and case.title == "EGFR and gefitinib"


def test_the_frequent_are_names_of_several_documents(lab: Lab) -> None:
    groups = frequent(lab)
    assert [(one.name, one.type, one.documents, len(one.cases)) for one in groups] == [
        ("AD", "Disease", 3, 4),
        ("WAS", "Gene", 2, 2),
    ]


def test_what_was_decided_leaves_the_queue_and_returns_when_undone(lab: Lab) -> None:
    before = doubtful(lab)
    curation.accept(lab, [before[0]])
    assert doubtful(lab) == before[1:]
    curation.undo(lab)
    assert doubtful(lab) == before


def test_a_rejected_mention_is_gone_from_the_graph_at_once(lab: Lab) -> None:
    assert "HGNC:12731" in mentioned(lab, "PMID:102")
    curation.reject(lab, [find(lab, "PMID:102", "WAS")])
    assert "HGNC:12731" not in mentioned(lab, "PMID:102")
    assert "HGNC:12731" in mentioned(lab, "PMID:103")
    curation.undo(lab)
    assert "HGNC:12731" in mentioned(lab, "PMID:102")


def test_an_accepted_mention_is_a_curated_statement(lab: Lab) -> None:
    assert method(lab, "PMID:103", "HGNC:12731") == {Method.TEXT_MINED}
    curation.accept(lab, [find(lab, "PMID:103", "WAS")])
    assert method(lab, "PMID:103", "HGNC:12731") == {Method.CURATED}


def test_a_corrected_link_moves_the_edge(lab: Lab) -> None:
    (made,) = curation.link(lab, [find(lab, "PMID:102", "AD")], "MONDO:0004980")
    assert made.name and "MONDO:0004980" in mentioned(lab, "PMID:102")
    assert "MONDO:0004975" not in mentioned(lab, "PMID:102")
    case = find(lab, "PMID:102", "AD")
    assert case.decided == made.id and case.link is not None and case.link.curie == "MONDO:0004980"


def test_a_corrected_type_takes_the_link_with_it(lab: Lab) -> None:
    curation.retype(lab, [find(lab, "PMID:103", "WAS")], "chem")
    case = find(lab, "PMID:103", "WAS")
    assert (case.type, case.links) == ("Chemical", ())
    with pytest.raises(LabkinError, match="there is no type 'thing'"):
        curation.retype(lab, [case], "thing")


def test_a_corrected_span_keeps_type_and_link(lab: Lab) -> None:
    cells = find(lab, "PMID:101", "AGS cells")
    curation.respan(lab, cells, cells.start, cells.start + 3)
    case = find(lab, "PMID:101", "AGS")
    assert (case.type, case.end - case.start) == ("CellLine", 3)
    with pytest.raises(LabkinError, match="no span in it"):
        curation.respan(lab, case, 0, 5)
    curation.reject(lab, [case])
    assert not [one for one in cases(lab, ["PMID:101"]) if "AGS" in one.text]
    curation.undo(lab)
    curation.undo(lab)
    assert find(lab, "PMID:101", "AGS cells") == cells


def test_a_guess_too_weak_to_be_stated_is_no_meaning_until_a_curator_names_it(lab: Lab) -> None:
    """As with "Human liver microsomes", of which a model only guessed that it is a prosomere."""
    guess = Link("HGNC:8573", "PAEP", 0.08, "ngram")
    read(lab, "toy@2", NAMES | {"AGS cells": ("CellLine", 0.9, (guess,)), "WAS": ("Gene", 0.9, (guess,))})
    cells, was = find(lab, "PMID:101", "AGS cells"), find(lab, "PMID:103", "WAS")
    assert (cells.link, cells.stated) == (guess, None)
    (made,) = curation.respan(lab, cells, cells.start, cells.start + 3, author="ana")
    assert (made.type, made.curie, made.name) == ("CellLine", "", "")
    (made,) = curation.accept(lab, [was], author="ana")
    assert (made.type, made.curie) == ("Gene", "") and find(lab, "PMID:103", "WAS").links == ()
    assert not {"HGNC:8573"} & (mentioned(lab, "PMID:101") | mentioned(lab, "PMID:103"))
    (blind,) = [one for one in second_opinions(lab, "ben") if one.text == "WAS"]
    curation.link(lab, [blind], "", author="ben")
    assert agreements(lab)[0].agreed == 1  # both say of it: a gene, not linked
    curation.link(lab, [blind], "HGNC:8573")
    assert method(lab, "PMID:103", "HGNC:8573") == {Method.CURATED}


def test_one_decision_settles_all_mentions_of_a_name_and_is_undone_as_one(lab: Lab) -> None:
    group = frequent(lab)[0]
    curation.link(lab, group.cases, "MONDO:0004980")
    assert all("MONDO:0004980" in mentioned(lab, f"PMID:{number}") for number in (101, 102, 103))
    assert [one.name for one in frequent(lab)] == ["WAS"]
    assert len(curation.undo(lab)) == 4
    assert [one.name for one in frequent(lab)] == ["AD", "WAS"]


def test_a_synonym_is_found_in_every_text_at_once(lab: Lab) -> None:
    assert "CHEBI:49668" not in mentioned(lab, "PMID:103")
    made = curation.synonym(lab, "eb-90", "CHEBI:49668")
    assert (made.type, made.name) == ("Chemical", "gefitinib")
    assert method(lab, "PMID:103", "CHEBI:49668") == {Method.CURATED}
    assert "EB-90" not in {one.text for one in doubtful(lab)}
    curation.undo(lab, [made.id.removeprefix("curation:")])
    assert "CHEBI:49668" not in mentioned(lab, "PMID:103")


def test_a_forbidden_name_goes_everywhere_or_near_words_alone(lab: Lab) -> None:
    curation.forbid(lab, "WAS", type="Gene")
    assert all("HGNC:12731" not in mentioned(lab, f"PMID:{number}") for number in (102, 103))
    curation.forbid(lab, "AD", near=["eczema"], curie="MONDO:0004975")
    assert "MONDO:0004975" not in mentioned(lab, "PMID:102") and "MONDO:0004975" in mentioned(lab, "PMID:103")
    curation.undo(lab)
    assert "MONDO:0004975" in mentioned(lab, "PMID:102")


def test_decisions_hold_when_another_model_reads(lab: Lab) -> None:
    curation.reject(lab, [find(lab, "PMID:103", "WAS")])
    curation.link(lab, [find(lab, "PMID:102", "AD")], "MONDO:0004980")
    curation.synonym(lab, "EB-90", "CHEBI:49668")
    more = {**NAMES, "WAS": ("Gene", 0.99, NAMES["WAS"][2]), "eczema": ("Disease", 0.9, ())}
    read(lab, "toy@2", more)
    assert "HGNC:12731" not in mentioned(lab, "PMID:103") and "HGNC:12731" in mentioned(lab, "PMID:102")
    assert {"MONDO:0004980"} <= mentioned(lab, "PMID:102") and "CHEBI:49668" in mentioned(lab, "PMID:103")
    read(lab, "other@1", {"Aspirin": NAMES["Aspirin"]})
    assert "HGNC:12731" not in mentioned(lab, "PMID:103")
    assert len([one for one in cases(lab, ["PMID:101"]) if one.text == "Aspirin"]) == 2


def test_the_log_tells_what_was_undone_and_by_whom(lab: Lab) -> None:
    curation.accept(lab, [find(lab, "PMID:103", "WAS")], author="ana", note="the gene")
    curation.forbid(lab, "WAS", author="ben")
    curation.undo(lab, author="ana")
    found = log(lab)
    assert [(one.decision.action, one.decision.author, one.undone_by) for one in found] == [
        ("forbid", "ben", ""),
        ("accept", "ana", "ana"),
    ]
    assert found[1].undone_at > found[1].decision.at and found[1].decision.note == "the gene"
    assert [one.decision.author for one in log(lab, "ben")] == ["ben"]
    with pytest.raises(NotFound, match="no decision of ana"):
        curation.undo(lab, author="ana")
    with pytest.raises(NotFound, match="no decision"):
        curation.undo(lab, [found[1].decision.id])


def test_agreement_of_two_who_decided_the_same_mentions(lab: Lab) -> None:
    was, ad, cells = find(lab, "PMID:103", "WAS"), find(lab, "PMID:102", "AD"), find(lab, "PMID:101", "AGS cells")
    curation.reject(lab, [was], author="ana")
    curation.link(lab, [ad], "MONDO:0004980", author="ana")
    curation.respan(lab, cells, cells.start, cells.start + 3, author="ana")
    seconds = second_opinions(lab, "ben")
    assert [(one.text, one.reasons) for one in seconds] == [(one.text, one.reasons) for one in (cells, ad, was)]
    assert second_opinions(lab, "ana") == []
    curation.reject(lab, [seconds[2]], author="ben")
    curation.accept(lab, [seconds[1]], author="ben")
    curation.accept(lab, [find(lab, "PMID:101", "AGS")], author="ben")
    (found,) = agreements(lab)
    assert (found.first, found.second, found.both, found.agreed) == ("ana", "ben", 3, 2)
    assert found.differ == ((ad.id, "disease, MONDO:0004980", "as found"),)
    assert verdicts(lab)["ana"][was.id] == "no mention"
    assert found.kappa is not None and 0 < found.kappa < 1
    with pytest.raises(NotFound, match="eve decided on no mention"):
        agreements(lab, "eve")


def test_candidates_are_of_the_type_that_is_asked_for(lab: Lab) -> None:
    assert curation.candidates(lab, "MONDO:0004979")[0].curie == "MONDO:0004979"
    assert "HGNC:3236" in [one.curie for one in curation.candidates(lab, "ERBB1", "Gene")]
    assert all(not one.curie.startswith("HGNC") for one in curation.candidates(lab, "ERBB1", "Disease"))


def test_what_cannot_be_is_said(lab: Lab) -> None:
    with pytest.raises(LabkinError, match="is no mention"):
        case_of(lab, "PMID:101")
    with pytest.raises(NotFound, match="nothing is mentioned at PMID:101@0-3"):
        case_of(lab, "PMID:101@0-3")
    with pytest.raises(LabkinError, match="there is no name"):
        curation.forbid(lab, "  ")
    with pytest.raises(NotFound, match="there is no text of UNKNOWN in this lab"):
        case_of(lab, "UNKNOWN@0-3")
    with pytest.raises(LabkinError, match="say with --type what it is: Chemical, Disease"):
        curation.synonym(lab, "EB-90", "nobody:1", force=True)
    with pytest.raises(NotFound, match=r"there is no 'CHEBI:99999999': neither this lab nor its vocabularies"):
        curation.link(lab, [find(lab, "PMID:102", "AD")], "CHEBI:99999999")
    with pytest.raises(NotFound, match="there is no 'nonsense'"):
        curation.forbid(lab, "AD", curie="nonsense")
    with pytest.raises(LabkinError, match="no mention to decide on"):
        curation.accept(lab, [])


def test_an_identifier_that_nobody_knows_or_of_another_sort_is_refused_unless_one_insists(lab: Lab) -> None:
    asthma = find(lab, "PMID:101", "asthma")
    for curie in ("foo:bar", "PMID:1"):
        with pytest.raises(NotFound, match=f"there is no '{curie}': .*--force takes it all the same"):
            curation.link(lab, [asthma], curie)
    with pytest.raises(LabkinError, match="PMID:102 is a publication, which no name in a text means"):
        curation.link(lab, [asthma], "PMID:102")
    with pytest.raises(LabkinError, match="HGNC:3236, EGFR, is a gene, and what is to mean it is of the type Disease"):
        curation.link(lab, [asthma], "HGNC:3236")
    with pytest.raises(LabkinError, match="CHEBI:49668, gefitinib, is a compound"):
        curation.synonym(lab, "EB-90", "CHEBI:49668", "Gene")
    with pytest.raises(NotFound, match="there is no 'foo:bar'"):
        curation.forbid(lab, "AD", curie="foo:bar")
    assert not log(lab)
    (made,) = curation.link(lab, [asthma], "foo:bar", force=True)
    assert made.curie == "foo:bar"


def test_what_the_lab_itself_describes_can_be_meant_but_its_instruments_are_not_taught_as_names(lab: Lab) -> None:
    file = lab.folder.parent / "own.jsonl"
    rows = [{"id": "own:I1", "category": "Instrument", "name": "reader"}, {"id": "own:B1", "category": "Batch"}]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (report,) = load_paths(lab, [file])
    assert report.nodes == 2, report
    (made,) = curation.link(lab, [find(lab, "PMID:101", "Aspirin")], "own:B1")
    assert made.curie == "own:B1"
    for type in ("", "Gene"):
        with pytest.raises(LabkinError, match=r"own:I1 is an instrument: names are taught for .* Chemical, Disease"):
            curation.synonym(lab, "reader", "own:I1", type)


def test_a_span_loses_its_blanks_and_tells_of_words_that_it_cuts(lab: Lab) -> None:
    was = find(lab, "PMID:102", "WAS")
    (made,) = curation.respan(lab, was, was.start - 1, was.end + 4)  # " WAS of "
    assert made.span == (was.start, was.end + 3)
    assert curation.cut_words(was, *made.span) == []
    cells = find(lab, "PMID:101", "AGS cells")
    assert curation.cut_words(cells, cells.start + 1, cells.start + 6) == ["AGS", "cells"]
    with pytest.raises(LabkinError, match="only blanks"):
        curation.respan(lab, cells, cells.start + 3, cells.start + 4)


def test_of_equally_doubtful_mentions_the_name_of_most_texts_comes_first(lab: Lab) -> None:
    names = {
        "asthma": ("Disease", 0.4, ()),  # in one text
        "WAS": ("Gene", 0.45, ()),  # in two
        "EGFR": ("Gene", 0.85, NAMES["EGFR"][2]),  # a little unsure, but nothing can be said against it
    }
    read(lab, "toy@2", names)
    assert [one.text for one in doubtful(lab)] == ["WAS", "WAS", "asthma", "asthma"]
    found, waiting = doubtful_of(lab, most=1)
    assert ([one.text for one in found], waiting) == (["WAS"], 4)


def test_names_of_which_nothing_is_in_doubt_are_not_in_the_queue(lab: Lab) -> None:
    sure = {"AD": NAMES["AD"], "WAS": ("Gene", 0.97, NAMES["EGFR"][2])}
    read(lab, "toy@2", sure)
    ((group,), waiting) = frequent_of(lab)
    assert (group.name, group.reasons, waiting) == ("AD", ("ambiguous", "weak link"), 1)
    assert {one.name for one in frequent(lab, sure=True)} == {"AD", "WAS"}


def test_a_case_is_named_as_it_is_shown(lab: Lab) -> None:
    one = replace(find(lab, "PMID:101", "Aspirin"), document="lantern:a@b")
    assert one.id.startswith("lantern:a@b@")


@pytest.mark.parametrize("author", ["ana\x1b[31m", "ana\nben", "a\u2028b"])
def test_an_author_whose_name_cannot_be_printed_is_refused(lab: Lab, author: str) -> None:
    was = find(lab, "PMID:103", "WAS")
    with pytest.raises(LabkinError, match=r"is no name of an author .*: it has control characters"):
        curation.accept(lab, [was], author=author)
    with pytest.raises(LabkinError, match="is no name of an author"):
        curation.undo(lab, author=author)
    with pytest.raises(LabkinError, match="is no name of an author"):
        read_config(lab.folder, {"LABKIN_AUTHOR": author})
    assert not log(lab)
    assert curation.accept(lab, [was], author="Ana Müller-Ōe")[0].author == "Ana Müller-Ōe"


def test_what_is_no_name_and_no_word_is_refused(lab: Lab) -> None:
    with pytest.raises(LabkinError, match=r"'\.' is no name: it needs a letter or a digit"):
        curation.synonym(lab, ".", "MESH:D001241")
    with pytest.raises(LabkinError, match="no word was said near which"):
        curation.forbid(lab, "Gefitinib", near=["", " "])
