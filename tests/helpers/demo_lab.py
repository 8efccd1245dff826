"""The demo lab, built once for all tests of a run, whichever process they run in: building takes half a minute."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from command_line import CommandLine
from labkin.graph.embedded import stop_owner


@dataclass(frozen=True)
class Demo:
    """A lab that nobody runs, and what `labkin demo` said when it was built. Tests work on copies."""

    lab: Path
    built: dict[str, Any]

    def copied(self, to: Path) -> Path:
        """A copy of the lab."""
        return Path(shutil.copytree(self.lab, to, symlinks=True))


@pytest.fixture(scope="session")
def demo_lab(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo lab, to be copied."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    said = shared / "demo.json"
    with FileLock(shared / "demo.lock"):
        if not said.exists():
            shutil.rmtree(shared / "demo-lab", ignore_errors=True)  # of a build that failed
            labkin = CommandLine(shared / "demo-lab")
            built = labkin.json("demo", "--no-open", "--lab", labkin.lab)
            labkin("stop")
            said.write_text(json.dumps(built), encoding="utf-8")
    return Demo(shared / "demo-lab", json.loads(said.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def demo_copy(demo_lab: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Path]]:
    """Makes a copy of the demo lab in a new folder of that name; its engine is stopped in the end."""
    made: list[Path] = []

    def copied(name: str) -> Path:
        made.append(demo_lab.copied(tmp_path_factory.mktemp(name) / "demo-lab"))
        return made[-1]

    yield copied
    for folder in made:
        stop_owner(folder)
