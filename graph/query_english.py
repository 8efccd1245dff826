"""A `Query` said in English, from the schema's own words, so that a person can check how a question was read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from labkin.graph import censored, schema
from labkin.graph.query import (
    MAX_HOPS,
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
    conditions,
)

_OPS = {
    "=": "", "!=": "not ", "<": "below ", "<=": "at most ", ">": "above ", ">=": "at least ",
    "contains": "containing ", "starts": "starting with ", "ends": "ending with ", "in": "one of ", "has": "including ",
}  # fmt: skip
_DATE_OPS = {"<": "before ", "<=": "up to ", ">": "after ", ">=": "since ", "=": "", "!=": "not "}
_AGG = {"count": "number", "sum": "total", "avg": "average", "min": "lowest", "max": "highest", "collect": "all"}


def english(query: Query, names: Mapping[str, str] | None = None) -> str:
    """The query in English. `names` gives the name of an identifier, where there is one.

    >>> from labkin.graph.query import *
    >>> english(Query((NodePattern("a", ("Compound",)), NodePattern("b", ids=("D:1",))),
    ...     (EdgePattern("a", "b", ("treats",)),), columns=(Column("compound", "a"),)), {"D:1": "asthma"})
    'compounds that treat asthma (D:1)'
    """
    return _Speaker(query, dict(names or {})).whole()


def prop_words(name: str) -> tuple[str, str]:
    """A property's name in words, and the unit in brackets at its end.

    >>> prop_words("IC50 (nM)"), prop_words("Surface Gravity [m/s2]"), prop_words("molecular_weight")
    (('IC50', 'nM'), ('surface gravity', 'm/s2'), ('molecular weight', ''))
    """
    match = re.fullmatch(r"(.+?)\s*[\[(]([^\])]+)[\])]", name)
    return (schema.readable(match[1]), match[2]) if match else (schema.readable(name), "")


def _lower(verb: str) -> str:
    return verb.lower() if verb.isupper() else verb


class _Speaker:
    def __init__(self, query: Query, names: dict[str, str]) -> None:
        self.query, self.names = query, names
        free = [leaf.node for leaf in conditions(query.where, inside=True) if isinstance(leaf, Linked)]
        self.kinds = {node.var: node.kinds for node in (*free, *query.nodes)}
        self.said: set[int] = set()
        self.told: set[int] = set()

    def whole(self) -> str:
        columns = self.query.columns
        keys = [c for c in columns if not c.agg]
        counted = [c for c in columns if c.agg]
        main = next((c.var for c in (counted or keys) if c.var and self._is_node(c.var)), self.query.nodes[0].var)
        if not counted:
            return self.things(main) + self._ordered()
        said = " and ".join(self._aggregate(column) for column in counted)
        per = list(dict.fromkeys(c.var for c in keys if self._is_node(c.var)))
        whole = {c.var for c in keys if c.what != "prop"}
        by_value = [c for c in keys if c.what == "prop" and (c.var == main or c.part or c.var not in whole)]
        values = [self._value_of(c, main) for c in by_value]
        per = [var for var in per if any(c.var == var and not c.part for c in keys) and (var in whole or var == main)]
        if per == [main] and all(c.what == "kind" for c in keys):
            text = f"{said}, for each kind"
        elif per == [main] and values:
            text = f"{said}, for each {' and '.join(values)}"
        else:
            each = [self._one(var) for var in per if var != main or not values] + values
            text = said + "".join(f", for each {one}" for one in each)
        rest = self._rest()
        having = "".join(f", where that is {_OPS[h.op]}{_value(h.value)}" for h in self.query.having)
        return self._over(text + (f" ({rest})" if rest else "") + having) + self._ordered()

    def _value_of(self, column: Column, main: str) -> str:
        """What rows are grouped by: "status", "year of date", "year of date of the assay"."""
        whose = f" of the {self._one(column.var)}" if self._is_node(column.var) and len(self.query.nodes) > 1 else ""
        if not column.part:
            return prop_words(column.prop)[0] + (whose if column.var != main else "")
        return f"{column.part} of {self._prop_name(column.var, column.prop)}{whose}"

    def _over(self, text: str) -> str:
        over = self.query.over
        if over is None:
            return text
        per = "".join(f", for each {name}" for name in over.per)
        if over.agg == "count":
            return f"how many groups there are of {text}{per}"
        return f"the {_AGG[over.agg]} of {text}, over those that have any{per}"

    def _is_node(self, var: str) -> bool:
        return any(node.var == var for node in self.query.nodes)

    def _aggregate(self, column: Column) -> str:
        if column.what == "row" or (column.agg == "count" and column.what == "id"):
            var = column.var or self.query.nodes[0].var
            return f"the number of {self.things(var)}"
        what = self._prop_name(column.var, column.prop) if column.what == "prop" else column.what
        word = "number of values of the" if column.agg == "count" else _AGG[column.agg]
        return f"the {word} {what} of {self.things(column.var)}"

    def _one(self, var: str) -> str:
        node = self.query.node(var)
        return self._named(node) or " or ".join(schema.kind(k).english for k in node.kinds) or "thing"

    def _named(self, node: NodePattern) -> str:
        said = [f"{self.names[i]} ({i})" if self.names.get(i, i) != i else i for i in node.ids[:5]]
        if len(node.ids) > 5:
            said.append(f"{len(node.ids) - 5} more")
        return " or ".join(said)

    def things(self, var: str, skip: int = -1) -> str:
        """The node with all that is asked of it, and of what hangs on it, that was not yet said."""
        node = self.query.node(var)
        text = self._named(node) or " or ".join(schema.kind(k).plural for k in node.kinds) or "things"
        clauses = []
        for number, edge in enumerate(self.query.edges):
            if number not in self.said and number != skip and var in (edge.source, edge.target):
                self.said.add(number)
                other = edge.target if var == edge.source else edge.source
                clauses.append(self._clause(edge, var == edge.source, len(node.ids) == 1, other))
        where = self._conditions(var)
        named = f" that {' and '.join(clauses)}" if clauses else ""
        return text + named + (f" {' and '.join(where)}" if where else "")

    def _clause(self, edge: EdgePattern, forward: bool, singular: bool, other: str) -> str:
        """What an edge says of one of its ends: "that treat asthma"; "(teams) that Hank Aaron plays for"."""
        if forward or not _only_from_subject(edge):
            return _joined(self._verb(edge, forward, singular), self.things(other))
        one = len(self.query.node(other).ids) == 1
        return f"{self.things(other)} {self._verb(edge, True, one)}"

    def _rest(self) -> str:
        left = [e for n, e in enumerate(self.query.edges) if n not in self.said]
        return "; ".join(f"{self._one(e.source)} {self._verb(e, True, True)} {self._one(e.target)}" for e in left)

    def _verb(self, edge: EdgePattern, forward: bool, singular: bool = False) -> str:
        if not edge.relations:
            text = "are linked with"
        elif edge.hops != (1, 1) and set(edge.relations) <= set(schema.LINEAGE):
            return ("depend on" if forward else "went into") + self._far(edge)
        else:
            rows = [schema.relation(name) for name in edge.relations]
            said = [_lower(row.english if forward else row.inverse) for row in rows]
            text = " or ".join(dict.fromkeys(said if singular else map(_many, said)))
            if edge.either and any(row.symmetric and not row.known for row in rows):
                text += " (either way)"  # that it has no direction is taken from its words alone
        return text + self._far(edge)

    def _far(self, edge: EdgePattern) -> str:
        low, high = edge.hops
        if (low, high) in ((1, 1), (1, MAX_HOPS)):
            return ""
        return f" (in {f'up to {high}' if low == 1 else f'{low} to {high}'} steps)"

    def _conditions(self, var: str) -> list[str]:
        where = self.query.where
        items = where.items if isinstance(where, And) else ((where,) if where is not None else ())
        said = []
        for number, item in enumerate(items):
            if number not in self.told and any(_speaks_of(leaf, var) for leaf in conditions(item)):
                self.told.add(number)
                said.append(self._condition(item, var))
        return said

    def _condition(self, item: Condition, var: str) -> str:
        if (measured := censored.compared(item)) is not None:
            return self._compare(measured, "certainly ")
        if (measured := censored.allowed(item)) is not None:
            return self._compare(measured, "possibly ")
        if item == censored.exactly(var):
            return "with an exact value"
        for more in (True, False):
            if item == censored.reaching(var, more):
                return f"with a value that is exact, or a bound that it is {'above' if more else 'below'}"
        match item:
            case And(items) | Or(items):
                word = " and " if isinstance(item, And) else " or "
                return f"({word.join(self._condition(part, var) for part in items)})"
            case Not(Linked(edge, node, within)):
                return f"that {self._lacks(edge, node, self._within(node, within))}"
            case Not(inner):
                return f"not {self._condition(inner, var)}"
            case Linked(edge, node, within):
                return f"that {self._link(edge, node, self._within(node, within))}"
            case Compare():
                return self._compare(item)

    def _within(self, node: NodePattern, where: Condition | None) -> str:
        """What is asked of a free node."""
        items = where.items if isinstance(where, And) and not censored.allowed(where) else (where,)
        said = [self._condition(item, node.var) for item in items if item is not None]
        return f" {' and '.join(said)}" if said else ""

    def _link(self, edge: EdgePattern, node: NodePattern, within: str) -> str:
        kinds = (self._named(node) or " or ".join(schema.kind(k).plural for k in node.kinds) or "anything") + within
        if edge.source == node.var and _only_from_subject(edge):
            return f"{kinds} {self._verb(edge, True, len(node.ids) == 1)}"
        return _joined(self._verb(edge, edge.target == node.var), kinds)

    def _lacks(self, edge: EdgePattern, node: NodePattern, within: str) -> str:
        """What is said of a thing by an edge that it has not."""
        if not (edge.source == node.var and _only_from_subject(edge)):
            return _not(self._link(edge, node, within))
        if not node.ids:
            kinds = " or ".join(schema.kind(k).plural for k in node.kinds)
            if not kinds:
                return f"nothing{within} {self._verb(edge, True, True)}"
            return f"no {kinds}{within} {self._verb(edge, True)}"
        verb = self._verb(edge, True, len(node.ids) == 1)
        denied = verb.replace("is ", "is not ", 1) if verb.startswith("is ") else _not(self._verb(edge, True))
        return (
            f"{self._named(node)}{within} {denied.replace('do not', 'does not', 1) if len(node.ids) == 1 else denied}"
        )

    def _prop_name(self, var: str, prop: str) -> str:
        for kind in self.kinds.get(var, ()):
            for row in (*schema.kind(kind).props, *schema.COMMON):
                if row.name == prop:
                    return row.english or schema.readable(prop)
        return prop_words(prop)[0]

    def _compare(self, item: Compare, certainly: str = "") -> str:
        if (item.prop, item.op) == ("id", "!="):
            id = str(item.value)
            return f"other than {self.names[id]} ({id})" if self.names.get(id, id) != id else f"other than {id}"
        name = self._prop_name(item.var, item.prop)
        if item.op in ("exists", "missing"):
            return f"{'with' if item.op == 'exists' else 'without'} {name}"
        dated = isinstance(item.value, str) and item.value[:4].isdigit()
        ops = _DATE_OPS if dated and item.op in _DATE_OPS else _OPS
        return f"with {name} {certainly}{ops[item.op]}{_value(item.value)}"

    def _ordered(self) -> str:
        query, text = self.query, ""
        asked = [o for o in query.order if self._counts(o.column)]
        if query.limit is not None and asked:
            end = "highest" if asked[0].descending else "lowest"
            text = f", the {query.limit} with the {end} {asked[0].column.removeprefix(f'{end} ')}"
        elif asked:
            text = f", by {asked[0].column}" + (", highest first" if asked[0].descending else "")
        elif query.limit is not None and not query.aggregates:
            text = f", at most {query.limit}"
        if query.each:
            text += f" for each {' and '.join(dict.fromkeys(name.removesuffix(' id') for name in query.each))}"
        return text + (", with all that tie" if query.ties and query.limit and query.order else "")

    def _counts(self, name: str) -> bool:
        column = next(c for c in self.query.columns if c.name == name)
        return bool(column.agg) or (column.what == "prop" and column.prop != "name")


def _only_from_subject(edge: EdgePattern) -> bool:
    """Whether there are words for the edge only from its subject's side."""
    return (
        bool(edge.relations)
        and edge.hops == (1, 1)
        and not edge.either
        and all(schema.relation(name).inverse.startswith(schema.NO_INVERSE) for name in edge.relations)
    )


