"""The embedded index of words and vectors: the contract of every such index."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from vector_index import VectorIndexContract

from labkin.search.hybrid_index import HybridIndex


class TestHybridContract(VectorIndexContract):
    @pytest.fixture(scope="class")
    @classmethod
    def make_index(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], HybridIndex]]:
        made: list[HybridIndex] = []

        def make() -> HybridIndex:
            folder = tmp_path_factory.mktemp("lab")
            made.append(HybridIndex(folder / "search", folder / "vectors"))
            return made[-1]

        yield make
        for index in made:
            index.close()
