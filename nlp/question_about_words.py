"""Whole questions matched against patterns of words with gaps for names, kinds and properties.

A pattern is words in a row: `a|b` is one of two, `have_in_common` three in a row, a `?` at the end leaves out what it
closes. `{X}` is a thing by its name, `{XX}` several, `{K}` a kind, `{P}` a property, `{R}` a noun that says a relation
("targets"), `{A}` a comparative ("heavier"), `{G}` the graph itself, `{F}` a word as it stands, such as a file's name.
Words that mean nothing are skipped as everywhere; all others must fit, so that nothing of a question is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from labkin.graph.profile import Profile
from labkin.nlp import question_words as fixed
from labkin.nlp.lexicon import Asked, Lexicon, Meant, Sense, stems
from labkin.nlp.normal import normal
from labkin.nlp.question_reader import Reader
from labkin.nlp.question_tokens import Words
from labkin.nlp.question_tree import Hit, Mention

MOST_LISTED = 8  # things in one list
MOST_OF_FILE = 8  # words of a file's name
_FILE = re.compile(r"\w\.[A-Za-z]\w{1,9}$")
_AND = frozenset({"and", "&", "or", "plus", ","})
_GRAPH = frozenset(["graph", "lab", "database", "data", "system", "kg", "schema", "dataset", "here"])
_OF_GRAPH = _GRAPH | frozenset(["this", "the", "our", "knowledge", "'s", "your", "whole", "entire"])
# Skipped everywhere else, but here they would change the answer.
TELLING = frozenset(["only", "just", "solely", "not", "never", "no", "without", "except", "exactly"])


@dataclass(frozen=True, slots=True)
class Thing:
    """Something called by name, and the kinds it was said to be of; none when it was not said."""

    mention: Mention
    kinds: tuple[Meant, ...] = ()

    def hits(self) -> tuple[Hit, ...]:
        """Those of the name and kinds, the likeliest alone."""
        allowed = {meant.kind for meant in self.kinds}
        hits = [hit for hit in self.mention.hits if not allowed or hit.kind in allowed]
        least = min((hit.cost for hit in hits), default=0.0)
        return tuple(hit for hit in hits if hit.cost < least + 1e-6)


class Match(NamedTuple):
    """What fills the gaps of a pattern, in order."""

    cost: float
    gaps: tuple[Any, ...]
    number: int  # of the pattern among those asked


class _Part(NamedTuple):
    gap: str  # empty for words
    phrases: tuple[str, ...]
    optional: bool


@cache
def _parts(pattern: str) -> tuple[_Part, ...]:
    found = []
    for text in pattern.split():
        bare = text.removesuffix("?")
        gap = bare[1:-1] if bare.startswith("{") else ""
        phrases = () if gap else tuple(phrase.replace("_", " ") for phrase in bare.split("|"))
        phrases += tuple(phrase.replace("what is", "what 's") for phrase in phrases if "what is" in phrase)
        found.append(_Part(gap, phrases, text.endswith("?")))
    return tuple(found)


_Filled = tuple[int, float, tuple[Any, ...]]  # place, cost, gaps


class Patterns(Reader):
    """The words of one question, against which patterns are held."""

    def __init__(self, words: Words, lexicon: Lexicon, profile: Profile) -> None:
        super().__init__(words, lexicon)
        self.profile = profile

    def first(self, patterns: Sequence[str]) -> Match | None:
        """The cheapest way in which one of the patterns fits the whole question; the earlier pattern first."""
        found: Match | None = None
        for number, pattern in enumerate(patterns):
            for place, cost, gaps in self._from(0, _parts(pattern)):
                if self.ended(place) and (found is None or cost < found.cost - 1e-6):
                    found = Match(cost, gaps, number)
        return found

    def _from(self, pos: int, parts: tuple[_Part, ...]) -> Iterator[_Filled]:
        if not parts:
            yield pos, 0.0, ()
            return
        part, rest = parts[0], parts[1:]
        if part.gap:
            for end, cost, gap in _FILLERS[part.gap](self, pos):
                for last, more, gaps in self._from(end, rest):
                    yield last, cost + more, (gap, *gaps)
        else:
            for end in self.after(pos, part.phrases):
                yield from self._from(end, rest)
        if part.optional:
            for last, more, gaps in self._from(pos, rest):
                yield last, more, ((None, *gaps) if part.gap else gaps)

    # -- gaps -------------------------------------------------------------------------------------------------------

    def thing(self, pos: int) -> Iterator[tuple[int, float, Thing]]:
        """A name, with its kind before or behind it or without."""
        for mention, end, cost, _ in self.items(self.words.mentions, pos):
            end = self._unquoted(end)
            yield end, cost, Thing(mention)
            for meant, last, more in self.words.kinds.get(end, ()):
                yield last, cost + 0.2 * more, Thing(mention, meant)
        for meant, start, more, _ in self.items(self.words.kinds, pos):
            for mention, end, cost, _ in self.items(self.words.mentions, start):
                yield self._unquoted(end), cost + 0.2 * more, Thing(mention, meant)

    def _unquoted(self, end: int) -> int:
        quoted = self.tokens[end - 1].quoted and end < len(self.tokens) and not self.tokens[end].quoted
        return end + 1 if quoted else end

    def things(self, pos: int) -> Iterator[tuple[int, float, tuple[Thing, ...]]]:
        """Two names or more."""
        for end, cost, one in self.thing(pos):
            for last, more, others in self._more(end, MOST_LISTED - 1):
                yield last, cost + more, (one, *others)

    def _more(self, pos: int, most: int) -> Iterator[tuple[int, float, tuple[Thing, ...]]]:
        start = pos
        while start < len(self.tokens) and self.low(start) in _AND:
            start += 1
        if start == pos or not most:
            return
        for end, cost, one in self.thing(start):
            yield end, cost, (one,)
            for last, more, others in self._more(end, most - 1):
                yield last, cost + more, (one, *others)

    def kind(self, pos: int) -> Iterator[tuple[int, float, tuple[str, ...]]]:
        """Kinds of the graph that a word means, those that it means best."""
        for meant, end, cost, _ in self.items(self.words.kinds, pos):
            here = [one for one in meant if one.kind in self.profile.kinds]
            least = min((one.rank for one in here), default=0)
            if here:
                yield end, cost + least / 2, tuple(one.kind for one in here if one.rank == least)

    def prop(self, pos: int) -> Iterator[tuple[int, float, tuple[Asked, ...]]]:
        """Properties that things of the graph have."""
        for asked, end, cost, _ in self.items(self.words.props, pos):
            here = tuple(one for one in asked if one.prop in self.profile.props.get(one.kind, {}))
            if here:
                yield end, cost, here

    def relation(self, pos: int) -> Iterator[tuple[int, float, tuple[Sense, ...]]]:
        """A noun for what a relation leads to: "targets", of which the lexicon has "target of"."""
        for start in self.starts(pos):
            if senses := self.lexicon.relations.get((*stems(self.low(start)), "of")):
                yield start + 1, 1.2, senses

    def adjective(self, pos: int) -> Iterator[tuple[int, float, tuple[tuple[str, ...], bool]]]:
        """The properties that an adjective compares, and whether it asks for more."""
        for word, end in self.said(pos, fixed.ADJECTIVES):
            yield end, 1.0, fixed.ADJECTIVES[word]

    def graph(self, pos: int) -> Iterator[tuple[int, float, None]]:
        """The graph itself: "this graph", "our lab's database"."""
        end = pos
        while end < len(self.tokens) and self.low(end) in _OF_GRAPH:
            end += 1
        if any(self.low(n) in _GRAPH for n in range(pos, end)):
            yield end, 0.0, None

    def file(self, pos: int) -> Iterator[tuple[int, float, str]]:
        """A word that is nothing else, or what stands in quotes."""
        for start in self.starts(pos):
            begin = start + 1 if start + 1 < len(self.tokens) and self.tokens[start + 1].quoted else start
            end = begin
            while end < len(self.tokens) and self.tokens[end].quoted:
                end += 1
            if end > begin:
                yield end + 1, 1.0, self.words.text(begin, end)
            for last in range(start, min(start + MOST_OF_FILE, len(self.tokens))):
                if _FILE.search(self.tokens[last].text):
                    yield last + 1, 1.0, self.words.text(start, last + 1)

    # -- what a match must not pass over ----------------------------------------------------------------------------

    def telling(self) -> bool:
        """Whether a word stands outside quotes and names that would change the answer and that no pattern says."""
        named = {n for start, of in self.words.mentions.items() for _, end, _ in of for n in range(start, end)}
        return any(
            token.low in TELLING and not token.quoted and number not in named
            for number, token in enumerate(self.tokens)
        )

    def lows(self) -> set[str]:
        """All words outside quotes, in small letters."""
        return {token.low for token in self.tokens if not token.quoted}

    def names_kind(self, word: str) -> bool:
        """Whether a word is the name of a kind of this graph."""
        meant = self.lexicon.kinds.get(normal(word), ())
        return any(one.kind in self.profile.kinds and not one.rank for one in meant)


_FILLERS: Mapping[str, Any] = {
    "X": Patterns.thing,
    "XX": Patterns.things,
    "K": Patterns.kind,
    "P": Patterns.prop,
    "R": Patterns.relation,
    "A": Patterns.adjective,
    "G": Patterns.graph,
    "F": Patterns.file,
}
