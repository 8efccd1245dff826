"""What an answer offers can be chosen by its number, and is asked again as what it stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from command_line import CommandLine
from labkin.app.choosing import number_of


@pytest.fixture(scope="module")
def labkin(demo_copy: Callable[[str], Path]) -> Iterator[CommandLine]:
    labkin = CommandLine(demo_copy("choosing"))
    yield labkin
    labkin("stop")


def asked(labkin: CommandLine, *question: str) -> dict[str, object]:
    return dict(labkin.json("ask", *question))


def test_one_of_several_of_a_name_is_chosen_by_its_number(labkin: CommandLine) -> None:
    offered = asked(labkin, "batches made by Maya")
    assert offered["status"] == "ambiguous"
    readings = [str(other["reading"]) for other in offered["alternatives"]]  # type: ignore[attr-defined]
    for number, reading in enumerate(readings, 1):
        found = asked(labkin, str(number), "--context", str(offered["id"]))
        assert found["reading"] == reading
        assert found["status"] in ("answered", "no_data")  # one of them may have made none


def test_a_question_that_is_offered_is_asked_by_its_number(labkin: CommandLine) -> None:
    offered = asked(labkin, "what is the weather in Leiden")
    assert offered["status"] == "not_understood"
    questions = [other["question"] for other in offered["alternatives"]]  # type: ignore[attr-defined]
    found = asked(labkin, "#2", "--context", "last")
    assert (found["status"], found["question"]) == ("answered", questions[1])


def test_a_number_that_is_not_offered_is_refused(labkin: CommandLine) -> None:
    offered = asked(labkin, "batches made by Maya")
    said = labkin("ask", "9", "--context", str(offered["id"]), code=1)
    assert "offers 2 to choose from, not 9" in said.err


@pytest.mark.parametrize(("text", "number"), [("2", 2), (" 3. ", 3), ("no. 4", 4), ("2 drugs", None), ("", None)])
def test_only_a_number_alone_is_one(text: str, number: int | None) -> None:
    assert number_of(text) == number
