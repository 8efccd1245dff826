"""PubMed XML: articles, book chapters and withdrawn citations, streamed with flat memory."""

from __future__ import annotations

import re
from collections.abc import Iterator

from labkin.graph.model import Statement
from labkin.loaders import medline  # registers the text form of the same records  # noqa: F401
from labkin.loaders.base import Input, loader
from labkin.loaders.publications import Author, Paper, Topic, dated, iso_date, loose_date, statements
from labkin.loaders.xml import Element, flat_text, records, root_name, texts_at

ROOTS = ("PubmedArticleSet", "PubmedArticle", "PubmedBookArticleSet", "PubmedBookArticle")
_RECORDS = ("PubmedArticle", "PubmedBookArticle", "DeleteCitation", "DeleteDocument")

# What is read of each element; the other children are counted as unmapped.
_READ = {
    "MedlineCitation": """PMID Article MedlineJournalInfo ChemicalList SupplMeshList CommentsCorrectionsList
        MeshHeadingList KeywordList GeneSymbolList CoiStatement OtherAbstract""",
    "Article": """Journal ArticleTitle Pagination ELocationID Abstract AuthorList Language DataBankList GrantList
        PublicationTypeList VernacularTitle ArticleDate""",
    "PubmedData": "ArticleIdList ReferenceList",
    "BookDocument": """PMID ArticleIdList Book ArticleTitle VernacularTitle Language AuthorList PublicationType Abstract
        KeywordList GrantList ReferenceList Pagination""",
}
_READ_TAGS = {name: frozenset(tags.split()) for name, tags in _READ.items()}


def detect(item: Input) -> float:
    """Certain by the root element."""
    return 0.99 if root_name(item) in ROOTS else 0.0


