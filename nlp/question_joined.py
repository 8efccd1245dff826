"""A question half read: the things named so far, how they hang together, and what still waits for its partner.

`Draft` is a frozen value; every step of `nlp.question_join` makes a new one. The things form a tree. What comes next
may hang only on the right frontier: the chain from the root to what was named last. In the end `asking` gives the tree
as the same `Asking` that the grammar gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from labkin.nlp.lexicon import Asked, Meant, Sense, is_participle
from labkin.nlp.question_tree import DONE, Among, Asking, Besides, Either, Link, Mention, Mod, Phrase, Top


class InCircles(Exception):
    """Of two things each hangs on the other."""


ALONE = 0.6  # the price of a verb without its object
RANKED = 0.8  # how much likelier the many words of a ranking by measured values are to be one than chance has it


@dataclass(frozen=True, slots=True)
class Branch:
    """A link from one thing to another (its number in the draft, or None), and the ranking that it may be part of."""

    link: Link
    child: int | None
    top: Top | None = None
    either: bool = False  # this one or the one before it


@dataclass(frozen=True, slots=True)
class Thing:
    """A noun or name with what is said of it.

    `noun` are the senses of a noun that says a relation ("targets"); `row` are the numbers of those named in a row
    with it and `how` by which word; `role` is what the question wants it for: "per", "counted" or "measure".
    """

    kinds: tuple[Meant, ...] = ()
    head: str = ""
    mention: Mention | None = None
    noun: tuple[Sense, ...] = ()
    mods: tuple[Mod | Branch, ...] = ()
    row: tuple[int, ...] = ()
    how: str = ""
    role: str = ""
    top: Top | None = None
    other: bool = False  # "other drugs": than those that are named

    def is_like(self, other: Thing) -> bool:
        """Whether both are names that one kind of thing bears, or both kinds: what may stand in a row."""
        if self.mention is None or other.mention is None:
            same = self.mention is None and other.mention is None
            return same and bool(self.kinds) and bool(other.kinds)
        return bool(self.mention.kinds & other.mention.kinds)


@dataclass(frozen=True, slots=True)
class Verb:
    """A relation's words that wait for their object."""

    senses: tuple[Sense, ...]
    passive: bool = False
    negated: bool = False
    also: Verb | None = None  # "up and down in": what is said of the same object
    either: bool = False  # "up or down in": this or that is said
    done: bool = False  # a participle without an auxiliary: "documents cited"
    bare: bool = False  # a participle without its "by"


