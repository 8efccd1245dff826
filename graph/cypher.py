"""A `Query` as Cypher: the one file that writes statements from queries, for each dialect.

Values are only ever parameters. The names of kinds, relations and properties come from the data, so they go through
`graph.names`; limits and hops are whole numbers that `Query` has checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from labkin.graph import names
from labkin.graph.errors import Unsupported
from labkin.graph.query import (
    And,
    Column,
    Compare,
    Condition,
    EdgePattern,
    Linked,
    NodePattern,
    Not,
    Or,
    Query,
)
from labkin.graph.rows import single, unsingle
from labkin.graph.store import Cypher, GraphStore


@dataclass(frozen=True, slots=True)
class Dialect:
    """What one engine's Cypher can say."""

    name: str
    identity: str = "{var}.id"  # the identifier of a node
    identity_key: str = "id"  # the same, as a key in a pattern
    list_properties: bool = True
    exists_where: bool = True  # EXISTS { MATCH ... WHERE ... }; else only a bare pattern may be asked for

    def key(self, prop: str) -> str:
        """The quoted key of a property."""
        return names.quote(names.prop_name(prop, loadable=not self.list_properties))


DIALECTS: dict[str, Dialect] = {
    "arcadedb": Dialect("arcadedb"),
    "neo4j": Dialect("neo4j"),
    # Amazon Neptune User Guide, openCypher compliance: no EXISTS subquery, shortestPath, =~ or list properties.
    "neptune": Dialect("neptune", "id({var})", "`~id`", list_properties=False, exists_where=False),
}

MOST_ENDS = 200  # bare patterns in place of one EXISTS
MOST_TIED = 100_000  # rows where those that tie are asked for
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_ ]{0,60}")


def column_keys(columns: tuple[Column, ...]) -> list[str]:
    """The keys under which the rows of a compiled statement hold the columns, in order.

    A column name that is more than plain words stands under `_` and its number.
    """
    return [c.name if _PLAIN.fullmatch(c.name) else f"_{i}" for i, c in enumerate(columns)]


def to_cypher(query: Query, dialect: str | Dialect, among: tuple[Any, ...] | None = None) -> Cypher:
    """The statement and its parameters. Raises Unsupported for what the dialect lacks.

    With `among`, its rows are those that have one of these values in the first column of the order.
    """
    writer = _Writer(DIALECTS[dialect] if isinstance(dialect, str) else dialect)
    lines = writer.match(query) + writer.give_back(query, among)
    return Cypher("\n".join(writer.before + lines), writer.params)


def run(store: GraphStore, query: Query) -> tuple[list[dict[str, Any]], Cypher]:
    """The rows of the query, by column name, and the statement that gave them. Raises StoreError, Unsupported.

    Of rows that tie with the last, as many are given as make MOST_TIED with all others.
    """
    if query.each:
        found, statement = _firsts(store, query)
    else:
        found, statement = _tied(store, query) if query.ties else _read(store, query)
    columns = query.result
    keys = column_keys(columns)
    readers = {c.name: kind_of if c.what == "kind" else relation_of for c in columns if c.what in ("kind", "relation")}
    texts = set() if DIALECTS[store.dialect_name].list_properties else {c.name for c in columns if c.prop}
    rows = []
    for row in found:
        named = {column.name: row[key] for column, key in zip(columns, keys, strict=True)}
        named = {name: unsingle(value) if name in texts else value for name, value in named.items()}
        rows.append({name: _plain(store, readers.get(name), value) for name, value in named.items()})
    return rows, statement


def _firsts(store: GraphStore, query: Query) -> tuple[list[dict[str, Any]], Cypher]:
    """The first rows for each value of some columns: all rows are asked for in order, of which these are kept."""
    keys = dict(zip((c.name for c in query.columns), column_keys(query.columns), strict=True))
    rows, statement = _read(store, query)
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row[keys[name]] for name in query.each), []).append(row)
    by, first = keys[query.order[0].column], query.limit or 0
    kept: list[dict[str, Any]] = []
    for group in groups.values():
        last = group[:first][-1:]
        tied = (row for row in group[first:] if query.ties and last and row[by] == last[0][by])
        kept += [*group[:first], *tied]
    return kept, statement


