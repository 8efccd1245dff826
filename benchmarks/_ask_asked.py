"""A lab asked the questions of a set, each as it would be in its conversation."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks._ask_judge import Question
from labkin.app.asking import answer
from labkin.app.lab import Lab
from labkin.nlp.question_follow import context_of

TODAY = date(2026, 6, 30)  # of questions that name no other
FIRST = "How many things are there?"  # what is read once is not the first question's cost

Answers = dict[str, dict[str, Any]]


def asked(folder: Path, chosen: Sequence[Question], known: Mapping[str, Question]) -> tuple[Answers, dict[str, float]]:
    """The answers and the milliseconds of each, by the question's id. A follow-up is asked after what it follows.

    `known` are the questions that may be followed, by their ids. Only the time of what is `chosen` is given.
    """
    answers: Answers = {}
    took: dict[str, float] = {}
    with Lab.open(folder) as lab:
        answer(lab, FIRST, TODAY)
        for one in chosen:
            ask_one(lab, one, known, answers, took)
    return answers, {one["id"]: took[one["id"]] for one in chosen}


def ask_one(
    lab: Lab, one: Question, known: Mapping[str, Question], answers: Answers, took: dict[str, float]
) -> dict[str, Any]:
    """The answer to one question, put among `answers`, where what it follows may be already; its time into `took`."""
    if one["id"] in answers:
        return answers[one["id"]]
    before = known.get(one.get("context", ""))
    context = context_of(ask_one(lab, before, known, answers, took)) if before else None
    today = date.fromisoformat(one["today"]) if "today" in one else TODAY
    started = time.perf_counter()
    found = answer(lab, one["question"], today, context=context)
    took[one["id"]] = (time.perf_counter() - started) * 1000
    answers[one["id"]] = found
    return found
