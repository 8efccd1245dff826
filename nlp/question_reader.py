"""Reading words one after another: what may be skipped, what stands where, each rule's readings made once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, NamedTuple

from labkin.nlp import question_words as fixed
from labkin.nlp.lexicon import Lexicon
from labkin.nlp.question_tokens import Words
from labkin.nlp.question_values import Number, Period

MAX_READINGS = 40  # of one stretch of words by one rule


class Reading(NamedTuple):
    """One reading of a stretch of words."""

    cost: float
    value: Any
    end: int


class Reader:
    """The words of one question, read from any place on."""

    def __init__(self, words: Words, lexicon: Lexicon) -> None:
        self.words, self.lexicon = words, lexicon
        self.tokens = words.tokens
        self.furthest = 0
        self._kept: dict[tuple[str, int, int], list[Reading]] = {}

    # -- words ------------------------------------------------------------------------------------------------------

    def starts(self, pos: int) -> list[int]:
        """The place itself and those behind words that may be skipped."""
        found, queue = [pos], [pos]
        while queue:
            for end in self.words.skips.get(queue.pop(), ()):
                if end not in found:
                    found.append(end)
                    queue.append(end)
        self.furthest = max(self.furthest, *found)
        return sorted(found)

    def ended(self, pos: int) -> bool:
        """Whether nothing but words that may be skipped is left."""
        return len(self.tokens) in self.starts(pos)

    def low(self, pos: int) -> str:
        """The word at a place, in small letters; empty text at the end or inside quotes."""
        return self.tokens[pos].low if pos < len(self.tokens) and not self.tokens[pos].quoted else ""

    def after(self, pos: int, phrases: Iterable[str]) -> list[int]:
        """Where it goes on behind one of the fixed phrases; the longest phrase first."""
        return sorted({end for _, end in self._standing(pos, phrases)}, reverse=True)

    def said(self, pos: int, table: Iterable[str]) -> list[tuple[str, int]]:
        """The fixed phrases that stand here, with where they end; the longest first."""
        return sorted(set(self._standing(pos, table)), key=lambda f: (-f[1], f[0]))

    def _standing(self, pos: int, table: Iterable[str]) -> Iterator[tuple[str, int]]:
        phrases = table if isinstance(table, Collection) else tuple(table)
        for start in self.starts(pos):
            first = self.low(start)
            for phrase in phrases if first else ():
                if not phrase.startswith(first):  # most are not worth taking apart
                    continue
                parts = phrase.split()
                if all(self.low(start + n) == part for n, part in enumerate(parts)):
                    self.furthest = max(self.furthest, start + len(parts))
                    yield phrase, start + len(parts)

    def items(self, table: dict[int, list[Any]], pos: int) -> list[tuple[Any, int, float, int]]:
        """What of the lab's own words stands here: (what, end, cost, start)."""
        found = [(what, end, cost, start) for start in self.starts(pos) for what, end, cost in table.get(start, ())]
        if found:
            self.furthest = max(self.furthest, *(end for _, end, _, _ in found))
        return found

    def kept(self, rule: str, pos: int, depth: int, make: Callable[[int, int], Iterator[Reading]]) -> list[Reading]:
        """The readings of a rule at a place, made once, the cheapest kept."""
        key = (rule, pos, depth)
        if key not in self._kept:
            self._kept[key] = []
            best: dict[Any, Reading] = {}
            for reading in make(pos, depth):
                mark = repr(reading.value), reading.end
                if mark not in best or reading.cost < best[mark].cost:
                    best[mark] = reading
            self._kept[key] = sorted(best.values(), key=lambda r: (r.cost, -r.end))[:MAX_READINGS]
        return self._kept[key]

    def periods(self, pos: int) -> list[tuple[Period, int]]:
        """The dates that stand here."""
        return [self.words.periods[s] for s in self.starts(pos) if s in self.words.periods]

    def numbers(self, pos: int) -> list[tuple[Number, int]]:
        """The numbers that stand here."""
        return [self.words.numbers[s] for s in self.starts(pos) if s in self.words.numbers]

    def helped(self, pos: int) -> list[tuple[int, bool, bool]]:
        """Behind auxiliaries: (place, whether the verb is passive, whether it is negated)."""
        found = []
        for start in self.starts(pos):
            end, passive, negated = start, False, False
            while end < len(self.tokens) and (
                self.low(end) in fixed.AUXILIARIES | fixed.NOT or (end > start and self.low(end) in ("been", "be"))
            ):
                passive |= self.low(end) in fixed.BE
                negated |= self.low(end) in fixed.NOT
                end += 1
            if end > start:
                found.append((end, passive, negated))
        return found
