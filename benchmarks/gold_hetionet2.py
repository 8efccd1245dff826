"""The gold of the second Hetionet questions: one small function per question over the files, written in or checked.

`python -m benchmarks.gold_hetionet2 --check` recomputes every answer and says which differ from the question file;
`--write` puts the recomputed answers, and which half is locked, into it. LABKIN_DATA names the folder of the data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from benchmarks import _gold_hetionet2_1, _gold_hetionet2_2, _gold_hetionet2_3
from benchmarks._gold_hetionet_graph import Answer
from benchmarks._gold_sets import main

GOLD: dict[str, Callable[[], list[Answer]]] = {
    **_gold_hetionet2_1.GOLD,
    **_gold_hetionet2_2.GOLD,
    **_gold_hetionet2_3.GOLD,
}
"""For each question its answers: first the gold, then what a judge would take as well."""

_OURS = ("id", "question", "type", "context")


def locked(identifier: str) -> bool:
    """Whether a question belongs to the half of this set that nobody looks at while working on the parser."""
    return int(hashlib.sha256(identifier.encode()).hexdigest(), 16) % 2 == 0


def completed(question: dict[str, Any]) -> dict[str, Any]:
    """The question as the file should have it: what its author wrote, with the answers computed anew."""
    gold, *accept = GOLD[question["id"]]()
    written = {key: question[key] for key in _OURS if key in question}
    extra = {"accept": accept} if accept else {}
    return {**written, **gold, **extra, "note": question["note"], "locked": locked(question["id"])}


if __name__ == "__main__":
    raise SystemExit(main("hetionet2", __doc__, GOLD, completed))
