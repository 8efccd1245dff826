"""What all commands share: opening the lab, errors as sentences, JSON, progress."""

from __future__ import annotations

import errno
import functools
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import typer

if TYPE_CHECKING:
    from labkin.app.lab import Lab

F = TypeVar("F", bound=Callable[..., Any])

FAILED, WRONG_CALL, INTERRUPTED = 1, 2, 130


class WrongCall(Exception):
    """The call itself is wrong; the text says how."""


def fail_softly(run: F) -> F:
    """Turn the errors we raise on purpose into a sentence and an exit code."""

    @functools.wraps(run)
    def safe(*args: Any, **kwargs: Any) -> Any:
        from labkin.graph.errors import LabkinError

        try:
            return run(*args, **kwargs)
        except WrongCall as error:
            _complain(str(error), kwargs)
            raise typer.Exit(WRONG_CALL) from None
        except LabkinError as error:
            _complain(str(error), kwargs)
            raise typer.Exit(FAILED) from None
        except KeyboardInterrupt:
            typer.echo("stopped", err=True)
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:  # the reader of our output went away, as `head` does
            sys.stderr.close()
            raise typer.Exit(0) from None
        except UnicodeEncodeError as error:
            if not (said := _no_text(kwargs.values())):
                _complain(_fault(error), kwargs)
                raise typer.Exit(FAILED) from None
            _complain(f"{said} holds bytes that are not UTF-8; type it anew, in a terminal that speaks UTF-8", kwargs)
            raise typer.Exit(WRONG_CALL) from None
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except Exception as error:
            _complain(_full(error) or _fault(error), kwargs)
            raise typer.Exit(FAILED) from None

    return safe  # type: ignore[return-value]


def _full(error: Exception) -> str:
    """A sentence for a full disk; empty for other errors."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"there is no room left on {error.filename or 'the disk, or in what the output goes to'}"
    return ""


def _fault(error: Exception) -> str:
    """A sentence for an error that nobody foresaw; where it happened goes to a file."""
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="labkin-fault-", suffix=".txt", delete=False, encoding="utf-8"
        ) as out:
            out.write(traceback.format_exc())
    except OSError:
        return f"Labkin met what it did not expect: {said}"
    return f"Labkin met what it did not expect: {said}. The details are in {out.name}; please report them"


def _no_text(values: Iterable[Any]) -> str:
    """What of an argument was no text: bytes of the command line that are not UTF-8 arrive as surrogates."""
    for value in values:
        if isinstance(value, list | tuple):
            if said := _no_text(value):
                return said
        elif isinstance(value, str | Path) and any("\ud800" <= one <= "\udfff" for one in str(value)):
            return f"'{os.fsencode(str(value)).decode('utf-8', 'backslashreplace')[:80]}'"
    return ""


def _complain(text: str, kwargs: dict[str, Any]) -> None:
    if kwargs.get("as_json"):
        show_json({"error": text})
    complain(text)


def complain(text: str) -> None:
    """Say an error, in the terminal's red."""
    from labkin.graph.values import clean_text

    typer.secho(f"error: {clean_text(text)}", fg=typer.colors.RED, err=True)


def lab_of(folder: Path | None) -> Lab:
    """The lab to work on. A folder that is none makes the call wrong."""
    from labkin.app.config import find_lab
    from labkin.app.lab import Lab
    from labkin.graph.errors import NotFound

    try:
        return Lab.open(find_lab(folder))
    except NotFound as error:
        raise WrongCall(str(error)) from error


def show_json(value: Any) -> None:
    """Print a value as JSON. What is no text, as in the names of some files, is replaced."""
    from labkin.graph.values import clean_text

    typer.echo(clean_text(json.dumps(value, ensure_ascii=False, indent=2, default=str)))


def show_table(columns: list[str], rows: list[list[Any]], title: str = "", whole: int = 0) -> None:
    """Print a table, as wide as the terminal, or unwrapped when the output is no terminal.

    The cells of the first `whole` columns are not broken over lines: names that people copy.
    """
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 200, emoji=False)  # `:lantern:` is no picture
    table = Table(title=title or None, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=place < whole)
    for row in rows:
        table.add_row(*("" if cell is None else _cell(cell) for cell in row))
    console.print(table)


def _cell(value: Any) -> str:
    from rich.markup import escape

    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    return escape(printable(str(value)))


def many(count: int, noun: str) -> str:
    """A number with its noun, as in a sentence.

    >>> many(1, "text"), many(1200, "document of which something is stated")
    ('1 text', '1,200 documents of which something is stated')
    """
    head, _, rest = noun.partition(" ")
    named = head if count == 1 else f"{head}s"
    return " ".join(filter(None, (f"{count:,}", named, rest)))


def printable(text: str) -> str:
    """Text without the control characters that could take over a terminal, or turn its lines around."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)


@contextmanager
def busy(quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """A line on the terminal that says what is being done; silent when quiet or when there is no terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status("working") as line:
        yield lambda text: line.update(escape(text) or "working")


def new_file(file: Path) -> TextIO:
    """Open a file for text that a command writes. Raises WrongCall when it cannot be written."""
    try:
        return file.open("w", encoding="utf-8")
    except OSError as error:
        raise WrongCall(f"{file} cannot be written: {error.strerror}") from error
