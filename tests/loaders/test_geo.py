"""GEO SOFT: series, samples and platforms become experiments, samples and instruments, with their tables."""

from __future__ import annotations

import io
import os
import tracemalloc
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from labkin.graph.errors import BadInput
from labkin.graph.model import Edge, Node, Source, Statement
from labkin.loaders import geo
from labkin.loaders.base import HEAD_BYTES, Input
from labkin.loaders.detect import pick
from labkin.loaders.frames import open_table
from labkin.loaders.geo_fields import contributor, date_of, relation_of
from labkin.loaders.inputs import hash_file, open_inputs, source_of

DATA = Path(__file__).parents[1] / "data" / "geo"


def given(data: bytes, name: str = "a.soft") -> Input:
    return Input(name, Source(name, "0" * 64, len(data), "geo", "1"), partial(io.BytesIO, data), data[:HEAD_BYTES])


def read(name: str) -> tuple[Input, list[Statement]]:
    item = given((DATA / name).read_bytes(), name)
    return item, list(geo.load(item))


def nodes(statements: list[Statement]) -> dict[str, Node]:
    return {str(s.fact.id): s.fact for s in statements if isinstance(s.fact, Node)}


def edges(statements: list[Statement], relation: str) -> set[tuple[str, str]]:
    found = (s.fact for s in statements if isinstance(s.fact, Edge) and s.fact.relation == relation)
    return {(str(edge.subject), str(edge.object)) for edge in found}


def test_a_series_is_an_experiment_that_used_samples_and_a_platform() -> None:
    _, statements = read("family.soft")
    series = nodes(statements)["GEO:GSE900"]
    assert series.kind == "Experiment"
    assert series.props["name"] == "Tiny cells under stress"
    assert series.props["description"] == "We stressed cells.\nThey minded."
    assert (series.props["date"], series.props["date_submitted"]) == ("2017-06-12", "2015-08-18")
    used = {other for one, other in edges(statements, "used") if one == "GEO:GSE900"}
    assert used == {"GEO:GSM901", "GEO:GSM902", "GEO:GPL90"}
    assert ("PMID:900001", "GEO:GSE900") in edges(statements, "describes")
    assert ("GEO:GSE900", "GEO:GSE899") in edges(statements, "part_of")
    assert ("GEO:GSE900", "bioproject:PRJNA293166") in edges(statements, "related_to")


def test_a_sample_has_its_organism_characteristics_and_protocols() -> None:
    item, statements = read("family.soft")
    found = nodes(statements)
    sample = found["GEO:GSM901"]
    assert sample.kind == "Sample"
    assert (sample.props["cell_line"], sample.props["age_years"]) == ("HeLa", "31")
    assert sample.props["characteristics"] == "wild type"
    assert found["GEO:GSM902"].props["cell_line_ch2"] == "HeLa"
    assert ("GEO:GSM901", "NCBITaxon:9606") in edges(statements, "in_species")
    assert ("GEO:GSM902", "NCBITaxon:10090") in edges(statements, "in_species")
    assert found["NCBITaxon:9606"].props["name"] == "Homo sapiens"
    assert item.unmapped["organism Xenobia unknowna"] == 1
    texts = {n.props["text"]: id for id, n in found.items() if n.kind == "Protocol"}
    assert set(texts) == {"TriZol procedure", "Normalised."}
    assert {one for one, other in edges(statements, "follows") if other == texts["TriZol procedure"]} == {
        "GEO:GSM901",
        "GEO:GSM902",
    }
    assert edges(statements, "analysed_on") == {("GEO:GSM901", "GEO:GPL90"), ("GEO:GSM902", "GEO:GPL90")}
    assert {("GEO:GSM901", "insdc.sra:SRX377783"), ("GEO:GSM901", "biosample:SAMN02415255")} <= edges(
        statements, "related_to"
    )


def test_the_contact_is_one_person_wherever_the_mail_is_the_same() -> None:
    _, statements = read("family.soft")
    people = {id for id, node in nodes(statements).items() if node.kind == "Person"}
    donna = "person:albertson-donna-g@donna@example.org"
    assert people == {donna, "person:van-elton-hans@GEO:GSE900"}
    assert {("GEO:GSE900", donna), ("GEO:GSM901", donna)} <= edges(statements, "attributed_to")
    assert (donna, "organization:tiny-university@example.org") in edges(statements, "affiliated_with")


