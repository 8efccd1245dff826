"""Entries hold what a scientist knows of a thing by what is around it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from labkin.graph.ledger import Ledger
from labkin.graph.model import Edge, Node, Source, Statement
from labkin.search.entries import entry_of
from labkin.search.follow import all_entries
from labkin.search.index import Entry

FACTS = (
    Node.of("NCBITaxon:10090", "Species", name="Mus musculus"),
    Node.of("DOID:1612", "Disease", name="breast cancer", xrefs=["MONDO:0007254"]),
    Node.of("HGNC:3236", "Gene", name="EGFR"),
    Node.of("x:liver", "Sample", name="liver of mouse 3"),
    Node.of("x:maya", "Person", name="Maya Lindqvist"),
    Node.of("x:exp", "Experiment", name="First screen", project="Firefly"),
    Node.of("x:assay", "Assay", name="kinase assay"),
    Node.of("x:reader", "Instrument", name="Plate reader 2"),
    Node.of("x:run", "Activity", name="run 1"),
    Node.of(
        "x:table",
        "Table",
        name="counts",
        columns=["dose", "sex"],
        column_units=["mg", ""],
        column_descriptions=["what was given", ""],
        column_categories=["", "female | male"],
        column_values=["1 to 5", "2 distinct values"],
    ),
    Node.of("x:data", "Dataset", name="results", format="csv"),
    Node.of("x:paper", "Publication", name="A paper", authors=["Ada Lovelace"]),
    Node.of("x:human", "Dataset", name="other", organism="human"),
    Edge.of("x:data", "has_part", "x:table"),
    Edge.of("x:data", "has_part", "x:liver"),
    Edge.of("x:data", "generated_by", "x:exp"),
    Edge.of("x:data", "attributed_to", "x:maya"),
    Edge.of("x:liver", "in_species", "NCBITaxon:10090"),
    Edge.of("x:liver", "has_characteristic", "DOID:1612", {"category": "diagnosis"}),
    Edge.of("x:exp", "used", "x:assay"),
    Edge.of("x:run", "used", "x:reader"),
    Edge.of("x:run", "associated_with", "x:maya"),
    Edge.of("x:run", "part_of", "x:exp"),
    Edge.of("x:paper", "mentions", "DOID:1612"),
    Edge.of("x:paper", "mentions", "HGNC:3236"),
    Edge.of("x:paper", "mentions", "x:unknown"),
    Edge.of("x:human", "has_part", "x:liver"),
    Edge.of("HGNC:3236", "same_as", "x:egfr"),
    Node.of("x:egfr", "Gene", name="EGFR of ours"),
)


def load(ledger: Ledger, facts: Iterable[Node | Edge], uri: str = "/lab/in/results.csv", *groups: str) -> None:
    with ledger.batch() as batch:
        source = batch.add_source(Source(uri, "0" * 64, 1, "test", "1", groups=groups))
        for fact in facts:
            batch.add(Statement(fact, source, "line 1"))
        batch.commit(replacing=source)


@pytest.fixture(scope="module")
def entries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Entry]:
    ledger = Ledger.open(str(tmp_path_factory.mktemp("lab") / "ledger.db"))
    load(ledger, FACTS)
    with ledger.view() as view:
        found = {entry.id: entry for entry in all_entries(view)}
    ledger.close()
    return found


def test_a_text_is_found_by_all_identifiers_of_what_it_mentions(entries: dict[str, Entry]) -> None:
    assert entries["x:paper"].mentions == ("DOID:1612", "HGNC:3236", "MONDO:0007254", "x:egfr")


def test_people_behind_a_thing_are_named_whether_linked_or_written(entries: dict[str, Entry]) -> None:
    assert entries["x:data"].people == ("Maya Lindqvist",)
    assert entries["x:paper"].people == ("Ada Lovelace",)
    assert entries["x:run"].people == ("Maya Lindqvist",)


def test_a_dataset_holds_the_columns_of_its_tables_and_the_annotations_of_its_samples(
    entries: dict[str, Entry],
) -> None:
    assert entries["x:table"].columns == ("dose: what was given; mg", "sex: female | male")
    assert entries["x:data"].columns == (*entries["x:table"].columns, "diagnosis: breast cancer")


def test_what_says_nothing_of_a_column_is_neither_text_nor_facet(entries: dict[str, Entry]) -> None:
    table = entries["x:table"]
    assert "distinct" not in table.text
    assert set(table.facets) == {"source"}


def test_a_dataset_has_the_species_and_disease_of_its_samples(entries: dict[str, Entry]) -> None:
    assert dict(entries["x:data"].facets) == {
        "organism": ("Mus musculus",),
        "disease": ("breast cancer",),
        "assay": ("kinase assay",),
        "experiment": ("First screen",),
        "project": ("Firefly",),
        "source": ("results.csv",),
        "format": "csv",
    }


def test_what_a_thing_says_itself_goes_before_its_neighbours(entries: dict[str, Entry]) -> None:
    assert entries["x:human"].facets["organism"] == "human"


def test_a_property_in_the_words_of_a_facet_is_a_value_of_it() -> None:
    written = entry_of(Node.of("x:1", "Measurement", cell_line="A-549", Organism="human", run_state="done"))
    assert dict(written.facets) == {"cell line": "A-549", "organism": "human", "run_state": "done"}


def test_a_text_has_the_diseases_that_it_mentions_as_a_facet(entries: dict[str, Entry]) -> None:
    assert entries["x:paper"].facets["disease"] == ("breast cancer",)


def test_what_is_linked_to_but_not_known_adds_nothing(entries: dict[str, Entry]) -> None:
    assert "x:unknown" not in entries["x:paper"].mentions


def test_a_node_alone_gives_its_own_people_and_columns() -> None:
    entry = entry_of(Node.of("x:1", "Table", name="t", columns=["dose"], author="Ada"))
    assert (entry.people, entry.columns, entry.mentions) == (("Ada",), ("dose",), ())


def test_what_models_and_vocabularies_say_is_no_file(tmp_path: Path) -> None:
    ledger = Ledger.open(str(tmp_path / "ledger.db"))
    load(ledger, [Node.of("x:1", "Gene", name="EGFR")], "vocabulary:genes")
    with ledger.view() as view:
        (entry,) = all_entries(view)
    ledger.close()
    assert entry.facets == {}
