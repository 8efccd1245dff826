"""A full disk, a lab that may not be written, files that dead processes left: a sentence each, and no damage."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from command_line import LABKIN, CommandLine, Said
from harsh import MEGABYTE, SmallDisk, bound_by_permissions, read_only
from labkin.app.lab import Lab
from labkin.graph.files import write_json

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs POSIX permissions and signals")

HEADER = "id\tcategory\tname\n"


def write_nodes(file: Path, count: int) -> Path:
    file.write_text(HEADER + "".join(f"N:{n}\tbiolink:Gene\tgene number {n}\n" for n in range(count)))
    return file


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_nodes(tmp_path / "small_nodes.tsv", 100)


@pytest.fixture
def on_disk(disk: SmallDisk, small: Path) -> Iterator[CommandLine]:
    """A lab on a small disk, with a hundred nodes; its engine does not run."""
    labkin = CommandLine(disk.folder / "lab")
    labkin("init", "lab")
    labkin("load", small, "--no-wait")
    yield labkin
    labkin("stop")


def sentence(said: Said) -> str:
    """The one sentence with which a command failed."""
    (line,) = [line for line in said.err.splitlines() if line.strip()]
    assert line.startswith("error: ") and len(line) > 30
    return line


# -- a full disk -----------------------------------------------------------------------------------------------------


def test_a_load_on_a_full_disk(disk: SmallDisk, on_disk: CommandLine, tmp_path: Path) -> None:
    large = write_nodes(tmp_path / "large_nodes.tsv", 30_000)
    before = on_disk.json("status")
    disk.fill(leave=4 * MEGABYTE)
    said = on_disk("load", large, "--no-wait", code=1)
    assert "full" in said.out + said.err or "No space left" in said.out + said.err
    disk.resize(256)
    after = on_disk.json("status")
    assert (after["nodes"], after["transaction"], after["chain"]) == (100, before["transaction"], before["chain"])
    on_disk("load", large, "--no-wait")
    assert on_disk.json("status")["nodes"] == 30_000
    with Lab.open(on_disk.lab) as lab:
        assert lab.ledger.verify() and not lab.ledger.stale_batches()


def test_a_projector_on_a_full_disk(disk: SmallDisk, on_disk: CommandLine) -> None:
    filler = disk.fill(leave=MEGABYTE)
    assert "full" in sentence(on_disk("search", "gene", code=1))
    filler.unlink()
    checked = on_disk.json("check")
    assert checked["ok"] and checked["graph_digest"] == checked["ledger_digest"]
    assert on_disk.json("search", "gene")["total"] == 100


def test_a_backup_on_a_full_disk(disk: SmallDisk, on_disk: CommandLine) -> None:
    target = disk.folder / "backup.tar"
    filler = disk.fill(leave=60_000)
    assert "full" in (said := sentence(on_disk("backup", target, code=1))) or "No space left" in said
    assert not target.exists() and not list(disk.folder.glob(".labkin-backup-*"))
    filler.unlink()
    on_disk("backup", target)
    on_disk("restore", target, "--lab", disk.folder / "restored")
    assert on_disk.json("status", "--lab", disk.folder / "restored")["nodes"] == 100


# -- what may not be written -----------------------------------------------------------------------------------------


def bound(labkin: CommandLine, *arguments: object) -> Said:
    """A command of a user who is bound by permissions."""
    done = subprocess.run(
        [str(LABKIN), *map(str, arguments)],
        env=labkin.environment,
        cwd=labkin.lab.parent,
        capture_output=True,
        text=True,
        preexec_fn=bound_by_permissions(),
        check=False,
        timeout=240,
    )
    assert "Traceback" not in done.stderr and "did not expect" not in done.stderr, done.stderr
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def labkin(tmp_path: Path, small: Path) -> Iterator[CommandLine]:
    """A lab with a hundred nodes; its engine does not run."""
    labkin = CommandLine(tmp_path / "lab")
    labkin("init", "lab")
    labkin("load", small, "--no-wait")
    yield labkin
    labkin("stop")


def test_a_lab_that_may_not_be_written(labkin: CommandLine, tmp_path: Path) -> None:
    before = labkin.json("status")
    other = write_nodes(tmp_path / "other_nodes.tsv", 5)
    with read_only(labkin.lab):
        for arguments in (("load", other, "--no-wait"), ("search", "gene"), ("unload", "small_nodes.tsv", "--no-wait")):
            said = bound(labkin, *arguments)
            assert said.code == 1, said
            assert "cannot be" in sentence(said), arguments
    assert labkin.json("status") == before
    assert labkin.json("check")["ok"]


def test_files_and_folders_that_may_not_be_read_or_written(labkin: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "locked").mkdir(parents=True)
    write_nodes(folder / "good_nodes.tsv", 3)
    write_nodes(folder / "secret_nodes.tsv", 4).chmod(0)
    (folder / "locked").chmod(0)
    said = bound(labkin, "load", folder, "--no-wait", "--json")
    (folder / "locked").chmod(0o700)
    assert said.code == 1
    found = {Path(file["path"]).name: file for file in said.json["files"]}
    assert {name: file["status"] for name, file in found.items()} == {
        "good_nodes.tsv": "loaded",
        "locked": "failed",
        "secret_nodes.tsv": "failed",
    }
    assert "permissions" in found["secret_nodes.tsv"]["error"] and found["locked"]["error"]
    (tmp_path / "closed").mkdir(mode=0o500)
    assert "cannot be written" in sentence(bound(labkin, "init", tmp_path / "closed" / "new"))
    assert "cannot be written" in sentence(bound(labkin, "backup", tmp_path / "closed" / "b.tar"))


# -- what dead processes left ----------------------------------------------------------------------------------------


def owner_file(pid: int) -> dict[str, Any]:
    from labkin import __version__

    where = {"url": "bolt://127.0.0.1:9", "database": "g1", "user": "reader", "password": "x"}
    return where | {"version": __version__, "nonce": "0", "pid": pid, "born": 1.0}


def test_what_a_dead_owner_left_misleads_nobody(labkin: CommandLine) -> None:
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        (labkin.lab / "graph").mkdir(exist_ok=True)
        (labkin.lab / "graph" / "owner.lock").touch()
        write_json(labkin.lab / "graph" / "owner.json", owner_file(bystander.pid))
        assert "stopped" in labkin.json("status")["engine"]
        assert not labkin.json("stop")["stopped"]
        assert labkin.json("check")["ok"]
        labkin("stop")
        (labkin.lab / "graph" / "owner.json").write_text('{"url": "bolt')
        assert labkin.json("check")["ok"]
        assert bystander.poll() is None, "a process that has the number of a dead owner is left alone"
    finally:
        bystander.kill()
        bystander.wait()


def test_commands_that_race_start_one_engine(labkin: CommandLine) -> None:
    racing = [labkin.start("check", "--json") for _ in range(3)]
    said = [json.loads(process.communicate(timeout=240)[0]) for process in racing]
    assert [one["ok"] for one in said] == [True] * 3
    log = (labkin.lab / "graph" / "owner.log").read_text(errors="replace")
    assert log.count("ready at bolt://") == 1 and "Traceback" not in log
