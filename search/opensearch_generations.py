"""The indices behind one name: a generation is in use, the next is built beside it, and one request swaps them.

The name is an alias. What an index knows of itself is a document in it, which is written after the entries that it
speaks of; nothing is seen by anybody until the refresh that ends a change, so that the mark and its data show together.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from labkin.graph.errors import LabError, StoreError
from labkin.search import tokens
from labkin.search.opensearch_client import Address, asking, check_version, open_client, parse_address
from labkin.search.opensearch_mapping import LAYOUT, STATE, State, mappings, settings, vector_mapping

CHUNK, CHUNK_BYTES = 500, 8_000_000  # documents, and bytes, of one bulk request
RETRIES, FIRST_WAIT, LONGEST_WAIT = 5, 1, 30  # when the server says that it is too busy; seconds
SLOW = 300.0  # seconds for one request that writes
POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Seen:
    """The index that is in use, and what it knows of itself."""

    index: str
    state: State


class Generations:
    """The indices of one lab in a cluster. Safe to share between threads."""

    def __init__(self, url: str, name: str | Callable[[], str], engine: str) -> None:
        self.address: Address = parse_address(url)
        self._name = name
        self.engine = engine or self.address.engine
        self._url = url
        self._client: Any = None
        self._opening = threading.Lock()

    @property
    def name(self) -> str:
        """The name that means the index in use."""
        return self.address.index or (self._name if isinstance(self._name, str) else self._name())

    @property
    def client(self) -> Any:
        """The client; the first use asks the server what it is. Raises StoreError."""
        with self._opening:
            if self._client is None:
                client = open_client(self._url)
                with asking(self.address):
                    check_version(client, self.address)
                self._client = client
            return self._client

    def close(self) -> None:
        """Let go of connections. May be called twice."""
        with self._opening:
            if self._client is not None:
                self._client.close()
                self._client = None

    # -- what is there

    def look(self) -> Seen | None:
        """The index in use, as a reader sees it; None when there is none.

        Raises LabError when it is of another version of Labkin, StoreError when the name is taken by something else.
        """
        client = self.client  # says what to install where the package is missing
        from opensearchpy.exceptions import NotFoundError

        with asking(self.address):
            try:
                found = client.get(index=self.name, id=STATE, params={"realtime": "false"})
            except NotFoundError as error:
                if isinstance(error.info, dict) and "error" in error.info:
                    return None
                raise StoreError(
                    f"{self.name} at {self.address.shown} is no search index of Labkin's, or has lost its state: "
                    "`labkin rebuild search` makes it anew, index=NAME in the URL gives another name"
                ) from error
        raw: Mapping[str, Any] = found["_source"].get("state", {})
        if (raw.get("layout"), raw.get("tokens")) != (LAYOUT, tokens.VERSION):
            raise LabError(
                f"the search index {self.name} at {self.address.shown} was made by another version of Labkin: "
                "run `labkin rebuild search`"
            )
        return Seen(found["_index"], State.parse(raw))

    def has_vectors(self, index: str) -> bool:
        """Whether an index was made for vectors, which the server's k-NN plugin must be there for."""
        with asking(self.address):
            found = self.client.indices.get_settings(index=index, params={"flat_settings": "true"})
        return str(found[index]["settings"].get("index.knn")) == "true"

    # -- new ones

    def create(self) -> str:
        """A new, empty index, which nobody sees yet; fit for vectors where the server is."""
        from opensearchpy.exceptions import RequestError

        index = f"{self.name}-g-{uuid.uuid4().hex[:12]}"
        client, shards = self.client, self.address.shards
        with asking(self.address):
            try:
                client.indices.create(
                    index=index, body={"settings": settings(shards, knn=True), "mappings": mappings()}
                )
            except RequestError as error:
                if "index.knn" not in str(error):
                    raise
                plain = {"settings": settings(shards, knn=False), "mappings": mappings()}
                client.indices.create(index=index, body=plain)
        return index

    def add_vectors(self, index: str, dimension: int) -> None:
        """Give an index the field of vectors of so many numbers."""
        with asking(self.address):
            self.client.indices.put_mapping(index=index, body=vector_mapping(dimension, self.engine))

    def publish(self, index: str) -> None:
        """Let the name mean this index and remove all other generations of it, in one request."""
        from opensearchpy.exceptions import RequestError

        client = self.client
        steps: list[dict[str, Any]] = [{"add": {"index": index, "alias": self.name}}]
        with asking(self.address):
            if self.address.replicas:
                client.indices.put_settings(index=index, body={"number_of_replicas": self.address.replicas})
            known = client.indices.get_alias(index=f"{self.name}-g-*")
            steps += [{"remove_index": {"index": name}} for name in known if name != index]
            try:
                client.indices.update_aliases(body={"actions": steps})
            except RequestError as error:
                if "same name as" not in str(error) and "alias" not in str(error.error):
                    raise
                raise StoreError(
                    f"{self.address.shown} has an index {self.name} that is not Labkin's: "
                    "give another name by index=NAME in the URL"
                ) from error

    def drop(self, index: str) -> None:
        """Remove an index that was not published."""
        with asking(self.address):
            self.client.indices.delete(index=index, params={"ignore_unavailable": "true"})

    def copy(self, old: str, new: str) -> None:
        """Copy what is not of vectors, inside the cluster."""
        client = self.client
        body = {"source": {"index": old, "_source": {"excludes": ["passages", "digest"]}}, "dest": {"index": new}}
        with asking(self.address):
            task = client.reindex(body=body, params={"wait_for_completion": "false"})["task"]
            while not (found := client.tasks.get(task_id=task))["completed"]:
                time.sleep(POLL_SECONDS)
        if failed := found.get("error") or found["response"]["failures"]:
            raise StoreError(f"the index at {self.address.shown} could not be copied: {str(failed)[:400]}")

    # -- writing

    def bulk(self, index: str, actions: Iterable[Mapping[str, Any]]) -> None:
        """Write in batches; what is to be removed or changed and is not there is no error. Raises StoreError."""
        from opensearchpy.helpers import streaming_bulk

        sent = ({**action, "_index": index} for action in actions)
        how: dict[str, Any] = {"max_retries": RETRIES, "initial_backoff": FIRST_WAIT, "max_backoff": LONGEST_WAIT}
        how |= {"raise_on_error": False, "yield_ok": False, "request_timeout": SLOW}
        with asking(self.address):
            for _, said in streaming_bulk(self.client, sent, chunk_size=CHUNK, max_chunk_bytes=CHUNK_BYTES, **how):
                ((operation, item),) = said.items()
                if item["status"] == 404 and operation in ("delete", "update"):
                    continue
                error = item.get("error")
                reason = error.get("reason") if isinstance(error, dict) else error
                raise StoreError(f"the OpenSearch at {self.address.shown} did not take an entry: {str(reason)[:400]}")

    def begin_state(self, index: str, state: State) -> None:
        """Write the state of a new index."""
        with asking(self.address):
            self.client.index(index=index, id=STATE, body={"meta": STATE, "state": state.dump()})

    def change_state(self, index: str, changes: Mapping[str, Any]) -> None:
        """Change some of the state; two writers of different parts do not undo each other."""
        body = {"doc": {"state": changes}}
        with asking(self.address):
            self.client.update(index=index, id=STATE, body=body, params={"retry_on_conflict": 5})

    def refresh(self, index: str) -> None:
        """Let all see what was written."""
        with asking(self.address):
            self.client.indices.refresh(index=index, params={"request_timeout": SLOW})

    # -- asking

    def search(self, index: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """One search. Raises NotFoundError when the index was swapped away meanwhile."""
        with asking(self.address):
            answer: dict[str, Any] = self.client.search(index=index, body=body)
            return answer

    def searches(self, index: str, bodies: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Several searches in one request. Raises what `search` raises for the first that failed."""
        from opensearchpy.exceptions import HTTP_EXCEPTIONS, TransportError

        lines = [line for body in bodies for line in ({}, body)]
        with asking(self.address):
            answers: list[dict[str, Any]] = self.client.msearch(index=index, body=lines)["responses"] if lines else []
            for answer in answers:
                if "error" in answer:
                    error = HTTP_EXCEPTIONS.get(answer["status"], TransportError)
                    raise error(answer["status"], answer["error"].get("type", ""), answer)
        return answers

    @contextmanager
    def held(self, index: str, keep_alive: str) -> Iterator[Callable[[Mapping[str, Any]], list[dict[str, Any]]]]:
        """Searches of the index as it is now, whatever is written meanwhile: what gives the hits of one."""
        client = self.client
        with asking(self.address):
            held = client.create_pit(index=index, params={"keep_alive": keep_alive})["pit_id"]
        pit = {"pit": {"id": held, "keep_alive": keep_alive}}

        def hits(body: Mapping[str, Any]) -> list[dict[str, Any]]:
            with asking(self.address):
                found: list[dict[str, Any]] = client.search(body={**body, **pit})["hits"]["hits"]
            return found

        try:
            yield hits
        finally:
            with asking(self.address):
                client.delete_pit(body={"pit_id": [held]})

    def retrying(self, answer: Callable[[Seen], Any], empty: Callable[[], Any]) -> Any:
        """What `answer` makes of the index in use, asked anew when that is swapped away; `empty` when there is none."""
        from opensearchpy.exceptions import NotFoundError

        for attempt in range(RETRIES):
            seen = self.look()
            if seen is None:
                return empty()
            try:
                return answer(seen)
            except NotFoundError:
                if attempt == RETRIES - 1:
                    raise
        return empty()
