"""Names for blank nodes that depend on what is said of them, not on the order of the file or the parser's counting.

Colour refinement: a node's colour is a hash of what is said of it and of what refers to it, in the colours of its
neighbours, until no more nodes can be told apart. Where some still look alike and the graph is small, each of them is
set apart in turn and the colouring that sorts first is taken; in a large one the parser's order tells them apart.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import Any

from labkin.loaders.rdf_parse import Triples

ROUNDS = 32  # more than any chain of blank nodes that people write is long
SMALL = 600  # links of blank nodes up to which trying each of those that look alike is quick

_Links = dict[Any, list[tuple[str, str, Any]]]


def blank_names(triples: Triples) -> dict[Any, str]:
    """For each blank node 16 hexadecimal digits, the same for every order and every renaming of the same triples."""
    links = _links(triples)
    colours = _refined(links, _first(links))
    small = sum(map(len, links.values())) <= SMALL
    while alike := _alike(colours):
        if not small:
            for number, node in enumerate(node for group in alike for node in group):
                colours[node] = _hash(colours[node], str(number))
            break
        tried = (_refined(links, {**colours, node: _hash(colours[node], "first")}) for node in alike[0])
        colours = min(tried, key=lambda one: sorted(one.values()))
    return {node: colour[:16] for node, colour in colours.items()}


def _alike(colours: dict[Any, str]) -> list[list[Any]]:
    """Groups of nodes of one colour, by colour."""
    groups: dict[str, list[Any]] = defaultdict(list)
    for node, colour in colours.items():
        groups[colour].append(node)
    return [groups[colour] for colour in sorted(groups) if len(groups[colour]) > 1]


def _links(triples: Triples) -> _Links:
    from rdflib import BNode

    links: _Links = defaultdict(list)
    for subject, said in triples.items():
        blank = isinstance(subject, BNode)
        for predicate, object, _ in said:
            if blank:
                links[subject].append((">", predicate, object))
            if isinstance(object, BNode):
                links[object].append(("<", predicate, subject))
    return dict(links)


def _first(links: _Links) -> dict[Any, str]:
    """Colours by what is said of each node and refers to it, neighbours without a name left out."""
    from rdflib import BNode

    return {
        node: _hash(*sorted(way + p + " " + written(other) for way, p, other in said if not isinstance(other, BNode)))
        for node, said in links.items()
    }


def _refined(links: _Links, colours: dict[Any, str]) -> dict[Any, str]:
    """Colours by those of the neighbours, and theirs, until no more nodes can be told apart."""
    kinds = len(set(colours.values()))
    for _ in range(ROUNDS):
        before = colours
        colours = {
            node: _hash(before[node], *sorted(way + p + before[other] for way, p, other in said if other in before))
            for node, said in links.items()
        }
        now = len(set(colours.values()))
        if now == kinds:
            return before
        kinds = now
    return colours


def written(term: Any) -> str:
    """A text that tells an IRI or literal from every other; of any IRI, also of one that no syntax could write."""
    kind, datatype, language = type(term).__name__, getattr(term, "datatype", None), getattr(term, "language", None)
    return f"{kind} {datatype or ''} {language or ''} {term}"


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
