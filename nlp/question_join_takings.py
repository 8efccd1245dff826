"""Money that came in or went out, for the reader that joins words: sums of what the bills or orders of a graph come to.

"Revenue", "how much did we sell", "top 5 customers by spend". A bill counts whole: its sum is told of those of whom
each bill has one, as the customer, and never of what stands on it beside other things.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from labkin.nlp.lexicon import Asked, Meant
from labkin.nlp.question_joined import Branch, Draft, Thing
from labkin.nlp.question_tree import WHOLLY, Among, Link, When, Where
from labkin.nlp.question_words import phrases

_NOUNS = phrases("revenue | revenues | turnover | takings | sales | spend | spending | expenditure | expenditures")
_VERBS = phrases(
    """spend | spent | spends | pay | paid | sell | sold | earn | earned | take in | took in | taken in | bring in |
    brought in | come in | came in | take | took | make | made"""
)


def takings_at(lows: Sequence[str], pos: int, asked: Sequence[Asked]) -> Iterator[tuple[bool, int]]:
    """Where words for money end that begin at `pos`, and whether they are verbs. `asked` are the sums of the graph."""
    for verb, table in ((False, _NOUNS), (True, _VERBS)) if asked else ():
        for phrase in table:
            parts = phrase.split()
            if list(lows[pos : pos + len(parts)]) == parts:
                yield verb, pos + len(parts)


def taken(draft: Draft, asked: tuple[Asked, ...], verb: bool) -> Iterator[Draft]:
    """The draft with its sums asked for; of a verb only where it was asked how much, or who did most."""
    ranked = draft.top is not None and draft.prep == "by"
    if draft.asked or draft.verb or draft.count or draft.rank is not None or draft.aggregate not in ("", "sum"):
        return
    if verb and not draft.quantity and not draft.things:
        return
    rank = (draft.top, True) if ranked else None
    more = replace(draft, asked=asked, aggregate="sum", takings=True, told=verb and not draft.quantity, rank=rank)
    yield replace(more, prep="" if ranked else draft.prep, top=None if ranked else draft.top, helped=False, light=False)


def with_takings(draft: Draft) -> Draft | None:
    """The draft with the bills whose sums are asked for; None where it cannot be theirs."""
    if not draft.takings:
        return draft
    if draft.most is not None:
        draft = replace(draft, rank=(draft.top or 1, draft.most), most=None, top=None)
    elif draft.told and draft.rank is None:
        return None  # "what they paid": nobody asked how much
    kinds = tuple(dict.fromkeys(Meant(asked.kind, 0) for asked in draft.asked))
    said = tuple(mod for mod in draft.before if isinstance(mod, When | Where | Among))
    if len(said) < len(draft.before):
        return None
    if not draft.things:
        whole, me = replace(draft, before=()).added(Thing(kinds, mods=said))
        return replace(whole, frontier=(me,), quantity=False)
    root = draft.root
    thing = draft.things[root]
    if {meant.kind for meant in thing.kinds} & {meant.kind for meant in kinds}:
        return draft if draft.rank is None else None
    times = tuple(mod for mod in thing.mods if isinstance(mod, When))
    rest = tuple(mod for mod in thing.mods if not isinstance(mod, When))
    base = replace(draft.put(root, replace(thing, mods=rest)), before=(), gap=None, prep="", cost=draft.cost + 0.1)
    if draft.rank is not None:
        whole, me = base.added(Thing(kinds, mods=(*said, *times), role="measure"))
        return whole.said(root, Branch(Link((), False, None, word=WHOLLY), me))
    whole, me = base.added(Thing(kinds, mods=(Branch(Link((), True, None, word=WHOLLY), root), *said, *times)))
    return replace(whole, frontier=(me,))
