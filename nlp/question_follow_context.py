"""What a question may follow: the answer before it, kept as what was asked, how it was read and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from labkin.graph.query import BadQuery, Linked, Query, conditions
from labkin.graph.query_json import from_json


@dataclass(frozen=True, slots=True)
class Context:
    """An answer that a question may follow.

    `question` is the question as resolved and `earlier` those before it that it follows itself, the oldest first:
    read one after another they give `query`. `form`, `answer` and `kinds` are those of the `Reading`, `ids` the
    identifiers that were answered, in their order, and `names` the names of these and of those in the query. `shown`
    is the number of rows that were given.
    """

    question: str
    query: Query
    form: str
    answer: str
    kinds: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    earlier: tuple[str, ...] = ()
    shown: int = 0

    def to_json(self) -> dict[str, Any]:
        """What of it an answer as JSON does not hold anyway. `context_of` reads it from there."""
        inside = ids_in(self.query)
        return {
            "question": self.question,
            "earlier": list(self.earlier),
            "form": self.form,
            "answer": self.answer,
            "kinds": list(self.kinds),
            "names": {id: name for id, name in self.names.items() if id in inside},
        }


def context_of(answer: Mapping[str, Any]) -> Context | None:
    """The context that an answer is, from its JSON; None for one that nothing can follow, as one not understood."""
    said, query = answer.get("context"), answer.get("query")
    if not isinstance(said, Mapping) or not query:
        return None
    try:
        asked = from_json(query)
        return Context(
            str(said["question"]),
            asked,
            str(said["form"]),
            str(said["answer"]),
            tuple(said["kinds"]),
            tuple(answer.get("ids", ())),
            {**said["names"], **named(asked, str(said["answer"]), answer.get("rows", ()))},
            tuple(said["earlier"]),
            len(answer.get("rows", ())),
        )
    except (BadQuery, KeyError, TypeError, ValueError):
        return None


def named(query: Query, var: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The names of the things in a table, by identifier."""
    own = [column for column in query.result if column.var == var and not column.agg]
    ids = next((column.name for column in own if column.what == "id"), None)
    name = next((column.name for column in own if (column.what, column.prop) == ("prop", "name")), None)
    if ids is None or name is None:
        return {}
    return {str(row[ids]): str(row.get(name) or row[ids]) for row in rows if row.get(ids)}


def ids_in(query: Query) -> set[str]:
    """The identifiers that stand in a query, also those in conditions inside of others."""
    found = {id for node in query.nodes for id in node.ids}
    for leaf in conditions(query.where, inside=True):
        if isinstance(leaf, Linked):
            found |= set(leaf.node.ids)
        elif leaf.prop == "id" and isinstance(leaf.value, tuple):
            found |= set(map(str, leaf.value))
    return found
