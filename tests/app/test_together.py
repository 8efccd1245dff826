"""Two command lines and an explorer with a visitor work on one lab at the same time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import pytest

from command_line import CommandLine
from explored import Visitor, chromium_at, exploring

ROUNDS = 3
WORKERS = {"A": ("ague", "scurvy of A"), "B": ("beriberi", "scurvy of B")}  # what each finds a cure for, and a name
TREATING_GOUT = tuple(f"T:C-{n}" for n in range(6))
QUESTION = "Which compounds treat gout?"
NODES_HEAD, EDGES_HEAD = ("id", "category", "name"), ("subject", "predicate", "object")
COMPOUND, DISEASE, TREATS = "biolink:SmallMolecule", "biolink:Disease", "biolink:treats"
Row = tuple[str, str, str]


def write(file: Path, head: Row, rows: list[Row]) -> Path:
    """A table of nodes or edges."""
    file.write_text("".join("\t".join(row) + "\n" for row in [head, *rows]))
    return file


def write_base(folder: Path) -> list[Path]:
    """What is there from the beginning, and stays."""
    diseases = [("T:gout", DISEASE, "gout"), ("T:ague", DISEASE, "ague"), ("T:beriberi", DISEASE, "beriberi")]
    compounds = [(id, COMPOUND, f"remedy {n}") for n, id in enumerate(TREATING_GOUT)]
    return [
        write(folder / "base_nodes.tsv", NODES_HEAD, [*diseases, *compounds]),
        write(folder / "base_edges.tsv", EDGES_HEAD, [(id, TREATS, "T:gout") for id in TREATING_GOUT]),
    ]


def write_shared(folder: Path) -> list[Path]:
    """What both load in every round, from the same file."""
    rows = [(f"T:S-{n}", COMPOUND, f"shared {n}") for n in range(20)]
    return [write(folder / "shared_nodes.tsv", NODES_HEAD, rows)]


def write_own(folder: Path, worker: str, turn: int) -> list[Path]:
    """What one loads in a round: compounds of its own, one that both name alike, and one that they name differently."""
    cures, name = WORKERS[worker]
    own = [(f"T:{worker}-{turn}-{n}", COMPOUND, f"find {worker} {turn} {n}") for n in range(5)]
    both = [("T:both", COMPOUND, "known to both"), ("T:differ", DISEASE, name)]
    links = [(id, TREATS, f"T:{cures}") for id, _, _ in own] + [("T:both", TREATS, "T:gouty")]  # the last one waits
    return [
        write(folder / f"{worker}{turn}_nodes.tsv", NODES_HEAD, [*own, *both]),
        write(folder / f"{worker}{turn}_edges.tsv", EDGES_HEAD, links),
    ]


def rows_of(files: list[Path]) -> set[Row]:
    """The different rows of tables, without their heads."""
    lines = (line for file in files for line in file.read_text().splitlines()[1:])
    return {tuple(line.split("\t")) for line in lines}  # type: ignore[misc]


def work(labkin: CommandLine, folder: Path, worker: str) -> list[Path]:
    """Load, ask and unload for some rounds; the files that stay. Every answer on the way is the right one."""
    cures, _ = WORKERS[worker]
    question = f"Which compounds treat {cures}?"
    shared = folder / "shared_nodes.tsv"
    for turn in range(ROUNDS):
        files = write_own(folder, worker, turn)
        report = labkin.json("load", *files, shared)
        assert report["failed"] == report["skipped"] == 0
        said = {Path(file["path"]): file["status"] for file in report["files"]}
        assert [said[file] for file in files] == ["loaded", "loaded"] and said[shared] in ("loaded", "unchanged")
        found = labkin.json("ask", question)
        assert (found["status"], sorted(found["ids"])) == ("answered", [f"T:{worker}-{turn}-{n}" for n in range(5)])
        if turn < ROUNDS - 1:
            for file in files:
                labkin("unload", file)
            assert labkin.json("ask", question)["status"] == "no_data"
    return files


def visit(visitor: Visitor, turn: int) -> None:
    """Look at the home page, at a thing, and ask: what stays is there all the time."""
    visitor.go().heading("lab").sees("things")
    id = TREATING_GOUT[turn % len(TREATING_GOUT)]
    visitor.go(f"asset?id={quote(id)}").heading(f"remedy {turn % len(TREATING_GOUT)}").sees("gout")
    visitor.go().type("Ask a question", QUESTION).sees("answered")
    for n in range(len(TREATING_GOUT)):
        visitor.main.get_by_role("link", name=f"remedy {n}").first.wait_for()


@contextmanager
def visiting(url: str, chromium: str) -> Iterator[Visitor]:
    """Someone at a browser; nothing went wrong behind the pages in the end."""
    with chromium_at(chromium) as browser:
        visitor = Visitor(browser, url)
        yield visitor
        visitor.leave()


def owners(lab: Path) -> list[int]:
    """The living processes that own the engine of this lab, or try to."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        command = process.info["cmdline"] or []
        if "labkin.app.owner" in command and str(lab) in command and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process.pid)
    return found


