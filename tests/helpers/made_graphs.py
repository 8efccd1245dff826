"""Small graphs as hypothesis makes them."""

from __future__ import annotations

from hypothesis import strategies as st

from labkin.graph.model import Curie, Edge, Node
from labkin.graph.values import clean_props, dump_props

texts = st.text(st.characters(codec="utf-8"), max_size=8)
values = st.one_of(
    texts,
    st.sampled_from(["[1]", '["a"]', '"a"', '""', "[", " ", "a,b", 'a"b', "\r\n", "NaN", "1", "true"]),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.lists(texts, max_size=3),
    st.lists(st.integers(-9, 9), max_size=3),
)
props = st.dictionaries(st.one_of(texts, st.sampled_from(["a b", "a,b", "a:b", "_x20_", "_x20 b"])), values, max_size=3)
kept = props.map(clean_props)
kinds = st.one_of(st.sampled_from(["Gene", "Side Effect", "a;b"]), texts.filter(bool))
nodes = st.lists(
    st.builds(Node, st.integers(0, 5).map(lambda n: Curie("N", str(n))), kinds, kept),
    max_size=5,
    unique_by=lambda node: str(node.id),
)
edges = st.lists(
    st.builds(Edge, st.just(Curie("N", "0")), kinds, st.just(Curie("N", "1")), kept, kept),
    max_size=4,
    unique_by=lambda edge: (edge.relation, dump_props(edge.qualifiers)),
)
graphs = st.tuples(nodes, edges)
