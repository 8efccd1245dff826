"""What is installed: every file of every room, the same from a wheel or by way of an sdist, and light to import."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("app", "graph", "loaders", "nlp", "ontologies", "search")
DOOR = ("src/labkin/__init__.py", "src/labkin/py.typed")

# Modules that load nothing heavy, so that `labkin --help` is quick and a loader can be tested alone.
LIGHT = (
    "labkin",
    "labkin.app.cli",
    "labkin.graph.errors",
    "labkin.graph.model",
    "labkin.graph.query",
    "labkin.graph.schema",
    "labkin.graph.store",
    "labkin.graph.values",
    "labkin.loaders.base",
)
HEAVY = (
    "arcadedb_embedded",
    "duckdb",
    "jpype",
    "lxml",
    "neo4j",
    "numpy",
    "pandas",
    "pyarrow",
    "rdkit",
    "sqlalchemy",
    "streamlit",
    "tantivy",
    "torch",
)
NEVER = (
    "torch",
    "tensorflow",
    "transformers",
    "scispacy",
    "boto3",
    "openai",
    "ray",
    "dask",
)  # in no install without extras


def files_of_the_tree() -> set[str]:
    """The files of rooms and door that git has or would take, as paths inside the installed package."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *ROOMS, *DOOR]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("this is no git checkout, so there is nothing to compare with")
    paths = {path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file()}
    return {"labkin/" + path.removeprefix("src/labkin/") for path in paths}


def build(*arguments: str) -> Path:
    """Run the build front end without a network; the one file that it made."""
    out = Path(arguments[-1])
    command = [sys.executable, "-m", "build", "--no-isolation", *arguments[:-1], "--outdir", str(out)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (made,) = out.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("--wheel", str(ROOT), str(tmp_path_factory.mktemp("wheel")))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("--sdist", str(ROOT), str(tmp_path_factory.mktemp("sdist")))


def files_of_the_wheel(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if name.startswith("labkin/") and not name.endswith("/")}


def test_the_wheel_holds_every_file_of_every_room(wheel: Path) -> None:
    tree, packed = files_of_the_tree(), files_of_the_wheel(wheel)
    assert not tree - packed, "missing in the wheel (see pyproject.toml, tool.hatch.build.targets.wheel, or .gitignore)"
    assert not packed - tree, "in the wheel, but not in the tree"
    assert {path.split("/")[1] for path in packed} >= set(ROOMS)


def test_a_wheel_made_from_the_sdist_is_the_same(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (folder,) = (tmp_path / "unpacked").iterdir()
    again = build("--wheel", str(folder), str(tmp_path / "wheel"))
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        assert {i.filename: i.CRC for i in one.infolist()} == {i.filename: i.CRC for i in other.infolist()}


def test_rooms_of_the_repository_are_all_known_here() -> None:
    """A new room means a line in pyproject.toml (twice), a link in src/labkin, and a line in ROOMS."""
    found = {path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "benchmarks"}
    assert found == set(ROOMS)
    for room in ROOMS:
        assert (ROOT / "src" / "labkin" / room).resolve() == ROOT / room


def test_the_installed_wheel_works_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "env")], check=True)
    python = tmp_path / "env" / "bin" / "python"
    command = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    bare = [name for name in LIGHT if name != "labkin.app.cli"]  # that one needs Typer
    program = f"import importlib\nfor name in {bare!r}:\n    print(importlib.import_module(name).__file__)\n"
    ran = subprocess.run([python, "-I", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert all(line.startswith(str(tmp_path / "env")) for line in ran.stdout.splitlines())
    assert (tmp_path / "env" / "bin" / "labkin").is_file()


@pytest.mark.parametrize("module", LIGHT)
def test_a_light_module_loads_nothing_heavy(module: str) -> None:
    program = f"import sys, {module}\nprint(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == []


def test_the_driver_of_the_graph_loads_no_data_frames() -> None:
    code = "import sys, labkin.graph.bolt_store; print(*{'pandas', 'pyarrow'} & set(sys.modules)); import pandas"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.split()) == (0, []), ran.stderr


def closure(name: str) -> set[str]:
    """The package and all that it needs, without extras, as installed here."""
    found: set[str] = set()
    waiting = [(canonicalize_name(name), frozenset[str]())]
    while waiting:
        name, extras = waiting.pop()
        found.add(name)
        try:
            lines = requires(name) or []
        except PackageNotFoundError:
            continue  # for another system or Python
        for requirement in map(Requirement, lines):
            wanted = not requirement.marker or any(
                requirement.marker.evaluate({"extra": extra}) for extra in extras | {""}
            )
            if wanted and canonicalize_name(requirement.name) not in found:
                waiting.append((canonicalize_name(requirement.name), frozenset(requirement.extras)))
    return found


def test_a_plain_install_brings_no_model_framework() -> None:
    needed = closure("labkin")
    assert "streamlit" in needed, "the list of what is needed could not be read"
    assert not needed & set(NEVER)
    assert not {name for name in needed if name.startswith("nvidia-")}
