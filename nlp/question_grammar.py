"""The grammar of noun phrases and what is said of them: every way to read a stretch of words, best first.

Each rule takes a place in the words and gives readings (cost, value, where it ends). Words that say nothing are skipped
between items; all others must be read by some rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from labkin.nlp import question_words as fixed
from labkin.nlp.lexicon import Meant, Sense, is_participle, sorts_of, stem
from labkin.nlp.question_placed import placed
from labkin.nlp.question_reader import Reading
from labkin.nlp.question_said import ValueGrammar
from labkin.nlp.question_tree import DONE, Among, Link, Measured, Phrase, Saying, Top, Where

MAX_DEPTH = 5
MOST_MODS = 4  # that follow one noun
FARTHER = 0.1
_RELATIVE = ("that", "which", "who", "whom", "whose")
_BEFORE_DOERS = (*_RELATIVE, *fixed.DO, *fixed.HAVE)  # behind them a verb says what they do


class Grammar(ValueGrammar):
    """The readings of one question's words."""

    # -- noun phrases -----------------------------------------------------------------------------------------------

    def phrase(self, pos: int, depth: int = 0) -> list[Reading]:
        """Noun phrases, with what follows and belongs to them."""
        return self.kept("phrase", pos, depth, self._phrase) if depth < MAX_DEPTH else []

    def _phrase(self, pos: int, depth: int) -> Iterator[Reading]:
        for cost, head, end in self.heads(pos, depth):
            yield from self._modified(cost, head, end, depth, MOST_MODS)
            yield from self._several(cost, head, end, depth)

    def _modified(self, cost: float, phrase: Phrase, end: int, depth: int, left: int) -> Iterator[Reading]:
        yield Reading(cost, phrase, end)
        if left:
            for more, mods, after in self.mods(end, depth):
                far = FARTHER if left < MOST_MODS else 0.0  # what follows an object rather says something of that
                yield from self._modified(cost + more + far, phrase.plus(*mods), after, depth, left - 1)

    def _several(self, cost: float, head: Phrase, end: int, depth: int) -> Iterator[Reading]:
        """Names or kinds in a row: "asthma and breast cancer"."""
        for word, after in [
            *self.said(end, ("and", "or", "and also", "as well as")),
            *((",", e) for e in self._comma(end)),
        ]:
            for more, other, last in self.heads(after, depth):
                if _alike(head, other):
                    joined = "or" if word == "or" else "and"
                    yield Reading(cost + more, Phrase(many=(head, other), joined=joined), last)
                    for third, rest, final in self._several(cost + more, other, last, depth):
                        if word == "," or rest.joined == joined:
                            yield Reading(third, Phrase(many=(head, *rest.many), joined=rest.joined), final)

    def _comma(self, pos: int) -> list[int]:
        return [pos + 1] if self.low(pos) == "," else []

    def heads(self, pos: int, depth: int) -> list[Reading]:
        """Nouns and names, with what stands before them."""
        return self.kept("heads", pos, depth, self._heads)

    def _heads(self, pos: int, depth: int) -> Iterator[Reading]:
        for cost, top, end in self.tops(pos):
            for more, phrase, after in self._before(end, depth):
                yield Reading(cost + more, replace(phrase, top=top), after)
        yield from self._before(pos, depth)

    def _before(self, pos: int, depth: int) -> Iterator[Reading]:
        yield from self._core(pos, depth)
        for values, end, cost, start in self.items(self.words.values, pos):
            negated = self.low(start - 1) in ("not", "non") if start else False
            for more, phrase, after in self._core(end, depth):
                if phrase.kinds:
                    yield Reading(cost + more, phrase.plus(Among(values, negated)), after)
        for start in self.starts(pos):
            if self.low(start) in ("not", "non"):
                for values, end, cost, _ in self.items(self.words.values, start + 1):
                    for more, phrase, after in self._core(end, depth):
                        if phrase.kinds:
                            yield Reading(cost + more + 1, phrase.plus(Among(values, True)), after)

    def _core(self, pos: int, depth: int) -> Iterator[Reading]:
        for kinds, end, cost, start in self.items(self.words.kinds, pos):
            kind = Phrase(kinds, self.words.text(start, end))
            yield Reading(cost + kinds[0].rank / 10, kind, end)
            for mention, after, more, begin in self.items(self.words.mentions, end):
                near = begin == end or self.tokens[end].text in ('"', "'", "“", "‘")
                if near and {m.kind for m in kinds} & mention.kinds:
                    yield Reading(cost + more - 0.5, replace(kind, mention=mention), self.closed(after))
            for place in self.after(end, ("called", "named", "known as", "by the name of")):
                for mention, after, more, _ in self.items(self.words.mentions, place):
                    if {m.kind for m in kinds} & mention.kinds:
                        yield Reading(cost + more - 0.5, replace(kind, mention=mention), self.closed(after))
        for values, end, cost, start in self.items(self.words.values, pos):  # "study reports"
            for sort, own in sorts_of(values).items():
                named = Phrase((Meant(sort, 0),), self.words.text(start, end), mods=(Among(own),))
                yield Reading(cost - 0.2, named, end)
        for mention, end, cost, _ in self.items(self.words.mentions, pos):
            name = Phrase(mention=mention)
            yield Reading(cost + self.doubt(pos, end), name, self.closed(end))
            yield from self._named_first(cost, name, self.closed(end))
        for after in self.after(pos, fixed.THINGS):
            yield Reading(1.5, Phrase(), after)
        yield from self._nominal(pos, depth)

    def doubt(self, pos: int, end: int) -> float:
        """A name that is also a plain word of the lab, in small letters, is likelier the word."""
        start = next((s for s in self.starts(pos) if any(e == end for _, e, _ in self.words.mentions.get(s, ()))), pos)
        tables: tuple[dict[int, list[Any]], ...] = (self.words.kinds, self.words.relations, self.words.props)
        plain = any(item[1] == end for table in tables for item in table.get(start, ()))
        return 0.7 if plain and self.words.text(start, end).islower() else 0.0

    def _named_first(self, cost: float, name: Phrase, end: int) -> Iterator[Reading]:
        """A name before a noun: "BRCA1 gene", "aspirin batches", "EGFR inhibitors", "aspirin's targets"."""
        owner = end + 1 if self.low(end) == "'s" else end
        assert name.mention is not None
        for kinds, after, more, _ in self.items(self.words.kinds, owner):
            if {m.kind for m in kinds} & name.mention.kinds and owner == end:
                yield Reading(cost + more - 0.5, replace(name, kinds=kinds), after)
            kind = Phrase(kinds, self.words.text(after - 1, after))
            yield Reading(cost + more + 0.2, kind.plus(Link((), True, name, word="of")), after)
        for nouns, after in self.nouns(owner):
            yield Reading(cost + 1.1, Phrase().plus(Link(nouns, True, name)), after)

    def nouns(self, pos: int) -> list[tuple[tuple[Sense, ...], int]]:
        """Nouns that say a relation, without their "of": the relation's senses and where the noun ends."""
        found = []
        for start in self.starts(pos):
            for after in range(min(start + 3, len(self.tokens)), start, -1):
                key = tuple(stem(self.tokens[n].low) for n in range(start, after))
                senses = self.lexicon.relations.get((*key, "of"), self.lexicon.relations.get((*key, "for"), ()))
                if nouns := tuple(s for s in senses if not s.active):
                    found.append((nouns, after))
        return found

    def _nominal(self, pos: int, depth: int) -> Iterator[Reading]:
        """A noun that says a relation: "targets of aspirin"."""
        for senses, end, cost, start in self.items(self.words.relations, pos):
            nouns = tuple(s for s in senses if not s.active)
            if nouns and end - start > 1 and self.low(end - 1) in ("of", "for", "to", "against"):
                for more, other, after in self.phrase(end, depth + 1):
                    yield Reading(cost + more + 0.1, Phrase().plus(Link(nouns, True, other)), after)

    def wheres(self, pos: int) -> list[Reading]:
        """Properties compared with values, and measured values with the place where they were measured."""
        return self.kept("placed", pos, 0, self._wheres_placed)

    def _wheres_placed(self, pos: int, _: int) -> Iterator[Reading]:
        yield from super().wheres(pos)
        yield from placed(self, self.heads, pos)

    # -- what is said of a noun -------------------------------------------------------------------------------------

    def mods(self, pos: int, depth: int) -> list[Reading]:
        """What follows a noun and says something of it: a tuple of mods."""
        return self.kept("mods", pos, depth, self._mods)

    def _mods(self, pos: int, depth: int) -> Iterator[Reading]:
        for after in self.after(pos, _RELATIVE):
            yield from self.verb_phrase(after, depth)
            yield from self._gap(after, depth)
            for cost, where, end in self.wheres(after):
                yield Reading(cost, (where,), end)
            yield from self._most_of(after)
        if not any(self.low(s) in fixed.AUXILIARIES for s in self.starts(pos)):
            yield from self.verb_phrase(pos, depth)
        for cost, mod, end in self._gap(pos, depth):
            yield Reading(cost + 0.3, mod, end)
        yield from self._with(pos, depth)
        yield from self._prepositions(pos, depth)
        yield from self._ordered(pos, depth)
        yield from self.times(pos)
        for word, after in self.said(pos, ("and", "but")):
            for cost, mods, end in self._with(after, depth):
                yield Reading(cost + (0.1 if word else 0), mods, end)

    def _gap(self, pos: int, depth: int) -> Iterator[Reading]:
        """A clause that lacks its object: "(genes) that aspirin binds"."""
        for cost, other, end in self.phrase(pos, depth + 1):
            places = [(end, False, False), *self.helped(end)]
            for place, passive, negated in places:
                for senses, after, more, start in self.items(self.words.relations, place):
                    active = tuple(s for s in senses)
                    turned = passive and not self.low(start).endswith("ing")
                    yield Reading(cost + more, (Link(active, False, other, turned, negated),), after)

    def verb_phrase(self, pos: int, depth: int) -> list[Reading]:
        """What a subject does or is: a tuple of mods."""
        return self.kept("verbs", pos, depth, self._verb_phrase)

    def _verb_phrase(self, pos: int, depth: int) -> Iterator[Reading]:
        for reading in self._one_verb(pos, depth):
            yield reading
            for word, after in [
                *self.said(reading.end, ("and", "but", "and also")),
                *((",", e) for e in self._comma(reading.end)),
            ]:
                for cost, mods, end in self.verb_phrase(after, depth + 1) if depth < MAX_DEPTH else ():
                    yield Reading(reading.cost + cost + (0.05 if word == "," else 0), (*reading.value, *mods), end)

    def _one_verb(self, pos: int, depth: int) -> Iterator[Reading]:
        helped = self.helped(pos)
        for place, passive, negated in [(pos, False, False), *helped]:
            yield from self._relation(place, passive, negated, depth)
        for place, passive, negated in helped:
            if passive:
                yield from self.being(place, negated, depth)
            for cost, where, end in self.wheres(place):
                yield Reading(cost, (_negated(where, negated),), end)
            for asked, end, cost, _ in self.items(self.words.props, place) if passive else ():
                if dates := tuple(a for a in asked if a.type == "date"):  # "were not withdrawn"
                    yield Reading(cost + 0.8, (Where(dates, "missing" if negated else "exists", None),), end)
        for after in self.after(pos, fixed.HAVE | fixed.SHOW):
            yield from self._having(after, False, depth)
        for place, _, negated in helped:
            for after in self.after(place, ("have",)):
                yield from self._having(after, negated, depth)

    def _relation(self, place: int, passive: bool, negated: bool, depth: int) -> Iterator[Reading]:
        for senses, end, cost, start in self.items(self.words.relations, place):
            if end - start == 1 and self.low(start) in (
                "of",
                "in",
                "by",
                "from",
                "have",
                "has",
                "had",
                "do",
                "does",
                "did",
            ):
                continue
            turned = passive and not self.low(start).endswith("ing")
            alone = is_participle(self.low(start)) and not passive and self.low(place - 1) not in _BEFORE_DOERS
            link = Link(senses, True, None, turned, negated, DONE if alone else "")
            yield Reading(cost + 0.4, (link,), end)
            for more, times, after in () if negated else self.times(end):  # not then, or not at all?
                yield Reading(cost + more + 0.4, (link, *times), after)
            for count, begin, none in self._counted(end):
                for more, other, after in self.phrase(begin, depth + 1):
                    link = Link(senses, True, other, turned, negated or none, count=count)
                    yield Reading(cost + more, (link,), after)
            for most, begin in self._most(end):
                for more, other, after in self.phrase(begin, depth + 1):
                    yield Reading(cost + more, (Top(1, most, link=Link(senses, True, other, turned)),), after)

    def _most(self, pos: int) -> list[tuple[bool, int]]:
        """Before nouns: the most or the fewest of them, and where they begin."""
        found = []
        for word, after in self.said(pos, ("most", "fewest", "least", "highest number of", "largest number of")):
            found.append((word not in ("fewest", "least"), after))
        return [*found, *((False, after) for after in self.after(pos, ("lowest number of", "smallest number of")))]

    def _counted(self, pos: int) -> list[tuple[tuple[str, int] | None, int, bool]]:
        """Before an object: how many are asked for, where it begins, and whether it is none."""
        found: list[tuple[tuple[str, int] | None, int, bool]] = [(None, pos, False)]
        for after in self.after(pos, ("no", "not any", "neither")):
            found.append((None, after, True))
        for phrase, after in self.said(
            pos, (p for p, op in fixed.COMPARE.items() if op in ("<", ">", "<=", ">=") or p == "exactly")
        ):
            for start in self.starts(after):
                number = self.words.numbers.get(start)
                if number and isinstance(number[0].value, int) and not number[0].unit:
                    found.append(((fixed.COMPARE[phrase], number[0].value), number[1], False))
        return found

    def being(self, place: int, negated: bool, depth: int) -> Iterator[Reading]:
        for values, end, cost, _ in self.items(self.words.values, place):
            yield Reading(cost, (Among(values, negated),), end)
        for cost, mods, end in self.times(place):
            if not negated:
                yield Reading(cost + 0.3, mods, end)
        for cost, mods, end in self._prepositions(place, depth):
            yield Reading(
                cost + 0.2,
                tuple(replace(m, negated=m.negated or negated) if isinstance(m, Link) else m for m in mods),
                end,
            )

    def _having(self, place: int, negated: bool, depth: int) -> Iterator[Reading]:
        for cost, where, end in self.wheres(place):
            yield Reading(cost, (_negated(where, negated),), end)
        for count, begin, none in self._counted(place):
            for cost, other, end in self.phrase(begin, depth + 1):
                yield Reading(cost + 0.2, (Link((), True, other, False, negated or none, "have", count),), end)
        for most, begin in self._most(place):
            for cost, other, end in self.phrase(begin, depth + 1):
                yield Reading(cost, (Top(1, most, link=Link((), True, other, word="have")),), end)
        for word, after in self.said(place, fixed.MOST):
            for asked, end, cost, _start in self.items(self.words.props, after):
                yield Reading(cost, (Top(1, fixed.MOST[word], asked),), end)

    def _with(self, pos: int, depth: int) -> Iterator[Reading]:
        for word, after in self.said(
            pos, ("with", "having", "whose", "where", "which have", "that have", "of", "with a")
        ):
            for cost, where, end in self.wheres(after):
                yield Reading(cost + (0.2 if word == "of" else 0), (where,), end)
            if word in ("with", "having"):
                yield from self._having(after, False, depth)
        for after in self.after(pos, ("without", "lacking", "missing")):
            for cost, other, end in self.phrase(after, depth + 1):
                yield Reading(cost, (Link((), True, other, False, True, "have"),), end)
            for asked, end, cost, _ in self.items(self.words.props, after):
                yield Reading(cost + 0.1, (Where(asked, "missing", None),), end)
        for cost, where, end in self.wheres(pos):
            yield Reading(cost + 0.1, (where,), end)

    def _ordered(self, pos: int, depth: int) -> Iterator[Reading]:
        """ "by molecular weight", "by number of genes": what the first few are the first of."""
        for after in self.after(pos, ("by", "sorted by", "ordered by", "ranked by", "in order of", "with the highest")):
            for asked, end, cost, _ in self.items(self.words.props, after):
                yield Reading(cost, (Top(None, True, asked),), end)
            for begin in self.after(after, ("number of", "count of", "the number of")):
                for cost, other, end in self.phrase(begin, depth + 1):
                    yield Reading(cost, (Top(None, True, link=Link((), True, other, word="have")),), end)

    def _prepositions(self, pos: int, depth: int) -> Iterator[Reading]:
        for word, after in self.said(
            pos,
            ("of", "in", "for", "from", "on", "by", "at", "to", "about", "within", "into", "against", "under", "per"),
        ):
            if word != "per":
                for cost, other, end in self.phrase(after, depth + 1):
                    yield Reading(cost + 0.3, (Link((), True, other, word=word),), end)


def _negated(where: Where | Measured | Saying, negated: bool) -> Where | Measured | Saying:
    if isinstance(where, Measured):
        return replace(where, op=_OPPOSITE.get(where.op, where.op)) if negated else where
    return replace(where, negated=where.negated != negated)


_OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "=": "!=", "!=": "=", "between": "outside"}


def _alike(one: Phrase, other: Phrase) -> bool:
    """Whether two phrases may stand in a row: both names, or both kinds."""
    return bool(one.mention) == bool(other.mention) and bool(one.kinds or one.mention) and not (one.mods or other.mods)
