"""Settings: one table, read in one place. Only this module looks at the environment or at `labkin.toml`."""

from __future__ import annotations

import getpass
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import category

from labkin.graph.errors import LabError, NotFound

FILE = "labkin.toml"
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})  # controls, halves of characters, ends of lines


class Setting(NamedTuple):
    """One setting: its name in `labkin.toml`; in the environment it is LABKIN_ and the name in capitals."""

    name: str
    default: str
    help: str


SETTINGS = (
    Setting("ledger", "ledger.db", "the ledger: a file in the lab's folder, or an SQLAlchemy URL"),
    Setting(
        "graph", "embedded", "the graph store: `embedded`, or the URL of a Neo4j server, bolt://user:password@host"
    ),
    Setting(
        "graph_password",
        "",
        "the password for the graph server; better in LABKIN_GRAPH_PASSWORD than written here",
    ),
    Setting(
        "search",
        "embedded",
        "the search index: `embedded`, or the URL of an OpenSearch server, https://user:password@host:9200",
    ),
    Setting(
        "encoder",
        "minilm",
        "by what texts are compared in meaning: `minilm`, which ships, the folder of a sentence-transformers model, or"
        " `none`",
    ),
    Setting("author", "", "who loads and decides, as recorded in the ledger; the login name when empty"),
    Setting(
        "heap", "", "memory for the embedded engine, such as 512m; when empty a quarter of the machine's, at most 1g"
    ),
    Setting("annotate", "on", "whether texts are read for what they mention when they are loaded: `on` or `off`"),
    Setting(
        "drift_index", "0.2", "the stability index from which a month's mentions are said to differ from the reference"
    ),
    Setting("drift_unlinked", "10", "how many more of 100 mentions may be unlinked in a month before it is said"),
    Setting("drift_months", "3", "with how many first months later ones are compared"),
    Setting(
        "llm",
        "",
        "a language model that may propose how to read a question: `openai:MODEL@http://HOST:PORT/v1` or"
        " `bedrock:MODEL@REGION`; none when empty. Its key stands in LABKIN_LLM_KEY, never here",
    ),
    Setting("llm_always", "off", "whether that model is asked without `labkin ask --llm`, too: `on` or `off`"),
    Setting("idle_minutes", "15", "the embedded engine stops after so many minutes without use"),
)
NUMBERS = {
    "idle_minutes": "a number of minutes",
    "drift_index": "a number such as 0.2",
    "drift_unlinked": "a number of mentions of 100",
    "drift_months": "a number of months",
}  # the settings that are numbers, and of what


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one lab."""

    folder: Path
    ledger: str
    graph: str
    graph_password: str
    search: str
    author: str
    heap: str
    annotate: bool
    idle_minutes: float
    drift_index: float = 0.2
    drift_unlinked: float = 10.0
    drift_months: float = 3
    encoder: str = "minilm"
    llm: str = ""
    llm_always: bool = False
    llm_keys: tuple[str, str] = field(default=("", ""), repr=False)  # LABKIN_LLM_KEY and OPENAI_API_KEY


def read_config(folder: Path, environ: Mapping[str, str] | None = None) -> Config:
    """The settings of the lab in that folder: the environment before `labkin.toml` before the defaults.

    Raises LabError when the file cannot be read or holds an unknown setting.
    """
    environ = os.environ if environ is None else environ
    written = _read_file(folder / FILE)
    values = {s.name: environ.get(f"LABKIN_{s.name.upper()}", str(written.get(s.name, s.default))) for s in SETTINGS}
    numbers: dict[str, Any] = {name: _number(folder, name, values.pop(name), of) for name, of in NUMBERS.items()}
    if values["heap"] and not re.fullmatch(r"\d+[kKmMgG]", values["heap"]):
        raise LabError(f"{folder / FILE}: heap (LABKIN_HEAP) must be a size such as 512m or 2g, not {values['heap']}")
    annotate, llm_always = (_switch(folder, name, values.pop(name)) for name in ("annotate", "llm_always"))
    values["author"] = author_named(values["author"]) or _login()
    if "://" not in values["ledger"]:
        values["ledger"] = str((folder / values["ledger"]).resolve())
    keys = environ.get("LABKIN_LLM_KEY", ""), environ.get("OPENAI_API_KEY", "")
    return Config(folder=folder.resolve(), annotate=annotate, llm_always=llm_always, llm_keys=keys, **numbers | values)


def _switch(folder: Path, name: str, text: str) -> bool:
    if text.lower() not in ("on", "off", "true", "false"):
        raise LabError(f"{folder / FILE}: {name} (LABKIN_{name.upper()}) must be `on` or `off`, not {text.lower()}")
    return text.lower() in ("on", "true")


def _number(folder: Path, name: str, text: str, of: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise LabError(f"{folder / FILE}: {name} (LABKIN_{name.upper()}) must be {of}, not {text}") from error


def _read_file(file: Path) -> dict[str, object]:
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFound(f"{file.parent} is not a lab: make one with `labkin init {file.parent}`") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LabError(f"{file} cannot be read: {error}") from error
    if unknown := set(written) - {s.name for s in SETTINGS}:
        known = ", ".join(s.name for s in SETTINGS)
        raise LabError(f"{file}: no such setting as {', '.join(sorted(unknown))}; there are {known}")
    return written


def author_named(name: str) -> str:
    """The name, if it can stand in the record. Raises LabError where a character of it would not be shown as it is."""
    if any(category(c) in _UNPRINTABLE for c in name):
        raise LabError(f"{name!a} is no name of an author (--author, LABKIN_AUTHOR): it has control characters")
    return name


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container's user without a name
        return "unknown"


def find_lab(given: Path | None, environ: Mapping[str, str] | None = None) -> Path:
    """The lab to work on: the one given, else LABKIN_LAB, else the nearest of this folder and those above it.

    Raises NotFound when there is none.
    """
    environ = os.environ if environ is None else environ
    named = given or (Path(environ["LABKIN_LAB"]) if environ.get("LABKIN_LAB") else None)
    if named is not None:
        return named
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder
    raise NotFound("there is no lab here: name one with --lab DIR, or make one with `labkin init DIR`")


def write_config(folder: Path) -> None:
    """Write a `labkin.toml` that shows every setting with its default. Raises LabError when that is not possible."""
    lines = ["# The settings of this lab. Remove a # to change one; LABKIN_<NAME> in the environment goes before.\n"]
    lines += [f'# {s.help}\n# {s.name} = "{s.default}"\n' for s in SETTINGS]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_text("\n".join(lines), encoding="utf-8")
    except OSError as error:
        raise LabError(f"{folder} cannot be written: {error.strerror or error}") from error
