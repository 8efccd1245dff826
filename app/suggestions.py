"""Questions that this lab can answer, to begin with."""

from __future__ import annotations

import json
from typing import Any

from labkin.app.demo import DATA, TOUR
from labkin.app.lab import GRAPH, Lab
from labkin.graph.schema import kind


def tour() -> list[dict[str, Any]]:
    """The tour questions of the demo lab, with who asks and the answer that was written down."""
    return list(json.loads(TOUR.read_text(encoding="utf-8")))


def is_demo(lab: Lab) -> bool:
    """Whether the demo's files are what was loaded."""
    folder = DATA.resolve().as_posix()
    with lab.view() as view:
        return any(info.source.uri.startswith(folder) for info in view.sources())


def questions_for(lab: Lab) -> list[str]:
    """Questions fit for what is in the lab: the tour's for the demo, else some made from the kinds."""
    if is_demo(lab):
        return [str(entry["question"]) for entry in tour()]
    counts = lab.ledger.projections().get(GRAPH, {}).get("counts", {})
    kinds = list(counts.get("kinds", {}))
    made = ["What kinds of data do we have?"]
    made += [f"How many {kind(name).plural} are there?" for name in kinds[:3]]
    return made
