"""Real servers for tests, from the jars that `make servers` fetches: one process each, gone when the tests are.

A server runs under a small supervisor that holds a pipe from the test process. When the pipe closes, because the
tests ended or were killed, the supervisor stops the server and removes its folder, so nothing is ever left behind.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0  # seconds until a server must answer, on a slow and busy machine
OPENS = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")  # what Neo4j asks of the JVM

LOG = "console.log"

SUPERVISOR = """
import pathlib, shutil, subprocess, sys, threading
home, log, kept, *command = sys.argv[1:]
with open(log, "wb") as out:
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
def stop():
    sys.stdin.buffer.read()
    server.kill()  # what it holds is thrown away, so a clean end would only cost time
threading.Thread(target=stop, daemon=True).start()
server.wait()
said = pathlib.Path(log).read_text(encoding="utf-8", errors="replace")[-3000:]
if not kept:
    shutil.rmtree(home, ignore_errors=True)
print(said)  # last, for nobody may be there to read it
"""


class Unavailable(Exception):
    """The server cannot be started on this machine; the text says why and what to do."""


@contextmanager
def neo4j(
    password: str = "", keep_in: Path | None = None, port: int = 0, heap: str = "1g", **settings: str
) -> Iterator[str]:
    """A Neo4j Community; gives its URL, `bolt://127.0.0.1:PORT`. Raises Unavailable.

    It is fresh, unless `keep_in` names a folder in which one ran before. The user is `neo4j`; without `password` nobody
    is asked for one. `settings` are Neo4j's, with `__` for a dot. The end is a kill, as when the machine fails.
    """
    jars = _fetched("neo4j") / "lib"
    java = _java(17, 21)
    home = keep_in or Path(tempfile.mkdtemp(prefix="labkin-neo4j-"))
    port = port or _free_ports(1)[0]
    fresh = not (home / "conf").exists()
    (home / "conf").mkdir(exist_ok=True)
    given = {name.replace("__", "."): value for name, value in settings.items()}
    given |= {"dbms.security.auth_enabled": "true"} if password else {}
    (home / "conf" / "neo4j.conf").write_text(_neo4j_conf(home, port, given), encoding="utf-8")
    if password and fresh:
        _set_password(java, jars, home, password)
    command = [java, "-Xms256m", f"-Xmx{heap}", "-XX:+UseG1GC", "-Dfile.encoding=UTF-8", "-Dlog4j2.disable.jmx=true"]
    command += [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENS]
    command += ["-cp", f"{jars}/*", "org.neo4j.server.CommunityEntryPoint"]
    command += [f"--home-dir={home}", f"--config-dir={home / 'conf'}", "--console-mode"]
    url = f"bolt://127.0.0.1:{port}"
    with _running("neo4j", home, command, lambda: _bolt_answers(url), kept=keep_in is not None):
        yield url


def _set_password(java: str, jars: Path, home: Path, password: str) -> None:
    command = [java, "-cp", f"{jars}/*", "org.neo4j.cli.AdminTool", "dbms", "set-initial-password", password]
    where = {"NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    subprocess.run(command, env={**os.environ, **where}, check=True, capture_output=True)


@contextmanager
def opensearch() -> Iterator[str]:
    """A fresh OpenSearch with k-NN and hybrid search; gives its URL, `http://127.0.0.1:PORT`. Raises Unavailable."""
    base = _fetched("opensearch")
    java = _java(17, 21)
    home = Path(tempfile.mkdtemp(prefix="labkin-opensearch-"))
    http, transport = _free_ports(2)
    folders = (base / "lib", base / "plugins" / "opensearch-knn", base / "plugins" / "neural-search")
    launcher = ROOT / "tools" / "servers" / "opensearch" / "Launcher.java"
    command = [java, "-Xms512m", "-Xmx1g", "-cp", ":".join(f"{folder}/*" for folder in folders)]
    command += [str(launcher), str(home), str(http), str(transport)]
    url = f"http://127.0.0.1:{http}"
    with _running("opensearch", home, command, lambda: _http_answers(f"{url}/_cluster/health")):
        yield url


def _neo4j_conf(home: Path, port: int, given: dict[str, str]) -> str:
    settings = {
        "server.directories.data": home / "data",
        "server.directories.logs": home / "logs",
        "server.directories.run": home / "run",
        "server.directories.import": home / "import",
        "server.directories.plugins": home / "plugins",
        "server.directories.transaction.logs.root": home / "tx",
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.enabled": "true",
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "dbms.security.auth_enabled": "false",
        "server.memory.pagecache.size": "128m",
        "dbms.usage_report.enabled": "false",
        "db.tx_log.rotation.retention_policy": "keep_none",
    }
    return "".join(f"{name}={value}\n" for name, value in (settings | given).items())


@contextmanager
def _running(
    name: str, home: Path, command: list[str], answers: Callable[[], bool], *, kept: bool = False
) -> Iterator[None]:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(home), str(home / LOG), "kept" * kept, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        _await(name, supervisor, home, answers)
        yield
    finally:
        supervisor.communicate(timeout=30)  # closes its input, which ends it


def _await(name: str, supervisor: subprocess.Popen[str], home: Path, answers: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not answers():
        if supervisor.poll() is not None:
            said = supervisor.stdout.read() if supervisor.stdout else ""
            raise Unavailable(f"{name} ended while starting; its last lines:\n{said}")
        if time.monotonic() > deadline:
            said = (home / LOG).read_text(encoding="utf-8", errors="replace")[-3000:]
            raise Unavailable(f"{name} did not answer within {PATIENCE:.0f} s; its last lines:\n{said}")
        time.sleep(0.1)


def _fetched(name: str) -> Path:
    home = ROOT / ".servers" / name
    if not (home / ".complete").is_file():
        raise Unavailable(f"{name} is not here, `make servers` fetches it")
    return home


def _java(*versions: int) -> str:
    wanted = " or ".join(map(str, versions))
    java = shutil.which("java")
    if java is None:
        raise Unavailable(f"no java on the path; install Java {wanted}")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    if found is None or int(found[1]) not in versions:
        first = said.splitlines()[0] if said else "no version"
        raise Unavailable(f"{java} is {first}; install Java {wanted} and put it first on the path")
    return java


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [held.getsockname()[1] for held in sockets]
    for held in sockets:
        held.close()
    return ports


def _bolt_answers(url: str) -> bool:
    """Speak the first words of the protocol: an open port alone comes seconds before the database is up."""
    from neo4j import GraphDatabase
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    host, _, port = url.removeprefix("bolt://").partition(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    with GraphDatabase.driver(url, auth=None, connection_timeout=5) as driver:
        try:
            driver.execute_query("RETURN 1")
        except AuthError:
            return True
        except (DriverError, Neo4jError, OSError):
            return False
    return True


def _http_answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
