"""Entries and vectors into an OpenSearch index. Writing again what was written before changes nothing.

Each change ends with the state, which holds the mark, and a refresh, before which nobody sees any of it. Vectors lie
in the documents of their entries, for they are filtered as these are; an entry that is written anew keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from labkin.graph.errors import LabError, StoreError
from labkin.search.index import Encoded, Entry
from labkin.search.opensearch_generations import Generations, Seen
from labkin.search.opensearch_mapping import State, document, document_id, vector_json
from labkin.search.tantivy_schema import term

Action = dict[str, Any]
CARRIED = 100  # documents whose vectors are carried over at once
FOUND = 10_000  # documents that one request may give
PUT = "index"


def put(generations: Generations, entries: Iterable[Entry], removed_ids: Iterable[str], mark: int) -> None:
    """See `SearchIndex.apply`. The entries are all read before the first is sent."""
    removed = list(removed_ids)
    seen = generations.look() or first(generations)
    before = seen.state.dump()
    written = list(actions(entries, seen.state))
    sent = {id: _delete(id) for id in _standing(generations, seen.index, before, removed, written)}
    sent |= {action["_id"]: action for action in written}
    generations.bulk(seen.index, carrying(generations, seen, sent.values()))
    seen.state.mark = mark
    after = seen.state.dump()
    generations.change_state(seen.index, {name: value for name, value in after.items() if value != before[name]})
    generations.refresh(seen.index)


def build(generations: Generations, entries: Iterable[Entry], mark: int) -> Seen:
    """See `SearchIndex.rebuild`. Works on an index of any version, of which it keeps the vectors where it can."""
    try:
        old = generations.look()
    except LabError:
        old = None
    index = generations.create()
    try:
        state = State(mark=mark)
        if old and old.state.dimension and generations.has_vectors(index):
            state.model, state.dimension = old.state.model, old.state.dimension
            state.vectors_mark = old.state.vectors_mark
            generations.add_vectors(index, state.dimension)
        source = Seen(old.index if old else index, state)
        generations.bulk(index, carrying(generations, source, actions(entries, state)))
        generations.begin_state(index, state)
        generations.refresh(index)
        generations.publish(index)
    except BaseException:
        generations.drop(index)
        raise
    return Seen(index, state)


def first(generations: Generations) -> Seen:
    """An empty index where there is none."""
    return build(generations, (), 0)


def actions(entries: Iterable[Entry], state: State) -> Iterator[Action]:
    """What puts entries in place of those of the same identifier among them; the state learns their fields.

    Entries of one identifier that follow each other are one thing to different viewers, and all stay.
    """
    circles: dict[str, set[str]] = {}
    last = None
    for entry in entries:
        own, several = document_id(entry.id, entry.sees, entry.unseen), bool(entry.sees or entry.unseen)
        if entry.id != last or not several:
            stale = circles.pop(entry.id, set()) | ({document_id(entry.id)} if several else set())
            yield from map(_delete, sorted(stale - {own}))
        if several:
            circles.setdefault(entry.id, set()).add(own)
        last = entry.id
        state.note(entry)
        yield {"_op_type": PUT, "_id": own, "_source": document(entry, state)}


def _delete(id: str) -> Action:
    return {"_op_type": "delete", "_id": id}


def _standing(
    generations: Generations, index: str, state: Mapping[str, Any], removed: Sequence[str], written: Sequence[Action]
) -> set[str]:
    """The documents that may stand there of what is removed or replaced."""
    plain = {document_id(id) for id in removed}
    if not state["restricted"]:
        return plain
    generations.refresh(index)  # what a killed writer has left unseen counts too
    ids = {term(id) for id in removed} | {action["_source"]["id"] for action in written if "_source" in action}
    return plain | set(documents_of(generations, index, sorted(ids)))


def documents_of(generations: Generations, index: str, ids: Iterable[str]) -> dict[str, str]:
    """The documents that are of these entries: {document: entry}. An entry is named by `tantivy_schema.term`."""
    found = {}
    for some in chunks(ids, FOUND // 10):
        body = {"query": {"terms": {"id": some}}, "size": FOUND, "_source": False, "docvalue_fields": ["id"]}
        for hit in generations.search(index, body)["hits"]["hits"]:
            found[hit["_id"]] = hit["fields"]["id"][0]
    return found


def carrying(generations: Generations, source: Seen, sent: Iterable[Action]) -> Iterator[Action]:
    """The same, with the vectors that the index `source` has of the entries."""
    if not source.state.dimension:
        yield from sent
        return
    for some in chunks(sent, CARRIED):
        ids = sorted({action["_source"]["id"] for action in some if action["_op_type"] == PUT})
        fields = ["id", "digest", "passages"]
        body = {"query": _with_vectors(ids), "size": FOUND, "_source": fields, "collapse": {"field": "id"}}
        hits = generations.search(source.index, body)["hits"]["hits"] if ids else []
        kept = {hit["_source"].pop("id"): hit["_source"] for hit in hits}
        for action in some:
            if action["_op_type"] == PUT:
                yield action | {"_source": action["_source"] | kept.get(action["_source"]["id"], {})}
            else:
                yield action


def _with_vectors(ids: list[str]) -> dict[str, Any]:
    return {"bool": {"filter": [{"terms": {"id": ids}}, {"exists": {"field": "digest"}}]}}


# -- vectors


def reset_vectors(generations: Generations, model: str, dimension: int) -> None:
    """See `VectorIndex.reset_vectors`. Raises StoreError where the server has no k-NN plugin."""
    seen = generations.look() or first(generations)
    changes = {"model": model, "dimension": dimension, "vectors_mark": 0}
    if not seen.state.dimension and generations.has_vectors(seen.index):
        generations.add_vectors(seen.index, dimension)
        generations.change_state(seen.index, changes)
        generations.refresh(seen.index)
        return
    index = generations.create()
    try:
        if not generations.has_vectors(index):
            raise StoreError(
                f"the OpenSearch at {generations.address.shown} has no plugin opensearch-knn, without which it cannot "
                "search by meaning: install it; search by words works without"
            )
        generations.add_vectors(index, dimension)
        generations.copy(seen.index, index)
        generations.change_state(index, changes)
        generations.refresh(index)
        generations.publish(index)
    except BaseException:
        generations.drop(index)
        raise


def put_vectors(
    generations: Generations, encoded: Iterable[Encoded], removed_ids: Iterable[str], mark: int | None
) -> None:
    """See `VectorIndex.put_vectors`. What has no passages is removed. Raises ValueError for another dimension."""
    removed = {term(id): _vectors(None) for id in removed_ids}
    new = {term(one.id): one for one in encoded}
    seen = generations.look()
    state = seen.state if seen else State()
    if any(one.vectors.shape[1:] != (state.dimension,) for one in new.values() if len(one.vectors)):
        raise ValueError(f"a vector of {state.model or 'no model'} has {state.dimension} numbers")
    if seen is None or not state.dimension:
        return
    changes = removed | {id: _vectors(one) for id, one in new.items()}
    documents = documents_of(generations, seen.index, sorted(changes))
    updates = ({"_op_type": "update", "_id": at, "doc": changes[id]} for at, id in documents.items())
    generations.bulk(seen.index, updates)
    if mark is not None:
        generations.change_state(seen.index, {"vectors_mark": mark})
    generations.refresh(seen.index)


def _vectors(encoded: Encoded | None) -> dict[str, Any]:
    """The part of a document that holds vectors; nulls and nothing where there are none."""
    if encoded is None or not len(encoded.vectors):
        return {"digest": None, "passages": []}
    return {"digest": encoded.digest, "passages": [{"vector": vector_json(one)} for one in encoded.vectors]}


def chunks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Lists of so many, the last of what is left."""
    left = iter(items)
    while some := list(islice(left, size)):
        yield some
