"""What kind of thing an identifier of a public vocabulary names."""

from __future__ import annotations

from functools import lru_cache

from labkin.graph import schema
from labkin.graph.schema import readable

# Prefixes whose terms are all of one kind. Those of mixed vocabularies (MESH, OBI, BAO, GO) are looked up.
_KIND_OF_PREFIX = {
    "CHEBI": "Compound", "CHEMBL": "Compound", "CL": "CellType", "CLO": "CellLine", "CVCL": "CellLine",
    "DOID": "Disease", "DrugBank": "Compound", "Ensembl": "Gene", "FPLX": "Protein", "HGNC": "Gene", "HP": "Phenotype",
    "MONDO": "Disease", "MP": "Phenotype", "NCBIGene": "Gene", "NCBITaxon": "Species", "OMIM": "Disease",
    "Orphanet": "Disease", "PMID": "Publication", "PR": "Protein", "PubChem": "Compound", "SYMP": "Phenotype",
    "UBERON": "Anatomy", "UniProt": "Protein", "orcid": "Person", "ROR": "Organization",
}  # fmt: skip
_NAMESPACES = {"biological_process": "Process", "molecular_function": "Process"}
_NAMED = {
    words.lower(): kind.name
    for kind in reversed(schema.KINDS)
    for words in (*kind.synonyms, kind.english, kind.name)
    if kind.name not in ("Term", "Model", "Measurement")
}


@lru_cache(maxsize=65536)
def kind_of_term(curie: str, namespace: str = "") -> str:
    """The kind of a vocabulary's term: by its prefix, its namespace, else as the shipped tables have it; else Term.

    >>> kind_of_term("MONDO:0005148"), kind_of_term("GO:0008150", "biological_process"), kind_of_term("XY:1")
    ('Disease', 'Process', 'Term')
    """
    prefix = curie.partition(":")[0]
    if prefix in _KIND_OF_PREFIX:
        return _KIND_OF_PREFIX[prefix]
    if namespace in _NAMESPACES:
        return _NAMESPACES[namespace]
    found = _shipped(curie)
    return found or "Term"


def is_shipped(curie: str) -> bool:
    """Whether the shipped vocabularies know this identifier: then they say its name when something refers to it."""
    return _found(curie)[0]


def _shipped(curie: str) -> str:
    return _found(curie)[1]


@lru_cache(maxsize=65536)
def _found(curie: str) -> tuple[bool, str]:
    """Whether it is there, and of which kind where the identifier is the term's own."""
    from labkin.ontologies import term

    found = term(curie)
    return found is not None, found.kind if found is not None and found.curie == curie else ""


@lru_cache(maxsize=4096)
def kind_named(name: str) -> str:
    """Our kind for what another vocabulary calls a class; an open kind in camel case where none of ours fits.

    >>> kind_named("tissue"), kind_named("LabNotebook"), kind_named("lab freezer"), kind_named("study")
    ('Anatomy', 'LabNotebook', 'LabFreezer', 'Experiment')
    """
    words = readable(name)
    if words in _NAMED:
        return _NAMED[words]
    parts = "".join(word[:1].upper() + word[1:] for word in words.split())
    return parts or "Thing"


@lru_cache(maxsize=65536)
def fitting(relation: str, subject: str, object: str, origin: str = "other") -> str:
    """The relation, or, where it may not join these kinds, one of another name that says the same.

    >>> fitting("batch_of", "Batch", "Compound"), fitting("batch_of", "Sample", "Compound", "ex")
    ('batch_of', 'ex_batch_of')
    """
    ends = schema.relation(relation).ends
    kinds = (subject, object)
    if not ends or not all(kind and schema.kind(kind).known for kind in kinds):
        return relation
    both = [kinds, kinds[::-1]] if schema.relation(relation).symmetric else [kinds]
    if any(a in ("*", s) and b in ("*", o) for a, b in ends for s, o in both):
        return relation
    return f"{origin}_{relation}"
