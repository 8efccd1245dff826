"""Words and meaning as one ranking over OpenSearch: fused here as in the embedded index, or by the server.

The server's own hybrid query gives nearly the same order, and is kept as a choice; decision record 0013 says why it is
not the default.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from labkin.search.fusion import SHIPPED, TIER, WINDOW, Fused, Scored, Weights, ranked
from labkin.search.hits import Near
from labkin.search.index import NEAREST, VECTOR, BadRequest, Request
from labkin.search.opensearch_mapping import State, cosine
from labkin.search.opensearch_query import BY_SCORE, NONE, Json, either

FUSED, PIPELINE, RRF = BLENDS = ("fused", "pipeline", "rrf")
WIDE = 2 * NEAREST  # entries that the approximate search gives, of which the best are taken
RANK_CONSTANT = 60  # of reciprocal ranks


class Neighbour(NamedTuple):
    """A document near in meaning, and which passage of it."""

    document: str
    cosine: float
    passage: int


class Ranked(NamedTuple):
    """One place of the ranking."""

    document: str
    score: float
    near: Near | None = None


@dataclass(frozen=True, slots=True)
class Branches:
    """What a search by meaning asks of the server: the query by words, and what all that is found must pass."""

    request: Request
    words: Json
    gate: Json
    state: State
    weights: Weights = field(default=SHIPPED)

    def nearest(self) -> Json:
        """The search for the NEAREST entries that pass the gate."""
        return self._near(self.gate, WIDE, NEAREST)

    def nearness(self, documents: Sequence[str]) -> Json:
        """The search for how near these documents are, those without vectors left out."""
        return self._near({"ids": {"values": list(documents)}}, len(documents), len(documents))

    def _near(self, gate: Json, k: int, size: int) -> Json:
        query = self._by_vector(gate, k) | {"inner_hits": {"size": 1, "_source": False}}
        return {"size": size, "_source": False, "query": {"nested": query}, "sort": BY_SCORE}

    def best_by_words(self, window: int = WINDOW) -> Json:
        """The search for the hits by words that are ranked together with those by meaning."""
        query = NONE if self.request.mode == VECTOR else self.words
        return {"size": window, "_source": False, "query": query, "sort": BY_SCORE}

    def exact_names(self) -> Json:
        """The search that counts the hits whose identifier or name is what was typed."""
        return {"size": 0, "query": self.words, "min_score": TIER, "track_total_hits": True}

    def union(self, near: Sequence[Neighbour]) -> Json:
        """What either branch finds."""
        meant = {"ids": {"values": [hit.document for hit in near]}}
        return meant if self.request.mode == VECTOR else either(self.words, meant)

    def beyond(self, fused: Sequence[Ranked]) -> Json:
        """What words alone find, and was not fused."""
        known = {"ids": {"values": [hit.document for hit in fused]}}
        return {"bool": {"must": [self.words], "must_not": [known]}}

    def hybrid(self, blend: str, size: int) -> Json:
        """The server's own hybrid search, with the pipeline that it needs."""
        queries = [{"nested": self._by_vector(self.gate, NEAREST)}]
        if self.request.mode != VECTOR:
            queries.insert(0, self.words)
        query = {"hybrid": {"queries": queries, "pagination_depth": max(WINDOW, size)}}
        body = {"query": query, "size": size, "_source": False, "track_total_hits": True}
        return body | {"search_pipeline": {"phase_results_processors": [self._processor(blend, len(queries))]}}

    def _processor(self, blend: str, branches: int) -> Json:
        if blend == RRF:
            return {"score-ranker-processor": {"combination": {"technique": "rrf", "rank_constant": RANK_CONSTANT}}}
        weights = list(self.weights) if branches == 2 else [1.0]
        mean = {"technique": "arithmetic_mean", "parameters": {"weights": weights}}
        return {"normalization-processor": {"normalization": {"technique": "min_max"}, "combination": mean}}

    def _by_vector(self, gate: Json, k: int) -> Json:
        vector = self.request.vector
        assert vector is not None
        if vector.shape != (self.state.dimension,):
            raise BadRequest(
                f"the query is a vector of {vector.shape[-1]} numbers, but those of {self.state.model} "
                f"have {self.state.dimension}"
            )
        knn = {"vector": vector.tolist(), "k": k, "filter": gate}
        return {"path": "passages", "score_mode": "max", "query": {"knn": {"passages.vector": knn}}}

    def neighbours(self, hits: Sequence[Mapping[str, Any]]) -> list[Neighbour]:
        """What `nearest` or `nearness` found, best first."""
        return [Neighbour(hit["_id"], cosine(hit["sort"][0]), _passage(hit)) for hit in hits]

    def fused(self, by_words: Sequence[Mapping[str, Any]], near: Sequence[Neighbour]) -> list[Ranked]:
        """Exact names first, as by words alone; the rest by both branches."""
        documents = list(dict.fromkeys([*(hit["_id"] for hit in by_words), *(hit.document for hit in near)]))
        numbers = {document: number for number, document in enumerate(documents)}
        scored = [Scored(numbers[hit["_id"]], hit["sort"][0]) for hit in by_words]
        meaning = [Scored(numbers[hit.document], hit.cosine) for hit in near]
        meant = {hit.document: hit for hit in near}
        return [_ranked(documents[hit.key], hit, meant) for hit in ranked(scored, meaning, self.weights)]


def _ranked(document: str, hit: Fused, meant: Mapping[str, Neighbour]) -> Ranked:
    parts = {"keyword": hit.keyword, "meaning": hit.meaning}
    found = meant.get(document)
    return Ranked(document, hit.score, Near(found.cosine if found else 0.0, found.passage if found else 0, parts))


def _passage(hit: Mapping[str, Any]) -> int:
    inner = hit["inner_hits"]["passages"]["hits"]["hits"]
    return int(inner[0]["_nested"]["offset"]) if inner else 0
