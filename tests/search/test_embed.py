"""The vectors show what the ledger says, in small steps, and no text is encoded twice."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from labkin.graph.errors import LabError
from labkin.graph.ledger import Ledger
from labkin.graph.model import Node, Source, Statement
from labkin.nlp.passages import passages
from labkin.search.embed import Embedding, follow_vectors, vectors_mark_of
from labkin.search.keys import key_of
from labkin.search.vectors import Vectors

ABOUT = {
    "fever": "the patients had a high fever and were given a remedy for it",
    "yeast": "yeast cells were grown overnight in a rich medium and then counted",
    "stars": "a telescope saw seven new stars beyond the edge of the known galaxy",
    "short": "too short to say much",
}


class WordEncoder:
    """An encoder that knows words by their letters alone, and keeps what it was asked for."""

    dimension = 64

    def __init__(self, name: str = "words") -> None:
        self.name = name
        self.asked: list[list[str]] = []
        self.fails = False

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.fails:
            raise LabError("the encoder is out of order")
        self.asked.append(list(texts))
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in text.lower().split():
                row[zlib.crc32(word.encode()) % self.dimension] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    @property
    def encoded(self) -> int:
        return sum(map(len, self.asked))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger.open(str(tmp_path / "ledger.db"))
    yield ledger
    ledger.close()


@pytest.fixture
def vectors(tmp_path: Path) -> Vectors:
    return Vectors(tmp_path / "vectors")


def load(ledger: Ledger, name: str, texts: dict[str, str], groups: Iterable[str] = ()) -> None:
    """Load a file anew that says these texts of these things."""
    with ledger.view() as view:
        stale = view.sources(f"/lab/{name}.csv")
    with ledger.batch() as batch:
        source = batch.add_source(Source(f"/lab/{name}.csv", "0" * 64, 1, "test", "1", groups=tuple(groups)))
        for info in stale:
            batch.withdraw(info.source.id)
        for id, text in texts.items():
            batch.add(Statement(Node.of(f"x:{id}", "Document", name=id, description=text), source, "line 1"))
        batch.commit()


def nearest(vectors: Vectors, encoder: WordEncoder, text: str) -> int:
    return int(vectors.nearest(encoder.encode([text])[0], 1).keys[0])


def test_texts_are_found_by_what_they_say(ledger: Ledger, vectors: Vectors) -> None:
    load(ledger, "a", ABOUT)
    assert follow_vectors(ledger, vectors, encoder := WordEncoder())
    assert (vectors.model(), vectors.vectors_mark(), vectors.count()) == ("words", ledger.head(), 3)
    assert nearest(vectors, encoder, "a remedy for a fever") == key_of("x:fever")
    assert not follow_vectors(ledger, vectors, encoder)


def test_an_empty_ledger_is_nothing_to_do(ledger: Ledger, vectors: Vectors) -> None:
    assert not follow_vectors(ledger, vectors, WordEncoder())
    assert (vectors.model(), vectors.vectors_mark()) == ("words", 0)


def test_only_texts_that_changed_are_encoded_again(ledger: Ledger, vectors: Vectors) -> None:
    load(ledger, "a", ABOUT)
    follow_vectors(ledger, vectors, WordEncoder())
    load(ledger, "a", ABOUT | {"yeast": "yeast cells died at once in a medium that was far too hot"})
    follow_vectors(ledger, vectors, encoder := WordEncoder())
    assert encoder.asked == [["yeast. yeast cells died at once in a medium that was far too hot"]]
    assert (vectors.vectors_mark(), vectors.count()) == (ledger.head(), 3)


def test_what_is_gone_or_became_too_short_is_removed(ledger: Ledger, vectors: Vectors) -> None:
    load(ledger, "a", ABOUT)
    follow_vectors(ledger, vectors, WordEncoder())
    load(ledger, "a", {"fever": ABOUT["fever"], "yeast": "died"})
    follow_vectors(ledger, vectors, WordEncoder())
    assert set(vectors.digests()) == {"x:fever"}


def test_what_went_while_nobody_followed_is_removed(ledger: Ledger, vectors: Vectors) -> None:
    load(ledger, "a", ABOUT)
    follow_vectors(ledger, vectors, encoder := WordEncoder())
    vectors.put_vectors((), (), 0)
    load(ledger, "a", {"fever": ABOUT["fever"]})
    follow_vectors(ledger, vectors, again := WordEncoder())
    assert (set(vectors.digests()), encoder.encoded, again.encoded) == ({"x:fever"}, 3, 0)


def test_another_model_encodes_everything_anew(ledger: Ledger, vectors: Vectors) -> None:
    load(ledger, "a", ABOUT)
    follow_vectors(ledger, vectors, WordEncoder())
    assert follow_vectors(ledger, vectors, other := WordEncoder("others"))
    assert (vectors.model(), vectors.count(), other.encoded) == ("others", 3, 3)


def test_each_step_encodes_a_few_passages_and_keeps_them(ledger: Ledger, vectors: Vectors) -> None:
    load(ledger, "a", {f"doc {n}": f"text {n} " + ABOUT["stars"] for n in range(10)})
    embedding, counts = Embedding(ledger, vectors, encoder := WordEncoder(), budget=4), []
    while embedding.step():
        counts.append((Vectors(vectors.folder).count(), vectors.vectors_mark()))
    assert counts == [(4, 0), (8, 0), (10, 1)]
    assert [len(texts) for texts in encoder.asked] == [4, 4, 2]


def test_a_text_longer_than_a_step_is_encoded_over_several(ledger: Ledger, vectors: Vectors) -> None:
    long = " ".join(f"Sentence number {n} says that {ABOUT['yeast']}." for n in range(100))
    load(ledger, "a", {"book": long, "fever": ABOUT["fever"]})
    pieces = passages("book", long)
    follow_vectors(ledger, vectors, encoder := WordEncoder(), budget=3)
    assert max(map(len, encoder.asked)) == 3 and encoder.encoded == len(pieces) + 1 > 7
    for vector in encoder.encode(pieces):
        found = vectors.nearest(vector, 1)
        assert (found.keys[0], found.scores[0]) == (key_of("x:book"), pytest.approx(1, abs=0.01))
        assert encoder.encode([pieces[found.passages[0]]])[0] @ vector == pytest.approx(1, abs=0.01)


def test_a_new_beginning_encodes_only_what_is_missing(ledger: Ledger, vectors: Vectors) -> None:
    load(ledger, "a", {f"doc {n}": f"text {n} " + ABOUT["stars"] for n in range(10)})
    Embedding(ledger, vectors, WordEncoder(), budget=4).step()
    follow_vectors(ledger, vectors, encoder := WordEncoder(), budget=4)
    assert (encoder.encoded, vectors.count(), vectors.vectors_mark()) == (6, 10, 1)


def test_what_is_loaded_during_a_long_run_comes_after_it(ledger: Ledger, vectors: Vectors) -> None:
    load(ledger, "a", {f"doc {n}": f"text {n} " + ABOUT["stars"] for n in range(10)})
    embedding = Embedding(ledger, vectors, WordEncoder(), budget=4)
    embedding.step()
    load(ledger, "b", {"fever": ABOUT["fever"]})
    load(ledger, "a", {"doc 0": "the first of the documents now speaks of something else"})
    while embedding.step():
        pass
    assert set(vectors.digests()) == {"x:fever", "x:doc 0"}
    assert vectors.vectors_mark() == ledger.head() == 3
    assert nearest(vectors, WordEncoder(), "speaks of something else") == key_of("x:doc 0")


def test_an_encoder_that_fails_is_tried_again_with_nothing_lost(ledger: Ledger, vectors: Vectors) -> None:
    load(ledger, "a", {f"doc {n}": f"text {n} " + ABOUT["stars"] for n in range(10)})
    embedding = Embedding(ledger, vectors, encoder := WordEncoder(), budget=4)
    embedding.step()
    encoder.fails = True
    with pytest.raises(LabError, match="out of order"):
        embedding.step()
    assert (vectors.count(), vectors.vectors_mark()) == (4, 0)
    encoder.fails = False
    while embedding.step():
        pass
    assert (vectors.count(), vectors.vectors_mark(), encoder.encoded) == (10, 1, 10)


def test_damaged_vectors_are_made_anew(ledger: Ledger, vectors: Vectors) -> None:
    load(ledger, "a", ABOUT)
    follow_vectors(ledger, vectors, WordEncoder())
    (vectors.folder / "current").write_text("{")
    assert vectors_mark_of(vectors) == 0
    assert follow_vectors(ledger, vectors, WordEncoder())
    assert (vectors.count(), vectors_mark_of(vectors)) == (3, 1)


def test_a_thing_has_the_vectors_of_all_that_is_said_of_it(ledger: Ledger, vectors: Vectors) -> None:
    load(ledger, "closed", {"fever": ABOUT["fever"]}, groups=["doctors"])
    follow_vectors(ledger, vectors, encoder := WordEncoder())
    assert nearest(vectors, encoder, ABOUT["fever"]) == key_of("x:fever")


IDS = st.sampled_from(("a", "b", "c", "d"))
TEXTS = st.sampled_from(tuple(ABOUT.values()))
LOADS = st.lists(
    st.tuples(st.sampled_from(("1", "2")), st.dictionaries(IDS, TEXTS), st.integers(0, 3)), min_size=1, max_size=6
)


@given(loads=LOADS, budget=st.integers(1, 4))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_following_at_any_moments_ends_like_building_anew(
    loads: list[tuple[str, dict[str, str], int]], budget: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger.open(f"{folder}/ledger.db")
        followed, fresh = Vectors(Path(folder) / "followed"), Vectors(Path(folder) / "fresh")
        embedding = Embedding(ledger, followed, WordEncoder(), budget)
        for name, texts, steps in loads:
            load(ledger, name, texts)
            for _ in range(steps):
                embedding.step()
        while embedding.step():
            pass
        follow_vectors(ledger, fresh, encoder := WordEncoder())
        assert followed.digests() == fresh.digests()
        assert followed.vectors_mark() == fresh.vectors_mark() == ledger.head()
        for text in ABOUT.values():
            found, right = (one.nearest(encoder.encode([text])[0], 9) for one in (followed, fresh))
            assert [array.tolist() for array in found] == [array.tolist() for array in right]
        ledger.close()
