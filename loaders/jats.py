"""JATS: articles with their whole text, as PubMed Central and publishers give them, one a file or in sets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from labkin.graph.model import Statement
from labkin.loaders.base import Input, loader
from labkin.loaders.jats_front import Front, doi_of, front_of, link_of
from labkin.loaders.jats_text import Section, lines_of, paragraph, sections, xpath
from labkin.loaders.publications import Paper, statements
from labkin.loaders.xml import Element, flat_text, records, root_name

_MARKS = re.compile(rb"<(?:\w+:)?(?:article-meta|journal-meta|front-stub|processing-meta)[\s>]|JATS|//NLM//DTD")
_SETS = ("pmc-articleset", "OAI-PMH", "articles")

# Numbers of public archives that are told by their form alone: pattern and the bank, as PubMed names it.
_ACCESSIONS = (
    (re.compile(r"\bG(?:SE|SM|PL|DS)\d{2,9}\b"), "GEO"),
    (re.compile(r"\bPRJ(?:NA|EB|DB)\d{2,9}\b"), "BioProject"),
    (re.compile(r"\bSAM(?:N|EA|D)\d{5,12}\b"), "BioSample"),
    (re.compile(r"\b[SED]R[APRSXZ]\d{6,9}\b"), "SRA"),
    (re.compile(r"\bE-(?:MTAB|GEOD|MEXP|PROT)-\d{1,6}\b"), "ArrayExpress"),
    (re.compile(r"\bPXD\d{6}\b"), "PRIDE"),
    (re.compile(r"\bMTBLS\d{1,6}\b"), "MetaboLights"),
    (re.compile(r"\bNCT\d{8}\b"), "ClinicalTrials.gov"),
)
_AVAILABILITY = re.compile(r"data (?:and \w+ )?(?:availability|accessibility)|availability of data", re.IGNORECASE)
_BANKS = {"geo": "GEO", "genbank": "GenBank", "gen": "GenBank", "ddbj/embl/genbank": "GenBank", "pdb": "PDB",
          "uniprot": "UniProt", "omim": "OMIM", "sra": "SRA", "bioproject": "BioProject", "clinicaltrials.gov":
          "ClinicalTrials.gov", "clintrialgov": "ClinicalTrials.gov", "genpept": "GenPept", "embl": "EMBL",
          "arrayexpress": "ArrayExpress", "pride": "PRIDE", "refseq": "RefSeq"}  # fmt: skip
_RELATED = {"corrected-article": "erratum_for", "addended-article": "update_of", "updated-article": "update_of",
            "retracted-article": "retraction_of", "commentary-article": "comment_on", "commentary": "comment_on",
            "retraction-forward": "retraction_in", "correction-forward": "erratum_in"}  # fmt: skip


def detect(item: Input) -> float:
    """Certain by the root element, `article` only with the marks of JATS in the first bytes."""
    root = root_name(item)
    if root == "pmc-articleset":
        return 0.98
    known = root == "article" or root in _SETS
    return 0.97 if known and _MARKS.search(item.head.replace(b"\0", b"")) else 0.0


@loader("jats", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """JATS articles (.nxml, .xml, PMC article sets): publications with their whole text, references, files."""
    within = root_name(item)
    for number, article in enumerate(records(item, ("article", "{*}article")), 1):
        bare_names(article)
        at = "/article" if within == "article" else f"/{within}/article[{number}]"
        front = front_of(item, article, at)
        if front is None:
            item.warn(at, "this article has no DOI, PMID or PMCID and was passed over")
            continue
        yield from _article(item, article, at, front)


def bare_names(article: Element) -> None:
    """Drop the namespaces of tags and attributes: JATS comes with them and without."""
    for element in article.iter():
        if isinstance(element.tag, str) and "}" in element.tag:
            element.tag = element.tag.rpartition("}")[2]
        for name in [name for name in element.attrib if "}" in name]:
            element.attrib[name.rpartition("}")[2]] = element.attrib.pop(name)


def _article(item: Input, article: Element, at: str, front: Front) -> Iterator[Statement]:
    id = front.id
    texts = list(sections(article, at))
    accessions = _accessions(article, [front.abstract, *(section.text for section in texts)])
    front.props |= {"accessions": accessions, "data_availability": _availability(article, texts)}
    paper = Paper(front.pmid, front.props, front.authors, id=id, place=xpath(front.meta, article, at))
    yield from statements(item, paper, set())
    for other in front.others:
        why = {"reason": "the article gives both identifiers"}
        yield item.edge(paper.place, id, "same_as", other, why)
    yield from _texts(item, id, texts)
    yield from _references(item, article, at, id)
    yield from _related(item, article, at, id)
    yield from _files(item, article, at, id)
    for accession in accessions:
        if accession.startswith("GEO:"):
            yield item.edge(paper.place, id, "mentions", accession)
    for tag in ("sub-article", "response"):
        item.unmapped.update(tag for _ in article.findall(tag))
    item.unmapped.update("cells of tables" for _ in article.iter("tbody"))


# -- text ---------------------------------------------------------------------------------------------------------


def _texts(item: Input, id: str, texts: list[Section]) -> Iterator[Statement]:
    for order, section in enumerate(texts, 1):
        document = f"{id}#text-{order}"
        props = {
            "name": ": ".join(filter(None, (section.label, section.title))) or section.type,
            "text": section.text,
            "document_type": section.type,
            "section_path": list(section.path),
            "order": order,
        }
        yield item.node(section.place, document, "Document", {n: v for n, v in props.items() if v not in ("", [])})
        yield item.edge(section.place, document, "part_of", id, {"order": order})


def _availability(article: Element, texts: list[Section]) -> str:
    """What the article says about where its data are: in a section of its own, or in a field of its metadata."""
    found = [section.text for section in texts if "data-avail" in section.type.lower()]
    found += [
        s.text
        for s in texts
        if re.match(r"(availability of )?data( and \w+)? availability|availability of data", s.title, re.I)
    ]
    for meta in article.iterfind("front/article-meta/custom-meta-group/custom-meta"):
        if flat_text(meta.find("meta-name")).lower().startswith("data availability"):
            found.append(paragraph(meta.find("meta-value")))
    return "\n".join(dict.fromkeys(filter(None, found)))


def _accessions(article: Element, texts: list[str]) -> list[str]:
    """ "GEO:GSE1": numbers that the article marks as such, and those in its text that nothing else looks like."""
    found: dict[str, None] = {}
    for link in article.iter("ext-link"):
        bank = _BANKS.get((link.get("ext-link-type") or "").lower(), "")
        number = link.get("href") or flat_text(link)
        if bank and number and "/" not in number:
            found[f"{bank}:{number}"] = None
    for text in texts:
        for pattern, bank in _ACCESSIONS:
            found |= dict.fromkeys(f"{bank}:{number}" for number in pattern.findall(text))
    return list(found)


# -- what it points to --------------------------------------------------------------------------------------------


def _references(item: Input, article: Element, at: str, id: str) -> Iterator[Statement]:
    seen: set[str] = set()
    for list_ in article.iterfind("back//ref-list"):
        for ref in list_.findall("ref"):
            place = xpath(ref, article, at)
            for citation in ref.iter("element-citation", "mixed-citation", "citation", "nlm-citation"):
                other = _cited(citation)
                if not other:
                    item.unmapped["reference without PMID or DOI"] += 1
                elif other not in seen and other != id:
                    seen.add(other)
                    said = {"position": len(seen), "label": flat_text(ref.find("label")), "reference": _reads(citation)}
                    yield item.edge(place, id, "cites", other, {name: v for name, v in said.items() if v})


def _cited(citation: Element) -> str:
    ids = {(one.get("pub-id-type") or "").lower(): flat_text(one) for one in citation.iter("pub-id")}
    doi = doi_of(ids.get("doi", "")) or next(
        filter(None, (doi_of(link.get("href") or flat_text(link)) for link in citation.iter("ext-link", "uri"))), ""
    )
    return link_of(ids.get("pmid", ""), doi, ids.get("pmcid") or ids.get("pmc") or "")


def _reads(citation: Element) -> str:
    """A reference for people, in short: who, when, what, where."""
    names = [flat_text(one) for one in citation.iter("surname", "collab")]
    who = f"{names[0]}{' et al.' if len(names) > 2 else f' and {names[1]}' if len(names) > 1 else ''}" if names else ""
    parts = [flat_text(citation.find(tag)) for tag in ("year", "article-title", "source")]
    return ". ".join(part.rstrip(".") for part in (who, *parts) if part) or flat_text(citation)


def _related(item: Input, article: Element, at: str, id: str) -> Iterator[Statement]:
    for related in article.iterfind("front/article-meta/related-article"):
        type, how = related.get("related-article-type") or "", (related.get("ext-link-type") or "").lower()
        href = related.get("href") or flat_text(related)
        pmid = href if how in ("pmid", "pubmed") else ""
        pmcid = href if how in ("pmc", "pmcid") else ""
        other = link_of(pmid, doi_of(href), pmcid)
        if other and other != id:
            said = {} if type in _RELATED else {"related_article_type": type}
            yield item.edge(xpath(related, article, at), id, _RELATED.get(type, "related_to"), other, said)
        else:
            item.unmapped["related-article"] += 1


def _files(item: Input, article: Element, at: str, id: str) -> Iterator[Statement]:
    """Supplementary files; what a figure or table shows is told by its caption."""
    taken: set[str] = set()
    for found in article.iter("supplementary-material", "inline-supplementary-material"):
        media = found.find("media")
        held = found if media is None else media
        name = found.get("href") or held.get("href") or found.get("id") or ""
        if not name or name in taken:
            item.unmapped["supplementary-material without a file"] += not name
            continue
        taken.add(name)
        caption = found.find("caption")
        type = "/".join(filter(None, (held.get("mimetype"), held.get("mime-subtype"))))
        title = flat_text(caption.find("title")) if caption is not None else ""
        props = {
            "name": ": ".join(filter(None, (flat_text(found.find("label")), title))) or name,
            "file_name": name,
            "format": type,
            "description": lines_of(caption) if caption is not None else "",
        }
        place, file = xpath(found, article, at), f"{id}#file-{name}"
        yield item.node(place, file, "File", {n: v for n, v in props.items() if v})
        yield item.edge(place, id, "has_part", file)
