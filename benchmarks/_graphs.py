"""Graphs for the benchmarks, made from a seed: one of the shape of Hetionet, one of provenance."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

# Kinds and edges of Hetionet v1.0 with their counts (Himmelstein et al., eLife 2017, doi:10.7554/eLife.26726).
KINDS = {
    "Gene": 20945, "BiologicalProcess": 11381, "SideEffect": 5734, "MolecularFunction": 2884, "Pathway": 1822,
    "Compound": 1552, "CellularComponent": 1391, "Symptom": 438, "Anatomy": 402, "PharmacologicClass": 345,
    "Disease": 137,
}  # fmt: skip
EDGES = {
    ("Anatomy", "downregulates", "Gene"): 102240, ("Anatomy", "expresses", "Gene"): 526407,
    ("Anatomy", "upregulates", "Gene"): 97848, ("Compound", "binds", "Gene"): 11571,
    ("Compound", "causes", "SideEffect"): 138944, ("Compound", "downregulates", "Gene"): 21102,
    ("Compound", "palliates", "Disease"): 390, ("Compound", "resembles", "Compound"): 6486,
    ("Compound", "treats", "Disease"): 755, ("Compound", "upregulates", "Gene"): 18756,
    ("Disease", "associates", "Gene"): 12623, ("Disease", "downregulates", "Gene"): 7623,
    ("Disease", "localizes", "Anatomy"): 3602, ("Disease", "presents", "Symptom"): 3357,
    ("Disease", "resembles", "Disease"): 543, ("Disease", "upregulates", "Gene"): 7731,
    ("Gene", "covaries", "Gene"): 61690, ("Gene", "interacts", "Gene"): 147164, ("Gene", "regulates", "Gene"): 265672,
    ("Gene", "participates", "BiologicalProcess"): 559504, ("Gene", "participates", "CellularComponent"): 73566,
    ("Gene", "participates", "MolecularFunction"): 97222, ("Gene", "participates", "Pathway"): 84372,
    ("PharmacologicClass", "includes", "Compound"): 1029,
}  # fmt: skip
SKEW = 0.6  # the n-th most frequent node of a kind has a share of n ** -SKEW
DENSEST = 0.4  # of all pairs that an edge kind could join, at a small scale
PROJECT, LAYERS = 1000, 20  # nodes of one project in the provenance, and how many steps deep it is

NodeRow = tuple[str, str, str]  # identifier, kind, name
EdgeRow = tuple[str, str, str]  # subject, relation, object


@dataclass(frozen=True, slots=True)
class Made:
    """A graph that was made; each call of `nodes` and `edges` gives the same again."""

    node_rows: tuple[NodeRow, ...]
    edge_rows: tuple[EdgeRow, ...]

    def write_kgx(self, folder: Path) -> list[Path]:
        """Write it as KGX TSV; gives the two files."""
        files = [folder / "graph_nodes.tsv", folder / "graph_edges.tsv"]
        with files[0].open("w", encoding="utf-8") as out:
            out.write("id\tcategory\tname\n")
            out.writelines(f"{id}\tbiolink:{kind}\t{name}\n" for id, kind, name in self.node_rows)
        with files[1].open("w", encoding="utf-8") as out:
            out.write("subject\tpredicate\tobject\n")
            out.writelines(f"{subject}\tbiolink:{relation}\t{object}\n" for subject, relation, object in self.edge_rows)
        return files


def hetionet_shaped(scale: float = 1.0, seed: int = 1) -> Made:
    """47,031 nodes and 2,250,197 edges of 24 kinds at scale 1. The 24 relations have names of their own."""
    chance = random.Random(seed)
    ids = {kind: [f"{kind}:{i}" for i in range(max(4, round(count * scale)))] for kind, count in KINDS.items()}
    shares = {kind: weights(len(of_kind), chance) for kind, of_kind in ids.items()}
    nodes = [(id, kind, f"{kind.lower()} {id.partition(':')[2]}") for kind, of_kind in ids.items() for id in of_kind]
    edges: list[EdgeRow] = []
    for (left, verb, right), count in EDGES.items():
        most = int(len(ids[left]) * len(ids[right]) * DENSEST)
        relation = f"{left}_{verb}_{right}".lower()
        for a, b in pairs(shares[left], shares[right], min(most, max(1, round(count * scale))), chance):
            edges.append((ids[left][a], relation, ids[right][b]))
    return Made(tuple(nodes), tuple(edges))


def provenance(nodes: int = 1_000_000, seed: int = 1) -> Made:
    """Projects of PROJECT nodes in LAYERS steps; a node derives from one or two of the step before."""
    chance = random.Random(seed)
    wide = PROJECT // LAYERS
    rows: list[NodeRow] = []
    edges: list[EdgeRow] = []
    for number in range(nodes):
        project, place = divmod(number, PROJECT)
        layer, kind = place // wide, ("Dataset", "Activity")[place // wide % 2]
        rows.append((f"P:{number}", kind, f"{kind.lower()} {number}"))
        if layer:
            start = project * PROJECT + (layer - 1) * wide
            for parent in {start + chance.randrange(wide) for _ in range(1 + chance.randrange(2))}:
                relation = "generated_by" if kind == "Dataset" else "used"
                edges.append((f"P:{number}", relation, f"P:{parent}"))
    return Made(tuple(rows), tuple(edges))


def weights(count: int, chance: random.Random) -> list[float]:
    """Sums of the shares of so many nodes, in a chance order: what `random.choices` takes as `cum_weights`."""
    shares = [rank**-SKEW for rank in range(1, count + 1)]
    chance.shuffle(shares)
    return list(accumulate(shares))


def pairs(left: list[float], right: list[float], count: int, chance: random.Random) -> Iterator[tuple[int, int]]:
    """So many distinct pairs of places, drawn by the shares of both ends."""
    seen: dict[tuple[int, int], None] = {}
    places = range(len(left)), range(len(right))
    while len(seen) < count:
        short = count - len(seen)
        ends = (chance.choices(places[i], cum_weights=(left, right)[i], k=short) for i in (0, 1))
        seen |= dict.fromkeys(zip(*ends, strict=True))
    return iter(seen)
