"""`load`, `unload` and `jobs`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import typer

from labkin.app.annotating import Outcome, catch_up
from labkin.app.cli_read import (
    outcome_json,
    outcome_line,
    progress,
    read_after_load,
    requeue,
    tell_withdrawn,
    withdrawn_lines,
)
from labkin.app.cli_run import FAILED, WrongCall, busy, complain, many, show_json, show_table
from labkin.app.counting import remember
from labkin.app.lab import Lab
from labkin.app.loading import READ, FileReport, LoadOptions, Tick, load_paths, options_of, totals
from labkin.app.mappings import LOADER as MAPPED
from labkin.app.mappings import mapping_text
from labkin.app.settling import is_settled, settle
from labkin.app.unloading import find_sources, unload, uri_of
from labkin.graph.errors import NotFound, StoreError
from labkin.graph.ledger_jobs import OF_TEXTS, Job

WATCH_SECONDS = 2.0
SHOWN_FILES = 40  # lines of a report on the terminal; --json has them all


def run_load(
    lab: Lab,
    paths: list[Path],
    loader: str,
    mapping: Path | None,
    dry_run: bool,
    workers: int,
    groups: tuple[str, ...],
    for_all: bool,
    watch: bool,
    wait: bool,
    annotate: bool,
    as_json: bool,
) -> None:
    """See `labkin load --help`."""
    _check_paths(paths, loader)
    if barred := [group for group in groups if "|" in group]:
        raise WrongCall(f"--group {barred[0]!r}: the name of a group cannot have a | in it")
    if groups and for_all:
        raise WrongCall("--group says who may see the files, --open that everyone may: leave one of them out")
    text = _mapping(mapping, loader) if mapping else ""
    options = LoadOptions(loader, dry_run, tuple(sorted(set(groups))), mapping=text, for_all=for_all)
    with lab:
        loading = Loading(options, workers, wait, annotate, quiet=as_json)
        reports = loading.load(lab, paths)
        _show_reports(lab, reports, loading, as_json)
        while watch:
            reports = _load_changes(lab, paths, loading)
            _show_reports(lab, reports, loading, as_json)
    if loading.trouble or any(report.status == "failed" for report in reports):
        raise typer.Exit(FAILED)


def _check_paths(paths: list[Path], loader: str) -> None:
    if absent := [str(path) for path in paths if not path.exists()]:
        raise WrongCall(f"there is no file or folder {', '.join(absent)}")
    if loader:
        from labkin.loaders import load_all
        from labkin.loaders.base import LOADERS

        load_all()
        if loader not in LOADERS:
            raise WrongCall(f"there is no loader named {loader!r}; there are {', '.join(sorted(LOADERS))}")


@dataclass(slots=True)
class Loading:
    """How files are loaded, and what became of the texts in them."""

    options: LoadOptions
    workers: int = 1
    wait: bool = True
    annotate: bool = True
    quiet: bool = False
    texts: Outcome = field(default_factory=Outcome)
    trouble: str = ""  # what hinders that graph, index and vectors follow; what was loaded is loaded all the same

    def load(self, lab: Lab, paths: list[Path]) -> list[FileReport]:
        """Load, read the texts, add the vocabulary terms referred to, and wait for graph and index."""
        with _progress(self.quiet) as (tick, done):
            reports = load_paths(lab, paths, self.options, self.workers, tick, done)
        if self.options.dry_run:
            return reports
        if self.wait and self.annotate and any(report.status in READ for report in reports):
            lab.begin_catching_up()  # while the texts are read here
        self.texts = read_after_load(lab, self.annotate, self.wait, self.quiet)
        changed = any(report.status in READ for report in reports) or bool(self.texts.read)
        with busy(self.quiet) as say:
            if changed or not is_settled(lab):
                say("looking up vocabulary terms and equal structures")
                settle(lab)
            if self.wait:
                self.trouble = _caught_up(lab, say)
            elif changed:
                say("counting")
                remember(lab)
        return reports


def load_and_settle(
    lab: Lab, paths: list[Path], options: LoadOptions, workers: int = 1, wait: bool = True, quiet: bool = False
) -> list[FileReport]:
    """Load, read the texts, add the vocabulary terms referred to, and wait for graph and index. Raises StoreError."""
    loading = Loading(options, workers, wait, quiet=quiet)
    reports = loading.load(lab, paths)
    if loading.trouble:
        raise StoreError(loading.trouble)
    return reports


def _caught_up(lab: Lab, say: Callable[[str], None]) -> str:
    """Wait for graph, index and vectors; what hinders them, or nothing."""
    try:
        lab.catch_up(say)
    except StoreError as error:
        return str(error)
    return ""


def _mapping(path: Path, loader: str) -> str:
    if loader not in ("", MAPPED):
        raise WrongCall(f"a mapping is read by the loader {MAPPED!r}: leave out --as {loader}, or --map")
    if not path.is_file():
        raise WrongCall(f"there is no file {path}; `labkin map FILE -o {path}` proposes a mapping")
    return mapping_text(path)


@contextmanager
def _progress(quiet: bool) -> Iterator[tuple[Tick, Callable[[FileReport], None]]]:
    if quiet or not sys.stderr.isatty():
        yield (lambda *_: None), (lambda _: None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        seen = 0

        def tick(name: str, statements: int) -> None:
            bar.update(task, description=f"{name[-50:]}: {statements:,} statements")

        def done(report: FileReport) -> None:
            nonlocal seen
            seen += 1
            bar.update(task, description=f"{seen} files; {Path(report.path).name[-40:]} {report.status}")

        yield tick, done


def _show_reports(lab: Lab, reports: list[FileReport], loading: Loading, as_json: bool) -> None:
    dry_run, texts = loading.options.dry_run, loading.texts
    summary = totals(reports) | {"transaction": lab.ledger.head(), "dry_run": dry_run, "texts": outcome_json(texts)}
    if as_json:
        show_json(summary | ({"error": loading.trouble} if loading.trouble else {}))
    else:
        _print_reports(lab, reports, summary, texts)
    if loading.trouble:
        complain(loading.trouble)


def _print_reports(lab: Lab, reports: list[FileReport], summary: dict[str, Any], texts: Outcome) -> None:
    shown = [r for r in reports if r.status != "unchanged"] or reports
    rows = [[r.status, _short(r.path), r.loader, f"{r.nodes:,}", f"{r.edges:,}", _remark(r)] for r in shown]
    show_table(["status", "file", "loader", "nodes", "edges", "remarks"], rows[:SHOWN_FILES])
    if len(rows) > SHOWN_FILES:
        left = len(rows) - SHOWN_FILES
        typer.echo(f"... and {left:,} more file{'' if left == 1 else 's'} (--json lists all)")
    counts = ", ".join(
        f"{summary[key]} {key.replace('_', ' ')}"
        for key in ("loaded", "part_of", "unchanged", "skipped", "failed")
        if summary[key]
    )
    would = " (nothing was written)" if summary["dry_run"] else ""
    typer.echo(f"{counts or 'no files'}: {many(summary['nodes'], 'node')}, {many(summary['edges'], 'edge')}{would}")
    if line := outcome_line(texts):
        typer.echo(line)
    tell_withdrawn(withdrawn_lines(lab, texts.withdrawn))


def _short(path: str) -> str:
    here = f"{Path.cwd().as_posix()}/"
    return path.removeprefix(here)


def _remark(report: FileReport) -> str:
    if report.error:
        return f"{report.place}: {report.error}" if report.place else report.error
    if report.part_of and not report.warnings:
        return f"of {Path(report.part_of).name}"
    warnings = len(report.warnings) + report.more_warnings
    if warnings == 1:
        return f"1 warning: {report.warnings[0]}"
    return f"{warnings:,} warnings, the first: {report.warnings[0]}" if warnings else ""


def _load_changes(lab: Lab, paths: list[Path], loading: Loading) -> list[FileReport]:
    from labkin.loaders.inputs import find_files

    def stamps() -> dict[Path, tuple[int, int]]:
        return {f: (s.st_mtime_ns, s.st_size) for f in find_files(paths, [lab.folder]) if (s := _stat(f))}

    before = stamps()
    while (after := stamps()) == before:
        time.sleep(WATCH_SECONDS)
    while stamps() != after:  # something is still writing
        after = stamps()
        time.sleep(WATCH_SECONDS / 2)
    changed = [path for path, stamp in after.items() if before.get(path) != stamp]
    return loading.load(lab, changed) if changed else []


def _stat(path: Path) -> Any:
    try:
        return path.stat()
    except OSError:
        return None


def run_unload(lab: Lab, named: list[str], wait: bool, as_json: bool) -> None:
    """See `labkin unload --help`."""
    with lab:
        found = list({one.id: one for name in named for one in find_sources(lab, name)}.values())
        unload(lab, found)
        read_after_load(lab, on=True, wait=wait, quiet=as_json)
        with busy(as_json) as say:
            settle(lab)
            if wait:
                lab.catch_up(say)
        if as_json:
            show_json({"unloaded": [asdict(one) for one in found], "transaction": lab.ledger.head()})
        else:
            for one in found:
                typer.echo(f"unloaded {one.uri}")


def run_jobs(lab: Lab, files: list[str], retry: bool, dismiss: bool, newest: int, as_json: bool) -> None:
    """See `labkin jobs --help`."""
    if files and not dismiss:
        raise WrongCall("files are named to be dismissed: add --dismiss, or leave them out")
    with lab:
        lab.jobs.recover()
        if dismiss:
            _dismiss(lab, files)
        again = _retry(lab, as_json) if retry else []
        jobs = lab.jobs.listed(newest=newest) if as_json else lab.jobs.of_note(newest)
        read, texts = lab.jobs.of_texts_done()
    if as_json:
        show_json([asdict(job) for job in jobs])
    else:
        _show_jobs(jobs, newest)
        if read:
            often = f", some more than once: {read:,} jobs" if read > texts else ""
            typer.echo(
                f"not shown: the reading of {many(texts, 'text')}, done{often} (--json has the last -n jobs of all)"
            )
    if "failed" in again:
        raise typer.Exit(FAILED)


def _show_jobs(jobs: list[Job], most: int) -> None:
    rows = [[j.id, j.state, _short(j.uri), j.queued, f"{j.place}: {j.error}" if j.place else j.error] for j in jobs]
    show_table(["job", "state", "file", "queued", "why"], rows)
    if len(rows) == most:
        typer.echo(f"these are the last {most}; -n shows more")


def _dismiss(lab: Lab, files: list[str]) -> None:
    """Give up the failed loads of these files, or of all. Raises NotFound for one of which no load failed."""
    failed = [job.uri for job in lab.jobs.listed("failed")]
    for name in files:
        if _address(name) not in failed:
            raise NotFound(f"no load of {name} has failed; `labkin jobs` lists what did")
    lab.jobs.dismiss({_address(name) for name in files} or set(failed))


def _address(name: str) -> str:
    return name if name.startswith(OF_TEXTS) else uri_of(name)


def _retry(lab: Lab, quiet: bool) -> list[str]:
    """Run again what waits in the queue or failed last time; how that ended."""
    ended: list[str] = []
    waiting = [job for job in lab.jobs.latest() if job.state in ("queued", "failed")]
    requeue(lab, [job.uri for job in waiting if job.uri.startswith(OF_TEXTS) and job.state == "failed"])
    for job in waiting:
        if job.uri.startswith(OF_TEXTS):
            continue
        path = Path(job.uri)
        if not path.exists():
            lab.jobs.fail(job.id, "the file is no longer there")
            ended.append("failed")
            continue
        ended += [report.status for report in load_and_settle(lab, [path], options_of(job), quiet=quiet)]
        if job.state == "queued":
            lab.jobs.finish(job.id)  # the run above is a job of its own
    if lab.jobs.waiting(OF_TEXTS):
        with progress(quiet) as tell:
            ended += ["failed"] * catch_up(lab, tell).failed
        settle(lab)
        lab.catch_up()
    return ended
