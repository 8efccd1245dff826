"""What expert syntax must do in every keyword index; a part of `SearchIndexContract`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from labkin.graph.model import EVERYONE, Viewer
from labkin.search.index import BadRequest, Entry, Request, SearchIndex


def ids(index: SearchIndex, text: str, viewer: Viewer = EVERYONE, **how: object) -> list[str]:
    """The identifiers of the hits of a text."""
    return [hit.id for hit in index.search(Request(text, **how), viewer).hits]  # type: ignore[arg-type]


WRITTEN = (  # the same words in several ways, and the other way round
    Entry("apart", "T", "1", text="EGFR mutant, BCR ABL, small cell, IL 2, hiv with first aid"),
    Entry("dashed", "T", "2", text="EGFR-mutant, BCR-ABL, small-cell, IL-2, hiv and AIDS"),
    Entry("joined", "T", "3", text="EGFR in EGFRmutant, BCRABL, smallcell, IL2, hiv"),
    Entry("turned", "T", "4", text="mutant EGFR, ABL and BCR, cell small, 2 IL-4, hiv, for 24 B; 12 of CD8+"),
)
HELD = (
    Entry("f:1", "Dataset", "One", text="spin", facets={"Status": "approved", "site": "Inc."}, numbers={"year": 2020}),
    Entry("f:2", "Dataset", "Two", text="spin", facets={"status": "approved"}, numbers={"year": 2021}),
    Entry("f:3", "Document", "Three", text="a small cell spin", facets={"status": "draft"}, numbers={"year": 2022}),
    Entry("f:4", "Document", "Four", text="spin of a cell so small", numbers={"date": 20240301}),
)


class SearchSyntaxContract:
    """The suite, with the fixtures of `SearchIndexContract`: `index` is empty, `read` holds its small lab."""

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("kind:Dataset kinase", {"ds:1", "ds:2"}), ("kind:datasets", {"ds:1", "ds:2"}),
            ("kinase -kind:Dataset", {"CHEMBL:941", "HGNC:3236"}), ("kinase -imatinib", {"HGNC:3236", "ds:2"}),
            ('"tyrosine kinase"', {"HGNC:3236"}), ('"kinase tyrosine"', set()), ("imat*", {"CHEMBL:941", "ds:1"}),
            ("species:HUMAN", {"HGNC:3236"}), ('status:"tested" kind:compound', {"CHEMBL:25"}),
            ("year:2019", {"ds:1"}), ("year:2010..2024", {"ds:1", "ds:2"}), ("year>2019", {"ds:2"}),
            ("date:2019-04", {"ds:1"}), ("date>=2019-05", {"ds:2"}), ("kinase year:<2010", {"CHEMBL:941"}),
            ("“receptor tyrosine kinase”", {"HGNC:3236"}), ("kinase -status:tested -status:hidden",
                                                           {"CHEMBL:941", "HGNC:3236"}),
        ],
    )  # fmt: skip
    def test_expert_syntax(self, read: SearchIndex, text: str, found: set[str]) -> None:
        assert set(ids(read, text)) == found

    def test_expert_syntax_can_be_off(self, read: SearchIndex) -> None:
        assert "HGNC:3236" in ids(read, "kinase kind:Dataset", expert=False)

    def test_a_name_that_looks_like_syntax_is_found_by_itself(self, index: SearchIndex) -> None:
        names = ["kind:Dataset", "a -b", '"q"', "x*", "(E)-2", "50%", "year:2020", "-COOH", "AND", "the"]
        index.apply([Entry(f"n:{n}", "X", name) for n, name in enumerate(names)], (), 1)
        assert [ids(index, name)[0] for name in names] == [f"n:{n}" for n in range(len(names))]

    # -- what is written in several ways

    @pytest.fixture(scope="class")
    @classmethod
    def written(cls, make_index: Callable[[], SearchIndex]) -> SearchIndex:
        """Words written in several ways."""
        index = make_index()
        index.apply(WRITTEN, (), 1)
        return index

    @pytest.mark.parametrize(
        ("unwanted", "left"),
        [
            ("EGFR-mutant", {"turned"}), ("EGFRmutant", {"apart", "turned"}), ('"EGFR-mutant"', {"turned"}),
            ("IL-2", {"turned"}), ("IL2", {"turned"}), ("BCR/ABL", {"joined", "turned"}), ("small-cell", {"turned"}),
            ("small-c*", {"apart", "turned"}), ("AIDS", {"apart", "joined", "turned"}), ("aids", {"joined", "turned"}),
            ("B12", {"apart", "dashed", "joined", "turned"}), ("CD8+", {"apart", "dashed", "joined"}),
            ("with", {"apart", "dashed", "joined", "turned"}), ("with -aids", {"joined", "turned"}),
        ],
    )  # fmt: skip
    def test_only_what_has_the_whole_of_an_unwanted_word_is_taken_away(
        self, written: SearchIndex, unwanted: str, left: set[str]
    ) -> None:
        assert set(ids(written, f"hiv -{unwanted}")) == left

    def test_unwanted_is_just_what_quotes_find(self, written: SearchIndex) -> None:
        for words in ("EGFR-mutant", "small cell", "IL2", "aids", "AIDS", "B12", "CD8+", "ABL and BCR", "mutant", "no"):
            left = set(ids(written, f'hiv -"{words}"'))
            assert left == {entry.id for entry in WRITTEN} - set(ids(written, f'"{words}"')), words

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ('"small-cell"', {"apart", "dashed", "joined"}), ('"small cell"', {"apart", "dashed"}),
            ('"IL-2 hiv"', {"apart", "dashed", "joined"}), ('"IL2 hiv"', {"apart", "dashed", "joined"}),
            ("small-c*", {"dashed", "joined"}), ('"AIDS"', {"dashed"}), ('"aids"', {"apart", "dashed"}),
            ('"EGFR mutant",', {"apart", "dashed"}), ('("EGFR mutant")', {"apart", "dashed"}),
            ('"EGFR mutant"?', {"apart", "dashed"}), ("(small-c*);", {"dashed", "joined"}), ('"CD8+"', {"turned"}),
        ],
    )  # fmt: skip
    def test_quotes_and_prefixes_find_the_whole_however_it_is_written(
        self, written: SearchIndex, text: str, found: set[str]
    ) -> None:
        assert set(ids(written, text)) == found

    # -- filters in the text

    @pytest.fixture(scope="class")
    @classmethod
    def held(cls, make_index: Callable[[], SearchIndex]) -> SearchIndex:
        """Fields whose names differ in case, and entries without a year."""
        index = make_index()
        index.apply(HELD, (), 1)
        return index

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("spin -year:2021..2022", {"f:1", "f:4"}), ("spin -year:2021..", {"f:1", "f:4"}),
            ("spin -year>=2021", {"f:1", "f:4"}), ("spin -year:2021", {"f:1", "f:3", "f:4"}),
            ("-year:..2021 -kind:Dataset", {"f:3", "f:4"}), ("spin -year<2022 -year:2022", {"f:4"}),
        ],
    )  # fmt: skip
    def test_an_unwanted_range_takes_away_what_lies_in_it_and_no_more(
        self, held: SearchIndex, text: str, found: set[str]
    ) -> None:
        assert set(ids(held, text)) == found

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Status:approved", {"f:1"}), ("status:approved", {"f:2"}), ("STATUS:approved", {"f:1", "f:2"}),
            ("spin -Status:approved", {"f:2", "f:3", "f:4"}), ("spin -STATUS:approved", {"f:3", "f:4"}),
        ],
    )  # fmt: skip
    def test_a_field_is_read_as_written_else_in_any_case(self, held: SearchIndex, text: str, found: set[str]) -> None:
        assert set(ids(held, text)) == found

    @pytest.mark.parametrize("name", ["cell line", "cell_line", "Cell_Line", "cell-line"])
    def test_a_field_of_two_words_is_one_however_it_is_spelt(self, index: SearchIndex, name: str) -> None:
        lines = {"m:1": "A-549", "m:2": "A-549", "m:3": "PC-9"}
        index.apply([Entry(id, "X", id, text="spin", facets={"cell line": line}) for id, line in lines.items()], (), 1)
        found = index.search(Request("", where=((name, "=", "A-549"),), facets=(name,)), EVERYONE)
        assert ({hit.id for hit in found.hits}, found.facets) == ({"m:1", "m:2"}, {name: {"A-549": 2}})
        assert ids(index, "", where=((name, "!=", "A-549"),)) == ["m:3"]
        if "_" in name:
            assert set(ids(index, f"{name}:a-549")) == {"m:1", "m:2"}
            assert ids(index, f"spin -{name}:A-549") == ["m:3"]

    def test_a_field_that_is_not_there_is_told_with_the_next_of_name_and_the_common_ones_first(
        self, index: SearchIndex
    ) -> None:
        facets = {f"a{n}": "x" for n in range(60)} | {"organism": "human", "project": "Firefly"}
        index.apply([Entry("m:1", "X", "m", facets=facets)], (), 1)
        with pytest.raises(BadRequest) as told:
            index.search(Request("", where=(("organsim", "=", "x"),)), EVERYONE)
        assert "did you mean 'organism'?" in str(told.value)
        assert "are kind, organism, project, people, columns, a0, a1," in str(told.value)
        assert "more; `labkin search --fields` lists all" in str(told.value)

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("status:approved,", {"f:2"}), ("(status:approved)", {"f:2"}), ('status:"approved";', {"f:2"}),
            ("spin (year:2020..2021).", {"f:1", "f:2"}), ("year:2022;", {"f:3"}), ("year:2021..", {"f:2", "f:3"}),
            ("date:2024-03.", {"f:4"}), ("site:inc.", {"f:1"}), ("kind:datasets,", {"f:1", "f:2"}),
            ("spin -kind:datasets,", {"f:3", "f:4"}), ('spin, -"small cell".', {"f:1", "f:2", "f:4"}),
        ],
    )  # fmt: skip
    def test_punctuation_after_syntax_is_none_of_it(self, held: SearchIndex, text: str, found: set[str]) -> None:
        assert set(ids(held, text)) == found

    @pytest.mark.parametrize("day", ["2024-13", "2024-03-32", "2024-99-99", "2024-13-01T10:00"])
    def test_a_day_that_no_calendar_has_is_refused(self, held: SearchIndex, day: str) -> None:
        with pytest.raises(BadRequest, match="no day"):
            held.search(Request("", where=(("date", "=", day),)), EVERYONE)
