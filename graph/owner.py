"""The life of the process that owns a lab's embedded engine: one per lab, found by its files, gone when unused.

It holds a lock for life, starts the engine, publishes how to connect, and then does the projector's steps. It ends when
nobody used it for a while, when it is told to (SIGTERM), when the lab's folder is gone, or when the process it was
bound to (LABKIN_OWNER_PARENT) is.
"""

from __future__ import annotations

import _thread
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import psutil
from filelock import Timeout

from labkin import __version__
from labkin.graph.arcade import READ_SECONDS, Engine, EngineStore
from labkin.graph.errors import LabkinError, StoreError
from labkin.graph.owner_files import OwnerFiles, OwnerInfo

PARENT = "LABKIN_OWNER_PARENT"  # the process without which an owner must not go on; for tests and for one-off runs
LOCK_SECONDS = 5.0  # clients hold the lock for a moment to see whether it is free
WATCH_SECONDS = 0.5
STUCK_SECONDS = 15.0  # after which a process that was told to end and does not is ended at once
QUICK_WAIT, SLOW_WAIT, QUICK_FOR = 0.1, 0.5, 10.0  # seconds between looks for work, soon after use and later
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before a failed step is tried again

TOLD = "told to"

Step = Callable[[], bool]
log = logging.getLogger(__name__)


class _Stop(BaseException):
    """Raised in the main thread when the process is told to end."""


def run_owner(
    lab_dir: Path,
    make_step: Callable[[EngineStore], Step],
    *,
    heap: str = "",
    idle_minutes: float = 15.0,
    read_seconds: float = READ_SECONDS,
    at_end: Callable[[], None] = lambda: None,
) -> int:
    """Own the engine of a lab until there is a reason to end; the exit code. `at_end` is called last, still its owner.

    0 also when another process owns it already; 1 when the engine does not start (`owner-error.json` says why).
    """
    files = OwnerFiles(lab_dir)
    files.folder.mkdir(parents=True, exist_ok=True)
    lock = files.lock()
    try:
        lock.acquire(timeout=LOCK_SECONDS)
    except Timeout:
        log.info("another process owns the engine of %s", lab_dir)
        return 0
    try:
        return _Owner(files, Engine(files.folder, heap, read_seconds), idle_minutes * 60.0).run(make_step)
    finally:
        try:
            at_end()
        finally:
            lock.release()


class _Owner:
    def __init__(self, files: OwnerFiles, engine: Engine, idle_seconds: float) -> None:
        self.files = files
        self.idle_seconds = idle_seconds
        self.engine = engine
        self.ending = ""  # why, once that is so
        self.parent: psutil.Process | None = None

    def run(self, make_step: Callable[[EngineStore], Step]) -> int:
        _on_signals(self._told_to_end)
        try:
            self.files.info.unlink(missing_ok=True)
            self.files.write_error("")
            self.files.touch()
            self.parent = _parent()
            self.engine.start()
            self.engine.on_swap = self.publish
            threading.Thread(target=self._watch, daemon=True).start()
            self._work(make_step)
        except _Stop:
            log.info("ending: %s", self.ending or TOLD)
        except Exception as error:
            log.exception("the owner of the engine failed")
            self._tell(str(error) if isinstance(error, LabkinError) else f"{type(error).__name__}: {error}")
            return 1
        finally:
            _on_signals(signal.SIG_IGN)
            self._end()
        return 0

    def publish(self) -> None:
        """Say how to connect, now and after every swap."""
        self.files.write_info(
            OwnerInfo(
                url=self.engine.url,
                database=self.engine.database,
                user=self.engine.reader[0],
                password=self.engine.reader[1],
                version=__version__,
                nonce=self.engine.nonce,
                pid=os.getpid(),
                born=psutil.Process().create_time(),
            )
        )

    def _work(self, make_step: Callable[[EngineStore], Step]) -> None:
        store = self.engine.store()
        store.mark()  # proves that it is our own server which answers
        self.files.touch()  # not before: the start alone may take longer than it may be idle
        self.publish()
        log.info("ready at %s", self.engine.url)
        step: Step | None = None
        pause = 0.0
        while not self.ending and not self._unused():
            try:
                step = step or make_step(store)
                did = step()
                if pause:
                    self._tell("")
                pause = 0.0
            except Exception as error:
                if self.ending:  # the driver may answer the end with an error of its own
                    raise _Stop from error
                log.exception("a step of the projector failed")
                self._tell(str(error) if isinstance(error, LabkinError) else f"{type(error).__name__}: {error}")
                pause = min(max(FIRST_PAUSE, 2 * pause), LONGEST_PAUSE)
                did = False
            self.engine.sweep()
            if did:
                self.files.touch()
            else:
                time.sleep(pause or (QUICK_WAIT if self.files.idle_seconds() < QUICK_FOR else SLOW_WAIT))
        self.ending = self.ending or "unused"

    def _unused(self) -> bool:
        return self.files.idle_seconds() > self.idle_seconds

    def _watch(self) -> None:
        """In a thread of its own: end when the lab or the parent process is gone, even in the middle of a step."""
        while not self.ending:
            time.sleep(WATCH_SECONDS)
            said = self.files.read_info()
            if not self.files.folder.is_dir():
                self.ending = "the lab's folder is gone"
            elif said is not None and said.nonce != self.engine.nonce:
                self.ending = "the lab's folder was exchanged"
            elif self.parent is not None and not self.parent.is_running():
                self.ending = "the process it was bound to is gone"
        if self.ending not in ("unused", TOLD):
            _thread.interrupt_main(signal.SIGTERM)
        time.sleep(STUCK_SECONDS)
        os._exit(1)

    def _told_to_end(self, *_: object) -> NoReturn:
        self.ending = self.ending or TOLD
        raise _Stop

    def _tell(self, error: str) -> None:
        try:
            self.files.write_error(error)
        except OSError:
            log.exception("the error could not be written")

    def _end(self) -> None:
        self.ending = self.ending or TOLD
        said = self.files.read_info()
        if said is not None and said.nonce == self.engine.nonce:
            self.files.info.unlink(missing_ok=True)
        try:
            self.engine.stop()
        except Exception:
            log.exception("the engine did not stop in order; its log makes up for that at the next start")


def _on_signals(handler: Any) -> None:
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), handler)


def _parent() -> psutil.Process | None:
    named = os.environ.get(PARENT, "")
    if not named:
        return None
    try:
        return psutil.Process(int(named))
    except (ValueError, psutil.NoSuchProcess) as error:
        raise StoreError(f"{PARENT} is {named}, which is no living process") from error
