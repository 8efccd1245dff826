"""`labkin train`: a recogniser of one's own from what curators decided, and which one is in use."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labkin.app.cli_options import AsJson, LabDir, commands_of, group
from labkin.app.cli_run import FAILED, WrongCall, lab_of, many, show_json, show_table

if TYPE_CHECKING:
    from labkin.app.lab import Lab
    from labkin.app.training import Say, Trained

train = group(
    "train",
    "Train the reader on what curators decided, and choose which one reads.",
    "labkin train ner",
)
command = commands_of(train)
TELLING = 30  # mentions held out, below which chance decides which of two models is the better one


@command("ner", "labkin train ner --corpus gold.pubtator")
def ner(
    corpus: Annotated[
        list[Path] | None,
        typer.Option("--corpus", metavar="FILE", help="Check on this PubTator file too; repeat for more."),
    ] = None,
    base: Annotated[
        Path | None, typer.Option("--base", metavar="DIR", help="Begin with this model; else the shipped one.")
    ] = None,
    steps: Annotated[int, typer.Option(min=1, help="How long: steps of each network.")] = 150,
    force: Annotated[bool, typer.Option("--force", help="Put it in use even where it is worse.")] = False,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Leave it to `labkin reannotate` to read.")] = False,
    author: Annotated[str, typer.Option("--author", metavar="NAME", help="For the card; else the lab's.")] = "",
    lab: LabDir = None,
    as_json: AsJson = False,
) -> None:
    """Train the recogniser of mentions on the lab's decisions, measure it, and put it in use where it is no worse."""
    from labkin.app.training import shown, train_ner
    from labkin.nlp.recogniser import SHIPPED
    from labkin.nlp.training import Recipe

    if missing := [str(one) for one in corpus or () if not one.is_file()]:
        raise WrongCall(f"there is no file {', '.join(missing)}")
    with lab_of(lab) as opened:
        with _progress(as_json) as say:
            trained = train_ner(opened, base or SHIPPED, Recipe(steps=steps), corpus or (), force, author, say)
        waiting = _read_anew(opened, trained, not no_wait, as_json) if trained.installed else 0
    if as_json:
        show_json({**shown(trained), "waiting": waiting})
    else:
        _tell(trained, waiting)
    if not trained.installed:
        raise typer.Exit(FAILED)


def _read_anew(lab: Lab, trained: Trained, wait: bool, quiet: bool) -> int:
    """Put all texts in the queue for the new model, and read them; how many wait then."""
    from labkin.app.annotating import again, catch_up
    from labkin.app.cli_read import progress
    from labkin.app.settling import settle
    from labkin.app.training import expect

    waiting = again(lab)
    if wait and waiting:
        with progress(quiet) as tell:
            waiting = catch_up(lab, tell).left
        settle(lab)
        expect(lab, trained)
        lab.catch_up()
    return waiting


def _tell(trained: Trained, waiting: int) -> None:
    from labkin.nlp.model_card import MARKDOWN

    card = trained.card
    rows = [
        [one.name, one.part, one.documents, one.settled, _percent(one.before["f1"]), _percent(one.after["f1"])]
        for one in card.sets
    ]
    show_table(
        ["texts", "part", "documents", "settled", "F1 before", "after"], rows, f"{card.id}, {card.seconds:.0f} s"
    )
    for sentence in card.worse:
        typer.secho(sentence, fg=typer.colors.YELLOW)
    for one in card.sets:
        if one.part == "held-out" and one.settled < TELLING:
            typer.secho(
                f"Only {many(one.settled, 'mention')} in {many(one.documents, 'text')} were held out to measure on, "
                "too few to tell better from worse: --corpus measures on texts that were marked throughout.",
                fg=typer.colors.YELLOW,
            )
    if not trained.installed:
        typer.secho(
            f"It is worse, so it is not in use. Its card: {trained.folder / MARKDOWN}. "
            f"`labkin train use {trained.folder.name}` puts it in use all the same.",
            fg=typer.colors.RED,
            err=True,
        )
        return
    typer.echo(f"It is in use. Its card: {trained.folder / MARKDOWN}")
    if waiting:
        typer.echo(f"{waiting:,} texts wait to be read with it: labkin reannotate")


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"


@command("models", "labkin train models")
def models(lab: LabDir = None, as_json: AsJson = False) -> None:
    """List the models that were trained here, with what they reach on decisions that were held out."""
    from labkin.app.models_kept import current_model, kept_models
    from labkin.nlp.model_card import read_card

    with lab_of(lab) as opened:
        current = current_model(opened)
        cards = [(folder, read_card(folder)) for folder in kept_models(opened)]
    rows: list[dict[str, Any]] = [
        {
            "model": folder.name,
            "in_use": str(folder) == current,
            "at": card.at if card else "",
            "author": card.author if card else "",
            "held_out": next((dict(one.after) for one in card.sets if one.part == "held-out"), {}) if card else {},
        }
        for folder, card in cards
    ]
    rows.append({"model": "shipped", "in_use": not current, "at": "", "author": "", "held_out": {}})
    if as_json:
        show_json(rows)
        return
    columns = ["model", "", "trained", "by", "F1 on what was held out"]
    cells = [
        [
            row["model"],
            "in use" if row["in_use"] else "",
            str(row["at"])[:16].replace("T", " "),
            row["author"],
            _percent(row["held_out"]["f1"]) if row["held_out"] else "",
        ]
        for row in rows
    ]
    show_table(columns, cells)


@command("use", "labkin train use shipped")
def use(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="As `labkin train models` names it, or `shipped`.")],
    lab: LabDir = None,
    as_json: AsJson = False,
) -> None:
    """Choose which model reads texts from now on; `labkin reannotate` then reads those that there are."""
    from labkin.app.models_kept import use_model

    with lab_of(lab) as opened:
        folder = use_model(opened, model)
    if as_json:
        show_json({"model": model, "folder": folder})
        return
    typer.echo(f"{model} is in use. Next: labkin reannotate")


@contextmanager
def _progress(quiet: bool) -> Iterator[Say]:
    """A bar on the terminal; none when quiet or when there is no terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading decisions", total=1.0)
        yield lambda text, share: bar.update(task, description=text, completed=share)
