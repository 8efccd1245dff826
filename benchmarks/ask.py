"""Questions in plain English over four labs, against golds computed from the files: how many answers are right.

python -m benchmarks ask [--set SET] [--lab DIR] [--locked] [--failures] [--out FILE]
python -m benchmarks ask --renamed [LAB] [--lab DIR] [--failures]

SET is demo, demo2, demo3, hetionet, hetionet2, hetionet3, foreign (baseball) or shop. Of the first sets a third of the
questions is locked, of the second half, of the third and of shop none, of foreign all: without `--locked` these are not
asked, and each scoring of them is written down in data/ask/locked.log with the day, the commit and the figures.
`--failures` lists the questions that went wrong.

`--renamed` asks the questions about Hetionet that are not locked, and the same in other words of a copy of the graph
with other names for its kinds and relations, and shows both side by side; LAB is such a copy that is there already.

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
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from benchmarks._ask_asked import Answers, asked
from benchmarks._ask_judge import Judged, Question, by_type, cell, coverage, figures, judged, surer
from benchmarks._ask_labs import SETS, built
from benchmarks._ask_renamed import Names
from benchmarks._gold_sets import FOLDER, questions
from labkin.graph.embedded import stop_owner

LOG = FOLDER / "locked.log"


def run(arguments: list[str]) -> None:
    """Ask, judge, print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks ask")
    parser.add_argument("--set", choices=SETS, action="append", help="which questions (default: all)")
    parser.add_argument("--lab", type=Path, help="a lab that holds the files of the one set that is asked")
    parser.add_argument("--locked", action="store_true", help="ask the questions that are locked, and only them")
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--out", type=Path, help="write the answers here, a line each")
    parser.add_argument("--renamed", type=Path, nargs="?", const=Path(), metavar="LAB")
    options = parser.parse_args(arguments)
    if options.renamed is not None:
        run_renamed(options.lab, options.renamed if options.renamed.name else None, options.failures)
        return
    for name in options.set or SETS:
        chosen = [one for one in questions(name) if bool(one.get("locked")) == options.locked]
        if not chosen:
            print(f"{name}: {'no question is' if options.locked else 'all questions are'} locked", file=sys.stderr)
            continue
        answers, found, took = scored(name, options.lab, chosen, questions(name))
        show(f"{name}{', locked' * options.locked}", found, took)
        if options.locked:
            note(name, found)
        if options.failures:
            show_failures(found)
        if options.out:
            lines = (json.dumps(answers[one["id"]] | {"id": one["id"]}, default=str) for one in chosen)
            options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def scored(
    name: str, lab: Path | None, chosen: Sequence[Question], known: Iterable[Question]
) -> tuple[Answers, list[Judged], list[float]]:
    """Ask a lab, which is built where none is given: all answers, those of `chosen` judged, and their milliseconds."""
    with ExitStack() as stack:
        folder = lab or Path(stack.enter_context(tempfile.TemporaryDirectory())) / "lab"
        if not lab:
            built(name, folder)
            stack.callback(stop_owner, folder)
        answers, took = asked(folder, chosen, {one["id"]: one for one in known})
    return answers, [judged(one, answers[one["id"]]) for one in chosen], list(took.values())


def run_renamed(lab: Path | None, copy: Path | None, failures: bool) -> None:
    """Ask the graph and its renamed copy the same questions, each in its own words; print what it costs."""
    renamed = Names.read().set()
    same = {one["id"] for one in renamed}
    originals = [one for one in questions("hetionet") if one["id"] in same]
    _, before, _ = scored("hetionet", lab, originals, originals)
    _, after, _ = scored("renamed", copy, renamed, renamed)
    print(
        f"\n## hetionet, {len(same)} questions, and with other names\n\n| figure | original | renamed |\n|---|---|---|"
    )
    for (name, said), (_, other) in zip(figures(before), figures(after), strict=True):
        print(f"| {name} | {said} | {other} |")
    lost = (sum(one.right for one in before) - sum(one.right for one in after)) / len(same) * 100
    print(f"| points lost | | {lost:.1f} |\n\n| type | original | renamed |\n|---|---|---|")
    others = by_type(after)
    for kind, some in by_type(before).items():
        print(f"| {kind} | {_right(some)} | {_right(others[kind])} |")
    for one, other in zip(before, after, strict=True):
        if one.right != other.right:
            print(f"{'lost' if one.right else 'won'}: {other.question['id']} {other.question['question']}")
    if failures:
        show_failures(after)


def _right(some: Sequence[Judged]) -> str:
    return f"{sum(one.right for one in some)} of {len(some)}"


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
    print("\n| as sure as | answered, of all | right |\n|---:|---:|---:|")
    for sure, count, right in coverage(found):
        print(f"| {sure:.2f} | {count} = {count / len(found):.0%} | {right / count:.1%} |")
    told = surer(found)
    print(f"\na right answer is surer than a wrong one: {'nothing to compare' if told is None else f'{told:.0%}'}")


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
    """Write down that the locked questions of a set were scored."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], stdout=subprocess.PIPE, text=True, check=False)
    said = "; ".join(f"{what}: {figure}" for what, figure in figures(found))
    moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"{moment} {commit.stdout.strip() or 'unknown'} {name}: {said}\n")
    print(f"noted in {LOG.name}", file=sys.stderr)
