"""Walking lineage: each thing once, honest about what was not walked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from labkin.graph.errors import NotFound
from labkin.graph.lineage import lineage
from labkin.graph.model import Edge, Node
from labkin.graph.store import EdgeKey

if TYPE_CHECKING:
    from labkin.graph.bolt_store import BoltStore

# submission -> dataset -> run -> two batches -> compound, and a ring of two runs
CHAIN = [
    ("S", "supported_by", "D"),
    ("D", "generated_by", "R"),
    ("R", "used", "B1"),
    ("R", "used", "B2"),
    ("B1", "batch_of", "C"),
    ("B2", "batch_of", "C"),
    ("R", "derived_from", "Q"),
    ("Q", "derived_from", "R"),
    ("C", "treats", "X"),
]
KINDS = {
    "S": "Submission",
    "D": "Dataset",
    "R": "Activity",
    "Q": "Activity",
    "B1": "Batch",
    "B2": "Batch",
    "C": "Compound",
}


@pytest.fixture
def store(every_store: BoltStore) -> Iterator[BoltStore]:
    nodes = [Node.of(id_, kind, name=f"the {id_}") for id_, kind in KINDS.items()]
    nodes += [Node.of("X", "Disease", name="x"), Node.of("alone", "Batch")]
    every_store.rebuild(nodes, [Edge.of(*edge) for edge in CHAIN], 1)
    yield every_store


def test_up_goes_to_what_a_thing_depends_on(store: BoltStore) -> None:
    found = lineage(store, "S")
    assert [(step.id, step.depth) for step in found.nodes] == [
        ("S", 0), ("D", 1), ("R", 2), ("B1", 3), ("B2", 3), ("Q", 3), ("C", 4),
    ]  # fmt: skip
    assert set(found.edges) == {EdgeKey(*edge, "") for edge in CHAIN if edge[1] != "treats"}
    assert found.complete and not found.why_not
    assert (found.nodes[1].kind, found.nodes[1].name) == ("Dataset", "the D")


def test_down_goes_to_what_depends_on_a_thing(store: BoltStore) -> None:
    found = lineage(store, "B1", "down")
    assert [(step.id, step.depth) for step in found.nodes] == [("B1", 0), ("R", 1), ("D", 2), ("Q", 2), ("S", 3)]
    assert found.complete


def test_depth_one_is_one_hop_and_says_that_more_lies_beyond(store: BoltStore) -> None:
    found = lineage(store, "S", "up", 1)
    assert [step.id for step in found.nodes] == ["S", "D"]
    assert not found.complete
    assert found.why_not == "the walk ended at the depth of 1 that was asked for; 1 more lie next"


def test_a_depth_that_reaches_the_end_is_complete(store: BoltStore) -> None:
    found = lineage(store, "S", "up", 4)
    assert found.nodes[-1].id == "C"
    assert found.complete


def test_budgets_cut_the_walk_and_say_so(store: BoltStore) -> None:
    few = lineage(store, "S", max_nodes=3)
    assert len(few.nodes) == 3
    assert not few.complete and "limit of 3" in few.why_not
    late = lineage(store, "S", seconds=-1.0)
    assert [step.id for step in late.nodes] == ["S"]
    assert not late.complete and "time" in late.why_not


def test_a_thing_without_edges_is_its_own_whole_lineage(store: BoltStore) -> None:
    found = lineage(store, "alone")
    assert ([step.id for step in found.nodes], found.edges, found.complete) == (["alone"], (), True)


def test_an_unknown_identifier_is_not_an_empty_lineage(store: BoltStore) -> None:
    with pytest.raises(NotFound, match="'nowhere'"):
        lineage(store, "nowhere")


def test_other_relations_may_be_walked(store: BoltStore) -> None:
    assert [step.id for step in lineage(store, "C", "up", relations=("treats",)).nodes] == ["C", "X"]


def test_wide_levels_are_walked_whole(every_store: BoltStore) -> None:
    leaves = [f"L{number:04}" for number in range(2_500)]
    nodes = [Node.of("root", "Batch"), Node.of("end", "Compound"), *(Node.of(leaf, "Sample") for leaf in leaves)]
    edges = [Edge.of("root", "derived_from", leaf) for leaf in leaves]
    edges += [Edge.of(leaf, "derived_from", "end") for leaf in leaves]
    every_store.rebuild(nodes, edges, 1)
    found = lineage(every_store, "root")
    assert (len(found.nodes), len(found.edges), found.complete) == (2_502, 5_000, True)
