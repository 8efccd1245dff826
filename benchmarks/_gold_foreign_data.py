"""The foreign graph indexed in plain Python, and the shapes of an answer, for the gold of `benchmarks.gold_foreign`.

Nothing of Labkin is imported. Values are texts, as in the files; `num` makes numbers of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from benchmarks._foreign_graph import Graph, Row, graph

Answer = dict[str, Any]
GoldFunction = Callable[[], Answer]
Links = dict[tuple[str, str], set[str]]

MVP, CY, ROOKIE = "Most Valuable Player", "Cy Young", "Rookie of the Year"
SERIES_MVP = "World Series Most Valuable Player"


def indexed(made: Graph) -> tuple[Links, Links]:
    """The ends of the edges of a graph by (predicate, subject), and their beginnings by (predicate, object)."""
    forward: Links = defaultdict(set)
    backward: Links = defaultdict(set)
    for subject, predicate, object_ in made.edges:
        forward[predicate, subject].add(object_)
        backward[predicate, object_].add(subject)
    return forward, backward


@cache
def _links() -> tuple[Links, Links]:
    return indexed(graph())


def to(predicate: str, *subjects: str) -> set[str]:
    """What the edges of that name lead to from the subjects."""
    return set().union(*(_links()[0].get((predicate, subject), set()) for subject in subjects))


def fro(predicate: str, *objects: str) -> set[str]:
    """Where the edges of that name into the objects come from."""
    return set().union(*(_links()[1].get((predicate, object_), set()) for object_ in objects))


def node(identifier: str) -> Row:
    """The node of that identifier; KeyError when there is none."""
    return graph().nodes[identifier]


def num(identifier: str, name: str) -> float:
    """A property as a number; NaN, which compares as false, where the node lacks it."""
    return float(node(identifier).get(name, "nan"))


def kind(category: str, **values: str) -> set[str]:
    """The nodes of a kind whose properties have these values."""
    nodes = graph().nodes.items()
    wanted = {"category": category, **values}.items()
    return {identifier for identifier, row in nodes if wanted <= row.items()}


def one(category: str, name: str) -> str:
    """The only node of that kind and name; ValueError when there are none or several."""
    (found,) = kind(category, name=name)
    return found


def player(name: str) -> str:
    """The only player of that name."""
    return one("Player", name)


def season(name: str) -> str:
    """The season of a team, named as in `1986 New York Mets`."""
    return one("Season", name)


def team(name: str) -> str:
    """The franchise of that name."""
    return one("Team", name)


def winners(award_type: str) -> set[str]:
    """Who ever won an award of that type."""
    return to("awarded_to", *kind("Award", award_type=award_type))


def born(**values: str) -> set[str]:
    """The people born in a city with such properties (`country`, `state`)."""
    return fro("born_in", *kind("City", **values))


def spells(people: Iterable[str]) -> set[str]:
    """The seasons that any of these people managed."""
    return fro("managed_by", *people)


def champions() -> set[str]:
    """The seasons that won a World Series."""
    return to("won_by", *kind("WorldSeries"))


def things(identifiers: Iterable[str]) -> Answer:
    """A set of things."""
    return {"status": "answered", "ids": sorted(identifiers)}


def value(number: float | bool) -> Answer:
    """A number or a truth value; fractions to six places."""
    return {"status": "answered", "value": round(number, 6) if isinstance(number, float) else number}


def rows(counts: dict[str, float]) -> Answer:
    """A number for each key."""
    return {"status": "answered", "rows": [[key, round(counts[key], 6)] for key in sorted(counts)]}


def also(answer: Answer, *others: Answer) -> Answer:
    """The answer, with others that a fair judge takes as well."""
    return answer | {"accept": list(others)}


NO_DATA: Answer = {"status": "no_data"}
NOT_UNDERSTOOD: Answer = {"status": "not_understood"}
AMBIGUOUS: Answer = {"status": "ambiguous"}
