"""Files that are read with others: reports, change, and taking back, for investigations, crates and notebooks."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from labkin.app.lab import Lab
from labkin.app.loading import FileReport, LoadOptions, load_paths, totals
from labkin.app.unloading import find_sources, unload
from labkin.graph.project import ledger_digest

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with Lab.create(tmp_path / "lab") as made:
        yield made


@pytest.fixture
def heat(tmp_path: Path) -> Path:
    """An investigation with a raw file that no loader reads and a derived one that is a table."""
    folder = tmp_path / "heat"
    shutil.copytree(DATA / "isa-tab", folder)
    (folder / "raw1.cel").write_bytes(b"\x01\x02\x03binary\xff")
    (folder / "levels.csv").write_text("gene,level\nHSP104,2.5\nHSP26,3.5\n")
    (folder / "stray.bin").write_bytes(b"\x01\x02\x03")
    return folder


def by_name(reports: list[FileReport]) -> dict[str, tuple[str, str]]:
    return {Path(r.path).name: (r.status, Path(r.part_of).name) for r in reports}


def digest(lab: Lab) -> str:
    with lab.view() as view:
        return ledger_digest(view)


def test_the_files_of_an_investigation_are_parts_of_it(lab: Lab, heat: Path) -> None:
    reports = load_paths(lab, [heat])
    assert by_name(reports) == {
        "i_heat.txt": ("loaded", ""),
        "s_heat.txt": ("part_of", "i_heat.txt"),
        "a_expression.txt": ("part_of", "i_heat.txt"),
        "raw1.cel": ("part_of", "i_heat.txt"),
        "levels.csv": ("loaded", ""),
        "stray.bin": ("skipped", ""),
    }
    found = totals(reports)
    assert (found["loaded"], found["part_of"], found["skipped"], found["failed"]) == (2, 3, 1, 0)
    with lab.view() as view:
        assert found["nodes"] == sum(
            view.sizes(s.source.id for s in view.sources())[s.source.id][0] for s in view.sources()
        )


def test_a_second_load_changes_nothing_and_says_the_same(lab: Lab, heat: Path) -> None:
    load_paths(lab, [heat])
    head = lab.ledger.head()
    again = by_name(load_paths(lab, [heat]))
    assert lab.ledger.head() == head
    assert again["a_expression.txt"] == ("unchanged", "i_heat.txt")
    assert again["raw1.cel"] == ("part_of", "i_heat.txt")


def test_a_table_is_derived_from_the_file_that_the_investigation_names(lab: Lab, heat: Path) -> None:
    load_paths(lab, [heat])
    with lab.view() as view:
        (dataset,) = (n for n in view.all_nodes() if n.kind == "Dataset")
        (file,) = (n for n in view.all_nodes() if n.props.get("path") == "levels.csv")
        edges = {(str(e.subject), e.relation, str(e.object)) for e in view.all_edges()}
    assert (str(dataset.id), "derived_from", str(file.id)) in edges


def test_the_order_of_loading_does_not_matter(tmp_path: Path, heat: Path) -> None:
    digests = set[str]()
    files = sorted(heat.iterdir())
    for number, order in enumerate((files, files[::-1])):
        with Lab.create(tmp_path / f"lab{number}") as one:
            for file in order:
                load_paths(one, [file], LoadOptions(at="2024-01-01T00:00:00Z"))
            digests.add(digest(one))
    assert len(digests) == 1


def test_rewording_the_investigation_reads_it_alone_again(lab: Lab, heat: Path) -> None:
    load_paths(lab, [heat])
    investigation = heat / "i_heat.txt"
    investigation.write_text(investigation.read_text().replace("Heat shock", "Shock by heat"))
    assert by_name(load_paths(lab, [investigation])) == {"i_heat.txt": ("loaded", "")}
    with lab.view() as view:
        names = {n.props.get("name") for n in view.all_nodes()}
    assert "Shock by heat" in names
    assert "Heat shock" not in names


def test_moving_an_assay_to_another_study_reads_the_assay_again(lab: Lab, tmp_path: Path, heat: Path) -> None:
    load_paths(lab, [heat])
    investigation = heat / "i_heat.txt"
    text = investigation.read_text()
    moved = text.replace('Study Assay File Name\t"a_expression.txt"\n', "").replace(
        '"s_cold.txt"\n', '"s_cold.txt"\nSTUDY ASSAYS\nStudy Assay File Name\t"a_expression.txt"\n'
    )
    assert moved != text
    investigation.write_text(moved)
    reports = by_name(load_paths(lab, [investigation]))  # only the investigation is asked for, as when it is watched
    assert reports == {"i_heat.txt": ("loaded", ""), "a_expression.txt": ("part_of", "i_heat.txt")}
    with Lab.create(tmp_path / "fresh") as fresh:
        load_paths(fresh, [heat])
        assert digest(fresh) == digest(lab)  # nothing stale is left


@pytest.mark.parametrize("options", [LoadOptions(groups=("sales",)), LoadOptions(for_all=True)])
def test_a_neighbour_that_is_read_again_keeps_its_own_groups(lab: Lab, heat: Path, options: LoadOptions) -> None:
    load_paths(lab, [heat], LoadOptions(groups=("safety",)))
    investigation = heat / "i_heat.txt"
    text = investigation.read_text().replace('Study Assay File Name\t"a_expression.txt"\n', "")
    investigation.write_text(text)
    assert by_name(load_paths(lab, [investigation], options))["a_expression.txt"][0] == "loaded"
    with lab.view() as view:
        groups = {Path(info.source.uri).name: info.source.groups for info in view.sources()}
    assert (groups["i_heat.txt"], groups["a_expression.txt"]) == (options.groups, ("safety",))


def test_unloading_one_file_takes_back_what_it_alone_said(lab: Lab, heat: Path) -> None:
    load_paths(lab, [heat / "s_heat.txt"])
    study_alone = digest(lab)
    load_paths(lab, [heat])
    for name in ("i_heat.txt", "a_expression.txt", "levels.csv"):
        unload(lab, find_sources(lab, str(heat / name)))
    assert digest(lab) == study_alone


def test_a_broken_investigation_fails_alone(lab: Lab, heat: Path) -> None:
    (heat / "i_heat.txt").write_text("INVESTIGATION\tof\nInvestigation Title\theat\n")
    reports = {Path(r.path).name: r for r in load_paths(lab, [heat])}
    assert (reports["i_heat.txt"].status, reports["i_heat.txt"].place) == ("failed", "line 1")
    assert reports["s_heat.txt"].status == "loaded"
    assert any("no investigation beside it" in warning for warning in reports["s_heat.txt"].warnings)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "notes.eln"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("export/ro-crate-metadata.json", (DATA / "ro-crate" / "notebook.json").read_text())
        made.writestr("export/entry 1//data.csv", "a,b\n1,2\n3,4\n")
        made.writestr("export/entry 1/notes.bin", b"\x00\x01\x02\x03")
        made.writestr("export/ro-crate-preview.html", "<html><body>preview</body></html>")
        made.writestr("elsewhere.bin", b"\x00\x01\x02\x03")
    return path


def test_the_members_of_a_notebook_are_read_or_parts_of_it(lab: Lab, archive: Path) -> None:
    reports = load_paths(lab, [archive])
    assert by_name(reports) == {
        "ro-crate-metadata.json": ("loaded", ""),
        "data.csv": ("loaded", ""),
        "notes.bin": ("part_of", "ro-crate-metadata.json"),
        "ro-crate-preview.html": ("part_of", "ro-crate-metadata.json"),
        "elsewhere.bin": ("skipped", ""),
    }
    with lab.view() as view:
        edges = list(view.all_edges())
        kinds = {str(n.id): n.kind for n in view.all_nodes()}
    read = [e for e in edges if kinds.get(str(e.subject)) == "Dataset" and e.relation == "derived_from"]
    assert [kinds[str(e.object)] for e in read] == ["File"]


def test_real_bundles_load_without_failure(lab: Lab, data: Path) -> None:
    folders = [data / name for name in ("isa_tab", "isa_json", "croissant", "datacite", "eln", "ro_crate")]
    reports = load_paths(lab, folders)
    assert not [r for r in reports if r.status == "failed"]
    found = totals(reports)
    assert (found["loaded"], found["part_of"]) == (72, 231)
    # four files that the assay names by paths of another machine
    assert {Path(r.path).name.split("_")[0] for r in reports if r.status == "skipped"} == {"JIC82", "JIC83", "JIC84"}
