"""A folder full of files as they should not be, loaded by the real command line: each fails alone, the rest loads."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import bad_files as bad
from command_line import LABKIN, CommandLine
from labkin.app.lab import Lab

MOST_MEMORY = 1_000_000_000  # bytes that the process which loads them all may ever hold


@dataclass(frozen=True)
class Knock:
    """A file, and what must become of it. `place` and `why` are patterns that the report must match."""

    name: str
    data: bytes
    status: str = "failed"
    place: str = ""
    why: str = ""
    nodes: int = 0


def loads(name: str, data: bytes, nodes: int, why: str = "") -> Knock:
    return Knock(name, data, "loaded", "", why, nodes)


def skips(name: str, data: bytes, why: str) -> Knock:
    return Knock(name, data, "skipped", "", why)


def knocks() -> list[Knock]:
    return [*rows(), *short(), *encodings(), *swelling(), *astray(), *xml(), *deep()]


def rows() -> list[Knock]:
    """A row or a value that is wrong."""
    return [
        Knock("row_nodes.tsv", bad.nodes("R:1") + b"\tbiolink:Gene\tx\n", place="line 3", why="id"),
        Knock("row.jsonl", b'{"_id": "1", "title": "t", "text": "x"}\n{"_id": "2", "title"\n', place="line 2"),
        Knock(
            "row.json", b'{"nodes": [{"id": "A:1", "category": "biolink:Gene"}, 7], "edges": []}', place=r"nodes\[1\]"
        ),
        Knock("quote.csv", b'a,b\n1,2\n"3,4\n' + b"5,6\n" * 3_000_000, place="line", why="quotation mark"),
        Knock(
            "cut.sdf",
            b"mol\n  x\n\n  3  2  0  0  0  0  0  0  0  0999 V2000\n    0.0",
            "loaded",
            why="structure cannot be read",
        ),
        Knock("cut.txt", b"PMID- 1\nTI  - a\nAB  - b\n\nPMID- none\n", place="line 5", why="no PMID"),
        skips("empty.csv", b"", "empty"),
        skips("empty.csv.gz", bad.COMPRESS["gz"](b""), "empty"),
        skips("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
        skips("empty.zip", bad.zipped({}), "empty"),
    ]


def short() -> list[Knock]:
    """Archives and binary files that break off."""
    whole = bad.many_nodes("Cut")
    archive = bad.zipped({"a_nodes.tsv": whole})
    found = [
        Knock(f"cut_{ending}_nodes.tsv.{ending}", bad.half(squeeze(whole)), place=r"byte \d+", why="end early")
        for ending, squeeze in bad.COMPRESS.items()
    ]
    damaged = bytearray(bad.zipped({"hit_nodes.tsv": whole, "whole_nodes.tsv": bad.nodes("Whole:1")}))
    damaged[3000:3100] = bytes(100)
    return [
        *found,
        Knock("cut.zip", bad.half(archive), why="damaged or cut short"),
        Knock(
            "cut.tar",
            bad.half(bad.tarred({"a_nodes.tsv": whole})),
            place="member a_nodes.tsv|^$",
            why="cut short|early",
        ),
        Knock(
            "cut.tar.gz", bad.half(bad.COMPRESS["gz"](bad.tarred({"a_nodes.tsv": whole}))), why="end early|cut short"
        ),
        Knock("damaged.zip", bytes(damaged), place="member hit_nodes.tsv", why="damaged"),
        loads("damaged.zip!/whole_nodes.tsv", b"", 1),
        Knock("cut.xlsx", bad.half(bad.workbook(bad.cell("A1", 1) + bad.cell("A2", 2))), why="damaged|cut short"),
        Knock("cut.parquet", b"PAR1" + bytes(500) + b"PAR1", why="damaged"),
    ]


def encodings() -> list[Knock]:
    """Bytes that are not the text that was expected."""
    umlaut = "id\tcategory\tname\nE:1\tbiolink:Gene\tMüller\n"
    return [
        Knock("latin_nodes.tsv", umlaut.encode("latin-1"), place="line 2", why="not UTF-8"),
        loads("latin.csv", "name;value\nMüller;1\nWeiß;2\n".encode("latin-1"), 2, why="Windows-1252"),
        loads("nul_nodes.tsv", bad.nodes("Nul:1").replace(b"gene", b"ge\0ne"), 1),
        loads("bom_nodes.tsv", b"\xef\xbb\xbf" + bad.nodes("Bom:1"), 1),
        Knock("nul.jsonl", b'{"_id": "1", "title": "t", "text": "x"}\n\0\0\0\n', place="line 2", why="no JSON"),
        skips("noise.csv", os.urandom(5000), "binary"),
    ]


def swelling() -> list[Knock]:
    """What is small on disk and would fill the memory or the disk."""
    book = bad.workbook(bad.cell("A1", 1) + bad.cell("XFD1048576", 2))
    return [
        Knock("line_nodes.tsv.gz", bad.long_line(bad.nodes("Long:1")), place="line 3", why="longer than"),
        Knock("line.csv.gz", bad.long_line(b"a,b\n1,2\n3,4\n5,"), place="line 4", why="long"),
        Knock(
            "line.jsonl.gz", bad.long_line(b'{"_id": "1", "title": "t", "text": "'), place="line 1", why="longer than"
        ),
        Knock("line.json.gz", bad.long_line(b'{"nodes": [{"category": "x", "id": "'), place="line 1", why="long"),
        Knock(
            "line.xml.gz", bad.long_line(bad.PUBMED.partition("{")[0].encode()), place="line 1", why="cannot be read"
        ),
        Knock(
            "line.sdf.gz", bad.long_line(b"mol\n  x\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n"), place="line|record"
        ),
        Knock("line.txt.gz", bad.long_line(b"PMID- 1\nTI  - a\nAB  - b"), place="line 3", why="longer than"),
        Knock("lines.txt.gz", bad.long_line(b"PMID- 1\nTI  - a\nAB  - b\n", b"      a\n"), place="line", why="long"),
        Knock("rows.csv.gz", bad.COMPRESS["gz"](bad.rows_without_end()), why="bomb"),
        Knock("rows.csv.xz", bad.COMPRESS["xz"](bad.rows_without_end()), why="bomb"),
        Knock("twice.csv.gz", bad.COMPRESS["gz"](bad.COMPRESS["gz"](bad.rows_without_end())), why="bomb"),
        Knock("nested.zip", bad.nested_zip(4), why="deep|bomb"),
        Knock("overlapping.zip", bad.overlapping_zip(), why="bomb|damaged|overlap"),
        Knock("sheet.xlsx", bad.workbook(bad.cell("A1", 1) * 2_500_000), why="bomb"),
        Knock("far.xlsx", book, why="large|cells"),
    ]


def astray() -> list[Knock]:
    """Archives whose members would lie elsewhere."""
    evil = bad.nodes("Evil:1")
    names = ("../evil_nodes.tsv", "/tmp/evil_nodes.tsv", "C:\\evil_nodes.tsv", "a/../../evil_nodes.tsv")
    outside = {"passwd_nodes.tsv": "/etc/passwd", "up_nodes.tsv": "../../row_nodes.tsv"}
    links = bad.tarred({"in_nodes.tsv": bad.nodes("Tar:1")}, outside, {"hard_nodes.tsv": "/etc/hostname"})
    return [
        Knock("astray.zip", bad.zipped(dict.fromkeys(names, evil)), place="member", why="leads out of the archive"),
        Knock("astray.tar", bad.tarred(dict.fromkeys(names, evil)), place="member", why="leads out of the archive"),
        Knock("links.tar", links, place="member", why="links are not followed"),
        loads("links.tar!/in_nodes.tsv", b"", 1),
    ]


def xml() -> list[Knock]:
    """XML that would read other files, or laugh a billion times."""
    declares = "declares entities"
    return [
        Knock("laughs.xml", bad.laughs(), why=declares),
        Knock("outside.xml", bad.entity_xml('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"), why=declares),
        Knock("parameter.xml", bad.entity_xml('<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;', "1"), why=declares),
        Knock("wide.xml", bad.laughs().decode().encode("utf-16"), why=declares),
        Knock("open.xml", bad.PUBMED.format("1").encode()[:-9], place="line 1", why="cannot be read"),
        Knock("deep.xml", b"<PubmedArticleSet>" + b"<PubmedArticle>" * 100_000, place="line 1", why="depth|deep"),
    ]


def deep() -> list[Knock]:
    """JSON in JSON in JSON."""
    nest = b"[" * 100_000
    first = b'{"_id": "1", "title": "t", "text": "x"}\n'
    return [
        Knock(
            "deep.jsonl", first + b'{"_id": "2", "title": "t", "text": ' + nest, place="line 2", why="nested too deeply"
        ),
        Knock("deep.json", b'{"nodes": [{"id": "A:1", "category": ' + nest, place="line 1", why="nested too deeply"),
        Knock(
            "deep_ended.json",
            b'{"nodes": [{"id": "A:1", "category": "x"}, ' + nest + b"]" * 100_000 + b"]}",
            place="line 1",
            why="nested too deeply",
        ),
        Knock("digits.jsonl", first + b'{"_id": 1' + b"0" * 10_000 + b', "title": "t", "text": "x"}\n', place="line 2"),
    ]


KNOCKS = knocks()


@dataclass(frozen=True)
class Told:
    """What `load --json` said of the folder, and the most memory it held."""

    folder: Path
    lab: Path
    files: dict[str, list[dict[str, Any]]]
    all: dict[str, Any]
    peak: int


@contextlib.contextmanager
def growing(file: Path) -> Iterator[None]:
    """A file to which something writes all the time."""
    over = threading.Event()

    def write() -> None:
        with file.open("ab", buffering=0) as out:
            while not over.is_set():
                out.write(b"Grow:1\tbiolink:Gene\tx\n")
                time.sleep(0.0005)

    file.write_bytes(bad.many_nodes("Grow", 600_000))
    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()


# A process starts with the peak of the one that it was forked from, so a small one stands between it and pytest's.
MEASURED = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:])
_, status, used = os.wait4(process.pid, 0)
print(used.ru_maxrss * (1 if sys.platform == "darwin" else 1024), file=open("peak", "w"))
sys.exit(os.waitstatus_to_exitcode(status))
"""


