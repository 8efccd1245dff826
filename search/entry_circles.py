"""One thing to different viewers: an entry for each combination of closed sources that somebody may see.

A source that carries groups is open to their members alone. Where such sources speak of a thing, or of a neighbour from
which its entry takes something, what the entry holds depends on who looks. Sources with the same groups form a circle;
of up to MOST_CIRCLES circles about one thing every combination is made that some viewer can have. Of more, the viewers
are told apart by the first circle, in order of its name, that they do not see: they find what the circles before it
say, and not all that they might see, but never more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from labkin.graph.ledger_near import Near
from labkin.graph.ledger_view import View
from labkin.graph.model import Viewer
from labkin.search.entries import TOGETHER, entries_of
from labkin.search.entry_fields import RELATIONS, reach
from labkin.search.index import Entry

MOST_CIRCLES = 6

Circle = tuple[str, ...]  # the sorted names of the groups of a source


class Look(NamedTuple):
    """What a viewer sees of the circles about a thing, and what not."""

    sees: tuple[Circle, ...]
    unseen: tuple[Circle, ...]


def entries_for_all(view: View, ids: Iterable[str]) -> Iterator[Entry]:
    """The entries of these nodes, to every viewer; those of one node follow each other. `view` sees everything."""
    if not Near(view).any_closed():
        yield from entries_of(view, ids)
        return
    wanted = list(ids)
    for start in range(0, len(wanted), TOGETHER):
        some = wanted[start : start + TOGETHER]
        circles = _circles(view, some)
        yield from entries_of(view, [id for id in some if id not in circles])
        yield from _entries_to_circles(view, circles)


def _circles(view: View, ids: Sequence[str]) -> dict[str, frozenset[Circle]]:
    """The circles that have to do with each thing; those with which none has are no keys."""
    near = Near(view)
    reached = reach(near, ids)
    of_nodes: dict[str, set[Circle]] = defaultdict(set)
    of_edges: dict[str, set[Circle]] = defaultdict(set)
    for closed in near.closed({one for nodes, _ in reached.values() for one in nodes}, RELATIONS):
        (of_edges if closed.relation else of_nodes)[closed.subject].add(closed.groups)
    found = {}
    for id, (nodes, edges) in reached.items():
        circles = {circle for one in nodes for circle in of_nodes.get(one, ())}
        circles.update(circle for one in edges for circle in of_edges.get(one, ()))
        if circles:
            found[id] = frozenset(circles)
    return found


def _entries_to_circles(view: View, circles: dict[str, frozenset[Circle]]) -> Iterator[Entry]:
    alike: dict[frozenset[Circle], list[str]] = defaultdict(list)
    for id, about in circles.items():
        alike[about].append(id)
    for about, ids in sorted(alike.items(), key=lambda item: item[1]):
        seen = {look: _seen(view, about, look, ids) for look in looks(sorted(about))}
        for id in ids:
            yield from told_apart({look: entries.get(id) for look, entries in seen.items()})


def _seen(view: View, about: frozenset[Circle], look: Look, ids: list[str]) -> dict[str, Entry]:
    """What every viewer with this look may see, at least."""
    hidden = {group for circle in about if circle not in look.sees for group in circle}
    groups = frozenset(group for circle in look.sees for group in circle if group not in hidden)
    return {entry.id: entry for entry in entries_of(Near(view).seen_by(Viewer("", groups)), ids)}


def looks(circles: Sequence[Circle]) -> list[Look]:
    """What viewers may see of these circles: each viewer sees all of one `sees` and none of its `unseen`, of one only.

    >>> len(looks([("a",), ("b",)])), looks([("a",), ("a", "b")])[1]
    (4, Look(sees=(('a', 'b'),), unseen=(('a',),)))
    """
    if len(circles) > MOST_CIRCLES:
        places = range(len(circles) + 1)
        return [Look(tuple(circles[:place]), tuple(circles[place : place + 1])) for place in places]
    found = []
    for choice in product((False, True), repeat=len(circles)):
        sees = tuple(circle for circle, chosen in zip(circles, choice, strict=True) if chosen)
        unseen = tuple(circle for circle, chosen in zip(circles, choice, strict=True) if not chosen)
        hidden = {group for circle in unseen for group in circle}
        if all(set(circle) - hidden for circle in sees):
            found.append(Look(sees, unseen))
    return found


def told_apart(entries: Mapping[Look, Entry | None]) -> list[Entry]:
    """The entries with those who see them; circles that change nothing are left out."""
    looks, first = dict(entries), next(iter(entries.values()))
    circles = sorted({circle for look in looks for circle in (*look.sees, *look.unseen)})
    if len(circles) <= MOST_CIRCLES:
        for circle in circles:
            looks = _without(looks, circle)
    elif all(entry == first for entry in looks.values()):
        looks = {Look((), ()): first}
    found = []
    for look, entry in sorted(looks.items(), key=lambda item: item[0]):
        if entry is not None:
            found.append(replace(entry, sees=tuple(map("|".join, look.sees)), unseen=tuple(map("|".join, look.unseen))))
    return found


def _without(looks: dict[Look, Entry | None], circle: Circle) -> dict[Look, Entry | None]:
    """The looks without a circle; as they were where it makes a difference to somebody. Every look names all."""
    fewer: dict[Look, Entry | None] = {}
    for look, entry in looks.items():
        sees, unseen = (tuple(one for one in some if one != circle) for some in look)
        if fewer.setdefault(Look(sees, unseen), entry) != entry:
            return looks
    return fewer
