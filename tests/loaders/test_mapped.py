"""Rows by a mapping: the same from every format, nothing lost, every value with its place."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labkin.graph.errors import BadInput
from labkin.graph.model import Edge, Node, Source, Statement
from labkin.loaders import load_all
from labkin.loaders.base import HEAD_BYTES, LOADERS, Input
from labkin.loaders.mapped_values import read_date
from labkin.loaders.mapping_preview import preview
from labkin.loaders.mapping_yaml import parse_mapping

load_all()

HEADER = ("Compound", "SMILES", "Batch", "IC50 (nM)", "IC50 rep 2 (nM)", "Purity", "Tested", "By", "Note")
ROWS = [
    ("LK-1", "CC(=O)Oc1ccccc1C(=O)O", "B 01", "12.5", "14", "98.6", "2024-03-05", "Maya; Ana", "good"),
    ("LK-1", "CC(=O)Oc1ccccc1C(=O)O", "B 01", "15", "", "98.6", "2024-03-05", "Maya", ""),
    ("LK-2", "not a structure", "B/02", ">10000", "n.t.", "high", "05.03.2024", "Ana", ""),
    ("", "c1ccccc1", "", "≤0.5", "", "", "", "", ""),
]
MAPPING = """
labkin-mapping: 1
things:
  compound:
    kind: Compound
    id: "lab:{Compound}"
    structure: "{SMILES}"
    properties: {name: "{Compound}"}
  batch:
    kind: Batch
    id: "lab:{Batch}"
    properties:
      name: "{Batch}"
      purity: {value: "{Purity}", type: number, unit: "%"}
      origin: house
  assay:
    kind: Assay
    id: "assay:{@file}/IC50"
    properties: {name: IC50}
  person: {kind: Person, id: "person:{By}", split: ";", properties: {name: "{By}"}}
measurements:
  IC50: {value: "{IC50 (nM)}", unit: nM, of: [batch, compound], in: assay, date: "{Tested}"}
  again: {value: "{IC50 rep 2 (nM)}", endpoint: IC50, unit: nM, of: [batch, compound], in: assay, replicate: "2"}
links:
  - {from: batch, relation: batch_of, to: compound}
  - {from: IC50, relation: attributed_to, to: person}
  - {from: compound, relation: was seen by, to: person, properties: {note: "{Note}"}}
