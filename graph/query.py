"""What is asked of a graph, as a frozen value. It has no way to say a write, and no text of it is ever query text.

A `Query` is a connected pattern of nodes and edges, a condition, and the columns to give back. `graph.cypher` compiles
it; `graph.query_json` writes and reads it as JSON; `graph.query_english` says it in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from labkin.graph.errors import LabkinError
from labkin.graph.values import Scalar

ORDERED = frozenset({"<", "<=", ">", ">="})
TEXTUAL = frozenset({"contains", "starts", "ends"})  # all ignore case
UNARY = frozenset({"exists", "missing"})
OPS = frozenset({"=", "!=", "in", "has"}) | ORDERED | TEXTUAL | UNARY  # `has`: a list property holds the value
AGGREGATES = frozenset({"", "count", "sum", "avg", "min", "max", "collect"})
OVER = frozenset({"avg", "min", "max", "sum", "count"})  # what an aggregate can be aggregated by
PARTS = frozenset({"", "year", "month", "quarter"})  # of a date
WHATS = frozenset({"id", "kind", "prop", "relation", "qualifiers", "subject", "object", "row"})
MAX_HOPS = 30
_VAR = re.compile(r"[a-z][a-z0-9_]{0,30}")


class BadQuery(LabkinError, ValueError):
    """A query that means nothing: a name used and not defined, an operator without its value, parts not connected."""


@dataclass(frozen=True, slots=True)
class NodePattern:
    """A node called `var`: of one of the kinds (any when empty), with one of the identifiers (any when empty)."""

    var: str
    kinds: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EdgePattern:
    """An edge from node `source` to node `target` of one of the relations (any when empty).

    `either` takes it in both directions. `hops` is the least and the most number of edges; only an edge of exactly
    one hop may have a `var`, by which conditions and columns speak of it.
    """

    source: str
    target: str
    relations: tuple[str, ...] = ()
    var: str = ""
    either: bool = False
    hops: tuple[int, int] = (1, 1)


@dataclass(frozen=True, slots=True)
class Compare:
    """The property `prop` of `var` compared with a value. `in` takes a tuple; `exists` and `missing` take None."""

    var: str
    prop: str
    op: str
    value: Scalar | tuple[Scalar, ...] | None = None


@dataclass(frozen=True, slots=True)
class Linked:
    """There is such an edge. One end of it is a node of the pattern, the other, free end is `node`.

    `where` speaks of the free node alone: comparisons with it, and other edges at it, of which it is the end that is
    not free. `Not(Linked(...))` says that there is no such edge to any node of which that holds.
    """

    edge: EdgePattern
    node: NodePattern
    where: Condition | None = None


@dataclass(frozen=True, slots=True)
class And:
    """All of these hold."""

    items: tuple[Condition, ...]

    def __post_init__(self) -> None:
        _check_items(self.items)


@dataclass(frozen=True, slots=True)
class Or:
    """One of these holds, or more."""

    items: tuple[Condition, ...]

    def __post_init__(self) -> None:
        _check_items(self.items)


@dataclass(frozen=True, slots=True)
class Not:
    """This does not hold. A comparison with a property that is not there is neither true nor false."""

    item: Condition


Condition = Compare | Linked | And | Or | Not


@dataclass(frozen=True, slots=True)
class Column:
    """A column given back, called `name`.

    `what` of `var`: id, kind, prop (then `prop` names it) of a node; relation, qualifiers, subject, object or prop
    of an edge; row for `count` of rows. With `agg` the other columns without one are what it is grouped by;
    `distinct` counts, sums or collects each value once. `part` gives the year (2024), month (2024-03) or quarter
    (2024-Q1) of a property that is a date in ISO form; it is missing where the date does not tell it.
    """

    name: str
    var: str = ""
    what: str = "id"
    prop: str = ""
    agg: str = ""
    distinct: bool = False
    part: str = ""


@dataclass(frozen=True, slots=True)
class Having:
    """A condition on an aggregated column, by the column's name."""

    column: str
    op: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class Order:
    """Order by a column, by its name."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Over:
    """An aggregate over the rows of a grouped query: of the values in one of its aggregated columns, by its name.

    Only groups that have any row count: over a number of others, never a 0. There is one row then, or one for each
    value of the columns that `per` names. `name` is what its column is called.
    """

    agg: str
    column: str
    name: str = ""
    per: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What its column is called: `name`, or for none a word and the column's."""
        words = {"avg": "average", "min": "lowest", "max": "highest", "sum": "total", "count": "groups with"}
        return self.name or f"{words[self.agg]} {self.column}"


