"""What the commands share: how they are registered, and the options that nearly all of them take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from labkin.app.cli_run import fail_softly

F = TypeVar("F", bound=Callable[..., Any])

LabDir = Annotated[
    Path | None, typer.Option("--lab", metavar="DIR", help="The lab; else LABKIN_LAB, else this folder.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
CONTEXT = {"help_option_names": ["-h", "--help"]}


def group(name: str, help: str, example: str) -> typer.Typer:
    """Commands under one name, whose help ends with an example too."""
    said = f"{help}\n\nExample: [bold]{example}[/bold]"
    return typer.Typer(
        name=name, help=said, no_args_is_help=True, rich_markup_mode="rich", context_settings=dict(CONTEXT)
    )


def commands_of(app: typer.Typer) -> Callable[[str, str], Callable[[F], F]]:
    """The decorator `(name, example)` that registers a command whose help ends with an example and whose errors are
    sentences."""

    def command(name: str, example: str) -> Callable[[F], F]:
        def keep(run: F) -> F:
            run.__doc__ = f"{(run.__doc__ or '').rstrip()}\n\nExample: [bold]{example}[/bold]"
            return app.command(name)(fail_softly(run))

        return keep

    return command
