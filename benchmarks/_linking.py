"""Gold mentions of the corpora with identifiers as CURIEs, and what teaches the linker from them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from labkin.nlp.abbreviations_found import explained
from labkin.nlp.corpora import CorpusDocument, read_pubtator
from labkin.nlp.linker_names import squashed
from labkin.nlp.linker_taught import Taught

CORPORA = ("bc5cdr", "ncbi_disease", "biored")
_PREFIX = {"Gene": "NCBIGene", "Species": "NCBITaxon"}


@dataclass(frozen=True, slots=True)
class Gold:
    """A marked mention; `keys` are its identifiers as CURIEs."""

    start: int
    end: int
    text: str
    type: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A document of a corpus."""

    id: str
    text: str
    mentions: tuple[Gold, ...]
    abbreviations: dict[str, str]


def texts(data: Path, corpus: str, part: str) -> list[Text]:
    """The documents of a part ("train", "dev") of a corpus."""
    return [_text(document) for document in read_pubtator(data / "ner" / corpus / f"{part}.pubtator.txt")]


def training_texts(data: Path, parts: Iterable[str] = ("train",)) -> list[tuple[str, Text]]:
    """(corpus, document) of the training parts, without documents that are in the development part of any corpus.

    BioRED took abstracts over from the others: 44 of BC5CDR's development documents are in BioRED's training part.
    Where "dev" is one of `parts`, nothing is held out, and each document comes once per corpus.
    """
    parts = tuple(parts)
    held = set() if "dev" in parts else {one.id for corpus in CORPORA for one in texts(data, corpus, "dev")}
    return [
        (corpus, one) for corpus in CORPORA for part in parts for one in texts(data, corpus, part) if one.id not in held
    ]


def _text(document: CorpusDocument) -> Text:
    mentions = tuple(
        Gold(m.start, m.end, m.text, m.type, tuple(curie(m.type, i) for i in m.ids)) for m in document.mentions
    )
    return Text(document.id, document.text, mentions, explained(document.text))


def curie(type: str, identifier: str) -> str:
    """An identifier of a corpus with its namespace.

    >>> curie("Disease", "D006973"), curie("Gene", "672"), curie("CellLine", "CVCL_0030"), curie("Variant", "rs123")
    ('MESH:D006973', 'NCBIGene:672', 'CVCL:0030', 'DBSNP:rs123')
    """
    identifier = identifier.strip()
    if type in _PREFIX and identifier.isdigit():
        return f"{_PREFIX[type]}:{identifier}"
    if type == "CellLine":
        return identifier.replace("CVCL_", "CVCL:")
    if re.fullmatch(r"[DC]\d{5,9}", identifier):
        return f"MESH:{identifier}"
    if re.fullmatch(r"rs\d+", identifier):
        return f"DBSNP:{identifier}"
    return f"OMIM:{identifier}" if identifier.isdigit() else identifier


def teach(documents: Iterable[Text]) -> Taught:
    """The counts of what mentions meant. A mention that its document explains teaches of the long form too."""
    taught = Taught()
    for document in documents:
        for mention in document.mentions:
            if mention.type == "Variant" or len(mention.keys) != 1:
                continue
            taught.add(mention.type, squashed(mention.text).decode(), mention.keys[0])
    return taught
