"""Building a projection anew from the ledger."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from labkin.app.lab import EMBEDDED, SEARCH, VECTORS, Lab
from labkin.app.projecting import LEASE
from labkin.graph.errors import LabError, StoreError
from labkin.graph.ledger_jobs import is_alive, this_process
from labkin.graph.project import ledger_digest, project

Say = Callable[[str], None]
PATIENCE_SECONDS = 30.0
NEPTUNE_CSV = "neptune-csv:"


def rebuild(lab: Lab, what: str, to: str, say: Say) -> int:
    """Build the graph or the index anew; the transaction it then shows. Raises StoreError.

    `to` is the URL of another graph store, or for the index of an OpenSearch, to build into, or `neptune-csv:` and a
    folder for the files that Neptune's bulk loader reads; the lab goes on using its own.
    """
    if to.startswith(NEPTUNE_CSV):
        return _write_neptune_csv(lab, Path(to.removeprefix(NEPTUNE_CSV)), say)
    if what == SEARCH and (to or lab.config.search != EMBEDDED):
        return _build_search(lab, to or lab.config.search, say)
    if to and to != lab.config.graph:
        return _build_elsewhere(lab, to, say)
    _stop_projector(lab)
    if what == SEARCH:
        _discard_search(lab)
    elif lab.embedded:
        from labkin.graph.embedded import discard_graph

        discard_graph(lab.folder)
    else:
        lab.store.reset()
    lab.ledger.report_projection(what, txn=0, counts={}, busy="", error="")
    lab.catch_up(say)
    return lab.ledger.head()


def _build_search(lab: Lab, url: str, say: Say) -> int:
    """Build the index in a cluster anew, beside the one that answers until it is done."""
    from labkin.search.follow import all_entries, counted

    if own := url == lab.config.search:
        _stop_projector(lab)
    say("reading the ledger")
    index = lab.index_at(url)
    try:
        with lab.view() as view:
            index.rebuild(counted(all_entries(view), lambda what, count: say(f"{what}, {count:,} so far")), view.at)
            built = view.at
    finally:
        index.close()
    if own:
        lab.catch_up(say)
    return built


def _stop_projector(lab: Lab) -> None:
    """No one may write a projection while it is thrown away."""
    if lab.embedded:
        from labkin.graph.embedded import stop_owner

        lab.close()
        stop_owner(lab.folder)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not lab.ledger.take_lease(LEASE, this_process(), 1.0, is_alive):
        if time.monotonic() > deadline:
            raise StoreError("another process is writing the graph: stop it, or wait for it, and try again")
        time.sleep(0.2)
    lab.ledger.drop_lease(LEASE, this_process())


def _discard_search(lab: Lab) -> None:
    if "index" in lab.__dict__:
        lab.__dict__.pop("index").close()
    shutil.rmtree(lab.folder / SEARCH, ignore_errors=True)
    _discard_damaged_vectors(lab)


def _discard_damaged_vectors(lab: Lab) -> None:
    """Whole vectors are kept, for an hour may be in them; each says of which text it is, and is compared with it."""
    from labkin.search.vectors import Vectors

    vectors = Vectors(lab.folder / VECTORS)
    try:
        vectors.digests()
        if damaged := vectors.damaged_files():
            raise LabError(f"the vectors have damaged files ({', '.join(damaged)})")
        if vectors.vectors_mark():
            vectors.put_vectors((), (), 0)
    except LabError:
        shutil.rmtree(lab.folder / VECTORS, ignore_errors=True)
    finally:
        vectors.close()
    lab.ledger.report_projection(VECTORS, txn=0, busy="", error="")


def _build_elsewhere(lab: Lab, to: str, say: Say) -> int:
    from labkin.graph.bolt_store import open_store
    from labkin.graph.graph_server import claim, with_password

    store = open_store(with_password(to, lab.config.graph_password))
    try:
        claim(store, lab.ledger.identity())
        store.reset()
        done = project(lab.ledger, store, lambda what, count: say(f"{what}, {count:,} so far"))
        return done.txn if done else store.mark()
    finally:
        store.close()


def _write_neptune_csv(lab: Lab, folder: Path, say: Say) -> int:
    from labkin.graph.neptune_csv import write_neptune_csv

    with lab.view() as view:
        write_neptune_csv(
            view.all_nodes(),
            view.all_edges(),
            folder,
            mark=view.at,
            lab=lab.ledger.identity(),
            digest=ledger_digest(view),
            say=lambda what, count: say(f"{what}, {count:,} so far"),
        )
        return view.at
