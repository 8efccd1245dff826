"""What the process that owns the embedded engine and its clients tell each other: a few files in the lab's folder.

`owner.lock` is held for as long as the owner lives, so that a file left by a killed one is known for what it is.
`owner.json` says how to connect and is there only while the engine is ready; clients touch `used` to keep it running.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from labkin.graph.errors import StoreError
from labkin.graph.files import read_json, write_json

FOLDER = "graph"
LAST_LINES = 12  # of the log, shown when the engine does not start


@dataclass(frozen=True, slots=True)
class OwnerInfo:
    """How to reach a running owner. `nonce` also stands in the engine; `born` is when the process started."""

    url: str
    database: str
    user: str
    password: str
    version: str
    nonce: str
    pid: int
    born: float


class OwnerFiles:
    """The files of one lab."""

    def __init__(self, lab_dir: Path) -> None:
        self.lab_dir = lab_dir.resolve()
        self.folder = self.lab_dir / FOLDER
        self.log = self.folder / "owner.log"
        self.info = self.folder / "owner.json"
        self.error = self.folder / "owner-error.json"
        self.used = self.folder / "used"

    def lock(self) -> FileLock:
        """A new handle on the lock; an owner holds it for life."""
        return FileLock(self.folder / "owner.lock", thread_local=False)

    def owned(self) -> bool:
        """Whether an owner lives, be it starting or ending. Raises StoreError when that cannot be told."""
        if not self.folder.is_dir():
            return False
        probe = self.lock()
        try:
            probe.acquire(timeout=0)
        except Timeout:
            return True
        except OSError as error:
            raise StoreError(f"{self.folder} cannot be written: {error.strerror or error}") from error
        probe.release()
        return False

    def read_info(self) -> OwnerInfo | None:
        """What the owner published, if it did; it may be dead."""
        try:
            return OwnerInfo(**read_json(self.info))
        except TypeError:
            return None

    def write_info(self, info: OwnerInfo) -> None:
        """Publish, whole or not at all, readable by this user alone."""
        write_json(self.info, asdict(info))

    def forget(self, nonces: Collection[str]) -> None:
        """Take away what an owner of these nonces published and, killed, could not take back. Not while one lives."""
        if not nonces:
            return
        try:
            with self.lock().acquire(timeout=0):
                info = self.read_info()
                if info is not None and info.nonce in nonces:
                    self.info.unlink(missing_ok=True)
        except (Timeout, OSError):
            return

    def read_error(self) -> str:
        """The sentence of the last failure that is not mended; empty for none."""
        return str(read_json(self.error).get("error", ""))

    def write_error(self, error: str) -> None:
        """Publish a failure; empty text withdraws it."""
        if error:
            write_json(self.error, {"error": error, "at": time.time()})
        else:
            self.error.unlink(missing_ok=True)

    def touch(self) -> None:
        """Say that the engine is in use."""
        try:
            self.used.touch()
        except OSError:
            return  # a lab that one may only read

    def idle_seconds(self) -> float:
        """How long ago the engine was last used."""
        try:
            return max(0.0, time.time() - self.used.stat().st_mtime)
        except OSError:
            return 0.0

    def last_lines(self) -> str:
        """The end of the log."""
        try:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return ""
        return "\n".join([line for line in lines if line.strip()][-LAST_LINES:])


def process_of(info: OwnerInfo) -> psutil.Process | None:
    """The process that published this, or None when it is gone; a later process of that number is not taken for it."""
    try:
        process = psutil.Process(info.pid)
        return process if abs(process.create_time() - info.born) < 1.0 else None
    except psutil.Error:
        return None
