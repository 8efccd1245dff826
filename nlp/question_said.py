"""What questions say of values: properties compared, dates, the first few."""

from __future__ import annotations

from collections.abc import Iterator

from labkin.nlp import question_words as fixed
from labkin.nlp.lexicon import Asked
from labkin.nlp.question_reader import Reader, Reading
from labkin.nlp.question_tree import Measured, Top, When, Where
from labkin.nlp.question_values import Number


class ValueGrammar(Reader):
    """The readings of what is said of values."""

    # -- values -----------------------------------------------------------------------------------------------------

    def times(self, pos: int) -> Iterator[Reading]:
        for after in self.after(pos, ("between",)):
            for first, middle in self.periods(after):
                for then in self.after(middle, ("and",)):
                    for last, end in self.periods(then):
                        yield Reading(1.0, (When("=", first, last),), end)
        for after in self.after(pos, ("from",)):
            for first, middle in self.periods(after):
                for then in self.after(middle, ("to", "until", "till", "through")):
                    for last, end in self.periods(then):
                        yield Reading(1.0, (When("=", first, last),), end)
        for after in self.after(pos, ("from",)):
            for first, middle in self.periods(after):
                for end in self.after(middle, ("on", "onwards", "onward", "and later", "and after")):
                    yield Reading(0.9, (When(">=", first),), end)
        for word, after in self.said(pos, fixed.TIMES):
            for period, end in self.periods(after):
                yield Reading(1.0, (When(fixed.TIMES[word], period),), end)
        for period, end in self.periods(pos):
            if not self.tokens[end - 1].text.isdigit() or end - pos > 1:
                yield Reading(1.2, (When("=", period),), end)

    def wheres(self, pos: int) -> list[Reading]:
        """Properties compared with values."""
        return self.kept("wheres", pos, 0, self._wheres)

    def _wheres(self, pos: int, _: int) -> Iterator[Reading]:
        for asked, end, cost, _start in self.items(self.words.props, pos):
            yield from self.compared(asked, end, cost)
        for phrase, after in self.said(pos, fixed.COMPARE):  # more than 100 rows
            for number, end in self.numbers(after):
                for asked, last, cost, _start in self.items(self.words.props, end):
                    yield Reading(cost + 1, Where(asked, fixed.COMPARE[phrase], number), last)
        for number, end in self.numbers(pos):  # 100 rows; 98 % purity
            for asked, last, cost, _start in self.items(self.words.props, end):
                yield Reading(cost + 1, Where(asked, "=", number), last)
        for word, after in self.said(pos, fixed.ADJECTIVES):  # heavier than 300 Da
            for than in self.after(after, ("than",)):
                props, more = fixed.ADJECTIVES[word]
                asked = self._asked(props)
                op = ">" if more else "<"
                for number, end in self.numbers(than):
                    yield Reading(1.5, Where(asked, op, number), end)
                for period, end in self.periods(than):
                    yield Reading(1.5, Where(asked, op, period), end)
        for phrase, after in self.said(pos, fixed.COMPARE):  # below 300 Da
            for number, end in self.numbers(after):
                if number.unit:
                    yield Reading(2.0, Where((), fixed.COMPARE[phrase], number), end)
        for after in self.after(pos, ("between",)):
            for low, middle in self.numbers(after):
                for then in self.after(middle, ("and",)):
                    for high, end in self.numbers(then):
                        if high.unit:
                            least = Number(low.value, low.unit or high.unit)
                            yield Reading(2.0, Where((), "between", least, upto=high), end)
        for values, end, cost, _start in self.items(self.words.values, pos):  # an IC50 below 50 nM
            for phrase, after in self.said(end, fixed.COMPARE):
                for number, last in self.numbers(after):
                    yield Reading(cost + 1, Measured(values, fixed.COMPARE[phrase], number), last)

    def _asked(self, props: tuple[str, ...]) -> tuple[Asked, ...]:
        found = {(a.kind, a.prop): a for items in self.lexicon.props.values() for a in items if a.prop in props}
        return tuple(
            sorted((a._replace(rank=props.index(a.prop)) for a in found.values()), key=lambda a: (a.kind, a.rank))
        )

    def compared(self, asked: tuple[Asked, ...], pos: int, cost: float) -> Iterator[Reading]:
        for place, negated in [(pos, False), *((end, no) for end, _, no in self.helped(pos))]:
            yield from self._to_value(asked, place, cost, negated)
        for after in self.after(pos, ("between", "from", "is between", "ranging from", "in the range")):
            for low, middle in self.numbers(after):
                for then in self.after(middle, ("and", "to", "-")):
                    for high, end in self.numbers(then):
                        least = Number(low.value, low.unit or high.unit)
                        yield Reading(cost + 2, Where(asked, "between", least, upto=high), end)
            for first, middle in self.periods(after):
                for then in self.after(middle, ("and", "to", "until")):
                    for last, end in self.periods(then):
                        yield Reading(cost + 2, Where(asked, "between", first, upto=last), end)

    def _to_value(self, asked: tuple[Asked, ...], place: int, cost: float, negated: bool) -> Iterator[Reading]:
        for phrase, after in self.said(place, fixed.COMPARE):
            for number, end in self.numbers(after):
                yield Reading(cost + 1, Where(asked, fixed.COMPARE[phrase], number, negated), end)
            if fixed.COMPARE[phrase] in ("=", "!="):
                yield from self._to_text(asked, after, cost, "=", negated != (fixed.COMPARE[phrase] == "!="))
        for word, after in self.said(place, fixed.TIMES):
            for period, end in self.periods(after):
                yield Reading(cost + 1, Where(asked, fixed.TIMES[word], period, negated), end)
        for number, end in self.numbers(place):
            yield Reading(cost + 1.2, Where(asked, "=", number, negated), end)
        for op, words in (("contains", fixed.CONTAINING), ("starts", fixed.STARTING)):
            for after in self.after(place, words):
                yield from self._to_text(asked, after, cost, op, negated)
        yield from self._to_text(asked, place, cost, "=", negated)

    def _closed(self, end: int) -> int:
        """Behind a closing quote."""
        return end + 1 if end < len(self.tokens) and self.tokens[end].text in ('"', "”", "’", "'", "»") else end

    def _to_text(self, asked: tuple[Asked, ...], pos: int, cost: float, op: str, negated: bool) -> Iterator[Reading]:
        held = {(a.kind, a.prop) for a in asked}
        for values, end, more, _ in self.items(self.words.values, pos):
            same = [v for v in values if (v[0], v[1]) in held]
            if same:
                yield Reading(cost + more - 0.3, Where(asked, op, str(same[0][2]), negated), end)
        for start in self.starts(pos):
            end = start
            while end < len(self.tokens) and self.tokens[end].quoted:
                end += 1
            begin = start
            if end == start and start < len(self.tokens) and self.tokens[start].text in ('"', "“", "'", "‘"):
                begin = end = start + 1
                while end < len(self.tokens) and self.tokens[end].quoted:
                    end += 1
            if end > begin:
                yield Reading(cost + 1, Where(asked, op, self.words.text(begin, end), negated), self._closed(end))
            elif op != "=" and start < len(self.tokens) and start not in self.words.numbers:
                yield Reading(cost + 1.3, Where(asked, op, self.tokens[start].text, negated), start + 1)

    # -- the first few ----------------------------------------------------------------------------------------------

    def tops(self, pos: int) -> list[Reading]:
        """What asks for the first few: "top 5", "the 5 heaviest", "the latest"."""
        return self.kept("tops", pos, 0, self._tops)

    def _tops(self, pos: int, _: int) -> Iterator[Reading]:
        for after in self.after(pos, ("top", "first")):
            for number, end in self.numbers(after):
                if isinstance(number.value, int) and not number.unit:
                    yield Reading(1.0, Top(number.value), end)
        counts = [(number.value, end, 0.5) for number, end in self.numbers(pos) if isinstance(number.value, int)]
        for count, start, cost in [*counts, (1, pos, 0.0)]:
            for word, after in self.said(start, ("most recent", *fixed.SUPERLATIVES)):
                props, more = fixed.ADJECTIVES[word.removeprefix("most ")]
                asked = self._asked(props)
                yield Reading(cost + 1, Top(int(count), more, asked), after)
                for number, end in self.numbers(after) if count == 1 else ():
                    if isinstance(number.value, int) and not number.unit:
                        yield Reading(cost + 1.2, Top(number.value, more, asked), end)
