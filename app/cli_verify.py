"""`verify`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from labkin.app.answers_saved import read_saved
from labkin.app.answers_verified import verify_answer
from labkin.app.cli_run import FAILED, WrongCall, busy, many, show_json, show_table
from labkin.app.lab import Lab

ROWS_SHOWN = 20


def run_verify(lab: Lab, path: Path, past: bool, as_json: bool) -> None:
    """See `labkin verify --help`."""
    if not path.is_file():
        raise WrongCall(f"{path} is no file: name an answer that `labkin ask --save` wrote")
    saved = read_saved(path)
    with lab, busy(as_json) as say:
        found = verify_answer(lab, saved, past, say)
    if as_json:
        show_json(found)
    else:
        _print(found)
    if not found["same"]:
        raise typer.Exit(FAILED)


def _print(found: dict[str, Any]) -> None:
    typer.secho(str(found["question"]), bold=True)
    if found["tampered"]:
        for problem in found["problems"]:
            typer.secho(f"not to be trusted: {problem}", fg=typer.colors.RED)
        return
    at, now = found["transaction"], found["now"]
    if found["replayed"]:
        typer.echo(f"the answer is what this lab said at transaction {at}")
    else:
        typer.echo(f"the file is whole; the state of transaction {at} was not rebuilt to run the query on it")
    if found["same"]:
        since = "" if at == now else f", {many(now - at, 'transaction')} later,"
        typer.secho(f"the same question has the same answer now{since} at transaction {now}", fg=typer.colors.GREEN)
        return
    typer.secho(f"since then the answer changed; the lab is at transaction {now}", fg=typer.colors.YELLOW)
    _rows("added", found["added"])
    _rows("gone", found["gone"])
    _rows("before", [change["before"] for change in found["changed"]])
    _rows("after", [change["after"] for change in found["changed"]])
    typer.echo("changed by:")
    for entry in found["by"]:
        who = f", {entry['author']}" if entry["author"] else ""
        typer.echo(f"  transaction {entry['transaction']}, {entry['at'][:16].replace('T', ' ')}{who}: {entry['note']}")


def _rows(title: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        more = f", the first {ROWS_SHOWN}" if len(rows) > ROWS_SHOWN else ""
        columns = list(rows[0])
        shown = [[row.get(column) for column in columns] for row in rows[:ROWS_SHOWN]]
        show_table(columns, shown, f"{title} ({len(rows)}{more})")
