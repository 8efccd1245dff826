"""A question in plain English, read into a `Query` by words and grammar alone: no network, no model, ever the same.

Every word that says something must be used; a question of which a word is left over is not understood, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from labkin.graph import censored, schema
from labkin.graph.errors import LabkinError
from labkin.graph.profile import Profile
from labkin.graph.query import And, BadQuery, Compare, Query
from labkin.nlp import question_plan as plan
from labkin.nlp.lexicon import Lexicon, build
from labkin.nlp.question_also import also_asked, another_asked, with_told
from labkin.nlp.question_apposition import without_descriptions
from labkin.nlp.question_bare import add_bare
from labkin.nlp.question_clean import cleaned
from labkin.nlp.question_counted import NotCounted, between, by_count, how_many
from labkin.nlp.question_dropped import by_for_each, dropped
from labkin.nlp.question_edges import ABSENT
from labkin.nlp.question_elements import Elements
from labkin.nlp.question_forms import forms
from labkin.nlp.question_grammar import Grammar
from labkin.nlp.question_groups import Again, NoGroups, by_groups
from labkin.nlp.question_idioms import no_question
from labkin.nlp.question_join import Joiner
from labkin.nlp.question_largest import put_in_numbers
from labkin.nlp.question_limits import guessed_denial, overlooked, overlooked_values
from labkin.nlp.question_meaning import Meaning, Tie
from labkin.nlp.question_near import NearNames, add_near, add_series
from labkin.nlp.question_plainer import rephrased, turned
from labkin.nlp.question_query import absent, of_kind, query_of, reading_of
from labkin.nlp.question_respelt import respelt
from labkin.nlp.question_sense import Senses
from labkin.nlp.question_tied import Witness, as_relation, decided, swap
from labkin.nlp.question_tokens import MAX_WORDS, Words, read_words
from labkin.nlp.question_tree import ANY, DONE, Asking, Hit, Link, Mention, NameHit, Names, Phrase, Top
from labkin.nlp.question_trust import less_sure, trust
from labkin.nlp.question_unfound import without_unfound
from labkin.nlp.question_words import FUNCTION_WORDS, HARMLESS, THINGS

ALLOWED = 1.0  # how much dearer than a way that leaves words unused one may be that uses all
FAR_FETCHED = 0.8  # how much dearer than the likeliest way to put its words together a question for yes or no may be
_EXISTS = re.compile(r"\b(?:there|exists?|have|had|got|know)\b", re.IGNORECASE)  # asked whether something is at all
_IS_A = re.compile(r"^(?:is|are|was|were)\b.*\ban? \w+(?: \w+)?\W*$", re.IGNORECASE)
SLIP = 0.1  # what words that were put right take off a reading's confidence
ADVICE = "name a kind, a relation and a thing"


class NotUnderstood(LabkinError):
    """No reading of the question uses all its words. `unused` are those that nothing could be made of."""

    def __init__(self, question: str, unused: tuple[str, ...], why: str = "") -> None:
        words = ", ".join(repr(word) for word in unused)
        why = why or (f"nothing could be made of {words}; " if words else "") + ADVICE
        super().__init__(f"the question was not understood: {why}")
        self.question, self.unused = question, unused


class Ambiguous(LabkinError):
    """The question has several readings. Each of `choices` has a `reading`, in English, and what it takes."""

    def __init__(self, question: str, what: str, choices: tuple[Mapping[str, Any], ...]) -> None:
        super().__init__(f"{what} may mean {len(choices)} things: say which")
        self.question, self.what, self.choices = question, what, choices


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it was understood.

    `form` is list, count, yes_no, define, overview, prop, aggregate or per. `answer` is the node of the query whose
    things are the answer, `kinds` their kinds. `held` is False when the graph has no such pattern at all, which `note`
    then says. `least` is how many things must be found for a yes. `harmless` are the words that were left aside,
    `confidence` is between 0 and 1.
    """

    question: str
    query: Query
    english: str
    form: str
    answer: str
    kinds: tuple[str, ...]
    confidence: float
    held: bool = True
    note: str = ""
    least: int = 1
    harmless: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def read(
    question: str, *, names: Names, profile: Profile, today: date | None = None, lexicon: Lexicon | None = None
) -> Reading:
    """Read a question for one graph. `today` is what "last month" counts from; without it such words mean nothing.

    `lexicon` saves making `lexicon.build(profile)` anew. Raises NotUnderstood and Ambiguous.
    """
    return _in_full(question, names, profile, today, lexicon or build(profile), True)


