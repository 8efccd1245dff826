"""Fixtures for all tests: what a test may need, and a watch over processes that it may leave behind."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import servers

pytest_plugins = ["needs", "processes", "engines", "harsh", "demo_lab"]

# Engines of tests live for seconds: what the second compiler of the JVM costs is never earned back.
os.environ.setdefault("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")

# The files that take longest, so that they begin first and no worker is left alone with one at the end.
SLOWEST = (
    "test_docs.py",
    "test_cli.py",
    "test_graph_server.py",
    "test_encoding.py",
    "test_killed.py",
    "test_backends.py",
    "test_together.py",
    "test_exporting.py",
    "test_asked_on_engines.py",
    "test_cli_data.py",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest files first; the others as they were found."""
    items.sort(key=lambda item: SLOWEST.index(item.path.name) if item.path.name in SLOWEST else len(SLOWEST))


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real data files that LABKIN_DATA names; they are not part of the repository."""
    named = os.environ.get("LABKIN_DATA")
    if not named:
        pytest.skip("needs data: LABKIN_DATA is not set")
    folder = Path(named)
    if not folder.is_dir():
        pytest.skip(f"needs data: LABKIN_DATA is {named}, which is no folder")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium browser."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"needs chromium: none of {', '.join(BROWSERS)} is on the path")
    return found


@pytest.fixture(scope="session")
def neo4j_url() -> Iterator[str]:
    """The URL of a Neo4j 5: the one that LABKIN_TEST_NEO4J names, else a fresh one, started once for all tests.

    All tests share its one database: a test that counts must first empty it.
    """
    if named := os.environ.get("LABKIN_TEST_NEO4J"):
        yield named
        return
    try:
        with servers.neo4j() as url:
            yield url
    except servers.Unavailable as why:
        pytest.skip(f"needs neo4j: {why}")


@pytest.fixture(scope="session")
def opensearch_url() -> Iterator[str]:
    """The URL of an OpenSearch with k-NN: the one that LABKIN_TEST_OPENSEARCH names, else a fresh one."""
    if named := os.environ.get("LABKIN_TEST_OPENSEARCH"):
        yield named
        return
    try:
        with servers.opensearch() as url:
            yield url
    except servers.Unavailable as why:
        pytest.skip(f"needs opensearch: {why}")
