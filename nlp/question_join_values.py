"""What conditions and small words add to a question half read, for the reader that joins words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from labkin.nlp.question_joined import ALONE, Branch, Draft, Thing, without_object
from labkin.nlp.question_tree import Among, Link, Mod, When, Where

_ALWAYS = (">=", 1)  # "at least one" says no more than that there is one


def filtered(draft: Draft, mod: Mod) -> Iterator[Draft]:
    """The draft with a condition, said of each thing that it may be meant of."""
    verb = draft.verb
    if (draft.negated or (verb and verb.negated)) and not isinstance(mod, Where | Among):
        return  # not then, or not at all?
    if isinstance(mod, Where | Among) and draft.negated:
        mod = replace(mod, negated=not mod.negated)
    if draft.excepted and isinstance(mod, Among):  # "people other than chemists"
        mod, draft = replace(mod, negated=not mod.negated), replace(draft, excepted=False)
    plain = replace(draft, negated=False, prep="", helped=False, light=False, conj="")
    if draft.conj == "or":
        yield from _either(plain, mod)
        return
    if verb is not None and isinstance(mod, When) and draft.frontier:  # "prepared in March": the time is that of it
        timed = plain.said(draft.frontier[-1], Branch(without_object(verb), None)).said(draft.frontier[-1], mod)
        yield replace(timed, verb=None, cost=draft.cost + ALONE - 0.1)
    for depth, number in enumerate(reversed(draft.frontier)):
        yield replace(plain.said(number, mod), cost=draft.cost + 0.2 * depth)
    if not draft.frontier or isinstance(mod, Among):
        yield replace(plain, before=(*draft.before, mod), cost=draft.cost + 0.1)


def _either(draft: Draft, mod: Mod) -> Iterator[Draft]:
    """ "Quarantined or withdrawn": one of two values."""
    number = draft.frontier[-1] if draft.frontier else None
    held = draft.things[number].mods if number is not None else draft.before
    last = held[-1] if held else None
    if not (isinstance(mod, Among) and isinstance(last, Among) and mod.negated == last.negated):
        return
    both = replace(mod, values=(*last.values, *mod.values))
    if number is None:
        yield replace(draft, before=(*draft.before[:-1], both))
    else:
        thing = draft.things[number]
        yield draft.put(number, replace(thing, mods=(*thing.mods[:-1], both)))


def again_not(draft: Draft, held: Thing) -> Link | None:
    """ "Tested on EGFR but not on JAK2": what was said of the one is denied of the other; None where nothing was."""
    last = held.mods[-1] if held.mods else None
    if not (draft.negated and draft.prep and draft.conj in ("and", "but")) or not isinstance(last, Branch):
        return None
    link = last.link
    return replace(link, negated=True) if link.senses and not (link.negated or link.count or last.top) else None


def _counted(draft: Draft, _: Any) -> Draft:
    """ "The number of": what comes next is counted; "the mean number of" takes an average of numbers."""
    if draft.aggregate and not draft.asked:
        draft = replace(draft, aggregate="", over=draft.aggregate, form="per")
    per = bool(draft.things) or draft.form == "per"
    return replace(draft, role="counted", form="per" if per else "count", fresh=bool(draft.things))


def _negation(draft: Draft, value: tuple[bool, bool]) -> Draft:
    be, nor = value
    return replace(draft, negated=True, helped=draft.helped or be, conj="and" if nor else draft.conj)


# Words that only change how the next ones are read.
NOTED: dict[str, Callable[[Draft, Any], Draft]] = {
    "skip": lambda draft, _: draft,
    "unknown": lambda draft, word: replace(draft, unused=(*draft.unused, word)),
    "auxiliary": lambda draft, be: replace(draft, helped=draft.helped or be),
    "conjunction": lambda draft, word: replace(draft, conj=word if word != "," else draft.conj or ","),
    "preposition": lambda draft, word: replace(draft, prep=word),
    "negation": _negation,
    "light": lambda draft, _: replace(draft, light=True, spoke=True),
    "together": lambda draft, _: replace(draft, both=True),
    "except": lambda draft, _: replace(draft, excepted=True),
    "quantity": lambda draft, _: replace(draft, quantity=True, spoke=True),
    "other": lambda draft, _: replace(draft, other=True),
    "fresh": lambda draft, _: replace(draft, fresh=True),
    "count": lambda draft, count: draft if count == _ALWAYS else replace(draft, count=count),
    "most": lambda draft, more: replace(draft, most=more),
    "tops": lambda draft, top: replace(draft, tops=top),
    "per": lambda draft, _: replace(draft, role="per", form="per"),
    "counted": _counted,
}
