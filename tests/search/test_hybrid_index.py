"""Words and meaning in one ranking, over the embedded engine: what is found, counted and shown, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from labkin.graph.model import EVERYONE, Viewer
from labkin.search.finder import Finder
from labkin.search.hybrid_index import HybridIndex
from labkin.search.index import LEAST, NEAREST, Also, BadRequest, Encoded, Entry, Request

WORDS = ("lung", "tumour", "kinase", "mouse", "liver")
KINDS = ("Dataset", "Document")
DIMENSION = 16

Make = Callable[[list[Entry], dict[str, list[list[float]]]], HybridIndex]


def unit(values: list[float]) -> NDArray[np.float32]:
    vector = np.asarray([*values, *[0.0] * (DIMENSION - len(values))], dtype=np.float32)
    return np.asarray(vector / (np.linalg.norm(vector) or 1.0), dtype=np.float32)


def filled(folder: Path, entries: list[Entry], vectors: dict[str, list[list[float]]]) -> HybridIndex:
    index = HybridIndex(folder / "search", folder / "vectors")
    index.rebuild(entries, 1)
    index.reset_vectors("made", DIMENSION)
    encoded = [Encoded(id, "d", np.stack([unit(one) for one in rows])) for id, rows in vectors.items()]
    index.put_vectors(encoded, (), 1)
    return index


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return lambda entries, vectors: filled(tmp_path, entries, vectors)


@st.composite
def labs(draw: st.DrawFn) -> tuple[list[Entry], dict[str, list[list[float]]]]:
    """Entries of a few words, kinds, years and viewers, and vectors of some of them."""
    entries, vectors = [], {}
    for number in range(draw(st.integers(1, 25))):
        id = f"X:{number:02}"
        text = " ".join(draw(st.lists(st.sampled_from(WORDS), max_size=4)))
        groups = draw(st.sampled_from(((), ("a",), ("b",), ("a", "b"))))
        facets = {"site": draw(st.sampled_from(("Leiden", "Basel")))}
        numbers = {"year": float(draw(st.integers(2020, 2023)))}
        entries.append(Entry(id, draw(st.sampled_from(KINDS)), f"n{number}", (), text, facets, numbers, groups))
        if draw(st.booleans()):
            row = st.lists(st.integers(-3, 3), min_size=3, max_size=3).filter(any)
            vectors[id] = [[float(v) for v in draw(row)] for _ in range(draw(st.integers(1, 2)))]
    return entries, vectors


@given(
    lab=labs(),
    asked=st.lists(st.sampled_from(WORDS), min_size=1, max_size=2),
    vector=st.lists(st.integers(-3, 3), min_size=3, max_size=3).filter(any),
    kinds=st.sampled_from(((), ("Dataset",))),
    year=st.sampled_from((None, 2021)),
    groups=st.sampled_from((None, frozenset(), frozenset("a"), frozenset("ab"))),
)
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hits_total_and_facets_are_those_of_a_scan(
    tmp_path_factory: pytest.TempPathFactory,
    lab: tuple[list[Entry], dict[str, list[list[float]]]],
    asked: list[str],
    vector: list[int],
    kinds: tuple[str, ...],
    year: int | None,
    groups: frozenset[str] | None,
) -> None:
    entries, vectors = lab
    index = filled(tmp_path_factory.mktemp("lab"), entries, vectors)
    query = unit([float(v) for v in vector])
    where = () if year is None else (("year", ">=", year),)
    request = Request(" ".join(asked), kinds, where, ("kind", "site"), 100, mode="hybrid", vector=query, expert=False)
    viewer = Viewer("v", groups)
    if not index.count(viewer):  # to whom the lab is empty, it has no such fields
        with pytest.raises(BadRequest, match="nothing here has a field"):
            index.search(request, viewer)
        return
    found = index.search(request, viewer)
    index.close()

    def passes(entry: Entry) -> bool:
        seen = groups is None or not entry.groups or bool(groups & set(entry.groups))
        return seen and (not kinds or entry.kind in kinds) and (year is None or entry.numbers["year"] >= year)

    def is_near(entry: Entry) -> bool:
        return any(float(unit(row) @ query) >= LEAST + 0.02 for row in vectors.get(entry.id, ()))

    def is_doubtful(entry: Entry) -> bool:  # rounded vectors may lie on either side
        best = max((float(unit(row) @ query) for row in vectors.get(entry.id, ())), default=-1.0)
        return abs(best - LEAST) < 0.02

    def has_words(entry: Entry) -> bool:
        return bool(set(asked) & set(entry.text.split()))

    sure = {e.id for e in entries if passes(e) and (has_words(e) or is_near(e))}
    doubtful = {e.id for e in entries if passes(e) and not has_words(e) and is_doubtful(e)}
    hits = {hit.id for hit in found.hits}
    assert sure <= hits <= sure | doubtful
    assert found.total == len(hits) == len(found.hits)
    by_id = {entry.id: entry for entry in entries}
    assert found.facets["kind"] == dict(Counter(by_id[id].kind for id in hits))
    assert found.facets["site"] == dict(Counter(str(by_id[id].facets["site"]) for id in hits))


def lung(number: int) -> Entry:
    return Entry(f"X:{number:04}", "Document", f"paper {number}", text=f"lung {'cell ' * (number % 40)}")


def test_all_pages_are_pages_of_one_ranking(make: Make) -> None:
    entries = [lung(number) for number in range(700)]
    vectors = {f"X:{number:04}": [[1.0, number / 700]] for number in range(0, 700, 3)}
    index = make(entries, vectors)
    request = Request("lung", limit=10, mode="hybrid", vector=unit([1.0, 0.2]), snippets=False)
    whole = index.search(Request("lung", limit=700, mode="hybrid", vector=request.vector, snippets=False), EVERYONE)
    paged = [
        hit.id
        for offset in range(0, 700, 10)
        for hit in index.search(
            Request("lung", limit=10, offset=offset, mode="hybrid", vector=request.vector, snippets=False), EVERYONE
        ).hits
    ]
    assert paged == [hit.id for hit in whole.hits]
    assert sorted(paged) == [entry.id for entry in entries]
    scores = [hit.score for hit in whole.hits]
    assert scores == sorted(scores, reverse=True)


def test_what_filters_shut_out_makes_room_for_the_next_nearest(make: Make) -> None:
    near = [Entry(f"N:{n:04}", "Document", f"n{n}") for n in range(3000)]
    far = [Entry(f"F:{n:04}", "Dataset", f"f{n}") for n in range(150)]
    vectors = {e.id: [[1.0, 0.0]] for e in near} | {e.id: [[1.0, 0.5 + n / 1000]] for n, e in enumerate(far)}
    index = make(near + far, vectors)
    request = Request("nothing", ("Dataset",), limit=200, mode="vector", vector=unit([1.0]))
    found = index.search(request, EVERYONE)
    assert [hit.id for hit in found.hits] == [entry.id for entry in far[:NEAREST]]
    assert found.total == NEAREST


def test_an_exact_name_stays_first_whatever_lies_nearer(make: Make) -> None:
    entries = [
        Entry("G:1", "Gene", "EGFR"),
        Entry("D:1", "Document", "a paper", text="EGFR EGFR EGFR signalling in lung"),
    ]
    index = make(entries, {"D:1": [[1.0]]})
    found = index.search(Request("EGFR", mode="hybrid", vector=unit([1.0])), EVERYONE)
    assert [hit.id for hit in found.hits] == ["G:1", "D:1"]
    assert found.hits[1].parts["meaning"] > 0 and "close in meaning (1.00)" in found.hits[1].why


def test_negations_shut_out_what_is_near(make: Make) -> None:
    entries = [Entry("D:1", "Document", "a", text="tumour of the mouse"), Entry("D:2", "Document", "b", text="tumour")]
    index = make(entries, {"D:1": [[1.0]], "D:2": [[1.0]]})
    found = index.search(Request("growth -mouse", mode="hybrid", vector=unit([1.0])), EVERYONE)
    assert [hit.id for hit in found.hits] == ["D:2"]


def test_without_a_vector_words_alone_are_searched(make: Make) -> None:
    index = make([Entry("D:1", "Document", "a", text="tumour")], {"D:1": [[1.0]]})
    assert index.search(Request("growth", mode="hybrid"), EVERYONE).total == 0
    assert index.search(Request("tumour", mode="vector"), EVERYONE).total == 1


def test_entries_whose_vectors_are_late_are_found_by_words(make: Make) -> None:
    index = make([Entry("D:1", "Document", "a", text="tumour"), Entry("D:2", "Document", "b")], {"D:2": [[1.0]]})
    found = index.search(Request("tumour", mode="hybrid", vector=unit([1.0])), EVERYONE)
    assert {hit.id for hit in found.hits} == {"D:1", "D:2"}


def test_vectors_of_what_was_removed_find_nothing(make: Make) -> None:
    index = make([Entry("D:1", "Document", "a"), Entry("D:2", "Document", "b")], {"D:1": [[1.0]], "D:2": [[1.0]]})
    index.apply((), ["D:1"], 2)
    found = index.search(Request("x", mode="vector", vector=unit([1.0])), EVERYONE)
    assert (found.total, [hit.id for hit in found.hits]) == (1, ["D:2"])


def test_concepts_are_found_by_other_names_and_by_mention_below_the_words(make: Make) -> None:
    entries = [
        Entry("D:1", "Document", "a", text="heart attack in young people"),
        Entry("D:2", "Document", "b", text="myocardial infarction in young people"),
        Entry("D:3", "Document", "c", text="STEMI in young people", mentions=("MESH:D009203",)),
        Entry("D:4", "Document", "d", text="asthma in young people"),
    ]
    index = make(entries, {})
    concept = Also(
        "MESH:D009203", "myocardial infarction", "heart attack", ("myocardial infarction",), ("MESH:D009203",)
    )
    found = index.search(Request("heart attack", also=(concept,)), EVERYONE)
    assert found.hits[0].id == "D:1"
    assert {hit.id for hit in found.hits} == {"D:1", "D:2", "D:3"}
    whys = {hit.id: hit.why for hit in found.hits}
    assert "mentions myocardial infarction, meant by “heart attack”" in whys["D:3"]
    assert "says “myocardial infarction” for “heart attack”" in whys["D:2"]


def test_a_thing_with_guarded_sources_is_one_entry_to_each_viewer(make: Make) -> None:
    entries = [
        Entry("C:1", "Compound", "LK-1", text="white powder", unseen=("a|b",)),
        Entry("C:1", "Compound", "LK-1", text="white powder, toxic", sees=("a|b",)),
    ]
    index = make(entries, {})
    insider, outsider = Viewer("i", frozenset("b")), Viewer("o", frozenset("c"))
    assert index.search(Request("toxic"), insider).total == index.search(Request("toxic"), EVERYONE).total == 1
    assert index.search(Request("toxic"), outsider).total == 0
    assert index.search(Request("powder"), outsider).total == index.search(Request("powder"), EVERYONE).total == 1
    index.apply([], ["C:1"], 2)
    assert index.count(EVERYONE) == 0


def test_people_and_columns_are_found_and_can_be_asked_for_by_name(make: Make) -> None:
    entries = [
        Entry("D:1", "Dataset", "solubility", people=("Maya Lindqvist",), columns=("logS (mol/L)", "plate")),
        Entry("D:2", "Dataset", "plate of Maya"),
    ]
    index = make(entries, {})
    found = index.search(Request("lindqvist"), EVERYONE)
    assert [hit.id for hit in found.hits] == ["D:1"] and "in people: lindqvist" in found.hits[0].why
    assert {hit.id for hit in index.search(Request("plate"), EVERYONE).hits} == {"D:1", "D:2"}
    assert [hit.id for hit in index.search(Request("columns:plate"), EVERYONE).hits] == ["D:1"]
    assert [hit.id for hit in index.search(Request('people:"maya lindqvist"'), EVERYONE).hits] == ["D:1"]


def test_a_slip_of_the_pen_is_searched_as_it_was_meant(make: Make) -> None:
    index = make([Entry("C:1", "Compound", "gefitinib"), Entry("C:2", "Compound", "aspirin")], {})
    found = Finder(index).find(Request("gefitnib"))
    assert [hit.id for hit in found.results.hits] == ["C:1"]
    assert (found.did_you_mean, found.also[0].label) == (("gefitinib",), "gefitinib")
    assert Finder(index).find(Request("gefitnib"), without=["spelling:gefitinib"]).results.total == 0


def test_a_misspelt_word_is_read_as_what_it_means_too(make: Make) -> None:
    entries = [Entry("C:1", "Disease", "melanoma"), Entry("D:1", "Dataset", "cutaneous melanocytic neoplasm"),
               Entry("D:2", "Dataset", "on DOID:1909", mentions=("DOID:1909",))]  # fmt: skip
    found = Finder(make(entries, {})).find(Request("melanonma"))
    assert {one.label for one in found.also} == {"melanoma"} and len(found.also) == 2, "a word respelt, and a concept"
    assert {hit.id for hit in found.results.hits} >= {"C:1", "D:2"}


def test_a_word_that_people_write_is_no_slip_of_the_pen(make: Make) -> None:
    names = ("mitogen", "small", "stick", "bank", "pelle", "shake", "infectious agent", "acids", "cop", "rasher")
    index = make([Entry(f"C:{n}", "Compound", name) for n, name in enumerate(names)], {})
    for typed in ("nitrogen", "smell", "sticky", "blank", "pellet", "shaker", "infection", "aids", "copd"):
        found = Finder(index).find(Request(typed))
        assert (found.did_you_mean, [one.id for one in found.also if one.id.startswith("spelling")]) == ((), []), typed


def test_a_name_of_a_vocabulary_is_no_slip_of_the_pen(make: Make) -> None:
    index = make([Entry("C:1", "Compound", "losartin")], {})
    assert Finder(index).find(Request("losartan")).did_you_mean == ()


def test_a_concept_is_taken_out_in_whatever_case(make: Make) -> None:
    index = make([Entry("D:1", "Document", "a", text="pulmo of a mouse")], {})
    assert Finder(index).find(Request("lung")).results.total == 1
    found = Finder(index).find(Request("lung"), without=["uberon:0002048"])
    assert (found.results.total, found.also, found.note) == (0, (), "")


def test_what_was_taken_out_in_vain_is_said(make: Make) -> None:
    index = make([Entry("D:1", "Document", "a", text="lung")], {})
    found = Finder(index).find(Request("lung"), without=["MONDO:1", "UBERON:0002048", "nonsense"])
    assert "MONDO:1, nonsense" in found.note and "UBERON" not in found.note
    assert found.results.total == 1


def test_a_correction_that_was_taken_out_is_not_in_vain_nor_what_it_would_have_meant(make: Make) -> None:
    finder = Finder(make([Entry("C:1", "Disease", "melanoma")], {}))
    ids = [one.id for one in finder.find(Request("melanonma")).also]
    assert len(ids) == 2 and finder.find(Request("melanonma"), without=ids).note == ""


def test_taking_out_is_not_weighed_where_nothing_is_put_in(make: Make) -> None:
    index = make([Entry("D:1", "Document", "a", text="lung")], {})
    assert Finder(index).find(Request("lung"), expand_it=False, without=["MONDO:1"]).note == ""
