"""A relation that may be one of several: the one of which the data has any such pair, if it is but one.

The graph's profile knows only that documents describe, mention and support batches. The data knows that certificates
of analysis only ever describe them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, Protocol, runtime_checkable

from labkin.graph.query import Query
from labkin.nlp.lexicon import CLOSURE, Meant, Sense
from labkin.nlp.question_meaning import Tie
from labkin.nlp.question_tree import Among, Asking, Link, Phrase, Top

MOST_TRIED = 6  # relations of one link that are looked for in the data


@runtime_checkable
class Witness(Protocol):
    """Who can tell whether the graph holds a pattern."""

    def holds(self, query: Query, /) -> bool:
        """Whether the query has any row."""


def swap(value: Any, old: Any, new: Any) -> Any:
    """The tree with one part of it replaced wherever it stands."""
    if value == old or (isinstance(value, Link) and isinstance(old, Link) and _same(value, old)):
        return replace(new, other=value.other) if isinstance(value, Link) else new
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(swap(item, old, new) for item in value)
    if is_dataclass(value) and not isinstance(value, type) and isinstance(value, Asking | Phrase | Link | Top):
        return replace(value, **{f.name: swap(getattr(value, f.name), old, new) for f in fields(value)})
    return value


def as_relation(link: Link, relation: str, outward: bool) -> Link:
    """The link as one relation in one direction."""
    return replace(link, senses=(Sense(relation, outward == link.subject, False, 0),))


def decided(asking: Asking, tie: Tie, holds: Callable[[Asking], bool]) -> Asking | None:
    """The question with the only relation that things of such sorts have here; None where they have several, or none.

    What one named thing has by accident decides nothing: that CYP3A4 is only bound does not make an inhibitor a binder.

    `holds` tells whether the graph has anything that a question asks for.
    """
    link = tie.link
    if link is None or len(tie.specs) > MOST_TRIED or _far(asking):
        return None  # to look for any lineage between any things would take long
    met = [(phrase, _of_its_kind(_plainly(own))) for phrase, own in _meeting(asking, link)]
    found = [one for one in _as_each(link, tie) if any(holds(_pair(phrase, own, one)) for phrase, own in met)]
    return swap(asking, link, found[0]) if len(found) == 1 else None


def _far(value: Any) -> bool:
    """Whether a question walks lineage of any length."""
    if isinstance(value, Link) and value.senses and all(sense.relation == CLOSURE for sense in value.senses):
        return True
    if isinstance(value, tuple):
        return any(map(_far, value))
    return isinstance(value, Asking | Phrase | Link | Top) and any(_far(getattr(value, f.name)) for f in fields(value))


def _as_each(link: Link, tie: Tie) -> Iterator[Link]:
    for relation, outward in tie.specs:
        yield as_relation(link, relation, outward)


def _pair(phrase: Phrase, own: Link, one: Link) -> Asking:
    """Which of the things, be they of the sort that was named, have the link as one relation."""
    sorts = tuple(mod for mod in phrase.mods if isinstance(mod, Among) and not mod.negated)
    return Asking("list", replace(phrase, mods=(*sorts, replace(own, senses=one.senses)), top=None))


def _of_its_kind(link: Link) -> Link:
    """The link with anything of the kind of what is named."""
    other = link.other
    if other is None or other.mention is None:
        return link
    kinds = tuple(Meant(kind, 0) for kind in sorted(other.mention.kinds))
    return replace(link, other=Phrase(other.kinds or kinds, other.head))


def _plainly(link: Link) -> Link:
    """That there is such a link, whatever else is said of it."""
    return replace(link, negated=False, count=None)


def _meeting(asking: Asking, link: Link) -> Iterator[tuple[Phrase, Link]]:
    """What the link is said of, with the link as it stands there."""
    if asking.per is not None and _same(asking.per, link):
        yield asking.phrase, asking.per
    yield from _within(asking.phrase, link)


def _within(phrase: Phrase, link: Link) -> Iterator[tuple[Phrase, Link]]:
    for mod in phrase.mods:
        own = mod.link if isinstance(mod, Top) else mod
        if not isinstance(own, Link):
            continue
        if _same(own, link):
            yield phrase, own
        if own.other is not None:
            yield from _within(own.other, link)
    for one in phrase.many:
        yield from _within(one, link)


def _same(one: Link, other: Link) -> bool:
    return replace(one, other=other.other) == other
