"""Any text is a name; no two names share an identifier."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.graph import names

SAFE = re.compile(r"[A-Za-z_][A-Za-z0-9 ><_-]*\Z")
pieces = st.sampled_from(
    ["_x", "_", "x41_", "_x5f_", "Entity", "gene", "A", " ", ">", "`", "\n", "é", "😀", "", "_h" + "a" * 40]
)
anything = st.one_of(st.text(max_size=40), st.lists(pieces, max_size=6).map("".join))
ODD = [
    "",
    " ",
    "Entity",
    "LabkinMark",
    "_x41_",
    "SET n.x = 1 //",
    "DROP",
    "a`b",
    "a\nb",
    "שלום",
    "人",
    "..",
    "CON",
    "a/b",
    "*",
]


@given(anything)
def test_every_name_of_a_kind_or_relation_comes_back(name: str) -> None:
    for encode in (names.kind_label, names.relation_type):
        identifier = encode(name)
        assert SAFE.match(identifier)
        if not names.is_shortened(identifier):
            assert names.decode(identifier) == name


@given(anything)
def test_every_name_of_a_property_comes_back(name: str) -> None:
    identifier = names.prop_name(name)
    assert identifier
    assert names.decode(identifier) == name
    assert names.is_internal(identifier) == (name == "id")
    assert not re.search(r"[\x00-\x1f`\\]", identifier)


@given(st.one_of(anything, st.lists(st.sampled_from(["_x20", "_x20_", " ", ",", ":", '"', "b", "_"])).map("".join)))
def test_every_name_of_a_property_fits_a_header_and_comes_back(name: str) -> None:
    identifier = names.prop_name(name, loadable=True)
    assert not set(identifier) & set(' ,:\r\n"')
    assert names.decode(identifier) == name


@given(anything, anything)
def test_a_kind_and_a_relation_never_share_an_identifier(kind: str, relation: str) -> None:
    assert names.kind_label(kind) != names.relation_type(relation)


@pytest.mark.parametrize("name", ODD)
def test_odd_names_avoid_our_own_labels(name: str) -> None:
    assert names.kind_label(name) not in (names.BASE, names.MARK)
    assert names.relation_type(name) not in (names.BASE, names.MARK)


def test_usual_names_stay_readable() -> None:
    usual = ["Gene", "Side Effect", "CellLine", "DNA", "IC50 Assay"]
    assert [names.kind_label(name) for name in usual] == usual
    relations = ["treats", "Gr>G", "INTERACTS_WITH", "same_as"]
    assert [names.relation_type(name) for name in relations] == relations
    props = ["name", "IC50 (nM)", "a.b", "naïve", "100%"]
    assert [names.prop_name(name) for name in props] == props


@pytest.mark.parametrize("length", [121, 10_000])
def test_long_names_are_cut_and_still_differ(length: int) -> None:
    one, two = "K" * length, "K" * (length - 1) + "L"
    for encode in (names.kind_label, names.relation_type):
        assert len(encode(one)) == names.LONGEST
        assert names.is_shortened(encode(one))
        assert encode(one) != encode(two)
    assert names.decode(names.prop_name(one)) == one


def test_a_name_that_looks_cut_is_told_from_one_that_is() -> None:
    cut = names.kind_label("K" * 500)
    assert names.kind_label(cut) != cut


def test_quoting_doubles_backticks() -> None:
    assert names.quote("a`b") == "`a``b`"
