"""Cases and decisions as the command line shows them, and as JSON."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import typer

from labkin.app.annotating_decisions import CORRECT, REJECT, Decision
from labkin.app.cli_run import printable, show_table
from labkin.app.curation import cut_words
from labkin.app.curation_agreement import Agreement
from labkin.app.curation_log import decided_what
from labkin.app.curation_queue import Case, Group
from labkin.app.highlight import called
from labkin.graph.errors import LabkinError
from labkin.nlp.annotations import Link

WIDE = 140  # columns of a terminal from which a table of sentences can be read
SENTENCE = 90  # characters of a sentence in a table


def case_json(one: Case) -> dict[str, Any]:
    """A mention with all that is known of it."""
    said = asdict(one)
    return {"id": one.id, **said, "links": [link._asdict() for link in one.links]}


def group_json(one: Group) -> dict[str, Any]:
    """A name with its mentions."""
    return {
        "name": one.name,
        "type": one.type,
        "documents": one.documents,
        "doubt": round(one.doubt, 4),
        "reasons": list(one.reasons),
        "mentions": [case_json(case) for case in one.cases],
    }


def case_row(one: Case) -> list[Any]:
    """A mention as a line of a table."""
    others = [meaning(link) for link in one.links[1:3]]
    return [one.id, cut(one), called(one.type), f"{one.confidence:.2f}", meaning(one.link), others, one.reasons]


def show_cases(found: Sequence[Case]) -> None:
    """Mentions as a table; on a narrow terminal below one another, for their names are to be copied in one piece."""
    if not is_narrow():
        columns = ["mention", "sentence", "type", "sure", "means", "or", "why"]
        show_table(columns, [case_row(one) for one in found], whole=1)
        return
    for one in found:
        typer.secho(one.id, bold=True)
        typer.echo(printable(f"  {cut(one)}"))
        others = "".join(f" or {meaning(link)}" for link in one.links[1:3])
        why = f": {', '.join(one.reasons)}" if one.reasons else ""
        typer.echo(printable(f"  {called(one.type)} {one.confidence:.2f}{why}; {meaning(one.link)}{others}"))


def is_narrow() -> bool:
    """Whether the terminal is too narrow for a table of sentences."""
    return sys.stdout.isatty() and shutil.get_terminal_size().columns < WIDE


def show_groups(found: Sequence[Group]) -> None:
    """Names as a table."""
    show_table(
        ["name", "type", "texts", "mentions", "in doubt", "why", "means", "such as"],
        [group_row(one) for one in found],
        whole=1,
    )


def group_row(one: Group) -> list[Any]:
    """A name as a line of a table. What is shown is its most doubtful mention."""
    first = one.cases[0]
    counts = [one.documents, len(one.cases), sum(bool(case.reasons) for case in one.cases)]
    return [one.name, called(one.type), *counts, one.reasons, meaning(first.link), cut(first)]


def meaning(link: Link | None) -> str:
    """A concept with its name and how sure it is."""
    return f"{link.name} [{link.curie}] {link.confidence:.2f}" if link else "not linked"


def cut(one: Case) -> str:
    """The sentence with its mention between brackets, as much as fits a line."""
    before, text, after = (re.sub(r"\s+", " ", part) for part in one.parts)
    room = max(10, (SENTENCE - len(text)) // 2)
    before = before.lstrip() if len(before) <= room else f"…{before[-room:]}"
    after = after.rstrip() if len(after) <= room else f"{after[:room]}…"
    return f"{before}[{text}]{after}"


def decision_json(one: Decision) -> dict[str, Any]:
    """A decision with all that is recorded of it."""
    return one.to_json()


def decision_row(one: Decision) -> list[Any]:
    """A decision as the first cells of a line of a table."""
    where = f"{one.document}@{one.start}-{one.end}" if one.start >= 0 else ""
    where = where or ": ".join(filter(None, (one.document, one.text)))
    return [one.id.removeprefix("curation:"), one.author, one.when, decided_what(one), where]


def decision_said(one: Decision) -> str:
    """A decision in a line."""
    span = f"@{one.start}-{one.end}" if one.start >= 0 else ""
    where = f" ({one.document}{span})" if one.document else ""
    return f"{one.id.removeprefix('curation:')}  {one.text}{where}: {decided_what(one)}"


def left_open(case: Case, made: Decision) -> str:
    """What to do about a mention that a decision on something else left without a meaning; empty where it has one."""
    said = made.action == CORRECT and made.type == case.type and made.new_start < 0  # that it has none
    if made.curie or made.action == REJECT or said:
        return ""
    weak = made.type == case.type and case.link is not None and case.stated is None
    guess = f"the guess {meaning(case.link)} is too weak to be taken; " if weak else ""
    start, end = made.span
    return f"{guess}`labkin curate link {made.document}@{start}-{end} CONCEPT` says what it means"


def overrules(other: Decision | None) -> str:
    """That a decision goes before that of another curator; empty where there is none."""
    return f"overrules {other.author}'s {other.action} of {other.when} (the last word holds)" if other else ""


def decision_line(one: Decision) -> str:
    """A decision on a text that is in view: when, who, and what of which words."""
    what = one.text or f"{one.curie} {one.relation} {one.object}".strip()
    note = f" (note: {one.note})" if one.note else ""
    return f"{one.when}, {one.author}: {what}: {decided_what(one)}{note}"


def agreement_said(one: Agreement) -> str:
    """The agreement of two people as a sentence."""
    kappa = "undefined, for there is but one verdict" if one.kappa is None else f"{one.kappa:.2f}"
    return (
        f"{one.first} and {one.second} both decided on {one.both} mentions and agree on {one.agreed} "
        f"({100 * one.raw:.0f} of 100); Cohen's kappa is {kappa}"
    )


def agreement_json(one: Agreement) -> dict[str, Any]:
    """The agreement of two people."""
    differ = [{"mention": id, one.first: a, one.second: b} for id, a, b in one.differ]
    return asdict(one) | {"raw": round(one.raw, 4), "differ": differ}


def tell_cut(case: Case, made: Sequence[Decision]) -> None:
    """A warning where the corrected span cuts a word in two, for that is seldom meant."""
    for one in made:
        for word in cut_words(case, *one.span):
            typer.secho(
                printable(f"this span cuts the word {word!r} in two; `labkin curate undo` takes it back"),
                fg=typer.colors.YELLOW,
                err=True,
            )


def span_of(case: Case, said: str) -> tuple[int, int]:
    """The offsets that a user means: START-END in the whole text, or words of the sentence, those nearest the mention.

    Raises LabkinError where the sentence has no such words.
    """
    if found := re.fullmatch(r"\s*(\d+)\s*-\s*(\d+)\s*", said):
        return int(found[1]), int(found[2])
    words = [re.escape(word) for word in said.split()]
    places = [match.span() for match in re.finditer(r"\s+".join(words), case.sentence)] if words else []
    if not places:
        raise LabkinError(f"the sentence has no {said!r}: {case.sentence.strip()}")
    middle = case.start - case.at + (case.end - case.start) / 2
    start, end = min(places, key=lambda place: abs((place[0] + place[1]) / 2 - middle))
    return case.at + start, case.at + end
