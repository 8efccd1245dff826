"""The command line as a user types it: processes, exit codes, sentences, JSON, with the real embedded engine."""

from __future__ import annotations

import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from typer.testing import CliRunner

from command_line import CommandLine
from engines import empty
from labkin.app.cli import app
from labkin.app.lab import Lab
from labkin.graph.backup import back_up, restore
from labkin.graph.bolt_store import open_store
from labkin.graph.project import store_digest

NODES = """id\tcategory\tname
C:1\tbiolink:SmallMolecule\taspirin
C:2\tbiolink:SmallMolecule\tibuprofen
D:1\tbiolink:Disease\tpain
S:1\tbiolink:MaterialSample\tplasma one
S:2\tbiolink:MaterialSample\tplasma two
S:3\tbiolink:MaterialSample\tplasma three
"""
EDGES = """subject\tpredicate\tobject
C:1\tbiolink:treats\tD:1
C:2\tbiolink:treats\tD:1
S:3\tbiolink:derives_from\tS:2
S:2\tbiolink:derives_from\tS:1
C:2\tbiolink:treats\tD:9
"""
MORE = "id\tcategory\tname\nC:1\tbiolink:SmallMolecule\tAspirin\nG:1\tbiolink:Gene\tPTGS1\n"
HEADER = "id\tcategory\tname\n"
BAD = "subject\tpredicate\tobject\nC:1\tbiolink:treats\tD:1\n\tbiolink:treats\tD:1\n"
COMMANDS = (
    "init", "load", "map", "unload", "sources", "jobs", "status", "show", "search", "ask", "lineage", "rebuild",
    "check", "backup", "restore", "export", "stop", "explore", "demo", "models", "reannotate", "curate",
    "annotate", "train", "searches", "verify",
)  # fmt: skip


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "data").mkdir()
    (folder / "data" / "kg_nodes.tsv").write_text(NODES)
    (folder / "data" / "kg_edges.tsv").write_text(EDGES)
    (folder / "data" / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (folder / "more_nodes.tsv").write_text(MORE)
    (folder / "bad_edges.tsv").write_text(BAD)
    return folder


@pytest.fixture(scope="module")
def filled(here: Path) -> Iterator[CommandLine]:
    """A lab with that data, which tests leave as it was; its engine runs."""
    labkin = CommandLine(here / "lab")
    labkin("init", "lab")
    labkin("load", "data")
    yield labkin
    labkin("stop")


def copy_of(filled: CommandLine, folder: Path) -> CommandLine:
    """A lab with the same ledger; its graph and index are still to be built."""
    labkin = CommandLine(folder / "copy")
    with Lab.open(filled.lab) as lab:
        back_up(lab.folder, lab.ledger, folder / "backup.tar")
    restore(folder / "backup.tar", labkin.lab)
    return labkin


@pytest.fixture
def copied(filled: CommandLine, tmp_path: Path) -> Iterator[CommandLine]:
    """A lab of its own for one test."""
    labkin = copy_of(filled, tmp_path)
    yield labkin
    labkin("stop")


@pytest.fixture(scope="module")
def changing(filled: CommandLine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    """A lab to which tests add; its engine runs."""
    labkin = copy_of(filled, tmp_path_factory.mktemp("changing"))
    labkin("check")
    yield labkin
    labkin("stop")


def counts(status: dict[str, Any]) -> tuple[int, int]:
    return status["nodes"], status["edges"]


# -- what it says about itself ---------------------------------------------------------------------------------------


def test_every_command_has_a_help_with_an_example() -> None:
    listed = CliRunner().invoke(app, ["--help"], terminal_width=200).output
    assert sorted(re.findall(r"^│ ([a-z]+) ", listed, re.MULTILINE)) == sorted(COMMANDS)
    for command in COMMANDS:
        said = CliRunner().invoke(app, [command, "--help"])
        assert said.exit_code == 0
        assert re.search(rf"Example: labkin {command}\b", said.output), command


def test_the_version_is_told(filled: CommandLine) -> None:
    from labkin import __version__

    assert filled("--version").out == f"labkin {__version__}\n"


# -- loading ---------------------------------------------------------------------------------------------------------


def test_a_lab_is_made_once(filled: CommandLine) -> None:
    assert "There is a lab in" in filled("init", "lab").out
    assert filled.json("init", "lab") == {"lab": str(filled.lab), "made": False}
    assert "is not empty" in filled("init", "data", code=1).err
    assert "error: more_nodes.tsv is a file" in filled("init", "more_nodes.tsv", code=1).err


def test_loading_what_is_there_changes_nothing_and_starts_no_engine(filled: CommandLine, here: Path) -> None:
    before = filled.json("status")
    filled("stop")
    assert filled.owner is None
    again = filled.json("load", "data")
    assert [(Path(file["path"]).name, file["status"]) for file in again["files"]] == [
        ("kg_edges.tsv", "unchanged"),
        ("kg_nodes.tsv", "unchanged"),
        ("picture.png", "skipped"),
    ]
    assert (again["loaded"], again["unchanged"], again["failed"], again["nodes"], again["edges"]) == (0, 2, 0, 0, 0)
    after = filled.json("status")
    assert (after["transaction"], after["chain"]) == (before["transaction"], before["chain"])
    assert filled.owner is None, "reading the ledger needs no engine"
    assert counts(after) == (6, 4)


def test_a_report_has_a_line_for_each_file(filled: CommandLine, here: Path) -> None:
    found = filled.json("load", "data", "bad_edges.tsv", "--dry-run", code=1)
    keys = {"path", "loader", "status", "nodes", "edges", "warnings", "error", "place"}
    assert all(keys <= set(file) for file in found["files"])
    bad = next(file for file in found["files"] if file["status"] == "failed")
    assert (bad["path"], bad["place"]) == (str(here / "bad_edges.tsv"), "line 3")
    assert "subject" in bad["error"]
    picture = next(file for file in found["files"] if file["path"].endswith(".png"))
    assert picture["status"] == "skipped" and picture["error"]
    said = filled("load", "data", "bad_edges.tsv", "--dry-run", code=1).out
    assert "line 3" in said and "1 failed" in said


def test_a_dry_run_reads_all_and_writes_nothing(changing: CommandLine, here: Path) -> None:
    before, jobs = changing.json("status"), changing.json("jobs")
    found = changing.json("load", here / "more_nodes.tsv", "--dry-run")
    assert (found["nodes"], found["dry_run"]) == (2, True)
    assert "(nothing was written)" in changing("load", here / "more_nodes.tsv", "--dry-run").out
    assert (changing.json("status"), changing.json("jobs")) == (before, jobs)


def test_loading_without_waiting_leaves_the_rest_to_later(copied: CommandLine, here: Path) -> None:
    assert copied.json("search", "plasma")["total"] == 3, "an index that holds nothing yet is waited for"
    copied("stop")
    found = copied.json("load", here / "more_nodes.tsv", "--no-wait")
    assert copied.owner is None
    status = copied.json("status")
    assert status["transaction"] == found["transaction"] == 3
    assert {shown["behind"] for shown in status["projections"].values()} == {1}
    assert {shown["transaction"] for shown in status["projections"].values()} == {2}
    assert counts(status) == (7, 4), "what the ledger says, while the graph does not say it yet"
    assert "graph: 1 transactions behind" in copied("status").out
    assert "The index is 1 transactions behind" in copied("search", "aspirin").err
    checked = copied.json("check")  # waits for the graph
    assert checked["ok"] and checked["graph_digest"] == checked["ledger_digest"]
    status = copied.json("status")
    assert {shown["behind"] for shown in status["projections"].values()} == {0}
    assert counts(status) == (7, 4)


def test_a_file_is_taken_back_and_the_lab_is_as_before(changing: CommandLine, here: Path) -> None:
    before = changing.json("check")["ledger_digest"]
    changing("load", here / "more_nodes.tsv", "--no-wait")
    assert "sources differ on name" in changing("show", "C:1").out
    assert changing.json("unload", here / "more_nodes.tsv")["unloaded"][0]["uri"] == str(here / "more_nodes.tsv")
    checked = changing.json("check")
    assert checked["ok"]
    assert checked["ledger_digest"] == checked["graph_digest"] == before
    assert "nothing that is loaded is called more_nodes.tsv" in changing("unload", "more_nodes.tsv", code=1).err


def test_groups_are_kept_shown_and_changed(changing: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "secret_nodes.tsv"

    def groups() -> list[str]:
        return next(one["groups"] for one in changing.json("sources") if one["uri"] == str(file))

    file.write_text(HEADER + "G:7\tbiolink:Gene\tSECRET1\n")
    changing("load", file, "--group", "tox", "--group", "chem", "--no-wait")
    assert groups() == ["chem", "tox"]
    assert changing.json("load", file, "--group", "chem", "--group", "tox", "--no-wait")["unchanged"] == 1
    file.write_text(HEADER + "G:7\tbiolink:Gene\tSECRET2\n")
    assert changing.json("load", file, "--no-wait")["loaded"] == 1
    assert groups() == ["chem", "tox"], "a new version must not show to all what was shown to a few"
    assert changing.json("load", file, "--group", "legal", "--no-wait")["loaded"] == 1
    assert groups() == ["legal"]
    changing("unload", file, "--no-wait")
    assert "keeps the group legal that it had" in changing("load", file, "--no-wait").out
    assert groups() == ["legal"]
    assert "leave one of them out" in changing("load", file, "--group", "tox", "--open", code=2).err
    assert changing.json("load", file, "--open", "--no-wait")["loaded"] == 1
    assert groups() == []
    assert sum(one["uri"] == str(file) for one in changing.json("sources")) == 1


def test_what_failed_is_run_again_as_it_was_asked_for(changing: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "late_edges.tsv"
    file.write_text(BAD)
    changing("load", file, "--group", "tox", "--no-wait", code=1)
    jobs = changing.json("jobs")
    assert [(job["state"], job["place"]) for job in jobs if job["uri"] == str(file)] == [("failed", "line 3")]
    assert "jobs: 1 failed" in changing("status").out
    changing("jobs", "--retry", code=1)
    file.write_text(BAD.replace("\n\tbiolink", "\nC:2\tbiolink"))
    assert "line 3" in changing("jobs", "--retry").out
    assert changing.json("jobs", "-n", 1)[0]["state"] == "done"
    assert changing.json("status")["jobs"] == {"queued": 0, "running": 0, "failed": 0}
    assert changing.json("sources")[-1]["groups"] == ["tox"]
    file.write_text(BAD)
    changing("load", file, "--no-wait", code=1)
    file.unlink()
    assert "no longer there" in changing("jobs", "--retry", code=1).out


def test_a_load_that_was_killed_is_taken_up_again(copied: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "large_nodes.tsv"
    file.write_text(HEADER + "".join(f"L:{n}\tbiolink:Gene\tgene {n}\n" for n in range(200_000)))
    before = copied.json("status")
    loading = copied.start("load", file, "--no-wait")
    while not any(job["state"] == "running" for job in _running(copied.lab)):
        assert loading.poll() is None, "it was over before it could be killed"
    loading.kill()
    loading.communicate()
    status = copied.json("status")
    assert (counts(status), status["transaction"]) == (counts(before), before["transaction"])
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:101]))
    copied("jobs", "--retry")
    assert copied.json("status")["nodes"] == before["nodes"] + 100
    assert copied.json("check")["ok"]
    assert copied.json("status")["jobs"]["queued"] == 0


def _running(lab: Path) -> list[dict[str, Any]]:
    with sqlite3.connect(lab / "ledger.db") as connection:
        rows = connection.execute("SELECT state FROM job").fetchall()
    connection.close()
    return [{"state": state} for (state,) in rows]


# -- looking ---------------------------------------------------------------------------------------------------------


def test_the_status_counts_what_is_there(filled: CommandLine) -> None:
    found = filled.json("status")
    assert counts(found) == (6, 4)
    assert found["kinds"] == {"Sample": 3, "Compound": 2, "Disease": 1}
    assert found["relations"] == {"derived_from": 2, "treats": 2}
    assert (found["sources"], found["waiting_edges"], found["transaction"]) == (2, 1, 2)
    assert re.fullmatch(r"[0-9a-f]{64}", found["chain"])
    for name in ("graph", "search"):
        shown = found["projections"][name]
        assert (shown["url"], shown["transaction"]) == ("embedded", 2)
    said = filled("status").out
    assert "6 nodes, 4 edges from 2 sources" in said and "graph: in step" in said


def test_sources_and_jobs_are_listed(filled: CommandLine, here: Path) -> None:
    sources = filled.json("sources")
    assert [(one["uri"], one["nodes"], one["edges"], one["author"]) for one in sources] == [
        (str(here / "data" / "kg_edges.tsv"), 0, 5, "tester"),
        (str(here / "data" / "kg_nodes.tsv"), 6, 0, "tester"),
    ]
    assert all(re.fullmatch(r"[0-9a-f]{64}", one["sha256"]) for one in sources)
    assert "kg_nodes.tsv" in filled("sources").out
    assert {job["state"] for job in filled.json("jobs")} == {"done"}


def test_a_thing_is_shown_with_its_links_and_sources(filled: CommandLine, here: Path) -> None:
    found = filled.json("show", "S:2")
    assert {(link["relation"], link["direction"], link["id"]) for link in found["links"]} == {
        ("derived_from", "out", "S:1"),
        ("derived_from", "in", "S:3"),
    }
    (said,) = found["evidence"]
    assert (said["source"], said["place"]) == (str(here / "data" / "kg_nodes.tsv"), "line 6")
    assert filled.json("show", "aspirin")["id"] == "C:1"
    assert "1 links wait" in filled("show", "C:2").out
    assert filled.json("show", "C:1", "--as-of", 2)["name"] == "aspirin"
    assert "nothing in this lab is called C:99" in filled("show", "C:99", code=1).err
    assert "there was no C:1 as of transaction 1" in filled("show", "C:1", "--as-of", 1, code=1).err
    assert "there is no transaction 99" in filled("show", "C:1", "--as-of", 99, code=1).err


def test_words_find_things(filled: CommandLine) -> None:
    found = filled.json("search", "plasma", "-k", 2)
    assert (found["total"], len(found["hits"]), found["facets"]["kind"]) == (3, 2, {"Sample": 3})
    assert {hit["id"] for hit in found["hits"]} < {"S:1", "S:2", "S:3"}
    assert filled.json("search", "plasma", "--kind", "Gene")["total"] == 0
    assert filled.json("search", "--kind", "Compound")["total"] == 2
    assert "did you mean 'Compound'" in filled("search", "aspirin", "--kind", "Compund", code=2).err
    for kind in ("compound", "Compounds", "COMPOUND", "chemicals"):
        assert filled.json("search", "--kind", kind)["total"] == 2, kind
        assert filled.json("search", "plasma", "--kind", kind)["total"] == 0, kind
    assert filled.json("search", "--kind", "assays")["total"] == 0
    fields = filled.json("search", "--fields")
    assert (next(iter(fields)), fields["kind"]) == ("kind", "text")
    assert "3 to 3 of 3" in filled("search", "plasma", "--offset", 2).out
    assert "Did you mean 'aspirin'" in filled("search", "asprin").out + filled("search", "aspirinn").out
    for how in ("--where", "nonsense=1"), ("--facet", "nonsense"), ("--sort", "nonsense"):
        assert "'nonsense'" in filled("search", "x", *how, code=1).err
    assert "There are only 3: --offset 30 is past the last" in filled("search", "plasma", "--offset", 30).out
    assert filled.json("search", "--where", "kind=Sample|Gene")["total"] == 3
    assert filled.json("search", "--where", "kind~sample")["total"] == 3


def test_what_is_like_a_thing_is_paged_without_it(filled: CommandLine) -> None:
    whole = filled.json("search", "--like", "S:1", "--facet", "kind")
    found = [hit["id"] for hit in whole["hits"]]
    assert set(found) == {"S:2", "S:3"} and whole["total"] == whole["facets"]["kind"]["Sample"] == 2
    pages = [filled.json("search", "--like", "S:1", "-k", 1, "--offset", at) for at in range(2)]
    assert [hit["id"] for page in pages for hit in page["hits"]] == found
    assert {page["total"] for page in pages} == {2}


def test_a_search_is_kept_with_all_that_it_asked_for(changing: CommandLine) -> None:
    said = changing("search", "--like", "S:1", "--kind", "Sample", "--save", "  like   one ")
    assert "labkin search --saved='like one'" in said.out
    again = changing.json("search", "--saved", "like one")
    assert {hit["id"] for hit in again["hits"]} == {"S:2", "S:3"}
    changing("search", "--saved", "like one", "--save", "other")
    assert [(one["name"], one["like"]) for one in changing.json("searches")] == [("like one", "S:1"), ("other", "S:1")]
    assert "like S:1" in changing("searches").out
    (changing.lab / "searches.json").write_text('{"foo": 1}')
    for command in (["searches"], ["search", "--saved", "other"], ["search", "plasma", "--save", "x"]):
        assert "mend it, or move it away" in changing(*command, code=1).err
    (changing.lab / "searches.json").unlink()


def test_many_queries_become_a_run(filled: CommandLine, tmp_path: Path) -> None:
    queries, run = tmp_path / "queries.jsonl", tmp_path / "out.trec"
    queries.write_text('{"_id": "q1", "text": "aspirin"}\n{"_id": "q2", "text": "plasma"}\n')
    assert filled.json("search", "--batch", queries, "--run", run) == {"queries": 2, "run": str(run)}
    rows = [line.split() for line in run.read_text().splitlines()]
    assert [row[0] for row in rows] == ["q1", "q2", "q2", "q2"]
    assert all(len(row) == 6 and row[1] == "Q0" for row in rows)
    assert rows[0][2:4] == ["C:1", "1"]
    narrowed = filled.json("search", "--batch", queries, "--run", run, "--where", "kind=Sample")
    assert narrowed["queries"] == 2 and len(run.read_text().splitlines()) == 3
    queries.write_text('{"_id": "q1", "text": "aspirin"}\n{"_id": "q1", "text": "plasma"}\n')
    before = run.read_text()
    assert "line 2: the query 'q1' stands in line 1" in filled("search", "--batch", queries, "--run", run, code=1).err
    assert run.read_text() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["out.trec", "queries.jsonl"]


def test_lineage_is_walked_both_ways(filled: CommandLine) -> None:
    up, down = filled.json("lineage", "S:3"), filled.json("lineage", "S:1", "--down")
    assert [(node["id"], node["depth"]) for node in up["nodes"]] == [("S:2", 1), ("S:1", 2)]
    assert [(node["id"], node["depth"]) for node in down["nodes"]] == [("S:2", 1), ("S:3", 2)]
    assert up["complete"] and down["complete"]
    short = filled.json("lineage", "S:3", "--depth", 1)
    assert [node["id"] for node in short["nodes"]] == ["S:2"]
    assert "plasma one" in filled("lineage", "S:3").out
    assert "nothing in this lab is called S:99" in filled("lineage", "S:99", code=1).err
    assert filled.json("lineage", "plasma one")["id"] == "S:1"


def test_a_question_is_answered(filled: CommandLine, tmp_path: Path) -> None:
    found = filled.json("ask", "Which compounds treat pain?")
    assert (found["status"], found["ids"]) == ("answered", ["C:1", "C:2"])
    assert (len(found["rows"]), found["transaction"], found["complete"]) == (2, 2, True)
    keys = ["value", "reading", "query", "cypher", "params", "evidence", "alternatives", "unused", "ms", "question"]
    assert set(keys) <= set(found)
    assert "aspirin" in filled("ask", "Which compounds treat pain?", "--explain").out
    asked, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    asked.write_text(
        '{"id": 7, "question": "Which compounds treat pain?"}\n\n{"id": "b", "question": "blorb the fnord"}\n'
    )
    assert filled.json("ask", "--batch", asked, "--out", out)["questions"] == 2
    answers = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(one["id"], one["status"]) for one in answers] == [(7, "answered"), ("b", "not_understood")]


# -- wrong calls -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("status --lab nowhere", "nowhere is not a lab: make one with `labkin init nowhere`"),
        ("load missing.csv", "there is no file or folder missing.csv"),
        ("load data --as nonsense", "there is no loader named 'nonsense'; there are"),
        ("load data --workers 0", "--workers"),
        ("load", "Missing argument"),
        ("search", "say what to look for"),
        ("search x --mode magic", "there is no search mode 'magic'"),
        ("search x --where nonsense", "is not FIELD=VALUE"),
        ("search x -k 0", "Invalid value for '-k'"),
        ("search --batch q.jsonl", "say where the hits go: --run OUT.trec"),
        ("search --batch missing.jsonl --run x.trec", "missing.jsonl cannot be read"),
        ("search --batch q.jsonl --run no/x.trec", "no/x.trec cannot be written"),
        ("search --batch q.jsonl --run q.jsonl", "the hits need a file of their own"),
        ("search x --batch q.jsonl --run x.trec --offset 5 --sort name", "no use for TEXT and --sort and --offset"),
        ("search --batch q.jsonl --run x.trec --kind nosuch", "nothing in the lab is of the kind 'nosuch'"),
        ("search x --run x.trec", "--run is where the hits of --batch"),
        ("search x --save=", "--save needs a name"),
        ("search x --saved y", "--saved is a whole search"),
        ("search x --like C:1", "--like goes without TEXT"),
        ("ask", "ask something"),
        ("ask x --today yesterday", "--today yesterday is not a day"),
        ("ask x --min-confidence 2", "--min-confidence 2 is not between 0 and 1"),
        ("ask x --save data/kg_nodes.tsv", "data/kg_nodes.tsv is there already"),
        ("ask --batch q.jsonl --out x.jsonl --why-not x", "are for one question"),
        ("verify nowhere.json", "nowhere.json is no file"),
        ("ask --batch q.jsonl", "say where the answers go: --out OUT.jsonl"),
        ("ask --batch missing.jsonl --out x.jsonl", "missing.jsonl cannot be read"),
        ("ask --batch data/kg_nodes.tsv --out x.jsonl", "data/kg_nodes.tsv, line 1: not"),
        ("ask --batch a.jsonl --out no/x.jsonl", "no/x.jsonl cannot be written"),
        ("show C:1 --as-of -1", "--as-of"),
        ("lineage S:1 --up --down", "choose one of --up and --down"),
        ("lineage S:1 --depth 0", "--depth"),
        ("rebuild everything", "rebuild what: graph or search?"),
        ("rebuild search --to bolt://localhost", "--to is for the graph"),
        ("restore x.tar", "say into which new folder: --lab DIR"),
        ("restore x.tar --lab new", "there is no file x.tar"),
        ("jobs -n 0", "Invalid value for '-n'"),
        ("explore --port 99999", "--port"),
        ("nonsense", "No such command 'nonsense'"),
    ],
)
def test_a_wrong_call_ends_with_2_and_says_why(filled: CommandLine, here: Path, call: str, says: str) -> None:
    (here / "q.jsonl").write_text('{"_id": "1", "text": "aspirin"}\n')
    (here / "a.jsonl").write_text('{"id": 1, "question": "Which compounds treat pain?"}\n')
    named = {} if "restore" not in call else {"LABKIN_LAB": ""}
    assert says in filled(*call.split(), code=2, **named).err
    assert not (here / "x.jsonl").exists() and not (here / "x.trec").exists()


