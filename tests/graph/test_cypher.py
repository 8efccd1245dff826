"""What queries become in each dialect, and that no name or value of the data is ever statement text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labkin.graph.bolt_store import BoltStore
from labkin.graph.cypher import DIALECTS, MOST_ENDS, column_keys, run, to_cypher
from labkin.graph.errors import Unsupported
from labkin.graph.model import Edge, Node
from labkin.graph.query import (
    And,
    Column,
    Compare,
    Condition,
    EdgePattern,
    Having,
    Linked,
    NodePattern,
    Not,
    Or,
    Order,
    Over,
    Query,
)

COMPOUND, DISEASE = NodePattern("a", ("Compound",)), NodePattern("b", ("Disease",), ("DOID:1612",))
TREATS = EdgePattern("a", "b", ("treats",))
ROWS = (Column("compound", "a", "prop", "name"), Column("compound id", "a"))
NAMES, IDS = Column("name", "a", "prop", "name"), Column("id", "a")
KIND = "[k IN labels(a) WHERE k <> 'Entity'][0]"

GOLDEN: dict[str, tuple[Query, Mapping[str, str], dict[str, Any]]] = {
    "one hop to a known thing": (
        Query((COMPOUND, DISEASE), (TREATS,), None, ROWS, True, order=(Order("compound"),), limit=5, offset=2),
        dict.fromkeys(
            ("arcadedb", "neo4j"),
            "MATCH (b:Entity) WHERE b.id = $p0 AND b:`Disease`\n"
            "MATCH (a:`Compound`)-[:`treats`]->(b)\n"
            "RETURN DISTINCT a.`name` AS `compound`, a.id AS `compound id`\n"
            "ORDER BY `compound`\nSKIP 2\nLIMIT 5",
        )
        | {
            "neptune": "MATCH (b:Entity) WHERE id(b) = $p0 AND b:`Disease`\n"
            "MATCH (a:`Compound`)-[:`treats`]->(b)\n"
            "RETURN DISTINCT a.`name` AS `compound`, id(a) AS `compound id`\n"
            "ORDER BY `compound`\nSKIP 2\nLIMIT 5"
        },
        {"p0": "DOID:1612"},
    ),
    "counting by kind": (
        Query((NodePattern("a"),), columns=(Column("kind", "a", "kind"), Column("n", what="row", agg="count"))),
        dict.fromkeys(DIALECTS, f"MATCH (a:Entity)\nRETURN {KIND} AS `kind`, count(*) AS `n`"),
        {},
    ),
    "conditions": (
        Query(
            (COMPOUND,),
            where=And(
                (
                    Or((Compare("a", "mw", "<", 300), Compare("a", "name", "contains", "OL"))),
                    Not(Compare("a", "status", "in", ("x", "y"))),
                    Compare("a", "cas", "exists"),
                )
            ),
            columns=(Column("n", "a", "id", agg="count", distinct=True),),
        ),
        {
            name: "MATCH (a:`Compound`) WHERE (a.`mw` < $p0 OR toLower(a.`name`) CONTAINS $p1) "
            f"AND NOT (a.`status` IN $p2) AND a.`cas` IS NOT NULL\nRETURN count(DISTINCT {identity}) AS `n`"
            for name, identity in (("arcadedb", "a.id"), ("neo4j", "a.id"), ("neptune", "id(a)"))
        },
        {"p0": 300, "p1": "ol", "p2": ["x", "y"]},
    ),
    "no edge to any of a kind": (
        Query(
            (COMPOUND,),
            where=Not(Linked(EdgePattern("a", "x", ("tested_in",)), NodePattern("x", ("Assay",)))),
            columns=ROWS[:1],
        ),
        dict.fromkeys(
            ("arcadedb", "neo4j"),
            "MATCH (a:`Compound`) WHERE NOT EXISTS { MATCH (a)-[:`tested_in`]->(x:`Assay`) }\n"
            "RETURN a.`name` AS `compound`",
        )
        | {"neptune": "MATCH (a:`Compound`) WHERE NOT (a)-[:`tested_in`]->(:`Assay`)\nRETURN a.`name` AS `compound`"},
        {},
    ),
    "no edge to a known thing": (
        Query(
            (COMPOUND,),
            where=Not(Linked(EdgePattern("x", "a", ("used",)), NodePattern("x", (), ("A:1",)))),
            columns=ROWS[:1],
        ),
        dict.fromkeys(
            ("arcadedb", "neo4j"),
            "MATCH (a:`Compound`) WHERE NOT EXISTS { MATCH (x:Entity)-[:`used`]->(a) WHERE x.id = $p0 }\n"
            "RETURN a.`name` AS `compound`",
        )
        | {"neptune": "MATCH (a:`Compound`) WHERE NOT ({`~id`: $p0})-[:`used`]->(a)\nRETURN a.`name` AS `compound`"},
        {"p0": "A:1"},
    ),
    "no edge to several known things": (
        Query(
            (COMPOUND,),
            where=Not(Linked(EdgePattern("a", "x", ("used",)), NodePattern("x", (), ("A:1", "A:2")))),
            columns=ROWS[:1],
        ),
        dict.fromkeys(
            ("arcadedb", "neo4j"),
            "MATCH (a:`Compound`) WHERE NOT EXISTS { MATCH (a)-[:`used`]->(x:Entity) WHERE x.id IN $p0 }\n"
            "RETURN a.`name` AS `compound`",
        ),
        {"p0": ["A:1", "A:2"]},
    ),
    "a list property": (
        Query((COMPOUND,), where=Compare("a", "synonyms", "has", "ASA"), columns=ROWS[:1]),
        dict.fromkeys(
            ("arcadedb", "neo4j"),
            "MATCH (a:`Compound`) WHERE $p0 IN a.`synonyms`\nRETURN a.`name` AS `compound`",
        ),
        {"p0": "ASA"},
    ),
    "several hops, either way, and edges seen": (
        Query(
            (NodePattern("c"), NodePattern("a", ("Assay", "Test")), NodePattern("b", (), ("x", "y"))),
            (EdgePattern("a", "c", (), either=True, hops=(1, 4)), EdgePattern("a", "b", ("used", "Gr>G"), "r")),
            columns=(
                Column("id", "c"),
                Column("relation", "r", "relation"),
                Column("q", "r", "qualifiers"),
                Column("from", "r", "subject"),
                Column("n", "a", "id", agg="count"),
            ),
            having=(Having("n", ">", 2),),
        ),
        {
            name: f"MATCH (b:Entity) WHERE {ids[0]} IN $p0\n"
            "MATCH (a:Entity)-[r:`used`|`Gr>G`]->(b) WHERE (a:`Assay` OR a:`Test`)\nMATCH (a)-[*1..4]-(c:Entity)\n"
            f"WITH {ids[1]} AS `id`, type(r) AS `relation`, r.`_q` AS `q`, {ids[2]} AS `from`, count({ids[3]}) AS `n` "
            "WHERE `n` > $p1\nRETURN `id`, `relation`, `q`, `from`, `n`"
            for name, ids in (
                ("arcadedb", ("b.id", "c.id", "startNode(r).id", "a.id")),
                ("neo4j", ("b.id", "c.id", "startNode(r).id", "a.id")),
                ("neptune", ("id(b)", "id(c)", "id(startNode(r))", "id(a)")),
            )
        },
        {"p0": ["x", "y"], "p1": 2},
    ),
}


HELD = Linked(
    EdgePattern("x", "a", ("about",)),
    NodePattern("x", ("Document",)),
    And((Compare("x", "type", "=", "CoA"), Linked(EdgePattern("x", "y", ("by",)), NodePattern("y", ids=("P:1",))))),
)
GOLDEN["what is asked of the free node of an edge"] = (
    Query((COMPOUND,), where=Not(HELD), columns=ROWS[:1]),
    dict.fromkeys(
        ("arcadedb", "neo4j"),
        "MATCH (a:`Compound`) WHERE NOT EXISTS { MATCH (x:`Document`)-[:`about`]->(a) WHERE x.`type` = $p0 "
        "AND EXISTS { MATCH (x)-[:`by`]->(y:Entity) WHERE y.id = $p1 } }\nRETURN a.`name` AS `compound`",
    )
    | {
        "neptune": "OPTIONAL MATCH (x:`Document`)-[:`about`]->(a:`Compound`) WHERE x.`type` = $p0 "
        "AND (x)-[:`by`]->({`~id`: $p1})\nWITH collect(DISTINCT id(a)) AS _met0\n"
        "MATCH (a:`Compound`) WHERE NOT id(a) IN _met0\nRETURN a.`name` AS `compound`"
    },
    {"p0": "CoA", "p1": "P:1"},
)
GOLDEN["over the rows of groups"] = (
    Query(
        (COMPOUND, NodePattern("b", ("Gene",))),
        (EdgePattern("a", "b", ("binds",)),),
        columns=(Column("id", "a"), Column("genes", "b", "id", agg="count")),
        having=(Having("genes", ">", 1),),
        over=Over("avg", "genes"),
    ),
    {
        name: f"MATCH (a:`Compound`)-[:`binds`]->(b:`Gene`)\nWITH {identity.format('a')} AS `id`, "
        f"count({identity.format('b')}) AS `genes` WHERE `genes` > $p0\nRETURN avg(`genes`) AS `average genes`"
        for name, identity in (("arcadedb", "{}.id"), ("neo4j", "{}.id"), ("neptune", "id({})"))
    },
    {"p0": 1},
)


@pytest.mark.parametrize(("case", "dialect"), [(case, dialect) for case in GOLDEN for dialect in GOLDEN[case][1]])
def test_statements(case: str, dialect: str) -> None:
    query, texts, params = GOLDEN[case]
    assert to_cypher(query, dialect) == (texts[dialect], params)


def test_an_edge_to_several_known_things_is_asked_for_one_by_one() -> None:
    text, params = to_cypher(GOLDEN["no edge to several known things"][0], "neptune")
    either = "(a)-[:`used`]->({`~id`: $p0}) OR (a)-[:`used`]->({`~id`: $p1})"
    assert text == f"MATCH (a:`Compound`) WHERE NOT ({either})\nRETURN a.`name` AS `compound`"
    assert params == {"p0": "A:1", "p1": "A:2"}


def test_a_list_that_is_kept_as_text_is_searched_as_text() -> None:
    text, params = to_cypher(GOLDEN["a list property"][0], "neptune")
    assert text == (
        "MATCH (a:`Compound`) WHERE (CASE WHEN a.`_lists` CONTAINS $p0 "
        "THEN (a.`synonyms` STARTS WITH $p1 OR a.`synonyms` CONTAINS $p2) END)\nRETURN a.`name` AS `compound`"
    )
    assert params == {"p0": '"synonyms"', "p1": '["ASA"', "p2": ', "ASA"'}


@pytest.mark.parametrize(
    "condition",
    [
        Compare("a", "years", "has", 2003),
        Linked(EdgePattern("a", "x", ("used",)), NodePattern("x", (), tuple(f"A:{i}" for i in range(MOST_ENDS + 1)))),
    ],
)
def test_what_neptune_cannot_be_asked_is_told_in_a_sentence(condition: Condition) -> None:
    with pytest.raises(Unsupported, match="neptune has no "):
        to_cypher(Query((COMPOUND,), where=condition, columns=ROWS[:1]), "neptune")


hostile = st.one_of(
    st.sampled_from(
        ["x` DETACH DELETE n //", "a`b", "'; DROP", "}) RETURN 1 //", "\\u0060", "SET", "n\nMATCH", "$p0", "é人"]
    ),
    st.text(min_size=1, max_size=12),
)


@settings(deadline=None)
@given(hostile, hostile, hostile, hostile, st.sampled_from(sorted(DIALECTS)))
def test_no_name_or_value_leaves_its_quotes(kind: str, relation: str, prop: str, value: str, dialect: str) -> None:
    query = Query(
        (NodePattern("a", (kind,)), NodePattern("b", ids=(value,))),
        (EdgePattern("a", "b", (relation,)),),
        And(
            (
                Compare("a", prop, "=", value),
                Not(
                    Linked(
                        EdgePattern("a", "x", (relation,)), NodePattern("x", (kind,)), Compare("x", prop, "=", value)
                    )
                ),
            )
        ),
        (Column(kind, "a"), Column(relation + prop + "!", "a", "prop", prop)),
    )
    text = to_cypher(query, dialect).text
    bare = re.sub(r"`(?:[^`\n]|``)*`", "``", text)
    plain = Query(
        (NodePattern("a", ("K",)), NodePattern("b", ids=("v",))),
        (EdgePattern("a", "b", ("r",)),),
        And(
            (
                Compare("a", "p", "=", "v"),
                Not(Linked(EdgePattern("a", "x", ("r",)), NodePattern("x", ("K",)), Compare("x", "p", "=", "v"))),
            )
        ),
        (Column("k", "a"), Column("r", "a", "prop", "p")),
    )
    assert bare == re.sub(r"`[^`]*`", "``", to_cypher(plain, dialect).text)


@given(st.lists(hostile, min_size=1, max_size=4, unique=True))
def test_each_column_has_a_key_of_its_own(titles: list[str]) -> None:
    query = Query((COMPOUND,), columns=tuple(Column(title, "a") for title in [*titles, "c0", "c1"] if title))
    keys = column_keys(query.columns)
    assert len(set(keys)) == len(keys)


NODES = [
    Node.of("C:1", "Compound", name="Aspirin", mw=180, synonyms=["ASA", "x"]),
    Node.of("C:2", "Compound", name="ibuprofen", mw=206.3, cas="1"),
    Node.of("C:3", "Compound", name="caffeine", mw=194, status="x"),
    Node.of("C:4", "Reagent", name="[18F]FDG", synonyms='["ASA"]', **{"IC50 (nM)": 5}),
    Node.of("D:1", "Disease", name="pain"),
    Node.of("A:1", "Assay", name="a1"),
    Node.of("A:2", "Side Effect", name="a2"),
]
EDGES = [
    Edge.of("C:1", "treats", "D:1"),
    Edge.of("C:2", "treats", "D:1", {"dose": 5}),
    Edge.of("C:1", "tested_in", "A:1"),
    Edge.of("C:3", "Gr>G", "A:2"),
    Edge.of("A:1", "follows", "A:2"),
]
RUN: dict[str, tuple[Query, list[dict[str, Any]]]] = {
    "one hop": (
        Query(
            (NodePattern("a", ("Compound",)), NodePattern("b", ids=("D:1",))),
            (TREATS,),
            None,
            (IDS,),
            order=(Order("id"),),
        ),
        [{"id": "C:1"}, {"id": "C:2"}],
    ),
    "a kind that needs quotes": (
        Query(
            (NodePattern("a", ("Side Effect", "Assay")),),
            columns=(IDS, Column("kind", "a", "kind")),
            order=(Order("id"),),
        ),
        [{"id": "A:1", "kind": "Assay"}, {"id": "A:2", "kind": "Side Effect"}],
    ),
    "no such edge": (
        Query(
            (NodePattern("a", ("Compound",)),),
            where=Not(Linked(EdgePattern("a", "x", ("treats",)), NodePattern("x", ids=("D:1", "D:2")))),
            columns=(IDS,),
        ),
        [{"id": "C:3"}],
    ),
    "conditions": (
        Query(
            (NodePattern("a", ("Compound",)),),
            where=And(
                (Or((Compare("a", "mw", "<", 190), Compare("a", "cas", "exists"))), Not(Compare("a", "id", "=", "C:9")))
            ),
            columns=(NAMES,),
            order=(Order("name", True),),
        ),
        [{"name": "ibuprofen"}, {"name": "Aspirin"}],
    ),
    "case does not count in parts of texts": (
        Query((NodePattern("a"),), where=Compare("a", "name", "starts", "aSP"), columns=(IDS,)),
        [{"id": "C:1"}],
    ),
    "the end of a text": (
        Query((NodePattern("a"),), where=Compare("a", "name", "ends", "PROfen"), columns=(NAMES,)),
        [{"name": "ibuprofen"}],
    ),
    "a list comes back as a list, and a text as a text": (
        Query(
            (NodePattern("a", ids=("C:1", "C:4")),),
            columns=(IDS, Column("synonyms", "a", "prop", "synonyms"), Column("IC50 (nM)", "a", "prop", "IC50 (nM)")),
            order=(Order("id"),),
        ),
        [
            {"id": "C:1", "synonyms": ["ASA", "x"], "IC50 (nM)": None},
            {"id": "C:4", "synonyms": '["ASA"]', "IC50 (nM)": 5},
        ],
    ),
    "a text that looks like a list": (
        Query((NodePattern("a"),), where=Compare("a", "synonyms", "=", '["ASA"]'), columns=(IDS,)),
        [{"id": "C:4"}],
    ),
    "a list that holds no such value": (
        Query((NodePattern("a", ("Compound",)),), where=Compare("a", "synonyms", "has", "AS"), columns=(IDS,)),
        [],
    ),
    "a list that holds a value": (
        Query((NodePattern("a", ("Compound",)),), where=Compare("a", "synonyms", "has", "ASA"), columns=(IDS,)),
        [{"id": "C:1"}],
    ),
    "edges with all that they are": (
        Query(
            (NodePattern("a", ids=("C:2", "C:3")), NodePattern("b")),
            (EdgePattern("a", "b", var="r", either=True),),
            columns=tuple(Column(what, "r", what) for what in ("subject", "relation", "object", "qualifiers")),
            order=(Order("subject"),),
        ),
        [
            {"subject": "C:2", "relation": "treats", "object": "D:1", "qualifiers": '{"dose":5}'},
            {"subject": "C:3", "relation": "Gr>G", "object": "A:2", "qualifiers": None},
        ],
    ),
    "several hops": (
        Query(
            (NodePattern("a", ids=("C:1",)), NodePattern("b")),
            (EdgePattern("a", "b", ("tested_in", "follows"), hops=(1, 3)),),
            columns=(Column("id", "b"),),
            order=(Order("id"),),
        ),
        [{"id": "A:1"}, {"id": "A:2"}],
    ),
    "groups": (
        Query(
            (NodePattern("a", ("Disease",)), NodePattern("b", ("Compound",))),
            (EdgePattern("b", "a", ("treats",)),),
            columns=(
                NAMES,
                Column("n", "b", "id", agg="count", distinct=True),
                Column("most", "b", "prop", "mw", "max"),
            ),
            having=(Having("n", ">=", 2),),
        ),
        [{"name": "pain", "n": 2, "most": 206.3}],
    ),
    "a page": (
        Query((NodePattern("a"),), columns=(IDS,), order=(Order("id"),), limit=2, offset=3),
        [{"id": "C:2"}, {"id": "C:3"}],
    ),
}


@pytest.mark.parametrize("case", RUN)
def test_every_engine_gives_the_same_rows(filled: BoltStore, case: str) -> None:
    query, rows = RUN[case]
    assert run(filled, query)[0] == rows


@pytest.fixture
def filled(every_store: BoltStore) -> BoltStore:
    every_store.rebuild(NODES, EDGES, 1)
    return every_store
