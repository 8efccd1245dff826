"""The front matter of a JATS article: who it is, what it is called, who wrote it, where it appeared."""

from __future__ import annotations

import re
from dataclasses import dataclass

from labkin.loaders.base import Input
from labkin.loaders.jats_text import abstract_text, lines_of, paragraph
from labkin.loaders.publications import Author, dated, iso_date
from labkin.loaders.xml import Element, flat_text, texts_at

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
_ROR = re.compile(r"(0[a-z0-9]{8})/?$")
_READ_TAGS = """article-id article-categories title-group contrib-group aff author-notes pub-date volume issue fpage
    lpage elocation-id history permissions copyright-statement copyright-year abstract trans-abstract kwd-group
    funding-group related-article supplementary-material custom-meta-group self-uri counts article-version
    aff-alternatives volume-id"""
_READ = frozenset(_READ_TAGS.split())
_SAID_ELSEWHERE = ("graphical", "teaser", "toc", "web-summary", "precis")  # abstracts that are no abstract


@dataclass(slots=True)
class Front:
    """What the front matter says. `others` are the identifiers of the article besides `id`."""

    id: str
    others: list[str]
    pmid: str
    meta: Element
    abstract: str
    props: dict[str, object]
    authors: list[Author]


def doi_of(text: str) -> str:
    """The DOI in a text or link, in small letters (DOIs know no case); empty where there is none.

    >>> doi_of("https://doi.org/10.1371/Journal.pone.1"), doi_of("none")
    ('10.1371/journal.pone.1', '')
    """
    found = _DOI.search(text)
    return found[0].rstrip(".,;)").lower() if found else ""


def pmcid_of(text: str) -> str:
    """A PMCID with its letters: "PMC77" for "77" and "PMC77"; empty for what is none."""
    found = re.fullmatch(r"(?:PMC)?(\d+)(?:\.\d+)?", text.strip(), re.IGNORECASE)
    return f"PMC{found[1]}" if found else ""


def link_of(pmid: str, doi: str, pmcid: str) -> str:
    """The identifier of a publication: its PMID, else its DOI, else its PMCID, as the lab's other papers have it."""
    if pmid.strip().isdecimal():
        return f"PMID:{pmid.strip()}"
    if doi:
        return f"doi:{doi}"
    return f"PMCID:{pmcid_of(pmcid)}" if pmcid_of(pmcid) else ""


def front_of(item: Input, article: Element, at: str) -> Front | None:
    """The front matter of an article; None when it has no identifier."""
    meta = article.find("front/article-meta")
    if meta is None:
        meta = article.find("front-stub")
    if meta is None:
        return None
    ids = {(one.get("pub-id-type") or "").lower(): flat_text(one) for one in meta.findall("article-id")}
    doi, pmcid = doi_of(ids.get("doi", "")), pmcid_of(ids.get("pmcid") or ids.get("pmc") or "")
    id = link_of(ids.get("pmid", ""), doi, pmcid)
    if not id:
        return None
    pmid = id.removeprefix("PMID:") if id.startswith("PMID:") else ""
    others = [
        other for other in (f"doi:{doi}" if doi else "", f"PMCID:{pmcid}" if pmcid else "") if other and other != id
    ]
    abstract = _abstract(meta)
    props: dict[str, object] = {"doi": ids.get("doi", ""), "pmcid": pmcid, "text": abstract}
    props = {**props, **_wording(article, meta), **_journal(article), **_appeared(meta), **_rights(meta)}
    item.unmapped.update(child.tag for child in meta if isinstance(child.tag, str) and child.tag not in _READ)
    return Front(id, others, pmid, meta, abstract, props, _authors(item, meta))


def _abstract(meta: Element) -> str:
    main = [one for one in meta.findall("abstract") if one.get("abstract-type") not in _SAID_ELSEWHERE]
    plain = [one for one in main if not one.get("abstract-type")] or main
    return abstract_text(plain[0]) if plain else ""


def _wording(article: Element, meta: Element) -> dict[str, object]:
    title = meta.find("title-group/article-title")
    subtitle = flat_text(meta.find("title-group/subtitle"))
    name = paragraph(title)
    others = [*meta.findall("abstract"), *meta.findall("trans-abstract")]
    texts = [text for text in map(abstract_text, others) if text]
    return {
        "name": f"{name}: {subtitle}" if subtitle else name,
        "article_type": article.get("article-type") or "",
        "languages": [article.get("lang")] if article.get("lang") else [],
        "subjects": texts_at(meta, "article-categories//subject"),
        "keywords": texts_at(meta, "kwd-group/kwd") or texts_at(meta, "kwd-group//kwd"),
        "other_abstracts": [text for text in texts if text != _abstract(meta)],
        "grants": [_award(group) for group in meta.findall("funding-group/award-group") if _award(group)],
        "funding": " ".join(texts_at(meta, "funding-group/funding-statement")),
        "author_notes": "\n".join(filter(None, (lines_of(fn) for fn in meta.findall("author-notes/fn")))),
    }


def _award(group: Element) -> str:
    """ "R01 1, NCI NIH HHS": number and who gave it, as PubMed writes it."""
    numbers = [flat_text(one) for one in group.findall("award-id")]
    givers = [flat_text(one.find(".//institution")) or flat_text(one) for one in group.findall("funding-source")]
    return ", ".join(dict.fromkeys(filter(None, (*numbers, *givers))))


