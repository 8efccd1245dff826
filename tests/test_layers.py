"""The rules of the house that a linter cannot know."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("app", "graph", "loaders", "nlp", "ontologies", "search")
LONGEST = 500  # lines; from 400 on, think of splitting

# Which modules may import a driver or a big library: one place to change when it is exchanged.
DRIVERS = {
    "arcadedb_embedded": ("graph/arcade*.py", "graph/embedded*.py", "graph/owner*.py"),
    "jpype": ("graph/arcade*.py", "graph/embedded*.py", "graph/owner*.py"),
    "neo4j": ("graph/bolt*.py", "graph/embedded*.py", "graph/neptune_auth.py", "graph/owner*.py"),
    "boto3": ("graph/neptune_auth.py", "search/answer_llm.py", "search/opensearch_client.py"),
    "botocore": ("graph/neptune_auth.py", "search/answer_llm.py", "search/opensearch_client.py"),
    "openai": ("search/answer_llm.py",),
    "sqlalchemy": ("graph/ledger*.py", "graph/viewer.py"),  # who may see what is decided inside the query
    "tantivy": ("search/tantivy*.py", "search/tokens.py"),
    "numkong": ("search/vectors.py",),
    "opensearchpy": ("search/opensearch*.py",),
    "onnxruntime": ("nlp/minilm.py",),
    "tokenizers": ("nlp/minilm.py",),
    "streamlit": ("app/explorer*.py", "app/explorer/*.py", "app/explorer/*/*.py"),
    "st_link_analysis": ("app/explorer*.py", "app/explorer/*.py", "app/explorer/*/*.py"),
    "typer": ("app/cli*.py", "app/cli/*.py", "app/commands/*.py"),
    "sentence_transformers": ("nlp/encoders.py",),
    "scispacy": ("nlp/abbreviations.py",),
    "spacy": ("nlp/*.py",),
    "thinc": ("nlp/recogniser*.py",),
    "pint": ("nlp/units.py",),
    "pyab3p": ("nlp/abbreviations_found.py",),
    "sklearn": (),  # trains, in benchmarks; what ships needs none of it
    "torch": (),
    "requests": (),
}


def modules() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Top-level names of all packages that the module imports, at any depth of its functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_rooms_import_downwards_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "1 kept, 0 broken" in ran.stdout


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_driver_is_imported_only_in_its_adapter(driver: str) -> None:
    users = {path.relative_to(ROOT).as_posix() for path in modules() if driver in imported(path)}
    strangers = {user for user in users if not any(fnmatch(user, pattern) for pattern in DRIVERS[driver])}
    assert not strangers, f"{driver} belongs into {DRIVERS[driver]}"


def test_the_walk_over_imports_sees_those_inside_functions(tmp_path: Path) -> None:
    module = tmp_path / "one.py"
    module.write_text(
        "import a.b\ndef f():\n    from c.d import e\n    if f:\n        import g as h\n", encoding="utf-8"
    )
    assert sorted(imported(module)) == ["a", "c", "g"]


def test_modules_are_short_enough_to_be_read() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): count
        for path in modules()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert not long


# Each is written in two parts, so that this file does not hold what it looks for.
FOREIGN = [
    re.compile(first + second, re.IGNORECASE)
    for first, second in (
        (r"(?<![\w.])/wo", r"rk/"),
        (r"\.\./sha", r"red\b"),
        (r"\bpy", r"pi\.org"),
        (r"pythonho", r"sted\.org"),
        (r"npm", r"js\.(?:org|com)"),
        (r"maven\.(?:apache\.)?or", r"g/maven2"),
        (r"repo1\.ma", r"ven"),
        (r"crat", r"es\.io"),
        (r"proxy\.gol", r"ang"),
        (r"deb\.deb", r"ian\.org"),
        (r"\b(?:fixes|closes|issue|issues) ", r"#\d"),
    )
]


def tracked_texts() -> Iterator[tuple[str, str]]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("this is no git checkout, so its files are not known")
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and not path.is_symlink():
            raw = path.read_bytes()
            if b"\0" not in raw[:8192]:
                yield name, raw.decode("utf-8", errors="replace")


def test_the_repository_speaks_of_itself_alone() -> None:
    """No paths of one machine, no hosts of package registries, no numbers of a tracker that readers cannot see."""
    found = [f"{name}: {hit[0]!r}" for name, text in tracked_texts() for word in FOREIGN if (hit := word.search(text))]
    assert not found


def test_foreign_words_would_be_found() -> None:
    samples = ["cd /wo" + "rk/main", "see ../sha" + "red/x", "https://py" + "pi.org/simple", "fixes #" + "12"]
    for sample in samples:
        assert any(word.search(sample) for word in FOREIGN), sample
