"""The loader `table`, and the table behind a dataset."""

from __future__ import annotations

import gzip
import io
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labkin.graph.errors import BadInput, NotFound
from labkin.graph.model import Edge, Node, Source
from labkin.loaders.base import HEAD_BYTES, Input
from labkin.loaders.frames import open_table
from labkin.loaders.tables import detect, load
from labkin.loaders.text_rows import column_names, rows, sniff

DATA = Path(__file__).parents[1] / "data"


def item(data: bytes, name: str = "results.csv", uri: str = "", options: Mapping[str, str] | None = None) -> Input:
    source = Source(uri or f"/lab/{name}", "5a", len(data), "table", "1")
    return Input(name, source, partial(io.BytesIO, data), data[:HEAD_BYTES], options=options or {})


def nodes(given: Input) -> dict[str, Node]:
    return {str(s.fact.id): s.fact for s in load(given) if isinstance(s.fact, Node)}


def table(given: Input) -> Node:
    (found,) = [node for node in nodes(given).values() if node.kind == "Table"]
    return found


def workbook(sheets: Mapping[str, list[list[object]]]) -> bytes:
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(buffer)
    return buffer.getvalue()


def test_the_categories_of_a_column_of_texts_are_told_one_by_one() -> None:
    lines = [f"{'mouse' if n % 3 else 'rat'},{n % 2},W{n:03},{'x' * 70}" for n in range(60)]
    given = item("\n".join(["species,group,well,note", *lines]).encode(), "animals.csv")
    described = list(load(given))[1].fact
    assert isinstance(described, Node)
    assert described.props["column_categories"] == ("mouse | rat", "", "", ""), "no numbers, no names, nothing long"


def test_a_text_table_becomes_a_dataset_with_a_profiled_table() -> None:
    given = item((DATA / "table/plates.tsv").read_bytes(), "plates.tsv")
    statements = list(load(given))
    dataset, described = statements[0].fact, statements[1].fact
    assert isinstance(dataset, Node)
    assert isinstance(described, Node)
    assert dataset.props["format"] == "tsv"
    assert (dataset.props["rows"], dataset.props["sha256"], dataset.props["size_bytes"]) == (3, "5a", given.source.size)
    assert described.props["columns"] == ("well", "volume (uL)", "read at", "positive", "code", "note")
    assert described.props["column_types"] == ("text", "number", "date", "boolean", "text", "text")
    assert described.props["column_units"] == ("", "uL", "", "", "", "")
    assert described.props["column_filled"] == (3, 3, 3, 3, 3, 2)
    assert isinstance(described.props["column_values"], tuple)
    assert described.props["column_values"][1:3] == ("0.5 to 2", "2024-03-01 to 2024-03-05")
    assert statements[2].fact == Edge(dataset.id, "has_part", described.id)
    assert [remark.place for remark in given.warnings] == ["lines 1-1"]


def test_two_files_of_one_name_stay_two_and_a_new_version_stays_the_same() -> None:
    one = nodes(item(b"a,b\n1,2\n", uri="/x/results.csv"))
    two = nodes(item(b"a,b\n1,2\n", uri="/y/results.csv"))
    new = nodes(item(b"a,b\n1,2\n3,4\n", uri="/x/results.csv"))
    assert set(one).isdisjoint(two)
    assert set(one) == set(new)
    assert all("results-" in id for id in one)
    assert "dataset:my-assay" in nodes(item(b"a,b\n1,2\n", options={"dataset": "My assay"}))


def test_every_sheet_of_a_workbook_is_a_table() -> None:
    data = workbook(
        {
            "Dose": [
                ["Plate 7"],
                [],
                ["dose (mg)", "day", "n"],
                [0.5, date(2024, 1, 2), 3],
                [1.25, date(2024, 2, 3), 4],
            ],
            "Empty": [],
            "Two": [["x", "y"], [1, "a"]],
        }
    )
    given = item(data, "book.xlsx")
    assert detect(given) > 0.5
    found = {node.props.get("sheet"): node for node in nodes(given).values() if node.kind == "Table"}
    assert set(found) == {"Dose", "Two"}
    assert found["Dose"].props["column_types"] == ("number", "date", "integer")
    assert found["Dose"].props["column_units"] == ("mg", "", "")
    assert found["Dose"].props["rows"] == 2
    assert given.warnings[0].place == "sheet Dose, rows 1-2"