def _read(store: GraphStore, query: Query, among: tuple[Any, ...] | None = None) -> tuple[list[dict[str, Any]], Cypher]:
    statement = to_cypher(query, store.dialect_name, among)
    return store.read(statement.text, statement.params), statement


def _tied(store: GraphStore, query: Query) -> tuple[list[dict[str, Any]], Cypher]:
    """The rows of a query and those that tie with the last of them: one row more is asked for, to see if any does."""
    if not query.limit or not query.order:
        return _read(store, query)
    first = query.limit
    key = dict(zip((c.name for c in query.columns), column_keys(query.columns), strict=True))[query.order[0].column]
    rows, _ = _read(store, replace(query, limit=first + 1))
    values = [row[key] for row in rows]
    if len(rows) <= first or values[first] != values[first - 1]:
        return rows[:first], to_cypher(query, store.dialect_name)
    among = tuple(value for at, value in enumerate(values) if value not in values[:at])
    whole = replace(query, limit=max(first, MOST_TIED), offset=0)
    all_, statement = _read(store, whole, among)
    if not query.offset:
        return all_, statement
    at = all_.index(rows[0])  # some of those passed over may tie with the first that is not
    return all_[at:], to_cypher(replace(whole, offset=at), store.dialect_name, among)


def _plain(store: GraphStore, reader: Callable[[GraphStore, str], str] | None, value: Any) -> Any:
    if reader is None or value is None:
        return value
    if isinstance(value, list):
        return [_plain(store, reader, item) for item in value]
    return reader(store, str(value))


def kind_of(store: GraphStore, label: str) -> str:
    """The kind that a label stands for. A shortened label is asked of one node that has it."""
    if not names.is_shortened(label):
        return names.decode(label)
    rows = store.read(f"MATCH (n:{names.quote(label)}) RETURN n.{names.FULL_KIND} AS name LIMIT 1")
    return str(rows[0]["name"]) if rows else label


def relation_of(store: GraphStore, type_: str) -> str:
    """The relation that a relationship type stands for; as `kind_of`."""
    if not names.is_shortened(type_):
        return names.decode(type_)
    rows = store.read(f"MATCH ()-[r:{names.quote(type_)}]->() RETURN r.{names.FULL_RELATION} AS name LIMIT 1")
    return str(rows[0]["name"]) if rows else type_


