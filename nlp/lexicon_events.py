"""Verbs for what a graph records as things of their own: who bought what is told by invoices, who borrowed by loans."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from labkin.graph.profile import Profile
from labkin.nlp.lexicon_relations import last_word
from labkin.nlp.question_words import phrases, words

MARK, ALONE = "@", "@@"  # before a kind, in place of a relation's name; ALONE: nobody is asked for who did it
_DONE = (
    (phrases("buy | purchase | order | acquire"), words("invoice order purchase sale receipt transaction")),
    (phrases("borrow | check out | take out"), words("loan borrowing checkout")),
    (phrases("rent | hire"), words("rental")),
    (phrases("book | reserve"), words("booking reservation")),
)
_SUFFERED = ((phrases("sell"), words("invoice order purchase sale receipt transaction")),)


_BILLS = words("invoice order purchase sale receipt transaction payment bill")
_SUMS = ("amount", "total", "total_amount", "amount_total", "grand_total", "total_price", "sum")


class Done(NamedTuple):
    """A verb, and in place of a relation the kind by which the graph records such doings, marked."""

    verb: str
    marked: str


def done_in(profile: Profile) -> Iterator[Done]:
    """The verbs for what is recorded as things of a kind of its own."""
    for kind in sorted(profile.kinds):
        for table, by_whom in ((_DONE, True), (_SUFFERED, False)):
            for verbs, nouns in table:
                if last_word(kind) in nouns:
                    yield from (Done(verb, MARK + kind if by_whom else ALONE + kind) for verb in verbs)


def sums_in(profile: Profile) -> tuple[tuple[str, str], ...]:
    """The kind of bills or orders that a graph has, with the property of what one comes to; none for several."""
    found = [
        (kind, prop)
        for kind, held in sorted(profile.props.items())
        if last_word(kind) in _BILLS
        for prop in _SUMS
        if prop in held and held[prop].type in ("number", "integer")
    ]
    return tuple(found) if len(found) == 1 else ()
