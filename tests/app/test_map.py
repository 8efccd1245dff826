"""From a table to answers: `labkin map`, `labkin load --map`, and what is remembered of the mapping."""

from __future__ import annotations

import os
import pty
import select
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import processes
from command_line import LABKIN, CommandLine
from labkin.app.lab import Lab
from labkin.app.loading import FileReport, LoadOptions, load_paths, options_of
from labkin.app.mappings import find_tables, mapping_text, open_table, read_mapping
from labkin.graph.errors import BadInput

PANEL = """Compound ID,SMILES,Batch,EGFR IC50 (nM),EGFR IC50 rep 2 (nM),Purity (%),Tested on,Tested by
LK-1,CC(=O)Oc1ccccc1C(=O)O,B01,12.5,14,98.6,2024-03-05,Maya Lind
LK-1,CC(=O)Oc1ccccc1C(=O)O,B02,15,,97.1,2024-03-06,Maya Lind
LK-2,CN1C=NC2=C1C(=O)N(C(=O)N2C)C,B03,>10000,,99.0,2024-03-06,Ana Oko
LK-3,c1ccccc1,B04,<40,n.t.,95,2024-03-07,Ana Oko
LK-4,CCO,B05,>30,,95,2024-03-07,Ana Oko
LK-5,CCN,B06,72,70,95,2024-03-07,Ana Oko
"""
SMALL = "lot,weight,colour\nA,1.5,red\nB,2.5,blue\n"
LOTS = """labkin-mapping: 1
things:
  batch: {kind: Batch, id: "lab:{lot}", properties: {name: "{lot}", colour: "{colour}"}}
"""
WEIGHED = LOTS.replace('colour: "{colour}"', 'weight: {value: "{weight}", type: number}')


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with Lab.create(tmp_path / "lab") as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    (data / "small.csv").write_text(SMALL)
    (tmp_path / "lots.yaml").write_text(LOTS)
    return data


def one(reports: list[FileReport]) -> FileReport:
    (report,) = reports
    return report


def batches(lab: Lab) -> dict[str, dict[str, object]]:
    with lab.view() as view:
        return {str(node.id): dict(node.props) for node in view.nodes(["lab:A", "lab:B"])}


# -- the command line ------------------------------------------------------------------------------------------------


@pytest.fixture
def command(tmp_path: Path) -> Iterator[CommandLine]:
    """A command line for a lab of its own, whose engine is stopped afterwards."""
    (tmp_path / "panel.csv").write_text(PANEL)
    called = CommandLine(tmp_path / "lab")
    called("init", tmp_path / "lab")
    yield called
    processes.stop(processes.working_in(tmp_path.resolve()))


def test_a_table_of_ic50s_is_asked_about_two_minutes_later(command: CommandLine, tmp_path: Path) -> None:
    said = command("map", "panel.csv", "--yes", cwd=tmp_path)
    assert "5 compounds, 6 batches, 2 people, 1 assay, 8 measurements" in said.out
    assert "Saved panel.map.yaml. Next: labkin load panel.csv --map panel.map.yaml" in said.out
    assert "line 5, column EGFR IC50 rep 2 (nM): the cell holds no value: 'n.t.'" in said.out
    report = command.json("load", tmp_path / "panel.csv", "--map", tmp_path / "panel.map.yaml")
    assert (report["loaded"], report["files"][0]["loader"]) == (1, "mapped")
    answer = command.json("ask", "Which compounds have an IC50 below 50 nM?")
    assert sorted(answer["ids"]) == ["LK-1", "LK-3"]  # ">30" may be above 50, "<40" is not
    shown = command.json("show", "LK-1")
    assert "line 2" in str(shown)
    status = command.json("status")
    assert (status["kinds"]["Measurement"], status["kinds"]["Batch"]) == (8, 6)
    hits = command.json("search", "--kind", "Measurement", "-k", "50")["hits"]
    with Lab.open(tmp_path / "lab") as lab, lab.view() as view:
        found = [node.props for node in view.nodes([hit["id"] for hit in hits])]
    measured = {(props["value"], props["qualifier"], props["replicate"]) for props in found}
    assert {(10000.0, ">", 1), (40.0, "<", 1), (14.0, "=", 2), (12.5, "=", 1)} <= measured
    assert command.json("check")["ok"]


