"""What each engine is told to write: one row of statements per dialect.

Only names stand in the text, and they come quoted from `graph.names`; everything else is in the parameters. A batch is
always `$rows` or `$ids`. Nodes are found by their identifier through the one index that every engine has for it.

Why edges are first deleted and then created: MERGE cannot say "the edge without qualifiers", and on a node with
thousands of edges it walks all of them for each row. One pass over the edges of each subject is enough.
"""

from __future__ import annotations

from dataclasses import dataclass

from labkin.graph.names import BASE, MARK, QUALIFIERS, quote

CLEARED = 2_000  # nodes deleted at once; stands in the text, for Neptune takes no parameter there
_Q = f"coalesce(r.{quote(QUALIFIERS)}, '')"


@dataclass(frozen=True, slots=True)
class Writes:
    """The statements of one dialect. `{label}` and `{type}` are replaced by quoted names.

    Rows of nodes: `id`, `props`. Rows of edges: `s`, `o` (identifiers), `props`. Rows of deletions: `s` and `keys`:
    {object: {qualifiers: true}} where `keys_as_map`, else a list of [object, qualifiers].
    """

    dialect: str
    merge_nodes: str
    relabel: str | None  # `$ids` from {old} to {new}; None where a node must be made anew to change its kind
    create_edges: str
    delete_edges: str
    delete_nodes: str
    keys_as_map: bool  # whether `keys` is a map (found at once) or a list
    lists: bool  # whether a property may hold a list
    guards_reads: bool  # whether a read-only session refuses to write, so that a read need not be rolled back
    node_id: str  # the identifier of `n`
    kinds: str
    edges_from: str  # the edges that begin at the nodes `$ids`
    edges_to: str  # the edges that end there
    set_mark: str
    get_mark: str  # the transaction and the lab, of which only the graph of a server keeps note
    set_lab: str
    any_nodes: str  # the labels of two nodes of any kind, also of those that are not ours
    clear_some: str  # deletes up to CLEARED nodes with their edges and gives how many
    nodes: str
    edges: str
    some_nodes: str
    ensure: tuple[str, ...]  # makes the index of identifiers

    def nodes_of(self, label: str) -> str:
        """Merge nodes of a kind, given by its unquoted label."""
        return self.merge_nodes.replace("{label}", quote(label))

    def relabelled(self, old: str, new: str) -> str:
        """Change the kind of nodes. Only where `relabel` is not None."""
        return (self.relabel or "").replace("{old}", quote(old)).replace("{new}", quote(new))

    def edges_of(self, type_: str) -> str:
        """Create edges of a relation, given by its unquoted type."""
        return self.create_edges.replace("{type}", quote(type_))

    def without_edges_of(self, type_: str) -> str:
        """Delete edges of a relation."""
        return self.delete_edges.replace("{type}", quote(type_))


