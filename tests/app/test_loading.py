"""Loading: what is known is passed over, what is bad fails alone, what is said can be taken back."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from labkin.app.asset import asset
from labkin.app.cli_load import load_and_settle
from labkin.app.lab import Lab
from labkin.app.loading import FileReport, LoadOptions, load_paths, totals
from labkin.app.settling import settle
from labkin.app.unloading import find_sources, unload
from labkin.graph.errors import LabError, LabkinError, NotFound
from labkin.graph.model import Source
from labkin.graph.project import ledger_digest

NODES = "id\tcategory\tname\nC:1\tbiolink:SmallMolecule\taspirin\nD:1\tbiolink:Disease\tpain\n"
EDGES = "subject\tpredicate\tobject\nC:1\tbiolink:treats\tD:1\n"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with Lab.create(tmp_path / "lab") as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    (data / "kg_nodes.tsv").write_text(NODES)
    (data / "kg_edges.tsv").write_text(EDGES)
    return data


def statuses(reports: list[FileReport]) -> dict[str, str]:
    return {Path(report.path).name: report.status for report in reports}


def digest(lab: Lab) -> str:
    with lab.view() as view:
        return ledger_digest(view)


def test_files_load_and_are_known_afterwards(lab: Lab, folder: Path) -> None:
    first = load_paths(lab, [folder])
    assert statuses(first) == {"kg_edges.tsv": "loaded", "kg_nodes.tsv": "loaded"}
    assert (totals(first)["nodes"], totals(first)["edges"]) == (2, 1)
    head = lab.ledger.head()
    again = load_paths(lab, [folder])
    assert set(statuses(again).values()) == {"unchanged"}
    assert lab.ledger.head() == head
    with lab.view() as view:
        assert (view.counts().nodes, view.counts().edges) == (2, 1)


def test_a_changed_file_replaces_what_it_said(lab: Lab, folder: Path) -> None:
    load_paths(lab, [folder])
    (folder / "kg_nodes.tsv").write_text(NODES.replace("D:1\tbiolink:Disease\tpain", "D:2\tbiolink:Disease\tfever"))
    assert statuses(load_paths(lab, [folder])) == {"kg_edges.tsv": "unchanged", "kg_nodes.tsv": "loaded"}
    with lab.view() as view:
        assert set(view.node_ids()) == {"C:1", "D:2"}
        assert view.counts().waiting == 1


def test_a_bad_file_fails_alone_with_its_place(lab: Lab, folder: Path) -> None:
    (folder / "broken_edges.tsv").write_text(
        "subject\tpredicate\tobject\nC:1\tbiolink:treats\tD:1\n\tbiolink:treats\tD:1\n"
    )
    reports = load_paths(lab, [folder])
    assert statuses(reports) == {
        "broken_edges.tsv": "failed",
        "kg_edges.tsv": "loaded",
        "kg_nodes.tsv": "loaded",
    }
    bad = next(report for report in reports if report.status == "failed")
    assert bad.place == "line 3" and bad.error
    assert [(job.state, job.place) for job in lab.jobs.listed("failed")] == [("failed", "line 3")]
    with lab.view() as view:
        assert [info.source.uri.rpartition("/")[2] for info in view.sources()] == ["kg_edges.tsv", "kg_nodes.tsv"]
    assert lab.ledger.stale_batches() == []


def test_an_unknown_file_is_skipped_with_a_reason(lab: Lab, folder: Path) -> None:
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (folder / "empty.csv").write_bytes(b"")
    reports = {Path(r.path).name: r for r in load_paths(lab, [folder])}
    assert reports["picture.png"].status == "skipped" and "PNG" in reports["picture.png"].error
    assert reports["empty.csv"].status == "skipped" and reports["empty.csv"].error


def test_unloading_gives_exactly_the_lab_from_before(lab: Lab, folder: Path, tmp_path: Path) -> None:
    load_paths(lab, [folder])
    before = digest(lab)
    more = tmp_path / "more_nodes.tsv"
    more.write_text("id\tcategory\tname\nC:1\tbiolink:SmallMolecule\taspirin\nG:1\tbiolink:Gene\tPTGS1\n")
    load_paths(lab, [more])
    assert digest(lab) != before
    unload(lab, find_sources(lab, str(more)))
    assert digest(lab) == before
    with pytest.raises(NotFound, match="nothing that is loaded"):
        find_sources(lab, str(more))
    assert statuses(load_paths(lab, [more])) == {"more_nodes.tsv": "loaded"}


def test_files_of_one_name_are_told_apart(lab: Lab, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kg_nodes.tsv").write_text(NODES)
    load_paths(lab, [tmp_path / "one", tmp_path / "two"])
    with pytest.raises(NotFound, match="2 loaded files are called"):
        find_sources(lab, "kg_nodes.tsv")
    assert len(find_sources(lab, str(tmp_path / "one"))) == 1


def test_the_members_of_an_archive_load_and_are_known(lab: Lab, tmp_path: Path) -> None:
    archive = tmp_path / "kg.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("kg_nodes.tsv", NODES)
        file.writestr("deep/kg_edges.tsv", EDGES)
        file.writestr("bad_edges.tsv", "subject\tpredicate\tobject\nC:1\n")
    reports = load_paths(lab, [archive])
    assert sorted(report.status for report in reports) == ["failed", "loaded", "loaded"]
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("kg_nodes.tsv", NODES)
        file.writestr("deep/kg_edges.tsv", EDGES)
    load_paths(lab, [archive])
    assert {report.status for report in load_paths(lab, [archive])} == {"unchanged"}
    with lab.view() as view:
        assert (view.counts().nodes, view.counts().edges) == (2, 1)
    unload(lab, find_sources(lab, str(archive)))
    with lab.view() as view:
        assert view.counts().nodes == 0


def test_a_dry_run_writes_nothing(lab: Lab, folder: Path) -> None:
    reports = load_paths(lab, [folder], LoadOptions(dry_run=True))
    assert totals(reports)["nodes"] == 2
    assert lab.ledger.head() == 0
    assert list(lab.blobs.all()) == []


def test_many_files_load_in_many_processes_to_the_same_lab(lab: Lab, folder: Path, tmp_path: Path) -> None:
    for number in range(6):
        (folder / f"more{number}_nodes.tsv").write_text(f"id\tcategory\nS:{number}\tSample\n")
    load_paths(lab, [folder], workers=2)
    with Lab.create(tmp_path / "other") as other:
        load_paths(other, [folder])
        assert digest(lab) == digest(other)
    assert lab.ledger.verify() is not None


def test_terms_that_a_killed_load_did_not_come_to_are_added_by_the_next_one(lab: Lab, tmp_path: Path) -> None:
    edges = tmp_path / "links_edges.tsv"
    edges.write_text("subject\tpredicate\tobject\nC:1\tbiolink:treats\tMONDO:0005044\n")
    load_paths(lab, [edges])  # and it was killed here
    assert [one.status for one in load_and_settle(lab, [edges], LoadOptions(), wait=False, quiet=True)] == ["unchanged"]
    assert asset(lab, "MONDO:0005044").name[:8] == "hyperten"
    head = lab.ledger.head()
    load_and_settle(lab, [edges], LoadOptions(), wait=False, quiet=True)
    assert lab.ledger.head() == head


def test_a_loader_can_be_forced_and_an_unknown_one_is_named(lab: Lab, folder: Path) -> None:
    reports = load_paths(lab, [folder / "kg_nodes.tsv"], LoadOptions(loader="table"))
    assert [report.loader for report in reports] == ["table"]
    with pytest.raises(LabkinError, match=r"there are .*kgx"):
        load_paths(lab, [folder], LoadOptions(loader="nonsense"))


def test_a_term_that_is_referred_to_comes_from_the_vocabulary_and_goes_again(lab: Lab, tmp_path: Path) -> None:
    edges = tmp_path / "links_edges.tsv"
    edges.write_text("subject\tpredicate\tobject\nC:1\tbiolink:treats\tMONDO:0005044\n")
    nodes = tmp_path / "c_nodes.tsv"
    nodes.write_text(NODES)
    load_paths(lab, [edges, nodes])
    assert settle(lab) == 1
    found = asset(lab, "MONDO:0005044")
    assert (found.node.kind, found.name[:8]) == ("Disease", "hyperten")
    assert found.evidence[0][1].source.uri.startswith("vocabulary:")
    own = tmp_path / "own_nodes.tsv"
    own.write_text("id\tcategory\tname\nMONDO:0005044\tbiolink:Disease\thigh blood pressure\n")
    load_paths(lab, [own])
    assert settle(lab) == 1  # a file describes it now: the vocabulary need not
    assert asset(lab, "MONDO:0005044").name == "high blood pressure"
    unload(lab, find_sources(lab, str(own)))
    unload(lab, find_sources(lab, str(edges)))
    settle(lab)
    with lab.view() as view:
        assert set(view.node_ids()) == {"C:1", "D:1"}
        assert [info.source.uri for info in view.sources()] == [nodes.as_posix()]


def test_an_asset_shows_links_both_ways_and_the_cited_line(lab: Lab, folder: Path) -> None:
    from labkin.app.cited import passage

    load_paths(lab, [folder])
    found = asset(lab, "D:1")
    assert [(link.reads, str(link.other.id)) for link in found.links] == [("is treated by", "C:1")]
    _, said = found.evidence[0]
    cited = passage(lab, said.source, said.place)
    assert cited is not None
    assert cited.lines[cited.cited - cited.first] == "D:1\tbiolink:Disease\tpain"


def test_what_was_known_then_can_be_read(lab: Lab, folder: Path) -> None:
    load_paths(lab, [folder / "kg_nodes.tsv"])
    then = lab.ledger.head()
    load_paths(lab, [folder / "kg_edges.tsv"])
    assert len(asset(lab, "C:1", at=then).links) == 0
    assert len(asset(lab, "C:1").links) == 1


def test_a_lab_is_not_made_where_other_things_are(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("precious")
    with pytest.raises(LabError, match="not empty"):
        Lab.create(tmp_path)


def test_equal_values_of_two_files_are_one_fact_with_two_sources(lab: Lab, folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy_nodes.tsv"
    copy.write_text(NODES)
    load_paths(lab, [folder, copy])
    found = asset(lab, "C:1")
    assert len(found.evidence) == 2 and found.conflicts == ()
    assert json.loads(json.dumps(dict(found.node.props)))["name"] == "aspirin"


def groups_of(lab: Lab, file: Path) -> tuple[str, ...]:
    with lab.view() as view:
        found = view.sources(file.as_posix()) or view.sources_within(file.as_posix())
    return found[-1].source.groups


def test_a_file_that_was_unloaded_keeps_its_groups_when_it_comes_back_and_the_report_says_so(
    lab: Lab, folder: Path
) -> None:
    file = folder / "kg_nodes.tsv"
    (first,) = load_paths(lab, [file], LoadOptions(groups=("safety",)))
    assert first.warnings == []
    unload(lab, find_sources(lab, str(file)))
    (tried,) = load_paths(lab, [file], LoadOptions(dry_run=True))
    (again,) = load_paths(lab, [file])
    assert groups_of(lab, file) == ("safety",)
    assert tried.warnings == again.warnings
    (said,) = again.warnings
    assert said.startswith("keeps the group safety that it had") and "--group" in said and "--open" in said


def test_a_new_version_keeps_its_groups_and_the_report_says_so(lab: Lab, folder: Path) -> None:
    file = folder / "kg_nodes.tsv"
    load_paths(lab, [file], LoadOptions(groups=("chem", "safety")))
    file.write_text(NODES.replace("aspirin", "Aspirin"))
    (report,) = load_paths(lab, [file])
    assert groups_of(lab, file) == ("chem", "safety")
    assert report.warnings[0].startswith("keeps the groups chem, safety that it had")


def test_only_who_says_so_opens_a_restricted_file_and_then_it_stays_open(lab: Lab, folder: Path) -> None:
    file = folder / "kg_nodes.tsv"
    load_paths(lab, [file], LoadOptions(groups=("safety",)))
    (unasked,) = load_paths(lab, [file])
    assert unasked.status == "unchanged" and groups_of(lab, file) == ("safety",)
    (opened,) = load_paths(lab, [file], LoadOptions(for_all=True))
    assert (opened.status, opened.warnings) == ("loaded", [])
    assert groups_of(lab, file) == ()
    unload(lab, find_sources(lab, str(file)))
    (again,) = load_paths(lab, [file])
    assert again.warnings == [] and groups_of(lab, file) == ()


def test_an_archive_that_was_unloaded_keeps_its_groups(lab: Lab, tmp_path: Path) -> None:
    archive = tmp_path / "kg.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("kg_nodes.tsv", NODES)
    load_paths(lab, [archive], LoadOptions(groups=("safety",)))
    unload(lab, find_sources(lab, str(archive)))
    load_paths(lab, [archive])
    assert groups_of(lab, archive) == ("safety",)


def test_a_load_that_only_staged_a_restricted_file_restricts_nothing(lab: Lab, folder: Path) -> None:
    file = folder / "kg_nodes.tsv"
    with lab.ledger.batch("ada", "killed") as batch:
        batch.add_source(Source(file.as_posix(), "0" * 64, 1, "kgx", "1", groups=("safety",)))
        load_paths(lab, [file])
    assert groups_of(lab, file) == ()


def test_compounds_of_equal_structure_are_one_concept_until_one_is_unloaded(lab: Lab, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.csv", tmp_path / "theirs.csv"
    ours.write_text("compound_id,name,smiles\nLK-1,our aspirin,CC(=O)Oc1ccccc1C(=O)O\n")
    theirs.write_text("chembl_id,smiles\nCHEMBL25,OC(=O)c1ccccc1OC(C)=O\n")
    load_paths(lab, [ours, theirs])
    assert settle(lab) == 1
    with lab.view() as view:
        first, second = sorted(str(node.id) for node in view.nodes_with("inchikey"))
    assert asset(lab, first).identifiers == (first, second)
    (link,) = (link for link in asset(lab, first).links if link.relation == "same_as")
    assert str(link.edge.props["reason"]).startswith("equal InChIKey BSYNRYMUTXBXSQ")
    unload(lab, find_sources(lab, str(theirs)))
    assert settle(lab) == 1
    assert len(asset(lab, first).identifiers) == 1
