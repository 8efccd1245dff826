"""What questions say of values: properties compared, dates, texts, the first few."""

from __future__ import annotations

from collections.abc import Iterator

from labkin.nlp import question_words as fixed
from labkin.nlp.lexicon import Asked
from labkin.nlp.question_amounts import Amount
from labkin.nlp.question_dates import Period
from labkin.nlp.question_props import named_props
from labkin.nlp.question_reader import Reading
from labkin.nlp.question_texts import TEXT_OPS, TextGrammar
from labkin.nlp.question_tree import Measured, Top, When, Where

TIMES = fixed.TIMES | {
    "on or after": ">=", "on or before": "<=", "no later than": "<=", "not later than": "<=", "no earlier than": ">=",
    "not earlier than": ">=", "not before": ">=", "not after": "<=", "at or after": ">=", "at or before": "<=",
    "up to and including": "<=", "by the end of": "<=", "before the end of": "<=", "until the end of": "<=",
    "up to the end of": "<=", "since the start of": ">=", "since the beginning of": ">=", "from the start of": ">=",
    "from the beginning of": ">=", "after the start of": ">=", "after the beginning of": ">=",
    "before the start of": "<", "before the beginning of": "<", "until the start of": "<", "prior to the start of": "<",
    "after the end of": ">", "since the end of": ">", "as recently as": ">=", "as late as": ">=", "dated": "=",
    "in or after": ">=", "in or before": "<=", "in or since": ">=", "dating from": "=", "dating back to": "=",
    "throughout": "=", "following": ">", "preceding": "<", "ever since": ">=", "any time after": ">", "beginning": ">=",
    "not since": "<", "later than": ">", "earlier than": "<", "more recent than": ">", "younger than": ">",
    "any time before": "<", "within": "=", "for": "=", "of": "=",
}  # fmt: skip
_ONWARDS = (
    "on",
    "onwards",
    "onward",
    "and later",
    "and after",
    "or later",
    "and onwards",
    "or after",
    "or newer",
    "and newer",
)
_BACKWARDS = ("or earlier", "and earlier", "or before", "and before", "or older", "and older")
_MONTHS_ALONE = 0.9  # a month without a year may be somebody's name


