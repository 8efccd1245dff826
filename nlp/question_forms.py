"""The forms that a whole question takes: which, how many, is there, what is, how many per."""

from __future__ import annotations

import re
from collections.abc import Iterator

from labkin.nlp import question_words as fixed
from labkin.nlp.lexicon import Asked, Meant
from labkin.nlp.normal import normal
from labkin.nlp.question_grammar import Grammar
from labkin.nlp.question_reader import Reading
from labkin.nlp.question_tree import Asking, Link, Phrase

MAX_FORMS = 200
ASKED_WHETHER = 0.8  # how much likelier what begins with "is there" is to ask whether there is one than for a list
_THING = "(?:data|things?|nodes?|entities|assets|records|objects|information|content|contents|stuff|items?)"
_OVERVIEW = re.compile(
    rf"(?:what|which|list|show(?: me)?|give me|tell me)(?: are| is)?(?: all)?(?: the)?(?: (?:different|various))? "
    rf"(?:(?:kinds?|types?|sorts?|categories)(?: of (?:{_THING}))?|{_THING})"
    rf"(?: (?:do (?:we|you|i) have|are there|is there|exists?|are available|do you know|are we holding|have we got"
    rf"|are known|is available|are stored|is stored))?"
    rf"(?: in (?:the|our|this) (?:lab|graph|database|data|system|knowledge graph))?"
    rf"|what (?:is|s) in (?:the|our|this) (?:lab|graph|database|knowledge graph|system)"
    rf"|what do (?:we|you) (?:have|know)(?: about)?"
    rf"|how (?:big|large) is (?:the|our|this) (?:lab|graph|database|knowledge graph)"
    rf"|(?:give me an )?overview(?: of (?:the|our) (?:lab|graph|data))?"
)


def forms(grammar: Grammar) -> list[Asking]:
    """Every way to read the question as a whole, the likeliest first."""
    if _OVERVIEW.fullmatch(normal(grammar.words.question)):
        return [Asking("overview", Phrase())]
    found: dict[str, Asking] = {}
    for asking in _forms(grammar):
        key = repr((asking.form, asking.phrase, asking.asked, asking.per, asking.aggregate))
        if key not in found or asking.cost < found[key].cost:
            found[key] = asking
    return sorted(found.values(), key=lambda a: a.cost)[:MAX_FORMS]


def _forms(g: Grammar) -> Iterator[Asking]:
    yield from _counts(g, 0)
    yield from _aggregates(g)
    yield from _props(g)
    yield from _which(g)
    yield from _what(g)
    yield from _nouns(g)
    yield from _yes_no(g)
    yield from _when(g)
    for after in [0, *g.after(0, fixed.LIST_VERBS)]:
        for again in [after, *g.after(after, fixed.LIST_VERBS)]:
            for cost, phrase, end in g.phrase(again):
                if g.ended(end):
                    only = phrase.mention is not None and not phrase.mods
                    yield Asking("define" if only else "list", phrase, cost=cost + 0.2)
                    if only and g.low(0) in ("list", "show", "name", "enumerate") and g.low(end - 1).endswith("s"):
                        yield Asking("members", phrase, cost=cost + 0.1)
        if after:
            yield from _counts(g, after)


def _counts(g: Grammar, pos: int) -> Iterator[Asking]:
    for start in g.after(pos, fixed.COUNT_PHRASES):
        for cost, phrase, end in g.phrase(start):
            if g.ended(end):
                yield Asking("count", phrase, cost=cost)
            for more, full, last in _predicates(g, phrase, end):
                if g.ended(last):
                    yield Asking("count", full, cost=cost + more)
                yield from _per(g, full, last, cost + more)
            yield from _per(g, phrase, end, cost)


