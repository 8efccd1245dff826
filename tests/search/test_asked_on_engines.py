"""What questions were read as gives the same rows on every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from asked import of_chance, readings
from engines import empty, rounded
from labkin.app.lab import Lab
from labkin.graph.bolt_store import BoltStore, open_store
from labkin.graph.model import Edge, Node
from labkin.nlp.question import Reading
from labkin.search.answer import status_of
from labkin.search.answer_rows import find

Filling = tuple[list[Node], list[Edge]]


@pytest.fixture(scope="module")
def demo(demo_copy: Callable[[str], Path]) -> Iterator[Filling]:
    with Lab.open(demo_copy("asked")) as lab, lab.view() as view:
        yield list(view.all_nodes()), list(view.all_edges())


def told(store: BoltStore, filling: Filling, asked: list[Reading]) -> list[dict[str, Any]]:
    """What one engine finds for each of the readings."""
    store.rebuild(*filling, 1)
    answers = []
    for one in asked:
        found = find(one, store)
        status, value = status_of(one, found)
        answers.append(
            {"question": one.question, "status": status, "value": rounded(value), "ids": found.ids}
            | {"rows": rounded(found.rows), "why_not": found.why_not}
        )
    return answers


def test_so_many_queries_are_asked() -> None:
    asked = [*readings("demo"), *readings("hetionet")]
    assert len({repr(one.query) for one in asked}) >= 190


def test_queries_about_the_demo_lab_find_the_same_on_neo4j(
    demo: Filling, graph_store: BoltStore, neo4j_url: str
) -> None:
    alike(demo, readings("demo"), graph_store, neo4j_url, 70)


def test_queries_about_a_graph_of_chance_find_the_same_on_neo4j(graph_store: BoltStore, neo4j_url: str) -> None:
    asked = readings("hetionet")
    alike(of_chance(asked), asked, graph_store, neo4j_url, 70)


def alike(filling: Filling, asked: list[Reading], own: BoltStore, url: str, least: int) -> None:
    here = told(own, filling, asked)
    assert sum(bool(one["rows"]) for one in here) >= least
    with open_store(url) as store:
        empty(store)
        try:
            there = told(store, filling, asked)
        finally:
            empty(store)
    assert [differing for one, other in zip(here, there, strict=True) if (differing := unlike(one, other))] == []


def unlike(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What two engines say differently of a question, with the question."""
    differing = {key: (one[key], other[key]) for key in one if one[key] != other[key]}
    return {"question": one["question"]} | differing if differing else {}
