"""What questions about connections, the lab itself and comparisons are read as: requests that say themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from labkin.graph import schema
from labkin.graph.paths import PathQuery, SharedQuery
from labkin.graph.query import Query
from labkin.graph.query_english import prop_words
from labkin.graph.query_json import to_json as query_to_json

What = Literal["kinds", "relations", "ways", "nodes", "edges", "number of kinds", "number of relations", "properties"]


@dataclass(frozen=True, slots=True)
class LabQuery:
    """What the graph as a whole holds, from the counts of its kinds, relations and properties.

    `ways` are the relations between one of `kinds` and one of `others`, or anything when that is empty; `edges` are
    counted between these, or all; `properties` are those of `kinds`.
    """

    what: What
    kinds: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The request as lists, mappings and scalars."""
        return {"lab": {"what": self.what, "kinds": [*self.kinds], "others": [*self.others]}}

    def english(self) -> str:
        """The request in words."""
        one, other = _plurals(self.kinds), _plurals(self.others) or "anything"
        joined = f" that join {one} and {other}" if one else ""
        return {
            "kinds": "the kinds of things there are, with the number of each",
            "relations": "the relations there are, with the number of edges of each",
            "ways": f"the relations{joined}, with the number of edges of each",
            "nodes": "the number of things",
            "edges": f"the number of edges{joined}",
            "number of kinds": "the number of kinds of things",
            "number of relations": "the number of different relations",
            "properties": f"the properties of {one}",
        }[self.what]


@dataclass(frozen=True, slots=True)
class CompareQuery:
    """Two things or more side by side: their properties, or one, and how many others each relation leads to.

    With `assays`, the average value measured of each in these. `kinds` asks for the numbers of these others alone.
    """

    things: tuple[str, ...]
    prop: str = ""
    kinds: tuple[str, ...] = ()
    assays: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The request as lists, mappings and scalars."""
        said = {key: [*value] if isinstance(value, tuple) else value for key, value in asdict(self).items()}
        return {"compare": said}

    def english(self, names: Mapping[str, str]) -> str:
        """The request in words, with the names of identifiers where there are any."""
        called = [f"{names[id]} ({id})" if names.get(id, id) != id else id for id in self.things]
        by = ""
        if self.prop:
            by = f" by {prop_words(self.prop)[0]}"
        elif self.kinds:
            by = f" by the {_plurals(self.kinds)} each has an edge with"
        elif self.assays:
            by = f" by what was measured in {' or '.join(names.get(id, id) for id in self.assays)}"
        return f"{', '.join(called[:-1])} and {called[-1]} compared{by}"


@dataclass(frozen=True, slots=True)
class ShareQuery:
    """Of how many things of the `whole` the `part` is so: two queries that each give one number."""

    part: Query
    whole: Query

    def to_json(self) -> dict[str, Any]:
        """The request as lists, mappings and scalars."""
        return {"share": {"part": query_to_json(self.part), "whole": query_to_json(self.whole)}}


Asked = PathQuery | SharedQuery | LabQuery | CompareQuery | ShareQuery  # requests that a Query cannot say

Form = Literal[
    "paths", "is path", "is linked", "steps", "shared", "shared count", "is shared", "neighbours",
    "lab", "values", "columns", "columns count",
    "compare", "which more", "is more", "share",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """A question read as one about connections, the lab itself or a comparison.

    `more` is whether the greater wins, where things are ranked; `things` are those compared or connected, as asked.
    """

    form: Form
    query: Asked | Query
    english: str
    names: Mapping[str, str] = field(default_factory=dict)
    things: tuple[str, ...] = ()
    more: bool = True
    confidence: float = 0.9


def _plurals(kinds: tuple[str, ...]) -> str:
    return " or ".join(schema.kind(kind).plural for kind in kinds)
