"""Which loader reads a file, and what is said of files that none reads."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial

import pytest

from labkin.graph.errors import NotFound
from labkin.graph.model import Source, Statement
from labkin.loaders.base import HEAD_BYTES, LOADERS, Input, loader
from labkin.loaders.detect import assigned, named, pick, why_not


def given(data: bytes, name: str = "x") -> Input:
    return Input(name, Source(f"/f/{name}", "", len(data), "", ""), partial(io.BytesIO, data), data[:HEAD_BYTES])


SDF = b"x\n\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n    0.0 0.0 0.0 C   0  0\nM  END\n$$$$\n"


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"name,smiles\nethanol,CCO\nbenzene,c1ccccc1\n", "compounds-csv"),
        (b"name;Canonical SMILES\nethanol;CCO\n", "compounds-csv"),
        (b"id\tInChI\n1\tInChI=1S/CH4/h1H4\n", "compounds-csv"),
        (SDF, "sdf"),
        (b"a\tb\n1\t2\n", "table"),
        ("a,b\n1,µ\n".encode("utf-16"), "table"),
    ],
)
def test_the_content_tells_the_loader_and_not_the_name(data: bytes, wanted: str) -> None:
    picked = pick(given(data, "nameless"))
    assert picked is not None
    assert picked.name == wanted


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "PNG image"),
        (b"%PDF-1.7\n", "PDF document"),
        (bytes(range(256)) * 4, "binary file"),
        (b'{"some": "json"', "JSON"),
        (b"<?xml version='1.0'?><a/>", "XML"),
        (b"Dear colleague,\nthe samples arrived. We froze them.\nYours\n", "text of a form"),
        (b"# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n", "text of a form"),
    ],
)
def test_what_no_loader_reads_is_told_in_words(data: bytes, said: str) -> None:
    item = given(data)
    assert pick(item) is None
    assert said in why_not(item)


def test_one_column_is_a_table_only_under_a_name_of_tables() -> None:
    data = b"smiles\nCCO\nCCC\n"
    assert pick(given(data, "x.txt")) is None
    picked = pick(given(data, "x.csv"))
    assert picked is not None
    assert picked.name == "compounds-csv"


def test_an_unknown_name_is_answered_with_the_names_there_are() -> None:
    with pytest.raises(NotFound, match=r"no loader named 'compound-csv'.*did you mean 'compounds-csv'.*table"):
        named("compound-csv")
    assert named("table").name == "table"


def test_the_choice_is_written_into_the_source() -> None:
    item = given(b"a,b\n1,2\n")
    table = named("table")
    assert (assigned(item, table).source.loader, item.source.loader_version) == ("table", table.version)


def test_a_detector_that_breaks_is_passed_over_and_ties_go_to_the_first() -> None:
    def broken(item: Input) -> float:
        raise ValueError("never seen such a file")

    try:

        @loader("broken-for-test", version="1", detect=broken)
        def load_broken(item: Input) -> Iterator[Statement]:
            """Nothing."""
            yield from ()

        @loader("tied-for-test", version="1", detect=lambda item: 0.35)
        def load_tied(item: Input) -> Iterator[Statement]:
            """Nothing."""
            yield from ()

        picked = pick(given(b"a,b\n1,2\n"))
        assert picked is not None
        assert picked.name == "table"
    finally:
        LOADERS.pop("broken-for-test", None)
        LOADERS.pop("tied-for-test", None)
