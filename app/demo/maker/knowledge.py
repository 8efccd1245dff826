"""What the world knows: genes, diseases, phenotypes, tissues, pathways, and the facts of `seed/facts.tsv`."""

from __future__ import annotations

import csv
import json
import lzma
from collections.abc import Callable, Mapping
from pathlib import Path

from labkin.app.demo.maker.chemistry import Chemistry, source
from labkin.app.demo.maker.common import SEED, Graph, read_tsv, write_rows

SPECIES = {
    "human": "NCBITaxon:9606",
    "mouse": "NCBITaxon:10090",
    "rat": "NCBITaxon:10116",
    "dog": "NCBITaxon:9615",
}
LATIN = {"human": "Homo sapiens", "mouse": "Mus musculus", "rat": "Rattus norvegicus", "dog": "Canis lupus familiaris"}
CELL_LINES = {
    "A-549": ("CVCL:0023", "A549"),
    "NCI-H1975": ("CVCL:1511", "H1975"),
    "HCC827": ("CVCL:2063", "HCC-827"),
    "PC-9": ("CVCL:B260", "PC9"),
    "A-431": ("CVCL:0037", "A431"),
    "Hep-G2": ("CVCL:0027", "HepG2"),
    "MCF-7": ("CVCL:0031", "MCF7"),
    "Caco-2": ("CVCL:0025", "Caco2"),
    "THP-1": ("CVCL:0006", "THP1"),
    "Jurkat": ("CVCL:0065", ""),
    "HEK293": ("CVCL:0045", "HEK-293"),
}
ANATOMY = {
    "lung": "UBERON:0002048",
    "liver": "UBERON:0002107",
    "heart": "UBERON:0000948",
    "kidney": "UBERON:0002113",
    "brain": "UBERON:0000955",
    "skin of body": "UBERON:0002097",
    "blood": "UBERON:0000178",
    "small intestine": "UBERON:0002108",
    "colon": "UBERON:0001155",
    "breast": "UBERON:0000310",
    "stomach": "UBERON:0000945",
    "pancreas": "UBERON:0001264",
    "bone marrow": "UBERON:0002371",
    "spleen": "UBERON:0002106",
    "skeletal joint": "UBERON:0000982",
    "bronchus": "UBERON:0002185",
    "ovary": "UBERON:0000992",
}
PATHWAYS = {
    "Signaling by EGFR": "REACT:R-HSA-177929",
    "Signaling by ERBB2": "REACT:R-HSA-1227986",
    "Signaling by Receptor Tyrosine Kinases": "REACT:R-HSA-9006934",
    "Signaling by Interleukins": "REACT:R-HSA-449147",
    "ErbB signaling pathway": "KEGG:hsa04012",
    "MAPK signaling pathway": "KEGG:hsa04010",
    "PI3K-Akt signaling pathway": "KEGG:hsa04151",
    "VEGF signaling pathway": "KEGG:hsa04370",
    "JAK-STAT signaling pathway": "KEGG:hsa04630",
    "TNF signaling pathway": "KEGG:hsa04668",
    "NF-kappa B signaling pathway": "KEGG:hsa04064",
    "Apoptosis": "KEGG:hsa04210",
    "Cell cycle": "KEGG:hsa04110",
}
# Terms that the ontology names otherwise or does not have.
TERMS = {
    "idiopathic pulmonary fibrosis": ("DOID:0050156", ""),
    "cutaneous T-cell lymphoma": ("MONDO:0015758", "primary cutaneous T-cell lymphoma"),
}
# Which kinds the ends of a relation are looked up in, in turn.
OBJECTS = {
    "treats": "Disease",
    "contraindicated_for": "Disease",
    "associates": "Disease",
    "resembles": "Disease",
    "models": "Disease",
    "causes": "Phenotype",
    "presents": "Phenotype",
    "localizes": "Anatomy",
    "participates": "Pathway",
}
DISEASE_SUBJECTS = ("presents", "localizes", "resembles")