def test_parquet_keeps_its_own_types() -> None:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"n": [1, 2, None], "t": ["007", "a", "b"], "f": [0.5, 1.5, 2.5]}), buffer)
    described = table(item(buffer.getvalue(), "x"))
    assert described.props["column_types"] == ("integer", "text", "number")
    assert described.props["column_filled"] == (2, 3, 3)
    assert described.props["column_values"] == ("1 to 2", "3 distinct values", "0.5 to 2.5")


@pytest.mark.parametrize(
    ("cells", "type"),
    [
        (["1", "-2", ""], "integer"),
        (["1", "2.5e3", "NA"], "number"),
        (["007", "1"], "text"),
        (["<5", "10"], "number"),
        (["TRUE", "no"], "boolean"),
        (["2024-01-31", "2024-02-01T10:00:00Z"], "date"),
        (["2024-13-01", "2024-02-01"], "text"),
        (["1,234", "2"], "text"),
        (["", "n/a"], "text"),
        ([str(10**30), "1"], "number"),
    ],
)
def test_the_narrowest_type_that_holds_every_value(cells: list[str], type: str) -> None:
    lines = "\n".join(f'"{cell}",x' for cell in cells)
    types = table(item(f"a,b\n{lines}\n".encode())).props["column_types"]
    assert isinstance(types, tuple)
    assert types[0] == type


def test_a_decimal_comma_is_read_where_semicolons_separate() -> None:
    described = table(item(b"dose;n\n1,5;1\n2,25;2\n"))
    assert described.props["column_types"] == ("number", "integer")
    assert described.props["column_values"] == ("1.5 to 2.25", "1 to 2")


def test_windows_text_is_read_with_a_remark() -> None:
    given = item("name,temp\nMüller,20 °C\nα,1\n".encode("cp1252", "replace"))
    layout = sniff(given.head)
    assert layout is not None
    assert next(rows(given, layout)).cells[0] == "Müller"
    assert given.warnings[0].place == "line 2"
    assert "Windows-1252" in given.warnings[0].why


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings_give_the_same_rows_without_remark(encoding: str) -> None:
    given = item("id,größe\n1,é\n".encode(encoding))
    layout = sniff(given.head)
    assert layout is not None
    assert layout.columns == ("id", "größe")
    assert [row.cells for row in rows(given, layout)] == [["1", "é"]]
    assert not given.warnings


def test_ragged_rows_are_noted_once_with_the_first_line() -> None:
    given = item(b"a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3\n1,2,3\n1,2,3\n")
    table(given)
    assert given.warnings[0].place == "line 3"
    assert given.warnings[0].why.startswith("2 rows")


def test_a_quotation_mark_that_never_closes_is_told_with_its_line() -> None:
    given = item(b"a,b\n" + b"1,2\n" * 20_000 + b'1,"' + b"x" * (9 << 20))
    with pytest.raises(BadInput, match=r"line 20002: .*quotation mark"):
        list(load(given))


def test_comments_before_the_header_are_passed_over_and_a_header_may_begin_with_a_hash() -> None:
    layout = sniff(b"# made by x\n# on y\n#chrom\tpos\n1\t5\n2\t6\n")
    assert layout is not None
    assert (layout.columns, layout.skip) == (("chrom", "pos"), 2)
    layout = sniff(b"# made by x\na\tb\n1\t5\n")
    assert layout is not None
    assert (layout.columns, layout.skip) == (("a", "b"), 1)


def test_rows_without_header_get_numbered_columns() -> None:
    given = item(b"1,2.5\n3,4.5\n")
    assert table(given).props["columns"] == ("column_1", "column_2")
    assert table(given).props["rows"] == 2


@given(st.lists(st.text(max_size=5), max_size=8))
def test_column_names_are_never_doubled_nor_empty(headers: list[str]) -> None:
    names = column_names(headers)
    assert len(set(names)) == len(headers)
    assert all(names)


CELL = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@settings(deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=2, max_size=20), st.sampled_from([",", ";", "\t", "|"]))
def test_what_the_csv_module_writes_is_read_back(lines: list[tuple[str, str, str]], delimiter: str) -> None:
    import csv

    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("first", "second", "third"), *lines])
    given = item(buffer.getvalue().encode())
    layout = sniff(given.head, given.name)
    assert layout is not None
    assert layout.delimiter == delimiter
    assert [tuple(row.cells) for row in rows(given, layout)] == lines


def test_the_table_behind_a_dataset_is_opened_from_bytes_without_a_name(tmp_path: Path) -> None:
    blob = tmp_path / "5a"
    blob.write_bytes(gzip.compress((DATA / "table/plates.tsv").read_bytes()))
    with open_table(blob, "tsv") as relation:
        assert relation.columns == ["well", "volume (uL)", "read at", "positive", "code", "note"]
        assert relation.filter("positive and code > '001'").select("well").fetchall() == [("A3",)]
        assert relation.select('"volume (uL)"').fetchall() == [("1.5",), ("2",), ("<0.5",)]  # "<" is not thrown away


