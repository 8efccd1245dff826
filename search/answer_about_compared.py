"""Answers that put things side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from labkin.graph import censored, schema
from labkin.graph.cypher import run
from labkin.graph.profile import Profile
from labkin.graph.query import Column, Compare, EdgePattern, NodePattern, Query, both
from labkin.graph.query_english import prop_words
from labkin.graph.store import Cypher, GraphStore
from labkin.nlp.question_about_asked import About, CompareQuery

Parts = dict[str, Any]
_THING = Column("thing", "a", "prop", "name"), Column("thing id", "a")
_HIDDEN = frozenset({"name", "id"})


def compared(query: CompareQuery, names: Mapping[str, str], store: GraphStore, profile: Profile) -> Parts:
    """The rows of a comparison. Of all there is: a row for each property and relation; else a row for each thing."""
    if query.assays:
        rows, statement = _measured(query, store, profile)
    elif query.prop:
        title = prop_words(query.prop)[0]
        asked = Query((NodePattern("a", ids=query.things),), columns=(*_THING, Column(title, "a", "prop", query.prop)))
        rows, statement = run(store, asked)
    elif query.kinds:
        name = f"number of {schema.kind(query.kinds[0]).plural if len(query.kinds) == 1 else 'others'}"
        counted = Column(name, "b", agg="count", distinct=True)
        nodes = NodePattern("a", ids=query.things), NodePattern("b", query.kinds)
        rows, statement = run(store, Query(nodes, (EdgePattern("a", "b", either=True),), columns=(*_THING, counted)))
        met = {row["thing id"] for row in rows}
        rows += [{"thing": names.get(id, id), "thing id": id, name: 0} for id in query.things if id not in met]
    else:
        return _side_by_side(query, names, store)
    if not rows or all(row[key] is None for row in rows for key in row if key not in ("thing", "thing id")):
        return {"status": "no_data", "text": "No data: nothing of the kind is known of them.", "statement": statement}
    order = {id: number for number, id in enumerate(query.things)}
    rows = sorted(rows, key=lambda row: (order[row["thing id"]], [str(value) for value in row.values()]))
    rows = [row | {"thing": row["thing"] or row["thing id"]} for row in rows]
    lacking = [names.get(id, id) for id in query.things if id not in {row["thing id"] for row in rows}]
    text = "; ".join(_line(row) for row in rows[:6])
    return {
        "status": "answered",
        "text": f"{text}.{f' Nothing is known of {_and(lacking)}.' if lacking else ''}",
        "ids": query.things,
        "rows": tuple(rows),
        "statement": statement,
    }


def _measured(query: CompareQuery, store: GraphStore, profile: Profile) -> tuple[list[dict[str, Any]], Cypher]:
    """The mean of what was measured, for each endpoint and unit; bounds (">10000") have none, and stand beside."""
    held = profile.props.get(censored.KIND, {})
    said = tuple(Column(name, "m", "prop", name) for name in ("endpoint", censored.UNIT) if name in held)
    asked = Query(
        (NodePattern("a", ids=query.things), NodePattern("m", (censored.KIND,)), NodePattern("s", ids=query.assays)),
        (EdgePattern("m", "a", ("measurement_of",)), EdgePattern("m", "s", ("measured_in",))),
        columns=(
            *_THING,
            *said,
            Column("average value", "m", "prop", censored.VALUE, agg="avg"),
            Column("number of measurements", "m", agg="count", distinct=True),
        ),
    )
    if censored.QUALIFIER not in held:
        return run(store, asked)
    rows, statement = run(store, censored.respecting(asked))
    return _with_bounds(rows, asked, store), statement


def _with_bounds(rows: list[dict[str, Any]], asked: Query, store: GraphStore) -> list[dict[str, Any]]:
    """The rows with the bounds that were measured, too; a row more for what only bounds are known of."""
    *keys, mean, count = asked.columns
    signs = Compare("m", censored.QUALIFIER, "in", ("<", "<=", ">", ">="))
    sign = Column("sign", "m", "prop", censored.QUALIFIER)
    columns = (*keys, sign, Column("value", "m", "prop", censored.VALUE), Column("times", "m", agg="count"))
    found: dict[tuple[Any, ...], list[tuple[str, float, int]]] = {}
    for row in run(store, replace(asked, where=both(asked.where, signs), columns=columns))[0]:
        key = tuple(row[column.name] for column in keys)
        found.setdefault(key, []).append((row["sign"], row["value"], row["times"]))
    if not found:
        return rows
    said = {
        key: ", ".join(f"{sign}{value:,g}" + (f" ({times} times)" if times > 1 else "") for sign, value, times in some)
        for key, some in ((key, sorted(some)) for key, some in found.items())
    }
    names = [column.name for column in keys]
    out = [{**row, "bounds": said.pop(tuple(row[name] for name in names), None)} for row in rows]
    alone = {mean.name: None, count.name: 0}
    return out + [dict(zip(names, key, strict=True)) | alone | {"bounds": text} for key, text in said.items()]


def _side_by_side(query: CompareQuery, names: Mapping[str, str], store: GraphStore) -> Parts:
    nodes = {str(node.id): node for node in store.get(query.things)}
    if len(nodes) < len(query.things):
        return {"status": "no_data", "text": "No data: not all of these are in the graph."}
    called = [names.get(id, id) for id in query.things]
    headers = [
        name if called.count(name) == 1 and name not in ("what", "differs") else f"{name} ({id})"
        for name, id in zip(called, query.things, strict=True)
    ]
    rows = []

    def add(what: str, values: list[Any]) -> None:
        differs = any(value != values[0] for value in values[1:])
        rows.append({"what": what, **dict(zip(headers, map(_plain, values), strict=True)), "differs": differs})

    add("kind", [schema.readable(nodes[id].kind) for id in query.things])
    props = {prop for node in nodes.values() for prop in node.props} - _HIDDEN
    known = [prop.name for node in nodes.values() for prop in (*schema.COMMON, *schema.kind(node.kind).props)]
    for prop in dict.fromkeys((*(name for name in known if name in props), *sorted(props))):
        add(prop_words(prop)[0], [nodes[id].props.get(prop) for id in query.things])
    counts, statement = _counts(query, store)
    for what in sorted(counts):
        add(what, [counts[what].get(id, 0) for id in query.things])
    differing = sum(bool(row["differs"]) for row in rows)
    text = f"{_and(called)} differ in {differing} of {len(rows)} properties and relations."
    return {"status": "answered", "text": text, "ids": query.things, "rows": tuple(rows), "statement": statement}


def _counts(query: CompareQuery, store: GraphStore) -> tuple[dict[str, dict[str, int]], Cypher]:
    """How many others each thing has by each relation, direction and kind."""
    found: dict[str, dict[str, int]] = {}
    statement = Cypher("", {})
    for outward in (False, True):
        columns = (
            Column("id", "a"),
            Column("relation", "r", "relation"),
            Column("kind", "b", "kind"),
            Column("others", "b", agg="count", distinct=True),
        )
        ends = ("a", "b") if outward else ("b", "a")
        nodes = NodePattern("a", ids=query.things), NodePattern("b")
        rows, statement = run(store, Query(nodes, (EdgePattern(*ends, var="r"),), columns=columns))
        for row in rows:
            relation, kind = schema.relation(row["relation"]), schema.kind(row["kind"] or "thing")
            verb = relation.english if outward else relation.inverse
            counts = found.setdefault(f"{verb}: number of {kind.plural}", {})
            counts[row["id"]] = counts.get(row["id"], 0) + row["others"]
    return found, statement


# -- which is more ---------------------------------------------------------------------------------------------------


def ranked(asked: About, store: GraphStore) -> Parts:
    """Which of the things has the most or least of what was asked, or whether the first has more than the second."""
    assert isinstance(asked.query, Query)
    column = asked.query.columns[-1]
    found, statement = run(store, asked.query)
    values = {row["thing id"]: row[column.name] for row in found}
    if column.agg:
        values = {id: values.get(id, 0) for id in asked.things}
    called = {id: asked.names.get(id, id) for id in asked.things}
    lacking = [called[id] for id in asked.things if values.get(id) is None]
    if lacking:
        text = f"No data: the graph holds no {column.name} of {_and(lacking)}."
        return {"status": "no_data", "text": text, "statement": statement}
    order = sorted(asked.things, key=lambda id: values[id], reverse=asked.more)
    rows = tuple({"thing": called[id], "thing id": id, column.name: values[id]} for id in order)
    text = ", ".join(f"{called[id]}: {_cell(values[id])}" for id in order)
    parts = {"status": "answered", "rows": rows, "statement": statement}
    if asked.form == "is more":
        one, other = (values[id] for id in asked.things)
        holds = one > other if asked.more else one < other
        said = f"{'Yes' if holds else 'No'}: {column.name}, {text}."
        return parts | {"value": holds, "ids": tuple(order), "text": said}
    best = tuple(id for id in asked.things if values[id] == values[order[0]])
    which = called[best[0]] if len(best) == 1 else f"{_and([called[id] for id in best])} alike"
    return parts | {"ids": best, "text": f"{which} ({column.name}: {text})."}


def _line(row: Mapping[str, Any]) -> str:
    """A row in words; of what has no mean, or no bounds, nothing stands there."""
    return " ".join(_cell(value) for key, value in row.items() if key != "thing id" and value is not None)


def _plain(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else value


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _and(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
