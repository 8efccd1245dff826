"""Terms survive the trip through a table, and a small library answers from its blocks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from labkin.ontologies import Library, Term, normal
from labkin.ontologies.blocks import BadTable, read_block, read_directory, read_lines, sort_key, write_table
from labkin.ontologies.build import write_catalogue
from labkin.ontologies.index import Index, write_index
from labkin.ontologies.rows import line_of, term_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
TEXTS = st.lists(TEXT, max_size=4).map(tuple)
NUMBERS = st.integers(0, 99999)
TERMS = st.lists(
    st.builds(
        Term,
        curie=NUMBERS.map(lambda number: f"X:{number}"),
        kind=st.sampled_from(["Gene", "Disease"]),
        name=TEXT,
        synonyms=TEXTS,
        parents=st.lists(NUMBERS.map(lambda number: f"X:{number}"), max_size=3).map(tuple),
        xrefs=st.lists(NUMBERS.map(lambda number: f"Y:{number}"), max_size=3, unique=True).map(tuple),
        related=st.lists(NUMBERS.map(lambda number: f"Z:{number}"), max_size=3, unique=True).map(tuple),
    ),
    unique_by=lambda term: term.curie,
    max_size=40,
)


def library_of(folder: Path, terms: list[Term], block: int = 200) -> Library:
    count, blocks = write_table(folder / "x.tsv.zst", terms, block)
    row = {
        "name": "x", "file": "x.tsv.zst", "kinds": ["Gene"], "prefixes": ["X"], "version": "1", "licence": "CC0-1.0",
        "count": count, "blocks": blocks, "sha256": "", "size": 0,
    }  # fmt: skip
    write_catalogue(folder, [row])
    return Library(folder)


@given(st.builds(Term, TEXT, TEXT, TEXT, TEXTS, TEXTS, TEXTS, TEXTS))
def test_a_line_gives_back_its_term(term: Term) -> None:
    line = line_of(term)
    assert "\n" not in line and "\r" not in line
    assert term_of(line) == term


@settings(max_examples=40, deadline=None)
@given(terms=TERMS, block=st.integers(1, 400))
def test_a_table_gives_back_its_terms_whole_and_block_by_block(
    tmp_path_factory: pytest.TempPathFactory, terms: list[Term], block: int
) -> None:
    path = tmp_path_factory.mktemp("table") / "t.tsv.zst"
    write_table(path, terms, block)
    directory = read_directory(path)
    ordered = sorted(terms, key=lambda term: sort_key(term.curie))
    assert [term_of(line) for line in read_lines(path, directory)] == ordered
    for term in terms:
        text = read_block(path, directory, directory.block_of(term.curie))
        assert f"\n{line_of(term)}\n" in text


def test_a_table_is_a_plain_zstandard_file(tmp_path: Path) -> None:
    terms = [Term(f"X:{number}", "Gene", f"name {number}") for number in range(100)]
    write_table(tmp_path / "t.tsv.zst", terms, 500)
    with zstandard.open(tmp_path / "t.tsv.zst", "rt", encoding="utf-8", newline="\n") as file:
        assert file.readline() == "X:0\tGene\tname 0\t\t\t\t\n"
    whole = zstandard.ZstdDecompressor().decompressobj(read_across_frames=True)
    text = whole.decompress((tmp_path / "t.tsv.zst").read_bytes()).decode()
    assert text == "".join(line_of(term) + "\n" for term in terms)


@settings(max_examples=30, deadline=None)
@given(terms=TERMS)
def test_the_order_of_terms_leaves_the_bytes_alone(tmp_path_factory: pytest.TempPathFactory, terms: list[Term]) -> None:
    folder = tmp_path_factory.mktemp("order")
    write_table(folder / "a", terms, 300)
    write_table(folder / "b", list(reversed(terms)), 300)
    assert (folder / "a").read_bytes() == (folder / "b").read_bytes()


@settings(max_examples=40, deadline=None)
@given(terms=TERMS)
def test_a_library_finds_every_term_by_every_name_and_identifier(
    tmp_path_factory: pytest.TempPathFactory, terms: list[Term]
) -> None:
    library = library_of(tmp_path_factory.mktemp("library"), terms)
    assert library.find("a name that no term has") == []
    for term in terms:
        assert library.term(term.curie) == term
        for name in term.names:
            assert not normal(name) or term in library.find(name)
        for xref in term.xrefs:
            assert term in library.bearers(xref)
            found = library.term(xref)
            assert found is not None and xref in found.xrefs
        for xref in term.related:
            assert term in library.bearers(xref)
            assert library.resolve(xref) is not None


def test_a_related_identifier_is_resolved_but_is_not_the_term(tmp_path: Path) -> None:
    library = library_of(tmp_path, [Term("X:1", "Gene", "one", related=("Y:1",))])
    assert library.term("Y:1") is None
    found = library.resolve("Y:1")
    assert found is not None and found.curie == "X:1"


def test_a_cycle_of_parents_ends(tmp_path: Path) -> None:
    library = library_of(
        tmp_path, [Term("X:1", "Gene", "one", parents=("X:2",)), Term("X:2", "Gene", "two", parents=("X:1", "X:9"))]
    )
    assert [term.curie for term in library.ancestors("X:1")] == ["X:2"]
    assert [term.curie for term in library.descendants("X:1")] == ["X:2"]
    assert [term.curie for term in library.children("X:2")] == ["X:1"]


def test_two_terms_may_not_share_an_identifier(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="X:1"):
        write_table(tmp_path / "t", [Term("X:1", "Gene", "one"), Term("X:1", "Gene", "two")])


@pytest.mark.parametrize("data", [b"", b"short", b"not a table at all, but long enough"])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "t").write_bytes(data)
    with pytest.raises(BadTable, match="t "):
        read_directory(tmp_path / "t")
    with pytest.raises(BadTable, match="t "):
        Index(tmp_path / "t")


def test_a_damaged_block_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv.zst"
    write_table(path, [Term(f"X:{number}", "Gene", f"name {number}") for number in range(100)])
    data = bytearray(path.read_bytes())
    data[4:12] = b"\xff" * 8
    path.write_bytes(data)
    with pytest.raises(BadTable, match=r"t\.tsv\.zst is damaged"):
        read_block(path, read_directory(path), 0)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(TEXT, st.sets(st.integers(0, 65535), min_size=1, max_size=4), max_size=60))
def test_an_index_never_misses_a_block(tmp_path_factory: pytest.TempPathFactory, places: dict[str, set[int]]) -> None:
    path = tmp_path_factory.mktemp("index") / "i.bin"
    write_index(path, [(key, block) for key, blocks in places.items() for block in blocks])
    index = Index(path)
    for key, blocks in places.items():
        assert blocks <= set(index.blocks(key))


def test_the_catalogue_counts_what_the_index_holds(tmp_path: Path) -> None:
    library_of(tmp_path, [Term("X:1", "Gene", "one", ("uno", "ONE"), xrefs=("Y:1",))])
    document = json.loads((tmp_path / "catalog.json").read_text("utf-8"))
    assert document["index"]["count"] == 3  # one, uno, Y:1
