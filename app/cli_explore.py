"""`explore` and `demo`."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path
from typing import Any

import typer

from labkin.app.cli_run import FAILED, busy, show_json, show_table
from labkin.app.demo import DATA
from labkin.app.lab import Lab
from labkin.app.suggestions import tour
from labkin.graph.errors import LabkinError

START_SECONDS = 60.0
POLL_SECONDS = 0.2


def run_explore(lab: Lab, port: int, open_browser: bool) -> None:
    """See `labkin explore --help`."""
    with lab:
        _ = lab.ledger
        _serve(lab.folder, port or free_port(), open_browser)


def free_port() -> int:
    """A port on the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def explorer_command(folder: Path, port: int) -> list[str]:
    """How the explorer is started. From a stub, for Streamlit would load the module that it runs a second time."""
    return [
        *(sys.executable, "-m", "streamlit", "run", str(Path(__file__).with_name("streamlit_stub.py"))),
        *("--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"),
        *("--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false"),
        *("--client.toolbarMode", "minimal", "--client.showErrorDetails", "none"),
        # Light or dark as the browser asks.
        *("--theme.light.primaryColor", "#0b7285", "--theme.dark.primaryColor", "#3bc9db"),
        *("--", str(folder)),
    ]


def _serve(folder: Path, port: int, open_browser: bool) -> None:
    if not _is_free(port):
        raise LabkinError(f"port {port} is taken: give another with --port, or leave it out to take a free one")
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {"STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
    told_to_end = threading.Event()  # no exit from the handler: it may run before there is a server to stop
    signal.signal(signal.SIGTERM, lambda *_: told_to_end.set())
    with subprocess.Popen(explorer_command(folder, port), env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_until_up(server, url)
            typer.echo(f"The explorer is at {url}  (Ctrl-C stops it)")
            if open_browser:
                webbrowser.open(url)
            while server.poll() is None and not told_to_end.wait(POLL_SECONDS):
                pass
        except KeyboardInterrupt:
            typer.echo("stopped", err=True)
        finally:
            server.send_signal(signal.SIGTERM)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _wait_until_up(server: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise LabkinError(f"the explorer stopped at once (exit code {server.returncode}); its words are above")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise LabkinError(f"the explorer did not answer at {url} within {START_SECONDS:.0f} seconds")


def run_demo(folder: Path, port: int, open_browser: bool, as_json: bool) -> None:
    """See `labkin demo --help`."""
    started = time.monotonic()
    with Lab.create(folder) as lab:
        summary = build_demo(lab, as_json)
        summary["seconds"] = round(time.monotonic() - started, 1)
        if as_json:
            show_json(summary)
        else:
            _print_demo(folder, summary)
        if summary["failed"]:
            raise typer.Exit(FAILED)
        if open_browser:
            _serve(lab.folder, port or free_port(), open_browser=True)


def build_demo(lab: Lab, quiet: bool) -> dict[str, Any]:
    """Load the demo lab's files; what is loaded already is passed over."""
    from labkin.app.cli_load import Loading
    from labkin.app.cli_read import outcome_json
    from labkin.app.cli_show import status_of
    from labkin.app.loading import LoadOptions, totals

    loading = Loading(LoadOptions(), quiet=quiet)
    reports = loading.load(lab, [DATA.resolve()])
    with busy(quiet) as say:
        say("counting")
        status = status_of(lab)
    loaded = totals(reports)
    keys = ("nodes", "edges", "kinds", "relations", "sources", "transaction")
    return {
        "lab": str(lab.folder),
        **{key: status[key] for key in keys},
        "files": len(reports),
        "failed": loaded["failed"],
        "texts": outcome_json(loading.texts),
        "problems": [
            *(f"{r['path']}: {r['error']}" for r in loaded["files"] if r["status"] == "failed"),
            *([loading.trouble] if loading.trouble else []),
        ],
        "try": [entry["question"] for entry in tour()],
    }


def _print_demo(folder: Path, summary: dict[str, Any]) -> None:
    from labkin.app.annotating import Outcome
    from labkin.app.cli_read import outcome_line

    typer.secho(
        f"The demo lab is in {folder}: {summary['nodes']:,} nodes, {summary['edges']:,} edges from "
        f"{summary['files']} files, in {summary['seconds']} s",
        bold=True,
    )
    if line := outcome_line(Outcome(**summary["texts"])):
        typer.echo(line)
    show_table(["kind", "nodes"], [[kind, f"{count:,}"] for kind, count in list(summary["kinds"].items())[:15]])
    for problem in summary["problems"]:
        typer.secho(problem, fg=typer.colors.RED)
    typer.echo("Try:")
    program = _program()
    for question in summary["try"]:
        typer.echo(f'  {program} ask --lab {folder} "{question}"')
    typer.echo(f"  {program} explore --lab {folder}")


def _program() -> str:
    """How to call this program again from here: by its name when that finds it, else by its path."""
    called = Path(sys.argv[0])
    if shutil.which("labkin") or called.name != "labkin":
        return "labkin"
    here = Path.cwd()
    return str(called.relative_to(here) if called.is_absolute() and called.is_relative_to(here) else called)
