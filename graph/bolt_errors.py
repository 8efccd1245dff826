"""What the driver raises, as sentences; and which errors pass by themselves."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from labkin.graph.bolt_driver import (
    AuthError,
    ConfigurationError,
    CypherSyntaxError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

Result = TypeVar("Result")
_PASSING = ("ConcurrentModification", "TransientError", "DeadlockDetected", "NeedRetry", "LockAcquisition")


def is_passing(error: Exception) -> bool:
    """Whether the same work may succeed when it is tried again soon: conflicts between writers, broken connections."""
    if isinstance(error, Neo4jError):
        return error.is_retryable() or any(word in f"{error.code} {error.message}" for word in _PASSING)
    return isinstance(error, SessionExpired)


def is_lost(error: Exception) -> bool:
    """Whether the server or its database is no longer there, or is another one."""
    if isinstance(error, Neo4jError):
        told = f"{error.code} {error.message}"
        return isinstance(error, AuthError) or "DatabaseNotFound" in told or "DatabaseIsClosed" in told
    return isinstance(error, ServiceUnavailable | SessionExpired | OSError)


def retried(work: Callable[[], Result], patience: float) -> Result:
    """Do the work, again after passing errors, for up to `patience` seconds."""
    deadline = time.monotonic() + patience
    pause = 0.05
    while True:
        try:
            return work()
        except Exception as error:
            if not is_passing(error) or time.monotonic() + pause > deadline:
                raise
        time.sleep(pause * random.uniform(0.5, 1.0))
        pause = min(2 * pause, 2.0)


def sentence(error: Exception, url: str) -> str:
    """The error as a sentence: what, where, what to do."""
    if isinstance(error, AuthError):
        return f"the graph store at {url} refuses the user name or password"
    if isinstance(error, ServiceUnavailable | SessionExpired | OSError):
        return f"the graph store at {url} cannot be reached: see that it is running and that the address is right"
    if isinstance(error, ConfigurationError):
        return f"the graph store at {url} cannot be used: {error}"
    if isinstance(error, CypherSyntaxError):
        return f"the graph store at {url} does not understand the statement: {_said(error)}"
    if isinstance(error, Neo4jError):
        if "Timeout" in f"{error.code} {error.message}" or "TimedOut" in str(error.code):
            return f"the graph store at {url} gave up: the statement took too long"
        if "DatabaseNotFound" in str(error.code):
            return f"the graph store at {url} has no such database: {_said(error)}"
        if "read-only" in str(error.message) or "ReadOnly" in str(error.code):
            return f"the graph store at {url} may only be read and is behind the ledger: {_said(error)}"
        return f"the graph store at {url} refuses the statement: {_said(error)}"
    return f"the graph store at {url} failed: {error}"


def _said(error: Neo4jError) -> str:
    return str(error.message or error.code).strip().splitlines()[0]
