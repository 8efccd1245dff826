"""A text as the relation finders see it: sentences of words in which every mention is one masked word.

"Cisplatin-induced renal failure in rats." becomes `@c - induced @d in rats .`, so that what was learnt of one drug
holds for the next. Mentions of one type that are listed ("nausea, vomiting and rash") share the context of the list.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from labkin.nlp.relation_words import triggers, words_of

MASKS = {"Chemical": "@c", "Disease": "@d", "Gene": "@g", "Variant": "@v", "Species": "@s", "CellLine": "@l"}
_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[^\w\s]|_")
_JOINS = frozenset({",", "and", "or", "/", "&", ";", "as", "well", "nor"})
# Verbs that may be read as adjectives or nouns: a verb where another stands before.
_CHANGED = words_of("increased decreased reduced elevated increases decreases increase decrease")
_LONGEST_JOIN = 4  # words between two mentions of a list


class Marked(Protocol):
    """What is asked of a mention: offsets in the text, the type as `annotations.TYPES` has it, identifiers."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def ids(self) -> tuple[str, ...]: ...


class Place(NamedTuple):
    """A mention in its sentence: `at` is its word there; `first` and `last` bound the list it stands in."""

    type: str
    ids: tuple[str, ...]
    sentence: int
    at: int
    first: int
    last: int
    start: int
    end: int


@dataclass(slots=True)
class Line:
    """A sentence: masked words in lower case, its mentions, its own ends in the text."""

    start: int
    end: int
    words: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    memory: dict[tuple[int, ...], Any] = field(default_factory=dict)  # what the patterns made of it already


@dataclass(slots=True)
class Passage:
    """A text in lines. The first line counts as its title."""

    text: str
    lines: list[Line]

    @property
    def places(self) -> list[Place]:
        """All mentions in the order of the text."""
        return [place for line in self.lines for place in line.places]


def passage(text: str, mentions: Iterable[Marked], sentences: Sequence[tuple[int, int]]) -> Passage:
    """The text in masked lines. Of mentions that overlap the first and longest is masked; the others are left out."""
    starts = [start for start, _ in sentences]
    each: list[list[Marked]] = [[] for _ in sentences]
    for mention in sorted(mentions, key=lambda one: (one.start, -one.end)):
        place = bisect_right(starts, mention.start) - 1
        if place >= 0:
            each[place].append(mention)
    lines = [_line(text, *span, found, at) for at, (span, found) in enumerate(zip(sentences, each, strict=True))]
    return Passage(text, lines)


def _line(text: str, start: int, end: int, mentions: list[Marked], number: int) -> Line:
    line = Line(start, end)
    held: list[tuple[Marked, int]] = []
    at = start
    for mention in mentions:
        if mention.start < at:
            continue
        line.words += _words(text[at : mention.start])
        held.append((mention, len(line.words)))
        line.words.append(MASKS.get(mention.type, "@o"))
        at = mention.end
    line.words += _words(text[at:end])
    bounds = _lists(line.words, [at for _, at in held])
    line.places = [Place(one.type, one.ids, number, at, *bounds[at], one.start, one.end) for one, at in held]
    return line


@lru_cache(maxsize=4096)  # the causes of a text are read with fewer mentions masked, but the same words between most
def _words(text: str) -> tuple[str, ...]:
    return tuple(map(_folded, _TOKEN.findall(text)))


@lru_cache(maxsize=65536)
def _folded(word: str) -> str:
    return "0" if word[0].isdecimal() else word.lower()


def _lists(words: list[str], masked: list[int]) -> dict[int, tuple[int, int]]:
    """For each masked word the first and last masked word of the list it stands in."""
    bounds: dict[int, tuple[int, int]] = {}
    group: list[int] = []
    for at in masked:
        if group and not (words[at] == words[group[-1]] and _listed(words, group, at)):
            bounds.update(dict.fromkeys(group, (group[0], group[-1])))
            group = []
        group.append(at)
    if group:
        bounds.update(dict.fromkeys(group, (group[0], group[-1])))
    return bounds


def _listed(words: list[str], group: list[int], at: int) -> bool:
    """Whether a mention belongs to the list that ends before it, and begins nothing of its own."""
    between = words[group[-1] + 1 : at]
    if not _joined(between):
        return False
    if len(group) == 1 and between == [",", "and"] and any(map(_acts, words[at + 1 : at + 2])):
        return not any(_acts(word) for word in words[: group[0]])  # "@c inhibits @g , and @g activates @g"
    changing = between[-1] in _CHANGED and "and" in between  # "reduced @g and increased @g"
    return not changing or not any(word in _CHANGED or _acts(word) for word in words[1 : group[0]])


def _joined(between: list[str]) -> bool:
    """Whether words that join lists stand between, with at most one other word; or "but not", "rather than"."""
    if between[-2:] in (["but", "not"], ["rather", "than"]):
        return len(between) == 2 or between[:-2] == [","]
    if not 0 < len(between) <= _LONGEST_JOIN:
        return False
    others = [word for word in between if word not in _JOINS]
    return len(others) <= 1 and len(others) < len(between) and not any(_acts(word) for word in others)


@lru_cache(maxsize=4096)
def _acts(word: str) -> bool:
    """Whether a word says what the mention before it does: "@c inhibits @g and activates @g" lists no genes."""
    says = {trigger.form for trigger in triggers().get(word, ())}
    return bool(says & {"s", "past", "base"}) and not says & {"noun", "adj"} and word not in ("lower", "complex")
