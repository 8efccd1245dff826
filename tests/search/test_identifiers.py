"""A query that is one identifier is looked for as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from labkin.search.finder import Finder
from labkin.search.hybrid_index import HybridIndex
from labkin.search.identifiers import identifier_in
from labkin.search.index import KEYWORD, Entry, Request

ENTRIES = [
    Entry("PMID:1", "Document", "growth of yeast", ("10.1371/journal.pone.0000217",), "on plates",
          identifiers=("10.1371/journal.pone.0000217",)),
    Entry("HP:0000217", "Phenotype", "Xerostomia"),
    Entry("PMID:2", "Document", "another journal, pone", (), "10.1371"),
    Entry("DOID:4", "Disease", "a disease"),
    Entry("lantern:LK-0042", "Compound", "LK-0042", ("LK-0042",)),
    Entry("lantern:COA-1", "Document", "Certificate of LK-0042-B02"),
]  # fmt: skip


@pytest.fixture
def finder(tmp_path: Path) -> Finder:
    index = HybridIndex(tmp_path / "search", tmp_path / "vectors")
    index.apply(ENTRIES, (), 1)
    return Finder(index)


def found(finder: Finder, text: str) -> list[str]:
    return [hit.id for hit in finder.find(Request(text, mode=KEYWORD)).results.hits]


@pytest.mark.parametrize("before", ["", "doi:", "DOI: ", "https://doi.org/", "http://dx.doi.org/"])
def test_a_doi_finds_its_paper_however_it_was_copied(finder: Finder, before: str) -> None:
    assert found(finder, f"{before}10.1371/journal.pone.0000217") == ["PMID:1"]


def test_an_identifier_that_is_not_here_is_not_torn_into_pieces(finder: Finder) -> None:
    assert found(finder, "DOID:1612") == []
    assert found(finder, "PMID:99") == []
    assert finder.find(Request("DOID:1612")).did_you_mean == ()


def test_codes_are_found_by_the_words_that_they_begin(finder: Finder) -> None:
    assert found(finder, "LK-0042") == ["lantern:LK-0042", "lantern:COA-1"]


def test_every_hit_of_another_form_says_why(finder: Finder) -> None:
    hits = finder.find(Request("lk0042", mode=KEYWORD)).results.hits
    assert [hit.id for hit in hits] == ["lantern:LK-0042", "lantern:COA-1"] and all(hit.why for hit in hits)


@pytest.mark.parametrize(
    "text", ["p53", "CD8+", "IL-2", "COVID-19", "tumour", "year>=2020", "a:b", "imat*", '"GSE12345"', ""]
)
def test_what_has_a_meaning_is_no_identifier(text: str) -> None:
    assert identifier_in(text) == ""
