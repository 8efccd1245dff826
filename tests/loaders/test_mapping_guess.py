"""What is proposed for tables as labs write them: the columns are known by their headers and cells."""

from __future__ import annotations

from functools import partial
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labkin.graph.model import Source
from labkin.loaders.base import HEAD_BYTES, Input
from labkin.loaders.mapping import Template
from labkin.loaders.mapping_check import problems, remarks
from labkin.loaders.mapping_columns import Sample, samples
from labkin.loaders.mapping_guess import Proposal, propose, rebuilt
from labkin.loaders.mapping_headers import read_header
from labkin.loaders.mapping_preview import preview
from labkin.loaders.mapping_yaml import parse_mapping, write_mapping
from labkin.loaders.tables import format_of


def table(text: str, name: str = "results.csv") -> Input:
    data = text.encode()
    source = Source(f"/data/{name}", "", len(data), "mapped", "1")
    return Input(name, source, partial(BytesIO, data), data[:HEAD_BYTES])


def sample_of(text: str) -> Sample:
    item = table(text)
    return next(samples(item, format_of(item)))


def proposed(text: str, title: str = "results") -> Proposal:
    found = propose(sample_of(text), title)
    assert list(problems(found.mapping)) == []
    assert list(remarks(found.mapping)) == []
    return found


def links(found: Proposal) -> set[tuple[str, str, str]]:
    return {(link.subject, link.relation, link.object) for link in found.mapping.links}


WIDE = """Compound ID,SMILES,Batch,EGFR IC50 (nM),EGFR IC50 rep 2 (nM),hERG IC50 (uM),Purity (%),Tested on,Tested by
LK-1,CC(=O)Oc1ccccc1C(=O)O,B01,12.5,14,>30,98.6,2024-03-05,Maya Lind
LK-1,CC(=O)Oc1ccccc1C(=O)O,B02,15,,28,97.1,2024-03-06,Maya Lind
LK-2,CN1C=NC2=C1C(=O)N(C(=O)N2C)C,B03,>10000,n.t.,,99.0,2024-03-06,Ana Oko
"""


def test_a_table_of_compounds_with_ic50_columns_needs_no_question() -> None:
    found = proposed(WIDE)
    assert found.questions == () and not found.has_no_identifier
    compound, batch = found.mapping.thing("compound"), found.mapping.thing("batch")
    assert (compound.id, compound.structure) == (Template("{Compound ID}"), Template("{SMILES}"))
    assert (batch.kind, batch.id) == ("Batch", Template("batch:{Batch}"))
    assert [(p.name, p.unit) for p in batch.properties] == [("name", ""), ("purity", "%")]
    said = [(r.endpoint.text, r.unit and r.unit.text, r.assay, r.of) for r in found.mapping.results]
    assert said == [
        ("IC50", "nM", "EGFR IC50 assay", ("batch", "compound")),
        ("IC50", "nM", "EGFR IC50 assay", ("batch", "compound")),
        ("IC50", "uM", "hERG IC50 assay", ("batch", "compound")),
    ]
    assert found.mapping.results[1].replicate == Template("2")
    assert all(r.date == Template("{Tested on}") for r in found.mapping.results)
    assert ("batch", "batch_of", "compound") in links(found)
    assert ("hERG IC50", "attributed_to", "person") in links(found)


def test_long_tables_are_seen_by_their_endpoints_units_and_qualifiers() -> None:
    found = proposed(
        "Molecule ChEMBL ID,Target,Cell line,Standard Type,Standard Relation,Standard Value,Standard Units,Replicate\n"
        "CHEMBL25,EGFR,HEK293,IC50,'=',12,nM,1\nCHEMBL25,HER2,A431,Ki,'>',10000,nM,2\n"
    )
    (result,) = found.mapping.results
    assert (result.endpoint.text, result.unit, result.qualifier) == (
        "{Standard Type}",
        Template("{Standard Units}"),
        Template("{Standard Relation}"),
    )
    assert result.replicate == Template("{Replicate}")
    assert found.mapping.thing("compound").id == Template("chembl.compound:{Molecule ChEMBL ID}")
    assert found.mapping.thing("assay").id == Template("assay:{@file}/{Target}/{Cell line}/{Standard Type}")
    assert {("assay", "targets", "target"), ("assay", "used", "cell line")} <= links(found)


