"""List and run the benchmarks: `python -m benchmarks [NAME [ARGUMENTS...] | --all]`."""

from __future__ import annotations

import ast
import importlib
import platform
import sys
from pathlib import Path

HERE = Path(__file__).parent


def known() -> dict[str, str]:
    """The benchmarks by name, with what they measure. Nothing of them is imported."""
    found = {}
    for path in sorted(HERE.glob("*.py")):
        if not path.name.startswith("_"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            if any(isinstance(node, ast.FunctionDef) and node.name == "run" for node in tree.body):
                found[path.stem] = (ast.get_docstring(tree) or "").partition("\n")[0]
    return found


def main(arguments: list[str]) -> int:
    """Run what is asked for; list what there is when nothing is."""
    benchmarks = known()
    if not arguments:
        width = max(map(len, benchmarks))
        for name, summary in benchmarks.items():
            print(f"{name:{width}}  {summary}")
        return 0
    name, *rest = arguments
    if name != "--all" and name not in benchmarks:
        print(f"There is no benchmark named {name}; there are {', '.join(benchmarks)}.", file=sys.stderr)
        return 2
    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}")
    for each in benchmarks if name == "--all" else [name]:
        print(f"\n== {each}: {benchmarks[each]}")
        try:
            importlib.import_module(f"benchmarks.{each}").run([] if name == "--all" else rest)
        except SystemExit as lacks:  # of data, of a server: the others run all the same
            if name != "--all":
                raise
            print(lacks)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
