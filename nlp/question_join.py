"""Reading a question by joining what its words may mean, where no rule of the grammar fits the way it is put.

A search over the words from left to right (a beam, best first) keeps the cheapest ways to hang each thing on what was
named before: by the relation said in between, else by any relation that the graph has between the two. Every word is
used, is one that holds a sentence together, or is listed as unused, which costs much. What comes out are the grammar's
own `Asking`s, so that the graph decides among them as it does among the grammar's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from labkin.nlp import question_join_words as fixed
from labkin.nlp.lexicon import Lexicon, Sense
from labkin.nlp.question_closed import closed
from labkin.nlp.question_elements import Element, Elements
from labkin.nlp.question_join_props import asked_of, ordered_by
from labkin.nlp.question_join_takings import taken
from labkin.nlp.question_join_values import NOTED, again_not, filtered
from labkin.nlp.question_joined import Before, Branch, Draft, Thing, Verb, merged
from labkin.nlp.question_tokens import Words
from labkin.nlp.question_tree import ANY, DONE, Asking, Besides, Link, Mod, Top

BEAM = 16  # drafts kept at each word
MOST_ASKINGS = 30


class Joined(NamedTuple):
    """One way to read the question, and the words that it leaves unused."""

    asking: Asking
    unused: tuple[str, ...]


@dataclass(slots=True)
class Joiner:
    """Joins the words of one question."""

    words: Words
    lexicon: Lexicon
    elements: Elements

    @classmethod
    def of(cls, words: Words, lexicon: Lexicon) -> Joiner:
        """For these words."""
        return cls(words, lexicon, Elements(words, lexicon))

    def joined(self) -> list[Joined]:
        """Every way found, the cheapest first."""
        best: dict[str, Joined] = {}
        for draft in self._drafts():
            asking = draft.asking() if draft.things else None
            if asking is None:
                continue
            if asking.form == "prop" and self.elements.nobody_is(asking.asked):
                continue
            if asking.form == "define" and self.elements.asks_for_contents():
                continue
            if asking.part:
                asking = replace(asking, asked=self.lexicon.dates())
            if asking.aggregate and not asking.asked:
                asking = replace(asking, asked=self.elements.measured_values())
            key = repr(replace(asking, cost=0.0))
            if key not in best or asking.cost < best[key].asking.cost:
                best[key] = Joined(asking, draft.unused)
        return sorted(best.values(), key=lambda j: j.asking.cost)[:MOST_ASKINGS]

    def _drafts(self) -> list[Draft]:
        form, start = self.elements.opening()
        asked = self.lexicon.dates() if form == "when" else self.elements.reasons()
        begun = Draft(start, form=form, asked=asked, helped=self.elements.is_asked_of_being())
        waiting: dict[int, dict[object, Draft]] = {start: {None: begun}}
        end = len(self.words.tokens)
        for pos in range(start, end):
            drafts = sorted(waiting.pop(pos, {}).values(), key=lambda d: d.cost)[:BEAM]
            for draft in drafts:
                for element in self.elements.at(pos, bool(draft.things)):
                    for after in self._step(draft, element):
                        key = replace(after, cost=0.0, unused=())
                        held = waiting.setdefault(after.pos, {})
                        if key not in held or after.cost < held[key].cost:
                            held[key] = after
        ended = (closed(draft) for draft in waiting.pop(end, {}).values())
        return sorted((draft for draft in ended if draft is not None), key=lambda d: d.cost)

    # -- one word or phrase -----------------------------------------------------------------------------------------

    def _step(self, draft: Draft, element: Element) -> Iterator[Draft]:
        value = element.value
        if self._ends_before(draft, element):
            return
        moved = replace(draft, pos=element.end, cost=draft.cost + element.cost)
        if (noted := NOTED.get(element.what)) is not None:
            yield noted(moved, value)
            return
        match element.what:
            case "thing" if value.mention and value.mention.together and self._after_both(draft.pos):
                yield from self._each_of_two(moved, value, element)
            case "thing":
                yield from self._thing(moved, value, element)
            case "nothing":
                yield from self._thing(replace(moved, negated=True), value, element)
            case "verb":
                yield from self._verb(moved, value, element, self.words.tokens[draft.pos - 1].low if draft.pos else "")
            case "filter":
                yield from filtered(moved, value)
            case "prop":
                yield from asked_of(moved, value)
            case "pronoun":
                yield from self._pronoun(moved)
            case "aggregate" if not (draft.aggregate or draft.asked):
                yield replace(moved, aggregate=value)
            case "rank" if draft.rank is None:
                count, more = value
                yield replace(moved, rank=(count or draft.top, more), top=None if count is None else draft.top)
            case "top" if draft.rank is None and draft.top is None:
                yield replace(moved, top=value)
            case "ordered":
                yield from ordered_by(moved, value)
            case "summed" if not draft.aggregate and (draft.quantity or draft.asked):
                yield replace(moved, aggregate=value)
            case "by_measure" if draft.top is not None and draft.rank is None and draft.frontier:
                yield replace(moved, rank=(draft.top, value[1]), top=None, measure=value[0])
            case "potent" if draft.rank is None:
                yield replace(moved, rank=(draft.top, value[1]), top=None, measure=value[0])
            case "as" if (named := moved.named_as(value)) is not None:
                yield named
            case "takings":
                yield from taken(moved, self.lexicon.takings, value)
            case "part" if draft.things and not draft.asked:
                yield replace(moved, part=value, form="per", asked=self.lexicon.dates())

    def _ends_before(self, draft: Draft, element: Element) -> bool:
        """Whether what stands here cannot stand between a noun and what is said of it before: "aspirin the drugs"."""
        if not any(isinstance(item, Before) for item in draft.before):
            return False
        determined = element.what == "skip" and self.words.tokens[draft.pos].low in fixed.DETERMINERS
        return determined or element.what in ("preposition", "light")

    # -- nouns and names --------------------------------------------------------------------------------------------

    def _thing(self, draft: Draft, thing: Thing, element: Element) -> Iterator[Draft]:
        if self.elements.noun_follows(element.end):
            price = 0.1 if thing.mention is not None else 0.5
            yield replace(draft, before=(*draft.before, Before(thing)), cost=draft.cost + price)
        named = [item for item in draft.before if isinstance(item, Before)]
        if named and thing.mention is not None and not thing.kinds:  # but "the Acme lot L-112"
            return
        mods: list[Mod | Branch] = []
        if draft.excepted and draft.verb is None:
            yield from _excepted(draft, thing)
            yield from _excepted_class(draft, thing)
            return
        base = replace(draft, before=(), tops=None)
        for item in draft.before:
            if isinstance(item, Before):
                base, number = base.added(item.thing)
                mods.append(Branch(_premodifying(item, thing), number))
            else:
                mods.append(item)
        role, other = draft.role or thing.role, draft.other
        base, me = base.added(replace(thing, mods=(*thing.mods, *mods), role=role, top=draft.tops, other=other))
        base = replace(base.settled(), inverted=draft.helped, role="", fresh=False, other=False)
        yield from self._placed(draft, base, me)

    def _after_both(self, pos: int) -> bool:
        while pos and self.words.tokens[pos - 1].low in ("of", "the", "our"):
            pos -= 1
        return pos > 0 and self.words.tokens[pos - 1].low == "both"

    def _each_of_two(self, draft: Draft, thing: Thing, element: Element) -> Iterator[Draft]:
        """ "Both microsome assays": the one and the other, where just two have such a name."""
        assert thing.mention is not None
        if len(thing.mention.hits) != 2 or draft.negated or (draft.verb is not None and draft.verb.negated):
            return  # "not in both" may be in one of them
        first, second = (replace(thing, mention=replace(thing.mention, hits=(h,))) for h in thing.mention.hits)
        for one in self._thing(draft, first, element):
            if one.frontier and not one.before:
                yield from self._thing(replace(one, conj="and"), second, element)

    def _placed(self, draft: Draft, base: Draft, me: int) -> Iterator[Draft]:
        thing = base.things[me]
        if not draft.frontier:
            if draft.verb is None:
                yield replace(base, frontier=(me,))
            elif draft.form != "yes_no":  # "targets of aspirin": of what is targeted nothing else is said
                whole, root = base.added(Thing())
                nominal = any(not sense.active for sense in draft.verb.senses)
                price = 0.3 if nominal and not draft.helped else 1.5
                yield from self._hung(draft, replace(whole, cost=whole.cost + price), root, me, (root,), 0.0)
            return
        yield from _identified(draft, base, me)
        if self.elements.grammar.low(base.pos) not in ("of", "for", "to"):
            yield from base.so_called(draft)
        if draft.fresh and thing.mention is None:
            yield from _newly_rooted(draft, base, me)
        yield from _in_a_row(draft, base, me)
        for depth, parent in enumerate(reversed(draft.frontier)):
            kept = draft.frontier[: len(draft.frontier) - depth]
            yield from self._hung(draft, base, parent, me, kept, _distance(draft, parent, depth))

    def _pronoun(self, draft: Draft) -> Iterator[Draft]:
        if draft.back is not None:
            yield from self._taken_up(draft)
        if draft.verb is not None and draft.frontier:
            yield from self._named_again(draft)
        if draft.back is None and len(draft.things) > 1:  # something else that it may stand for, as the subject
            price = 0.0 if draft.gap is not None or draft.verb is not None or draft.asked else 0.8
            yield replace(draft, frontier=draft.frontier[:1], cost=draft.cost + price, pronoun=True)

    def _taken_up(self, draft: Draft) -> Iterator[Draft]:
        """ "(the diseases:) which genes are linked to them": a tree of its own goes on with what stood before."""
        assert draft.back is not None
        base = replace(draft.settled(), back=None)
        for depth, parent in enumerate(reversed(draft.frontier)):
            kept = draft.frontier[: len(draft.frontier) - depth]
            yield from self._hung(draft, base, parent, draft.back, kept, 0.3 * depth)

    def _named_again(self, draft: Draft) -> Iterator[Draft]:
        """ "Upregulated in testis but not expressed in it": what was named last is meant again."""
        root = draft.frontier[0]
        named = (n for n in range(len(draft.things) - 1, -1, -1) if n != root and draft.things[n].mention is not None)
        if (number := next(named, None)) is not None:
            yield from self._hung(draft, draft.settled(), root, number, (root,), 0.1)

    def _hung(
        self, draft: Draft, base: Draft, parent: int, me: int, kept: tuple[int, ...], price: float
    ) -> Iterator[Draft]:
        """A thing is hung on another: by the verb that waits, else by a noun that says how, else by any relation."""
        held = base.things[parent]
        alike = draft.prep == "as" and draft.both and self._several_alike(draft.pos)
        if alike and (draft.verb is not None or not held.row):
            return  # "the same genre and rating as": both are those of what is named
        last = held.mods[-1] if held.mods else None
        either = draft.conj == "or" and any(isinstance(mod, Branch) for mod in held.mods)
        if either and not (isinstance(last, Branch) and last.top is None and draft.verb and draft.most is None):
            return  # one of two things that are said: a query of all would be another question
        if held.mention is not None and parent != base.root:
            if draft.negated and draft.conj == "but":
                return  # "tested in A but not in B": of A nothing is denied
            price += 0.4  # of a name that only says which, little else is said
        more = replace(base, frontier=(*kept, me), verb=None, negated=False, last_parent=parent, shared=None)
        if draft.most is not None:
            more = replace(more, most=None, top=None)
        by = _by_verb if draft.verb is not None else _by_any
        for whole in by(draft, replace(more, cost=base.cost + price), parent, me):
            yield whole.with_alternative(parent) if either else whole

    def _several_alike(self, pos: int) -> bool:
        """Whether several things are to be the same: "the same genre and rating as"."""
        lows = [token.low for token in self.words.tokens[:pos]]
        return "same" in lows and "and" in lows[lows.index("same") :]

    # -- relations --------------------------------------------------------------------------------------------------

    def _verb(self, draft: Draft, senses: tuple[Sense, ...], element: Element, before: str) -> Iterator[Draft]:
        last = draft.before[-1] if draft.before else None
        said = draft.things[draft.frontier[-1]].mods if draft.frontier else ()
        if draft.conj == "or" and draft.verb is None and said and not isinstance(said[-1], Branch):
            return  # "released or prepared by Maya": one of two holds, of which each is told in another way
        ing = element.text.endswith("ing")
        if isinstance(last, Before) and last.verb is None:
            for passive in (False, True) if element.participle else ():
                held = replace(last, verb=Verb(senses, passive))
                yield replace(draft, before=(*draft.before[:-1], held))
            return
        turned = draft.inverted and element.participle and draft.gap is None
        by = self.words.tokens[element.end - 1].low == "by"
        bare = element.participle and not by
        passive = (draft.helped or turned) and not ing and before not in ("a", "an")  # "is not a model of"
        verb = Verb(senses, passive, draft.negated, bare=bare, done=element.alone)
        if element.alone and (draft.verb is not None or not draft.things) and self.words.kinds.get(element.end):
            done = Link(senses, True, None, negated=draft.negated, word=DONE)  # "superseded protocols"
            yield replace(draft, before=(*draft.before, done), negated=False, cost=draft.cost + 0.3)
        if by and draft.conj and draft.verb is not None and draft.verb.bare:  # "upregulated but not bound by"
            draft = replace(draft, verb=replace(draft.verb, passive=True))
        if draft.gap is not None and draft.verb is None:
            yield from _filled(draft, draft.gap, verb, ing)
        if not (
            draft.behind_noun and self.words.tokens[element.end - 1].low == "of"
        ):  # "the capitals of the neighbours of"
            yield from _waiting(draft, verb)
        if verb.passive and self.elements.grammar.low(element.end) in fixed.PLACES:  # "is located at"
            yield from _waiting(replace(draft, cost=draft.cost + 0.15), replace(verb, passive=False))


def _filled(draft: Draft, gap: tuple[int, int], verb: Verb, ing: bool) -> Iterator[Draft]:
    """The verb stands behind both of its ends: "genes that aspirin binds", "is nothing expressed"."""
    parent, place = gap
    thing = draft.things[parent]
    branch = thing.mods[place]
    assert isinstance(branch, Branch)
    owner = draft.pronoun and parent == draft.frontier[0]  # "the diseases that they treat"
    negated = branch.link.negated or draft.negated
    link = replace(branch.link, senses=verb.senses, subject=owner, passive=verb.passive, word="", negated=negated)
    draft = replace(draft, shared=replace(branch, link=link))
    kept = draft.frontier[: draft.frontier.index(parent) + 1] if parent in draft.frontier else draft.frontier
    done = replace(draft, gap=None, rerooted=False, helped=False, inverted=False, negated=False, pronoun=False)

    def with_link(one: Link, frontier: tuple[int, ...], less: float) -> Draft:
        mods = (*thing.mods[:place], replace(branch, link=one), *thing.mods[place + 1 :])
        return replace(done.put(parent, replace(thing, mods=mods)), frontier=frontier, cost=draft.cost - less)

    if draft.rerooted and not draft.pronoun:  # "with the number of diseases showing each"
        yield with_link(replace(link, subject=True), (parent,), 0.45)
    if draft.inverted and not verb.passive and not ing:  # "is nothing expressed"
        yield with_link(replace(link, passive=True), kept, 0.35)
    yield with_link(link, kept, 0.4)


def _waiting(draft: Draft, verb: Verb) -> Iterator[Draft]:
    """The verb waits for its object; of two in a row both do, or one of them, as the word between says."""
    before = draft.verb
    if before is None:
        yield replace(draft, verb=verb, helped=False, negated=False, gap=None)
    elif before.also is None and (draft.conj in ("and", "but") or (before.negated and draft.negated)):
        both = replace(verb, also=before)  # "up and down in psoriasis", "neither treat nor palliate"
        yield replace(draft, verb=both, conj="", helped=False, negated=False)
    elif draft.conj == "or" and before.also is None:
        yield replace(draft, verb=replace(verb, also=before, either=True), conj="", helped=False)
    elif not (verb.negated or draft.conj):
        yield replace(draft, cost=draft.cost + 1.5)  # a second verb in a row says nothing


def _by_verb(draft: Draft, more: Draft, parent: int, me: int) -> Iterator[Draft]:
    verb = draft.verb
    assert verb is not None
    negated = verb.negated or draft.negated
    if negated and draft.count is not None:
        return  # not so many, or none at all?
    link = Link(verb.senses, True, None, verb.passive, negated, count=draft.count)
    whole = more
    if verb.also is not None:
        also = Link(verb.also.senses, True, None, verb.also.passive, verb.also.negated)
        whole = whole.said(parent, Branch(also, me))
    whole = whole.said(parent, _branch(link, me, draft))
    inner = draft.gap is not None and parent != draft.gap[0]  # "which pathways do genes (bound by X) take part in"
    whole = whole.with_alternative(parent) if verb.either else whole
    yield replace(whole, gap=draft.gap if inner else None)


def _by_any(draft: Draft, more: Draft, parent: int, me: int) -> Iterator[Draft]:
    if draft.negated and draft.count is not None:
        return  # "over 20, without aspirin": the number is no count of them
    held, thing = more.things[parent], more.things[me]
    word = draft.prep or ("have" if draft.count or draft.most is not None else "of")
    if draft.light or draft.negated:
        word = ANY
    senses: tuple[Sense, ...] = ()
    subject = True
    if held.noun and not thing.noun:
        senses = held.noun
    elif thing.noun and not held.noun and not thing.head.endswith(" of"):  # "targets of" says it of what comes next
        senses, subject = thing.noun, False
    link = Link(senses, subject, None, False, draft.negated, "" if senses else word, draft.count)
    price = 0.1 if senses else (0.2 if draft.light else 0.5)
    if draft.prep == "as" and (alike := _as_that(draft, parent)) is not None:
        less = 1.5 * len(held.row) if not alike.senses else 0.0  # whose relations were paid for on the way there
        whole = more.said(parent, Branch(alike, me))
        yield replace(whole, frontier=more.frontier[:-1], rerooted=False, cost=more.cost - less)
        return
    if draft.prep == "as" and draft.both:
        return  # "the same status as": a value that is alike is no link
    gap = draft.gap if draft.prep or senses else (parent, len(held.mods))
    whole = more.said(parent, _branch(link, me, draft))
    yield replace(whole, cost=more.cost + price, gap=gap, rerooted=False)
    if (again := again_not(draft, held)) is not None:
        yield replace(more.said(parent, Branch(again, me)), cost=more.cost + 0.3, gap=draft.gap, rerooted=False)


def _as_that(draft: Draft, parent: int) -> Link | None:
    """ "Treat the same diseases as aspirin": the link by which those are told, from their end."""
    above = draft.parent(parent) if draft.both else None
    if above is None:
        return None
    branch = draft.things[above[0]].mods[above[1]]
    if not isinstance(branch, Branch) or branch.link.negated or branch.link.count:
        return None
    return replace(branch.link, subject=not branch.link.subject)


def _premodifying(before: Before, thing: Thing) -> Link:
    if before.verb is not None:
        return Link(before.verb.senses, True, None, before.verb.passive)
    if thing.noun:
        return Link(thing.noun, True, None)
    return Link((), True, None, word="of")


def _branch(link: Link, child: int, draft: Draft) -> Branch:
    top = None if draft.most is None else Top(draft.top or 1, draft.most, link=link)
    return Branch(link, child, top)


def _distance(draft: Draft, parent: int, depth: int) -> float:
    """How far back it is to hang something there: after "and", a verb rather goes on about the same thing."""
    if draft.conj and draft.verb is not None and draft.last_parent is not None:
        return 0.0 if parent == draft.last_parent else 0.4 + 0.2 * depth
    return 0.3 * depth


def _excepted(draft: Draft, thing: Thing) -> Iterator[Draft]:
    """ "Drugs for gout except colchicine": not this one of those that are asked for."""
    if thing.mention is None:
        return
    for depth, number in enumerate(reversed(draft.frontier)):
        kinds = {meant.kind for meant in draft.things[number].kinds}
        if kinds & thing.mention.kinds:
            yield replace(draft.said(number, Besides(thing.mention)), cost=draft.cost + 0.1 * depth, conj="", prep="")


def _excepted_class(draft: Draft, thing: Thing) -> Iterator[Draft]:
    """ "Epilepsy drugs except benzodiazepines": those that are not in the class of that name."""
    if thing.mention is None or any(isinstance(mod, Besides) for held in draft.things for mod in held.mods):
        return
    for depth, number in enumerate(reversed(draft.frontier)):
        kinds = {meant.kind for meant in draft.things[number].kinds}
        if kinds and not kinds & thing.mention.kinds:
            whole, me = draft.added(thing)
            link = Link((), True, None, False, True, "in")
            price, kept = draft.cost + 0.3 + 0.1 * depth, draft.frontier[: len(draft.frontier) - depth]
            said = whole.said(number, Branch(link, me))
            yield replace(said, cost=price, conj="", prep="", excepted=False, frontier=(*kept, me))


def _identified(draft: Draft, base: Draft, me: int) -> Iterator[Draft]:
    """ "What kind of machine is Tswett": the name is that of the thing asked for, not another's."""
    near, thing = draft.frontier[-1], base.things[me]
    held = base.things[near]
    plain = not (draft.verb or draft.prep or draft.conj or draft.negated or thing.mods or thing.kinds)
    if not (
        plain and draft.helped and (held.kinds or held.noun) and held.mention is None and thing.mention is not None
    ):
        return
    fits = held.noun or {meant.kind for meant in held.kinds} & thing.mention.kinds  # "whose capital is Paris"
    if fits and me == len(base.things) - 1:
        one = replace(base, things=base.things[:-1], cost=base.cost + 0.1)
        yield one.put(near, replace(held, mention=thing.mention))


