"""What the documentation says is so: its commands run, its Python runs, its links lead somewhere, nothing is left out.

A block that cannot run here has `<!-- not tested: why -->` on the line above it. In `console` and `bash` blocks the
lines that call `labkin` are run, in the order of the page; a page that makes no lab of its own is given the demo lab. A
block with `<!-- file: NAME -->` above it is that file, there before the first command.
"""

from __future__ import annotations

import doctest
import importlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from _pytest.mark import ParameterSet

import processes

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("app", "graph", "loaders", "nlp", "ontologies", "search")
PATIENCE = 300  # seconds for one command of a page
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_FENCE = re.compile(
    r"^(?P<mark><!-- not tested: [^\n]+ -->\n)?(?P<indent> *)```(?P<language>\w*)[^\n]*\n"
    r"(?P<body>.*?)^(?P=indent)``` *$",
    re.MULTILINE | re.DOTALL,
)
_FILE = re.compile(r"^<!-- file: (?P<name>[\w.-]+) -->\n```\w*\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]\[]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")


class Block(NamedTuple):
    """A fenced block of a page."""

    language: str
    body: str
    tested: bool


def blocks(text: str) -> list[Block]:
    return [Block(found["language"], found["body"], not found["mark"]) for found in _FENCE.finditer(text)]


def commands(text: str) -> list[str]:
    """The calls of `labkin` that a page shows, continued lines joined."""
    found = []
    for block in blocks(text):
        if block.tested and block.language in ("console", "bash", "sh"):
            lines = block.body.replace("\\\n", " ").splitlines()
            calls = (line.strip().removeprefix("$ ") for line in lines)
            found += [call for call in calls if call.startswith("labkin ")]
    return found


def programs(text: str) -> list[str]:
    return [block.body for block in blocks(text) if block.tested and block.language in ("python", "py")]


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def pages_with(find: Callable[[str], list[str]]) -> list[ParameterSet]:
    """The pages in which something is found."""
    return [pytest.param(page, id=named(page)) for page in PAGES if find(page.read_text(encoding="utf-8"))]


def environment(folder: Path, **more: str) -> dict[str, str]:
    """An environment in which nothing of the user's own is touched, and `labkin` is the one under test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LABKIN_", "XDG_"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
    return {**kept, "HOME": str(folder), "PATH": path, "LABKIN_IDLE_MINUTES": "2", "COLUMNS": "200", **more}


def run(command: str, folder: Path, **more: str) -> str:
    ran = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment(folder, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ran.returncode == 0, f"$ {command}\n{ran.stdout}{ran.stderr}"
    return ran.stdout


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder to run a page in; what it starts is stopped."""
    yield tmp_path
    processes.stop(processes.working_in(tmp_path.resolve()))


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("page", pages_with(commands))
def test_the_commands_of_a_page_run_in_order(page: Path, place: Path, request: pytest.FixtureRequest) -> None:
    text = page.read_text(encoding="utf-8")
    calls = commands(text)
    more = {}
    for file in _FILE.finditer(text):
        (place / file["name"]).write_text(file["body"], encoding="utf-8")
    if not calls[0].startswith(("labkin demo", "labkin init")):
        request.getfixturevalue("demo_lab").copied(place / "demo-lab")
        more = {"LABKIN_LAB": str(place / "demo-lab")}
    for call in calls:
        run(call, place, **more)


