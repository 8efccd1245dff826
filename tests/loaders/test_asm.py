"""ASM documents: measurements with units, of samples, by instruments and analysts; and what was worked out of them."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from labkin.graph.errors import BadInput
from labkin.graph.model import Edge, Node, Source, Statement
from labkin.loaders import asm
from labkin.loaders.base import HEAD_BYTES, Input
from labkin.loaders.frames import open_table
from labkin.loaders.inputs import hash_file, open_inputs, source_of

FILE = Path(__file__).parents[1] / "data" / "asm" / "plate.json"


def read(path: Path) -> tuple[Input, list[Statement]]:
    (item,) = open_inputs(path, source_of(path, hash_file(path)))
    assert isinstance(item, Input)
    return item, list(asm.load(item))


def given(data: bytes) -> Input:
    return Input("a.json", Source("/a.json", "", len(data), "asm", "1"), partial(io.BytesIO, data), data[:HEAD_BYTES])


def named(statements: list[Statement], kind: str) -> dict[str, Node]:
    found = (s.fact for s in statements if isinstance(s.fact, Node) and s.fact.kind == kind)
    return {
        str(node.props["name"]) + f" {node.props.get('measurement_identifier', '')}".rstrip(): node for node in found
    }


def edges(statements: list[Statement], relation: str) -> set[tuple[str, str]]:
    found = (s.fact for s in statements if isinstance(s.fact, Edge) and s.fact.relation == relation)
    return {(str(edge.subject), str(edge.object)) for edge in found}


def test_every_value_is_a_measurement_with_its_unit_sample_and_run() -> None:
    _, statements = read(FILE)
    found = named(statements, "Measurement")
    first = found["absorbance M1"]
    assert (first.props["value"], first.props["unit"], first.props["endpoint"]) == (0.5, "mAU", "absorbance")
    assert first.props["detector_wavelength_setting"] == "450 nm"
    assert (first.props["date"], first.props["location_identifier"]) == ("2024-03-11T10:00:00+00:00", "A1")
    assert found["viability M2"].props["processed_data_identifier"] == "P1"
    assert "unit" not in found["count M2"].props
    assert found["mass concentration M3"].props["unit"] == "ng/uL"
    assert "value" not in found["mass concentration M3"].props
    samples = named(statements, "Sample")
    assert set(samples) == {"S+", "S-"}
    assert samples["S+"].id != samples["S-"].id
    assert (str(first.id), str(samples["S+"].id)) in edges(statements, "measurement_of")
    (run,) = named(statements, "Activity").values()
    assert (str(first.id), str(run.id)) in edges(statements, "generated_by")


def test_the_run_used_an_instrument_and_was_done_by_the_analyst() -> None:
    _, statements = read(FILE)
    (run,) = named(statements, "Activity").values()
    used = {other for one, other in edges(statements, "used") if one == str(run.id)}
    assert "instrument:tiny-devices-pr-1/S/N 7" in used
    assert named(statements, "Instrument")["Tiny Devices PR-1"].props["serial_number"] == "S/N 7"
    (person,) = named(statements, "Person").values()
    assert edges(statements, "associated_with") == {(str(run.id), str(person.id))}


def test_calculated_values_are_derived_from_measured_ones() -> None:
    item, statements = read(FILE)
    found = named(statements, "Measurement")
    mean = found["mean absorbance"]
    assert (mean.props["value"], mean.props["calculated"]) == (0.375, True)
    sources = {other for one, other in edges(statements, "derived_from") if one == str(mean.id)}
    assert sources == {str(found["absorbance M1"].id), str(found["absorbance M2"].id)}
    assert item.unmapped["data source that is not in the document"] == 1
    assert item.unmapped["custom: gain"] == 3


def test_places_are_pointers_into_the_document() -> None:
    _, statements = read(FILE)
    whole = json.loads(FILE.read_text())
    for statement in statements:
        here = whole
        for step in statement.place.split("/")[1:]:
            here = here[int(step)] if isinstance(here, list) else here[step.replace("~1", "/").replace("~0", "~")]


def test_curves_are_tables_whose_rows_can_be_read() -> None:
    _, statements = read(FILE)
    (table,) = named(statements, "Table").values()
    assert table.props["columns"] == ("wavelength", "absorbance")
    assert table.props["column_units"] == ("nm", "mAU")
    assert table.props["rows"] == 3
    with open_table(FILE, "asm", str(table.props["sheet"])) as rows:
        assert rows.fetchall() == [(400.0, 0.1), (410.0, 0.2), (420.0, None)]


def test_the_document_comes_from_the_file_of_the_instrument_where_that_is_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "plate.json"
    path.write_bytes(FILE.read_bytes())
    assert not {one for one, _ in edges(read(path)[1], "derived_from") if one.startswith("dataset:")}
    (tmp_path / "plate.csv").write_text("a,b\n1,2\n")
    (found,) = {other for one, other in edges(read(path)[1], "derived_from") if one.startswith("dataset:")}
    from labkin.loaders.datasets import dataset_id

    (raw,) = open_inputs(tmp_path / "plate.csv", source_of(tmp_path / "plate.csv", hash_file(tmp_path / "plate.csv")))
    assert isinstance(raw, Input)
    assert found == dataset_id(raw)


def test_what_is_no_asm_is_refused() -> None:
    with pytest.raises(BadInput, match="manifest"):
        list(asm.load(given(b"{}")))
    with pytest.raises(BadInput) as found:
        list(asm.load(given(b'{"$asm.manifest": 1,\n]')))
    assert found.value.place == "line 2"


def paths_of_values(here: object, path: str) -> Iterator[str]:
    """Where the results stand, by the words on the way to them."""
    settings = "device control|injection document|/sample document|custom information|data processing document"
    settings += "|data source|cube-structure"
    if isinstance(here, dict) and "value" in here:
        result = "/measurement document" in path or "/calculated data document" in path
        if result and not re.search(settings, path):
            yield path
    elif isinstance(here, dict):
        for key, value in here.items():
            yield from paths_of_values(value, f"{path}/{key}")
    elif isinstance(here, list):
        for value in here:
            yield from paths_of_values(value, path)


def test_every_real_document_gives_as_many_values_as_it_holds() -> None:
    if "LABKIN_DATA" not in os.environ:
        pytest.skip("needs data: LABKIN_DATA names the folder of real files")
    totals = {"files": 0, "Measurement": 0, "Table": 0, "Instrument": 0}
    expected = 0
    for path in sorted((Path(os.environ["LABKIN_DATA"]) / "asm").glob("*/*.json")):
        item, statements = read(path)
        assert asm.detect(item) > 0.9
        totals["files"] += 1
        expected += len(list(paths_of_values(json.loads(path.read_text()), "")))
        for statement in statements:
            if isinstance(statement.fact, Node) and statement.fact.kind in totals:
                totals[statement.fact.kind] += 1
    assert totals["files"] == 43
    assert totals["Measurement"] == expected
    assert totals["Instrument"] > 30
