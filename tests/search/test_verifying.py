"""An index that is not what the ledger makes is found out, wherever the bits rot."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from labkin.graph.ledger import Ledger
from labkin.graph.model import Node, Source, Statement
from labkin.nlp.encoders import load
from labkin.search.embed import follow_vectors
from labkin.search.follow import follow
from labkin.search.hybrid_index import HybridIndex
from labkin.search.index import Encoded, Entry
from labkin.search.vectors import Vectors
from labkin.search.verifying import problems_of

NAMES = ("fever", "yeast", "stars", "tides")
TEXT = "{} was looked into for years by people who wrote down all that they saw"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger.open(str(tmp_path / "ledger.db"))
    with ledger.batch() as batch:
        for number, name in enumerate(NAMES):
            source = batch.add_source(Source(f"{name}.csv", "0" * 64, 1, "test", "1", groups=("a",) * (number % 2)))
            for said in (name, "shared"):
                node = Node.of(f"x:{said}", "Document", name=said, description=TEXT.format(said), **{name: "yes"})
                batch.add(Statement(node, source, "line 1"))
        batch.commit()
    yield ledger
    ledger.close()


@pytest.fixture
def index(ledger: Ledger, tmp_path: Path) -> Iterator[HybridIndex]:
    index = HybridIndex(tmp_path / "search", tmp_path / "vectors")
    follow(ledger, index)
    follow_vectors(ledger, index, load("minilm"))
    yield index
    index.close()


def problems(ledger: Ledger, index: HybridIndex, with_vectors: bool = True) -> list[str]:
    with ledger.view() as view:
        return problems_of(index, view, with_vectors)


def found(ledger: Ledger, index: HybridIndex, *said: str) -> bool:
    """Whether all of it is said, and what to do, by someone who opens the index now."""
    index.close()
    told = problems(ledger, index)
    assert all("`labkin rebuild search`" in one for one in told)
    return bool(told) and all(any(words in one for one in told) for words in said)


def test_a_sound_index_has_no_problems(ledger: Ledger, index: HybridIndex) -> None:
    assert problems(ledger, index) == problems(ledger, index, with_vectors=False) == []


def test_texts_that_wait_to_be_encoded_are_no_problem(ledger: Ledger, index: HybridIndex) -> None:
    index.reset_vectors("another", 384)
    assert problems(ledger, index) == []


def test_entries_that_are_missing_strange_or_altered_are_found(ledger: Ledger, index: HybridIndex) -> None:
    mark = index.mark()
    index.apply([Entry("x:fever", "Document", "fewer")], (), mark)
    assert found(ledger, index, "shows 1 thing (x:fever) otherwise")
    index.apply([Entry("x:fever", "Dataset", "fever")], ["x:yeast"], mark)
    assert found(ledger, index, "holds 4 entries, but the ledger makes 5", "2 things (the first: x:fever)")
    follow(ledger, index)
    index.rebuild((), 7)
    assert found(ledger, index, "shows transaction 7 and not 1", "holds 0 entries")


def test_vectors_of_other_texts_are_found(ledger: Ledger, index: HybridIndex) -> None:
    encoder = load("minilm")
    index.put_vectors([Encoded("x:tides", "of another text", encoder.encode(["tides"]))], (), index.vectors_mark())
    assert found(ledger, index, "the vectors of 1 text (x:tides) are not those")
    index.put_vectors([Encoded("x:gone", "d", encoder.encode(["gone"]))], ["x:stars"], index.vectors_mark())
    assert found(ledger, index, "the vectors of 3 texts (the first: x:stars)")


def put_byte(file: Path, place: int, byte: int) -> None:
    """Change one byte where it stands. The engine maps its files: one that is written anew is cut off under it."""
    with file.open("r+b") as out:
        out.seek(place)
        out.write(bytes([byte]))


def test_a_bit_that_flips_in_any_file_is_found(ledger: Ledger, index: HybridIndex, tmp_path: Path) -> None:
    chance = random.Random(3)
    files = [file for file in sorted(tmp_path.rglob("generation-*/*")) if file.stat().st_size]
    assert {file.suffix for file in files} >= {".store", ".term", ".idx", ".pos", ".fast", ".fieldnorm", ""}
    for file in files:
        if file.suffix == ".json":
            continue
        whole = file.read_bytes()
        place, bit = chance.randrange(len(whole)), chance.randrange(8)
        put_byte(file, place, whole[place] ^ 1 << bit)
        assert found(ledger, index, "damaged"), (file.name, place, bit)
        put_byte(file, place, whole[place])
    assert problems(ledger, index) == []


def test_checksums_of_vectors_go_on_over_all_commits(tmp_path: Path) -> None:
    encoder, vectors = load("minilm"), Vectors(tmp_path / "vectors")
    vectors.reset_vectors(encoder.name, encoder.dimension)
    for number in range(9):
        vectors.put_vectors([Encoded(f"x:{number % 4}", str(number), encoder.encode([f"text {number}"]))], (), number)
        assert vectors.damaged_files() == []
    rows = next(tmp_path.rglob("rows"))
    rows.write_bytes(bytes([rows.read_bytes()[0] ^ 1]) + rows.read_bytes()[1:])
    vectors.close()
    assert vectors.damaged_files() == ["rows"]
