"""The tantivy index: the contract of every index, and what a folder of files must withstand."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from search_index import LAB, SearchIndexContract, ids

from labkin.graph.errors import LabError
from labkin.graph.model import EVERYONE, Node
from labkin.search import tantivy_layout
from labkin.search.entries import entry_of
from labkin.search.index import Entry, Request
from labkin.search.tantivy_index import TantivyIndex


class TestTantivyContract(SearchIndexContract):
    @pytest.fixture(scope="class")
    @classmethod
    def make_index(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], TantivyIndex]]:
        made: list[TantivyIndex] = []

        def make() -> TantivyIndex:
            made.append(TantivyIndex(tmp_path_factory.mktemp("lab") / "search"))
            return made[-1]

        yield make
        for index in made:
            index.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the small lab in it."""
    index = TantivyIndex(tmp_path / "search")
    index.rebuild(LAB[:3], 5)
    index.apply(LAB[3:], (), 6)
    index.close()
    return tmp_path / "search"


def files_of(folder: Path, ending: str) -> list[Path]:
    return sorted(path for path in folder.rglob(f"*{ending}") if path.stat().st_size)


class TestFiles:
    def test_a_new_object_finds_what_another_left(self, folder: Path) -> None:
        index = TantivyIndex(folder)
        assert (index.mark(), index.count()) == (6, len(LAB))
        assert ids(index, "aspirin")[0] == "CHEMBL:25"
        assert index.fields()["year"] == "number"

    def test_readers_see_commits_and_rebuilds_of_others(self, folder: Path) -> None:
        reader, writer = TantivyIndex(folder), TantivyIndex(folder)
        assert reader.mark() == 6
        writer.apply([Entry("n:1", "X", "novel")], (), 7)
        assert (reader.mark(), ids(reader, "novel")) == (7, ["n:1"])
        writer.rebuild([Entry("n:2", "X", "newest")], 8)
        assert (reader.mark(), reader.count(), ids(reader, "newest")) == (8, 1, ["n:2"])
        assert len(list(folder.glob("generation-*"))) == 1

    def test_a_reader_in_another_process_sees_commits(self, folder: Path) -> None:
        code = f"""
            import sys
            from pathlib import Path
            from labkin.search.tantivy_index import TantivyIndex
            index = TantivyIndex(Path({str(folder)!r}))
            for line in sys.stdin:
                print(index.mark(), index.count(), flush=True)
        """
        with subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdin
            assert process.stdout
            index = TantivyIndex(folder)
            for mark in (6, 7, 8):
                if mark > 6:
                    index.apply([Entry(f"n:{mark}", "X", "new")], (), mark)
                process.stdin.write("\n")
                process.stdin.flush()
                assert process.stdout.readline().split() == [str(mark), str(index.count())]
            process.stdin.close()

    def test_a_killed_writer_loses_nothing_and_leaves_no_lock(self, folder: Path) -> None:
        code = f"""
            from pathlib import Path
            from labkin.search.index import Entry
            from labkin.search.tantivy_index import TantivyIndex
            index = TantivyIndex(Path({str(folder)!r}))
            mark = 6
            while True:
                mark += 1
                index.apply((Entry(f"k:{{mark}}:{{n}}", "K", "killed", text="word " * 50) for n in range(20)), (), mark)
                print(mark, flush=True)
        """
        with subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout
            said = [int(process.stdout.readline()) for _ in range(3)][-1]
            process.send_signal(signal.SIGKILL)
        index = TantivyIndex(folder)
        mark = index.mark()
        assert mark >= said
        assert index.search(Request("killed", kinds=("K",)), EVERYONE).total == 20 * (mark - 6)
        index.apply([Entry("after:1", "X", "afterwards")], (), mark + 1)
        assert ids(index, "afterwards") == ["after:1"]

    def test_a_killed_rebuild_leaves_the_old_and_is_swept_by_the_next(self, folder: Path) -> None:
        def killed() -> Iterator[Entry]:
            yield Entry("half:1", "X", "half")
            os.kill(os.getpid(), signal.SIGKILL)

        child = multiprocessing.get_context("fork").Process(target=lambda: TantivyIndex(folder).rebuild(killed(), 50))
        child.start()
        child.join()
        assert child.exitcode == -signal.SIGKILL
        index = TantivyIndex(folder)
        assert (index.mark(), ids(index, "half")) == (6, [])
        index.rebuild(LAB, 7)
        assert len(list(folder.glob("generation-*"))) == 1
        assert (index.mark(), index.count()) == (7, len(LAB))

    def test_readers_that_open_amid_rebuilds_see_the_old_or_the_new(self, folder: Path) -> None:
        rebuilding = threading.Thread(
            target=lambda: [TantivyIndex(folder).rebuild(LAB, mark) for mark in range(7, 47)], daemon=True
        )
        rebuilding.start()
        while rebuilding.is_alive():
            reader = TantivyIndex(folder)
            assert reader.count() == len(LAB)
            assert ids(reader, "aspirin")[0] == "CHEMBL:25"
        assert TantivyIndex(folder).mark() == 46

    def test_a_second_writer_is_told_to_wait(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("labkin.search.writer_lock.SECONDS", 0.01)
        other = TantivyIndex(folder)

        def entries() -> Iterator[Entry]:
            with pytest.raises(LabError, match="being written by another process"):
                other.apply((), (), 9)
            yield Entry("a:1", "X", "mine")

        TantivyIndex(folder).apply(entries(), (), 8)
        assert other.mark() == 8
        other.apply((), (), 9)
        assert other.mark() == 9

    @pytest.mark.parametrize(
        "ending", ["meta.json", ".store", ".term", ".idx", ".fast", ".fieldnorm", ".pos", "current"]
    )
    @pytest.mark.parametrize("harm", [b"", b"\x00" * 40, None], ids=["emptied", "overwritten", "gone"])
    def test_a_damaged_index_says_so_and_can_be_rebuilt(self, folder: Path, ending: str, harm: bytes | None) -> None:
        for path in files_of(folder, ending):
            path.unlink() if harm is None else path.write_bytes(harm)
        index = TantivyIndex(folder)
        if (ending, harm) == ("current", None):  # as if there had never been one
            assert index.mark() == 0
        else:
            with pytest.raises(LabError, match=r"is damaged.*`labkin rebuild search`"):
                index.mark()
                index.search(Request("kinase", facets=("kind",)), EVERYONE)
        index.rebuild(LAB, 9)
        assert (index.mark(), index.count()) == (9, len(LAB))
        assert ids(index, "aspirin")[0] == "CHEMBL:25"

    def test_an_index_of_other_rules_asks_to_be_rebuilt(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tantivy_layout, "LAYOUT", tantivy_layout.LAYOUT + 1)
        with pytest.raises(LabError, match="another version"):
            TantivyIndex(folder).count()


class TestEntries:
    def test_every_identifier_and_synonym_is_a_name_and_prose_is_text(self) -> None:
        entry = entry_of(
            Node.of(
                "CHEMBL:25", "Compound", name="aspirin", synonyms=["ASA"], cas="50-78-2", smiles="CC(=O)O",
                description="Relieves pain.", columns=["ic50", "dose"], sha256="ab" * 32, pmid=29768149,
            )
        )  # fmt: skip
        assert entry.names == ("aspirin", "ASA", "50-78-2", "29768149", "CC(=O)O")
        assert set(entry.identifiers) == {"50-78-2", "29768149", "CC(=O)O"}
        assert "Relieves pain." in entry.text
        assert entry.columns == ("ic50", "dose")
        assert "abab" not in entry.text

    def test_categories_are_facets_and_numbers_and_days_are_numbers(self) -> None:
        entry = entry_of(
            Node.of("b:1", "Batch", status="released", tags=["a", "b"], sterile=True, purity=99.5, date="2024-03-01",
                    note="a long note that goes on and on and says nothing that could be a category")
        )  # fmt: skip
        assert entry.facets == {"status": "released", "tags": ("a", "b"), "sterile": "true"}
        assert entry.numbers == {"purity": 99.5, "date": 20240301.0, "year": 2024.0}

    def test_a_node_without_a_name_is_shown_by_its_identifier(self) -> None:
        assert entry_of(Node.of("x:1", "X")).name == "x:1"
        assert entry_of(Node.of("x:1", "X", title="T")).name == "T"

    def test_the_identifier_of_the_source_file_is_carried(self) -> None:
        entry = entry_of(Node.of("scifact:4983", "Publication", source_id="4983"))
        assert entry.source_id == "4983"
        assert "4983" in entry.identifiers