@pytest.mark.parametrize("page", pages_with(programs))
def test_the_python_of_a_page_runs(page: Path, place: Path, request: pytest.FixtureRequest) -> None:
    found = programs(page.read_text(encoding="utf-8"))
    more = {}
    if any("demo-lab" in program for program in found):
        request.getfixturevalue("demo_lab").copied(place / "demo-lab")
        more = {"LABKIN_LAB": str(place / "demo-lab")}
    plain = [program for program in found if ">>>" not in program]
    (place / "plain.py").write_text("\n".join(plain), encoding="utf-8")
    sessions = [program for program in found if ">>>" in program]
    (place / "session.txt").write_text("\n".join(sessions), encoding="utf-8")
    run(f"'{sys.executable}' plain.py && '{sys.executable}' -m doctest session.txt", place, **more)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as common viewers make them."""
    heads = re.findall(r"^#+ +(.+?) *$", _FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", [pytest.param(page, id=named(page)) for page in PAGES])
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    dead = []
    for link in (one or other for one, other in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))):
        if re.match(r"[a-z][a-z+.-]*:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        inside = target.is_relative_to(ROOT)
        if not inside or not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert not dead


def test_every_page_can_be_reached_from_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    reached, waiting = {index}, [index]
    while waiting:
        page = waiting.pop()
        for one, other in _LINK.findall(page.read_text(encoding="utf-8")):
            target = (page.parent / (one or other).partition("#")[0]).resolve()
            if target.suffix == ".md" and target.is_file() and target not in reached:
                reached.add(target)
                waiting.append(target)
    assert sorted(map(named, set((ROOT / "docs").rglob("*.md")) - reached)) == []


@pytest.fixture(scope="module")
def prose() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def test_every_command_is_documented(prose: str) -> None:
    from typer.main import get_command

    from labkin.app.cli import app

    known = sorted(getattr(get_command(app), "commands", {}))
    assert "load" in known
    assert [name for name in known if not re.search(rf"\blabkin {name}\b", prose)] == []


def test_no_command_is_documented_that_is_not_there(prose: str) -> None:
    from typer.main import get_command

    from labkin.app.cli import app

    known = set(getattr(get_command(app), "commands", {}))
    said = set(re.findall(r"(?:^\$? ?|`)labkin ([a-z]+)\b", prose, re.MULTILINE))
    assert sorted(said - known) == []


def test_every_setting_is_documented(prose: str) -> None:
    from labkin.app.config import SETTINGS

    assert [setting.name for setting in SETTINGS if f"`{setting.name}`" not in prose] == []


def test_every_loader_is_documented(prose: str) -> None:
    from labkin.loaders import load_all
    from labkin.loaders.base import LOADERS

    load_all()
    assert LOADERS
    assert [name for name in sorted(LOADERS) if f"`{name}`" not in prose] == []


def modules_with_examples() -> list[str]:
    found = (path for room in ROOMS for path in (ROOT / room).rglob("*.py") if ">>> " in path.read_text("utf-8"))
    return sorted("labkin." + ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in found)


@pytest.mark.parametrize("module", modules_with_examples())
def test_examples_in_docstrings_are_true(module: str) -> None:
    result = doctest.testmod(importlib.import_module(module.removesuffix(".__init__")), optionflags=doctest.ELLIPSIS)
    assert result.attempted > 0
    assert result.failed == 0


def test_the_reader_of_pages_sees_what_readers_see() -> None:
    page = (
        "# A\n\n```console\n$ labkin init x\nMade it.\n$ labkin load a \\\n    b\n```\n\n"
        "<!-- not tested: it waits for a browser -->\n```bash\nlabkin explore\n```\n\n```python\nprint(1)\n```\n"
        "```text\nlabkin nothing\n```\n"
    )
    assert [re.sub(" +", " ", call) for call in commands(page)] == ["labkin init x", "labkin load a b"]
    assert programs(page) == ["print(1)\n"]


def test_benchmarks_list_themselves_and_refuse_what_is_not_there() -> None:
    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "benchmarks", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    listed = call().stdout
    assert "startup How long" in re.sub(" +", " ", listed)
    pages = [(ROOT / page).read_text() for page in ("docs/benchmarks.md", "docs/searching.md", "benchmarks/README.md")]
    named = set(re.findall(r'ARGS="?([a-z]+)', "".join(pages)))
    assert {"ingest", "search"} <= named <= {line.split()[0] for line in listed.splitlines()}
    refused = call("nonsense")
    assert refused.returncode == 2
    assert "There is no benchmark named nonsense" in refused.stderr
