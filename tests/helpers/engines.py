"""One embedded engine for all tests of a run, in this process: a JVM cannot be started twice."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

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