def _speaks_of(leaf: Compare | Linked, var: str) -> bool:
    return leaf.var == var if isinstance(leaf, Compare) else var in (leaf.edge.source, leaf.edge.target)


def _joined(verb: str, things: str) -> str:
    """A verb and its object; "have batch" and "batches" become "have batches"."""
    start, _, noun = verb.rpartition(" ")
    return f"{start} {things}" if start and things.startswith(schema.plural(noun)) else f"{verb} {things}"


def _not(verb: str) -> str:
    first, _, rest = verb.partition(" ")
    if first in ("are", "were"):
        return f"{first} not {rest}"
    return f"never {verb}" if first.endswith("ed") or first == "gave" else f"do not {verb}"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_value, value))
    if isinstance(value, float):
        return f"{value:g}"
    return repr(value) if isinstance(value, str) and not value[:4].isdigit() else str(value)


def _many(verb: str) -> str:
    """The verb phrase for a plural subject: "treats" becomes "treat", "is a part of" "are part of".

    >>> _many("participates in"), _many("is treated by"), _many("used"), _many("was generated by"), _many("has batch")
    ('participate in', 'are treated by', 'used', 'were generated by', 'have batch')
    """
    first, _, rest = verb.partition(" ")
    known = {"is": "are", "was": "were", "has": "have", "carries": "carry", "covaries": "covary", "gives": "give"}
    if first in known:
        first = known[first]
        rest = rest.removeprefix("a ")
    elif first.endswith("sses") or first.endswith("shes"):
        first = first[:-2]
    elif first.endswith("s") and not first.endswith("ss"):
        first = first[:-1]
    return f"{first} {rest}".strip()
