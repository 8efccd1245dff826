"""What stands in the ledger only on statements that somebody does not want to rely on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, and_, select, true, tuple_

from labkin.graph.ledger_tables import statement
from labkin.graph.ledger_view import View
from labkin.graph.model import Method, Node

CHUNK = 400  # pairs in one IN list
STATED = (Method.ASSERTED.value, Method.CURATED.value)  # by a file or a person: neither read in texts nor inferred

Pair = tuple[str, str]
T = TypeVar("T")


class Doubtful(NamedTuple):
    """A property of a node whose value no reliable statement makes. `otherwise`: one states another value."""

    id: str
    prop: str
    otherwise: bool


class Sure:
    """A view of which only some statements are relied on: stated ones (when `stated`), of at least this confidence."""

    def __init__(self, view: View, stated: bool, least: float) -> None:
        self._view = view
        self._connection, self._live = view._connection, view._live
        self._stated, self._least = stated, least
        methods = statement.c.method.in_(STATED) if stated else true()
        self._good = and_(statement.c.confidence >= least, methods)

    def relies_on(self, method: str, confidence: float) -> bool:
        """Whether a statement of that method and confidence is relied on."""
        return confidence >= self._least and (not self._stated or method in STATED)

    def weak_pairs(self, relations: Collection[str]) -> set[Pair]:
        """The pairs (subject, object) of which a statement that is not relied on says one of the relations, any for
        none."""
        query = select(statement.c.subject, statement.c.object).where(self._among(relations), ~self._good, *self._live)
        return {(row.subject, row.object) for row in self._connection.execute(query.distinct())}

    def doubtful_pairs(self, relations: Collection[str], either: bool = False) -> set[Pair]:
        """Those of the weak pairs of which no reliable statement says it too; with `either` in either direction."""
        weak = self.weak_pairs(relations)
        sure = self._sure_pairs(weak | ({(o, s) for s, o in weak} if either else set()), relations)
        return {pair for pair in weak if pair not in sure and not (either and pair[::-1] in sure)}

    def doubtful_nodes(self) -> set[str]:
        """The nodes of which no reliable statement says that they are."""
        is_node = statement.c.relation == ""
        query = select(statement.c.subject).where(is_node, ~self._good, *self._live)
        weak = set(self._connection.scalars(query.distinct()))
        sure: set[str] = set()
        for chunk in _chunks(sorted(weak)):
            said = select(statement.c.subject).where(is_node, statement.c.subject.in_(chunk), self._good, *self._live)
            sure.update(self._connection.scalars(said))
        return weak - sure

    def doubtful_values(self, props: Collection[str]) -> list[Doubtful]:
        """The values of these properties of nodes that no reliable statement makes."""
        found = []
        for prop in sorted(props):
            says = statement.c.props.contains(f'"{prop}":', autoescape=True)
            query = select(statement.c.subject).where(statement.c.relation == "", says, ~self._good, *self._live)
            ids = sorted(set(self._connection.scalars(query.distinct())))
            shown = {str(node.id): node.props.get(prop) for node in self._view.nodes(ids)}
            sure: dict[str, list[object]] = {}
            for _, one in self._view.about(ids):
                good = prop in one.fact.props and self.relies_on(one.method.value, one.confidence)
                if good and isinstance(one.fact, Node):
                    sure.setdefault(str(one.fact.id), []).append(one.fact.props[prop])
            found += [Doubtful(id, prop, id in sure) for id in ids if shown.get(id) not in sure.get(id, ())]
        return found

    def _sure_pairs(self, pairs: Iterable[Pair], relations: Collection[str]) -> set[Pair]:
        sure: set[Pair] = set()
        for chunk in _chunks(sorted(pairs)):
            ends = tuple_(statement.c.subject, statement.c.object).in_(chunk)
            query = select(statement.c.subject, statement.c.object).where(
                ends, self._among(relations), self._good, *self._live
            )
            sure.update((row.subject, row.object) for row in self._connection.execute(query))
        return sure

    def _among(self, relations: Collection[str]) -> ColumnElement[bool]:
        return statement.c.relation.in_(list(relations)) if relations else statement.c.relation != ""


def _chunks(items: list[T]) -> Iterable[list[T]]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
