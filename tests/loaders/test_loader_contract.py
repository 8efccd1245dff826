"""What every registered loader must keep, tried on the small examples in tests/data/<loader>/."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labkin.graph import schema
from labkin.graph.errors import BadInput
from labkin.graph.model import Edge, Node, Source, Statement
from labkin.loaders import load_all
from labkin.loaders.base import HEAD_BYTES, LOADERS, Input
from labkin.loaders.detect import pick
from labkin.loaders.inputs import hash_file, open_inputs, source_of

DATA = Path(__file__).parents[1] / "data"

load_all()


def examples() -> Iterator[object]:
    """Each example with its loader: the one its folder names, or one that shares the folder and has none of its own."""
    for name in sorted(LOADERS):
        for path in sorted((DATA / name).glob("[!.]*")):
            picked = pick(opened(path))
            shared = picked is not None and not (DATA / picked.name).is_dir()
            loader = picked.name if picked is not None and shared else name
            yield pytest.param(loader, path, id=f"{loader}-{path.name}")


def opened(path: Path) -> Input:
    item = next(iter(open_inputs(path, source_of(path, hash_file(path)))))
    assert isinstance(item, Input)
    return item


def loaded(name: str, item: Input) -> list[Statement]:
    return list(LOADERS[name].load(item))


EXAMPLES = list(examples())


@pytest.mark.parametrize(("name", "path"), EXAMPLES)
def test_the_content_leads_to_the_loader(name: str, path: Path) -> None:
    picked = pick(opened(path))
    assert picked is not None
    assert picked.name == name


@pytest.mark.parametrize(("name", "path"), EXAMPLES)
def test_the_same_bytes_give_the_same_statements_and_each_has_a_place(name: str, path: Path) -> None:
    first, second = opened(path), opened(path)
    statements = loaded(name, first)
    assert statements
    assert statements == loaded(name, second)
    assert first.warnings == second.warnings
    assert all(statement.place.strip() for statement in statements)
    assert all(statement.source == first.source for statement in statements)
    assert all(0 <= statement.confidence <= 1 for statement in statements)


@pytest.mark.parametrize(("name", "path"), EXAMPLES)
def test_known_relations_join_the_kinds_that_the_schema_allows(name: str, path: Path) -> None:
    facts = [statement.fact for statement in loaded(name, opened(path))]
    kinds = {fact.id: fact.kind for fact in facts if isinstance(fact, Node)}
    for edge in (fact for fact in facts if isinstance(fact, Edge)):
        allowed = schema.relation(edge.relation).ends
        ends = kinds.get(edge.subject), kinds.get(edge.object)
        if not allowed or None in ends or not all(schema.kind(str(end)).known for end in ends):
            continue
        fits = any(a in ("*", ends[0]) and b in ("*", ends[1]) for a, b in allowed)
        turned = schema.relation(edge.relation).symmetric and any(
            a in ("*", ends[1]) and b in ("*", ends[0]) for a, b in allowed
        )
        assert fits or turned, (edge, ends)


@pytest.mark.parametrize(("name", "path"), EXAMPLES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_raises_nothing_but_bad_input(name: str, path: Path, data: st.DataObject) -> None:
    item = opened(path)
    with item.open() as stream:
        whole = stream.read()
    cut = bytearray(whole[: data.draw(st.integers(0, len(whole)), "cut")])
    for _ in range(data.draw(st.integers(0, 5), "changes")):
        if cut:
            cut[data.draw(st.integers(0, len(cut) - 1))] = data.draw(st.integers(0, 255))
    damaged = Input(item.name, item.source, partial(io.BytesIO, bytes(cut)), bytes(cut[:HEAD_BYTES]), item.siblings)
    pick(damaged)
    try:
        statements = loaded(name, damaged)
    except BadInput as error:
        assert error.why
        return
    assert all(statement.place.strip() for statement in statements)


@pytest.mark.parametrize("name", sorted(LOADERS))
def test_nothing_at_all_is_bad_input_or_nothing(name: str) -> None:
    empty = Input("x", Source("/x", "", 0, name, "1"), partial(io.BytesIO, b""), b"")
    assert LOADERS[name].detect(empty) == 0
    try:
        kinds = {statement.fact.kind for statement in loaded(name, empty) if isinstance(statement.fact, Node)}
        assert kinds <= {"Dataset", "Table"}  # that there is such a file, but nothing in it
    except BadInput as error:
        assert error.why


@pytest.mark.parametrize("name", sorted(LOADERS))
def test_every_loader_says_in_a_line_what_it_reads(name: str) -> None:
    assert LOADERS[name].summary.endswith(".")
    assert LOADERS[name].version
