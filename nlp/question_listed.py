"""What stands before a kind: the name of a list of such things, or a value that is called as a property is."""

from __future__ import annotations

from collections.abc import Iterator

from labkin.nlp.lexicon import Asked, Sense
from labkin.nlp.question_joined import Thing
from labkin.nlp.question_tokens import Words
from labkin.nlp.question_tree import Link, Mention, Phrase

LISTS, DESCRIBES = "Dataset", "describes"


def listed(words: Words, mention: Mention, end: int) -> Iterator[Thing]:
    """ "Approved drugs", where a dataset is called so: rather the drugs that it describes than that dataset."""
    sets = tuple(hit for hit in mention.hits if hit.kind == LISTS)
    behind = next((kinds for kinds, last, _ in words.kinds.get(end - 1, ()) if last == end), ())
    if sets and behind and mention.text.islower() and " " in mention.text:
        link = Link((Sense(DESCRIBES, False, False, 0),), True, Phrase(mention=Mention(mention.text, sets)))
        yield Thing(behind, mention.text, mods=(link,))


def says_value(words: Words, asked: tuple[Asked, ...], pos: int, end: int) -> bool:
    """Whether it is said of the kind behind it, and no property of it: "for each withdrawn batch"."""
    valued = {kind for values, last, _ in words.values.get(pos, ()) if last == end for kind, _, _ in values}
    behind = {meant.kind for kinds, _, _ in words.kinds.get(end, ()) for meant in kinds}
    return bool(behind & valued & {one.kind for one in asked})
