"""What expert syntax must do in every keyword index; a part of `SearchIndexContract`."""

from __future__ import annotations

import pytest

from labkin.graph.model import EVERYONE, Viewer
from labkin.search.index import Entry, Request, SearchIndex


def ids(index: SearchIndex, text: str, viewer: Viewer = EVERYONE, **how: object) -> list[str]:
    """The identifiers of the hits of a text."""
    return [hit.id for hit in index.search(Request(text, **how), viewer).hits]  # type: ignore[arg-type]


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