"""


def as_text(rows: Iterable[tuple[str, ...]], mark: str = ",") -> bytes:
    return "".join(mark.join(row) + "\n" for row in rows).encode()


def as_xlsx(rows: list[tuple[str, ...]]) -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(), BytesIO()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    book.create_sheet("Legend").append(["made", "for this test"])
    book["Legend"].append(["in", "2024"])
    book.save(out)
    return out.getvalue()


def as_parquet(rows: list[tuple[str, ...]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = BytesIO()
    columns = {name: [row[at] or None for row in rows[1:]] for at, name in enumerate(rows[0])}
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def given_as(data: bytes, mapping: str = MAPPING, name: str = "panel.csv") -> Input:
    source = Source(f"/data/{name.partition('.')[0]}", "", len(data), "mapped", "1")
    return Input(name, source, partial(BytesIO, data), data[:HEAD_BYTES], options={"mapping": mapping})


def loaded(item: Input) -> list[Statement]:
    return list(LOADERS["mapped"].load(item))


def nodes(statements: Iterable[Statement], kind: str) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for said in statements:
        if isinstance(said.fact, Node) and said.fact.kind == kind:
            found.setdefault(str(said.fact.id), said.fact)
    return found


def edges(statements: Iterable[Statement], relation: str) -> set[tuple[str, str]]:
    facts = [said.fact for said in statements if isinstance(said.fact, Edge)]
    return {(str(fact.subject), str(fact.object)) for fact in facts if fact.relation == relation}


@pytest.fixture(scope="module")
def panel() -> tuple[Input, list[Statement]]:
    item = given_as(as_text([HEADER, *ROWS]))
    return item, loaded(item)


Panel = tuple[Input, list[Statement]]


def test_things_have_their_identifiers_and_properties(panel: Panel) -> None:
    compounds, batches = nodes(panel[1], "Compound"), nodes(panel[1], "Batch")
    assert set(compounds) == {"lab:LK-1", "lab:LK-2", "inchikey:UHOVQNZJYSORNB-UHFFFAOYSA-N"}
    assert compounds["lab:LK-1"].props["inchikey"] == "BSYNRYMUTXBXSQ-UHFFFAOYSA-N"
    assert batches["lab:B%2001"].props == {"name": "B 01", "purity": 98.6, "origin": "house"}
    assert set(batches) == {"lab:B%2001", "lab:B/02"}
    assert set(nodes(panel[1], "Person")) == {"person:Maya", "person:Ana"}


def test_every_value_is_a_measurement_with_its_qualifier_and_replicate(panel: Panel) -> None:
    said = [
        (n.props["value"], n.props["qualifier"], n.props["unit"], n.props["replicate"], n.props["endpoint"])
        for n in nodes(panel[1], "Measurement").values()
    ]
    assert sorted(said) == [
        (0.5, "<=", "nM", 1, "IC50"),
        (12.5, "=", "nM", 1, "IC50"),
        (14.0, "=", "nM", 2, "IC50"),
        (15.0, "=", "nM", 2, "IC50"),
        (10000.0, ">", "nM", 1, "IC50"),
    ]


def test_links_lead_where_the_mapping_says(panel: Panel) -> None:
    statements = panel[1]
    assert edges(statements, "batch_of") == {("lab:B%2001", "lab:LK-1"), ("lab:B/02", "lab:LK-2")}
    of = edges(statements, "measurement_of")
    assert sum(end == "lab:LK-1" for _, end in of) == 3
    assert sum(end == "inchikey:UHOVQNZJYSORNB-UHFFFAOYSA-N" for _, end in of) == 1
    assert len(edges(statements, "measured_in")) == 5
    assert {end for _, end in edges(statements, "attributed_to")} == {"person:Maya", "person:Ana"}
    (noted,) = [s for s in statements if isinstance(s.fact, Edge) and s.fact.props.get("note")][:1]
    assert noted.fact.props == {"note": "good"}


def test_a_bad_cell_is_a_remark_with_its_line(panel: Panel) -> None:
    said = [f"{remark.place}: {remark.why}" for remark in panel[0].warnings]
    assert "line 4: the structure cannot be read: 'not a structure'" in said
    assert "line 4, column IC50 rep 2 (nM): the cell holds no value: 'n.t.'" in said
    assert any(one.startswith("line 4, column Purity: purity was left out") for one in said)
    assert any(one.startswith("line 4, column Tested: the date was left out") and "DMY" in one for one in said)
    assert len(said) == 4


def test_each_statement_has_the_line_of_its_row(panel: Panel) -> None:
    (censored,) = [s for s in panel[1] if isinstance(s.fact, Node) and s.fact.props.get("qualifier") == ">"]
    assert censored.place == "line 4, column IC50 (nM)"


def test_columns_left_out_are_counted_unless_on_purpose() -> None:
    mapping = MAPPING.replace('{note: "{Note}"}', "{note: seen}")
    item = given_as(as_text([HEADER, *ROWS]), mapping)
    loaded(item)
    assert item.unmapped == {"Note": 1}
    item = given_as(as_text([HEADER, *ROWS]), mapping + "ignore: [Note]\n")
    loaded(item)
    assert not item.unmapped


@pytest.mark.parametrize(
    ("name", "data", "place"),
    [
        ("panel.tsv", as_text([HEADER, *ROWS], "\t"), "line 4"),
        ("panel.xlsx", as_xlsx([HEADER, *ROWS]), "sheet Sheet, row 4"),
        ("panel.parquet", as_parquet([HEADER, *ROWS]), "row 3"),
    ],
)
def test_all_formats_say_the_same(name: str, data: bytes, place: str, panel: Panel) -> None:
    statements = loaded(given_as(data, name=name))
    kinds = {"Dataset", "Table"}

    def facts(said: list[Statement]) -> list[object]:
        return [s.fact for s in said if not (isinstance(s.fact, Node) and s.fact.kind in kinds)]

    def rest(said: list[Statement]) -> list[object]:
        return [fact for fact in facts(said) if not (isinstance(fact, Edge) and fact.relation == "has_part")]

    assert rest(statements) == rest(panel[1])
    (censored,) = [s for s in statements if isinstance(s.fact, Node) and s.fact.props.get("qualifier") == ">"]
    assert censored.place == f"{place}, column IC50 (nM)"


def test_identifiers_stay_when_rows_are_added() -> None:
    before = nodes(loaded(given_as(as_text([HEADER, *ROWS[:2]]))), "Measurement")
    after = nodes(loaded(given_as(as_text([HEADER, *ROWS[:2], ROWS[0]]))), "Measurement")
    assert before.items() <= after.items()
    assert len(after) == len(before) + 2


def test_a_column_for_replicates_and_dates_keeps_values_apart_in_any_order() -> None:
    mapping = """
