"""The demo lab answers the questions of its tour as they were written down before there was a parser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from labkin.app.asking import answer
from labkin.app.cli_explore import build_demo
from labkin.app.lab import Lab
from labkin.app.suggestions import tour
from labkin.graph.embedded import stop_owner


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lab, dict[str, Any]]]:
    lab = Lab.create(tmp_path_factory.mktemp("tour") / "lab")
    try:
        yield lab, build_demo(lab, quiet=True)
    finally:
        lab.close()
        stop_owner(lab.folder)


def test_the_demo_lab_is_that_of_a_small_group(demo: tuple[Lab, dict[str, Any]]) -> None:
    _, built = demo
    assert (built["failed"], built["problems"]) == (0, [])
    assert built["nodes"] >= 3_000 and built["edges"] >= 10_000
    vocabulary = sum(built["kinds"].get(kind, 0) for kind in ("Gene", "Disease", "Phenotype", "Anatomy", "CellType"))
    assert vocabulary <= 0.3 * built["nodes"]
    assert built["kinds"]["Document"] >= 40


@pytest.mark.parametrize("question", tour(), ids=lambda question: question["id"])
def test_a_question_of_the_tour(demo: tuple[Lab, dict[str, Any]], question: dict[str, Any]) -> None:
    lab, _ = demo
    found = answer(lab, question["question"])
    assert found["status"] == question["status"], found
    if "ids" in question:
        assert sorted(found["ids"]) == sorted(question["ids"])
    if "value" in question:
        assert found["value"] == question["value"]
    if "alternatives" in question:
        offered = {other.get("id") for other in found["alternatives"]}
        assert offered == {other if isinstance(other, str) else other["id"] for other in question["alternatives"]}


def test_the_lab_holds_what_its_ledger_says(demo: tuple[Lab, dict[str, Any]]) -> None:
    from labkin.app.checking import check

    lab, _ = demo
    found = check(lab)
    assert found["problems"] == []
    assert found["graph_digest"] == found["ledger_digest"] != ""
