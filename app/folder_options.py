"""Options for the loaders of a folder's files, kept beside them.

A file `.labkin-load.toml` in a folder holds one table for each pattern of file names, with the options of the loaders:

    ["*.csv"]
    dataset = "{stem}"     # the identifier of the dataset, instead of one made from where the file lies
    mapping = "plate.yaml" # what the columns mean (see `mappings`): a file, named from this folder

`{stem}` is the file's name without its ending, `{folder}` the name of its folder.
"""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

from labkin.graph.errors import BadInput

NAME = ".labkin-load.toml"


def options_for(file: Path) -> dict[str, str]:
    """The options for one file; empty when its folder has none. Raises BadInput when they cannot be read."""
    found: dict[str, str] = {}
    for pattern, options in _read(file.parent / NAME).items():
        if fnmatch(file.name, pattern):
            found |= {name: _filled(value, file) for name, value in options.items()}
    return found


def _filled(value: str, file: Path) -> str:
    return value.replace("{stem}", file.stem).replace("{folder}", file.parent.name)


def _read(file: Path) -> dict[str, dict[str, str]]:
    try:
        return _parse(file, file.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(str(file), "", f"the options cannot be read: {error}") from error


@lru_cache(maxsize=64)
def _parse(file: Path, _: int) -> dict[str, dict[str, str]]:
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    if not all(isinstance(options, dict) for options in found.values()):
        raise BadInput(str(file), "", 'each option stands in the table of a pattern, as in ["*.csv"]')
    return {pattern: {name: str(value) for name, value in options.items()} for pattern, options in found.items()}