def _newly_rooted(draft: Draft, base: Draft, me: int) -> Iterator[Draft]:
    """ "(the genes that bind X:) which diseases are linked to them": the noun becomes what is asked for."""
    old = draft.root
    verb = draft.verb
    if verb is not None:
        link = Link(verb.senses, False, None, verb.passive, verb.negated)
        whole = base.said(me, Branch(link, old))
        yield replace(whole, frontier=(me,), verb=None, gap=None, cost=base.cost + 0.2)
        return
    if draft.back is None:
        yield replace(base, frontier=(me,), back=old, gap=None, cost=base.cost + 0.2)
    place = len(base.things[me].mods)
    noun = base.things[me].noun
    whole = base.said(me, Branch(Link(noun, True, None, word="" if noun else ANY), old))
    yield replace(whole, frontier=(me,), gap=(me, place), rerooted=True, last_parent=me, cost=base.cost + 0.3)


def _in_a_row(draft: Draft, base: Draft, me: int) -> Iterator[Draft]:
    """ "asthma and gout", and "by aspirin and by ibuprofen", which links twice."""
    near = draft.frontier[-1]
    if not draft.conj or draft.verb is not None:
        return
    held, same = draft.parent(near), draft.things[near].is_like(base.things[me])
    denied = draft.negated and bool(draft.prep)  # "tested on p38 but not in the hERG assay"
    if not same and not (denied and base.things[me].mention is not None):
        return
    if same and base.things[me].mods and (one := merged(draft.things[near], base.things[me])) is not None:
        whole = replace(base, things=base.things[:-1], frontier=draft.frontier)  # "dramas or westerns"
        yield whole.put(near, one)
        return
    if same and any(isinstance(mod, Link) for mod in base.things[me].mods):
        return
    if (draft.prep or (draft.negated and draft.conj in ("and", "but"))) and held is not None:
        branch = draft.things[held[0]].mods[held[1]]
        if isinstance(branch, Branch) and branch.top is None:
            again = Branch(replace(branch.link, negated=draft.negated), me)
            whole = base.said(held[0], again)
            yield replace(whole, frontier=(*draft.frontier[:-1], me), negated=False, gap=None, cost=base.cost - 0.1)
    if same and not draft.prep and not draft.negated:
        first = base.things[near]
        base = base if held is not None or first.mention is not None else replace(base, cost=base.cost + 0.3)
        how = draft.conj if draft.conj in ("and", "or") else first.how
        yield base.put(near, replace(first, row=(*first.row, me), how=how))
