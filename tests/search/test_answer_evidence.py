"""Answers that rest on chosen statements only are those of a lab that holds no others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labkin.graph.cypher import run
from labkin.graph.ledger import Ledger
from labkin.graph.model import Edge, Method, Node, Source, Statement
from labkin.graph.query import (
    Column,
    Compare,
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
from labkin.search.answer_evidence import CannotLimit, Limits, narrowed

if TYPE_CHECKING:
    from labkin.graph.arcade import Engine, EngineStore

COMPOUNDS, DISEASES = ("C:1", "C:2", "C:3", "C:4"), ("D:1", "D:2", "D:3")
NODES = [*(Node.of(id, "Compound", name=id) for id in COMPOUNDS), *(Node.of(id, "Disease") for id in DISEASES)]
TREATS = EdgePattern("a", "b", ("treats",))
ANY, ASSERTED = Limits(), Limits(asserted_only=True)
IDS = (Column("compound id", "a"),)
COUNT = Column("diseases", "b", agg="count", distinct=True)
PAIR = NodePattern("a", ("Compound",)), NodePattern("b", ("Disease",))
PALLIATED = Linked(EdgePattern("c", "b", ("palliates",)), NodePattern("c", ("Compound",)))
TREATS_PALLIATED = Linked(TREATS, PAIR[1], PALLIATED)
LIKEWISE, OTHER = EdgePattern("a", "d", ("palliates",)), NodePattern("d", ("Disease",))
PALLIATED_TOO = Linked(EdgePattern("e", "d", ("treats",)), NodePattern("e", ("Compound",)))
QUERIES = {
    "those that treat one": Query((PAIR[0], NodePattern("b", ids=("D:1",))), (TREATS,), columns=IDS, distinct=True),
    "how many treat any": Query(PAIR, (TREATS,), columns=(Column("n", "a", agg="count", distinct=True),)),
    "how many each": Query(
        PAIR, (TREATS,), columns=(*IDS, COUNT), order=(Order("diseases", True), Order("compound id"))
    ),
    "those of more than one": Query(PAIR, (TREATS,), columns=(*IDS, COUNT), having=(Having("diseases", ">", 1),)),
    "the first": Query(
        PAIR, (TREATS,), columns=(*IDS, COUNT), order=(Order("diseases", True), Order("compound id")), limit=1
    ),
    "those that treat something": Query(PAIR[:1], where=Linked(TREATS, PAIR[1]), columns=IDS),
    "those that treat nothing": Query(PAIR[:1], where=Not(Linked(TREATS, PAIR[1])), columns=IDS),
    "those that do not treat one": Query(
        PAIR[:1], where=Not(Linked(TREATS, NodePattern("b", ids=("D:2",)))), columns=IDS
    ),
    "those that treat what something palliates": Query(PAIR[:1], where=TREATS_PALLIATED, columns=IDS),
    "those that treat nothing that something palliates": Query(PAIR[:1], where=Not(TREATS_PALLIATED), columns=IDS),
    "those that treat what nothing palliates": Query(
        PAIR[:1], where=Linked(TREATS, PAIR[1], Not(PALLIATED)), columns=IDS
    ),
    "what shares a disease": Query(
        PAIR[1:], where=Linked(TREATS, PAIR[0], Linked(LIKEWISE, OTHER, PALLIATED_TOO)), columns=(Column("id", "b"),)
    ),
    "the mean of how many each": Query(PAIR, (TREATS,), columns=(*IDS, COUNT), over=Over("avg", "diseases")),
    "linked in either direction": Query(
        PAIR, (EdgePattern("b", "a", either=True),), columns=(*IDS, Column("disease id", "b")), distinct=True
    ),
    "by two relations": Query(PAIR, (EdgePattern("a", "b", ("treats", "palliates")),), columns=IDS, distinct=True),
    "two that treat the same": Query(
        (*PAIR, NodePattern("c", ("Compound",), ("C:1",))),
        (TREATS, EdgePattern("c", "b", ("treats",))),
        columns=IDS,
        distinct=True,
    ),
}

Said = tuple[Node | Edge, Method, float]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def store(engine: Engine) -> EngineStore:
    return engine.store()


Filled = Callable[[list[Said]], None]


def fill(ledger: Ledger, store: EngineStore, said: list[Said]) -> None:
    """Let the ledger hold these statements alone, each of a source of its own, and the graph show them."""
    with ledger.view() as view:
        old = [info.source.id for info in view.sources()]
    with ledger.batch() as batch:
        for id in old:
            batch.withdraw(id)
        for number, (fact, method, confidence) in enumerate(said):
            source = batch.add_source(Source(f"{number}.csv", "0" * 64, 1, "test", "1"))
            batch.add(Statement(fact, source, "line 1", method, confidence))
        batch.commit()
    with ledger.view() as view:
        store.rebuild(list(view.all_nodes()), list(view.all_edges()), view.at)


def rows_of(ledger: Ledger, store: EngineStore, query: Query, limits: Limits = ANY) -> list[dict[str, Any]]:
    reading = Reading("q", query, "all", "list", "a", ("Compound",), 1.0)
    with ledger.view() as view:
        asked = narrowed(reading, limits, view, store).query
    return sorted(run(store, asked)[0], key=str)


edges = st.builds(
    lambda subject, relation, object: Edge.of(subject, relation, object),
    st.sampled_from(COMPOUNDS),
    st.sampled_from(("treats", "palliates")),
    st.sampled_from(DISEASES),
)
statements = st.tuples(edges, st.sampled_from(list(Method)), st.sampled_from((0.3, 0.8, 1.0)))


@pytest.mark.parametrize("limits", [ASSERTED, Limits(min_confidence=0.8), Limits(True, 0.5)], ids=str)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(statements, max_size=14))
def test_a_limited_answer_is_that_of_a_lab_without_the_rest(
    ledger: Ledger, store: EngineStore, limits: Limits, said: list[Said]
) -> None:
    nodes: list[Said] = [(node, Method.ASSERTED, 1.0) for node in NODES]
    fill(ledger, store, nodes + said)
    limited = {name: rows_of(ledger, store, query, limits) for name, query in QUERIES.items()}
    fill(ledger, store, nodes + [one for one in said if limits.allow(one[1].value, one[2])])
    assert limited == {name: rows_of(ledger, store, query) for name, query in QUERIES.items()}


def test_things_that_only_a_text_speaks_of_are_not_counted(ledger: Ledger, store: EngineStore) -> None:
    fill(
        ledger,
        store,
        [(Node.of("V:1", "Variant"), Method.TEXT_MINED, 1.0), (Node.of("V:2", "Variant"), Method.ASSERTED, 1.0)],
    )
    query = Query((NodePattern("a", ("Variant",)),), columns=(Column("n", "a", agg="count"),))
    assert rows_of(ledger, store, query) == [{"n": 2}]
    assert rows_of(ledger, store, query, ASSERTED) == [{"n": 1}]


def test_values_that_only_a_text_gives_are_not_compared_with(ledger: Ledger, store: EngineStore) -> None:
    bare, other = Node.of("B:1", "Batch"), Node.of("B:2", "Batch", purity=98.5)
    read = Node.of("B:1", "Batch", purity=99.0)
    fill(ledger, store, [*((one, Method.ASSERTED, 1.0) for one in (bare, other)), (read, Method.TEXT_MINED, 0.9)])
    pure = Query((NodePattern("a", ("Batch",)),), where=Compare("a", "purity", ">", 98), columns=(Column("id", "a"),))
    assert rows_of(ledger, store, pure) == [{"id": "B:1"}, {"id": "B:2"}]
    assert rows_of(ledger, store, pure, ASSERTED) == [{"id": "B:2"}]
    impure = Query(pure.nodes, where=Not(Compare("a", "purity", ">", 98)), columns=pure.columns)
    with pytest.raises(CannotLimit, match="ask for what it is, or without the limit"):
        rows_of(ledger, store, impure, ASSERTED)


def test_values_that_only_a_text_gives_are_not_compared_with_inside_of_a_condition(
    ledger: Ledger, store: EngineStore
) -> None:
    said: list[Said] = [(node, Method.ASSERTED, 1.0) for node in NODES]
    said += [(Edge.of(compound, "treats", "D:1"), Method.ASSERTED, 1.0) for compound in COMPOUNDS[:2]]
    fill(ledger, store, [*said, (Node.of("C:1", "Compound", status="withdrawn"), Method.TEXT_MINED, 1.0)])
    by = Linked(EdgePattern("b", "a", ("treats",)), NodePattern("b", ("Compound",)))
    withdrawn = replace(by, where=Compare("b", "status", "=", "withdrawn"))
    diseases = NodePattern("a", ("Disease",)), NodePattern("z", ("Compound",))
    for where, all_, sure in ((withdrawn, 1, 0), (Not(withdrawn), 2, 3)):
        query = Query(diseases[:1], where=where, columns=(Column("n", "a", agg="count"),))
        assert [rows_of(ledger, store, query, limits) for limits in (ANY, ASSERTED)] == [[{"n": all_}], [{"n": sure}]]
    lacking = Query(diseases[:1], where=replace(by, where=Compare("b", "status", "missing")), columns=IDS)
    with pytest.raises(CannotLimit, match="cannot leave them out"):
        rows_of(ledger, store, lacking, ASSERTED)


def test_where_a_surer_source_gives_another_value_the_limit_is_refused(ledger: Ledger, store: EngineStore) -> None:
    fill(ledger, store, [
        (Node.of("B:1", "Batch", purity=90.0), Method.ASSERTED, 1.0),
        (Node.of("B:1", "Batch", purity=99.0), Method.CURATED, 0.2),
    ])  # fmt: skip
    pure = Query((NodePattern("a", ("Batch",)),), where=Compare("a", "purity", ">", 98), columns=(Column("id", "a"),))
    with pytest.raises(CannotLimit, match="sources differ on purity of B:1"):
        rows_of(ledger, store, pure, Limits(min_confidence=0.5))


def test_a_way_of_any_length_is_limited_only_where_nothing_on_it_is_doubtful(
    ledger: Ledger, store: EngineStore
) -> None:
    chain: list[Said] = [(Node.of(f"S:{n}", "Sample"), Method.ASSERTED, 1.0) for n in range(3)]
    steps: list[Said] = [(Edge.of(f"S:{n}", "derived_from", f"S:{n + 1}"), Method.ASSERTED, 1.0) for n in range(2)]
    far = EdgePattern("a", "b", ("derived_from",), hops=(1, 5))
    query = Query((NodePattern("a"), NodePattern("b", ids=("S:2",))), (far,), columns=(Column("id", "a"),))
    fill(ledger, store, chain + steps)
    assert rows_of(ledger, store, query, ASSERTED) == [{"id": "S:0"}, {"id": "S:1"}]
    fill(ledger, store, [*chain, *steps, (Edge.of("S:0", "derived_from", "S:2"), Method.INFERRED, 1.0)])
    with pytest.raises(CannotLimit, match="cannot be told apart on the way"):
        rows_of(ledger, store, query, ASSERTED)


def test_very_many_doubtful_links_are_left_out_only_where_the_question_meets_them(
    ledger: Ledger, store: EngineStore
) -> None:
    many: list[Said] = [(Node.of(f"X:{n}", "Compound"), Method.ASSERTED, 1.0) for n in range(60)]
    weak: list[Said] = [(Edge.of(f"X:{n}", "treats", "D:1"), Method.TEXT_MINED, 0.5) for n in range(60)]
    nodes: list[Said] = [(node, Method.ASSERTED, 1.0) for node in NODES]
    fill(ledger, store, [*nodes, *many, *weak, (Edge.of("C:1", "treats", "D:2"), Method.ASSERTED, 1.0)])
    query = Query(PAIR, (TREATS,), where=both(Compare("a", "name", "=", "C:1")), columns=IDS)
    reading = Reading("q", query, "all", "list", "a", ("Compound",), 1.0)
    with ledger.view() as view:
        assert narrowed(reading, ASSERTED, view, store).query == query
    assert rows_of(ledger, store, QUERIES["how many treat any"], ASSERTED) == [{"n": 1}]


def test_the_reading_says_the_limits() -> None:
    assert Limits().english() == ""
    assert Limits(min_confidence=0.75).english() == ", by statements of confidence 0.75 or more alone"
    assert Limits.from_json(Limits(True, 0.3).to_json()) == Limits(True, 0.3)
