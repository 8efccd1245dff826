"""A word that the graph has not, taken for the nearest of its own: "movies" for films, where things are films.

Only where a question was not understood, and only by the thesaurus: for a word that means the same as the name of a
kind, a property or a relation of this graph, or what such a kind or property is one step more general than. Words that
are merely about the same matters ("actors" beside films), or mean less ("documentaries"), are near nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Literal, NamedTuple

from labkin.graph import schema
from labkin.graph.profile import Profile
from labkin.graph.query_english import prop_words
from labkin.nlp import question_words as fixed
from labkin.nlp.lexicon import CLOSURE, Lexicon, Meant, stems
from labkin.nlp.normal import normal
from labkin.nlp.question import Ambiguous, NotUnderstood, Reading
from labkin.nlp.question_near import says
from labkin.nlp.question_tokens import Words
from labkin.nlp.question_trust import less_sure
from labkin.nlp.thesaurus import Part, Thesaurus, thesaurus

MOST_TRIED = 3  # ways to take the words of one question
LESS_SURE = 0.2  # by each word that was so taken
TAKEN = 1.2  # what such a word costs beside one of the graph's own
_LEAST_LETTERS = 3
_OF_RECORDS = fixed.words("name category synonyms xrefs text description")  # of the record, not of the thing
_SMALL = fixed.AUXILIARIES | fixed.words("by of in to for with from on at as into against a an the")
_GENERAL = fixed.words("place part group thing object point unit form matter")  # than nearly all that a graph has
_STEP = 10  # how far it is to what is one step more general: farther than between any two senses
_RARE = 2  # the sense from which on a word is not taken for what is more general


class Near(NamedTuple):
    """A word of the graph: of a kind, a property or a relation, and which it names."""

    what: Literal["kind", "property", "relation"]
    name: str
    word: str
    part: Part


class Taken(NamedTuple):
    """A word of a question, the word of the graph that it was taken for, and how that is written in its place."""

    word: str
    near: Near
    text: str

    @property
    def english(self) -> str:
        """As a reading says it."""
        return f"taking {self.word!r} as {self.text}"


@dataclass(frozen=True, slots=True)
class Nearest:
    """What is near among the words of one graph. `parts` are all the words that its names are made of."""

    book: Thesaurus
    known: tuple[Near, ...]
    parts: frozenset[str]

    @classmethod
    def of(cls, profile: Profile, book: Thesaurus) -> Nearest:
        """For the graph of a profile."""
        known = words_of(profile)
        said = {part for near in known for name in (near.word, schema.readable(near.name)) for part in name.split()}
        return cls(book, known, frozenset(form for part in said for form in _forms(part, book)))

    def to(self, word: str) -> list[Near]:
        """The words of the graph that mean the same as a word, else those it is one step more general than.

        The nearest first. None of a part of speech where two that are equally near name different things, and none for
        a word that a name of the graph is made with: the "area" of "area km2" is no region. None either for what is
        more general than nearly all: "places" may be cities, countries and more.
        """
        word = word.lower()
        if (self.parts | _GENERAL) & _forms(word, self.book):
            return []
        best = []
        for part, senses in (("n", self._senses(word, "n")), ("v", self._senses(word, "v"))):
            far = {near: self._distance(senses, near) for near in self.known if senses and near.part == part}
            least = min((one for one in far.values() if one is not None), default=None)
            first = [near for near, one in far.items() if one is not None and one == least]
            if least is not None and len({near[:2] for near in first}) == 1:
                best.append((least, first[0]))
        return [near for _, near in sorted(best)]

    def _senses(self, word: str, part: Part) -> dict[int, int]:
        """The senses of a word in any of its basic forms, with how unusual each is: 0 for the most usual."""
        found: dict[int, int] = {}
        for base in self.book.bases(word, part):
            for place, sense in enumerate(self.book.senses(base, part)):
                found[sense] = min(place, found.get(sense, place))
        return found

    def _distance(self, senses: Mapping[int, int], near: Near) -> int | None:
        """How far a word of those senses is from one of the graph: 0 where both mean the same at their most usual."""
        found = []
        for sense, place in self._senses(near.word.lower(), near.part).items():
            if sense in senses:
                found.append(place + senses[sense])
            elif near.part == "n":
                wider = [senses[one] for one in self.book.wider(sense) if senses.get(one, _RARE) < _RARE]
                found += [_STEP + place + one for one in wider]
        return min(found, default=None)


def _forms(word: str, book: Thesaurus) -> frozenset[str]:
    low = word.lower()
    return frozenset((low, *book.bases(low, "n"), *book.bases(low, "v")))


def words_of(profile: Profile) -> tuple[Near, ...]:
    """The words for what a graph holds that are words by themselves: "uses currency" is none."""
    found: dict[Near, None] = {}
    for kind in sorted(profile.kinds):
        row = schema.kind(kind)
        for text in (row.english, *row.synonyms):
            found[Near("kind", kind, text, "n")] = None
    for kind, held in sorted(profile.props.items()):
        rows = {row.name: row for row in (*schema.COMMON, *schema.kind(kind).props)}
        for name in sorted(held.keys() - _OF_RECORDS):
            prop = rows.get(name, schema.Prop(name))
            for text in filter(None, (prop_words(name)[0], prop.english, *prop.synonyms)):
                found[Near("property", name, text, "n")] = None
                if held[name].type == "date":  # "started", "introduced"
                    found[Near("property", name, text, "v")] = None
    for name in sorted({relation for _, relation, _ in profile.triples}):
        related = schema.relation(name)
        for phrase in (related.english, related.inverse, *related.synonyms, *related.inverse_synonyms):
            said = [word for word in phrase.lower().split() if word not in _SMALL]
            if len(said) == 1 and said[0].isalpha():
                found[Near("relation", name, said[0], "v")] = None
    return tuple(found)


# -- the words of one question ---------------------------------------------------------------------------------------


def taken(words: Words, unused: Sequence[str], profile: Profile) -> Iterator[tuple[str, tuple[Taken, ...]]]:
    """The question with its unknown words put as words of the graph, the likeliest way first, and which were so taken.

    `words` are what the question's words may mean, `unused` those that nothing could be made of. Nothing comes of a
    question with an unknown word that is near none. Raises LabkinError where the thesaurus cannot be read.
    """
    odd = [n for n in _unknown(words, profile) if words.tokens[n].text in unused]
    if not odd:
        return
    nearest = Nearest.of(profile, thesaurus())
    choices = []
    for token in (words.tokens[n] for n in odd):
        near = nearest.to(token.low)
        choices.append([Taken(token.text, one, _as(token.low, one, nearest.book)) for one in near])
    for ways in islice(product(*choices), MOST_TRIED):
        text = words.question
        for number, way in sorted(zip(odd, ways, strict=True), reverse=True):
            text = text[: words.tokens[number].start] + way.text + text[words.tokens[number].end :]
        yield text, ways


def read_nearest(
    words: Words, unused: Sequence[str], profile: Profile, read: Callable[[str], Reading]
) -> Reading | None:
    """The reading of a question with its unknown words taken for the nearest of the graph; None where it has none.

    `read` reads a question. A reading of what the graph does not have does not count. Raises Ambiguous where there are
    only several readings.
    """
    several: Ambiguous | None = None
    for text, ways in taken(words, unused, profile):
        said = ", ".join(dict.fromkeys(way.english for way in ways))
        try:
            found = read(text)
        except NotUnderstood:
            continue
        except Ambiguous as error:
            several = several or Ambiguous(words.question, f"{said}, {error.what}", error.choices)
            continue
        if found.held:
            sure = less_sure(found.confidence, LESS_SURE * len(ways))
            return replace(found, english=f"{found.english}, {said}", confidence=sure)
    if several:
        raise several
    return None


def add_nearest(words: Words, profile: Profile, lexicon: Lexicon) -> None:
    """Add to what the words of a question may mean what its unknown words may be taken for."""
    odd = _unknown(words, profile)
    nearest = Nearest.of(profile, thesaurus()) if odd else None
    for number in odd if nearest else ():
        for near in nearest.to(words.tokens[number].low) if nearest else ():
            if near.what == "kind":
                words.kinds[number].append(((Meant(near.name, 0),), number + 1, TAKEN))
            elif near.what == "property":
                held = [a for a in lexicon.props.get(normal(near.word), ()) if a.prop in profile.props.get(a.kind, ())]
                words.props[number].append((tuple(a for a in held if a.prop == near.name), number + 1, TAKEN))
            else:
                senses = lexicon.relations.get(stems(near.word), ())
                meant = tuple(sense for sense in senses if sense.relation == near.name)
                words.relations[number].append((meant, number + 1, TAKEN))


def _unknown(words: Words, profile: Profile) -> list[int]:
    """The places of the words that nothing of this graph was found for, whatever else the vocabulary knows."""
    relations = {CLOSURE, *(relation for _, relation, _ in profile.triples)}
    held = Words(words.question, words.tokens, words.mentions, values=words.values)
    held.numbers, held.periods = words.numbers, words.periods
    for start, kinds in words.kinds.items():
        held.kinds[start] = [item for item in kinds if any(meant.kind in profile.kinds for meant in item[0])]
    for start, senses in words.relations.items():
        held.relations[start] = [item for item in senses if any(sense.relation in relations for sense in item[0])]
    for start, props in words.props.items():
        held.props[start] = [item for item in props if any(a.prop in profile.props.get(a.kind, ()) for a in item[0])]
    known = held.explained()
    return [n for n in range(len(words.tokens)) if n not in known and _asks(words, n)]


def _asks(words: Words, number: int) -> bool:
    token = words.tokens[number]
    return says(words, number) and not token.quoted and token.text.isalpha() and len(token.text) >= _LEAST_LETTERS


# -- one word in the form of another ---------------------------------------------------------------------------------


def _as(word: str, near: Near, book: Thesaurus) -> str:
    """A word of the graph in the form in which another stands: plural for plural, past for past."""
    if near.what == "property":
        return near.word
    if near.what == "relation":
        return _conjugated(word, near.word, book)
    row = schema.kind(near.name)
    if word in book.bases(word, "n"):
        return near.word
    return row.plural if near.word == row.english else schema.plural(near.word)


def _conjugated(word: str, verb: str, book: Thesaurus) -> str:
    base = book.bases(verb, "v")[-1]  # "bind" of "bound"
    if word in book.bases(word, "v"):
        return base
    if word.endswith("ing"):
        return base.removesuffix("e") + "ing"
    return schema.plural(base) if word.endswith("s") else base.removesuffix("e") + "ed"
