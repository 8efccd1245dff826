"""What a machine promises to have, it must have; what a test starts, it must stop; what no longer is, is said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

import servers
from needs import NEEDS

HELPERS = Path(__file__).parent / "helpers"

SKIPPING = {
    "in a test": "import pytest\ndef test_a():\n    pytest.skip('needs data: no folder')\n",
    "in a fixture": (
        "import pytest\n@pytest.fixture\ndef data():\n    pytest.skip('needs data: no folder')\n"
        "def test_a(data):\n    assert data\n"
    ),
    "by a mark": "import pytest\n@pytest.mark.skip(reason='needs data: no folder')\ndef test_a():\n    pass\n",
    "as a whole file": "import pytest\npytest.skip('needs data: no folder', allow_module_level=True)\n",
}


def run_pytest(folder: Path, source: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run pytest with our plugins on one file in an empty folder."""
    (folder / "test_one.py").write_text(source, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LABKIN_", "PYTEST_"))}
    plugins = [word for name in ("needs", "processes", "no:cacheprovider") for word in ("-p", name)]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, "--basetemp", str(folder / "temp")],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(HELPERS), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("source", SKIPPING.values(), ids=SKIPPING.keys())
def test_a_skip_for_a_required_need_is_a_failure(tmp_path: Path, source: str) -> None:
    ran = run_pytest(tmp_path, source, LABKIN_REQUIRE="chromium, data")
    assert ran.returncode != 0, ran.stdout
    assert "LABKIN_REQUIRE promises data" in ran.stdout
    assert "no folder" in ran.stdout


@pytest.mark.parametrize("require", ["", "chromium", "neo4j,opensearch"])
def test_a_skip_for_a_need_that_nobody_promised_stays_a_skip(tmp_path: Path, require: str) -> None:
    ran = run_pytest(tmp_path, SKIPPING["in a fixture"], LABKIN_REQUIRE=require)
    assert ran.returncode == 0, ran.stdout
    assert "1 skipped" in ran.stdout


def test_a_skip_for_another_reason_is_never_a_failure(tmp_path: Path) -> None:
    source = "import pytest\ndef test_a():\n    pytest.skip('Windows has no such thing')\n"
    ran = run_pytest(tmp_path, source, LABKIN_REQUIRE=",".join(NEEDS))
    assert ran.returncode == 0, ran.stdout


def test_an_unknown_need_is_refused_by_name(tmp_path: Path) -> None:
    ran = run_pytest(tmp_path, "def test_a():\n    pass\n", LABKIN_REQUIRE="data,tea")
    assert ran.returncode == 4, ran.stdout
    assert "LABKIN_REQUIRE names tea; the needs are data, chromium, neo4j, opensearch," in ran.stdout + ran.stderr


def test_a_process_left_in_the_test_folder_fails_the_run_and_is_stopped(tmp_path: Path) -> None:
    source = (
        "import subprocess, sys\n"
        "def test_a(tmp_path):\n"
        "    command = [sys.executable, '-c', 'import time; time.sleep(600)', '--lab', str(tmp_path / 'lab')]\n"
        "    left = subprocess.Popen(command, start_new_session=True)\n"
        f"    open({str(tmp_path / 'pid')!r}, 'w').write(str(left.pid))\n"
    )
    ran = run_pytest(tmp_path, source)
    assert ran.returncode == 1, ran.stdout
    assert "left processes behind" in ran.stdout
    assert not psutil.pid_exists(int((tmp_path / "pid").read_text()))


def test_a_run_that_stops_what_it_starts_is_left_alone(tmp_path: Path) -> None:
    source = (
        "import subprocess, sys\n"
        "def test_a(tmp_path):\n"
        "    subprocess.run([sys.executable, '-c', 'pass', str(tmp_path)], check=True)\n"
    )
    assert run_pytest(tmp_path, source).returncode == 0


def test_neo4j_answers_and_is_of_the_version_we_support(neo4j_url: str) -> None:
    from neo4j import GraphDatabase

    with GraphDatabase.driver(neo4j_url, auth=None) as driver:
        records, _, _ = driver.execute_query("CALL dbms.components() YIELD name, versions RETURN versions[0] AS v")
    assert records[0]["v"].startswith("5.")


def test_a_server_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    if not (servers.ROOT / ".servers" / "neo4j" / ".complete").is_file():
        pytest.skip("needs neo4j: `make servers` fetches it")
    source = (
        "import os, psutil, servers\n"
        "with servers.neo4j() as url:\n"
        "    print(*(child.pid for child in psutil.Process().children(recursive=True)), flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(HELPERS), "TMPDIR": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", source], env=environment, capture_output=True, check=False)
    pids = [int(pid) for pid in ran.stdout.split()]
    assert len(pids) >= 2, ran.stderr.decode()
    living = [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
    _, alive = psutil.wait_procs(living, timeout=30)
    assert not alive
    assert not list(tmp_path.iterdir())


def test_a_server_that_cannot_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\necho 'openjdk version \"17.0.1\"' >&2\necho out of luck\n", encoding="utf-8")
    java.chmod(0o755)
    jars = tmp_path / ".servers" / "neo4j"
    jars.mkdir(parents=True)
    (jars / ".complete").touch()
    monkeypatch.setattr(servers, "ROOT", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(servers.Unavailable, match=r"(?s)ended while starting.*out of luck"), servers.neo4j():
        pass


def test_opensearch_answers(opensearch_url: str) -> None:
    import json
    from urllib.request import urlopen

    with urlopen(f"{opensearch_url}/", timeout=10) as answer:
        assert json.load(answer)["version"]["distribution"] == "opensearch"