def without_object(verb: Verb) -> Link:
    """The link of a verb that nothing stands behind."""
    return Link(verb.senses, True, None, verb.passive, verb.negated, word=DONE if verb.done else "")


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before a noun and will be said of it: a name, with the participle behind it, if any."""

    thing: Thing
    verb: Verb | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """How far a question is read: up to word `pos`, at what cost."""

    pos: int = 0
    cost: float = 0.0
    form: str = "list"
    things: tuple[Thing, ...] = ()
    frontier: tuple[int, ...] = ()
    verb: Verb | None = None
    before: tuple[Mod | Before, ...] = ()
    gap: tuple[int, int] | None = None  # the thing and the branch of it that a later verb may name
    last_parent: int | None = None  # what the last branch grew from
    shared: Branch | None = None  # the link whose verb came last, behind both of its ends
    helped: bool = False  # behind an auxiliary that makes a passive
    inverted: bool = False  # behind an auxiliary and a noun: "is X (expressed)"
    negated: bool = False
    both: bool = False  # two in a row are meant together
    conj: str = ""
    prep: str = ""
    quantity: bool = False  # behind "how much": a property must be asked for
    spoke: bool = False  # a verb that says only that there is a relation was passed over
    light: bool = False  # behind a verb that says only that there is a relation
    count: tuple[str, int] | None = None
    most: bool | None = None
    top: int | None = None
    tops: Top | None = None
    role: str = ""
    other: bool = False
    excepted: bool = False  # behind "except": names are of those that are not meant
    fresh: bool = False  # the next noun is what the question is about
    rerooted: bool = False  # the gap is between what is asked for now and what was before
    back: int | None = None  # what was named before it, and waits to be taken up by a pronoun
    asked: tuple[Asked, ...] = ()
    by: tuple[Asked, ...] = ()  # the property for each value of which an aggregate is taken
    aggregate: str = ""
    over: str = ""
    part: str = ""
    rank: tuple[int | None, bool] | None = None  # the first few by the values of what is measured
    measure: Thing | None = None  # by whose values the things are ranked, once it is known where it was measured
    pronoun: bool = False  # what the question is about was taken up as the subject
    takings: bool = False  # sums of money are asked for
    told: bool = False  # by a verb alone
    unused: tuple[str, ...] = ()

    # -- growing ----------------------------------------------------------------------------------------------------

    def put(self, number: int, thing: Thing) -> Draft:
        """The draft with one thing changed."""
        return replace(self, things=(*self.things[:number], thing, *self.things[number + 1 :]))

    def said(self, number: int, mod: Mod | Branch) -> Draft:
        """The draft with more said of a thing."""
        thing = self.things[number]
        return self.put(number, replace(thing, mods=(*thing.mods, mod)))

    def added(self, thing: Thing) -> tuple[Draft, int]:
        """The draft with one thing more, and its number."""
        return replace(self, things=(*self.things, thing)), len(self.things)

    def with_alternative(self, number: int) -> Draft:
        """The last that was said of a thing is one of two: it, or what was said before it."""
        thing = self.things[number]
        last = thing.mods[-1]
        assert isinstance(last, Branch)
        return self.put(number, replace(thing, mods=(*thing.mods[:-1], replace(last, either=True))))

    def so_called(self, before: Draft) -> Iterator[Draft]:
        """ "Films that are sequels", "is Alien a sequel": the noun read last, behind an "are", says what they are."""
        noun = self.things[-1].noun
        asked = before.inverted and before.form == "yes_no"
        yield from self._of_sort(before) if asked else ()
        if not ((before.helped or asked) and noun) or before.verb or before.prep or before.before:
            return
        if is_participle(self.things[-1].head):
            return  # "is aspirin used"
        for depth, number in enumerate(reversed(before.frontier)):
            named = self.things[number].mention is not None
            if named if asked else self.things[number].kinds and not named:
                one = replace(self, things=self.things[:-1], negated=False, cost=self.cost + 0.3 * depth)
                yield one.said(number, Branch(Link(noun, True, None, negated=before.negated), None))

    def _of_sort(self, before: Draft) -> Iterator[Draft]:
        """ "Is Alien a horror film": whether all is so of the name that is said of the noun behind it."""
        near, sort = before.frontier[-1] if before.frontier else 0, self.things[-1]
        held = self.things[near]
        plain = not (before.verb or before.prep or before.conj or before.negated or sort.mention or sort.row)
        if plain and held.mention is not None and sort.mods and {m.kind for m in sort.kinds} & held.mention.kinds:
            loose = any(isinstance(mod, Branch) for mod in sort.mods)  # "a vitamin K inhibitor" may be a class
            one = replace(self, things=self.things[:-1], cost=self.cost + (0.9 if loose else -0.1))
            yield replace(one.put(near, replace(held, mods=(*held.mods, *sort.mods))), frontier=before.frontier)

    def named_as(self, senses: tuple[Sense, ...]) -> Draft | None:
        """ "With French as official language": what was named last is that of what it was hung on; None for nothing."""
        parent = self.last_parent
        last = self.things[parent].mods[-1] if parent is not None and self.things[parent].mods else None
        if parent is None or not isinstance(last, Branch) or last.link.senses or last.child is None:
            return None
        thing = self.things[parent]
        said = replace(last, link=replace(last.link, senses=senses, subject=False, word=""))
        whole = self.put(parent, replace(thing, mods=(*thing.mods[:-1], said)))
        return replace(whole, gap=None, prep="")

    def measured(self, measure: Thing) -> Draft | None:
        """ "The top 5 compounds in the TNF assay by IC50": it was measured there, and of them; None without a place."""
        first = self.frontier[0] if self.frontier else self.root
        thing = self.things[first]
        here = [mod for mod in thing.mods if isinstance(mod, Branch) and not mod.link.senses and not mod.link.negated]
        rest = tuple(mod for mod in thing.mods if mod not in here)
        base, me = self.put(first, replace(thing, mods=rest)).added(replace(measure, mods=(*measure.mods, *here)))
        whole = base.said(first, Branch(Link((), True, None, word="of"), me))
        return replace(whole, frontier=(first, me), measure=None) if here else None

    @property
    def behind_noun(self) -> bool:
        """Whether a noun that says a relation waits for what it is of."""
        return self.verb is not None and not self.conj and all(not sense.active for sense in self.verb.senses)

    def settled(self) -> Draft:
        """The draft after a noun: what small words said of it is used up."""
        return replace(self, prep="", conj="", helped=False, light=False, count=None)

    @property
    def root(self) -> int:
        """The number of the thing that hangs on no other."""
        children = {m.child for t in self.things for m in t.mods if isinstance(m, Branch)}
        children |= {n for t in self.things for n in t.row}
        return next(n for n in range(len(self.things)) if n not in children)

    def _reached(self, number: int, above: tuple[int, ...] = ()) -> set[int]:
        """The things that hang on one, itself among them. Raises InCircles."""
        if number in above:
            raise InCircles
        thing, found = self.things[number], {number}
        below = [m.child for m in thing.mods if isinstance(m, Branch) and m.child is not None]
        for child in (*below, *thing.row):
            found |= self._reached(child, (*above, number))
        return found

    def parent(self, number: int) -> tuple[int, int] | None:
        """What a thing hangs on: (the thing, the place of the branch)."""
        for at, thing in enumerate(self.things):
            for place, mod in enumerate(thing.mods):
                if isinstance(mod, Branch) and mod.child == number:
                    return at, place
        return None

    def rooted_at(self, number: int) -> Draft:
        """The same tree with another thing at the top: the links on the way are turned round."""
        way, at = [], number
        while (held := self.parent(at)) is not None:
            way.append((*held, at))
            at = held[0]
        draft = self
        for parent, place, child in way:
            thing = draft.things[parent]
            branch = thing.mods[place]
            assert isinstance(branch, Branch)
            draft = draft.put(parent, replace(thing, mods=(*thing.mods[:place], *thing.mods[place + 1 :])))
            turned = replace(branch.link, subject=not branch.link.subject)
            draft = draft.said(child, Branch(turned, parent))
        return draft

    # -- the whole --------------------------------------------------------------------------------------------------

    def asking(self) -> Asking | None:
        """The question as a tree, or None where it has none."""
        try:
            return self._asking()
        except InCircles:
            return None

    def _asking(self) -> Asking | None:
        role = {thing.role: number for number, thing in enumerate(self.things) if thing.role}
        root = self.root
        whole = self.things[root]
        if len(self._reached(root)) < len(self.things):
            return None  # something that was named hangs on nothing
        if not (whole.kinds or whole.mention or whole.mods or whole.row):
            return None  # nothing is said of what is asked for
        if self.aggregate and not self.asked and whole.role != "measure":
            return None
        if self.by:
            return Asking("per", self.phrase(root), self.asked, self.aggregate, by=self.by, cost=self.cost)
        if self.form == "per" and self.asked and not self.aggregate:
            return Asking("per", self.phrase(root), self.asked, part=self.part, cost=self.cost)
        if self.rank is not None:
            return self._ranked(root)
        if self.form == "per":
            found = self._per(role, root)
            if found is not None:
                return found
            return None if "per" in role or self.over else replace(self, form="list").asking()
        draft = self
        if self.form == "count" and "counted" in role and role["counted"] != root:
            draft, root = self.rooted_at(role["counted"]), role["counted"]
        phrase = draft.phrase(root)
        if self.aggregate:
            return _of_each_named(Asking("aggregate", phrase, self.asked, self.aggregate, cost=self.cost))
        if self.form == "when":
            return Asking("prop", phrase, self.asked, cost=self.cost + 0.3) if self.asked else None
        if self.asked and self.form == "yes_no":
            return None  # "is it withdrawn" asks for no date
        if self.asked:
            return Asking("prop", phrase, self.asked, cost=self.cost)
        only = phrase.mention is not None and not phrase.mods and phrase.top is None
        if only and self.spoke and self.form == "list":
            return None  # more was asked than what it is
        one = only and phrase.mention is not None and not phrase.mention.together
        form = "define" if one and self.form == "list" else self.form
        return Asking(form, phrase, cost=self.cost)

    def _ranked(self, root: int) -> Asking | None:
        """ "The three compounds with the lowest IC50": the first few by the lowest, or highest, value that each has."""
        measure = next((n for n, thing in enumerate(self.things) if thing.role == "measure"), None)
        if measure is None or measure == root or self.rank is None:
            return None
        found = self.rooted_at(measure).without(measure, root)
        if found is None:
            return None
        rest, link = found
        count, more = self.rank
        aggregate, link = (self.aggregate or ("max" if more else "min")), replace(link, other=rest.phrase(root))
        top = Top(count or 1, more)
        cost = self.cost - RANKED
        return Asking("per", rest.phrase(measure), self.asked, aggregate, link, top=top, cost=cost)

    def _per(self, role: dict[str, int], root: int) -> Asking | None:
        per, counted = role.get("per"), role.get("counted")
        if per is None and counted is not None and counted != root:
            per = root  # "symptoms of gout with the number of diseases showing each"
        if per is None and counted is not None:  # "the mean number of genes bound by a drug"
            branches = (m.child for m in self.things[counted].mods if isinstance(m, Branch))
            per = next((child for child in branches if child is not None), None)
        if per is None:
            return None
        if counted is None:
            branches = (m.child for m in self.things[per].mods if isinstance(m, Branch))
            counted = root if root != per else next((child for child in branches if child is not None), None)
        if counted is None or counted == per:
            return None
        turned = self.rooted_at(counted)
        found = turned.without(counted, per)
        if found is None:
            return None
        rest, link = found
        return Asking(
            "per",
            rest.phrase(counted),
            self.asked if self.aggregate else (),
            self.aggregate,
            replace(link, other=rest.phrase(per)),
            over=self.over,
            cost=self.cost,
        )

    def without(self, parent: int, child: int) -> tuple[Draft, Link] | None:
        """The draft without the branch between two things, and the branch's link."""
        thing = self.things[parent]
        for place, mod in enumerate(thing.mods):
            if isinstance(mod, Branch) and mod.child == child:
                return self.put(parent, replace(thing, mods=(*thing.mods[:place], *thing.mods[place + 1 :]))), mod.link
        return None

    def _besides(self, thing: Thing) -> list[Besides]:
        """Than which named things an "other" one is another."""
        kinds = {meant.kind for meant in thing.kinds}
        named = (t.mention for t in self.things if t.mention is not None) if thing.other else ()
        return [Besides(mention) for mention in named if not kinds or kinds & mention.kinds]

    def phrase(self, number: int, above: tuple[int, ...] = ()) -> Phrase:
        """A thing with all that hangs on it; `above` are those that it hangs on. Raises InCircles."""
        if number in above:
            raise InCircles
        thing, above = self.things[number], (*above, number)
        mods: list[Mod] = []
        for mod in thing.mods:
            if not isinstance(mod, Branch):
                mods.append(mod)
                continue
            other = None if mod.child is None else self.phrase(mod.child, above)
            link = replace(mod.link, other=other)
            last = mods[-1] if mods else None
            if mod.either and isinstance(last, Link | Either):
                mods[-1] = Either((*(last.links if isinstance(last, Either) else (last,)), link))
            else:
                mods.append(replace(mod.top, link=link) if mod.top else link)
        mods += self._besides(thing)
        one = Phrase(thing.kinds, thing.head, thing.mention, tuple(mods), top=thing.top)
        if not thing.row:
            return one
        alone = replace(one, mods=())
        many = (alone, *(self.phrase(n, above) for n in thing.row))
        return Phrase(many=many, joined="or" if thing.how == "or" else "and", mods=one.mods)


