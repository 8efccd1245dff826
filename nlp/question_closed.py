"""A question that is read to its end: what still waits finds its place, or the reading is none."""

from __future__ import annotations

from dataclasses import replace

from labkin.nlp.lexicon import Meant
from labkin.nlp.question_elements import UNUSED
from labkin.nlp.question_join_props import whatever_has
from labkin.nlp.question_join_takings import with_takings
from labkin.nlp.question_joined import ALONE, Before, Branch, Draft, Thing, without_object
from labkin.nlp.question_tree import ANY, Besides, Link


def closed(draft: Draft) -> Draft | None:
    """The draft once all words are read, or None where something still waits that cannot be done without."""
    whole = with_takings(draft)
    if whole is None:
        return None
    draft = whatever_has(whole)
    if draft.before:
        only = draft.before[0]
        if draft.things or len(draft.before) > 1 or not isinstance(only, Before) or only.verb:
            return None
        draft, me = replace(draft, before=()).added(only.thing)
        draft = replace(draft, frontier=(me,))
    draft = _with_bearers(draft)
    if not draft.things:
        return None
    draft = _said_again(draft)
    alone = draft.verb is not None and draft.pronoun and draft.gap is None and not (draft.conj or draft.role)
    if alone and draft.form == "list" and len(draft.things) > 1:
        return None  # "associated with the disease they treat": which is that?
    if draft.verb is not None:
        link = without_object(draft.verb)
        parent = draft.last_parent if draft.conj and draft.last_parent is not None else draft.frontier[0]
        last = Branch(link, None)
        if draft.conj and draft.shared is not None:  # "that MYC regulates but does not interact with"
            last = replace(draft.shared, link=replace(link, subject=draft.shared.link.subject))
        draft = replace(draft.said(parent, last), verb=None, cost=draft.cost + ALONE)
    if draft.negated:
        draft = replace(draft, unused=(*draft.unused, "not"), cost=draft.cost + UNUSED)
    if draft.tops is not None and draft.things[draft.root].top is None:  # "which batch is the purest"
        first = replace(draft.tops, count=draft.top or draft.tops.count)
        draft = draft.put(draft.root, replace(draft.things[draft.root], top=first))
        draft = replace(draft, tops=None, top=None, cost=draft.cost + 0.1)
    if draft.most is not None or draft.count is not None or draft.tops is not None or draft.top is not None:
        return None
    if draft.quantity and not draft.asked:
        return None
    if draft.prep in ("by", "per"):
        return None  # by what?
    if draft.role or draft.back is not None or (draft.excepted and not _says_besides(draft)):
        return None
    if draft.measure is not None:
        whole = draft.measured(draft.measure)
        if whole is None:
            return None
        draft = whole
    if draft.rank is not None and not any(thing.role == "measure" for thing in draft.things):
        return None
    root = draft.things[draft.root]
    if root.mention is not None and root.mods and draft.form in ("list", "count") and not draft.asked:
        draft = replace(draft, cost=draft.cost + 1.0)  # a list of one name's things that says only where it fits
    draft = _subject_asked(draft)
    if _without_place(draft):
        return None
    if draft.both and draft.form == "yes_no":
        draft = _common_to_all(draft)
    if draft.both and _denies(draft):
        return None  # "but not in the same class": as what?
    if draft.both:  # "shares a class with": other things
        top = draft.things[draft.root]
        draft = draft.put(draft.root, replace(top, other=True)) if top.kinds else draft
    if draft.both:  # what they have in common may be so by any relation
        draft = replace(draft, things=tuple(map(_by_any_relation, draft.things)))
    if any(thing.noun and not thing.kinds and not _linked(draft, thing) for thing in draft.things):
        return None
    return draft


