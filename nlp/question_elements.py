"""What may stand at each word of a question, for the reader that joins the words' meanings: things, verbs, conditions,
counts, and the words that hold them together. Each with where it ends and what it costs to take it so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from labkin.graph import censored
from labkin.nlp import question_join_words as fixed
from labkin.nlp import question_words as common
from labkin.nlp.lexicon import Asked, Lexicon, Meant, Sense, is_participle, many_of, sorts_of, stems
from labkin.nlp.lexicon_due import OVERDUE, is_due
from labkin.nlp.question_amounts import COMPARE
from labkin.nlp.question_flagged import bare, flagged, has_some, in_own_unit, with_kind, without_endpoint
from labkin.nlp.question_grammar import Grammar
from labkin.nlp.question_join_takings import takings_at
from labkin.nlp.question_joined import Thing
from labkin.nlp.question_listed import listed, says_value
from labkin.nlp.question_places import contents_asked, placed_there
from labkin.nlp.question_tokens import Words
from labkin.nlp.question_tree import Among, Link, Mention, Mod, Phrase, When, Where
from labkin.nlp.question_values import Number, Period, convert

PARTS = frozenset({"year", "month", "quarter"})  # of a date
UNUSED = 2.5  # the price of a word that nothing could be made of: beyond that of any way to hang two things together
MOST_FILTERS = 12
_PARTICIPLES = ("ed", "ing", "bound", "en", "made")
_VERBAL = fixed.PREPOSITIONS | common.HAVE | common.SHOW | common.words("do does did")
_ENDPOINT = "endpoint"
_PASSED_OVER = {"each": 0.6, "every": 0.6, "their": 1.5, "its": 1.5}  # words that rather say something
_RELATIVES = common.words("that which who whom whose they it he she")
_QUOTES = frozenset("\"'“”‘’«»")


@dataclass(frozen=True, slots=True)
class Element:
    """Something that may stand here: `what` it is, its value, where it ends and its cost."""

    what: str
    value: Any
    end: int
    cost: float = 0.0
    text: str = ""
    participle: bool = False
    alone: bool = False  # a participle without an auxiliary before it


@dataclass(slots=True)
class Elements:
    """Finds what may stand at each word of one question, once."""

    words: Words
    lexicon: Lexicon
    grammar: Grammar = field(init=False)
    _kept: dict[tuple[int, bool], list[Element]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.grammar = Grammar(self.words, self.lexicon)

    def opening(self) -> tuple[str, int]:
        """The form that the first words ask for, and where the rest begins."""
        lows = [token.low for token in self.words.tokens[:2]]
        if any(end > 2 for _, end, _ in self.words.props.get(0, ())):
            return "list", 0  # "how many people live in"
        for after in self.grammar.after(0, common.COUNT_PHRASES):
            if lows[:1] not in (["for"], ["per"]):
                return "count", after
        if lows and lows[0] in common.AUXILIARIES - {"having"}:
            return "yes_no", 1
        return ("when" if lows[:1] == ["when"] else "list"), int(bool(self.words.tokens and self.reasons()))

    def reasons(self) -> tuple[Asked, ...]:
        """The properties that "why" asks for, where the question begins so."""
        if self.words.tokens[0].low != "why":
            return ()
        return next(filter(None, (self.lexicon.props.get(word, ()) for word in fixed.REASONS)), ())

    def is_asked_of_being(self) -> bool:
        """Whether the question begins with "is" or "were": its participle is a passive."""
        return bool(self.words.tokens) and self.words.tokens[0].low in common.BE

    def at(self, pos: int, begun: bool) -> list[Element]:
        """What may stand at a word. `begun`: whether something was named before."""
        if (pos, begun) not in self._kept:
            self._kept[pos, begun] = list(self._at(pos, begun))
        return self._kept[pos, begun]

    def unknown(self) -> tuple[str, ...]:
        """The words that nothing can be made of, wherever they are put."""
        places = range(len(self.words.tokens))
        known = {n for pos in places for e in self.at(pos, True) if e.what != "unknown" for n in range(pos, e.end)}
        return tuple(dict.fromkeys(self.words.tokens[n].text for n in places if n not in known))

    def nobody_is(self, asked: tuple[Asked, ...]) -> bool:
        """Whether it was asked who, and these are no texts: nobody is a date or a number."""
        return self.grammar.low(0) in common.WHO and all(a.type not in ("text", "list") for a in asked)

    def asks_for_contents(self) -> bool:
        """Whether it was asked what is in or on something, not what that is."""
        return contents_asked(self.words)

    def noun_follows(self, pos: int) -> bool:
        """Whether a noun stands there, or a participle and then a noun: what was named before may belong to it."""
        places = self.grammar.starts(pos)
        places += [p + 1 for p in places if self.grammar.low(p) == "'s"]
        places += [reading.end for p in places for reading in self.grammar.tops(p)]  # "Kubrick's longest film"
        for place in places:
            if self.words.kinds.get(place) or self.words.props.get(place) or self.grammar.nouns(place):
                return True
            ends = {place} | {end for _, end, _ in self.words.mentions.get(place, ())}  # "LK-0042 hERG IC50"
            if any(_endpoints(values) for end in ends for values, _, _ in self.words.values.get(end, ())):
                return True
            if any(sorts_of(values) for values, _, _ in self.words.values.get(place, ())):
                return True
            if any(self.words.kinds.get(end) for _, end, _ in self.words.relations.get(place, ())):
                return True
        return False

    def measured_values(self) -> tuple[Asked, ...]:
        """What is meant where an aggregate of an endpoint is asked for: the numbers that were measured."""
        return tuple(a for a in self.lexicon.props.get(censored.VALUE, ()) if a.kind == censored.KIND)

    def _noun_at(self, pos: int) -> bool:
        """Whether a kind, a noun of a relation or a sort of things stands there: "which drugs", not "which we know"."""
        places = self.grammar.starts(pos)
        tables = (self.words.kinds, self.words.values)
        return any(table.get(place) for table in tables for place in places) or bool(self.grammar.nouns(pos))

    # -- by sort ----------------------------------------------------------------------------------------------------

    def _at(self, pos: int, begun: bool) -> Iterator[Element]:
        yield from self._things(pos)
        yield from self._in_series(pos)
        yield from self._verbs(pos)
        yield from self._filters(pos)
        for asked, end, cost in self.words.props.get(pos, ()):
            if not says_value(self.words, asked, pos, end):
                yield Element("prop", asked, end, cost - 0.9)
        yield from self._counts(pos, begun)
        yield from self._idle(pos)
        yield from self._holding(pos, begun)

    def _things(self, pos: int) -> Iterator[Element]:
        words = self.words
        for mention, end, cost in words.mentions.get(pos, ()):
            doubt = 0.5 * self.grammar.doubt(pos, end)
            yield Element("thing", Thing(mention=mention), end, 0.1 * (cost - 1) + doubt, words.text(pos, end))
            if self.grammar.low(end) in ("control", "controls") and self.grammar.low(pos - 1) in fixed.DETERMINERS:
                yield Element("thing", Thing(mention=mention), end + 1, 0.1 * cost + doubt)  # "the warfarin controls"
            for one in listed(words, mention, end):
                yield Element("thing", one, end, 0.2, words.text(pos, end))
            yield from self._sorted_so(mention, pos, end)
            for kinds, after, _ in words.kinds.get(end, ()):  # "BRCA1 gene"
                if _one_of(kinds, mention):
                    yield Element("thing", Thing(kinds, mention=mention), after, 0.1 * (cost - 1) - 0.2)
        for kinds, end, _ in words.kinds.get(pos, ()):
            text = words.text(pos, end)
            yield Element("thing", Thing(kinds, text), end, kinds[0].rank / 10, text)
            yield from self._named(kinds, end)
        if not self.grammar.low(pos):
            return
        for senses, end in self.grammar.nouns(pos):
            if self.words.skips.get(pos) and end > pos + 1:
                continue
            text = words.text(pos, end)
            of = "" if self.grammar.low(end) != "of" else " of"
            yield Element("thing", Thing(noun=senses, head=text + of), end, 0.8, text)
            if not of and text.endswith("s"):  # "sequels directed by X": what is one, of whatever
                yield Element("thing", Thing(head=text, mods=(Link(senses, True, None),)), end, 1.2, text)
        for values, end, _ in words.values.get(pos, ()):
            if (own := _endpoints(values)) and not words.tokens[end - 1].low.endswith("ble"):  # not "soluble"
                yield Element("thing", self._measure(own, pos, end), end, 0.2, words.text(pos, end))
            for kind, sort in {**many_of(values, words.text(pos, end)), **sorts_of(values)}.items():  # "study reports"
                yield Element("thing", Thing((Meant(kind, 0),), words.text(pos, end), mods=(Among(sort),)), end, 0.1)
        said = self.grammar.low(pos)
        if said in common.THINGS | fixed.ASKED and not (said in common.WHAT and self._noun_at(pos + 1)):
            kinds = tuple(Meant(kind, 0) for kind in self.lexicon.agents) if said in common.WHO else ()
            head = "where" if said == "where" else "person" if kinds else ""
            yield Element("thing", Thing(kinds, head), pos + 1, 0.4)

    def _sorted_so(self, mention: Mention, pos: int, end: int) -> Iterator[Element]:
        """ "Westerns": films, where Western is one of the genres that sort them."""
        low = self.grammar.low(end - 1)
        if not low.endswith("s") or low.endswith("ss"):
            return
        for kind, (source, relation) in self.lexicon.sorting.items():
            hits = tuple(hit for hit in mention.hits if hit.kind == kind and not hit.name.lower().endswith("s"))
            if hits:
                one = Phrase(mention=replace(mention, hits=hits))
                link = Link((Sense(relation, True, True, 0),), True, one)
                text = self.words.text(pos, end)
                yield Element("thing", Thing((Meant(source, 0),), text, mods=(link,)), end, -0.1, text)

    def _in_series(self, pos: int) -> Iterator[Element]:
        """ "LK compounds": those whose names begin so, "LK-0042"."""
        for kinds, end, _ in self.words.kinds.get(pos + 1, ()) if pos in self.words.series else ():
            named = tuple(Asked(meant.kind, "name", "text", "", 0) for meant in kinds)
            text = self.words.text(pos + 1, end)
            yield Element(
                "thing",
                Thing(kinds, text, mods=(Where(named, "starts", f"{self.words.tokens[pos].text}-"),)),
                end,
                0.4,
                text,
            )

    def _named(self, kinds: tuple[Meant, ...], end: int) -> Iterator[Element]:
        """ "gene BRCA1", 'the pathway "Signaling by ERBB4"'."""
        tokens = self.words.tokens
        begin = end + (end < len(tokens) and tokens[end].text in _QUOTES)
        for mention, after, cost in self.words.mentions.get(begin, ()):
            if _one_of(kinds, mention):
                closed = after + (begin > end and after < len(tokens) and tokens[after].text in _QUOTES)
                yield Element("thing", Thing(kinds, mention=mention), closed, 0.1 * (cost - 1) - 0.3)

    def _verbs(self, pos: int) -> Iterator[Element]:
        for senses, end, _ in self.words.relations.get(pos, ()):
            low = self.words.tokens[pos].low
            said = [token.low for token in self.words.tokens[pos:end] if any(c.isalnum() for c in token.text)]
            if len(said) > 1 or said[0] not in _VERBAL:
                yield Element("verb", senses, end, 0.0, low, low.endswith(_PARTICIPLES), self._is_alone(pos))

        yield from self._stranded(pos)

    def _is_alone(self, pos: int) -> bool:
        """Whether a participle stands there without an auxiliary or "that" before it: "documents cited"."""
        before = pos - 1 - (self.grammar.low(pos - 1) == "not" if pos else 0)
        said = self.grammar.low(before) if before >= 0 else ""
        return is_participle(self.grammar.low(pos)) and said not in common.AUXILIARIES | _RELATIVES

    def _stranded(self, pos: int) -> Iterator[Element]:
        """ "In which pathways do they take part": the verb's preposition stands at the front."""
        front = self.words.tokens[0].low
        if not pos or front not in fixed.PREPOSITIONS or self.words.tokens[pos].low in common.AUXILIARIES:
            return
        for end in range(min(pos + 3, len(self.words.tokens)), pos, -1):
            said = " ".join(token.low for token in self.words.tokens[pos:end])
            if senses := self.lexicon.relations.get((*stems(said), front)):
                yield Element("verb", senses, end, 0.0, self.words.tokens[pos].low)
                return

    def _filters(self, pos: int) -> Iterator[Element]:
        best: dict[tuple[str, int], tuple[float, Mod, int]] = {}
        readings = [(reading.cost, reading.value, reading.end) for reading in self.grammar.wheres(pos)]
        for reading in self.grammar.times(pos):
            readings.append((reading.cost, reading.value[0], reading.end))
        named = {end for _, end, _ in self.words.mentions.get(pos, ())}
        for values, end, cost in self.words.values.get(pos, ()):
            far = 10.0 if end in named else 0.0  # somebody's name is that of somebody, not a text that says it
            readings.append((cost + 1.0 + far, Among(values), end))
            readings += [(cost + 1.0 + far / 2, Among(values), after) for after in with_kind(self.words, pos, end)]
            for asked, after, _ in self.words.props.get(end, ()):  # "the Ember project"
                same = tuple(v for v in values if any((a.kind, a.prop) == v[:2] for a in asked))
                if same:
                    readings.append((cost, Among(same), after))
        readings += in_own_unit(self.words, self.grammar.amounts(pos), self.measured_values())
        if (year := self._year_of(pos)) is not None:
            readings.append((2.0, When("=", year), pos + 1))
        for reading in (*self.grammar.sayings(pos), *self.grammar.held_texts(pos)):
            readings.append((reading.cost, reading.value, reading.end))
        readings += [(0.0, mod, end) for mod, end in (*self._past_due(pos), *flagged(self.words, self.lexicon, pos))]
        readings += [(cost + 0.3, without_endpoint(mod), end) for cost, mod, end in readings if bare(mod)]
        for cost, mod, end in readings:
            key = repr(mod), end
            if end > pos and not self._contradicted(mod, pos) and (key not in best or cost < best[key][0]):
                best[key] = cost, mod, end
        for cost, mod, end in sorted(best.values(), key=lambda r: (r[0], -r[2]))[:MOST_FILTERS]:
            yield Element("filter", mod, end, 0.1 * cost + (0.2 if isinstance(mod, When) else 0.0))

    def _past_due(self, pos: int) -> Iterator[tuple[Where, int]]:
        """ "Overdue", "past their calibration due date": the day has come before today."""
        due = tuple(asked for asked in self.lexicon.dates() if is_due(asked.prop))
        today = self.words.today
        for end in self._ends(pos, OVERDUE) if due and today else ():
            what = self.grammar.low(end + 1) if self.grammar.low(end) == "for" else ""
            own = tuple(asked for asked in due if what and what in asked.prop.replace("_", " ").lower().split())
            end = end + 2 if own else end
            yield Where(own or due, "<", today), end
            when = self.grammar.low(end) in ("since", "in", "on", "during")  # the day on which it fell due
            for period, last in self.grammar.periods(end + 1) if when else ():
                if today and period.first < today.first:
                    yield Where(own or due, "=", period), last
        for place in self.grammar.starts(pos + 1) if self.grammar.low(pos) == "past" else ():
            place += self.grammar.low(place) in ("its", "their", "the")
            for asked, end, _ in self.words.props.get(place, ()):
                if dated := tuple(a for a in asked if a.type == "date" and is_due(a.prop)):
                    yield Where(dated, "<", self.words.today), end + (self.grammar.low(end) == "date")

    def _contradicted(self, mod: Mod, pos: int) -> bool:
        """Whether the property before a number is measured in other units: "a mass above 3 km" is no length."""
        number = mod.value if isinstance(mod, Where) and not mod.asked else None
        before = (asked for items in self.words.props.values() for asked, end, _ in items if end == pos)
        if not isinstance(number, Number):
            return False
        return any(all(a.unit and convert(number, a.unit) is None for a in asked) for asked in before)

    def _year_of(self, pos: int) -> Period | None:
        """ "1999 films": a year before a kind, not so many of them."""
        period, end = self.words.periods.get(pos, (None, pos))
        year = end == pos + 1 and re.fullmatch(r"(?:19|20)\d\d", self.grammar.low(pos))
        return period if year and any(self.words.kinds.get(place) for place in self.grammar.starts(end)) else None

    # -- counting ---------------------------------------------------------------------------------------------------

    def _counts(self, pos: int, begun: bool) -> Iterator[Element]:
        low = self.grammar.low(pos)
        for phrase, end in self._phrases(pos, COMPARE):
            yield from self._number(COMPARE[phrase], end)
        if low == "single":
            said = self.grammar.low(pos - 1) if pos else ""
            yield (
                Element("skip", None, pos + 1)
                if said in ("any", "every", "each") or self._denied_before(pos)
                else Element("count", ("=", 1), pos + 1)
            )
        for end in self._ends(pos, ("at least one", "one or more", "at least a")):
            yield Element("count", (">=", 1), end)
        for phrase, end in self._phrases(pos, fixed.MOST):
            yield Element("most", fixed.MOST[phrase], end, 0.3 if "number" in phrase and not begun else 0.0)
        for number, end in self._numbers(pos + 1) if low in ("top", "first", "best") else ():
            yield Element("top", number, end)
        for number, end in self._numbers(pos) if not begun else ():
            if any(self.words.kinds.get(place) or self._is_best(place) for place in self.grammar.starts(end)):
                yield Element("top", number, end, 0.1)  # "which 3 compounds have the highest solubility"
        for _, end in self._phrases(pos, fixed.RANKED_BY) if begun else ():
            yield Element("most", True, end, 0.6)
        for phrase, end in self._phrases(pos, fixed.MOST_POTENT):
            if (own := self._potency()) is not None:
                yield Element("potent", (self._measure(own, pos, end), fixed.MOST_POTENT[phrase]), end, 0.1)
        for _, end in self._phrases(pos, fixed.ORDERED_BY) if begun else ():
            yield from self._ordering(end)
        for end in self._ends(pos, ("according to",)) if begun else ():
            if any(self.words.props.get(place) for place in self.grammar.starts(end)):
                yield Element("skip", None, end)
        for phrase, end in self._phrases(pos, common.AGGREGATES):
            yield Element("aggregate", common.AGGREGATES[phrase], end, 0.1)
        for reading in self.grammar.tops(pos):
            if reading.value.asked:
                yield Element("tops", reading.value, reading.end, 0.1 * reading.cost)
        for _, end in () if self._is_by_name(pos) else self._phrases(pos, fixed.PER):
            yield Element("per", None, end, 0.4 if low in ("by", "each") else 0.0)
            for place in self.grammar.starts(end):
                if self.grammar.low(place).removesuffix("s") in PARTS:
                    yield Element("part", self.grammar.low(place).removesuffix("s"), place + 1)
        if begun and low in ("each", "every") and self._noun_at(pos + 1) and self.opening()[0] == "count":
            yield Element("per", None, pos + 1, 0.1)  # "how many batches did each person make"
        ranked = self.grammar.numbers(pos)
        for word, start in [(low, pos + 1), *((self.grammar.low(end), end + 1) for _, end in ranked)]:
            if word in common.MOST and not self.words.skips.get(pos):
                count = next((n.value for n, end in ranked if start == end + 1), None)
                yield Element("rank", (count, common.MOST[word]), start, 0.1)
        for phrase, end in self._phrases(pos, fixed.NUMBER_OF):
            if not ("amount" in phrase and (self.lexicon.takings or self.words.props.get(pos))):  # a sum, not a number
                yield Element("counted", None, end)
        for verb, end in takings_at([token.low for token in self.words.tokens], pos, self.lexicon.takings):
            yield Element("takings", verb, end)
        if begun and low == "count" and self.grammar.low(pos + 1) in ("its", "their"):  # "for each count its members"
            yield Element("counted", None, pos + 1, 0.1)

    def _denied_before(self, pos: int) -> bool:
        """Whether it is said not to be so: "does not have a single album" is none, and not another number."""
        return any(self.grammar.low(place) in fixed.NEGATIONS | common.NOT for place in range(pos))

    def _is_by_name(self, pos: int) -> bool:
        """Whether "by" and a name stand there: "westerns by Clint Eastwood" are not counted for each of him."""
        tables = (self.words.kinds, self.words.props, self.words.values)
        named = self.grammar.low(pos) == "by" and bool(self.words.mentions.get(pos + 1))
        return named and not any(table.get(pos + 1) for table in tables)

    def _ordering(self, pos: int) -> Iterator[Element]:
        """What the first few are the first by: a property, or what was measured."""
        for place in self.grammar.starts(pos):
            for asked, end, _ in self.words.props.get(place, ()):
                yield Element("ordered", asked, end)
            for values, end, _ in self.words.values.get(place, ()):
                if own := _endpoints(values):
                    best_low = all(str(value).casefold() in fixed.POTENCIES for _, _, value in own)
                    yield Element("by_measure", (self._measure(own, place, end), not best_low), end)

    def _is_best(self, pos: int) -> bool:
        ranking = self.grammar.low(pos) in common.MOST or bool(self.grammar.tops(pos))
        return ranking or bool(self._ends(pos, fixed.MOST_POTENT))

    def _potency(self) -> tuple[tuple[str, str, object], ...] | None:
        """The endpoint by which potency is told here, if one is measured: the first of those that are usual."""
        found = (_endpoints(self.lexicon.values.get(word, ())) for word in fixed.POTENCIES)
        return next(filter(None, found), None)

    def _measure(self, own: tuple[tuple[str, str, object], ...], pos: int, end: int) -> Thing:
        return Thing((Meant(censored.KIND, 0),), self.words.text(pos, end), mods=(Among(own),), role="measure")

    def _number(self, op: str, pos: int) -> Iterator[Element]:
        for number, end in self._numbers(pos) if op != "!=" else ():
            yield Element("count", (op, number), end)

    def _numbers(self, pos: int) -> Iterator[tuple[int, int]]:
        for number, end in self.grammar.numbers(pos):
            if isinstance(number, Number) and isinstance(number.value, int) and not number.unit:
                yield number.value, end

    # -- what holds a sentence together -----------------------------------------------------------------------------

    def _idle(self, pos: int) -> Iterator[Element]:
        for _, end in self._phrases(pos, fixed.IDLE):
            yield Element("skip", None, end, 0.05)
        for _, end in self._phrases(pos, fixed.TOGETHER):
            yield Element("together", None, end)
        for end in self.words.skips.get(pos, ()):
            comma = end == pos + 1 and self.words.tokens[pos].text == ","
            low = self.words.tokens[pos].low
            price = _PASSED_OVER.get(low, 0.0) if end < len(self.words.tokens) else 0.0
            price = price or 0.6 * any(token.low in self.lexicon.values for token in self.words.tokens[pos:end])
            yield Element("conjunction", ",", end) if comma else Element("skip", None, end, price)

    def _holding(self, pos: int, begun: bool) -> Iterator[Element]:
        token, low = self.words.tokens[pos], self.grammar.low(pos)
        if low in ("each", "apiece") and (pos + 1 == len(self.words.tokens) or not self._noun_at(pos + 1)):
            yield Element("skip", None, pos + 1)
        for end in self._ends(pos, fixed.EXCEPT) if begun else ():
            yield Element("except", None, end)
        if low in ("other", "another", "others", "else") and self.grammar.low(pos + 1) != "than":
            yield Element("other", None, pos + 1, -0.05)
        if low == "how" and self.grammar.low(pos + 1) == "much":
            yield Element("quantity", None, pos + 2 + (self.grammar.low(pos + 2) == "money"), 0.1)
        if begun and self.grammar.low(0) == "how":
            for phrase, end in self._phrases(pos, fixed.SUMMED):
                yield Element("summed", fixed.SUMMED[phrase], end, -0.1)
        if placed_there(self.words, pos):
            yield Element("skip", None, pos + 1)
        if low in ("nothing", "nobody", "none"):
            yield Element("nothing", Thing(), pos + 1, 0.2)
        if begun and low in ("which", "what") and self._noun_at(pos + 1):
            yield Element("fresh", None, pos + 1, 0.1)
        if begun and low in fixed.PRONOUNS:
            yield Element("pronoun", None, pos + 1)
        if begun and low in ("their", "its", "his", "her"):
            yield Element("fresh", None, pos + 1)
        if begun and low == "as":  # "have Swahili as an official language"
            for senses, end in self.grammar.nouns(pos + 1):
                yield Element("as", senses, end, 0.1)
        for end in self._ends(pos, ("which one", "which ones", "the one", "the ones")) if begun else ():
            yield Element("pronoun", None, end)
        if low in fixed.NEGATIONS or low in common.NOT:
            yield Element("negation", (low in common.BE, low == "nor"), pos + 1)
        elif low in common.AUXILIARIES:
            yield Element("auxiliary", low in common.BE, pos + 1)
        elif low in ("and", "or", "but", "plus", "&"):
            yield Element("conjunction", "and" if low in ("plus", "&") else low, pos + 1)
        elif low in common.WHO and not begun and self.grammar.low(pos + 1) not in common.BE:
            return  # somebody is asked for
        elif low == "as" and begun:
            yield Element("preposition", low, pos + 1, 0.02)
            if all(token.low != "same" for token in self.words.tokens[:pos]):
                yield Element("skip", None, pos + 1)
        elif low in fixed.SOFT or low in common.WHAT | {"where", "how", "when"} or low == "'s":
            yield Element("skip", None, pos + 1)
        elif low in common.WHO:
            yield Element("skip", None, pos + 1, 0.0 if begun and low == "who" else 1.0)
        elif low in fixed.PREPOSITIONS and not (low in ("about", "around") and pos + 1 in self.words.numbers):
            yield Element("preposition", low, pos + 1, 0.02)
        elif not begun and low in common.LIST_VERBS:
            yield Element("skip", None, pos + 1)
        elif low in fixed.LIGHT and not self._says_it_all(pos) and not has_some(low, self.lexicon):
            yield Element("light", None, pos + 1, 0.3)
        elif any(c.isalnum() for c in token.text):
            yield Element("unknown", token.text, pos + 1, UNUSED)
        else:
            yield Element("skip", None, pos + 1)

    def _says_it_all(self, pos: int) -> bool:
        """Whether a word that mostly says little is what is asked: "based on a play", "instruments used"."""
        low, after = self.grammar.low(pos), self.grammar.low(pos + 1)
        if low in fixed.COME_SO_FAR and not (after in fixed.PREPOSITIONS or self.words.periods):
            return self.grammar.low(0) != "when"  # "experiments that are finished" are not all
        noun = bool(pos) and self.grammar.low(pos - 1) in ("a", "an")
        last = self.grammar.ended(pos + 1) and self._is_alone(pos)
        return noun or (last and bool(self.words.relations.get(pos)))

    def _phrases(self, pos: int, table: Iterable[str]) -> Iterator[tuple[str, int]]:
        """The phrases of a table that stand here, with where they end."""
        for phrase in table:
            parts = phrase.split()
            if [self.grammar.low(pos + n) for n in range(len(parts))] == parts:
                yield phrase, pos + len(parts)

    def _ends(self, pos: int, table: Iterable[str]) -> list[int]:
        return [end for _, end in self._phrases(pos, table)]


def _one_of(kinds: tuple[Meant, ...], mention: Mention) -> bool:
    """Whether a thing of that name is of one of the kinds."""
    return bool({meant.kind for meant in kinds} & mention.kinds)


def _endpoints(values: tuple[tuple[str, str, object], ...]) -> tuple[tuple[str, str, object], ...]:
    """Those of the values that name what was measured: "IC50"."""
    return tuple(v for v in values if v[0] == censored.KIND and v[1] == _ENDPOINT)
