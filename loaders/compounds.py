"""Loader `compounds-csv`: a table with a column of structures becomes compounds, their properties and measurements."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from labkin.graph.model import Statement
from labkin.graph.values import clean_text
from labkin.loaders.base import Input, loader
from labkin.loaders.chemistry import Structure, from_inchi, from_smiles
from labkin.loaders.datasets import TableFound, dataset_id, dataset_statements, key_of, readable_stem, stem
from labkin.loaders.measures import NAMESPACES, Measure, Role, identify, is_structure, parse_measure, roles
from labkin.loaders.profile import Column
from labkin.loaders.tables import text_batches, text_columns
from labkin.loaders.text_rows import Layout, Row, head_lines, is_null, quoting, rows, sniff

SAMPLE_ROWS = 200
SHOWN = 20  # remarks of one kind that are told one by one; the others are counted
_REPORTED = {"molecular_weight", "formula", "smiles", "inchikey"}  # ours come from the structure


def detect(input: Input) -> float:
    """A delimited text with a column of SMILES or InChI."""
    layout = sniff(input.head, input.name)
    if layout is None or not layout.has_header:
        return 0.0
    cells = _head_cells(input.head, layout)
    for index, name in enumerate(layout.columns):
        column = [row[index] for row in cells if not is_null(row[index])]
        if is_structure(name, column) or (column and all(cell.startswith("InChI=1") for cell in column)):
            return 0.8
    return 0.0


def _head_cells(head: bytes, layout: Layout) -> list[list[str]]:
    lines = head_lines(head)[layout.skip + 1 : layout.skip + 51]
    try:
        found = list(csv.reader(lines, delimiter=layout.delimiter, quoting=quoting(layout.quoted)))
    except csv.Error:
        return []
    return [row for row in found if len(row) == len(layout.columns)]


@loader("compounds-csv", version="1", detect=detect)
def load(input: Input) -> Iterator[Statement]:
    """Compounds from a table with SMILES or InChI: structures, properties, measured values."""
    layout = sniff(input.head, input.name) or sniff(input.head, "x.csv")
    if layout is None:
        raise input.bad("", "no rows and columns can be made out in it")
    found = TableFound(text_columns(layout))
    for batch in text_batches(input, layout):
        found.rows += batch.num_rows
        for column, array in zip(found.columns, batch.columns, strict=True):
            column.add(array)
    yield from dataset_statements(input, layout.format, [found])
    warned = len(input.warnings)  # the second reading would say the same again
    samples = [row.cells for row in islice(rows(input, layout), SAMPLE_ROWS)]
    del input.warnings[warned:]
    writer = CompoundWriter(input, roles(found.columns, samples, readable_stem(input)))
    if not any(role.what in ("structure", "inchi") for role in writer.roles):
        raise input.bad("", "no column holds SMILES or InChI; load it with --as table")
    yield from writer.assays()
    for row in rows(input, layout):
        structure, written = _structure(writer.roles, row)
        yield from writer.row(Record(f"line {row.line}", row.cells, structure, written))
    del input.warnings[warned:]
    writer.finish()


def _structure(found: list[Role], row: Row) -> tuple[Structure | None, str]:
    """The structure of a row, and the first text that was to say it."""
    written = ""
    for role in found:
        cell = row.cells[role.index]
        if role.what in ("structure", "inchi") and not is_null(cell):
            written = written or cell
            structure = from_smiles(cell) if role.what == "structure" else from_inchi(cell)
            if structure is not None:
                return structure, written
    return None, written


@dataclass(slots=True)
class Record:
    """One compound of a file: where it stands, the cells of its columns, and its structure if that could be read.

    `written` is what was there to be read as a structure, empty where nothing was.
    """

    place: str
    cells: list[str]
    structure: Structure | None
    written: str = ""
    name: str = ""


@dataclass(slots=True)
class CompoundWriter:
    """Statements from records, the same for tables and SD files.

    Keeps the identifiers seen so far (some 200 bytes for each compound), to tell replicates and equal structures.
    """

    input: Input
    roles: list[Role]
    _replicates: Counter[tuple[str, int]] = field(default_factory=Counter)
    _by_structure: dict[str, str] = field(default_factory=dict)
    _linked: set[str] = field(default_factory=set)  # compounds whose edge from the dataset is told
    _equal: set[str] = field(default_factory=set)  # compounds whose `same_as` within the file is told
    _key: str = ""
    _dataset: str = ""
    _by_what: dict[tuple[str, ...], list[Role]] = field(default_factory=dict)
    _told: Counter[str] = field(default_factory=Counter)
    _remarks: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._key, self._dataset = key_of(self.input), dataset_id(self.input)

    def assays(self) -> Iterator[Statement]:
        """An Assay node for each column of results, described by the dataset."""
        for role in self._of("measure"):
            props = {
                "name": role.key if role.key == readable_stem(self.input) else f"{role.key} ({stem(self.input)})",
                "endpoint": role.key,
                "unit": role.unit or None,
                "column": role.column.name,
            }
            place = f"column {role.column.name}"
            yield self.input.node(place, self._assay(role), "Assay", props)
            yield self.input.edge(place, self._dataset, "describes", self._assay(role))

    def row(self, record: Record) -> Iterator[Statement]:
        """The statements of one record."""
        structure, place = record.structure, record.place
        if structure is None and record.written:
            self._remark(place, "the structure cannot be read", record.written)
        id, others = self._identity(record)
        if not id:
            self._remark(place, "a compound without identifier or readable structure was passed over", record.name)
            return
        yield self.input.node(place, id, "Compound", self._props(record, id))
        if id not in self._linked:
            self._linked.add(id)
            yield self.input.edge(place, self._dataset, "describes", id)
            for other, header in others:
                yield self.input.edge(place, id, "same_as", other, {"reason": f"cross-reference in column {header}"})
        if structure and structure.inchikey:
            yield from self._same(place, id, structure.inchikey)
        yield from self._measurements(record, id)

    def finish(self) -> None:
        """Tell what was passed over: the first of each kind by place, then how many more."""
        for place, why in self._remarks:
            self.input.warn(place, why)
        for why, count in self._told.items():
            if count > SHOWN:
                self.input.warn("file", f"{why}: {count - SHOWN} more times")

    def _of(self, *what: str) -> list[Role]:
        if what not in self._by_what:
            self._by_what[what] = [role for role in self.roles if role.what in what]
        return self._by_what[what]

    def _remark(self, place: str, why: str, cell: str) -> None:
        self._told[why] += 1
        if self._told[why] <= SHOWN:
            self._remarks.append((place, f"{why}: {cell[:100]!r}" if cell else why))

    def _identity(self, record: Record) -> tuple[str, list[tuple[str, str]]]:
        """The identifier, and the other identifiers of the same compound with the columns they stand in."""
        given = [(i, r.column.name) for r in self._of("xref") if (i := identify(r.column.name, record.cells[r.index]))]
        given.sort(key=lambda pair: _rank(pair[0]))
        own = [
            (c, r.column.name)
            for r in self._of("own_id")
            if not is_null(c := clean_text(record.cells[r.index]).strip())
        ]
        all_given = own + given
        if all_given:
            return all_given[0][0], [pair for pair in all_given[1:] if pair[0] != all_given[0][0]]
        if (known := identify("", record.name)) is not None:
            return known, []
        return (record.structure.id if record.structure else ""), []

    def _props(self, record: Record, id: str) -> dict[str, object]:
        props: dict[str, object] = dict(record.structure.props()) if record.structure else {}
        for role in self._of("property", "inchikey", "name", "synonyms", "xref", "own_id"):
            cell = record.cells[role.index]
            if not is_null(cell):
                self._put(props, role, cell, record)
        if record.name and "name" not in props:
            props["name"] = record.name
        return props

    def _put(self, props: dict[str, object], role: Role, cell: str, record: Record) -> None:
        if role.what == "xref":
            namespace, _, local = (identify(role.column.name, cell) or "").partition(":")
            if namespace == "cas":
                props["cas"] = local
        elif role.what == "name":
            props["name"] = cell.strip()
        elif role.what == "synonyms":
            props["synonyms"] = [part.strip() for part in cell.replace("|", ";").split(";") if part.strip()]
        elif role.what == "inchikey":
            _put_reported(props, "inchikey", cell.strip(), record)
        elif role.what == "property":
            value = typed(cell, role.column)
            if role.key in _REPORTED:
                _put_reported(props, role.key, value, record)
            else:
                _put_new(props, role, value)

    def _same(self, place: str, id: str, inchikey: str) -> Iterator[Statement]:
        first = self._by_structure.setdefault(inchikey, id)
        if first != id and id not in self._equal:
            self._equal.add(id)
            yield self.input.edge(place, id, "same_as", first, {"reason": f"equal InChIKey {inchikey}"})

    def _assay(self, role: Role) -> str:
        return f"assay:{self._key}/{role.column.name}"

    def _measurements(self, record: Record, id: str) -> Iterator[Statement]:
        for role in self._of("measure"):
            cell = record.cells[role.index]
            if is_null(cell):
                continue
            measure = parse_measure(cell, decimal_comma=role.column.decimal_comma)
            if measure is None:
                self._remark(record.place, f"column {role.column.name!r} holds no value", cell)
                continue
            yield from self._measurement(f"{record.place}, column {role.column.name}", role, measure, id)

    def _measurement(self, place: str, role: Role, measure: Measure, compound: str) -> Iterator[Statement]:
        self._replicates[compound, role.index] += 1
        replicate = self._replicates[compound, role.index]
        id = f"measurement:{self._key}/{role.column.name}/{compound}"
        id = f"{id}/{replicate}" if replicate > 1 else id
        unit = measure.unit or role.unit
        props = {
            "name": f"{role.key} {measure.qualifier} {measure.value:g} {unit}".rstrip(),
            "value": measure.value,
            "unit": unit or None,
            "qualifier": measure.qualifier,
            "endpoint": role.key,
            "replicate": replicate,
            "error": measure.error,
        }
        edge, assay = self.input.edge, self._assay(role)
        yield self.input.node(place, id, "Measurement", props)
        yield edge(place, id, "measurement_of", compound)
        yield edge(place, id, "measured_in", assay)
        yield edge(place, id, "derived_from", self._dataset)
        if replicate == 1:
            yield edge(place, compound, "tested_in", assay)


def _rank(id: str) -> int:
    return next((n for n, (prefix, _, _) in enumerate(NAMESPACES) if id.startswith(f"{prefix}:")), len(NAMESPACES))


def _put_reported(props: dict[str, object], key: str, value: object, record: Record) -> None:
    if record.structure is None:
        props[key] = value
    elif not _alike(props.get(key), value):
        props[f"reported_{key}"] = value


def _alike(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-4)  # masses are rounded, and tables of atomic weights differ
    return one == other


def _put_new(props: dict[str, object], role: Role, value: object) -> None:
    if role.key not in props:
        props[role.key] = value
    elif props[role.key] != value:  # two columns of one name
        props[f"{role.key}_{role.index + 1}"] = value


def typed(cell: str, column: Column) -> object:
    """The cell as a value of its column's type: a column of codes stays text in every row."""
    cell = cell.strip()
    if not column.plain and not column.decimal_comma:
        return cell
    try:
        if column.type == "integer":
            return int(cell)
        if column.type == "number":
            return float(cell.replace(",", ".") if column.decimal_comma else cell)
    except ValueError:
        return cell
    return cell.lower() in ("true", "yes") if column.type == "boolean" else cell
