"""What a question says of work at the bench: what was measured, in which assay, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from labkin.nlp.question_tree import Link, Measured, Mod, When


@dataclass(frozen=True, slots=True)
class BenchWork:
    """ "Tested in the hERG assay after March with an IC50 below 5 uM": one measurement of which all this is true.

    `rest` is what else is said of the thing that was measured.
    """

    link: Link
    measured: tuple[Measured, ...]
    when: When | None
    rest: tuple[Mod, ...]


def bench_work(mods: tuple[Mod, ...], is_assay: Callable[[Link], bool]) -> BenchWork | None:
    """The bench work among what is said of a thing; None where no assay, or nothing but an assay, is said.

    Of two assays the second stays in `rest`: one measurement is in one assay.
    """
    at = next((n for n, mod in enumerate(mods) if isinstance(mod, Link) and is_assay(mod)), None)
    if at is None:
        return None
    link, taken = mods[at], {at}
    assert isinstance(link, Link)
    follower = mods[at + 1] if at + 1 < len(mods) else None
    when = follower if isinstance(follower, When) else None
    if when:
        taken.add(at + 1)
    measured = tuple(mod for mod in mods if isinstance(mod, Measured))
    if not (measured or when):
        return None
    rest = tuple(mod for n, mod in enumerate(mods) if n not in taken and not isinstance(mod, Measured))
    return BenchWork(link, measured, when, rest)
