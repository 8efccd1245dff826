"""The vector store: the nearest as a plain scan finds them, and what a folder of files must withstand."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from labkin.graph.errors import LabError
from labkin.search.index import Encoded
from labkin.search.keys import key_of
from labkin.search.vectors import Vectors

SIZE = 16
NEAR = 0.01  # how far a score may be from that of the unrounded vectors


def drawn(seed: int, passages: int, size: int = SIZE) -> NDArray[np.float32]:
    found = np.random.default_rng(seed).normal(size=(passages, size)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def encoded(id: str, seed: int, passages: int = 1) -> Encoded:
    return Encoded(id, f"text {seed}", drawn(seed, passages))


def made(folder: Path, entries: Iterable[Encoded] = (), mark: int | None = None) -> Vectors:
    vectors = Vectors(folder)
    vectors.reset_vectors("small", SIZE)
    vectors.put_vectors(entries, (), mark)
    return vectors


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store of a hundred entries with one to three passages each."""
    made(tmp_path / "v", (encoded(f"E:{n}", n, 1 + n % 3) for n in range(100)), 7).close()
    return tmp_path / "v"


def found(vectors: Vectors, asked: NDArray[np.float32], k: int = 10, among: list[str] | None = None) -> list[int]:
    keys = None if among is None else np.array(sorted(map(key_of, among)), np.int64)
    return [int(key) for key in vectors.nearest(asked, k, keys).keys]


def generations(folder: Path) -> list[Path]:
    return sorted(folder.glob("generation-*"))


class TestFinding:
    def test_an_entry_is_found_by_the_vector_of_any_of_its_passages(self, folder: Path) -> None:
        vectors = Vectors(folder)
        for n in range(100):
            for passage, vector in enumerate(drawn(n, 1 + n % 3)):
                nearest = vectors.nearest(vector, 3)
                assert (nearest.keys[0], nearest.passages[0]) == (key_of(f"E:{n}"), passage)
                assert nearest.scores[0] == pytest.approx(1, abs=NEAR)
                assert len(set(nearest.keys.tolist())) == 3

    def test_the_arrays_have_the_types_that_are_promised(self, folder: Path) -> None:
        for nearest in (
            Vectors(folder).nearest(drawn(1, 1)[0], 5),
            Vectors(folder / "none").nearest(drawn(1, 1)[0], 5),
        ):
            assert [array.dtype for array in nearest] == [np.uint64, np.float32, np.int64]

    def test_equally_near_ones_come_by_key(self, tmp_path: Path) -> None:
        vectors = made(tmp_path / "v", (encoded(f"E:{n}", 5) for n in range(300)))
        keys = sorted(key_of(f"E:{n}") for n in range(300))
        assert found(vectors, drawn(5, 1)[0], 20) == keys[:20]
        assert found(vectors, np.zeros(SIZE, np.float32), 300) == keys

    def test_only_those_asked_for_are_found_however_far_they_are(self, folder: Path) -> None:
        vectors = Vectors(folder)
        assert found(vectors, drawn(3, 1)[0], 10, ["E:7", "E:8", "gone"]) == found(
            vectors, drawn(3, 1)[0], 10, ["E:8", "E:7"]
        )
        assert set(found(vectors, drawn(3, 1)[0], 10, ["E:7", "E:8"])) == {key_of("E:7"), key_of("E:8")}
        assert found(vectors, drawn(3, 1)[0], 10, []) == []

    def test_asking_for_more_than_there_are_gives_all(self, folder: Path) -> None:
        vectors = Vectors(folder)
        assert len(found(vectors, drawn(3, 1)[0], 10_000)) == vectors.count() == 100
        assert found(vectors, drawn(3, 1)[0], 0) == []

    def test_a_vector_of_another_length_is_refused(self, folder: Path) -> None:
        vectors = Vectors(folder)
        with pytest.raises(ValueError, match="16 numbers, not 4"):
            vectors.nearest(drawn(1, 1, 4)[0], 1)
        with pytest.raises(ValueError, match="has 16 numbers"):
            vectors.put_vectors([Encoded("E:1", "", drawn(1, 1, 4))], ())
        assert vectors.digests(["E:1"]) == {"E:1": "text 1"}


