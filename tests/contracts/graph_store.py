"""What every graph store must do. Inherit `GraphStoreContract` and give it a fixture `store`, empty and writable."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labkin.graph import names
from labkin.graph.bolt_store import BoltStore
from labkin.graph.digest import digest
from labkin.graph.errors import StoreError
from labkin.graph.model import Edge, Node
from labkin.graph.store import Change, EdgeKey
from labkin.graph.values import clean_props, dump_props

EGFR = Node.of("HGNC:3236", "Gene", name="EGFR", synonyms=["ERBB1", "HER1"])
SET = Node.of("HGNC:10760", "Gene", name="SET")
GEFITINIB = Node.of("CHEMBL:939", "Compound", name="gefitinib", molecular_weight=446.9, approved=True, year=2003)
IMATINIB = Node.of("CHEMBL:941", "Compound", name="imatinib", molecular_weight=493.6, approved=True, year=2001)
CANCER = Node.of("DOID:162", "Disease", name="cancer")
LUNG = Node.of("DOID:1324", "Disease", name="lung cancer")
NAUSEA = Node.of("UMLS:C0027497", "Side Effect", name="nausea")
NODES = [EGFR, SET, GEFITINIB, IMATINIB, CANCER, LUNG, NAUSEA]
EDGES = [
    Edge.of("CHEMBL:939", "inhibits", "HGNC:3236", ic50=33.0),
    Edge.of("CHEMBL:939", "treats", "DOID:1324", {"line": "first"}, since=2003),
    Edge.of("CHEMBL:939", "treats", "DOID:1324", {"line": "second"}, since=2009),
    Edge.of("CHEMBL:939", "treats", "DOID:1324", note="no line given"),
    Edge.of("CHEMBL:941", "treats", "DOID:162"),
    Edge.of("CHEMBL:939", "causes", "UMLS:C0027497"),
    Edge.of("DOID:1324", "is_a", "DOID:162"),
    Edge.of("HGNC:3236", "Gr>G", "HGNC:10760", unbiased=True),
    Edge.of("HGNC:3236", "interacts", "HGNC:3236"),
]
ODD_TEXTS = [
    "SET n.x = 1 //", "'; MATCH (n) DETACH DELETE n //", '"quoted"', "it's", "`DROP`", "MERGE", "a\nb\r\n\tc",
    "\\", "\\u0041",
    "מולקולה \u202eabc\u202c", "東京 🧬", "e\u0301 \u00e9", "$x {y}", "", " ", "null", "1", "true",
    "2024-03-01", "n" * 10_000,
]  # fmt: skip
ODD_NAMES = [
    "a.b",
    "IC50 (nM)",
    "100%",
    "a`b",
    "x: y",
    "naïve",
    "a\nb",
    "SET",
    "_q",
    "_kind",
    "@rid",
    "~id",
    "ID",
    "n" * 10_000,
]
ODD_VALUES: list[Any] = [
    2**53 + 1, -(2**63), 2**63 - 1, 0, 1.0, -2.5, 1e300, 5e-324, 0.1 + 0.2, True, False, [], [1, 2], [2**53 + 1],
    [1.0, 2.0], [0.1], [True, False], ["a", ""], ["'", "`"], "2024-03-01", "2024-03-01T10:00:00+02:00",
]  # fmt: skip

values = st.one_of(
    st.text(max_size=20),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.lists(st.text(max_size=5), max_size=3),
    st.lists(st.integers(-(2**63), 2**63 - 1), max_size=3),
    st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=3),
)
props = st.dictionaries(st.text(max_size=12), values, max_size=4).map(clean_props)


def key(edge: Edge) -> EdgeKey:
    return EdgeKey(str(edge.subject), edge.relation, str(edge.object), dump_props(edge.qualifiers))


def same(found: list[Any], wanted: list[Any]) -> None:
    """Equal in any order, types included: 1, 1.0 and True are three values."""
    assert sorted(map(repr, found)) == sorted(map(repr, wanted))


class GraphStoreContract:
    """The tests. They name no engine."""

    @pytest.fixture
    def filled(self, store: BoltStore) -> BoltStore:
        store.apply(Change(nodes=NODES, edges=EDGES), 7)
        return store

    @pytest.fixture
    def identity(self, store: BoltStore) -> str:
        """How a statement of this dialect writes the identifier of `n`."""
        return "id(n)" if store.dialect_name == "neptune" else "n.id"

    # -- writing and reading back ------------------------------------------------------------------------------------

    def test_an_empty_store_shows_nothing(self, store: BoltStore) -> None:
        assert store.mark() == 0
        assert list(store.all_nodes()) == []
        assert list(store.all_edges()) == []
        assert store.get(["HGNC:3236"]) == []

    def test_what_was_written_comes_back(self, filled: BoltStore) -> None:
        assert filled.mark() == 7
        same(list(filled.all_nodes()), NODES)
        same(list(filled.all_edges()), EDGES)
        assert digest(filled.all_nodes(), filled.all_edges()) == digest(NODES, EDGES)

    def test_get_gives_those_that_exist(self, filled: BoltStore) -> None:
        same(filled.get(["HGNC:3236", "DOID:162", "HGNC:3236", "nobody"]), [EGFR, CANCER])
        assert filled.get([]) == []

    def test_a_change_made_twice_is_made_once(self, filled: BoltStore) -> None:
        filled.apply(Change(nodes=NODES, edges=EDGES), 7)
        same(list(filled.all_nodes()), NODES)
        same(list(filled.all_edges()), EDGES)

    def test_an_empty_change_moves_the_mark(self, filled: BoltStore) -> None:
        filled.apply(Change(), 8)
        assert filled.mark() == 8
        same(list(filled.all_edges()), EDGES)

    def test_a_large_change_is_made_in_parts_and_whole(self, store: BoltStore) -> None:
        nodes = [Node.of(f"N:{i}", f"Kind{i % 3}", number=i) for i in range(6_000)]
        edges = [Edge.of(f"N:{i}", f"relates{i % 2}", f"N:{i * 7 % 6_000}", weight=i / 2) for i in range(6_000)]
        store.apply(Change(nodes=nodes, edges=edges), 1)
        assert digest(store.all_nodes(), store.all_edges()) == digest(nodes, edges)
        assert store.mark() == 1
        gone = [str(node.id) for node in nodes[:3_000]]
        store.apply(Change(remove_nodes=gone), 2)
        assert digest(store.all_nodes(), []) == digest(nodes[3_000:], [])
        left = [e for e in edges if int(e.subject.local) >= 3_000 and int(e.object.local) >= 3_000]
        assert digest([], store.all_edges()) == digest([], left)

    def test_the_digest_sees_one_altered_property(self, filled: BoltStore, identity: str) -> None:
        before = digest(filled.all_nodes(), filled.all_edges())
        with filled.writing() as session:
            session.run(f"MATCH (n:Entity) WHERE {identity} = 'CHEMBL:939' SET n.year = 2004").consume()
        assert digest(filled.all_nodes(), filled.all_edges()) != before

    # -- changes -----------------------------------------------------------------------------------------------------

    def test_a_node_is_replaced_whole_and_keeps_its_edges(self, filled: BoltStore) -> None:
        now = Node.of("CHEMBL:939", "Compound", name="Gefitinib")
        filled.apply(Change(nodes=[now]), 8)
        assert filled.get(["CHEMBL:939"]) == [now]
        same(list(filled.all_edges()), EDGES)

    @pytest.mark.parametrize("ids", [["CHEMBL:939"], ["HGNC:3236"], ["CHEMBL:939", "DOID:1324", "HGNC:3236"]])
    def test_a_node_of_another_kind_keeps_its_edges(self, filled: BoltStore, ids: list[str]) -> None:
        changed = [Node.of(id, "Substance under test", name=id, xs=[1.0]) for id in ids]
        for mark in (8, 9):
            filled.apply(Change(nodes=changed), mark)
            same(list(filled.all_nodes()), [n for n in NODES if str(n.id) not in ids] + changed)
            same(list(filled.all_edges()), EDGES)
        found = filled.read(f"MATCH (n:{names.quote(names.kind_label('Substance under test'))}) RETURN count(n) AS n")
        assert found == [{"n": len(ids)}]

    def test_kind_edges_and_properties_change_at_once(self, filled: BoltStore) -> None:
        new = Edge.of("CHEMBL:939", "binds", "HGNC:3236", kd=1.5)
        change = Change(
            remove_edges=[key(EDGES[0])],
            nodes=[Node.of("CHEMBL:939", "Drug")],
            edges=[new, Edge.of("DOID:1324", "is_a", "DOID:162", x=1)],
        )
        for mark in (8, 9):
            filled.apply(change, mark)
            wanted = [new, *EDGES[1:6], Edge.of("DOID:1324", "is_a", "DOID:162", x=1), *EDGES[7:]]
            same(list(filled.all_edges()), wanted)
        assert filled.get(["CHEMBL:939"]) == [Node.of("CHEMBL:939", "Drug")]

    def test_an_edge_is_replaced_whole(self, filled: BoltStore) -> None:
        filled.apply(Change(edges=[Edge.of("CHEMBL:939", "inhibits", "HGNC:3236", ki=1)]), 8)
        wanted = [Edge.of("CHEMBL:939", "inhibits", "HGNC:3236", ki=1), *EDGES[1:]]
        same(list(filled.all_edges()), wanted)

    def test_edges_that_differ_in_qualifiers_are_apart(self, filled: BoltStore) -> None:
        filled.apply(Change(remove_edges=[key(EDGES[1])]), 8)
        same(list(filled.all_edges()), [EDGES[0], *EDGES[2:]])
        filled.apply(Change(remove_edges=[key(EDGES[3])]), 9)
        same(list(filled.all_edges()), [EDGES[0], EDGES[2], *EDGES[4:]])

    def test_qualifiers_can_be_asked_for(self, filled: BoltStore) -> None:
        rows = filled.read(
            "MATCH (:Compound)-[r:treats]->(:Disease) WHERE r.line = $line RETURN r.since AS since", {"line": "second"}
        )
        assert rows == [{"since": 2009}]

    def test_a_property_with_the_name_of_a_qualifier_is_kept_apart(self, store: BoltStore) -> None:
        edge = Edge.of("A:1", "treats", "A:2", {"dose": 1, "xs": [1]}, dose=2.0, xs=["a"], other="b")
        store.apply(Change(nodes=[Node.of("A:1", "A"), Node.of("A:2", "A")], edges=[edge]), 1)
        same(list(store.all_edges()), [edge])

    def test_removing_a_node_removes_its_edges(self, filled: BoltStore) -> None:
        filled.apply(Change(remove_nodes=["CHEMBL:939"]), 8)
        same(list(filled.all_nodes()), [n for n in NODES if n is not GEFITINIB])
        same(list(filled.all_edges()), [e for e in EDGES if str(e.subject) != "CHEMBL:939"])

    def test_removing_what_is_not_there_does_no_harm(self, filled: BoltStore) -> None:
        missing = EdgeKey("HGNC:3236", "never", "nobody", "")
        filled.apply(
            Change(remove_nodes=["nobody"], remove_edges=[missing, EdgeKey("HGNC:3236", "treats", "x", "{}")]), 8
        )
        same(list(filled.all_nodes()), NODES)
        same(list(filled.all_edges()), EDGES)

    def test_a_removed_node_can_come_back(self, filled: BoltStore) -> None:
        filled.apply(Change(remove_nodes=["HGNC:3236"]), 8)
        filled.apply(Change(nodes=[EGFR], edges=[EDGES[0]]), 9)
        same(list(filled.all_nodes()), NODES)
        assert EDGES[0] in list(filled.all_edges())

    # -- odd names and values ----------------------------------------------------------------------------------------

    def test_odd_values_come_back_as_they_went(self, store: BoltStore) -> None:
        odd = [Node.of(f"V:{i}", "Value", value=value) for i, value in enumerate([*ODD_VALUES, *ODD_TEXTS])]
        edges = [Edge.of("V:0", "has", str(n.id), n.props, value=n.props["value"]) for n in odd]
        store.apply(Change(nodes=odd, edges=edges), 1)
        same(list(store.all_nodes()), odd)
        same(list(store.all_edges()), edges)

    def test_odd_names_of_properties(self, store: BoltStore) -> None:
        node = Node.of("P:1", "Kind", **{name: i for i, name in enumerate(["", *ODD_NAMES])})
        edge = Edge.of("P:1", "rel", "P:1", {name: i for i, name in enumerate(ODD_NAMES)}, **{"": 1, "q r": [1]})
        store.apply(Change(nodes=[node], edges=[edge]), 1)
        same(list(store.all_nodes()), [node])
        same(list(store.all_edges()), [edge])

    def test_odd_kinds_relations_and_identifiers(self, store: BoltStore) -> None:
        texts = [
            text for text in [*ODD_TEXTS, *ODD_NAMES, "Entity", "LabkinMark", "gene", "Gene", "GENE"] if text.strip()
        ]
        nodes = [Node.of(f"{i} {text[:2_000]}", text, name=text) for i, text in enumerate(texts)]
        edges = [Edge.of(str(a.id), b.kind, str(b.id)) for a, b in itertools.pairwise(nodes)]
        store.apply(Change(nodes=nodes, edges=edges), 1)
        same(list(store.all_nodes()), nodes)
        same(list(store.all_edges()), edges)
        same(store.get([str(n.id) for n in nodes]), nodes)

    def test_nothing_is_said_of_a_property_without_a_value(self, store: BoltStore) -> None:
        store.apply(Change(nodes=[Node.of("A:1", "A", x=None, y=float("nan"))]), 1)
        assert store.get(["A:1"])[0].props == {}
        assert store.read("MATCH (n:A) RETURN n.x AS x") == [{"x": None}]

    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
    )
    @given(props, props, props)
    def test_any_properties_come_back(self, store: BoltStore, of_node: Any, of_edge: Any, qualifiers: Any) -> None:
        from labkin.graph.model import Curie

        node = Node(Curie("A", "1"), "A", of_node)
        edge = Edge(node.id, "rel", node.id, qualifiers, of_edge)
        store.apply(Change(remove_nodes=["A:1"]), 1)
        store.apply(Change(nodes=[node], edges=[edge]), 2)
        assert digest(store.all_nodes(), store.all_edges()) == digest([node], [edge])

    # -- questions ---------------------------------------------------------------------------------------------------

    def test_neighbours(self, filled: BoltStore) -> None:
        rows = filled.read(
            "MATCH (:Gene {name: $name})-[r]-(m:Entity) RETURN DISTINCT m.name AS name", {"name": "EGFR"}
        )
        assert {row["name"] for row in rows} == {"gefitinib", "SET", "EGFR"}

    def test_typed_patterns_and_values_as_parameters(self, filled: BoltStore) -> None:
        rows = filled.read(
            "MATCH (c:Compound)-[:inhibits]->(g:Gene) "
            "WHERE g.name = $name AND c.molecular_weight < $most RETURN c.name AS name",
            {"name": "EGFR", "most": 450},
        )
        assert rows == [{"name": "gefitinib"}]
        assert filled.read("MATCH (n:Gene) WHERE n.name = $name RETURN count(*) AS n", {"name": "SET"}) == [{"n": 1}]
        assert filled.read("MATCH (:`Side Effect`)<-[:causes]-(c) RETURN c.name AS name") == [{"name": "gefitinib"}]

    def test_kinds_and_relations_that_nothing_has(self, filled: BoltStore) -> None:
        assert filled.read("MATCH (n:Unheard) RETURN n") == []
        assert filled.read("MATCH (n:Gene)-[:unheard_of]->(m) RETURN m") == []

    def test_aggregation(self, filled: BoltStore) -> None:
        rows = filled.read(
            "MATCH (c:Compound)-[r:treats]->(d:Disease) "
            "RETURN c.name AS name, count(DISTINCT d) AS diseases, count(r) AS edges ORDER BY name"
        )
        assert rows == [
            {"name": "gefitinib", "diseases": 1, "edges": 3},
            {"name": "imatinib", "diseases": 1, "edges": 1},
        ]
        found = filled.read(
            "MATCH (c:Compound) RETURN avg(c.year) AS mean, min(c.year) AS first, collect(c.approved) AS ok"
        )
        assert found == [{"mean": 2002.0, "first": 2001, "ok": [True, True]}]

    def test_paths_of_any_length(self, filled: BoltStore) -> None:
        rows = filled.read(
            "MATCH (c:Compound)-[:treats|is_a*1..3]->(d:Disease) RETURN DISTINCT c.name AS c, d.name AS d ORDER BY c, d"
        )
        assert [(row["c"], row["d"]) for row in rows] == [
            ("gefitinib", "cancer"), ("gefitinib", "lung cancer"), ("imatinib", "cancer"),
        ]  # fmt: skip

    def test_the_shortest_path(self, filled: BoltStore) -> None:
        if filled.dialect_name == "neptune":
            text = (
                "MATCH p = (a:Compound)-[*1..4]-(b:Disease) WHERE a.name = 'imatinib' AND b.name = 'lung cancer' "
                "RETURN length(p) AS n ORDER BY n LIMIT 1"
            )
        else:
            text = (
                "MATCH (a:Compound {name: 'imatinib'}), (b:Disease {name: 'lung cancer'}) "
                "MATCH p = shortestPath((a)-[*1..4]-(b)) RETURN length(p) AS n"
            )
        assert filled.read(text) == [{"n": 2}]

    def test_nodes_edges_and_paths_come_as_plain_values(self, filled: BoltStore) -> None:
        rows = filled.read("MATCH p = (n:Compound)-[r:inhibits]->(m) RETURN n, r, p, properties(m) AS props")
        compound = {"id": "CHEMBL:939", "kind": "Compound", "props": dict(GEFITINIB.props)}
        gene = {"id": "HGNC:3236", "kind": "Gene", "props": {"name": "EGFR", "synonyms": ["ERBB1", "HER1"]}}
        edge = {
            "subject": "CHEMBL:939",
            "relation": "inhibits",
            "object": "HGNC:3236",
            "qualifiers": {},
            "props": {"ic50": 33.0},
        }
        assert rows[0]["n"] == compound
        assert rows[0]["r"] == edge
        assert rows[0]["p"] == {"nodes": [compound, gene], "edges": [edge]}
        assert rows[0]["props"]["name"] == "EGFR"

    # -- what goes wrong ---------------------------------------------------------------------------------------------

    def test_a_reader_changes_nothing(self, filled: BoltStore) -> None:
        for text in ("CREATE (n:Gene {name: 'x'})", "MATCH (n:Gene) SET n.name = 'x'", "MATCH (n) DETACH DELETE n"):
            try:
                filled.read(text)
            except StoreError as error:
                assert "refuses" in str(error)
        assert digest(filled.all_nodes(), filled.all_edges()) == digest(NODES, EDGES)
        assert filled.mark() == 7

    def test_nonsense_is_told_in_a_sentence(self, filled: BoltStore) -> None:
        with pytest.raises(StoreError, match="does not understand the statement") as told:
            filled.read("MATCH (n RETURN n")
        assert filled.url in str(told.value)
        assert "\n" not in str(told.value)

    # -- building anew -----------------------------------------------------------------------------------------------

    def test_building_anew_replaces_everything(self, filled: BoltStore) -> None:
        nodes = [Node.of(f"N:{i}", f"Kind {i % 5}", number=i, xs=[i]) for i in range(2_500)]
        edges = [
            Edge.of(f"N:{i}", f"rel{i % 3}", f"N:{i * 3 % 2_500}", {"q": i % 2} if i % 4 else None, w=1.0)
            for i in range(5_000 // 2)
        ]
        filled.rebuild(iter(nodes), iter(edges), 20)
        assert filled.mark() == 20
        assert digest(filled.all_nodes(), filled.all_edges()) == digest(nodes, edges)
        assert filled.get(["HGNC:3236"]) == []

    def test_odd_things_survive_building_anew(self, store: BoltStore) -> None:
        nodes = [Node.of(f"V:{i}", text.strip() or "K", **{name: value}) for i, (text, name, value) in enumerate(zip(
            itertools.cycle(ODD_TEXTS), itertools.cycle(ODD_NAMES), ODD_VALUES * 2, strict=False))]  # fmt: skip
        edges = [Edge.of(str(a.id), b.kind, str(b.id), a.props, **b.props) for a, b in itertools.pairwise(nodes)]
        store.rebuild(nodes, edges, 1)
        same(list(store.all_nodes()), nodes)
        same(list(store.all_edges()), edges)
        store.apply(Change(nodes=nodes, edges=edges), 2)
        same(list(store.all_nodes()), nodes)
        same(list(store.all_edges()), edges)

    def test_a_store_built_from_nothing_is_empty(self, filled: BoltStore) -> None:
        filled.rebuild([], [], 3)
        assert (filled.mark(), list(filled.all_nodes()), list(filled.all_edges())) == (3, [], [])
        filled.apply(Change(nodes=NODES, edges=EDGES), 4)
        same(list(filled.all_edges()), EDGES)
        filled.reset()
        assert (filled.mark(), list(filled.all_nodes())) == (0, [])
