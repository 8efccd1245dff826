"""One writer at a time for a folder of files, among all processes of the machine."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from labkin.graph.errors import LabError

SECONDS = 10.0  # to wait for another writer


def taken(folder: Path, what: str) -> FileLock:
    """The lock of a folder, made where it is not there, for the caller to release; `what` says whose it is.

    The system lets go of it when the process dies. Raises LabError when another writer keeps it, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "writer.lock", timeout=SECONDS)
    try:
        lock.acquire()
    except Timeout:
        raise LabError(f"{what} being written by another process: try again when it is done") from None
    return lock
