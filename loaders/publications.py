"""A publication as PubMed and publishers describe it, whatever the format it came in, and the statements it makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from labkin.graph.model import Curie, Statement
from labkin.loaders.base import Input
from labkin.loaders.datasets import slug

_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])\s*$")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(slots=True)
class Author:
    """A person, or a group where `family` is empty. `orcid` in any spelling."""

    name: str
    family: str = ""
    given: str = ""
    initials: str = ""
    orcid: str = ""
    role: str = "author"
    affiliations: list[str] = field(default_factory=list)
    equal: bool = False
    email: str = ""
    credit: list[str] = field(default_factory=list)  # what the author did, as the paper says
    organizations: list[tuple[str, str]] = field(default_factory=list)  # identifier and name, where both are given


@dataclass(slots=True)
class Topic:
    """A term of MeSH that a publication is about, with its subheadings (name, whether major)."""

    ui: str
    name: str
    major: bool = False
    subheadings: list[tuple[str, bool]] = field(default_factory=list)
    registry: str = ""  # of a substance: CAS number, UNII or EC number


@dataclass(slots=True)
class Paper:
    """One publication. `links` are (relation, PMID). `id` and `place` are told where it is no record of PubMed."""

    pmid: str
    props: dict[str, object] = field(default_factory=dict)
    authors: list[Author] = field(default_factory=list)
    headings: list[Topic] = field(default_factory=list)
    substances: list[Topic] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    id: str = ""
    place: str = ""


def statements(item: Input, paper: Paper, named: set[str]) -> Iterator[Statement]:
    """What a publication says: itself, its authors, its topics, what it cites.

    `named` holds the terms that this file has named already; it grows to the size of MeSH at most.
    """
    place, id = paper.place or f"record {paper.pmid}", Curie.parse(paper.id or f"PMID:{paper.pmid}")
    props = {name: value for name, value in paper.props.items() if value not in ("", None, [], ())}
    yield item.node(place, id, "Publication", {**props, "pmid": paper.pmid} if paper.pmid else props)
    yield from _authors(item, place, id, paper)
    for relation, topics in (("describes", paper.headings), ("mentions", paper.substances)):
        for topic in topics:
            term = Curie("MESH", topic.ui)
            if topic.ui not in named:
                named.add(topic.ui)
                yield item.node(place, term, "Term", {"name": topic.name})
            yield item.edge(place, id, relation, term, _said_of(topic, relation))
    for relation, other in dict.fromkeys(paper.links):
        yield item.edge(place, id, relation, Curie("PMID", other))


def _said_of(topic: Topic, relation: str) -> dict[str, object]:
    if relation == "mentions":
        return {"registry_number": topic.registry} if topic.registry not in ("", "0") else {}
    said: dict[str, object] = {"major_topic": topic.major or any(major for _, major in topic.subheadings)}
    if topic.subheadings:
        said["subheadings"] = [name for name, _ in topic.subheadings]
    if major := [name for name, is_major in topic.subheadings if is_major]:
        said["major_subheadings"] = major
    return said


def _authors(item: Input, place: str, paper_id: Curie, paper: Paper) -> Iterator[Statement]:
    taken: set[str] = set()
    for position, author in enumerate(paper.authors, 1):
        orcid = orcid_of(author.orcid) if author.orcid else ""
        id = Curie("orcid", orcid) if orcid else Curie.parse(_identity(author, str(paper_id), taken))
        who = {"name": author.name, "family_name": author.family, "given_name": author.given, "orcid": orcid}
        who["email"] = author.email
        kind = "Person" if author.family else "Organization"
        yield item.node(place, id, kind, {name: value for name, value in who.items() if value})
        said: dict[str, object] = {"position": position, "role": author.role}
        if author.affiliations:
            said["affiliation"] = author.affiliations
        if author.equal:
            said["equal_contribution"] = True
        if author.credit:
            said["contribution"] = author.credit
        yield item.edge(place, paper_id, "attributed_to", id, said)
        for organization, name in author.organizations if author.family else ():
            yield item.node(place, organization, "Organization", {"name": name} if name else {})
            yield item.edge(place, id, "affiliated_with", organization)


def _identity(author: Author, paper_id: str, taken: set[str]) -> str:
    """An ORCID is a person everywhere; a name is one on its own paper only, for many people share one."""
    stem = slug(f"{author.family} {author.initials or author.given}" if author.family else author.name)
    start = f"{'person' if author.family else 'organization'}:{stem}"
    name, number = start, 1
    while name in taken:
        number += 1
        name = f"{start}-{number}"
    taken.add(name)
    return f"{name}@{paper_id}"


def orcid_of(text: str) -> str:
    """An ORCID in its usual form, from any spelling; empty where it is none.

    >>> orcid_of("https://orcid.org/0000-0002-1825-0097"), orcid_of("0000000218250097"), orcid_of("none")
    ('0000-0002-1825-0097', '0000-0002-1825-0097', '')
    """
    found = _ORCID.search(text.strip())
    return "-".join(found.groups()).upper() if found else ""


def iso_date(year: str, month: str = "", day: str = "") -> str:
    """ISO 8601 as far as the parts are known; a season or another word for a month gives the year alone.

    >>> iso_date("2018", "May", "7"), iso_date("1990", "Spring"), iso_date("2002", "9")
    ('2018-05-07', '1990', '2002-09')
    """
    number = int(month) if month.isdecimal() else _month(month)
    if not 1 <= number <= 12:
        return year
    if not (day.isdecimal() and 1 <= int(day) <= 31):
        return f"{year}-{number:02}"
    return f"{year}-{number:02}-{int(day):02}"


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1 if word[:3].lower() in _MONTHS else 0


def loose_date(text: str) -> str:
    """The start of a date or range in Medline's free form; empty where there is no year.

    >>> loose_date("2000 Nov-Dec"), loose_date("1998 Dec-1999 Jan"), loose_date("Winter 1976"), loose_date("2002 Sep 3")
    ('2000-11', '1998-12', '1976', '2002-09-03')
    """
    found = _YEAR.search(text)
    if not found:
        return ""
    words = re.findall(r"[A-Za-z]+|\d+", text[found.end() :])
    month = words[0] if words and _month(words[0]) else ""
    return iso_date(found[1], month, words[1] if month and len(words) > 1 else "")


def dated(date: str) -> dict[str, object]:
    """The properties `date` and `year`, of a date that may be empty."""
    return {"date": date, "year": int(date[:4])} if date[:4].isdecimal() else {}
