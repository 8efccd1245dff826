"""KGX, the exchange format of Biolink knowledge graphs: TSV, JSON lines and JSON; nodes, edges, or both.

Kinds, relations and properties that stand in no table load as they are. Identifiers are kept exactly.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from labkin.graph.errors import BadValue
from labkin.graph.model import Curie, Edge, Node, Statement
from labkin.graph.values import Value, clean_text, clean_value
from labkin.loaders.base import Input, loader
from labkin.loaders.biolink import read_kind, read_relation
from labkin.loaders.evidence import read_back
from labkin.loaders.json_stream import members_of_arrays
from labkin.loaders.kgx_columns import Column, column, read_integer, read_number, read_text
from labkin.loaders.kgx_numbers import columns_of_numbers
from labkin.loaders.lines import head_lines, text_lines

CACHED_CURIES = 200_000  # identifiers recur; parsing one costs more than looking it up
_OLD_PREDICATE = "edge_label"  # before Biolink 2
_ARRAY, _FIRST_KEY = re.compile(r'"(?:nodes|edges)"\s*:\s*\['), re.compile(r'"(?:id|subject)"\s*:')


def detect(item: Input) -> float:
    """Certain where the first record has what KGX demands: id and category, or subject, predicate and object."""
    lines = head_lines(item, 1)
    if not lines:
        return 0.0
    first = lines[0]
    if first.lstrip().startswith("{"):
        return _detect_json(item, first)
    headers = first.split("\t")
    if _is_edges(headers) or {"id", "category"} <= set(headers):
        return 0.95
    named = item.name.lower().endswith(("_nodes.tsv", "/nodes.tsv"))
    return 0.3 if named and "id" in headers and "name" in headers else 0.0


def _detect_json(item: Input, first: str) -> float:
    try:
        record = json.loads(first)
    except (ValueError, RecursionError):
        head = item.head.decode("utf-8", "replace")
        keyed = ('"subject"' in head and '"predicate"' in head) or ('"id"' in head and '"category"' in head)
        if item.name.lower().endswith(".jsonl"):
            return 0.7 if keyed else 0.0
        return 0.9 if keyed and ('"nodes"' in head[:4096] or '"edges"' in head[:4096]) else 0.0
    if not isinstance(record, dict):
        return 0.0
    if {"nodes", "edges"} & set(record) and all(isinstance(record.get(k, []), list) for k in ("nodes", "edges")):
        members = [*record.get("nodes", []), *record.get("edges", [])]
        return 0.9 if members and any(isinstance(m, dict) and _is_record(m) for m in members[:5]) else 0.0
    return 0.95 if _is_record(record) else 0.0


def _is_record(record: Mapping[str, object]) -> bool:
    return {"id", "category"} <= set(record) or _is_edges(record)


def _is_edges(headers: Any) -> bool:
    return "subject" in headers and "object" in headers and ("predicate" in headers or _OLD_PREDICATE in headers)


def _says_edge(headers: Any) -> bool:
    """Whether these are the columns of an edge, perhaps of one that lacks something."""
    if not ("subject" in headers or "object" in headers):
        return False
    return "predicate" in headers or _OLD_PREDICATE in headers or not ("id" in headers and "category" in headers)


@loader("kgx", version="2", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """KGX nodes and edges (Biolink knowledge graphs) as TSV, JSON lines or JSON."""
    first = head_lines(item, 1)
    if not first:
        raise item.bad("", "the file is empty; a KGX file starts with a header or a JSON object")
    if not first[0].lstrip().startswith("{"):
        yield from _load_tsv(item)
    elif _is_whole_json(first[0]):
        for key, place, record in members_of_arrays(item, ("nodes", "edges")):
            yield _record(item, place, record, key == "edges")
    else:
        for number, line in text_lines(item):
            yield _line(item, number, line)


def _is_whole_json(first: str) -> bool:
    """Whether this is one JSON document and not a document per line."""
    try:
        record = json.loads(first)
    except (ValueError, RecursionError):
        array, record = _ARRAY.search(first), _FIRST_KEY.search(first)
        return record is None or (array is not None and array.start() < record.start())
    return not _is_record(record) and ("nodes" in record or "edges" in record)


# -- JSON ---------------------------------------------------------------------------------------------------------


def _line(item: Input, number: int, line: str) -> Statement:
    place = f"line {number}"
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise item.bad(place, f"this line is no JSON: {error.msg} at character {error.colno}") from None
    except RecursionError:
        raise item.bad(place, "values are nested too deeply in this line") from None
    except ValueError:
        raise item.bad(place, "a number in this line has more digits than any number has") from None
    return _record(item, place, record, isinstance(record, dict) and _says_edge(record))


def _record(item: Input, place: str, record: object, of_edge: bool) -> Statement:
    """One node or edge from its JSON object; values keep their types."""
    if not isinstance(record, dict):
        raise item.bad(place, "this is no JSON object; a node or an edge of KGX is one")
    if of_edge and "predicate" not in record and _OLD_PREDICATE in record:
        record = {("predicate" if key == _OLD_PREDICATE else key): value for key, value in record.items()}
    found = Found()
    for key, value in record.items():
        found.take(column(key, of_edge), clean_value(value))
    return (found.edge if of_edge else found.node)(item, place)


# -- a record of any format ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class Found:
    """What the columns of one record said."""

    parts: dict[str, Value] = field(default_factory=dict)
    own: dict[str, Value] = field(default_factory=dict)
    prop: dict[str, Value] = field(default_factory=dict)
    qualifier: dict[str, Value] = field(default_factory=dict)

    def take(self, col: Column, value: Value | None) -> None:
        """Keep what a column says. A column of ours outdoes the plain one; else the first wins."""
        if value is None:
            return
        if col.place == "part":
            self.parts[col.name] = value
        elif col.place == "own":
            (self.own if col.inner == "part" else self.prop if col.inner == "prop" else self.qualifier)[col.name] = (
                value
            )
        elif col.place == "qualifier":
            if col.name != "negated" or str(value).lower() != "false":
                self.qualifier.setdefault(col.name, value)
        else:
            self.prop.setdefault(col.name, value)

    def node(self, item: Input, place: str) -> Statement:
        """The node that was found. Raises BadInput where it has no identifier."""
        category = self.parts.get("category", ())
        categories = category if isinstance(category, tuple) else (category,)
        texts = tuple(text for text in map(str, categories) if text)
        kind, kept = read_kind(texts, _text(self.own.get("kind", "")))
        if kept:
            self.prop.setdefault("category", kept)
        return Statement(Node(self._curie(item, place, "id"), kind, _sorted(self.prop)), item.source, place)

    def edge(self, item: Input, place: str) -> Statement:
        """The edge that was found. Raises BadInput where it has no subject, predicate or object."""
        predicate = _text(self.parts.get("predicate", "")).strip()
        own = _text(self.own.get("relation", ""))
        if not (predicate or own):
            raise item.bad(place, "this edge has no predicate; every edge needs subject, predicate and object")
        relation, kept = read_relation(predicate, own)
        if kept:
            self.prop.setdefault("predicate", kept)
        subject, object = self._curie(item, place, "subject"), self._curie(item, place, "object")
        method, confidence = read_back(self._evidence())
        edge = Edge(subject, relation, object, _sorted(self.qualifier), _sorted(self.prop))
        return Statement(edge, item.source, place, method, confidence)

    def _evidence(self) -> dict[str, Value]:
        """What an export of ours tells of how an edge is known, taken out of the properties."""
        named = self.own.get("evidence", ())
        names = named if isinstance(named, tuple) else (named,)
        return {name: self.prop.pop(name) for name in map(str, names) if name in self.prop}

    def _curie(self, item: Input, place: str, part: str) -> Curie:
        value = self.own.get(part, self.parts.get(part, ""))
        if isinstance(value, tuple | bool) or not _text(value).strip():
            needs = "a node needs an id" if part == "id" else "every edge needs subject, predicate and object"
            raise item.bad(place, f"there is no {part} here; {needs}, of one or more visible characters")
        return Curie.parse(_text(value))


def _text(value: Value) -> str:
    return value if isinstance(value, str) else str(value[0] if isinstance(value, tuple) and value else value)


def _sorted(values: dict[str, Value]) -> dict[str, Value]:
    """In the order of the names, as cleaned properties are; names that no graph can hold are repaired."""
    return {_NAMES.get(name) or clean_text(name): values[name] for name in sorted(values)}


_NAMES = {"id": "local_id"}


# -- TSV ----------------------------------------------------------------------------------------------------------

_Cells = list[tuple[int, str, Callable[[str], Value | None] | None]]


@dataclass(slots=True)
class Plan:
    """Where in a row things are, worked out once per file."""

    of_edge: bool
    headers: list[str]
    columns: list[Column]
    simple: bool = True  # no column of ours: the quick way will do
    parts: dict[str, int] = field(default_factory=dict)
    props: _Cells = field(default_factory=list)
    qualifiers: _Cells = field(default_factory=list)
    short: list[int] = field(default_factory=list)  # the lines that end before the header does


def plan(item: Input, header: str) -> Plan:
    """The plan for a TSV file with this header. Raises BadInput where KGX's own columns are missing."""
    headers = header.split("\t")
    of_edge = _says_edge(headers)
    if of_edge and "predicate" not in headers:
        headers = ["predicate" if name == _OLD_PREDICATE else name for name in headers]
    for needed in ("subject", "predicate", "object") if of_edge else ("id",):
        if needed not in headers:
            raise item.bad("line 1", f"the header has no column {needed!r}; is this a KGX file of nodes or edges?")
    made = Plan(of_edge, headers, [column(name, of_edge) for name in headers])
    seen: set[tuple[str, str]] = set()
    for index, col in enumerate(made.columns):
        if col.place == "own":
            made.simple = False
        elif (col.place, col.name) in seen:
            item.warn("line 1", f"the column {headers[index]!r} says the same as an earlier one and was passed over")
            item.unmapped[headers[index]] += 1
        elif col.place == "part":
            made.parts[col.name] = index
        else:
            cells = made.qualifiers if col.place == "qualifier" else made.props
            cells.append((index, _NAMES.get(col.name) or col.name, None if col.read is read_text else col.read))
        seen.add((col.place, col.name))
    made.props.sort(key=lambda cell: cell[1])
    made.qualifiers.sort(key=lambda cell: cell[1])
    return made


