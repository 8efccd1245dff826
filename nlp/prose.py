"""What a text is before it is read: sentences, and the sections they stand in.

`sentences` works on plain strings; the component `labkin_sentences` writes the same onto spaCy's documents, as
`token.is_sent_start` and `doc._.sections`. Sections that the source of a text marks itself (title, JATS sections) are
given as `doc._.marked`; inside them, labels such as "METHODS:" are still read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from spacy.language import Language

from labkin.nlp.annotations import Sentence
from labkin.nlp.extensions import declare, text_of
from labkin.nlp.prose_words import ENDING, LABELS, LETTERED, NEVER_LAST, STARTERS

# Where a sentence may end: a full stop, its closing brackets and quotes, the numbers of references, white space.
_CITED = r"(?<=[a-z)]{2}[.])(?:\[[\d,;\s–-]{1,40}\]|\d{1,3}(?:[,–-]\d{1,3})*)"
_STOP = re.compile(rf"[.!?…][)\]}}\"'”’»]*(?:{_CITED})?(?=\s|$)")
_GLUED = re.compile(rf"(?<=[a-z)]{{3}}\.)(?=(?:{'|'.join(sorted(STARTERS))})\b)")  # "in rats.The", a lost blank
_WORD_BEFORE = re.compile(r"[^\s(\[{\"'“‘]*$")
_INITIALS = re.compile(r"(?:[A-Za-z]\.-?)+[A-Za-z]?$")  # i.v, U.S, E
_LINES = re.compile(r"[^\S\n]*\n\s*")
_LIST_MARK = re.compile(r"(?:[-*•‣▪–·]|\(?\d{1,2}[.)]|\(?[a-z]\))\s")
_NUMBERED = re.compile(r"(?:^|\n)\s*(?:\d{1,2}\.)*\d{1,2}$")
# A label before a colon; or a line of its own, with or without a number or marks of Markdown.
_LABEL = re.compile(r"\s*([A-Z][A-Za-z][A-Za-z ,/&()-]{1,58}?)\s*[:：](?=\s|$)")
_HEADING = re.compile(r"\s*(?:#{1,6}\s*|(?:\d{1,2}\.)*\d{0,2}\.?\s+)?([A-Z][A-Za-z ,/&()-]{2,60}?)\s*:?\s*")
_SHORTEST_LABEL = 6  # letters in capitals that are a label though no list has it: "EGFR:" is none
_WRAPPED = range(40, 140)  # characters of the longest line of a paragraph that some program has wrapped
_BRACKET = 200  # characters within which an opened bracket closes


def sentences(text: str, marked: Sequence[Sentence] = ()) -> list[Sentence]:
    """The sentences in order, without the white space around them, each with its section.

    >>> for one in sentences("Effect of i.v. naloxone. METHODS: Rats got 0.5 mg/kg. E. coli was used (Fig. 2)."):
    ...     print(one)
    Sentence(start=0, end=24, section='')
    Sentence(start=25, end=53, section='methods')
    Sentence(start=54, end=80, section='methods')
    """
    found = []
    section = ""
    inside = ""  # the marked section that the last sentence stood in
    for start, end in _spans(text, sorted({one.start for one in marked} | {one.end for one in marked})):
        around = next((one.section for one in marked if one.start <= start < one.end), "")
        if around != inside:
            section, inside = around, around
        section = section_label(text, start, end) or section
        found.append(Sentence(start, end, section))
    return found


def section_label(text: str, start: int, end: int) -> str:
    """The section that a sentence opens with its label or is the heading of; empty where it does neither."""
    if labelled := _LABEL.match(text, start, end):
        name = labelled[1].strip()
        known = LABELS.get(_plain(name))
        if known or (name.isupper() and sum(map(str.isalpha, name)) >= _SHORTEST_LABEL):
            return known or _plain(name)
    if end - start <= 80 and (heading := _HEADING.fullmatch(text, start, end)) and _alone(text, start, end):
        return LABELS.get(_plain(heading[1]), "")
    return ""


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]+", " ", name.lower()).strip()


def _alone(text: str, start: int, end: int) -> bool:
    """Whether the span is all there is on its lines."""
    before, after = text[max(0, start - 80) : start], text[end : end + 80]
    return not before.rpartition("\n")[2].strip() and not after.partition("\n")[0].strip()


def _spans(text: str, forced: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The bounds of the sentences, trimmed."""
    last = 0
    for cut in sorted({*_cuts(text), *(at for at in forced if 0 < at < len(text)), len(text)}):
        piece = text[last:cut]
        if kept := piece.strip():
            start = last + len(piece) - len(piece.lstrip())
            yield start, start + len(kept)
        last = cut


