"""Gold answers of the third question set about the demo lab, computed from its files in plain Python.

python -m benchmarks.gold_demo3 --check   recompute the golds, compare with data/ask/demo3.jsonl (exit 1 if one differs)
python -m benchmarks.gold_demo3 --write   write the golds into data/ask/demo3.jsonl

Nothing of Labkin is used. None of the questions is locked.
"""

from __future__ import annotations

from typing import Any

from benchmarks import _gold_demo3_count, _gold_demo3_filter, _gold_demo3_hops, _gold_demo3_rest
from benchmarks._gold_demo_data import Answer, GoldFunction
from benchmarks._gold_sets import main

GOLD: dict[str, GoldFunction] = {
    **_gold_demo3_hops.GOLD,
    **_gold_demo3_filter.GOLD,
    **_gold_demo3_count.GOLD,
    **_gold_demo3_rest.GOLD,
}
AUTHORED = ("id", "question", "type", "context")


def _plain(answer: Answer) -> Answer:
    """The answer without what is understood of itself: that it is one."""
    return {key: value for key, value in answer.items() if (key, value) != ("status", "answered")}


def completed(question: dict[str, Any]) -> dict[str, Any]:
    """The question with its gold; KeyError when no function answers it."""
    made = {name: question[name] for name in AUTHORED if name in question} | GOLD[question["id"]]()
    accepted = [_plain(other) for other in made.pop("accept", ())]
    return made | ({"accept": accepted} if accepted else {}) | {"note": question["note"]}


if __name__ == "__main__":
    raise SystemExit(main("demo3", __doc__, GOLD, completed))