def _load_tsv(item: Input) -> Iterator[Statement]:
    lines = text_lines(item)
    made = plan(item, next(lines)[1])
    if made.simple:
        _take_numbers(item, made)
    quick = _quick_edges if made.of_edge else _quick_nodes
    yield from (quick if made.simple else _slowly)(item, made, lines)
    if made.short:
        why = f"{len(made.short)} rows have fewer cells than the header; what is missing was taken to be empty"
        item.warn(f"line {made.short[0]}", why)


def _take_numbers(item: Input, made: Plan) -> None:
    """Read as numbers the columns that hold nothing else. An export of ours tells its types itself."""
    texts = [(index, name) for index, name, read in made.props if read is None]
    whole = columns_of_numbers(text_lines(item), texts)
    made.props = [
        (index, name, (read_integer if whole[index] else read_number) if index in whole else read)
        for index, name, read in made.props
    ]


def _cells(item: Input, number: int, line: str, made: Plan) -> list[str]:
    """The cells of a row, as many as the header has. Raises BadInput where a cell has no column."""
    cells, width = line.split("\t"), len(made.headers)
    if len(cells) < width:
        made.short.append(number)
    if len(cells) > width and any(cells[width:]):
        why = f"this row has {len(cells)} cells and the header {width} columns; a tab inside a value?"
        raise item.bad(f"line {number}", why)
    return (cells + [""] * (width - len(cells)))[:width]