@loader("pubmed", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """PubMed XML (PubmedArticleSet): publications, authors, MeSH topics, chemicals, citations."""
    named: set[str] = set()
    for number, record in enumerate(records(item, _RECORDS), 1):
        if record.tag.startswith("Delete"):
            for pmid in record.iter("PMID"):
                item.warn(f"record {flat_text(pmid)}", "PubMed has withdrawn this citation; nothing is said of it")
            continue
        paper = _book(item, record) if record.tag == "PubmedBookArticle" else _article(item, record)
        if not paper.pmid:
            item.warn(f"record number {number}", "this record has no PMID and was passed over")
            continue
        yield from statements(item, paper, named)


def _article(item: Input, record: Element) -> Paper:
    citation, data = record.find("MedlineCitation"), record.find("PubmedData")
    article = citation.find("Article") if citation is not None else None
    if article is None:
        return Paper("")
    _count_unread(item, citation, article, data)
    paper = Paper(flat_text(citation.find("PMID")))
    ids = {} if data is None else _ids(data.find("ArticleIdList"))
    paper.props = {
        **_wording(article),
        **_journal(article, citation),
        "doi": _doi(article) or ids.get("doi", ""),
        "pmcid": ids.get("pmc", ""),
        "keywords": texts_at(citation, "KeywordList/Keyword"),
        "gene_symbols": texts_at(citation, "GeneSymbolList/GeneSymbol"),
        "accessions": _accessions(article),
        "conflict_of_interest": flat_text(citation.find("CoiStatement")),
        "other_abstracts": [_abstract(other) for other in citation.findall("OtherAbstract")],
    }
    paper.authors = _authors(article.find("AuthorList"))
    paper.headings = [*_headings(citation), *_supplementary(citation)]
    paper.substances = [*_substances(citation)]
    paper.links = [*_references(item, data), *_comments(item, citation)]
    types = paper.props["publication_types"]
    retracted = isinstance(types, list) and "Retracted Publication" in types
    if retracted or any(relation == "retraction_in" for relation, _ in paper.links):
        paper.props["retracted"] = True
    return paper


def _book(item: Input, record: Element) -> Paper:
    document = record.find("BookDocument")
    if document is None:
        return Paper("")
    _count_unread(item, document)
    book, ids = document.find("Book"), _ids(document.find("ArticleIdList"))
    paper = Paper(flat_text(document.find("PMID")))
    paper.props = {
        **_wording(document),
        "keywords": texts_at(document, "KeywordList/Keyword"),
        "doi": ids.get("doi", ""),
    }
    paper.props["publication_types"] = [flat_text(kind) for kind in document.findall("PublicationType")]
    paper.authors = [author for part in document.findall("AuthorList") for author in _authors(part)]
    paper.links = _references(item, document)
    if book is not None:
        title = flat_text(book.find("BookTitle"))
        paper.props.update(
            {
                "name": paper.props["name"] or title,
                "book": title,
                "publisher": flat_text(book.find("Publisher/PublisherName")),
                "isbn": texts_at(book, "Isbn"),
                **dated(_date(book.find("PubDate"))),
            }
        )
        paper.authors += [author for part in book.findall("AuthorList") for author in _authors(part)]
    return paper


def _count_unread(item: Input, *parts: Element) -> None:
    for part in parts:
        for child in part if part is not None else ():
            if isinstance(child.tag, str) and child.tag not in _READ_TAGS[part.tag]:
                item.unmapped[child.tag] += 1


# -- what it says -------------------------------------------------------------------------------------------------


def _wording(article: Element) -> dict[str, object]:
    return {
        "name": flat_text(article.find("ArticleTitle")) or flat_text(article.find("VernacularTitle")),
        "vernacular_title": flat_text(article.find("VernacularTitle")),
        "text": _abstract(article.find("Abstract")),
        "copyright": flat_text(article.find("Abstract/CopyrightInformation")),
        "languages": texts_at(article, "Language"),
        "publication_types": texts_at(article, "PublicationTypeList/PublicationType"),
        "grants": [_joined(grant, ("GrantID", "Agency", "Country")) for grant in article.findall("GrantList/Grant")],
        "pages": flat_text(article.find("Pagination/MedlinePgn")) or _pages(article.find("Pagination")),
    }


def _abstract(abstract: Element) -> str:
    """The sections one after the other, each behind its label."""
    if abstract is None:
        return ""
    parts = []
    for section in abstract.findall("AbstractText"):
        text, label = flat_text(section), " ".join((section.get("Label") or "").split())
        if text:
            parts.append(f"{label}: {text}" if label and label != "UNLABELLED" else text)
    return " ".join(parts)


def _pages(pagination: Element) -> str:
    if pagination is None:
        return ""
    return "-".join(filter(None, (flat_text(pagination.find("StartPage")), flat_text(pagination.find("EndPage")))))


def _journal(article: Element, citation: Element) -> dict[str, object]:
    journal, info = article.find("Journal"), citation.find("MedlineJournalInfo")
    said: dict[str, object] = {}
    if journal is not None:
        issue = journal.find("JournalIssue")
        said = {
            "journal": flat_text(journal.find("Title")) or flat_text(journal.find("ISOAbbreviation")),
            "journal_abbreviation": flat_text(journal.find("ISOAbbreviation")),
            "issn": flat_text(journal.find("ISSN")),
        }
        if issue is not None:
            said |= {"volume": flat_text(issue.find("Volume")), "issue": flat_text(issue.find("Issue"))}
            said |= dated(_date(issue.find("PubDate")))
    if info is not None:
        said["issn"] = said.get("issn") or flat_text(info.find("ISSNLinking"))
        said["country"] = flat_text(info.find("Country"))
    electronic = _date(article.find("ArticleDate"))
    if electronic:
        said = {**dated(electronic), **said, "date_electronic": electronic}
    return said


def _date(element: Element) -> str:
    if element is None:
        return ""
    year = flat_text(element.find("Year"))
    if year.isdecimal() and len(year) == 4:
        return iso_date(year, flat_text(element.find("Month")), flat_text(element.find("Day")))
    return loose_date(flat_text(element.find("MedlineDate")))


def _doi(article: Element) -> str:
    for place in article.findall("ELocationID"):
        if place.get("EIdType") == "doi" and place.get("ValidYN") != "N":
            return flat_text(place)
    return ""


def _ids(listed: Element) -> dict[str, str]:
    if listed is None:
        return {}
    return {entry.get("IdType", ""): flat_text(entry) for entry in listed.findall("ArticleId")}


def _accessions(article: Element) -> list[str]:
    """ "GEO:GSE1", "ClinicalTrials.gov:NCT02149199": the bank and the number in it."""
    return [
        f"{flat_text(bank.find('DataBankName'))}:{flat_text(number)}"
        for bank in article.findall("DataBankList/DataBank")
        for number in bank.findall("AccessionNumberList/AccessionNumber")
    ]


def _joined(element: Element, tags: tuple[str, ...]) -> str:
    return ", ".join(filter(None, (flat_text(element.find(tag)) for tag in tags)))


# -- what it points to --------------------------------------------------------------------------------------------


def _authors(listed: Element) -> list[Author]:
    if listed is None:
        return []
    role = "editor" if listed.get("Type") == "editors" else "author"
    people = (_author(author, role) for author in listed.findall("Author") if author.get("ValidYN") != "N")
    return [person for person in people if person.name]


def _author(author: Element, role: str) -> Author:
    said: dict[str, str] = {}
    affiliations: dict[str, None] = {}
    for part in author:  # one walk over the children: most of a record's elements stand here
        tag = part.tag
        if tag == "AffiliationInfo":
            affiliations |= dict.fromkeys(texts_at(part, "Affiliation"))
        elif tag == "Affiliation":
            affiliations[flat_text(part)] = None
        elif tag != "Identifier":
            said.setdefault(tag, flat_text(part))
        elif (part.get("Source") or "").upper() == "ORCID":
            said.setdefault("ORCID", flat_text(part))
    family, given, initials = said.get("LastName", ""), said.get("ForeName", ""), said.get("Initials", "")
    whole = " ".join(filter(None, (given or initials, family, said.get("Suffix", ""))))
    return Author(
        name=whole if family else said.get("CollectiveName", ""),
        family=family,
        given=given,
        initials=initials,
        orcid=said.get("ORCID", ""),
        role=role,
        affiliations=[text for text in affiliations if text],
        equal=author.get("EqualContrib") == "Y",
    )


def _headings(citation: Element) -> Iterator[Topic]:
    listed = citation.find("MeshHeadingList")
    for heading in listed if listed is not None else ():
        term, subheadings = None, []
        for part in heading:
            if part.tag == "QualifierName":
                subheadings.append((flat_text(part), part.get("MajorTopicYN") == "Y"))
            elif part.tag == "DescriptorName" and term is None:
                term = part
        if term is not None and term.get("UI"):
            yield Topic(term.get("UI"), flat_text(term), term.get("MajorTopicYN") == "Y", subheadings)


def _supplementary(citation: Element) -> list[Topic]:
    listed = citation.findall("SupplMeshList/SupplMeshName")
    return [Topic(name.get("UI"), flat_text(name)) for name in listed if name.get("UI")]


def _substances(citation: Element) -> Iterator[Topic]:
    for chemical in citation.findall("ChemicalList/Chemical"):
        name = chemical.find("NameOfSubstance")
        if name is not None and name.get("UI"):
            yield Topic(name.get("UI"), flat_text(name), registry=flat_text(chemical.find("RegistryNumber")))


def _references(item: Input, data: Element) -> list[tuple[str, str]]:
    found = []
    for reference in data.iter("Reference") if data is not None else ():
        pmid = _ids(reference.find("ArticleIdList")).get("pubmed", "")
        if pmid.isdecimal():
            found.append(("cites", pmid))
        else:
            item.unmapped["Reference without PMID"] += 1
    return found


def _comments(item: Input, citation: Element) -> list[tuple[str, str]]:
    """Corrections, retractions, comments: the relation is named as PubMed names it, in our spelling."""
    found = []
    for comment in citation.findall("CommentsCorrectionsList/CommentsCorrections"):
        pmid, kind = flat_text(comment.find("PMID")), comment.get("RefType") or "related to"
        if pmid.isdecimal():
            found.append((re.sub(r"(?<=[a-z])(?=[A-Z])|\s+", "_", kind).lower(), pmid))
        else:
            item.unmapped["CommentsCorrections without PMID"] += 1
    return found