@dataclass(slots=True)
class _Writer:
    dialect: Dialect
    params: dict[str, Any] = field(default_factory=dict)
    before: list[str] = field(default_factory=list)  # clauses that gather what others ask for
    met: int = 0  # lists so gathered
    known: dict[str, NodePattern] = field(default_factory=dict)  # the nodes that conditions speak of

    # -- parts ------------------------------------------------------------------------------------------------------

    def value(self, value: Any) -> str:
        name = f"p{len(self.params)}"
        self.params[name] = list(value) if isinstance(value, tuple) else value
        return f"${name}"

    def identity(self, var: str) -> str:
        return self.dialect.identity.format(var=var)

    def ids(self, node: NodePattern) -> str:
        if len(node.ids) == 1:
            return f"{self.identity(node.var)} = {self.value(node.ids[0])}"
        return f"{self.identity(node.var)} IN {self.value(node.ids)}"

    def kinds(self, node: NodePattern) -> str:
        tests = [f"{node.var}:{label(kind)}" for kind in node.kinds]
        return tests[0] if len(tests) == 1 else f"({' OR '.join(tests)})"

    def node(self, node: NodePattern, bound: set[str], tests: list[str]) -> str:
        """The node in a pattern. What is asked of it stands here once, at its first mention; more goes to `tests`."""
        if node.var in bound:
            return f"({node.var})"
        bound.add(node.var)
        if node.ids:
            tests.append(self.ids(node))
        if len(node.kinds) == 1 and not node.ids:
            return f"({node.var}:{label(node.kinds[0])})"
        if node.kinds:
            tests.append(self.kinds(node))
        return f"({node.var}:{names.BASE})"

    def edge(self, edge: EdgePattern, left: str, right: str) -> str:
        low, high = edge.hops
        far = "" if (low, high) == (1, 1) else f"*{low}..{high}"
        relations = "|".join(names.quote(names.relation_type(relation)) for relation in edge.relations)
        inside = edge.var + (f":{relations}" if relations else "") + far
        return f"{left}-[{inside}]-{'' if edge.either else '>'}{right}"

    # -- clauses ----------------------------------------------------------------------------------------------------

    def match(self, query: Query) -> list[str]:
        """Nodes with identifiers come first, so that every engine starts from them; then the edges.

        Within one MATCH no edge of the graph stands for two of the pattern. Who shows a symptom that X shows is X too,
        so patterns that one edge may fit twice stand in a MATCH each.
        """
        bound: set[str] = set()
        self.known = {node.var: node for node in query.nodes}
        clauses: list[tuple[str, list[str]]] = []
        for node in query.nodes:
            if node.ids or not query.edges:
                tests: list[str] = []
                clauses.append((f"MATCH {self.node(node, bound, tests)}", tests))
        for edges in _apart(_connected(query.edges, bound)):
            tests = []
            paths = [self.path(query, edge, bound, tests) for edge in edges]
            clauses.append(("MATCH " + ", ".join(paths), tests))
        if query.where is not None:
            clauses[-1][1].extend(self.conditions(query.where))
        return [text + _where(tests) for text, tests in clauses]

    def path(self, query: Query, edge: EdgePattern, bound: set[str], tests: list[str]) -> str:
        left = self.node(query.node(edge.source), bound, tests)
        return self.edge(edge, left, self.node(query.node(edge.target), bound, tests))

    def conditions(self, condition: Condition | None) -> list[str]:
        items = condition.items if isinstance(condition, And) else (condition,)
        return [self.condition(item) for item in items if item is not None]

    def condition(self, condition: Condition) -> str:
        match condition:
            case And(items) | Or(items):
                word = " AND " if isinstance(condition, And) else " OR "
                return f"({word.join(self.condition(item) for item in items)})"
            case Not(item):
                return f"NOT {self.condition(item)}" if not isinstance(item, Compare) else f"NOT ({self.compare(item)})"
            case Linked():
                return self.linked(condition)
            case Compare():
                return self.compare(condition)

    def compare(self, leaf: Compare) -> str:
        left = self.prop(leaf.var, leaf.prop)
        if leaf.op in ("exists", "missing"):
            return f"{left} IS {'NOT ' if leaf.op == 'exists' else ''}NULL"
        if leaf.op == "has":
            return f"{self.value(leaf.value)} IN {left}" if self.dialect.list_properties else self.has(leaf, left)
        if leaf.op in _TEXTUAL:
            return f"toLower({left}) {_TEXTUAL[leaf.op]} {self.value(str(leaf.value).lower())}"
        return f"{left} {_SYMBOLS.get(leaf.op, leaf.op)} {self.value(self.stored(leaf))}"

    def stored(self, leaf: Compare) -> Any:
        """What a property is compared with, as the engine stores it."""
        if self.dialect.list_properties or leaf.prop == "id" or leaf.value is None:
            return leaf.value
        return tuple(map(single, leaf.value)) if isinstance(leaf.value, tuple) else single(leaf.value)

    def has(self, leaf: Compare, left: str) -> str:
        """Whether a list that is stored as JSON holds a text. Inside it quotes are escaped, so it is found whole."""
        if not isinstance(leaf.value, str):
            raise Unsupported(self.dialect.name, "lists to search for anything but a text")
        item = json.dumps(leaf.value, ensure_ascii=False)
        key = json.dumps(names.prop_name(leaf.prop, loadable=True))
        is_list = f"{leaf.var}.{names.quote(names.LISTS)} CONTAINS {self.value(key)}"
        found = f"{left} STARTS WITH {self.value('[' + item)} OR {left} CONTAINS {self.value(', ' + item)}"
        return f"(CASE WHEN {is_list} THEN ({found}) END)"

    def linked(self, leaf: Linked) -> str:
        node, edge = leaf.node, leaf.edge
        if not self.dialect.exists_where:
            return self.bare(leaf) if leaf.where is None else self.gathered(leaf)
        tests: list[str] = []
        inner = self.node(node, {edge.source, edge.target} - {node.var}, tests)
        where = _where(tests + self.conditions(leaf.where))
        return f"EXISTS {{ MATCH {self.edge(edge, *_ends(leaf, inner))}{where} }}"

    def gathered(self, leaf: Linked) -> str:
        """Where no existence test can ask more of the free node: what has such an edge is gathered first, in a list.

        The match is optional, so that there is one row, and a list, where nothing is met.
        """
        self.known[leaf.node.var] = leaf.node
        end = leaf.edge.target if leaf.edge.source == leaf.node.var else leaf.edge.source
        tests: list[str] = []
        ends = {var: self.node(self.known[var], set(), tests) for var in (leaf.edge.source, leaf.edge.target)}
        tests += self.conditions(leaf.where)
        lists = [f"_met{number}" for number in range(self.met + 1)]
        pattern = self.edge(leaf.edge, ends[leaf.edge.source], ends[leaf.edge.target])
        found = f"collect(DISTINCT {self.identity(end)}) AS {lists[-1]}"
        self.before += [f"OPTIONAL MATCH {pattern}{_where(tests)}", f"WITH {', '.join([*lists[:-1], found])}"]
        self.met += 1
        return f"{self.identity(end)} IN {lists[-1]}"

    def bare(self, leaf: Linked) -> str:
        """The existence of an edge as a pattern alone, which cannot introduce a name to ask more of."""
        node = leaf.node
        kinds = [f":{label(kind)}" for kind in node.kinds] or [""]
        if len(kinds) * len(node.ids or ("",)) > MOST_ENDS:
            raise Unsupported(self.dialect.name, f"way to ask for an edge to one of more than {MOST_ENDS} things")
        ids = [f"{{{self.dialect.identity_key}: {self.value(id)}}}" for id in node.ids] or [""]
        ends = [" ".join(filter(None, (kind, id))) for kind in kinds for id in ids]
        patterns = [self.edge(leaf.edge, *_ends(leaf, f"({end})")) for end in ends]
        return patterns[0] if len(patterns) == 1 else f"({' OR '.join(patterns)})"

    # -- what is given back -----------------------------------------------------------------------------------------

    def prop(self, var: str, prop: str) -> str:
        return self.identity(var) if prop == "id" else f"{var}.{self.dialect.key(prop)}"

    def column(self, column: Column) -> str:
        match column.what:
            case "row":
                text = "*"
            case "id":
                text = self.identity(column.var)
            case "kind":
                text = f"[k IN labels({column.var}) WHERE k <> '{names.BASE}'][0]"
            case "relation":
                text = f"type({column.var})"
            case "qualifiers":
                text = f"{column.var}.{names.quote(names.QUALIFIERS)}"
            case "subject" | "object":
                text = self.identity(f"{'start' if column.what == 'subject' else 'end'}Node({column.var})")
            case _:
                text = self.prop(column.var, column.prop)
                text = _part(text, column.part) if column.part else text
        return f"{column.agg}({'DISTINCT ' if column.distinct else ''}{text})" if column.agg else text

    def give_back(self, query: Query, among: tuple[Any, ...] | None = None) -> list[str]:
        keys = [names.quote(key) for key in column_keys(query.columns)]
        parts = [f"{self.column(column)} AS {key}" for column, key in zip(query.columns, keys, strict=True)]
        by_name = {column.name: key for column, key in zip(query.columns, keys, strict=True)}
        lines = []
        tests = [f"{by_name[h.column]} {_SYMBOLS.get(h.op, h.op)} {self.value(h.value)}" for h in query.having]
        if among is not None:
            tests.append(self.among(by_name[query.order[0].column], among))
        if tests or query.over:
            lines.append(f"WITH {', '.join(parts)}{_where(tests)}")
            parts = self.over(query, by_name) if query.over else keys
        lines.append(f"RETURN {'DISTINCT ' if query.distinct else ''}{', '.join(parts)}")
        if query.order:
            orders = [f"{by_name[order.column]}{' DESC' if order.descending else ''}" for order in query.order]
            lines.append(f"ORDER BY {', '.join(orders)}")
        if query.offset:
            lines.append(f"SKIP {query.offset:d}")
        if query.limit is not None and not query.each:
            lines.append(f"LIMIT {query.limit:d}")
        return lines

    def among(self, key: str, values: tuple[Any, ...]) -> str:
        """A column has one of the values, of which one may be that it has none."""
        there = tuple(value for value in values if value is not None)
        tests = [f"{key} IN {self.value(there)}"] if there else []
        tests += [f"{key} IS NULL"] if len(there) < len(values) else []
        return f"({' OR '.join(tests)})" if len(tests) > 1 else tests[0]

    def over(self, query: Query, by_name: dict[str, str]) -> list[str]:
        """What is given back of the rows of the groups."""
        keys = zip(query.result, column_keys(query.result), strict=True)
        over = query.over
        return [
            f"{by_name[c.name]} AS {names.quote(key)}"
            if over is None or c.name in over.per
            else f"{over.agg}({by_name[over.column]}) AS {names.quote(key)}"
            for c, key in keys
        ]


