"""Hetionet: its nodes, its edges, and two of the tables it was compiled from, under its own identifiers.

All four kinds of file speak of the same things (`Compound::DB00001`, `Gene::2147`, `Disease::DOID:2531`), so the
PMIDs and affinities of the source tables fall on the edges of the graph. Source of names: Hetionet v1.0, metagraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from labkin.graph.model import Curie, Edge, Node, Statement
from labkin.graph.values import Value, clean_value
from labkin.loaders.base import Input, loader
from labkin.loaders.lines import head_lines, text_lines

NODES, EDGES = "id\tname\tkind", "source\tmetaedge\ttarget"
BINDING, ASSOCIATION = ("drugbank_id", "entrez_gene_id"), ("doid_id", "entrez_gene_id")
METAEDGES = {
    "AdG": "downregulates",
    "AeG": "expresses",
    "AuG": "upregulates",
    "CbG": "binds",
    "CcSE": "causes",
    "CdG": "downregulates",
    "CpD": "palliates",
    "CrC": "resembles",
    "CtD": "treats",
    "CuG": "upregulates",
    "DaG": "associates",
    "DdG": "downregulates",
    "DlA": "localizes",
    "DpS": "presents",
    "DrD": "resembles",
    "DuG": "upregulates",
    "GcG": "covaries",
    "GiG": "interacts",
    "GpBP": "participates",
    "GpCC": "participates",
    "GpMF": "participates",
    "GpPW": "participates",
    "Gr>G": "regulates",
    "PCiC": "includes",
}
_METAEDGE = re.compile(r"([A-Z]+)(<?)([a-z])(>?)([A-Z]+)")


def detect(item: Input) -> float:
    """Certain by the header, and for nodes by identifiers such as Gene::9021."""
    lines = head_lines(item, 2)
    if not lines:
        return 0.0
    if lines[0] == NODES:
        return 0.99 if len(lines) > 1 and "::" in lines[1].split("\t")[0] else 0.2
    if lines[0] == EDGES or _table(lines[0].split("\t")):
        return 0.99
    return 0.0


def _table(headers: list[str]) -> bool:
    return any(set(keys) <= set(headers) for keys in (BINDING, ASSOCIATION))


@loader("hetionet", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """Hetionet nodes (TSV), edges (SIF), and its compound-gene and disease-gene source tables."""
    lines = text_lines(item)
    _, header = next(lines, (0, ""))
    headers = header.split("\t")
    if header == NODES:
        make: Callable[[Input, list[str], Rows], Iterator[Statement]] = _nodes
    elif header == EDGES:
        make = _edges
    elif _table(headers):
        make = _bindings if BINDING[0] in headers else _associations
    else:
        why = f"the header is not one of Hetionet's: nodes have {NODES.split()}, edges {EDGES.split()}"
        raise item.bad("line 1", why)
    yield from make(item, headers, _rows(item, len(headers), lines))


Rows = Iterator[tuple[str, list[str]]]


def _rows(item: Input, width: int, lines: Iterator[tuple[int, str]]) -> Rows:
    for number, line in lines:
        cells = line.split("\t")
        if len(cells) != width:
            raise item.bad(f"line {number}", f"this row has {len(cells)} cells and the header {width} columns")
        yield f"line {number}", cells


def _need(item: Input, place: str, cells: list[str]) -> None:
    if not all(cell.strip() for cell in cells):
        raise item.bad(place, "an identifier, kind or metaedge is empty")


def _nodes(item: Input, headers: list[str], rows: Rows) -> Iterator[Statement]:
    for place, (id, name, kind) in rows:
        _need(item, place, [id, kind])
        yield Statement(Node(Curie.parse(id), kind, {"name": name} if name else {}), item.source, place)


def _edges(item: Input, headers: list[str], rows: Rows) -> Iterator[Statement]:
    known: dict[str, tuple[str, bool]] = {}
    for place, cells in rows:
        _need(item, place, cells)
        source, metaedge, target = cells
        if metaedge not in known:
            known[metaedge] = relation_of(metaedge)
        relation, backwards = known[metaedge]
        ends = (target, source) if backwards else (source, target)
        yield Statement(Edge(Curie.parse(ends[0]), relation, Curie.parse(ends[1])), item.source, place)


def relation_of(metaedge: str) -> tuple[str, bool]:
    """The relation of a metaedge, and whether it points from target to source.

    One that Hetionet v1.0 lacks is read backwards (`GbC`), or by its verb where one verb alone has that letter; else it
    is named after itself.

    >>> relation_of("Gr>G"), relation_of("GbC"), relation_of("CtS"), relation_of("CzD")
    (('regulates', False), ('binds', True), ('treats', False), ('CzD', False))
    """
    if metaedge in METAEDGES:
        return METAEDGES[metaedge], False
    parts = _METAEDGE.fullmatch(metaedge)
    if not parts:
        return metaedge, False
    start, before, letter, after, end = parts.groups()
    turned = end + ("<" if after else "") + letter + (">" if before else "") + start
    if turned in METAEDGES:
        return METAEDGES[turned], True
    verbs = {verb for known, verb in METAEDGES.items() if letter in known}
    return (verbs.pop() if len(verbs) == 1 else metaedge), before == "<"


def _bindings(item: Input, headers: list[str], rows: Rows) -> Iterator[Statement]:
    """Compound-binds-Gene, with where it is said, how it acts and how strongly."""
    return _told(item, headers, rows, "drugbank_id", "Compound::", "binds")


def _associations(item: Input, headers: list[str], rows: Rows) -> Iterator[Statement]:
    """Disease-associates-Gene, with where it is said."""
    return _told(item, headers, rows, "doid_id", "Disease::", "associates")


_LISTS = {"pubmed_ids": "publications", "sources": "sources", "actions": "actions", "urls": "urls"}
_NAMES = frozenset({"doid_name", "gene_symbol"})  # the nodes file says these


def _told(item: Input, headers: list[str], rows: Rows, subject: str, prefix: str, relation: str) -> Iterator[Statement]:
    start, end = headers.index(subject), headers.index("entrez_gene_id")
    wanted = [(at, name) for at, name in enumerate(headers) if at not in (start, end) and name not in _NAMES]
    for name in _NAMES & set(headers):
        item.unmapped[name] += 1
    for place, cells in rows:
        _need(item, place, [cells[start], cells[end]])
        props = dict(_value(item, place, name, cells[at]) for at, name in wanted if cells[at])
        ends = Curie.parse(prefix + cells[start]), Curie.parse("Gene::" + cells[end])
        yield Statement(Edge(ends[0], relation, ends[1], {}, dict(sorted(props.items()))), item.source, place)


def _value(item: Input, place: str, name: str, cell: str) -> tuple[str, Value]:
    if name in _LISTS:
        prefix = "PMID:" if name == "pubmed_ids" else ""
        return _LISTS[name], tuple(prefix + part for part in cell.split("|") if part)
    if name == "affinity_nM":
        try:
            value = clean_value(float(cell))
            return "affinity_nm", cell if value is None else value
        except ValueError:
            item.warn(place, f"the affinity {cell!r} is no number and was kept as text")
    return name, cell
