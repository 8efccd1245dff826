"""A table of ISA-Tab read as a graph: each row is a path from materials through processes to files of data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from labkin.loaders.base import Input
from labkin.loaders.datasets import digits_of, slug
from labkin.loaders.isa import MATERIALS, Annotation, Process, Thing, thing_id
from labkin.loaders.isa_files import lines_of

_NODE = re.compile(r"(Source|Sample|Extract|Labeled Extract|Labelled Extract) Name|.*\bFile", re.IGNORECASE)
_STEP = re.compile(
    r"(.* )?Assay Name|Scan Name|Normalization Name|Data Transformation Name|Hybridization Assay Name", re.IGNORECASE
)
_BRACKET = re.compile(
    r"\s*(Characteristics?|Factor Value|Parameter Value|Comment)\s*\[(.*)\]\s*", re.IGNORECASE | re.DOTALL
)
_PLAIN = {"material type": "Material Type", "label": "Label", "description": "Description"}


@dataclass(slots=True)
class Column:
    """A column with the columns that annotate it. `what` is node, protocol, step, characteristic, factor, parameter,
    comment, performer, date, array or other."""

    index: int
    what: str
    heading: str
    unit: int = -1
    source: int = -1
    accession: int = -1


@dataclass(slots=True)
class Step:
    """A process of one row, before the rows are put together."""

    place: str
    protocol: str = ""
    name: str = ""
    parameters: dict[str, Annotation] = field(default_factory=dict)
    performer: str = ""
    date: str = ""
    comments: dict[str, str] = field(default_factory=dict)

    def signature(self) -> tuple[object, ...]:
        return (self.protocol, self.name, tuple(self.parameters.items()), self.performer, self.date)


@dataclass(slots=True)
class Segment:
    """Of one row: what stands between some nodes and the next ones. Either side may be empty, at the ends of a row."""

    inputs: tuple[str, ...]
    steps: list[Step]
    outputs: tuple[str, ...]
    place: str


@dataclass(slots=True)
class Table:
    """All that a study or assay file says: its things by identifier, processes, direct derivations, first materials."""

    things: dict[str, Thing] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    derived: dict[tuple[str, str], str] = field(
        default_factory=dict
    )  # (from what, what) -> place, where no process is named
    rows: int = 0


def columns_of(item: Input, header: list[str]) -> list[Column]:
    """The columns that say something themselves, each with those that annotate it."""
    found: list[Column] = []
    for index, heading in enumerate(header):
        low = heading.lower()
        if found and low in ("unit", "term source ref", "term accession number"):
            attribute = {"unit": "unit", "term source ref": "source", "term accession number": "accession"}[low]
            if low == "unit" or getattr(found[-1], attribute) < 0:
                setattr(found[-1], attribute, index)
            continue
        what, name = _what(heading)
        if what == "other":
            item.unmapped[heading or "(no heading)"] += 1
        found.append(Column(index, what, name))
    return found


def _what(heading: str) -> tuple[str, str]:
    if bracket := _BRACKET.fullmatch(heading):
        kind = {"f": "factor", "p": "parameter"}.get(bracket[1][0].lower(), "")
        return kind or ("comment" if bracket[1].lower() == "comment" else "characteristic"), bracket[2].strip()
    low = heading.lower()
    if low == "protocol ref":
        return "protocol", heading
    if low in _PLAIN:
        return "characteristic", _PLAIN[low]
    if low in ("performer", "date"):
        return low, heading
    if low == "array design ref":
        return "array", "Array Design"
    if _STEP.fullmatch(heading):
        return "step", heading
    return ("node", heading) if _NODE.fullmatch(heading) else ("other", heading)


def read_table(item: Input, study: str) -> Table:
    """Read a study or assay file. Raises BadInput where it has no header."""
    table, segments = Table(), list[Segment]()
    columns: list[Column] | None = None
    for line, cells in lines_of(item):
        if not any(cells):
            continue
        if columns is None:
            columns = columns_of(item, cells)
            if not any(column.what == "node" for column in columns):
                raise item.bad(f"line {line}", "no column of it names a material or a file; ISA-Tab has 'Sample Name'")
            continue
        table.rows += 1
        segments += _Row(item, study, table, f"line {line}", cells).read(columns)
    if columns is None:
        raise item.bad("", "the file is empty")
    _join(table, segments)
    return table


class _Row:
    def __init__(self, item: Input, study: str, table: Table, place: str, cells: list[str]) -> None:
        self.item, self.study, self.table, self.place, self.cells = item, study, table, place, cells
        self.segments: list[Segment] = []
        self.before: list[str] = []  # nodes at which the row stands
        self.steps: list[Step] = []  # processes since then
        self.last: Thing | None = None
        self.material: Thing | None = None
        self.on_process = False
        self.current: Step | None = None  # the process of this row that the next columns annotate
        self.factors: list[tuple[str, Annotation]] = []

    def cell(self, index: int) -> str:
        return self.cells[index] if 0 <= index < len(self.cells) else ""

    def read(self, columns: list[Column]) -> list[Segment]:
        for column in columns:
            value = self.cell(column.index)
            if column.what == "node":
                self.node(column.heading, value)
            elif column.what in ("protocol", "step"):
                self.process(column, value)
            elif value:
                self.annotate(column, value)
        if self.steps:
            self.segments.append(Segment(tuple(self.before), self.steps, (), self.place))
        of = self.material or self.last
        for heading, one in self.factors if of is not None else ():
            of.say("factor", heading, one)  # type: ignore[union-attr]
        return self.segments

    def node(self, heading: str, name: str) -> None:
        self.last, self.on_process = None, False
        if not name:
            return
        low = heading.lower().replace("labelled", "labeled")
        role = low.removesuffix(" name") if low.removesuffix(" name") in MATERIALS else heading
        thing = Thing(role, name, self.place)
        if thing.is_file and re.match(r"/|[A-Za-z]:[\\/]", name):
            self.item.warn(self.place, f"{heading}: {name!r} is a path on another machine, not a file beside this one")
        id = thing_id(self.item, self.study, thing)
        thing = self.table.things.setdefault(id, thing)
        self.last = thing
        if not thing.is_file:
            self.material = thing
        together = thing.is_file and self.segments and not self.steps and self.were_files(heading)
        if together:  # files side by side come out of one process
            last = self.segments[-1]
            self.segments[-1] = Segment(last.inputs, last.steps, (*last.outputs, id), last.place)
            self.before.append(id)
            return
        self.segments.append(Segment(tuple(self.before), self.steps, (id,), self.place))
        self.before, self.steps = [id], []

    def were_files(self, heading: str) -> bool:
        """Whether the row stands at files that are made together with one of this heading, not before it."""
        at = [self.table.things[id] for id in self.before]
        derived = heading.lower().startswith("derived")
        return bool(at) and all(t.is_file and (t.role.lower().startswith("derived") or not derived) for t in at)

    def process(self, column: Column, value: str) -> None:
        self.on_process, self.current = True, None
        if not value:
            return
        protocol = column.what == "protocol"
        if not protocol and self.steps and not self.steps[-1].name:
            self.steps[-1].name = value  # the name of the process that the protocol before it began
        else:
            self.steps.append(Step(self.place, value if protocol else "", "" if protocol else value))
        self.current = self.steps[-1]

    def annotate(self, column: Column, value: str) -> None:
        one = Annotation(value, self.cell(column.unit), self.cell(column.accession), self.cell(column.source))
        what, heading = column.what, column.heading
        if what == "factor":
            self.factors.append((heading, one))
        elif self.on_process and self.current is not None:
            step = self.current
            if what in ("parameter", "characteristic", "array"):
                step.parameters[heading] = one
            elif what == "performer":
                step.performer = value
            elif what == "date":
                step.date = value
            elif what == "comment":
                step.comments[heading] = value
        elif not self.on_process and self.last is not None and what in ("characteristic", "comment"):
            self.last.say(what, heading, one)
        else:
            self.item.unmapped[heading] += 1


def _join(table: Table, segments: list[Segment]) -> None:
    """Put the rows together: what came out of the same things by the same steps came out of one process.

    An output is made from all things that any row makes it from (a pool), and from nothing else; outputs of the same
    things share their processes (a split). So nothing is said to come from what it does not come from.
    """
    made_from: dict[tuple[object, ...], dict[str, None]] = {}
    for one in segments:
        made_from.setdefault(_made(one), {}).update(dict.fromkeys(one.inputs))
    for one in segments:
        inputs = tuple(made_from[_made(one)]) if one.outputs else one.inputs
        if not one.steps:
            for output in one.outputs:
                table.derived.update({(output, input): one.place for input in one.inputs if input != output})
            continue
        _processes(table, one, inputs)


def _made(one: Segment) -> tuple[object, ...]:
    return (one.outputs, *(step.signature() for step in one.steps))


def _processes(table: Table, one: Segment, inputs: tuple[str, ...]) -> None:
    trail: tuple[object, ...] = (inputs,)
    before = ""
    for number, step in enumerate(one.steps):
        trail = (*trail, step.signature())
        key = f"{slug(step.name or step.protocol)}-{digits_of(repr(trail))}"
        process = table.processes.get(key)
        if process is None:
            process = Process(key, step.place, step.protocol, step.name, step.parameters, step.performer, step.date)
            table.processes[key] = process
        process.comments.update(step.comments)
        if number == 0:
            process.inputs.update(dict.fromkeys(inputs))
        elif before != key:
            process.before[before] = None
        before = key
    table.processes[before].outputs.update(dict.fromkeys(one.outputs))