def _for(dialect: str, find: str, node_id: str, **own: str | bool | tuple[str, ...] | None) -> Writes:
    """The statements that differ between engines only in how a node is found (`find`) and tells its identifier.

    `find` is a pattern with `{v}` for the variable and `{id}` for where the identifier comes from.
    """

    def at(variable: str, identifier: str) -> str:
        return find.replace("{v}", variable).replace("{id}", identifier)

    def id_of(variable: str) -> str:
        return node_id.replace("{v}", variable)

    edge = f"{id_of('a')} AS s, type(r) AS t, {id_of('b')} AS o, properties(r) AS p"
    rows: dict[str, object] = {
        "create_edges": f"UNWIND $rows AS row MATCH {at('a', 'row.s')} MATCH {at('b', 'row.o')} "
        "CREATE (a)-[r:{type}]->(b) SET r = row.props",
        "delete_edges": f"UNWIND $rows AS row MATCH {at('a', 'row.s')}-[r:{{type}}]->(b:{BASE}) "
        f"WHERE row.keys[{id_of('b')}][{_Q}] DELETE r",
        "delete_nodes": f"UNWIND $ids AS id MATCH {at('n', 'id')} DETACH DELETE n",
        "keys_as_map": True,
        "guards_reads": False,
        "lists": True,
        "node_id": id_of("n"),
        "kinds": f"UNWIND $ids AS id MATCH {at('n', 'id')} RETURN {id_of('n')} AS id, labels(n) AS labels",
        "edges_from": f"UNWIND $ids AS id MATCH {at('a', 'id')} MATCH (a)-[r]->(b:{BASE}) RETURN {edge}",
        "edges_to": f"UNWIND $ids AS id MATCH {at('b', 'id')} MATCH (b)<-[r]-(a:{BASE}) RETURN {edge}",
        "set_mark": f"MERGE (m:{MARK} {{id: 'mark'}}) SET m.transaction = $mark",
        "get_mark": f"MATCH (m:{MARK}) RETURN m.transaction AS mark, m.lab AS lab",
        "set_lab": f"MERGE (m:{MARK} {{id: 'mark'}}) SET m.lab = $lab",
        "any_nodes": "MATCH (n) RETURN labels(n) AS labels LIMIT 2",
        "clear_some": f"MATCH (n:{BASE}) WITH n LIMIT {CLEARED} DETACH DELETE n RETURN count(*) AS n",
        "nodes": f"MATCH (n:{BASE}) RETURN {id_of('n')} AS id, labels(n) AS labels, properties(n) AS p",
        "edges": f"MATCH (a:{BASE})-[r]->(b:{BASE}) RETURN {edge}",
        "some_nodes": f"UNWIND $ids AS id MATCH {at('n', 'id')} "
        f"RETURN {id_of('n')} AS id, labels(n) AS labels, properties(n) AS p",
        "ensure": (),
    }
    return Writes(dialect, **{**rows, **own})  # type: ignore[arg-type]


WRITES: dict[str, Writes] = {
    # Kinds are vertex types that extend Entity, so CREATE and MERGE name the kind alone. A record cannot change type.
    "arcadedb": _for(
        "arcadedb",
        f"({{v}}:{BASE} {{id: {{id}}}})",
        "{v}.id",
        merge_nodes="UNWIND $rows AS row MERGE (n:{label} {id: row.id}) SET n = row.props",
        relabel=None,
    ),
    "neo4j": _for(
        "neo4j",
        f"({{v}}:{BASE} {{id: {{id}}}})",
        "{v}.id",
        merge_nodes=f"UNWIND $rows AS row MERGE (n:{BASE} {{id: row.id}}) SET n = row.props SET n:{{label}}",
        relabel=f"UNWIND $ids AS id MATCH (n:{BASE} {{id: id}}) REMOVE n:{{old}} SET n:{{new}}",
        guards_reads=True,
        ensure=(f"CREATE CONSTRAINT labkin_id IF NOT EXISTS FOR (n:{BASE}) REQUIRE n.id IS UNIQUE",),
    ),
    # No DDL, no lists, no dynamic keys of maps; `~id` is the identity and is no property.
    "neptune": _for(
        "neptune",
        f"({{v}}:{BASE} {{`~id`: {{id}}}})",
        "id({v})",
        merge_nodes=f"UNWIND $rows AS row MERGE (n:{BASE}:{{label}} {{`~id`: row.id}}) SET n = row.props",
        relabel=f"UNWIND $ids AS id MATCH (n:{BASE} {{`~id`: id}}) SET n:{{new}} REMOVE n:{{old}}",
        delete_edges=f"UNWIND $rows AS row MATCH (a:{BASE} {{`~id`: row.s}})-[r:{{type}}]->(b:{BASE}) "
        f"WHERE [id(b), {_Q}] IN row.keys DELETE r",
        set_mark=f"MERGE (m:{MARK} {{`~id`: 'labkin mark'}}) SET m.transaction = $mark",
        set_lab=f"MERGE (m:{MARK} {{`~id`: 'labkin mark'}}) SET m.lab = $lab",
        keys_as_map=False,
        lists=False,
    ),
}