def _slowly(item: Input, made: Plan, lines: Iterator[tuple[int, str]]) -> Iterator[Statement]:
    for number, line in lines:
        found, place = Found(), f"line {number}"
        for col, cell in zip(made.columns, _cells(item, number, line, made), strict=True):
            if cell:
                try:
                    found.take(col, col.read(cell))
                except BadValue:
                    raise item.bad(place, f"the column of {col.name!r} does not hold JSON") from None
        yield (found.edge if made.of_edge else found.node)(item, place)


def _gather(cells: list[str], wanted: _Cells) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for index, name, read in wanted:
        cell = cells[index]
        if cell:
            value = cell if read is None else read(cell)
            if value is not None:
                values[name] = value
    return values


def _quick_nodes(item: Input, made: Plan, lines: Iterator[tuple[int, str]]) -> Iterator[Statement]:
    width, source, wanted = len(made.headers), item.source, made.props
    at, category = made.parts["id"], made.parts.get("category")
    kinds: dict[str, tuple[str, tuple[str, ...]]] = {}
    for number, line in lines:
        place = f"line {number}"
        cells = line.split("\t")
        if len(cells) != width:
            cells = _cells(item, number, line, made)
        text = cells[category] if category is not None else ""
        known = kinds.get(text)
        if known is None:
            known = kinds[text] = read_kind(tuple(part for part in text.split("|") if part))
        props = _gather(cells, wanted)
        if known[1]:
            props["category"] = known[1]
            props = _sorted(props)
        id = cells[at]
        if not id or id.isspace():
            raise item.bad(place, "there is no id here; a node needs an id, of one or more visible characters")
        yield Statement(Node(Curie.parse(id), known[0], props), source, place)


def _quick_edges(item: Input, made: Plan, lines: Iterator[tuple[int, str]]) -> Iterator[Statement]:
    width, source, wanted, qualifiers = len(made.headers), item.source, made.props, made.qualifiers
    subject, predicate, object = (made.parts[name] for name in ("subject", "predicate", "object"))
    curies: dict[str, Curie] = {}
    relations: dict[str, tuple[str, str]] = {}
    for number, line in lines:
        place = f"line {number}"
        cells = line.split("\t")
        if len(cells) != width:
            cells = _cells(item, number, line, made)
        start, verb, end = cells[subject], cells[predicate], cells[object]
        known = relations.get(verb)
        if known is None:
            if not verb.strip():
                raise item.bad(place, "this edge has no predicate; every edge needs subject, predicate and object")
            known = relations[verb] = read_relation(verb.strip())
        props = _gather(cells, wanted)
        if known[1]:
            props["predicate"] = known[1]
            props = _sorted(props)
        ends = (
            curies.get(start) or _keep(item, place, curies, start),
            curies.get(end) or _keep(item, place, curies, end),
        )
        yield Statement(Edge(ends[0], known[0], ends[1], _gather(cells, qualifiers), props), source, place)


def _keep(item: Input, place: str, curies: dict[str, Curie], text: str) -> Curie:
    if not text or text.isspace():
        raise item.bad(place, "an end is missing; every edge needs subject, predicate and object")
    if len(curies) >= CACHED_CURIES:
        curies.clear()
    curies[text] = curie = Curie.parse(text)
    return curie
