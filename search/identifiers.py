"""Queries that are one identifier, and nothing else: looked for as a whole, not by their pieces or their meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from labkin.loaders.iris import contract

_DOI = re.compile(r"(?:doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_CURIE = re.compile(r"(?P<prefix>[A-Za-z][\w.]*)(?:::?)(?=\S*\d)[\w.:/\-]+")  # Hetionet writes two colons
_CODE = re.compile(
    r"[A-Z]{14}-[A-Z]{10}-[A-Z]"  # InChIKey
    r"|\d{2,7}-\d\d-\d"  # CAS registry number
    r"|[A-Za-z]{2,}\d{4,}(?:\.\d+)?|[A-Z]{3,}\d{3,}"  # accessions: GSE12345, CHEMBL941
    r"|[A-Z]{2,}-\d{3,}(?:-\w+)*"  # what labs give: LK-0042-B03
)


def identifier_in(text: str, fields: Callable[[], Collection[str]] = tuple) -> str:
    """The identifier that a text is, as files write it; empty when it is none.

    `fields` gives the names before a colon that make a filter, and is asked only where that matters.

    >>> identifier_in("https://doi.org/10.1371/journal.pone.0000217"), identifier_in("doi: 10.1021/x")
    ('10.1371/journal.pone.0000217', '10.1021/x')
    >>> identifier_in("DOID:1612"), identifier_in("GSE12345"), identifier_in("lk-0042"), identifier_in("p53")
    ('DOID:1612', 'GSE12345', '', '')
    >>> identifier_in("year:2024", lambda: {"year"}), identifier_in("GSE12345 in mouse")
    ('', '')
    """
    text = text.strip()
    if '"' in text or any(letter.isspace() for letter in text.partition(":")[2].strip()) or text.endswith("*"):
        return ""
    text = contract(text) if text.startswith(("http://", "https://")) else text
    if doi := _DOI.fullmatch(text):
        return doi[1]
    curie = _CURIE.fullmatch(text)
    if curie:
        return "" if curie["prefix"].casefold() in {name.casefold() for name in fields()} else text
    return text if _CODE.fullmatch(text) else ""
