"""The ledger: what was said, by whom, and that nothing said is lost, doubled or altered unseen."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labkin.graph.backup import back_up, restore
from labkin.graph.digest import digest
from labkin.graph.errors import LabError, LedgerDamaged
from labkin.graph.ledger import CHUNK, Ledger, Txn
from labkin.graph.ledger_jobs import Jobs
from labkin.graph.ledger_tables import MIGRATIONS
from labkin.graph.model import Edge, Method, Node, Source, Statement, Viewer
from labkin.graph.project import edge_key, ledger_digest
from labkin.graph.store import EdgeKey
from ledger_writer import load_some

ASPIRIN = Node.of("C:1", "Compound", name="aspirin")
PAIN = Node.of("D:1", "Disease", name="pain")
TREATS = Edge.of("C:1", "treats", "D:1")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger.open(str(tmp_path / "ledger.db"))
    yield opened
    opened.close()


def source(uri: str, sha256: str = "0" * 64, at: str = "", groups: tuple[str, ...] = ()) -> Source:
    return Source(uri, sha256, 1, "test", "1", at=at, groups=groups)


def say(
    ledger: Ledger, new: Source, *facts: Node | Edge, method: Method = Method.ASSERTED, confidence: float = 1.0
) -> tuple[Source, Txn]:
    with ledger.batch("ada", f"load {new.uri}") as batch:
        recorded = batch.add_source(new)
        for number, fact in enumerate(facts, 1):
            batch.add(Statement(fact, recorded, f"line {number}", method, confidence))
        entry = batch.commit(replacing=recorded)
    assert entry is not None
    return recorded, entry


def withdraw(ledger: Ledger, *sources: Source) -> None:
    with ledger.batch("ada", "unload") as batch:
        for one in sources:
            batch.withdraw(one.id)
        batch.commit()


def nodes(ledger: Ledger, at: int | None = None, viewer: Viewer | None = None) -> dict[str, Node]:
    with ledger.view(at, viewer or Viewer()) as view:
        return {str(node.id): node for node in view.all_nodes()}


def edges(ledger: Ledger, at: int | None = None) -> list[Edge]:
    with ledger.view(at) as view:
        return list(view.all_edges())


def test_what_was_said_is_read_back(ledger: Ledger) -> None:
    say(ledger, source("a.csv"), ASPIRIN, PAIN, TREATS)
    assert nodes(ledger) == {"C:1": ASPIRIN, "D:1": PAIN}
    assert edges(ledger) == [TREATS]


def test_nothing_is_visible_before_the_commit(ledger: Ledger) -> None:
    with ledger.batch("ada") as batch:
        recorded = batch.add_source(source("a.csv"))
        for number in range(2 * CHUNK + 1):  # more than two staged chunks
            batch.add(Statement(Node.of(f"N:{number}", "Sample"), recorded, f"line {number}"))
        assert nodes(ledger) == {}
        batch.commit()
    assert len(nodes(ledger)) == 2 * CHUNK + 1


def test_a_batch_left_by_an_error_leaves_nothing(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError), ledger.batch("ada") as batch:
        recorded = batch.add_source(source("a.csv", groups=("chem",)))
        batch.add(Statement(ASPIRIN, recorded, "line 1"))
        raise RuntimeError
    assert nodes(ledger) == {}
    assert ledger.stale_batches() == []
    assert ledger.head() == 0


def test_an_edge_waits_for_its_ends(ledger: Ledger) -> None:
    say(ledger, source("edges.csv"), TREATS)
    assert edges(ledger) == []
    with ledger.view() as view:
        assert (view.counts().waiting, view.dangling()) == (1, {"C:1", "D:1"})
    say(ledger, source("nodes.csv"), ASPIRIN, PAIN)
    assert edges(ledger) == [TREATS]


def test_an_error_while_a_chunk_is_written_behind_leaves_nothing(ledger: Ledger) -> None:
    with pytest.raises(LabError, match="cannot be written"), ledger.batch("ada") as batch:
        recorded = batch.add_source(source("a.csv"))
        for number in range(CHUNK):
            batch.add(Statement(ASPIRIN, replace(recorded, id=None), f"line {number}"))  # type: ignore[arg-type]
        batch.commit()
    assert (nodes(ledger), ledger.stale_batches(), ledger.head()) == ({}, [], 0)


few_ids = st.sampled_from(["A:1", "A:2", "A:3", "B:1"])
facts = st.lists(
    st.one_of(
        st.builds(Node.of, few_ids, st.sampled_from(["Compound", "Term", "Disease"])),
        st.builds(Edge.of, few_ids, st.sampled_from(["treats", "part_of"]), few_ids, st.sampled_from([{}, {"n": 1}])),
    ),
    max_size=12,
)


@given(st.lists(st.tuples(facts, st.booleans()), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_what_is_counted_is_what_stands(files: list[tuple[list[Node | Edge], bool]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger.open(str(Path(folder) / "ledger.db"))
        try:
            said = [say(ledger, source(f"{number}.csv"), *some)[0] for number, (some, _) in enumerate(files)]
            withdraw(ledger, *(one for one, (_, stays) in zip(said, files, strict=True) if not stays))
            with ledger.view() as view:
                counts, standing = view.counts(), list(view.all_nodes())
                known, every = (
                    {str(node.id) for node in standing},
                    {key for one, stays in files if stays for key in keys(one)},
                )
                stand = {key for key in every if {key.subject, key.object} <= known}
                assert counts.kinds == Counter(node.kind for node in standing)
                assert counts.relations == Counter(key.relation for key in stand)
                assert (counts.nodes, counts.edges) == (len(standing), len(list(view.all_edges())))
                assert counts.waiting == len(every - stand)
                assert view.dangling() == {end for key in every for end in (key.subject, key.object)} - known
        finally:
            ledger.close()


def keys(facts: list[Node | Edge]) -> set[EdgeKey]:
    return {edge_key(fact) for fact in facts if isinstance(fact, Edge)}


def test_a_fact_stands_while_one_of_its_sources_stands(ledger: Ledger) -> None:
    first, _ = say(ledger, source("a.csv"), ASPIRIN, PAIN, TREATS)
    second, _ = say(ledger, source("b.csv"), ASPIRIN, TREATS)
    withdraw(ledger, second)
    assert (set(nodes(ledger)), edges(ledger)) == ({"C:1", "D:1"}, [TREATS])
    withdraw(ledger, first)
    assert (nodes(ledger), edges(ledger)) == ({}, [])


def test_a_new_version_of_a_file_replaces_only_what_it_alone_said(ledger: Ledger) -> None:
    say(ledger, source("a.csv", "1" * 64), ASPIRIN, PAIN)
    say(ledger, source("b.csv"), PAIN)
    say(ledger, source("a.csv", "2" * 64), Node.of("C:2", "Compound"))
    assert set(nodes(ledger)) == {"C:2", "D:1"}
    with ledger.view() as view:
        assert [info.source.sha256[0] for info in view.sources("a.csv")] == ["2"]


def test_the_same_file_loaded_twice_at_once_is_there_once(ledger: Ledger) -> None:
    with ledger.batch("ada") as one, ledger.batch("bob") as other:
        for batch in (one, other):
            recorded = batch.add_source(source("a.csv"))
            batch.add(Statement(ASPIRIN, recorded, "line 1"))
        assert one.commit(replacing=source("a.csv")) is not None
        assert other.commit(replacing=source("a.csv")) is None
    with ledger.view() as view:
        assert len(view.about(["C:1"])) == 1
    assert ledger.stale_batches() == []


def test_it_reads_as_of_any_transaction(ledger: Ledger) -> None:
    kept, first = say(ledger, source("a.csv"), ASPIRIN)
    _, second = say(ledger, source("b.csv"), PAIN)
    withdraw(ledger, kept)
    assert [set(nodes(ledger, at)) for at in (0, first.id, second.id, 3)] == [
        set(),
        {"C:1"},
        {"C:1", "D:1"},
        {"D:1"},
    ]


def test_a_retracted_statement_is_gone_and_still_on_record(ledger: Ledger) -> None:
    _, first = say(ledger, source("a.csv"), ASPIRIN, PAIN)
    with ledger.view() as view:
        number = view.about(["C:1"])[0][0]
    with ledger.batch("curator", "not a compound of ours") as batch:
        batch.retract(number)
        batch.commit()
    assert set(nodes(ledger)) == {"D:1"}
    assert set(nodes(ledger, first.id)) == {"C:1", "D:1"}


def test_evidence_names_file_and_place(ledger: Ledger) -> None:
    say(ledger, source("/data/a.csv"), ASPIRIN, PAIN, TREATS)
    with ledger.view() as view:
        ((_, said),) = view.supporting([EdgeKey("C:1", "treats", "D:1", "")])
    assert (said.source.uri, said.place, said.source.author) == ("/data/a.csv", "line 3", "ada")


def test_two_results_with_different_qualifiers_are_two_facts(ledger: Ledger) -> None:
    mild = Edge.of("C:1", "treats", "D:1", {"severity": "mild"})
    severe = Edge.of("C:1", "treats", "D:1", {"severity": "severe"})
    say(ledger, source("a.csv"), ASPIRIN, PAIN, mild, severe)
    assert sorted(edges(ledger), key=str) == sorted([mild, severe], key=str)


# -- conflicts -------------------------------------------------------------------------------------------------------


def test_conflicting_values_are_all_kept_and_the_newest_is_shown(ledger: Ledger) -> None:
    old = Node.of("B:1", "Batch", purity=97.1, colour="white")
    new = Node.of("B:1", "Batch", purity=98.4, form="powder")
    say(ledger, source("coa.csv", at="2026-01-01"), old)
    say(ledger, source("registry.csv", at="2026-02-01"), new)
    assert nodes(ledger)["B:1"].props == {"colour": "white", "form": "powder", "purity": 98.4}
    with ledger.view() as view:
        (conflict,) = view.conflicts(["B:1"])
    assert (conflict.prop, [value for value, _ in conflict.values]) == ("purity", [98.4, 97.1])


def test_a_curator_wins_over_a_newer_file(ledger: Ledger) -> None:
    say(ledger, source("curator", at="2026-01-01"), Node.of("B:1", "Batch", purity=99.0), method=Method.CURATED)
    say(ledger, source("registry.csv", at="2026-02-01"), Node.of("B:1", "Batch", purity=98.4))
    assert nodes(ledger)["B:1"].props["purity"] == 99.0


def test_a_kind_that_says_nothing_gives_way(ledger: Ledger) -> None:
    say(ledger, source("a.csv", at="2026-01-01"), Node.of("X:1", "Gene"))
    say(ledger, source("b.csv", at="2026-02-01"), Node.of("X:1", "Term"))
    assert nodes(ledger)["X:1"].kind == "Gene"


@given(st.permutations([("a.csv", 1.0), ("b.csv", 2.0), ("c.csv", 3.0)]))
@settings(max_examples=6, deadline=None)
def test_the_files_of_one_load_give_the_same_graph_in_any_order(order: list[tuple[str, float]]) -> None:
    ledger = Ledger.open("sqlite://")  # in memory
    for uri, purity in order:
        say(ledger, source(uri, at="2026-01-01"), Node.of("B:1", "Batch", purity=purity))
    assert nodes(ledger)["B:1"].props["purity"] == 3.0
    ledger.close()


@given(st.permutations([("a", 0.9, "2026-02-01"), ("b", 0.9, "2026-01-01"), ("c", 0.6, "2026-03-01")]))
@settings(max_examples=6, deadline=None)
def test_of_what_was_read_in_texts_the_surest_is_shown_whenever_it_was_written(
    order: list[tuple[str, float, str]],
) -> None:
    """So that withdrawing what a reader said and restoring it gives the same graph."""
    ledger = Ledger.open("sqlite://")
    for uri, sure, at in order:
        said = Edge.of("X:1", "treats", "X:2", document=uri)
        say(ledger, source(uri, at=at), said, method=Method.TEXT_MINED, confidence=sure)
    say(ledger, source("kinds.csv", at="2025-01-01"), Node.of("X:1", "Drug"), Node.of("X:2", "Disease"))
    assert edges(ledger)[0].props["document"] == "b"  # as sure as "a", and the later identifier
    assert nodes(ledger)["X:1"].kind == "Drug"
    ledger.close()


# -- who may see -----------------------------------------------------------------------------------------------------


def test_a_viewer_sees_the_lab_as_if_hidden_sources_had_never_been_loaded(ledger: Ledger) -> None:
    say(ledger, source("open.csv", at="2026-01-01"), Node.of("B:1", "Batch", purity=97.0))
    say(ledger, source("secret.csv", at="2026-02-01", groups=("chem",)), Node.of("B:1", "Batch", purity=98.0), ASPIRIN)
    outsider, insider = Viewer("eve", frozenset()), Viewer("ada", frozenset({"chem"}))
    assert {id: node.props.get("purity") for id, node in nodes(ledger, viewer=outsider).items()} == {"B:1": 97.0}
    assert {id: node.props.get("purity") for id, node in nodes(ledger, viewer=insider).items()} == {
        "B:1": 98.0,
        "C:1": None,
    }
    with ledger.view(viewer=outsider) as view:
        assert [info.source.uri for info in view.sources()] == ["open.csv"]
        assert view.conflicts(["B:1"]) == []


# -- the chain -------------------------------------------------------------------------------------------------------


def filled(folder: Path) -> Path:
    path = folder / "ledger.db"
    ledger = Ledger.open(str(path))
    kept, _ = say(ledger, source("a.csv", groups=("chem",)), ASPIRIN, PAIN, TREATS)
    say(ledger, source("b.csv"), Node.of("D:2", "Disease", name="fever"))
    withdraw(ledger, kept)
    ledger.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.mark.parametrize(
    ("change", "transaction"),
    [
        ("UPDATE statement SET props = replace(props, 'aspirin', 'heroin')", "transaction 1 "),
        ("UPDATE statement SET object = 'D:9' WHERE relation = 'treats'", "transaction 1 "),
        ("UPDATE statement SET confidence = 0.5 WHERE subject = 'D:2'", "transaction 2 "),
        ("DELETE FROM statement WHERE subject = 'D:2'", "transaction 2 "),
        ("INSERT INTO statement SELECT 99, 2, source, 'D:3', relation, object, qualifiers, props, place, method,"
         " confidence FROM statement WHERE subject = 'D:2'", "transaction 2 "),
        ("UPDATE source SET sha256 = 'f' || substr(sha256, 2) WHERE uri = 'b.csv'", "transaction 2 "),
        ("UPDATE source_group SET name = 'everyone'", "transaction 1 "),
        ("DELETE FROM withdrawal", "transaction 3 "),
        ("UPDATE txn SET author = 'nobody' WHERE id = 2", "transaction 2 "),
        ("UPDATE txn SET at = '2020-01-01' WHERE id = 3", "transaction 3 "),
        ("DELETE FROM txn WHERE id = 2", "transaction 2 is missing"),
    ],
)  # fmt: skip
def test_an_altered_ledger_says_where_it_breaks(tmp_path: Path, change: str, transaction: str) -> None:
    path = filled(tmp_path)
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    connection.close()
    ledger = Ledger.open(str(path))
    with pytest.raises(LedgerDamaged, match=transaction):
        ledger.verify()
    ledger.close()


def test_one_flipped_byte_in_the_file_is_noticed(tmp_path: Path) -> None:
    path = filled(tmp_path)
    data = bytearray(path.read_bytes())
    at = data.index(b"fever")
    data[at] ^= 1
    path.write_bytes(bytes(data))
    ledger = Ledger.open(str(path))
    with pytest.raises(LedgerDamaged, match="transaction 2 "):
        ledger.verify()
    ledger.close()


def test_a_chain_is_compared_with_a_head_noted_elsewhere(ledger: Ledger) -> None:
    _, first = say(ledger, source("a.csv"), ASPIRIN)
    say(ledger, source("b.csv"), PAIN)
    assert ledger.verify(against=first.hash) is not None
    with pytest.raises(LedgerDamaged, match="not a continuation"):
        ledger.verify(against="ab" * 32)


def test_an_untouched_ledger_verifies(tmp_path: Path) -> None:
    ledger = Ledger.open(str(filled(tmp_path)))
    last = ledger.verify()
    assert last is not None and last.id == 3
    ledger.close()


# -- versions, backup ------------------------------------------------------------------------------------------------


def test_a_ledger_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    old = Ledger.open(str(path))
    say(old, source("a.csv"), ASPIRIN)
    old.close()
    with sqlite3.connect(path) as connection:  # what the first version did not have
        connection.executescript("DROP TABLE projection; DROP TABLE lease; UPDATE meta SET value = '1'")
    connection.close()
    ledger = Ledger.open(str(path))
    ledger.report_projection("graph", txn=1)
    assert ledger.projections()["graph"]["txn"] == 1
    assert set(nodes(ledger)) == {"C:1"}
    ledger.close()


def test_a_ledger_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Ledger.open(str(path)).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = ?", (str(len(MIGRATIONS) + 1),))
    connection.close()
    with pytest.raises(LabError, match="newer Labkin"):
        Ledger.open(str(path))


def test_a_file_that_is_no_ledger_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"this is no database at all, just some bytes" * 100)
    with pytest.raises(LabError, match="cannot be opened: file is not a database"):
        Ledger.open(str(path))


def test_backup_while_in_use_and_restore(tmp_path: Path) -> None:
    lab = tmp_path / "lab"
    lab.mkdir()
    ledger = Ledger.open(str(lab / "ledger.db"))
    say(ledger, source("a.csv"), ASPIRIN, PAIN, TREATS)
    with ledger.batch("ada") as unfinished:  # a load is under way
        recorded = unfinished.add_source(source("b.csv"))
        unfinished.add(Statement(Node.of("C:9", "Compound"), recorded, "line 1"))
        manifest = back_up(lab, ledger, tmp_path / "lab.tar")
    restored = tmp_path / "again"
    assert restore(tmp_path / "lab.tar", restored) == manifest
    again = Ledger.open(str(restored / "ledger.db"))
    with ledger.view() as one, again.view() as other:
        assert ledger_digest(one) == ledger_digest(other) == digest([ASPIRIN, PAIN], [TREATS])
    ledger.close()
    again.close()


def test_a_damaged_backup_is_refused_and_leaves_no_folder(tmp_path: Path) -> None:
    lab = tmp_path / "lab"
    lab.mkdir()
    ledger = Ledger.open(str(lab / "ledger.db"))
    say(ledger, source("a.csv"), ASPIRIN)
    file = tmp_path / "lab.tar"
    back_up(lab, ledger, file)
    ledger.close()
    data = bytearray(file.read_bytes())
    data[data.index(b"aspirin")] ^= 1
    file.write_bytes(bytes(data))
    with pytest.raises(LabError, match="damaged"):
        restore(file, tmp_path / "again")
    assert not (tmp_path / "again").exists()


# -- many processes --------------------------------------------------------------------------------------------------


def test_many_processes_write_at_once_and_the_chain_holds(tmp_path: Path) -> None:
    path = str(tmp_path / "ledger.db")
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=load_some, args=(path, name, 12)) for name in ("a", "b", "c")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    ledger = Ledger.open(path)
    last = ledger.verify()
    assert last is not None and last.id == 36
    assert len(nodes(ledger)) == 37
    ledger.close()


KILLED = """
import os, sys
sys.path[:0] = {path!r}
from labkin.graph.ledger import Ledger
from labkin.graph.ledger_jobs import Jobs
from labkin.graph.model import Node, Source, Statement
ledger = Ledger.open({db!r})
jobs = Jobs(ledger)
with ledger.batch("ada") as batch:
    jobs.start(jobs.queue("a.csv", "0"), batch.id)
    source = batch.add_source(Source("a.csv", "0", 1, "test", "1", groups=("chem",)))
    for number in range(30_000):
        batch.add(Statement(Node.of(f"N:{{number}}", "Sample"), source, "line"))
    print("staged", flush=True)
    sys.stdin.read()
