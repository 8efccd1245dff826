"""Names in a list of which the graph knows some: "batches of LK-0042 or LK-9999".

Of "or", those that are known answer, and the reading says which was found nowhere. Of "and", nothing can be so of all.
"""

from __future__ import annotations

from dataclasses import dataclass

from labkin.nlp.common_words import is_common
from labkin.nlp.question_tokens import Words
from labkin.nlp.question_words import FUNCTION_WORDS

_LISTS = frozenset({",", "or", "and"})
_BEFORE = frozenset({"the", "either", "both", "for", "of", "in", "by", "with", "on", "against"})


@dataclass(frozen=True, slots=True)
class Without:
    """The question without the names that are found nowhere, and by which word these were joined to the others."""

    text: str
    names: tuple[str, ...]
    joined: str


def without_unfound(words: Words) -> Without | None:
    """The question without the unknown names of its lists; None where an unknown word stands in no list of names."""
    known = words.explained()
    unknown = [n for n in range(len(words.tokens)) if n not in known and _is_content(words, n)]
    if not unknown or not all(_may_be_name(words, n) for n in unknown):
        return None
    cuts: list[tuple[int, int]] = []
    names, joins = list[str](), set[str]()
    for number in unknown:
        if cuts and number < cuts[-1][1]:
            continue
        start, end = _item(words, number, unknown)
        cut = _cut(words, start, end)
        if cut is None or words.mentions.get(end):
            return None
        cuts.append(cut)
        names.append(words.text(start, end))
        joins.add(_joined(words, start, end))
    text = words.question
    for first, last in reversed(cuts):
        rest = text[words.tokens[last].start :] if last < len(words.tokens) else ""
        text = f"{text[: words.tokens[first].start]} {rest}"
    return Without(text.strip(), tuple(names), "and" if "and" in joins else "or")


def _is_content(words: Words, number: int) -> bool:
    token = words.tokens[number]
    return token.low not in FUNCTION_WORDS and any(c.isalnum() for c in token.text)


def _may_be_name(words: Words, number: int) -> bool:
    token = words.tokens[number]
    written = not token.text.isalpha() or not token.text[bool(not number) :].islower()  # the first word is large anyway
    return written or not is_common(token.low)


def _item(words: Words, number: int, unknown: list[int]) -> tuple[int, int]:
    """The words of the name: those before it that begin with a capital, unknown ones behind it, and the kind there."""
    start, end = number, number + 1
    while start and (start - 1 in unknown or _is_first_name(words, start - 1)):
        start -= 1
    while end in unknown:
        end += 1
    behind = [last for _, last, _ in words.kinds.get(end, ())]
    return start, max(behind, default=end)


def _is_first_name(words: Words, number: int) -> bool:
    token = words.tokens[number]
    return token.text[:1].isupper() and token.low not in FUNCTION_WORDS | _LISTS


def _cut(words: Words, start: int, end: int) -> tuple[int, int] | None:
    """What is to be cut so that the rest of the list stands; None where no name that is known stands beside it."""
    begin = start
    while begin and words.tokens[begin - 1].low in _BEFORE and words.tokens[begin - 1].low not in _LISTS:
        begin -= 1
    ends = {last for items in words.mentions.values() for _, last, _ in items}
    ends |= {last for n in list(ends) for _, last, _ in words.kinds.get(n, ())}
    conj = begin
    while conj and words.tokens[conj - 1].low in _LISTS:
        conj -= 1
    if conj < begin and conj in ends:
        return conj, end
    after = end
    while after < len(words.tokens) and words.tokens[after].low in _LISTS:
        after += 1
    name = after
    while name < len(words.tokens) and words.tokens[name].low in _BEFORE:
        name += 1
    return (start, name) if after > end and words.mentions.get(name) else None


def _joined(words: Words, start: int, end: int) -> str:
    """The word that joins the list: the last of it, else the one before."""
    lows = [token.low for token in words.tokens]
    behind = (low for low in lows[end : end + 12] if low in ("or", "and"))
    before = (low for low in reversed(lows[:start]) if low in ("or", "and"))
    nearest = lows[start - 1] if start and lows[start - 1] in ("or", "and") else ""
    return nearest or next(behind, "") or next(before, "and")
