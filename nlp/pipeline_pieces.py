"""Long and messy texts as pieces that a pipeline can hold, and what is read in the pieces as readings of the whole.

A piece is some pages of the cleaned text, cut between paragraphs where it can be, else between sentences, else between
words. Every piece knows the abbreviations of the whole text and the sections it lies in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from labkin.nlp.annotations import Accession, Annotations, Found, Mention, Quantity, Sentence
from labkin.nlp.prose_cleaned import Cleaned

S = TypeVar("S", Mention, Accession, Quantity)
PIECE = 20_000  # characters: ten pages, some megabytes of spaCy's objects
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_SENTENCE = re.compile(r"[.!?]\s+(?=[A-Z(])|\n\s*")
_BLANK = re.compile(r"\s+")
_WORD = re.compile(r"[\w-]*\w")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a cleaned text, from `offset` on."""

    text: str
    offset: int = 0
    marked: tuple[Sentence, ...] = ()
    abbreviations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Given:
    """A text as it was given, its cleaned form, and the pieces that this is read in."""

    cleaned: Cleaned
    pieces: tuple[tuple[int, int], ...]
    marked: tuple[Sentence, ...]
    abbreviations: Mapping[str, str]

    @classmethod
    def of(cls, text: str, sections: Sequence[Sentence] = (), size: int = PIECE) -> Given:
        """Clean and cut a text. `sections` are spans of it whose section is known."""
        cleaned = Cleaned.of(text)
        pieces = tuple(cuts(cleaned.text, size))
        marked = tuple(Sentence(cleaned.cleaned(one.start), cleaned.cleaned(one.end), one.section) for one in sections)
        abbreviations: Mapping[str, str] = {}
        if len(pieces) > 1:  # else its own component finds them
            from labkin.nlp.abbreviations_found import explained

            abbreviations = explained(cleaned.text)
        return cls(cleaned, pieces, marked, abbreviations)

    def each(self) -> Iterator[Piece]:
        """The pieces, made one by one."""
        for start, end in self.pieces:
            text = self.cleaned.text[start:end]
            marked = tuple(
                Sentence(max(one.start, start) - start, min(one.end, end) - start, one.section)
                for one in self.marked
                if one.start < end and one.end > start
            )
            words = set(_WORD.findall(text)) if self.abbreviations else set()
            known = {short: long for short, long in self.abbreviations.items() if not words.isdisjoint(short.split())}
            yield Piece(text, start, marked, known)

    def whole(self, readings: Sequence[Annotations]) -> Annotations:
        """The readings of all pieces as one, with offsets into the text as it was given."""
        source = self.cleaned.source
        if len(readings) == 1 and self.cleaned.text is source:
            return readings[0]
        section, parts = "", _Parts()
        for (start, _), reading in zip(self.pieces, readings, strict=True):
            section = parts.add(reading, _Moved(self.cleaned, start), section)
        return Annotations(
            text=source,
            model=readings[0].model if readings else "",
            sentences=tuple(parts.sentences),
            mentions=tuple(parts.mentions),
            relations=tuple(parts.relations),
            accessions=tuple(parts.accessions),
            quantities=tuple(parts.quantities),
            abbreviations=parts.abbreviations,
        )


@dataclass(frozen=True, slots=True)
class _Moved:
    """Takes spans of a piece to the text as it was given."""

    cleaned: Cleaned
    offset: int

    def __call__(self, start: int, end: int) -> tuple[int, int, str]:
        first, last = self.cleaned.original(start + self.offset, end + self.offset)
        return first, last, self.cleaned.source[first:last]


@dataclass(slots=True)
class _Parts:
    sentences: list[Sentence] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    relations: list[Found] = field(default_factory=list)
    accessions: list[Accession] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    abbreviations: dict[str, str] = field(default_factory=dict)

    def add(self, reading: Annotations, moved: _Moved, section: str) -> str:
        """Add what a piece says; the section that its end stands in, which the next piece opens in."""
        opening = True
        for one in reading.sentences:
            start, end, _ = moved(one.start, one.end)
            opening = opening and not one.section
            section = section if opening else one.section
            self.sentences.append(Sentence(start, end, section))
        self.mentions += _all(reading.mentions, moved)
        self.accessions += _all(reading.accessions, moved)
        self.quantities += _all(reading.quantities, moved)
        for relation in reading.relations:
            start, end, evidence = moved(relation.start, relation.end)
            self.relations.append(replace(relation, start=start, end=end, evidence=evidence))
        for short, long in reading.abbreviations.items():
            self.abbreviations.setdefault(short, long)
        return section


def _all(found: Iterable[S], moved: _Moved) -> Iterator[S]:
    for one in found:
        start, end, text = moved(one.start, one.end)
        yield replace(one, start=start, end=end, text=text)


def cuts(text: str, size: int) -> Iterator[tuple[int, int]]:
    """Where to cut a text so that no piece is longer than `size` characters, and few sentences are cut in two.

    >>> list(cuts("One two. Three four.", 12)), list(cuts("", 12))
    ([(0, 9), (9, 20)], [(0, 0)])
    """
    start = 0
    while len(text) - start > size:
        end = _best(text, start, start + size)
        yield start, end
        start = end
    yield start, len(text)


def _best(text: str, start: int, latest: int) -> int:
    """The last good place to cut in the second half of the window, by the best kind of place there is."""
    earliest = (start + latest) // 2
    for place in (_PARAGRAPH, _SENTENCE, _BLANK):
        found = [hit.end() for hit in place.finditer(text, earliest, latest)]
        if found:
            return found[-1]
    return latest