"""


def test_what_a_killed_load_staged_is_dropped_and_its_job_waits_again(tmp_path: Path) -> None:
    db = str(tmp_path / "ledger.db")
    code = KILLED.format(path=sys.path, db=db)
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None and child.stdout.readline() == "staged\n"
        os.kill(child.pid, signal.SIGKILL)
    ledger = Ledger.open(db)
    assert nodes(ledger) == {}
    lost = Jobs(ledger).recover()
    assert [(job.uri, job.state) for job in Jobs(ledger).listed()] == [("a.csv", "queued")]
    assert len(lost) == 1 and ledger.stale_batches() == []
    with sqlite3.connect(db) as connection:
        left = connection.execute("SELECT (SELECT count(*) FROM statement), (SELECT count(*) FROM source_group)")
        assert left.fetchone() == (0, 0)
    connection.close()
    assert ledger.verify() is None
    ledger.close()


def test_a_job_that_waited_to_be_run_again_is_done_with_when_its_file_is(ledger: Ledger) -> None:
    jobs = Jobs(ledger)
    first, other, second = (jobs.queue(uri, "0" * 64) for uri in ("a.csv", "b.csv", "a.csv"))
    jobs.finish(second)
    assert {one.id: one.state for one in jobs.listed()} == {first: "dismissed", other: "queued", second: "done"}


def test_a_lease_is_held_by_one_until_it_runs_out(ledger: Ledger) -> None:
    assert ledger.take_lease("projector", "one", 60)
    assert ledger.take_lease("projector", "one", 60)
    assert not ledger.take_lease("projector", "two", 60)
    ledger.drop_lease("projector", "one")
    assert ledger.take_lease("projector", "two", 0)
    assert ledger.take_lease("projector", "three", 60)


def test_a_projections_report_is_kept(ledger: Ledger) -> None:
    ledger.report_projection("graph", url="embedded", txn=1, counts={"nodes": 3})
    ledger.report_projection("graph", busy="building")
    report = ledger.projections()["graph"]
    assert (report["txn"], report["counts"], report["busy"]) == (1, {"nodes": 3}, "building")
    assert json.dumps(report)
