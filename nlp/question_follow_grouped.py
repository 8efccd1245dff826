"""After a number for each of a kind: "and per distributor?" counts the same for each of another kind."""

from __future__ import annotations

from dataclasses import replace

from labkin.graph.query import And, Compare, Linked, Query, both, conditions
from labkin.nlp.question_follow_about import Asker
from labkin.nlp.question_follow_merge import NotJoined, joined


def grouped(asker: Asker) -> bool:
    """Whether the answer before has a number for each of something."""
    query = asker.context.query
    aggregated = [column for column in query.columns if column.agg]
    return len(aggregated) == 1 and len(query.columns) > 1 and query.over is None and not query.having


def ungrouped(asker: Asker) -> Asker | None:
    """After the same question for all together; None where the answer before has no number for each of something."""
    if not grouped(asker):
        return None
    query = asker.context.query
    number = next(column for column in query.columns if column.agg)
    groups = {column.var for column in query.columns if not column.agg and column.var != number.var}
    query = _without_values(query, number.var)
    for var in sorted(groups):
        query = _without_node(query, var)
    try:
        query = joined(query, columns=(number,), order=(), limit=None, ties=False, offset=0, distinct=False)
    except NotJoined:
        return None
    form = "count" if number.agg == "count" else "aggregate"
    earlier = asker.context.earlier or (asker.context.question,)
    kinds = query.node(number.var).kinds
    context = replace(asker.context, query=query, form=form, answer=number.var, kinds=kinds, earlier=earlier)
    return replace(asker, context=context)


def _without_values(query: Query, var: str) -> Query:
    """Without the condition that what it was grouped by is known."""
    props = {column.prop for column in query.columns if not column.agg and column.var == var}
    items = query.where.items if isinstance(query.where, And) else () if query.where is None else (query.where,)
    known = [Compare(var, prop, "exists") for prop in props if prop != "name"]
    return replace(query, where=both(*(item for item in items if item not in known)))


def _without_node(query: Query, var: str) -> Query:
    """Without a node of which nothing else is said than that it is linked; else the query as it is."""
    node = query.node(var)
    edges = [edge for edge in query.edges if var in (edge.source, edge.target)]
    said = {leaf.edge.source for leaf in conditions(query.where, inside=True) if isinstance(leaf, Linked)}
    said |= {leaf.edge.target for leaf in conditions(query.where, inside=True) if isinstance(leaf, Linked)}
    said |= {leaf.var for leaf in conditions(query.where, inside=True) if isinstance(leaf, Compare)}
    if node.ids or len(edges) != 1 or var in said:
        return query
    columns = tuple(column for column in query.columns if column.var != var)
    order = tuple(one for one in query.order if any(column.name == one.column for column in columns))
    nodes = tuple(other for other in query.nodes if other.var != var)
    left = tuple(edge for edge in query.edges if edge not in edges)
    return replace(query, nodes=nodes, edges=left, columns=columns, order=order)
