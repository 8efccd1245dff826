"""The gold of the Hetionet questions: one small function per question over the files, written in or checked.

`python -m benchmarks.gold_hetionet --check` recomputes every answer and says which differ from the question file;
`--write` puts the recomputed answers, and which third is locked, into it. LABKIN_DATA names the folder of the data.
"""

import argparse
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import _gold_hetionet_1, _gold_hetionet_2, _gold_hetionet_3, _gold_hetionet_4
from benchmarks._gold_hetionet_graph import Answer

QUESTIONS = Path(__file__).parent / "data" / "ask" / "hetionet.jsonl"
GOLD: dict[str, Callable[[], list[Answer]]] = {
    **_gold_hetionet_1.GOLD,
    **_gold_hetionet_2.GOLD,
    **_gold_hetionet_3.GOLD,
    **_gold_hetionet_4.GOLD,
}
"""For each question its answers: first the gold, then what a judge would take as well."""

_OURS = ("id", "question", "type", "context")


def questions() -> list[dict[str, Any]]:
    """The questions of the file, in its order, each as the file has it."""
    return [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def locked(question: str) -> bool:
    """Whether the question of that id belongs to the third that is kept from whoever improves the reading."""
    return int(hashlib.sha256(question.encode()).hexdigest(), 16) % 3 == 0


def judged(question: dict[str, Any]) -> dict[str, Any]:
    """The question as the file should have it: what its author wrote, with the answers computed anew."""
    gold, *accept = GOLD[question["id"]]()
    written = {key: question[key] for key in _OURS if key in question}
    extra = {"accept": accept} if accept else {}
    return {**written, **gold, **extra, "note": question["note"], "locked": locked(question["id"])}


def check() -> list[str]:
    """What is wrong with the file: answers that differ from those computed, and questions or gold without the other."""
    asked = questions()
    ids = [question["id"] for question in asked]
    wrong = [f"{each}: no gold" for each in ids if each not in GOLD]
    wrong += [f"{each}: no question" for each in GOLD if each not in ids]
    wrong += [f"{each}: twice" for each in sorted(set(ids)) if ids.count(each) > 1]
    return wrong + [f"{each['id']}: differs" for each in asked if each["id"] in GOLD and judged(each) != each]


def write() -> None:
    """Writes the answers computed into the file."""
    lines = [json.dumps(judged(question), ensure_ascii=False) for question in questions()]
    QUESTIONS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    """Runs as the command line says; returns 1 where the check finds anything wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    doing = parser.add_mutually_exclusive_group(required=True)
    doing.add_argument("--check", action="store_true", help="compare the file with what is computed")
    doing.add_argument("--write", action="store_true", help="write what is computed into the file")
    if parser.parse_args().write:
        write()
        return 0
    wrong = check()
    print("\n".join(wrong) or f"all {len(GOLD)} answers are as computed")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
