"""IRIs to the identifiers that people write, and back: OBO PURLs become `MONDO:0005148`, DOIs `doi:10...`.

Sources of the patterns: the OBO Foundry's identifier policy, the URI formats in the Bioregistry (CC0).
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

# Prefix, what its IRIs begin with (the first is the one that is written), what the local part looks like.
_KNOWN: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("BAO", ("http://www.bioassayontology.org/bao#BAO_",), r"\d+"),
    ("EFO", ("http://www.ebi.ac.uk/efo/EFO_",), r"\d+"),
    ("Orphanet", ("http://www.orpha.net/ORDO/Orphanet_",), r"\w+"),
    (
        "MESH",
        ("http://id.nlm.nih.gov/mesh/", "https://id.nlm.nih.gov/mesh/", "https://meshb.nlm.nih.gov/record/ui?ui="),
        r"[A-Z]\d+",
    ),
    ("NCBIGene", ("https://www.ncbi.nlm.nih.gov/gene/", "http://www.ncbi.nlm.nih.gov/gene/"), r"\d+"),
    (
        "PMID",
        (
            "https://pubmed.ncbi.nlm.nih.gov/",
            "http://www.ncbi.nlm.nih.gov/pubmed/",
            "https://www.ncbi.nlm.nih.gov/pubmed/",
        ),
        r"\d+",
    ),
    ("UniProt", ("http://purl.uniprot.org/uniprot/", "https://www.uniprot.org/uniprot/"), r"[A-Z0-9-]+"),
    ("HGNC", ("https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/",), r"\d+"),
    ("doi", ("https://doi.org/", "http://doi.org/", "http://dx.doi.org/", "https://dx.doi.org/"), r"10\.\S+"),
    ("orcid", ("https://orcid.org/", "http://orcid.org/"), r"[\dX-]{19}"),
    ("ROR", ("https://ror.org/",), r"0\w{8}"),
    ("OMIM", ("https://omim.org/entry/", "http://omim.org/entry/"), r"\d+"),
    ("UMLS", ("http://linkedlifedata.com/resource/umls/id/",), r"C\d+"),
    ("SNOMEDCT", ("http://snomed.info/id/",), r"\d+"),
    ("CHEMBL", ("http://rdf.ebi.ac.uk/resource/chembl/molecule/",), r"CHEMBL\d+"),
    ("Ensembl", ("http://rdf.ebi.ac.uk/resource/ensembl/", "http://identifiers.org/ensembl/"), r"ENS\w+"),
    ("wikidata", ("http://www.wikidata.org/entity/",), r"[QPL]\d+"),
    ("NCIT", ("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl#",), r"C\d+"),
    ("agrovoc", ("http://aims.fao.org/aos/agrovoc/c_",), r"\w+"),
)
# Vocabularies whose words make relations and kinds; they are written with a colon too.
WORDS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "http://schema.org/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "oboInOwl": "http://www.geneontology.org/formats/oboInOwl#",
    "bibo": "http://purl.org/ontology/bibo/",
    "cito": "http://purl.org/spar/cito/",
    "sssom": "https://w3id.org/sssom/",
    "swrl": "http://www.w3.org/2003/11/swrl#",
}
OBO = "http://purl.obolibrary.org/obo/"
_OBO_LOCAL = re.compile(r"([A-Za-z][A-Za-z]*(?:_[A-Z]+)?)_([A-Za-z]?\d\w*)")
_HUB = re.compile(r"https?://identifiers\.org/(?:([A-Za-z][\w.]*)[:/])?([A-Za-z][\w.]*[:/])?([\w.:-]+)")
_STARTS = tuple((start, prefix, re.compile(local)) for prefix, starts, local in _KNOWN for start in starts)
_HOSTS = frozenset(
    start.split("/")[2] for start in (*(row[0] for row in _STARTS), *WORDS.values(), OBO, "http://identifiers.org/")
)
_WORD = re.compile(r"[A-Za-z_][\w.-]*")
_WRITTEN = {prefix: (starts[0], re.compile(local)) for prefix, starts, local in _KNOWN}


@lru_cache(maxsize=65536)
def contract(iri: str) -> str:
    """The identifier that an IRI stands for; the IRI itself where no usual prefix fits.

    >>> contract("http://purl.obolibrary.org/obo/MONDO_0005148"), contract("https://doi.org/10.1/x")
    ('MONDO:0005148', 'doi:10.1/x')
    >>> contract("http://www.w3.org/ns/prov#used"), contract("http://example.org/x")
    ('prov:used', 'http://example.org/x')
    """
    if iri.partition("://")[2].partition("/")[0] not in _HOSTS:  # most IRIs of people's own data
        return iri
    if iri.startswith(OBO):
        found = _OBO_LOCAL.fullmatch(iri[len(OBO) :])
        return f"{found[1]}:{found[2]}" if found else iri
    for start, prefix, local in _STARTS:
        if iri.startswith(start) and local.fullmatch(iri[len(start) :]):
            return f"{prefix}:{iri[len(start) :]}"
    if (hub := _HUB.fullmatch(iri)) and hub[1]:
        from labkin.ontologies import canonical

        return canonical(f"{hub[1]}:{(hub[2] or '') + hub[3]}")
    word = _word(iri)
    return word if word else iri


def _word(iri: str) -> str:
    plain = "http://schema.org/" + iri[19:] if iri.startswith("https://schema.org/") else iri
    for prefix, start in WORDS.items():
        if plain.startswith(start) and _WORD.fullmatch(plain[len(start) :]):
            return f"{prefix}:{plain[len(start) :]}"
    return ""


_IRI = re.compile(r'https?://[^\x00-\x20<>"{}|^`\\]+')
_OBO_PREFIXES = frozenset(
    [
        "BFO",
        "BTO",
        "CHEBI",
        "CHMO",
        "CL",
        "CLO",
        "DOID",
        "DRON",
        "ECO",
        "ENVO",
        "FBbi",
        "GO",
        "HP",
        "IAO",
        "IDO",
        "MAXO",
        "MONDO",
        "MP",
        "MS",
        "NCBITaxon",
        "NCIT",
        "OBI",
        "OGMS",
        "OMIABIS",
        "PATO",
        "PR",
        "RO",
        "SO",
        "STATO",
        "SYMP",
        "UBERON",
        "UO",
        "VO",
    ]
)


def expand(id: str) -> str:
    """The IRI that `contract` gives `id` back for; empty where there is none.

    >>> expand("MONDO:0005148"), expand("http://example.org/x"), expand("batch 7")
    ('http://purl.obolibrary.org/obo/MONDO_0005148', 'http://example.org/x', '')
    """
    prefix, colon, local = id.partition(":")
    iri = ""
    if prefix in _WRITTEN and _WRITTEN[prefix][1].fullmatch(local):
        iri = _WRITTEN[prefix][0] + local
    elif prefix in _OBO_PREFIXES and colon:
        iri = f"{OBO}{prefix}_{local}"
    elif _IRI.fullmatch(id):
        iri = id
    return iri if iri and _IRI.fullmatch(iri) and contract(iri) == id else ""


def local_name(iri: str) -> str:
    """The last part of an IRI, percent signs read.

    >>> local_name("http://example.org/x#has%20part"), local_name("urn:lab:sample:7")
    ('has part', '7')
    """
    return unquote(re.split(r"[#/:]", iri.rstrip("/#:"))[-1]) or iri
