"""Keeping a search index equal to the ledger, by the same rule as the graph: see `graph.project`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from labkin.graph.errors import LabError
from labkin.graph.ledger import Ledger
from labkin.graph.ledger_view import View
from labkin.graph.project import most_stepwise
from labkin.search.entries import entry_of
from labkin.search.index import Entry, SearchIndex

Progress = Callable[[str, int], None]


def follow(ledger: Ledger, index: SearchIndex, progress: Progress = lambda *_: None) -> bool:
    """Bring the index up to the ledger's head; whether there was anything to do. A damaged index is built anew."""
    mark = mark_of(index)
    with ledger.view() as view:
        if mark == view.at:
            return False
        touched = view.touched(mark, most_stepwise(view)) if 0 < mark < view.at else None
        if touched is None:
            index.rebuild(_entries(view, progress), view.at)
            return True
        ids = sorted(touched[0])
        progress("changing the index", len(ids))
        nodes = list(view.nodes(ids))
        gone = set(ids) - {str(node.id) for node in nodes}
        index.apply([entry_of(node) for node in nodes], sorted(gone), view.at)
        return True


def mark_of(index: SearchIndex) -> int:
    """The transaction that the index shows; 0 when its files are damaged."""
    try:
        return index.mark()
    except LabError:  # its files are damaged: the ledger has everything that was in it
        return 0


def _entries(view: View, progress: Progress) -> Iterator[Entry]:
    for number, node in enumerate(view.all_nodes(), 1):
        if number % 2000 == 0:
            progress("building the index", number)
        yield entry_of(node)
