"""The words that the name of a relation makes in a graph of any subject: nouns, verbs and adjectives.

"official_language", from a country to a language, makes the noun "official language of" and "official in"; "has_genre"
makes "genre of"; "uses_currency" makes the verb "uses"; "capital_of", from a city, makes "capital city of".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from labkin.graph import schema
from labkin.graph.profile import Profile
from labkin.nlp.question_words import AGENT_KINDS, words

_ENDS = words("of in to by for with from on at as into against near than up out about is was be")
_VERBAL = re.compile(r"(?:ed|en|ing)$")
_HAS = frozenset({"has", "have", "had"})
_WITH_ADJECTIVES = ("in", "of", "for", "at")


_PEOPLE = words(
    """person people human man woman director author writer actor actress player artist musician singer composer
    producer poet painter photographer designer architect engineer scientist researcher inventor teacher student doctor
    physician nurse patient lawyer judge politician president minister member user customer employee manager owner
    founder driver pilot athlete coach character editor reviewer contributor creator"""
)
_FIRMS = words(
    """organization organisation company firm studio publisher distributor manufacturer supplier vendor team club band
    agency institution institute university school employer party department laboratory"""
)


DOERS = (
    _PEOPLE
    | _FIRMS
    | words("client buyer purchaser shopper guest subscriber borrower tenant patron reader seller clerk cashier")
)


class Made(NamedTuple):
    """A phrase that means a relation; `forward` where what is so called is the subject of the relation."""

    phrase: str
    relation: str
    forward: bool
    active: bool
    rank: int


def people_in(profile: Profile) -> tuple[str, ...]:
    """The kinds of a graph that are people: Person, else those that are called after what people do."""
    if "Person" in profile.kinds:
        return ("Person",)
    return tuple(kind for kind in sorted(profile.kinds) if last_word(kind) in _PEOPLE)


def agents_in(profile: Profile) -> tuple[str, ...]:
    """The kinds that "who" asks for: people and organisations; in a graph without people, any kind."""
    if any(kind in profile.kinds for kind in AGENT_KINDS):
        return AGENT_KINDS
    if not people_in(profile):
        return tuple(sorted(profile.kinds))
    return tuple(kind for kind in sorted(profile.kinds) if last_word(kind) in _PEOPLE | _FIRMS)


def made_words(profile: Profile) -> Iterator[Made]:
    """The words made of the names of a graph's own relations, those of the schema's aside."""
    ends: dict[str, list[tuple[str, str]]] = {}
    for source, relation, target in profile.triples:
        if not schema.relation(relation).known:
            ends.setdefault(relation, []).append((source, target))
    for relation, pairs in sorted(ends.items()):
        name = schema.readable(relation).split()
        yield from _of_subject(relation, name, [source for source, _ in pairs])
        yield from _of_object(relation, name, [target for _, target in pairs])


def _of_subject(relation: str, name: list[str], sources: list[str]) -> Iterator[Made]:
    """ "capital_of": "capital city of"; "sequel_of": "sequel to"."""
    noun = [word for word in name[:-1] if word not in ("is", "a", "an", "the", "was")]
    if name[-1] != "of" or not noun or _VERBAL.search(noun[-1]) or noun[-1] in _ENDS:
        return
    text = " ".join(noun)
    yield Made(f"{text} of", relation, True, False, 0)
    yield Made(f"{text} to", relation, True, False, 1)
    for source in sources:
        yield Made(f"{text} {last_word(source)} of", relation, True, False, 0)


def _of_object(relation: str, name: list[str], targets: list[str]) -> Iterator[Made]:
    if name[-1] in _ENDS or (_VERBAL.search(name[-1]) and len(name) == 1):
        return
    kinds = {last_word(target) for target in targets}
    verb, noun = ("", name) if name[0] not in _HAS else (name[0], name[1:])
    named = bool(noun) and noun[-1] in kinds | {schema.plural(kind) for kind in kinds}
    if not verb and len(noun) > 1 and _is_verb(noun[0]):
        verb, noun = noun[0], noun[1:]
        if not named:
            return
        yield Made(verb, relation, True, True, 1)
        for word in ("in", "by"):
            yield Made(f"{_bare(verb)}ed {word}", relation, False, False, 1)
    if not noun or (len(noun) == 1 and noun[0].endswith("s") and not named):
        return
    yield Made(f"{' '.join(noun)} of", relation, False, False, 0 if named and not verb else 1)
    if named and not verb and len(noun) > 1:  # "languages that are official in Belgium"
        for word in _WITH_ADJECTIVES:
            yield Made(f"{' '.join(noun[:-1])} {word}", relation, False, False, 1)


def _is_verb(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is", "ics"))


def _bare(verb: str) -> str:
    return verb.removesuffix("s").removesuffix("e")


def last_word(kind: str) -> str:
    """The last word of a kind's name, which says what it is."""
    return schema.readable(kind).split()[-1]
