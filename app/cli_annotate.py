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

from labkin.app.cli_run import FAILED, WrongCall, busy, many
from labkin.graph.values import clean_text
from labkin.nlp.pipeline_named import check_model

FORMATS = ("pubtator", "json")
STDIN = "-"
_MOST_WORKERS = 8  # a process holds some hundred megabytes of its own


@dataclass(slots=True)
class _Counted:
    texts: int = 0
    mentions: int = 0
    linked: int = 0
    relations: int = 0
    problems: int = 0

    def tell(self, place: str, why: str, read: bool = False) -> None:
        """A problem, on the terminal; a mere warning where the text was `read` all the same."""
        if read:
            typer.secho(f"warning: {clean_text(f'{place}: {why}')}", fg=typer.colors.YELLOW, err=True)
            return
        self.problems += 1
        typer.secho(f"error: {clean_text(f'{place}: {why}')}", fg=typer.colors.RED, err=True)


def run_annotate(names: list[str], out: Path | None, form: str, model: str, fast: bool, workers: int) -> None:
    """See `labkin annotate --help`."""
    if form not in FORMATS:
        raise WrongCall(f"--format {form}: there are {' and '.join(FORMATS)}")
    if out is not None and not out.absolute().parent.is_dir():
        raise WrongCall(f"--out {out}: there is no folder {out.absolute().parent}")
    check_model(model)
    counted = _Counted()
    readable = _readable(names, counted)
    count = workers or min(_MOST_WORKERS, os.cpu_count() or 1)
    if count > 1:  # the processes share the cores; threads of the algebra libraries below them would fight for them
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
            os.environ.setdefault(name, "1")
    from labkin.app.annotate_inputs import paths_of
    from labkin.nlp import load

    with busy() as say, paths_of(readable) as files, _opened(out) as stream:
        say("loading the models")
        nlp = load(model or None, fast=fast)
        for text in _written(files, nlp, form, count, counted, say):
            stream.write(text)
    said = f"{many(counted.texts, 'text')} read: {many(counted.mentions, 'mention')} found"
    linked = f"{counted.linked:,} of them linked to an identifier, {many(counted.relations, 'relation')}"
    typer.echo(f"{said}, {linked}", err=True)
    if counted.problems:
        raise typer.Exit(FAILED)


def _readable(names: list[str], counted: _Counted) -> list[str]:
    """Those of the names that are files; of the others is said what they are, before models take time to load."""
    found = []
    for name in names:
        path = Path(name)
        if name != STDIN and path.is_dir():
            counted.tell(name, f"it is a folder, not a file; name the files in it, such as {path / '*'}")
        elif name != STDIN and not path.exists():
            counted.tell(name, "there is no such file")
        else:
            found.append(name)
    if not found:
        raise typer.Exit(FAILED)
    return found


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
                    counted.tell(f"{name}, {found.place}" if found.place else name, found.why, found.read)

    for read in annotate_all(texts(), nlp, workers):  # type: ignore[arg-type]
        document = waiting.pop(0)
        counted.texts += 1
        counted.mentions += len(read.mentions)
        counted.linked += sum(bool(one.ids) for one in read.mentions)
        counted.relations += len(read.relations)
        say(f"{many(counted.texts, 'text')} read, {many(counted.mentions, 'mention')} found")
        if form == "json":
            yield documents_json.line(document.id, read)
        else:
            yield "".join(f"{line}\n" for line in pubtator_write.lines(document, read))


@contextmanager
def _opened(out: Path | None) -> Iterator[IO[str]]:
    """Where to write: a file that appears when all is written, or standard output, or a pipe or device as it stands."""
    if out is None:
        sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="\n")  # type: ignore[union-attr]
        yield sys.stdout
        sys.stdout.flush()
        return
    try:
        target = out.resolve()  # of a link, what it points to is written anew, and the link stays
        apart = target.exists() and not target.is_file()  # to put a file in the place of /dev/null would break a system
        partial = target if apart else target.with_name(f".{target.name}.part")
        try:
            with partial.open("w", encoding="utf-8", errors="replace", newline="\n") as stream:
                yield stream
            if not apart:
                partial.replace(target)
        finally:
            if not apart:
                partial.unlink(missing_ok=True)
    except OSError as error:
        raise WrongCall(f"--out {out}: {error.strerror or error}") from error
