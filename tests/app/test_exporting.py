"""What is exported loads into an equal graph: the demo lab, and odd facts, through the command line."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from command_line import CommandLine
from labkin.app.lab import Lab
from labkin.graph.project import ledger_digest

ODD = [
    {"id": "x:1", "category": ["biolink:SmallMolecule"], "name": "a\nb", "big": 2**53 + 1, "number": 5, "text": "5"},
    {"id": "x 2", "category": ["Side Effect"], "name": "größe 𝛼", "list": [1, 2], "empty": [], "flag": True, "x/y": ""},
    {"id": "http://example.org/3?a=b#c", "category": ["Activity"], "name": "run", "started": "2024-03-01", "f": 1e-320},
]
LINKS = [
    {"subject": "x:1", "predicate": "próx/imo", "object": "x 2", "unit_qualifier": "nM", "score": 0.1},
    {"subject": "x:1", "predicate": "próx/imo", "object": "x 2"},
    {"subject": "http://example.org/3?a=b#c", "predicate": "used", "object": "x:1"},
    {"subject": "x:1", "predicate": "used", "object": "nothing:here"},
]


def digest_of(folder: Path) -> str:
    with Lab.open(folder) as lab, lab.view() as view:
        return ledger_digest(view)


@pytest.fixture(scope="module")
def demo(demo_copy: Callable[[str], Path]) -> Path:
    return demo_copy("exported")


@pytest.mark.parametrize("format", ["kgx", "rdf"])
def test_the_demo_lab_comes_back_equal(demo: Path, tmp_path: Path, format: str) -> None:
    written = CommandLine(demo).json("export", "--format", format, "--out", tmp_path / "out")
    other = CommandLine(tmp_path / "other")
    other("init", tmp_path / "other")
    report = other.json("load", tmp_path / "out", "--no-wait")
    assert {file["status"] for file in report["files"]} == {"loaded"}
    assert digest_of(tmp_path / "other") == written["graph_digest"] == digest_of(demo)
    assert mined_in(tmp_path / "other") == mined_in(demo) != {}


def test_edges_from_texts_say_so_in_words_of_biolink(demo: Path, tmp_path: Path) -> None:
    CommandLine(demo)("export", "--format", "kgx", "--out", tmp_path / "out")
    with (tmp_path / "out" / "edges.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {row["knowledge_level"] for row in rows} <= {"not_provided", "logical_entailment", "knowledge_assertion"}
    mined = [row for row in rows if row["agent_type"] == "text_mining_agent"]
    relations = [row for row in mined if row["predicate"] != "biolink:mentions"]
    assert len(mined) > 200
    assert len(relations) >= 5
    for row in mined:
        assert row["knowledge_level"] == "not_provided"
        assert row["publications"]
        assert 0 < float(row["extraction_confidence_score"]) <= 1
        assert json.loads(row["labkin:model"])[0].startswith("labkin-ner@")
    assert all(row["supporting_text"] for row in relations)
    assert "agent_type" not in {name for row in mined for name in row if name.startswith("labkin:p:")}


def mined_in(folder: Path) -> dict[tuple[str, str, str], float]:
    """The edges that only texts say, with the highest confidence of any."""
    found: dict[tuple[str, str, str], float] = {}
    with Lab.open(folder) as lab, lab.view() as view:
        for edge, rows in view.all_said(set(view.node_ids())):
            if {row.method for row in rows} == {"text-mined"}:
                key = (str(edge.subject), edge.relation, str(edge.object))
                found[key] = max(row.confidence for row in rows)
    return found


def test_odd_facts_come_back_equal_in_the_graph_itself(tmp_path: Path) -> None:
    first = CommandLine(tmp_path / "first")
    first("init", first.lab)
    lines = "".join(json.dumps(record) + "\n" for record in (*ODD, *LINKS))
    (tmp_path / "odd.jsonl").write_text(lines, encoding="utf-8")
    first("load", tmp_path / "odd.jsonl")
    digests = [first.json("check")["graph_digest"]]
    first("stop")
    for format in ("kgx", "rdf"):
        first("export", "--format", format, "--out", tmp_path / format)
        other = CommandLine(tmp_path / f"lab-{format}")
        other("init", other.lab)
        other("load", tmp_path / format)
        digests.append(other.json("check")["graph_digest"])
        other("stop")
    assert len(set(digests)) == 1


def test_an_export_overwrites_nothing_and_says_what_it_can_do(tmp_path: Path) -> None:
    labkin = CommandLine(tmp_path / "lab")
    labkin("init", labkin.lab)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("keep")
    assert "is not empty" in labkin("export", "--out", tmp_path / "full", code=1).err
    assert (tmp_path / "full" / "mine.txt").read_text() == "keep"
    assert "there are: kgx, rdf" in labkin("export", "--format", "xlsx", "--out", tmp_path / "new", code=2).err
    assert "--out DIR" in labkin("export", code=2).err
    assert "whole lab" in labkin("export", "x:1", "--out", tmp_path / "new", code=2).err
