"""ISA-Tab and ISA-JSON: what was made of what, by which protocol, and nothing that no row says."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.graph.errors import BadInput
from labkin.graph.model import Source
from labkin.loaders import isa_tab
from labkin.loaders.base import Input
from labkin.loaders.isa_files import role_of
from loaded_files import Said, read, said

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def tab() -> Said:
    return read(DATA / "isa-tab", "isa-tab")


@pytest.fixture(scope="module")
def from_json() -> Said:
    return read(DATA / "isa-json", "isa-json")


def table(text: str, name: str = "s_x.txt", **siblings: str) -> Input:
    def opened(text: str) -> io.BytesIO:
        return io.BytesIO(text.encode())

    beside = {file.replace("_txt", ".txt"): (lambda text=text: opened(text)) for file, text in siblings.items()}
    source = Source(f"/lab/{name}", "0" * 64, len(text), "isa-tab", "1")
    return Input(name, source, lambda: opened(text), text.encode()[:1000], beside)


def rows(*lines: str) -> str:
    return "\n".join(line.replace(" | ", "\t") for line in lines) + "\n"


def names(found: Said, ids: set[str]) -> set[object]:
    return {found.props[id].get("name") for id in ids if id in found.props}


# -- one table ----------------------------------------------------------------------------------------------------


def test_a_derived_file_leads_back_to_its_source_and_organism(tab: Said) -> None:
    up = tab.ancestors(tab.named("levels.csv"))
    assert {"culture1", "culture2", "A", "B", "C", "pool", "L-A", "raw1.cel", "Saccharomyces cerevisiae"} <= names(
        tab, up
    )
    assert "NCBITaxon:4932" in up


def test_a_raw_file_leads_back_to_its_own_samples_alone(tab: Said) -> None:
    assert names(tab, tab.ancestors(tab.named("raw1.cel"))) & {"A", "B", "C"} == {"A"}
    assert names(tab, tab.ancestors(tab.named("raw2.cel"))) & {"A", "B", "C"} == {"B", "C"}


def test_split_samples_come_out_of_one_run_and_pooled_ones_go_into_one(tab: Said) -> None:
    (run,) = tab.to(tab.named("A", "Sample"), "generated_by")
    assert tab.to(tab.named("B", "Sample"), "generated_by") == {run}
    assert names(tab, tab.to(run, "used")) == {"culture1"}
    (pooling,) = tab.to(tab.named("pool", "Sample"), "generated_by")
    assert names(tab, tab.to(pooling, "used")) == {"B", "C"}


def test_two_of_one_pool_that_went_in_differently_are_two_runs() -> None:
    text = rows(
        "Sample Name | Protocol REF | Parameter Value[label] | Extract Name",
        "A | mix | red | pool",
        "B | mix | green | pool",
    )
    found = said(isa_tab.load(table(text, "a_x.txt")))
    runs = found.to(found.named("pool"), "generated_by")
    assert {(str(found.props[run]["label"]), *names(found, found.to(run, "used"))) for run in runs} == {
        ("red", "A"),
        ("green", "B"),
    }


def test_values_keep_their_units_and_terms_and_stand_where_they_belong(tab: Said) -> None:
    source, sample = tab.props[tab.named("culture2")], tab.props[tab.named("C")]
    assert (source["age"], source["age_unit"], source["organism"]) == (4, "day", "Saccharomyces cerevisiae")
    assert (sample["temperature"], sample["temperature_unit"]) == (37, "degree Celsius")
    (run,) = tab.to(tab.named("pool", "Sample"), "generated_by")
    assert (tab.props[run]["sample_volume"], tab.props[run]["sample_volume_unit"]) == (20, "microliter")
    assert tab.props[tab.named("L-A")]["label"] == "biotin"
    assert tab.props[tab.named("raw1.cel")]["checked"] == "yes"


def test_runs_follow_their_protocol_and_say_who_and_when(tab: Said) -> None:
    (run,) = tab.to(tab.named("C", "Sample"), "generated_by")
    assert tab.props[run]["started"] == "2024-01-10"
    assert tab.to(run, "follows") == {tab.named("growth", "Protocol")}
    (person,) = tab.to(run, "associated_with")
    assert tab.props[person]["family_name"] == "Diaz"  # the contact of the investigation is the same person


def test_things_of_one_name_and_two_roles_are_two() -> None:
    text = rows("Sample Name | Protocol REF | Extract Name", "A | extraction | A")
    found = said(isa_tab.load(table(text, "a_x.txt")))
    assert sorted(str(p["material"]) for p in found.props.values() if "material" in p) == ["extract", "sample"]


def test_protocols_without_things_between_them_inform_each_other() -> None:
    text = rows(
        "Sample Name | Protocol REF | Protocol REF | Assay Name | Raw Data File", "A | prepare | read | a1 | x.raw"
    )
    found = said(isa_tab.load(table(text, "a_x.txt")))
    (reading,) = found.to(found.named("x.raw"), "generated_by")
    assert found.props[reading]["name"] == "a1"
    (preparing,) = found.to(reading, "informed_by")
    assert names(found, found.to(preparing, "used")) == {"A"}


def test_files_side_by_side_are_of_one_run_but_a_derived_one_comes_from_the_raw_one() -> None:
    text = rows(
        "Sample Name | Assay Name | Raw Data File | Protein Assignment File | Derived Data File", "A | a1 | r | p | d"
    )
    found = said(isa_tab.load(table(text, "a_x.txt")))
    assert found.to(found.named("r"), "generated_by") == found.to(found.named("p"), "generated_by") != set()
    assert found.to(found.named("d"), "derived_from") == {found.named("r"), found.named("p")}


def test_places_are_lines(tab: Said) -> None:
    places = {s.place for s in tab.statements}
    assert {"line 2", "line 3", "line 4"} <= places
    assert all(place == "file" or place.startswith("line ") for place in places)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_any_ends_of_lines(end: str) -> None:
    text = rows("Source Name | Protocol REF | Sample Name", "a | p | b").replace("\n", end)
    found = said(isa_tab.load(table(text)))
    assert {"a", "b"} <= names(found, set(found.kinds))


def test_a_path_of_another_machine_is_told() -> None:
    item = table(rows("Sample Name | Assay Name | Raw Data File", "A | x | /Users/me/x.raw"), "a_x.txt")
    list(isa_tab.load(item))
    assert ("line 2", "Raw Data File: '/Users/me/x.raw' is a path on another machine, not a file beside this one") in [
        tuple(remark) for remark in item.warnings
    ]


def test_what_is_no_isa_tab_says_so() -> None:
    with pytest.raises(BadInput, match="no ISA-Tab"):
        list(isa_tab.load(table("a,b\n1,2\n")))


@given(st.lists(st.tuples(*[st.sampled_from("abc")] * 3), min_size=1, max_size=8))
def test_no_row_no_lineage(cells: list[tuple[str, ...]]) -> None:
    """Whatever is split and pooled: a file comes from exactly those samples that stand in a row with it."""
    text = rows(
        "Sample Name | Protocol REF | Extract Name | Assay Name | Raw Data File",
        *(f"S{n}-{a} | mix | {n}-{b} | run | f{c}" for n, (a, b, c) in enumerate(cells)),
    )
    found = said(isa_tab.load(table(text, "a_x.txt")))
    for file in {f"f{c}" for _, _, c in cells}:
        up = names(found, found.ancestors(found.named(file)))
        wanted = {f"S{n}-{a}" for n, (a, _, c) in enumerate(cells) if f"f{c}" == file}
        assert {name for name in up if str(name).startswith("S")} == wanted


# -- the investigation --------------------------------------------------------------------------------------------


def test_an_investigation_has_its_studies_people_papers_and_protocols(tab: Said) -> None:
    whole, study = tab.named("Heat and yeast"), tab.named("Heat shock")
    assert tab.to(whole, "has_part") == {study, tab.named("Cold shock")}
    assert tab.props[whole]["date"] == "2024-05-01"
    assert tab.to(whole, "attributed_to") == {"orcid:0000-0002-1825-0097"}
    assert ("PMID:12345678", "describes", whole) in tab.edges
    assert ("PMID:12345678", "same_as", "doi:10.1000/heat.1") in tab.edges
    assert tab.props[tab.named("growth", "Protocol")]["text"] == 'Grow it. "Well".'
    assert tab.props[tab.named("extraction", "Protocol")]["parameters"] == ("sample volume", "buffer")
    assert (study, "has_characteristic", "OBI:0000115") in tab.edges


def test_all_files_speak_of_one_study_and_one_assay(tab: Said) -> None:
    study, assay = tab.named("Heat shock"), tab.named("transcription profiling, DNA microarray")
    assert assay in tab.to(study, "has_part")
    assert tab.to(study, "used") == {tab.named("culture1"), tab.named("culture2")}
    assert (tab.named("A", "Sample"), "tested_in", assay) in tab.edges
    assert tab.named("levels.csv") in tab.to(assay, "has_part")


def test_the_study_of_an_assay_is_its_context_and_nothing_else_of_the_investigation_is() -> None:
    assay = rows("Sample Name | Protocol REF | Extract Name", "A | p | B")
    fields = ("STUDY", "Study File Name | s_1.txt", "STUDY ASSAYS", "Study Assay File Name | a_x.txt")
    before = table(assay, "a_x.txt", i_x_txt=rows("INVESTIGATION", *fields))
    reworded = table(assay, "a_x.txt", i_x_txt=rows("INVESTIGATION", "Investigation Title | other", *fields))
    moved = table(assay, "a_x.txt", i_x_txt=rows("INVESTIGATION", *fields).replace("s_1", "s_2"))
    assert isa_tab.context(before) == isa_tab.context(reworded) == "i_x.txt: s_1.txt"
    assert isa_tab.context(moved) == "i_x.txt: s_2.txt"
    assert list(isa_tab.load(before)) == list(isa_tab.load(reworded)) != list(isa_tab.load(moved))


# -- JSON ---------------------------------------------------------------------------------------------------------


def test_isa_json_says_the_same_in_the_same_words(from_json: Said) -> None:
    up = from_json.ancestors(from_json.named("raw.mzml"))
    assert {"ms1", "growth", "A", "culture1", "Saccharomyces cerevisiae"} <= names(from_json, up)
    sample = from_json.props[from_json.named("A")]
    assert (sample["temperature"], sample["temperature_unit"]) == (37, "degree Celsius")
    assay = from_json.named("metabolite profiling, mass spectrometry")
    assert (from_json.named("A"), "tested_in", assay) in from_json.edges
    assert all(s.place.startswith("/") for s in from_json.statements)


# -- real files, counted by other means ---------------------------------------------------------------------------

STUDIES = ("BII-I-1", "BII-S-3", "BII-S-7")


def columns(path: Path) -> list[tuple[str, set[str]]]:
    """Each column of a table with the names in it, read by the csv module alone."""
    text = path.read_text(encoding="utf-8", errors="replace")
    table = [row for row in csv.reader(io.StringIO(text), delimiter="\t") if any(row)]
    return [(head, {row[n].strip() for row in table[1:] if n < len(row)} - {""}) for n, head in enumerate(table[0])]


@pytest.mark.parametrize("study", STUDIES)
def test_every_material_and_file_is_there_once(data: Path, study: str) -> None:
    folder = data / "isa_tab" / study
    found = read(folder, "isa-tab")
    for path in sorted(folder.glob("s_*.txt")):
        listed = dict(columns(path))
        for heading, role in (("Source Name", "source"), ("Sample Name", "sample")):
            here = read(path, "isa-tab")
            said_here = [p["name"] for p in here.props.values() if p.get("material") == role]
            assert sorted(map(str, said_here)) == sorted(listed[heading])
    files = {
        cell
        for path in folder.glob("a_*.txt")
        for head, cells in columns(path)
        if head.endswith("File")
        for cell in cells
    }
    paths = {str(p["path"]) for id, p in found.props.items() if found.kinds[id] == "File"}
    assert paths == {file.lstrip("/") for file in files}


@pytest.mark.parametrize("study", STUDIES)
def test_every_file_of_data_reaches_a_source_and_its_organism(data: Path, study: str) -> None:
    found = read(data / "isa_tab" / study, "isa-tab")
    files = found.of_kind("File")
    assert files
    for file in files:
        up = found.ancestors(file)
        assert any(found.props[id].get("material") == "source" for id in up if id in found.props), file
        assert any(found.kinds.get(id) == "Species" for id in up), file


@pytest.mark.parametrize("study", ["BII-I-1", "BII-S-3"])
def test_isa_json_has_every_thing_and_process_of_the_document(data: Path, study: str) -> None:
    path = data / "isa_json" / f"{study}.json"
    document, found = json.loads(path.read_text()), read(path, "isa-json")
    processes = files = 0
    materials = set[tuple[int, str]]()
    for number, one in enumerate(document["studies"]):
        for part in (one, *one["assays"]):
            processes += len(part["processSequence"])
            files += len(part.get("dataFiles", []))
            groups = (part["materials"].get(g, []) for g in ("sources", "samples", "otherMaterials"))
            materials |= {(number, entry["@id"]) for group in groups for entry in group}
    assert len(found.of_kind("Activity")) == processes
    assert len(found.of_kind("Sample")) == len(materials)
    assert len(found.of_kind("File")) == files


def test_isa_tab_and_isa_json_of_one_investigation_agree_on_the_runs(data: Path) -> None:
    """Where each row is a run of its own, both have the same number of them."""
    document = json.loads((data / "isa_json" / "BII-I-1.json").read_text())
    for study in document["studies"]:
        for assay in study["assays"]:
            if assay["filename"] in ("a_metabolome.txt", "a_transcriptome.txt"):
                found = read(data / "isa_tab" / "BII-I-1" / assay["filename"], "isa-tab")
                assert len(found.of_kind("Activity")) == len(assay["processSequence"])


@pytest.mark.parametrize(("start", "role"), [("Source Name\tSample Name", "study"), ("Sample Name\tx", ""), ("", "")])
def test_roles_by_the_first_line(start: str, role: str) -> None:
    assert role_of(start.encode()) == role