def _cuts(text: str) -> Iterator[int]:
    for stop in _STOP.finditer(text):
        if _ends(text, stop.start(), stop.end()):
            yield stop.end()
    for glued in _GLUED.finditer(text):
        yield glued.start()
    for line in _LINES.finditer(text):
        if _breaks(text, line.start(), line.end()):
            yield line.start()


def _ends(text: str, stop: int, end: int) -> bool:
    """Whether the mark at `stop`, with what belongs to it until `end`, closes a sentence."""
    after = _next_word(text, end)
    if not after:
        return True
    first = after[0]
    begins = first.isupper() or first.isdigit() or not first.isalnum() or _odd(after)
    if text[stop] != ".":
        return begins or text[stop] == "?"
    before = _WORD_BEFORE.search(text, max(0, stop - 40), stop)
    word = before[0] if before else ""
    lowered = word.lower().lstrip("-–")
    if not begins or lowered in NEVER_LAST or _is_open(text, stop, end):
        return False
    starts = after in STARTERS
    if len(word) == 1 and word.isalpha() and word.isupper():
        # An initial or a short genus; but "vitamin C. The", "amphotericin B. Lung"
        return starts or _of_a_letter(text, stop)
    if word.isdigit() and _NUMBERED.search(text, max(0, stop - 12), stop):
        return False  # "1. Introduction"
    if lowered in ENDING or ("." in word and _INITIALS.fullmatch(word)):
        return starts or (first.isupper() and after[1:].islower() and lowered not in ENDING)
    return True


def _of_a_letter(text: str, stop: int) -> bool:
    words = text[max(0, stop - 40) : stop].split()
    return len(words) > 1 and words[-2].lower().rstrip("s") in LETTERED


def _next_word(text: str, at: int) -> str:
    found = _NEXT.match(text, at)
    return found[1] if found else ""


_NEXT = re.compile(r"\s*[(\[{\"'“‘«]*([A-Za-z][\w-]*|\S)?")


def _odd(word: str) -> bool:
    """A name that begins a sentence in small letters: p53, mRNA, c-Myc."""
    return any(c.isdigit() or c.isupper() for c in word[1:])


def _is_open(text: str, stop: int, end: int) -> bool:
    """Whether the stop stands inside a bracket that closes soon: "(Sigma Inc. St. Louis)"."""
    if ")" in text[stop:end]:
        return False
    opened = text.rfind("(", max(0, stop - _BRACKET), stop)
    if opened < 0 or ")" in text[opened:stop]:
        return False
    closed = text.find(")", end, end + _BRACKET)
    return closed > 0 and "(" not in text[end:closed] and "\n\n" not in text[stop:closed]


def _breaks(text: str, start: int, end: int) -> bool:
    """Whether the end of a line ends a sentence too: always at an empty line, else where no program wrapped it."""
    if text.count("\n", start, end) > 1 or start == 0 or end >= len(text):
        return True
    from_ = text.rfind("\n", 0, start) + 1
    until = text.find("\n", end)
    line, following = text[from_:start], text[end : until if until >= 0 else len(text)]
    if _LIST_MARK.match(following) or (_HEADING.fullmatch(line) and LABELS.get(_plain(line))):
        return True
    if following[:1].islower() and not line.endswith((".", "!", "?", ":", ";")):
        return False
    longest = max(len(line), min(len(following), _WRAPPED.stop))
    return not (longest in _WRAPPED and len(line) > 0.7 * longest) or line.endswith((".", "!", "?"))


class SentenceMaker:
    """The component: marks where sentences begin, and keeps them with their sections."""

    def __call__(self, doc: Any) -> Any:
        """Write onto the document; `doc._.marked` says which sections are known already."""
        found = sentences(text_of(doc), doc._.marked)
        doc._.sections = tuple(found)
        if not len(doc):
            return doc
        starts: list[int] = doc.to_array("IDX").tolist()
        flags = np.full(len(starts), -1, dtype=np.int64)
        flags[[min(bisect_left(starts, one.start), len(starts) - 1) for one in found]] = 1
        doc.from_array(["SENT_START"], flags.astype(np.uint64))  # token by token, spaCy looks at all others each time
        return doc


@Language.factory("labkin_sentences")
def create(nlp: Any, name: str) -> SentenceMaker:
    """What spaCy calls to make the component."""
    declare()
    return SentenceMaker()