def test_the_proposal_is_printed_for_scripts_and_saves_nothing_unasked(command: CommandLine, tmp_path: Path) -> None:
    found = command("map", "panel.csv", "--json", cwd=tmp_path).json
    assert [one["use"] for one in found["columns"]][:4] == ["identifier", "structure", "identifier", "measured value"]
    assert found["subject"] == "Compound"
    assert len(found["preview"]["nodes"]) == len(found["preview"]["edges"]) == 10
    assert not list(tmp_path.glob("*.yaml"))
    (tmp_path / "own.yaml").write_text(found["mapping"])
    checked = command("map", "--check", "own.yaml", "panel.csv", "--json", cwd=tmp_path).json
    assert checked["ok"] and not checked["remarks"]


def test_wrong_calls_are_told_in_sentences(command: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("labkin-mapping: 1\nthings:\n  b: {kind: Batch, id: {lot}}\n")
    (tmp_path / "lots.yaml").write_text(LOTS)
    assert (
        "`labkin map FILE -o none.yaml`" in command("load", "panel.csv", "--map", "none.yaml", code=2, cwd=tmp_path).err
    )
    refused = command("load", "panel.csv", "--map", "bad.yaml", code=1, cwd=tmp_path).err
    assert "bad.yaml, line 3, things.b.id: a text belongs here" in refused
    both = command("load", "panel.csv", "--map", "lots.yaml", "--as", "table", code=2, cwd=tmp_path).err
    assert "leave out --as table, or --map" in both
    failed = command("load", "panel.csv", "--map", "lots.yaml", "--json", code=1, cwd=tmp_path).json["files"][0]
    assert "lacks columns that the mapping names: 'colour', 'lot'" in failed["error"]
    lacking = command("map", "--check", "lots.yaml", "panel.csv", code=1, cwd=tmp_path).err
    assert "panel.csv: the table lacks columns" in lacking
    assert "there is no such file" in command("map", "absent.csv", code=1, cwd=tmp_path).err
    (tmp_path / "text.txt").write_text("Dear reader,\n\nthis is no table.\n")
    assert "it is not a table" in command("map", "text.txt", code=1, cwd=tmp_path).err
    assert "no sheet 'X'" in command("map", "panel.csv", "--sheet", "X", code=2, cwd=tmp_path).err
    (tmp_path / "panel.map.yaml").write_text("mine")
    assert "panel.map.yaml already" in command("map", "panel.csv", "--yes", code=2, cwd=tmp_path).err
    assert (tmp_path / "panel.map.yaml").read_text() == "mine"


def test_the_wizard_asks_what_is_unclear_and_enter_accepts(tmp_path: Path) -> None:
    (tmp_path / "lots.csv").write_text("Sample ID,Collected,Colour\nS1,03/04/2024,red\nS2,05/04/2024,blue\n")
    answers = {"Change a column?": ["3", ""], "Use it as": "leave out", "Save the mapping as": "mine.yaml"}
    said = typed(["map", "lots.csv"], tmp_path, {"DMY or MDY": "MDY", **answers})
    assert "is 03/04/2024 written day first" in said
    assert "The first 2 rows become 2 samples" in said
    mapping = read_mapping(tmp_path / "mine.yaml")
    assert mapping.ignore == ("Colour",)
    assert [p.dates for p in mapping.things[0].properties if p.name == "collected"] == ["MDY"]


def typed(arguments: list[str], folder: Path, answers: dict[str, str | list[str]]) -> str:
    """Run a command on a terminal and answer its questions as they come; what it said."""
    near, far = pty.openpty()
    environment = {**os.environ, "COLUMNS": "120", "TERM": "dumb"}
    environment.pop("LABKIN_LAB", None)
    process = subprocess.Popen(
        [str(LABKIN), *arguments], cwd=folder, stdin=far, stdout=far, stderr=far, env=environment, close_fds=True
    )
    os.close(far)
    said, seen = "", 0
    waiting = {question: [reply] if isinstance(reply, str) else list(reply) for question, reply in answers.items()}
    while True:
        ready, _, _ = select.select([near], [], [], 60)
        assert ready, f"it waits for an answer: {said}"
        try:
            said += os.read(near, 4096).decode()
        except OSError:  # the other end is closed
            break
        for question, replies in waiting.items():
            if replies and question in said[seen:] and said.rstrip(" ").endswith((":", "]", "?")):
                seen = len(said)
                os.write(near, f"{replies.pop(0)}\n".encode())
    os.close(near)
    assert process.wait(60) == 0, said
    return said


# -- what a lab remembers --------------------------------------------------------------------------------------------


def test_a_mapped_file_is_unchanged_until_its_mapping_or_its_bytes_change(lab: Lab, folder: Path) -> None:
    lots = LoadOptions(mapping=mapping_text(folder.parent / "lots.yaml"))
    assert one(load_paths(lab, [folder], lots)).status == "loaded"
    assert one(load_paths(lab, [folder], lots)).status == "unchanged"
    (folder.parent / "lots.yaml").write_text("# only a remark\n" + LOTS)
    assert (
        one(load_paths(lab, [folder], LoadOptions(mapping=mapping_text(folder.parent / "lots.yaml")))).status
        == "unchanged"
    )
    (folder.parent / "lots.yaml").write_text(WEIGHED)
    weighed = LoadOptions(mapping=mapping_text(folder.parent / "lots.yaml"))
    assert one(load_paths(lab, [folder], weighed)).status == "loaded"
    assert batches(lab)["lab:A"] == {"name": "A", "weight": 1.5}


def test_a_new_version_is_read_as_the_old_one_was_without_the_mapping_at_hand(lab: Lab, folder: Path) -> None:
    load_paths(lab, [folder], LoadOptions(mapping=mapping_text(folder.parent / "lots.yaml")))
    (folder.parent / "lots.yaml").unlink()
    assert one(load_paths(lab, [folder])).status == "unchanged"
    (folder / "small.csv").write_text(SMALL.replace("red", "green"))
    report = one(load_paths(lab, [folder]))
    assert (report.status, report.loader) == ("loaded", "mapped")
    assert batches(lab)["lab:A"]["colour"] == "green"


def test_naming_another_loader_lets_go_of_the_mapping(lab: Lab, folder: Path) -> None:
    load_paths(lab, [folder], LoadOptions(mapping=mapping_text(folder.parent / "lots.yaml")))
    report = one(load_paths(lab, [folder], LoadOptions("table")))
    assert (report.status, report.loader) == ("loaded", "table")
    assert batches(lab) == {}
    assert one(load_paths(lab, [folder])).loader == "table"


def test_a_load_that_failed_is_retried_with_its_mapping(lab: Lab, folder: Path) -> None:
    (folder / "small.csv").write_text(SMALL.replace("lot", "charge"))
    options = LoadOptions(mapping=mapping_text(folder.parent / "lots.yaml"))
    assert one(load_paths(lab, [folder], options)).status == "failed"
    (folder.parent / "lots.yaml").unlink()
    (folder / "small.csv").write_text(SMALL)
    (job,) = lab.jobs.latest()
    assert one(load_paths(lab, [Path(job.uri)], options_of(job))).loader == "mapped"
    assert set(batches(lab)) == {"lab:A", "lab:B"}


def test_a_folder_names_the_mapping_for_its_files(lab: Lab, folder: Path) -> None:
    (folder / "lots.yaml").write_text(LOTS)
    (folder / "other.csv").write_text("x,y\n1,2\n3,4\n")
    (folder / ".labkin-load.toml").write_text('["small*.csv"]\nmapping = "lots.yaml"\n')
    loaders = {Path(report.path).name: report.loader for report in load_paths(lab, [folder])}
    assert loaders == {"lots.yaml": "", "other.csv": "table", "small.csv": "mapped"}
    (folder / "lots.yaml").write_text(WEIGHED)
    assert {r.status for r in load_paths(lab, [folder]) if r.path.endswith("small.csv")} == {"loaded"}
    (folder / "lots.yaml").write_text("nonsense")
    (report,) = (r for r in load_paths(lab, [folder]) if r.path.endswith("small.csv"))
    assert report.status == "failed" and "here stand keys" in report.error
    assert batches(lab)["lab:A"]["weight"] == 1.5


def test_identifiers_that_a_lab_knows_are_taken_up(command: CommandLine, tmp_path: Path) -> None:
    nodes = "id\tcategory\tname\nlantern:LK-1\tbiolink:SmallMolecule\tLK-1\n"
    (tmp_path / "registry_nodes.tsv").write_text(nodes)
    command("load", tmp_path / "registry_nodes.tsv")
    with Lab.open(tmp_path / "lab") as lab:
        (found,) = find_tables(open_table(tmp_path / "panel.csv"), lab)
    assert found.proposal.mapping.thing("compound").id is not None
    assert found.proposal.mapping.thing("compound").id.text == "lantern:{Compound ID}"  # type: ignore[union-attr]


def test_what_is_no_single_table_is_refused(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", SMALL)
    with pytest.raises(BadInput, match="unpack it"):
        open_table(tmp_path / "two.zip")
    (tmp_path / "head.csv").write_text("a,b\n")
    with pytest.raises(BadInput, match="no row in it under the header"):
        find_tables(open_table(tmp_path / "head.csv"))
