"""Why a thing is not in an answer: the condition that it fails, and what is known instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from labkin.graph.model import Edge, Node
from labkin.graph.query import (
    Column,
    Compare,
    Condition,
    EdgePattern,
    Having,
    Linked,
    NodePattern,
    Not,
    Order,
    Over,
    Query,
    both,
)
from labkin.nlp.question import Reading
from labkin.nlp.question_tree import Hit
from labkin.search.answer_why import Why, asked_why, why

if TYPE_CHECKING:
    from labkin.graph.arcade import Engine, EngineStore

THINGS = [
    Node.of("C:1", "Compound", name="aspirin", weight=180.0),
    Node.of("C:2", "Compound", name="ibuprofen", weight=206.0),
    Node.of("C:3", "Compound", name="unweighed"),
    Node.of("D:1", "Disease", name="pain"),
    Node.of("A:1", "Assay", name="hERG"),
    Node.of("A:2", "Assay", name="kinases"),
    Node.of("M:1", "Measurement", value=75.0),
    Node.of("M:2", "Measurement", value=5.0),
]
LINKS = [
    Edge.of("C:1", "treats", "D:1"),
    Edge.of("C:2", "treats", "D:1"),
    Edge.of("M:1", "measurement_of", "C:1"),
    Edge.of("M:1", "measured_in", "A:1"),
    Edge.of("M:2", "measurement_of", "C:2"),
    Edge.of("M:2", "measured_in", "A:2"),
]
HITS = {str(node.id): Hit(str(node.id), node.kind, str(node.props.get("name", node.id))) for node in THINGS}
A, PAIN, M = NodePattern("a", ("Compound",)), NodePattern("b", ids=("D:1",)), NodePattern("m", ("Measurement",))
TREATS, OF = EdgePattern("a", "b", ("treats",)), EdgePattern("m", "a", ("measurement_of",))
IDS = (Column("compound", "a", "prop", "name"), Column("compound id", "a"))


@pytest.fixture(scope="module")
def store(engine: Engine) -> EngineStore:
    store = engine.store()
    store.rebuild(THINGS, LINKS, 1)
    return store


def asked(store: EngineStore, id: str, query: Query, answer: str = "a", form: str = "list") -> Why:
    reading = Reading("q", query, "all", form, answer, ("Compound",), 1.0, names={"D:1": "pain", "A:1": "hERG"})
    return why(reading, HITS[id], store)


def listing(*parts: EdgePattern | NodePattern, where: Condition | None = None) -> Query:
    nodes = (A, *(part for part in parts if isinstance(part, NodePattern)))
    edges = tuple(part for part in parts if isinstance(part, EdgePattern))
    return Query(nodes, edges, where, IDS, distinct=True)


def test_what_is_in_the_answer_is_said_to_be(store: EngineStore) -> None:
    found = asked(store, "C:1", listing(PAIN, TREATS))
    assert found.held
    assert found.text == "aspirin (C:1) is in the answer: it is a compound and fits “that treat pain (D:1)”."


def test_the_condition_that_fails_is_named_with_the_value_that_is_there(store: EngineStore) -> None:
    heavy = listing(PAIN, TREATS, where=Compare("a", "weight", ">", 200))
    found = asked(store, "C:1", heavy)
    said = [(clause.holds, clause.instead) for clause in found.clauses]
    assert said == [(True, ""), (False, "the weight is 180"), (True, "")]
    assert "but it does not fit “with weight above 200” (the weight is 180)" in found.text
    assert "no weight is recorded" in asked(store, "C:3", heavy).text


def test_the_kind_and_the_link_that_are_missing_are_named(store: EngineStore) -> None:
    query = listing(PAIN, TREATS)
    assert asked(store, "D:1", query).text == "pain (D:1) is not in the answer: it is not a compound (it is a disease)."
    assert asked(store, "C:3", query).text.endswith("is a compound, but it does not fit “that treat pain (D:1)”.")


def test_of_a_longer_way_the_step_that_fails_is_named(store: EngineStore) -> None:
    inside = EdgePattern("m", "x", ("measured_in",))
    query = listing(M, NodePattern("x", ids=("A:1",)), OF, inside, where=Compare("m", "value", "<", 50))
    found = asked(store, "C:2", query)
    assert [clause.holds for clause in found.clauses] == [True, True, False]
    assert "value below 50" in found.clauses[1].text and "hERG (A:1)" in found.clauses[2].text
    found = asked(store, "C:1", query)
    assert found.clauses[-1].instead == "the value is 75"
    assert "have measurements" in found.clauses[1].text and "below 50" not in found.clauses[1].text


def test_what_a_question_excludes_is_named(store: EngineStore) -> None:
    query = listing(where=Not(Linked(TREATS, PAIN)))
    assert "“that do not treat pain (D:1)”" in asked(store, "C:1", query).text
    assert asked(store, "C:3", query).held


def test_what_is_excluded_by_a_condition_inside_of_another_is_named(store: EngineStore) -> None:
    inside = Linked(EdgePattern("m", "x", ("measured_in",)), NodePattern("x", ids=("A:1",)))
    query = listing(where=Not(Linked(OF, M, inside)))
    found = asked(store, "C:1", query)
    assert not found.held
    assert "does not fit “that do not have measurements that were measured in hERG (A:1)”" in found.text
    assert asked(store, "C:2", query).held


def test_a_thing_is_among_those_whose_numbers_a_mean_is_taken_of_or_not(store: EngineStore) -> None:
    number = Column("number", "m", agg="count", distinct=True)
    query = Query((A, M), (OF,), columns=(*IDS, number), over=Over("avg", "number"))
    assert asked(store, "C:1", query, form="aggregate").held
    missing = asked(store, "C:3", query, form="aggregate")
    assert not missing.held
    assert "does not fit “that have measurements”" in missing.text


def test_things_that_tie_with_the_first_are_in_the_answer(store: EngineStore) -> None:
    number = Column("number", "m", agg="count", distinct=True)
    order = (Order("number", True), Order("compound id"))
    query = Query((A, M), (OF,), columns=(*IDS, number), order=order, limit=1, ties=True)
    assert [asked(store, id, query).held for id in ("C:1", "C:2", "C:3")] == [True, True, False]


def test_who_is_not_among_the_first_or_has_too_few_is_told_so(store: EngineStore) -> None:
    columns = (*IDS, Column("weight", "a", "prop", "weight"))
    first = Query(
        (A,), where=Compare("a", "weight", "exists"), columns=columns, order=(Order("weight", True),), limit=1
    )
    assert "one of the first 1" in asked(store, "C:1", first).text
    assert asked(store, "C:2", first).held
    column = Column("number of diseases", "b", agg="count", distinct=True)
    many = Query((A, PAIN), (TREATS,), columns=(*IDS, column), having=(Having(column.name, ">", 1),))
    assert "number of diseases > 1" in asked(store, "C:1", many).text


def test_a_thing_that_is_counted_is_asked_about_like_one_that_is_listed(store: EngineStore) -> None:
    count = Query((A, PAIN), (TREATS,), columns=(Column("compounds", "a", agg="count", distinct=True),))
    assert asked(store, "C:1", count, form="count").held
    assert not asked(store, "C:3", count, form="count").held
    mean = Query(
        (A,), where=both(Compare("a", "weight", "<", 200)), columns=(Column("mean", "a", "prop", "weight", "avg"),)
    )
    assert asked(store, "C:1", mean, answer="", form="aggregate").held


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("Why is aspirin not in the answer?", "aspirin"),
        ("why isn't “LK 7” there?", "LK 7"),
        ("Why are the assays not listed", "the assays"),
        ("Why does aspirin not appear?", "aspirin"),
        ("Which drugs treat asthma?", ""),
        ("Why not?", ""),
    ],
)
def test_the_question_why_is_known_by_its_form(question: str, thing: str) -> None:
    assert asked_why(question) == thing
