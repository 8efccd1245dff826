"""The nodes and the edge sample of Hetionet in plain dictionaries, and the few verbs the gold is said in.

Nothing here knows how Labkin reads a question: the standard library reads the two files, and that is all.
"""

import csv
import gzip
import lzma
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Answer = dict[str, Any]
"""One answer that is right: `status`, and of `ids`, `value`, `rows`, `ordered` those that apply."""

Ids = set[str]


@dataclass(frozen=True)
class Hetionet:
    """The graph of the files: `kinds` and `names` by identifier, `ahead` and `back` by (identifier, metaedge)."""

    kinds: dict[str, str]
    names: dict[str, str]
    ahead: dict[tuple[str, str], Ids]
    back: dict[tuple[str, str], Ids]


def _folder() -> Path:
    return Path(os.environ["LABKIN_DATA"]) / "kg" / "hetionet"


@cache
def hetionet() -> Hetionet:
    """The graph of $LABKIN_DATA/kg/hetionet: all its nodes and the sample of its edges.

    Raises KeyError where LABKIN_DATA is not set, and FileNotFoundError where the two files are not there.
    """
    folder = _folder()
    with lzma.open(folder / "nodes.tsv.xz", "rt", encoding="utf-8") as file:
        nodes = list(csv.DictReader(file, delimiter="\t"))
    ahead: defaultdict[tuple[str, str], Ids] = defaultdict(set)
    back: defaultdict[tuple[str, str], Ids] = defaultdict(set)
    with gzip.open(folder / "edges-5k.sif.gz", "rt", encoding="utf-8") as file:
        for edge in csv.DictReader(file, delimiter="\t"):
            ahead[edge["source"], edge["metaedge"]].add(edge["target"])
            back[edge["target"], edge["metaedge"]].add(edge["source"])
    kinds = {node["id"]: node["kind"] for node in nodes}
    return Hetionet(kinds, {node["id"]: node["name"] for node in nodes}, dict(ahead), dict(back))


@cache
def _by_name() -> dict[tuple[str, str], list[str]]:
    found = defaultdict(list)
    for node, name in hetionet().names.items():
        found[hetionet().kinds[node], name].append(node)
    return found


def one(kind: str, name: str) -> str:
    """The identifier of the only node of that kind and exact name; raises ValueError where there is not just one."""
    (node,) = _by_name()[kind, name]
    return node


def bearers(name: str) -> Ids:
    """All nodes of any kind whose name is this one but for upper and lower case."""
    return {node for node, other in hetionet().names.items() if other.lower() == name.lower()}


def gene(name: str) -> str:
    """The gene of that symbol."""
    return one("Gene", name)


def drug(name: str) -> str:
    """The compound of that name."""
    return one("Compound", name)


def disease(name: str) -> str:
    """The disease of that name."""
    return one("Disease", name)


def symptom(name: str) -> str:
    """The symptom of that name."""
    return one("Symptom", name)


def effect(name: str) -> str:
    """The side effect of that name."""
    return one("Side Effect", name)


def tissue(name: str) -> str:
    """The anatomy of that name."""
    return one("Anatomy", name)


def drug_class(name: str) -> str:
    """The pharmacologic class of that name."""
    return one("Pharmacologic Class", name)


def _walk(table: dict[tuple[str, str], Ids], metaedge: str, nodes: str | Iterable[str]) -> Ids:
    starts = [nodes] if isinstance(nodes, str) else nodes
    return {found for node in starts for found in table.get((node, metaedge), ())}


def to(metaedge: str, nodes: str | Iterable[str]) -> Ids:
    """The targets of the edges of that kind from any of the nodes."""
    return _walk(hetionet().ahead, metaedge, nodes)


def fro(metaedge: str, nodes: str | Iterable[str]) -> Ids:
    """The sources of the edges of that kind to any of the nodes."""
    return _walk(hetionet().back, metaedge, nodes)


def near(metaedge: str, nodes: str | Iterable[str]) -> Ids:
    """The other ends of the edges of that kind at any of the nodes, whichever end they are (GiG, GcG, CrC, DrD)."""
    starts = [nodes] if isinstance(nodes, str) else list(nodes)
    return to(metaedge, starts) | fro(metaedge, starts)


def used_for(name: str) -> Ids:
    """The compounds that treat or palliate the disease of that name."""
    return fro("CtD", disease(name)) | fro("CpD", disease(name))


def ill(genes: str | Iterable[str]) -> Ids:
    """The diseases that associate, upregulate or downregulate any of the genes."""
    starts = [genes] if isinstance(genes, str) else list(genes)
    return fro("DaG", starts) | fro("DuG", starts) | fro("DdG", starts)


def neighbours(node: str) -> Ids:
    """Whatever shares an edge of any kind with the node."""
    graph = hetionet()
    edges = [found for table in (graph.ahead, graph.back) for (end, _), found in table.items() if end == node]
    return set().union(*edges)


def every(kind: str) -> Ids:
    """All nodes of that kind, with edges or without."""
    return {node for node, other in hetionet().kinds.items() if other == kind}