@dataclass(frozen=True, slots=True)
class Query:
    """The whole. Raises BadQuery, when made, if it does not hold together.

    With `ties` and a limit, rows that have the same value as one of those within it, in the first column of the order,
    are given too. With `each`, which names columns, the limit is one for the rows that are alike in them.
    """

    nodes: tuple[NodePattern, ...]
    edges: tuple[EdgePattern, ...] = ()
    where: Condition | None = None
    columns: tuple[Column, ...] = ()
    distinct: bool = False
    having: tuple[Having, ...] = ()
    order: tuple[Order, ...] = ()
    limit: int | None = None
    offset: int = 0
    over: Over | None = None
    ties: bool = False
    each: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_nodes(self)
        _check_edges(self)
        nodes = {node.var for node in self.nodes}
        named = nodes | {edge.var for edge in self.edges if edge.var}
        _check_condition(self.where, nodes, named, named)
        _check_columns(self)
        _check_ends(self)
        _check_over(self)

    def node(self, var: str) -> NodePattern:
        """The node of that name. Raises KeyError."""
        for node in self.nodes:
            if node.var == var:
                return node
        raise KeyError(var)

    @property
    def aggregates(self) -> bool:
        """Whether any column is aggregated."""
        return any(column.agg for column in self.columns)

    @property
    def result(self) -> tuple[Column, ...]:
        """The columns that the rows have: with `over` no longer those of the groups."""
        if self.over is None:
            return self.columns
        over = self.over
        column = next(column for column in self.columns if column.name == over.column)
        return (*(c for c in self.columns if c.name in over.per), replace(column, name=over.title, agg=over.agg))


def conditions(condition: Condition | None, inside: bool = False) -> Iterator[Compare | Linked]:
    """The leaves of a condition, left to right; with `inside` also those that speak of the free node of a `Linked`."""
    match condition:
        case And(items) | Or(items):
            for item in items:
                yield from conditions(item, inside)
        case Not(item):
            yield from conditions(item, inside)
        case Compare() | Linked():
            yield condition
            if inside and isinstance(condition, Linked):
                yield from conditions(condition.where, inside)
        case None:
            return


def both(*items: Condition | None) -> Condition | None:
    """All of them, flattened; None for none."""
    flat: list[Condition] = []
    for item in items:
        if isinstance(item, And):
            flat += item.items
        elif item is not None:
            flat.append(item)
    return And(tuple(flat)) if len(flat) > 1 else (flat[0] if flat else None)


def _check_var(var: str) -> None:
    if not _VAR.fullmatch(var):
        raise BadQuery(f"{var!r} cannot name a part of a query: use a small letter, then letters, digits and _")


def _check_nodes(query: Query) -> None:
    if not query.nodes:
        raise BadQuery("a query needs at least one node")
    seen: set[str] = set()
    for node in query.nodes:
        _check_var(node.var)
        if node.var in seen:
            raise BadQuery(f"the node {node.var!r} stands in the query twice")
        _check_names("identifier", node.ids)
        _check_names("kind", node.kinds)
        seen.add(node.var)


def _check_names(what: str, names: tuple[str, ...]) -> None:
    for name in names:
        if not isinstance(name, str) or not name:
            raise BadQuery(f"a {what} is a text that is not empty, not {name!r}")


def _check_edge(edge: EdgePattern, known: set[str]) -> None:
    for end in (edge.source, edge.target):
        if end not in known:
            raise BadQuery(f"an edge ends at {end!r}, which is no node of the query")
    _check_names("relation", edge.relations)
    low, high = edge.hops
    if not 1 <= low <= high <= MAX_HOPS:
        raise BadQuery(f"the hops of an edge run from 1 to {MAX_HOPS}, not from {low} to {high}")
    if edge.var and edge.hops != (1, 1):
        raise BadQuery(f"the edge {edge.var!r} has a name, so it must be one hop long")


def _check_edges(query: Query) -> None:
    known = {node.var for node in query.nodes}
    named = set(known)
    for edge in query.edges:
        _check_edge(edge, known)
        if edge.var:
            _check_var(edge.var)
            if edge.var in named:
                raise BadQuery(f"the name {edge.var!r} stands in the query twice")
            named.add(edge.var)
    reached = {query.nodes[0].var}
    for _ in query.nodes:
        for edge in query.edges:
            if edge.source in reached or edge.target in reached:
                reached |= {edge.source, edge.target}
    if reached != known:
        raise BadQuery(f"nothing connects {', '.join(sorted(known - reached))} with the rest of the query")


def _check_condition(condition: Condition | None, nodes: set[str], named: set[str], taken: set[str]) -> None:
    """`nodes` may be ends of edges, `named` compared; `taken` are names that a free node cannot have."""
    for leaf in conditions(condition):
        if isinstance(leaf, Compare):
            _check_compare(leaf, named)
        else:
            _check_linked(leaf, nodes, taken)
            free = {leaf.node.var}
            _check_condition(leaf.where, free, free, taken | free)


def _check_items(items: tuple[Condition, ...]) -> None:
    if not items:
        raise BadQuery("a condition of several parts needs at least one part")


