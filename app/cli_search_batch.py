"""`search --batch`: many queries into a TREC run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import typer

from labkin.app.cli_run import WrongCall, busy, new_file, show_json
from labkin.app.cli_search import Options, check_mode, kinds_meant
from labkin.app.finding import finder_of
from labkin.app.lab import Lab
from labkin.app.saved_searches import SavedSearch
from labkin.graph.model import EVERYONE
from labkin.search.index import KEYWORD


def run_batch(lab: Lab, queries: Path, run: Path | None, search: SavedSearch, options: Options) -> None:
    """See `labkin search --help`: many queries into a TREC run, which appears when it is whole."""
    from labkin.search.trec import ranking, read_queries, run_lines

    _check(queries, run, search, options)
    with _opened(queries) as lines:
        found = list(read_queries(lines, queries.name))
    with lab, busy(options.as_json) as say:
        finder = finder_of(lab)
        if search.mode != KEYWORD and (why := finder.hindrance()):
            raise WrongCall(f"{why}; for a run by words alone say --mode keyword")
        kinds = kinds_meant(lab, search.kinds)
        rank = ranking(finder, EVERYONE, options.count, search.mode, kinds, search.expand, search.where, search.without)
        assert run is not None
        with _whole_file(run) as out:
            say(f"answering {queries.name}")
            out.writelines(f"{line}\n" for line in run_lines(found, rank))
    if options.as_json:
        show_json({"queries": len(found), "run": str(run)})
    else:
        typer.echo(f"{len(found)} {'query' if len(found) == 1 else 'queries'} answered in {run}")


def _check(queries: Path, run: Path | None, search: SavedSearch, options: Options) -> None:
    """Raises WrongCall for options that a batch cannot have, and for a run that would replace its own queries."""
    check_mode(search.mode)
    if run is None:
        raise WrongCall("say where the hits go: --run OUT.trec")
    idle = {
        "TEXT": search.text,
        "--like": search.like,
        "--sort": search.sort,
        "--offset": options.offset,
        "--facet": options.facets,
        "--explain": options.explain,
        "--save": options.save is not None,
        "--saved": options.saved is not None,
    }
    if told := [name for name, value in idle.items() if value]:
        raise WrongCall(f"a batch has no use for {' and '.join(told)}: leave it out, or search for one text")
    if queries.exists() and run.exists() and queries.samefile(run):
        raise WrongCall(f"--run {run} is the file of the queries: the hits need a file of their own")


def _opened(file: Path) -> TextIO:
    try:
        return file.open(encoding="utf-8")
    except OSError as error:
        raise WrongCall(f"{file} cannot be read: {error.strerror}") from error


@contextmanager
def _whole_file(file: Path) -> Iterator[TextIO]:
    """A file for text that replaces what is there when it is whole. Raises WrongCall when it cannot be written."""
    if file.exists() and not file.is_file():  # a pipe or a device
        with new_file(file) as out:
            yield out
        return
    target = file.resolve()
    part = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        out = part.open("x", encoding="utf-8")
    except OSError as error:
        raise WrongCall(f"{file} cannot be written: {error.strerror}") from error
    try:
        with out:
            yield out
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
