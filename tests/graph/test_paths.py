"""How things hang together: the shortest paths, the telling ones first, the same in every engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labkin.graph.model import Edge, Node
from labkin.graph.paths import PathQuery, SharedQuery, but_texts, find_paths, find_shared, usual_degrees
from labkin.graph.profile import Profile, read_profile
from labkin.graph.query import BadQuery
from labkin.graph.store import EdgeKey

if TYPE_CHECKING:
    from labkin.graph.arcade import EngineStore
    from labkin.graph.bolt_store import BoltStore

GENES = [f"G{number}" for number in range(40)]
EDGES = [
    *((gene, "in_species", "S") for gene in GENES),
    ("C1", "inhibits", "G1"),
    ("C2", "inhibits", "G1"),
    ("C1", "binds", "G1"),
    ("C1", "inhibits", "G2"),
    ("C2", "binds", "G2"),
    *(("C2", "binds", gene) for gene in GENES[3:9]),
    ("G2", "associates", "D1"),
    ("G2", "associates", "D2"),
    ("G3", "interacts", "G4"),
    ("G4", "interacts", "G5"),
    ("G5", "interacts", "G6"),
    ("G6", "interacts", "G7"),
    ("D3", "resembles", "D1"),
    ("T", "mentions", "G10"),
    ("T", "mentions", "G11"),
    ("C1", "resembles", "C1"),
]
KINDS = {"S": "Species", "T": "Document", "C": "Compound", "G": "Gene", "D": "Disease", "A": "Assay"}
OTHERS = ["S", "T", "C1", "C2", "D1", "D2", "D3", "A", "A2"]


def fill(store: BoltStore) -> None:
    nodes = [Node.of(id_, KINDS[id_[0]], name=f"the {id_}") for id_ in (*GENES, *OTHERS)]
    store.rebuild(nodes, [Edge.of(*edge) for edge in EDGES], 1)


@pytest.fixture
def store(every_store: BoltStore) -> Iterator[BoltStore]:
    fill(every_store)
    yield every_store


@pytest.fixture
def filled(graph_store: EngineStore) -> Iterator[EngineStore]:
    fill(graph_store)
    yield graph_store


def paths(store: BoltStore, source: str, target: str, **more: object) -> list[str]:
    profile = read_profile(store)
    found = find_paths(store, PathQuery((source,), (target,), **more), profile)  # type: ignore[arg-type]
    return [" ".join(thing.id for thing in path.things) for path in found.paths]


def test_every_engine_gives_the_same_paths(store: BoltStore) -> None:
    found = find_paths(store, PathQuery(("C1",), ("C2",)), read_profile(store))
    assert [[thing.id for thing in path.things] for path in found.paths] == [["C1", "G1", "C2"], ["C1", "G2", "C2"]]
    assert found.paths[0].steps == (
        (EdgeKey("C1", "binds", "G1", ""), EdgeKey("C1", "inhibits", "G1", "")),
        (EdgeKey("C2", "inhibits", "G1", ""),),
    )
    assert found.paths[0].telling > found.paths[1].telling  # G2 has more edges
    assert (found.paths[0].things[1].kind, found.paths[0].things[1].name) == ("Gene", "the G1")
    assert (found.length, found.complete, found.why_not) == (2, True, "")
    assert "C1" not in found.statement.text and found.statement.params
    assert paths(store, "D3", "C1") == ["D3 D1 G2 C1"]
    shared = find_shared(store, SharedQuery((("C1",), ("C2",)), ("Gene",)))
    assert [thing.id for thing in shared.things] == ["G1", "G2"]
    assert shared.edges["G2"] == ((EdgeKey("C1", "inhibits", "G2", ""),), (EdgeKey("C2", "binds", "G2", ""),))


def test_an_edge_between_the_two_is_the_shortest_path(filled: EngineStore) -> None:
    assert paths(filled, "C1", "G1") == ["C1 G1"]
    assert paths(filled, "G1", "C1") == ["G1 C1"]


def test_what_nearly_all_have_in_common_is_told_only_where_there_is_nothing_else(filled: EngineStore) -> None:
    assert paths(filled, "G3", "G5") == ["G3 G4 G5", "G3 C2 G5"]
    assert paths(filled, "G1", "G4") == ["G1 C2 G4"]
    assert paths(filled, "G20", "G21") == ["G20 S G21"]
    without = find_paths(filled, PathQuery(("G1",), ("G4",)))  # nothing is known of the graph
    assert [path.things[1].id for path in without.paths] == ["C2", "S"]


def test_kinds_to_go_through_hold_for_all_between_and_something_must_be(filled: EngineStore) -> None:
    assert paths(filled, "C1", "D1", through=("Gene",)) == ["C1 G2 D1"]
    assert paths(filled, "C1", "G1", through=("Compound",)) == []
    assert paths(filled, "G4", "G7", through=("Gene",)) == ["G4 G5 G6 G7"]
    assert paths(filled, "C1", "D3", through=("Gene",)) == []


def test_no_path_within_the_steps_is_a_complete_answer(filled: EngineStore) -> None:
    found = find_paths(filled, PathQuery(("C1",), ("A",)), read_profile(filled))
    assert (found.paths, found.length, found.complete) == ((), 0, True)
    assert paths(filled, "D3", "G1", most=2) == []
    assert paths(filled, "D3", "G1", most=4) != []


def test_few_are_shown_and_that_there_are_more_is_said(filled: EngineStore) -> None:
    found = find_paths(filled, PathQuery(("C1",), ("C2",), shown=1), read_profile(filled))
    assert [path.things[1].id for path in found.paths] == ["G1"]
    assert not found.complete
    assert found.why_not == "there are 2 paths of that length, of which the 1 most telling are given"


def test_a_budget_leaves_out_what_has_the_most_edges_and_says_so(filled: EngineStore) -> None:
    profile = read_profile(filled)
    found = find_paths(filled, PathQuery(("D3",), ("T",)), profile, max_edges=0)
    assert not found.complete and "not all were looked at" in found.why_not


def test_relations_may_be_left_out(filled: EngineStore) -> None:
    profile = read_profile(filled)
    relations = tuple(name for name in but_texts(profile) if name != "in_species")
    assert "mentions" not in relations and "binds" in relations
    assert find_paths(filled, PathQuery(("G10",), ("G11",), (), relations), profile).paths == ()
    assert find_shared(filled, SharedQuery((("G10",), ("G11",)), (), relations)).things == ()
    assert [t.id for t in find_shared(filled, SharedQuery((("G10",), ("G11",)))).things] == ["T", "S"]


def test_things_of_one_name_count_as_one_end(filled: EngineStore) -> None:
    found = find_paths(filled, PathQuery(("A", "C1"), ("A2", "C2")), read_profile(filled))
    assert [path.things[1].id for path in found.paths] == ["G1", "G2"]
    assert [t.id for t in find_shared(filled, SharedQuery((("A", "C1"), ("C2",)))).things] == ["G1", "G2"]


def test_three_things_share_what_each_has_an_edge_to(filled: EngineStore) -> None:
    found = find_shared(filled, SharedQuery((("C1",), ("D1",), ("D2",))))
    assert [thing.id for thing in found.things] == ["G2"]
    assert len(found.edges["G2"]) == 3


def test_names_that_look_like_statements_are_data(graph_store: EngineStore) -> None:
    evil = "'}) DETACH DELETE n //"
    graph_store.rebuild(
        [Node.of(evil, "Gene", name=evil), Node.of("b", "Gene"), Node.of("c", "Gene")],
        [Edge.of(evil, "interacts", "b"), Edge.of("b", "interacts", "c")],
        1,
    )
    found = find_paths(graph_store, PathQuery((evil,), ("c",)))
    assert [thing.id for thing in found.paths[0].things] == [evil, "b", "c"]
    assert evil not in found.statement.text


@pytest.mark.parametrize(
    "made",
    [
        lambda: PathQuery((), ("a",)),
        lambda: PathQuery(("a",), ("a",)),
        lambda: PathQuery(("a",), ("b",), most=9),
        lambda: PathQuery(("a",), ("b",), ("",)),
        lambda: PathQuery(("a",), ("b",), shown=0),
        lambda: SharedQuery((("a",),)),
        lambda: SharedQuery((("a",), ())),
    ],
)
def test_a_request_that_means_nothing_cannot_be_made(made: object) -> None:
    with pytest.raises(BadQuery):
        made()  # type: ignore[operator]


def test_requests_say_themselves() -> None:
    query = PathQuery(("C1",), ("D1",), ("Gene",))
    assert query.english({"C1": "aspirin"}) == (
        "the shortest paths of up to 4 steps between aspirin (C1) and D1, through genes only"
    )
    assert query.to_json() == {
        "paths": {"source": ["C1"], "target": ["D1"], "through": ["Gene"], "relations": [], "most": 4, "shown": 10}
    }
    shared = SharedQuery((("C1",), ("D1",)), ("Gene",), ("binds",))
    assert (
        shared.english({})
        == "genes with an edge to each of C1 and D1, other than by texts that describe or mention them"
    )
    assert shared.to_json()["shared"]["ends"] == [["C1"], ["D1"]]


def test_usual_degrees_are_averages() -> None:
    profile = Profile({"Gene": 4, "Species": 1}, {("Gene", "in_species", "Species"): 4})
    assert usual_degrees(profile) == {"Gene": 1.0, "Species": 4.0}


pairs = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=14)


@settings(max_examples=15, deadline=None)
@given(pairs)
def test_the_length_is_that_of_a_plain_search(graph_of: EngineStore, pairs: list[tuple[int, int]]) -> None:
    graph_of.rebuild(
        [Node.of(f"n{n}", "Gene") for n in range(8)], [Edge.of(f"n{a}", "interacts", f"n{b}") for a, b in {*pairs}], 1
    )
    near: dict[int, set[int]] = {n: set() for n in range(8)}
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    level, seen, length = {0}, {0}, 0
    while level and 7 not in level and length < 5:
        level = {other for one in level for other in near[one]} - seen
        seen |= level
        length += 1
    found = find_paths(graph_of, PathQuery(("n0",), ("n7",)), read_profile(graph_of))
    assert found.length == (length if 7 in level and length <= 4 else 0)
    for path in found.paths:
        assert [thing.id for thing in path.things][:: len(path.things) - 1] == ["n0", "n7"]
        assert all(steps for steps in path.steps)


@pytest.fixture(scope="module")
def graph_of(engine: object) -> Iterator[EngineStore]:
    """One store for all examples."""
    store = engine.store()  # type: ignore[attr-defined]
    store.reset()
    yield store
    store.close()
