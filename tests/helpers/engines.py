"""One embedded engine for all tests of a run, in this process: a JVM cannot be started twice."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from labkin.graph.bolt_store import BoltStore, open_store
from neptune_played import NeptuneOnNeo4j

if TYPE_CHECKING:
    from labkin.graph.arcade import Engine, EngineStore

# Owner processes that tests start, at whatever distance, end when this process does.
os.environ.setdefault("LABKIN_OWNER_PARENT", str(os.getpid()))


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A running engine in a folder of its own."""
    from labkin.graph.arcade import Engine

    engine = Engine(tmp_path_factory.mktemp("engine"), "384m")
    engine.start()
    yield engine
    engine.stop()


@pytest.fixture
def graph_store(engine: Engine) -> Iterator[EngineStore]:
    """An empty store in the embedded engine, which may write."""
    store = engine.store()
    store.reset()
    yield store
    store.close()


@pytest.fixture(params=["embedded", "neo4j", "neptune"])
def every_store(request: pytest.FixtureRequest) -> Iterator[BoltStore]:
    """An empty store that may write: of the embedded engine, of a Neo4j, of a Neo4j that plays Neptune."""
    if request.param == "embedded":
        yield request.getfixturevalue("graph_store")
        return
    url = request.getfixturevalue("neo4j_url")
    with NeptuneOnNeo4j(url) if request.param == "neptune" else open_store(url) as store:
        empty(store)
        yield store
        empty(store)


def empty(store: BoltStore) -> None:
    """Empty a server's database, also of the mark, which the dialects keep each in its own way."""
    with store.writing() as session:
        session.run("MATCH (m:LabkinMark) DELETE m").consume()
    store.reset()
    with store.writing() as session:
        session.run("MATCH (m:LabkinMark) DELETE m").consume()


def rounded(value: Any) -> Any:
    """Engines add numbers up in orders of their own, so sums and means differ in their last digits."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value
