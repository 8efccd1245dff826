"""The drift of a lab: what its main model found in the texts, by the month of each text.

What curators decided since does not count here: drift is about the model and the texts it meets.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator

from labkin.app.annotating_effects import STATED
from labkin.app.drift import Drift, Limits, Seen, Spread, by_month, drift_of
from labkin.app.lab import Lab
from labkin.app.models_kept import card_of, current_model
from labkin.graph.ledger_readings import Readings
from labkin.graph.ledger_view import View
from labkin.graph.model import Node
from labkin.nlp.annotations import TYPES

REPORT = "drift"  # under which name the counts are remembered
DATES = ("published", "date", "issued", "created", "started")  # properties that say when a text was written
CHUNK = 500  # documents looked up at a time
MOST = 20_000  # readings that are counted while somebody waits for `status`
_MONTH = re.compile(r"(?:1[6-9]|20|21)\d\d-(?:0[1-9]|1[0-2])")


def drift(lab: Lab) -> Drift:
    """The drift as of now. Counts what was read anew where that changed."""
    return _judged(lab, _months(lab))


def drift_for_status(lab: Lab) -> Drift:
    """As `drift`, but in a large lab as it was last counted, for `status` answers at once."""
    readings = Readings(lab.ledger)
    kept = lab.ledger.projections().get(REPORT, {}).get("counts", {})
    if readings.count() > MOST and kept.get("months"):
        return _judged(lab, _unpacked(kept))
    return drift(lab)


def _judged(lab: Lab, months: dict[str, Spread]) -> Drift:
    limits = Limits(lab.config.drift_index, lab.config.drift_unlinked, max(1, int(lab.config.drift_months)))
    card = card_of(lab, current_model(lab))
    expected = Spread.from_json(card.expected) if card and card.expected else None
    return drift_of(months, limits, expected, card.id if card else "")


def _months(lab: Lab) -> dict[str, Spread]:
    mark = Readings(lab.ledger).mark()
    kept = lab.ledger.projections().get(REPORT, {}).get("counts", {})
    if kept.get("mark", "") == mark:
        return _unpacked(kept)
    months = by_month(seen(lab))
    packed = {month: spread.to_json() for month, spread in months.items()}
    lab.ledger.report_projection(REPORT, counts={"mark": mark, "months": packed})
    return months


def _unpacked(kept: dict[str, dict[str, dict[str, object]]]) -> dict[str, Spread]:
    return {month: Spread.from_json(spread) for month, spread in kept.get("months", {}).items()}


def seen(lab: Lab) -> Iterator[Seen]:
    """Every mention that the main model found: the one that read most texts."""
    readings = Readings(lab.ledger)
    names = Counter(one.name for one in readings.heads())
    if not names:
        return
    main = max(names, key=lambda name: (names[name], name))
    documents = sorted({one.document for one in readings.heads() if one.name == main})
    for start in range(0, len(documents), CHUNK):
        some = documents[start : start + CHUNK]
        with lab.view() as view:
            months = _months_of(view, some)
        for one in readings.of(some):
            if one.name == main:
                month = months.get(one.document) or one.at[:7]
                yield from _mentions(one.content, month)


def _mentions(content: str, month: str) -> Iterator[Seen]:
    for said in json.loads(content).get("mentions", ()):
        if said["type"] in TYPES:
            sure = float(said.get("confidence", 1.0))
            link = said["links"][0][2] if said.get("links") else 0.0
            yield Seen(month, said["type"], sure, sure * link >= STATED)


def _months_of(view: View, documents: list[str]) -> dict[str, str]:
    return {str(node.id): month for node in view.nodes(documents) if (month := month_of(node))}


def month_of(node: Node) -> str:
    """The month (YYYY-MM) in which a text was written, empty where the lab does not know it.

    >>> month_of(Node.of("PMID:1", "Publication", published="2024-03-09")), month_of(Node.of("D:1", "Document"))
    ('2024-03', '')
    """
    said = (str(node.props.get(name, "")) for name in DATES)
    return next((found[0] for text in said if (found := _MONTH.match(text))), "")
