"""Cell types (CL), anatomy (UBERON), cell lines (Cellosaurus), processes (GO) and phenotypes (HPO)."""

from __future__ import annotations

import re
from pathlib import Path

from labkin.ontologies.cut import merge, read
from labkin.ontologies.cut.entry import Entry

_GO_KINDS = {"biological_process": "Process", "molecular_function": "Process", "cellular_component": "Term"}
# Series of thousands of lines that a maker numbered through: a text that means one gives its full name anyway.
_SERIES = re.compile(
    r"(BayGenomics ES|HAP1 .*\(|Abcam |Ubigene |HyCyte |SEES3-1V|Genomeditech |PathHunter |GeneBLAzer )"
)


def cell_types(data: Path, wheel: Path) -> list[Entry]:
    """The Cell Ontology, with the entry terms of MeSH's cells."""
    return _with_mesh(data, _live(wheel, "CL", "CellType"), "cl", ("A11",))


def anatomy(data: Path, wheel: Path) -> list[Entry]:
    """Uberon, with the entry terms of MeSH's anatomy. A parent is what a part belongs to, or what it is a kind of."""
    return _with_mesh(data, _live(wheel, "UBERON", "Anatomy"), "uberon", ("A",))


def cell_lines(wheel: Path) -> list[Entry]:
    """Names of Cellosaurus without mass-produced series; a note in brackets ("LP [Human ...]") is left off."""
    found = []
    for identifier, term in read.cellxgene(wheel, "CVCL").items():
        if not _SERIES.match(term["label"]):
            name = re.sub(r" \[[^\]]*\]$", "", term["label"])
            found.append(Entry("CVCL:" + identifier.partition("_")[2], "CellLine", name))
    return found


def processes(data: Path) -> list[Entry]:
    """The Gene Ontology, with entry terms of MeSH by curated mapping; cellular components are plain terms."""
    found = []
    for term in read.lexicon(data / "lexicons/go.json.xz"):
        relations = term.get("relations", {})
        parents = [*relations.get("is_a", ()), *relations.get("part_of", ())]
        kind = _GO_KINDS[term["namespace"]]
        names = list(term.get("synonyms", ()))
        found.append(Entry(term["id"], kind, term["name"], names, parents, list(term.get("alt_ids", ()))))
    return _with_mesh(data, {entry.curie: entry for entry in found}, "go", ("G", "A11", "F"), by_name=False)


def phenotypes(data: Path) -> list[Entry]:
    """The Human Phenotype Ontology, unchanged but for a choice of cross-references (its licence forbids changes)."""
    kept = {"MSH": "MESH", "UMLS": "UMLS", "NCIT": "NCIT"}
    found = []
    for term in read.lexicon(data / "lexicons/hp.json.xz"):
        xrefs = [f"{kept[x['namespace']]}:{x['id']}" for x in term.get("xrefs", ()) if x["namespace"] in kept]
        parents = list(term.get("relations", {}).get("is_a", ()))
        xrefs += term.get("alt_ids", ())
        found.append(Entry(term["id"], "Phenotype", term["name"], list(term.get("synonyms", ())), parents, xrefs))
    return found


def _live(wheel: Path, ontology: str, kind: str) -> dict[str, Entry]:
    return {
        curie: Entry(curie, kind, term["label"], list(term.get("synonyms", ())), read.nearest(term))
        for curie, term in read.cellxgene(wheel, ontology).items()
        if curie.startswith(f"{ontology}:")
    }


def _with_mesh(
    data: Path, entries: dict[str, Entry], prefix: str, branches: tuple[str, ...], by_name: bool = True
) -> list[Entry]:
    """Merge MeSH records of these branches by curated mapping or equal name; those without a partner are left out."""
    descriptors = read.mesh_descriptors(data / "lexicons").values()
    records = {f"MESH:{record.id}": record for record in descriptors if record.under(*branches)}
    pairs = set(read.sssom(data / "mappings/positive.sssom.tsv.xz", prefix, "mesh"))
    for _, mesh, _, namespace, identifier, _ in read.table(data / "lexicons/mesh_mappings.tsv.xz"):
        if namespace == prefix.upper():
            pairs.add((identifier.partition(":")[2], mesh))
    claims = {(f"{prefix.upper()}:{left}", f"MESH:{right}") for left, right in pairs}
    names = {curie: record.names for curie, record in records.items()}
    ranked = merge.rank_claims(claims, entries, names)
    accepted, _ = merge.accept(ranked + (merge.claims_by_name(entries, names) if by_name else []))
    for record, curie in sorted(accepted.items()):
        entries[curie].synonyms += names[record]
        entries[curie].xrefs.append(record)
    return list(entries.values())