def run(labkin: CommandLine, *arguments: object) -> tuple[int, int, str, str]:
    """A command's exit code, the most memory it held in bytes, and what it said."""
    here = labkin.lab.parent
    command = [sys.executable, "-c", MEASURED, str(LABKIN), *map(str, arguments)]
    said = subprocess.run(command, env=labkin.environment, capture_output=True, text=True, cwd=here, check=False)
    return said.returncode, int((here / "peak").read_text()), said.stdout, said.stderr


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    base = tmp_path_factory.mktemp("bad")
    folder = base / "folder"
    folder.mkdir()
    for knock in KNOCKS:
        if "!" not in knock.name:
            (folder / knock.name).write_bytes(knock.data)
    for name in ("aaa_nodes.tsv", "zzz_nodes.tsv", "new\nline_nodes.tsv", "[bold]$(touch x);'_nodes.tsv"):
        (folder / name).write_bytes(bad.nodes(f"Good:{len(name)}"))
    bad.non_utf8_name(folder).write_bytes(bad.nodes("Name:1"))
    os.mkfifo(folder / "pipe_nodes.tsv")
    bad.make_loops(folder)
    labkin = CommandLine(base / "lab")
    labkin("init", "lab")
    with growing(folder / "growing_nodes.tsv"):
        code, peak, out, err = run(labkin, "load", folder, folder / "pipe_nodes.tsv", "--no-wait", "--json")
    assert code == 1 and not err, err
    said = labkin.json("status")  # the lab is as good as new
    found = json.loads(out)
    files: dict[str, list[dict[str, Any]]] = {}
    for file in found["files"]:
        files.setdefault(file["path"].removeprefix(f"{folder}/"), []).append(file)
    assert said["transaction"] == found["transaction"]
    return Told(folder, labkin.lab, files, found, peak)


