"""Whatever is typed into the search box, there is an answer and no error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labkin.graph.model import EVERYONE, Viewer
from labkin.search.finder import Finder
from labkin.search.hybrid_index import HybridIndex
from labkin.search.index import Encoded, Entry, Request

LISTED = Path(__file__).parents[2] / "benchmarks" / "data" / "hostile.json"
LONG = ("a" * 10_000, "lung " * 2_000, "-" * 5_000, '"' * 999, "(" * 3_000, "é" * 10_000)
HOSTILE = (*json.loads(LISTED.read_text(encoding="utf-8")), *LONG)
PIECES = ("lung", "IL-2", "kind:", "Dataset", "year", ">=", "..", "2019", *"\"-*(): \0🧬'+^~")


class Letters:
    """An encoder that counts letters: near texts have near vectors, and nothing has to be read from disk."""

    name, dimension = "letters", 8

    def encode(self, texts):  # type: ignore[no-untyped-def]
        import numpy as np

        rows = np.array([[1.0 + sum(ord(c) % 8 == place for c in text[:500]) for place in range(8)] for text in texts])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finder]:
    folder: Path = tmp_path_factory.mktemp("fuzz")
    encoder = Letters()
    index = HybridIndex(folder / "search", folder / "vectors")
    entries = [
        Entry(
            "x:1",
            "Dataset",
            "Lung cancer",
            ("Lung cancer", "IL-2"),
            "small cell lung cancer",
            {"site": "a"},
            {"year": 2019},
        ),
        Entry(
            "x:2", "Document", "TNF-α in CD8+ cells", ("50-78-2",), "5 µM aspirin", {"site": "b"}, {"date": 20240301}
        ),
        Entry("x:3", "Compound", "aspirin", ("aspirin", "CC(=O)Oc1ccccc1C(=O)O"), "", groups=("few",)),
    ]
    index.rebuild(entries, 1)
    index.reset_vectors(encoder.name, encoder.dimension)
    index.put_vectors((Encoded(one.id, "", encoder.encode([one.text])) for one in entries), (), 1)
    yield Finder(index, lambda: encoder)
    index.close()


def ask(finder: Finder, text: str, mode: str, expert: bool = True, viewer: Viewer = EVERYONE) -> None:
    found = finder.find(Request(text, facets=("kind", "site"), mode=mode, expert=expert), viewer)

    assert len(found.results.hits) <= found.results.total <= 3
    assert sum(found.results.facets["kind"].values()) == found.results.total
    for hit in found.results.hits:
        assert all(0 <= start < end <= len(hit.snippet.text) for start, end in hit.snippet.spans)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_answered(finder: Finder, text: str) -> None:
    ask(finder, text, "hybrid")
    ask(finder, text, "keyword", expert=False, viewer=Viewer("somebody", frozenset({"few"})))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.one_of(
        st.text(),
        st.lists(st.sampled_from(PIECES)).map("".join),
        st.text(st.characters(categories=["Cs", "Cc", "Cf", "So"])),
    )
)
def test_any_text_is_answered(finder: Finder, text: str) -> None:
    for mode in ("keyword", "hybrid"):
        ask(finder, text, mode)
