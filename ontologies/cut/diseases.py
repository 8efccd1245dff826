"""Diseases: MONDO, with the Disease Ontology and MeSH merged in; what finds no partner stands for itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from labkin.ontologies.cut import merge, read
from labkin.ontologies.cut.entry import Entry

# Namespaces kept of the cross-references, by the source's spelling. Left out: SNOMED CT and MedDRA (licensed),
# ICD-9, GARD and others that no data set of a lab is likely to use.
_KEPT = {
    "DOID": "DOID", "MESH": "MESH", "OMIM": "OMIM", "OMIMPS": "OMIMPS", "Orphanet": "Orphanet", "ORDO": "Orphanet",
    "UMLS": "UMLS", "UMLS_CUI": "UMLS", "NCIT": "NCIT", "NCI": "NCIT", "EFO": "EFO", "ICD10CM": "ICD10CM",
}  # fmt: skip
_MERGED = ("DOID:", "MESH:")  # sources whose records are merged or stand for themselves
_SIGNS = ("C23.888", "F01.145.126")  # MeSH: signs and symptoms; behavioural symptoms
_BRANCHES = ("C", "F03", "F01.145.126")


def diseases(data: Path) -> list[Entry]:
    """One entry per disease."""
    lexicons = data / "lexicons"
    entries = {entry.curie: entry for entry in _ontology(lexicons / "mondo.json.xz", "MONDO")}
    _drop_branch(entries, "MONDO:0021125")  # disease characteristics: "acute", "congenital"
    doid = {entry.curie: entry for entry in _ontology(lexicons / "doid.json.xz", "DOID")}
    moved = _merge_ontology(entries, doid)
    records = mesh_diseases(lexicons)
    _merge_mesh(entries, records, _curated(data, moved))
    return list(entries.values())


def mesh_diseases(lexicons: Path) -> dict[str, read.Mesh]:
    """MeSH descriptors of diseases and signs, and supplementary records mapped to nothing else, by CURIE."""
    descriptors = read.mesh_descriptors(lexicons)
    found = {record.id: record for record in descriptors.values() if record.under(*_BRANCHES)}
    for record in read.mesh_supplements(lexicons).values():
        if record.headings and all(heading in found for heading in record.headings):
            found[record.id] = record
    return {f"MESH:{identifier}": record for identifier, record in sorted(found.items())}


def _ontology(path: Path, prefix: str) -> Iterable[Entry]:
    for term in read.lexicon(path):
        relations = term.get("relations", {})
        yield Entry(
            _curie(prefix, term["id"]),
            "Disease",
            term["name"],
            list(term.get("synonyms", ())),
            [_curie(prefix, parent) for parent in relations.get("is_a", ())],
            [*_xrefs(term), *(_curie(prefix, other) for other in term.get("alt_ids", ()))],
        )


def _xrefs(term: Mapping[str, Any]) -> list[str]:
    found = [(_KEPT.get(xref["namespace"]), xref["id"]) for xref in term.get("xrefs", ())]
    return [f"{prefix}:{identifier}" for prefix, identifier in found if prefix]


def _merge_ontology(entries: dict[str, Entry], others: dict[str, Entry]) -> dict[str, str]:
    """Merge one ontology's entries into another's; {identifier: where it went}. Claims that fail become related."""
    claims = [(entry.curie, xref) for entry in entries.values() for xref in entry.xrefs if xref in others]
    names = {curie: tuple(entry.names) for curie, entry in others.items()}
    ranked = [*merge.rank_claims(claims, entries, names), *merge.claims_by_name(entries, names)]
    accepted, rest = merge.accept(ranked)
    for entry in entries.values():
        entry.xrefs = [xref for xref in entry.xrefs if xref not in others]
    for curie, other in others.items():
        if curie in accepted:
            home = entries[accepted[curie]]
            home.synonyms += other.names
            home.xrefs += [curie, *other.xrefs]
        else:
            other.parents = [accepted.get(parent, parent) for parent in other.parents]
            entries[curie] = other
    for claim in rest:
        entries[claim.entry].related.append(claim.record)
    return accepted


def _curated(data: Path, moved: Mapping[str, str]) -> list[tuple[str, str]]:
    """(entry, MeSH) pairs from curated mappings."""
    positive = data / "mappings/positive.sssom.tsv.xz"
    pairs = [(f"MONDO:{left}", right) for left, right in read.sssom(positive, "mondo", "mesh")]
    pairs += [(f"DOID:{left}", right) for left, right in read.sssom(positive, "doid", "mesh")]
    for _, mesh, _, namespace, identifier, _ in read.table(data / "lexicons/mesh_mappings.tsv.xz"):
        if namespace == "DOID":
            pairs.append((identifier, mesh))
    return [(moved.get(left, left), f"MESH:{right}") for left, right in pairs]


def _merge_mesh(entries: dict[str, Entry], records: dict[str, read.Mesh], curated: list[tuple[str, str]]) -> None:
    claims = {(entry.curie, xref) for entry in entries.values() for xref in entry.xrefs if xref.startswith("MESH:")}
    names = {curie: record.names for curie, record in records.items()}
    ranked = merge.rank_claims({*claims, *curated}, entries, names, trusted=False)
    ranked += merge.claims_by_name(entries, names)
    accepted, rest = merge.accept(ranked)
    for entry in entries.values():
        entry.xrefs = [xref for xref in entry.xrefs if not xref.startswith("MESH:")]
    for curie, left in sorted(claims):
        if left not in records:  # a MeSH record that is no disease there: near, not the same
            entries[curie].related.append(left)
    by_tree = {tree: curie for curie, record in records.items() for tree in record.trees}
    for curie, record in records.items():
        if curie in accepted:
            home = entries[accepted[curie]]
            home.synonyms += record.names
            home.xrefs.insert(0, curie)
        else:
            entries[curie] = _own_entry(curie, record, by_tree, accepted)
    for claim in rest:
        entries[claim.entry].related.append(claim.record)
        if claim.record not in accepted:
            entries[claim.record].related.append(claim.entry)


def _own_entry(curie: str, record: read.Mesh, by_tree: Mapping[str, str], accepted: Mapping[str, str]) -> Entry:
    above = [by_tree.get(tree.rpartition(".")[0], "") for tree in record.trees]
    above += [f"MESH:{heading}" for heading in record.headings]
    kind = "Phenotype" if record.under(*_SIGNS) else "Disease"
    return Entry(curie, kind, record.name, list(record.synonyms), [accepted.get(parent, parent) for parent in above])


def _drop_branch(entries: dict[str, Entry], root: str) -> None:
    doomed = {root}
    grown = True
    while grown:
        below = {entry.curie for entry in entries.values() if doomed.intersection(entry.parents)}
        grown = not below <= doomed
        doomed |= below
    for curie in doomed & entries.keys():
        del entries[curie]


def _curie(prefix: str, identifier: str) -> str:
    return identifier if ":" in identifier else f"{prefix}:{identifier}"
