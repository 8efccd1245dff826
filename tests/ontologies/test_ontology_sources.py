"""SOURCES.md and the shipped files say the same thing, and the build gives the same files again."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

import pytest
import zstandard

import labkin.ontologies as ontologies
from labkin.ontologies.blocks import read_directory, read_lines
from labkin.ontologies.build import main
from labkin.ontologies.catalog import CATALOGUE, INDEX, Vocabulary
from labkin.ontologies.curies import canonical, prefix_of

ROOM = Path(ontologies.__file__).parent
TABLES = ROOM / "tables"
VOCABULARIES = list(ontologies.vocabularies().values())
LIMIT = 25_000_000  # bytes that the vocabularies may take in the repository


def listed() -> dict[str, tuple[int, int, str]]:
    page = (ROOM / "SOURCES.md").read_text("utf-8")
    rows = re.findall(r"^\| (\S+) \| (\d+) \| (\d+) \| ([0-9a-f]{64}) \|$", page, re.MULTILINE)
    return {name: (int(count), int(size), digest) for name, count, size, digest in rows}


def test_every_file_is_listed_and_every_listed_file_is_there() -> None:
    assert {path.name for path in TABLES.iterdir()} == {*listed(), CATALOGUE}
    assert {row.file for row in VOCABULARIES} | {INDEX} == set(listed())


@pytest.mark.parametrize("file", sorted(listed()))
def test_a_file_is_what_the_page_says(file: str) -> None:
    _, size, digest = listed()[file]
    data = (TABLES / file).read_bytes()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (size, digest)


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda row: row.name)
def test_a_vocabulary_is_what_page_and_catalogue_say(vocabulary: Vocabulary) -> None:
    terms = list(ontologies.terms(vocabulary.name))
    count, size, digest = listed()[vocabulary.file]
    assert len(terms) == len({term.curie for term in terms}) == vocabulary.count == count
    assert (vocabulary.size, vocabulary.sha256) == (size, digest)
    assert {term.kind for term in terms} == set(vocabulary.kinds)
    assert {prefix_of(term.curie) for term in terms} == set(vocabulary.prefixes)
    assert all(term.name and all(term.synonyms) for term in terms)
    assert vocabulary.licence and vocabulary.version


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda row: row.name)
def test_identifiers_stand_in_their_canonical_spelling(vocabulary: Vocabulary) -> None:
    for term in ontologies.terms(vocabulary.name):
        for curie in (term.curie, *term.xrefs, *term.related):
            assert canonical(curie) == curie


def test_no_term_stands_in_two_vocabularies() -> None:
    seen: dict[str, str] = {}
    for vocabulary in VOCABULARIES:
        for line in read_lines(TABLES / vocabulary.file, read_directory(TABLES / vocabulary.file)):
            curie = line.partition("\t")[0]
            assert curie not in seen, (curie, vocabulary.name, seen.get(curie))
            seen[curie] = vocabulary.name


def test_the_whole_stays_small() -> None:
    assert sum(path.stat().st_size for path in TABLES.iterdir()) < LIMIT


@pytest.mark.parametrize("name", ["bao", "phenotypes"])
def test_building_again_gives_the_same_table(name: str, tmp_path: Path) -> None:
    data = os.environ.get("LABKIN_DATA")
    if not data:
        pytest.skip("needs data: LABKIN_DATA is not set")
    main(["--from", data, "--to", str(tmp_path), "--only", name])
    file = ontologies.vocabularies()[name].file
    old, new = TABLES / file, tmp_path / file
    assert list(read_lines(new, read_directory(new))) == list(read_lines(old, read_directory(old)))
    if json.loads((TABLES / CATALOGUE).read_text("utf-8"))["zstd"] == ".".join(map(str, zstandard.ZSTD_VERSION)):
        assert new.read_bytes() == old.read_bytes()
