"""Assays and instruments: OBI, CHMO, EFO; and the BioAssay Ontology as a table of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from labkin.ontologies.cut import read
from labkin.ontologies.cut.entry import Entry
from labkin.ontologies.cut.recipes import BAO_FILES

# The upper terms whose branches are kept, and the kind of what is below them.
_OBI = {"OBI:0000070": "Assay", "OBI:0000094": "Protocol", "OBI:0000968": "Instrument"}  # assay, processing, device
_EFO = {"EFO:0002694": "Assay"}  # experimental process
_BAO = {"BAO:0000015": "Assay", "BAO:0000697": "Instrument"}  # bioassay, detection instrument
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_OWL = "{http://www.w3.org/2002/07/owl#}"
_LABEL = "{http://www.w3.org/2000/01/rdf-schema#}label"
_ABOVE = "{http://www.w3.org/2000/01/rdf-schema#}subClassOf"
_OTHER_NAME = "{http://purl.obolibrary.org/obo/}IAO_0000118"
_DEPRECATED = "deprecated"


def assays(data: Path, wheel: Path) -> list[Entry]:
    """Assays, preparative methods and devices of OBI and CHMO; assays of EFO. The first to use an identifier wins."""
    obi = _branches(read.obo(data / "ontologies/obi/views/obi.obo"), _OBI, ("OBI:",))
    chmo = _branches(read.obo(data / "ontologies/chmo/chmo.obo"), _OBI, ("CHMO:",))
    efo = [
        Entry(curie, "Assay", term["label"], list(term.get("synonyms", ())), read.nearest(term))
        for curie, term in read.cellxgene(wheel, "EFO").items()
        if "EFO:0002694" in term["ancestors"] or curie in _EFO
    ]
    found: dict[str, Entry] = {}
    for entry in [*obi, *chmo, *efo]:
        found.setdefault(entry.curie, entry)
    return list(found.values())


def bao(data: Path) -> list[Entry]:
    """The BioAssay Ontology's vocabularies of measuring: assays, kits, endpoints, formats, instruments, units."""
    terms: dict[str, read.Stanza] = {}
    for name in BAO_FILES:
        path = data / f"ontologies/bao/vocabulary/bao_vocabulary_{name}.owl"
        for term in _classes(path):
            known = terms.setdefault(term.id, term)
            if known is not term:
                known.name = known.name or term.name
                known.synonyms += term.synonyms
                known.parents += term.parents
                known.obsolete |= term.obsolete
    live = {curie: term for curie, term in terms.items() if term.name and not term.obsolete}
    kinds = _kinds(live, _BAO)
    return [
        Entry(curie, kinds.get(curie, "Term"), term.name, term.synonyms, [x for x in term.parents if x in live])
        for curie, term in live.items()
    ]


def _branches(terms: Mapping[str, read.Stanza], roots: Mapping[str, str], own: tuple[str, ...]) -> list[Entry]:
    kinds = _kinds(terms, roots)
    return [
        Entry(curie, kind, term.name, term.synonyms, term.parents)
        for curie, kind in kinds.items()
        if (term := terms[curie]).name and not term.obsolete and curie.startswith(own)
    ]


def _kinds(terms: Mapping[str, read.Stanza], roots: Mapping[str, str]) -> dict[str, str]:
    """The kind of every term in the branches under `roots`; the first root that reaches a term decides."""
    below: dict[str, list[str]] = defaultdict(list)
    for term in terms.values():
        for parent in term.parents:
            below[parent].append(term.id)
    kinds: dict[str, str] = {}
    for root, kind in roots.items():
        queue = [root] if root in terms else list(below[root])
        while queue:
            curie = queue.pop()
            if curie not in kinds:
                kinds[curie] = kind
                queue += below[curie]
    return kinds


def _classes(path: Path) -> Iterable[read.Stanza]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities="internal", no_network=True)
    for node in etree.parse(str(path), parser).getroot().iter(f"{_OWL}Class"):
        curie = _curie(node.get(f"{_RDF}about", ""))
        if curie.startswith("BAO:"):
            yield read.Stanza(
                curie,
                next((child.text or "" for child in node.findall(_LABEL)), "").strip(),
                [child.text.strip() for child in node.findall(_OTHER_NAME) if child.text],
                [x for child in node.findall(_ABOVE) if (x := _curie(child.get(f"{_RDF}resource", "")))],
                obsolete=any(str(child.tag).endswith(_DEPRECATED) and child.text == "true" for child in node),
            )


def _curie(iri: str) -> str:
    prefix, mark, local = iri.rpartition("#")[2].rpartition("/")[2].partition("_")
    return f"{prefix}:{local}" if mark else ""
