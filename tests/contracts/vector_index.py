"""What every index of words and vectors must do. Inherit `VectorIndexContract` and give it a fixture `make_index`."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

import numpy as np
import pytest
from numpy.typing import NDArray

from labkin.graph.model import EVERYONE, Viewer
from labkin.search.index import (
    HYBRID,
    LEAST,
    NEAREST,
    VECTOR,
    BadRequest,
    Encoded,
    Entry,
    Request,
    Results,
    SearchIndex,
    VectorIndex,
)

DIMENSION = 16
WORDS = ("lung", "tumour", "kinase", "mouse", "liver")


class Index(SearchIndex, VectorIndex, Protocol):
    """An index of words and vectors."""


Rows = Mapping[str, Iterable[Iterable[float]]]


def unit(*values: float) -> NDArray[np.float32]:
    """A vector of length 1, of which these are the first numbers."""
    vector = np.asarray([*values, *[0.0] * (DIMENSION - len(values))], dtype=np.float32)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def encoded(rows: Rows, digest: str = "d") -> list[Encoded]:
    """Passages as vectors, by entry."""
    return [Encoded(id, digest, np.stack([unit(*row) for row in some])) for id, some in rows.items()]


def fill(index: Index, entries: Iterable[Entry], rows: Rows) -> None:
    """Entries, and vectors of some of them."""
    index.apply(entries, (), 1)
    index.reset_vectors("made", DIMENSION)
    index.put_vectors(encoded(rows), (), 1)


def ask(index: Index, text: str, *vector: float, viewer: Viewer = EVERYONE, **how: object) -> Results:
    """A search by words and meaning."""
    request = Request(text, **{"mode": HYBRID, "limit": 100, "vector": unit(*vector)} | how)  # type: ignore[arg-type]
    return index.search(request, viewer)


def found(results: Results) -> list[str]:
    """The identifiers of the hits."""
    return [hit.id for hit in results.hits]


class VectorIndexContract:
    """The suite. `make_index`, of class scope, makes empty indexes, and closes them when the class is done."""

    @pytest.fixture
    def index(self, make_index: Callable[[], Index]) -> Index:
        """An empty index."""
        return make_index()

    # -- vectors as they are kept

    def test_an_index_without_vectors_says_so_and_searches_words(self, index: Index) -> None:
        assert (index.model(), index.vectors_mark(), index.digests(), index.digests(["a"])) == ("", 0, {}, {})
        assert ask(index, "lung", 1.0).total == 0
        index.apply([Entry("D:1", "Document", "lung")], (), 1)
        assert found(ask(index, "lung", 1.0)) == ["D:1"]
        assert ask(index, "lung", 1.0, mode=VECTOR).total == 0

    def test_vectors_are_kept_with_their_digests_and_a_mark_of_their_own(self, index: Index) -> None:
        fill(index, [Entry(id, "Document", id) for id in ("D:1", "D:2", "D:3")], {"D:1": [[1.0]], "D:2": [[0.0, 1.0]]})
        assert (index.model(), index.vectors_mark(), index.mark()) == ("made", 1, 1)
        assert index.digests() == {"D:1": "d", "D:2": "d"}
        assert index.digests(["D:2", "D:3", "D:9"]) == {"D:2": "d"}
        index.put_vectors(encoded({"D:2": [[1.0]], "D:3": [[1.0]]}, "new"), ["D:1"])
        assert (index.digests(), index.vectors_mark()) == ({"D:2": "new", "D:3": "new"}, 1)
        index.put_vectors([Encoded("D:3", "none", np.zeros((0, DIMENSION), np.float32))], (), 5)
        assert (index.digests(), index.vectors_mark(), index.mark()) == ({"D:2": "new"}, 5, 1)
        assert found(ask(index, "x", 1.0, mode=VECTOR)) == ["D:2"]

    def test_a_vector_of_another_dimension_is_refused(self, index: Index) -> None:
        fill(index, [Entry("D:1", "Document", "a")], {"D:1": [[1.0]]})
        with pytest.raises(ValueError, match="16"):
            index.put_vectors([Encoded("D:1", "e", np.ones((1, 3), np.float32))], (), 2)
        assert (index.digests(), index.vectors_mark()) == ({"D:1": "d"}, 1)

    def test_another_model_begins_anew_and_leaves_the_words(self, index: Index) -> None:
        fill(index, [Entry("D:1", "Document", "lung")], {"D:1": [[1.0]]})
        index.reset_vectors("other", 3)
        assert (index.model(), index.vectors_mark(), index.digests()) == ("other", 0, {})
        assert index.search(Request("lung"), EVERYONE).total == index.count() == index.mark() == 1
        index.put_vectors([Encoded("D:1", "e", np.eye(3, dtype=np.float32))], (), 4)
        assert index.search(Request("x", mode=VECTOR, vector=np.eye(3, dtype=np.float32)[2]), EVERYONE).total == 1

    def test_an_entry_that_is_written_anew_keeps_its_vectors_until_they_are_replaced(self, index: Index) -> None:
        fill(index, [Entry("D:1", "Document", "a"), Entry("D:2", "Document", "b")], {"D:1": [[1.0]], "D:2": [[1.0]]})
        index.apply([Entry("D:1", "Document", "c")], (), 2)
        assert index.digests(["D:1"]) == {"D:1": "d"}
        assert set(found(ask(index, "c", 1.0, mode=VECTOR))) == {"D:1", "D:2"}
        index.rebuild([Entry("D:1", "Document", "e"), Entry("D:3", "Document", "f")], 3)
        assert (index.model(), index.vectors_mark(), index.digests(["D:1", "D:3"])) == ("made", 1, {"D:1": "d"})
        assert found(ask(index, "e", 1.0, mode=VECTOR)) == ["D:1"]

    def test_vectors_of_what_was_removed_find_nothing(self, index: Index) -> None:
        fill(index, [Entry("D:1", "Document", "a"), Entry("D:2", "Document", "b")], {"D:1": [[1.0]], "D:2": [[1.0]]})
        index.apply((), ["D:1"], 2)
        assert found(ask(index, "x", 1.0, mode=VECTOR)) == ["D:2"]

    # -- what is found

    @pytest.mark.parametrize("seed", range(3))
    def test_hits_total_and_facets_are_those_of_a_scan(self, index: Index, seed: int) -> None:
        chance = random.Random(seed)
        entries, rows = made_lab(chance)
        fill(index, entries, rows)
        for _ in range(12):
            text, vector = chance.choice(WORDS), [chance.uniform(-1, 1) for _ in range(3)]
            kinds = chance.choice(((), ("Dataset",)))
            where = chance.choice(((), (("year", ">=", 2021),)))
            viewer = Viewer("v", chance.choice((None, frozenset(), frozenset("a"), frozenset("ab"))))
            results = ask(index, text, *vector, viewer=viewer, kinds=kinds, where=where, facets=("kind", "site"))
            passing = [entry for entry in entries if passes(entry, viewer, kinds, bool(where))]
            near = {entry.id: nearness(rows.get(entry.id, ()), unit(*vector)) for entry in passing}
            words = {entry.id for entry in passing if text in entry.text.split()}
            sure = words | {id for id, cosine in near.items() if cosine >= LEAST + 0.02}
            doubtful = {id for id, cosine in near.items() if abs(cosine - LEAST) < 0.02}  # vectors may be rounded
            hits = set(found(results))
            assert sure <= hits <= sure | doubtful
            assert results.total == len(hits) == len(results.hits)
            by_id = {entry.id: entry for entry in entries}
            assert results.facets["kind"] == dict(Counter(by_id[id].kind for id in hits))
            assert results.facets["site"] == dict(Counter(str(by_id[id].facets["site"]) for id in hits))
            by_meaning = ask(index, text, *vector, viewer=viewer, kinds=kinds, where=where, mode=VECTOR)
            assert set(found(by_meaning)) == {id for id in near if rows.get(id)}

    def test_all_pages_are_pages_of_one_ranking(self, index: Index) -> None:
        entries = [Entry(f"X:{n:04}", "Document", f"paper {n}", text=f"lung {'cell ' * (n % 40)}") for n in range(700)]
        fill(index, entries, {f"X:{n:04}": [[1.0, n / 700]] for n in range(0, 700, 3)})
        whole = ask(index, "lung", 1.0, 0.2, limit=700, snippets=False)
        pages = (ask(index, "lung", 1.0, 0.2, limit=35, offset=at, snippets=False) for at in range(0, 735, 35))
        assert [id for page in pages for id in found(page)] == found(whole)
        assert sorted(found(whole)) == [entry.id for entry in entries]
        scores = [hit.score for hit in whole.hits]
        assert scores == sorted(scores, reverse=True)

    def test_what_filters_shut_out_makes_room_for_the_next_nearest(self, index: Index) -> None:
        near = [Entry(f"N:{n:04}", "Document", f"n{n}") for n in range(500)]
        far = [Entry(f"F:{n:04}", "Dataset", f"f{n}") for n in range(150)]
        cosines = {entry.id: 0.95 - 0.006 * n for n, entry in enumerate(far)}
        rows = {e.id: [[1.0]] for e in near} | {id: [[c, (1 - c * c) ** 0.5]] for id, c in cosines.items()}
        fill(index, near + far, rows)
        results = ask(index, "nothing", 1.0, mode=VECTOR, kinds=("Dataset",), limit=200)
        ids = [entry.id for entry in far]
        assert set(ids[: NEAREST - 5]) < set(found(results)) < set(ids[: NEAREST + 5])  # vectors may be rounded
        assert results.total == len(results.hits) == NEAREST

    def test_an_entry_is_as_near_as_its_nearest_passage_and_says_how_near(self, index: Index) -> None:
        rows = {"D:1": [[0.0, 1.0], [1.0]], "D:2": [[1.0, 1.0]]}
        fill(index, [Entry("D:1", "Document", "a"), Entry("D:2", "Document", "b")], rows)
        results = ask(index, "growth", 1.0)
        assert found(results) == ["D:1", "D:2"]
        assert "close in meaning (1.00)" in results.hits[0].why
        assert "close in meaning (0.71)" in results.hits[1].why
        assert results.hits[0].parts["meaning"] == results.hits[0].score > 0 == results.hits[0].parts["keyword"]

    def test_an_exact_name_stays_first_whatever_lies_nearer(self, index: Index) -> None:
        talk = Entry("D:1", "Document", "a paper", text="EGFR EGFR EGFR signalling in lung")
        fill(index, [Entry("G:1", "Gene", "EGFR"), talk], {"D:1": [[1.0]]})
        assert found(ask(index, "EGFR", 1.0)) == ["G:1", "D:1"]

    def test_all_that_bear_a_name_come_before_what_is_near_however_many_they_are(self, index: Index) -> None:
        bearers = [Entry(f"S:{number:03}", "Sample", "plasma") for number in range(230)]
        near = [Entry(f"D:{number}", "Document", f"serum {number}", text="of blood") for number in range(5)]
        also = [Entry("T:1", "Document", "a text", text="plasma and plasma")]
        fill(index, [*bearers, *near, *also], {one.id: [[1.0]] for one in near})
        hits = found(ask(index, "plasma", 1.0, limit=300))
        assert hits[:230] == [one.id for one in bearers] and set(hits[230:]) == {"T:1", *(one.id for one in near)}
        assert found(ask(index, "plasma", 1.0, limit=10, offset=225)) == hits[225:235]

    def test_many_rare_words_are_no_name(self, index: Index) -> None:
        said = " ".join(f"word{chr(97 + n // 8)}{chr(97 + n % 8)}x" for n in range(64))
        entries = [Entry("D:1", "Document", "one", text=said), Entry("D:2", "Document", "two", text=said)]
        others = [Entry(f"D:{number}", "Document", f"other {number}") for number in range(3, 900)]
        fill(index, [*entries, *others], {"D:1": [[0.0, 1.0]], "D:2": [[1.0]]})
        results = ask(index, said, 1.0)
        assert found(results)[0] == "D:2" and results.hits[0].score <= 1.0

    def test_negations_and_filters_in_the_text_shut_out_what_is_near(self, index: Index) -> None:
        mouse = Entry("D:1", "Document", "a", text="tumour of the mouse")
        fill(index, [mouse, Entry("D:2", "Document", "b")], {"D:1": [[1.0]], "D:2": [[1.0]]})
        assert found(ask(index, "growth -mouse", 1.0)) == ["D:2"]
        assert found(ask(index, "growth kind:Dataset", 1.0)) == []

    def test_what_shall_not_be_found_is_not_found_by_meaning_either(self, index: Index) -> None:
        entries = [Entry(f"D:{n}", "Document", "tumour" if n % 2 else "b") for n in range(9)]
        fill(index, entries, {entry.id: [[1.0, n / 10]] for n, entry in enumerate(entries)})
        for mode in (HYBRID, VECTOR):
            results = ask(index, "tumour", 1.0, mode=mode, but=("D:3", "D:4"), facets=("kind",))
            assert set(found(results)) == {entry.id for entry in entries} - {"D:3", "D:4"}
            assert results.total == results.facets["kind"]["Document"] == 7

    def test_without_a_vector_or_a_text_there_is_no_meaning(self, index: Index) -> None:
        fill(index, [Entry("D:1", "Document", "tumour"), Entry("D:2", "Document", "b")], {"D:2": [[1.0]]})
        assert index.search(Request("growth", mode=HYBRID), EVERYONE).total == 0
        assert found(index.search(Request("tumour", mode=VECTOR), EVERYONE)) == ["D:1"]
        assert found(ask(index, "", 1.0)) == ["D:1", "D:2"]

    def test_what_is_found_by_meaning_can_be_ordered(self, index: Index) -> None:
        entries = [Entry(f"D:{n}", "Document", name, numbers={"year": 2000 + n}) for n, name in enumerate("cab")]
        fill(index, entries, {entry.id: [[1.0, n / 10]] for n, entry in enumerate(entries)})
        assert found(ask(index, "x", 1.0, sort="name")) == ["D:1", "D:2", "D:0"]
        assert found(ask(index, "x", 1.0, sort="-year", limit=2)) == ["D:2", "D:1"]
        for how in ({"sort": "nothing"}, {"mode": "guess"}, {"where": (("nothing", "=", 1),)}):
            with pytest.raises(BadRequest):
                ask(index, "x", 1.0, **how)

    def test_each_viewer_finds_the_entry_of_his_circle_by_meaning(self, index: Index) -> None:
        circles = [
            Entry("C:1", "Compound", "LK-1", text="white powder", unseen=("a",)),
            Entry("C:1", "Compound", "LK-1", text="white powder, toxic", sees=("a",)),
            Entry("C:2", "Compound", "LK-2", groups=("a",)),
        ]
        fill(index, circles, {"C:1": [[1.0]], "C:2": [[1.0, 0.1]]})
        insider, outsider = Viewer("i", frozenset("a")), Viewer("o", frozenset())
        for viewer, text, ids in ((insider, "toxic", ["C:1", "C:2"]), (outsider, "powder", ["C:1"])):
            results = ask(index, "growth", 1.0, mode=VECTOR, viewer=viewer)
            assert (found(results), results.total) == (ids, len(ids))
            assert results.hits[0].snippet.text.endswith(text)


def made_lab(chance: random.Random) -> tuple[list[Entry], dict[str, list[list[float]]]]:
    """Sixty entries of a few words, kinds, years and viewers, and vectors of some of them."""
    entries, rows = [], {}
    for number in range(60):
        text = " ".join(chance.choices(WORDS, k=chance.randrange(4)))
        groups: tuple[str, ...] = chance.choice(((), ("a",), ("b",), ("a", "b")))
        facets, numbers = {"site": chance.choice(("Leiden", "Basel"))}, {"year": float(chance.randint(2020, 2023))}
        kind = chance.choice(("Dataset", "Document"))
        entries.append(Entry(f"X:{number:02}", kind, f"n{number}", (), text, facets, numbers, groups))
        if chance.random() < 0.5:
            passages = chance.randint(1, 2)
            rows[f"X:{number:02}"] = [[chance.uniform(-1, 1) for _ in range(3)] for _ in range(passages)]
    return entries, rows


def passes(entry: Entry, viewer: Viewer, kinds: tuple[str, ...], late: bool) -> bool:
    """Whether an entry passes the viewer and the filters."""
    seen = viewer.groups is None or not entry.groups or bool(viewer.groups & set(entry.groups))
    return seen and (not kinds or entry.kind in kinds) and (not late or entry.numbers["year"] >= 2021)


def nearness(rows: Iterable[Iterable[float]], vector: NDArray[np.float32]) -> float:
    """The cosine of the nearest passage, -1 where there is none."""
    return max((float(unit(*row) @ vector) for row in rows), default=-1.0)
