"""Loads, projections and the engine, killed at random moments: taken up again they end as if nothing had happened.

LABKIN_KILLS says how many moments are drawn for each, LABKIN_KILL_SEED draws the same ones again.
`python -m benchmarks kills` draws twenty.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from command_line import CommandLine
from kills import KILLS, NODES, Held, held, kill_at, moments, owner_of, until, write_data
from labkin.app.lab import Lab
from labkin.graph.project import store_digest

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="needs signals"),
    pytest.mark.timeout(300 + 60 * KILLS),
]


@dataclass(frozen=True)
class Unharmed:
    """A lab that was loaded without interruption, how long that took, and what it holds."""

    data: Path
    lab: Path
    seconds: float
    held: Held


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Unharmed:
    return loaded(tmp_path_factory.mktemp("large"), 12_000)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Unharmed:
    return loaded(tmp_path_factory.mktemp("small"), 1500)


def loaded(folder: Path, size: int) -> Unharmed:
    data = write_data(folder / "data", size)
    labkin = CommandLine(folder / "lab")
    labkin("init", "lab")
    began = time.monotonic()
    labkin("load", data, "--no-wait")
    seconds = time.monotonic() - began
    return Unharmed(data, labkin.lab, seconds, held(labkin.lab))


@pytest.fixture
def labkin(tmp_path: Path) -> Iterator[CommandLine]:
    """The command line for a lab that is still to be made."""
    labkin = CommandLine(tmp_path / "lab")
    yield labkin
    labkin("stop")


def test_a_killed_load_is_taken_up_again(large: Unharmed, labkin: CommandLine) -> None:
    for moment in moments("load", large.seconds):
        shutil.rmtree(labkin.lab, ignore_errors=True)
        Lab.create(labkin.lab).close()
        kill_at(labkin.start("load", large.data, "--no-wait"), moment)
        labkin("load", large.data, "--no-wait")
        assert held(labkin.lab) == large.held


def test_a_killed_projector_begins_anew(small: Unharmed, labkin: CommandLine) -> None:
    def begin() -> float:
        shutil.rmtree(labkin.lab, ignore_errors=True)
        shutil.copytree(small.lab, labkin.lab, ignore=shutil.ignore_patterns("graph", "search"))
        return time.monotonic()

    began = begin()
    assert labkin.json("check")["graph_digest"] == small.held.digest
    seconds = time.monotonic() - began
    labkin("stop")
    for moment in moments("project", seconds):
        begin()
        checking = labkin.start("check", "--json")
        owner = until(lambda: owner_of(labkin))
        time.sleep(moment)
        owner.kill()
        _, err = checking.communicate()
        assert "Traceback" not in err, err  # it may have been reading the graph when it went away
        checked = labkin.json("check")
        assert (checked["ok"], checked["graph_digest"]) == (True, small.held.digest)
        assert labkin.json("search", "gene", "--kind", "Gene", "-k", 1)["total"] == 3000
        labkin("stop")


def test_a_killed_engine_is_started_again_and_misses_nothing(small: Unharmed, labkin: CommandLine) -> None:
    shutil.copytree(small.lab, labkin.lab, ignore=shutil.ignore_patterns("graph", "search"))
    file = labkin.lab.parent / "changing_nodes.tsv"

    def change(turn: int) -> None:
        file.write_text(NODES + "".join(f"K:{turn * 50 + n}\tbiolink:Gene\tturn {turn}\n" for n in range(400)))

    change(0)
    labkin("load", file)
    with Lab.open(labkin.lab) as lab:
        change(1)
        began = time.monotonic()
        labkin("load", file)
        for turn, moment in enumerate(moments("engine", time.monotonic() - began), 2):
            change(turn)
            loading = labkin.start("load", file)
            time.sleep(moment)
            until(lambda: owner_of(labkin)).send_signal(signal.SIGKILL)
            _, err = loading.communicate()
            assert loading.returncode == 0 and not err, err  # it found another engine
            row = lab.store.read("MATCH (n:Entity) WHERE n.name = $name RETURN count(n) AS n", {"name": f"turn {turn}"})
            assert row[0]["n"] == 400
    checked = labkin.json("check")
    assert checked["ok"] and checked["graph_digest"] == checked["ledger_digest"]
    with Lab.open(labkin.lab) as lab:
        assert store_digest(lab.store) == held(labkin.lab).digest
