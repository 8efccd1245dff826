"""One piece of work behind: a thread does a piece while the caller prepares the next."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any


class Behind:
    """Runs calls one after another, in their order, in one thread of its own; at most one is under way.

    What a call raises is raised by the next `call` or `wait`. It pays where the calls leave the interpreter free: in a
    database, in Java.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._thread: ThreadPoolExecutor | None = None
        self._under_way: Future[Any] | None = None

    def call(self, work: Callable[..., Any], *args: Any) -> None:
        """Wait for the call before, then begin this one."""
        self.wait()
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, self._name)
        self._under_way = self._thread.submit(work, *args)

    def result(self, work: Callable[..., Any], *args: Any) -> Any:
        """Run a call in the thread and wait for what it gives."""
        self.call(work, *args)
        under_way, self._under_way = self._under_way, None
        assert under_way is not None
        return under_way.result()

    def wait(self) -> None:
        """Until nothing is under way. Raises what the last call raised."""
        under_way, self._under_way = self._under_way, None
        if under_way is not None:
            under_way.result()

    def close(self) -> None:
        """End the thread once the call under way has ended, whatever that raised."""
        self._under_way = None
        if self._thread is not None:
            self._thread.shutdown()
            self._thread = None
