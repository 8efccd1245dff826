"""Words that people of a lab taught for what its graph holds, put before the built-in meanings of the same words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from labkin.graph import schema
from labkin.nlp.lexicon import Asked, Lexicon, Meant, Sense, phrase_senses
from labkin.nlp.normal import normal

What = Literal["kind", "relation", "reversed relation", "property"]
OWN = 0  # the rank of a word for what bears it as its own name


class Word(NamedTuple):
    """A word, what it stands for, and the name of that: a kind, a relation or a property as the graph writes it.

    As a relation the word's grammatical subject is the subject of the relation; as a reversed relation its object.
    """

    text: str
    what: What
    means: str


def with_taught(lexicon: Lexicon, taught: Iterable[Word]) -> Lexicon:
    """The lexicon with these words. What they meant before goes, unless it is the own name of a kind or property.

    >>> from labkin.graph.profile import Profile
    >>> from labkin.nlp.lexicon import build
    >>> found = with_taught(build(Profile()), [Word("probe", "kind", "Compound")])
    >>> found.kinds["probes"]
    (Meant(kind='Compound', rank=0),)
    """
    taught = tuple(taught)
    if not taught:
        return lexicon
    kinds = _before(lexicon.kinds, _kinds(taught))
    props = _before(lexicon.props, _props(lexicon, taught))
    relations = dict(lexicon.relations) | _relations(taught)
    longest = [len(form.split()) for table in (kinds, props) for form in table] + [len(key) for key in relations]
    return replace(lexicon, kinds=kinds, props=props, relations=relations, longest=max(lexicon.longest, *longest))


def _before(built_in: Mapping[str, tuple[Any, ...]], taught: Mapping[str, tuple[Any, ...]]) -> dict[str, Any]:
    own = {form: tuple(one for one in built_in.get(form, ()) if one.rank == OWN) for form in taught}
    return dict(built_in) | {form: tuple(dict.fromkeys((*said, *own[form]))) for form, said in taught.items()}


def _forms(text: str) -> set[str]:
    return {form for form in (normal(text), normal(schema.plural(text))) if form}


def _kinds(taught: Iterable[Word]) -> dict[str, tuple[Meant, ...]]:
    found: dict[str, dict[Meant, None]] = defaultdict(dict)
    for word in taught:
        for form in _forms(word.text) if word.what == "kind" else ():
            found[form][Meant(word.means, OWN)] = None
    return {form: tuple(said) for form, said in found.items()}


def _props(lexicon: Lexicon, taught: Iterable[Word]) -> dict[str, tuple[Asked, ...]]:
    """Each property as the graph's kinds have it, with its type and unit."""
    known: dict[str, dict[Asked, None]] = defaultdict(dict)
    for said in lexicon.props.values():
        for one in said:
            known[one.prop][one._replace(rank=OWN)] = None
    found: dict[str, dict[Asked, None]] = defaultdict(dict)
    for word in taught:
        for form in _forms(word.text) if word.what == "property" else ():
            found[form] |= known[word.means]
    return {form: tuple(sorted(said, key=lambda a: (a.kind, a.prop))) for form, said in found.items()}


def _relations(taught: Iterable[Word]) -> dict[tuple[str, ...], tuple[Sense, ...]]:
    found: dict[tuple[str, ...], dict[Sense, None]] = defaultdict(dict)
    for word in taught:
        if word.what in ("relation", "reversed relation"):
            for key, sense in phrase_senses(word.text, word.means, word.what == "relation", OWN):
                found[key][sense] = None
    return {key: tuple(senses) for key, senses in found.items()}