def _in_full(
    question: str, names: Names, profile: Profile, today: date | None, lexicon: Lexicon, parts: bool
) -> Reading:
    """The question read whole, or else put together from its parts (`parts`), which are read whole."""
    text = put_in_numbers(without_descriptions(question, names, lexicon), profile, lexicon)
    if text != question:
        return replace(_in_full(text, names, profile, today, lexicon, parts), question=question)

    def again(text: str) -> Reading | None:
        try:
            return _in_full(text, names, profile, today, lexicon, False)
        except (NotUnderstood, Ambiguous):
            return None

    if another := another_asked(question):
        why = f"{' '.join(another)!r} asks for something besides; ask it on its own, after this one"
        raise NotUnderstood(question, another, why)
    asked, word = also_asked(question)
    if word and (found := again(asked)) and found.form == "list":
        query, prop = with_told(found.query, found.answer, found.kinds, word, Senses(profile, lexicon))
        if query is None:
            raise NotUnderstood(question, (word,))
        return replace(found, question=question, query=query, english=f"{found.english}, with their {prop}")
    if parts and (found := _in_parts(question, lexicon, profile, again)):
        return found
    try:
        found = between(_read(question, names, profile, today, lexicon))
        return how_many(cleaned(question), found, lexicon, again) or found
    except NotUnderstood as error:
        if counted := how_many(cleaned(question), None, lexicon, again):
            return counted
        if (text := by_for_each(question, error.unused)) and (grouped := again(text)):
            return replace(grouped, question=question)
        if found := _respelt(question, names, profile, today, lexicon):
            return found
        if found := _of_the_known(question, names, profile, today, lexicon):
            return found
        for text in rephrased(cleaned(question), lexicon.values):
            with suppress(NotUnderstood):
                return replace(_read(text, names, profile, today, lexicon), question=question)
        raise error from None


def _in_parts(question: str, lexicon: Lexicon, profile: Profile, again: Again) -> Reading | None:
    """The question put together from others that the reader knows. Raises NotUnderstood."""
    plain = cleaned(question)
    try:
        found = by_groups(plain, lexicon, again) or by_count(plain, lexicon, profile, again)
    except (NoGroups, NotCounted) as error:
        raise NotUnderstood(question, (), str(error)) from None
    return replace(found, question=question) if found else None


def _read(question: str, names: Names, profile: Profile, today: date | None, lexicon: Lexicon) -> Reading:
    """The question as it is spelt. Raises NotUnderstood and Ambiguous."""
    if why := no_question(question) or no_question(cleaned(question)):
        raise NotUnderstood(question, (), why)
    words = read_words(turned(question), lexicon, names, today)
    if not words.tokens or len(words.tokens) > MAX_WORDS:
        raise NotUnderstood(question, ())
    add_bare(words, lexicon)
    senses = Senses(profile, lexicon)
    grammar = Grammar(words, lexicon)
    best = _best(question, forms(grammar), senses)
    missed: tuple[str, ...] = ()
    if best is not None:
        missed = _missed(words, best.reading, profile, lexicon)
    odd = best is not None and (_kind_as_name(words, best) or _sort_as_name(best, lexicon))
    if best is None or missed or odd or not best.reading.held or _doubtful(best.asking.phrase):
        again, joined, left = _joined(question, lexicon, names, today, senses)
        sure = best is not None and best.reading.held and not missed and not odd
        if joined and not _missed(again, joined.reading, profile, lexicon):
            if best is None or not sure or joined.cost < best.cost:
                words, best = again, joined
        elif best is None or missed:
            raise _blaming(question, missed, Elements(again, lexicon).unknown(), left or unused(grammar))
    if isinstance(names, Witness):
        best = _witnessed(question, best, senses, names)
    if best.ties:
        raise _ambiguous(question, best.asking, senses, best.ties[0])
    if units := _several_units(best.reading.query, profile):
        why = (
            f"the values are in several units ({', '.join(units)}), which have no order; ask for one endpoint and unit"
        )
        raise NotUnderstood(question, (), why)
    return replace(best.reading, harmless=_harmless(words))


def _blaming(question: str, missed: tuple[str, ...], unknown: tuple[str, ...], left: tuple[str, ...]) -> NotUnderstood:
    """That words stay unused: those that nobody knows, else those that are known and have no place in the rest."""
    why = ""
    if not missed and not unknown and left:
        said = ", ".join(map(repr, left))
        why = f"each of its words is known, but not what {said} has to do with the rest; {ADVICE}"
    return NotUnderstood(question, missed or unknown or left, why)


