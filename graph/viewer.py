"""Who may see what: the one place that decides.

Every read of the ledger takes a `Viewer` and puts the condition made here inside its query, so that what a viewer may
not see is never fetched and never counted. A source with no groups is open to everyone; a viewer whose groups are None
sees everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select, true

from labkin.graph.ledger_tables import source_group
from labkin.graph.model import Viewer


def sees(viewer: Viewer, groups: Iterable[str]) -> bool:
    """Whether the viewer may see what carries these groups."""
    groups = frozenset(groups)
    return viewer.groups is None or not groups or bool(groups & viewer.groups)


def may_see(viewer: Viewer, source_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """The same as a condition on a column that holds a source's number."""
    if viewer.groups is None:
        return true()
    restricted = exists(select(source_group.c.source).where(source_group.c.source == source_id))
    shared = exists(
        select(source_group.c.source).where(
            source_group.c.source == source_id, source_group.c.name.in_(sorted(viewer.groups))
        )
    )
    return or_(~restricted, shared)
