"""Run what a question was read as: rows, in an order that is always the same, and the edges behind them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from labkin.graph.cypher import run
from labkin.graph.errors import NotFound
from labkin.graph.lineage import Lineage, lineage
from labkin.graph.query import Column, Compare, EdgePattern, NodePattern, Order, Query, conditions
from labkin.graph.schema import readable
from labkin.graph.store import Cypher, EdgeKey, GraphStore
from labkin.nlp.question import Reading
from labkin.search.answer_bounds import run_ranked

MAX_ROWS = 50_000
PROVEN = 100  # rows of which the evidence is given
MAX_PROOFS = 300  # edges of which the evidence is given
FAR = 6  # steps between two kinds where neither end is known


@dataclass(frozen=True, slots=True)
class Found:
    """What running a query gave. `proof_ids` and `proof_edges` are what the evidence is to be looked up of.

    `note` says what bounds of measured values leave open.
    """

    rows: tuple[dict[str, Any], ...]
    ids: tuple[str, ...]
    statement: Cypher
    proof_ids: tuple[str, ...] = ()
    proof_edges: tuple[EdgeKey, ...] = ()
    why_not: str = ""
    note: str = ""


def find(reading: Reading, store: GraphStore) -> Found:
    """Run the query of a reading. Raises StoreError, Unsupported."""
    query, walks, why = _walked(reading.query, reading.answer, store)
    if query is None:
        return Found((), (), walks[0].statement if walks else Cypher("", {}), (), (), why)
    id_column = next((c for c in query.result if c.var == reading.answer and c.what == "id" and not c.agg), None)
    cut, ordered = None, query.order
    if query.limit is None and id_column:  # in an order, so that a cut is always the same one
        query = replace(query, order=query.order or (Order(id_column.name),), ties=False)
        cut = MAX_ROWS + 1
    rows, statement, note = run_ranked(store, query, cut)
    if len(rows) > MAX_ROWS and (query.limit is None or query.ties):
        rows, why = rows[:MAX_ROWS], why or f"only the first {MAX_ROWS:,} rows are given"
    if not ordered:
        rows = sorted(rows, key=lambda row: _order(query, row))
    rows = [_named(query, row) for row in rows]
    if reading.form == "define":
        rows = [{key: value for key, value in row.items() if value is not None} for row in rows]
    ids = tuple(dict.fromkeys(str(row[id_column.name]) for row in rows)) if id_column else ()
    if walks and walks[0].statement.text and reading.form == "list" and query.where is None:
        statement = walks[0].statement
    near = frozenset(ids[:PROVEN])
    walked = (edge for walk in walks for edge in walk.edges if edge.subject in near or edge.object in near)
    edges = tuple(islice(walked, MAX_PROOFS))
    proofs = edges + proof_edges(query, reading.answer, ids[:PROVEN], store)
    asked = not proofs or any(isinstance(leaf, Compare) for leaf in conditions(query.where))
    proven = ids[:PROVEN] or (_counted(query, store) if reading.form in ("count", "aggregate") else ())
    return Found(tuple(rows), ids, statement, proven if asked else (), proofs, why, note)


def _counted(query: Query, store: GraphStore) -> tuple[str, ...]:
    """Of what is only counted, the first that are."""
    nodes = [node.var for node in query.nodes]
    column = Column("id", next((column.var for column in query.columns if column.var in nodes), nodes[0]))
    listing = Query(query.nodes, query.edges, query.where, (column,), True, (), (Order("id"),), PROVEN)
    return tuple(row["id"] for row in run(store, listing)[0])


def _order(query: Query, row: dict[str, Any]) -> tuple[tuple[bool, str], ...]:
    return tuple((row[c.name] is None, str(row[c.name] or "").casefold()) for c in query.result)


def _named(query: Query, row: dict[str, Any]) -> dict[str, Any]:
    """Where a thing has no name, its identifier stands for it; kinds read as words."""
    out = dict(row)
    for column in query.result:
        if column.what == "prop" and column.prop == "name" and row[column.name] is None:
            same = next((c for c in query.result if c.var == column.var and c.what == "id" and not c.agg), None)
            out[column.name] = row[same.name] if same else None
        elif column.what == "kind" and isinstance(row[column.name], str) and not column.agg:
            out[column.name] = readable(row[column.name])
    return out


# -- lineage ---------------------------------------------------------------------------------------------------------


def _walked(query: Query, answer: str, store: GraphStore) -> tuple[Query | None, list[Lineage], str]:
    """The query with its walks of any length done: what they met stands in it as identifiers. None when nothing was."""
    walks: list[Lineage] = []
    why = ""
    for edge in query.edges:
        if edge.hops == (1, 1):
            continue
        source, target = query.node(edge.source), query.node(edge.target)
        known = source if source.ids else target
        if not known.ids:
            near = replace(edge, hops=(1, FAR))
            query = replace(query, edges=tuple(near if e == edge else e for e in query.edges))
            why = f"only what lies within {FAR} steps was looked at"
            continue
        met, done, cut = _walk(known, edge, store)
        walks += done
        why = why or cut
        free = target if known is source else source
        ids = tuple(i for i in met if not free.ids or i in free.ids)
        if not ids:
            return None, walks, why
        query = _without(query, edge, known, replace(free, ids=ids))
    return query, walks, why


def _walk(known: NodePattern, edge: EdgePattern, store: GraphStore) -> tuple[list[str], list[Lineage], str]:
    met: dict[str, None] = {}
    walks, why = list[Lineage](), ""
    for id_ in known.ids:
        try:
            walk = lineage(store, id_, "up" if edge.source == known.var else "down", relations=edge.relations)
        except NotFound:
            continue
        met.update((step.id, None) for step in walk.nodes[1:])
        walks.append(walk)
        why = why or walk.why_not
    return list(met), walks, why


def _without(query: Query, edge: EdgePattern, known: NodePattern, free: NodePattern) -> Query:
    edges = tuple(e for e in query.edges if e != edge)
    used = any(known.var in (e.source, e.target) for e in edges) or any(c.var == known.var for c in query.columns)
    if used and len(query.nodes) > 1 and not _joined(known.var, free.var, edges):
        edges = query.edges  # both are asked for: the walk only narrows
    nodes = tuple(free if n.var == free.var else n for n in query.nodes if used or n.var != known.var)
    return replace(query, nodes=nodes, edges=edges)


def _joined(one: str, other: str, edges: tuple[EdgePattern, ...]) -> bool:
    """Whether a way leads from one node to the other."""
    met, queue = {one}, [one]
    while queue:
        at = queue.pop()
        ends = {end for e in edges if at in (e.source, e.target) for end in (e.source, e.target)} - met
        met |= ends
        queue += ends
    return other in met


# -- the edges behind the rows ---------------------------------------------------------------------------------------


def proof_edges(query: Query, answer: str, ids: tuple[str, ...], store: GraphStore) -> tuple[EdgeKey, ...]:
    """The edges that the pattern met, for these things of the answer; for all of them when there are none."""
    plain = [edge for edge in query.edges if edge.hops == (1, 1)]
    if not plain:
        return ()
    nodes = tuple(replace(n, ids=ids) if n.var == answer and ids else n for n in query.nodes)
    edges = tuple(replace(e, var=f"e{number}" if e in plain else "") for number, e in enumerate(query.edges))
    columns = tuple(
        Column(f"{what} {edge.var}", edge.var, what)
        for edge in edges
        if edge.var
        for what in ("subject", "relation", "object", "qualifiers")
    )
    asked = Query(nodes, edges, query.where, columns, distinct=True, limit=MAX_PROOFS)
    found: dict[EdgeKey, None] = {}
    for row in run(store, asked)[0]:
        for edge in edges:
            if edge.var:
                subject, relation, target, qualifiers = (
                    row[f"{what} {edge.var}"] for what in ("subject", "relation", "object", "qualifiers")
                )
                found[EdgeKey(subject, relation, target, qualifiers or "")] = None
    return tuple(sorted(found))