def _respelt(question: str, names: Names, profile: Profile, today: date | None, lexicon: Lexicon) -> Reading | None:
    """The question with the slips of the pen in its everyday words put right; None where that gives no reading."""
    words = _plain_words(question, lexicon, names, today)
    if not words.tokens or len(words.tokens) > MAX_WORDS:
        return None
    text, changed = respelt(words, lexicon)
    if not changed:
        return None
    try:
        found = _read(text, names, profile, today, lexicon)
    except NotUnderstood:
        return None
    said = " and ".join(f"{typed!r} as {meant!r}" for typed, meant in changed)
    english = f"{found.english}, taking {said}"
    return replace(found, question=question, english=english, confidence=less_sure(found.confidence, SLIP))


def _of_the_known(
    question: str, names: Names, profile: Profile, today: date | None, lexicon: Lexicon
) -> Reading | None:
    """The question of those names in its lists that are known here; None where that gives no reading."""
    words = _plain_words(question, lexicon, names, today)
    left = without_unfound(words) if 0 < len(words.tokens) <= MAX_WORDS else None
    if left is None:
        return None
    try:
        found = _read(left.text, names, profile, today, lexicon)
    except NotUnderstood:
        return None
    said = " and ".join(map(repr, left.names))
    if left.joined == "or":
        return replace(found, question=question, english=f"{found.english}; {said} is found nowhere here")
    return replace(found, question=question, held=False, note=f"nothing here is called {said}")


def _doubtful(phrase: Phrase) -> bool:
    """Whether a verb was read without its object, or a name before a noun as in any relation with it."""
    if phrase.mention and phrase.mods and not phrase.kinds:
        return True  # "sirolimus upregulated genes": hardly Sirolimus
    for mod in phrase.mods:
        link = mod.link if isinstance(mod, Top) else mod
        if not isinstance(link, Link):
            continue
        if link.other is None or (not link.senses and link.word == "of" and link.other.mention and phrase.kinds):
            return not link.negated
        if mod is not phrase.mods[-1] and link.other == Phrase(link.other.kinds, link.other.head) and not link.count:
            return True  # "genes that interact with genes associated with gout": which of them are?
        if _doubtful(link.other):
            return True
    return any(map(_doubtful, phrase.many))


def _meaning(asking: Asking, senses: Senses) -> Meaning | None:
    """What the question's phrase means; of a class that is counted, what is in it."""
    if asking.form == "members" or (asking.form == "count" and _is_bare(asking.phrase)):
        return senses.members(asking.phrase)  # one named thing is not counted
    return senses.best(asking.phrase)


def _is_bare(phrase: Phrase) -> bool:
    """Whether it is a name of which nothing is said."""
    return phrase.mention is not None and phrase == Phrase(mention=phrase.mention)


def _is_sort(phrase: Phrase) -> bool:
    """Whether of a name no more is said than that a kind of things has to do with it."""
    link = phrase.mods[0] if len(phrase.mods) == 1 else None
    bare = isinstance(link, Link) and link.other is not None and link.other == Phrase(link.other.kinds, link.other.head)
    return phrase.mention is not None and bare


def _of_nothing(phrase: Phrase) -> bool:
    """Whether of what a phrase means neither a name nor a kind is said."""
    return not (phrase.kinds or phrase.head or phrase.mention or phrase.many)


def _kind_as_name(words: Words, best: _Best) -> bool:
    """Whether "kinase assays" was read as the name of something that is no assay."""
    mention = best.asking.phrase.mention if best.asking.form in ("define", "members") else None
    if mention is None or not mention.text.endswith("s"):
        return False
    ends = {
        kind.kind
        for items in words.kinds.values()
        for kinds, end, _ in items
        for kind in kinds
        if end == len(words.tokens)
    }
    return bool(ends) and not ends & mention.kinds


def _sort_as_name(best: _Best, lexicon: Lexicon) -> bool:
    """Whether "westerns" was read as the genre, which is one of those that sort films."""
    mention = best.asking.phrase.mention if best.asking.form in ("define", "members") else None
    return mention is not None and mention.text.endswith("s") and bool(mention.kinds & set(lexicon.sorting))


class _Best(NamedTuple):
    """The cheapest way to read a question, with what it costs and what is undecided."""

    cost: float
    asking: Asking
    reading: Reading
    ties: tuple[Tie, ...]


