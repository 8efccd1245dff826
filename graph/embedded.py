"""The embedded engine as clients see it: found when it runs, started when it does not.

Any number of processes (command line, explorer, API) share one engine. Reading goes over Bolt with a user that cannot
write; writing is the business of the owner process alone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil
from filelock import Timeout

from labkin import __version__
from labkin.graph.bolt_errors import is_lost
from labkin.graph.bolt_store import BoltStore
from labkin.graph.errors import StoreError
from labkin.graph.names import MARK
from labkin.graph.owner_files import OwnerFiles, OwnerInfo, process_of

START_SECONDS = 120.0  # a cold start takes 2 to 4 seconds on an idle machine
STOP_SECONDS = 25.0
KILL_SECONDS = 5.0  # a process that was killed is gone when the system has cleared its memory away
POLL_SECONDS = 0.05
TOUCH_SECONDS = 20.0  # between two signs of use
LARGEST_LOG = 5_000_000  # bytes; then a new one is begun and the old one kept beside it

_started: list[subprocess.Popen[bytes]] = []  # kept, so that those that ended can be reaped


def connect(lab_dir: Path, command: Sequence[str], patience: float = START_SECONDS) -> EmbeddedStore:
    """The store of a lab, for reading. `command` starts the owner process when none runs.

    An owner of another version of Labkin is asked to end and replaced. Raises StoreError when the engine does not
    start within `patience` seconds; the text says why and where its log is.
    """
    return EmbeddedStore(OwnerFiles(lab_dir), tuple(command), patience)


def begin(lab_dir: Path, command: Sequence[str]) -> None:
    """Start the owner process where none runs, and do not wait for it; `connect` does. Raises StoreError."""
    files = OwnerFiles(lab_dir)
    if not files.owned():
        _start(files, command)


class EmbeddedStore(BoltStore):
    """A store that follows its owner process: to another database after a rebuild, to another owner after its end."""

    def __init__(self, files: OwnerFiles, command: tuple[str, ...], patience: float) -> None:
        self._files, self._command, self._wait = files, command, patience
        self._info, self._stat = self._find()
        found = self._info
        super().__init__(found.url, _auth(found), found.database, "arcadedb", guarded=True, patience=2.0)
        self._touched = 0.0

    def _find(self) -> tuple[OwnerInfo, tuple[int, int]]:
        info = _wait_for_owner(self._files, self._command, self._wait)
        self._files.touch()
        return info, _stat(self._files)

    def _session(self, *, write: bool = False) -> Any:
        self._follow()
        return super()._session(write=write)

    def _follow(self) -> None:
        """Notice a swap or a new owner before the next statement; costs one look at the file."""
        moment = time.monotonic()
        if moment - self._touched > TOUCH_SECONDS:
            self._touched = moment
            self._files.touch()
        stat = _stat(self._files)
        if stat != self._stat:
            said = self._files.read_info()
            if said is not None:
                self._use(said, stat)

    def _use(self, info: OwnerInfo, stat: tuple[int, int]) -> None:
        if (info.url, info.password) != (self._info.url, self._info.password):
            self.close()
        self._info, self._stat = info, stat
        self.url, self._auth, self.database = info.url, _auth(info), info.database

    def _mend(self, error: Exception) -> bool:
        if not is_lost(error):
            return False
        self.close()
        self._use(*self._find())
        return True


def find_owner(lab_dir: Path) -> OwnerInfo | None:
    """The running owner of a lab's engine, or None. Starts nothing."""
    files = OwnerFiles(lab_dir)
    info = files.read_info()
    return info if info is not None and process_of(info) is not None and files.owned() else None


def owner_error(lab_dir: Path) -> str:
    """What went wrong in the owner process and is not mended; empty for nothing."""
    return OwnerFiles(lab_dir).read_error()


def stop_owner(lab_dir: Path, patience: float = STOP_SECONDS) -> bool:
    """End the owner of a lab's engine, if there is one, and wait for that; whether there was one. Raises StoreError."""
    files = OwnerFiles(lab_dir)
    ended: set[str] = set()
    there = False
    deadline = time.monotonic() + patience
    while files.owned():
        there = True
        info = files.read_info()
        process = process_of(info) if info else None
        if info is not None and process is not None:
            _end(process, max(1.0, deadline - time.monotonic()))
            ended.add(info.nonce)
        if time.monotonic() > deadline + KILL_SECONDS:
            raise StoreError(f"the process that owns the graph of {lab_dir} does not end; its log is {files.log}")
        time.sleep(POLL_SECONDS)
    _reap()
    files.forget(ended)
    return there