@pytest.mark.parametrize(
    ("header", "endpoint", "unit", "replicate"),
    [
        ("IC50 (nM)", "IC50", "nM", ""),
        ("Ki_uM", "Ki", "uM", ""),
        ("% inhibition @ 10uM", "inhibition", "%", ""),
        ("Inhibition (% at 1 uM)", "Inhibition", "%", ""),
        ("Clint", "Clint", "", ""),
        ("CLint (uL/min/mg)", "CLint", "uL/min/mg", ""),
        ("pIC50 n=2", "pIC50", "", "2"),
        ("IC50 [nM] rep1", "IC50", "nM", "1"),
        ("hERG_IC50_uM", "IC50", "uM", ""),
        ("Papp A-B (10^-6 cm/s)", "Papp", "10^-6 cm/s", ""),
        ("half-life (min)", "half-life", "min", ""),
        ("Percent viability", "viability", "%", ""),
    ],
)
def test_headers_of_results_are_taken_apart(header: str, endpoint: str, unit: str, replicate: str) -> None:
    said = read_header(header)
    assert (said.endpoint, said.unit, said.replicate) == (endpoint, unit, replicate)


@pytest.mark.parametrize(
    ("header", "cells", "use", "kind"),
    [
        ("Lot No.", ("L1", "L2"), "identifier", "Batch"),
        ("cmpd_id", ("AB-1", "AB-2"), "identifier", "Compound"),
        ("Vial", ("V1", "V2"), "identifier", "Sample"),
        ("Operator", ("Ana", "Bo"), "identifier", "Person"),
        ("measured by", ("Ana", "Bo"), "identifier", "Person"),
        ("Supplier", ("Acme", "Apex"), "identifier", "Organization"),
        ("organism", ("Homo sapiens", "Mus musculus"), "identifier", "Species"),
        ("CellLine", ("HeLa", "A431"), "identifier", "CellLine"),
        ("disease", ("DOID:1612", "DOID:10652"), "identifier", "Disease"),
        ("term", ("MONDO:0004992", "MONDO:0005015"), "identifier", "Disease"),
        ("ref", ("10.1000/182", "10.1000/183"), "identifier", "Publication"),
        ("CAS", ("50-78-2", "58-08-2"), "other id", "Compound"),
        ("key", ("BSYNRYMUTXBXSQ-UHFFFAOYSA-N", "RYYVLZVUVIJVGH-UHFFFAOYSA-N"), "other id", "Compound"),
        ("structure text", ("InChI=1S/CH4/h1H4", "InChI=1S/H2O/h1H2"), "structure", "Compound"),
        ("Comments", ("fine", "less fine"), "property", ""),
        ("Mol Weight", ("180.2", "194.2"), "property", "Compound"),
        ("predicted IC50 (nM)", ("5", "7"), "property", ""),
        ("made on", ("2024-01-05", "2024-01-06"), "property", ""),
        ("empty", ("", ""), "leave out", ""),
    ],
)
def test_columns_are_known_by_header_and_cells(header: str, cells: tuple[str, str], use: str, kind: str) -> None:
    from labkin.loaders.mapping_columns import uses_of

    found = uses_of(sample_of(f"{header},row\n{cells[0]},x1 y\n{cells[1]},x2 z\n"))[0]
    if use == "other id":  # the only identifier of a compound is its identifier
        use = "identifier"
    assert found.use == use
    assert not kind or found.kind == kind