@pytest.mark.parametrize("knock", KNOCKS, ids=lambda knock: knock.name)
def test_each_fails_alone_and_says_where_and_why(told: Told, knock: Knock) -> None:
    reports = told.files.get(knock.name, [])
    assert {report["status"] for report in reports} == {knock.status}, reports
    for report in reports:
        assert "could not cope" not in report["error"], report
        assert re.search(knock.place, report["place"]), report
        assert re.search(knock.why, report["error"] + " ".join(report["warnings"])), report
        assert report["error"] or knock.status == "loaded"
        if knock.nodes:
            assert report["nodes"] == knock.nodes


def test_the_rest_loads(told: Told) -> None:
    good = [file for file in told.all["files"] if "Good" in file["path"] or file["path"].endswith("_nodes.tsv")]
    assert good
    with Lab.open(told.lab) as lab, lab.view() as view:
        ids = set(view.node_ids())
        lab.ledger.verify()
        sources = {info.source.uri for info in view.sources() if not info.source.uri.startswith("vocabulary:")}
    assert {"Good:13", "Good:18", "Name:1", "Loop:1", "Whole:1", "Tar:1", "Nul:1"} <= ids
    assert not [id for id in ids if id.split(":")[0] in ("Evil", "Cut", "R", "Long", "Grow", "E")], (
        "nothing half-loaded"
    )
    assert len(sources) == sum(file["status"] == "loaded" for file in told.all["files"])
    assert not (told.folder.parent / "evil_nodes.tsv").exists() and not Path("/tmp/evil_nodes.tsv").exists()


def test_a_pipe_that_is_named_and_a_file_that_changes_are_told(told: Told) -> None:
    (pipe,) = told.files["pipe_nodes.tsv"]
    assert (pipe["status"], pipe["error"]) == ("failed", "it is not a regular file")
    (growing,) = told.files["growing_nodes.tsv"]
    assert growing["status"] == "failed" and "changed while it was" in growing["error"]


def test_odd_names_and_links_in_a_circle(told: Told) -> None:
    for name in ("new\nline_nodes.tsv", "[bold]$(touch x);'_nodes.tsv", "deep/kept_nodes.tsv"):
        assert [file["status"] for file in told.files[name]] == ["loaded"]
    assert sum("caf" in name for name in told.files) == 1
    assert {told.files[name][0]["status"] for name in ("this", "that")} == {"failed"}


def test_the_memory_stays_bounded(told: Told) -> None:
    assert told.peak < MOST_MEMORY, f"{told.peak:,} bytes"