def _where(tests: list[str]) -> str:
    return f" WHERE {' AND '.join(tests)}" if tests else ""


def _part(date: str, part: str) -> str:
    """The year, month or quarter of a date in ISO form, 2024-03-09; null where it does not tell it."""
    text = f"toString({date})"
    year, month = f"substring({text}, 0, 4)", f"substring({text}, 5, 2)"
    tests = [f"toInteger({year}) >= 1000", f"toInteger({year}) <= 9999"]
    if part == "year":
        tests.append(f"(size({text}) = 4 OR substring({text}, 4, 1) = '-')")
        return f"CASE WHEN {' AND '.join(tests)} THEN {year} END"
    tests += [f"substring({text}, 4, 1) = '-'", f"toInteger({month}) >= 1", f"toInteger({month}) <= 12"]
    quarters = f"CASE WHEN {month} <= '03' THEN '1' WHEN {month} <= '06' THEN '2' WHEN {month} <= '09' THEN '3'"
    told = f"substring({text}, 0, 7)" if part == "month" else f"{year} + '-Q' + {quarters} ELSE '4' END"
    return f"CASE WHEN {' AND '.join(tests)} THEN {told} END"


_TEXTUAL = {"contains": "CONTAINS", "starts": "STARTS WITH", "ends": "ENDS WITH"}
_SYMBOLS = {"!=": "<>", "in": "IN"}


def label(kind: str) -> str:
    """A kind as a quoted label."""
    return names.quote(names.kind_label(kind))


def _ends(leaf: Linked, free: str) -> tuple[str, str]:
    left, right = (free if end == leaf.node.var else f"({end})" for end in (leaf.edge.source, leaf.edge.target))
    return left, right


def _apart(edges: Iterable[EdgePattern]) -> Iterator[list[EdgePattern]]:
    """The edges in their order, parted where one of the graph could fit two of them."""
    held: list[EdgePattern] = []
    for edge in edges:
        if any(
            not (edge.relations and other.relations) or set(edge.relations) & set(other.relations) for other in held
        ):
            yield held
            held = []
        held.append(edge)
    if held:
        yield held


def _connected(edges: tuple[EdgePattern, ...], bound: set[str]) -> list[EdgePattern]:
    """The edges in an order in which each touches what came before, as far as that goes."""
    left, reached, ordered = list(edges), set(bound), list[EdgePattern]()
    while left:
        edge = next((e for e in left if e.source in reached or e.target in reached), left[0])
        left.remove(edge)
        ordered.append(edge)
        reached |= {edge.source, edge.target}
    return ordered