def _per(g: Grammar, phrase: Phrase, pos: int, cost: float) -> Iterator[Asking]:
    for place in [pos, *g.after(pos, ("are there", "do we have", "exist"))]:
        for after in g.after(place, fixed.PER):
            for more, per, end in g.heads(after, 0):
                if per.kinds and not per.mention and g.ended(end):
                    yield Asking("per", phrase, per=Link((), True, per, word="have"), cost=cost + more)
            for asked, end, more, _ in g.items(g.words.props, after):
                if g.ended(end):
                    yield Asking("per", phrase, asked=asked, cost=cost + more + 0.2)
    yield from _each(g, phrase, pos, cost)


def _each(g: Grammar, phrase: Phrase, pos: int, cost: float) -> Iterator[Asking]:
    """ "(how many batches) does each compound have"; "(how many drugs) treat each disease"."""
    for senses, verb, cheap, _ in g.items(g.words.relations, pos):
        for after in g.after(verb, ("each", "every")):
            for more, per, end in g.heads(after, 0):
                if per.kinds and not per.mention and g.ended(end):
                    yield Asking("per", phrase, per=Link(senses, True, per), cost=cost + cheap + more - 0.5)
    for place, passive, negated in g.helped(pos):
        for after in g.after(place, ("each", "every")):
            for more, per, end in g.heads(after, 0):
                if negated or not per.kinds or per.mention:
                    continue
                if any(g.ended(last) for last in g.after(end, ("have", "has", "had", "contain", "include"))):
                    yield Asking("per", phrase, per=Link((), False, per, word="have"), cost=cost + more - 0.5)
                for senses, last, extra, start in g.items(g.words.relations, end):
                    if g.ended(last):
                        turned = passive and not g.low(start).endswith("ing")
                        yield Asking(
                            "per", phrase, per=Link(senses, False, per, turned), cost=cost + more + extra - 0.5
                        )


def _predicates(g: Grammar, phrase: Phrase, pos: int) -> Iterator[Reading]:
    """The subject's predicate, or the clause whose object it is: (cost, the phrase with it, end)."""
    for cost, mods, end in g.verb_phrase(pos, 0):
        yield Reading(cost, phrase.plus(*mods), end)
        for more, extra, last in g.mods(end, 1):
            yield Reading(cost + more + 0.1, phrase.plus(*mods, *extra), last)
    for place, passive, negated in g.helped(pos):
        for cost, subject, end in g.phrase(place, 1):
            yield from _gaps(g, phrase, subject, end, cost, passive, negated)


def _gaps(
    g: Grammar, phrase: Phrase, subject: Phrase, pos: int, cost: float, passive: bool, negated: bool
) -> Iterator[Reading]:
    """ "(which genes) does aspirin bind", "(which assays) was it tested in", "(which genes) does it have"."""
    for place, again, no in [(pos, False, False), *g.helped(pos)]:
        for senses, end, more, start in g.items(g.words.relations, place):
            turned = (passive or again) and not g.low(start).endswith("ing")
            link = Link(senses, False, subject, turned, negated or no)
            yield Reading(cost + more, phrase.plus(link), end)
            for extra, mods, last in g.mods(end, 1):
                yield Reading(cost + more + extra, phrase.plus(link, *mods), last)
    for end in g.after(pos, ("have", "has", "had", "contain", "include")):
        yield Reading(cost + 0.5, phrase.plus(Link((), False, subject, word="have")), end)
    for word, end in g.said(pos, ("in", "from", "on", "of", "part of")):
        yield Reading(cost + 0.5, phrase.plus(Link((), False, subject, word=word)), end)


def _which(g: Grammar) -> Iterator[Asking]:
    of_them = g.after(0, ("which of the", "which of our", "which of", "in which", "by which", "with which"))
    for start in [*of_them, *g.after(0, fixed.WHAT)]:
        for cost, phrase, end in g.phrase(start):
            if not (phrase.kinds or phrase.mods or phrase.top):
                if phrase.mention is not None and g.ended(end) and g.low(start) not in fixed.BE:
                    yield Asking("members", phrase, cost=cost)  # "which anthracyclines are there"
                continue
            if g.ended(end):
                yield Asking("list", phrase, cost=cost)
            for more, full, last in _predicates(g, phrase, end):
                if g.ended(last):
                    yield Asking("list", full, cost=cost + more)


