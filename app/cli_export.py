"""`export`: the lab's graph, or what belongs to one thing, as files for other tools."""

from __future__ import annotations

from pathlib import Path

import typer

from labkin.app.cli_run import WrongCall, busy, show_json
from labkin.app.exporting import FORMATS, export_lab
from labkin.app.lab import Lab


def run_export(lab: Lab, id: str, format: str, out: Path | None, as_json: bool) -> None:
    """See `labkin export --help`."""
    if format not in FORMATS:
        raise WrongCall(f"there is no export format {format!r}; there are: {', '.join(FORMATS)}")
    if id:
        raise WrongCall(f"{format} is written for the whole lab: leave {id!r} away")
    if out is None:
        raise WrongCall("say into which new folder: --out DIR")
    with lab, busy(as_json) as say:
        made = export_lab(lab, format, out, say)
    if as_json:
        show_json(made)
        return
    for path in (str(path) for path in made["files"]):
        typer.echo(path)
    typer.echo(f"transaction {made['transaction']}, graph {made['graph_digest']}")
