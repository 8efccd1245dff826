"""Neo4j's driver, imported without pandas and pyarrow.

The driver imports both where they are there, for results as data frames, which nothing here asks for: half a second
of every command. Where pandas is loaded already, or Streamlit may load it in another thread meanwhile, all is as usual.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _without(*packages: str) -> Iterator[None]:
    hidden = [] if "streamlit" in sys.modules else [name for name in packages if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # what Python itself takes for "not there"
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with _without("pandas", "pyarrow"):
    from neo4j import READ_ACCESS, Auth, Driver, GraphDatabase, ManagedTransaction, Query, Result, Session, unit_of_work
    from neo4j.auth_management import AuthManager
    from neo4j.exceptions import (
        AuthError,
        ConfigurationError,
        CypherSyntaxError,
        DriverError,
        Neo4jError,
        ServiceUnavailable,
        SessionExpired,
    )
    from neo4j.graph import Node, Path, Relationship

__all__ = [
    "READ_ACCESS",
    "Auth",
    "AuthError",
    "AuthManager",
    "ConfigurationError",
    "CypherSyntaxError",
    "Driver",
    "DriverError",
    "GraphDatabase",
    "ManagedTransaction",
    "Neo4jError",
    "Node",
    "Path",
    "Query",
    "Relationship",
    "Result",
    "ServiceUnavailable",
    "Session",
    "SessionExpired",
    "unit_of_work",
]
