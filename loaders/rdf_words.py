"""What the words of RDF vocabularies are in a lab: which kind a class is, which relation or property a predicate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from labkin.graph.schema import readable
from labkin.loaders.iris import contract, local_name

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

# Relations by predicate. A leading "<" means that the predicate points the other way.
RELATIONS: Mapping[str, str] = {
    "prov:used": "used", "prov:wasGeneratedBy": "generated_by", "prov:generated": "<generated_by",
    "prov:wasDerivedFrom": "derived_from", "prov:wasRevisionOf": "derived_from", "prov:wasQuotedFrom": "derived_from",
    "prov:hadPrimarySource": "derived_from", "prov:wasAssociatedWith": "associated_with",
    "prov:wasAttributedTo": "attributed_to", "prov:wasInformedBy": "informed_by",
    "prov:actedOnBehalfOf": "acted_on_behalf_of", "prov:hadMember": "has_part",
    "prov:specializationOf": "specialization_of", "prov:alternateOf": "alternate_of",
    "dcterms:isPartOf": "part_of", "dcterms:hasPart": "has_part", "BFO:0000050": "part_of", "BFO:0000051": "has_part",
    "schema:isPartOf": "part_of", "schema:hasPart": "has_part", "skos:inScheme": "part_of",
    "rdfs:subClassOf": "is_a", "skos:broader": "is_a", "skos:narrower": "<is_a", "owl:sameAs": "same_as",
    "owl:equivalentClass": "same_as",
    "skos:exactMatch": "same_as", "skos:closeMatch": "close_match", "skos:relatedMatch": "related_to",
    "skos:related": "related_to", "owl:disjointWith": "disjoint_with", "owl:differentFrom": "different_from",
    "dcterms:references": "cites", "cito:cites": "cites", "schema:citation": "cites", "schema:mentions": "mentions",
    "schema:about": "describes", "dcterms:subject": "describes", "foaf:primaryTopic": "describes",
    "dcterms:creator": "attributed_to", "dc:creator": "attributed_to", "schema:creator": "attributed_to",
    "schema:author": "attributed_to", "foaf:maker": "attributed_to", "dcterms:conformsTo": "conforms_to",
    "dcterms:replaces": "supersedes", "dcterms:isReplacedBy": "<supersedes", "IAO:0100001": "<supersedes",
    "schema:affiliation": "affiliated_with", "schema:memberOf": "affiliated_with", "schema:worksFor": "affiliated_with",
    "RO:0002162": "in_species", "RO:0000056": "participates", "RO:0000057": "has_participant",
    "RO:0002211": "regulates", "OBI:0000293": "has_specified_input",
    "RO:0001025": "located_in", "RO:0000052": "inheres_in", "RO:0000087": "has_role",
}  # fmt: skip
# Properties by predicate; also where the object is an IRI that is no thing of the lab.
PROPERTIES: Mapping[str, str] = {
    "rdfs:label": "name", "skos:prefLabel": "name", "dcterms:title": "name", "dc:title": "name", "schema:name": "name",
    "foaf:name": "name", "IAO:0000115": "description", "skos:definition": "description",
    "dcterms:description": "description", "dc:description": "description", "schema:description": "description",
    "rdfs:comment": "comment", "oboInOwl:hasExactSynonym": "synonyms", "skos:altLabel": "synonyms",
    "IAO:0000118": "synonyms", "schema:alternateName": "synonyms", "dcterms:alternative": "synonyms",
    "oboInOwl:hasSynonym": "synonyms", "EFO:alternative_term": "synonyms",
    "oboInOwl:hasRelatedSynonym": "related_synonyms", "skos:hiddenLabel": "related_synonyms",
    "oboInOwl:hasBroadSynonym": "broad_synonyms", "oboInOwl:hasNarrowSynonym": "narrow_synonyms",
    "oboInOwl:hasDbXref": "xrefs", "oboInOwl:hasAlternativeId": "alternative_ids", "skos:notation": "notation",
    "oboInOwl:hasOBONamespace": "namespace", "oboInOwl:inSubset": "subsets", "oboInOwl:id": "obo_id",
    "oboInOwl:consider": "consider", "owl:deprecated": "obsolete", "owl:versionInfo": "version",
    "owl:versionIRI": "version_iri", "dcterms:license": "licence", "dc:license": "licence", "schema:license": "licence",
    "dcterms:rights": "rights", "prov:startedAtTime": "started", "prov:endedAtTime": "ended",
    "prov:generatedAtTime": "generated", "prov:invalidatedAtTime": "invalidated", "prov:value": "value",
    "prov:atLocation": "location", "dcterms:date": "date", "dc:date": "date", "schema:datePublished": "date",
    "dcterms:created": "created", "dcterms:issued": "issued", "dcterms:modified": "modified",
    "dcterms:identifier": "identifier", "schema:identifier": "identifier", "dcterms:format": "format",
    "rdfs:isDefinedBy": "defined_by", "rdfs:seeAlso": "see_also", "isDefinedBy": "defined_by", "seeAlso": "see_also",
    "shorthand": "shorthand", "IAO:0000412": "imported_from",
    "IAO:0000119": "definition_source", "IAO:0000112": "example", "IAO:0000116": "editor_note",
    "IAO:0000117": "term_editor", "IAO:0000114": "curation_status", "IAO:0000111": "editor_preferred_term",
    "IAO:0000231": "obsolescence_reason", "IAO:0000233": "tracker_item", "IAO:0000232": "curator_note",
    "foaf:homepage": "homepage", "foaf:page": "page", "foaf:depiction": "depiction", "foaf:depicted_by": "depiction",
    "foaf:mbox": "email", "schema:email": "email", "schema:url": "url", "dcat:accessURL": "url",
    "dcat:downloadURL": "url", "dcat:landingPage": "url", "dcterms:source": "source", "dc:source": "source",
    "owl:imports": "imports", "dcterms:contributor": "contributors", "dc:contributor": "contributors",
}  # fmt: skip
KINDS: Mapping[str, str] = {
    "prov:Activity": "Activity", "prov:Entity": "Entity", "prov:Agent": "Agent", "prov:Person": "Person",
    "prov:Organization": "Organization", "prov:SoftwareAgent": "Software", "prov:Plan": "Protocol",
    "prov:Collection": "Collection", "prov:Bundle": "Bundle", "foaf:Person": "Person", "schema:Person": "Person",
    "foaf:Organization": "Organization", "schema:Organization": "Organization", "foaf:Agent": "Agent",
    "schema:Dataset": "Dataset", "dcat:Dataset": "Dataset", "void:Dataset": "Dataset", "dcat:Distribution": "File",
    "schema:DataDownload": "File", "schema:ScholarlyArticle": "Publication", "bibo:AcademicArticle": "Publication",
    "bibo:Article": "Publication", "schema:Article": "Publication", "foaf:Document": "Document",
    "bibo:Document": "Document", "schema:CreativeWork": "Document", "schema:SoftwareApplication": "Software",
    "schema:SoftwareSourceCode": "Software", "owl:Ontology": "Dataset", "skos:ConceptScheme": "Dataset",
    "skos:Concept": "Term", "owl:Class": "Term", "rdfs:Class": "Term", "schema:MolecularEntity": "Compound",
    "schema:ChemicalSubstance": "Compound", "schema:Gene": "Gene", "schema:Protein": "Protein",
    "schema:Taxon": "Species", "schema:BioChemEntity": "Compound", "schema:LabProtocol": "Protocol",
    "schema:BioSample": "Sample",
}  # fmt: skip
# Types that say less than any other one.
VAGUE = frozenset({"owl:NamedIndividual", "owl:Thing", "rdfs:Resource", "schema:Thing", "prov:Entity"})
_OPAQUE = re.compile(r"(?:[A-Za-z]+[_:-]?)?\d{3,}")  # RO_0000057, BFO:0000050, P2293
_UNSAFE = re.compile(r"[^\w]+")


@lru_cache(maxsize=65536)
def word(iri: str, label: str = "") -> str:
    """A name for a predicate that stands in no table: from its own name, or its label where that is but a number.

    >>> word("http://example.org/hasTarget"), word("http://example.org/P_000123", "has melting point")
    ('has_target', 'has_melting_point')
    """
    own = local_name(iri)
    if own.isdigit() and contract(iri) != own:  # BFO:0000179
        own = re.split(r"[/#]", contract(iri))[-1].replace(":", "_")
    words = label if label and (_OPAQUE.fullmatch(own) or own == iri) else readable(own)
    return _UNSAFE.sub("_", words.strip()).strip("_").lower() or "related_to"


def relation_of(iri: str, label: str = "") -> tuple[str, bool]:
    """The relation of a predicate, and whether it points the other way."""
    known = RELATIONS.get(contract(iri), "")
    return (known.removeprefix("<"), known.startswith("<")) if known else (word(iri, label), False)


def property_of(iri: str, label: str = "") -> str:
    """The property of a predicate with values."""
    return PROPERTIES.get(contract(iri)) or word(iri, label)
