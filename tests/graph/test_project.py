"""The projector keeps a graph store equal to the ledger, whatever happens to either."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labkin.graph import bolt_store
from labkin.graph.bolt_store import BoltStore, open_store
from labkin.graph.embedded import connect, stop_owner
from labkin.graph.ledger import Ledger
from labkin.graph.model import Edge, Method, Node, Source, Statement
from labkin.graph.project import Projected, ledger_digest, project, store_digest

Fact = Node | Edge
Step = tuple[str, int, list[Fact]]  # "load" or "unload", the number of a file, what it says

IDS = [f"N:{number}" for number in range(6)]
KINDS = ["Compound", "Gene", "Side Effect"]
RELATIONS = ["treats", "is_a", "Gr>G"]
QUALIFIERS: list[dict[str, Any]] = [{}, {"line": "first"}, {"line": "second", "dose": 2.5}]
PROPS: list[dict[str, Any]] = [{}, {"name": "one"}, {"name": "two", "year": 2003}, {"tags": ["a", "b"], "ok": True}]

nodes = st.builds(lambda id, kind, props: Node.of(id, kind, **props), *map(st.sampled_from, (IDS, KINDS, PROPS)))
edges = st.builds(
    lambda s, r, o, q, props: Edge.of(s, r, o, q, **props),
    *map(st.sampled_from, (IDS, RELATIONS, IDS, QUALIFIERS, PROPS)),
)
facts = st.lists(nodes | edges, max_size=6)
steps = st.lists(st.tuples(st.sampled_from(["load", "load", "unload"]), st.integers(0, 3), facts), max_size=8)
many = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(params=["embedded", "neo4j"])
def store(request: pytest.FixtureRequest) -> Iterator[BoltStore]:
    """An empty store that may write, on each engine."""
    if request.param == "embedded":
        yield request.getfixturevalue("graph_store")
        return
    with open_store(request.getfixturevalue("neo4j_url")) as opened:
        opened.reset()
        yield opened
        opened.reset()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger.open(str(tmp_path / "ledger.db"))
    yield opened
    opened.close()


def load(ledger: Ledger, file: int, said: Iterable[Fact], method: Method = Method.ASSERTED) -> None:
    """A new version of a file."""
    with ledger.batch("tester", f"load {file}") as batch:
        source = batch.add_source(Source(f"/data/{file}.csv", f"{ledger.head():064x}", 1, "test", "1"))
        for place, fact in enumerate(said, 1):
            batch.add(Statement(fact, source, f"line {place}", method))
        batch.commit(replacing=source)


def unload(ledger: Ledger, file: int) -> None:
    with ledger.view() as view:
        found = view.sources(f"/data/{file}.csv")
    with ledger.batch("tester", f"unload {file}") as batch:
        for info in found:
            batch.withdraw(info.source.id)
        batch.commit()


def do(ledger: Ledger, step: Step) -> None:
    what, file, said = step
    if what == "load":
        load(ledger, file, said)
    else:
        unload(ledger, file)


def of_ledger(ledger: Ledger) -> str:
    with ledger.view() as view:
        return ledger_digest(view)


def assert_in_step(ledger: Ledger, store: BoltStore) -> None:
    assert store.mark() == ledger.head()
    assert store_digest(store) == of_ledger(ledger)


def chain_of(count: int) -> list[Fact]:
    """As many nodes, each linked to the next."""
    ids = [f"C:{number}" for number in range(count)]
    made: list[Fact] = [Node.of(id, "Compound", name=id) for id in ids]
    return made + [Edge.of(one, "is_a", other) for one, other in itertools.pairwise(ids)]


@many
@given(steps=steps, every=st.integers(1, 3))
def test_after_every_step_the_graph_holds_what_the_ledger_says(
    tmp_path_factory: pytest.TempPathFactory, store: BoltStore, steps: list[Step], every: int
) -> None:
    store.reset()
    ledger = Ledger.open(str(tmp_path_factory.mktemp("ledger") / "ledger.db"))
    for number, step in enumerate(steps, 1):
        do(ledger, step)
        if number % every == 0:
            project(ledger, store)
            assert_in_step(ledger, store)
    project(ledger, store)
    stepwise = store_digest(store)
    store.reset()
    project(ledger, store)
    assert store_digest(store) == stepwise == of_ledger(ledger)
    ledger.close()


def test_an_edge_appears_when_its_ends_come_and_goes_with_either(ledger: Ledger, store: BoltStore) -> None:
    ends = [Node.of("N:1", "Compound"), Node.of("N:2", "Disease")]
    load(ledger, 0, [Node.of("N:0", "Gene")])
    load(ledger, 1, [Edge.of("N:1", "treats", "N:2", {"line": "first"}), Edge.of("N:1", "treats", "N:2")])
    project(ledger, store)
    assert list(store.all_edges()) == []
    for number, end in enumerate(ends):
        load(ledger, 2 + number, [end])
    done = project(ledger, store)
    assert done is not None and not done.rebuilt
    assert len(list(store.all_edges())) == 2
    unload(ledger, 2)
    project(ledger, store)
    assert list(store.all_edges()) == []
    assert_in_step(ledger, store)


def test_a_node_may_change_its_kind_and_keeps_its_edges(ledger: Ledger, store: BoltStore) -> None:
    load(ledger, 0, [Node.of("N:1", "Compound", name="x"), Node.of("N:2", "Gene"), Edge.of("N:1", "binds", "N:2")])
    load(ledger, 1, [Edge.of("N:2", "binds", "N:1", affinity=3.5), Edge.of("N:1", "binds", "N:1")])
    project(ledger, store)
    load(ledger, 0, [Node.of("N:1", "Protein", name="x"), Node.of("N:2", "Gene"), Edge.of("N:1", "binds", "N:2")])
    project(ledger, store)
    assert {str(node.id): node.kind for node in store.all_nodes()} == {"N:1": "Protein", "N:2": "Gene"}
    assert len(list(store.all_edges())) == 3
    assert_in_step(ledger, store)


def test_a_store_in_step_is_left_alone_and_one_ahead_is_built_anew(
    ledger: Ledger, store: BoltStore, tmp_path: Path
) -> None:
    load(ledger, 0, chain_of(3))
    assert project(ledger, store) == Projected(1, True, 5)
    assert project(ledger, store) is None
    load(ledger, 1, chain_of(4))
    project(ledger, store)
    other = Ledger.open(str(tmp_path / "other.db"))
    load(other, 0, [Node.of("N:1", "Gene")])
    done = project(other, store)
    assert done is not None and done.rebuilt
    assert_in_step(other, store)
    other.close()


class Breaks(Exception):
    """What happens in the middle."""


def break_at(store: BoltStore, monkeypatch: pytest.MonkeyPatch, write: int) -> None:
    """Let the store fail at its n-th transaction from now on, as when its process dies there."""
    real, done = store._write, 0

    def failing(steps: Sequence[Any]) -> None:
        nonlocal done
        done += 1
        if done == write:
            raise Breaks
        real(steps)

    monkeypatch.setattr(store, "_write", failing)


BEFORE = [*chain_of(12), Edge.of("N:1", "treats", "C:3"), Edge.of("C:3", "treats", "N:1")]
AFTER = [*chain_of(6), Node.of("N:1", "Gene"), Node.of("N:2", "Gene"), Edge.of("N:2", "treats", "N:1")]


@pytest.mark.parametrize("meanwhile", ["nothing", "unloaded", "as before"])
def test_a_change_cut_off_anywhere_is_completed(
    ledger: Ledger, store: BoltStore, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    monkeypatch.setattr(bolt_store, "TRANSACTION", 4)
    monkeypatch.setattr(bolt_store, "BATCH", 2)
    load(ledger, 9, [Edge.of("N:1", "is_a", "N:2"), Edge.of("C:8", "treats", "C:1"), Node.of("K:1", "Disease")])
    start = ledger.head()
    for write in range(1, 12):
        for file, said in ((0, BEFORE), (1, [])):
            load(ledger, file, said)
        project(ledger, store)
        load(ledger, 0, AFTER)
        with monkeypatch.context() as patch:
            break_at(store, patch, write)
            try:
                project(ledger, store)
            except Breaks:
                pass
            else:
                assert write > 5, "a change of one part is not cut off in the middle"
                break
        if meanwhile == "unloaded":
            unload(ledger, 0)
        elif meanwhile == "as before":
            load(ledger, 0, BEFORE)
        project(ledger, store)
        assert_in_step(ledger, store)
    assert ledger.head() > start + 20


DEAF = """
import logging, os, sys, time
from pathlib import Path
from labkin.graph.owner import run_owner
logging.basicConfig(level=logging.INFO)
lab = Path(sys.argv[1])
def step():
    (lab / "at work").touch()
    try:
        time.sleep(60)
    except BaseException as error:
        raise BufferError("as the driver says when it is interrupted") from error
code = run_owner(lab, lambda store: step, heap="256m", at_end=(lab / "ended").touch)
logging.shutdown()
os._exit(code)
"""


def test_an_owner_told_to_end_does_so_even_where_the_step_answers_with_an_error(tmp_path: Path) -> None:
    with connect(tmp_path, [sys.executable, "-c", DEAF, str(tmp_path)]) as store:
        assert store.mark() == 0
        deadline = time.monotonic() + 60
        while not (tmp_path / "at work").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
    assert stop_owner(tmp_path)
    assert (tmp_path / "ended").exists()
