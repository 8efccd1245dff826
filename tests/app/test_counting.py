"""How much a lab is said to hold: exact, or quick and said to be old. Taking back several sources; giving up loads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from command_line import CommandLine
from labkin.app.cli_show import status_of
from labkin.app.counting import COUNTED_ANEW, remember
from labkin.app.lab import GRAPH, Lab
from labkin.graph.model import Edge, Node, Source, Statement

HEADER = "id\tcategory\tname\n"
BAD = HEADER + "\tbiolink:Gene\tno identifier\n"


def load(lab: Lab, name: str, numbers: range) -> None:
    """Nodes, each with an edge; the first edge waits."""
    with lab.ledger.batch("tester", f"load {name}") as batch:
        source = batch.add_source(Source(name, "0" * 64, 1, "test", "1"))
        for n in numbers:
            batch.add(Statement(Node.of(f"N:{n}", "Gene"), source, f"line {n}"))
            batch.add(Statement(Edge.of(f"N:{n}", "interacts_with", f"N:{n - 1}"), source, f"line {n}"))
        batch.commit()


def told(status: dict[str, Any]) -> tuple[int, int, str, int]:
    return status["nodes"], status["edges"], status["counted"], status["counted_at"]


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with Lab.create(tmp_path / "lab") as lab:
        yield lab


def test_a_small_ledger_is_counted_anew(lab: Lab) -> None:
    assert told(status_of(lab)) == (0, 0, "exact", 0)
    load(lab, "a", range(1, 11))
    load(lab, "b", range(5, 15))
    status = status_of(lab)
    assert told(status) == (14, 13, "exact", 2)
    assert (status["kinds"], status["waiting_edges"]) == ({"Gene": 14}, 1)


def test_of_a_large_ledger_the_last_count_is_told_and_called_so(lab: Lab) -> None:
    many = COUNTED_ANEW // 2 + 1
    load(lab, "a", range(1, many + 1))
    assert told(status_of(lab)) == (many, many, "statements", 1), "nothing was counted yet"
    remember(lab)
    status = status_of(lab)
    assert told(status) == (many, many - 1, "exact", 1)
    assert (status["kinds"], status["waiting_edges"]) == ({"Gene": many}, 1)
    load(lab, "b", range(many + 1, many + 11))
    remember(lab)  # so little came that it is not counted again
    assert told(status_of(lab)) == (many, many - 1, "last known", 1)
    counts = {"nodes": many + 10, "edges": many + 9, "kinds": {"Gene": many + 10}, "relations": {}}
    lab.ledger.report_projection(GRAPH, txn=2, counts=counts)
    (lab.folder / "graph").mkdir()
    assert told(status_of(lab)) == (many + 10, many + 9, "exact", 2), "the graph was counted when it was written"


def test_the_terminal_says_when_a_count_is_old(tmp_path: Path) -> None:
    labkin = CommandLine(tmp_path / "lab")
    with Lab.create(labkin.lab) as lab:
        load(lab, "a", range(1, COUNTED_ANEW // 2 + 2))
        assert "not yet merged" in labkin("status").out
        remember(lab)
        assert "counted anew" not in labkin("status").out
        load(lab, "b", range(10))
    assert "these are as of transaction 1" in labkin("status").out


def test_several_sources_are_taken_back_at_once(tmp_path: Path) -> None:
    labkin = CommandLine(tmp_path / "lab")
    files = [tmp_path / f"{name}_nodes.tsv" for name in "abc"]
    for file in files:
        file.write_text(f"{HEADER}{file.stem}:1\tbiolink:Gene\tx\n")
    labkin("init", "lab")
    labkin("load", *files, "--no-wait")
    assert (
        "nothing that is loaded is called none.tsv" in labkin("unload", files[0], "none.tsv", "--no-wait", code=1).err
    )
    before = labkin.json("status")
    assert (before["sources"], before["transaction"]) == (3, 3), "all of them or none"
    gone = labkin.json("unload", files[0], "b_nodes.tsv", files[0], "--no-wait")
    assert [one["uri"] for one in gone["unloaded"]] == [str(file) for file in files[:2]]
    after = labkin.json("status")
    assert (after["sources"], after["transaction"], after["nodes"]) == (1, 4, 1)


def test_failed_loads_are_given_up(tmp_path: Path) -> None:
    labkin = CommandLine(tmp_path / "lab")
    files = [tmp_path / f"{name}_nodes.tsv" for name in "abc"]
    for file in files:
        file.write_text(BAD)
    labkin("init", "lab")
    labkin("load", *files, "--no-wait", code=1)
    assert "add --dismiss" in labkin("jobs", files[0], code=2).err
    assert "no load of other.tsv has failed" in labkin("jobs", "--dismiss", "other.tsv", code=1).err
    assert labkin.json("status")["jobs"]["failed"] == 3
    jobs = labkin.json("jobs", "--dismiss", files[0])
    assert [job["state"] for job in jobs] == ["dismissed", "failed", "failed"]
    files[0].write_text(f"{HEADER}A:1\tbiolink:Gene\tx\n")
    labkin("jobs", "--dismiss", "--retry")  # the others are given up, so there is nothing to run again
    assert labkin.json("status")["jobs"] == {"queued": 0, "running": 0, "failed": 0}
    assert labkin.json("load", files[0], "--no-wait")["loaded"] == 1, "a file that was given up can be loaded later"
