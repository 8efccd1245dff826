"""Answers to questions about connections, the lab itself and comparisons: the fields of an `Answer`, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from typing import Any

from labkin.graph import schema
from labkin.graph.cypher import run
from labkin.graph.paths import Met, Path, PathQuery, Paths, Shared, SharedQuery, find_paths, find_shared
from labkin.graph.profile import Profile
from labkin.graph.query import Query
from labkin.graph.store import EdgeKey, GraphStore
from labkin.nlp.question_about_asked import About, CompareQuery
from labkin.search.answer_about_compared import compared, ranked
from labkin.search.answer_about_lab import about_lab, columns, values
from labkin.search.answer_about_share import share_of

MAX_ROWS = 50_000
MAX_PROOFS = 300  # edges of which the evidence is given
SHOWN = 3

Evidence = Callable[[Sequence[str], Sequence[EdgeKey]], list[dict[str, Any]]]
Parts = dict[str, Any]


def answer_about(asked: About, store: GraphStore, profile: Profile, evidence: Evidence) -> Parts:
    """Run what a question was read as. Raises StoreError."""
    said = {"reading": asked.english, "query": asked.query, "confidence": asked.confidence}
    match asked.form:
        case "paths" | "is path" | "is linked" | "steps":
            return said | _paths(asked, store, profile, evidence)
        case "shared" | "shared count" | "is shared":
            return said | _shared(asked, store, evidence)
        case "neighbours":
            return said | _neighbours(asked, store)
        case "lab":
            return said | about_lab(asked, profile)
        case "values":
            return said | values(asked, store)
        case "columns" | "columns count":
            return said | columns(asked, store)
        case "compare":
            assert isinstance(asked.query, CompareQuery)
            return said | compared(asked.query, asked.names, store, profile)
        case "share":
            return said | share_of(asked, store)
        case "which more" | "is more":
            return said | ranked(asked, store)


# -- paths -----------------------------------------------------------------------------------------------------------


def _paths(asked: About, store: GraphStore, profile: Profile, evidence: Evidence) -> Parts:
    query = asked.query
    assert isinstance(query, PathQuery)
    parts: Parts = {}
    if asked.form == "is linked" and (direct := find_paths(store, replace(query, relations=(), most=1), profile)).paths:
        found = direct
    else:
        found = find_paths(store, query, profile)
        if not found.paths and query.relations:  # in texts alone
            query = replace(query, relations=())
            found = find_paths(store, query, profile)
            if found.paths:
                parts = {"query": query, "reading": f"{query.english(asked.names)}, in texts too"}
    ends = tuple(asked.names.get(id, id) for id in asked.things)
    told = _told(asked, query, found, ends)
    keys = tuple(islice(dict.fromkeys(key for path in found.paths for step in path.steps for key in step), MAX_PROOFS))
    between = dict.fromkeys(thing.id for path in found.paths for thing in path.things[1:-1])
    return parts | told | {
        "ids": tuple(between),
        "rows": tuple(map(_row, found.paths)),
        "statement": found.statement,
        "evidence": tuple(evidence((), keys)) if keys else (),
        "complete": found.complete,
        "why_not": found.why_not,
    }  # fmt: skip


def _told(asked: About, query: PathQuery, found: Paths, ends: tuple[str, ...]) -> Parts:
    """The status, the value and the sentence."""
    one, other = ends
    if not found.paths:
        none = f"no path of up to {query.most} steps {_through(query)}joins {one} and {other}"
        if not found.complete:
            return {"status": "no_data", "text": f"No data: {none} among those that were looked at."}
        if asked.form in ("is path", "is linked"):
            return {"status": "answered", "value": False, "text": f"No: {none}."}
        return {"status": "no_data", "text": f"No data: {none}."}
    text = f"{_joined(found, one, other)}: {_sentence(found.paths[0])}."
    if asked.form == "steps":
        return {"status": "answered", "value": found.length, "text": text}
    if asked.form == "is path":
        return {"status": "answered", "value": True, "text": f"Yes: {text}"}
    if asked.form == "is linked":
        near = found.length == 1
        return {"status": "answered", "value": near, "text": f"Yes: {text}" if near else f"Not by an edge. {text}"}
    return {"status": "answered", "text": text}


def _through(query: PathQuery) -> str:
    return f"through {' or '.join(schema.kind(kind).plural for kind in query.through)} only " if query.through else ""


def _joined(found: Paths, one: str, other: str) -> str:
    if found.length == 1:
        return f"an edge joins {one} and {other}"
    count = len(found.paths)
    return f"{count} {'path' if count == 1 else 'paths'} of {found.length} steps from {one} to {other}, such as"


def _row(path: Path) -> dict[str, Any]:
    between = path.things[1:-1]
    return {
        "path": _sentence(path),
        "steps": len(path.steps),
        "between": ", ".join(thing.name for thing in between),
        "between ids": ", ".join(thing.id for thing in between),
        "kinds": ", ".join(schema.readable(thing.kind) for thing in between),
    }


def _sentence(path: Path) -> str:
    """ "JAK1 interacts with IL6ST, which interacts with JAK2"."""
    steps = zip(pairwise(path.things), path.steps, strict=True)
    said = [f"{_verbs(one, keys)} {other.name}" for (one, other), keys in steps]
    return f"{path.things[0].name} {', which '.join(said)}"


def _verbs(one: Met, keys: Sequence[EdgeKey]) -> str:
    return " and ".join(dict.fromkeys(_verb(one.id, key) for key in keys))


def _verb(id: str, key: EdgeKey) -> str:
    row = schema.relation(key.relation)
    return row.english if key.subject == id else row.inverse


# -- what is shared --------------------------------------------------------------------------------------------------


def _shared(asked: About, store: GraphStore, evidence: Evidence) -> Parts:
    query = asked.query
    assert isinstance(query, SharedQuery)
    found, parts = find_shared(store, query), dict[str, Any]()
    if not found.things and query.relations:
        query = replace(query, relations=())
        found = find_shared(store, query)
        if found.things:
            parts = {"query": query, "reading": f"{query.english(asked.names)}, texts among them"}
    number = len(found.things)
    rows = tuple(islice(_shared_rows(asked, query, found), MAX_ROWS))
    keys = tuple(islice((key for of in found.edges.values() for keys in of for key in keys), MAX_PROOFS))
    ends = _and(tuple(asked.names.get(id, id) for id in asked.things))
    what = " or ".join(schema.kind(kind).plural for kind in query.kinds) or "things"
    names = ", ".join(thing.name for thing in found.things[:SHOWN])
    more = f" and {number - SHOWN:,} more" if number > SHOWN else ""
    said = f"{number:,} {what}" if number > 1 else f"one {_one(query)}"
    text = f"{ends} share {said}: {names}{more}." if number else f"{ends} share no {what}."
    answered = bool(number) or asked.form != "shared"
    value = {"shared": None, "shared count": number, "is shared": bool(number)}[asked.form]
    yes = {"is shared": "Yes: " if number else "No: "}.get(asked.form, "" if answered else "No data: ")
    return parts | {
        "status": "answered" if answered else "no_data",
        "value": value,
        "text": f"{yes}{text}",
        "ids": tuple(thing.id for thing in found.things[:MAX_ROWS]),
        "rows": rows,
        "statement": found.statement,
        "evidence": tuple(evidence((), keys)) if keys else (),
        "complete": number <= MAX_ROWS,
        "why_not": f"only the first {MAX_ROWS:,} are given" if number > MAX_ROWS else "",
    }


def _one(query: SharedQuery) -> str:
    return schema.kind(query.kinds[0]).english if len(query.kinds) == 1 else "thing"


def _shared_rows(asked: About, query: SharedQuery, found: Shared) -> Iterator[dict[str, Any]]:
    title = _one(query)
    taken = {title, f"{title} id", "kind"}
    headers = headers_of(asked.things, asked.names, taken)
    for thing in found.things:
        row: dict[str, Any] = {title: thing.name, f"{title} id": thing.id}
        if len(query.kinds) != 1:
            row["kind"] = schema.readable(thing.kind)
        for header, keys in zip(headers, found.edges[thing.id], strict=True):
            row[header] = " and ".join(dict.fromkeys(_turned(thing.id, key) for key in keys))
        yield row


def _turned(id: str, key: EdgeKey) -> str:
    """What the end does to the thing that is shared."""
    row = schema.relation(key.relation)
    return row.inverse if key.subject == id else row.english


def headers_of(ids: Sequence[str], names: Mapping[str, str], taken: set[str]) -> tuple[str, ...]:
    """A column's name for each thing: what it is called, with its identifier where that is taken."""
    called = [names.get(id, id) for id in ids]
    return tuple(
        name if called.count(name) == 1 and name not in taken else f"{name} ({id})"
        for name, id in zip(called, ids, strict=True)
    )


def _and(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


# -- what is next to one thing ---------------------------------------------------------------------------------------


def _neighbours(asked: About, store: GraphStore) -> Parts:
    assert isinstance(asked.query, Query)
    rows, statement = run(store, replace(asked.query, limit=MAX_ROWS + 1))
    cut, rows = len(rows) > MAX_ROWS, rows[:MAX_ROWS]
    shown = tuple(
        row | {"thing": row["thing"] or row["thing id"], "kind": schema.readable(row["kind"] or "")} for row in rows
    )
    ids = tuple(dict.fromkeys(row["thing id"] for row in rows))
    one = asked.names.get(asked.things[0], asked.things[0])
    return {
        "status": "answered" if rows else "no_data",
        "text": f"{len(ids):,} things have an edge to {one}." if rows else f"No data: nothing has an edge to {one}.",
        "ids": ids,
        "rows": shown,
        "statement": statement,
        "complete": not cut,
        "why_not": f"only the first {MAX_ROWS:,} rows are given" if cut else "",
    }
