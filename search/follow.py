"""Keeping a search index equal to the ledger, by the same rule as the graph: see `graph.project`.

An entry also holds what its neighbours are called and lead to, so more entries change than things were spoken of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from labkin.graph.errors import LabError
from labkin.graph.ledger import Ledger
from labkin.graph.ledger_near import Near
from labkin.graph.ledger_view import View
from labkin.graph.project import most_stepwise
from labkin.graph.store import EdgeKey
from labkin.search.entry_circles import entries_for_all
from labkin.search.entry_fields import LEADING, RELATIONS, brief_of
from labkin.search.index import Entry, SearchIndex

Progress = Callable[[str, int], None]


def follow(ledger: Ledger, index: SearchIndex, progress: Progress = lambda *_: None) -> bool:
    """Bring the index up to the ledger's head; whether there was anything to do. A damaged index is built anew."""
    mark = mark_of(index)
    with ledger.view() as view:
        if mark == view.at:
            return False
        ids = changed_entries(ledger, view, mark) if 0 < mark < view.at else None
        if ids is None:
            index.rebuild(counted(all_entries(view), progress), view.at)
            return True
        progress("changing the index", len(ids))
        entries = list(entries_for_all(view, sorted(ids)))
        gone = ids - {entry.id for entry in entries}
        index.apply(entries, sorted(gone), view.at)
        return True


def mark_of(index: SearchIndex) -> int:
    """The transaction that the index shows; 0 when its files are damaged."""
    try:
        return index.mark()
    except LabError:  # its files are damaged: the ledger has everything that was in it
        return 0


def all_entries(view: View) -> Iterator[Entry]:
    """Every entry, to every viewer, of a view that sees everything."""
    return entries_for_all(view, sorted(view.node_ids()))


def changed_entries(ledger: Ledger, view: View, mark: int) -> set[str] | None:
    """The things of which the entries may differ from those at transaction `mark`.

    None when they are so many that building anew is quicker.
    """
    most = most_stepwise(view)
    touched = view.touched(mark, most)
    if touched is None:
        return None
    nodes, edges = touched
    renamed = _renamed(ledger, view, mark, nodes)
    linked = _starts(edges)
    near = Near(view)
    nearer = near.linked(renamed, RELATIONS)
    ids = nodes | linked | nearer | near.linked(nearer | linked, LEADING)  # edges that went begin at `linked`
    return ids if len(ids) <= most else None


def _renamed(ledger: Ledger, view: View, mark: int, ids: set[str]) -> set[str]:
    """Those that others may show differently now: all of which somebody is told something else than others are."""
    wanted = sorted(ids)
    now = {str(node.id): brief_of(node) for node in view.nodes(wanted)}
    with ledger.view(mark) as before:
        then = {str(node.id): brief_of(node) for node in before.nodes(wanted)}
        closed = before.restricted(wanted) | view.restricted(wanted)
    return {id for id in ids if id in closed or now.get(id) != then.get(id)}


def _starts(edges: Iterable[EdgeKey]) -> set[str]:
    return {edge.subject for edge in edges if edge.relation in RELATIONS}


def counted(entries: Iterator[Entry], progress: Progress) -> Iterator[Entry]:
    """The same entries, said how many there were now and then."""
    for number, entry in enumerate(entries, 1):
        if number % 2000 == 0:
            progress("building the index", number)
        yield entry
