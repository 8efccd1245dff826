"""The demo lab answers the questions of its tour as they were written down before there was a parser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from command_line import CommandLine
from demo_lab import Demo
from labkin.app.annotating_models import restore_model, withdraw_model
from labkin.app.asking import answer, read_line
from labkin.app.demo.answers import Lab as Files
from labkin.app.lab import Lab
from labkin.app.suggestions import tour
from labkin.graph.backup import back_up, restore
from labkin.graph.embedded import stop_owner
from labkin.graph.ledger_readings import Readings


@pytest.fixture(scope="module")
def demo(demo_lab: Demo, demo_copy: Callable[[str], Path]) -> Iterator[tuple[Lab, dict[str, Any]]]:
    with Lab.open(demo_copy("tour")) as lab:
        yield lab, demo_lab.built


def test_the_demo_lab_is_that_of_a_small_group(demo: tuple[Lab, dict[str, Any]]) -> None:
    _, built = demo
    assert (built["failed"], built["problems"]) == (0, [])
    assert built["nodes"] >= 3_000 and built["edges"] >= 10_000
    vocabulary = sum(built["kinds"].get(kind, 0) for kind in ("Gene", "Disease", "Phenotype", "Anatomy", "CellType"))
    assert vocabulary <= 0.3 * built["nodes"]
    assert built["kinds"]["Document"] >= 40


@pytest.mark.parametrize("question", tour(), ids=lambda question: question["id"])
def test_a_question_of_the_tour(demo: tuple[Lab, dict[str, Any]], question: dict[str, Any]) -> None:
    lab, _ = demo
    found = answer(lab, question["question"])
    assert found["status"] == question["status"], found
    if "ids" in question:
        assert sorted(found["ids"]) == sorted(question["ids"])
    if "value" in question:
        assert found["value"] == question["value"]
    if "alternatives" in question:
        offered = {other.get("id") for other in found["alternatives"]}
        assert offered == {other if isinstance(other, str) else other["id"] for other in question["alternatives"]}


MINED = [question for question in tour() if question.get("from") == "texts"]


def test_every_notebook_entry_and_report_was_read(demo: tuple[Lab, dict[str, Any]]) -> None:
    lab, built = demo
    texts = [id for id, node in Files().nodes.items() if node.get("category") == "Document" and "text" in node]
    read = {one.document: one for one in Readings(lab.ledger).of()}
    assert len(texts) == 45 and set(texts) <= set(read)
    assert built["texts"]["read"] == len(read) and not built["texts"]["failed"]
    assert all(json.loads(read[id].content)["mentions"] for id in texts)


@pytest.mark.parametrize("question", MINED, ids=lambda question: question["id"])
def test_what_only_texts_say_comes_with_the_sentence_that_says_so(
    demo: tuple[Lab, dict[str, Any]], question: dict[str, Any]
) -> None:
    lab, _ = demo
    found = answer(lab, question["question"])
    read = [one for one in found["evidence"] if one["source"].startswith("annotation:")]
    assert read and all(one["sentence"] and one["method"] == "text-mined" for one in read)
    told = {one[end] for one in found["evidence"] for end in ("subject", "object") if end in one}
    assert set(found["ids"]) <= told


def test_without_what_was_read_these_questions_have_no_or_another_answer(demo: tuple[Lab, dict[str, Any]]) -> None:
    lab, _ = demo
    (model,) = {one.model.partition("@")[0] for one in Readings(lab.ledger).heads()}
    withdraw_model(lab, model)
    lab.catch_up()
    try:
        for question in MINED:
            found = answer(lab, question["question"])
            if "containing" in found["reading"]:  # the words of the texts themselves are left, and are told apart
                continue
            assert found["status"] != "answered" or sorted(found["ids"]) != question["ids"], question["id"]
            assert found["status"] in ("answered", "no_data"), found["text"]  # the words are as good as before
            assert found["status"] == "answered" or f"`labkin models restore {model}`" in found["text"]
        gone = answer(lab, "Which documents mention palladium?")
        assert "text containing 'palladium'" in gone["reading"]
        gone = answer(lab, "Which drugs treat rabies?")
        assert (gone["status"], gone["rows"]) == ("no_data", [])
    finally:
        restore_model(lab, model)
        lab.catch_up()
    for question in MINED:
        assert sorted(answer(lab, question["question"])["ids"]) == question["ids"], question["id"]


def test_a_corrected_mention_changes_the_answer_at_once_and_undoing_it_brings_it_back(
    demo: tuple[Lab, dict[str, Any]],
) -> None:
    lab, _ = demo
    labkin = CommandLine(lab.folder)
    blockers, verapamil = "Which compounds inhibit KCNH2?", "Which documents mention verapamil?"
    before = [sorted(labkin.json("ask", one)["ids"]) for one in (blockers, verapamil)]
    assert "lantern:LK-0017" in before[0]
    ask = labkin.json("ask", blockers)["evidence"]
    (said,) = (one for one in ask if one["subject"] == "lantern:LK-0017")
    assert said["sentence"].startswith("LK-0017 blocks hERG")
    labkin("curate", "link", *mentions(labkin, "lantern:REP-2024-02", "hERG", "KCNH2"), "-", "--author", "ana")
    labkin("curate", "reject", *mentions(labkin, "lantern:REP-2024-03", "Verapamil", "verapamil"), "--author", "ana")
    assert "lantern:LK-0017" not in labkin.json("ask", blockers)["ids"]
    assert labkin.json("ask", verapamil)["ids"] == ["lantern:ELN-2024-029"]
    labkin("curate", "undo", "--author", "ana")
    labkin("curate", "undo", "--author", "ana")
    assert [sorted(labkin.json("ask", one)["ids"]) for one in (blockers, verapamil)] == before


def mentions(labkin: CommandLine, document: str, *words: str) -> list[str]:
    """How the command line names the mentions of these words in a document."""
    found = labkin.json("show", document)["annotations"]["mentions"]
    return [f"{document}@{one['start']}-{one['end']}" for one in found if one["text"] in words]


SCALE = {"nM": 1e-3, "uM": 1.0}  # to uM


def measured(files: Files, of: str, assay: str, below_um: float) -> set[str]:
    """By the files: what has an IC50 certainly below a limit in an assay."""
    found = set()
    for id in files.of("Measurement", endpoint="IC50"):
        one = files.nodes[id]
        value = float(one["value"]) * SCALE[one["unit"]]
        if assay in files.objects[id, "measured_in"] and one["qualifier"] in "=<" and value < below_um:
            found |= {m for m in files.objects[id, "measurement_of"] if files.nodes[m]["category"] == of}
    return found


@pytest.mark.parametrize(
    ("question", "of", "assay", "below_um"),
    [
        ("Which compounds have an IC50 below 5 uM in the hERG patch clamp assay?", "Compound", "A-HERG", 5),
        ("Which compounds were tested in the hERG patch clamp assay with an IC50 below 5 uM?", "Compound", "A-HERG", 5),
        ("batches measured in the hERG patch clamp assay with an IC50 below 5000 nM", "Batch", "A-HERG", 5),
        ("compounds with an IC50 below 100 nM in the p38 alpha kinase assay", "Compound", "A-P38", 0.1),
        ("Which compounds showed an IC50 under 10 nM in the EGFR T790M kinase assay?", "Compound", "A-EGFR-TM", 0.01),
    ],
)
def test_a_value_and_its_assay_are_of_one_measurement(
    demo: tuple[Lab, dict[str, Any]], question: str, of: str, assay: str, below_um: float
) -> None:
    expected = measured(Files(), of, f"lantern:{assay}", below_um)
    assert expected and sorted(answer(demo[0], question)["ids"]) == sorted(expected)


def test_an_answer_tells_which_rows_texts_alone_say(demo: tuple[Lab, dict[str, Any]]) -> None:
    found = answer(demo[0], "Which compounds inhibit KCNH2?")
    (read,) = found["read"]
    assert (read["name"], read["relation"], read["documents"]) == ("LK-0017", "inhibits", ["lantern:REP-2024-02"])
    assert read_line(found["read"]).startswith("read in texts, in no file: LK-0017 (0.")
    assert answer(demo[0], "Which drugs treat asthma?")["read"] == []
    assert answer(demo[0], "Which documents mention palladium?")["read"] == []


def test_an_answer_tells_where_sources_differ(demo: tuple[Lab, dict[str, Any]]) -> None:
    (conflict,) = answer(demo[0], "What is the purity of LK-0042-B02?")["conflicts"]
    assert conflict["prop"] == "purity"
    assert {value["value"] for value in conflict["values"]} == {98.6, 94.9}
    assert all(value["place"] and value["source"] for value in conflict["values"])
    assert answer(demo[0], "What is the status of LK-0042-B02?")["conflicts"] == []


@pytest.mark.parametrize(
    "question",
    [
        "Are all batches released?",
        "Is every batch of LK-0042 released?",
        "Do all compounds inhibit EGFR?",
        "Which drugs treat all diseases?",
        "Which compounds were tested in every assay?",
        "Which compounds were only tested in the hERG patch clamp assay?",
        "Is LK-0042 the only compound that inhibits EGFR?",
        "Which compounds do not have an IC50 below 50 nM?",
        "Which compounds have at most 1 batch?",
        "Which compounds have fewer than 2 batches?",
    ],
)
def test_a_question_that_cannot_be_said_exactly_is_refused(demo: tuple[Lab, dict[str, Any]], question: str) -> None:
    lab, _ = demo
    found = answer(lab, question)
    assert (found["status"], found["ids"], found["value"]) == ("not_understood", [], None), found["reading"]
    assert found["unused"]


@pytest.mark.parametrize(
    ("question", "kind", "rows"),
    [
        ("list all assays", "Assay", 15),
        ("Show me all the people", "Person", 17),
        ("How many batches per person?", "", 0),
    ],
)
def test_words_that_only_point_at_the_whole_are_no_obstacle(
    demo: tuple[Lab, dict[str, Any]], question: str, kind: str, rows: int
) -> None:
    lab, _ = demo
    found = answer(lab, question)
    own = set(Files().of(kind))  # besides them there are terms of vocabularies that texts mention
    assert found["status"] == "answered" and own <= set(found["ids"]) and len(own) == rows


def test_a_restored_lab_answers_like_the_one_it_is_a_copy_of(
    demo: tuple[Lab, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    lab, _ = demo
    folder = tmp_path_factory.mktemp("restored")
    back_up(lab.folder, lab.ledger, folder / "lab.tar")
    restore(folder / "lab.tar", folder / "lab")
    with Lab.open(folder / "lab") as copy:
        try:
            assert answer(copy, "How many batches were withdrawn?")["value"] == 4
        finally:
            copy.close()
            stop_owner(copy.folder)


def test_the_lab_holds_what_its_ledger_says(demo: tuple[Lab, dict[str, Any]]) -> None:
    from labkin.app.checking import check

    lab, _ = demo
    found = check(lab)
    assert found["problems"] == []
    assert found["graph_digest"] == found["ledger_digest"] != ""
