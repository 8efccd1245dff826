"""What is said of a graph as a whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from labkin.graph.model import Edge, Node
from labkin.graph.profile import FEW, SAMPLE, Profile, PropProfile, read_profile

if TYPE_CHECKING:
    from labkin.graph.bolt_store import BoltStore


def test_kinds_triples_and_properties_are_counted(every_store: BoltStore) -> None:
    nodes = [
        Node.of("B:1", "Batch", name="one", purity=98, status="released", date="2024-03-01", tags=["a", "b"]),
        Node.of("B:2", "Batch", name="two", purity=97.5, status="withdrawn", date="2024-04-01T10:00:00Z"),
        Node.of("C:1", "Side Effect", name="rash", **{"IC50 (nM)": 5, "ok": True}),
        Node.of("G:1", "gene"),
    ]
    edges = [
        Edge.of("B:1", "batch_of", "C:1"),
        Edge.of("B:2", "batch_of", "C:1", {"page": 2}),
        Edge.of("C:1", "Gr>G", "C:1"),
    ]
    every_store.rebuild(nodes, edges, 1)
    profile = read_profile(every_store)
    assert profile.kinds == {"Batch": 2, "Side Effect": 1, "gene": 1}
    assert profile.triples == {("Batch", "batch_of", "Side Effect"): 2, ("Side Effect", "Gr>G", "Side Effect"): 1}
    batch = profile.props["Batch"]
    assert (batch["purity"].type, batch["purity"].count) == ("number", 2)
    assert batch["status"].values == ("released", "withdrawn")
    assert (batch["date"].type, batch["tags"].type, batch["tags"].count) == ("date", "list", 1)
    assert batch["name"].values == ()  # names are found by search, not by listing them
    assert set(profile.props["Side Effect"]) == {"IC50 (nM)", "name", "ok"}
    assert profile.props["Side Effect"]["ok"].values == (True,)
    assert "gene" not in profile.props


def test_values_beyond_the_sample_are_not_missed(every_store: BoltStore) -> None:
    nodes = [Node.of(f"N:{number}", "Thing", status="usual", code=f"c{number}") for number in range(700)]
    nodes.append(Node.of("N:last", "Thing", status="rare"))
    every_store.rebuild(nodes, [], 1)
    props = read_profile(every_store).props["Thing"]
    assert props["status"].values == ("rare", "usual")
    assert (props["code"].values, props["code"].count) == ((), 700)


def test_a_property_that_only_things_beyond_the_sample_have_has_their_type(every_store: BoltStore) -> None:
    nodes = [Node.of(f"N:{number:04}", "Thing", length=number) for number in range(SAMPLE + 100)]
    nodes += [Node.of(f"N:9{number:03}", "Thing", duration=number) for number in range(3)]
    every_store.rebuild(nodes, [], 1)
    props = read_profile(every_store).props["Thing"]
    assert (props["duration"].type, props["duration"].count) == ("integer", 3)


def test_many_values_are_not_listed(every_store: BoltStore) -> None:
    every_store.rebuild([Node.of(f"N:{n}", "Thing", code=f"c{n}") for n in range(FEW + 1)], [], 1)
    assert read_profile(every_store).props["Thing"]["code"].values == ()


def test_an_empty_graph_has_an_empty_profile(every_store: BoltStore) -> None:
    assert read_profile(every_store) == Profile()


def test_long_names_come_back_whole(every_store: BoltStore) -> None:
    kind, relation = "Kind " + "k" * 300, "relates " + "r" * 300
    every_store.rebuild([Node.of("a", kind), Node.of("b", kind)], [Edge.of("a", relation, "b")], 1)
    assert read_profile(every_store).triples == {(kind, relation, kind): 1}


texts = st.text(max_size=8)
values = st.one_of(texts, st.integers(-9, 9), st.booleans())
props = st.builds(
    PropProfile,
    st.sampled_from(["text", "number"]),
    st.integers(0, 99),
    st.lists(values, max_size=3).map(tuple),
    st.lists(values, max_size=3).map(tuple),
)
profiles = st.builds(
    Profile,
    st.dictionaries(texts, st.integers(0, 99), max_size=3),
    st.dictionaries(st.tuples(texts, texts, texts), st.integers(0, 99), max_size=3),
    st.dictionaries(texts, st.dictionaries(texts, props, max_size=2), max_size=2),
)


@given(profiles)
def test_json_gives_back_the_same_profile(profile: Profile) -> None:
    assert Profile.from_json(json.loads(json.dumps(profile.to_json()))) == profile
