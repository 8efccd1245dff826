"""Words that a reading passed over although the answer hangs on them: groups, likeness, numbers of things.

What is checked here needs to know what the words may mean; `question_limits` looks at the words alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from labkin.graph.query import Compare, Having, Query
from labkin.nlp.question_limits import parts_of
from labkin.nlp.question_tokens import Words
from labkin.nlp.question_values import Number

_GIVEN = ("ed", "wn", "en")  # how participles end
_MANY = (*(tuple(said.split(" ")) for said in ("more than", "fewer than", "less than", "at least")), ("exactly",))
_ONE = frozenset({"a", "an", "by", "from"})  # behind which "different" is no plain word


def dropped(words: Words, form: str, query: Query) -> tuple[str, ...]:
    """The words of a question that a query of that form does not carry; empty when it carries all."""
    checks = (_doer(words), _same_value(words), _likeness(words, query), _group(words, form, query))
    if form == "prop" and words.periods and any(node.ids for node in query.nodes) and _dated(query):
        start = min(words.periods)
        return tuple(token.text for token in words.tokens[start : words.periods[start][1]])
    more = (_others(words, query), _use(words, query), _number_of_things(words, query), _how_many(words, form, query))
    return next(filter(None, (*checks, *more)), ())


def by_for_each(question: str, unused: tuple[str, ...]) -> str:
    """A question of which "by" and its noun were left over, with "per" for it; empty where something else was.

    >>> by_for_each("average budget by genre", ("by", "genre")), by_for_each("drugs by far", ("far",))
    ('average budget per genre', '')
    """
    said = len(unused) == 2 and unused[0].casefold() == "by"
    return re.sub(rf"\bby {re.escape(unused[1])}\b", f"per {unused[1]}", question, count=1) if said else ""


def _doer(words: Words) -> tuple[str, ...]:
    """The "by" behind a value that somebody gave: who withdrew a batch is not told by who made it."""
    for start, items in words.values.items():
        for _, end, _ in items:
            by = end < len(words.tokens) and words.tokens[end].low == "by"
            explained = any(last > end for _, last, _ in words.relations.get(start, ()))
            if by and not explained and words.tokens[end - 1].low.endswith(_GIVEN):
                return tuple(token.text for token in words.tokens[end - 1 : end + 1])
    return ()


def _same_value(words: Words) -> tuple[str, ...]:
    """The "same" of "the same status as": values that are alike are no link."""
    lows = [token.low for token in words.tokens]
    for number, low in enumerate(lows[:-1]):
        alike = words.props.get(number + 1) and not words.kinds.get(number + 1)
        if low == "same" and alike and "as" in lows[number:]:
            return tuple(token.text for token in words.tokens[number : number + 2])
    return ()


def _likeness(words: Words, query: Query) -> tuple[str, ...]:
    """ "The same author", "a different author": of things that are not named no query says that they are alike."""
    lows = [token.low for token in words.tokens]
    named = sum(len(node.ids) for node in query.nodes)
    for number, low in enumerate(lows):
        if low == "same" and "as" not in lows[number:] and named < 2 and lows[number + 1 : number + 2] != ["time"]:
            return (words.tokens[number].text,)
        if low == "different" and number and lows[number - 1] in _ONE and not _unequal(query):
            return (words.tokens[number].text,)
    return ()


def _dated(query: Query) -> bool:
    """Whether a date is compared: what a value was at a time is not told by things of that time."""
    return any(
        isinstance(part, Compare) and part.op in (">=", "<") and isinstance(part.value, str) for part in parts_of(query)
    )


def _others(words: Words, query: Query) -> tuple[str, ...]:
    """The "other" of "other drugs for what X treats", where X itself would be among them."""
    lows = [token.low for token in words.tokens]
    for number, low in enumerate(lows):
        plain = number and lows[number - 1] in ("each", "one", "no", "any", "every")
        kinds = {meant.kind for found, _, _ in words.kinds.get(number + 1, ()) for meant in found}
        named = any(kinds & mention.kinds for items in words.mentions.values() for mention, _, _ in items)
        if low == "other" and not plain and named and not _unequal(query):
            return (words.tokens[number].text,)
    return ()


def _use(words: Words, query: Query) -> tuple[str, ...]:
    """The "used" of "instruments used in 2025", where another date of theirs would be compared."""
    for number, token in enumerate(words.tokens):
        dated = any(place in words.periods for place in range(number + 1, number + 3))
        if token.low == "used" and dated and "'used'" not in repr(query):
            return (token.text,)
    return ()


def _unequal(query: Query) -> bool:
    return any(isinstance(part, Compare) and part.op == "!=" for part in parts_of(query))


def _group(words: Words, form: str, query: Query) -> tuple[str, ...]:
    """The "by" and its noun where an average or a sum is to be taken for each, and is taken once."""
    if form != "aggregate" or query.over is not None or any(not column.agg for column in query.result):
        return ()
    for number in range(1, len(words.tokens) - 1):
        if words.tokens[number].low not in ("by", "per") or _in_relation(words, number):
            continue
        kind = any(words.tokens[end - 1].low[-1:] != "s" for _, end, _ in words.kinds.get(number + 1, ()))
        if kind and not words.mentions.get(number + 1):
            return tuple(token.text for token in words.tokens[number : number + 2])
    return ()


def _in_relation(words: Words, number: int) -> bool:
    """Whether a word ends what says a relation: the "by" of "made by"."""
    return any(end == number + 1 for start in range(number) for _, end, _ in words.relations.get(start, ())) or (
        words.tokens[number - 1].low.endswith(_GIVEN)
    )


def _number_of_things(words: Words, query: Query) -> tuple[str, ...]:
    """ "Countries with exactly one customer": how many things of a kind, where the query counts none."""
    values = {part.value for part in parts_of(query) if isinstance(part, Compare | Having)}
    for start, after in _counted(words):
        number = words.numbers.get(after)
        if number is None or not isinstance(number[0], Number) or number[0].unit:
            continue
        noun = any(words.kinds.get(place) for place in range(number[1], min(number[1] + 3, len(words.tokens))))
        counts = any(isinstance(part, Having) for part in parts_of(query))
        if number[0].value == 1 and words.tokens[start].low == "at":
            continue  # at least one is one
        if noun and not counts and number[0].value not in values and query.limit is None:
            return tuple(token.text for token in words.tokens[start : number[1]])
    return ()


def _counted(words: Words) -> Iterator[tuple[int, int]]:
    """Where "more than" and its like stand: (start, end)."""
    lows = [token.low for token in words.tokens]
    for start in range(len(lows)):
        for phrase in _MANY:
            if tuple(lows[start : start + len(phrase)]) == phrase:
                yield start, start + len(phrase)


def _how_many(words: Words, form: str, query: Query) -> tuple[str, ...]:
    """The "many" of a question for a number to which a list would be shown."""
    lows = [token.low for token in words.tokens]
    said = [one for asked, _, _ in words.props.get(2, ()) for one in asked] if not words.kinds.get(2) else []
    text = bool(said) and all(one.type == "text" for one in said)
    listed = form in ("list", "prop", "define") and not query.aggregates
    return ("how", "many") if text and listed and lows[:2] == ["how", "many"] else ()
