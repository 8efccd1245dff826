"""JSON of the right form with values of the wrong kind: read as far as it goes, or refused with a place."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labkin.graph.errors import BadInput
from labkin.graph.model import Source
from labkin.loaders import load_all
from labkin.loaders.base import HEAD_BYTES, LOADERS, Input

DATA = Path(__file__).parents[1] / "data"
FILES = [
    ("isa-json", "heat.json"),
    ("croissant", "metadata.json"),
    ("datacite", "heat.json"),
    ("ro-crate", "ro-crate-metadata.json"),
    ("ro-crate", "notebook.json"),
]
ODD = (
    None,
    0,
    True,
    -1.5,
    "",
    "x",
    [],
    {},
    [[]],
    [None],
    [3],
    {"@id": 3},
    {"@id": ""},
    {"name": {"a": 1}},
    [{"@id": "./"}],
)

load_all()


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) in a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield value, key
        yield from places(inner)


@pytest.mark.parametrize(("name", "file"), FILES)
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_values_of_the_wrong_kind(name: str, file: str, data: st.DataObject) -> None:
    document = copy.deepcopy(json.loads((DATA / name / file).read_text()))
    for _ in range(data.draw(st.integers(1, 3))):
        spots = list(places(document))
        if spots:
            container, key = spots[data.draw(st.integers(0, len(spots) - 1))]
            container[key] = copy.deepcopy(ODD[data.draw(st.integers(0, len(ODD) - 1))])
    text = json.dumps(document).encode()
    item = Input(
        file, Source(f"/lab/{file}", "0" * 64, len(text), name, "1"), partial(io.BytesIO, text), text[:HEAD_BYTES]
    )
    try:
        statements = list(LOADERS[name].load(item))
    except BadInput as error:
        assert error.why
        return
    assert all(statement.place.strip() for statement in statements)