def test_tables_keep_what_the_file_says_of_their_columns() -> None:
    item, statements = read("family.soft")
    tables = [node for node in nodes(statements).values() if node.kind == "Table"]
    assert [table.props["sheet"] for table in tables] == ["GPL90", "GSM901", "GSM902"]
    assert tables[1].props["columns"] == ("ID_REF", "VALUE")
    assert tables[1].props["column_descriptions"] == ("", "log2 signal (µ = mean)")
    assert tables[1].props["column_filled"] == (2, 1)
    (dataset,) = (node for node in nodes(statements).values() if node.kind == "Dataset" and node.props.get("format"))
    assert (dataset.props["format"], dataset.props["rows"]) == ("soft", 6)
    assert [remark.place for remark in item.warnings] == ["line 77"]


def test_the_rows_behind_a_table_can_be_read_again() -> None:
    with open_table(DATA / "family.soft", "soft", "GSM901") as rows:
        assert rows.columns == ["ID_REF", "VALUE"]
        assert rows.fetchall() == [(1, 0.5), (2, None)]


def test_old_files_without_marks_around_the_table_are_read() -> None:
    _, statements = read("old.txt")
    (sample,) = (node for node in nodes(statements).values() if node.kind == "Sample")
    assert str(sample.id).startswith("sample:My sample@old-")
    assert ("GEO:GPL22") in {other for _, other in edges(statements, "analysed_on")}
    (table,) = (node for node in nodes(statements).values() if node.kind == "Table")
    assert (table.props["rows"], table.props["columns"]) == (2, ("ID_REF", "POS FRACTION"))


def test_places_are_lines() -> None:
    _, statements = read("family.soft")
    places = {str(s.fact.id): s.place for s in statements if isinstance(s.fact, Node)}
    lines = (DATA / "family.soft").read_text().split("\n")
    assert lines[int(places["GEO:GSM901"].removeprefix("line ")) - 1] == "^SAMPLE = GSM901"
    paper = next(s for s in statements if isinstance(s.fact, Edge) and str(s.fact.subject) == "PMID:900001")
    assert lines[int(paper.place.removeprefix("line ")) - 1] == "!Series_pubmed_id = 900001"


def test_memory_stays_flat_over_a_long_family() -> None:
    rows = b"".join(b"%d\t%s\n" % (n, b"ACGT" * 2_000) for n in range(10))

    def peak(count: int) -> int:
        data = b"".join(
            b"^SAMPLE = GSM%d\n!Sample_title = x\n!sample_table_begin\nID\tV\n%s!sample_table_end\n" % (n, rows)
            for n in range(count)
        )
        item = given(data)
        tracemalloc.start()
        assert sum(isinstance(s.fact, Node) and s.fact.kind == "Table" for s in geo.load(item)) == count
        _, top = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return top

    assert peak(200) < peak(50) + 1_000_000


def test_what_is_no_soft_is_refused_with_its_line() -> None:
    with pytest.raises(BadInput) as found:
        list(geo.load(given(b"\n!Sample_title = x\n")))
    assert found.value.place == "line 2"
    with pytest.raises(BadInput):
        list(geo.load(given(b"^SAMPLE =\n!Sample_title = x\n")))


@drawn(st.text(max_size=30))
def test_no_name_of_a_person_or_relation_breaks_the_reading(text: str) -> None:
    author = contributor(text)
    assert author is None or author.family
    assert date_of(text) == "" or len(date_of(text)) >= 4
    assert relation_of(text) is None or ":" in relation_of(text).id  # type: ignore[union-attr]


def test_every_real_file_is_read() -> None:
    if "LABKIN_DATA" not in os.environ:
        pytest.skip("needs data: LABKIN_DATA names the folder of real files")
    samples = 0
    for path in sorted((Path(os.environ["LABKIN_DATA"]) / "geo").iterdir()):
        (item,) = open_inputs(path, source_of(path, hash_file(path)))
        assert isinstance(item, Input)
        picked = pick(item)
        assert picked is not None
        assert picked.name == "geo"
        found = nodes(list(picked.load(item)))
        samples += sum(node.kind == "Sample" for node in found.values())
    assert samples == 7