def _best(question: str, askings: Iterable[Asking], senses: Senses) -> _Best | None:
    best: _Best | None = None
    for asking in askings:
        if best and asking.cost >= best.cost:
            break
        for cost, reading, ties in _readings(question, asking, senses):
            total = cost + asking.cost
            if best is None or total < best.cost - 1e-6:
                best = _Best(total, asking, reading, ties)
    return best


def _joined(
    question: str, lexicon: Lexicon, names: Names, today: date | None, senses: Senses
) -> tuple[Words, _Best | None, tuple[str, ...]]:
    """The best way to join what the words mean, where the grammar has no rule for the way they are put.

    Without any that uses all words, the words that the likeliest way leaves unused.
    """
    words = _plain_words(question, lexicon, names, today)
    if not words.tokens:
        return words, None, ()
    if isinstance(names, Witness):
        add_series(words, names)
    ways = Joiner.of(words, lexicon).joined()
    lacking = next((way for way in ways if way.unused), None)
    limit = lacking.asking.cost + ALLOWED if lacking else float("inf")
    whole = (way.asking for way in ways if not way.unused and way.asking.cost < limit)
    best = _best(question, whole, senses)
    if best and best.reading.form == "yes_no" and best.asking.cost > ways[0].asking.cost + FAR_FETCHED:
        return words, None, lacking.unused if lacking else ()  # a "no" to what was hardly asked would mislead
    if best and best.reading.held and best.cost < limit:
        return words, best, ()
    return words, None, lacking.unused if lacking else ()


def _plain_words(question: str, lexicon: Lexicon, names: Names, today: date | None) -> Words:
    """What the words of a question mean once it is put plainly, names that are meant but not written out among it."""
    words = read_words(cleaned(question), lexicon, names, today)
    add_bare(words, lexicon)
    if words.tokens and isinstance(names, NearNames):
        add_near(words, names)
    return words


def _witnessed(question: str, best: _Best, senses: Senses, witness: Witness) -> _Best:
    """The reading with those of its relations decided of which the data has but one."""

    def holds(asking: Asking) -> bool:
        found = _readings(question, asking, senses)
        return bool(found) and found[0][1].held and witness.holds(found[0][1].query)

    while best.ties and best.ties[0].link is not None:
        asking = decided(best.asking, best.ties[0], holds)
        found = _readings(question, asking, senses) if asking is not None else []
        if asking is None or not found or len(found[0][2]) >= len(best.ties):
            break
        best = _Best(best.cost, asking, found[0][1], found[0][2])
    return best


def _missed(words: Words, reading: Reading, profile: Profile, lexicon: Lexicon) -> tuple[str, ...]:
    """Words that change the answer and that the query does not carry."""
    if unsaid := dropped(words, reading.form, reading.query):
        return unsaid
    said = [token.text.casefold() for token in words.tokens if not token.quoted]
    missed = overlooked(said, reading.query) or overlooked_values(said, reading.query, lexicon.values, profile.props)
    return missed if missed or reading.held else guessed_denial(said, reading.query, profile.kinds)


def _several_units(query: Query, profile: Profile) -> tuple[str, ...]:
    """The units among which measured values would be ranked, if they are several and the query does not choose one."""
    known = profile.props.get(censored.KIND, {}).get(censored.UNIT)
    units = tuple(map(str, known.values)) if known else ()
    where = query.where.items if isinstance(query.where, And) else (query.where,)
    chosen = {part.var for part in where if isinstance(part, Compare) and (part.prop, part.op) == (censored.UNIT, "=")}
    return units[:4] if len(units) > 1 and set(censored.ranked_values(query)) - chosen else ()


