"""Queries that questions were read as, kept as JSON, and a graph of chance for those about Hetionet."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from itertools import product
from pathlib import Path

from labkin.graph.model import Edge, Node
from labkin.graph.query import BadQuery
from labkin.graph.query_json import from_json
from labkin.nlp.question import Reading
from labkin.nlp.question_follow_context import ids_in

KEPT = Path(__file__).parents[1] / "data" / "asked"
TRIPLES = [
    ("Anatomy", "downregulates expresses upregulates", "Gene"),
    ("Compound", "binds downregulates upregulates", "Gene"),
    ("Compound", "causes", "Side Effect"),
    ("Compound", "palliates treats", "Disease"),
    ("Compound", "resembles", "Compound"),
    ("Disease", "associates downregulates upregulates", "Gene"),
    ("Disease", "localizes", "Anatomy"),
    ("Disease", "presents", "Symptom"),
    ("Disease", "resembles", "Disease"),
    ("Gene", "covaries interacts regulates", "Gene"),
    *(("Gene", "participates", f"{kind}") for kind in ("Biological Process", "Cellular Component")),
    *(("Gene", "participates", f"{kind}") for kind in ("Molecular Function", "Pathway")),
    ("Pharmacologic Class", "includes", "Compound"),
]
WORDS = ("Notch", "lisinopril", "increased", "Telomere", "Überzug", "ångström", "B-cell", "b cell", "'quoted'")
MORE, SHARE = 6, 0.2  # nodes of each kind beside those that are asked for; of all pairs those that an edge joins


def readings(name: str) -> list[Reading]:
    """The readings of a kept set."""
    found = []
    for line in (KEPT / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        try:
            query = from_json(one["query"])
        except BadQuery as error:
            raise AssertionError(f"{line[:200]}: {error}") from error
        found.append(Reading(one["question"], query, "", one["form"], one["answer"], tuple(one["kinds"]), 1.0))
    return found


def of_chance(asked: list[Reading], seed: int = 1) -> tuple[list[Node], list[Edge]]:
    """A graph of Hetionet's kinds and relations, drawn from a seed, that has the things that are asked for."""
    chance = random.Random(seed)
    ids: dict[str, list[str]] = defaultdict(list)
    for id in sorted({id for one in asked for id in ids_in(one.query)}):
        ids[id.partition("::")[0]].append(id)
    for kind in sorted({kind for one, _, other in TRIPLES for kind in (one, other)}):
        ids[kind] += [f"{kind}::X:{number}" for number in range(MORE)]
    nodes = [Node.of(id, kind, **_name(chance)) for kind, some in ids.items() for id in some]
    edges = [
        Edge.of(a, relation, b)
        for left, relations, right in TRIPLES
        for relation in relations.split()
        for a, b in product(ids[left], ids[right])
        if chance.random() < SHARE
    ]
    return nodes, edges


def _name(chance: random.Random) -> dict[str, str]:
    """A name that several things may have, in two of a hundred cases none."""
    return {"name": f"{chance.choice(WORDS)} {chance.randrange(40)}"} if chance.random() > 0.02 else {}
