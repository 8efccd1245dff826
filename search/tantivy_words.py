"""The words of a query as queries of tantivy, in two forms: `scored` to rank by, and without, to count by.

Both find the same entries. What is counted needs no weights, no titles (the body holds the title's words too) and no
order, so it is one flat list of terms, which tantivy passes through several times faster. What is ranked is as flat as
the weights allow, for tantivy skips what cannot come to the top only in flat lists of terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tantivy import Occur, Query

from labkin.search.bag import BORNE, LARGE, MENTIONED, TITLE_BOOST, Bag, bag_of, scale, unwanted_of
from labkin.search.index import Also
from labkin.search.query_text import Clause
from labkin.search.tantivy_schema import name_term, term
from labkin.search.tokens import clusters

FEW_TERMS = 16  # a set of terms is looked up by an automaton over all terms of the field, which pays for many


@dataclass(frozen=True, slots=True)
class Words:
    """Makes the queries of one schema."""

    schema: Any
    scored: bool = True
    entries: int = LARGE  # of the index

    def of(self, clauses: Sequence[Clause]) -> list[Any]:
        """Queries of which an entry need match but one, and counts for more the more it matches."""
        return self._queries(bag_of(clauses))

    def unwanted(self, clauses: Sequence[Clause]) -> list[Any]:
        """Queries of which an entry must match none."""
        return self._queries(unwanted_of(clauses))

    def also(self, concept: Also) -> list[Any]:
        """A concept: its other names as BM25 has them, those that bear or mention it by a score of their own."""
        names = [[part for one in clusters(name) for part in one.parts] for name in concept.phrases]
        ways = [self._in_order(terms) for terms in names if terms]
        mentioned = any_of(self.schema, "mention", [term(id) for id in concept.ids])
        borne = any_of(self.schema, "label", [name_term("identifier", id) for id in concept.ids])
        if not self.scored:
            return [*ways, mentioned, borne]
        worth = scale(self.entries)
        ways.append(Query.const_score_query(mentioned, worth * MENTIONED))
        ways.append(Query.const_score_query(borne, worth * BORNE))
        return [Query.boost_query(Query.disjunction_max_query(ways), concept.weight)]

    def _queries(self, bag: Bag) -> list[Any]:
        return [*self._flat(bag), *map(self._prefix, bag.prefixes)]

    def _flat(self, bag: Bag) -> Iterator[Any]:
        if not self.scored:
            ways = [terms for written in bag.written for terms, _ in written]
            terms = dict.fromkeys([*bag.terms, *(way[0] for way in ways if len(way) == 1)])
            yield from (self._term("body", word) for word in terms)
            yield from (self._in_order(way) for way in ways if len(way) > 1)
            return
        for word, weight in bag.terms.items():
            yield from self._ranked(word, weight)
        for written in bag.written:
            yield Query.disjunction_max_query([self._way(terms, weight) for terms, weight in written])

    def _way(self, terms: Sequence[str], weight: float) -> Any:
        if len(terms) > 1:
            return _weighted(self._in_order(terms), weight)
        return Query.boolean_query([(Occur.Should, one) for one in self._ranked(terms[0], weight)])

    def _ranked(self, word: str, weight: float) -> Iterator[Any]:
        yield _weighted(self._term("body", word), weight)
        if TITLE_BOOST:
            yield _weighted(self._term("title", word), weight * TITLE_BOOST)

    def _prefix(self, begin: str) -> Any:
        return Query.disjunction_max_query(
            [Query.fuzzy_term_query(self.schema, name, begin, distance=0, prefix=True) for name in ("spell", "body")]
        )

    def _in_order(self, terms: Sequence[str]) -> Any:
        if len(terms) == 1:
            return self._term("body", terms[0])
        return Query.phrase_query(self.schema, "body", list(terms))

    def _term(self, field: str, text: str) -> Any:
        return Query.term_query(self.schema, field, text)


def any_of(schema: Any, field: str, terms: Sequence[str]) -> Any:
    """The entries that have one of these terms. What it adds to a score depends on how many terms there are."""
    if not terms:
        return Query.empty_query()
    if len(terms) > FEW_TERMS:
        return Query.term_set_query(schema, field, list(terms))
    ways = [Query.term_query(schema, field, one) for one in terms]
    return ways[0] if len(ways) == 1 else Query.boolean_query([(Occur.Should, way) for way in ways])


def _weighted(query: Any, weight: float) -> Any:
    return query if weight == 1.0 else Query.boost_query(query, weight)
