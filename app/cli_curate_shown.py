"""Cases and decisions as the command line shows them, and as JSON."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import typer

from labkin.app.annotating_decisions import (
    ACCEPT_RELATION,
    FORBID,
    REJECT,
    REJECT_RELATION,
    SYNONYM,
    WITHDRAW,
    Decision,
)
from labkin.app.cli_run import printable, show_table
from labkin.app.curation import cut_words
from labkin.app.curation_agreement import Agreement
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
    id, at = one.id.removeprefix("curation:"), one.at[:16].replace("T", " ")
    return [id, one.author, at, decision_what(one), where]


def decision_said(one: Decision) -> str:
    """A decision in a line."""
    span = f"@{one.start}-{one.end}" if one.start >= 0 else ""
    where = f" ({one.document}{span})" if one.document else ""
    return f"{one.id.removeprefix('curation:')}  {one.text}{where}: {decision_what(one)}"


def decision_line(one: Decision) -> str:
    """A decision on a text that is in view: when, who, and what of which words."""
    what = one.text or f"{one.curie} {one.relation} {one.object}".strip()
    return f"{one.at[:16].replace('T', ' ')}, {one.author}: {what}: {decision_what(one)}"


def decision_what(one: Decision) -> str:
    """What a decision says, without what it is about."""
    if one.action == REJECT:
        return "no mention"
    if one.action == ACCEPT_RELATION:
        return "the text says so"
    if one.action == REJECT_RELATION:
        return "the text does not say so"
    if one.action == WITHDRAW:
        return "all that this model said is withdrawn"
    if one.action == FORBID:
        what = f"never means {one.curie}" if one.curie else f"is no {called(one.type)}" if one.type else "is no mention"
        return what + (f" near {', '.join(one.near)}" if one.near else "")
    named = f"{one.name} [{one.curie}]" if one.name and one.curie else one.curie or "not linked"
    if one.action == SYNONYM:
        return f"means {named}, {called(one.type)}"
    moved = f", at {one.span[0]}-{one.span[1]}" if one.span != (one.start, one.end) else ""
    return f"{one.action}: {called(one.type)}, {named}{moved}"


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