def _check_compare(leaf: Compare, named: set[str]) -> None:
    if leaf.var not in named:
        raise BadQuery(f"a condition speaks of {leaf.var!r}, which is not in the query")
    if not leaf.prop:
        raise BadQuery("a condition needs the name of a property")
    check_value(leaf.op, leaf.value)


def check_value(op: str, value: object) -> None:
    """Raise BadQuery unless the operator exists and takes such a value."""
    if op not in OPS:
        raise BadQuery(f"there is no operator {op!r}")
    if op in UNARY:
        good = value is None
    elif op == "in":
        good = isinstance(value, tuple) and all(isinstance(item, str | int | float) for item in value)
    elif op in TEXTUAL:
        good = isinstance(value, str)
    elif op in ORDERED:
        good = isinstance(value, str | int | float) and not isinstance(value, bool)
    else:
        good = isinstance(value, str | int | float)
    if not good:
        raise BadQuery(f"the operator {op!r} cannot take {value!r}")


def _check_linked(leaf: Linked, nodes: set[str], taken: set[str]) -> None:
    if leaf.edge.var:
        raise BadQuery("an edge that is only asked to exist has no name")
    _check_var(leaf.node.var)
    _check_names("identifier", leaf.node.ids)
    _check_names("kind", leaf.node.kinds)
    if leaf.node.var in taken or leaf.node.var not in (leaf.edge.source, leaf.edge.target):
        raise BadQuery(f"the node {leaf.node.var!r} must be the free end of the edge that is asked to exist")
    _check_edge(leaf.edge, nodes | {leaf.node.var})
    if leaf.edge.source == leaf.edge.target:
        raise BadQuery("an edge that is asked to exist needs one end in the pattern")


def _check_columns(query: Query) -> None:
    if not query.columns:
        raise BadQuery("a query needs at least one column")
    nodes = {node.var for node in query.nodes}
    edges = {edge.var for edge in query.edges if edge.var}
    for column in query.columns:
        _check_column(column, nodes, edges)
    names = [column.name for column in query.columns]
    if len(set(names)) != len(names) or "" in names:
        raise BadQuery("the columns of a query need names, each another")


def _check_column(column: Column, nodes: set[str], edges: set[str]) -> None:
    if column.what not in WHATS or column.agg not in AGGREGATES:
        raise BadQuery(f"the column {column.name!r} asks for {column.agg or column.what!r}, which there is not")
    if column.what == "row":
        good = column.agg == "count" and not column.var and not column.distinct
    elif column.what == "prop":
        good = column.var in nodes | edges and bool(column.prop)
    elif column.what in ("id", "kind"):
        good = column.var in nodes
    else:
        good = column.var in edges
    if column.part not in PARTS or (column.part and column.what != "prop"):
        raise BadQuery(f"the column {column.name!r} asks for the {column.part!r} of a date, which there is not")
    if not good or (column.distinct and not column.agg):
        raise BadQuery(f"the column {column.name!r} does not hold together")


def _check_ends(query: Query) -> None:
    names = {column.name: column for column in query.columns}
    for order in query.order:
        if order.column not in names:
            raise BadQuery(f"the order speaks of {order.column!r}, which is no column")
    for having in query.having:
        if having.column not in names or not names[having.column].agg:
            raise BadQuery(f"{having.column!r} is no aggregated column")
        if having.op not in ORDERED | {"=", "!="}:
            raise BadQuery(f"an aggregated column cannot be asked {having.op!r}")
        check_value(having.op, having.value)
    if query.limit is not None and (type(query.limit) is not int or query.limit < 0):
        raise BadQuery("a limit is a whole number, 0 or more")
    if type(query.offset) is not int or query.offset < 0:
        raise BadQuery("an offset is a whole number, 0 or more")
    if query.each and (query.limit is None or not query.order or query.offset):
        raise BadQuery("the first rows for each value of a column need an order and a limit, and no offset")
    if any(name not in names or names[name].agg for name in query.each):
        raise BadQuery("the first rows are given for each value of columns that are not aggregated")


def _check_over(query: Query) -> None:
    over = query.over
    if over is None:
        return
    keys = {column.name for column in query.columns if not column.agg}
    if over.agg not in OVER:
        raise BadQuery(f"there is no {over.agg!r} over the rows of a query")
    if not keys or not any(c.name == over.column and c.agg not in ("", "collect") for c in query.columns):
        raise BadQuery(f"{over.column!r} is no aggregated column with a number for each of some groups")
    if not set(over.per) <= keys or len(set(over.per)) < len(over.per) or over.title in over.per:
        raise BadQuery("an aggregate over rows can be taken for each value of other columns, each named once")
    if query.order or query.offset or query.limit is not None or query.distinct or query.ties:
        raise BadQuery("an aggregate over the rows of a query takes all of them, in no order")
