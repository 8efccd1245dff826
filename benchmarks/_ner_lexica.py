"""Names of the vocabularies by class, and words with what they are likely to be part of, for the recogniser."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator
from pathlib import Path

from labkin.ontologies import terms

_VOCABULARIES = {
    "diseases": "disease", "phenotypes": "phenotype", "compounds": "chemical", "species": "species",
    "cell_lines": "cell_line", "cell_types": "cell_type", "anatomy": "anatomy", "assays": "assay", "bao": "assay",
    "processes": "process", "proteins": "protein",
}  # fmt: skip
# By branch of the MeSH tree, the longest prefix that fits.
_TREES = {
    "A": "anatomy", "A11": "cell_type", "A11.251": "cell_line", "B": "species", "C": "disease", "C23": "phenotype",
    "D": "chemical", "D08": "protein", "D12": "protein", "D23": "other", "D27": "other", "D26": "other",
    "D05.500": "protein", "D06.472": "chemical", "D20": "other", "E": "assay", "F03": "disease", "G": "process",
}  # fmt: skip
_PARENS = re.compile(r"\s*\([^()]*\)$|, ?(human|mouse|rat|protein)\b.*$")


def _lines(path: Path) -> Iterator[list[str]]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n").split("\t")


def tree_class(trees: str) -> str:
    """The class of a MeSH descriptor by its tree numbers: that of the first."""
    for tree in trees.split("|"):
        fits = [prefix for prefix in _TREES if tree.startswith(prefix)]
        if fits:
            return _TREES[max(fits, key=len)]
    return "other"


def inverted(name: str) -> str:
    """
    >>> inverted("Failure, Congestive Heart"), inverted("N,N-dimethyl")
    ('Congestive Heart Failure', 'N,N-dimethyl')
    """
    parts = name.split(", ")
    return f"{parts[1]} {parts[0]}" if len(parts) == 2 and not re.search(r"\d", parts[1]) else name


def mesh(lexicons: Path) -> Iterator[tuple[str, str]]:
    """Names of MeSH descriptors and supplementary records with their classes."""
    classes: dict[str, str] = {}
    for row in _lines(lexicons / "mesh_id_label_mappings.tsv.xz"):
        row += [""] * (4 - len(row))
        classes[row[0]] = tree_class(row[3])
        for name in dict.fromkeys([row[1], *row[2].split("|")]):
            if name:
                yield classes[row[0]], inverted(name)
    for row in _lines(lexicons / "mesh_supp_id_label_mappings.tsv.xz"):
        row += [""] * (4 - len(row))
        mapped = [classes.get(one.strip("*"), "chemical") for one in row[3].split("|")]
        name_class = "disease" if "disease" in mapped else "protein" if "protein" in mapped else mapped[0]
        for name in dict.fromkeys([row[1], *row[2].split("|")]):
            if name:
                yield name_class, _PARENS.sub("", name) if name_class == "protein" else name


def chebi(lexicons: Path) -> Iterator[tuple[str, str]]:
    """Names and synonyms of ChEBI."""
    with lzma.open(lexicons / "chebi.json.xz", "rt", encoding="utf-8") as file:
        for entry in json.load(file):
            yield "chemical", entry["name"]
            for synonym in entry.get("synonyms", ()):
                yield "chemical", synonym


def genes(lexicons: Path) -> Iterator[tuple[str, str]]:
    """Symbols and names of human genes."""
    rows = _lines(lexicons / "hgnc_entries.tsv.xz")
    next(rows)
    for row in rows:
        if row[3] != "Approved":
            continue
        for symbol in [row[1], *row[4].split(", "), *(row[9] if len(row) > 9 else "").split(", ")]:
            if len(symbol) > 1:
                yield "symbol", symbol
                if len(symbol) > 3:
                    yield "gene", symbol
        yield "gene", re.sub(r"\s*\([^()]*\)$", "", row[2])


def names(data: Path) -> Iterator[tuple[str, str]]:
    """All names with their classes: of the vocabularies that ship, and of the tables they were cut from."""
    for vocabulary, name_class in _VOCABULARIES.items():
        for term in terms(vocabulary):
            for name in (term.name, *term.synonyms):
                if name_class == "cell_line":
                    yield "symbol", name
                yield name_class, name
    yield from mesh(data / "lexicons")
    yield from chebi(data / "lexicons")
    yield from genes(data / "lexicons")
