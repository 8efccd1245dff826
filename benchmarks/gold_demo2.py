"""Gold answers of the second question set about the demo lab, computed from its files in plain Python.

python -m benchmarks.gold_demo2 --check   recompute the golds, compare with data/ask/demo2.jsonl (exit 1 if one differs)
python -m benchmarks.gold_demo2 --write   write the golds and the locks into data/ask/demo2.jsonl

Nothing of Labkin is used. Half of the questions are locked, by the hash of the identifier.
"""

from __future__ import annotations

import hashlib
from typing import Any

from benchmarks import _gold_demo2_count, _gold_demo2_filter, _gold_demo2_lookup, _gold_demo2_rest
from benchmarks._gold_demo_data import GoldFunction
from benchmarks._gold_sets import main

GOLD: dict[str, GoldFunction] = {
    **_gold_demo2_lookup.GOLD,
    **_gold_demo2_filter.GOLD,
    **_gold_demo2_count.GOLD,
    **_gold_demo2_rest.GOLD,
}
AUTHORED = ("id", "question", "type", "context", "today")


def locked(identifier: str) -> bool:
    """Whether a question belongs to the half that nobody looks at while working on the parser."""
    return int(hashlib.sha256(identifier.encode()).hexdigest(), 16) % 2 == 0


def completed(question: dict[str, Any]) -> dict[str, Any]:
    """The question with its gold and its lock; KeyError when no function answers it."""
    made = {name: question[name] for name in AUTHORED if name in question}
    made |= GOLD[question["id"]]()
    accepted = [{"status": "answered"} | other for other in made.pop("accept", ())]
    accepted = [other for at, other in enumerate(accepted) if other not in accepted[:at]]
    accepted = [other for other in accepted if not other.items() <= made.items()]
    if accepted:
        made["accept"] = accepted
    if locked(question["id"]):
        made["locked"] = True
    return made | {"note": question["note"]}


if __name__ == "__main__":
    raise SystemExit(main("demo2", __doc__, GOLD, completed))
