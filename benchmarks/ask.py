"""Questions in plain English over three labs, against golds computed from the files: how many answers are right.

python -m benchmarks ask [--set demo|hetionet|foreign] [--lab DIR] [--locked] [--failures] [--out FILE]

A third of the questions is locked: without `--locked` they are not asked, and each scoring of them is written down in
data/ask/locked.log with the day, the commit and the figures. `--failures` lists the questions that went wrong.

A question with a `context` is asked after the answer to the question of that identifier, which may follow another.
Where that was not understood, there is nothing to follow: the question is then asked alone, and as a rule goes wrong.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks._ask_judge import Judged, Question, by_type, cell, coverage, figures, judged
from benchmarks._ask_labs import SETS, built
from benchmarks._gold_sets import FOLDER, questions
from labkin.app.asking import answer
from labkin.app.lab import Lab
from labkin.graph.embedded import stop_owner
from labkin.nlp.question_follow import context_of

TODAY = date(2026, 6, 30)  # of questions that name no other
LOG = FOLDER / "locked.log"


def run(arguments: list[str]) -> None:
    """Ask, judge, print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks ask")
    parser.add_argument("--set", choices=SETS, action="append", help="which questions (default: all)")
    parser.add_argument("--lab", type=Path, help="a lab that holds the files of the one set that is asked")
    parser.add_argument("--locked", action="store_true", help="ask the locked third, and only it")
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--out", type=Path, help="write the answers here, a line each")
    options = parser.parse_args(arguments)
    for name in options.set or SETS:
        with ExitStack() as stack:
            folder = options.lab or Path(stack.enter_context(tempfile.TemporaryDirectory())) / "lab"
            if not options.lab:
                built(name, folder)
                stack.callback(stop_owner, folder)
            chosen = [one for one in questions(name) if bool(one.get("locked")) == options.locked]
            answers, took = asked(folder, chosen, {one["id"]: one for one in questions(name)})
        found = [judged(one, answers[one["id"]]) for one in chosen]
        show(f"{name}{', locked third' * options.locked}", found, took)
        if options.locked:
            note(name, found)
        if options.failures:
            show_failures(found)
        if options.out:
            lines = (json.dumps(answers[one["id"]] | {"id": one["id"]}, default=str) for one in chosen)
            options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def asked(
    folder: Path, chosen: Sequence[Question], known: Mapping[str, Question]
) -> tuple[dict[str, dict[str, Any]], list[float]]:
    """The answers by the question's id, and the milliseconds of each. A follow-up is asked after what it follows."""
    answers: dict[str, dict[str, Any]] = {}
    took: list[float] = []
    with Lab.open(folder) as lab:
        answer(lab, "How many things are there?", TODAY)  # what is read once is not the first question's cost
        for one in chosen:
            _ask(lab, one, known, answers, took)
    return answers, took


def _ask(
    lab: Lab, one: Question, known: Mapping[str, Question], answers: dict[str, dict[str, Any]], took: list[float]
) -> dict[str, Any]:
    if one["id"] in answers:
        return answers[one["id"]]
    before = known.get(one.get("context", ""))
    context = context_of(_ask(lab, before, known, answers, [])) if before else None
    today = date.fromisoformat(one["today"]) if "today" in one else TODAY
    started = time.perf_counter()
    found = answer(lab, one["question"], today, context=context)
    took.append((time.perf_counter() - started) * 1000)
    answers[one["id"]] = found
    return found


def show(title: str, found: Sequence[Judged], took: Sequence[float]) -> None:
    """One table of figures, one by type, one of how sure it was."""
    print(f"\n## {title}\n\n| figure | |\n|---|---|")
    for name, said in figures(found):
        print(f"| {name} | {said} |")
    cuts = statistics.quantiles(took, n=20)
    print(f"| milliseconds, p50 and p95 | {statistics.median(took):.0f}, {cuts[18]:.0f} |")
    print("\n| type | right | answered, wrongly |\n|---|---|---:|")
    for kind, some in by_type(found).items():
        wrong = sum(one.answer["status"] == "answered" and not one.right for one in some)
        print(f"| {kind} | {cell(sum(one.right for one in some), len(some))} | {wrong} |")
    print("\n| as sure as | answered | right |\n|---:|---:|---:|")
    for sure, count, right in coverage(found):
        print(f"| {sure:.2f} | {count} | {right / count:.1%} |")


def show_failures(found: Sequence[Judged]) -> None:
    """What went wrong, a line each."""
    print()
    for one in found:
        if not one.right:
            said = one.answer["value"] if one.answer["value"] is not None else f"{len(one.answer['ids'])} ids"
            what = said if one.answer["status"] == "answered" else one.answer["text"]
            print(f"{one.question['id']} {one.question['question']}\n    {one.answer['status']}: {what}"
                  f" [{one.answer['reading']}]; gold: {gold_of(one.question)}")  # fmt: skip


def gold_of(question: Question) -> str:
    """A gold in a few words."""
    for key in ("value", "rows", "ids"):
        if key in question:
            return f"{question['status']} {str(question[key])[:120]}"
    return str(question["status"])


def note(name: str, found: Sequence[Judged]) -> None:
    """Write down that the locked third was scored."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], stdout=subprocess.PIPE, text=True, check=False)
    said = "; ".join(f"{what}: {figure}" for what, figure in figures(found))
    moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"{moment} {commit.stdout.strip() or 'unknown'} {name}: {said}\n")
    print(f"noted in {LOG.name}", file=sys.stderr)
