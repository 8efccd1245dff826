"""Reading the texts of a lab after a load, with a progress bar; `reannotate`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import typer

from labkin.app.annotating import MOST_AWAITED, Outcome, Tell, again, catch_up, look
from labkin.app.annotating_effects import SCHEME
from labkin.app.cli_run import busy, show_json
from labkin.app.lab import Lab
from labkin.app.settling import settle
from labkin.graph.errors import LabkinError, NotFound


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
        parts.append(f"{done.read:,} texts read: {done.mentions:,} mentions, {done.relations:,} relations")
    if done.failed:
        parts.append(f"{done.failed:,} texts could not be read, see `labkin jobs`")
    if done.left:
        parts.append(f"{done.left:,} texts wait to be read: `labkin reannotate` reads them")
    if done.why:
        parts.append(done.why)
    return "; ".join(parts)


def outcome_json(done: Outcome) -> dict[str, Any]:
    """What became of the texts, for scripts."""
    return asdict(done)


def run_reannotate(lab: Lab, ids: list[str], model: str, every: bool, as_json: bool) -> None:
    """See `labkin reannotate --help`."""
    with lab:
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
    if as_json:
        show_json(outcome_json(done) | {"transaction": lab.ledger.head()})
    else:
        typer.echo(outcome_line(done) or "every text was read already, with this model")


def requeue(lab: Lab, failed: list[str]) -> None:
    """Read again the texts of jobs that failed, by the addresses of the jobs."""
    if failed:
        again(lab, [uri.removeprefix(SCHEME) for uri in failed], every=True)