labkin-mapping: 1
things: {s: {kind: Sample, id: "s:{s}"}}
measurements:
  OD: {value: "{od}", of: s, replicate: "{rep}", date: "{day}", dates: DMY, error: "{sd}", qualifier: "{q}"}
"""
    rows = [
        ("s", "od", "rep", "day", "sd", "q"),
        ("a", "1", "1", "05/03/2024", "0.1", "="),
        ("a", "2", "2", "05/03/2024", "", ">"),
        ("a", "3", "1", "06/03/2024", "", "'<='"),
    ]
    one = nodes(loaded(given_as(as_text(rows), mapping)), "Measurement")
    other = nodes(loaded(given_as(as_text([rows[0], *reversed(rows[1:])]), mapping)), "Measurement")
    assert one == other
    assert len(one) == 3
    assert [n.props["qualifier"] for n in one.values()] == ["=", ">", "<="]
    first = next(iter(one.values())).props
    assert (first["value"], first["replicate"], first["date"], first["error"]) == (1.0, 1, "2024-03-05", 0.1)


def test_long_tables_take_endpoint_and_unit_from_cells() -> None:
    mapping = """
labkin-mapping: 1
things: {c: {kind: Compound, id: "{c}"}}
measurements: {result: {value: "{value}", endpoint: "{what}", unit: "{unit}", of: c}}
"""
    rows = [
        ("c", "what", "value", "unit"),
        ("X1", "Ki", "5", "nM"),
        ("X1", "Kd", "7 uM", "nM"),
        ("X1", "Ki", "6", "nM"),
    ]
    found = nodes(loaded(given_as(as_text(rows), mapping)), "Measurement").values()
    assert [(n.props["endpoint"], n.props["value"], n.props["unit"], n.props["replicate"]) for n in found] == [
        ("Ki", 5.0, "nM", 1),
        ("Kd", 7.0, "uM", 1),
        ("Ki", 6.0, "nM", 2),
    ]


def test_units_are_brought_to_those_of_the_schema_or_stay_in_the_name() -> None:
    mapping = """
labkin-mapping: 1
things:
  b:
    kind: Batch
    id: "b:{b}"
    same_as: ["cas:{cas}"]
    properties:
      amount: {value: "{g}", unit: g, type: number}
      dose: {value: "{dose}", unit: mg/kg, type: number}
      tags: {value: "{tags}", split: "|"}
      made: {value: "{made}", type: date}
