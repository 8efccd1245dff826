"""Processes that tests start, and those that they leave behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest


def working_in(folder: Path) -> list[psutil.Process]:
    """Living processes, this one and its parents aside, that name the folder on their command line or work in it."""
    me = psutil.Process()
    own = {me.pid, *(parent.pid for parent in me.parents())}
    return [process for process in psutil.process_iter() if process.pid not in own and _is_in(process, folder)]


def _is_in(process: psutil.Process, folder: Path) -> bool:
    inside = f"{folder}{os.sep}"
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        named = any(part == str(folder) or inside in part for part in process.cmdline())
        return named or f"{process.cwd()}{os.sep}".startswith(inside)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def java_children() -> list[psutil.Process]:
    """Java processes below this one, at any depth."""
    return [child for child in psutil.Process().children(recursive=True) if _name(child).startswith("java")]


def _name(process: psutil.Process) -> str:
    try:
        return str(process.name())
    except psutil.NoSuchProcess:
        return ""


def stop(processes: list[psutil.Process]) -> None:
    """End the processes, first kindly."""
    for process in processes:
        try:
            process.terminate()
        except psutil.NoSuchProcess:
            continue
    _, stubborn = psutil.wait_procs(processes, timeout=10)
    for process in stubborn:
        process.kill()
    psutil.wait_procs(stubborn, timeout=10)


def describe(processes: list[psutil.Process]) -> str:
    """One line for each process: its number and its command."""

    def line(process: psutil.Process) -> str:
        try:
            return f"{process.pid}: {' '.join(process.cmdline())[:300]}"
        except psutil.NoSuchProcess:
            return f"{process.pid}: already gone"

    return "\n".join(map(line, processes))


@pytest.fixture(scope="session", autouse=True)
def no_process_is_left_behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Fail when, at the end of the run, a Java child or a process working in the tests' folders is still there.

    It is the first session fixture, so it is torn down after every other one.
    """
    base = tmp_path_factory.getbasetemp().resolve()
    yield
    left = {process.pid: process for process in [*java_children(), *working_in(base)]}.values()
    if left:
        said = describe(list(left))
        stop(list(left))
        pytest.fail(f"the tests left processes behind (now stopped):\n{said}", pytrace=False)
