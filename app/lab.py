"""A lab: the folder, and what is in it wired together. The composition root."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkin.app.config import FILE, Config, read_config, write_config
from labkin.graph.blobs import Blobs
from labkin.graph.errors import LabError, StoreError
from labkin.graph.graph_server import shown_url
from labkin.graph.ledger import Ledger
from labkin.graph.ledger_jobs import Jobs
from labkin.graph.ledger_view import View
from labkin.graph.model import EVERYONE, Viewer

if TYPE_CHECKING:
    from labkin.graph.bolt_store import BoltStore
    from labkin.graph.profile import Profile
    from labkin.search.finder import Index
    from labkin.search.opensearch_index import OpenSearchIndex

GRAPH, SEARCH, VECTORS = PROJECTIONS = ("graph", "search", "vectors")
EMBEDDED = "embedded"
AT_ONCE = (GRAPH, SEARCH)  # those that answers wait for; vectors take a hundred times as long
SWITCHED_OFF = "none"  # the setting `encoder` of a lab without vectors
POLL_SECONDS = 0.05
MOST_POLL_SECONDS = 0.25  # once it has taken five seconds
LEAST_ROOM = 8_000_000  # bytes on the disk without which the engine and the index cannot work
LOOK_SECONDS = 2.0  # between two looks whether the projector that is waited for still lives

Progress = Callable[[str], None]


class Lab:
    """An open lab. Parts start when they are first used: reading the ledger starts no engine."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.folder = config.folder
        self.blobs = Blobs(self.folder / "blobs")

    @classmethod
    def open(cls, folder: Path) -> Lab:
        """Open a lab. Raises NotFound when the folder is none, LabError when its settings cannot be read."""
        return cls(read_config(folder))

    @staticmethod
    def is_in(folder: Path) -> bool:
        """Whether that folder is a lab."""
        return (folder / FILE).is_file()

    @classmethod
    def create(cls, folder: Path) -> Lab:
        """Make a lab in a new or empty folder, or open the one that is there. Raises LabError for any other folder."""
        if not cls.is_in(folder):
            if folder.is_file():
                raise LabError(f"{folder} is a file: give the name of a folder")
            if folder.exists() and any(folder.iterdir()):
                raise LabError(f"{folder} is not empty and is no lab: give the name of a new folder")
            write_config(folder)
        lab = cls.open(folder)
        _ = lab.ledger
        return lab

    @cached_property
    def ledger(self) -> Ledger:
        """The record."""
        return Ledger.open(self.config.ledger)

    @cached_property
    def jobs(self) -> Jobs:
        """Loads, waiting, running and past."""
        return Jobs(self.ledger)

    @cached_property
    def store(self) -> BoltStore:
        """The graph store; the embedded engine is started when it does not run."""
        if self.embedded:
            from labkin.graph.embedded import connect, find_owner

            self._forget_if_gone(GRAPH)
            if find_owner(self.folder) is None:
                self._check_room()
            return connect(self.folder, self.owner_command())
        from labkin.graph.bolt_store import open_store
        from labkin.graph.graph_server import claim, with_password

        store = open_store(with_password(self.config.graph, self.config.graph_password))
        try:
            claim(store, self.ledger.identity())
        except StoreError:
            store.close()
            raise
        return store

    @cached_property
    def index(self) -> Index:
        """The search index with its vectors, for reading."""
        self._forget_if_gone(SEARCH)
        self._forget_if_gone(VECTORS)
        if self.config.search != EMBEDDED:
            return self.index_at(self.config.search)
        from labkin.search.hybrid_index import HybridIndex

        return HybridIndex(self.folder / SEARCH, self.folder / VECTORS)

    def index_at(self, url: str) -> OpenSearchIndex:
        """The search index of this lab in a cluster, under a name that no other lab has."""
        from labkin.search.opensearch_index import OpenSearchIndex

        return OpenSearchIndex(url, lambda: f"labkin-{self.ledger.identity()[:12] or 'empty'}")

    @property
    def embedded(self) -> bool:
        """Whether the graph lives in the embedded engine."""
        return self.config.graph == EMBEDDED

    def owner_command(self) -> list[str]:
        """How the process that owns the embedded engine is started."""
        return [sys.executable, "-m", "labkin.app.owner", str(self.folder)]

    def close(self) -> None:
        """Let go of what was opened. The engine goes on for others, and stops when idle."""
        for name in ("store", "index", "ledger"):
            if name in self.__dict__:
                self.__dict__.pop(name).close()

    def __enter__(self) -> Lab:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def view(self, at: int | None = None, viewer: Viewer = EVERYONE) -> Iterator[View]:
        """The ledger as of a transaction, as this viewer sees it."""
        with self.ledger.view(at, viewer) as view:
            yield view

    # -- projections -------------------------------------------------------------------------------------------------

    def behind(self) -> dict[str, int]:
        """By projection: how many transactions it is behind the ledger. Starts nothing."""
        head, shown = self.ledger.head(), self.ledger.projections()
        return {name: head - shown.get(name, {}).get("txn", 0) * self._is_there(name, shown) for name in PROJECTIONS}

    def to_do(self, names: Collection[str] = PROJECTIONS) -> bool:
        """Whether one of these projections is not in step with the ledger."""
        behind = self.behind()
        return any(behind[name] for name in names) or self.is_ahead()

    def is_ahead(self) -> bool:
        """Whether the graph on a server shows what this ledger never said it shows: a copy of this lab wrote it."""
        shown = self.ledger.projections().get(GRAPH, {}).get("txn", 0)
        return not self.embedded and "store" in self.__dict__ and bool(self.store.mark() > shown)

    def _is_there(self, name: str, shown: Mapping[str, Mapping[str, Any]]) -> bool:
        """Whether a projection that lives in the lab's folder still does; one that is switched off is not missed."""
        url = shown.get(name, {}).get("url", "")
        if name == VECTORS and (url == SWITCHED_OFF or self.config.search != EMBEDDED):
            return True
        if name == SEARCH and url and url != shown_url(self.config.search):
            return False  # it was another index that was reported
        if name == SEARCH and self.config.search == EMBEDDED:
            from labkin.search.tantivy_layout import is_of_another_version

            return (self.folder / name).is_dir() and not is_of_another_version(self.folder / name)
        elsewhere = name == SEARCH or (name == GRAPH and not self.embedded)
        return elsewhere or (self.folder / name).is_dir()

    def _forget_if_gone(self, name: str) -> None:
        """Take back what was reported of a projection whose folder is gone, before opening makes an empty one."""
        shown = self.ledger.projections()
        if not self._is_there(name, shown) and shown.get(name, {}).get("txn", 0):
            self.ledger.report_projection(name, txn=0, counts={})

    def make_ready(self, progress: Progress = lambda _: None) -> None:
        """Wait until graph and words are in step, also where the store lost what was reported. Raises StoreError."""
        mark, shown = self.store.mark(), self.ledger.projections()
        if mark < shown.get(GRAPH, {}).get("txn", 0):
            self.ledger.report_projection(GRAPH, txn=mark, counts={})
        if self.config.search != EMBEDDED and self.index.mark() < shown.get(SEARCH, {}).get("txn", 0):
            self.ledger.report_projection(SEARCH, txn=0, counts={})
        self.catch_up(progress, names=AT_ONCE)

    def begin_catching_up(self) -> None:
        """Let graph and index follow the ledger while this process does other things, where another one does that."""
        if self.embedded and any(self.behind().values()):
            from labkin.graph.embedded import begin

            self._forget_if_gone(GRAPH)
            self._check_room()
            self._forget_errors_of_the_gone()
            begin(self.folder, self.owner_command())

    def catch_up(
        self,
        progress: Progress = lambda _: None,
        patience: float = 3600.0,
        names: Collection[str] = PROJECTIONS,
    ) -> None:
        """Wait until these projections show the ledger's head, starting the projector if need be.

        Raises StoreError when the projector fails, or has not done anything for `patience` seconds.
        """
        if not self.to_do(names):
            return
        if self.vectors_hindered(names):
            self.ledger.report_projection(VECTORS, error="")  # so that it is tried again at once
        if not self.embedded:
            from labkin.app.projecting import catch_up_here

            catch_up_here(self, progress, names=names)
            return
        self._end_owner_of_another_index()
        self._forget_errors_of_the_gone()
        _ = self.store  # starts the owner of the engine, in which the projector lives
        began = time.monotonic()
        deadline = began + patience
        seen_error, seen_busy, looked = "", "", began
        while any(self.behind()[name] for name in names):
            if time.monotonic() - looked > LOOK_SECONDS:
                self._check_room()
                self.store.mark()  # starts another owner where this one died
                looked = time.monotonic()
            reports = self.ledger.projections()
            busy, error = (_first(reports, AT_ONCE, said) for said in ("busy", "error"))
            busy = busy or _first(reports, names, "busy")
            progress(busy)
            if error and error == seen_error:
                raise StoreError(f"the graph or the index cannot follow the ledger: {error}")
            if hindered := self.vectors_hindered(names):
                raise StoreError(hindered)
            if busy != seen_busy:
                deadline = time.monotonic() + patience
            if time.monotonic() > deadline:
                raise StoreError(f"the projector has done nothing for {patience:.0f} seconds; see `labkin status`")
            seen_error, seen_busy = error, busy
            waited = time.monotonic() - began  # where cores are few, each look takes them from the projector
            time.sleep(min(max(POLL_SECONDS, waited / 20), MOST_POLL_SECONDS) if not error else 1.0)

    def _forget_errors_of_the_gone(self) -> None:
        """Take back what hindered a projector that no longer runs: the next one tries again, and says so itself."""
        from labkin.graph.owner_files import OwnerFiles

        if not OwnerFiles(self.folder).owned():
            self.forget_errors()

    def forget_errors(self) -> None:
        """Take back what hindered the graph and the index."""
        for name, shown in self.ledger.projections().items():
            if name in AT_ONCE and shown["error"]:
                self.ledger.report_projection(name, error="")

    def _end_owner_of_another_index(self) -> None:
        """End an engine whose projector keeps another search index than is set now: that one would never catch up."""
        from labkin.graph.embedded import stop_owner

        kept = self.ledger.projections().get(SEARCH, {}).get("url", "")
        if kept and kept != shown_url(self.config.search):
            stop_owner(self.folder)

    def vectors_hindered(self, names: Collection[str] = PROJECTIONS) -> str:
        """Why texts cannot be encoded; empty where they can, or where `names` says that nobody waits for it."""
        error = self.ledger.projections().get(VECTORS, {}).get("error", "") if VECTORS in names else ""
        return error and f"texts cannot be searched by meaning ({error}); they are loaded, and found by their words"

    def _check_room(self) -> None:
        """Raises StoreError where the disk is full: the owner of the engine cannot even say so by itself then."""
        if shutil.disk_usage(self.folder).free < LEAST_ROOM:
            raise StoreError(
                f"the disk that holds {self.folder} is full: make room and try again; nothing that was loaded is lost"
            )

    def profile(self) -> Profile:
        """What kinds, relations and properties the graph has. Read anew when the graph has moved on."""
        from labkin.graph.profile import Profile, read_profile

        report = self.ledger.projections().get(GRAPH, {})
        kept: dict[str, Any] = report.get("counts", {})
        if kept.get("profile") and kept.get("profile_txn") == report.get("txn"):
            return Profile.from_json(kept["profile"])
        return read_profile(self.store)


def _first(reports: Mapping[str, Mapping[str, Any]], names: Collection[str], field: str) -> str:
    """What the first of these projections that says something there says."""
    return next((said for name in names if (said := str(reports.get(name, {}).get(field, "")))), "")
