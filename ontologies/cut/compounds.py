"""Chemicals and drugs: ChEBI where it touches medicine, MeSH's chemicals, DrugBank's names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from labkin.ontologies.cut import merge, read
from labkin.ontologies.cut.entry import Entry
from labkin.ontologies.cut.genes import is_protein

# MeSH: chemicals and drugs, without enzymes and proteins (genes.is_protein decides on those).
_BRANCHES = ("D",)
# "TP53 protein, human", "rbcL RNA, Zea mays": gene products, which the gene tables name.
_GENE_PRODUCT = re.compile(r" (protein|receptor|enzyme|peptide|RNA|antigen|polymerase|kinase)s?, ")


def compounds(data: Path, placed: set[str]) -> tuple[list[Entry], list[Entry]]:
    """Two tables: compounds (ChEBI, MeSH descriptors, DrugBank) and substances (MeSH supplementary records).

    `placed` are the identifiers that have a home in another table.
    """
    lexicons = data / "lexicons"
    drugs = _drugbank(lexicons)
    records = mesh_chemicals(lexicons, placed, {name.casefold() for names, _, _ in drugs.values() for name in names})
    claims = _mesh_claims(data)
    chebi = _chebi(lexicons, {entry for entry, _ in claims} | {f"CHEBI:{x}" for _, _, xs in drugs.values() for x in xs})
    moved = _merge_mesh(chebi, records, claims)
    _merge_drugs(chebi, drugs)
    _cross_reference(chebi, lexicons)
    for entry in chebi.values():
        entry.parents = [moved.get(parent, parent) for parent in entry.parents]
    own = [entry for entry in chebi.values() if not entry.curie.startswith("MESH:C")]
    return own, [entry for entry in chebi.values() if entry.curie.startswith("MESH:C")]


def mesh_chemicals(lexicons: Path, taken: set[str], drugs: set[str]) -> dict[str, read.Mesh]:
    """MeSH chemicals by CURIE; proteins only when they are drugs by name, gene products never."""
    descriptors = read.mesh_descriptors(lexicons)
    found = {
        identifier: record
        for identifier, record in descriptors.items()
        if record.under(*_BRANCHES) and (not is_protein(record) or record.name.casefold() in drugs)
    }
    for record in read.mesh_supplements(lexicons).values():
        headings = [descriptors[heading] for heading in record.headings if heading in descriptors]
        chemical = any(heading.under("D") for heading in headings)
        if chemical and not any(heading.under("B", "C") and not heading.under("D") for heading in headings):
            found[record.id] = record
    curies = {f"MESH:{identifier}": record for identifier, record in sorted(found.items())}
    return {c: r for c, r in curies.items() if c not in taken and not _GENE_PRODUCT.search(r.name)}


def _drugbank(lexicons: Path) -> dict[str, tuple[list[str], list[str], list[str]]]:
    """Names, ChEMBL identifiers and ChEBI numbers by DrugBank identifier."""
    found: dict[str, tuple[list[str], list[str], list[str]]] = defaultdict(lambda: ([], [], []))
    places = {"NAME": 0, "CHEMBL": 1, "CHEBI": 2}
    for drug, namespace, value, _ in read.table(lexicons / "drugbank_mappings.tsv.xz", header=True):
        column = found[drug][places[namespace]]
        if value not in column:
            column.append(value)
    return dict(found)


def _mesh_claims(data: Path) -> set[tuple[str, str]]:
    pairs = set(read.sssom(data / "mappings/positive.sssom.tsv.xz", "chebi", "mesh"))
    for _, mesh, _, namespace, identifier, _ in read.table(data / "lexicons/mesh_mappings.tsv.xz"):
        if namespace == "CHEBI":
            pairs.add((identifier.removeprefix("CHEBI:"), mesh))
    mesh_of = dict(read.table(data / "lexicons/pubchem_mesh_map.tsv.xz"))
    for chebi, pubchem, _ in read.table(data / "lexicons/chebi_to_pubchem.tsv.xz", header=True):
        if pubchem in mesh_of:
            pairs.add((chebi, mesh_of[pubchem]))
    return {(f"CHEBI:{chebi}", f"MESH:{mesh}") for chebi, mesh in pairs}


def _chebi(lexicons: Path, wanted: set[str]) -> dict[str, Entry]:
    """The ChEBI terms that another source knows (MeSH, DrugBank, ChEMBL), or that have a role; with all above them."""
    terms = {term["id"]: term for term in read.lexicon(lexicons / "chebi.json.xz")}
    wanted = wanted | {f"CHEBI:{row[0]}" for row in read.table(lexicons / "chebi_to_chembl.tsv.xz", header=True)}
    for identifier, term in terms.items():
        roles = term["relations"].get("has_role", ()) if "relations" in term else ()
        if roles:
            wanted |= {identifier, *roles}
    kept: dict[str, Entry] = {}
    queue = sorted(wanted & terms.keys())
    while queue:
        identifier = queue.pop()
        if identifier in kept or identifier not in terms:
            continue
        term = terms[identifier]
        parents = term.get("relations", {}).get("is_a", ())
        kept[identifier] = Entry(identifier, "Compound", term["name"], [], list(parents), list(term.get("alt_ids", ())))
        queue += parents
    return kept


def _merge_mesh(
    entries: dict[str, Entry], records: dict[str, read.Mesh], claims: Iterable[tuple[str, str]]
) -> dict[str, str]:
    names = {curie: record.names for curie, record in records.items()}
    accepted, rest = merge.accept([*merge.rank_claims(claims, entries, names), *merge.claims_by_name(entries, names)])
    by_tree = {tree: curie for curie, record in records.items() for tree in record.trees}
    for curie, record in records.items():
        if curie in accepted:
            home = entries[accepted[curie]]
            home.synonyms += record.names
            home.xrefs.insert(0, curie)
        else:
            above = [by_tree.get(tree.rpartition(".")[0], "") for tree in record.trees]
            above += [f"MESH:{heading}" for heading in record.headings if f"MESH:{heading}" in records]
            entries[curie] = Entry(curie, "Compound", record.name, list(record.synonyms), above)
    for claim in rest:
        entries[claim.entry].related.append(claim.record)
        if claim.record not in accepted:
            entries[claim.record].related.append(claim.entry)
    return accepted


def _merge_drugs(entries: dict[str, Entry], drugs: Mapping[str, tuple[list[str], list[str], list[str]]]) -> None:
    names = {f"DrugBank:{drug}": tuple(row[0]) for drug, row in drugs.items() if row[0]}
    claims = [(f"CHEBI:{chebi}", f"DrugBank:{drug}") for drug, row in drugs.items() for chebi in row[2]]
    accepted, rest = merge.accept([*merge.rank_claims(claims, entries, names), *merge.claims_by_name(entries, names)])
    for curie, own in names.items():
        chembl = [f"CHEMBL:{other}" for other in drugs[curie.removeprefix("DrugBank:")][1]]
        if curie in accepted:
            home = entries[accepted[curie]]
            home.synonyms += own
            home.xrefs += [curie, *chembl]
        else:
            entries[curie] = Entry(curie, "Compound", own[0], list(own[1:]), [], chembl)
    for claim in rest:
        entries[claim.entry].related.append(claim.record)


def _cross_reference(entries: dict[str, Entry], lexicons: Path) -> None:
    """ChEMBL and PubChem identifiers by ChEBI number (one of each), PubChem and CAS by MeSH identifier."""
    home = {xref: entry for entry in entries.values() for xref in (*entry.xrefs, entry.curie)}
    best: dict[tuple[str, str], tuple[bool, int, str]] = {}
    for chebi, pubchem, match in read.table(lexicons / "chebi_to_pubchem.tsv.xz", header=True):
        key = (f"CHEBI:{chebi}", "PubChem")
        best[key] = min(best.get(key, (True, 1 << 62, "")), (match != "Y", int(pubchem), f"PubChem:{pubchem}"))
    for chebi, chembl in read.table(lexicons / "chebi_to_chembl.tsv.xz", header=True):
        key = (f"CHEBI:{chebi}", "CHEMBL")
        best[key] = min(best.get(key, (True, 1 << 62, "")), (False, int(chembl[6:]), f"CHEMBL:{chembl}"))
    for (chebi, _), (_, _, xref) in best.items():
        if chebi in entries:
            entries[chebi].xrefs.append(xref)
    for pubchem, mesh in read.table(lexicons / "pubchem_mesh_map.tsv.xz"):
        entry = home.get(f"MESH:{mesh}")
        if entry and not any(xref.startswith("PubChem:") for xref in entry.xrefs):
            entry.xrefs.append(f"PubChem:{pubchem}")
    for mesh, number in read.table(lexicons / "mesh_cas_mappings.tsv.xz"):
        if f"MESH:{mesh}" in home:
            home[f"MESH:{mesh}"].xrefs.append(f"CAS:{number}")
