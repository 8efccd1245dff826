"""Reading the texts of a lab after a load, with a progress bar; `reannotate`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import typer

from labkin.app.annotating import MOST_AWAITED, Outcome, Tell, again, catch_up, look
from labkin.app.annotating_effects import SCHEME
from labkin.app.annotating_texts import all_prose
from labkin.app.cli_run import busy, many, show_json
from labkin.app.lab import Lab
from labkin.app.settling import settle
from labkin.graph.errors import LabkinError, NotFound
from labkin.nlp.pipeline_named import check_model


def read_after_load(lab: Lab, on: bool, wait: bool, quiet: bool) -> Outcome:
    """Put new texts in the queue, and read them unless they are too many to be waited for."""
    with busy(quiet) as say:
        say("looking for texts to read")
        waiting = look(lab, on and lab.config.annotate)
    if not (waiting and on and wait and lab.config.annotate):
        return Outcome(left=waiting)
    try:
        with progress(quiet) as tell:
            return catch_up(lab, tell, most=MOST_AWAITED)
    except LabkinError as error:  # no reader, or a damaged one: what was loaded is loaded all the same
        return Outcome(left=lab.jobs.waiting(SCHEME), why=str(error))


@contextmanager
def progress(quiet: bool) -> Iterator[Tell]:
    """A bar on the terminal; none when quiet or when there is no terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("reading texts"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def outcome_line(done: Outcome) -> str:
    """What became of the texts, for people; empty where there were none."""
    parts = []
    if done.read:
        parts.append(f"{many(done.read, 'text')} read: {_stated(done)}")
    if done.failed:
        parts.append(f"{many(done.failed, 'text')} could not be read, see `labkin jobs`")
    if done.left:
        them = "it" if done.left == 1 else "them"
        parts.append(
            f"{many(done.left, 'text')} {'waits' if done.left == 1 else 'wait'} to be read: "
            f"`labkin reannotate` reads {them}"
        )
    if done.why:
        parts.append(done.why)
    return "; ".join(parts)


def _stated(done: Outcome) -> str:
    """What came into the graph by reading: mentions and relations are counted as statements."""
    if not done.changed:
        return "nothing is stated otherwise than before"
    said = f"{many(done.mentions, 'mention')} and {many(done.relations, 'relation')} stated"
    if done.changed >= done.read:
        return said
    return f"{said}, of {done.changed:,} of them; of the others nothing is stated otherwise than before"


def withdrawn_lines(lab: Lab, read_by: Iterable[str] | None = None) -> list[str]:
    """The models that are withdrawn, of all or of these, each a sentence with what undoes it."""
    from labkin.app.annotating_models import withdrawn_models

    return [line for model, line in withdrawn_models(lab).items() if read_by is None or model in read_by]


def outcome_json(done: Outcome) -> dict[str, Any]:
    """What became of the texts, for scripts."""
    return asdict(done)


def run_reannotate(lab: Lab, ids: list[str], model: str, every: bool, as_json: bool) -> None:
    """See `labkin reannotate --help`."""
    check_model(model)
    with lab:
        with lab.view() as view:
            empty = not ids and next(all_prose(view), None) is None
        if empty and not as_json:
            typer.echo("there are no texts here; `labkin load` brings some")
            return
        if ids:
            from labkin.app.asset import find_id

            ids = [find_id(lab, id) for id in ids]
        with busy(as_json) as say:
            say("loading the model")
            waiting = again(lab, ids or None, model, every or bool(ids))
        if ids and not waiting:
            raise NotFound(f"there is no text of {', '.join(ids)} in this lab")
        with progress(as_json) as tell:
            done = catch_up(lab, tell)
        with busy(as_json) as say:
            settle(lab)
            lab.catch_up(say)
        out = withdrawn_lines(lab)
    if as_json:
        show_json(outcome_json(done) | {"transaction": lab.ledger.head()})
        return
    typer.echo(outcome_line(done) or "every text was read already, with this model")
    tell_withdrawn(out)


def tell_withdrawn(lines: Iterable[str]) -> None:
    """That what some models read is not stated: nobody should wonder where it is."""
    for line in lines:
        typer.secho(line, fg=typer.colors.YELLOW)


def requeue(lab: Lab, failed: list[str]) -> None:
    """Read again the texts of jobs that failed, by the addresses of the jobs."""
    if failed:
        again(lab, [uri.removeprefix(SCHEME) for uri in failed], every=True)
