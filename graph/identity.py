"""Which identifiers name one thing.

`same_as` is a relation like any other: a statement with a source and a reason (a cross-reference, an equal InChIKey, a
curator), that can be retracted. Nothing is merged: every node keeps its identifier, and a concept is shown once with
all of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from labkin.graph.ledger_view import View

SAME_AS = "same_as"
MOST = 1_000  # identifiers of one concept beyond which the statements must be wrong


def concept(view: View, id: str) -> tuple[str, ...]:
    """All identifiers of the concept that `id` names, `id` first, the rest in order."""
    known = {id}
    frontier = {id}
    while frontier and len(known) < MOST:
        links = [key for key in view.incident(sorted(frontier)) if key.relation == SAME_AS]
        frontier = {end for key in links for end in (key.subject, key.object)} - known
        known |= frontier
    return (id, *sorted(known - {id}))


def representatives(view: View, ids: Iterable[str]) -> dict[str, str]:
    """For each identifier the first (in text order) of those of its concept that are among `ids`.

    Two identifiers with the same representative are one thing and can be shown once.
    """
    wanted = list(dict.fromkeys(ids))
    links = [key for key in view.incident(wanted) if key.relation == SAME_AS]
    if not links:
        return {id: id for id in wanted}
    found: dict[str, str] = {}
    for id in wanted:
        found[id] = min((other for other in concept(view, id) if other in wanted), default=id)
    return found
