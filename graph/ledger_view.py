"""Reading the ledger: what was true as of one transaction, to one viewer.

A statement is live when a transaction up to then names its batch, its source was not withdrawn up to then, it was not
itself retracted up to then, and the viewer may see its source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    case,
    exists,
    func,
    select,
    tuple_,
    union,
)
from sqlalchemy import Row as SqlRow

from labkin.graph.ledger_tables import retraction, source, source_group, statement, txn, withdrawal
from labkin.graph.merge import Conflict, Row, conflicts, merge_edge, merge_node
from labkin.graph.model import EVERYONE, Curie, Edge, Method, Node, Source, Statement, Viewer
from labkin.graph.store import EdgeKey
from labkin.graph.values import dump_props, parse_props
from labkin.graph.viewer import may_see

CHUNK = 400  # identifiers in one IN list: SQLite allows 32,766 parameters, and plans short lists best

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A source with what it stands for now."""

    source: Source
    txn: int
    nodes: int = 0
    edges: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """What a projection of this view holds, and what waits."""

    nodes: int
    edges: int
    kinds: dict[str, int]
    relations: dict[str, int]
    waiting: int  # edges of which an end is not known; not among `edges`


# Aliases of their own for the inner queries: SQLAlchemy would take the outer query's `txn` for theirs.
_STAGED = txn.alias("staged_by")
_GONE = txn.alias("withdrawn_by")
_UNSAID = txn.alias("retracted_by")


def is_live_source(at: int | None = None) -> ColumnElement[bool]:
    """Condition on the table `source`: committed and not withdrawn, as of a transaction (now when None)."""
    return _committed(source.c.batch, at) & ~_withdrawn(source.c.id, at)


def _committed(batch_id: ColumnElement[Any], at: int | None) -> ColumnElement[bool]:
    return exists().where(_STAGED.c.batch == batch_id, *_until(_STAGED, at))


def _withdrawn(source_id: ColumnElement[Any], at: int | None) -> ColumnElement[bool]:
    gone = select(withdrawal.c.id).join(_GONE, _GONE.c.batch == withdrawal.c.batch)
    return exists(gone.where(withdrawal.c.source == source_id, *_until(_GONE, at)))


def _retracted(statement_id: ColumnElement[Any], at: int | None) -> ColumnElement[bool]:
    unsaid = select(retraction.c.id).join(_UNSAID, _UNSAID.c.batch == retraction.c.batch)
    return exists(unsaid.where(retraction.c.statement == statement_id, *_until(_UNSAID, at)))


def _until(table: FromClause, at: int | None) -> tuple[ColumnElement[bool], ...]:
    return () if at is None else (table.c.id <= at,)


def _chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    chunk: list[T] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