class ValueGrammar(TextGrammar):
    """The readings of what is said of values."""

    # -- times ------------------------------------------------------------------------------------------------------

    def times(self, pos: int) -> Iterator[Reading]:
        """What is said without naming a property: when, or that it is the purest of all."""
        for op, first, last, end, cost in self.when(pos):
            yield Reading(cost, (When(op, first, last),), end)
        yield from self._most_of(pos)
        for after in self.after(pos, ("the", "among the", "one of the")) or [pos]:
            for cost, top, end in self._best(after):
                yield Reading(cost + 0.3, (top,), end)

    def _most_of(self, pos: int) -> Iterator[Reading]:
        """ "(Films that) cost the most"."""
        for asked, end, cost, _ in self.items(self.words.props, pos):
            numbers = tuple(a for a in asked if a.type in _ORDERED)
            for word, after in self.said(end, ("the most", "the least", "most", "least")) if numbers else ():
                if self.ended(after) or self.low(after) in ("in", "of", "by", "among", "on"):
                    yield Reading(cost + 0.3, (Top(1, word.endswith("most"), numbers),), after)

    def when(self, pos: int) -> Iterator[tuple[str, Period, Period | None, int, float]]:
        """Times: (operator, from, up to, where it ends, cost)."""
        for starts, words in ((("between",), ("and",)), (("from",), ("to", "until", "till", "through", "up to"))):
            for after in self.after(pos, starts):
                for first, middle in self.periods(after):
                    for then in self.after(middle, words):
                        for last, end in self.periods(then):
                            if first.first <= last.last:
                                yield "=", first, last, end, 1.0
        for after in [pos, *self.after(pos, ("from", "in", "of"))]:
            for first, middle in self.periods(after):
                for end in self.after(middle, _ONWARDS):
                    yield ">=", first, None, end, 0.9
                for end in self.after(middle, _BACKWARDS):
                    yield "<=", first, None, end, 0.9
        for word, after in self.said(pos, TIMES):
            for period, end in self.periods(after):
                yield TIMES[word], period, None, end, 1.0 + self._named(after, end)
        for period, end in self.periods(pos):
            word = self.tokens[end - 1].text
            if end - pos > 1 or not word.isalnum() or word.lower() in ("today", "yesterday"):
                yield "=", period, None, end, 1.2

    def _named(self, pos: int, end: int) -> float:
        """What it costs to take "by April" for a month where the lab knows an April."""
        alone = [s for s in self.starts(pos) if s == end - 1 and self.tokens[s].text.isalpha()]
        return _MONTHS_ALONE if any(self.words.mentions.get(start) for start in alone) else 0.0

    # -- properties -------------------------------------------------------------------------------------------------

    def wheres(self, pos: int) -> list[Reading]:
        """Properties compared with values."""
        return self.kept("wheres", pos, 0, self._wheres)

    def _wheres(self, pos: int, _: int) -> Iterator[Reading]:
        for asked, end, cost, _start in self.items(self.words.props, pos):
            yield from self.compared(asked, end, cost)
        for amount in self.amounts(pos):  # more than 100 rows; 98 % purity
            for asked, last, cost, _start in self.items(self.words.props, amount.end):
                yield Reading(cost + 1, _where(asked, amount), last)
            if amount.number.unit and not amount.bare:  # below 300 Da
                yield Reading(2.0, _where((), amount), amount.end)
                yield Reading(2.1, _measured(amount), amount.end)
                for values, last, cost, _start in self.items(self.words.values, amount.end):  # submicromolar IC50
                    yield Reading(cost + 1, Measured(values, amount.op, amount.number, amount.upto), last)
        for after in self.after(pos, _GAVE):  # got below 1 nM
            for amount in self.amounts(after):
                if amount.number.unit:
                    yield Reading(2.1, _measured(amount), amount.end)
        yield from self._adjectives(pos)
        yield from self._weighed(pos)
        yield from self.held_texts(pos)
        yield from self.sayings(pos)
        for values, end, cost, _start in self.items(self.words.values, pos):  # an IC50 below 50 nM
            for amount in self.amounts(end):
                if not amount.bare:
                    measured = Measured(values, amount.op, amount.number, amount.upto)
                    yield Reading(cost + 1, measured, amount.end)

    def _adjectives(self, pos: int) -> Iterator[Reading]:
        """ "Heavier than 300 Da", "no older than 2023"."""
        for turned, place in [(False, pos), *((True, after) for after in self.after(pos, ("no", "not")))]:
            for word, after in self.said(place, fixed.ADJECTIVES):
                for than in self.after(after, ("than",)):
                    yield from self._than(word, than, turned)

    def _than(self, word: str, than: int, turned: bool) -> Iterator[Reading]:
        for more, asked in self._directed(word):
            op = {(True, False): ">", (False, False): "<", (True, True): "<=", (False, True): ">="}[more, turned]
            for number, end in self.numbers(than):
                yield Reading(1.5, Where(asked, op, number), end)
            for period, end in self.periods(than):
                yield Reading(1.5, Where(asked, op, period), end)

    def _weighed(self, pos: int) -> Iterator[Reading]:
        """ "That weigh more than 500 Da"."""
        for word, after in self.said(pos, _VERBS):
            asked = named_props(self.lexicon, _VERBS[word])
            for amount in self.amounts(after) if asked else ():
                yield Reading(1.5, _where(asked, amount), amount.end)

    def _directed(self, word: str) -> Iterator[tuple[bool, tuple[Asked, ...]]]:
        """The properties that an adjective may be about, by whether it asks for more of them."""
        props, more = fixed.ADJECTIVES[word]
        for turned in (False, True):
            named = tuple(p.removeprefix("-") for p in props if p.startswith("-") == turned)
            if asked := named_props(self.lexicon, named):
                yield more != turned, asked

    def compared(self, asked: tuple[Asked, ...], pos: int, cost: float) -> Iterator[Reading]:
        """A property, named before `pos`, with the value that follows."""
        for place, negated in [(pos, False), *((end, no) for end, _, no in self.helped(pos))]:
            yield from self._to_value(asked, place, cost, negated)

    def _to_value(self, asked: tuple[Asked, ...], place: int, cost: float, negated: bool) -> Iterator[Reading]:
        for amount in self.amounts(place):
            yield Reading(cost + (1.2 if amount.bare else 1), _where(asked, amount, negated), amount.end)
        for op, first, last, end, more in self.when(place):
            # "rows over 2000" are no rows of the year 2000
            number = end - 1 in self.words.numbers and self.tokens[end - 1].text.isdigit()
            where = Where(asked, "between" if last else op, first, negated, last)
            yield Reading(cost + more + (0.3 if number and end - place <= 2 else 0), where, end)
        for phrase, after in self.said(place, ("=", *(p for p, op in fixed.COMPARE.items() if op in ("=", "!=")))):
            yield from self.to_text(asked, after, cost, "=", negated != (fixed.COMPARE.get(phrase) == "!="))
        for op, words in TEXT_OPS:
            for after in self.after(place, words):
                yield from self.to_text(asked, after, cost, op, negated)
        yield from self.to_text(asked, place, cost, "=", negated)

    # -- the first few ----------------------------------------------------------------------------------------------

    def tops(self, pos: int) -> list[Reading]:
        """What asks for the first few: "top 5", "the 5 heaviest", "the latest"."""
        return self.kept("tops", pos, 0, self._tops)

    def _tops(self, pos: int, _: int) -> Iterator[Reading]:
        for after in self.after(pos, ("top", "first")):
            for number, end in self.numbers(after):
                if isinstance(number.value, int) and not number.unit:
                    yield Reading(1.0, Top(number.value), end)
                    for cost, top, last in self._best(end):  # top 5 heaviest
                        if top.count == 1:
                            yield Reading(cost + 1, Top(number.value, top.more, top.asked), last)
        yield from self._best(pos)

    def _best(self, pos: int) -> Iterator[Reading]:
        counts = [(number.value, end, 0.5) for number, end in self.numbers(pos) if isinstance(number.value, int)]
        for count, start, cost in [*counts, (1, pos, 0.0)]:
            for word, after in self.said(start, fixed.SUPERLATIVES):
                for more, asked in self._directed(word):
                    yield Reading(cost + 1, Top(int(count), more, asked), after)
                    for number, end in self.numbers(after) if count == 1 else ():
                        if isinstance(number.value, int) and not number.unit:
                            yield Reading(cost + 1.2, Top(number.value, more, asked), end)
            for word, after in self.said(start, _EXTREMES):  # highest budget
                for asked, end, price, _ in self.items(self.words.props, after):
                    if numbers := tuple(a for a in asked if a.type in _ORDERED):
                        yield Reading(cost + price + 0.3, Top(int(count), _EXTREMES[word], numbers), end)


_EXTREMES = fixed.MOST | {"the most": True, "the fewest": False, "the least": False}
_ORDERED = frozenset({"integer", "number", "date"})
_VERBS = {
    form: props
    for forms, props in (
        ("weigh weighs weighed weighing", ("molecular_weight", "weight", "mass", "amount_mg")),
        ("cost costs costing", ("price", "cost")),
        ("last lasts lasted lasting", ("duration", "length")),
        ("score scores scored scoring", ("score",)),
    )
    for form in forms.split()
}


_GAVE = (
    "got", "get", "gets", "gave", "give", "gives", "reached", "reach", "reaches", "came out", "come out", "comes out",
    "came in", "come in", "comes in", "hit", "hits", "scored", "stayed", "stay", "stays", "achieved", "achieve",
)  # fmt: skip


def _measured(amount: Amount) -> Measured:
    """A value of whichever endpoint the assay has that is named beside it."""
    return Measured((), amount.op, amount.number, amount.upto)


def _where(asked: tuple[Asked, ...], amount: Amount, negated: bool = False) -> Where:
    return Where(asked, amount.op, amount.number, negated, amount.upto)
