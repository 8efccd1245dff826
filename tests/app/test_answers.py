"""Answers as they are kept, followed, saved and verified; asked on the command line of a small lab."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from command_line import CommandLine
from labkin.app.answers_kept import MOST, keep, kept
from labkin.app.answers_saved import digest
from labkin.app.answers_verified import difference, verify_answer
from labkin.app.asking import why_not
from labkin.app.lab import Lab
from labkin.graph.errors import NotFound

NODES = """id\tcategory\tname
C:1\tbiolink:SmallMolecule\taspirin
C:2\tbiolink:SmallMolecule\tibuprofen
C:3\tbiolink:SmallMolecule\tparacetamol
C:4\tbiolink:SmallMolecule\tnaproxen
D:1\tbiolink:Disease\tpain
D:2\tbiolink:Disease\tfever
"""
EDGES = """subject\tpredicate\tobject
C:1\tbiolink:treats\tD:1
C:2\tbiolink:treats\tD:1
C:3\tbiolink:treats\tD:2
"""
MORE = "subject\tpredicate\tobject\nC:4\tbiolink:treats\tD:1\n"
WHO, MANY = "Which compounds treat pain?", "How many compounds treat pain?"


@pytest.fixture(scope="module")
def labkin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    folder = tmp_path_factory.mktemp("answers")
    (folder / "kg_nodes.tsv").write_text(NODES)
    (folder / "kg_edges.tsv").write_text(EDGES)
    (folder / "more_edges.tsv").write_text(MORE)
    labkin = CommandLine(folder / "lab")
    labkin("init", "lab")
    labkin("load", "kg_nodes.tsv", "kg_edges.tsv")
    yield labkin
    labkin("stop")


def saved(labkin: CommandLine, file: Path, *question: object) -> dict[str, Any]:
    labkin("ask", *question, "--save", file)
    return dict(json.loads(file.read_text(encoding="utf-8")))


# -- saving and verifying --------------------------------------------------------------------------------------------


def test_a_saved_answer_holds_all_that_it_rests_on_and_verifies(labkin: CommandLine, tmp_path: Path) -> None:
    answer = saved(labkin, tmp_path / "a.json", WHO, "--today", "2026-03-31")
    assert (answer["question"], answer["day"], answer["ids"]) == (WHO, "2026-03-31", ["C:1", "C:2"])
    assert len(answer["statements"]) == 2 and answer["transaction"] == labkin.json("status")["transaction"]
    assert answer["chain"] == labkin.json("status")["chain"]
    assert answer["sha256"] == digest(answer)
    found = labkin.json("verify", tmp_path / "a.json")
    assert (found["same"], found["replayed"], found["problems"]) == (True, True, [])
    assert "has the same answer now" in labkin("verify", tmp_path / "a.json").out


def test_a_tampered_answer_is_told_even_with_a_right_hash(labkin: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    answer = saved(labkin, file, WHO)
    says = {
        ("rows", ()): "the rows are not those that the lab gave",
        ("ids", ("C:1",)): "the ids of the answer are not what the lab said",
        ("statements", ()): "the statements of the answer are not what the lab said",
        ("chain", "0" * 64): "has another hash than it had",
        ("transaction", 99): "has no transaction 99",
        ("lab", "another"): "it was saved from another lab",
    }
    with Lab.open(labkin.lab) as lab:
        for (part, value), said in says.items():
            forged = answer | {part: value}
            assert "does not match its SHA-256" in verify_answer(lab, forged)["problems"][0]
            found = verify_answer(lab, forged | {"sha256": digest(forged)})
            assert found["tampered"] and not found["same"] and said in found["problems"][0]
    file.write_text(json.dumps(answer | {"text": "3 compounds"}))
    assert "not to be trusted: the file was altered after it was saved" in labkin("verify", file, code=1).out


def test_what_changed_since_is_told_with_the_load_that_did_it(labkin: CommandLine, tmp_path: Path) -> None:
    saved(labkin, tmp_path / "who.json", WHO)
    saved(labkin, tmp_path / "many.json", MANY)
    saved(labkin, tmp_path / "fever.json", "Which compounds treat fever?")
    labkin("load", "more_edges.tsv")
    found = labkin.json("verify", tmp_path / "who.json", code=1)
    assert (found["same"], found["tampered"], found["replayed"]) == (False, False, True)
    assert [row["compound id"] for row in found["added"]] == ["C:4"]
    assert [Path(one["note"].split()[-1]).name for one in found["by"]] == ["more_edges.tsv"]
    many = labkin.json("verify", tmp_path / "many.json", "--now-only", code=1)
    assert not many["replayed"]
    assert [(one["before"], one["after"]) for one in many["changed"]] == [({"compounds": 2}, {"compounds": 3})]
    assert "has the same answer now" in labkin("verify", tmp_path / "fever.json", "--now-only").out
    labkin("unload", "more_edges.tsv")
    assert labkin.json("verify", tmp_path / "who.json", "--now-only")["same"]


def test_ways_between_things_are_saved_and_asked_again(labkin: CommandLine, tmp_path: Path) -> None:
    way = "How is aspirin connected to ibuprofen?"
    answer = saved(labkin, tmp_path / "way.json", way)
    assert answer["context"] is None and len(answer["rows"]) == 1
    with Lab.open(labkin.lab) as lab:
        found = verify_answer(lab, answer)
        assert (found["same"], found["replayed"]) == (True, True)
        forged = answer | {"rows": []}
        assert "the rows are not" in verify_answer(lab, forged | {"sha256": digest(forged)})["problems"][0]
    assert "ask without limits" in labkin("ask", way, "--asserted-only", code=1).err


def test_what_is_no_saved_answer_is_refused(labkin: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[1]")
    assert "it is no answer that `labkin ask --save` wrote" in labkin("verify", tmp_path / "x.json", code=1).err
    (tmp_path / "y.json").write_text("{")
    assert "it is not JSON" in labkin("verify", tmp_path / "y.json", code=1).err
    said = labkin("ask", "blorb the fnord", "--save", tmp_path / "z.json", code=1)
    assert "this answer cannot be saved" in said.err and not (tmp_path / "z.json").exists()


def test_rows_are_compared_by_their_identifiers() -> None:
    before = [{"a": "x", "a id": "1", "n": 1}, {"a": "y", "a id": "2", "n": 2}]
    after = [{"a": "y", "a id": "2", "n": 3}, {"a": "z", "a id": "3", "n": 2}]
    found = difference(before, after)
    assert (found.added, found.gone, found.changed) == ((after[1],), (before[0],), ((before[1], after[0]),))
    assert not difference(before, before[::-1])
    assert difference([{"n": 1}], [{"n": 1}, {"n": 1}]).added == ({"n": 1},)


# -- limits ----------------------------------------------------------------------------------------------------------


def test_limits_are_said_and_verified_with_the_answer(labkin: CommandLine, tmp_path: Path) -> None:
    answer = saved(labkin, tmp_path / "a.json", WHO, "--asserted-only", "--min-confidence", 0.5)
    assert answer["limits"] == {"asserted_only": True, "min_confidence": 0.5}
    assert answer["reading"].endswith(", by asserted statements of confidence 0.5 or more alone")
    assert labkin.json("verify", tmp_path / "a.json")["same"]


# -- why, and what the words may mean --------------------------------------------------------------------------------


def test_why_a_thing_is_not_in_an_answer(labkin: CommandLine) -> None:
    found = labkin.json("ask", WHO, "--why-not", "paracetamol")
    assert (found["status"], found["value"], found["ids"]) == ("answered", False, ["C:3"])
    assert "does not fit “that treat pain (D:1)”" in found["text"]
    assert [row["holds"] for row in found["rows"]] == [True, False]
    with Lab.open(labkin.lab) as lab:
        assert why_not(lab, "C:1", WHO)["value"] is True
        assert "it is a disease" in why_not(lab, "fever", WHO)["text"]
        assert why_not(lab, "aspirin", "blorb the fnord")["status"] == "not_understood"
        with pytest.raises(NotFound, match="nothing in this lab is called blorb"):
            why_not(lab, "blorb", WHO)


def test_why_can_be_asked_of_the_answer_before(labkin: CommandLine) -> None:
    id = labkin.json("ask", WHO)["id"]
    found = labkin.json("ask", "Why is paracetamol not in the answer?", "--context", id)
    assert "does not fit “that treat pain (D:1)”" in found["text"]
    assert labkin.json("ask", "--context", "last", "--why-not", "aspirin")["value"] is True


def test_an_explanation_shows_what_each_word_may_mean(labkin: CommandLine) -> None:
    spans = {span["text"]: span for span in labkin.json("ask", WHO, "--explain")["explained"]["spans"]}
    assert spans["pain"]["used"] and spans["pain"]["candidates"][0]["id"] == "D:1"
    out = labkin("ask", WHO, "--explain").out
    assert "may be" in out and "taken" in out and "cypher: MATCH" in out


# -- keeping ---------------------------------------------------------------------------------------------------------


def test_a_question_follows_an_answer_by_its_number(labkin: CommandLine) -> None:
    first = labkin.json("ask", WHO)["id"]
    labkin("ask", "Which compounds treat fever?")
    assert labkin.json("ask", "and fever?", "--context", first)["ids"] == ["C:3"]
    assert f"answer {int(first) + 3}" in labkin("ask", WHO).out
    said = labkin("ask", "and fever?", "--context", "999", code=1).err
    assert "no answer '999' is kept" in said


def test_lines_of_a_batch_follow_each_other(labkin: CommandLine, tmp_path: Path) -> None:
    lines = [{"id": "q1", "question": WHO}, {"id": "q2", "question": "and fever?", "context": "q1"}]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    labkin("ask", "--batch", tmp_path / "in.jsonl", "--out", tmp_path / "out.jsonl")
    answers = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [answer["ids"] for answer in answers] == [["C:1", "C:2"], ["C:3"]]


def test_the_newest_answers_are_kept(tmp_path: Path) -> None:
    answer = {
        "context": {"question": "q"},
        "query": {"nodes": []},
        "rows": [{"n": n} for n in range(1_500)],
        "evidence": [1],
    }
    ids = [keep(tmp_path, answer) for _ in range(MOST + 3)]
    assert ids == [str(n) for n in range(1, MOST + 4)]
    assert len(list((tmp_path / "answers").iterdir())) == MOST
    assert kept(tmp_path, "last")["id"] == ids[-1] and "evidence" not in kept(tmp_path, ids[-1])
    assert len(kept(tmp_path, ids[-1])["rows"]) == 1_000
    for wrong in ("1", "../x", "", "0"):
        with pytest.raises(NotFound, match="is kept"):
            kept(tmp_path, wrong)


def test_an_answer_that_cannot_be_kept_is_an_answer_still(tmp_path: Path) -> None:
    assert keep(tmp_path, {"status": "not_understood", "context": None, "rows": []}) != ""
    assert keep(tmp_path, {"status": "answered", "query": None, "rows": []}) == ""
    shutil.rmtree(tmp_path / "answers")
    (tmp_path / "answers").write_text("in the way")
    assert keep(tmp_path, {"context": {"question": "q"}, "rows": []}) == ""