"""
    rows = [("b", "g", "dose", "tags", "made", "cas"), ("1", "0.25", "3", "a|b | c", "5 Mar 2024", "50-78-2")]
    statements = loaded(given_as(as_text(rows, ","), mapping))
    (batch,) = nodes(statements, "Batch").values()
    assert batch.props == {"amount_mg": 250.0, "dose_mg_kg": 3.0, "tags": ("a", "b", "c"), "made": "2024-03-05"}
    assert edges(statements, "same_as") == {("b:1", "cas:50-78-2")}


def test_a_table_that_lacks_columns_is_refused_with_their_names() -> None:
    rows = [("compound", "Lot"), ("a", "b"), ("c", "d")]
    with pytest.raises(BadInput) as raised:
        loaded(given_as(as_text(rows)))
    assert "lacks columns that the mapping names" in raised.value.why
    assert "'Compound' (is it 'compound'?)" in raised.value.why
    with pytest.raises(BadInput, match="there is no sheet 'Plate'; there are 'Sheet', 'Legend'"):
        loaded(given_as(as_xlsx([HEADER, *ROWS]), MAPPING + "sheet: Plate\n", "panel.xlsx"))
    with pytest.raises(BadInput, match="labkin map FILE"):
        loaded(given_as(as_text(rows), ""))
    with pytest.raises(BadInput, match="not a table"):
        loaded(given_as(b"\x89PNG\r\n\x1a\n" + bytes(99), name="x.png"))


def test_sheets_without_the_columns_are_passed_over_with_a_remark() -> None:
    item = given_as(as_xlsx([HEADER, *ROWS]), name="panel.xlsx")
    loaded(item)
    assert any(r.place == "sheet Legend" and "lacks columns" in r.why for r in item.warnings)


def test_what_a_thousand_rows_say_is_said_once() -> None:
    rows = [("c", "who"), *((f"C{n}", "Maya") for n in range(1000))]
    mapping = """
labkin-mapping: 1
things: {c: {kind: Compound, id: "{c}"}, p: {kind: Person, id: "p:{who}"}}
links: [{from: c, relation: attributed_to, to: p}]
"""
    statements = loaded(given_as(as_text(rows), mapping))
    assert sum(isinstance(s.fact, Node) and s.fact.kind == "Person" for s in statements) == 1
    assert len(edges(statements, "attributed_to")) == 1000


def test_the_preview_is_what_the_load_says(panel: Panel) -> None:
    tried = preview(given_as(as_text([HEADER, *ROWS])), parse_mapping(MAPPING))
    whole = [s for s in panel[1] if isinstance(s.fact, Node) and s.fact.kind not in ("Dataset", "Table")]
    assert [(s.fact, s.place) for s in tried.nodes] == [(s.fact, s.place) for s in whole]
    assert (tried.rows, tried.kinds["Compound"], len(tried.warnings)) == (4, 3, 4)


@given(
    rows=st.lists(st.lists(st.text(max_size=15), min_size=len(HEADER), max_size=len(HEADER)), min_size=1, max_size=5)
)
@settings(max_examples=60, deadline=None)
def test_any_cells_load_with_remarks_at_most(rows: list[list[str]]) -> None:
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in [list(HEADER), *rows]]
    data = "".join(",".join(row) + "\n" for row in quoted).encode("utf-8", "replace")
    try:
        statements = loaded(given_as(data))
    except BadInput as error:  # rows and columns could not be made out
        assert error.why
        return
    assert all(said.place for said in statements)


@cache  # a workbook holds the time it was made at, so a second one may be of another length
def _whole(name: str) -> bytes:
    make = {"csv": as_text, "xlsx": as_xlsx, "parquet": as_parquet}[Path(name).suffix[1:]]
    return make([HEADER, *ROWS])  # type: ignore[operator, no-any-return]


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("name", ["panel.csv", "panel.xlsx", "panel.parquet"])
def test_damage_raises_nothing_but_bad_input(name: str, data: st.DataObject) -> None:
    whole = bytearray(_whole(name))
    cut = whole[: data.draw(st.integers(0, len(whole)), "cut")]
    for _ in range(data.draw(st.integers(0, 5), "changes")):
        if cut:
            cut[data.draw(st.integers(0, len(cut) - 1))] = data.draw(st.integers(0, 255))
    try:
        loaded(given_as(bytes(cut), name=name))
    except BadInput as error:
        assert error.why


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2024-3-5", "", "2024-03-05"),
        ("05.03.2024", "DMY", "2024-03-05"),
        ("05.03.2024", "MDY", "2024-05-03"),
        ("25/03/2024", "", "2024-03-25"),
        ("March 5, 2024", "", "2024-03-05"),
        ("05-Mar-24", "", "2024-03-05"),
        ("2024-03-05 00:00:00", "", "2024-03-05"),
        ("05/03/2024", "", None),
        ("30/02/2024", "DMY", None),
        ("soon", "", None),
    ],
)
def test_days_are_read_where_they_are_certain(text: str, order: str, day: str | None) -> None:
    assert read_date(text, order) == day