def test_errors_are_json_too(filled: CommandLine) -> None:
    assert filled.json("show", "C:99", code=1)["error"].startswith("nothing in this lab")
    assert filled.json("load", "missing.csv", code=2) == {"error": "there is no file or folder missing.csv"}


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("LABKIN_IDLE_MINUTES", "soon", "idle_minutes"),
        ("LABKIN_HEAP", "banana", "such as 512m"),
        ("LABKIN_LLM_ALWAYS", "perhaps", "llm_always (LABKIN_LLM_ALWAYS) must be `on` or `off`"),
        ("LABKIN_LEDGER", "nonsense://x/y", "nonsense://x/y cannot be a ledger"),
    ],
)
def test_a_wrong_setting_is_named(filled: CommandLine, setting: str, value: str, says: str) -> None:
    assert says in filled("status", code=1, **{setting: value}).err


def test_a_graph_server_that_is_not_there_is_named(copied: CommandLine, here: Path) -> None:
    said = copied("load", here / "more_nodes.tsv", code=1, LABKIN_GRAPH="bolt://127.0.0.1:1")
    assert "bolt://127.0.0.1:1 cannot be reached" in said.err
    assert "is not the URL of a graph store" in copied("check", code=1, LABKIN_GRAPH="banana").out


# -- keeping ---------------------------------------------------------------------------------------------------------


