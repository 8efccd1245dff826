"""Medline text, the tagged form in which PubMed saves search results ("PMID- 12230038")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from labkin.graph.model import Statement
from labkin.loaders.base import Input, loader
from labkin.loaders.lines import head_lines, text_lines
from labkin.loaders.publications import Author, Paper, dated, loose_date, statements

_FIELD = re.compile(r"([A-Z]{2,4}) *- ?(.*)")
_ONE = {"TI": "name", "AB": "text", "VI": "volume", "IP": "issue", "PG": "pages", "PMC": "pmcid", "PL": "country",
        "TA": "journal_abbreviation", "TT": "vernacular_title", "COIS": "conflict_of_interest"}  # fmt: skip
_MANY = {"LA": "languages", "PT": "publication_types", "MH": "mesh_terms", "OT": "keywords", "GR": "grants",
         "SI": "accessions", "RN": "substances", "GS": "gene_symbols", "OAB": "other_abstracts"}  # fmt: skip
_LINKS = {"CON": "comment_on", "CIN": "comment_in", "EIN": "erratum_in", "EFR": "erratum_for", "RIN": "retraction_in",
          "ROF": "retraction_of", "UIN": "update_in", "UOF": "update_of", "CRI": "corrected_and_republished_in",
          "CRF": "corrected_and_republished_from"}  # fmt: skip
Fields = list[tuple[str, str]]
RECORD_CHARS = 8 << 20  # a longer record is no paper


def detect(item: Input) -> float:
    """Sure where the first line is a PMID with other fields of Medline below it."""
    lines = head_lines(item, 3)
    tagged = sum(bool(re.match(r"[A-Z]{2,4} *- ", line)) for line in lines)
    return 0.97 if lines and re.match(r"PMID *- ?\d+\s*$", lines[0]) and tagged > 1 else 0.0


@loader("medline", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """Medline text (PMID- ...), as PubMed saves search results."""
    named: set[str] = set()
    for fields in _records(item):
        yield from statements(item, _paper(item, fields), named)


def _records(item: Input) -> Iterator[Fields]:
    """The fields of each record, continued lines joined; a record starts at its PMID."""
    fields: list[tuple[str, list[str]]] = []
    size = 0
    for number, line in text_lines(item):
        found = _FIELD.fullmatch(line)
        size += len(line)
        if size > RECORD_CHARS:
            raise item.bad(f"line {number}", f"this record is longer than {RECORD_CHARS:,} characters; no paper is")
        if found and not line[0].isspace():
            if found[1] == "PMID" and fields:
                yield _joined(fields)
                fields, size = [], len(line)
            if found[1] == "PMID" and not found[2].strip().isdecimal():
                raise item.bad(f"line {number}", f"{found[2]!r} is no PMID")
            if not fields and found[1] != "PMID":
                raise item.bad(f"line {number}", "a record of Medline starts with PMID-")
            fields.append((found[1], [found[2].strip()]))
        elif line[0].isspace() and fields:
            fields[-1][1].append(line.strip())
        elif line.strip():
            raise item.bad(f"line {number}", "this line is neither a field of Medline (TAG - value) nor part of one")
    if fields:
        yield _joined(fields)


def _joined(fields: list[tuple[str, list[str]]]) -> Fields:
    return [(tag, " ".join(parts)) for tag, parts in fields]


def _paper(item: Input, fields: Fields) -> Paper:
    values: dict[str, list[str]] = {}
    for tag, value in fields:
        if value:
            values.setdefault(tag, []).append(value)
    paper = Paper(values["PMID"][0])
    props: dict[str, object] = {name: values[tag][0] for tag, name in _ONE.items() if tag in values}
    props |= {name: values[tag] for tag, name in _MANY.items() if tag in values}
    props["journal"] = next(iter([*values.get("JT", []), *values.get("TA", [])]), "")
    props["issn"] = next((issn.partition(" ")[0] for issn in values.get("IS", [])), "")
    located = [*values.get("LID", []), *values.get("AID", [])]
    props["doi"] = next((text.removesuffix("[doi]").strip() for text in located if text.endswith("[doi]")), "")
    props |= dated(loose_date(values.get("DP", [""])[0]))
    paper.props, paper.authors = props, _authors(fields)
    for tag, relation in _LINKS.items():
        pmids = (re.search(r"PMID: (\d+)", text) for text in values.get(tag, []))
        paper.links += [(relation, pmid[1]) for pmid in pmids if pmid]
    used = {*_ONE, *_MANY, *_LINKS, "PMID", "JT", "IS", "LID", "AID", "DP", "FAU", "AU", "AD", "AUID", "CN"}
    item.unmapped.update(tag for tag, _ in fields if tag not in used)
    return paper


def _authors(fields: Fields) -> list[Author]:
    """Full names (FAU) where there are any, else short ones (AU); affiliations and ORCIDs follow their author."""
    lead = "FAU" if any(tag == "FAU" for tag, _ in fields) else "AU"
    found: list[Author] = []
    for tag, value in fields:
        if tag == lead and value:
            family, _, given = value.partition(", ") if lead == "FAU" else value.rpartition(" ")
            given = given if family else ""
            family = family or value
            found.append(Author(f"{given} {family}".strip(), family, given))
        elif tag == "CN" and value:
            found.append(Author(value))
        elif tag == "AU" and found and found[-1].family:
            found[-1].initials = value.removeprefix(found[-1].family).strip()
        elif tag == "AD" and found:
            found[-1].affiliations.append(value)
        elif tag == "AUID" and found and value.upper().startswith("ORCID"):
            found[-1].orcid = value.partition(":")[2]
    return found
