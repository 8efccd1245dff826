"""The embedded index: words in tantivy, meanings as vectors, and both as one ranking.

What is found by meaning passes the same filters, inside the engine's query, as what is found by words; so total and
facets count the union of both exactly. The best WINDOW hits by words are ranked together with those by meaning, what
is left of the hits by words follows in its own order; so all pages are pages of one ranking.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from labkin.graph.model import Viewer
from labkin.search.fusion import MOST_EXACT, SHIPPED, WINDOW, Fused, Scored, Weights, ranked
from labkin.search.hits import Near
from labkin.search.index import (
    HYBRID,
    KEYWORD,
    LEAST,
    MODES,
    NEAREST,
    VECTOR,
    BadRequest,
    Encoded,
    Hit,
    Request,
    Results,
)
from labkin.search.tantivy_index import Asked, TantivyIndex
from labkin.search.tantivy_order import order_of, page_of, stored_of
from labkin.search.tantivy_query import either
from labkin.search.vectors import Nearest, Vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AMONG = 20_000  # entries that pass the filters, up to which these alone are compared with the query
Address = Any  # of an entry in the engine
Ranked = tuple[float, Address, Near | None]


class _Neighbour(NamedTuple):
    """An entry near in meaning, and which passage of it."""

    key: int
    cosine: float
    passage: int


class HybridIndex(TantivyIndex):
    """A `SearchIndex` and a `VectorIndex` in two folders. Safe to share between threads for reading."""

    def __init__(self, folder: Path, vectors: Path, weights: Weights = SHIPPED) -> None:
        super().__init__(folder)
        self._vectors = Vectors(vectors)
        self._weights = weights

    # -- vectors

    def model(self) -> str:
        """See `VectorIndex.model`."""
        return self._vectors.model()

    def vectors_mark(self) -> int:
        """See `VectorIndex.vectors_mark`."""
        return self._vectors.vectors_mark()

    def digests(self, ids: Iterable[str] | None = None) -> dict[str, str]:
        """See `VectorIndex.digests`."""
        return self._vectors.digests(ids)

    def damaged_vectors(self) -> list[str]:
        """The files of vectors that no longer are as they were written."""
        return self._vectors.damaged_files()

    def put_vectors(self, encoded: Iterable[Encoded], removed_ids: Iterable[str], mark: int | None = None) -> None:
        """See `VectorIndex.put_vectors`."""
        self._vectors.put_vectors(encoded, removed_ids, mark)

    def reset_vectors(self, model: str, dimension: int) -> None:
        """See `VectorIndex.reset_vectors`."""
        self._vectors.reset_vectors(model, dimension)

    def close(self) -> None:
        """See `SearchIndex.close`. May be called twice."""
        super().close()
        self._vectors.close()

    # -- reading

    def search(self, request: Request, viewer: Viewer) -> Results:
        """See `SearchIndex.search`."""
        if request.mode not in MODES:
            raise BadRequest(f"there is no search mode {request.mode!r}: use one of {', '.join(MODES)}")
        if request.mode == KEYWORD or request.vector is None or not request.text.strip():
            return super().search(request, viewer)
        started = time.perf_counter()
        asked = self._asked(request, viewer)
        if asked is None:
            return Results(facets={name: {} for name in request.facets})
        with self._engine("is damaged"):
            total, facets, hits = self._search_by_meaning(asked, request.vector)
        return Results(hits, total, facets, (time.perf_counter() - started) * 1000)

    def _search_by_meaning(
        self, asked: Asked, vector: NDArray[np.float32]
    ) -> tuple[int, dict[str, dict[str, int]], tuple[Hit, ...]]:
        near = self._nearest(asked, vector)
        if asked.request.mode == HYBRID:
            near = [hit for hit in near if hit.cosine >= LEAST]
        keyed = _passing(asked, [hit.key for hit in near])
        union = keyed if asked.request.mode == VECTOR else either(asked.matching(), keyed)
        total, facets = self._counted(asked, union)
        if asked.request.sort is not None:
            page = page_of(asked.searcher, union, asked.request, order_of(asked.request, asked.state), total)
            places: Sequence[Ranked] = [(0.0, address, None) for _, address in page]
        else:
            places = self._ranked(asked, near, keyed)
        hits = (asked.hit(stored_of(asked.searcher, address), score, near) for score, address, near in places)
        return total, facets, tuple(hits)

    def _nearest(self, asked: Asked, vector: NDArray[np.float32]) -> list[_Neighbour]:
        """The NEAREST entries that pass what was asked for beside words, best first."""
        searcher, wide, most = asked.searcher, 2 * NEAREST, self._vectors.count()
        while most:
            found = _neighbours(self._vectors.nearest(vector, wide))
            keys = [hit.key for hit in found]
            passed = set(_keys_of(searcher, _passing(asked, keys), 4 * len(keys)).tolist())
            if len(passed) >= NEAREST or wide >= most:
                return [hit for hit in found if hit.key in passed][:NEAREST]
            gate = asked.compiler.gate(asked.request, asked.parsed, asked.viewer)
            allowed = int(searcher.search(gate, limit=1).count)
            if allowed <= AMONG:
                return _neighbours(self._vectors.nearest(vector, NEAREST, _keys_of(searcher, gate, allowed)))
            wide = min(most, wide * 8)
        return []

    def _ranked(self, asked: Asked, near: list[_Neighbour], keyed: Any) -> list[Ranked]:
        """The page of the one ranking."""
        request, searcher, words = asked.request, asked.searcher, asked.scored()
        addresses, meant = _by_key(searcher, keyed, len(near)), {hit.key for hit in near}
        by_words: list[tuple[float, Address]] = []
        window = _window(asked)
        if request.mode != VECTOR:
            first = replace(request, offset=0, limit=window, sort=None)
            by_words = page_of(searcher, words, first, None, asked.searcher.num_docs)
        keys = [int(key) for key in searcher.fast_field_values("key", [at for _, at in by_words])]
        addresses |= dict(zip(keys, (at for _, at in by_words), strict=True))
        near = self._with_cosines(asked, keys, near)
        scored = [Scored(key, score) for key, (score, _) in zip(keys, by_words, strict=True)]
        fused = ranked(scored, [Scored(hit.key, hit.cosine) for hit in near], self._weights)
        end = request.offset + request.limit
        known = {hit.key: hit for hit in near}
        page = [self._as_ranked(hit, addresses[hit.key], known) for hit in fused[request.offset : end]]
        if len(by_words) == window and end > len(fused):
            start = max(request.offset, len(fused)) - len(fused)
            tail = self._tail(asked, words, meant, window, start, end - len(fused))
            least = by_words[-1][0]  # below which they are, as all that was fused is above 0
            page += [(score - least, address, near) for score, address, near in tail]
        return page

    def _with_cosines(self, asked: Asked, keys: list[int], near: list[_Neighbour]) -> list[_Neighbour]:
        """The nearest, and how near those are that words found."""
        import numpy as np

        assert asked.request.vector is not None
        rest = np.array(sorted(set(keys) - {hit.key for hit in near}), dtype=np.int64)
        return [*near, *_neighbours(self._vectors.nearest(asked.request.vector, len(rest), rest))]

    def _as_ranked(self, hit: Fused, address: Address, known: dict[int, _Neighbour]) -> Ranked:
        parts = {"keyword": hit.keyword, "meaning": hit.meaning}
        found = known.get(hit.key)
        return hit.score, address, Near(found.cosine if found else 0.0, found.passage if found else 0, parts)

    def _tail(self, asked: Asked, words: Any, meant: set[int], window: int, start: int, end: int) -> list[Ranked]:
        """Hits by words after the window, places [start, end) of those that meaning did not find."""
        wanted = replace(asked.request, offset=window, limit=end + len(meant), sort=None)
        page = page_of(asked.searcher, words, wanted, None, asked.searcher.num_docs)
        keys = asked.searcher.fast_field_values("key", [address for _, address in page])
        left = [hit for hit, key in zip(page, keys, strict=True) if key not in meant]
        return [(score, address, None) for score, address in left[start:end]]


def _window(asked: Asked) -> int:
    """How many hits by words are ranked together with those by meaning: exact names, however many, and some more."""
    if not asked.exact:
        return WINDOW
    exact = asked.compiler.exact_only(asked.request, asked.parsed, asked.viewer)
    return WINDOW + min(MOST_EXACT, int(asked.searcher.search(exact, limit=1).count))


def _passing(asked: Asked, keys: list[int]) -> Any:
    """The entries of these numbers that pass what was asked for beside words, as a query."""
    return asked.compiler.gate(asked.request, asked.parsed, asked.viewer, asked.compiler.keyed(keys))


def _neighbours(found: Nearest) -> list[_Neighbour]:
    return [
        _Neighbour(int(key), float(score), int(passage))
        for key, score, passage in zip(found.keys, found.scores, found.passages, strict=True)
    ]


def _keys_of(searcher: Any, query: Any, most: int) -> NDArray[np.int64]:
    """The numbers of the entries that a query finds, in order, each once."""
    import numpy as np

    hits = searcher.search(query, limit=max(1, most), count=False, order_by_field="key").hits
    return np.unique(np.fromiter((key for key, _ in hits), dtype=np.int64, count=len(hits)))


def _by_key(searcher: Any, query: Any, most: int) -> dict[int, Address]:
    hits = searcher.search(query, limit=max(1, most), count=False, order_by_field="key").hits
    return {int(key): address for key, address in hits}
