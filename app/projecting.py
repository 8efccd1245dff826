"""The projector's step: bring the graph, the search index and its vectors up to the ledger, and say how far they are.

Texts are encoded last, some in each step: what is loaded meanwhile is in the graph, and found by its words, at once.

With the embedded engine it runs in the owner process; with a graph server, in whichever process needs it and holds the
lease.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkin.app.config import read_config
from labkin.app.counting import COUNTED_ANEW
from labkin.app.lab import GRAPH, PROJECTIONS, SEARCH, SWITCHED_OFF, VECTORS, Lab
from labkin.graph import names
from labkin.graph.errors import LabkinError, StoreError
from labkin.graph.graph_server import claim, shown_url
from labkin.graph.ledger_jobs import is_alive, this_process
from labkin.graph.profile import read_profile
from labkin.graph.project import RebuildableStore, project
from labkin.graph.store import GraphStore
from labkin.search.follow import follow

if TYPE_CHECKING:
    from labkin.search.embed import Embedding
    from labkin.search.finder import Index

LEASE, LEASE_SECONDS = "projector", 30.0
REPORT_SECONDS = 0.5  # how often a long step says how far it is
AGAIN_SECONDS = 30.0  # before texts that could not be encoded are tried again


class Projector:
    """Keeps the projections of one lab in step. One at a time per lab."""

    def __init__(self, lab: Lab, store: RebuildableStore, index: Index, names: Collection[str] = PROJECTIONS) -> None:
        self._with_vectors = VECTORS in names
        self._lab, self._store, self._index = lab, store, index
        self._encoding: tuple[str, Embedding] | None = None  # and by which setting
        self._encode_at = 0.0  # not before
        self._said = 0.0
        self._renew = 0.0  # when the lease is to be prolonged

    def step(self) -> bool:
        """Do what there is to do; whether there was anything. Errors are reported in the ledger and raised."""
        if not self._leased():
            return False
        did = self._reporting(SEARCH, self._step_search) | self._reporting(GRAPH, self._step_graph)
        did |= self._reporting(GRAPH, self._step_profile)
        if self._with_vectors:
            did |= self._step_vectors()
        if not did:
            self._lab.ledger.tidy()
        return did

    def _leased(self) -> bool:
        """Whether the lease is ours. It is prolonged now and then only, for that writes to the disk."""
        moment = time.time()
        if moment < self._renew:
            return True
        if not self._lab.ledger.take_lease(LEASE, this_process(), LEASE_SECONDS, is_alive):
            return False
        self._renew = moment + LEASE_SECONDS / 3
        return True

    def _reporting(self, name: str, step: Callable[[], bool]) -> bool:
        try:
            return step()
        except LabkinError as error:
            self._lab.ledger.report_projection(name, error=str(error), busy="")
            raise

    def _step_graph(self) -> bool:
        ledger = self._lab.ledger
        if self._lab.is_ahead():  # what the copy of this lab wrote is not known here
            self._lab.store.reset()
        done = project(ledger, self._store, lambda what, count: self._say(GRAPH, what, count))
        reported = ledger.projections().get(GRAPH, {})
        mark = self._store.mark()
        if done is None and reported.get("txn") == mark:
            return False
        counts = count_graph(self._store)
        ledger.report_projection(
            GRAPH, url=shown_url(self._lab.config.graph), txn=mark, counts=counts, busy="", error=""
        )
        return True

    def _step_search(self) -> bool:
        ledger = self._lab.ledger
        did = follow(ledger, self._index, lambda what, count: self._say(SEARCH, what, count))
        mark = self._index.mark()
        reported, url = ledger.projections().get(SEARCH, {}), shown_url(self._lab.config.search)
        if not did and (reported.get("txn"), reported.get("url")) == (mark, url):
            return False
        count = {"entries": self._index.count()}
        ledger.report_projection(SEARCH, url=url, txn=mark, counts=count, busy="", error="")
        return True

    def _step_profile(self) -> bool:
        """What the graph is made of, for the question parser; after the rest, for nobody waits for it."""
        report = self._lab.ledger.projections().get(GRAPH, {})
        counts: dict[str, Any] = report.get("counts", {})
        if counts.get("profile_txn") == report.get("txn"):
            return False
        counts |= {"profile": read_profile(self._store).to_json(), "profile_txn": report.get("txn")}
        with self._lab.view() as view:
            counts |= {"statements": view.statements()}
            if counts["statements"] > COUNTED_ANEW:
                counts |= {"waiting": view.counts().waiting}
        self._lab.ledger.report_projection(GRAPH, counts=counts)
        return True

    def _step_vectors(self) -> bool:
        """Encode some texts. What hinders that is reported and not raised, so that graph and words go on."""
        shown = self._lab.ledger.projections().get(VECTORS, {})
        if time.monotonic() < self._encode_at and shown.get("error"):  # who waits for it takes the error back
            return False
        try:
            return self._encode(read_config(self._lab.folder).encoder, shown)
        except LabkinError as error:
            self._encoding = None
            self._encode_at = time.monotonic() + AGAIN_SECONDS
            self._lab.ledger.report_projection(VECTORS, error=str(error), busy="")
            return False

    def _encode(self, setting: str, shown: dict[str, Any]) -> bool:
        if setting == SWITCHED_OFF:
            self._encoding, did, mark = None, False, self._lab.ledger.head()
        else:
            embedding = self._embedding(setting, shown)
            did = embedding is not None and embedding.step()
            mark = self._index.vectors_mark()
        if (shown.get("url"), shown.get("txn"), shown.get("error")) == (setting, mark, ""):
            return did
        self._lab.ledger.report_projection(VECTORS, url=setting, txn=mark, busy="", error="")
        return True

    def _embedding(self, setting: str, shown: dict[str, Any]) -> Embedding | None:
        """What encodes; None where all is encoded, so that no large model is loaded for nothing."""
        from labkin.nlp.encoders import SHIPPED, load
        from labkin.search.embed import Embedding, vectors_mark_of

        if self._encoding is None or self._encoding[0] != setting:
            head = self._lab.ledger.head()
            if setting != SHIPPED and shown.get("url") == setting and vectors_mark_of(self._index) == head:
                return None
            say = partial(self._say, VECTORS)
            self._encoding = setting, Embedding(self._lab.ledger, self._index, load(setting), progress=say)
        return self._encoding[1]

    def _say(self, name: str, what: str, count: int) -> None:
        moment = time.monotonic()
        if moment - self._said >= REPORT_SECONDS:
            self._said = moment
            self._leased()
            self._lab.ledger.report_projection(name, busy=f"{what}, {count:,} so far")

    def close(self) -> None:
        """Give the lease back."""
        self._renew = 0.0
        self._lab.ledger.drop_lease(LEASE, this_process())
        self._lab.ledger.tidy()

    def end(self) -> None:
        """Close as the engine's owner. What the driver said of being ended amid a statement says nothing of the lab."""
        self.close()
        self._lab.forget_errors()


