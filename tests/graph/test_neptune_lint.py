"""What Neptune would refuse is found, and nothing that Labkin tells it is among that."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.graph import names
from labkin.graph.cypher import to_cypher
from labkin.graph.errors import Unsupported
from labkin.graph.model import Curie, Edge, Node
from labkin.graph.neptune_lint import lint
from labkin.graph.query import Query
from labkin.graph.rows import edge_row, node_row
from labkin.graph.values import clean_props
from labkin.graph.writes import WRITES
from made_queries import queries

REFUSED = {
    "MATCH p = shortestPath((a)-[*1..4]-(b)) RETURN p": "shortestPath()",
    "MATCH p = allShortestPaths((a)-[*1..4]-(b)) RETURN p": "allShortestPaths()",
    "MATCH (n) RETURN n LIMIT $n": "LIMIT of anything but a number",
    "MATCH (n) RETURN n SKIP toInteger(rand())": "SKIP of anything but a number",
    "MATCH (n) WITH n LIMIT 2 + 3 RETURN n": "LIMIT of anything but a number",
    "CALL db.labels() YIELD label RETURN label": "CALL",
    "MATCH (n) CALL { WITH n MATCH (n)-->(m) RETURN m } RETURN m": "CALL",
    "MATCH (n) CALL (n) { MATCH (n)-->(m) RETURN m } RETURN m": "CALL",
    "MATCH (n) FOREACH (x IN [1] | SET n.a = x)": "FOREACH",
    "LOAD CSV FROM 'file:///x' AS row RETURN row": "LOAD",
    "CREATE INDEX FOR (n:Gene) ON (n.name)": "definitions of indexes",
    "CREATE CONSTRAINT c IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE": "definitions of indexes",
    "DROP INDEX x": "DROP",
    "SHOW INDEXES": "SHOW",
    "MANDATORY MATCH (n) RETURN n": "MANDATORY",
    "MATCH (n:Gene) USING INDEX n:Gene(name) WHERE n.name = 'x' RETURN n": "USING",
    "MATCH (n) WHERE n.name =~ 'E.*' RETURN n": "operator =~",
    "RETURN 2 ^ 3": "operator ^",
    "MATCH (n) RETURN n[$key]": "keys that are computed",
    "UNWIND $rows AS row MATCH (n) WHERE row.keys[id(n)] DELETE n": "keys that are computed",
    "WITH [1, 2] AS xs RETURN xs[$i]": "keys that are computed",
    "MATCH (x)-[:R*1..2 {dist: 33, code: x.name}]->(y) RETURN y": "not constant",
    "MATCH (x)-[:R*1..2 {dist: $d}]->(y) RETURN y": "not constant",
    "MATCH (n) WHERE any(x IN n.xs WHERE x = 1) RETURN n": "any()",
    "MATCH (n) WHERE none(x IN n.xs WHERE x = 1) RETURN n": "none()",
    "RETURN reduce(a = 0, x IN [1] | a + x)": "reduce()",
    "MATCH (n) RETURN elementId(n)": "elementId()",
    "MATCH (n) RETURN apoc.text.join(n.xs, ',')": "plug-ins such as text.join()",
    "MATCH (n) WHERE EXISTS { MATCH (n)-->(m) } RETURN n": "EXISTS",
    "MATCH (n) RETURN COUNT { (n)-->() }": "COUNT",
    "MATCH (n:Gene|Protein) RETURN n": "| between the labels",
    "MATCH (n:Gene&Protein) RETURN n": "& between labels",
    "MATCH (n:!Gene) RETURN n": "! before a label",
    "MATCH (n:Gene WHERE n.name = 'x') RETURN n": "WHERE inside a pattern",
    "MATCH (a)-[r WHERE r.x = 1]->(b) RETURN b": "WHERE inside a pattern",
    "MATCH ((a)-->(b)){1,3} RETURN a": "patterns that repeat",
    "MATCH (n) RETURN n {.name}": "projections of maps",
    "MATCH (n) RETURN [(n)-->(m) | m.name]": "lists made of patterns",
    "MATCH (n) SET n.tags = ['a', 'b']": "properties that hold lists",
    "CREATE (n:Gene {tags: ['a']})": "properties that hold lists",
    "MERGE (n:Gene {tags: [1]})": "properties that hold lists",
    "MATCH (n) WHERE n.`~id` = 'x' RETURN n": "property ~id",
    "CREATE (a:X) UNION CREATE (b:X)": "UNION of statements that write",
    "MATCH (n) RETURN date(n.day)": "date()",
    "MATCH (n) RETURN duration('P1D')": "duration()",
    "MATCH (n) RETURN datetime(n.at)": "datetime() of anything",
    "MATCH (n) RETURN n; MATCH (m) RETURN m": "several statements",
    "RETURN 1 IS :: INTEGER": "types of values",
    "MATCH (n) RETURN isEmpty(n.name)": "isEmpty()",
}
ALLOWED = [
    "MATCH (n:`Side Effect`) WHERE NOT (n)-[:causes]->(:Gene {`~id`: $p0}) RETURN DISTINCT id(n) AS id LIMIT 10",
    "OPTIONAL MATCH (a)-[r:x|y*1..3]->(b) WITH a, count(DISTINCT b) AS n WHERE n > 2 RETURN a.name ORDER BY n DESC",
    "MATCH (n) WHERE (n:Gene OR n:Protein) AND n.name IN ['a', 'b'] RETURN [k IN labels(n) WHERE k <> 'x'][0] AS k",
    "MATCH (a)-[:R*1..2 {dist: 33, on: true}]->(b) RETURN [1, 2][0], {key: [1]} AS map SKIP 3 LIMIT 4",
    "MERGE (n:Entity:`Gene` {`~id`: row.id}) ON CREATE SET n.made = true ON MATCH SET n += row.props REMOVE n.x",
    "UNWIND $rows AS row MATCH (a)-[r]->(b) WHERE [id(b), coalesce(r.q, '')] IN row.keys DETACH DELETE r",
    "MATCH (n) RETURN n UNION ALL MATCH (m) RETURN m",
    "CREATE p = (a:X)-[r:Y {w: 1.5}]->(b:Z) SET r.at = datetime('2024-04-01T23:59:59Z') // CALL shortestPath =~ ^",
    "MATCH (n) WHERE n.name = 'CALL { } =~ ^ shortestPath(' AND n.`LIMIT $n` = \"it's\" RETURN n.limit, n.call",
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_neptune_lacks_is_found(text: str) -> None:
    assert any(REFUSED[text] in problem for problem in lint(text)), lint(text)


@pytest.mark.parametrize("text", ALLOWED)
def test_what_neptune_has_is_let_pass(text: str) -> None:
    assert lint(text) == []


@pytest.mark.parametrize(
    ("value", "why"),
    [([1], "a list"), ({"a": 1}, "a map"), (float("nan"), "nan"), (2**63, "64 bits"), (b"x", "a bytes")],
)
def test_values_that_no_property_holds_are_found(value: Any, why: str) -> None:
    problems = lint(
        "UNWIND $rows AS row CREATE (n:X) SET n = row.props", {"rows": [{"id": "x", "props": {"k": value}}]}
    )
    assert any(why in problem for problem in problems)


def test_the_place_is_told() -> None:
    assert lint("RETURN 2 ^ 3") == ["Neptune lacks the operator ^, at 9"]


@given(queries())
def test_no_question_is_put_in_words_that_neptune_lacks(query: Query) -> None:
    try:
        statement = to_cypher(query, "neptune")
    except Unsupported:
        return
    assert lint(*statement) == []


@pytest.mark.parametrize("name", [f.name for f in fields(WRITES["neptune"])])
def test_no_write_is_put_in_words_that_neptune_lacks(name: str) -> None:
    said = getattr(WRITES["neptune"], name)
    for text in [said] if isinstance(said, str) else []:
        for word in ("{label}", "{type}", "{old}", "{new}"):
            text = text.replace(word, names.quote("Side Effect"))
        assert lint(text) == []
    assert WRITES["neptune"].ensure == ()


def test_the_statements_for_neo4j_would_be_refused() -> None:
    """So the check does bite."""
    assert lint(WRITES["neo4j"].without_edges_of("treats"))
    assert lint(WRITES["neo4j"].ensure[0])


values = st.one_of(
    st.text(max_size=9), st.integers(-(2**63), 2**63 - 1), st.booleans(), st.lists(st.text(max_size=5), max_size=3)
)


@given(st.dictionaries(st.text(max_size=9), values, max_size=4))
def test_no_row_holds_what_neptune_cannot_store(props: dict[str, Any]) -> None:
    kept = clean_props(props)
    node, edge = Node(Curie("A", "1"), "K", kept), Edge(Curie("A", "1"), "r", Curie("A", "2"), kept, kept)
    rows = [node_row(node, lists=False)[1], edge_row(edge, lists=False)[1]]
    assert lint("UNWIND $rows AS row CREATE (n:X) SET n = row.props", {"rows": rows}) == []
