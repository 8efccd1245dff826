"""Verifying a saved answer: the file, the ledger it was given from, and what has changed since.

The stored query runs again, on the graph as it is and, where that has moved on, on the ledger's state of that time,
which a scratch engine is given for the purpose.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from labkin.app.answers_replayed import Replayed, as_json, replay
from labkin.app.answers_saved import digest, transaction
from labkin.app.asking import answer
from labkin.app.lab import Lab
from labkin.graph.ledger_view import View
from labkin.graph.model import Edge, Node
from labkin.graph.query import Linked, Query, conditions
from labkin.graph.query_json import from_json
from labkin.graph.store import EdgeKey
from labkin.search.answer_evidence import Limits

MOST_TRANSACTIONS = 500  # of which it is looked up what they touched
MOST_TOUCHED = 100_000  # things that one transaction may touch for that

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """How two tables differ. `changed` are pairs of rows, before and after, of the same things."""

    added: tuple[dict[str, Any], ...] = ()
    gone: tuple[dict[str, Any], ...] = ()
    changed: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.changed)


def verify_answer(
    lab: Lab, saved: Mapping[str, Any], past: bool = True, say: Progress = lambda _: None
) -> dict[str, Any]:
    """Check a saved answer: whether it is the `same` now, else the `problems`, or what changed and `by` which loads.

    `past` runs the query also on the state it was answered from, where the lab has moved on. Raises StoreError.
    """
    problems = _of_the_file(lab, saved)
    out: dict[str, Any] = {"question": saved.get("question"), "transaction": saved.get("transaction")}
    if problems:
        return out | {"same": False, "tampered": True, "problems": problems, "now": lab.ledger.head()}
    lab.make_ready()
    say("running the query again")
    now, at = lab.store.mark(), int(saved["transaction"])
    present = _now(lab, saved, now)
    then = present if now == at else None
    if not then and past and saved["context"]:
        say(f"building the state of transaction {at}")
        then = _then(lab, saved, at)
    if then:
        problems += _untrue(saved, then)
    since = difference(saved["rows"], present.rows) if now != at else Difference()
    by = _loads(lab, at, now, _touching(since, then, present)) if since else []
    return out | {
        "same": not (problems or since),
        "tampered": bool(problems),
        "problems": problems,
        "replayed": then is not None,
        "now": now,
        "added": list(since.added),
        "gone": list(since.gone),
        "changed": [{"before": before, "after": after} for before, after in since.changed],
        "by": by,
    }


def _of_the_file(lab: Lab, saved: Mapping[str, Any]) -> list[str]:
    """What is wrong with the file itself, or between it and the ledger."""
    if saved.get("sha256") != digest(saved):
        return ["the file was altered after it was saved: its content does not match its SHA-256"]
    if saved["lab"] != lab.ledger.identity():
        return ["it was saved from another lab: name that one with --lab"]
    at = int(saved["transaction"])
    entry = transaction(lab, at)
    if entry is None and at:
        return [f"the ledger of this lab has no transaction {at}: it is not a continuation of the one that was asked"]
    if entry and entry.hash != saved["chain"]:
        return [f"the ledger's transaction {at} has another hash than it had: the record was rewritten"]
    return []


def _untrue(saved: Mapping[str, Any], then: Replayed) -> list[str]:
    """What a saved answer says and the lab, in the state it was asked in, does not."""
    at = saved["transaction"]
    if wrong := difference(saved["rows"], then.rows):
        return [f"the rows are not those that the lab gave at transaction {at}: {_counted(wrong)} there"]
    parts = {"value": then.value, "ids": list(then.ids), "statements": list(then.statements)}
    return [
        f"the {what} of the answer are not what the lab said at transaction {at}"
        for what, right in parts.items()
        if saved.get(what) != right
    ]


def difference(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> Difference:
    """How two tables differ, row by row; rows of the same identifiers are the same row.

    >>> difference([{"a": "x", "a id": 1}], [{"a": "y", "a id": 1}, {"a": "z", "a id": 2}]).changed
    (({'a': 'x', 'a id': 1}, {'a': 'y', 'a id': 1}),)
    """
    columns = list((*before, *after)[0]) if (*before, *after) else []
    keys = [c for c in columns if c.endswith(" id") or c == "id"]
    keys = keys or [c for c in columns if not any(isinstance(row.get(c), int | float) for row in (*before, *after))]
    one, other = _keyed(before, keys), _keyed(after, keys)
    gone = tuple(row for key, row in one.items() if key not in other)
    added = tuple(row for key, row in other.items() if key not in one)
    changed = tuple((row, other[key]) for key, row in one.items() if key in other and row != other[key])
    return Difference(added, gone, changed)


def _keyed(rows: Sequence[dict[str, Any]], keys: Sequence[str]) -> dict[tuple[str, ...], dict[str, Any]]:
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        key = tuple(str(row.get(column)) for column in keys)
        while key in found:  # a second row of the same things
            key = (*key, "again")
        found[key] = dict(row)
    return found


def _counted(found: Difference) -> str:
    return f"{len(found.added)} more, {len(found.gone)} missing, {len(found.changed)} different"


def _now(lab: Lab, saved: Mapping[str, Any], now: int) -> Replayed:
    """What the query gives now. Ways between things and comparisons are no single query: they are asked again."""
    if saved["context"]:
        with lab.view(now) as view:
            return replay(saved, view, lab.store)
    found = answer(lab, saved["question"], date.fromisoformat(saved["day"]), limits=Limits.from_json(saved["limits"]))
    numbers = sorted({int(one["statement"]) for one in found["evidence"]})
    return Replayed(as_json(tuple(found["rows"])), tuple(found["ids"]), found["value"], tuple(numbers))


# -- the state of that time ------------------------------------------------------------------------------------------


def _then(lab: Lab, saved: Mapping[str, Any], at: int) -> Replayed:
    query = from_json(saved["query"])
    with lab.view(at) as view, _scratch() as store:
        store.rebuild(*_part(view, query), at)
        return replay(saved, view, store)


@contextmanager
def _scratch() -> Iterator[Any]:
    """An engine in this process, over a folder that is gone afterwards."""
    from labkin.graph.arcade import Engine

    with tempfile.TemporaryDirectory(prefix="labkin-then-", ignore_cleanup_errors=True) as folder, _hushed():
        engine = Engine(Path(folder))
        engine.start()
        try:
            with engine.store() as store:
                yield store
        finally:
            engine.stop()


@contextmanager
def _hushed() -> Iterator[None]:
    """Nothing of what the engine's virtual machine writes to standard error by itself is seen; what Python does is."""
    sys.stderr.flush()
    kept, before = os.dup(2), sys.stderr
    try:
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        with os.fdopen(os.dup(kept), "w", encoding="utf-8", errors="replace") as sys.stderr:
            yield
    finally:
        sys.stderr = before
        os.dup2(kept, 2)
        os.close(kept)


