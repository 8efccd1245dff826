"""The spellings of an identifier: `mesh:d001943`, `Gene::672` and `CL_0000182` mean something definite."""

from __future__ import annotations

import re
from functools import lru_cache

# Canonical prefix, then the other spellings met in files (case does not matter).
_SPELLINGS = {
    "BAO": (),
    "CAS": ("CASRN", "cas-rn"),
    "CHEBI": ("chebiid",),
    "CHEMBL": ("chembl.compound", "ChEMBL.molecule"),
    "CHMO": (),
    "CL": ("cell ontology",),
    "CVCL": ("cellosaurus", "RRID"),
    "DOID": (),
    "DrugBank": (),
    "EFO": (),
    "Ensembl": ("ensg",),
    "FPLX": ("famplex",),
    "GO": (),
    "HGNC": ("hgnc_id",),
    "HP": ("hpo",),
    "ICD10CM": ("icd10",),
    "MESH": ("msh", "mesh.descriptor", "mesh.supplementary", "meshid"),
    "MONDO": (),
    "NCBIGene": ("entrez", "entrezgene", "geneid", "ncbi_gene", "ncbi gene", "ncbigene_id", "gene"),
    "NCBITaxon": ("taxonomy", "taxon", "taxid", "txid", "ncbi_taxid", "ncbitaxonomy", "tax_id"),
    "NCIT": ("nci", "ncithesaurus"),
    "OBI": (),
    "OMIM": ("mim", "omimid"),
    "OMIMPS": ("omim.ps",),
    "Orphanet": ("orpha", "ordo", "orphanet.ordo"),
    "PubChem": ("pubchem.compound", "pubchem_cid", "cid", "pubchem cid"),
    "UBERON": (),
    "UMLS": ("umls_cui", "cui"),
    "UniProt": ("uniprotkb", "uniprot.swissprot", "swissprot"),
}
_PREFIXES = {spelling.casefold(): prefix for prefix, others in _SPELLINGS.items() for spelling in (prefix, *others)}

# An identifier whose own form says which namespace it is from.
_BARE = (
    (re.compile(r"CVCL[_:]?([A-Z0-9]{4,5})"), "CVCL"),
    (re.compile(r"(CHEMBL\d+)"), "CHEMBL"),
    (re.compile(r"(DB\d{5})"), "DrugBank"),
    (re.compile(r"(ENSG\d{11})(?:\.\d+)?"), "Ensembl"),
    (re.compile(r"(C\d{7})"), "UMLS"),
)
# Kinds of a Kind::local identifier (Hetionet) whose local part is a bare number or code of one namespace.
_KINDS = {"gene": "NCBIGene", "symptom": "MESH", "side effect": "UMLS", "compound": "DrugBank"}
_UPPER = frozenset({"MESH", "CVCL", "CHEMBL", "DrugBank", "Ensembl", "UMLS", "NCIT", "UniProt"})
_CODE = re.compile(r"[A-Z]?\d[A-Z\d]+")  # what may follow an underscore: CL_0000182, but not gene_list
_IRI = re.compile(r"https?://.*[/#=]([^/#=]+)")


@lru_cache(maxsize=65536)
def canonical(text: str) -> str:
    """The spelling of an identifier that the tables use; the text itself, trimmed, where nothing is known of it.

    >>> canonical("hgnc:1100"), canonical("Disease::DOID:1612"), canonical("Gene::672"), canonical("mesh:d001943")
    ('HGNC:1100', 'DOID:1612', 'NCBIGene:672', 'MESH:D001943')
    >>> canonical("http://purl.obolibrary.org/obo/CL_0000182"), canonical("CVCL_0030"), canonical("batch 7")
    ('CL:0000182', 'CVCL:0030', 'batch 7')
    """
    text = text.strip()
    if text.startswith(("http://", "https://")) and (match := _IRI.fullmatch(text)):
        text = match[1]
    kind, twice, local = text.partition("::")
    if twice:
        return _of_kind(kind, local.strip())
    prefix, mark, local = _split(text)
    if not mark:
        return _bare(text)
    known = _PREFIXES.get(prefix.strip().casefold())
    return _joined(known, local.strip()) if known else text


def prefix_of(curie: str) -> str:
    """The part of a canonical identifier before its first colon."""
    return curie.partition(":")[0]


def _split(text: str) -> tuple[str, str, str]:
    if ":" in text:
        return text.partition(":")
    head, mark, tail = text.partition("_")
    return (head, mark, tail) if head.casefold() in _PREFIXES and _CODE.fullmatch(tail) else (text, "", "")


def _of_kind(kind: str, local: str) -> str:
    prefix = _KINDS.get(kind.casefold())
    if ":" not in local and prefix:
        return _joined(prefix, local)
    return canonical(local) if local else kind


def _joined(prefix: str, local: str) -> str:
    head, mark, tail = _split(local)  # DOID:DOID:1612, RRID:CVCL_0030
    if mark and _PREFIXES.get(head.casefold()) == prefix:
        local = tail
    if prefix in _UPPER:
        local = local.upper()
    if prefix == "CVCL":
        local = local.removeprefix("CVCL_")
    if prefix == "CHEMBL" and local.isdigit():
        local = f"CHEMBL{local}"
    return f"{prefix}:{local}"


def _bare(text: str) -> str:
    for pattern, prefix in _BARE:
        if match := pattern.fullmatch(text):
            return f"{prefix}:{match[1]}"
    return text
