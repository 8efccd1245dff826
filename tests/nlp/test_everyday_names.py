"""What people call genes though no vocabulary has it, and what no one calls so though one does."""

from __future__ import annotations

import pytest

from labkin.nlp import linker_taught
from labkin.nlp.linker_candidates import candidates
from labkin.nlp.linker_names import ADDED
from labkin.ontologies import term

ROWS = [line.split("\t") for line in (ADDED / "names_gene.tsv").read_text(encoding="utf-8").splitlines()]


def exact(name: str) -> set[str]:
    """The human genes that are called just so."""
    found = candidates(name, "Gene", "", linker_taught.shipped())
    return {one.curie for one in found if one.how == "exact" and one.curie.startswith("HGNC:")}


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("IFN-γ", "IFNG"),
        ("PKC delta", "PRKCD"),
        ("p38α", "MAPK14"),
        ("c-Met", "MET"),
        ("COX-2", "PTGS2"),
        ("BNP", "NPPB"),
    ],
)
def test_an_everyday_name_means_its_gene(name: str, symbol: str) -> None:
    assert symbol in {found.name for one in exact(name) if (found := term(one))}


def test_cox_2_is_no_oxidase_of_mitochondria() -> None:
    assert "HGNC:7421" not in exact("COX-2") and "HGNC:7421" in exact("MT-CO2")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_row_is_of_a_known_gene_and_tells_something(row: list[str]) -> None:
    found = term(row[0])
    assert found is not None and found.kind == "Gene"
    names = {found.name, *found.synonyms}
    for name in row[1].split("|"):
        assert (name[1:] in names) if name.startswith("!") else (name not in names)
