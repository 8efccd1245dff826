"""SOURCES.md: what every shipped file is, where it comes from and under which terms."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from labkin.ontologies.catalog import CATALOGUE, INDEX
from labkin.ontologies.cut.recipes import RECIPES, Recipe

_HEAD = """# Sources of the shipped vocabularies

Written by `python -m labkin.ontologies.build`; do not edit. Each file of `tables/` is listed once, with its SHA-256
and its count of terms. The files hold facts (identifiers, names, parents, cross-references) cut from the sources named;
definitions, comments and other prose of the sources are not shipped. docs/vocabularies.md says how to rebuild them.

**MeSH.** Terms are courtesy of the U.S. National Library of Medicine, which is not responsible for this product and
does not endorse it. They were taken from a table without a release date, may not be the newest, and were selected and
merged as described below.

| file | terms | bytes | sha256 |
|---|---:|---:|---|
"""


def page(folder: Path, data: Path, wheels: Path) -> str:
    """The whole page, from the catalogue of a folder of tables and the sources that they were cut from."""
    document = json.loads((folder / CATALOGUE).read_text("utf-8"))
    rows = {row["name"]: row for row in document["vocabularies"]}
    lines = [_row(row) for row in rows.values()]
    lines.append(_row(document["index"]))
    sections = [_section(recipe, rows[recipe.name]) for recipe in RECIPES]
    index = (
        f"## {INDEX}\n\nHashes of the names and cross-references in all tables above, so that a look-up opens few "
        "blocks. Holds no text; its count is of entries. Licence: as the tables.\n"
    )
    return _HEAD + "\n".join(lines) + "\n\n" + "\n".join([*sections, index, _inputs(data, wheels)])


def _row(row: dict[str, object]) -> str:
    return f"| {row['file']} | {row['count']} | {row['size']} | {row['sha256']} |"


def _section(recipe: Recipe, row: dict[str, object]) -> str:
    return (
        f"## {row['file']}\n\n{recipe.title}.\n\n- Origin: {recipe.origin}\n- Version: {row['version']}\n"
        f"- Licence: {recipe.licence}\n- Cut: {recipe.cut}\n- Read: {', '.join(recipe.inputs)}\n"
    )


def _inputs(data: Path, wheels: Path) -> str:
    lines = ["## Files that were read\n", "| file | sha256 |", "|---|---|"]
    for name in sorted({name for recipe in RECIPES for name in recipe.inputs}):
        path = (wheels if name.endswith(".whl") else data) / name
        lines.append(f"| {name} | {hashlib.sha256(path.read_bytes()).hexdigest()} |")
    return "\n".join(lines) + "\n"