def _nouns(g: Grammar) -> Iterator[Asking]:
    """ "what targets does aspirin have": a noun that says the relation."""
    for start in g.after(0, fixed.WHAT):
        for senses, end in g.nouns(start):
            for place, _, negated in g.helped(end):
                for cost, subject, after in g.phrase(place, 1):
                    if not negated and any(g.ended(last) for last in g.after(after, ("have", "has"))):
                        yield Asking("list", Phrase().plus(Link(senses, True, subject)), cost=cost + 1)


def _what(g: Grammar) -> Iterator[Asking]:
    for word, start in g.said(0, (*fixed.WHAT, *fixed.WHO, "where")):
        kinds = tuple(Meant(kind, 0) for kind in g.lexicon.agents) if word in fixed.WHO else ()
        nobody = Phrase(kinds, "person" if kinds else "")
        for cost, full, end in _predicates(g, nobody, start):
            if g.ended(end):
                yield Asking("list", full, cost=cost + 0.1)
        for after in [*g.after(start, (*fixed.BE, "'s")), *g.after(start, ("else is", "about"))]:
            for cost, phrase, end in g.phrase(after):
                if g.ended(end):
                    only = phrase.mention is not None and not phrase.mods and not phrase.top
                    yield Asking("define" if only else "list", phrase, cost=cost)
                yield from (
                    Asking("list", full, cost=cost + more)
                    for more, full, last in _predicates(g, phrase, end)
                    if g.ended(last) and phrase.kinds
                )
    for start in g.after(
        0, ("who or what is", "tell me about", "describe", "define", "details of", "what do we know about")
    ):
        for cost, phrase, end in g.phrase(start):
            if g.ended(end) and phrase.mention is not None and not phrase.mods:
                yield Asking("define", phrase, cost=cost)


def _props(g: Grammar) -> Iterator[Asking]:
    """ "what is the molecular weight of aspirin", "aspirin's molecular weight", "what purity does batch B have"."""
    begins = [0, *g.after(0, fixed.LIST_VERBS)]
    for start in g.after(0, (*fixed.WHAT, *fixed.WHO)):
        begins += [start, *g.after(start, (*fixed.BE, "'s"))]
    who = g.low(0) in fixed.WHO
    for start in dict.fromkeys(begins):
        for asked, end, cost, _ in g.items(g.words.props, start):
            told = tuple(a for a in asked if not who or a.type in ("text", "list"))  # nobody is a date or a number
            if told:
                yield from _prop_of(g, told, end, cost)
        for cost, phrase, end in g.heads(start, 0):
            owners = g.after(end, ("'s",))
            for place in owners:
                for asked, last, more, _ in g.items(g.words.props, place):
                    if g.ended(last):
                        yield Asking("prop", phrase, asked, cost=cost + more)


def _prop_of(g: Grammar, asked: tuple[Asked, ...], pos: int, cost: float) -> Iterator[Asking]:
    for after in g.after(pos, ("of", "for", "in")):
        for more, phrase, end in g.phrase(after):
            if g.ended(end):
                yield Asking("prop", phrase, asked, cost=cost + more)
    for place, _, negated in g.helped(pos):
        for more, phrase, end in g.phrase(place):
            for last in [end, *g.after(end, ("have", "has"))]:
                if g.ended(last) and not negated:
                    yield Asking("prop", phrase, asked, cost=cost + more + 0.1)


