"""A `Query` as JSON and back. The JSON is plain and small: what has its usual value is left out."""

from __future__ import annotations

import dataclasses
from typing import Any, cast

from labkin.graph.query import (
    And,
    BadQuery,
    Column,
    Compare,
    Condition,
    EdgePattern,
    Having,
    Linked,
    NodePattern,
    Not,
    Or,
    Order,
    Over,
    Query,
)

_PARTS: dict[str, Any] = {
    "nodes": NodePattern,
    "edges": EdgePattern,
    "columns": Column,
    "having": Having,
    "order": Order,
}


def to_json(query: Query) -> dict[str, Any]:
    """The query as lists, mappings and scalars; `from_json` gives back an equal query."""
    out: dict[str, Any] = {}
    for name in _PARTS:
        items = getattr(query, name)
        if items:
            out[name] = [_part(item) for item in items]
    if query.where is not None:
        out["where"] = _condition(query.where)
    if query.over is not None:
        out["over"] = _part(query.over)
    for name in ("distinct", "offset", "ties"):
        if getattr(query, name):
            out[name] = getattr(query, name)
    if query.limit is not None:
        out["limit"] = query.limit
    if query.each:
        out["each"] = list(query.each)
    return out


def _part(item: Any) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for field in dataclasses.fields(item):
        value = getattr(item, field.name)
        if field.default is dataclasses.MISSING or value != field.default or type(value) is not type(field.default):
            out[field.name] = list(value) if isinstance(value, tuple) else value
    return out


def _condition(condition: Condition) -> dict[str, Any]:
    match condition:
        case And(items):
            return {"and": [_condition(item) for item in items]}
        case Or(items):
            return {"or": [_condition(item) for item in items]}
        case Not(item):
            return {"not": _condition(item)}
        case Linked(edge, node, where):
            inside = {} if where is None else {"where": _condition(where)}
            return {"linked": _part(edge), "node": _part(node)} | inside
        case Compare():
            return _part(condition)


def from_json(data: object) -> Query:
    """The query that `to_json` wrote. Raises BadQuery for anything else."""
    if not isinstance(data, dict):
        raise BadQuery("a query is a JSON object")
    unknown = set(data) - set(_PARTS) - {"where", "distinct", "limit", "offset", "over", "ties", "each"}
    if unknown:
        raise BadQuery(f"a query has no part {', '.join(sorted(map(str, unknown)))}")
    parts: dict[str, Any] = {}
    for name, cls in _PARTS.items():
        items = data.get(name, [])
        if not isinstance(items, list):
            raise BadQuery(f"the part {name!r} of a query is a list")
        parts[name] = tuple(_read(cls, item) for item in items)
    where = data.get("where")
    for name in ("distinct", "ties"):
        if not isinstance(data.get(name, False), bool):
            raise BadQuery(f"the part {name!r} of a query is true or false")
    over, each = data.get("over"), data.get("each", [])
    if not isinstance(each, list) or not all(isinstance(name, str) for name in each):
        raise BadQuery("the part 'each' of a query is a list of columns")
    return Query(
        **parts,
        where=None if where is None else _read_condition(where),
        distinct=data.get("distinct", False),
        limit=data.get("limit"),
        offset=data.get("offset", 0),
        over=None if over is None else _read(Over, over),
        ties=data.get("ties", False),
        each=tuple(each),
    )


_TEXTS = frozenset({"var", "source", "target", "prop", "op", "name", "what", "agg", "column", "part"})
_LISTS = frozenset({"kinds", "ids", "relations", "per"})
_FLAGS = frozenset({"either", "distinct", "descending"})


def _read(cls: Any, data: object) -> Any:
    if not isinstance(data, dict):
        raise BadQuery(f"a part of a query is a JSON object, not {data!r}")
    fields = {field.name: field for field in dataclasses.fields(cls)}
    if set(data) - set(fields):
        raise BadQuery(f"a query part has no {', '.join(sorted(map(str, set(data) - set(fields))))}")
    missing = [n for n, f in fields.items() if f.default is dataclasses.MISSING and n not in data]
    if missing:
        raise BadQuery(f"a query part lacks {', '.join(missing)}")
    return cls(**{name: _field(name, value) for name, value in data.items()})


def _field(name: str, value: Any) -> Any:
    if name in _TEXTS:
        good = isinstance(value, str)
    elif name in _LISTS:
        good = isinstance(value, list) and all(isinstance(item, str) for item in value)
    elif name in _FLAGS:
        good = isinstance(value, bool)
    elif name == "hops":
        good = isinstance(value, list) and len(value) == 2 and all(type(item) is int for item in value)
    else:
        good = value is None or isinstance(value, str | int | float | list)
    if not good:
        raise BadQuery(f"a query part cannot have {name} = {value!r}")
    return tuple(value) if isinstance(value, list) else value


def _read_condition(data: object, depth: int = 0) -> Condition:
    if not isinstance(data, dict) or depth > 50:
        raise BadQuery("a condition is a JSON object, nested at most 50 deep")
    for word, cls in (("and", And), ("or", Or)):
        if word in data:
            items = data[word]
            if set(data) != {word} or not isinstance(items, list):
                raise BadQuery(f"a condition {word!r} is a list and stands alone")
            return cast(Condition, cls(tuple(_read_condition(item, depth + 1) for item in items)))
    if "not" in data:
        if set(data) != {"not"}:
            raise BadQuery("a condition 'not' stands alone")
        return Not(_read_condition(data["not"], depth + 1))
    if "linked" in data:
        if not {"linked", "node"} <= set(data) <= {"linked", "node", "where"}:
            raise BadQuery("a condition 'linked' has an edge, a node and what is asked of it, nothing else")
        where = _read_condition(data["where"], depth + 1) if "where" in data else None
        return Linked(_read(EdgePattern, data["linked"]), _read(NodePattern, data["node"]), where)
    return cast(Condition, _read(Compare, data))
