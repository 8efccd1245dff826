"""The gold of the third Hetionet questions: one small function per question over the files, written in or checked.

`python -m benchmarks.gold_hetionet3 --check` recomputes every answer and says which differ from the question file;
`--write` puts the recomputed answers into it. None is locked. LABKIN_DATA names the folder of the data.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks import _gold_hetionet3_1, _gold_hetionet3_2
from benchmarks._gold_hetionet_graph import Answer
from benchmarks._gold_sets import main

GOLD: dict[str, Callable[[], list[Answer]]] = {**_gold_hetionet3_1.GOLD, **_gold_hetionet3_2.GOLD}
"""For each question its answers: first the gold, then what a judge would take as well."""

_OURS = ("id", "question", "type", "context")


def completed(question: dict[str, Any]) -> dict[str, Any]:
    """The question as the file should have it: what its author wrote, with the answers computed anew."""
    gold, *accept = GOLD[question["id"]]()
    written = {key: question[key] for key in _OURS if key in question}
    return {**written, **gold, **({"accept": accept} if accept else {}), "note": question["note"]}


if __name__ == "__main__":
    raise SystemExit(main("hetionet3", __doc__, GOLD, completed))
