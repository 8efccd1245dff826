"""`labkin models`, and what the other commands say of a model that is withdrawn and of how much was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from command_line import CommandLine
from labkin.app.annotating import Outcome
from labkin.app.annotating_models import withdraw_model
from labkin.app.cli_read import outcome_line
from labkin.app.lab import Lab
from labkin.graph.embedded import stop_owner
from read_lab import read_lab


@pytest.fixture
def labkin(tmp_path: Path) -> Iterator[CommandLine]:
    read_lab(tmp_path / "lab").close()
    yield CommandLine(tmp_path / "lab")
    stop_owner(tmp_path / "lab")


def test_a_withdrawn_model_is_told_wherever_one_looks_and_comes_back_as_it_was(labkin: CommandLine) -> None:
    before = labkin.json("models")
    assert before[0]["first"] and before[0]["read"] == 3
    labkin("models", "withdraw", "toy", LABKIN_AUTHOR="maya")
    told = "toy@1 is withdrawn (by maya, 20"
    for command in (("status",), ("models",), ("models", "show", "toy@1")):
        said = labkin(*command).out
        assert told in said and "`labkin models restore toy` brings it back" in said, (command, said)
    row = next(line for line in labkin("models").out.splitlines() if line.startswith("toy@1"))
    assert re.match(r"toy@1 +3 +0 +0 +20", row), row  # nothing under "not linked" and "confidence"
    (gone,) = labkin.json("models")
    assert (gone["withdrawn"], gone["withdrawn_by"], gone["restore"]) == (True, "maya", "toy")
    assert (gone["read"], gone["mentions"], gone["first"]) == (3, 0, before[0]["first"])
    assert gone["withdrawn_at"].startswith("20")
    assert "3 texts" in labkin("models", "restore", "toy").out
    assert labkin.json("models") == before
    assert "is withdrawn" not in labkin("status").out


def test_where_there_are_no_texts_that_is_said(tmp_path: Path) -> None:
    Lab.create(tmp_path / "empty").close()
    assert CommandLine(tmp_path / "empty")("reannotate").out == "there are no texts here; `labkin load` brings some\n"


def test_a_text_read_anew_that_says_the_same_is_told_to(labkin: CommandLine) -> None:
    """Nothing is written then, which is not the same as that nothing was found."""
    first = labkin("reannotate", "PMID:101").out
    assert re.match("1 text read: [1-9][0-9]* mentions and", first), first
    with Lab.open(labkin.lab) as lab:
        withdraw_model(lab, "labkin-ner")
    said = labkin("reannotate", "PMID:101").out
    assert said.startswith("1 text read: nothing is stated otherwise than before\nlabkin-ner@"), said
    assert "is withdrawn (by" in said


def test_readings_of_texts_do_not_hide_the_loads(labkin: CommandLine) -> None:
    """However many there are, and each text counts once."""
    with Lab.open(labkin.lab) as lab:
        lab.jobs.queue_all([(f"annotation:PMID:{number}", "") for number in range(60)])
        lab.jobs.finish_all([one.id for one in lab.jobs.listed("queued")])
        lab.jobs.queue_all([("annotation:PMID:1", "")])
        lab.jobs.finish_all([one.id for one in lab.jobs.listed("queued")])
    said = labkin("jobs").out
    assert "texts.txt" in said and "PMID:1" not in said
    assert "the reading of 60 texts, done, some more than once: 61 jobs" in said


@pytest.mark.parametrize(
    ("done", "line"),
    [
        (Outcome(read=1, changed=1, mentions=1, relations=2), "1 text read: 1 mention and 2 relations stated"),
        (
            Outcome(read=3, changed=1, mentions=2),
            "3 texts read: 2 mentions and 0 relations stated, of 1 of them; "
            "of the others nothing is stated otherwise than before",
        ),
        (Outcome(left=1), "1 text waits to be read: `labkin reannotate` reads it"),
        (Outcome(failed=2), "2 texts could not be read, see `labkin jobs`"),
        (Outcome(), ""),
    ],
)
def test_what_became_of_the_texts_in_a_line(done: Outcome, line: str) -> None:
    assert outcome_line(done) == line
