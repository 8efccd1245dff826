"""A question read after another: "and for mouse?", "only the ones from 2024", "who made them?", "sort by date".

What it refers to is joined with the query before into one query, so that query and reading say the whole. A question
that does not refer to anything is read as if there were none before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from labkin.graph.profile import Profile
from labkin.nlp import question_follow_words as fixed
from labkin.nlp.lexicon import Lexicon, build, stems
from labkin.nlp.lexicon_relations import people_in
from labkin.nlp.normal import normal
from labkin.nlp.question import Ambiguous, NotUnderstood, Reading
from labkin.nlp.question_dates import read_date
from labkin.nlp.question_follow_about import Asker, Referent
from labkin.nlp.question_follow_context import Context, context_of, named
from labkin.nlp.question_follow_merge import NotJoined, counting, without
from labkin.nlp.question_follow_narrow import alike, between, excluded, kept, of_kind
from labkin.nlp.question_follow_ranked import of_the_whole
from labkin.nlp.question_follow_shape import SHAPES, as_list
from labkin.nlp.question_follow_swap import several, swapped
from labkin.nlp.question_follow_ways import elided, other_end, owned, reworded, which_kind
from labkin.nlp.question_follow_words import KINDS, WORD, Referring, referring, trimmed
from labkin.nlp.question_tree import Names
from labkin.nlp.question_words import AGGREGATES, AUXILIARIES

_EXISTS = re.compile(r"\bat least (?:one|1)\b", re.I)
_HAVING = re.compile(
    rf"{WORD} (?:that |which )?(?:have|has|had|with) (?:any |some |an? )?(?P<other>.+?) (?P<verb>\w+ing) {WORD}$",
    re.I,
)
_OWN = re.compile(rf"\b{WORD}'s (?P<agg>{'|'.join(AGGREGATES)}) (?P<prop>.+?)(?=[?.!\s]*$)", re.I)
_OF_THEM = re.compile(rf"^(?:and )?(?:of|among|out of) (?:all )?{WORD},? (?P<ask>how many|which)\b", re.I)
_ANY = re.compile(rf"\b(?:any|some|one) of {WORD}\b", re.I)
_MANY = re.compile(r"how many (?P<rest>(?:are|were|have|had|was|is|do|did) (?!there\b|of\b).+)", re.I)
_OTHER = re.compile(r"(?:when|where|how|which|who(?! (?:is|are|was|were)\b))\b", re.I)  # does not ask what a thing is
_NTHS = ("first", "second", "third", "fourth", "fifth", "last")
_NTH = re.compile(rf"\b(?:the )?(?P<nth>{'|'.join(_NTHS)}) (?:one|of (?:them|those|these))\b", re.I)
_WHETHER = re.compile(
    r"(?:and )?(?:(?P<verb>is|are|was|were|do|does|did|has|have) )?any (?P<rest>(?!of\b|other\b|more\b|else\b).+)", re.I
)
_ARE = re.compile(rf"(?P<ask>which|how many)(?: of)? {WORD} (?:are|were) (?:an? )?(?P<kind>[^\d]+)", re.I)
_ELSE = re.compile(r"\b(what|which|who|where)((?: other)? [a-z]+)??(?: else| other)\b", re.I)


FETCHED = 0.05  # how much less sure a reading is that takes a way through another thing


@dataclass(frozen=True, slots=True)
class Followed:
    """The reading of a question, and the questions before it that it follows, the oldest first."""

    reading: Reading
    earlier: tuple[str, ...] = ()


def read_after(
    question: str,
    context: Context,
    *,
    names: Names,
    profile: Profile,
    today: date | None = None,
    lexicon: Lexicon | None = None,
) -> Followed:
    """Read a question that may follow an answer. The arguments are those of `question.read`.

    Raises NotUnderstood and Ambiguous, also where the question refers back and cannot be joined with what was before.
    """
    asker = Asker(context, names, profile, today, lexicon or build(profile), question)
    text = reworded(trimmed(question))
    if not asker.at or not text:
        return Followed(asker.plain(question))
    if context.query.each:
        if _refers(asker, text):
            raise NotUnderstood(question, (), "an answer for each of several groups cannot be followed; ask in full")
        return Followed(asker.plain(question))
    before = (*context.earlier, context.question)
    for way in (elided, other_end, which_kind, _shape, _without, _only, _about, _exchange, _fragment, _which_do):
        found = way(asker, text)
        if found is not None:
            own = found.question != question
            return Followed(found, () if own else before)
    if _refers(asker, text):
        raise NotUnderstood(question, (), _why(asker, text))
    try:
        return Followed(asker.plain(question))
    except NotUnderstood as error:
        found = _loose(asker, text)
        if found is None:
            raise
        del error
        return Followed(found, before)


def _why(asker: Asker, text: str) -> str:
    """What could not be joined with what."""
    return f"{text!r} could not be joined with the question before, {asker.context.question!r}; ask it in full"


def _refers(asker: Asker, text: str) -> bool:
    """Whether a question only makes sense after another."""
    shapes = (fixed.SORT, fixed.TOP, fixed.NEXT, fixed.COUNT, fixed.LISTED, fixed.WITHOUT, fixed.ONLY, fixed.THOSE,
              fixed.AND, fixed.PER, fixed.BASED)  # fmt: skip
    if fixed.fragment(text) or any(shape.fullmatch(text) for shape in shapes):
        return True
    return referring(text, asker.lexicon.kinds) is not None


# -- the ways to follow ----------------------------------------------------------------------------------------------


def _shape(asker: Asker, text: str) -> Reading | None:
    """Order, number, columns, count."""
    for pattern, make in SHAPES:
        match = pattern.fullmatch(text)
        if match and (found := make(asker, match)) is not None:
            return found
    return None


def _without(asker: Asker, text: str) -> Reading | None:
    match = fixed.WITHOUT.fullmatch(text)
    if match is None:
        return None
    found = of_the_whole(asker, text, lambda after: excluded(after, match["rest"]))
    if found is None:
        raise NotUnderstood(asker.asked, (), _why(asker, text))
    return found


def _only(asker: Asker, text: str) -> Reading | None:
    """ "Only those from 2024": all that was found, and more said of it."""
    match = fixed.AMONG.fullmatch(text)
    if match and asker.context.query.limit == 1 and (found := _kept(asker, match["rest"], "")) is not None:
        return found
    for pattern in (fixed.ONLY, fixed.THOSE, fixed.ONLY_LAST, fixed.THAT):
        match = pattern.fullmatch(text)
        if match and (found := _kept(asker, match["rest"], text)) is not None:
            return found
    return None


def _exchange(asker: Asker, text: str) -> Reading | None:
    """ "And for mouse?": the question before with another thing in it; else a whole question behind "and"."""
    match = fixed.AND.fullmatch(text)
    if not match and (rest := owned(text)):
        return _of_them(asker, rest)
    rest = match["rest"] if match else text if fixed.fragment(text) else ""
    if not rest:
        return None
    if match and fixed.ASKING.match(rest):
        found = elided(asker, rest) or _about(asker, rest) or _which(asker, rest)
        return found or _whole(asker, rest)
    other = swapped(asker, rest)
    both = [other]
    if not match:
        narrower = _kept(asker, rest, text)
        both.append(None if other and narrower and alike(narrower.query) else narrower)
    elif other is not None and (narrower := of_the_whole(asker, text, lambda after: between(after, rest))) is not None:
        both.append(narrower)
    ways = [one for one in both if one is not None]
    ways = [one for one in ways if one.held] or ways[:1]
    if len(ways) > 1 and ways[0].query != ways[1].query:
        raise several(asker.asked, ways)
    if ways:
        return ways[0]
    if not match:
        return None
    return _shape(asker, rest) or _of_them(asker, rest) or _held(asker, rest)


def _kept(asker: Asker, rest: str, text: str) -> Reading | None:
    """What was found with `rest` said of it too; of the first few in a ranking, what was ranked."""
    return of_the_whole(asker, text, lambda after: kept(after, rest))


def _is_time(asker: Asker, text: str) -> bool:
    """Whether words are a day, a month or a year, and no number of anything."""
    period = read_date(text.split(), asker.today)
    return period is not None and period[1] == len(text.split()) and not text.lower().startswith(("in ", "since "))


def _held(asker: Asker, rest: str) -> Reading | None:
    """ "And the ones that were withdrawn?": of those, unless it names a thing that may stand for another."""
    among = re.match(r"(?:among|amongst|out of)\s+(?:the\s+|those\s+)?", rest, re.I)
    rest = f"of {rest[among.end() :]}" if among else f"in {rest}" if _is_time(asker, rest) else rest
    try:
        found = _kept(asker, rest, rest)
    except Ambiguous:
        return None
    if found is None or alike(found.query):
        return None
    more = len(found.query.nodes) - len(asker.context.query.nodes)
    said = fixed.THOSE.fullmatch(rest) or (more == 1 and fixed.FOR.fullmatch(rest))
    return found if said or more == 0 else None


def _of_them(asker: Asker, rest: str) -> Reading | None:
    """ "And the targets?": theirs."""
    rest = re.sub(r"^(?:the|their|its)\s+", "", rest, flags=re.I)
    form, lexicon = normal(rest), asker.lexicon
    relation = {stems(f"{rest} {word}") for word in ("of", "for")} & lexicon.relations.keys()
    if not (relation or form in lexicon.props or form in lexicon.kinds):
        return None
    return _of_any(asker, (f"{WORD}'s {rest}", f"what is the {rest} of {WORD}"))


def _which(asker: Asker, rest: str) -> Reading | None:
    """ "And which bind EGFR?": which of them."""
    match = re.fullmatch(r"(which|who|what)\s+(.+)", rest, re.I)
    if not match or _has_noun(asker, match[2]):
        return None
    return kept(as_list(asker), match[2])


def _has_noun(asker: Asker, text: str) -> bool:
    """Whether the words begin with a kind of thing."""
    first = text.split()
    return any(" ".join(first[:n]).lower() in asker.lexicon.kinds for n in (1, 2, 3))


def _whole(asker: Asker, rest: str) -> Reading | None:
    reading = None if _ELSE.fullmatch(rest) else asker.tried(rest)
    return replace(reading, question=rest) if reading else None


def _fragment(asker: Asker, text: str) -> Reading | None:
    """ "Withdrawn ones": without any word that joins them, what is said of those before."""
    match = re.fullmatch(r"(?:the )?(.+) ones", text, re.I)
    return _kept(asker, match[1], text) if match else None


def _which_do(asker: Asker, text: str) -> Reading | None:
    """ "Which are larger than 1 MB?": which of those before."""
    match = re.fullmatch(r"which\s+(\S+)\s+.+", text, re.I)
    if not match or asker.context.form not in ("list", "per", "count", "yes_no"):
        return None
    found = _which(asker, text)
    if found is None and match[1].lower() in AUXILIARIES and not _has_noun(asker, text.split(" ", 1)[1]):
        raise NotUnderstood(asker.asked, (), _why(asker, text))
    return found


def _loose(asker: Asker, text: str) -> Reading | None:
    """What is no question by itself, but says something of those before."""
    if fixed.ASKING.match(text) or len(text.split()) > 8:
        return None
    return _kept(asker, text, text)


# -- them ------------------------------------------------------------------------------------------------------------


def _about(asker: Asker, text: str) -> Reading | None:
    """A question with "them", "it", "those" or "that lot" in it."""
    text = re.sub(r"^(?:and|but|also|so)\s+", "", text, flags=re.I)
    if (match := _WHETHER.fullmatch(text)) and not _has_noun(asker, match["rest"]):
        text = f"{match['verb'] or 'are'} any of them {match['rest']}"
    if (match := _MANY.fullmatch(text)) and not _has_noun(asker, match["rest"]):
        text = f"how many of them {match['rest']}"
    if (match := _NTH.search(text)) and (row := _nth(asker, text, match)) is not None:
        return row
    refers = referring(text, asker.lexicon.kinds)
    if refers is None:
        return None
    other = _ELSE.search(refers.text) is not None
    said = _EXISTS.sub("a", _ELSE.sub(r"\1\2", refers.text))
    said = _OWN.sub(rf"\g<agg> \g<prop> of {WORD}", said)
    said = _OF_THEM.sub(rf"\g<ask> of {WORD}", said)
    said, some = _ANY.subn(WORD, said)
    said = _HAVING.sub(rf"{WORD} that \g<other> \g<verb>", said)
    if (match := _ARE.fullmatch(said)) and (of_kind := _kinds(asker, match["kind"], match["ask"])) is not None:
        return of_kind
    found: list[Reading] = []
    lacking: list[Reading] = []
    unclear: list[Ambiguous] = []
    for ones in filter(None, referents(asker, refers)):
        for referent in ones:
            try:
                reading = _ask(asker, said, referent, refers.one or bool(some))
            except Ambiguous as error:
                unclear.append(error)
                continue
            if reading is not None and other:
                reading = _others(asker, reading)
            if reading is not None and reading.held:
                found.append(reading)
            elif reading is not None:
                lacking.append(reading)
        if found or lacking:
            break
    found = _likeliest(found)
    if len(found) > 1 and any(one.query != found[0].query for one in found):
        raise several(asker.asked, found)
    if unclear and not found:
        raise unclear[0]
    return found[0] if found else lacking[0] if lacking else None


def _likeliest(found: list[Reading]) -> list[Reading]:
    """Those that are not far more far-fetched than another: by a relation, not by another thing in between."""
    most = max((one.confidence for one in found), default=0.0)
    return [one for one in found if one.confidence > most - FETCHED]


def _ask(asker: Asker, said: str, referent: Referent, whether: bool) -> Reading | None:
    """The question of one referent; where it asks "which" of nothing, of the kind that was asked for before.

    Whether several things do something is answered by those that do, unless it asks `whether` any does.
    """
    match = re.fullmatch(rf"which\s+(?!{WORD})(.+)", said, re.I)
    if match and referent.ids and not _has_noun(asker, match[1]):
        for kind in asker.kinds[:1]:
            found = asker.about(f"which {asker.plural(kind)} {match[1]}", referent)
            if found is not None and found.held:
                return found
    reading = asker.about(said, referent)
    if reading is not None and reading.form == "prop" and re.match("how many", said, re.I):  # no value of them is asked
        said = said.replace(f"of {WORD}", f"{KINDS} {WORD}", 1)
        reading = asker.about(said, referent)
        return reading if reading is not None and reading.form == "count" else None
    if reading is not None and reading.form == "define" and _OTHER.match(said):
        return None
    if reading is not None and reading.form == "prop" and re.match(r"who\b", said, re.I):
        return None
    one = len(asker.context.ids) == 1 and asker.context.form != "count"
    if reading is not None and reading.form == "yes_no" and referent.many and not whether and not one:
        if match := re.fullmatch(rf"((?:do|does|did) .+) {WORD}", said, re.I):
            return None if referent.ids else asker.about(f"which {WORD} {match[1]}", referent)
        said = re.sub(rf"^(?:(are|were|is|was)|\w+) {WORD}", rf"show {WORD} that \1", said, flags=re.I)
        return None if referent.ids else asker.narrowed(said)
    return reading


def _nth(asker: Asker, text: str, match: re.Match[str]) -> Reading | None:
    """ "What is the second one?", of the rows in their order."""
    place, ids = _NTHS.index(match["nth"].lower()), asker.context.ids
    if place >= len(ids) and match["nth"].lower() != "last":
        return None
    id = ids[-1] if match["nth"].lower() == "last" and ids else ids[place]
    said = text[: match.start()] + WORD + text[match.end() :]
    return asker.about(said, Referent(asker.kinds_of((id,)), asker.said((id,)), (id,), False))


def _kinds(asker: Asker, words: str, ask: str) -> Reading | None:
    """ "Which of them are batches", "how many of them are batches"."""
    found = of_kind(asker, words)
    if found is None or ask.lower() == "which":
        return found
    query = counting(found.query, asker.at, found.kinds, ())
    return replace(asker.changed(query, "count", asker.at), kinds=found.kinds)


def _others(asker: Asker, reading: Reading) -> Reading | None:
    """ "What else": not what was spoken of before."""
    kinds = set(reading.kinds)
    context = asker.context
    spoken = {id for node in context.query.nodes for id in node.ids} | set(context.ids[:300])
    ids = tuple(sorted(id for id in spoken if kinds & set(asker.kinds_of((id,)))))
    if not ids:
        return reading
    try:
        query = without(reading.query, reading.answer, kinds, ids)
    except NotJoined:
        return None
    return asker.made(replace(reading, confidence=min(1.0, reading.confidence + 0.05)), query)


def referents(asker: Asker, refers: Referring) -> Iterator[list[Referent]]:
    """What the words may refer to: those that are taken first together, then those that are taken where these fail."""
    context = asker.context
    node = context.query.node(asker.at)
    own = Referent(asker.kinds, "the answer", node.ids if len(node.ids) == 1 else (), len(node.ids) != 1)
    about = [
        Referent(asker.kinds_of(other.ids), asker.said(other.ids), other.ids, len(other.ids) > 1)
        for other in context.query.nodes
        if other.ids and other.var != asker.at
    ]
    about = [] if refers.among else about
    single = own.ids or context.form in ("prop", "define") or len(context.ids) == 1
    if not refers.one:
        firms = [one for one in about if not one.many and set(one.kinds) & set(asker.lexicon.agents)]
        for some in ([own], [one for one in about if one.many], firms):
            yield [one for one in some if _fits(asker, refers, one)]
        return
    if context.form in ("prop", "define", "yes_no") and own.ids:
        yield [own] if _fits(asker, refers, own) else []
        single = False
    yield [
        one for one in (*([own] if single else ()), *about) if not one.many or one is own if _fits(asker, refers, one)
    ]


def _fits(asker: Asker, refers: Referring, one: Referent) -> bool:
    """Whether the words may be said of the thing: "she" of people, "it" of anything else, "that lot" of a lot."""
    if refers.nouns:
        return bool({m.kind for noun in refers.nouns for m in asker.lexicon.kinds[noun]} & set(one.kinds))
    people = set(people_in(asker.profile))
    if refers.person:
        return bool(people & set(one.kinds))
    return not refers.one or not one.kinds or not set(one.kinds) <= people


def _of_any(asker: Asker, texts: tuple[str, ...]) -> Reading | None:
    """What is asked of something that is not even called "them". Raises Ambiguous where it may be several things."""
    ones = [one for some in referents(asker, Referring("", False)) for one in some]
    for text in texts:
        found = [reading for one in ones if (reading := asker.about(text, one)) is not None and reading.held]
        found = _likeliest(found)
        if len(found) > 1 and any(reading.query != found[0].query for reading in found):
            raise several(asker.asked, found)
        if found:
            return found[0]
    return None


__all__ = ["Ambiguous", "Context", "Followed", "context_of", "named", "read_after"]