def count_graph(store: GraphStore) -> dict[str, Any]:
    """How many nodes and edges the graph holds, by kind and relation, the most frequent first."""
    kinds: Counter[str] = Counter()
    for row in store.read(f"MATCH (n:{names.BASE}) RETURN labels(n) AS labels, count(*) AS n"):
        kinds[next(names.decode(label) for label in row["labels"] if label != names.BASE)] += row["n"]
    relations: Counter[str] = Counter()
    for row in store.read(f"MATCH (:{names.BASE})-[r]->(:{names.BASE}) RETURN type(r) AS type, count(*) AS n"):
        relations[names.decode(row["type"])] += row["n"]
    return {
        "nodes": kinds.total(),
        "edges": relations.total(),
        "kinds": dict(kinds.most_common()),
        "relations": dict(relations.most_common()),
    }


def projector_of(lab_dir: Path, store: RebuildableStore) -> Projector:
    """The projector of a lab, for the process that owns the embedded engine."""
    lab = Lab.open(lab_dir)
    return Projector(lab, store, lab.index)


def catch_up_here(
    lab: Lab, progress: Callable[[str], None], patience: float = 3600.0, names: Collection[str] = PROJECTIONS
) -> None:
    """Bring these projections up in this process; waits while another process holds the lease. Raises StoreError."""
    claim(lab.store, lab.ledger.identity())  # anew, for a lab has no identity before its first transaction
    projector = Projector(lab, lab.store, lab.index, names)
    deadline = time.monotonic() + patience
    try:
        while lab.to_do(names):
            if not projector.step():
                if error := lab.vectors_hindered(names):
                    raise StoreError(error)
                if time.monotonic() > deadline:
                    raise StoreError(f"another process has been writing the graph for {patience:.0f} seconds")
                progress("waiting for the process that writes the graph")
                time.sleep(REPORT_SECONDS)
    finally:
        projector.close()