def test_numbers_sort_as_numbers_and_the_kept_copy_is_used_again(tmp_path: Path) -> None:
    blob, keep = tmp_path / "5a", tmp_path / "kept.parquet"
    blob.write_bytes(b"n,x\n10,a\n9,\n,c\n")
    with open_table(blob, "csv", keep=keep) as relation:
        assert relation.order("n").fetchall() == [(9, None), (10, "a"), (None, "c")]
    blob.write_bytes(b"")
    with open_table(blob, "csv", keep=keep) as relation:
        assert len(relation.fetchall()) == 3


def test_sheets_and_parquet_are_opened_too(tmp_path: Path) -> None:
    blob = tmp_path / "5a"
    blob.write_bytes(workbook({"One": [["a"], [1]], "Two": [["x", "y"], [1, "a"], [2, "b"]]}))
    with open_table(blob, "xlsx", "Two") as relation:
        assert relation.fetchall() == [(1, "a"), (2, "b")]
    with pytest.raises(NotFound, match="no sheet 'Three'"), open_table(blob, "xlsx", "Three"):
        pass
    pq.write_table(pa.table({"n": [[1, 2], [3]]}), blob)
    with open_table(blob, "parquet") as relation:
        assert relation.fetchall() == [([1, 2],), ([3],)]


def test_fields_of_an_sd_file_are_a_table(tmp_path: Path) -> None:
    with open_table(DATA / "sdf/two.sdf", "sdf") as relation:
        assert relation.select("title", "CAS").fetchall()[0] == ("ethanol", "64-17-5")


def test_a_damaged_table_leaves_no_half_written_copy(tmp_path: Path) -> None:
    blob, keep = tmp_path / "5a", tmp_path / "kept.parquet"
    blob.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 100_000)[:-20])
    with pytest.raises(BadInput), open_table(blob, "csv", keep=keep):
        pass
    assert list(tmp_path.iterdir()) == [blob]


@pytest.mark.parametrize(
    "data", [b"PAR1garbage", b"PK\x03\x04xl/workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)]
)
@pytest.mark.parametrize("format", ["parquet", "xlsx", "xls"])
def test_damaged_binary_tables_are_bad_input(data: bytes, format: str) -> None:
    with pytest.raises(BadInput, match="damaged"):
        list(load(item(data, "x", options={"format": format})))


def test_lines_that_an_instrument_puts_before_its_table_are_kept_as_its_preamble() -> None:
    lines = "User: Ada,Run: 7,,,,\nTest: FI,,,,,\n,,,,,\n,1,2,3,4,5\nA,10,11,12,13,14\nB,20,21,,,\n"
    described = table(item(lines.encode(), "plate.csv"))
    assert described.props["columns"] == ("column_1", "1", "2", "3", "4", "5")
    assert described.props["rows"] == 2
    assert described.props["preamble"] == "User: Ada,Run: 7\nTest: FI"


def test_a_line_that_chances_to_be_as_wide_as_the_table_is_no_header() -> None:
    lines = '"Program","X"\n"Samples","96","Min"\n"Results"\n'
    lines += '"Location","Sample","Total"\n"A1","S1","881"\n"B1","S2","728"\n'
    described = table(item(lines.encode(), "run.csv"))
    assert described.props["columns"] == ("Location", "Sample", "Total")
    assert described.props["column_types"] == ("text", "text", "integer")


def test_sparse_rows_with_gaps_are_rows() -> None:
    described = table(item(b"1,,,,,7\n,2,,,,\n1,2,3,4,5,6\n1,2,3,4,5,6\n", "sparse.csv"))
    assert described.props["rows"] == 4


@pytest.mark.parametrize(
    "text",
    [
        "@prefix ex: <https://example.org/> .\nex:a ex:b ex:c ;\n  ex:d ex:e ;\n  ex:f ex:g ;\n  ex:h ex:i .\n",
        "format-version: 1.2\nsynonym: a, b\nsynonym: c, d\nsynonym: e, f\n",
        "@HD\tVN:1.6\tSO:x\n@SQ\tSN:1\tLN:2\nread\t0\t1\n",
        "^SAMPLE = GSM1\n!Sample_title = x\nID\tVALUE\n1\t2\n",
    ],
)
def test_texts_of_other_formats_are_no_tables(text: str) -> None:
    assert sniff(text.encode(), "a.txt") is None
