"""Every graph store against the one contract; and what each engine is told, side by side."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from graph_store import EDGES, GEFITINIB, NODES, GraphStoreContract
from neo4j.exceptions import ClientError

from engines import empty
from labkin.graph import names
from labkin.graph.bolt_store import BoltStore, open_store
from labkin.graph.digest import digest
from labkin.graph.errors import StoreError
from labkin.graph.model import Edge, Node
from labkin.graph.rows import edge_of, edge_row, node_of, node_row
from labkin.graph.store import Change
from labkin.graph.writes import WRITES
from neptune_played import NeptuneOnNeo4j

if TYPE_CHECKING:
    from labkin.graph.arcade import Engine, EngineStore


class TestEmbedded(GraphStoreContract):
    """The engine that comes with Labkin."""

    @pytest.fixture
    def store(self, graph_store: EngineStore) -> BoltStore:
        return graph_store

    def test_readers_see_the_old_graph_or_the_new_one(self, filled: BoltStore) -> None:
        sizes = {len(NODES)}
        seen: set[int] = set()
        reads, stop = threading.Semaphore(0), threading.Event()
        failed: list[Exception] = []

        def look() -> None:
            while not stop.is_set():
                try:
                    seen.add(filled.read("MATCH (n:Entity) RETURN count(n) AS n")[0]["n"])
                except Exception as error:
                    failed.append(error)
                reads.release()

        reader = threading.Thread(target=look)
        reader.start()
        try:
            for size in (300, 1_000, 20):
                filled.rebuild((Node.of(f"N:{i}", "K") for i in range(size)), (), size)
                sizes.add(size)
                while size not in seen and not failed:
                    assert reads.acquire(timeout=60)
        finally:
            stop.set()
            reader.join()
        assert not failed
        assert {300, 1_000, 20} <= seen <= sizes

    def test_a_rebuild_that_fails_leaves_the_graph_as_it_was(self, filled: BoltStore) -> None:
        def broken() -> Iterator[Edge]:
            yield EDGES[0]
            raise StoreError("the ledger is gone")

        with pytest.raises(StoreError, match="the ledger is gone"):
            filled.rebuild(NODES, broken(), 9)
        assert filled.mark() == 7
        assert len(list(filled.all_edges())) == len(EDGES)

    def test_readers_of_the_engine_may_only_read(self, engine: Engine, filled: BoltStore) -> None:
        with BoltStore(engine.url, engine.reader, engine.database, "arcadedb", guarded=True) as reader:
            assert reader.mark() == 7
            for text in (
                "CREATE (n:Gene {id: 'x'})",
                "MATCH (n:Gene) SET n.name = 'x'",
                "MATCH (n:Gene) DETACH DELETE n",
            ):
                with pytest.raises(ClientError, match=r"not allowed|Error executing"), reader.writing() as session:
                    session.run(text).consume()
                with pytest.raises(ClientError), reader.writing() as session, session.begin_transaction() as tx:
                    tx.run(text).consume()
                    tx.commit()
                with pytest.raises(StoreError):
                    reader.read(text)
            with pytest.raises(StoreError, match="only the process that owns"):
                reader.apply(Change(), 8)
        assert digest(filled.all_nodes(), filled.all_edges()) == digest(NODES, EDGES)

    def test_edges_whose_ends_are_missing_are_left_out(self, graph_store: EngineStore) -> None:
        graph_store.rebuild(NODES[:1], [Edge.of("HGNC:3236", "treats", "nobody")], 1)
        assert list(graph_store.all_edges()) == []


class TestNeo4j(GraphStoreContract):
    """A real Neo4j 5."""

    @pytest.fixture
    def store(self, neo4j_url: str) -> Iterator[BoltStore]:
        with open_store(neo4j_url) as store:
            empty(store)
            yield store

    def test_every_identifier_is_there_once(self, filled: BoltStore) -> None:
        with pytest.raises(Exception, match="already exists"), filled.writing() as session:
            session.run("CREATE (n:Entity {id: 'HGNC:3236'})").consume()


class TestNeptuneStatements(GraphStoreContract):
    """What Neptune would be told, run where a server can be had. No run against AWS was made."""

    @pytest.fixture
    def store(self, neo4j_url: str) -> Iterator[BoltStore]:
        with NeptuneOnNeo4j(neo4j_url) as store:
            empty(store)
            yield store

    def test_nodes_edges_and_paths_come_as_plain_values(self, filled: BoltStore) -> None:
        """All but the identifiers of nodes, which come from the server, and that one only plays Neptune."""
        found = filled.read("MATCH p = (n:Compound)-[r:inhibits]->(m) RETURN n, r, p")[0]
        assert found["n"]["kind"] == "Compound"
        assert found["n"]["props"] == dict(GEFITINIB.props)
        assert (found["r"]["relation"], found["r"]["props"]) == ("inhibits", {"ic50": 33.0})
        assert [node["props"]["name"] for node in found["p"]["nodes"]] == ["gefitinib", "EGFR"]
        assert found["p"]["nodes"][1]["props"]["synonyms"] == ["ERBB1", "HER1"]


# -- without a server ----------------------------------------------------------------------------------------------

GOLDEN = {
    "nodes_of": {
        "arcadedb": "UNWIND $rows AS row MERGE (n:`Gene` {id: row.id}) SET n = row.props",
        "neo4j": "UNWIND $rows AS row MERGE (n:Entity {id: row.id}) SET n = row.props SET n:`Gene`",
        "neptune": "UNWIND $rows AS row MERGE (n:Entity:`Gene` {`~id`: row.id}) SET n = row.props",
    },
    "edges_of": {
        "arcadedb": "UNWIND $rows AS row MATCH (a:Entity {id: row.s}) MATCH (b:Entity {id: row.o}) "
        "CREATE (a)-[r:`Gene`]->(b) SET r = row.props",
        "neo4j": "UNWIND $rows AS row MATCH (a:Entity {id: row.s}) MATCH (b:Entity {id: row.o}) "
        "CREATE (a)-[r:`Gene`]->(b) SET r = row.props",
        "neptune": "UNWIND $rows AS row MATCH (a:Entity {`~id`: row.s}) MATCH (b:Entity {`~id`: row.o}) "
        "CREATE (a)-[r:`Gene`]->(b) SET r = row.props",
    },
    "without_edges_of": {
        "arcadedb": "UNWIND $rows AS row MATCH (a:Entity {id: row.s})-[r:`Gene`]->(b:Entity) "
        "WHERE row.keys[b.id][coalesce(r.`_q`, '')] DELETE r",
        "neo4j": "UNWIND $rows AS row MATCH (a:Entity {id: row.s})-[r:`Gene`]->(b:Entity) "
        "WHERE row.keys[b.id][coalesce(r.`_q`, '')] DELETE r",
        "neptune": "UNWIND $rows AS row MATCH (a:Entity {`~id`: row.s})-[r:`Gene`]->(b:Entity) "
        "WHERE [id(b), coalesce(r.`_q`, '')] IN row.keys DELETE r",
    },
}


@pytest.mark.parametrize("dialect", WRITES)
@pytest.mark.parametrize("method", GOLDEN)
def test_what_each_engine_is_told(method: str, dialect: str) -> None:
    assert getattr(WRITES[dialect], method)("Gene") == GOLDEN[method][dialect]


@pytest.mark.parametrize("dialect", WRITES)
def test_a_name_cannot_leave_its_place(dialect: str) -> None:
    evil = names.kind_label("X`) DETACH DELETE n //")
    text = WRITES[dialect].nodes_of(evil)
    assert "DETACH DELETE n //" not in text
    assert text.count("`") % 2 == 0


@pytest.mark.parametrize("lists", [True, False])
def test_rows_give_back_what_they_were_made_of(lists: bool) -> None:
    node = Node.of("A:1", "K" * 500, xs=[1.0], empty=[], name="n")
    label, row = node_row(node, lists)
    assert node_of("A:1", [names.BASE, label], row["props"]) == node
    assert lists or not any(isinstance(value, list) for value in row["props"].values())
    edge = Edge.of("A:1", "r" * 500, "A:2", {"xs": [1], "b": "x", "c": ["y"]}, xs=["a"], b=2, c=0)
    type_, row = edge_row(edge, lists)
    assert edge_of("A:1", type_, "A:2", row["props"]) == edge
    assert lists or not any(isinstance(value, list) for value in row["props"].values())


@pytest.mark.parametrize(
    ("url", "address", "auth", "database"),
    [
        ("bolt://localhost:7687", "bolt://localhost:7687", None, None),
        ("neo4j+s://ann:p%40ss@db.example.org/lab", "neo4j+s://db.example.org", ("ann", "p@ss"), "lab"),
        ("bolt://ann:x@[::1]:7000/", "bolt://[::1]:7000", ("ann", "x"), None),
    ],
)
def test_urls_of_servers(url: str, address: str, auth: Any, database: str | None) -> None:
    store = open_store(url)
    assert (store.url, store._auth, store.database) == (address, auth, database)


@pytest.mark.parametrize("url", ["", "localhost:7687", "http://localhost:7474", "bolt://", "bolt:///x"])
def test_what_is_no_url_of_a_server(url: str) -> None:
    with pytest.raises(StoreError, match="write bolt://user:password@host:7687"):
        open_store(url)


def test_a_server_that_is_not_there_is_told_in_a_sentence() -> None:
    with BoltStore("bolt://127.0.0.1:1", None, None, "neo4j", patience=0.0) as store:
        with pytest.raises(StoreError, match=r"bolt://127\.0\.0\.1:1 cannot be reached"):
            store.mark()
        with pytest.raises(StoreError, match="cannot be reached"):
            store.apply(Change(), 1)
        with pytest.raises(StoreError, match="cannot be reached"):
            list(store.all_nodes())
