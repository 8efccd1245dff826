"""Data Packages: the tables that they describe, with fields, units and keys, and the files these are in."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path

import pytest

from labkin.graph.errors import BadInput
from labkin.graph.model import Edge, Node, Source, Statement
from labkin.loaders import frictionless
from labkin.loaders.base import HEAD_BYTES, Input
from labkin.loaders.datasets import beside, table_id
from labkin.loaders.detect import pick
from labkin.loaders.frames import open_table
from labkin.loaders.inputs import hash_file, open_inputs, source_of

FILE = Path(__file__).parents[1] / "data" / "frictionless" / "datapackage.json"


def opened(path: Path) -> Input:
    (item,) = open_inputs(path, source_of(path, hash_file(path)))
    assert isinstance(item, Input)
    return item


def given(data: bytes) -> Input:
    return Input("p.json", Source("/p.json", "", len(data), "x", "1"), partial(io.BytesIO, data), data[:HEAD_BYTES])


def read(path: Path = FILE) -> tuple[Input, list[Statement]]:
    item = opened(path)
    return item, list(frictionless.load(item))


def nodes(statements: list[Statement], kind: str) -> dict[str, Node]:
    found = (s.fact for s in statements if isinstance(s.fact, Node) and s.fact.kind == kind)
    return {str(node.props["name"]): node for node in found}


def test_a_package_is_a_dataset_with_its_people_and_licence() -> None:
    item, statements = read()
    package = nodes(statements, "Dataset")["Tiny package"]
    assert package.props["licence"] == ("CC-BY-4.0",)
    assert package.props["format"] == "datapackage"
    assert str(nodes(statements, "Person")["Ada Lovelace"].id) == "orcid:0000-0002-1825-0097"
    assert nodes(statements, "Organization")["Tiny University"]
    assert item.unmapped == {"bundle": 1}


def test_a_table_is_told_of_under_the_identifier_that_its_own_file_gets(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_bytes(FILE.read_bytes())
    (tmp_path / "doses.csv").write_text("id,dose\na,1\nb,2\n")
    _, statements = read(tmp_path / "datapackage.json")
    csv = opened(tmp_path / "doses.csv")
    loader = pick(csv)
    assert loader is not None
    theirs = {str(s.fact.id) for s in loader.load(csv) if isinstance(s.fact, Node)}
    ours = nodes(statements, "Table")["Doses"]
    assert str(ours.id) in theirs
    assert ours.props["column_units"] == ("", "mg")
    assert ours.props["column_descriptions"] == ("", "As weighed")
    assert ours.props["declared_types"] == ("string", "number")
    assert ours.props["primary_key"] == "id"


def test_inline_data_links_and_keys_are_kept() -> None:
    _, statements = read()
    tables = nodes(statements, "Table")
    assert tables["notes"].props["rows"] == 2
    keys = [s for s in statements if isinstance(s.fact, Edge) and s.fact.relation == "related_to"]
    assert [(str(k.fact.subject), str(k.fact.object)) for k in keys if isinstance(k.fact, Edge)] == [
        (str(tables["notes"].id), str(tables["Doses"].id))
    ]
    assert keys[0].place == "/resources/1/schema/foreignKeys/0"
    assert str(nodes(statements, "File")["far"].id) == "https://example.org/far.csv"


def test_rows_that_stand_in_the_package_can_be_read() -> None:
    with open_table(FILE, "datapackage", "notes") as rows:
        assert (rows.columns, rows.fetchall()) == (["id"], [("a",), ("b",)])


def test_paths_that_lead_out_of_the_folder_are_passed_over() -> None:
    item, _ = read()
    assert [remark.place for remark in item.warnings] == ["/resources/3/path"]
    assert beside(item, "/etc/passwd") is None
    assert beside(item, "..\\x.csv") is None
    inside = beside(item, "a/../doses.csv.gz")
    assert inside is not None
    assert table_id(inside).startswith("table:doses-")


def test_other_json_is_left_alone() -> None:
    for other in (b'{"resources": 1}', b'{"@context": "x", "resources": [{"name": "a", "path": "b"}]}', b'{"a": []}'):
        assert frictionless.detect(given(other)) == 0
    with pytest.raises(BadInput):
        list(frictionless.load(given(b"[]")))
