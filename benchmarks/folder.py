"""What a whole folder gives: files by format, what was loaded, skipped and failed, unread fields, time and memory."""

from __future__ import annotations

import re
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from labkin.app.lab import Lab
from labkin.app.loading import FileReport, load_paths, totals
from labkin.app.settling import settle

SLOWEST = 10
TOP_FIELDS = 6  # unread fields shown of one format
SHOWN_FAILURES = 20
_FIELDS = re.compile(r" with the fields .*?, (?=of a form)")  # they differ from file to file


@dataclass(slots=True)
class Folder:
    """What became of a folder, and how long each report took, in seconds."""

    reports: list[FileReport] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    settled: float = 0.0
    peak_mib: int = 0


def run(arguments: list[str]) -> None:
    """Load a folder into a fresh lab and print a page in Markdown. The folder is the argument, else LABKIN_DATA."""
    import os

    given = arguments[0] if arguments else os.environ.get("LABKIN_DATA", "")
    if not given or not Path(given).is_dir():
        print("needs a folder: python -m benchmarks folder FOLDER")
        return
    folder = Path(given).absolute()
    with tempfile.TemporaryDirectory() as place, Lab.create(Path(place) / "lab") as lab:
        found = load(lab, folder)
    print(page(found, folder))


def load(lab: Lab, folder: Path) -> Folder:
    """Load everything into the ledger, as `labkin load --no-wait` does, and take the time of each file."""
    found, last = Folder(), time.perf_counter()

    def done(report: FileReport) -> None:
        nonlocal last
        now = time.perf_counter()
        found.reports.append(report)
        found.seconds.append(now - last)
        last = now

    load_paths(lab, [folder], done=done)
    start = time.perf_counter()
    settle(lab)
    found.settled = time.perf_counter() - start
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
    found.peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // scale
    return found


def page(found: Folder, folder: Path) -> str:
    """The page: by format, why files were skipped, what failed, the slowest files."""
    parts = [_summary(found), _by_format(found.reports), _skipped(found.reports), _failed(found.reports, folder)]
    return "\n\n".join(filter(None, [*parts, _slowest(found, folder)]))


def _summary(found: Folder) -> str:
    counts = totals(found.reports)
    told = ", ".join(f"{counts[key]} {key.replace('_', ' ')}" for key in ("loaded", "part_of", "skipped", "failed"))
    return (
        f"{len(found.reports)} files and members of archives: {told}. {counts['nodes']:,} nodes and "
        f"{counts['edges']:,} edges as the files say them, in {sum(found.seconds):.0f} s; vocabulary terms and equal "
        f"structures in {found.settled:.0f} s more. The largest memory was {found.peak_mib:,} MiB."
    )


def _by_format(reports: list[FileReport]) -> str:
    groups: defaultdict[str, list[FileReport]] = defaultdict(list)
    for report in reports:
        groups[report.loader or "(none)"].append(report)
    rows = [
        ["format", "files", "loaded", "part of", "skipped", "failed", "nodes", "edges", "warnings", "unread fields"]
    ]
    for name, group in sorted(groups.items()):
        counts = totals(group)
        unread: Counter[str] = Counter()
        for report in group:
            unread.update(report.unmapped)
        shown = ", ".join(f"{_cell(key)} ({count:,})" for key, count in unread.most_common(TOP_FIELDS))
        more = f", and {len(unread) - TOP_FIELDS} more" if len(unread) > TOP_FIELDS else ""
        numbers = [counts[key] for key in ("loaded", "part_of", "skipped", "failed", "nodes", "edges", "warnings")]
        rows.append([name, str(len(group)), *(f"{number:,}" for number in numbers), shown + more])
    return _table(rows)


def _skipped(reports: list[FileReport]) -> str:
    reasons: defaultdict[str, list[str]] = defaultdict(list)
    for report in reports:
        if report.status == "skipped":
            reasons[_FIELDS.sub(", ", report.error)].append(_ending(report.path))
    rows = [["skipped because", "files", "endings"]]
    for reason, endings in sorted(reasons.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        common = ", ".join(name for name, _ in Counter(endings).most_common(4))
        rows.append([_cell(reason), str(len(endings)), common])
    return _table(rows) if len(rows) > 1 else ""


def _failed(reports: list[FileReport], folder: Path) -> str:
    failed = [report for report in reports if report.status == "failed"]
    rows = [["failed", "where", "why"]]
    rows += [[_name(one.path, folder), one.place, _cell(one.error)] for one in failed[:SHOWN_FAILURES]]
    return _table(rows) if failed else "No file failed."


def _slowest(found: Folder, folder: Path) -> str:
    pairs = sorted(zip(found.seconds, found.reports, strict=True), key=lambda pair: -pair[0])[:SLOWEST]
    rows = [["slowest", "format", "seconds", "statements a second"]]
    for seconds, report in pairs:
        rate = (report.nodes + report.edges) / seconds if seconds else 0
        rows.append([_name(report.path, folder), report.loader, f"{seconds:.1f}", f"{rate:,.0f}"])
    return _table(rows)


def _table(rows: list[list[str]]) -> str:
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _name(path: str, folder: Path) -> str:
    return _cell(path.removeprefix(f"{folder.as_posix()}/"))


def _ending(path: str) -> str:
    found = re.search(r"[^./!]\.([A-Za-z0-9]{1,12})(?:\.(?:xz|gz))?$", path)
    return found[1].lower() if found else "(none)"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
