"""`annotate`: read texts, write what they mention and say. It needs no lab."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import typer

from labkin.app.cli_run import FAILED, WrongCall, busy

FORMATS = ("pubtator", "json")
_MOST_WORKERS = 8  # a process holds some hundred megabytes of its own


@dataclass(slots=True)
class _Counted:
    documents: int = 0
    mentions: int = 0
    linked: int = 0
    relations: int = 0
    problems: int = 0


def run_annotate(names: list[str], out: Path | None, form: str, model: str, fast: bool, workers: int) -> None:
    """See `labkin annotate --help`."""
    if form not in FORMATS:
        raise WrongCall(f"--format {form}: there are {' and '.join(FORMATS)}")
    if out is not None and not out.absolute().parent.is_dir():
        raise WrongCall(f"--out {out}: there is no folder {out.absolute().parent}")
    count = workers or min(_MOST_WORKERS, os.cpu_count() or 1)
    if count > 1:  # the processes share the cores; threads of the algebra libraries below them would fight for them
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
            os.environ.setdefault(name, "1")
    from labkin.app.annotate_inputs import paths_of
    from labkin.nlp import load

    counted = _Counted()
    with busy() as say, paths_of(names) as files, _opened(out) as stream:
        say("loading the models")
        nlp = load(model or None, fast=fast)
        for text in _written(files, nlp, form, count, counted, say):
            stream.write(text)
    said = f"{counted.documents:,} documents read: {counted.mentions:,} mentions, {counted.linked:,} of them linked, "
    typer.echo(f"{said}{counted.relations:,} relations", err=True)
    if counted.problems:
        raise typer.Exit(FAILED)


def _written(
    files: list[tuple[str, Path]], nlp: object, form: str, workers: int, counted: _Counted, say: Callable[[str], None]
) -> Iterator[str]:
    """The text of each document as it is written, in order; problems are told and counted."""
    from labkin.app.annotate_inputs import documents_of
    from labkin.nlp import documents_json, pubtator_write
    from labkin.nlp.documents import Document
    from labkin.nlp.pipeline import annotate_all

    waiting: list[Document] = []

    def texts() -> Iterator[tuple[str, tuple[object, ...]]]:
        for name, path in files:
            for found in documents_of(path):
                if isinstance(found, Document):
                    waiting.append(found)
                    yield found.text, found.sections
                else:
                    counted.problems += 1
                    place = f"{name}, {found.place}" if found.place else name
                    typer.secho(f"error: {place}: {found.why}", fg=typer.colors.RED, err=True)

    for read in annotate_all(texts(), nlp, workers):  # type: ignore[arg-type]
        document = waiting.pop(0)
        counted.documents += 1
        counted.mentions += len(read.mentions)
        counted.linked += sum(bool(one.ids) for one in read.mentions)
        counted.relations += len(read.relations)
        say(f"{counted.documents:,} documents read, {counted.mentions:,} mentions")
        if form == "json":
            yield documents_json.line(document.id, read)
        else:
            yield "".join(f"{line}\n" for line in pubtator_write.lines(document, read))


@contextmanager
def _opened(out: Path | None) -> Iterator[IO[str]]:
    """Where to write: a file that appears when all is written, or standard output."""
    if out is None:
        sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="\n")  # type: ignore[union-attr]
        yield sys.stdout
        sys.stdout.flush()
        return
    partial = out.with_name(f".{out.name}.part")
    try:
        with partial.open("w", encoding="utf-8", errors="replace", newline="\n") as stream:
            yield stream
        partial.replace(out)
    except OSError as error:
        raise WrongCall(f"--out {out}: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)
