"""Properties in a question that is joined from its words: what is asked of the things, and by which they are ranked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from labkin.nlp.lexicon import Asked, Meant
from labkin.nlp.lexicon_parts import PART
from labkin.nlp.question_joined import Before, Branch, Draft, Thing
from labkin.nlp.question_tree import Mod, Top, Where

_Mods = tuple[Mod | Branch, ...]


def asked_of(draft: Draft, asked: tuple[Asked, ...]) -> Iterator[Draft]:
    """ "The purity of", "aspirin's weight": what is asked of the things; or more of a property that was named."""
    if draft.conj == "or" and draft.before and not draft.things:
        return  # "quarantined or withdrawn batches": a value like the one before it
    if draft.form == "when":  # "when is the balance due for calibration"
        narrowed = tuple(one for one in asked if one.type == "date")
        if narrowed:
            yield replace(draft, asked=narrowed)
        return
    yield from _told_apart(draft, asked)
    if draft.role == "per" and draft.asked and draft.aggregate:  # "average purity by status"
        yield replace(draft, by=asked, role="")
    if draft.asked:
        return
    if draft.role == "per" and draft.things:  # "batches by status"
        yield replace(draft, asked=asked, role="")
        return
    named = [item for item in draft.before if isinstance(item, Before)]
    if named and not draft.things:  # the name is the whole
        said = tuple(item for item in draft.before if not isinstance(item, Before))
        thing = replace(named[0].thing, mods=(*named[0].thing.mods, *said))
        whole, me = replace(draft, before=()).added(thing)
        yield replace(whole, frontier=(me,), asked=asked)
    elif not draft.things:
        yield replace(draft, asked=asked)
    elif draft.form == "per" and _each(draft) is not None:
        yield from _of_each(draft, asked)
    elif draft.quantity:  # "how much did it make": whatever the verb is
        yield replace(draft, asked=asked, verb=None, cost=draft.cost + 0.2)
    elif not draft.verb and (len(draft.things) == 1 or _goes_on(draft)):
        yield replace(draft, asked=asked, cost=draft.cost + 0.6)


def _goes_on(draft: Draft) -> bool:
    """ "Northlight albums and their budgets": a property of what is listed, not of what was named last."""
    return draft.form == "list" and (draft.frontier == (draft.root,) or draft.conj == "and" or draft.prep == "with")


def _each(draft: Draft) -> int | None:
    """What stands behind "for each", where nothing else is asked for."""
    root = draft.root
    counted = any(thing.role in ("counted", "measure") for thing in draft.things)
    alone = draft.things[root].role == "per" and not (counted or draft.aggregate or draft.over or draft.rank)
    return root if alone else None


def _of_each(draft: Draft, asked: tuple[Asked, ...]) -> Iterator[Draft]:
    """ "For each film by X, what is its budget": as of all of them."""
    root = draft.root
    plain = draft.put(root, replace(draft.things[root], role=""))
    yield replace(plain, form="list", asked=asked, verb=None, light=False, cost=draft.cost + 0.1)


def _told_apart(draft: Draft, asked: tuple[Asked, ...]) -> Iterator[Draft]:
    """ "Grossed ... worldwide", "reviewed ... by the critics": words apart mean one property together."""
    plain = replace(draft, prep="", light=False, helped=False)
    if draft.asked and (both := shared(draft.asked, asked)):
        yield replace(plain, asked=both)
        return
    dates = tuple(one for one in asked if one.type == "date")
    if draft.asked and dates and all(one.prop in ("year", "date") for one in draft.asked):  # "what year ... released"
        yield replace(plain, asked=dates)
        return
    if draft.tops is not None and (both := shared(draft.tops.asked, asked)):
        yield replace(plain, tops=replace(draft.tops, asked=both))
    for number in dict.fromkeys([*reversed(draft.frontier), *([draft.root] if draft.things else [])]):
        thing = draft.things[number]
        if thing.top is not None and (both := shared(thing.top.asked, asked)):
            yield plain.put(number, replace(thing, top=replace(thing.top, asked=both)))
        mods = _narrowed(thing.mods, asked)
        if mods is not None:
            yield plain.put(number, replace(thing, mods=mods))


def _narrowed(mods: _Mods, asked: tuple[Asked, ...]) -> _Mods | None:
    for place in range(len(mods) - 1, -1, -1):
        mod = mods[place]
        if isinstance(mod, Top | Where) and (both := shared(mod.asked, asked)):
            return (*mods[:place], replace(mod, asked=both), *mods[place + 1 :])
    return None


def shared(one: tuple[Asked, ...], other: tuple[Asked, ...]) -> tuple[Asked, ...]:
    """The properties that two words may mean, where each means a part of a name; empty where they share none."""
    ranks = {(asked.kind, asked.prop): asked.rank for asked in other}
    return tuple(
        asked._replace(rank=min(PART, asked.rank))
        for asked in one
        if (asked.kind, asked.prop) in ranks and max(asked.rank, ranks[asked.kind, asked.prop]) >= PART
    )


def ordered_by(draft: Draft, asked: tuple[Asked, ...]) -> Iterator[Draft]:
    """ "Top 5 ... by weight", "the largest country by area": what the first few are the first by."""
    if not draft.things:
        return
    root = draft.root
    thing = draft.things[root]
    if draft.top is not None and thing.top is None:
        yield replace(draft.put(root, replace(thing, top=Top(draft.top, True, asked))), top=None)
    elif thing.top is not None and thing.top.asked and thing.top.link is None:
        top = replace(thing.top, asked=shared(thing.top.asked, asked) or asked)
        yield draft.put(root, replace(thing, top=top))


def whatever_has(draft: Draft) -> Draft:
    """ "The highest score", "biggest seller on DVD?", "what came out in 1999": things of whatever kind has it."""
    said = [mod for mod in draft.before if isinstance(mod, Where) and mod.asked]
    tops = draft.tops if draft.tops is not None and draft.tops.asked else None
    if draft.things or len(said) < len(draft.before) or (tops is None and not said) or draft.asked:
        return draft
    asked = said[0].asked if said else tops.asked if tops else ()
    kinds = tuple(dict.fromkeys(Meant(one.kind, 0) for one in asked))
    whole, me = replace(draft, before=()).added(Thing(kinds, mods=tuple(said)))
    return replace(whole, frontier=(me,), cost=draft.cost + 0.3)
