"""Whether something has a property at all ("flagged", "without a reason"), and values with what stands behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from labkin.graph import censored
from labkin.nlp.lexicon import Asked, Lexicon
from labkin.nlp.normal import normal
from labkin.nlp.question_amounts import Amount
from labkin.nlp.question_props import props_said
from labkin.nlp.question_tokens import Words
from labkin.nlp.question_tree import Among, Measured, Mod, Where
from labkin.nlp.question_values import Number

LEAST_LETTERS = 4  # of what stands behind "un"
_ARTICLES = ("a", "an", "any", "some")
_HAVING = ("with", "having", "carrying", "bearing")
_LACKING = ("without", "lacking", "missing", "no", "lack", "lacks")
_TEXTS = ("text", "list")
_UNIT = (censored.KIND, censored.UNIT)


def flagged(words: Words, lexicon: Lexicon, pos: int) -> Iterator[tuple[Where | Among, int]]:
    """What is said at a word of things that have some property, whatever its value, or have it not; with its end."""
    low = words.tokens[pos].low
    if (own := has_some(low, lexicon)) and not words.tokens[pos].quoted:
        yield Where(own, "exists", None), pos + 1
    rest = low.removeprefix("un")
    if rest != low and len(rest) >= LEAST_LETTERS and pos not in words.explained():
        if (values := lexicon.values.get(normal(rest))) and rest.endswith(("ed", "wn", "en")):
            yield Among(values, negated=True), pos + 1
        elif asked := _said(rest, lexicon):
            yield Where(asked, "missing", None), pos + 1
    yield from _having(words, pos)


def has_some(word: str, lexicon: Lexicon) -> tuple[Asked, ...]:
    """The texts that a participle says that something has some of; none for other words."""
    return _said(word, lexicon) if word.endswith("ed") else ()


def _having(words: Words, pos: int) -> Iterator[tuple[Where, int]]:
    """ "With a flag", "that have no flag"."""
    low, place = words.tokens[pos].low, pos + 1
    article = place < len(words.tokens) and words.tokens[place].low in _ARTICLES
    if not (low in _LACKING or (low in _HAVING and article)):
        return
    for asked, end, _ in words.props.get(place + article, ()):
        if texts := _texts(asked):
            yield Where(texts, "missing" if low in _LACKING else "exists", None), end


def _said(word: str, lexicon: Lexicon) -> tuple[Asked, ...]:
    """The texts that a participle says that something has: the flag of what is "flagged"."""
    return tuple(one for _, _, asked in props_said([word], lexicon) for one in _texts(asked))


def _texts(asked: Iterator[Asked] | tuple[Asked, ...]) -> tuple[Asked, ...]:
    return tuple(one for one in asked if one.type in _TEXTS)


def with_kind(words: Words, pos: int, end: int) -> Iterator[int]:
    """Where the kind of what is named from `pos` to `end` ends behind its name: "PC-9 cells"."""
    bearers = {kind for mention, last, _ in words.mentions.get(pos, ()) if last == end for kind in mention.kinds}
    for kinds, after, _ in words.kinds.get(end, ()):
        if bearers & {meant.kind for meant in kinds}:
            yield after


def in_own_unit(
    words: Words, amounts: Iterable[Amount], asked: tuple[Asked, ...]
) -> Iterator[tuple[float, Where, int]]:
    """What is said of measured values with a unit that only the graph knows: "over 20 10-6 cm/s". Cost, what, end."""
    for amount in amounts:
        units = (value for values, _, _ in words.values.get(amount.end, ()) for value in values)
        if not amount.number.unit and not amount.bare and any(value[:2] == _UNIT for value in units):
            yield 1.0, Where(asked, amount.op, amount.number, False, amount.upto), amount.end


def bare(mod: Mod) -> bool:
    """Whether a number with a unit is compared and nothing says what it measures: "below 100 nM"."""
    number = mod.value if isinstance(mod, Where) else None
    return isinstance(mod, Where) and not mod.asked and isinstance(number, Number) and mod.upto is None


def without_endpoint(mod: Mod) -> Measured:
    """That number as a measured value of whichever endpoint."""
    assert isinstance(mod, Where) and isinstance(mod.value, Number)
    return Measured((), mod.op, mod.value)
