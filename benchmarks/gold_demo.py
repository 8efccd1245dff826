"""Gold answers of the question set about the demo lab, computed from its files in plain Python.

python -m benchmarks.gold_demo --check   recompute every gold, compare with data/ask/demo.jsonl (exit 1 if one differs)
python -m benchmarks.gold_demo --write   write the golds and the locks into data/ask/demo.jsonl

Nothing of Labkin is used. A third of the questions is locked, by the hash of the identifier.
"""

from __future__ import annotations

from typing import Any

from benchmarks import _gold_demo_analyst, _gold_demo_officer, _gold_demo_rest, _gold_demo_scientist
from benchmarks._gold_demo_data import GoldFunction
from benchmarks._gold_sets import locked, main

GOLD: dict[str, GoldFunction] = {
    **_gold_demo_analyst.GOLD,
    **_gold_demo_scientist.GOLD,
    **_gold_demo_officer.GOLD,
    **_gold_demo_rest.GOLD,
}
AUTHORED = ("id", "question", "type", "context", "today")


def completed(question: dict[str, Any]) -> dict[str, Any]:
    """The question with its gold and its lock; KeyError when no function answers it."""
    made = {name: question[name] for name in AUTHORED if name in question}
    made |= GOLD[question["id"]]()
    if "accept" in made:
        made["accept"] = [
            {"status": "answered"} | other for other in made["accept"] if not other.items() <= made.items()
        ]
    if locked(question["id"]):
        made["locked"] = True
    return made | {"note": question["note"]}


if __name__ == "__main__":
    raise SystemExit(main("demo", __doc__, GOLD, completed))