def discard_graph(lab_dir: Path) -> None:
    """Throw the embedded graph away; the next owner builds it anew from the ledger. Raises StoreError."""
    stop_owner(lab_dir)
    files = OwnerFiles(lab_dir)
    if not files.folder.is_dir():
        return
    lock = files.lock()
    try:
        with lock.acquire(timeout=STOP_SECONDS):
            (files.folder / "current.json").unlink(missing_ok=True)
            for name in ("server", "damaged"):
                shutil.rmtree(files.folder / name, ignore_errors=True)
    except Timeout as error:
        raise StoreError(f"another process started the graph of {lab_dir} again: stop it and try again") from error


# -- finding and starting ------------------------------------------------------------------------------------------


def _wait_for_owner(files: OwnerFiles, command: Sequence[str], patience: float) -> OwnerInfo:
    deadline = time.monotonic() + patience
    started: subprocess.Popen[bytes] | None = None
    while time.monotonic() < deadline:
        info = files.read_info()
        if info is not None and files.owned():
            if info.version != __version__:
                _replace(info, deadline - time.monotonic())
            elif _answers(info):
                return info
        elif not files.owned():
            code = started.poll() if started is not None else 0
            if code:
                raise _failed(files, code)
            if code == 0:  # not begun yet, or ended in order because another one was quicker
                started = _start(files, command)
        _reap()
        time.sleep(POLL_SECONDS)
    raise StoreError(
        f"the embedded graph engine was not ready within {patience:.0f} seconds; its log is {files.log}{_tail(files)}"
    )


def _answers(info: OwnerInfo) -> bool:
    """Whether it is our owner that answers there, not another server that took its port."""
    with BoltStore(info.url, _auth(info), info.database, "arcadedb", patience=0.0) as store:
        try:
            rows = store.read(f"MATCH (m:{MARK}) RETURN m.nonce AS nonce", timeout=10.0)
        except StoreError:
            return False
    return [row["nonce"] for row in rows] == [info.nonce]


def _start(files: OwnerFiles, command: Sequence[str]) -> subprocess.Popen[bytes]:
    try:
        files.folder.mkdir(parents=True, exist_ok=True)
        if files.log.is_file() and files.log.stat().st_size > LARGEST_LOG:
            files.log.replace(files.log.with_suffix(".log.1"))
        with files.log.open("ab") as out:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=files.lab_dir,
                start_new_session=True,
                close_fds=True,
            )
    except OSError as error:
        raise StoreError(f"the graph in {files.folder} cannot be started: {error.strerror or error}") from error
    _started.append(process)
    return process


def _replace(info: OwnerInfo, patience: float) -> None:
    process = process_of(info)
    if process is not None:
        _end(process, min(STOP_SECONDS, max(1.0, patience)))


def _end(process: psutil.Process, patience: float) -> None:
    """Ask the process to end; end it when it does not. What it was writing is made good at the next start."""
    deadline = time.monotonic() + patience
    try:
        process.terminate()
        while _runs(process):
            if time.monotonic() > deadline:
                process.kill()
                return
            time.sleep(POLL_SECONDS)
    except psutil.Error:
        return


def _runs(process: psutil.Process) -> bool:
    """Whether it still does something. One that ended stays in the list of processes until its parent looks."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def _failed(files: OwnerFiles, code: int) -> StoreError:
    why = files.read_error()
    if why:
        return StoreError(f"{why} (its log is {files.log})")
    return StoreError(
        f"the embedded graph engine ended while starting (exit {code}); its log is {files.log}{_tail(files)}"
    )


def _tail(files: OwnerFiles) -> str:
    lines = files.last_lines()
    return f"; its last lines:\n{lines}" if lines else ""


def _reap() -> None:
    _started[:] = [process for process in _started if process.poll() is None]


def _auth(info: OwnerInfo) -> tuple[str, str]:
    return info.user, info.password


def _stat(files: OwnerFiles) -> tuple[int, int]:
    try:
        found = os.stat(files.info)  # noqa: PTH116  # a third cheaper, and done before every statement
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_ino
