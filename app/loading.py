"""From paths to committed statements: hash, skip what is known, keep the bytes, detect, stage, commit, report.

Each file fails alone. A file is a job; each stream in it (the file itself, or each member of an archive) is one
transaction, so a killed load resumes with the next stream and nothing is doubled.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkin.app.bundles import settle_bundles, version_now
from labkin.app.lab import Lab
from labkin.app.mappings import LOADER as MAPPED
from labkin.app.mappings import OPTION as MAPPING
from labkin.app.mappings import input_options, mapping_for, version_with
from labkin.graph.errors import BadInput, LabkinError
from labkin.graph.ledger import now
from labkin.graph.ledger_past import groups_before
from labkin.graph.model import Node, Source

if TYPE_CHECKING:
    from labkin.graph.ledger_jobs import Job
    from labkin.loaders.base import Input, Loader
    from labkin.loaders.inputs import Fingerprint

READ = ("loaded", "part_of")  # what became of a file of which something was said anew
SHOWN_WARNINGS = 20  # of one file, in a report; the rest are counted
TICK = 2_000  # statements between two calls of the progress function

Tick = Callable[[str, int], None]  # name of the file, statements so far


@dataclass(slots=True)
class FileReport:
    """What became of one file, or one member of an archive."""

    path: str
    loader: str = ""
    status: str = "loaded"  # loaded, part_of, unchanged, skipped, failed
    nodes: int = 0
    edges: int = 0
    warnings: list[str] = field(default_factory=list)
    more_warnings: int = 0
    unmapped: dict[str, int] = field(default_factory=dict)
    error: str = ""
    place: str = ""
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How to load. `loader` forces one by name; `at` is the time of the load, one for all its files.

    `mapping` is the text of a mapping, for tables whose columns it explains. `groups` are those who may see the files;
    when empty, a file keeps the groups it had when it was last in the lab, unless `for_all` opens it to everyone.
    """

    loader: str = ""
    dry_run: bool = False
    groups: tuple[str, ...] = ()
    at: str = ""
    mapping: str = ""
    for_all: bool = False


def load_paths(
    lab: Lab,
    paths: Iterable[Path],
    options: LoadOptions | None = None,
    workers: int = 1,
    tick: Tick = lambda *_: None,
    done: Callable[[FileReport], None] = lambda _: None,
) -> list[FileReport]:
    """Load files and folders; a report for each file, in order of path. Waits for nothing afterwards.

    Raises LabkinError only for what concerns the call as a whole: an unknown loader, a lab that cannot be written.
    """
    from labkin.loaders import load_all
    from labkin.loaders.inputs import find_files

    options = options or LoadOptions()
    options = replace(options, at=options.at or now())
    load_all()
    _check_loader(options.loader)
    lab.jobs.recover()
    files = find_files(paths, skip=[lab.folder])
    reports: list[FileReport] = []
    if workers > 1 and len(files) > 1:
        reports = _load_in_processes(lab, files, options, workers, done)
    else:
        for file in files:
            for report in load_file(lab, file, options, tick):
                reports.append(report)
                done(report)
    if not options.dry_run:
        others = replace(options, groups=(), for_all=False)  # nobody said who may see a neighbour: it keeps its groups
        settle_bundles(lab, files, reports, partial(load_file, lab, options=others, tick=tick))
    return reports


def _check_loader(name: str) -> None:
    from labkin.loaders.base import LOADERS

    if name and name not in LOADERS:
        raise LabkinError(f"there is no loader named {name!r}; there are {', '.join(sorted(LOADERS))}")


def _load_in_processes(
    lab: Lab, files: list[Path], options: LoadOptions, workers: int, done: Callable[[FileReport], None]
) -> list[FileReport]:
    reports: list[FileReport] = []
    _ = lab.ledger  # made and migrated once, before the others open it
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for found in pool.map(partial(_load_in_process, lab.folder, options), files):
            for report in found:
                reports.append(report)
                done(report)
    return reports


def _load_in_process(folder: Path, options: LoadOptions, file: Path) -> list[FileReport]:
    from labkin.loaders import load_all

    load_all()
    with Lab.open(folder) as lab:
        return list(load_file(lab, file, options))


