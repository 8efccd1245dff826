"""The search index in an OpenSearch cluster: words, facets, names and vectors behind one name.

It gives the same answers as the embedded index: our own tokens are indexed, the same clauses with the same weights are
asked, and what is shown of a hit is made here from what was stored. Needs the extra `opensearch`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labkin.graph.errors import StoreError
from labkin.graph.model import EVERYONE, Viewer
from labkin.search.fields import counted_as
from labkin.search.fusion import MOST_EXACT, SHIPPED, TIER, WINDOW, Weights
from labkin.search.hits import bearers, made_hit, named_hit
from labkin.search.index import (
    HYBRID,
    KEYWORD,
    KIND,
    LEAST,
    MODES,
    NEAREST,
    ROLES,
    BadRequest,
    Encoded,
    Entry,
    NameHit,
    Request,
    Results,
)
from labkin.search.opensearch_generations import Generations, Seen
from labkin.search.opensearch_mapping import State, key
from labkin.search.opensearch_query import BY_ID, BY_SCORE, Compiler, Json, order_of
from labkin.search.opensearch_ranking import BLENDS, FUSED, Branches, Neighbour, Ranked
from labkin.search.opensearch_writing import FOUND, build, chunks, put, put_vectors, reset_vectors
from labkin.search.query_text import Parsed, parse
from labkin.search.spelling import suggestions
from labkin.search.tantivy_index import FACET_VALUES, NAME_HITS, NEAR_READ
from labkin.search.tantivy_schema import PARTS, term
from labkin.search.tokens import MAX_TERM

AT_ONCE = 100  # names that are looked up in one request
KEEP_ALIVE = "2m"  # of the view of the index through which far pages are read
STORED = ["stored"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that is being answered, and what the index was like when it came."""

    request: Request
    parsed: Parsed
    viewer: Viewer
    seen: Seen

    @property
    def compiler(self) -> Compiler:
        return Compiler(self.seen.state)

    @property
    def words(self) -> Json:
        return self.compiler.compile(self.request, self.parsed, self.viewer)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of what the server found."""

    total: int
    facets: Mapping[str, Mapping[str, int]]
    hits: Sequence[Mapping[str, Any]]  # each with `_id`, `_source` and `sort`


class OpenSearchIndex:
    """A `SearchIndex` and a `VectorIndex` in a cluster. Safe to share between threads for reading.

    `name` is of the index there, unless the URL gives one; or what gives it, where it is known only later. `engine`
    searches the vectors: `lucene`, or `faiss` where a service has no other; empty: as the URL says. `blend` is how
    words and meaning become one ranking: `fused` here, or `pipeline` or `rrf` by the server.
    """

    def __init__(
        self,
        url: str,
        name: str | Callable[[], str] = "labkin",
        engine: str = "",
        weights: Weights = SHIPPED,
        blend: str = FUSED,
    ) -> None:
        if blend not in BLENDS:
            raise ValueError(f"blend is one of {', '.join(BLENDS)}")
        self._generations = Generations(url, name, engine)
        self._weights = weights
        self._blend = blend

    @property
    def address(self) -> str:
        """Where it is, without the password."""
        return self._generations.address.shown

    # -- writing

    def apply(self, entries: Iterable[Entry], removed_ids: Iterable[str], mark: int) -> None:
        """See `SearchIndex.apply`. A killed one shows nothing, and is made good by applying the same again."""
        put(self._generations, entries, removed_ids, mark)

    def rebuild(self, entries: Iterable[Entry], mark: int) -> None:
        """See `SearchIndex.rebuild`. Removes what killed rebuilds left behind; entries keep their vectors."""
        build(self._generations, entries, mark)

    def put_vectors(self, encoded: Iterable[Encoded], removed_ids: Iterable[str], mark: int | None = None) -> None:
        """See `VectorIndex.put_vectors`. Of entries that the index does not hold, nothing is kept."""
        put_vectors(self._generations, encoded, removed_ids, mark)

    def reset_vectors(self, model: str, dimension: int) -> None:
        """See `VectorIndex.reset_vectors`. Raises StoreError where the server has no k-NN plugin."""
        reset_vectors(self._generations, model, dimension)

    def close(self) -> None:
        """See `SearchIndex.close`. May be called twice."""
        self._generations.close()

    # -- what is there

    def mark(self) -> int:
        """See `SearchIndex.mark`."""
        return self._state().mark

    def model(self) -> str:
        """See `VectorIndex.model`."""
        return self._state().model

    def vectors_mark(self) -> int:
        """See `VectorIndex.vectors_mark`."""
        return self._state().vectors_mark

    def fields(self, viewer: Viewer = EVERYONE) -> Mapping[str, str]:
        """See `SearchIndex.fields`."""
        found: Mapping[str, str] = self._generations.retrying(
            lambda seen: _fields(self._seen_for(seen, viewer).state), lambda: _fields(State())
        )
        return found

    def _seen_for(self, seen: Seen, viewer: Viewer) -> Seen:
        """The index, without the fields that only entries have which the viewer may not see."""
        state = seen.state
        if viewer.groups is None:
            return seen
        ways = {f"f {name}": f"facet.{key(name)}" for name in state.facets}
        ways |= {f"n {name}": f"number.{key(name)}" for name in state.numbers}
        wanted = {name: {"filter": {"exists": {"field": field}}} for name, field in ways.items()}
        body = {"query": Compiler(state).everything(viewer), "size": 0, "aggs": wanted}
        found = self._generations.search(seen.index, body)["aggregations"]
        facets = {name for name in state.facets if found[f"f {name}"]["doc_count"]}
        numbers = {name for name in state.numbers if found[f"n {name}"]["doc_count"]}
        return Seen(seen.index, state.only(facets, numbers))

    def count(self, viewer: Viewer = EVERYONE) -> int:
        """See `SearchIndex.count`."""

        def answer(seen: Seen) -> int:
            return self._total(seen.index, Compiler(seen.state).everything(viewer))

        return int(self._generations.retrying(answer, int))

    def digests(self, ids: Iterable[str] | None = None) -> dict[str, str]:
        """See `VectorIndex.digests`."""
        named = None if ids is None else {term(id): id for id in ids}

        def answer(seen: Seen) -> dict[str, str]:
            if not seen.state.dimension:
                return {}
            wanted = [None] if named is None else list(chunks(sorted(named), FOUND // 10))
            found = (hit for some in wanted for hit in self._with_digest(seen.index, some))
            return {(named or {}).get(id) or id: digest for id, digest in found}

        found: dict[str, str] = self._generations.retrying(answer, dict)
        return found

    def _with_digest(self, index: str, ids: list[str] | None) -> Iterator[tuple[str, str]]:
        has: Json = {"exists": {"field": "digest"}}
        query = {"bool": {"filter": [has] if ids is None else [has, {"terms": {"id": ids}}]}}
        shown: Json = {"_source": False, "docvalue_fields": ["id", "digest"]}
        for hit in self._walk(index, {"query": query, "sort": [*BY_ID, {"digest": "asc"}], **shown}, 0, None):
            id, digest = hit["fields"]["id"][0], hit["fields"]["digest"][0]
            if ids is None and len(id) >= MAX_TERM:  # a long one lies there shortened
                id = self._generations.search(index, _documents([hit["_id"]]))["hits"]["hits"][0]["_source"]["stored"][
                    "id"
                ]
            yield id, digest

    def _state(self) -> State:
        seen = self._generations.look()
        return seen.state if seen else State()

    # -- searching

    def search(self, request: Request, viewer: Viewer) -> Results:
        """See `SearchIndex.search`."""
        started = time.perf_counter()
        if request.limit < 0 or request.offset < 0:
            raise BadRequest("limit and offset cannot be negative")
        if request.mode not in MODES:
            raise BadRequest(f"there is no search mode {request.mode!r}: use one of {', '.join(MODES)}")

        def answer(whole: Seen) -> Results:
            seen = self._seen_for(whole, viewer)
            asked = Asked(request, parse(request.text, _fields(seen.state), request.expert), viewer, seen)
            by_words = request.mode == KEYWORD or request.vector is None or not request.text.strip()
            return self._by_words(asked) if by_words else self._by_meaning(asked)

        def empty() -> Results:
            return Results(facets={name: {} for name in request.facets})

        found: Results = self._generations.retrying(answer, empty)
        return Results(found.hits, found.total, found.facets, (time.perf_counter() - started) * 1000)

    def _by_words(self, asked: Asked) -> Results:
        order = order_of(asked.request, asked.seen.state)
        page = self._page(asked, asked.words, order, asked.request.offset, asked.request.limit)
        scored = order is BY_SCORE
        hits = (
            made_hit(hit["_source"]["stored"], hit["sort"][0] if scored else 0.0, asked.request, asked.parsed)
            for hit in page.hits
        )
        return Results(tuple(hits), page.total, page.facets)

    def _by_meaning(self, asked: Asked) -> Results:
        request, state = asked.request, asked.seen.state
        gate = asked.compiler.gate(request, asked.parsed, asked.viewer)
        branches = Branches(request, asked.words, gate, state, self._weights)
        if self._blend != FUSED and request.sort is None and state.dimension:
            return self._blended(asked, branches)
        bodies = [branches.best_by_words(), *([branches.nearest()] if state.dimension else [])]
        found = [answer["hits"]["hits"] for answer in self._generations.searches(asked.seen.index, bodies)]
        near = branches.neighbours(found[1]) if state.dimension else []
        by_words, window = self._widened(asked.seen.index, branches, found[0])
        if request.mode == HYBRID:
            near = [hit for hit in near if hit.cosine >= LEAST]
        union = branches.union(near)
        if request.sort is not None:
            page = self._page(asked, union, order_of(request, state), request.offset, request.limit)
            made = (made_hit(hit["_source"]["stored"], 0.0, request, asked.parsed) for hit in page.hits)
            return Results(tuple(made), page.total, page.facets)
        return self._shown(asked, union, self._ranked(asked, branches, by_words, near, window))

    def _widened(
        self, index: str, branches: Branches, by_words: Sequence[Mapping[str, Any]]
    ) -> tuple[Sequence[Mapping[str, Any]], int]:
        """The hits that are ranked with those by meaning, and how many: exact names, however many, and some more."""
        if len(by_words) < WINDOW or by_words[-1]["sort"][0] < TIER:
            return by_words, WINDOW
        exact = int(self._generations.search(index, branches.exact_names())["hits"]["total"]["value"])
        window = min(FOUND, WINDOW + min(MOST_EXACT, exact))
        return self._generations.search(index, branches.best_by_words(window))["hits"]["hits"], window

    def _ranked(
        self,
        asked: Asked,
        branches: Branches,
        by_words: Sequence[Mapping[str, Any]],
        near: list[Neighbour],
        window: int,
    ) -> list[Ranked]:
        """The page of the one ranking: what was fused, then the other hits by words in their order."""
        rest = sorted({hit["_id"] for hit in by_words} - {hit.document for hit in near})
        if rest and asked.seen.state.dimension:
            found = self._generations.search(asked.seen.index, branches.nearness(rest))
            near = [*near, *branches.neighbours(found["hits"]["hits"])]
        fused = branches.fused(by_words, near)
        start, end = asked.request.offset, asked.request.offset + asked.request.limit
        page = fused[start:end]
        if len(by_words) == window and end > len(fused):
            start = max(start, len(fused)) - len(fused)
            body = {"query": branches.beyond(fused), "sort": BY_SCORE, "_source": False}
            tail = self._walk(asked.seen.index, body, start, end - len(fused) - start)
            least = by_words[-1]["sort"][0]  # below which they are, as all that was fused is above 0
            page += [Ranked(hit["_id"], hit["sort"][0] - least) for hit in tail]
        return page

    def _shown(self, asked: Asked, union: Json, ranked: Sequence[Ranked]) -> Results:
        """The hits of these places, with the total and the facets of the union."""
        counted = {"query": union, "size": 0, "track_total_hits": True, **_aggregations(asked)}
        wanted = chunks((place.document for place in ranked), FOUND)
        answers = self._generations.searches(asked.seen.index, [counted, *map(_documents, wanted)])
        stored = {hit["_id"]: hit["_source"]["stored"] for answer in answers[1:] for hit in answer["hits"]["hits"]}
        hits = tuple(
            made_hit(stored[place.document], place.score, asked.request, asked.parsed, place.near)
            for place in ranked
            if place.document in stored
        )
        return Results(hits, int(answers[0]["hits"]["total"]["value"]), _facets(asked, answers[0]))

    def _blended(self, asked: Asked, branches: Branches) -> Results:
        """As the server's hybrid query has it, of which only the first places can be read."""
        end = min(asked.request.offset + asked.request.limit, FOUND)
        body = branches.hybrid(self._blend, end + NEAREST) | _aggregations(asked)
        answer = self._generations.search(asked.seen.index, body)
        hits = answer["hits"]["hits"][asked.request.offset : end]
        shown = self._shown(asked, _only(hits), [Ranked(hit["_id"], hit["_score"]) for hit in hits])
        return Results(shown.hits, int(answer["hits"]["total"]["value"]), _facets(asked, answer))

    # -- pages

    def _page(self, asked: Asked, query: Json, order: list[Json], offset: int, limit: int) -> Page:
        """A page and the counts; what lies beyond the server's own limit of a page is walked to."""
        near = offset + limit <= FOUND
        body = {"query": query, "sort": order, "track_total_hits": True, "_source": STORED, **_aggregations(asked)}
        body |= {"from": offset, "size": limit} if near else {"size": 0}
        answer = self._counting(asked, lambda: self._generations.search(asked.seen.index, body))
        total, facets = int(answer["hits"]["total"]["value"]), _facets(asked, answer)
        if near or offset >= total:
            return Page(total, facets, answer["hits"]["hits"])
        far = {"query": query, "sort": order, "_source": STORED}
        return Page(total, facets, list(self._walk(asked.seen.index, far, offset, limit)))

    def _counting(self, asked: Asked, search: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        try:
            return search()
        except StoreError as error:
            if asked.request.facets and "too_many_buckets" in str(error):
                raise _too_many(", ".join(asked.request.facets)) from error
            raise

    def _walk(self, index: str, body: Json, start: int, most: int | None) -> Iterator[Mapping[str, Any]]:
        """Hits [start, start + most) of an order, all to the end when `most` is None, of one state of the index."""
        if most == 0:
            return
        if most is not None and start + most <= FOUND:
            yield from self._generations.search(index, body | {"from": start, "size": most})["hits"]["hits"]
            return
        with self._generations.held(index, KEEP_ALIVE) as pit:
            at = 0
            after: Json = {}
            while most is None or at < start + most:
                skipping = at < start
                size = min(FOUND, start - at) if skipping else min(FOUND, FOUND if most is None else start + most - at)
                shown = {"_source": False} if skipping else {}
                hits = pit(body | shown | {"size": size, "track_total_hits": False} | after)
                if not skipping:
                    yield from hits
                if len(hits) < size:
                    return
                at, after = at + size, {"search_after": hits[-1]["sort"]}

    def _total(self, index: str, query: Json) -> int:
        found = self._generations.search(index, {"query": query, "size": 0, "track_total_hits": True})
        return int(found["hits"]["total"]["value"])

    # -- names

    def lookup(self, forms: Sequence[str], viewer: Viewer = EVERYONE) -> dict[str, list[NameHit]]:
        """See `SearchIndex.lookup`. At most NAME_HITS entries a form, the first by identifier."""
        wanted = list(dict.fromkeys(form for form in forms if form.strip()))

        def answer(seen: Seen) -> dict[str, list[NameHit]]:
            compiler = Compiler(seen.state)
            found = {}
            for some in chunks(wanted, AT_ONCE):
                queries = (compiler.visible(compiler.named(form), viewer) for form in some)
                bodies = [{"query": query, "size": NAME_HITS, "sort": BY_ID, "_source": STORED} for query in queries]
                for form, said in zip(some, self._generations.searches(seen.index, bodies), strict=True):
                    if hits := [named_hit(hit["_source"]["stored"], form) for hit in said["hits"]["hits"]]:
                        found[form] = sorted(hits, key=lambda hit: (not hit.exact, ROLES.index(hit.role), hit.id))
            return found

        named: dict[str, list[NameHit]] = self._generations.retrying(answer, dict)
        return named

    def bearing(self, words: Sequence[Collection[str]], viewer: Viewer = EVERYONE) -> list[NameHit]:
        """See `SearchIndex.bearing`."""

        def answer(seen: Seen) -> list[NameHit]:
            compiler = Compiler(seen.state)
            query = compiler.visible(compiler.worded(words), viewer)
            body = {"query": query, "size": NEAR_READ, "sort": BY_ID, "_source": STORED}
            found = self._generations.search(seen.index, body)["hits"]["hits"]
            return bearers([hit["_source"]["stored"] for hit in found], words)

        borne: list[NameHit] = self._generations.retrying(answer, list) if words else []
        return borne

    def suggest(self, text: str, viewer: Viewer = EVERYONE) -> list[str]:
        """See `SearchIndex.suggest`."""

        def answer(seen: Seen) -> list[str]:
            compiler = Compiler(seen.state)

            def known(word: str) -> int:
                return self._total(seen.index, compiler.visible(compiler.spelt(word), viewer))

            def near(word: str, distance: int) -> list[str]:
                query = compiler.visible(compiler.spelt(word, distance), viewer)
                body = {"query": query, "size": NEAR_READ, "sort": ["_doc"], "_source": ["stored.labels"]}
                found = self._generations.search(seen.index, body)["hits"]["hits"]
                return [name for hit in found for _, name in hit["_source"]["stored"]["labels"]]

            return suggestions(text, known, near)

        better: list[str] = self._generations.retrying(answer, list)
        return better


def _fields(state: State) -> dict[str, str]:
    return {
        **dict.fromkeys(sorted({KIND, *PARTS, *state.facets}), "text"),
        **dict.fromkeys(sorted(state.numbers), "number"),
    }


def _aggregations(asked: Asked) -> Json:
    state = asked.seen.state
    known = counted_as(asked.request.facets, state.facets, {*state.numbers, *PARTS}) if state.mark else {}
    counts = {
        key(name): {"terms": {"field": f"facet.{key(facet)}", "size": FACET_VALUES}} for name, facet in known.items()
    }
    return {"aggs": counts} if counts else {}


def _facets(asked: Asked, answer: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    found = answer.get("aggregations", {})
    facets: dict[str, dict[str, int]] = {}
    for name in asked.request.facets:
        counted = found.get(key(name), {"buckets": ()})
        if counted.get("sum_other_doc_count"):
            raise _too_many(name)
        counts = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in counted["buckets"]}
        facets[name] = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    return facets


def _too_many(name: str) -> BadRequest:
    return BadRequest(f"{name} has more than {FACET_VALUES:,} different values here: narrow the search first")


def _documents(ids: Sequence[str]) -> Json:
    return {"query": {"ids": {"values": list(ids)}}, "size": len(ids), "_source": STORED}


def _only(hits: Sequence[Mapping[str, Any]]) -> Json:
    return {"ids": {"values": [hit["_id"] for hit in hits]}}
