"""Each thing once: a pattern's branches turned into conditions, so that sums and means count nothing twice."""

from __future__ import annotations

from dataclasses import replace

from labkin.graph.query import And, Compare, Condition, EdgePattern, Linked, Query, both, conditions


def once(query: Query, at: str) -> Query:
    """The query with what hangs on its node `at` asked to exist, so that it has one row for each such thing.

    Walks of any length stay. The query comes back as it was where its pattern is no tree, or a condition or column
    speaks of several of its nodes or of a link.
    """
    where = query.where.items if isinstance(query.where, And) else (query.where,) if query.where else ()
    about = {item: _speaks_of(item) for item in where}
    branches = tuple(edge for edge in query.edges if at in (edge.source, edge.target) and edge.hops == (1, 1))
    far = tuple(edge for edge in query.edges if edge not in branches and at in (edge.source, edge.target))
    left = [edge for edge in query.edges if edge not in branches and edge not in far]
    if any(len(vars) != 1 for vars in about.values()) or any(edge.var or edge.hops != (1, 1) for edge in left):
        return query
    if any(edge.var for edge in branches) or any(column.var not in (at, "") for column in query.columns):
        return query

    def linked(edge: EdgePattern, end: str) -> Linked | None:
        free = edge.target if edge.source == end else edge.source
        if free in met:
            return None
        met.add(free)
        own = [item for item, vars in about.items() if vars == {free}]
        more = [e for e in left if free in (e.source, e.target)]
        for e in more:
            left.remove(e)
        below = [linked(e, free) for e in more]
        return None if None in below else Linked(edge, query.node(free), both(*own, *below))

    met = {at, *(var for edge in far for var in (edge.source, edge.target))}
    found = [linked(edge, at) for edge in branches]
    kept = {at, *(var for edge in far for var in (edge.source, edge.target))}
    if left or None in found:
        return query
    rest = [item for item, vars in about.items() if vars <= kept]
    nodes = tuple(node for node in query.nodes if node.var in kept)
    return replace(query, nodes=nodes, edges=far, where=both(*rest, *found))


def _speaks_of(condition: Condition) -> frozenset[str]:
    """The nodes and edges of the pattern of which a condition speaks."""
    found: set[str] = set()
    for leaf in conditions(condition):
        found |= {leaf.var} if isinstance(leaf, Compare) else {leaf.edge.source, leaf.edge.target} - {leaf.node.var}
    return frozenset(found)
