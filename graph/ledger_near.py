"""What stands near things in the ledger, read for many of them at once and without reading what is not asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select

from labkin.graph.ledger_tables import source, source_group, statement
from labkin.graph.ledger_view import View
from labkin.graph.model import Viewer

CHUNK = 400  # identifiers in one IN list


class Link(NamedTuple):
    """A live edge as it is known from its identity alone; `qualifiers` are canonical JSON."""

    subject: str
    relation: str
    object: str
    qualifiers: str


class Closed(NamedTuple):
    """A statement that not everyone may see: what it is about, its relation (empty: the thing itself), who may."""

    subject: str
    relation: str
    groups: tuple[str, ...]


class Near:
    """Reads what is near things, in one view."""

    def __init__(self, view: View) -> None:
        self._connection = view._connection
        self._live = view._live
        self._at = view.at

    def seen_by(self, viewer: Viewer) -> View:
        """The same moment as another viewer sees it."""
        return View(self._connection, self._at, viewer)

    def links(self, ids: Iterable[str], relations: Collection[str]) -> Iterator[Link]:
        """The live edges of these relations that begin at these nodes, each once, whether or not they end anywhere."""
        columns = statement.c.subject, statement.c.relation, statement.c.object, statement.c.qualifiers
        for some in _chunks(ids):
            query = select(*columns).where(statement.c.subject.in_(some), statement.c.relation.in_(relations))
            rows = self._connection.execute(query.where(*self._live)).all()
            yield from (Link(*row) for row in sorted({tuple(row) for row in rows}))

    def linked(self, ids: Iterable[str], relations: Collection[str]) -> set[str]:
        """What live edges of these relations begin at that end at these nodes."""
        found: set[str] = set()
        for some in _chunks(ids):
            query = select(statement.c.subject).where(
                statement.c.object.in_(some), statement.c.relation.in_(relations), *self._live
            )
            found.update(self._connection.scalars(query.distinct()))
        return found

    def addresses(self, ids: Iterable[str]) -> dict[str, set[str]]:
        """The addresses of the sources that speak of each of these nodes."""
        found: dict[str, set[str]] = {}
        for some in _chunks(ids):
            query = (
                select(statement.c.subject, source.c.uri)
                .join(source, source.c.id == statement.c.source)
                .where(statement.c.subject.in_(some), statement.c.relation == "", *self._live)
            )
            for id, uri in self._connection.execute(query.distinct()):
                found.setdefault(id, set()).add(uri)
        return found

    def any_closed(self) -> bool:
        """Whether there is any source that not everyone may see."""
        return self._connection.execute(select(source_group.c.source).limit(1)).first() is not None

    def closed(self, ids: Iterable[str], relations: Collection[str]) -> set[Closed]:
        """What is said of these nodes, and of edges of these relations that begin there, in sources of groups."""
        groups = self._groups()
        what: ColumnElement[bool] = or_(statement.c.relation == "", statement.c.relation.in_(relations))
        found: set[Closed] = set()
        for some in _chunks(ids):
            query = select(statement.c.subject, statement.c.relation, statement.c.source).where(
                statement.c.subject.in_(some), what, statement.c.source.in_(select(source_group.c.source)), *self._live
            )
            rows = self._connection.execute(query.distinct())
            found.update(Closed(id, relation, groups[number]) for id, relation, number in rows)
        return found

    def _groups(self) -> dict[int, tuple[str, ...]]:
        found: dict[int, list[str]] = {}
        for number, name in self._connection.execute(select(source_group.c.source, source_group.c.name)):
            found.setdefault(number, []).append(name)
        return {number: tuple(sorted(names)) for number, names in found.items()}


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]
