"""How long `labkin --help` and a bare Python take to answer."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

BUDGET = 0.5  # seconds that `labkin --help` may take


def run(arguments: list[str]) -> None:
    """Measure; the first argument is how often (20)."""
    times = int(arguments[0]) if arguments else 20
    labkin = str(Path(sys.executable).with_name("labkin"))
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "labkin --version": [labkin, "--version"],
        "labkin --help": [labkin, "--help"],
    }
    for name, command in commands.items():
        _measure(command)  # warms the disk cache and writes the byte code
        seconds = sorted(_measure(command) for _ in range(times))
        median, slow = statistics.median(seconds), seconds[int(0.95 * (times - 1))]
        print(f"{name:18} median {median * 1000:4.0f} ms, 95 % below {slow * 1000:4.0f} ms, {times} runs")
    print(f"{'budget':18} {BUDGET * 1000:11.0f} ms for labkin --help")


def _measure(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start
