"""What is said of a thing, brought into the shape in which a graph gives it a meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from labkin.nlp.normal import normal
from labkin.nlp.question_bench import BenchWork
from labkin.nlp.question_meaning import Any, Held, Joined, Meaning, Part, Ranked, Result, Tie
from labkin.nlp.question_tree import DONE, Link, Measured, Mention, Mod, Phrase, Top, When

SAME = 1e-6
Folded = Mod | tuple[Link, When] | tuple[Measured, When] | BenchWork


def besides(phrase: Phrase, kind: str, link: Link) -> Held | None:
    """ "Drugs without colchicine": of names of the same kind that it is not one of them."""
    other = link.other
    if not (link.negated and not link.senses and phrase.kinds and other and other.mention) or other.mods or link.count:
        return None
    ids = tuple(("id", "!=", hit.id) for hit in other.mention.hits if hit.kind == kind)
    return Held(ids) if ids else None


def of_each(link: Link) -> bool:
    """Whether a list of names asks about each: "the targets of A, B and C". A verb asks for what is so of all."""
    if link.senses:
        return all(not sense.active for sense in link.senses) and not link.passive
    return link.word in ("of", "for")


def is_far(part: object) -> bool:
    """Whether it is said of a thing by lineage of any length."""
    return isinstance(part, Joined) and part.spec.closure


def is_plain(meaning: Meaning) -> bool:
    """Whether all that is said of a thing can be asked of one that is not there."""
    for part in meaning.parts:
        joined = isinstance(part, Joined) and part.link.count is None and not part.spec.via
        if not (isinstance(part, Held) or (joined and (part.other is None or is_plain(part.other)))):  # type: ignore[union-attr]
            return False
    return True


def bearers(mention: Mention, kind: str) -> Meaning:
    """The nodes of a kind that bear a name best. Several of one and the same name count together."""
    hits = [h for h in mention.hits if h.kind == kind]
    least = min(h.cost for h in hits)
    hits = [h for h in hits if h.cost < least + SAME]
    several = len({normal(h.name) for h in hits}) > 1 and not mention.together
    ties = (Tie(mention, tuple(hits)),) if several else ()
    ids = tuple(sorted(h.id for h in hits))
    return Meaning(least, (kind,), ids, (), ties, tuple((h.id, h.name) for h in hits))


def denied_then(first: Mod, then: Mod) -> bool:
    """ "Not prepared in 2024": never, or at another time? And "not used by a model" is not "not used" at all.

    Nor is what was "cited by" somebody of whom the graph knows no such thing just cited, and his in some other way.
    """
    if not (isinstance(first, Link) and first.other is None):
        return False
    if not (isinstance(then, Link) and not then.senses):
        return first.negated and isinstance(then, When)
    by = then.word == "by" or (first.word == DONE and then.word not in ("of", "for", "have"))
    return first.negated or (by and bool(first.senses))


def folded(mods: tuple[Mod, ...]) -> Iterator[Folded]:
    """A time that belongs to a verb without object, or to a measured value, goes with it."""
    measured = next((m for m in mods if isinstance(m, Measured)), None)
    skip = False
    for number, mod in enumerate(mods):
        after = mods[number + 1] if number + 1 < len(mods) else None
        if skip:
            skip = False
        elif isinstance(mod, Link) and mod.other is None and not mod.negated and isinstance(after, When):
            skip = True
            if measured is None:
                yield mod, after
        elif isinstance(mod, Measured):
            verbs = (w for v, w in pairwise(mods) if isinstance(v, Link) and v.other is None and isinstance(w, When))
            verb = next((w for w in verbs if isinstance(w, When)), None)
            yield (mod, verb) if verb else mod
        else:
            yield mod


def topped(top: Top, mods: list[Folded]) -> list[Folded]:
    """ "top 5 ... by weight": the number from before the noun, what it is by from behind it."""
    by = next((m for m in mods if isinstance(m, Top)), None)
    rest = [m for m in mods if not isinstance(m, Top)]
    if by is None:
        return [*rest, top]
    return [*rest, replace(by, count=top.count, more=top.more if top.asked else by.more)]  # the smallest by area


def apart(phrase: Phrase, tied: list[Meaning]) -> bool:
    """ "Anything from 2024": each kind has its date in another property, so that no one query asks for all.

    Of kinds in a row, all must have what is said of them by the same relations.
    """
    if phrase.many and all(one.kinds and not one.mention for one in phrase.many):
        meant = [{kind.kind for kind in one.kinds} for one in phrase.many]
        found = {kind for m in tied for kind in m.kinds}
        return not all(kinds & found for kinds in meant) or len({m.parts for m in tied}) > 1
    values = {tuple(part for part in m.parts if isinstance(part, Held)) for m in tied}
    return not (phrase.kinds or phrase.mention or phrase.many) and len(values) > 1


def others_of(part: Part) -> Iterator[Meaning]:
    """What else is meant in a part of what is said of a thing."""
    match part:
        case Any(joined):
            yield from (one.other for one in joined if one.other)
        case Joined(other=Meaning() as other) | Result(assay=Meaning() as other):
            yield other
        case Ranked(joined=Joined(other=Meaning() as other)):
            yield other
