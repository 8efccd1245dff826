"""From Labkin's concepts to the identifiers that annotated corpora and PubTator files use.

A disease or chemical is a MeSH record there, else an OMIM number; a gene is its number in NCBI Gene, a species its
taxon, a cell line its number in Cellosaurus. Concepts finer than MeSH go by the nearest wider one that MeSH has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
from functools import cache, lru_cache
from typing import NamedTuple

import labkin.ontologies as ontologies
from labkin.nlp.weights import located
from labkin.ontologies.rows import Term

# The namespaces of a type, the first that a concept has is taken.
_WANTED: dict[str, tuple[str, ...]] = {
    "Disease": ("MESH", "OMIM"),
    "Chemical": ("MESH",),
    "Gene": ("NCBIGene",),
    "Species": ("NCBITaxon",),
    "CellLine": ("CVCL",),
}
_BARE = frozenset({"MESH", "NCBIGene", "NCBITaxon", "DBSNP"})  # written without their namespace
_STEPS = 4  # levels up at most: beyond are "disorder" and "chemical entity"


class Crossing(IntEnum):
    """How a concept came by its identifier in another namespace, best first."""

    SAME = 0
    RELATED = 1
    WIDER = 2
    NONE = 3


class Printed(NamedTuple):
    """An identifier as a CURIE, and how it was come by."""

    curie: str
    how: Crossing


def pubtator_ids(curies: Iterable[str], type: str) -> list[str]:
    """The identifiers that a PubTator file has for concepts of a type, each once; concepts without one are left out.

    MeSH, gene and taxon numbers are written bare, OMIM and Cellosaurus with their names, as in BC5CDR, NCBI-disease
    and BioRED.

    >>> pubtator_ids(["MONDO:0005044"], "Disease"), pubtator_ids(["HGNC:1100"], "Gene")
    (['D006973'], ['672'])
    >>> pubtator_ids(["CVCL:0030"], "CellLine")
    ['CVCL_0030']
    """
    found = (printed(curie, type) for curie in curies)
    return list(dict.fromkeys(bare(one.curie) for one in found if one.how is not Crossing.NONE))


def bare(curie: str) -> str:
    """A CURIE as PubTator files write it.

    >>> bare("MESH:D006973"), bare("OMIM:103600"), bare("CVCL:0030"), bare("DBSNP:rs113488022")
    ('D006973', 'OMIM:103600', 'CVCL_0030', 'rs113488022')
    """
    prefix, _, local = curie.partition(":")
    if prefix in _BARE:
        return local
    return f"CVCL_{local}" if prefix == "CVCL" else curie


@lru_cache(maxsize=65536)
def printed(curie: str, type: str) -> Printed:
    """The identifier of a concept in the namespaces that corpora use for the type."""
    wanted = _WANTED.get(type)
    if wanted is None or curie.partition(":")[0] in wanted:
        return Printed(curie, Crossing.SAME)
    term = ontologies.term(curie)
    return printed_term(term, type) if term else Printed(curie, Crossing.NONE)


def printed_term(term: Term, type: str, find: Callable[[str], Term | None] | None = None) -> Printed:
    """As `printed`, of a term that is at hand. `find` looks up the terms above it."""
    find = find or _term
    if usual := _usual().get((type, term.curie)):
        return Printed(usual, Crossing.SAME)
    wanted = _WANTED.get(type, ())
    level, seen = [term], {term.curie}
    for step in range(_STEPS + 1):
        for prefix in wanted:
            for how, place in ((Crossing.SAME, _own), (Crossing.RELATED, _near)):
                for one in level:
                    if found := place(one, prefix):
                        return Printed(found, Crossing.WIDER if step else how)
        if type not in ("Disease", "Chemical"):
            break
        above = dict.fromkeys(parent for one in level for parent in one.parents if parent not in seen)
        seen.update(above)
        level = [parent for parent in map(find, above) if parent]
    return Printed(term.curie, Crossing.NONE)


@cache
def _usual() -> dict[tuple[str, str], str]:
    """What corpora write for a concept where that is not what its references say, by type and CURIE.

    They keep numbers that MeSH has replaced since (of celecoxib, valsartan), and take OMIM's where MeSH has one too.
    Made from the training parts by `python -m benchmarks linking build`.
    """
    path = located("linker", "usual.tsv")
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines()) if path.exists() else ()
    return {(type, curie): usual for type, curie, usual in rows}


def _own(term: Term, prefix: str) -> str:
    return term.curie if term.curie.startswith(f"{prefix}:") else _with(prefix, term.xrefs)


def _near(term: Term, prefix: str) -> str:
    return _with(prefix, term.related)


def _with(prefix: str, curies: Iterable[str]) -> str:
    return next((curie for curie in curies if curie.startswith(f"{prefix}:")), "")


@lru_cache(maxsize=65536)
def _term(curie: str) -> Term | None:
    return ontologies.term(curie)