def load_file(lab: Lab, file: Path, options: LoadOptions, tick: Tick = lambda *_: None) -> Iterator[FileReport]:
    """Load one file: hash it, and unless it is known, run it as a job."""
    from labkin.loaders.inputs import hash_file, source_of

    try:
        seen = hash_file(file)
        source = source_of(file, seen, author=lab.config.author, at=options.at, groups=options.groups)
    except LabkinError as error:
        yield _failed(FileReport(str(file)), error)
        return
    try:
        options = replace(options, mapping=mapping_for(lab, file, source.uri, options.mapping, options.loader))
    except LabkinError as error:
        yield _failed(FileReport(str(file)), error)
        return
    if known := _unchanged(lab, file, source, options):
        yield from known
        return
    kept = () if options.groups or options.for_all else groups_before(lab.ledger, source.uri)
    source = replace(source, groups=options.groups or kept)
    options = replace(options, groups=source.groups)
    run = _try if options.dry_run else _run_job
    for report in run(lab, file, source, seen, options, tick):
        if kept and report.status in READ:
            report.warnings.insert(0, _keeps(kept))
        yield report


def _keeps(groups: tuple[str, ...]) -> str:
    plural = "" if len(groups) == 1 else "s"
    return f"keeps the group{plural} {', '.join(groups)} that it had: --group sets others, --open shows it to everyone"


def _try(
    lab: Lab, file: Path, source: Source, seen: Fingerprint, options: LoadOptions, tick: Tick
) -> Iterator[FileReport]:
    try:
        yield from _run(lab, file, source, seen, options, tick, job=0)
    except LabkinError as error:
        yield _failed(FileReport(str(file)), error)


def _unchanged(lab: Lab, file: Path, source: Source, options: LoadOptions) -> list[FileReport]:
    """Reports for a file whose bytes were loaded already, as they are now; empty when it is to be read."""
    from labkin.loaders.base import LOADERS, part_of

    with lab.view() as view:
        here = view.sources(source.uri)
        members = view.sources_within(source.uri) if not here else []
        same_bytes = here and here[-1].source.sha256 == source.sha256
        if not same_bytes and not (members and lab.jobs.last_done(source.uri) == source.sha256):
            return []
        found = (here or members)[-1:] if here else members
        for info in found:
            loader = LOADERS.get(info.source.loader)
            current = (
                loader is not None and _version_now(file, info.source, loader, options) == info.source.loader_version
            )
            wanted = options.loader or (MAPPED if options.mapping else "")
            if not current or (wanted and wanted != info.source.loader):
                return []
            if (options.groups or options.for_all) and options.groups != info.source.groups:
                return []
        sizes = view.sizes(info.source.id for info in found)
    return [
        FileReport(
            str(file) + info.source.uri.removeprefix(source.uri),
            info.source.loader,
            "unchanged",
            *sizes.get(info.source.id, (0, 0)),
            part_of=part_of(info.source),
        )
        for info in found
    ]


def _job_options(options: LoadOptions) -> dict[str, str]:
    groups = json.dumps(options.groups) if options.groups else ""
    for_all = "yes" if options.for_all else ""
    kept = {"loader": options.loader, "groups": groups, "for_all": for_all, MAPPING: options.mapping}
    return {name: value for name, value in kept.items() if value}


def options_of(job: Job) -> LoadOptions:
    """How a job was asked for, so that it can be run again."""
    groups = tuple(json.loads(job.options.get("groups", "[]")))
    for_all = "for_all" in job.options
    said = job.options.get
    return LoadOptions(said("loader", ""), groups=groups, mapping=said(MAPPING, ""), for_all=for_all)


def _run_job(
    lab: Lab, file: Path, source: Source, seen: Fingerprint, options: LoadOptions, tick: Tick
) -> Iterator[FileReport]:
    job = lab.jobs.queue(source.uri, source.sha256, _job_options(options))
    failed: FileReport | None = None
    try:
        lab.blobs.keep(file, source.sha256)
        for report in _run(lab, file, source, seen, options, tick, job):
            failed = report if report.status == "failed" else failed
            yield report
    except LabkinError as error:
        failed = _failed(FileReport(str(file)), error)
        yield failed
    if failed:
        lab.jobs.fail(job, failed.error, failed.place)
    else:
        lab.jobs.finish(job)


