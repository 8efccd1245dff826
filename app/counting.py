"""How much there is in a lab, told at once: counting a large ledger takes a minute for every few million statements.

What the graph holds was counted when it was written. While it is behind, a small ledger is counted anew; of a large one
the last count is shown, and said to be that.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from labkin.app.lab import GRAPH, Lab

COUNTED_ANEW = 40_000  # statements; counting so many takes less than a second
LEDGER = "ledger"  # under which name its last count is reported, beside the projections
EXACT, LAST, ROUGH = "exact", "last known", "statements"


def counts_of(lab: Lab) -> dict[str, Any]:
    """`nodes`, `edges`, `kinds`, `relations`, `waiting_edges`, and how they were counted.

    `counted` is "exact"; "last known", as of the transaction `counted_at`; or "statements", where nothing was counted
    yet: then these are the numbers of statements, of which several may be about one thing, and the rest is empty.
    """
    head, reports = lab.ledger.head(), lab.ledger.projections()
    graph, last = (_report(reports.get(name, {})) for name in (GRAPH, LEDGER))
    in_step = bool(graph) and not lab.behind()[GRAPH]
    with lab.view() as view:
        if view.statements() <= COUNTED_ANEW:
            counts = view.counts()
            return _told(graph if in_step else asdict(counts), head, EXACT, counts.waiting)
        if in_step:
            return _told(graph, head, EXACT, graph.get("waiting", 0))
        known = max(graph, last, key=lambda one: int(one.get("at", 0)))
        if known:
            return _told(known, known["at"], EXACT if known["at"] == head else LAST, known.get("waiting", 0))
        nodes, edges = view.rough_size()
    return _told({"nodes": nodes, "edges": edges, "kinds": {}, "relations": {}}, head, ROUGH, 0)


def _report(report: dict[str, Any]) -> dict[str, Any]:
    counts: dict[str, Any] = report.get("counts", {})
    return counts | {"at": report["txn"]} if counts else {}


def _told(counts: dict[str, Any], at: int, how: str, waiting: int) -> dict[str, Any]:
    kept = {key: counts[key] for key in ("nodes", "edges", "kinds", "relations")}
    return kept | {"waiting_edges": waiting, "counted": how, "counted_at": at}


def remember(lab: Lab) -> None:
    """Count a large ledger that has grown by half since it was last counted. For loads that leave the graph behind."""
    with lab.view() as view:
        size = view.statements()
        reports = [lab.ledger.projections().get(name, {}) for name in (GRAPH, LEDGER)]
        known = max((int(report.get("counts", {}).get("statements", 0)) for report in reports), default=0)
        if size <= COUNTED_ANEW or size < 1.5 * known:
            return
        counts = asdict(view.counts()) | {"statements": size}
        at = view.at
    lab.ledger.report_projection(LEDGER, txn=at, counts=counts)