def _with_bearers(draft: Draft) -> Draft:
    """ "Average purity per person", "average purity by status": of whatever has a purity."""
    kinds = tuple(dict.fromkeys(Meant(asked.kind, asked.rank) for asked in draft.asked))
    alone = [number for number, thing in enumerate(draft.things) if thing.role == "per"]
    if not (draft.aggregate and kinds) or len(draft.things) != len(alone) or not (alone or draft.by):
        return draft
    if alone and {meant.kind for meant in draft.things[alone[0]].kinds} & {meant.kind for meant in kinds}:
        return draft
    mods = tuple(Branch(Link((), True, None, word="of"), number) for number in alone)
    whole, me = draft.added(Thing(kinds, mods=mods))
    return replace(whole, frontier=(me, *draft.frontier), cost=draft.cost + 0.3)


def _said_again(draft: Draft) -> Draft:
    """ "What does X bind that Y does not": the verb that is left out is the one said before."""
    if not draft.negated or draft.gap is None or draft.verb is not None:
        return draft
    number, place = draft.gap
    thing = draft.things[number]
    said = thing.mods[place] if place < len(thing.mods) else None
    earlier = [
        mod for mod in thing.mods[:place] if isinstance(mod, Branch) and mod.link.senses and mod.child is not None
    ]
    if not isinstance(said, Branch) or said.link.senses or said.child is None or not earlier:
        return draft
    first = earlier[-1]
    assert first.child is not None
    if not draft.things[first.child].is_like(draft.things[said.child]):
        return draft
    again = replace(said, link=replace(first.link, other=None, negated=not first.link.negated))
    mods = (*thing.mods[:place], again, *thing.mods[place + 1 :])
    return replace(draft.put(number, replace(thing, mods=mods)), negated=False, gap=None)


def _common_to_all(draft: Draft) -> Draft:
    """ "Do X and Y share any targets": whether there is something that is so linked with each of them."""
    root = draft.root
    top = draft.things[root]
    place = next((n for n, mod in enumerate(top.mods) if isinstance(mod, Branch)), None)
    if place is None or not top.row or top.how == "or":
        return draft
    branch = top.mods[place]
    assert isinstance(branch, Branch)
    if branch.child is None:
        added, number = draft.added(Thing())
        mods = (*top.mods[:place], replace(branch, child=number), *top.mods[place + 1 :])
        return added.put(root, replace(top, mods=mods)).rooted_at(number)
    return draft.rooted_at(branch.child)


def _denies(draft: Draft) -> bool:
    return any(isinstance(mod, Branch) and mod.link.negated for thing in draft.things for mod in thing.mods)


def _without_place(draft: Draft) -> bool:
    """Whether "where" was asked and no relation says that something is somewhere."""
    for number, thing in enumerate(draft.things):
        for mod in thing.mods:
            if isinstance(mod, Branch) and not mod.link.senses:
                ends = [number, *([] if mod.child is None else [mod.child])]
                if any(draft.things[end].head == "where" for end in ends):
                    return True
    return False


def _subject_asked(draft: Draft) -> Draft:
    """ "Aspirin treats what?": what is asked for stands where its object would."""
    root = draft.root
    top = draft.things[root]
    last = top.mods[-1] if top.mods else None
    if draft.form != "list" or top.mention is None or not isinstance(last, Branch) or last.link.negated:
        return draft
    if last.child is None:
        whole, number = draft.put(root, replace(top, mods=top.mods[:-1])).added(Thing())
        return whole.said(root, replace(last, child=number)).rooted_at(number)
    child = draft.things[last.child]
    bare = not (child.kinds or child.mention or child.mods or child.noun or child.row)
    return draft.rooted_at(last.child) if bare else draft


def _says_besides(draft: Draft) -> bool:
    return any(isinstance(mod, Besides) for thing in draft.things for mod in thing.mods)


def _by_any_relation(thing: Thing) -> Thing:
    mods = (
        replace(mod, link=replace(mod.link, word=ANY)) if isinstance(mod, Branch) and not mod.link.senses else mod
        for mod in thing.mods
    )
    return replace(thing, mods=tuple(mods))


def _linked(draft: Draft, noun: Thing) -> bool:
    """Whether the relation that a noun says ("targets") is one of the question."""
    branches = (mod for thing in draft.things for mod in thing.mods if isinstance(mod, Branch))
    return any(branch.link.senses == noun.noun for branch in branches)