def make(chemistry: Chemistry) -> tuple[Graph, Callable[[str], str]]:
    """The graph of knowledge, and how to find the identifier of a gene or cell line in it by name."""
    graph = Graph()
    facts = [
        (row["subject"], row["relation"], object.strip())
        for row in read_tsv(SEED / "facts.tsv")
        for object in row["objects"].split(";")
    ]
    _fixed_nodes(graph)
    diseases = {o for _, r, o in facts if OBJECTS.get(r) == "Disease"} | {
        s for s, r, _ in facts if r in DISEASE_SUBJECTS
    }
    _ontology_nodes(graph, "mondo", "MONDO:", "Disease", diseases)
    _ontology_nodes(graph, "hp", "", "Phenotype", {o for _, r, o in facts if OBJECTS.get(r) == "Phenotype"})
    processes = {o for _, r, o in facts if r == "participates" and o not in PATHWAYS}
    _ontology_nodes(graph, "go", "", "Process", processes)
    _gene_nodes(graph, facts)
    known = _names(graph, chemistry)
    for subject, relation, object in facts:
        graph.edge(known(subject), relation, known(object))
    return graph, known


def _names(graph: Graph, chemistry: Chemistry) -> Callable[[str], str]:
    names = {row["name"]: id for id, row in graph.nodes.items()}
    names |= {row["symbol"]: id for id, row in graph.nodes.items() if "symbol" in row}
    names |= {name: drug.id for name, drug in chemistry.drugs.items()}
    return names.__getitem__


def _fixed_nodes(graph: Graph) -> None:
    for name, id in SPECIES.items():
        graph.node(id, "Species", LATIN[name], synonym=name)
    for name, (id, other) in CELL_LINES.items():
        graph.node(id, "CellLine", name, synonym=other)
        graph.edge(id, "in_species", SPECIES["human"])
    for name, id in ANATOMY.items():
        graph.node(id, "Anatomy", name)
    for name, id in PATHWAYS.items():
        graph.node(id, "Pathway", name)


def _ontology_nodes(graph: Graph, lexicon: str, prefix: str, kind: str, wanted: set[str]) -> None:
    """Terms of an ontology by name, else by the one term that has it as a synonym. The common name is kept."""
    with lzma.open(source("lexicons", f"{lexicon}.json.xz"), "rt", encoding="utf-8") as file:
        terms: list[Mapping[str, object]] = json.load(file)
    by_name = {str(term.get("name")): term for term in terms}
    by_synonym: dict[str, list[Mapping[str, object]]] = {}
    for term in terms:
        for synonym in term.get("synonyms", ()):  # type: ignore[attr-defined]
            by_synonym.setdefault(synonym, []).append(term)
    for name in sorted(wanted):
        if name in TERMS:
            graph.node(TERMS[name][0], kind, name, synonym=TERMS[name][1])
            continue
        found = [by_name[name]] if name in by_name else by_synonym.get(name, [])
        if len(found) != 1:
            raise ValueError(f"{kind} {name!r} is {[t.get('name') for t in found]} in {lexicon}")
        official = str(found[0]["name"])
        graph.node(prefix + str(found[0]["id"]), kind, name, synonym=official if official != name else "")


def _gene_nodes(graph: Graph, facts: list[tuple[str, str, str]]) -> None:
    words = {word for s, _, o in facts for word in (s, o)} | {"BRCA1"}
    with lzma.open(source("lexicons", "hgnc_entries.tsv.xz"), "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            symbol = row["Approved symbol"]
            if symbol in words:
                aliases = [alias.strip() for alias in row["Alias symbols"].split(",") if alias.strip()]
                synonym = "|".join([row["Approved name"], *aliases[:3]])
                graph.node(row["HGNC ID"], "Gene", symbol, symbol=symbol, synonym=synonym)
                graph.edge(row["HGNC ID"], "in_species", SPECIES["human"])


def write(graph: Graph, folder: Path) -> None:
    """Nodes and edges as KGX TSV; the facts are textbook knowledge, written down by hand."""
    columns = ("id", "category", "name", "symbol", "synonym")
    write_rows(folder / "biology_nodes.tsv", [{c: r.get(c, "") for c in columns} for r in graph.nodes.values()], "\t")
    for row in graph.edges.values():
        row["knowledge_level"], row["agent_type"] = "knowledge_assertion", "manual_agent"
    graph.write_edges(folder / "biology_edges.tsv")
