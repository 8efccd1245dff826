"""Amounts as questions say them: "at least 98 %", "between 5 and 10 MB", "200–300 Da", "50 nM or less", "sub-100 nM".

Vague ones ("about 50 nM", "low nanomolar", "more than twice") have no reading here, so that they are asked back.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from labkin.nlp import question_words as fixed
from labkin.nlp.number_words import scale
from labkin.nlp.question_reader import Reader
from labkin.nlp.question_values import Number, read_number, short_unit

_MORE_COMPARE = {
    "<": "short of | lesser than | worse than | strictly below | strictly less than | cheaper than",
    ">": "greater | in excess of | north of | upwards of | strictly above | strictly more than | strictly greater than",
    ">=": "greater than or equal to | more than or equal to | no fewer than | not fewer than | no lower than |"
    " not lower than | no smaller than | not smaller than | at or above | minimum | minimum of | min | no worse than |"
    " equal to or above | equal to or greater than | above or equal to | starting at | no under | => | ⩾",
    "<=": "less than or equal to | lower than or equal to | fewer than or equal to | no greater than | no larger than |"
    " not greater than | no higher than | not higher than | not exceeding | at or below | maximum | maximum of | max |"
    " equal to or below | equal to or less than | below or equal to | not over | no bigger than | =< | ⩽",
    "=": "equalling | of precisely | precisely | ==",
    "!=": "not exactly | anything but",
}
COMPARE = fixed.COMPARE | {
    " ".join(phrase.split()): op for op, text in _MORE_COMPARE.items() for phrase in text.split("|")
}
# Behind the number.
_BEHIND = {
    phrase: op
    for op, text in {
        ">=": "or more | or above | or higher | or greater | or over | or better | or larger | or longer | or heavier |"
        " and above | and more | and up | and over | and higher | minimum | upwards | at least",
        "<=": "or less | or below | or lower | or fewer | or under | or smaller | or shorter | or lighter | and below |"
        " and under | and less | maximum | at most",
    }.items()
    for phrase in (" ".join(p.split()) for p in text.split("|"))
}
_LEADS = (
    "of", "value of", "values of", "value", "values", "lies", "lie", "lying", "falls", "fall", "ranging", "ranges",
    "anywhere", "in the range of", "in the range", "in a range of", "within the range", "in the region",
)  # fmt: skip
_TO = ("to", "up to", "through", "-", "–", "—", "until")
_JOINED = re.compile(r"([-+−]?\d[\d.,]*)\s?([^\W\d]*|%)[-–—](\d[\d.,]*)([^\W\d].*|%)?")
_ERROR = re.compile(r"([-+−]?\d[\d.,]*)(?:±|\+/-)(\d[\d.,]*)([^\W\d].*|%)?")
_SIGNED = re.compile(r"([<>]=?|[≤≥⩽⩾])(.+)")
_SIGNS = {"⩽": "<=", "⩾": ">=", "≤": "<=", "≥": ">="}


class Amount(NamedTuple):
    """A comparison with a number: an operator of the query, or "between", then up to and with `upto`."""

    op: str
    number: Number
    upto: Number | None
    end: int
    bare: bool = False  # the number alone, nothing that compares


class AmountGrammar(Reader):
    """The readings of amounts."""

    def amounts(self, pos: int) -> list[Amount]:
        """The amounts that stand here, those of the most words first."""
        found = [*self._compared(pos), *self._ranges(pos), *self._below(pos), *self._plain(pos)]
        for after in self.after(pos, _LEADS):
            found += [*self._compared(after), *self._ranges(after), *self._below(after)]
            found += [amount._replace(bare=False) for amount in self._plain(after)]
        return sorted(dict.fromkeys(found), key=lambda a: (-a.end, a.bare))

    def _compared(self, pos: int) -> list[Amount]:
        found = []
        for phrase, after in self.said(pos, COMPARE):
            for number, end in self.numbers(after):
                found.append(Amount(COMPARE[phrase], number, None, end))
        for start in self.starts(pos):
            match = _SIGNED.fullmatch(self.low(start)) if start < len(self.tokens) else None
            read = self._read(match[2], start + 1) if match else None
            if match and read:
                found.append(Amount(_SIGNS.get(match[1], match[1]), read[0], None, read[1]))
        return found

    def _plain(self, pos: int) -> list[Amount]:
        found = []
        for number, end in self.numbers(pos):
            found.append(Amount("=", number, None, end, bare=True))
            for phrase, after in self.said(end, _BEHIND):
                found.append(Amount(_BEHIND[phrase], number, None, after))
        for start in self.starts(pos):
            if re.fullmatch(r"\d[\d,]*\+", self.low(start)):  # 100+ rows
                read = self._read(self.low(start)[:-1], start + 1)
                found += [Amount(">=", read[0], None, read[1])] if read else []
        return found

    def _ranges(self, pos: int) -> list[Amount]:
        found = []
        for after in self.after(pos, ("between", "within")):
            found += self._from_to(after, ("and", *_TO))
        for after in [pos, *self.after(pos, ("from", "between", "within"))]:
            found += self._from_to(after, _TO)
            found += [amount for start in self.starts(after) for amount in self._joined(start)]
        return found

    def _from_to(self, pos: int, words: tuple[str, ...]) -> list[Amount]:
        found = []
        for low, middle in self.numbers(pos):
            for then in self.after(middle, words):
                for high, end in self.numbers(then):
                    found += _between(self._as_large(low, pos, high, then), high, end)
            for then in self.after(middle, ("±", "+/-", "plus or minus", "plus/minus", "+-")):
                for error, end in self.numbers(then):
                    found += _around(low, error, end)
        return found

    def _as_large(self, low: Number, pos: int, high: Number, then: int) -> Number:
        """ "Between 5 and 6 million": both are millions, where the first stands in figures alone."""
        first, last = (next((s for s in self.starts(at) if s in self.words.numbers), at) for at in (pos, then))
        times = scale(self.low(last + 1))
        alone = self.words.numbers[first][1] == first + 1 and not low.unit
        figures = high.value / times
        return Number(low.value * times) if times > 1 and alone and low.value <= figures else low

    def _joined(self, start: int) -> list[Amount]:
        """ "5-10 nM", "10±2 %": a range in one word."""
        if start >= len(self.tokens) or self.tokens[start].quoted:
            return []
        text = self.tokens[start].text
        for pattern, make in ((_JOINED, _between), (_ERROR, _around)):
            if match := pattern.fullmatch(text):
                unit = match[match.lastindex or 0] if match.lastindex and match.lastindex > 2 else ""
                last = match[3] if pattern is _JOINED else match[2]
                high = self._read(last + (unit if unit != last else ""), start + 1)
                low = read_number([match[1] + (match[2] if pattern is _JOINED else "")])
                return make(low[0], high[0], high[1]) if low and high else []
        return []

    def _read(self, text: str, then: int) -> tuple[Number, int] | None:
        """A number whose first word is written so, and whose other words begin at `then`."""
        read = read_number([text, *(token.text for token in self.tokens[then : then + 5])])
        return (read[0], then + read[1] - 1) if read else None

    def _below(self, pos: int) -> list[Amount]:
        """ "sub-100 nM", "submicromolar", "single-digit nanomolar"."""
        found = []
        for start in self.starts(pos):
            word = self.low(start)
            if match := re.fullmatch(r"sub[- ]?(.+)", word):
                unit = short_unit(match[1]) if len(match[1]) > 4 else ""
                read = (Number(1, unit), start + 1) if unit else self._read(match[1], start + 1)
                found += [Amount("<", read[0], None, read[1])] if read and read[0].unit else []
            digits = {"single": (0, 10), "double": (10, 100), "triple": (100, 1000)}
            match = re.fullmatch(r"(single|double|triple)(?:-digit)?", word)
            after = start + 1 if word.endswith("-digit") else start + 2
            if (
                match
                and (after == start + 1 or self.low(start + 1) == "digit")
                and (unit := short_unit(self.low(after)))
            ):
                low, high = digits[match[1]]
                found += (
                    [Amount("<", Number(high, unit), None, after + 1)]
                    if not low
                    else [Amount("between", Number(low, unit), Number(high, unit), after + 1)]
                )
        return found


def _between(low: Number, high: Number, end: int) -> list[Amount]:
    least = Number(low.value, low.unit or high.unit)
    if low.unit and not high.unit:
        high = Number(high.value, low.unit)
    return [Amount("between", least, high, end)] if least.unit != high.unit or least.value <= high.value else []


def _around(middle: Number, error: Number, end: int) -> list[Amount]:
    unit = error.unit or middle.unit
    if error.value < 0 or (middle.unit and middle.unit != unit):
        return []
    low, high = (float(f"{middle.value + sign * error.value:.12g}") for sign in (-1, 1))
    return [Amount("between", Number(low, unit), Number(high, unit), end)]
