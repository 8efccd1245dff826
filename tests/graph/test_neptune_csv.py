"""The files for Neptune's bulk loader, read back as the loader's documentation says it reads them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import itertools
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from graph_store import EDGES, NODES, ODD_NAMES, ODD_TEXTS, ODD_VALUES
from hypothesis import given, settings
from hypothesis import strategies as st

from labkin.graph.digest import digest
from labkin.graph.errors import LabError
from labkin.graph.model import Edge, Node
from labkin.graph.neptune_csv import write_neptune_csv
from labkin.graph.rows import edge_of, node_of
from made_graphs import graphs

csv.field_size_limit(sys.maxsize)
READ = {"Bool": lambda text: text == "true", "Long": int, "Double": float, "String": str}
SYSTEM = {":ID", ":LABEL", ":START_ID", ":END_ID", ":TYPE"}


def rows_of(file: Path) -> list[tuple[dict[str, str], dict[str, Any]]]:
    """The rows of one file: the columns of the system, and the properties by their types. Empty cells are nothing."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as stream:
        header, *lines = list(csv.reader(stream, strict=True))
    assert not any(re.search(r"[ ,\r\n]", name) for name in header)
    assert len(set(header)) == len(header)
    rows = []
    for line in lines:
        assert len(line) == len(header)
        cells = dict(zip(header, line, strict=True))
        props: dict[str, Any] = {}
        for column, text in cells.items():
            if column not in SYSTEM and text:
                name, type_ = column.split(":")
                props[name] = READ[type_](text)
        rows.append(({name: cells[name] for name in header if name in SYSTEM}, props))
    return rows


def read_back(folder: Path) -> tuple[list[Node], list[Edge], dict[str, Any]]:
    nodes, edges, mark = [], [], {}
    for file in sorted((folder / "nodes").iterdir()):
        for system, props in rows_of(file):
            if system[":LABEL"] == "LabkinMark":
                mark = {"id": system[":ID"], **props}
            else:
                nodes.append(node_of(system[":ID"], system[":LABEL"].split(";"), props))
    for file in sorted((folder / "edges").iterdir()):
        for system, props in rows_of(file):
            edges.append(edge_of(system[":START_ID"], system[":TYPE"], system[":END_ID"], props))
    return nodes, edges, mark


def ids_of_edges(folder: Path) -> list[str]:
    return [system[":ID"] for file in (folder / "edges").iterdir() for system, _ in rows_of(file)]


def test_a_graph_comes_back_whole(tmp_path: Path) -> None:
    manifest = write_neptune_csv(NODES, EDGES, tmp_path / "out", mark=7, lab="abc")
    nodes, edges, mark = read_back(tmp_path / "out")
    assert digest(nodes, edges) == digest(NODES, EDGES)
    assert mark == {"id": "labkin mark", "transaction": 7, "lab": "abc"}
    assert (manifest["nodes"], manifest["edges"]) == (len(NODES), len(EDGES))
    assert len(set(ids_of_edges(tmp_path / "out"))) == len(EDGES)


def test_odd_names_and_values_come_back(tmp_path: Path) -> None:
    pairs = zip(ODD_TEXTS * 5, ODD_NAMES * 6, [*ODD_VALUES, *ODD_TEXTS] * 2, strict=False)
    nodes = [Node.of(f"V:{i}", text.strip() or "K", **{name: value}) for i, (text, name, value) in enumerate(pairs)]
    nodes += [Node.of('W:1, "x"\ny', "K", name=" ends in space "), Node.of("W:2", "K", **{"IC50, in nM: x": 1})]
    edges = [Edge.of(str(a.id), b.kind, str(b.id), a.props, **b.props) for a, b in itertools.pairwise(nodes)]
    write_neptune_csv(nodes, edges, tmp_path / "out", mark=1, lab="")
    found_nodes, found_edges, _ = read_back(tmp_path / "out")
    assert sorted(map(repr, found_nodes)) == sorted(map(repr, nodes))
    assert sorted(map(repr, found_edges)) == sorted(map(repr, edges))


@settings(max_examples=40, deadline=None)
@given(graphs, st.integers(1, 3))
def test_any_graph_comes_back(tmp_path_factory: pytest.TempPathFactory, graph: Any, rows: int) -> None:
    nodes, edges = graph
    folder = tmp_path_factory.mktemp("csv") / "out"
    write_neptune_csv(nodes, edges, folder, mark=1, lab="x", rows=rows)
    found_nodes, found_edges, _ = read_back(folder)
    assert sorted(map(repr, found_nodes)) == sorted(map(repr, nodes))
    assert sorted(map(repr, found_edges)) == sorted(map(repr, edges))


def test_files_are_split_and_their_checksums_noted(tmp_path: Path) -> None:
    nodes = [Node.of(f"N:{i}", "Side Effect", n=i) for i in range(25)]
    manifest = write_neptune_csv(nodes, [], tmp_path / "out", mark=1, lab="", rows=10)
    named = [file for file in manifest["files"] if "Side_Effect" in file["path"]]
    assert [file["rows"] for file in named] == [10, 10, 5]
    for file in manifest["files"]:
        content = (tmp_path / "out" / file["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
    assert json.loads((tmp_path / "out" / "manifest.json").read_text()) == manifest


def test_the_same_graph_gives_the_same_files(tmp_path: Path) -> None:
    one = write_neptune_csv(NODES, EDGES, tmp_path / "one", mark=1, lab="x")
    two = write_neptune_csv(NODES, EDGES, tmp_path / "two", mark=1, lab="x")
    assert one == two


def test_values_of_different_types_under_one_name_do_not_share_a_column(tmp_path: Path) -> None:
    nodes = [Node.of("N:1", "K", x=1), Node.of("N:2", "K", x=1.0), Node.of("N:3", "K", x="1"), Node.of("N:4", "K", x=2)]
    manifest = write_neptune_csv(nodes, [], tmp_path / "out", mark=1, lab="")
    assert sorted(f["rows"] for f in manifest["files"] if f["path"].endswith("-K.csv.gz")) == [1, 1, 2]


def test_a_folder_in_use_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(LabError, match="not an empty folder"):
        write_neptune_csv(NODES, EDGES, tmp_path, mark=1, lab="")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
