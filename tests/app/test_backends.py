"""The demo lab on every engine: the same answers, the same lineage, the same profile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engines import empty, rounded
from labkin.app.asking import answer
from labkin.app.lab import Lab
from labkin.app.projecting import count_graph
from labkin.app.suggestions import tour
from labkin.graph.bolt_store import BoltStore, open_store
from labkin.graph.lineage import lineage
from labkin.graph.profile import read_profile
from labkin.graph.project import store_digest
from neptune_played import NeptuneOnNeo4j

KINDS = ("compounds", "batches", "assays", "datasets", "people", "instruments", "genes", "diseases", "documents")
QUESTIONS = [
    *(question["question"] for question in tour()),
    *(f"How many {kind} are there?" for kind in KINDS),
    *(f"List all {kind}." for kind in ("assays", "instruments", "organizations", "protocols")),
    "Which compounds inhibit EGFR?",
    "Which compounds do not inhibit EGFR?",
    "Which compounds were never tested?",
    "Which compounds have no batch?",
    "Which batches were released?",
    "Which batches were not released?",
    "Which batches have a purity above 98?",
    "Which batches have a purity below 95 %?",
    "Which batches were made in 2024?",
    "Which batches were made before March 2024?",
    "Which batches of LK-0042 were released?",
    "How many batches of LK-0042 are there?",
    "How many batches did each person prepare?",
    "How many batches does each compound have?",
    "Which person prepared the most batches?",
    "Which compounds have more than 2 batches?",
    "What is the average purity of the batches?",
    "What is the highest purity of a batch?",
    "What is the molecular weight of gefitinib?",
    "Which compounds have a molecular weight below 300?",
    "Which compounds have a molecular weight between 300 and 350?",
    "Which drugs treat breast cancer?",
    "Which diseases does gefitinib treat?",
    "Which genes are associated with asthma?",
    "Is LK-0042 tested in the hERG patch clamp assay?",
    "Does gefitinib inhibit EGFR?",
    "Does aspirin treat asthma?",
    "What is LK-0042?",
    "Which datasets were made by Maya?",
    "Which datasets came from the plate reader?",
    "Which instruments were used in the EGFR assay?",
    "Which assays used which instruments?",
    "Which datasets depend on batch LK-0042-B03?",
    "What depends on LK-0042?",
    "What went into LB-IND-001?",
    "Which documents mention EGFR?",
    "Which compounds have an IC50 below 10 nM?",
    "Which compounds have an IC50 above 1 uM against EGFR?",
    "What is the lowest IC50 of LK-0042?",
    "Which compounds were tested after June 2024?",
    "Which people work at Lantern?",
    "Who prepared the most batches?",
    "How many datasets does each assay have?",
    "Which datasets have fewer than 100 rows?",
    "Which proteins does EGFR interact with?",
    "What kinds of data do we have?",
    "Which submissions are there?",
    "Which batches are in submission LB-IND-001?",
    "Which compounds are similar to gefitinib?",
    "Which protocols describe the hERG assay?",
    "Which side effects does gefitinib cause?",
]
SAID = ("status", "ids", "rows", "value", "complete", "alternatives", "text")
WALKED = (("up", 12), ("down", 12), ("up", 1))


@pytest.fixture(scope="module")
def demo(demo_copy: Callable[[str], Path]) -> Iterator[Lab]:
    with Lab.open(demo_copy("backends")) as lab:
        yield lab


@pytest.fixture(scope="module")
def told(demo: Lab) -> dict[str, Any]:
    return everything(demo)


def everything(lab: Lab) -> dict[str, Any]:
    """All that is asked of one engine."""
    answers = {}
    for question in QUESTIONS:
        found = answer(lab, question)
        answers[question] = rounded({key: found[key] for key in SAID})
    walks = {}
    for root in ("LAB:LB-IND-001", *(found["ids"][0] for found in answers.values() if found["ids"])):
        if lab.store.get([root]):
            for direction, depth in WALKED:
                walk = lineage(lab.store, root, direction, depth)  # type: ignore[arg-type]
                walks[root, direction, depth] = (walk.nodes, walk.edges, walk.complete, walk.why_not)
    return {
        "answers": answers,
        "walks": walks,
        "profile": without_examples(read_profile(lab.store).to_json()),
        "counts": count_graph(lab.store),
        "digest": store_digest(lab.store),
    }


def without_examples(profile: dict[str, Any]) -> dict[str, Any]:
    """Examples come from a sample, in an order of each engine's own."""
    for props in profile["props"].values():
        for prop in props.values():
            del prop["examples"]
    return profile


def test_the_questions_say_something(told: dict[str, Any]) -> None:
    status = [found["status"] for found in told["answers"].values()]
    assert len(QUESTIONS) >= 72
    assert status.count("answered") >= 40
    assert len(told["walks"]) >= 60


@pytest.mark.parametrize("engine", ["neo4j", "neptune"])
def test_every_engine_says_the_same(demo: Lab, told: dict[str, Any], neo4j_url: str, engine: str) -> None:
    with NeptuneOnNeo4j(neo4j_url) if engine == "neptune" else open_store(neo4j_url) as store:
        empty(store)
        own = demo.store
        try:
            _fill(demo, store)
            demo.__dict__["store"] = store
            found = everything(demo)
        finally:
            demo.__dict__["store"] = own
            empty(store)
    for question, said in told["answers"].items():
        assert found["answers"][question] == said, question
    assert found == told


def _fill(lab: Lab, store: BoltStore) -> None:
    with lab.view() as view:
        store.rebuild(view.all_nodes(), view.all_edges(), view.at)
