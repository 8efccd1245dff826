"""What a question says of work at the bench: what was measured, in which assay, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from labkin.nlp.question_tree import Link, Measured, Mod, When

TESTED = frozenset({"tested_in", "measured_in"})
_ACTS = frozenset({"inhibits", "binds", "activates", "targets", "downregulates", "upregulates"})


@dataclass(frozen=True, slots=True)
class BenchWork:
    """ "Tested in the hERG assay after March with an IC50 below 5 uM": one measurement of which all this is true."""

    link: Link
    measured: tuple[Measured, ...]
    when: When | None


def bench_work(
    mods: tuple[Mod, ...], is_assay: Callable[[Link], bool]
) -> tuple[tuple[BenchWork, ...], tuple[Mod, ...]] | None:
    """The bench work among what is said of a thing, and the rest; None where nothing but an assay, or none, is said.

    One measurement is in one assay, which may be said by what it showed: "inhibit JAK2 below 10 nM". Of as many assays
    as values, each value belongs to its neighbour: "below 5 nM in the one and above 1 uM in the other"; else all values
    of one endpoint belong to the first assay, of several the nearest, and the others stay in the rest.
    """
    values = [n for n, mod in enumerate(mods) if isinstance(mod, Measured) and mod.at is None]
    links = {n: mod for n, mod in enumerate(mods) if isinstance(mod, Link) and not (mod.negated and acts(mod))}
    places = [n for n, link in links.items() if not acts(link) and is_assay(link)]
    if values and not places:
        places = [n for n, link in links.items() if acts(link) and is_assay(link)]
    if not places:
        return None
    if len(places) > 1 and len(places) == len(values):
        pairs, taken = [], {*places, *values}
        for place, value in zip(places, values, strict=True):
            pairs.append(_work(mods, place, (value,), taken))
        return tuple(pairs), tuple(mod for n, mod in enumerate(mods) if n not in taken)
    if len({measured.values for n in values if isinstance(measured := mods[n], Measured)}) > 1:
        values = [min(values, key=lambda n: (abs(n - places[0]), n))]  # one assay measures one endpoint
    taken = {places[0], *values}
    work = _work(mods, places[0], tuple(values), taken)
    if not (work.measured or work.when):
        return None
    other = work.link.other
    if other is not None and other.many and other.joined == "and":  # "in both A and B": one measurement in each
        works = tuple(replace(work, link=replace(work.link, other=one)) for one in other.many)
        return works, tuple(mod for n, mod in enumerate(mods) if n not in taken)
    return (work,), tuple(mod for n, mod in enumerate(mods) if n not in taken)


def acts(link: Link) -> bool:
    """Whether a link says what a compound does to its target: what a value behind it was measured of.

    >>> from labkin.nlp.lexicon import Sense
    >>> acts(Link((Sense("inhibits", True, True, 0),), True, None))
    True
    """
    return bool(link.senses) and all(sense.relation in _ACTS for sense in link.senses)


def tells_assay(link: Link) -> bool:
    """Whether a link may say in which assay something was measured: by any relation, or by one of these."""
    return not link.senses or acts(link) or any(sense.relation in TESTED for sense in link.senses)


def _work(mods: tuple[Mod, ...], place: int, values: tuple[int, ...], taken: set[int]) -> BenchWork:
    link = mods[place]
    assert isinstance(link, Link)
    follower = mods[place + 1] if place + 1 < len(mods) else None
    when = follower if isinstance(follower, When) else None
    if when:
        taken.add(place + 1)
    return BenchWork(link, tuple(mod for n in values if isinstance(mod := mods[n], Measured)), when)