def test_a_backup_gives_the_same_lab(filled: CommandLine, here: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "backup.tar", CommandLine(tmp_path / "restored")
    written = filled.json("backup", file)
    assert "exists already" in filled("backup", file, code=1).err
    assert "is not empty" in filled("restore", file, "--lab", "data", code=1).err
    assert "is not a backup" in filled("restore", "more_nodes.tsv", "--lab", other.lab, code=1).err
    assert not other.lab.exists()
    assert filled.json("restore", file, "--lab", other.lab)["chain"] == written["chain"]
    one, two = filled.json("status"), other.json("status")
    assert (one["transaction"], one["chain"], counts(one)) == (two["transaction"], two["chain"], counts(two))
    assert two["chain"] == written["chain"]
    checked = other.json("check", "--against", one["chain"])
    assert checked["ok"]
    assert checked["graph_digest"] == filled.json("check")["graph_digest"]
    assert other.json("check", "--against", "0" * 64, code=1)["problems"]
    other("stop")


def test_what_was_altered_on_the_disk_is_found(copied: CommandLine) -> None:
    before = copied.json("check")
    ledger, kept = copied.lab / "ledger.db", kept_file(copied.lab, b"ibuprofen")
    for file in (ledger, kept):
        copied("stop")  # the owner of the engine writes into the ledger now and then
        written = file.read_bytes()
        file.chmod(0o600)
        file.write_bytes(written.replace(b"ibuprofen", b"ibuprofan"))
        checked = copied.json("check", code=1)
        assert not checked["ok"]
        (problem,) = (one for one in checked["problems"] if "labkin rebuild" not in one)
        if file == ledger:
            assert re.search(r"transaction 2 .*kg_nodes\.tsv.* was altered", problem)
            assert "transaction 2" in copied("check", code=1).out
        else:
            assert problem == f"the kept bytes of {kept.name} no longer match their checksum"
        copied("stop")
        file.write_bytes(written)
    assert copied.json("check") == before
    copied("stop")
    log = ledger.with_name("ledger.db-wal")
    assert not log.exists() or not log.stat().st_size, "all that was written is in the one file that is looked at"
    ledger.write_bytes(b"garbage" * 1000)
    for command in ("status", "sources", "check", "search aspirin"):
        assert "is not a database" in copied(*command.split(), code=1).err


def test_a_kept_file_that_is_gone_is_missed(copied: CommandLine, tmp_path: Path) -> None:
    kept_file(copied.lab, b"ibuprofen").unlink()
    (problem,) = copied.json("check", code=1)["problems"]
    assert re.fullmatch(r"the kept bytes of .*kg_nodes\.tsv are gone", problem)
    file, other = tmp_path / "without.tar", CommandLine(tmp_path / "other")
    assert "kg_nodes.tsv are gone" in copied("backup", file).err
    restored = copied("restore", file, "--lab", other.lab)
    assert "kg_nodes.tsv are gone" in restored.err and "every kept file" not in restored.out


def test_a_ledger_that_was_cut_short_is_found(copied: CommandLine) -> None:
    assert copied.json("check")["ok"]
    copied("stop")
    connection = sqlite3.connect(copied.lab / "ledger.db")
    with connection:
        connection.execute("DELETE FROM txn WHERE id = 2")
    connection.close()
    assert any("its last transactions were removed" in one for one in copied.json("check", code=1)["problems"])


def test_an_explorer_that_is_told_to_end_leaves_nothing_running(filled: CommandLine) -> None:
    exploring = filled.start("explore", "--no-open")
    processes = [psutil.Process(exploring.pid)]
    while len(processes) < 2:
        assert exploring.poll() is None
        processes = [processes[0], *processes[0].children(recursive=True)]
    exploring.terminate()
    _, alive = psutil.wait_procs(processes, timeout=60)
    assert not alive
    exploring.communicate()


def kept_file(lab: Path, text: bytes) -> Path:
    """The kept bytes of the file that holds the text."""
    return next(file for file in (lab / "blobs").rglob("*") if file.is_file() and text in file.read_bytes())


def test_a_graph_that_was_altered_or_damaged_is_built_anew(copied: CommandLine) -> None:
    assert copied.json("lineage", "S:3")["complete"]
    copied("stop")
    alter(copied.lab, "ibuprofen", "ibuprofan")
    checked = copied.json("check", code=1)
    assert checked["graph_digest"] not in ("", checked["ledger_digest"])
    assert any("labkin rebuild graph" in problem for problem in checked["problems"])
    assert copied.json("rebuild", "graph") == {"rebuilt": "graph", "to": "embedded", "transaction": 2}
    again = copied.json("check")
    assert again["ok"] and again["graph_digest"] == again["ledger_digest"] == checked["ledger_digest"]
    copied("stop")
    for file in (copied.lab / "graph" / "server" / "databases").rglob("*"):
        if file.is_file() and file.stat().st_size:
            file.write_bytes(b"\xff" * min(file.stat().st_size, 10_000))
    assert copied.json("ask", "Which compounds treat pain?")["ids"] == ["C:1", "C:2"]
    assert copied.json("check")["graph_digest"] == checked["ledger_digest"]


def alter(lab: Path, old: str, new: str) -> None:
    """Change a name in the engine's own database, behind Labkin's back."""
    script = (
        "import os, sys; from pathlib import Path; from labkin.graph.arcade import Engine\n"
        "engine = Engine(Path(sys.argv[1]) / 'graph', '256m'); engine.start()\n"
        "with engine.store() as store, store.writing() as session:\n"
        "    text = 'MATCH (n:Entity) WHERE n.name = $old SET n.name = $new RETURN count(n) AS n'\n"
        "    assert session.run(text, old=sys.argv[2], new=sys.argv[3]).single()['n'] == 1\n"
        "engine.stop(); os._exit(0)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(lab), old, new], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_an_index_that_is_damaged_or_gone_is_built_anew(copied: CommandLine) -> None:
    assert copied.json("search", "plasma")["total"] == 3
    copied("stop")
    for file in (copied.lab / "search").rglob("*"):
        if file.is_file() and file.name != "current" and file.stat().st_size:
            file.write_bytes(b"\xff" * 100)
    assert "`labkin rebuild search` makes it anew" in copied("search", "plasma", code=1).err
    assert copied.json("rebuild", "search")["transaction"] == 2
    assert copied.json("search", "plasma")["total"] == 3
    copied("stop")
    for name in ("graph", "search", "vectors"):
        shutil.rmtree(copied.lab / name)
    assert {shown["transaction"] for shown in copied.json("status")["projections"].values()} == {0}
    assert copied.json("search", "plasma")["total"] == 3
    assert copied.json("check")["ok"]


def test_after_the_engine_is_killed_every_command_works_again(changing: CommandLine, here: Path) -> None:
    before = changing.json("check")
    for command in (["check"], ["load", here / "more_nodes.tsv"]):
        assert changing.owner is not None
        killed = psutil.Process(changing.owner)
        killed.send_signal(signal.SIGKILL)
        psutil.wait_procs([killed], timeout=30)
        changing(*command)
    changing("unload", here / "more_nodes.tsv")
    assert changing.json("check")["graph_digest"] == before["graph_digest"]
    assert changing("stop").out == "stopped\n"
    assert changing("stop").out == "it was not running\n"


def test_the_same_lab_on_a_graph_server(filled: CommandLine, copied: CommandLine, here: Path, neo4j_url: str) -> None:
    with open_store(neo4j_url) as store:
        empty(store)
    filled("rebuild", "graph", "--to", neo4j_url)
    with open_store(neo4j_url) as store:
        assert store_digest(store) == filled.json("check")["ledger_digest"]
        store.reset()
    served = CommandLine(copied.lab, LABKIN_GRAPH=neo4j_url)
    served("load", here / "more_nodes.tsv")
    assert served.owner is None
    status = served.json("status")
    assert counts(status) == (7, 4) and status["projections"]["graph"]["url"] == neo4j_url
    assert served.json("check")["ok"]
    assert [node["id"] for node in served.json("lineage", "S:3")["nodes"]] == ["S:2", "S:1"]
    assert served.json("ask", "Which compounds treat pain?")["ids"] == ["C:1", "C:2"]
    with open_store(neo4j_url) as store:
        empty(store)  # as when the server was set up anew
    assert served.json("ask", "Which compounds treat pain?")["ids"] == ["C:1", "C:2"]
    with open_store(neo4j_url) as store:
        empty(store)