def _part(view: View, query: Query) -> tuple[list[Node], list[Edge]]:
    """Of a state all that a query can meet: the edges of its relations, their ends, and the things of its kinds."""
    links = [leaf for leaf in conditions(query.where, inside=True) if isinstance(leaf, Linked)]
    patterns = [*query.edges, *(leaf.edge for leaf in links)]
    relations = {relation for edge in patterns for relation in edge.relations}
    every = any(not edge.relations for edge in patterns)
    edges = [edge for edge in view.all_edges() if every or edge.relation in relations] if patterns else []
    ends = {str(end) for edge in edges for end in (edge.subject, edge.object)}
    wanted = [*query.nodes, *(leaf.node for leaf in links)]
    kinds, ids = {kind for node in wanted for kind in node.kinds}, {id for node in wanted for id in node.ids}
    whole = any(not (node.kinds or node.ids) for node in query.nodes) and not query.edges
    nodes = [
        node for node in view.all_nodes() if whole or str(node.id) in ends or node.kind in kinds or str(node.id) in ids
    ]
    return nodes, edges


# -- what did it -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Touching:
    """The things and links on which a difference may rest."""

    ids: frozenset[str]
    edges: frozenset[EdgeKey]


def _touching(since: Difference, then: Replayed | None, now: Replayed) -> _Touching:
    rows = (*since.added, *since.gone, *(row for pair in since.changed for row in pair))
    shown = {str(row[column]) for row in rows for column in row if column.endswith(" id") or column == "id"}
    before = then or Replayed()
    ids = shown | (set(before.proof_ids) ^ set(now.proof_ids))
    return _Touching(frozenset(ids), frozenset(set(before.proof_edges) ^ set(now.proof_edges)) if then else frozenset())


def _loads(lab: Lab, at: int, now: int, what: _Touching) -> list[dict[str, Any]]:
    """The transactions after `at` that said or took back something of these things; all of them where none did."""
    later = [entry for entry in lab.ledger.transactions() if at < entry.id <= now]
    guilty = [entry for entry in later[-MOST_TRANSACTIONS:] if _touched(lab, entry.id, what)]
    return [
        {"transaction": entry.id, "at": entry.at, "author": entry.author, "note": entry.note}
        for entry in guilty or later[-MOST_TRANSACTIONS:]
    ]


def _touched(lab: Lab, number: int, what: _Touching) -> bool:
    with lab.view(number) as view:
        touched = view.touched(number - 1, MOST_TOUCHED)
    if touched is None:
        return True
    nodes, edges = touched
    near = any(edge.subject in what.ids or edge.object in what.ids for edge in edges)
    return bool(nodes & what.ids or edges & what.edges or near)
