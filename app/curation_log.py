"""The record of decisions: all that were ever made, and how far the people who made them agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from labkin.app.annotating_decisions import (
    ACCEPT_RELATION,
    FORBID,
    LOADER,
    OF_MENTIONS,
    REJECT,
    REJECT_RELATION,
    SYNONYM,
    WITHDRAW,
    WORD,
    Decision,
    decisions,
    of_node,
)
from labkin.app.annotating_effects import STATED
from labkin.app.curation_agreement import Agreement, agreement
from labkin.app.curation_queue import Case, as_read
from labkin.app.highlight import called
from labkin.app.lab import Lab
from labkin.graph.errors import NotFound
from labkin.graph.ledger_past import past

NO_MENTION = "no mention"


@dataclass(frozen=True, slots=True)
class Logged:
    """A decision with what became of it. `undone_at` is empty while it stands."""

    decision: Decision
    undone_by: str = ""
    undone_at: str = ""


def log(lab: Lab, author: str = "") -> list[Logged]:
    """Every decision that was ever made, the last first, those that were undone too."""
    found = [Logged(of_node(one.node, one.source), one.gone_by, one.gone_at) for one in past(lab.ledger, LOADER)]
    return [one for one in reversed(found) if author in ("", one.decision.author)]


def decided_what(one: Decision) -> str:
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
    if one.action == WORD:
        return f"in questions the {one.type} {f'{one.name} [{one.curie}]' if one.name else one.curie}"
    named = f"{one.name} [{one.curie}]" if one.name and one.curie else one.curie or "not linked"
    if one.action == SYNONYM:
        return f"means {named}, {called(one.type)}"
    moved = f", at {one.span[0]}-{one.span[1]}" if one.span != (one.start, one.end) else ""
    return f"{one.action}: {called(one.type)}, {named}{moved}"


def verdicts(lab: Lab) -> dict[str, dict[str, str]]:
    """By author: what they think of each mention they decided on, by the mention's name; their last word counts.

    Verdicts say what the mention is to be, so that whoever accepts what another corrected agrees with that.
    """
    with lab.view() as view:
        made = [one for one in decisions(view) if one.action in OF_MENTIONS]
    machine: dict[tuple[str, int, int], str] = {}
    places: dict[tuple[str, int, int], tuple[str, int, int]] = {}  # where a mention stands to where it stood first
    found: dict[str, dict[str, str]] = {}
    for one in made:
        there = one.document, one.start, one.end
        first = places.get(there, there)
        machine.setdefault(first, _machine(one))
        if one.span != (one.start, one.end):
            places[one.document, *one.span] = first
        found.setdefault(one.author, {})[f"{first[0]}@{first[1]}-{first[2]}"] = _verdict(one, first, machine[first])
    return found


def _machine(one: Decision) -> str:
    stated = one.was_curie if one.was_confidence >= STATED else ""
    return f"{called(one.was_type)}, {stated or 'not linked'}" if one.was_type else "nothing"


def _verdict(one: Decision, first: tuple[str, int, int], machine: str) -> str:
    if one.action == REJECT:
        return NO_MENTION
    said = f"{called(one.type)}, {one.curie or 'not linked'}"
    if one.span != first[1:]:
        return f"{said} at {one.span[0]}-{one.span[1]}"
    return "as found" if said == machine else said


def overruled(lab: Lab, made: Sequence[Decision]) -> dict[str, Decision]:
    """By the identifier of each of these, just made: what another curator had decided otherwise on the same mention.

    Of several decisions that stood only the last counts.
    """
    new = {one.id for one in made}
    with lab.view() as view:
        before = [one for one in decisions(view) if one.action in OF_MENTIONS and one.id not in new]
    last = {(one.document, *span): one for one in before for span in ((one.start, one.end), one.span)}
    stood = {one.id: last.get((one.document, one.start, one.end)) for one in made}
    return {
        one.id: other
        for one in made
        if (other := stood[one.id]) and other.author != one.author and _outcome(other) != _outcome(one)
    }


def _outcome(one: Decision) -> tuple[object, ...]:
    return (REJECT,) if one.action == REJECT else (one.type, one.curie, one.span)


def agreements(lab: Lab, first: str = "", second: str = "") -> list[Agreement]:
    """The agreement of these two, or of every two who decided on the same mentions. Raises NotFound for a stranger."""
    by_author = verdicts(lab)
    for name in filter(None, (first, second)):
        if name not in by_author:
            known = ", ".join(sorted(by_author)) or "nobody"
            raise NotFound(f"{name} decided on no mention of this lab; {known} did")
    names = sorted(by_author)
    pairs = [(a, b) for place, a in enumerate(names) for b in names[place + 1 :]]
    if first:
        others = [second] if second else [name for name in names if name != first]
        pairs = [(first, other) for other in others]
    made = [agreement(a, b, by_author[a], by_author[b]) for a, b in pairs]
    return [one for one in made if one.both or (first and second)]


def second_opinions(lab: Lab, author: str, type: str = "") -> list[Case]:
    """The mentions that others decided on and this author did not, as the models had found them: a blind second look.

    Mentions that no model found, or none finds any more, are not among them.
    """
    with lab.view() as view:
        made = [one for one in decisions(view) if one.action in OF_MENTIONS]
    own = {(one.document, one.start, one.end) for one in made if one.author == author}
    others = {(one.document, one.start, one.end) for one in made if one.author != author}
    wanted: dict[str, set[tuple[int, int]]] = {}
    for document, start, end in others - own:
        wanted.setdefault(document, set()).add((start, end))
    return [one for one in as_read(lab, wanted) if type in ("", one.type)]
