"""What every keyword index must do. Inherit `SearchIndexContract` and give it a fixture `make_index`."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from search_syntax import SearchSyntaxContract, ids

from labkin.graph.model import EVERYONE, Viewer
from labkin.nlp.normal import normal
from labkin.search.index import Also, BadRequest, Entry, Request, SearchIndex

PUBLIC = Viewer("guest", frozenset())
ONCOLOGY = Viewer("ann", frozenset({"oncology"}))

LAB = (
    Entry("CHEMBL:25", "Compound", "Aspirin", ("Aspirin", "acetylsalicylic acid", "50-78-2"),
          "A salicylate used to treat pain and inflammation.", {"status": "tested"}, {"molecular_weight": 180.16},
          identifiers=("50-78-2",)),
    Entry("CHEMBL:941", "Compound", "Imatinib", ("Imatinib", "Gleevec", "STI-571"),
          "Inhibitor of the kinase BCR-ABL, for chronic myeloid leukaemia.", {"status": "approved"},
          {"molecular_weight": 493.6, "year": 2001}),
    Entry("HGNC:3236", "Gene", "EGFR", ("EGFR", "ERBB1", "epidermal growth factor receptor"),
          "A receptor tyrosine kinase of the cell surface.", {"species": ("human", "mouse")}),
    Entry("HGNC:6001", "Gene", "IL2", ("IL2", "interleukin 2"), "A cytokine; signals through IL-2 receptors."),
    Entry("ds:1", "Dataset", "Kinase panel", ("Kinase panel",),
          "Inhibition of 40 kinases by imatinib, measured in CD8+ T cells with TNF-α and H₂O controls.",
          {"status": "tested", "tags": ("screen", "2019")}, {"year": 2019, "date": 20190412}, source_id="panel-1"),
    Entry("ds:2", "Dataset", "Secret kinase screen", ("Secret kinase screen",), "Zanubrutinib against kinases.",
          {"status": "hidden"}, {"year": 2024, "date": 20240301}, groups=("oncology",)),
)  # fmt: skip

SYNTAX = (
    '"', '"unclosed', "a:b", "(", ")) AND ((", "AND", "OR NOT", "NOT x", "[1 TO", "kind:", "kind:[", "year:>", "+", "-",
    "--", "- -", "*", "?*", "CC(=O)Oc1ccccc1C(=O)O", "a/b\\c", "^2", "~1", "🎉", "e\u0301", "\u202eabc", "\x00", "",
    "   ", "{!lucene}", "_exists_:x", "kind:Dataset AND", "-kinase", '-"x', "the of and", "x" * 40_000, "b " * 4_000,
    "'; DROP TABLE x; --", "http://a.b/c?d=e&f", "C[C@H](N)C(=O)O", "p<0.05", "\ud800", '""', "kind:\"", "year:1e999",
    "year:nan", "date:2024-99-99", "year:..", "year:2001..", "facet.kind:x", "\n\t", "肺がん", "سرطان", "-2 °C",
)  # fmt: skip


class SearchIndexContract(SearchSyntaxContract):
    """The suite. `make_index`, of class scope, makes empty indexes, and closes them when the class is done."""

    @pytest.fixture
    def index(self, make_index: Callable[[], SearchIndex]) -> SearchIndex:
        """An empty index."""
        return make_index()

    @pytest.fixture(scope="class")
    @classmethod
    def read(cls, make_index: Callable[[], SearchIndex]) -> SearchIndex:
        """The small lab, for tests that only read."""
        index = make_index()
        index.apply(LAB, (), 7)
        return index

    @pytest.fixture
    def lab(self, index: SearchIndex) -> SearchIndex:
        """A small lab."""
        index.apply(LAB, (), 7)
        return index

    # -- the state of the index

    def test_an_empty_index_answers(self, index: SearchIndex) -> None:
        assert index.mark() == 0
        assert index.count() == 0
        found = index.search(Request("anything", facets=("kind",), where=(("kind", "=", "x"),)), EVERYONE)
        assert (found.total, found.hits, found.facets) == (0, (), {"kind": {}})
        assert index.lookup(["anything"]) == {}
        assert index.suggest("anything") == []
        assert index.bearing([["anything"]]) == []

    def test_a_change_shows_at_once_with_its_mark(self, lab: SearchIndex) -> None:
        assert lab.mark() == 7
        assert lab.count() == len(LAB)
        lab.apply([Entry("new:1", "Batch", "B-17", text="fresh")], ["ds:1", "never:there"], 9)
        assert lab.mark() == 9
        assert lab.count() == len(LAB)
        assert ids(lab, "fresh") == ["new:1"]
        assert "ds:1" not in ids(lab, "kinase panel")

    def test_an_entry_replaces_the_one_of_its_identifier_whole(self, lab: SearchIndex) -> None:
        lab.apply([Entry("CHEMBL:25", "Compound", "ASA", ("ASA",), "a new text")], (), 8)
        assert lab.count() == len(LAB)
        assert ids(lab, "salicylate") == []
        assert ids(lab, "", where=(("status", "=", "tested"),)) == ["ds:1"]
        assert lab.search(Request("ASA"), EVERYONE).hits[0].name == "ASA"

    def test_of_one_identifier_given_twice_the_last_stands(self, index: SearchIndex) -> None:
        index.apply([Entry("a", "X", "one"), Entry("a", "X", "two")], (), 1)
        assert index.count() == 1
        assert index.search(Request("two"), EVERYONE).hits[0].name == "two"

    def test_a_change_with_nothing_moves_the_mark(self, lab: SearchIndex) -> None:
        lab.apply((), (), 12)
        assert (lab.mark(), lab.count()) == (12, len(LAB))

    def test_a_change_that_fails_midway_leaves_nothing(self, lab: SearchIndex) -> None:
        def broken():  # type: ignore[no-untyped-def]
            yield Entry("half:1", "X", "half")
            raise RuntimeError("the source broke")

        with pytest.raises(RuntimeError, match="the source broke"):
            lab.apply(broken(), ["ds:1"], 99)
        assert (lab.mark(), lab.count()) == (7, len(LAB))
        with pytest.raises(RuntimeError, match="the source broke"):
            lab.rebuild(broken(), 99)
        assert (lab.mark(), lab.count()) == (7, len(LAB))
        lab.apply([Entry("whole:1", "X", "whole")], (), 8)
        assert (lab.mark(), ids(lab, "half"), ids(lab, "whole")) == (8, [], ["whole:1"])

    def test_a_rebuild_replaces_everything(self, lab: SearchIndex) -> None:
        lab.rebuild(LAB[:2], 20)
        assert (lab.mark(), lab.count()) == (20, 2)
        assert ids(lab, "EGFR") == []
        lab.apply(LAB[2:], (), 21)
        assert (lab.mark(), lab.count()) == (21, len(LAB))

    def test_stepwise_and_rebuilt_answer_alike(self, index: SearchIndex) -> None:
        for number, entry in enumerate(LAB, 1):
            index.apply([entry], (), number)
        stepwise = {text: ids(index, text) for text in ("kinase", "imatinib", "IL-2", "receptor cell", "")}
        index.rebuild(LAB, 10)
        assert {text: ids(index, text) for text in stepwise} == stepwise

    # -- words

    @pytest.mark.parametrize(
        ("text", "first"),
        [
            ("aspirin", "CHEMBL:25"), ("ASPIRIN", "CHEMBL:25"), ("50-78-2", "CHEMBL:25"), ("chembl:941", "CHEMBL:941"),
            ("gleevec", "CHEMBL:941"), ("sti571", "CHEMBL:941"), ("STI 571", "CHEMBL:941"), ("ERBB-1", "HGNC:3236"),
            ("IL-2", "HGNC:6001"), ("IL 2", "HGNC:6001"), ("il2", "HGNC:6001"), ("interleukin-2", "HGNC:6001"),
            ("acetyl salicylic acid", "CHEMBL:25"), ("salicylates", "CHEMBL:25"), ("kinases panels", "ds:1"),
            ("CD8+", "ds:1"), ("TNF-alpha", "ds:1"), ("TNFα", "ds:1"), ("h2o", "ds:1"), ("panel-1", "ds:1"),
            ("BCR/ABL", "CHEMBL:941"), ("kinase drugs for leukaemia", "CHEMBL:941"),
        ],
    )  # fmt: skip
    def test_scientific_spellings_find_each_other(self, read: SearchIndex, text: str, first: str) -> None:
        assert ids(read, text)[:1] == [first]

    def test_a_name_comes_before_what_only_speaks_of_it(self, index: SearchIndex) -> None:
        talk = [Entry(f"t:{n}", "Text", f"Note {n}", text="aspirin " * (n + 1)) for n in range(20)]
        index.apply([*talk, Entry("z:9", "Compound", "Aspirin"), Entry("y:9", "Class", "Drugs", ("aspirin",))], (), 1)
        assert ids(index, "aspirin")[:2] == ["z:9", "y:9"]

    def test_an_identifier_comes_first(self, index: SearchIndex) -> None:
        index.apply([Entry("GSE:1", "X", "GSE2"), Entry("GSE2", "X", "other", text="GSE2")], (), 1)
        assert ids(index, "GSE2") == ["GSE2", "GSE:1"]

    def test_more_of_the_words_is_better(self, index: SearchIndex) -> None:
        index.apply([Entry("1", "T", "a", text="lung cancer in mice"), Entry("2", "T", "b", text="lung volume in mice"),
                     Entry("3", "T", "c", text="cancer of the skin in mice")], (), 1)  # fmt: skip
        assert ids(index, "lung cancer")[0] == "1"
        assert set(ids(index, "lung cancer")) == {"1", "2", "3"}

    @pytest.mark.parametrize("text", SYNTAX)
    def test_no_text_is_an_error(self, read: SearchIndex, text: str) -> None:
        read.search(Request(text, facets=("kind",)), PUBLIC)
        read.search(Request(text, expert=False), EVERYONE)
        read.suggest(text)
        read.lookup([text])

    def test_boolean_words_are_words(self, read: SearchIndex) -> None:
        assert ids(read, "aspirin AND imatinib") == ids(read, "aspirin imatinib")

    # -- concepts, people, columns

    def test_concepts_are_found_by_other_names_and_by_mention_below_the_words(self, index: SearchIndex) -> None:
        entries = [
            Entry("D:1", "Document", "a", text="heart attack in young people"),
            Entry("D:2", "Document", "b", text="myocardial infarction in young people"),
            Entry("D:3", "Document", "c", text="STEMI in young people", mentions=("MESH:D009203",)),
            Entry("D:4", "Document", "d", text="asthma in young people", mentions=("MESH:D001249",)),
            Entry("MESH:D009203", "Disease", "Infarction of the heart muscle"),
        ]
        index.apply(entries, (), 1)
        concept = ("MESH:D009203",)
        also = Also("MESH:D009203", "myocardial infarction", "heart attack", ("myocardial infarction", "  "), concept)
        found = index.search(Request("heart attack", also=(also,), facets=("kind",)), EVERYONE)
        assert {hit.id for hit in found.hits} == {"D:1", "D:2", "D:3", "MESH:D009203"}
        assert next(hit.id for hit in found.hits if hit.kind == "Document") == "D:1"
        assert found.facets["kind"] == {"Document": 3, "Disease": 1}
        whys = {hit.id: hit.why for hit in found.hits}
        assert "mentions myocardial infarction, meant by “heart attack”" in whys["D:3"]
        assert "says “myocardial infarction” for “heart attack”" in whys["D:2"]
        assert "D:3" not in ids(index, "heart attack", also=(also,), where=(("kind", "=", "Disease"),))

    def test_people_and_columns_are_found_and_can_be_asked_for_by_name(self, index: SearchIndex) -> None:
        entries = [
            Entry("D:1", "Dataset", "solubility", people=("Maya Lindqvist",), columns=("logS (mol/L)", "plate")),
            Entry("D:2", "Dataset", "plate of Maya"),
        ]
        index.apply(entries, (), 1)
        found = index.search(Request("lindqvist"), EVERYONE)
        assert [hit.id for hit in found.hits] == ["D:1"]
        assert "in people: lindqvist" in found.hits[0].why
        assert set(ids(index, "plate")) == {"D:1", "D:2"}
        assert ids(index, "columns:plate") == ids(index, 'people:"maya lindqvist"') == ["D:1"]
        assert ids(index, "", where=(("people", "!=", "maya"),)) == ["D:2"]
        assert ids(index, "", where=(("people", "~", "lindqvist maya"),)) == []
        with pytest.raises(BadRequest):
            index.search(Request("", where=(("people", "<", "maya"),)), EVERYONE)

    # -- filters, counts, order

    @pytest.mark.parametrize(
        ("where", "found"),
        [
            (("status", "=", "tested"), {"CHEMBL:25", "ds:1"}), (("status", "~", "Tested"), {"CHEMBL:25", "ds:1"}),
            (("status", "in", ("approved", "hidden")), {"CHEMBL:941", "ds:2"}), (("tags", "=", "screen"), {"ds:1"}),
            (("year", ">=", 2019), {"ds:1", "ds:2"}), (("year", "=", "2001"), {"CHEMBL:941"}),
            (("year", "in", (2001, 2024)), {"CHEMBL:941", "ds:2"}), (("molecular_weight", "<", 200), {"CHEMBL:25"}),
            (("date", ">", "2019-04"), {"ds:2"}), (("date", "<=", "2019"), {"ds:1"}),
            (("kind", "!=", "Dataset"), {"CHEMBL:25", "CHEMBL:941", "HGNC:3236", "HGNC:6001"}),
        ],
    )  # fmt: skip
    def test_filters(self, read: SearchIndex, where: tuple[str, str, object], found: set[str]) -> None:
        assert set(ids(read, "", where=(where,))) == found

    def test_filters_all_hold_and_kinds_are_alternatives(self, read: SearchIndex) -> None:
        where = (("status", "=", "tested"), ("year", ">", 2000))
        assert ids(read, "kinase", kinds=("dataset", "Gene"), where=where) == ["ds:1"]

    def test_what_shall_not_be_found_is_in_no_page_total_or_count(self, read: SearchIndex) -> None:
        for text in ("kinase", "EGFR kinase", ""):
            every = ids(read, text, limit=100)
            for but in (("HGNC:3236",), ("ds:1", "CHEMBL:941", "never:there")):
                left = [id for id in every if id not in but]
                found = read.search(Request(text, facets=("kind",), but=but, limit=100), EVERYONE)
                assert [hit.id for hit in found.hits] == left
                assert found.total == len(left) == sum(found.facets["kind"].values())
                assert [id for at in range(len(every)) for id in ids(read, text, but=but, offset=at, limit=1)] == left

    @pytest.mark.parametrize(
        "request_",
        [
            Request("", where=(("nothing", "=", "x"),)), Request("", where=(("year", "=", "soon"),)),
            Request("", where=(("status", "<", "x"),)), Request("", where=(("status", "like", "x"),)),
            Request("", sort="nothing"), Request("", limit=-1), Request("", offset=-1),
            Request("", facets=("nothing",)), Request("kinase", facets=("kind", "year")), Request(facets=("people",)),
        ],
    )  # fmt: skip
    def test_what_cannot_be_served_is_said(self, read: SearchIndex, request_: Request) -> None:
        with pytest.raises(BadRequest):
            read.search(request_, EVERYONE)

    def test_counts_are_exact_at_any_size_and_page(self, index: SearchIndex) -> None:
        chance = random.Random(5)
        entries = [
            Entry(f"e:{n:05d}", chance.choice("ABC"), f"thing {n}", text=chance.choice(("red", "red green", "blue")),
                  facets={"many": f"v{n % 700}", "few": ("x", "y")[: 1 + n % 2]})
            for n in range(3000)
        ]  # fmt: skip
        index.rebuild(entries[:1500], 1)
        index.apply(entries[1500:], (), 2)
        red = [entry for entry in entries if "red" in entry.text]
        found = index.search(Request("red", facets=("kind", "many", "few"), limit=0), EVERYONE)
        assert (found.total, found.hits) == (len(red), ())
        for name in ("many", "few"):
            expected: dict[str, int] = {}
            for entry in red:
                value = entry.facets[name]
                for one in (value,) if isinstance(value, str) else value:
                    expected[one] = expected.get(one, 0) + 1
            assert found.facets[name] == expected
        assert sum(found.facets["kind"].values()) == len(red)

    def test_pages_join_without_gap_or_overlap(self, index: SearchIndex) -> None:
        entries = [Entry(f"e:{n * 7919 % 2000:04d}", "T", "same", text="same words") for n in range(2000)]
        index.rebuild(entries[:900], 1)
        index.apply(entries[900:], (), 2)
        for text in ("words", ""):
            whole = ids(index, text, limit=3000)
            assert whole == sorted(entry.id for entry in entries)
            assert ids(index, text, offset=1990, limit=20) == whole[1990:]
            assert [id for at in range(0, 2331, 333) for id in ids(index, text, offset=at, limit=333)] == whole
        assert ids(index, "words", offset=5000) == []

    def test_better_hits_come_first_and_equal_ones_by_identifier(self, index: SearchIndex) -> None:
        entries = [
            Entry(f"e:{n:03d}", "T", f"n{n}", text="fox " * (1 + n % 3) + "hen " * (3 - n % 3)) for n in range(90)
        ]
        index.apply(entries, (), 1)
        hits = index.search(Request("fox", limit=90), EVERYONE).hits
        assert [(-hit.score, hit.id) for hit in hits] == sorted((-hit.score, hit.id) for hit in hits)
        assert len({hit.score for hit in hits}) == 3

    def test_order_by_number_or_name_puts_the_absent_last(self, read: SearchIndex) -> None:
        dated = ["CHEMBL:941", "ds:1", "ds:2"]
        undated = ["CHEMBL:25", "HGNC:3236", "HGNC:6001"]
        assert ids(read, "", sort="year") == dated + undated
        assert ids(read, "", sort="-year") == dated[::-1] + undated
        names = [entry.id for entry in sorted(LAB, key=lambda entry: entry.name.casefold())]
        assert ids(read, "", sort="name") == names
        assert ids(read, "", sort="-name", offset=1, limit=2) == names[::-1][1:3]
        assert ids(read, "kinase", sort="year", limit=2) == ["CHEMBL:941", "ds:1"]

    # -- who may see what

    def test_what_may_not_be_seen_is_nowhere(self, read: SearchIndex) -> None:
        assert read.count(PUBLIC) == len(LAB) - 1
        assert read.count(ONCOLOGY) == read.count() == len(LAB)
        for text in ("zanubrutinib", "ds:2", "Secret kinase screen", "year:2024", "kind:Dataset kinase", ""):
            seen = read.search(Request(text, facets=("kind", "status"), limit=100), PUBLIC)
            every = read.search(Request(text, facets=("kind", "status"), limit=100), ONCOLOGY)
            assert "ds:2" not in {hit.id for hit in seen.hits}
            assert "ds:2" in {hit.id for hit in every.hits}
            assert seen.total == len(seen.hits) == sum(seen.facets["kind"].values())
            assert "hidden" not in seen.facets["status"]
        assert read.lookup(["ds:2", normal("Secret kinase screen")], PUBLIC) == {}
        assert set(read.lookup(["ds:2", normal("Secret kinase screen")], ONCOLOGY)) == {"ds:2", "secret kinase screen"}
        assert read.suggest("secrat", PUBLIC) == []
        assert read.suggest("secrat", ONCOLOGY) == ["secret"]

    def test_the_names_of_hidden_fields_are_hidden_too(self, index: SearchIndex) -> None:
        known = [Entry("D:1", "Dataset", "assay of kinase", facets={"status": "open"}, numbers={"year": 2020.0})]
        secret = Entry("D:2", "Dataset", "b", (), "", {"takeover": "Acme"}, {"royalty": 12.0}, groups=("board",))
        index.apply([*known, secret], (), 1)
        outsider, insider = Viewer("o", frozenset({"staff"})), Viewer("i", frozenset({"board"}))
        assert set(index.fields()) - set(index.fields(outsider)) == {"takeover", "royalty"}
        assert index.fields(insider) == index.fields()
        for request in (Request("kinase", where=(("takeover", "=", "Acme"),)), Request("kinase", sort="royalty")):
            with pytest.raises(BadRequest, match=r"(status|name), year(, people, columns)?$"):
                index.search(request, outsider)
            index.search(request, insider)
        assert ids(index, "kinase takeover:Acme", outsider) == ["D:1"], "it is no field to them: words"
        assert ids(index, "kinase takeover:Acme", insider) == []
        index.apply([Entry("D:1", "Dataset", "assay", facets={"takeover": "none"})], (), 2)
        assert "takeover" in index.fields(outsider)

    def test_a_value_that_looks_like_a_moment_is_a_text(self, index: SearchIndex) -> None:
        values = ("2024-03-01T10:00:00Z", "2024-03-01T10:00:00+02:00", "12", "true", "=x", "")
        index.apply([Entry(f"R:{n}", "Run", "run", facets={"of": value}) for n, value in enumerate(values)], (), 1)
        found = index.search(Request("run", facets=("of",)), EVERYONE)
        assert found.facets["of"] == dict.fromkeys(values, 1)
        for n, value in enumerate(values):
            for op in ("=", "~", "in"):
                given = (value,) if op == "in" else value
                assert ids(index, "run", where=(("of", op, given),)) == [f"R:{n}"]

    def test_more_may_be_asked_for_than_there_is(self, index: SearchIndex) -> None:
        index.apply([Entry(f"R:{n}", "Run", "run") for n in range(3)], (), 1)
        for text in ("", "run"):
            assert len(ids(index, text, limit=10**12)) == 3
            assert ids(index, text, limit=10**12, offset=3) == []

    def test_a_group_of_any_name_opens_only_itself(self, index: SearchIndex) -> None:
        groups = ["*", "g:*", "public", "", "a b", "ü"]
        index.apply([Entry(f"e:{n}", "X", "same", groups=(group,)) for n, group in enumerate(groups)], (), 1)
        for n, group in enumerate(groups):
            assert ids(index, "same", Viewer("v", frozenset({group}))) == [f"e:{n}"]
        assert ids(index, "same", PUBLIC) == []

    def test_a_thing_with_guarded_sources_is_one_entry_to_each_viewer(self, index: SearchIndex) -> None:
        circles = [
            Entry("C:1", "Compound", "LK-1", text="white powder", facets={"risk": "low"}, unseen=("a|b",)),
            Entry("C:1", "Compound", "LK-1", text="white powder, toxic", facets={"risk": "high"}, sees=("a|b",)),
        ]
        index.apply([*circles, Entry("C:2", "Compound", "LK-2", text="yellow powder")], (), 1)
        insider, outsider = Viewer("i", frozenset("b")), Viewer("o", frozenset("c"))
        for viewer, total, risk in ((insider, 1, "high"), (EVERYONE, 1, "high"), (outsider, 0, "low")):
            assert index.search(Request("toxic"), viewer).total == total
            found = index.search(Request("powder", facets=("risk",)), viewer)
            assert (found.total, found.facets["risk"]) == (2, {risk: 1})
            assert [hit.id for hit in index.lookup(["LK-1"], viewer)["LK-1"]] == ["C:1"]
            assert index.count(viewer) == 2
        index.apply([Entry("C:1", "Compound", "LK-1", text="blue", sees=("a|b", "c")), *circles[:1]], (), 2)
        both = Viewer("b", frozenset("bc"))
        assert [ids(index, "blue", viewer) for viewer in (insider, outsider, both)] == [[], [], ["C:1"]]
        assert ids(index, "toxic") == []
        index.apply([Entry("C:1", "Compound", "LK-1", text="open to all")], (), 3)
        assert [index.count(viewer) for viewer in (insider, outsider, both, EVERYONE)] == [2, 2, 2, 2]
        index.apply(circles, (), 4)
        index.apply([], ["C:1"], 5)
        assert index.count(EVERYONE) == 1

    # -- names

    def test_lookup_by_normal_form_and_as_typed(self, read: SearchIndex) -> None:
        found = read.lookup([normal("STI 571"), "ERBB1", "erbb1", "50-78-2", "CHEMBL:25", "nobody", "", "panel-1"])
        assert {form: [(hit.id, hit.exact, hit.role) for hit in hits] for form, hits in found.items()} == {
            "sti 571": [("CHEMBL:941", False, "synonym")],
            "ERBB1": [("HGNC:3236", True, "synonym")],
            "erbb1": [("HGNC:3236", False, "synonym")],
            "50-78-2": [("CHEMBL:25", True, "identifier")],
            "CHEMBL:25": [("CHEMBL:25", True, "identifier")],
            "panel-1": [("ds:1", True, "identifier")],
        }
        assert found["sti 571"][0][1:] == ("Compound", "Imatinib", False, "STI-571", "synonym")

    def test_lookup_gives_all_who_bear_a_name(self, index: SearchIndex) -> None:
        index.apply(
            [Entry("c", "Gene", "CAT"), Entry("a", "Species", "cat"), Entry("b", "X", "felix", ("cat",))], (), 1
        )
        assert [(hit.id, hit.role) for hit in index.lookup(["cat"])["cat"]] == [
            ("a", "name"), ("b", "synonym"), ("c", "name"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("text", "better"), [("imatnib", "imatinib"), ("asprin tablets", "aspirin tablets"), ("gleevce", "gleevec")]
    )
    def test_did_you_mean(self, read: SearchIndex, text: str, better: str) -> None:
        assert read.suggest(text)[0] == better

    def test_nothing_is_suggested_for_words_that_are_known_or_far_from_all(self, read: SearchIndex) -> None:
        assert read.suggest("imatinib kinase salicylate") == []
        assert read.suggest("qwertyuiop") == []

    def test_names_that_hold_all_of_some_words(self, index: SearchIndex) -> None:
        entries = [
            Entry("A:1", "Assay", "EGFR T790M kinase assay", ("EGFR double mutant assay",)),
            Entry("A:2", "Assay", "EGFR wild-type kinase assay", groups=("board",)),
            Entry("D:1", "Document", "EGFR", text="the T790M kinase assay"),
        ]
        index.apply(entries, (), 1)
        found = index.bearing([["egfr"], ["assays", "assay"]])
        assert [(hit.id, hit.label) for hit in found] == [
            ("A:1", "EGFR T790M kinase assay"),
            ("A:2", "EGFR wild-type kinase assay"),
        ]
        assert [hit.id for hit in index.bearing([["egfr"], ["assay"]], PUBLIC)] == ["A:1"]
        assert index.bearing([["mutant"], ["kinase"]]) == [], "in two names, not in one"
        assert index.bearing([]) == index.bearing([["nobody"]]) == []

    # -- what a hit shows

    def test_a_hit_shows_where_its_words_are(self, index: SearchIndex) -> None:
        filler = "Nothing of note is said in this sentence. " * 30
        text = f"{filler}The IL-2 receptors of mice bind ligands. {filler}"
        index.apply([Entry("t:1", "Text", "Immune notes", text=text, source_id="9")], (), 1)
        hit = index.search(Request("il2 receptor notes"), EVERYONE).hits[0]
        shown = [hit.snippet.text[start:end] for start, end in hit.snippet.spans]
        assert {"IL-2", "receptors"} <= set(shown)
        assert hit.snippet.text in text
        assert len(hit.snippet.text) < 400
        assert any("notes" in reason and "name" in reason for reason in hit.why)
        assert any("il2" in reason and "text" in reason for reason in hit.why)
        assert hit.source_id == "9"

    def test_a_hit_says_which_name_was_meant(self, read: SearchIndex) -> None:
        assert read.search(Request("erbb1"), EVERYONE).hits[0].why == ("synonym: ERBB1",)
        assert read.search(Request("Aspirin"), EVERYONE).hits[0].why == ("name: Aspirin",)

    # -- anything at all

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(text=st.text(max_size=60) | st.text(alphabet=string.punctuation + "abkindyear 0", max_size=40))
    def test_any_text_is_a_query(self, read: SearchIndex, text: str) -> None:
        found = read.search(Request(text, facets=("kind",)), PUBLIC)
        assert found.total == sum(found.facets["kind"].values())
        for hit in found.hits:
            assert all(0 <= start < end <= len(hit.snippet.text) for start, end in hit.snippet.spans)
        read.suggest(text)

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.tuples(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30)), max_size=8))
    def test_anything_is_found_by_its_name_and_by_its_identifier(
        self, index: SearchIndex, things: list[tuple[str, str]]
    ) -> None:
        entries = {id.strip(): Entry(id.strip(), "X", name) for id, name in things if id.strip() and name.strip()}
        index.apply(entries.values(), ids(index, "", limit=100), 1)
        assert index.count() == len(entries)
        for entry in entries.values():
            clean = entry.id.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\u2400")
            assert clean in ids(index, entry.id, limit=50)[: len(entries)]
            assert clean in ids(index, entry.name, limit=50)
            assert clean in {hit.id for hit in index.lookup([entry.name])[entry.name]}
