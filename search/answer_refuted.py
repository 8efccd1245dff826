"""What a question takes for granted of a named thing, and is not so: "why was it withdrawn", of what was released."""

from __future__ import annotations

from labkin.graph import schema
from labkin.graph.cypher import run
from labkin.graph.query import And, Column, Compare, Query
from labkin.graph.store import GraphStore


def refuted(query: Query, store: GraphStore) -> str:
    """The sentence that says which value the named thing has instead of the one asked about; empty where it has it.

    Only of one thing named by identifier, and of values of its own properties. Raises StoreError, Unsupported.
    """
    if len(query.nodes) != 1 or len(query.nodes[0].ids) != 1 or query.edges:
        return ""
    node = query.nodes[0]
    parts = query.where.items if isinstance(query.where, And) else (query.where,)
    asked = [p for p in parts if isinstance(p, Compare) and p.op == "=" and isinstance(p.value, str)]
    columns = (Column("name", node.var, "prop", "name"), *(Column(p.prop, node.var, "prop", p.prop) for p in asked))
    rows = run(store, Query((node,), columns=columns))[0] if asked else []
    for row in rows[:1]:
        for part in asked:
            if row[part.prop] not in (None, part.value):
                said = schema.readable(part.prop)
                return f"the {said} of {row['name'] or node.ids[0]} is {row[part.prop]!r}, not {part.value!r}"
    return ""
