"""The shop's graph indexed in plain Python, and the shapes of an answer, for the gold of `benchmarks.gold_shop`.

Nothing of Labkin is imported. Values are texts, as in the files; `num` makes numbers of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from benchmarks._foreign_graph import Row
from benchmarks._gold_foreign_data import Answer, Links, indexed
from benchmarks._shop_graph import NODE_COLUMNS, graph

Things = str | Iterable[str]


@cache
def _links() -> tuple[Links, Links]:
    return indexed(graph())


def _walk(links: Links, predicate: str, things: Things) -> set[str]:
    starts = [things] if isinstance(things, str) else things
    return set().union(*(links.get((predicate, start), set()) for start in starts))


def to(predicate: str, things: Things) -> set[str]:
    """What the edges of that name lead to from the things."""
    return _walk(_links()[0], predicate, things)


def fro(predicate: str, things: Things) -> set[str]:
    """Where the edges of that name into the things come from."""
    return _walk(_links()[1], predicate, things)


def node(identifier: str) -> Row:
    """The node of that identifier; KeyError when there is none."""
    return graph().nodes[identifier]


def num(identifier: str, name: str) -> float:
    """A property as a number; KeyError where the node lacks it."""
    return float(node(identifier)[name])


def text(identifier: str, name: str) -> str:
    """A property as it is; empty where the node lacks it."""
    return node(identifier).get(name, "")


def kind(category: str, **values: str) -> set[str]:
    """The nodes of a kind whose properties have these values."""
    wanted = {"category": f"own:{category}", **values}.items()
    return {identifier for identifier, row in graph().nodes.items() if wanted <= row.items()}


def one(category: str, name: str) -> str:
    """The only node of that kind and name; ValueError when there are none or several."""
    (found,) = kind(category, name=name)
    return found


def artist(name: str) -> str:
    """The artist of that name."""
    return one("Artist", name)


def customer(name: str) -> str:
    """The customer of that name."""
    return one("Customer", name)


def employee(name: str) -> str:
    """The employee of that name."""
    return one("Employee", name)


def tracks_by(name: str) -> set[str]:
    """The tracks on the albums of the artist of that name."""
    return fro("on_album", fro("released_by", artist(name)))


def tracks_in(genre: str) -> set[str]:
    """The tracks of the genre of that name."""
    return fro("in_genre", one("Genre", genre))


def listed(playlist: str) -> set[str]:
    """The tracks of the playlist of that name."""
    return to("includes_track", one("Playlist", playlist))


def artists_of(tracks: Iterable[str]) -> set[str]:
    """The artists of the albums that the tracks are on."""
    return to("released_by", to("on_album", tracks))


def buyers(tracks: Iterable[str]) -> set[str]:
    """The customers billed for any of the tracks."""
    return to("billed_to", fro("line_item", tracks))


def clients(name: str) -> set[str]:
    """The customers whom the employee of that name looks after."""
    return fro("support_rep", employee(name))


def invoiced(first: str, last: str) -> set[str]:
    """The invoices of the days from `first` to `last`, both included."""
    return {each for each in kind("Invoice") if first <= text(each, "invoice_date") <= last}


def money(invoices: Iterable[str]) -> float:
    """The sum of the amounts of the invoices, in dollars and cents."""
    return round(sum(num(each, "amount") for each in invoices), 2)


def best(numbers: dict[str, float], first: int = 1) -> set[str]:
    """The keys of the `first` highest numbers, and those that tie with the last of them."""
    limit = sorted(numbers.values(), reverse=True)[first - 1]
    return {key for key, number in numbers.items() if number >= limit}


def fields(category: str) -> list[str]:
    """The names of the properties that any node of the kind has, in the order of the file."""
    found = {name for each in kind(category) for name in node(each)}
    return [name for name in NODE_COLUMNS if name in found and name not in ("id", "category")]


def things(identifiers: Iterable[str]) -> Answer:
    """A set of things; an empty one is no_data."""
    found = sorted(identifiers)
    return {"status": "answered", "ids": found} if found else {"status": "no_data"}


def value(found: float | bool | str) -> Answer:
    """A number, a truth value or a text; fractions to six places, whole numbers without."""
    if isinstance(found, float):
        found = int(found) if found.is_integer() else round(found, 6)
    return {"status": "answered", "value": found}


def table(numbers: dict[str, float]) -> Answer:
    """A number for each key."""
    return {"status": "answered", "rows": [[key, numbers[key]] for key in sorted(numbers)]}
