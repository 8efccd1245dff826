"""Human genes (HGNC) and protein families (FamPlex, MeSH)."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from labkin.ontologies.cut import merge, read
from labkin.ontologies.cut.entry import Entry

_HUMAN = re.compile(r"( protein)?, human$")
# Branches of MeSH: proteins, enzymes, enzyme precursors; and what speaks for a substance that is given to people.
_PROTEIN = ("D12.776", "D08.811", "D08.622")
_SUBSTANCE = ("D01", "D02", "D03", "D04", "D06", "D09", "D10", "D13", "D25", "D26")


def genes(data: Path) -> list[Entry]:
    """Approved human genes: the symbol is the name; aliases, previous symbols and MeSH's protein names are synonyms."""
    lexicons = data / "lexicons"
    found: dict[str, Entry] = {}
    for row in read.table(lexicons / "hgnc_entries.tsv.xz", header=True):
        if row[3] == "Approved":
            entry = Entry(row[0], "Gene", row[1], [row[2], *_listed(row[4]), *_listed(row[9])])
            columns = {"NCBIGene": row[5], "Ensembl": row[10], "UniProt": row[6]}
            entry.xrefs = [xref for prefix, cell in columns.items() for xref in _prefixed(prefix, cell)]
            found[row[0]] = entry
    _name_proteins(found, lexicons)
    return list(found.values())


def _name_proteins(found: dict[str, Entry], lexicons: Path) -> None:
    """Add the names of MeSH records that are one gene's product; the records themselves stay related."""
    symbols = {entry.name: entry.curie for entry in found.values()}
    proteins = defaultdict(list)
    for entry in found.values():
        for xref in entry.xrefs:
            if xref.startswith("UniProt:"):
                proteins[xref.removeprefix("UniProt:")].append(entry.curie)
    records = {**read.mesh_descriptors(lexicons), **read.mesh_supplements(lexicons)}
    claims = defaultdict(set)
    for _, mesh, _, namespace, identifier, label in read.table(lexicons / "mesh_mappings.tsv.xz"):
        if namespace == "HGNC" and label in symbols:
            claims[mesh].add(symbols[label])
        elif namespace == "UP" and len(proteins.get(identifier, ())) == 1:
            claims[mesh].add(proteins[identifier][0])
    for mesh, curies in sorted(claims.items()):
        if len(curies) == 1 and mesh in records:
            entry = found[next(iter(curies))]
            entry.synonyms += [_HUMAN.sub("", name) for name in records[mesh].names]
            entry.xrefs.append(f"MESH:{mesh}")


def proteins(data: Path, genes: list[Entry], compounds: set[str]) -> list[Entry]:
    """Families and complexes of FamPlex, joined with MeSH's proteins; then MeSH's other proteins.

    `genes` and `compounds` (identifiers) hold the MeSH records that already have a home.
    """
    families = _families(data / "kg/famplex/export/famplex.obo")
    placed = {xref for entry in genes for xref in entry.xrefs if xref.startswith("MESH:")} | compounds
    records = {
        f"MESH:{record.id}": record
        for record in read.mesh_descriptors(data / "lexicons").values()
        if is_protein(record) and f"MESH:{record.id}" not in placed
    }
    names = {curie: record.names for curie, record in records.items()}
    claimed = [(entry.curie, xref) for entry in families.values() for xref in entry.xrefs if xref.startswith("MESH:")]
    accepted, rest = merge.accept(
        [*merge.rank_claims(claimed, families, names), *merge.claims_by_name(families, names)]
    )
    for entry in families.values():
        entry.related = [xref for xref in entry.xrefs if xref.startswith("MESH:")]
        entry.xrefs = [xref for xref in entry.xrefs if not xref.startswith("MESH:")]
    by_tree = {tree: curie for curie, record in records.items() for tree in record.trees}
    for curie, record in records.items():
        if curie in accepted:
            families[accepted[curie]].synonyms += record.names
            families[accepted[curie]].xrefs.append(curie)
        else:
            above = [by_tree.get(tree.rpartition(".")[0], "") for tree in record.trees]
            parents = [accepted.get(parent, parent) for parent in above]
            families[curie] = Entry(curie, "Protein", record.name, list(record.synonyms), parents)
    for claim in rest:
        families[claim.entry].related.append(claim.record)
    return list(families.values())


def is_protein(record: read.Mesh) -> bool:
    """A protein that is not also filed as a small molecule, a hormone or a medicine."""
    return record.under(*_PROTEIN) and not record.under(*_SUBSTANCE)


def _families(path: Path) -> dict[str, Entry]:
    found = {}
    for term in read.obo(path).values():
        if term.id.startswith("FPLX:") and term.id != "FPLX:root":
            parents = [parent for parent in term.parents if parent != "FPLX:root"]
            xrefs = [xref for xref in term.xrefs if xref.startswith(("MESH:", "GO:", "NCIT:"))]
            found[term.id] = Entry(term.id, "Protein", term.name.replace("_", " "), term.synonyms, parents, xrefs)
    return found


def _listed(cell: str) -> list[str]:
    return [item.strip().strip('"') for item in cell.split(", ") if item.strip()]


def _prefixed(prefix: str, cell: str) -> list[str]:
    return [f"{prefix}:{item}" for item in _listed(cell)]