def test_batches_numbered_for_each_compound_are_called_by_both() -> None:
    found = proposed("Compound,Batch,IC50 (nM)\nAB-1,1,5\nAB-1,2,6\nAB-2,1,7\n")
    assert found.mapping.thing("batch").id == Template("batch:{Compound}/{Batch}")
    ids = {
        str(said.fact.id)
        for said in preview(table("Compound,Batch,IC50 (nM)\nAB-1,1,5\nAB-2,1,7\n"), found.mapping).nodes
    }
    assert {"batch:AB-1/1", "batch:AB-2/1"} <= ids


def test_properties_belong_to_what_determines_them() -> None:
    found = proposed(
        "Compound,Batch,IC50 (nM),Project,Salt,Plate well\n"
        "AB-1,B1,5,Alpha,HCl,A1\nAB-1,B1,6,Alpha,HCl,A2\nAB-1,B2,6,Alpha,free,A3\nAB-2,B3,7,Beta,HCl,A4\nAB-2,B3,7,Beta,HCl,A5\n"
    )
    owners = {p.name: thing.name for thing in found.mapping.things for p in thing.properties}
    assert (owners["project"], owners["salt"]) == ("compound", "batch")
    assert [p.name for p in found.mapping.results[0].properties] == ["plate_well"]


def test_days_that_could_be_months_are_asked_about_and_not_guessed() -> None:
    found = proposed("Sample ID,Collected\nS1,03/04/2024\nS2,05/04/2024\n")
    (question,) = found.questions
    assert "day first (DMY) or month first (MDY)" in question.question
    assert all(p.dates == "" for thing in found.mapping.things for p in thing.properties)
    certain = proposed("Sample ID,Collected\nS1,03/04/2024\nS2,25/04/2024\n")
    assert certain.questions == ()
    assert [p.dates for thing in certain.mapping.things for p in thing.properties if p.name == "collected"] == ["DMY"]


def test_rows_that_nothing_identifies_go_by_their_numbers_and_that_is_said() -> None:
    found = proposed("height,colour\n1,red\n2,blue\n", "mouse samples")
    assert found.has_no_identifier
    assert found.mapping.things[0].id == Template("sample:{@file}/{@row}")


def test_what_a_person_changes_is_followed() -> None:
    sample = sample_of(WIDE)
    first = propose(sample, "results")
    from dataclasses import replace

    uses = [replace(use, use="leave out") if use.column == "Tested by" else use for use in first.uses]
    found = rebuilt(first, uses, sample, "results")
    assert found.mapping.ignore == ("Tested by",)
    assert all(link.relation != "attributed_to" for link in found.mapping.links)


headers = st.sampled_from(
    ["Compound ID", "SMILES", "Batch", "Sample", "IC50 (nM)", "IC50", "value", "unit", "endpoint", "Date", "Operator",
     "Gene", "Gene 2", "ID", "name", "SD", "rep", "Disease", "Assay", "Experiment", "DOI", "", "{x}", "a\\b", "@row"]
)  # fmt: skip
cells = st.sampled_from(
    [
        "1",
        "2.5",
        ">5",
        "n.d.",
        "",
        "AB-1",
        "AB-2",
        "CCO",
        "2024-01-02",
        "01/02/2024",
        "nM",
        "IC50",
        "Ana; Bo",
        "a b",
        "x:y",
        "=",
    ]
)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_the_columns_a_proposal_can_be_saved_and_applied(data: st.DataObject) -> None:
    width = data.draw(st.integers(2, 7))
    header = data.draw(st.lists(headers, min_size=width, max_size=width))
    rows = data.draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=2, max_size=6))
    item = table("".join(";".join(f'"{cell}"' for cell in row) + "\n" for row in [header, *rows]))
    if not format_of(item):
        return
    for sample in samples(item, format_of(item)):
        found = propose(sample, "any results")
        assert parse_mapping(write_mapping(found.mapping)) == found.mapping
        preview(item, found.mapping)
