"""`labkin curate` as a curator types it: single commands, one key after the other, and what it writes for training."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from command_line import LABKIN, CommandLine
from labkin.app import curation
from labkin.app.curation_export import exported, lessons
from labkin.app.curation_queue import cases
from labkin.app.lab import Lab
from labkin.nlp.annotations import Link
from labkin.nlp.corpora import documents
from labkin.nlp.lessons import Span
from read_lab import NAMES, read, read_lab


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    read_lab(tmp_path / "lab").close()
    return tmp_path / "lab"


@pytest.fixture
def labkin(folder: Path) -> CommandLine:
    return CommandLine(folder)


@pytest.fixture
def lab(folder: Path) -> Iterator[Lab]:
    opened = Lab.open(folder)
    yield opened
    opened.close()


def type_keys(labkin: CommandLine, keys: str, *options: str) -> str:
    ran = subprocess.run(
        [LABKIN, "curate", "next", "--no-wait", *options],
        input=keys,
        capture_output=True,
        text=True,
        env=labkin.environment,
        check=False,
        timeout=240,
    )
    assert ran.returncode == 0 and "Traceback" not in ran.stderr, ran.stdout + ran.stderr
    return ran.stdout


def test_single_commands_decide_and_undo(labkin: CommandLine) -> None:
    queue = labkin.json("curate", "queue")
    was = next(one for one in queue if one["text"] == "WAS" and one["document"] == "PMID:103")
    assert was["sentence"] == "WAS was measured." and was["links"][0]["curie"] == "HGNC:12731"
    (made,) = labkin.json("curate", "reject", was["id"], "--no-wait", "--author", "ana", "--note", "a verb")
    assert (made["action"], made["author"], made["note"]) == ("reject", "ana", "a verb")
    assert was["id"] not in [one["id"] for one in labkin.json("curate", "queue")]
    said = labkin("curate", "log").out
    assert "no mention" in said and "a verb" in said
    assert "ana: WAS: no mention (note: a verb)" in labkin("show", "PMID:103").out
    assert "undone: " in labkin("curate", "undo", "--author", "ana", "--no-wait").out
    assert labkin.json("curate", "queue") == queue
    (logged,) = labkin.json("curate", "log")
    assert logged["undone_by"] == "ana"


def test_corrections_and_names(labkin: CommandLine, lab: Lab) -> None:
    cells = next(one for one in cases(lab) if one.text == "AGS cells")
    said = labkin("curate", "span", cells.id, "AGS", "--no-wait").out
    assert f"at {cells.start}-{cells.start + 3}" in said
    labkin("curate", "type", f"{cells.document}@{cells.start}-{cells.start + 3}", "gene", "--no-wait")
    labkin("curate", "link", f"{cells.document}@{cells.start}-{cells.start + 3}", "HGNC:3236", "--no-wait")
    found = next(one for one in cases(lab) if one.text == "AGS")
    assert (found.type, found.link.curie if found.link else "") == ("Gene", "HGNC:3236")
    assert "means gefitinib [CHEBI:49668]" in labkin("curate", "synonym", "EB-90", "CHEBI:49668", "--no-wait").out
    assert "near eczema" in labkin("curate", "forbid", "AD", "--near", "eczema, ", "--type", "disease", "--no-wait").out
    assert sum(one.text == "AD" for one in cases(lab)) == 3


def test_what_a_decision_leaves_without_a_meaning_is_said(labkin: CommandLine, lab: Lab) -> None:
    guess = {"WAS": ("Gene", 0.9, (Link("HGNC:8573", "PAEP", 0.08, "ngram"),)), "EGFR": NAMES["EGFR"]}
    read(lab, "toy@2", guess)
    first, second = (one for one in cases(lab) if one.text == "WAS")
    weak = "the guess PAEP [HGNC:8573] 0.08 is too weak to be taken"
    assert f"not linked; {weak}" in type_keys(labkin, "a\nu\nq\n")
    said = labkin("curate", "accept", first.id, "--no-wait").out
    assert "WAS (" in said and "accept: gene, not linked" in said
    assert f"{weak}; `labkin curate link {first.id} CONCEPT` says what it means" in said
    said = labkin("curate", "span", second.id, "WAS was", "--no-wait").out
    longer = f"{second.document}@{second.start}-{second.end + 4}"
    assert weak in said and f"link {longer} CONCEPT" in said
    said = labkin("curate", "type", longer, "cell line", "--no-wait").out
    assert "not linked" in said and f"link {longer} CONCEPT" in said and "guess" not in said
    assert "CONCEPT" not in labkin("curate", "link", first.id, "-", "--no-wait").out
    egfr = next(one for one in cases(lab) if one.text == "EGFR")
    said = labkin("curate", "accept", egfr.id, "--no-wait").out
    assert "accept: gene, EGFR [HGNC:3236]" in said and "CONCEPT" not in said


def test_a_decision_over_that_of_another_curator_says_so(labkin: CommandLine) -> None:
    id = ad(labkin)
    labkin("curate", "accept", id, "--no-wait", "--author", "zoe")
    assert "overrules" not in labkin("curate", "accept", id, "--no-wait", "--author", "ana").out  # she agrees
    assert "overrules" not in labkin("curate", "link", id, "MONDO:0004980", "--no-wait", "--author", "ana").out
    said = labkin("curate", "reject", id, "--no-wait", "--author", "zoe").out
    assert re.search(r"no mention; overrules ana's correct of 20[-0-9]{8} \d\d:\d\d \(the last word holds\)", said), (
        said
    )


def test_wrong_calls_are_said(labkin: CommandLine) -> None:
    assert "doubtful or frequent" in labkin("curate", "queue", "--kind", "odd", code=2).err
    assert "is no mention" in labkin("curate", "accept", "PMID:103", code=1).err
    assert "the sentence has no 'zebra'" in labkin("curate", "span", ad(labkin), "zebra", code=1).err
    assert "then their type" in labkin("curate", "type", "Gene", code=2).err
    assert "nothing like that" not in labkin("curate", "agreement").out
    assert "odd decided on no mention" in labkin("curate", "agreement", "odd", code=1).err


def test_the_queue_says_how_many_more_wait_and_how_to_see_them(labkin: CommandLine) -> None:
    said = labkin("curate", "queue", "-n", "2", "--type", "disease").out
    assert "The first 2 of 4 are shown; `labkin curate queue --type disease -n 4` shows all" in said
    assert "are shown" not in labkin("curate", "queue").out
    frequent = labkin("curate", "queue", "--kind", "frequent").out
    assert "ambiguous, weak link" in frequent and "in doubt" in frequent


def test_on_a_narrow_terminal_mentions_are_named_in_one_piece(labkin: CommandLine) -> None:
    """As they are to be copied."""
    near, far = pty.openpty()
    fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    ran = subprocess.run([LABKIN, "curate", "queue"], stdout=far, env=labkin.environment, timeout=240, check=True)
    os.close(far)
    said = b""
    with contextlib.suppress(OSError):  # which is how the end is told
        while more := os.read(near, 10_000):
            said += more
    os.close(near)
    assert ran.returncode == 0
    for one in labkin.json("curate", "queue"):
        assert one["id"] in said.decode()


def test_a_cut_word_and_a_foreign_identifier_are_told(labkin: CommandLine) -> None:
    id = ad(labkin)
    assert "--force takes it all the same" in labkin("curate", "link", id, "foo:bar", code=1).err
    assert "foo:bar" in labkin("curate", "link", id, "foo:bar", "--force", "--no-wait").out
    start = int(id.rpartition("@")[2].partition("-")[0])
    said = labkin("curate", "span", id, f"{start}-{start + 1}", "--no-wait")
    assert "this span cuts the word 'AD' in two; `labkin curate undo` takes it back" in said.err


def ad(labkin: CommandLine) -> str:
    return str(labkin.json("curate", "queue", "-n", "1")[0]["id"])


def test_one_key_after_the_other(labkin: CommandLine, lab: Lab) -> None:
    """Accept, reject, undo, that meaning, look up a meaning, and so on: each shows the sentence first."""
    shown = type_keys(labkin, "a\nr\nu\n2\nl\nasthma\n1\nq\n")
    assert "[1 of 7]  disease 0.90: ambiguous, weak link" in shown
    assert "The [AD] group was small." in shown
    assert "2  atopic eczema [MONDO:0004980] 0.45" in shown, shown
    assert "undone:" in shown and "3 decisions were made." in shown
    assert [one.decided != "" for one in cases(lab) if one.text == "AD"] == [True, True, True, False]
    meant = [one.link.curie for one in cases(lab) if one.text == "AD" and one.decided and one.link]
    assert meant == ["MONDO:0004975", "MONDO:0004980", "MONDO:0004979"]


def test_keys_for_type_span_names_and_help(labkin: CommandLine, lab: Lab) -> None:
    shown = type_keys(labkin, "?\nt\n3\n", "--type", "CellLine")
    assert "a accept" in shown and "3 gene" in shown
    assert [one.type for one in cases(lab) if one.text == "AGS cells"] == ["Gene"]
    type_keys(labkin, "f\nforget, memory\ny\nMONDO:0004980\nq\n", "--kind", "frequent", "--type", "Disease")
    with lab.view() as view:
        from labkin.app.annotating_decisions import decisions

        assert [(one.action, one.near, one.author) for one in decisions(view)][1:] == [
            ("forbid", ("forget", "memory"), "tester"),
        ]


def test_the_key_for_undo_takes_back_only_what_was_decided_in_this_session(labkin: CommandLine) -> None:
    labkin("curate", "accept", ad(labkin), "--no-wait", "--author", "ana")
    shown = type_keys(labkin, "u\na\nu\nu\nq\n", "--author", "ana")
    assert shown.count("undone: ") == 1 and shown.count("nothing to undo here") == 2 and "0 decisions" in shown
    assert [one["undone_by"] for one in labkin.json("curate", "log")] == ["ana", ""]
    when = labkin.json("curate", "log")[1]["at"][:16].replace("T", " ")
    assert f"; of {when}" in labkin("curate", "undo", "--author", "ana", "--no-wait").out


def test_a_name_is_settled_with_one_key(labkin: CommandLine, lab: Lab) -> None:
    shown = type_keys(labkin, "r\nn\n", "--kind", "frequent")
    assert "4 mentions in 3 texts" in shown and "4 decisions were made." in shown
    assert not [one for one in cases(lab) if one.text == "AD"]


def test_two_curators_and_their_agreement(labkin: CommandLine) -> None:
    type_keys(labkin, "a\nr\na\nq\n", "--author", "ana")
    assert "No two people" in labkin("curate", "agreement").out
    shown = type_keys(labkin, "a\na\na\n", "--author", "ben", "--second")
    assert "[1 of 3]" in shown
    (found,) = labkin.json("curate", "agreement", "ana", "ben")
    assert (found["both"], found["agreed"], found["kappa"]) == (3, 2, 0.0)
    assert list(found["differ"][0].values())[1:] == ["no mention", "as found"]
    assert "Cohen's kappa is 0.00" in labkin("curate", "agreement").out


def test_what_is_exported_can_be_trained_on(labkin: CommandLine, lab: Lab, tmp_path: Path) -> None:
    found = {(one.document, one.text): one for one in cases(lab)}
    curation.accept(lab, [found["PMID:102", "EGFR"]])
    curation.reject(lab, [found["PMID:102", "WAS"]])
    curation.synonym(lab, "EB-90", "CHEBI:49668")
    by_id = {one.id: one for one in lessons(lab)}
    assert list(by_id) == ["PMID:102", "PMID:103"]
    was = found["PMID:102", "WAS"]
    assert by_id["PMID:102"].wrong == (Span(was.start, was.end, "Gene"),)
    assert [by_id["PMID:103"].text[one.start : one.end] for one in by_id["PMID:103"].right] == ["EB-90"]
    labkin("curate", "export", "--format", "pubtator", "--out", tmp_path / "out.txt")
    read = list(documents((tmp_path / "out.txt").read_text().split("\n")))
    assert [(one.id, [(m.text, m.type, m.ids) for m in one.mentions]) for one in read] == [
        ("102", [("EGFR", "Gene", ("HGNC:3236",))]),
        ("103", [("EB-90", "Chemical", ("CHEBI:49668",))]),
    ]
    lines = [json.loads(line) for line in labkin("curate", "export").out.splitlines()]
    assert [one["action"] for one in lines[0]["decisions"]] == ["accept", "reject"]
    assert lines[-1]["names"][0]["text"] == "EB-90"
    assert re.search("jsonl or pubtator", labkin("curate", "export", "--format", "csv", code=2).err)


def test_a_text_without_title_is_exported_with_its_offsets(lab: Lab, tmp_path: Path) -> None:
    from labkin.app.loading import load_paths
    from read_lab import read

    (tmp_path / "more.txt").write_text("7|t|\n7|a|EGFR alone.\n", encoding="utf-8")
    load_paths(lab, [tmp_path / "more.txt"])
    read(lab)
    case = next(one for one in cases(lab) if one.document == "PMID:7")
    curation.accept(lab, [case])
    (back,) = documents(exported(lab, "pubtator").split("\n"))
    assert [one.text for one in back.mentions] == ["EGFR"]
