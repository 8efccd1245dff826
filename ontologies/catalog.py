"""What ships: one row per vocabulary, read from the catalogue that the build writes beside the tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

CATALOGUE = "catalog.json"
INDEX = "index.bin"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One shipped table. `file` lies in the folder of tables; `blocks` is how many compressed blocks it has.

    Vocabularies come in the order of preference: where one foreign identifier or name means terms of several, the
    earlier vocabulary goes first.
    """

    name: str
    file: str
    kinds: tuple[str, ...]
    prefixes: tuple[str, ...]
    version: str
    licence: str
    count: int
    blocks: int
    sha256: str
    size: int  # bytes


def read_catalogue(folder: Path) -> dict[str, Vocabulary]:
    """The vocabularies of a folder of tables, by name, in order of preference."""
    document = json.loads((folder / CATALOGUE).read_text("utf-8"))
    rows = [
        Vocabulary(**{**row, "kinds": tuple(row["kinds"]), "prefixes": tuple(row["prefixes"])})
        for row in document["vocabularies"]
    ]
    return {row.name: row for row in rows}
