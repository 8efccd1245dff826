"""Croissant: files with their checksums, record sets as tables, and what was taken out of what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labkin.loaders.bundles import file_id
from labkin.loaders.datasets import dataset_id_at
from loaded_files import Said, inputs, read

DATA = Path(__file__).parents[1] / "data" / "croissant"


@pytest.fixture(scope="module")
def heat() -> Said:
    return read(DATA, "croissant")


def test_the_dataset_keeps_licence_keywords_and_citation(heat: Said) -> None:
    props = heat.props[heat.named("Heat levels")]
    assert (props["licence"], props["version"], props["keywords"]) == ("cc0-1.0", "1.2.0", ("heat", "yeast"))
    assert heat.props["doi:10.1000/heat.1"]["name"] == "Heat and yeast"
    assert ("doi:10.1000/heat.1", "describes", heat.named("Heat levels")) in heat.edges
    assert "orcid:0000-0002-1825-0097" in heat.to(heat.named("Heat levels"), "attributed_to")


def test_files_have_checksums_sizes_and_what_they_lie_in(heat: Said) -> None:
    archive, inner = heat.named("archive"), heat.named("levels.csv")
    assert (heat.props[archive]["sha256"], heat.props[archive]["size_bytes"]) == ("ab" * 32, 12_000)
    assert heat.to(inner, "derived_from") == heat.to(heat.named("images"), "derived_from") == {archive}


def test_record_sets_are_tables_of_fields(heat: Said) -> None:
    table = heat.props[heat.named("levels", "Table")]
    assert (table["columns"], table["column_types"]) == (("strain", "level"), ("text", "number"))
    assert table["column_sources"] == ("levels.csv: column strain", "levels.csv: column level")
    assert heat.props[heat.named("strains")]["rows"] == 2
    assert heat.to(heat.named("levels", "Table"), "derived_from") == {heat.named("levels.csv")}
    assert heat.to(heat.named("levels", "Table"), "references") == {heat.named("strains")}


def test_a_file_in_an_archive_is_the_member_that_loading_the_archive_reads(heat: Said) -> None:
    (item,) = inputs(DATA)
    member = f"{item.source.uri.rpartition('/')[0]}/data.zip!/levels.csv"
    assert heat.named("levels.csv") == file_id(member)
    assert (dataset_id_at(member), "derived_from", file_id(member)) in heat.edges


def leaves(fields: Any) -> Iterator[Any]:
    for field in fields if isinstance(fields, list) else [fields] if fields else []:
        if "subField" in field:
            yield from leaves(field["subField"])
        else:
            yield field


def test_real_datasets_keep_every_file_record_set_and_field(data: Path) -> None:
    seen = 0
    for path in sorted((data / "croissant").glob("*/metadata.json")):
        document, found = json.loads(path.read_text()), read(path, "croissant")
        assert len(found.of_kind("Table")) == len(document["recordSet"]), path
        columns = sum(len(found.props[table].get("columns", ())) for table in found.of_kind("Table"))  # type: ignore[arg-type]
        assert columns == sum(1 for one in document["recordSet"] for _ in leaves(one.get("field"))), path
        sums = {one["sha256"] for one in document["distribution"] if "sha256" in one}
        assert {found.props[file].get("sha256") for file in found.of_kind("File")} - {None} == sums, path
        addresses = {one.get("contentUrl", one["@id"]) for one in document["distribution"]}
        assert len(found.of_kind("File")) == len(addresses), path
        seen += 1
    assert seen == 32
