"""A lab whose graph lives on a Neo4j: passwords, servers that go and come back, databases that are not the lab's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import servers
from command_line import CommandLine
from engines import empty
from labkin.graph.bolt_store import BoltStore, open_store
from labkin.graph.digest import digest

PASSWORD = "p@ss/w:rd 1"
NODES = "id\tcategory\tname\nC:1\tCompound\taspirin\nC:2\tCompound\tibuprofen\nD:1\tDisease\tpain\n"
EDGES = "subject\tpredicate\tobject\nC:1\tbiolink:treats\tD:1\nC:2\tbiolink:treats\tD:1\n"
QUESTION = "Which compounds treat pain?"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "kg_nodes.tsv").write_text(NODES)
    (folder / "kg_edges.tsv").write_text(EDGES)
    (folder / "more_nodes.tsv").write_text("id\tcategory\tname\nC:3\tCompound\tcodeine\n")
    (folder / "more_edges.tsv").write_text("subject\tpredicate\tobject\nC:3\tbiolink:treats\tD:1\n")
    return folder


@pytest.fixture
def server(neo4j_url: str) -> Iterator[BoltStore]:
    """The one database that tests share, empty before and after."""
    with open_store(neo4j_url) as store:
        _wipe(store)
        yield store
        _wipe(store)


def _wipe(store: BoltStore) -> None:
    empty(store)
    with store.writing() as session:
        session.run("MATCH (n) DETACH DELETE n").consume()


def lab_on(url: str, folder: Path, **settings: str) -> CommandLine:
    labkin = CommandLine(folder, LABKIN_GRAPH=url, **settings)
    labkin("init", folder)
    return labkin


def test_a_lab_lives_on_a_server_alone(server: BoltStore, data: Path, tmp_path: Path) -> None:
    labkin = CommandLine(tmp_path / "lab")
    labkin("init", "lab")
    settings = tmp_path / "lab" / "labkin.toml"
    settings.write_text(settings.read_text() + f'\ngraph = "{server.url}"\n')
    labkin("load", data / "kg_nodes.tsv", data / "kg_edges.tsv")
    assert labkin.json("ask", QUESTION)["ids"] == ["C:1", "C:2"]
    labkin("load", data / "more_nodes.tsv", data / "more_edges.tsv")
    assert labkin.json("ask", QUESTION)["ids"] == ["C:1", "C:3", "C:2"]
    labkin("unload", data / "more_nodes.tsv")
    assert labkin.json("ask", QUESTION)["ids"] == ["C:1", "C:2"]
    assert labkin.json("check")["ok"]
    labkin("rebuild", "graph")
    assert labkin.json("check")["ok"]
    assert labkin.owner is None


def test_each_lab_has_a_database_of_its_own(server: BoltStore, data: Path, tmp_path: Path) -> None:
    one, two = (lab_on(server.url, tmp_path / name) for name in ("one", "two"))
    one("load", data / "kg_nodes.tsv", data / "kg_edges.tsv")
    before = digest(server.all_nodes(), server.all_edges())
    said = two("load", data / "more_nodes.tsv", code=1)
    assert "holds the graph of another lab: give this lab a database of its own" in said.err
    for command in (("ask", QUESTION), ("rebuild", "graph"), ("lineage", "C:1")):
        assert "another lab" in two(*command, code=1).err
    assert not two.json("check", code=1)["ok"]
    elsewhere = CommandLine(tmp_path / "two")
    elsewhere("check")
    assert "another lab" in elsewhere("rebuild", "graph", "--to", server.url, code=1).err
    elsewhere("stop")
    assert digest(server.all_nodes(), server.all_edges()) == before
    assert one.json("check")["ok"]


@pytest.mark.parametrize("label", ["Person", "Entity"])
def test_data_that_is_not_labkins_is_left_alone(server: BoltStore, data: Path, tmp_path: Path, label: str) -> None:
    with server.writing() as session:
        session.run(f"CREATE (:{label} {{name: 'Ann'}})-[:KNOWS]->(:{label} {{name: 'Ben'}})").consume()
    labkin = lab_on(server.url, tmp_path / "lab")
    said = labkin("load", data / "kg_nodes.tsv", code=1)
    assert f"holds data that is not Labkin's, such as a node {label}" in said.err
    assert "not Labkin's" in labkin("rebuild", "graph", code=1).err
    assert server.read("MATCH (a)-[:KNOWS]->(b) RETURN a.name AS a, b.name AS b") == [{"a": "Ann", "b": "Ben"}]
    assert server.read("MATCH (n) RETURN count(n) AS n") == [{"n": 2}]


def test_a_restored_copy_does_not_build_on_what_the_other_wrote(server: BoltStore, data: Path, tmp_path: Path) -> None:
    one = lab_on(server.url, tmp_path / "one")
    one("load", data / "kg_nodes.tsv", data / "kg_edges.tsv")
    one("backup", tmp_path / "backup.tar")
    one("load", data / "more_nodes.tsv")
    two = CommandLine(tmp_path / "two", LABKIN_GRAPH=server.url)
    two("restore", tmp_path / "backup.tar", "--lab", two.lab)
    assert two.json("check")["ok"]
    (tmp_path / "own_nodes.tsv").write_text("id\tcategory\tname\nC:4\tCompound\tmorphine\n")
    two("load", tmp_path / "own_nodes.tsv")
    two("load", data / "more_edges.tsv")
    assert two.json("check")["ok"]
    assert one.json("check")["ok"]


def test_a_server_with_a_password_goes_and_comes_back(data: Path, tmp_path: Path) -> None:
    home = tmp_path / "server"
    home.mkdir()
    try:
        with servers.neo4j(PASSWORD, home) as url:
            labkin = lab_on(url, tmp_path / "lab", LABKIN_GRAPH_PASSWORD=PASSWORD)
            wrong = {"LABKIN_GRAPH_PASSWORD": "wrong"}
            said = labkin("load", data / "kg_nodes.tsv", code=1, **wrong)
            assert "refuses the user name or password" in said.err and "wrong" not in said.err
            assert "refuses" in labkin("check", code=1, LABKIN_GRAPH_PASSWORD="").out
            labkin("load", data / "kg_edges.tsv")
            assert labkin.json("ask", QUESTION)["ids"] == ["C:1", "C:2"]
            assert "no such database" in labkin("ask", QUESTION, code=1, LABKIN_GRAPH=f"{url}/absent").err
            inside = url.replace("bolt://", "bolt://neo4j:p%40ss%2Fw%3Ard%201@")
            labkin("load", data / "more_nodes.tsv", LABKIN_GRAPH=inside, LABKIN_GRAPH_PASSWORD="")
            for said in (labkin("status"), labkin("status", "--json"), labkin("check", "--json")):
                assert PASSWORD not in said.out and "p%40ss" not in said.out
    except servers.Unavailable as why:
        pytest.skip(f"needs neo4j: {why}")
    port = int(url.rpartition(":")[2])
    said = labkin("load", data / "more_edges.tsv", code=1)
    assert f"{url} cannot be reached" in said.err
    assert "cannot be reached" in labkin("ask", QUESTION, code=1).err
    assert labkin.json("status")["projections"]["graph"]["behind"] > 0
    read_only = {"server__databases__default_to_read_only": "true"}
    with servers.neo4j(PASSWORD, home, port, **read_only):
        assert "may only be read" in labkin("ask", QUESTION, code=1).err
    with servers.neo4j(PASSWORD, home, port):
        assert labkin.json("ask", QUESTION)["ids"] == ["C:1", "C:3", "C:2"]
        assert labkin.json("check")["ok"]
    with servers.neo4j(PASSWORD, home, port, **read_only):
        assert labkin.json("ask", QUESTION)["ids"] == ["C:1", "C:3", "C:2"]


def test_the_graph_for_neptune_is_written_as_files(data: Path, tmp_path: Path) -> None:
    labkin = CommandLine(tmp_path / "lab")
    labkin("init", "lab")
    labkin("load", data / "kg_nodes.tsv", data / "kg_edges.tsv", "--no-wait")
    labkin("rebuild", "graph", "--to", f"neptune-csv:{tmp_path / 'out'}")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["edges", "manifest.json", "nodes"]
    again = labkin("rebuild", "graph", "--to", f"neptune-csv:{tmp_path / 'out'}", code=1)
    assert "is not an empty folder" in again.err
    labkin("stop")
