"""`labkin ...` as a user types it: a process of its own, its exit code, what it says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labkin.graph.embedded import find_owner

LABKIN = Path(sys.executable).with_name("labkin")
SECONDS = 240  # that one command may take on a slow and busy machine


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer to `--json`."""
        return json.loads(self.out)


class CommandLine:
    """The command line for one lab. Every answer is checked for tracebacks, and for the exit code."""

    def __init__(self, lab: Path, **settings: str) -> None:
        self.lab = lab
        inherited = {name: value for name, value in os.environ.items() if name != "LABKIN_LAB"}
        # Engines of tests live for seconds: compiling their code well costs more than it gains.
        quick = {"JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1"}
        owner = {"LABKIN_HEAP": "256m", "LABKIN_IDLE_MINUTES": "10", "LABKIN_OWNER_PARENT": str(os.getpid())}
        self.environment = inherited | quick | owner | {"LABKIN_LAB": str(lab), "LABKIN_AUTHOR": "tester"} | settings

    def __call__(self, *arguments: object, code: int = 0, cwd: Path | None = None, **settings: str) -> Said:
        """Run a command."""
        process = self.start(*arguments, cwd=cwd, **settings)
        out, err = process.communicate(timeout=SECONDS)
        said = Said(process.returncode, out, err)
        assert "Traceback" not in out + err and "did not expect" not in err, f"{arguments}: {out}{err}"
        assert said.code == code, f"{arguments} ended with {said.code}: {out}{err}"
        return said

    def json(self, *arguments: object, code: int = 0) -> Any:
        """Run a command with `--json`; what it printed."""
        return self(*arguments, "--json", code=code).json

    def start(self, *arguments: object, cwd: Path | None = None, **settings: str) -> subprocess.Popen[str]:
        """Start a command and go on."""
        return subprocess.Popen(
            [str(LABKIN), *map(str, arguments)],
            cwd=cwd or self.lab.parent,
            env=self.environment | settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @property
    def owner(self) -> int | None:
        """The process that owns the engine of the lab, if one runs."""
        found = find_owner(self.lab)
        return found.pid if found else None
