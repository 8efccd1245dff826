"""Measured values with the place where they were measured: "an EGFR IC50 below 20 nM", "an IC50 on EGFR below 20 nM".

Each is a measurement of its own, so that several of them may be asked of one thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from labkin.graph import censored
from labkin.nlp.question_reader import Reading
from labkin.nlp.question_said import ValueGrammar
from labkin.nlp.question_tree import Measured, Phrase

_IN = ("in", "on", "against", "at", "for", "in the", "on the", "against the")
_ENDPOINT = "endpoint"
Values = tuple[tuple[str, str, object], ...]
Heads = Callable[[int, int], list[Reading]]


def placed(grammar: ValueGrammar, heads: Heads, pos: int) -> Iterator[Reading]:
    """The values that stand at `pos`. `heads` gives the nouns and names at a place, to a depth."""
    yield from _behind_place(grammar, heads, pos)
    for values, end in _endpoints(grammar, pos):  # "IC50 on EGFR below 20 nM"
        for after in grammar.after(end, _IN):
            for cost, place, last in heads(after, 1):
                for amount in grammar.amounts(last) if _is_place(place) else ():
                    if not amount.bare:
                        measured = Measured(values, amount.op, amount.number, amount.upto, place)
                        yield Reading(cost + 0.8, measured, amount.end)


def _behind_place(grammar: ValueGrammar, heads: Heads, pos: int) -> Iterator[Reading]:
    for cost, place, end in heads(pos, 1):
        if not _is_place(place):
            continue
        for values, after in _endpoints(grammar, end):
            for amount in grammar.amounts(after):
                if not amount.bare:
                    measured = Measured(values, amount.op, amount.number, amount.upto, place)
                    yield Reading(cost + 0.8, measured, amount.end)
        for amount in grammar.amounts(end):  # "and hERG above 10 uM"
            if amount.number.unit and not amount.bare:
                measured = Measured((), amount.op, amount.number, amount.upto, place)
                yield Reading(cost + 2.1, measured, amount.end)


def _is_place(phrase: Phrase) -> bool:
    """Whether it is named, or named before a noun: "hERG", "the JAK2 assay"."""
    return bool(phrase.mention or (phrase.kinds and phrase.mods)) and not phrase.top


def _endpoints(grammar: ValueGrammar, pos: int) -> list[tuple[Values, int]]:
    found = []
    for values, end, _, _ in grammar.items(grammar.words.values, pos):
        if own := tuple(v for v in values if v[:2] == (censored.KIND, _ENDPOINT)):
            found.append((own, end))
    return found
