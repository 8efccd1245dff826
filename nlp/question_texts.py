"""Parts of texts as questions say them: "whose title contains X", "with X in the name", "that mention X"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from labkin.nlp import question_words as fixed
from labkin.nlp.lexicon import Asked
from labkin.nlp.question_amounts import AmountGrammar
from labkin.nlp.question_reader import Reading
from labkin.nlp.question_tree import Saying, Where

_SIGNS = frozenset({"<", ">", "<=", ">=", "≤", "≥", "="})
_OPENING, _CLOSING = frozenset("\"“'‘«"), frozenset("\"”’'»")
MOST_WORDS = 4  # of a text without quotes
_WORD = ("the word", "the words", "the phrase", "the term", "the text", "the string", "words", "word")
_CONTAINING = (*fixed.CONTAINING, "mentions", "mention", "says", "say")
_HAVING = frozenset({"with", "having", "have", "has", "had", *" ".join(_WORD).split()})
_ENDING = ("ends with", "ending with", "end with", "ends in", "ending in", "end in", "ended with")
TEXT_OPS = (("contains", _CONTAINING), ("starts", fixed.STARTING), ("ends", _ENDING))
_ABOUT = (
    "about", "mentioning", "mention", "mentions", "mentioned", "regarding", "concerning", "discussing", "discuss",
    "discusses", "describing", "describe", "describes", "dealing with", "deal with", "deals with", "that say",
    "saying", "say something on", "say something about", "says something on", "says something about", "on the topic of",
    "on the subject of", "talking about", "talk about", "talks about", "referring to", "refer to", "refers to",
)  # fmt: skip


class TextGrammar(AmountGrammar):
    """The readings of what is said of texts."""

    def items(self, table: dict[int, list[Any]], pos: int) -> list[tuple[Any, int, float, int]]:
        """As Reader's, but no name of the lab begins or ends with a sign that compares."""
        found = super().items(table, pos)
        return [item for item in found if not _SIGNS & {self.tokens[item[3]].text, self.tokens[item[1] - 1].text}]

    def held_texts(self, pos: int) -> Iterator[Reading]:
        """ "(with) X in the title"."""
        before = next((self.low(n) for n in range(pos - 1, -1, -1) if self.low(n) not in fixed.HARMLESS), "")
        for text, middle, cost in self._texts(pos):
            if cost and before not in _HAVING and not self.after(pos, _WORD):
                continue  # "released in": a verb, not a text
            for after in self.after(middle, ("in", "within")):
                for asked, end, more, _ in self.items(self.words.props, after):
                    if any(a.type == "text" for a in asked):
                        yield Reading(cost + more + 0.5, Where(asked, "contains", text), end)

    def sayings(self, pos: int) -> Iterator[Reading]:
        """ "(Documents) that mention X", of what is no name or kind in the lab; dear, so that any link is cheaper."""
        for after in self.after(pos, _ABOUT):
            for text, end, cost in self._texts(after):
                if not self._is_known(after, end):
                    yield Reading(2.5 + cost, Saying(text), end)

    def _is_known(self, start: int, end: int) -> bool:
        """Whether a word there is a name or a kind of the lab. What is in quotes is only a text."""
        if any(self.tokens[n].quoted for n in range(start, end)):
            return False
        tables: tuple[dict[int, list[Any]], ...] = (self.words.mentions, self.words.kinds)
        return any(table.get(n) for n in range(start, end) for table in tables) or start in self.words.periods

    def closed(self, end: int) -> int:
        """Behind a closing quote."""
        return end + 1 if end < len(self.tokens) and self.tokens[end].text in _CLOSING else end

    def to_text(self, asked: tuple[Asked, ...], pos: int, cost: float, op: str, negated: bool) -> Iterator[Reading]:
        """A property of texts, with the text it is compared with."""
        held = {(a.kind, a.prop) for a in asked}
        for values, end, more, _ in self.items(self.words.values, pos):
            same = [v for v in values if (v[0], v[1]) in held]
            if same:
                yield Reading(cost + more - 0.3, Where(asked, op, str(same[0][2]), negated), end)
        for text, end, more in self._texts(pos):
            named = any(a.prop == "name" for a in asked) and not self._is_known(pos, end)
            if op != "=" or more == 0 or named:
                yield Reading(cost + 1 + more + (0.5 if named else 0), Where(asked, op, text, negated), end)

    def _texts(self, pos: int) -> Iterator[tuple[str, int, float]]:
        """Words that stand for themselves, in quotes or a few in a row: (text, where it ends, cost)."""
        for start in [n for place in [pos, *self.after(pos, _WORD)] for n in self.starts(place)]:
            begin = start + (start < len(self.tokens) and self.tokens[start].text in _OPENING)
            end = begin
            while end < len(self.tokens) and self.tokens[end].quoted:
                end += 1
            if end > begin:
                yield self.words.text(begin, end), self.closed(end), 0.0
                continue
            end = start
            while end < min(start + MOST_WORDS, len(self.tokens)) and self._is_plain(end, start):
                end += 1
                if start not in self.words.numbers:
                    yield self.words.text(start, end), end, 0.2 + (end - start) / 10

    def _is_plain(self, at: int, start: int) -> bool:
        """Whether a word may be part of a text without quotes; behind the first, no word that the lab itself uses."""
        token, words = self.tokens[at], self.words
        tables: tuple[dict[int, list[Any]], ...] = (words.relations, words.kinds, words.props)
        if at > start and any(table.get(at) for table in tables):
            return False
        return any(c.isalnum() for c in token.text) and (token.low not in fixed.FUNCTION_WORDS or token.text.isupper())
