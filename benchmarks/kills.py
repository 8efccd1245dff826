"""Loads, projections, the search index and the engine killed at twenty random moments each: what comes back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ("tests/app/test_killed.py", "tests/search/test_killed_index.py")


def run(arguments: list[str]) -> None:
    """Run the tests that kill; the arguments are how many moments (20), and a seed. Raises where one fails."""
    kills, *seed = arguments or ["20"]
    settings = {"LABKIN_KILLS": kills} | ({"LABKIN_KILL_SEED": seed[0]} if seed else {})
    command = [sys.executable, "-m", "pytest", "-q", "-s", "--durations=5", *TESTS]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | settings)