def _readings(question: str, asking: Asking, senses: Senses) -> list[tuple[float, Reading, tuple[Tie, ...]]]:
    """The reading of one way to parse, if the graph gives it a meaning: (cost, reading, ties)."""
    if asking.form == "overview":
        query = plan.overview()
        text = "the number of things of each kind"
        return [(0.0, Reading(question, query, text, "overview", "", tuple(senses.profile.kinds), 1.0), ())]
    asking = of_kind(asking, senses)
    meaning = _meaning(asking, senses)
    if meaning is None or (asking.form == "define" and not meaning.ids):
        return []
    if asking.per and asking.per.other and _is_bare(asking.per.other) and senses.members(asking.per.other) is None:
        return []  # "per chromosome", where that is the name of one thing
    if asking.form == "yes_no" and _of_nothing(asking.phrase) and not THINGS & set(question.lower().split()):
        return []  # whether something is so that was not spoken of
    if asking.form == "yes_no" and _is_sort(asking.phrase) and _IS_A.search(question):
        return []  # "is EGFR a disease": not whether it is linked with one
    if asking.form == "yes_no" and _is_bare(asking.phrase) and not _EXISTS.search(question):
        return []  # "is X still available": whether there is an X was not asked
    try:
        made = query_of(asking, meaning, senses)
    except (plan.NotSaid, BadQuery):
        return []
    if made is None:
        return []
    query, more, extra, answer, kinds = made
    if censored.QUALIFIER in senses.profile.props.get(censored.KIND, ()):
        query = censored.respecting(query)
    if censored.UNIT in senses.profile.props.get(censored.KIND, ()):
        query = censored.per_unit(query)
    cost = meaning.cost + more
    names = dict(meaning.names) | _named_in(asking, query)
    note = "" if cost < ABSENT else absent(query, senses.profile)
    confidence = trust(cost % ABSENT, cost < ABSENT)
    text = reading_of(asking, query, names)
    form = {"members": "list"}.get(asking.form, "aggregate" if asking.over or asking.by else asking.form)
    least = len(asking.phrase.many) if asking.phrase.joined == "and" else 1
    held = cost < ABSENT
    reading = Reading(question, query, text, form, answer, kinds, confidence, held, note, least or 1, (), names)
    return [(cost, reading, (*meaning.ties, *extra) if cost < ABSENT else ())]


def _named_in(asking: Asking, query: Query) -> dict[str, str]:
    """The names of what a query groups by, where these are things that the question names."""
    ids = {id for node in query.nodes for id in node.ids}
    mentions = _mentions(asking.per.other) if asking.per and asking.per.other else ()
    return {hit.id: hit.name for mention in mentions for hit in mention.hits if hit.id in ids}


def _mentions(phrase: Phrase) -> Iterator[Mention]:
    """The names in a phrase."""
    if phrase.mention:
        yield phrase.mention
    links = (mod.other for mod in phrase.mods if isinstance(mod, Link) and mod.other)
    for one in (*phrase.many, *links):
        yield from _mentions(one)


# -- what is left over -----------------------------------------------------------------------------------------------


def unused(grammar: Grammar) -> tuple[str, ...]:
    """The words that nothing could be made of; else those from where no reading went on."""
    words = grammar.words
    covered = words.explained()
    content = [
        n for n, t in enumerate(words.tokens) if t.low not in FUNCTION_WORDS and any(c.isalnum() for c in t.text)
    ]
    unknown = [n for n in content if n not in covered]
    rest = [n for n in content if n >= grammar.furthest - 1]
    return tuple(dict.fromkeys(words.tokens[n].text for n in unknown or rest or content))


def _harmless(words: Words) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t.low for t in words.tokens if t.low in HARMLESS and t.low.isalpha()))


# -- what may mean several things ------------------------------------------------------------------------------------


def _ambiguous(question: str, asking: Asking, senses: Senses, tie: Tie) -> Ambiguous:
    choices = []
    if tie.mention:
        for hit in tie.hits[:12]:
            one = swap(asking, tie.mention, Mention(tie.mention.text, (hit,)))
            kind = schema.kind(hit.kind).english
            named = f"{hit.name}, the {kind} ({hit.id})"
            reading = _again(question, one, senses)
            choices.append(
                {"id": hit.id, "name": hit.name, "kind": hit.kind, "reading": reading or named, "means": named}
            )
        return Ambiguous(question, repr(tie.mention.text), tuple(choices))
    for relation, outward in tie.specs:
        assert tie.link is not None
        one = swap(asking, tie.link, as_relation(tie.link, relation, outward))
        row = schema.relation(relation)
        reading = _again(question, one, senses)
        choices.append({"relation": relation, "reading": reading or (row.english if outward else row.inverse)})
    word = tie.link.word if tie.link else ""
    what = f"{word!r}" if word and word not in FUNCTION_WORDS | {ANY, DONE} else "how the one is related to the other"
    return Ambiguous(question, what, tuple(choices))


def _again(question: str, asking: Asking, senses: Senses) -> str:
    found = _readings(question, asking, Senses(senses.profile, senses.lexicon))
    return found[0][1].english if found else ""


__all__ = ["Ambiguous", "Hit", "NameHit", "Names", "NotUnderstood", "Reading", "absent", "read", "unused"]