def _journal(article: Element) -> dict[str, object]:
    journal = article.find("front/journal-meta")
    if journal is None:
        return {}
    ids = {one.get("journal-id-type"): flat_text(one) for one in journal.findall("journal-id")}
    title = flat_text(journal.find("journal-title-group/journal-title")) or flat_text(journal.find("journal-title"))
    return {
        "journal": title or ids.get("nlm-ta", ""),
        "journal_abbreviation": ids.get("iso-abbrev") or ids.get("nlm-ta") or "",
        "issn": flat_text(journal.find("issn")),
        "publisher": flat_text(journal.find("publisher/publisher-name")),
    }


def _appeared(meta: Element) -> dict[str, object]:
    dates: dict[str, str] = {}
    for one in meta.findall("pub-date"):
        kind = one.get("pub-type") or one.get("publication-format") or one.get("date-type") or ""
        dates.setdefault(kind, _date(one))
    electronic = dates.get("epub") or dates.get("electronic") or ""
    issue = next((dates[kind] for kind in ("ppub", "print", "collection", "epub-ppub", "pub") if dates.get(kind)), "")
    history = {one.get("date-type"): _date(one) for one in meta.findall("history/date")}
    first, last = flat_text(meta.find("fpage")), flat_text(meta.find("lpage"))
    return {
        **dated(issue or electronic or next(filter(None, dates.values()), "")),
        "date_electronic": electronic,
        "date_received": history.get("received", ""),
        "date_accepted": history.get("accepted", ""),
        "volume": flat_text(meta.find("volume")),
        "issue": flat_text(meta.find("issue")),
        "pages": f"{first}-{last}"
        if first and last and first != last
        else first or flat_text(meta.find("elocation-id")),
    }


def _date(element: Element) -> str:
    year = flat_text(element.find("year"))
    if not (year.isdecimal() and len(year) == 4):
        return ""
    return iso_date(year, flat_text(element.find("month")), flat_text(element.find("day")))


def _rights(meta: Element) -> dict[str, object]:
    licence = meta.find("permissions/license")
    statement = flat_text(meta.find("permissions/copyright-statement")) or flat_text(meta.find("copyright-statement"))
    if licence is None:
        return {"copyright": statement}
    link = licence.get("href") or flat_text(licence.find("license_ref"))
    words = " ".join(filter(None, (flat_text(one) for one in licence.findall("license-p") + licence.findall("p"))))
    return {"copyright": statement, "licence": link or words, "licence_text": words if link else ""}


# -- authors ------------------------------------------------------------------------------------------------------


def _authors(item: Input, meta: Element) -> list[Author]:
    places = {one.get("id"): one for one in (*meta.iter("aff"), *meta.iter("aff-alternatives")) if one.get("id")}
    mails = {one.get("id"): _mails(one) for one in meta.iter("corresp") if one.get("id")}
    found = []
    for group in meta.findall("contrib-group"):
        shared = [one for one in group.findall("aff") if not one.get("id")]
        for contrib in group.findall("contrib"):
            author = _author(contrib, places, mails, shared, group.get("content-type") or "")
            if author.name:
                found.append(author)
            else:
                item.unmapped["contrib without a name"] += 1
    return found


def _author(
    contrib: Element, places: dict[str, Element], mails: dict[str, list[str]], shared: list[Element], group: str
) -> Author:
    name = contrib.find("name")
    name = contrib.find("name-alternatives/name") if name is None else name
    family = flat_text(name.find("surname")) if name is not None else ""
    given = flat_text(name.find("given-names")) if name is not None else ""
    suffix = flat_text(name.find("suffix")) if name is not None else ""
    refs = [ref.get("rid") or "" for ref in contrib.iter("xref")]
    homes = [places[rid] for joined in refs for rid in joined.split() if rid in places]
    homes += [*contrib.findall("aff"), *shared]
    mail = [flat_text(one) for one in contrib.findall("email")] or [m for r in refs for m in mails.get(r, [])]
    orcid = next((flat_text(one) for one in contrib.findall("contrib-id") if "orcid" in str(one.attrib).lower()), "")
    return Author(
        name=" ".join(filter(None, (given, family, suffix))) if family else flat_text(contrib.find("collab")),
        family=family,
        given=given,
        orcid=orcid
        or next((link for one in contrib.iter("uri") if "orcid.org/" in (link := one.get("href") or "")), ""),
        role=contrib.get("contrib-type") or group.rstrip("s") or "author",
        affiliations=list(dict.fromkeys(filter(None, map(_affiliation, homes)))),
        equal=contrib.get("equal-contrib") == "yes",
        email=mail[0] if len(set(mail)) == 1 else "",
        credit=[flat_text(one) for one in contrib.findall("role") if flat_text(one)],
        organizations=[found for home in homes for found in _organizations(home)],
    )


def _mails(corresp: Element) -> list[str]:
    return [flat_text(one) for one in corresp.iter("email") if "@" in flat_text(one)]


def _affiliation(aff: Element) -> str:
    """Its words without the label and the identifiers, parts joined by commas."""
    parts = [aff.text or ""]
    for child in aff:
        if child.tag not in ("label", "sup", "email") and isinstance(child.tag, str):
            inner = child.findall("institution") if child.tag == "institution-wrap" else []
            parts.append(", ".join(map(flat_text, inner)) if inner else flat_text(child))
        parts.append(child.tail or "")
    words = [part for part in (" ".join(part.split()).strip(" ,;") for part in parts) if part]
    return ", ".join(words)


def _organizations(aff: Element) -> list[tuple[str, str]]:
    found = []
    for wrap in aff.iter("institution-wrap"):
        for one in wrap.findall("institution-id"):
            ror = _ROR.search(flat_text(one)) if (one.get("institution-id-type") or "").lower() == "ror" else None
            if ror:
                found.append((f"ror:{ror[1]}", flat_text(wrap.find("institution"))))
    return found