def _aggregates(g: Grammar) -> Iterator[Asking]:
    begins = [0, *g.after(0, fixed.LIST_VERBS)]
    for start in g.after(0, fixed.WHAT):
        begins += [start, *g.after(start, (*fixed.BE, "'s"))]
    for start in begins:
        for word, after in g.said(start, fixed.AGGREGATES):
            for asked, end, cost, _ in g.items(g.words.props, after):
                for place in g.after(end, ("of", "for", "in", "across", "among", "over")):
                    for more, phrase, last in g.phrase(place):
                        agg = fixed.AGGREGATES[word]
                        if g.ended(last):
                            yield Asking("aggregate", phrase, asked, agg, cost=cost + more - 0.5)
                        for by in g.after(last, fixed.PER):
                            for extra, per, final in g.heads(by, 0):
                                if per.kinds and g.ended(final):
                                    link = Link((), True, per, word="have")
                                    yield Asking("aggregate", phrase, asked, agg, link, cost=cost + more + extra)


def _yes_no(g: Grammar) -> Iterator[Asking]:
    for start in g.after(
        0,
        (
            "are there",
            "is there",
            "do we have",
            "have we got",
            "do you have",
            "do we know of",
            "were there",
            "did we have",
        ),
    ):
        for cost, phrase, end in g.phrase(start):
            if g.ended(end):
                yield Asking("yes_no", phrase, cost=cost - ASKED_WHETHER)
            for more, full, last in _predicates(g, phrase, end):
                if g.ended(last):
                    yield Asking("yes_no", full, cost=cost + more - ASKED_WHETHER)
    for place, passive, negated in g.helped(0):
        if negated:
            continue
        for cost, phrase, end in g.phrase(place):
            for more, mods, last in [*g.verb_phrase(end, 0), *_be(g, end, passive)]:
                if g.ended(last):
                    yield Asking("yes_no", phrase.plus(*_turn(mods, passive)), cost=cost + more)
            if passive:
                for more, other, last in g.phrase(end):
                    if g.ended(last) and phrase.mention and other.kinds and not other.mention:
                        same = Phrase(other.kinds, other.head, phrase.mention, (*phrase.mods, *other.mods))
                        yield Asking("yes_no", same, cost=cost + more)
            for asked, last, more, _ in g.items(g.words.props, end):
                for wheres in g.compared(asked, last, more):
                    if g.ended(wheres.end):
                        yield Asking("yes_no", phrase.plus(wheres.value), cost=cost + wheres.cost)
        yield from _is_value(g, place)


def _is_value(g: Grammar, pos: int) -> Iterator[Asking]:
    """ "(is) the purity of batch B over 98": whether a property of one thing is so."""
    for asked, end, cost, _ in g.items(g.words.props, pos):
        for after in g.after(end, ("of", "for")):
            for more, phrase, last in g.heads(after, 0):
                for wheres in g.compared(asked, last, cost + more) if phrase.mention else ():
                    if g.ended(wheres.end):
                        yield Asking("yes_no", phrase.plus(wheres.value), cost=wheres.cost)


def _be(g: Grammar, pos: int, passive: bool) -> list[Reading]:
    return list(g.being(pos, False, 0)) if passive else []


def _turn(mods: tuple[object, ...], passive: bool) -> tuple[object, ...]:
    """The auxiliary stood before the subject: "is aspirin inhibited by", so the verb is passive."""
    if not passive or not mods or not isinstance(mods[0], Link):
        return mods
    first = mods[0]
    return (Link(first.senses, first.subject, first.other, True, first.negated, first.word, first.count), *mods[1:])


def _when(g: Grammar) -> Iterator[Asking]:
    """ "when was batch B prepared": its date."""
    asked = g.lexicon.dates()
    for start in g.after(0, ("when", "what date", "on what date", "on which date", "at what date")):
        for place, _, negated in g.helped(start):
            for cost, phrase, end in g.phrase(place):
                verbs = [last for _, last, _, _ in g.items(g.words.relations, end)]
                named = g.items(g.words.props, end)
                if not negated and any(g.ended(last) for last in [end, *verbs]):
                    yield Asking("prop", phrase, asked, cost=cost + 0.5)
                for exact, last, more, _ in named:
                    if g.ended(last):
                        yield Asking("prop", phrase, exact, cost=cost + more)
