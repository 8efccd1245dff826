"""Is the lab what it says it is: the chain, the kept files, and graph and search index against the ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from labkin.app.lab import SWITCHED_OFF, Lab
from labkin.graph.errors import LabkinError, LedgerDamaged
from labkin.graph.graph_server import shown_url
from labkin.graph.project import ledger_digest, store_digest

TRIES = 5  # to read a lab that others change meanwhile


def check(lab: Lab, against: str | None = None, say: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """Verify everything; what `check --json` prints. Nothing is repaired."""
    problems: list[str] = []
    say("verifying the chain")
    try:
        last = lab.ledger.verify(against)
    except LedgerDamaged as error:
        last = None
        problems.append(str(error))
    say("checking the kept files")
    kept = sum(1 for _ in lab.blobs.all())
    problems += [f"the kept bytes of {name} no longer match their checksum" for name in lab.blobs.damaged()]
    problems += [f"the kept bytes of {name} are gone" for name in lab.blobs.missing(lab.jobs.kept())]
    problems += _cut_off(lab)
    graph = ledger = ""
    try:
        ledger, graph = _digests(lab, say)
    except LabkinError as error:
        problems.append(str(error))
    if graph != ledger:
        problems.append("the graph does not hold what the ledger says: build it anew with `labkin rebuild graph`")
    search = _search(lab, say, problems)
    return {
        "ok": not problems,
        "problems": problems,
        "graph_digest": graph,
        "ledger_digest": ledger,
        "search": search,
        "transaction": last.id if last else 0,
        "chain": last.hash if last else "",
        "transactions": last.id if last else 0,
        "files": kept,
    }


def _cut_off(lab: Lab) -> list[str]:
    """What the projections have seen and the ledger no longer has; a chain cut at its end verifies by itself."""
    head = lab.ledger.head()
    return [
        f"the {name} has shown transaction {seen}, but the ledger ends at {head}: its last transactions were removed"
        for name, report in lab.ledger.projections().items()
        if (seen := report.get("txn", 0)) > head
    ]


def _search(lab: Lab, say: Callable[[str], None], problems: list[str]) -> dict[str, Any]:
    """What the search index is; adds what is wrong with it. It is looked at again when the lab moved meanwhile."""
    from labkin.search.verifying import problems_of

    found: list[str] = []
    shown = {"url": shown_url(lab.config.search), "transaction": 0, "entries": 0}
    try:
        for _ in range(TRIES):
            lab.make_ready(say)
            with lab.view() as view:
                found = problems_of(lab.index, view, lab.config.encoder != SWITCHED_OFF, say)
                if not found or lab.ledger.head() == view.at:
                    break
        shown |= {"transaction": lab.index.mark(), "entries": lab.index.count()}
    except LabkinError as error:
        found.append(str(error))
    problems += [one for one in found if one not in problems]
    return shown


def _digests(lab: Lab, say: Callable[[str], None]) -> tuple[str, str]:
    """Of the ledger and of the graph, at the same transaction: the graph is read again when it moved meanwhile."""
    for _ in range(TRIES):
        say("waiting for the graph")
        lab.make_ready(say)
        with lab.view() as view:
            say("reading the ledger")
            ledger = ledger_digest(view)
            say("reading the graph")
            graph = store_digest(lab.store)
            if ledger == graph or lab.store.mark() == view.at:
                return ledger, graph
    return ledger, graph
