"""Annotated corpora as documents: PubTator files, and sentences with IOB tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

# The types of the corpora as ours. What is not here is left out of training.
_TYPES = {
    "Chemical": "Chemical", "ChemicalEntity": "Chemical", "Disease": "Disease", "CompositeMention": "Disease",
    "DiseaseClass": "Disease", "Modifier": "Disease", "SpecificDisease": "Disease",
    "DiseaseOrPhenotypicFeature": "Disease", "Gene": "Gene", "GeneOrGeneProduct": "Gene", "GENE": "Gene",
    "Species": "Species", "OrganismTaxon": "Species", "CellLine": "CellLine", "SequenceVariant": "Variant",
    "Variant": "Variant", "CellType": "CellType", "Anatomy": "Anatomy", "Assay": "Assay",
}  # fmt: skip
_TEXT = re.compile(r"([^|\t]+)\|([ta])\|(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class GoldMention:
    """A span that a person marked. `ids` as the corpus writes them; empty where the concept is not known."""

    start: int
    end: int
    text: str
    type: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldRelation:
    """A relation that a person marked, between two identifiers as the corpus writes them."""

    type: str
    first: str
    second: str
    novel: str = ""


@dataclass(frozen=True, slots=True)
class CorpusDocument:
    """A text with what people marked in it. Offsets count in `text`: title, one space, abstract."""

    id: str
    title: str
    text: str
    mentions: tuple[GoldMention, ...] = ()
    relations: tuple[GoldRelation, ...] = ()

    @property
    def abstract(self) -> str:
        """The text after the title."""
        return self.text[len(self.title) + 1 :]


@dataclass(slots=True)
class _Record:
    id: str
    parts: dict[str, str] = field(default_factory=dict)
    mentions: list[GoldMention] = field(default_factory=list)
    relations: list[GoldRelation] = field(default_factory=list)

    def done(self) -> CorpusDocument:
        title, abstract = self.parts.get("t", ""), self.parts.get("a", "")
        text = f"{title} {abstract}" if abstract else title
        return CorpusDocument(self.id, title, text, tuple(self.mentions), tuple(self.relations))


def read_pubtator(path: Path) -> list[CorpusDocument]:
    """The documents of a PubTator file, with the types of the corpora turned into ours.

    Mentions whose offsets do not give their text are left out. A type that is not ours keeps its name.
    """
    return list(documents(path.read_text(encoding="utf-8-sig").split("\n")))


def documents(lines: Iterable[str]) -> Iterator[CorpusDocument]:
    """The documents of the lines of a PubTator file, as they come."""
    record: _Record | None = None
    for line in lines:
        line = line.rstrip("\r\n")
        found = _TEXT.fullmatch(line)
        if found and (record is None or found[2] == "t"):
            if record:
                yield record.done()
            record = _Record(found[1].strip())
        if record and found:
            record.parts[found[2]] = found[3]
        elif record:
            _take(record, line.split("\t"))
    if record:
        yield record.done()


def _take(record: _Record, cells: list[str]) -> None:
    if len(cells) >= 5 and cells[1].isdecimal():
        start, end = int(cells[1]), int(cells[2])
        text = f"{record.parts.get('t', '')} {record.parts.get('a', '')}"
        if text[start:end] == cells[3]:
            type = _TYPES.get(cells[4].strip(), cells[4].strip())
            ids = _ids(cells[5]) if len(cells) > 5 else ()
            record.mentions.append(GoldMention(start, end, cells[3], type, ids))
    elif len(cells) >= 4 and cells[1]:
        record.relations.append(GoldRelation(cells[1], cells[2], cells[3], cells[4] if len(cells) > 4 else ""))


def _ids(text: str) -> tuple[str, ...]:
    """
    >>> _ids(" D014786|D006311"), _ids("-1"), _ids("c|DEL|1_2|A")
    (('D014786', 'D006311'), (), ('c|DEL|1_2|A',))
    """
    text = text.strip()
    parts = [text] if re.match(r"[a-z]\|", text) else re.split(r"[|,;+]", text)
    bare = (part.strip().rstrip("*") for part in parts)
    return tuple(dict.fromkeys(part for part in bare if part not in ("", "-", "-1")))


def read_iob(path: Path, types: dict[str, str]) -> list[CorpusDocument]:
    """The sentences of a file of tokens and IOB tags, a document each, with one space between tokens.

    `types` says which tags to keep, and what they are called with us.
    """
    found = []
    for number, block in enumerate(re.split(r"\n\s*\n", path.read_text(encoding="utf-8")), 1):
        rows = [line.split("\t") for line in block.split("\n") if line.strip()]
        if rows:
            found.append(_sentence(f"{path.stem}-{number}", rows, types))
    return found


def _sentence(id: str, rows: list[list[str]], types: dict[str, str]) -> CorpusDocument:
    text = " ".join(row[0] for row in rows)
    spans: list[tuple[int, int, str]] = []
    start, before = 0, "O"
    for row in rows:
        end, tag = start + len(row[0]), row[-1].strip()
        name = types.get(tag[2:], "")
        if name and tag.startswith("I-") and before[2:] == tag[2:] and spans:
            spans[-1] = (spans[-1][0], end, name)
        elif name:
            spans.append((start, end, name))
        start, before = end + 1, tag
    mentions = tuple(GoldMention(a, b, text[a:b], type) for a, b, type in spans)
    return CorpusDocument(id, text, text, mentions)
