"""Whether a "no", or a nought, rests on data: where nothing of such a sort is recorded at all, neither is known.

"Was batch B used in an assay run?" is not answered by "no" in a lab that records samples, and never batches, as what
an assay run used.
"""

from __future__ import annotations

from dataclasses import replace

from labkin.graph.cypher import run
from labkin.graph.query import And, Column, Compare, Condition, Linked, NodePattern, Not, Or, Query, both
from labkin.graph.query_english import english
from labkin.graph.store import GraphStore
from labkin.nlp.lexicon import says_sort
from labkin.search.answer_nearest import kinds_of


def unrecorded(query: Query, store: GraphStore) -> str:
    """In English, the pattern of which the graph has no case, whatever thing is named in it; empty where it has one.

    Things of the kinds of those named stand for these, and any value for a value, but for what says of which sort a
    thing is. Walks of any length are not looked into. Raises StoreError, Unsupported.
    """
    if any(edge.hops != (1, 1) for edge in query.edges) or not query.nodes:
        return ""
    nodes = tuple(_unnamed(node, store) for node in query.nodes)
    columns = (Column("id", nodes[0].var),)
    pattern = Query(nodes, query.edges, _any_value(query.where, store), columns, limit=1)
    return "" if run(store, pattern)[0] else english(replace(pattern, limit=None))


def _unnamed(node: NodePattern, store: GraphStore) -> NodePattern:
    return NodePattern(node.var, node.kinds or kinds_of(node, store)) if node.ids else node


def _any_value(condition: Condition | None, store: GraphStore) -> Condition | None:
    match condition:
        case And(items):
            return both(*(_any_value(item, store) for item in items))
        case Or(items):
            kept = [_any_value(item, store) for item in items]
            options = tuple(item for item in kept if item is not None)
            return None if len(options) < len(kept) else Or(options)
        case Linked():
            return replace(condition, node=_unnamed(condition.node, store), where=_any_value(condition.where, store))
        case Compare(var, prop, op) if prop != "id" and op != "missing":
            sort = op == "=" and says_sort(prop)
            return condition if sort else Compare(var, prop, "exists")
        case Not() | Compare() | None:
            return None