class TestKeeping:
    def test_an_empty_store_knows_nothing(self, tmp_path: Path) -> None:
        vectors = Vectors(tmp_path / "v")
        assert (vectors.model(), vectors.vectors_mark(), vectors.count(), vectors.digests()) == ("", 0, 0, {})
        assert not (tmp_path / "v").exists()

    def test_a_new_object_finds_what_another_left(self, folder: Path) -> None:
        vectors = Vectors(folder)
        assert (vectors.model(), vectors.vectors_mark(), vectors.count()) == ("small", 7, 100)
        assert vectors.digests() == {f"E:{n}": f"text {n}" for n in range(100)}
        assert vectors.digests(["E:3", "nobody"]) == {"E:3": "text 3"}

    def test_what_is_replaced_or_removed_is_found_no_more(self, folder: Path) -> None:
        vectors = Vectors(folder)
        vectors.put_vectors([encoded("E:1", 1001)], ["E:2", "nobody"])
        assert (vectors.count(), vectors.vectors_mark()) == (99, 7)
        assert vectors.digests(["E:1", "E:2"]) == {"E:1": "text 1001"}
        assert found(vectors, drawn(1001, 1)[0])[0] == key_of("E:1")
        assert key_of("E:2") not in found(vectors, drawn(2, 3)[0], 100)

    def test_what_has_no_passages_is_removed(self, folder: Path) -> None:
        vectors = Vectors(folder)
        vectors.put_vectors([Encoded("E:1", "none", np.zeros((0, SIZE), np.float32))], ())
        assert (vectors.count(), vectors.digests(["E:1"])) == (99, {})

    def test_the_mark_moves_alone_and_goes_back_with_a_reset(self, folder: Path) -> None:
        vectors = Vectors(folder)
        vectors.put_vectors((), (), 9)
        assert (vectors.vectors_mark(), vectors.count()) == (9, 100)
        vectors.reset_vectors("other", 4)
        assert (vectors.model(), vectors.vectors_mark(), vectors.count()) == ("other", 0, 0)
        vectors.put_vectors([Encoded("E:1", "", drawn(1, 2, 4))], (), 9)
        assert found(vectors, drawn(1, 1, 4)[0]) == [key_of("E:1")]

    def test_the_mark_of_a_lab_without_texts_is_kept(self, tmp_path: Path) -> None:
        vectors = Vectors(tmp_path / "v")
        vectors.put_vectors((), (), 9)
        assert (vectors.vectors_mark(), vectors.count()) == (9, 0)

    def test_identifiers_and_digests_may_hold_anything(self, tmp_path: Path) -> None:
        ids = ['a"\n\t', "名", "\ud800", "", "x" * 10_000]
        vectors = made(tmp_path / "v", (Encoded(id, id[:3] if id != "\ud800" else "", drawn(3, 1)) for id in ids))
        assert set(Vectors(tmp_path / "v").digests()) == set(ids)
        vectors.put_vectors((), ids)
        assert vectors.digests() == {}

    def test_the_dead_are_thrown_out_when_they_are_many(self, folder: Path) -> None:
        vectors = Vectors(folder)
        before = generations(folder)
        vectors.put_vectors((), [f"E:{n}" for n in range(0, 20)])
        assert generations(folder) == before
        vectors.put_vectors([encoded("E:99", 99)], [f"E:{n}" for n in range(20, 50)])
        assert generations(folder) != before and len(generations(folder)) == 1
        assert vectors.digests() == {f"E:{n}": f"text {n}" for n in range(50, 100)}

    def test_readers_see_commits_and_resets_of_others(self, folder: Path) -> None:
        reader, writer = Vectors(folder), Vectors(folder)
        assert reader.count() == 100
        writer.put_vectors([encoded("new", 500)], (), 8)
        assert (reader.vectors_mark(), reader.count()) == (8, 101)
        assert found(reader, drawn(500, 1)[0])[0] == key_of("new")
        writer.reset_vectors("small", SIZE)
        assert (reader.vectors_mark(), reader.count(), found(reader, drawn(500, 1)[0])) == (0, 0, [])

    def test_a_closed_store_opens_again(self, folder: Path) -> None:
        vectors = Vectors(folder)
        vectors.close()
        vectors.close()
        assert vectors.count() == 100