def check_facts(labkin: CommandLine, kept: list[Path], changes: int) -> dict[str, Any]:
    """The lab holds what its files say, each fact once; the status that it gives."""
    nodes = {row[0] for row in rows_of([file for file in kept if file.name.endswith("_nodes.tsv")])}
    edges = rows_of([file for file in kept if file.name.endswith("_edges.tsv")])
    status: dict[str, Any] = labkin.json("status")
    held = {edge for edge in edges if {edge[0], edge[2]} <= nodes}
    assert (status["nodes"], status["edges"], status["sources"]) == (len(nodes), len(held), len(kept))
    assert status["transaction"] == changes, "one for each file that was loaded, one for each that was taken back"
    assert status["jobs"]["running"] == status["jobs"]["queued"] == status["jobs"]["failed"] == 0
    (conflict,) = labkin.json("show", "T:differ")["conflicts"]
    assert {value["value"] for value in conflict["values"]} == {name for _, name in WORKERS.values()}
    both = labkin.json("show", "T:both")
    assert (both["conflicts"], len(both["evidence"])) == ([], len(WORKERS))
    return status


@pytest.fixture(scope="module")
def labkin(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """A lab with its base; nobody has started its engine yet."""
    folder = tmp_path_factory.mktemp("together")
    labkin = CommandLine(folder / "lab")
    labkin("init", "lab")
    write_shared(folder)
    labkin("load", "--no-wait", *write_base(folder))
    assert labkin.owner is None
    return labkin


def test_two_command_lines_and_an_explorer_share_a_lab(labkin: CommandLine, chromium: str) -> None:
    folder = labkin.lab.parent
    begun = labkin.json("status")["chain"]
    with exploring(labkin) as url, visiting(url, chromium) as visitor, ThreadPoolExecutor(len(WORKERS)) as pool:
        # All three find that no engine runs, and start one.
        working: list[Future[list[Path]]] = [pool.submit(work, labkin, folder, worker) for worker in WORKERS]
        visits = 0
        while visits < 2 or not all(one.done() for one in working):
            visit(visitor, visits)
            visits += 1
        kept = [*(file for one in working for file in one.result()), *folder.glob("base_*"), *folder.glob("shared_*")]
        changes = 3 + len(WORKERS) * (2 * ROUNDS + 2 * (ROUNDS - 1))
        status = check_facts(labkin, kept, changes)
        checked = labkin.json("check", "--against", begun)
        assert (checked["ok"], checked["problems"]) == (True, [])
        assert checked["graph_digest"] == checked["ledger_digest"] and checked["chain"] == status["chain"]
        visitor.go().sees("things")
        metrics = visitor.page.get_by_test_id("stMetricValue").all_inner_texts()
        assert metrics == [str(status[key]) for key in ("nodes", "edges", "sources", "transaction")]
        assert owners(labkin.lab) == [labkin.owner]
        log = (labkin.lab / "graph" / "owner.log").read_text(errors="replace")
        assert len(re.findall(r"ready at bolt://", log)) == 1, "one engine served all three from beginning to end"
        assert "Traceback" not in log
