"""One mention after the other on the terminal: its sentence, what it may mean, and a key for each decision."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import typer

from labkin.app import curation
from labkin.app.annotating_decisions import Decision
from labkin.app.cli_curate_shown import decision_said, left_open, meaning, span_of, tell_cut
from labkin.app.cli_run import printable
from labkin.app.curation_queue import Case, Group
from labkin.app.highlight import called
from labkin.app.lab import Lab
from labkin.graph.errors import LabkinError
from labkin.nlp.annotations import TYPES, Link

HELP = (
    "a accept  r or x reject  1-9 that meaning  0 no known meaning  l look up a meaning  t type  s span",
    "y the name always means this  f forbid the name  u undo  n next  q quit",
)
NOTHING = (
    "there is nothing to undo here; `labkin curate log` lists what was decided before, `labkin curate undo` undoes it"
)
EXAMPLES = 3  # sentences that are shown of a name
MEANINGS = 9
ENDED = "q"


class Keys:
    """What a person types: single keys from a terminal, or lines where standard input is none."""

    def __init__(self) -> None:
        self.is_terminal = sys.stdin.isatty()

    def key(self) -> str:
        """One key; `q` where there is nothing left to read."""
        if self.is_terminal:
            import click

            return str(click.getchar())
        line = sys.stdin.readline()
        return line.strip()[:1] or "n" if line else ENDED

    def line(self, asks: str) -> str:
        """One line, white space around it dropped; empty is no answer."""
        typer.echo(f"{asks}: ", nl=False)
        try:
            said = sys.stdin.readline() if not self.is_terminal else input()
        except EOFError:
            said = ""
        if not self.is_terminal:
            typer.echo(said.rstrip("\n"))
        return said.strip()


@dataclass(slots=True)
class Session:
    """What a person is doing."""

    lab: Lab
    author: str
    keys: Keys
    strokes: list[list[str]] = field(default_factory=list)  # the decisions of each key that stand

    @property
    def made(self) -> int:
        """How many decisions stand."""
        return sum(map(len, self.strokes))


def decide_on(lab: Lab, queue: Sequence[Group], author: str, keys: Keys) -> int:
    """Show one after the other and do what the keys say, until there are no more. How many decisions stand of it."""
    if not queue:
        typer.echo("Nothing waits for a decision.")
        return 0
    session = Session(lab, author or lab.config.author, keys)
    place = 0
    while place < len(queue):
        group = queue[place]
        _show(group, place, len(queue))
        step = _ask(session, group)
        if step is None:
            break
        place = max(0, place + step)
    return session.made


def _ask(session: Session, group: Group) -> int | None:
    """Ask until it is decided; how far to go on in the queue, None to stop."""
    while True:
        key = session.keys.key()
        if key in ("q", "\x03", "\x04", "\x1b"):
            return None
        if key in ("n", " ", "\r", "\n"):
            return 1
        if key == "u":
            return _undo(session)
        run = DECISIONS.get(key) or (_choose if key.isdigit() else None)
        if run is None:
            typer.echo("\n".join(HELP))
            continue
        try:
            if run(session, group, key):
                return 1
        except LabkinError as error:
            typer.secho(str(error), fg=typer.colors.RED)


def _undo(session: Session) -> int:
    if not session.strokes:
        typer.secho(NOTHING, fg=typer.colors.RED)
        return 0
    try:
        gone = curation.undo(session.lab, session.strokes.pop(), session.author)
    except LabkinError as error:
        typer.secho(str(error), fg=typer.colors.RED)
        return 0
    for one in gone:
        typer.echo(f"undone: {decision_said(one)}")
    return -1


def _done(session: Session, made: Sequence[Decision], group: Group | None = None) -> bool:
    """Count what was made; of a decision on mentions (`group`) say where it leaves one without a meaning."""
    session.strokes.append([one.id for one in made])
    open = (left_open(case, one) for one, case in zip(made, group.cases if group else (), strict=False))
    if said := next(filter(None, open), ""):
        typer.secho(printable(f"  not linked; {said}"), dim=True)
    return True


def _accept(session: Session, group: Group, key: str) -> bool:
    return _done(session, curation.accept(session.lab, group.cases, session.author), group)


def _reject(session: Session, group: Group, key: str) -> bool:
    return _done(session, curation.reject(session.lab, group.cases, session.author))


def _choose(session: Session, group: Group, key: str) -> bool:
    meanings = _meanings(group)
    if key != "0" and int(key) > len(meanings):
        raise LabkinError(f"there is no meaning {key}")
    curie = meanings[int(key) - 1].curie if key != "0" else ""
    return _done(session, curation.link(session.lab, group.cases, curie, session.author))


def _look_up(session: Session, group: Group, key: str) -> bool:
    found = _looked_up(session, group)
    return bool(found) and _done(session, curation.link(session.lab, group.cases, found, session.author))


def _looked_up(session: Session, group: Group) -> str:
    """The identifier that a person finds by words; empty for none."""
    while words := session.keys.line("Name or identifier, or Enter to go back"):
        found = curation.candidates(session.lab, words, group.type)[:MEANINGS]
        if not found:
            typer.echo(f"Nothing is called {words}.")
            continue
        for number, one in enumerate(found, 1):
            typer.echo(printable(f"  {number}  {one.name} [{one.curie}]"))
        key = session.keys.key()
        if key.isdigit() and 1 <= int(key) <= len(found):
            return found[int(key) - 1].curie
    return ""


def _retype(session: Session, group: Group, key: str) -> bool:
    typer.echo("  ".join(f"{number} {called(type)}" for number, type in enumerate(TYPES, 1)))
    chosen = session.keys.key()
    if not chosen.isdigit() or not 1 <= int(chosen) <= len(TYPES):
        return False
    return _done(session, curation.retype(session.lab, group.cases, TYPES[int(chosen) - 1], session.author), group)


def _respan(session: Session, group: Group, key: str) -> bool:
    if len(group.cases) > 1:
        raise LabkinError("spans are corrected one by one: use the doubtful ones")
    words = session.keys.line(f"The right words, for {group.name!r}")
    if not words:
        return False
    case = group.cases[0]
    made = curation.respan(session.lab, case, *span_of(case, words), session.author)
    tell_cut(case, made)
    return _done(session, made, group)


def _synonym(session: Session, group: Group, key: str) -> bool:
    meant = group.cases[0].link
    curie = session.keys.line(
        f"In this lab {group.name!r} means (identifier{f', else {meant.curie}' if meant else ''})"
    )
    curie = curie or (meant.curie if meant else "")
    if not curie:
        return False
    return _done(session, [curation.synonym(session.lab, group.name, curie, group.type, session.author)])


def _forbid(session: Session, group: Group, key: str) -> bool:
    near = session.keys.line(
        f"{group.name!r} is no {called(group.type)} in sentences with (words, else everywhere; - to go back)"
    )
    if near == "-":
        return False
    return _done(session, [curation.forbid(session.lab, group.name, near.split(","), group.type, "", session.author)])


DECISIONS: dict[str, Callable[[Session, Group, str], bool]] = {
    "a": _accept,
    "r": _reject,
    "x": _reject,  # as in the explorer, whose browser keeps r to itself
    "l": _look_up,
    "t": _retype,
    "s": _respan,
    "y": _synonym,
    "f": _forbid,
}


# -- showing -----------------------------------------------------------------------------------------------------------


def _meanings(group: Group) -> list[Link]:
    """What any of the mentions may mean, the surest first."""
    best: dict[str, Link] = {}
    for link in sorted((link for one in group.cases for link in one.links), key=lambda one: -one.confidence):
        best.setdefault(link.curie, link)
    return list(best.values())[:MEANINGS]


def _show(group: Group, place: int, of: int) -> None:
    first = group.cases[0]
    many = f", {len(group.cases)} mentions in {group.documents} texts" if len(group.cases) > 1 else ""
    why = f": {', '.join(first.reasons)}" if first.reasons else ""
    typer.echo()
    typer.secho(f"[{place + 1} of {of}]  {called(group.type)} {first.confidence:.2f}{many}{why}", dim=True)
    for case in group.cases[:EXAMPLES]:
        _show_sentence(case)
    if len(group.cases) > EXAMPLES:
        typer.secho(f"    and {len(group.cases) - EXAMPLES} more", dim=True)
    for number, link in enumerate(_meanings(group), 1):
        typer.echo(printable(f"  {number}  {meaning(link)}"))
    if not _meanings(group):
        typer.echo("  not linked")
    typer.secho(HELP[0] if place else "\n".join(HELP), dim=True)


def _show_sentence(case: Case) -> None:
    before, text, after = (printable(part.replace("\n", " ")) for part in case.parts)
    shown = typer.style(text, bold=True, reverse=True) if sys.stdout.isatty() else f"[{text}]"
    typer.echo(f"  {before.lstrip()}{shown}{after.rstrip()}")
    where = f"{case.document}{f', {case.section}' if case.section else ''}  {case.title}"
    typer.secho(f"    {printable(where)[:110]}", dim=True)
