"""What the golds of all sets of questions share: the file, the lock, and the command that checks or writes them.

Nothing of Labkin is used here, so that a gold does not depend on what it judges.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

Question = dict[str, Any]
FOLDER = Path(__file__).parent / "data" / "ask"


def questions(name: str) -> list[Question]:
    """A set of questions, by the name of its file, each as the file has it."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def locked(identifier: str) -> bool:
    """Whether a question belongs to the third that nobody looks at while working on the parser."""
    return int(hashlib.sha256(identifier.encode()).hexdigest(), 16) % 3 == 0


def main(name: str, about: str | None, gold: Collection[str], completed: Callable[[Question], Question]) -> int:
    """Check the golds of a set or write them, as the command line says; 1 where the check finds anything wrong.

    `gold` are the identifiers that have one, `completed` gives a question with its gold.
    """
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true", help="compare the file with what is computed")
    action.add_argument("--write", action="store_true", help="write what is computed into the file")
    arguments = parser.parse_args()
    asked = questions(name)
    wrong = _unpaired(asked, gold)
    fresh = [completed(one) for one in asked if one["id"] in gold]
    if arguments.write and not wrong:
        lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in fresh)
        (FOLDER / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    else:
        held = {one["id"]: one for one in asked}
        wrong += [f"{one['id']}: differs" for one in fresh if arguments.check and held[one["id"]] != one]
    print("\n".join(wrong) or f"all {len(fresh)} golds are as computed")
    print(f"{len(fresh)} questions, {sum(bool(one.get('locked')) for one in fresh)} locked")
    for key in ("type", "status"):
        print(", ".join(f"{each} {count}" for each, count in sorted(Counter(one[key] for one in fresh).items())))
    return int(bool(wrong))


def _unpaired(asked: list[Question], gold: Collection[str]) -> list[str]:
    counted = Counter(one["id"] for one in asked)
    wrong = [f"{each}: no gold" for each in counted if each not in gold]
    wrong += [f"{each}: no question" for each in gold if each not in counted]
    return wrong + [f"{each}: twice" for each, count in sorted(counted.items()) if count > 1]