def named(kind: str, *parts: str) -> Ids:
    """The nodes of that kind whose name holds any of the parts, upper or lower case alike."""
    names = hetionet().names
    return {node for node in every(kind) if any(part.lower() in names[node].lower() for part in parts)}


def of_kind(kind: str, nodes: Iterable[str]) -> Ids:
    """Those of the nodes that are of that kind."""
    return {node for node in nodes if hetionet().kinds[node] == kind}


def targets_each(metaedge: str) -> Counter[str]:
    """How many targets each source of that kind of edge has."""
    return Counter({node: len(found) for (node, edge), found in hetionet().ahead.items() if edge == metaedge})


def sources_each(metaedge: str) -> Counter[str]:
    """How many sources each target of that kind of edge has."""
    return Counter({node: len(found) for (node, edge), found in hetionet().back.items() if edge == metaedge})


def ends_each(metaedge: str) -> Counter[str]:
    """How many other ends each node has by an edge of that kind without a direction."""
    graph = hetionet()
    nodes = {node for table in (graph.ahead, graph.back) for node, edge in table if edge == metaedge}
    return Counter({node: len(near(metaedge, node)) for node in nodes})


@cache
def _verbs() -> dict[str, str]:
    with (_folder() / "summary" / "metaedges.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {row["abbreviation"]: re.split(" [->] ", row["metaedge"])[1] for row in rows}


def edges_each(*, by_verb: bool = False) -> Counter[str]:
    """How many edges there are of each metaedge, or by the verb alone (treats, binds, ...) of the metagraph."""
    counts: Counter[str] = Counter()
    for (_, metaedge), found in hetionet().ahead.items():
        counts[_verbs()[metaedge] if by_verb else metaedge] += len(found)
    return counts


def only(counts: Counter[str], nodes: Iterable[str]) -> Counter[str]:
    """The counts of those nodes."""
    return Counter({node: counts[node] for node in nodes if counts[node]})


def common(counts: Iterable[Iterable[str]]) -> Counter[str]:
    """In how many of the sets each member of any is."""
    return Counter(node for members in counts for node in set(members))


def top(counts: Counter[str], best: int = 1) -> list[str]:
    """The nodes with the `best` highest counts, highest first, and with them all that tie with the last of them."""
    ranked = sorted(counts, key=lambda node: (-counts[node], node))
    return [node for node in ranked if counts[node] >= counts[ranked[min(best, len(ranked)) - 1]]]


def over(counts: Counter[str], number: int) -> Ids:
    """The nodes whose count is above the number."""
    return {node for node, count in counts.items() if count > number}


def things(nodes: Iterable[str], *more: Iterable[str]) -> list[Answer]:
    """The answer that is this set (`no_data` where it is empty), and other sets that a judge would take as well."""
    answers = [_set_of(each) for each in (nodes, *more)]
    return [answer for place, answer in enumerate(answers) if answer not in answers[:place]]


def _set_of(nodes: Iterable[str]) -> Answer:
    members = sorted(set(nodes))
    return {"status": "answered", "ids": members} if members else {"status": "no_data"}


def ranked(nodes: list[str]) -> list[Answer]:
    """The answer that is these nodes in this order."""
    return [{"status": "answered", "ids": nodes, "ordered": True}]


def number(*values: float) -> list[Answer]:
    """The answer that is the first number; the others would be taken as well, and `no_data` where the first is 0."""
    answers: list[Answer] = [{"status": "answered", "value": value} for value in values]
    return answers if values[0] else [*answers, {"status": "no_data"}]


def truth(holds: bool) -> list[Answer]:
    """The answer yes or no; for a no, `no_data` is fair as well."""
    answer: Answer = {"status": "answered", "value": holds}
    return [answer] if holds else [answer, {"status": "no_data"}]


def table(*counts: dict[str, int]) -> list[Answer]:
    """The answer that is a number for each key, and other such tables that would be taken as well."""
    return [{"status": "answered", "rows": [[key, each[key]] for key in sorted(each)]} for each in counts]


def falling(*counts: dict[str, int]) -> list[Answer]:
    """The answer that is a number for each key, the highest first, and others that would be taken as well."""
    ordered = [sorted(each.items(), key=lambda pair: (-pair[1], pair[0])) for each in counts]
    return [{"status": "answered", "rows": [list(pair) for pair in pairs]} for pairs in ordered]


def means(status: str, *others: str) -> list[Answer]:
    """The answer that there is none, in the way of `status`; the other statuses would be taken as well."""
    return [{"status": each} for each in (status, *others)]


def ambiguous(nodes: Ids, *others: list[Answer]) -> list[Answer]:
    """The answer that the name is borne by these several nodes; raises ValueError where it is not several."""
    if len(nodes) < 2:
        raise ValueError(f"A name with two meanings needs two nodes, and there are {len(nodes)}.")
    return [{"status": "ambiguous"}, *(answer for answers in others for answer in answers)]