class View:
    """The ledger as of transaction `at`. Valid inside the `with ledger.view(...)` that gave it."""

    def __init__(self, connection: Connection, at: int, viewer: Viewer = EVERYONE) -> None:
        self.at = at
        self._connection = connection
        self._viewer = viewer
        self._live = (
            _committed(statement.c.batch, at),
            ~_withdrawn(statement.c.source, at),
            ~_retracted(statement.c.id, at),
            may_see(viewer, statement.c.source),
        )
        self._is_node = statement.c.relation == ""

    # -- merged facts ------------------------------------------------------------------------------------------------

    def nodes(self, ids: Iterable[str]) -> Iterator[Node]:
        """The nodes of these identifiers that stand, in order of identifier within each chunk."""
        for chunk in _chunks(ids):
            query = _rows().where(statement.c.subject.in_(chunk), self._is_node, *self._live)
            yield from self._merged(query, _node_key, merge_node)

    def all_nodes(self) -> Iterator[Node]:
        """Every node that stands, by identifier."""
        return self._merged(_rows().where(self._is_node, *self._live), _node_key, merge_node)

    def edges(self, keys: Iterable[EdgeKey]) -> Iterator[Edge]:
        """The edges of these keys that stand and whose ends both stand."""
        for chunk in _chunks(keys):
            wanted = set(chunk)
            triples = tuple_(statement.c.subject, statement.c.relation, statement.c.object)
            query = _rows().where(triples.in_({key[:3] for key in chunk}), *self._live)
            standing = self._standing(end for key in chunk for end in (key.subject, key.object))
            for edge in self._merged(query, _edge_key, merge_edge, wanted):
                if str(edge.subject) in standing and str(edge.object) in standing:
                    yield edge

    def nodes_with(self, prop: str) -> Iterator[Node]:
        """The nodes about which some source states this property, by identifier."""
        said = select(statement.c.subject).where(
            self._is_node, statement.c.props.contains(f'"{prop}":', autoescape=True), *self._live
        )
        return self.nodes(list(self._connection.scalars(said.distinct())))

    def ids_of_kinds(self, kinds: Iterable[str]) -> list[str]:
        """The nodes that some source calls one of these kinds, by identifier."""
        query = select(statement.c.subject).where(self._is_node, statement.c.object.in_(list(kinds)), *self._live)
        return list(self._connection.scalars(query.distinct().order_by(statement.c.subject)))

    def restricted(self, ids: Iterable[str]) -> set[str]:
        """Those of the nodes about which a source speaks that not everyone may see."""
        found: set[str] = set()
        for chunk in _chunks(ids):
            query = select(statement.c.subject).where(
                statement.c.subject.in_(chunk),
                statement.c.source.in_(select(source_group.c.source)),
                self._is_node,
                *self._live,
            )
            found.update(self._connection.scalars(query))
        return found

    def edges_said_by(self, loader: str) -> list[tuple[int, int, EdgeKey]]:
        """The live edge statements of all sources of one loader: their numbers, their sources', and keys."""
        rows = self._by_loader(loader, ~self._is_node, *_KEY)
        return [(number, of, EdgeKey(*key)) for number, of, *key in rows]

    def all_edges(self, node_ids: set[str] | None = None) -> Iterator[Edge]:
        """Every edge that stands and whose ends both stand. `node_ids`, when known, are those of all nodes."""
        return (edge for edge, _ in self.all_said(node_ids if node_ids is not None else set(self.node_ids())))

    def all_said(self, node_ids: set[str]) -> Iterator[tuple[Edge, list[Row]]]:
        """Every edge that stands between these nodes, as `all_edges`, with the statements that make it."""
        for said in self._merged(_rows().where(~self._is_node, *self._live), _edge_key, list):
            if said[0].subject in node_ids and said[0].object in node_ids:
                yield merge_edge(said), said

    def incident(self, ids: Iterable[str]) -> set[EdgeKey]:
        """The keys of all live edges at these nodes, whether or not their other ends stand."""
        keys: set[EdgeKey] = set()
        for chunk in _chunks(ids):
            for column in (statement.c.subject, statement.c.object):
                query = select(*_KEY).where(column.in_(chunk), ~self._is_node, *self._live).distinct()
                keys.update(EdgeKey(*row) for row in self._connection.execute(query))
        return keys

    def node_ids(self) -> Iterator[str]:
        """The identifiers of all nodes that stand."""
        query = select(statement.c.subject).where(self._is_node, *self._live).distinct()
        return iter(self._connection.scalars(query))

    def standing(self, ids: Iterable[str]) -> set[str]:
        """Those of the identifiers whose nodes stand."""
        return self._standing(ids)

    def _standing(self, ids: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for chunk in _chunks(dict.fromkeys(ids)):
            query = select(statement.c.subject).where(statement.c.subject.in_(chunk), self._is_node, *self._live)
            found.update(self._connection.scalars(query))
        return found

    def _merged(
        self,
        query: Select[Any],
        key: Callable[[Any], Any],
        merge: Callable[[Sequence[Row]], T],
        wanted: set[EdgeKey] | None = None,
    ) -> Iterator[T]:
        ordered = query.order_by(
            statement.c.subject, statement.c.relation, statement.c.object, statement.c.qualifiers, statement.c.id
        )
        rows = self._connection.execution_options(yield_per=5000).execute(ordered)
        for fact, group in groupby(rows, key):
            if wanted is None or fact in wanted:
                yield merge([Row._make(row) for row in group])

    # -- what changed ------------------------------------------------------------------------------------------------

    def touched(self, since: int, most: int) -> tuple[set[str], set[EdgeKey]] | None:
        """The nodes and edges about which anything was said or taken back after transaction `since`, up to this view.

        None when they are more than `most`.
        """
        later = select(txn.c.batch).where(txn.c.id > since, txn.c.id <= self.at).scalar_subquery()
        withdrawn = select(withdrawal.c.source).where(withdrawal.c.batch.in_(later))
        taken_back = select(retraction.c.statement).where(retraction.c.batch.in_(later))
        parts = (
            select(*_KEY).where(statement.c.batch.in_(later)),
            select(*_KEY).where(statement.c.source.in_(withdrawn)),
            select(*_KEY).where(statement.c.id.in_(taken_back)),
        )
        nodes: set[str] = set()
        edges: set[EdgeKey] = set()
        for part in parts:
            for row in self._connection.execution_options(yield_per=5000).execute(part):
                if row.relation:
                    edges.add(EdgeKey(*row))
                else:
                    nodes.add(row.subject)
                if len(nodes) + len(edges) > most:
                    return None
        return nodes, edges

    # -- evidence ----------------------------------------------------------------------------------------------------

    def about(self, ids: Iterable[str]) -> list[tuple[int, Statement]]:
        """The live statements about these nodes themselves, with their numbers, in order."""
        found: list[tuple[int, Statement]] = []
        for chunk in _chunks(ids):
            found += self._statements(statement.c.subject.in_(chunk), self._is_node)
        return found

    def supporting(self, keys: Iterable[EdgeKey]) -> list[tuple[int, Statement]]:
        """The live statements of these edges, with their numbers, in order."""
        found: list[tuple[int, Statement]] = []
        for chunk in _chunks(keys):
            wanted = {tuple(key) for key in chunk}
            triples = tuple_(statement.c.subject, statement.c.relation, statement.c.object)
            subjects = statement.c.subject.in_({key[0] for key in chunk})  # SQLite uses an index for this alone
            for number, one in self._statements(subjects, triples.in_({key[:3] for key in chunk})):
                if _key_of(one) in wanted:
                    found.append((number, one))
        return found

    def conflicts(self, ids: Iterable[str]) -> list[Conflict]:
        """The properties on which the sources differ about these nodes."""
        found: list[Conflict] = []
        for chunk in _chunks(ids):
            query = _rows().where(statement.c.subject.in_(chunk), self._is_node, *self._live)
            rows = [Row._make(row) for row in self._connection.execute(query.order_by(statement.c.subject))]
            for _, group in groupby(rows, _node_key):
                found += conflicts(list(group))
        return found

    def _statements(self, *where: ColumnElement[bool]) -> list[tuple[int, Statement]]:
        query = (
            select(statement, *(column.label(f"source_{column.name}") for column in source.c))
            .join(source, source.c.id == statement.c.source)
            .where(*where, *self._live)
            .order_by(statement.c.id)
        )
        rows = self._connection.execute(query).all()
        groups = self._groups({row.source for row in rows})
        return [(row.id, _to_statement(row, groups)) for row in rows]

    # -- sources -----------------------------------------------------------------------------------------------------

    def sources(self, uri: str | None = None) -> list[SourceInfo]:
        """The live sources, in the order they were loaded; only those of one address when given."""
        return self._sources(source.c.uri == uri) if uri is not None else self._sources()

    def sources_within(self, uri: str) -> list[SourceInfo]:
        """The live sources that are members of the archive of that address."""
        return self._sources(func.substr(source.c.uri, 1, len(uri) + 2) == f"{uri}!/")

    def sources_by(self, *loaders: str) -> list[SourceInfo]:
        """The live sources of these loaders."""
        return self._sources(source.c.loader.in_(loaders))

    def sources_at(self, uris: Iterable[str]) -> dict[str, SourceInfo]:
        """The live source of each of these addresses; of several at one the last."""
        found = (info for chunk in _chunks(uris) for info in self._sources(source.c.uri.in_(chunk)))
        return {info.source.uri: info for info in found}

    def said_in(self, source_ids: Iterable[int]) -> list[tuple[int, Statement]]:
        """The live statements of these sources, with their numbers, in order."""
        return [one for chunk in _chunks(source_ids) for one in self._statements(statement.c.source.in_(chunk))]

    def _sources(self, *where: ColumnElement[bool]) -> list[SourceInfo]:
        query = (
            select(source, txn.c.id.label("txn"))
            .join(txn, txn.c.batch == source.c.batch)
            .where(is_live_source(self.at), may_see(self._viewer, source.c.id), *where)
            .order_by(source.c.id)
        )
        rows = self._connection.execute(query).all()
        groups = self._groups({row.id for row in rows})
        return [SourceInfo(_to_source(row, groups), row.txn) for row in rows]

    def sizes(self, source_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
        """By source: how many node and edge statements it makes."""
        is_edge = func.sum(case((self._is_node, 0), else_=1))
        found: dict[int, tuple[int, int]] = {}
        for chunk in _chunks(source_ids):
            query = (
                select(statement.c.source, func.count(), is_edge)
                .where(statement.c.source.in_(chunk), *self._live)
                .group_by(statement.c.source)
            )
            for number, all_of, edges in self._connection.execute(query):
                found[number] = (all_of - int(edges), int(edges))
        return found

    def confidences(self, loader: str) -> list[tuple[str, str, int, float]]:
        """By version of a loader and by relation: how many statements are live, and the sum of their confidences."""
        by = source.c.loader_version, statement.c.relation
        query = (
            select(*by, func.count(), func.sum(statement.c.confidence))
            .join(source, source.c.id == statement.c.source)
            .where(source.c.loader == loader, *self._live)
            .group_by(*by)
        )
        return [(row[0], row[1], row[2], row[3]) for row in self._connection.execute(query)]

    def said_by(self, loader: str) -> list[tuple[int, int, str]]:
        """The live node statements of all sources of one loader: their numbers, their sources', and identifiers."""
        return [(number, of, id) for number, of, id in self._by_loader(loader, self._is_node, _KEY[0])]

    def _by_loader(self, loader: str, what: ColumnElement[bool], *columns: Any) -> Iterable[Any]:
        query = (
            select(statement.c.id, statement.c.source, *columns)
            .join(source, source.c.id == statement.c.source)
            .where(source.c.loader == loader, what, *self._live)
            .order_by(statement.c.id)
        )
        return self._connection.execute(query)

    def said_by_others(self, ids: Iterable[str], *loaders: str) -> set[str]:
        """Those of the nodes about which a source of any other loader than these says something."""
        found: set[str] = set()
        for chunk in _chunks(ids):
            query = (
                select(statement.c.subject)
                .join(source, source.c.id == statement.c.source)
                .where(statement.c.subject.in_(chunk), source.c.loader.not_in(loaders), self._is_node, *self._live)
            )
            found.update(self._connection.scalars(query))
        return found

    def _groups(self, source_ids: set[int]) -> dict[int, tuple[str, ...]]:
        found: dict[int, list[str]] = {}
        for chunk in _chunks(sorted(source_ids)):
            query = select(source_group).where(source_group.c.source.in_(chunk)).order_by(source_group.c.name)
            for row in self._connection.execute(query):
                found.setdefault(row.source, []).append(row.name)
        return {number: tuple(names) for number, names in found.items()}

    # -- counts and gaps ---------------------------------------------------------------------------------------------

    def counts(self) -> Counts:
        """How many nodes and edges stand, by kind and relation, and how many edges wait for an end."""
        kinds = self._kinds()
        said = self._relations(select(*_KEY).where(~self._is_node, *self._live).subquery())
        more = self._relations(self._said_again())
        relations = {name: standing - more.get(name, (0, 0))[1] for name, (_, standing) in said.items()}
        edges = sum(relations.values())
        every = sum(count for count, _ in said.values()) - sum(count for count, _ in more.values())
        return Counts(sum(kinds.values()), edges, _by_count(kinds), _by_count(relations), every - edges)

    def _relations(self, keys: FromClause) -> dict[str, tuple[int, int]]:
        """By relation: how many rows of keys there are, and of how many of them both ends stand."""
        node = select(statement.c.subject).where(self._is_node, *self._live)
        stands = keys.c.subject.in_(node) & keys.c.object.in_(node)
        query = select(keys.c.relation, func.count(), func.sum(case((stands, 1), else_=0)))
        return {name: (n, standing) for name, n, standing in self._connection.execute(query.group_by(keys.c.relation))}

    def _said_again(self) -> FromClause:
        """The key of each live edge statement but the first of its edge. Few, and found by the index: quicker than
        telling all edges apart, of which most are said once."""
        triple = statement.c.subject, statement.c.relation, statement.c.object
        often = select(*triple).where(~self._is_node).group_by(*triple).having(func.count() > 1)
        rank = func.row_number().over(partition_by=_KEY, order_by=statement.c.id).label("rank")
        ranked = select(*_KEY, rank).where(tuple_(*triple).in_(often), *self._live).subquery()
        return select(ranked).where(ranked.c.rank > 1).subquery()

    def _kinds(self) -> dict[str, int]:
        """How many nodes stand, by kind. Only those of which several kinds are said are merged."""
        least, most = func.min(statement.c.object), func.max(statement.c.object)
        one = select(statement.c.subject, least.label("least"), most.label("most"))
        said = one.where(self._is_node, *self._live).group_by(statement.c.subject).subquery()
        alike = select(said.c.least, func.count()).where(said.c.least == said.c.most).group_by(said.c.least)
        kinds = {kind: int(count) for kind, count in self._connection.execute(alike)}
        for node in self.nodes(
            self._connection.scalars(select(said.c.subject).where(said.c.least != said.c.most)).all()
        ):
            kinds[node.kind] = kinds.get(node.kind, 0) + 1
        return kinds

    def dangling(self) -> set[str]:
        """Identifiers that a live edge refers to and that no node stands for."""
        # Read from the indexes alone, whatever is live; then only what no node stands for is looked at.
        mentioned = union(select(statement.c.subject), select(statement.c.object))
        unknown = set(self._connection.scalars(mentioned)) - set(self.node_ids())
        found: set[str] = set()
        for chunk in _chunks(sorted(unknown)):
            for column in (statement.c.subject, statement.c.object):
                query = select(column).where(column.in_(chunk), ~self._is_node, *self._live).distinct()
                found.update(self._connection.scalars(query))
        return found

    def statements(self) -> int:
        """How many statements the ledger holds, live or not: a quick measure of its size."""
        return self._connection.scalar(select(func.max(statement.c.id))) or 0

    def rough_size(self) -> tuple[int, int]:
        """How many statements about nodes and about edges the ledger holds, live or not: quick in any ledger."""
        nodes = self._connection.scalar(select(func.count()).where(self._is_node)) or 0
        return nodes, max(0, self.statements() - nodes)


_KEY = (statement.c.subject, statement.c.relation, statement.c.object, statement.c.qualifiers)


def _rows() -> Select[Any]:
    """Statements in the shape of merge.Row."""
    return select(
        *_KEY,
        statement.c.props,
        statement.c.method,
        statement.c.confidence,
        source.c.at,
        source.c.uri,
        statement.c.id,
    ).join(source, source.c.id == statement.c.source)


def _by_count(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(((name, n) for name, n in counts.items() if n), key=lambda item: (-item[1], item[0])))


# What a row of `_rows` is about: in C, for it is asked of each row of the ledger.
_node_key = itemgetter(0)  # the subject
_edge_key = itemgetter(0, 1, 2, 3)  # equal to its EdgeKey


def _key_of(one: Statement) -> tuple[str, str, str, str]:
    fact = one.fact
    assert isinstance(fact, Edge)
    return str(fact.subject), fact.relation, str(fact.object), dump_props(fact.qualifiers)


def _to_source(row: SqlRow[Any], groups: dict[int, tuple[str, ...]], prefix: str = "") -> Source:
    def value(name: str) -> Any:
        return getattr(row, prefix + name)

    return Source(
        value("uri"),
        value("sha256"),
        value("size"),
        value("loader"),
        value("loader_version"),
        value("author"),
        value("at"),
        groups.get(value("id"), ()),
        value("id"),
    )


def _to_statement(row: SqlRow[Any], groups: dict[int, tuple[str, ...]]) -> Statement:
    fact: Node | Edge
    if row.relation:
        ends = Curie.parse(row.subject), Curie.parse(row.object)
        fact = Edge(ends[0], row.relation, ends[1], parse_props(row.qualifiers), parse_props(row.props))
    else:
        fact = Node(Curie.parse(row.subject), row.object, parse_props(row.props))
    return Statement(fact, _to_source(row, groups, "source_"), row.place, Method(row.method), row.confidence)
