"""The process that owns the embedded engine: started once, found by all, replaced when it dies, gone when unused."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from labkin.graph.arcade import LEAST_HEAP, MEGABYTE, MOST_HEAP, default_heap
from labkin.graph.embedded import EmbeddedStore, connect, discard_graph, find_owner, owner_error, stop_owner
from labkin.graph.errors import StoreError
from labkin.graph.files import read_json, write_json
from labkin.graph.model import Node
from labkin.graph.owner_files import OwnerFiles, OwnerInfo

PATIENCE = 120.0
# An owner whose projector builds a graph of as many nodes as the file `wanted` says, and fails when that is no number.
OWNER = """
import logging, os, sys
from pathlib import Path
from labkin.graph.model import Node
from labkin.graph.owner import run_owner
logging.basicConfig(level=logging.INFO)
lab, idle = Path(sys.argv[1]), float(sys.argv[2])
def make_step(store):
    def step():
        wanted = int((lab / "wanted").read_text() or 0) if (lab / "wanted").exists() else 0
        if store.mark() == wanted:
            return False
        store.rebuild((Node.of(f"N:{i}", "Gene") for i in range(wanted)), (), wanted)
        return True
    return step
code = run_owner(lab, make_step, heap="256m", idle_minutes=idle)
logging.shutdown()
os._exit(code)
"""


def until(reached: Callable[[], object], patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not reached():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def command(lab: Path, idle: float = 15.0) -> list[str]:
    return [sys.executable, "-c", OWNER, str(lab), str(idle)]


def pid_of(lab: Path) -> int:
    info = find_owner(lab)
    assert info is not None
    return info.pid


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def count(store: EmbeddedStore) -> int:
    return int(store.read("MATCH (n:Entity) RETURN count(n) AS n")[0]["n"])


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "a lab"
    folder.mkdir()
    yield folder
    if folder.is_dir():
        stop_owner(folder)


def test_one_owner_serves_all_clients(lab: Path) -> None:
    assert find_owner(lab) is None
    with connect(lab, command(lab)) as one, connect(lab, ["must not be started"]) as two:
        assert one.mark() == two.mark() == 0
        assert one.url == two.url
    mode = stat.S_IMODE((lab / "graph" / "owner.json").stat().st_mode)
    assert mode == 0o600 or os.name == "nt"
    assert not list(lab.rglob("*.hprof")) and not (lab / "log").exists()


def test_clients_that_race_start_one_owner(lab: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from labkin.graph.embedded import connect, find_owner\n"
        "lab = Path(sys.argv[1]); connect(lab, sys.argv[2:]).mark(); print(find_owner(lab).pid)"
    )
    clients = [
        subprocess.Popen([sys.executable, "-c", script, str(lab), *command(lab)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = {client.communicate(timeout=PATIENCE)[0].strip() for client in clients}
    assert said == {str(pid_of(lab))}


def test_a_client_sees_what_the_projector_does_and_follows_its_swaps(lab: Path) -> None:
    with connect(lab, command(lab)) as store:
        for wanted in (5, 12):
            (lab / "wanted").write_text(str(wanted))
            until(lambda wanted=wanted: store.mark() == wanted)
            assert count(store) == wanted
            assert len(list(store.all_nodes())) == wanted


def test_a_killed_owner_is_replaced_and_the_graph_is_there(lab: Path) -> None:
    (lab / "wanted").write_text("7")
    with connect(lab, command(lab)) as store:
        until(lambda: store.mark() == 7)
        killed = pid_of(lab)
        os.kill(killed, signal.SIGKILL)
        (lab / "wanted").write_text("broken")  # so that no projector can build it anew
        assert count(store) == 7
        assert pid_of(lab) != killed


def test_a_client_finds_its_way_after_the_owner_was_stopped(lab: Path) -> None:
    (lab / "wanted").write_text("3")
    with connect(lab, command(lab)) as store:
        until(lambda: store.mark() == 3)
        assert stop_owner(lab)
        assert not stop_owner(lab)
        assert find_owner(lab) is None
        assert not (lab / "graph" / "owner.json").exists()
        assert count(store) == 3


def test_an_owner_that_had_to_be_killed_leaves_no_way_to_itself(lab: Path) -> None:
    """It cannot take `owner.json` back any more, so that who stops it does."""
    with connect(lab, command(lab)) as store:
        assert store.mark() == 0
        os.kill(pid_of(lab), signal.SIGSTOP)
        assert stop_owner(lab, patience=1.0)
        assert find_owner(lab) is None
        assert not (lab / "graph" / "owner.json").exists()
        assert store.mark() == 0


def test_an_owner_that_another_process_started_is_stopped_too(lab: Path) -> None:
    """Its ended process stays listed until this one, its parent, looks after it."""
    with connect(lab, command(lab)) as store:
        assert store.mark() == 0
    script = "import sys, pathlib; from labkin.graph import embedded; embedded.stop_owner(pathlib.Path(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", script, str(lab)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert find_owner(lab) is None


def test_damaged_files_are_put_aside_and_the_graph_is_built_anew(lab: Path) -> None:
    (lab / "wanted").write_text("400")
    with connect(lab, command(lab)) as store:
        until(lambda: store.mark() == 400)
    stop_owner(lab)
    database = lab / "graph" / "server" / "databases" / read_json(lab / "graph" / "current.json")["database"]
    for file in database.glob("*.bucket"):
        file.write_bytes(b"\xff" * file.stat().st_size)
    (database / "schema.json").write_text("{")
    with connect(lab, command(lab)) as store:
        until(lambda: store.mark() == 400)
        assert count(store) == 400
    assert (lab / "graph" / "damaged").is_dir()


def test_a_discarded_graph_is_built_anew(lab: Path) -> None:
    (lab / "wanted").write_text("4")
    with connect(lab, command(lab)) as store:
        until(lambda: store.mark() == 4)
        discard_graph(lab)
        assert not (lab / "graph" / "server").exists()
        until(lambda: store.mark() == 4)
        assert count(store) == 4


def test_an_unused_owner_ends(lab: Path) -> None:
    with connect(lab, command(lab, idle=0.02)):
        pid = pid_of(lab)
    until(lambda: is_gone(pid))
    assert not (lab / "graph" / "owner.json").exists()


def test_an_owner_ends_when_its_lab_is_removed(lab: Path) -> None:
    with connect(lab, command(lab)):
        pid = pid_of(lab)
    shutil.rmtree(lab)
    until(lambda: is_gone(pid))
    assert not lab.exists()


def test_an_owner_ends_with_the_process_it_is_bound_to(lab: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; os.environ['LABKIN_OWNER_PARENT'] = str(os.getpid())\n"
        "from labkin.graph.embedded import connect, find_owner\n"
        "lab = Path(sys.argv[1]); connect(lab, sys.argv[2:]); print(find_owner(lab).pid, flush=True); os._exit(0)"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, str(lab), *command(lab)], capture_output=True, text=True, check=True
    )
    until(lambda: is_gone(int(said.stdout)))


def test_a_file_that_points_at_another_server_is_not_believed(lab: Path) -> None:
    with connect(lab, command(lab)) as store:
        right = store.url
    files = OwnerFiles(lab)
    info = files.read_info()
    assert info is not None
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        written = json.loads(files.info.read_text())
        write_json(files.info, {**written, "url": f"bolt://127.0.0.1:{stranger.getsockname()[1]}"})
        stranger.close()
        with pytest.raises(StoreError, match="was not ready within 2 seconds"):
            connect(lab, command(lab), patience=2.0)
    write_json(files.info, {**written, "nonce": "that of another lab"})
    until(lambda: is_gone(info.pid))  # it notices that its place was taken
    with connect(lab, command(lab)) as store:
        assert store.mark() == 0
        assert store.url != right


def test_an_owner_of_another_version_is_replaced(lab: Path) -> None:
    with connect(lab, command(lab)):
        old = pid_of(lab)
    files = OwnerFiles(lab)
    write_json(files.info, {**read_json(files.info), "version": "0.0.1"})
    with connect(lab, command(lab)) as store:
        assert store.mark() == 0
        assert is_gone(old)
        assert pid_of(lab) != old


def test_an_error_of_the_projector_is_published_and_withdrawn(lab: Path) -> None:
    (lab / "wanted").write_text("many")
    with connect(lab, command(lab)) as store:
        until(lambda: "many" in owner_error(lab))
        (lab / "wanted").write_text("2")
        until(lambda: store.mark() == 2)
        until(lambda: owner_error(lab) == "")


def test_a_read_that_takes_too_long_ends_and_the_next_one_works(lab: Path) -> None:
    started = command(lab)
    started[2] = OWNER.replace('"256m"', '"256m", read_seconds=0.5')
    (lab / "wanted").write_text("400")
    with connect(lab, started) as store:
        until(lambda: store.mark() == 400)
        with pytest.raises(StoreError, match="the statement took too long"):
            store.read("MATCH (a:Entity), (b:Entity), (c:Entity) WHERE a.id + b.id = c.id RETURN count(*) AS n")
        assert count(store) == 400


@pytest.mark.parametrize(
    ("heap", "why"),
    [
        ("2k", "needs more memory than 2k"),
        ("lots", "must be a size such as 512m or 2g"),
        ("900000g", "less than 900000g"),
    ],
)
def test_an_engine_that_cannot_start_says_why(lab: Path, heap: str, why: str) -> None:
    started = command(lab)
    started[2] = OWNER.replace('"256m"', repr(heap))
    with pytest.raises(StoreError, match=why) as told:
        connect(lab, started)
    assert str(lab / "graph" / "owner.log") in str(told.value)
    assert "Traceback" not in str(told.value)


def test_ports_that_another_process_takes_first_are_given_up(lab: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        taken = stranger.getsockname()[1]
        losing = (
            "from labkin.graph import arcade\n"
            f"real, lost = arcade._free_ports, [lambda p: [{taken}, p[1]], lambda p: [p[0], {taken}]]\n"
            "arcade._free_ports = lambda count: (lost.pop() if lost else list)(real(count))\n"
        )
        started = command(lab)
        started[2] = losing + OWNER
        with connect(lab, started) as store:
            assert store.mark() == 0
            assert not store.url.endswith(f":{taken}")


def test_a_command_that_does_not_exist(lab: Path) -> None:
    with pytest.raises(StoreError, match="cannot be started: No such file"):
        connect(lab, [str(lab / "nothing")])


def test_a_command_that_ends_at_once(lab: Path) -> None:
    with pytest.raises(StoreError, match=r"exit 3\); its log is .*\n.*good bye"):
        connect(lab, [sys.executable, "-c", "import sys; print('good bye'); sys.exit(3)"])


def test_a_file_in_the_place_of_the_folder(lab: Path) -> None:
    (lab / "graph").write_text("")
    with pytest.raises(StoreError, match="cannot be started: File exists"):
        connect(lab, command(lab))


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="needs a user who may not write everywhere")
def test_a_lab_that_cannot_be_written(lab: Path) -> None:
    lab.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="cannot be started: Permission denied"):
            connect(lab, command(lab))
    finally:
        lab.chmod(0o700)


def test_the_heap_fits_the_machine() -> None:
    assert LEAST_HEAP // MEGABYTE <= int(default_heap().removesuffix("m")) <= MOST_HEAP // MEGABYTE


def test_files_are_written_whole(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    write_json(file, {"a": 1})
    with pytest.raises(TypeError):
        write_json(file, {"a": object()})
    assert read_json(file) == {"a": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["x.json"]
    file.write_text("{broken")
    assert read_json(file) == {}


def test_a_later_process_of_the_same_number_is_not_taken_for_the_owner(lab: Path) -> None:
    files = OwnerFiles(lab)
    files.folder.mkdir()
    files.write_info(OwnerInfo("bolt://x", "g1", "u", "p", "0", "n", os.getpid(), born=1.0))
    assert find_owner(lab) is None
    assert Node.of("A:1", "A")  # this process was not ended in its stead
    assert not stop_owner(lab)
