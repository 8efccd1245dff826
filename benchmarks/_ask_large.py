"""Hetionet at its full size with the real names: the sample of its edges, and made ones among its nodes.

Every edge of the sample is there. To them come made ones, drawn from a seed, until each kind of edge has as many as
Hetionet has: 47,031 nodes and about 2.25 million edges. The questions about the sample can be asked of it, with much
longer answers: it tells what a question costs, never whether it is answered rightly.
"""

from __future__ import annotations

import csv
import gzip
import lzma
import random
from collections import defaultdict
from pathlib import Path

from benchmarks._graphs import pairs, weights

SEED = 6


def write(hetionet: Path, folder: Path) -> list[Path]:
    """Write the edges as SIF beside Hetionet's own file of nodes; gives both files.

    `hetionet` is the folder with `nodes.tsv.xz`, `edges-5k.sif.gz` and `summary/metaedges.tsv`. Raises
    FileNotFoundError where one of them is not there.
    """
    of_kind: dict[str, list[str]] = defaultdict(list)
    with lzma.open(hetionet / "nodes.tsv.xz", "rt", encoding="utf-8") as file:
        for node in csv.DictReader(file, delimiter="\t"):
            of_kind[node["kind"]].append(node["id"])
    edges: dict[str, set[tuple[str, str]]] = defaultdict(set)
    with gzip.open(hetionet / "edges-5k.sif.gz", "rt", encoding="utf-8") as file:
        for edge in csv.DictReader(file, delimiter="\t"):
            edges[edge["metaedge"]].add((edge["source"], edge["target"]))
    chance = random.Random(SEED)
    shares = {kind: weights(len(nodes), chance) for kind, nodes in of_kind.items()}
    out = folder / "edges.sif.gz"
    with (
        (hetionet / "summary" / "metaedges.tsv").open(encoding="utf-8") as summary,
        gzip.open(out, "wt", encoding="utf-8", compresslevel=1) as file,
    ):
        file.write("source\tmetaedge\ttarget\n")
        for row in csv.DictReader(summary, delimiter="\t"):
            name, count = row["abbreviation"], int(row["edges"])
            left, _, rest = row["metaedge"].replace(">", "-").partition(" - ")
            right = rest.partition(" - ")[2]
            made = pairs(shares[left], shares[right], count, chance)
            found = dict.fromkeys(sorted(edges[name])) | dict.fromkeys(
                (of_kind[left][a], of_kind[right][b]) for a, b in made
            )
            file.writelines(f"{a}\t{name}\t{b}\n" for a, b in list(found)[:count])
    return [hetionet / "nodes.tsv.xz", out]
