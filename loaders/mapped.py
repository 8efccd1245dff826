"""Loader `mapped`: any table, by a mapping of its columns to things, measured values and links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from labkin.graph.model import Statement
from labkin.graph.schema import relation
from labkin.graph.values import clean_props, clean_text, dump_props
from labkin.loaders.base import Input, loader
from labkin.loaders.chemistry import Structure, from_inchi, from_smiles
from labkin.loaders.datasets import dataset_id, dataset_statements, key_of
from labkin.loaders.mapped_values import NotThat, read_date, stored_name, value_of
from labkin.loaders.mapping import FILE, ROW, Mapping, Property, Result, Template, Thing, encoded
from labkin.loaders.mapping_check import missing_columns
from labkin.loaders.mapping_yaml import parse_mapping
from labkin.loaders.measures import Measure, parse_measure
from labkin.loaders.profile import Column
from labkin.loaders.tables import format_of, numbered, profile
from labkin.loaders.text_rows import Row, is_null

OPTION = "mapping"  # of `Input.options`: the mapping itself, as YAML
SHOWN = 20  # remarks of one kind that are told one by one; the others are counted
TESTED = frozenset({"Compound", "Batch", "Sample"})
_SAME = {"≤": "<=", "≥": ">=", "≈": "~", "==": "=", "": "=", "=<": "<=", "=>": ">="}
_QUALIFIERS = ("=", "<", ">", "<=", ">=", "~")

Cell = Callable[[str], str]
Parts = list[tuple[str, Cell]]  # the things of one name in a row: identifier, and how their cells read


def detect(input: Input) -> float:
    """What comes with a mapping, and nothing else."""
    return 1.0 if input.options.get(OPTION) and input.head else 0.0


@loader("mapped", version="1", detect=detect)
def load(input: Input) -> Iterator[Statement]:
    """Any table, by a mapping of its columns that comes with it (`--map`)."""
    mapping = mapping_of(input)
    format = input.options.get("format") or format_of(input)
    if not format:
        raise input.bad("", "it is not a table, so no mapping can be applied to it")
    tables = list(profile(input, format))
    if not tables:
        raise input.bad("", "there is no table in it: every sheet is empty")
    chosen = fitting(input, mapping, {table.sheet: table.columns for table in tables})
    yield from dataset_statements(input, format, tables)
    warned = len(input.warnings)  # the second reading would say the same again
    writer = Writer(input, mapping)
    for table in numbered(input, format, mapping.sheet or None):
        if table.sheet in chosen:
            writer.begin(table.sheet, table.what, chosen[table.sheet])
            for row in table.rows:
                yield from writer.row(row)
    del input.warnings[warned:]
    writer.finish()


def mapping_of(input: Input) -> Mapping:
    """The mapping that comes with an input. Raises BadInput when there is none, or one that cannot be used."""
    text = input.options.get(OPTION, "")
    if not text:
        why = "it has no mapping: make one with `labkin map FILE -o mapping.yaml`, then load with --map mapping.yaml"
        raise input.bad("", why)
    return parse_mapping(text, input.options.get("mapping_name", "mapping"))


def fitting(input: Input, mapping: Mapping, tables: dict[str, list[Column]]) -> dict[str, list[Column]]:
    """The tables, by sheet, that have the columns of the mapping. Raises BadInput where there is none."""
    if mapping.sheet:
        if mapping.sheet not in tables:
            there = ", ".join(map(repr, tables))
            raise input.bad(
                "", f"there is no sheet {mapping.sheet!r}; there are {there}. Change `sheet` in the mapping"
            )
        tables = {mapping.sheet: tables[mapping.sheet]}
    lacking = {sheet: missing_columns(mapping, [c.name for c in columns]) for sheet, columns in tables.items()}
    found = {sheet: columns for sheet, columns in tables.items() if not lacking[sheet]}
    if not found:
        sheet = min(lacking, key=lambda name: len(lacking[name]))
        where = f"sheet {sheet!r}" if sheet else "the table"
        there = ", ".join(repr(column.name) for column in tables[sheet])
        why = f"{where} lacks columns that the mapping names: {', '.join(lacking[sheet])}. It has {there}"
        raise input.bad(f"sheet {sheet}" if sheet else "", why)
    for sheet in tables.keys() - found.keys():
        input.warn(f"sheet {sheet}", f"passed over, for it lacks columns of the mapping: {', '.join(lacking[sheet])}")
    return found


@dataclass(slots=True)
class Writer:
    """Statements from rows.

    Remembers what it has said of things and links (8 bytes of hash for each), so that what a thousand rows say is one
    statement, and how often each thing was measured.
    """

    input: Input
    mapping: Mapping
    _columns: dict[str, Column] = field(default_factory=dict)
    _index: dict[str, int] = field(default_factory=dict)
    _where: str = "line"
    _said: set[int] = field(default_factory=set)
    _ids: Counter[str] = field(default_factory=Counter)
    _replicates: Counter[tuple[str, ...]] = field(default_factory=Counter)
    _told: Counter[str] = field(default_factory=Counter)
    _remarks: list[tuple[str, str]] = field(default_factory=list)
    _key: str = ""
    _dataset: str = ""
    _missing: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._key, self._dataset = key_of(self.input), dataset_id(self.input)
        self._missing = frozenset(text.strip().lower() for text in self.mapping.missing)

    def begin(self, sheet: str, what: str, columns: list[Column]) -> None:
        """Another table begins; `what` its rows are called in places. Columns left out are counted."""
        self._where = f"sheet {sheet}, {what}" if sheet else what
        self._columns = {column.name: column for column in columns}
        self._index = {column.name: i for i, column in enumerate(columns)}
        known = self.mapping.columns.union(self.mapping.ignore)
        for column in columns:
            if column.filled and column.name not in known:
                self.input.unmapped[column.name] += column.filled

    def row(self, row: Row) -> Iterator[Statement]:
        """The statements of one row."""
        place = f"{self._where} {row.line}"
        cell = self._cells(row)
        found: dict[str, Parts] = {}
        for thing in self.mapping.things:
            found[thing.name] = parts = []
            for id, own, structure in self._parts(thing, cell, place):
                parts.append((id, own))
                yield from self._thing(thing, id, own, structure, place)
        for result in self.mapping.results:
            id, statements = self._result(result, cell, found, place)
            found[result.name] = [(id, cell)] if id else []
            yield from statements
        yield from self._links(found, cell, place)

    def finish(self) -> None:
        """Tell what was passed over: the first of each kind by place, then how many more."""
        for place, why in self._remarks:
            self.input.warn(place, why)
        for why, count in self._told.items():
            if count > SHOWN:
                self.input.warn("file", f"{why}: {count - SHOWN} more times")

    # -- cells ---------------------------------------------------------------------------------------------------

    def _cells(self, row: Row) -> Cell:
        def cell(name: str) -> str:
            if name == ROW:
                return str(row.line)
            if name == FILE:
                return self._key
            text = clean_text(row.cells[self._index[name]]).strip()
            return "" if is_null(text) or text.lower() in self._missing else text

        return cell

    def _remark(self, place: str, why: str, cell: str = "") -> None:
        if not self._once("remark", place, why):  # two values of a row may share a date that cannot be read
            return
        self._told[why] += 1
        if self._told[why] <= SHOWN:
            self._remarks.append((place, f"{why}: {cell[:100]!r}" if cell else why))

    def _once(self, *parts: str) -> bool:
        """Whether this is said for the first time."""
        mark = hash("\x1f".join(parts))
        if mark in self._said:
            return False
        self._said.add(mark)
        return True

    # -- things --------------------------------------------------------------------------------------------------

    def _parts(self, thing: Thing, cell: Cell, place: str) -> Iterator[tuple[str, Cell, Structure | None]]:
        structure = self._structure(thing, cell, place)
        if thing.id is None or not (id := thing.id.identify(cell)):
            if structure is not None:
                yield structure.id, cell, structure
            elif self._speaks_of(thing, cell):
                self._remark(place, f"a {thing.name} without identifier was passed over")
            return
        if not thing.split:
            yield id, cell, structure
            return
        column = thing.id.columns[0]
        for part in dict.fromkeys(one.strip() for one in cell(column).split(thing.split)):
            if part:
                own = _replaced(cell, column, part)
                yield thing.id.identify(own), own, structure

    def _speaks_of(self, thing: Thing, cell: Cell) -> bool:
        return any(one.value.varies and one.value.fill(cell) for one in thing.properties)

    def _structure(self, thing: Thing, cell: Cell, place: str) -> Structure | None:
        if thing.structure is None or not (text := thing.structure.fill(cell)):
            return None
        found = from_inchi(text) if text.startswith("InChI=") else from_smiles(text)
        if found is None:
            self._remark(place, "the structure cannot be read", text)
        return found

    def _thing(self, thing: Thing, id: str, cell: Cell, structure: Structure | None, place: str) -> Iterator[Statement]:
        props: dict[str, object] = dict(structure.props()) if structure else {}
        self._fill(props, thing.properties, cell, place, thing.kind, structure is not None)
        if self._once("node", id, thing.kind, dump_props(clean_props(props))):
            yield self.input.node(place, id, thing.kind, props)
        yield from self._edge(place, self._dataset, "describes", id)
        for template in thing.same_as:
            other = template.identify(cell)
            if other and other != id:
                reason = f"cross-reference in column {', '.join(template.columns)}"
                yield from self._edge(place, id, "same_as", other, {"reason": reason})

    def _fill(
        self,
        props: dict[str, object],
        said: tuple[Property, ...],
        cell: Cell,
        place: str,
        kind_name: str = "",
        computed: bool = False,
    ) -> None:
        for one in said:
            try:
                value = value_of(one, cell, self._columns, kind_name)
            except NotThat as error:
                where = f"{place}, column {', '.join(one.value.columns)}"
                self._remark(where, f"{one.name} was left out, for the cell holds {error}", one.value.fill(cell))
                continue
            name = stored_name(one.name, one.unit, kind_name)[0]
            if value is None or (computed and props.get(name) == value):
                continue
            props[f"reported_{name}" if computed and name in Structure._fields else name] = value

    def _edge(
        self, place: str, subject: str, name: str, object: str, props: dict[str, object] | None = None
    ) -> Iterator[Statement]:
        """An edge, where it is not said already."""
        declared = relation(name).qualifiers
        qualifiers = {key: value for key, value in (props or {}).items() if key in declared}
        rest = {key: value for key, value in (props or {}).items() if key not in declared}
        if self._once("edge", subject, name, object, dump_props(clean_props(props))):
            yield self.input.edge(place, subject, name, object, rest, qualifiers)

    def _links(self, found: dict[str, Parts], cell: Cell, place: str) -> Iterator[Statement]:
        for link in self.mapping.links:
            ends = [(one, other) for one, _ in found[link.subject] for other, _ in found[link.object] if one != other]
            if not ends:
                continue
            props: dict[str, object] = {}
            self._fill(props, link.properties, cell, place)
            for one, other in ends:
                yield from self._edge(place, one, link.relation, other, props)

    # -- measured values -----------------------------------------------------------------------------------------

    def _result(self, result: Result, cell: Cell, found: dict[str, Parts], place: str) -> tuple[str, list[Statement]]:
        """The identifier of a measured value, empty where there is none, and what is said of it."""
        text = result.value.fill(cell)
        if not text:
            return "", []
        where = f"{place}, column {', '.join(result.value.columns)}"
        comma = self._columns[result.value.columns[0]].decimal_comma
        measure = parse_measure(text, decimal_comma=comma)
        if measure is None:
            self._remark(where, "the cell holds no value", text)
            return "", []
        of = [id for name in result.of for id, _ in found[name]]
        if not of:
            self._remark(where, f"a value without its {' or '.join(result.of)} was passed over", text)
            return "", []
        assays = [id for id, _ in found[result.assay]] if result.assay else []
        props = self._measured(result, measure, cell, place, comma)
        id = self._identified(result, of[0], assays, props)
        self._fill(props, result.properties, cell, place, "Measurement")
        tested = [one for name in result.of if self._tested(name) for one, _ in found[name]]
        edges = self._edges_of(where, id, of, assays, tested)
        return id, [self.input.node(where, id, "Measurement", props), *edges]

    def _tested(self, name: str) -> bool:
        return self.mapping.thing(name).kind in TESTED

    def _edges_of(
        self, where: str, id: str, of: list[str], assays: list[str], tested: list[str]
    ) -> Iterator[Statement]:
        for one in dict.fromkeys(of):
            yield self.input.edge(where, id, "measurement_of", one)
        for assay in dict.fromkeys(assays):
            yield self.input.edge(where, id, "measured_in", assay)
        yield self.input.edge(where, id, "derived_from", self._dataset)
        for assay in dict.fromkeys(assays):
            for one in dict.fromkeys(tested):
                yield from self._edge(where, one, "tested_in", assay)

    def _measured(self, result: Result, measure: Measure, cell: Cell, place: str, comma: bool) -> dict[str, object]:
        def filled(template: Template | None) -> str:
            return template.fill(cell) if template else ""

        said = filled(result.qualifier).strip("'\" ")
        mark = _SAME.get(said, said)
        if mark not in _QUALIFIERS:
            self._remark(place, "the qualifier is none of = < > <= >= ~ and was left out", said)
            mark = "="
        mark = measure.qualifier if mark == "=" else mark
        unit = measure.unit or filled(result.unit)
        endpoint = filled(result.endpoint) or result.name
        error = parse_measure(spread, decimal_comma=comma) if (spread := filled(result.error)) else None
        day = filled(result.date)
        if day and (when := read_date(day, result.dates)) is None:
            both = "" if result.dates else "; where day and month could be exchanged, say `dates: DMY` or `dates: MDY`"
            dated = f"{place}, column {', '.join(result.date.columns if result.date else ())}"
            self._remark(dated, f"the date was left out, for the cell holds no date{both}", day)
        return {
            "name": f"{endpoint} {mark} {measure.value:g} {unit}".rstrip(),
            "value": measure.value,
            "unit": unit or None,
            "qualifier": mark,
            "endpoint": endpoint,
            "error": error.value if error else measure.error,
            "date": when if day else None,
            "replicate": _whole(filled(result.replicate)),
        }

    def _identified(self, result: Result, of: str, assays: list[str], props: dict[str, object]) -> str:
        """An identifier that stays when the file is loaded again, and when rows are added to its end.

        What the mapping says to tell values apart (endpoint, assay, date, replicate) is in it; what is equal in all of
        this is numbered by its order in the file. Sets the replicate where the mapping names none.
        """
        parts = [str(props["endpoint"])] if result.endpoint.varies else []
        varying = result.assay and _varies(self.mapping.thing(result.assay).id)
        parts += assays if varying else []
        if not props["replicate"]:
            self._replicates[result.name, of, *parts] += 1
            props["replicate"] = self._replicates[result.name, of, *parts]
        else:
            parts.append(str(props["replicate"]) if result.replicate and result.replicate.varies else "")
        parts += [str(props["date"])] if props["date"] else []
        base = "/".join([f"measurement:{self._key}", encoded(result.name), of, *(encoded(p, "/") for p in parts if p)])
        self._ids[base] += 1
        return base if self._ids[base] == 1 else f"{base}/{self._ids[base]}"


def _varies(template: Template | None) -> bool:
    return template is None or template.varies


def _replaced(cell: Cell, column: str, part: str) -> Cell:
    return lambda name: part if name == column else cell(name)


def _whole(text: str) -> object:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else text
