"""Gold answers of the question set about the demo lab, computed from its files in plain Python.

python -m benchmarks.gold_demo --check   recompute every gold, compare with data/ask/demo.jsonl (exit 1 if one differs)
python -m benchmarks.gold_demo --write   write the golds and the locks into data/ask/demo.jsonl

Nothing of Labkin is used. A third of the questions is locked, by the hash of the identifier.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks import _gold_demo_analyst, _gold_demo_officer, _gold_demo_rest, _gold_demo_scientist
from benchmarks._gold_demo_data import GoldFunction

FILE = Path(__file__).parent / "data" / "ask" / "demo.jsonl"
GOLD: dict[str, GoldFunction] = {
    **_gold_demo_analyst.GOLD,
    **_gold_demo_scientist.GOLD,
    **_gold_demo_officer.GOLD,
    **_gold_demo_rest.GOLD,
}
AUTHORED = ("id", "question", "type", "context", "today")
COMPUTED = ("status", "ids", "value", "rows", "ordered", "accept", "locked")


def locked(identifier: str) -> bool:
    """Whether a question belongs to the third that nobody looks at while working on the parser."""
    return int(hashlib.sha256(identifier.encode()).hexdigest(), 16) % 3 == 0


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


def read() -> list[dict[str, Any]]:
    """The questions as the file has them."""
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def write(questions: list[dict[str, Any]]) -> None:
    """Write the questions back, one a line."""
    FILE.write_text("".join(json.dumps(q, ensure_ascii=False) + "\n" for q in questions), encoding="utf-8")


def main() -> int:
    """Check or write, and print how many questions of which type there are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true")
    action.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    questions = read()
    fresh = [completed(question) for question in questions]
    wrong = [old["id"] for old, new in zip(questions, fresh, strict=True) if old != new]
    if arguments.write:
        write(fresh)
    elif wrong:
        print(f"{len(wrong)} golds differ: {', '.join(wrong)}")
    unused = sorted(set(GOLD) - {question["id"] for question in questions})
    print(f"{len(fresh)} questions, {sum(q.get('locked', False) for q in fresh)} locked; without question: {unused}")
    print(", ".join(f"{name} {n}" for name, n in sorted(Counter(q["type"] for q in fresh).items())))
    return int(arguments.check and bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