def _run(
    lab: Lab, file: Path, source: Source, seen: Fingerprint, options: LoadOptions, tick: Tick, job: int
) -> Iterator[FileReport]:
    from labkin.loaders.inputs import open_inputs

    kept = lab.blobs.path(source.sha256) if job else None
    for item in open_inputs(
        file, source, name=file.name, seen=seen, bytes_at=kept, options=input_options(file, options.mapping)
    ):
        if isinstance(item, BadInput):
            yield _failed(FileReport(str(file)), item)
            continue
        report = FileReport(str(file) + item.source.uri.removeprefix(source.uri))
        try:
            _load_input(lab, item, report, options, tick, job)
        except LabkinError as error:
            _failed(report, error)
        except Exception as error:
            # A fault of the loader must not take the other files down with it.
            _failed(report, LabkinError(f"the loader {report.loader!r} could not cope with it: {error!r}"))
        yield report


def _version_now(file: Path, source: Source, loader: Loader, options: LoadOptions) -> str:
    return version_with(loader, options.mapping) if loader.name == MAPPED else version_now(file, source, loader)


def _load_input(lab: Lab, item: Input, report: FileReport, options: LoadOptions, tick: Tick, job: int) -> None:
    from labkin.loaders.base import part_of
    from labkin.loaders.detect import pick, why_not

    loader = _named(options.loader or (MAPPED if options.mapping else "")) or pick(item)
    if loader is None:
        report.status, report.error = "skipped", why_not(item)
        return
    report.loader = loader.name
    version = version_with(loader, options.mapping) if loader.name == MAPPED else loader.version_for(item)
    item.source = replace(item.source, loader=loader.name, loader_version=version)
    if options.dry_run:
        _count(loader, item, report, tick)
    else:
        _stage(lab, loader, item, report, tick, job)
    report.part_of = part_of(item.source)
    if report.part_of and report.status == "loaded":
        report.status = "part_of"
    report.warnings = [f"{remark.place}: {remark.why}" for remark in item.warnings[:SHOWN_WARNINGS]]
    report.more_warnings = max(0, len(item.warnings) - SHOWN_WARNINGS)
    report.unmapped = dict(item.unmapped)


def _named(name: str) -> Loader | None:
    from labkin.loaders.base import LOADERS

    return LOADERS[name] if name else None


def _count(loader: Loader, item: Input, report: FileReport, tick: Tick) -> None:
    for number, statement in enumerate(loader.load(item), 1):
        if isinstance(statement.fact, Node):
            report.nodes += 1
        else:
            report.edges += 1
        if number % TICK == 0:
            tick(item.name, number)


def _stage(lab: Lab, loader: Loader, item: Input, report: FileReport, tick: Tick, job: int) -> None:
    with lab.view() as view:
        if any(_same(info.source, item.source) for info in view.sources(item.source.uri)):
            report.status = "unchanged"
            return
    with lab.ledger.batch(item.source.author, f"load {item.source.uri}") as batch:
        lab.jobs.start(job, batch.id)
        item.source = batch.add_source(item.source)
        for number, statement in enumerate(loader.load(item), 1):
            batch.add(statement)
            if number % TICK == 0:
                tick(item.name, number)
        report.nodes, report.edges = batch.nodes, batch.edges
        if batch.commit(replacing=item.source) is None:
            report.status = "unchanged"


def _same(one: Source, other: Source) -> bool:
    return (one.sha256, one.loader, one.loader_version, one.groups) == (
        other.sha256,
        other.loader,
        other.loader_version,
        other.groups,
    )


def _failed(report: FileReport, error: LabkinError) -> FileReport:
    report.status, report.nodes, report.edges = "failed", 0, 0
    if isinstance(error, BadInput):
        report.error, report.place = error.why, error.place
    else:
        report.error = str(error)
    return report


def totals(reports: Iterable[FileReport]) -> dict[str, Any]:
    """The reports as `load --json` prints them."""
    reports = list(reports)
    status = Counter(report.status for report in reports)
    return {
        "files": [asdict(report) for report in reports],
        "loaded": status["loaded"],
        "part_of": status["part_of"],
        "unchanged": status["unchanged"],
        "skipped": status["skipped"],
        "failed": status["failed"],
        "nodes": sum(report.nodes for report in reports if report.status in READ),
        "edges": sum(report.edges for report in reports if report.status in READ),
        "warnings": sum(len(report.warnings) + report.more_warnings for report in reports),
    }
