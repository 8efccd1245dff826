"""Genes of laboratory animals: a mouse's gene is found by the names of the human one, and told by the text's species.

Names of genes are shipped for humans only; `models/linker/orthologues.tsv.zst` (NCBI HomoloGene) says which genes of
mouse, rat and zebrafish are theirs.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

HUMAN = "9606"


class Orthologue(NamedTuple):
    """A gene of an animal: taxon, CURIE, symbol."""

    taxon: str
    curie: str
    symbol: str


@cache
def _table() -> tuple[dict[str, tuple[Orthologue, ...]], dict[str, tuple[str, str]]]:
    import zstandard

    path = Path(__file__).parent / "models" / "linker" / "orthologues.tsv.zst"
    text = zstandard.ZstdDecompressor().decompress(path.read_bytes(), max_output_size=1 << 25).decode()
    found: dict[str, tuple[Orthologue, ...]] = {}
    back: dict[str, tuple[str, str]] = {}
    for line in text.splitlines():
        human, taxon, gene, symbol = line.split("\t")
        one = Orthologue(taxon, f"NCBIGene:{gene}", symbol)
        found[f"NCBIGene:{human}"] = (*found.get(f"NCBIGene:{human}", ()), one)
        back[one.curie] = (taxon, f"NCBIGene:{human}")
    return found, back


def orthologues(human: str) -> tuple[Orthologue, ...]:
    """The animals' genes that a human one (NCBIGene CURIE) has.

    >>> [one.symbol for one in orthologues("NCBIGene:3586")]
    ['Il10', 'Il10', 'il10']
    """
    return _table()[0].get(human, ())


def species_of(curie: str) -> str:
    """The taxon of an animal's gene; empty for one that is not known.

    >>> species_of("NCBIGene:16153"), species_of("NCBIGene:3586")
    ('10090', '')
    """
    return _table()[1].get(curie, ("", ""))[0]


def human_of(curie: str) -> str:
    """The human gene that an animal's gene is the orthologue of; empty where none is known."""
    return _table()[1].get(curie, ("", ""))[1]