DAMAGES = {
    "a file is gone": lambda at: (at / "rows").unlink(),
    "a file is short": lambda at: (at / "scales").write_bytes(b"1234"),
    "a folder is gone": lambda at: at.rename(at.parent / "elsewhere"),
    "entries are overwritten": lambda at: (at / "entries").write_bytes(b"\xff" * 100_000),
    "the dead were never born": lambda at: (at / "dead").write_bytes(b"\x7f" * 4),
    "the pointer is cut": lambda at: (at.parent / "current").write_bytes(b'{"layout": 1'),
    "the pointer is something else": lambda at: (at.parent / "current").write_text("[1, 2]"),
    "the pointer is of another version": lambda at: (at.parent / "current").write_text('{"layout": 99}'),
    "a number of the pointer is less than none": lambda at: (at.parent / "current").write_text(
        '{"layout": 1, "rows": -1}'
    ),
}


class TestDamage:
    @pytest.mark.parametrize("what", DAMAGES)
    def test_damaged_files_are_named_with_what_to_do(self, folder: Path, what: str) -> None:
        Vectors(folder).put_vectors((), ["E:5"])
        DAMAGES[what](generations(folder)[0])
        vectors = Vectors(folder)
        for use in (
            vectors.model,
            vectors.count,
            vectors.vectors_mark,
            vectors.digests,
            lambda: vectors.nearest(drawn(1, 1)[0], 1),
            lambda: vectors.put_vectors((), ["E:1"]),
        ):
            with pytest.raises(LabError, match="labkin rebuild search"):
                use()

    @pytest.mark.parametrize("what", DAMAGES)
    def test_a_reset_makes_damaged_files_good(self, folder: Path, what: str) -> None:
        Vectors(folder).put_vectors((), ["E:5"])
        DAMAGES[what](generations(folder)[0])
        vectors = made(folder, [encoded("E:1", 1)], 3)
        assert (vectors.count(), vectors.vectors_mark(), len(generations(folder))) == (1, 3, 1)

    def test_texts_that_are_no_texts_are_damage(self, folder: Path) -> None:
        file = generations(folder)[0] / "texts"
        file.write_bytes(b"\xff" * file.stat().st_size)
        with pytest.raises(LabError, match="labkin rebuild search"):
            Vectors(folder).digests()

    def test_a_second_writer_is_told_to_wait(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("labkin.search.writer_lock.SECONDS", 0.1)
        with (
            Vectors(folder)._files.writing(),
            pytest.raises(LabError, match="being written by another process"),
        ):
            Vectors(folder).put_vectors((), ["E:1"])

    @pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everything")
    def test_a_folder_that_cannot_be_written_is_named(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o500)
        with pytest.raises(LabError, match="cannot be written"):
            Vectors(tmp_path / "v").reset_vectors("small", SIZE)

    def test_a_put_that_fails_in_the_middle_changes_nothing(self, folder: Path) -> None:
        def failing() -> Iterable[Encoded]:
            yield encoded("new", 1)
            raise RuntimeError("the encoder fails")

        vectors = Vectors(folder)
        with pytest.raises(RuntimeError):
            vectors.put_vectors(failing(), ["E:1"], 9)
        assert (vectors.count(), vectors.vectors_mark()) == (100, 7)


# Each step is a put: entries (number, seed, passages) and numbers that are removed.
NUMBERS = st.integers(0, 11)
STEPS = st.lists(
    st.tuples(
        st.dictionaries(NUMBERS, st.tuples(st.integers(0, 99), st.integers(0, 4)), max_size=6),
        st.sets(NUMBERS, max_size=4),
    ),
    max_size=8,
)


def nearest_by_hand(model: dict[str, Encoded], asked: NDArray[np.float32]) -> dict[int, float]:
    return {key_of(id): float((one.vectors @ asked).max()) for id, one in model.items()}


@given(steps=STEPS, seed=st.integers(0, 99), k=st.integers(1, 8), among=st.none() | st.sets(NUMBERS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_of_puts_finds_what_a_plain_scan_finds(
    tmp_path: Path, steps: list, seed: int, k: int, among: set[int] | None
) -> None:
    vectors, model = made(tmp_path / "v"), dict[str, Encoded]()
    for new, removed in steps:
        entries = [encoded(f"E:{n}", s, passages) for n, (s, passages) in new.items()]
        vectors.put_vectors(entries, [f"E:{n}" for n in removed])
        model = {id: one for id, one in model.items() if id not in {f"E:{n}" for n in removed}}
        model |= {one.id: one for one in entries}
        model = {id: one for id, one in model.items() if len(one.vectors)}
    assert vectors.digests() == Vectors(tmp_path / "v").digests() == {id: one.digest for id, one in model.items()}
    asked = drawn(seed, 1)[0]
    if among is not None:
        model = {id: one for id, one in model.items() if int(id[2:]) in among}
    keys = None if among is None else np.array(sorted(key_of(f"E:{n}") for n in among), np.uint64)
    nearest, right = vectors.nearest(asked, k, keys), nearest_by_hand(model, asked)
    assert len(nearest.keys) == min(k, len(model))
    least = sorted(right.values(), reverse=True)[: len(nearest.keys)]
    for key, score, passage, expected in zip(*nearest, least, strict=True):
        vectors_of = next(one.vectors for id, one in model.items() if key_of(id) == key)
        assert score == pytest.approx(right[int(key)], abs=NEAR) == pytest.approx(expected, abs=2 * NEAR)
        assert vectors_of[passage] @ asked == pytest.approx(score, abs=NEAR)
    order = list(zip(-nearest.scores, nearest.keys, strict=True))
    assert order == sorted(order)


WRITER = """
    import sys
    from pathlib import Path
    sys.path.insert(0, {tests!r})
    from test_vectors import encoded
    from labkin.search.vectors import Vectors
    vectors = Vectors(Path({folder!r}))
    turn = vectors.vectors_mark()
    print("ready", flush=True)
    while turn < {turns}:
        turn += 1
        entries = [encoded(f"E:{{(turn * 7 + n) % 60}}", turn * 100 + n, 1 + n % 3) for n in range(12)]
        vectors.put_vectors(entries, [f"E:{{(turn * 11 + n) % 60}}" for n in (100, 101, 102)], turn)
"""


def writer(folder: Path, turns: int) -> subprocess.Popen[str]:
    code = textwrap.dedent(WRITER).format(tests=str(Path(__file__).parent), folder=str(folder), turns=turns)
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def contents(vectors: Vectors) -> tuple[object, ...]:
    near = [vectors.nearest(drawn(seed, 1)[0], 20) for seed in range(20)]
    return vectors.vectors_mark(), vectors.digests(), [(n.keys.tolist(), n.scores.tolist()) for n in near]


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
@pytest.mark.timeout(180)
def test_a_killed_writer_loses_no_commit_and_leaves_nothing_behind(tmp_path: Path) -> None:
    turns, rng = 400, random.Random(5)
    made(tmp_path / "whole").close()
    made(tmp_path / "killed").close()
    with writer(tmp_path / "whole", turns) as process:
        assert process.wait(60) == 0
    for _ in range(10):
        before = Vectors(tmp_path / "killed").vectors_mark()
        with writer(tmp_path / "killed", turns) as process:
            assert process.stdout and process.stdout.readline() == "ready\n"
            time.sleep(rng.uniform(0, 0.1))
            process.send_signal(signal.SIGKILL)
        assert before <= Vectors(tmp_path / "killed").vectors_mark() <= turns
    with writer(tmp_path / "killed", turns) as process:
        assert process.wait(60) == 0
    assert contents(Vectors(tmp_path / "killed")) == contents(Vectors(tmp_path / "whole"))
    assert len(generations(tmp_path / "killed")) == 1 and not list((tmp_path / "killed").glob("current.*"))


READER = """
    import sys, time
    from pathlib import Path
    sys.path.insert(0, {tests!r})
    from test_vectors import drawn
    from labkin.search.vectors import Vectors
    vectors, marks = Vectors(Path({folder!r})), [0]
    print("ready", flush=True)
    while marks[-1] < {turns}:
        marks.append(vectors.vectors_mark())
        near = vectors.nearest(drawn(1, 1)[0], 10)
        assert len(set(near.keys.tolist())) == len(near.keys) <= 10
        assert all(said.startswith("text ") for said in vectors.digests().values())
    assert marks == sorted(marks)
"""


@pytest.mark.timeout(180)
def test_readers_in_other_processes_see_every_commit_whole(tmp_path: Path) -> None:
    turns = 400
    made(tmp_path / "v").close()
    code = textwrap.dedent(READER).format(tests=str(Path(__file__).parent), folder=str(tmp_path / "v"), turns=turns)
    readers = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for reader in readers:
        assert reader.stdout and reader.stdout.readline() == "ready\n"
    with writer(tmp_path / "v", turns) as process:
        assert process.wait(100) == 0
    assert [reader.wait(30) for reader in readers] == [0, 0]
    for reader in readers:
        reader.stdout.close()
