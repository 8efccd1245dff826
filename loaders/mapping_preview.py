"""What a mapping makes of the first rows of a table, without loading anything."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from labkin.graph.model import Edge, Node, Statement
from labkin.loaders.base import Input, Remark
from labkin.loaders.datasets import dataset_id
from labkin.loaders.mapped import Writer, fitting
from labkin.loaders.mapping import Mapping
from labkin.loaders.mapping_columns import samples
from labkin.loaders.tables import format_of

ROWS = 200  # that are tried; structures take most of the time, about a millisecond each


@dataclass(slots=True)
class Preview:
    """The statements of the first rows in their order, those about the dataset itself left out.

    `kinds` and `relations` count them; `warnings` are what would be passed over.
    """

    rows: int = 0
    nodes: list[Statement] = field(default_factory=list)
    edges: list[Statement] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    warnings: list[Remark] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)


def preview(input: Input, mapping: Mapping, most: int = ROWS) -> Preview:
    """Try the mapping on the first rows. Raises BadInput when the table lacks its columns, or cannot be read."""
    format = format_of(input)
    if not format:
        raise input.bad("", "it is not a table, so no mapping can be applied to it")
    tables = {sample.sheet: sample for sample in samples(input, format, most)}
    if not tables:
        raise input.bad("", "there is no table in it: every sheet is empty")
    warned = len(input.warnings)
    chosen = fitting(input, mapping, {sheet: sample.columns for sheet, sample in tables.items()})
    writer, found = Writer(input, mapping), Preview()
    dataset = dataset_id(input)
    seen: set[str] = set()
    for sheet, columns in chosen.items():
        writer.begin(sheet, tables[sheet].what, columns)
        for row in tables[sheet].rows:
            found.rows += 1
            for statement in writer.row(row):
                _add(found, statement, dataset, seen)
    writer.finish()
    found.warnings, found.unmapped = input.warnings[warned:], sorted(input.unmapped)
    del input.warnings[warned:]
    input.unmapped.clear()
    return found


def _add(found: Preview, statement: Statement, dataset: str, seen: set[str]) -> None:
    fact = statement.fact
    if isinstance(fact, Node):
        if str(fact.id) not in seen:
            seen.add(str(fact.id))
            found.kinds[fact.kind] += 1
        found.nodes.append(statement)
    elif isinstance(fact, Edge) and dataset not in (str(fact.subject), str(fact.object)):
        found.relations[fact.relation] += 1
        found.edges.append(statement)