def merged(one: Thing, other: Thing) -> Thing | None:
    """ "Dramas or westerns", "study reports and certificates": things of either sort; None where these are no sorts."""
    if one.kinds != other.kinds or not one.mods or len(other.mods) != 1:
        return None
    match one.mods[0], other.mods[0]:
        case Among(negated=False) as first, Among(negated=False) as second:
            both: Mod = replace(first, values=(*first.values, *second.values))
        case Link(other=Phrase() as first_sort) as link, Link(other=Phrase() as second_sort) as second_link:
            if replace(second_link, other=link.other) != link:
                return None
            both = replace(link, other=Phrase(many=(*(first_sort.many or (first_sort,)), second_sort), joined="or"))
        case _:
            return None
    return replace(one, mods=(both, *one.mods[1:]))


def _of_each_named(asking: Asking) -> Asking:
    """ "The average IC50 of gefitinib and osimertinib" is one for each of them."""
    for mod in asking.phrase.mods:
        many = mod.other.many if isinstance(mod, Link) and mod.other is not None else ()
        if many and isinstance(mod, Link) and not mod.negated and all(one.mention for one in many):
            rest = tuple(other for other in asking.phrase.mods if other is not mod)
            return replace(asking, form="per", phrase=replace(asking.phrase, mods=rest), per=mod)
    return asking
