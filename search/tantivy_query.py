"""Requests as tantivy queries. Nothing a user typed is ever given to a query parser: queries are built from terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tantivy import FieldType, Occur, Query

from labkin.graph.model import Viewer
from labkin.graph.viewer import sees
from labkin.search.bag import LARGE
from labkin.search.fields import fields_named, no_field
from labkin.search.fusion import TIER
from labkin.search.index import KIND, OPERATORS, ROLES, BadRequest, Request, Where
from labkin.search.query_text import Filter, Parsed, bounds, no_number
from labkin.search.tantivy_schema import (
    LIVE,
    PARTS,
    PUBLIC,
    Normal,
    State,
    column_name,
    facet_term,
    facet_values,
    json_key,
    name_term,
    term,
)
from labkin.search.tantivy_words import Words, any_of
from labkin.search.tokens import clusters, words

# Above any sum of BM25: (as typed, when only the normal forms agree)
EXACT = {"identifier": (12 * TIER, 8 * TIER), "name": (10 * TIER, 7 * TIER), "synonym": (6 * TIER, 4 * TIER)}


@dataclass(frozen=True, slots=True)
class Compiler:
    """Builds the queries of one index state. `normal` gives the normal form of names."""

    schema: Any
    state: State
    normal: Normal
    entries: int = LARGE  # of the index

    def everything(self, viewer: Viewer) -> Any:
        """All entries that a viewer may see."""
        return _all([self._live(), *self._seen_by(viewer)])

    def visible(self, query: Any, viewer: Viewer) -> Any:
        """What a query finds among what a viewer may see."""
        return _all([query, *self._seen_by(viewer)])

    def scored(self, request: Request, parsed: Parsed, viewer: Viewer, *, exact: bool) -> Any:
        """The query of a request whose text was read as `parsed`, to rank by. Raises BadRequest."""
        return self._passing(request, viewer, self.asked(request, parsed, exact=exact))

    def matching(self, request: Request, parsed: Parsed, viewer: Viewer, *, exact: bool) -> Any:
        """The same entries, to count by. Raises BadRequest."""
        return self._passing(request, viewer, self.asked(request, parsed, scored=False, exact=exact))

    def _passing(self, request: Request, viewer: Viewer, asked: Any) -> Any:
        return _all([asked, *_unscored(self._filters(request)), *self._seen_by(viewer)])

    def gate(self, request: Request, parsed: Parsed, viewer: Viewer, among: Any = None) -> Any:
        """What an entry that is found by other ways than its words must pass all the same. Raises BadRequest.

        `among` is a query for those to choose from, where these are few: that all are live would cost the most.
        """
        filters = [*self._filters(request), *map(self._said, parsed.filters)]
        passed = _all([among or self._live(), *_unscored(filters), *self._seen_by(viewer)])
        shut = [(Occur.MustNot, query) for query in Words(self.schema, False).unwanted(parsed.unwanted)]
        return Query.boolean_query([(Occur.Must, passed), *shut]) if shut else passed

    def exact_only(self, request: Request, parsed: Parsed, viewer: Viewer) -> Any:
        """Of what a request finds, those whose identifier or name is what was typed, to count them."""
        return self.gate(request, parsed, viewer, self.exactly(request, parsed))

    def keyed(self, keys: Sequence[int]) -> Any:
        """The entries of these numbers."""
        numbers = [(Occur.Should, Query.term_query(self.schema, "key", key)) for key in keys]  # quicker than a set
        return Query.const_score_query(Query.boolean_query(numbers), 0.0)

    def _filters(self, request: Request) -> list[Any]:
        filters = [self.where(where) for where in request.where]
        if request.kinds:
            filters.append(self.where((KIND, "~", request.kinds)))
        if request.but:
            filters.append(self._not(self._term_set("id", list(map(term, request.but)))))
        return filters

    def named(self, form: str) -> Any:
        """Those who bear this name as typed or as a normal form."""
        terms = [name_term(role, form) for role in ROLES]
        return Query.boolean_query(
            [(Occur.Should, self._term_set("label", terms)), (Occur.Should, self._term_set("norm", terms))]
        )

    def spelt(self, word: str, distance: int = 0) -> Any:
        """Entries of which a name holds a word so spelt, or within so many edits; without any, the text counts too."""
        if distance:
            return Query.fuzzy_term_query(self.schema, "spell", word, distance=distance, transposition_cost_one=True)
        spelt = [self._term_set("spell", [*words(word), "".join(words(word))])]
        return _any([*spelt, self._term_set("body", [term for one in clusters(word) for term in one.terms])])

    def worded(self, groups: Iterable[Iterable[str]]) -> Any:
        """Entries of whose names the words hold one of each group."""
        return _all([self._term_set("spell", list(group)) for group in groups])

    def where(self, where: Where) -> Any:
        """One filter. Raises BadRequest when the index has no such field or the value does not fit it."""
        name, op, value = where
        if op not in OPERATORS:
            raise BadRequest(f"{op!r} is not an operator: use one of {' '.join(OPERATORS)}")
        fields = {*self.state.facets, *self.state.columns, *PARTS}
        named = fields_named(name, fields)
        if named:
            found = [self._field(one, op, value) for one in named]
            return _all(found) if op in ("!=", "!~") else _any(found)
        if not self.state.mark:  # an empty index knows no fields, and finds nothing
            return Query.empty_query()
        raise no_field(name, fields)

    def _field(self, name: str, op: str, value: object) -> Any:
        if name in self.state.columns and not (name in self.state.facets and op in ("~", "!~")):
            return self._number(name, op, value)
        if name in self.state.facets:
            return self._text(name, op, value)
        return self._part(name, op, value)

    def _said(self, said: Filter) -> Any:
        """One filter of the text."""
        found = _any([_all([self.where(where) for where in way]) for way in said.ways])
        return self._not(found) if said.negated else found

    # -- parts of a text

    def asked(self, request: Request, parsed: Parsed, *, scored: bool = True, exact: bool = True) -> Any:
        """What the text asks for, without the filters of the request. Without `exact`, no entry bears it as a name."""
        text = request.text
        if not text.strip():
            return self._live()
        ways = [self._exact(text)] if exact else []
        said = Words(self.schema, scored, self.entries)
        words = [*said.of(parsed.wanted), *(query for also in request.also for query in said.also(also))]
        if parsed.rest.strip() and parsed.expert and exact:
            words.append(self._exact(parsed.rest))
        main: list[Any] = [*_unscored(map(self._said, parsed.filters))]
        shut = [(Occur.MustNot, query) for query in Words(self.schema, False).unwanted(parsed.unwanted)]
        if not main and not shut:
            return _any([*ways, *words])
        if words:
            main.append(_any(words))
        elif parsed.filters:
            main.append(self._live())
        if main:
            ways.append(Query.boolean_query([*((Occur.Must, query) for query in main), *shut]) if shut else _all(main))
        return _any(ways)

    def exactly(self, request: Request, parsed: Parsed) -> Any:
        """Those whose identifier or name is what was typed, whoever may see them."""
        return _any([self._exact(text) for text in (request.text, parsed.rest) if text.strip()])

    def _exact(self, text: str) -> Any:
        """Those whose identifier or name is this text, by a score that no words reach."""
        phrase = re.fullmatch(r'\s*"([^"]+)"\s*', text)
        text = phrase[1] if phrase else text
        form = self.normal(text)
        ways = []
        for role, (typed, alike) in EXACT.items():
            ways.append(Query.const_score_query(self._term("label", name_term(role, text)), typed))
            if form:
                ways.append(Query.const_score_query(self._term("norm", name_term(role, form)), alike))
        return Query.disjunction_max_query(ways)

    # -- filters

    def _number(self, name: str, op: str, value: object) -> Any:
        if op == "in":
            values = value if isinstance(value, Iterable) and not isinstance(value, str) else (value,)
            return _any([self._number(name, "=", one) for one in values])
        ends = bounds(name, value)
        if ends is None:
            raise BadRequest(no_number(name, value))
        low, high = ends
        field = column_name(self.state.columns[name])

        def between(least: float | None, most: float | None, **ends: bool) -> Any:
            return Query.range_query(self.schema, field, FieldType.Float, least, most, **ends)

        if op in ("=", "~", "!=", "!~"):
            return between(low, high) if op in ("=", "~") else self._not(between(low, high))
        if op in (">", ">="):
            return between(low, None) if op == ">=" else between(high, None, include_lower=False)
        return between(None, high) if op == "<=" else between(None, low, include_upper=False)

    def _text(self, name: str, op: str, value: object) -> Any:
        field, values = f"facet.{json_key(name)}", facet_values(value)
        if op in ("=", "in", "!="):
            found = self._term_set(field, list(map(facet_term, values)))
        elif op in ("~", "!~"):
            found = self._term_set(f"fold.{json_key(name)}", [facet_term(one.casefold()) for one in values])
        else:
            raise BadRequest(f"{name} is a text: it has no order, so {op} cannot be asked of it")
        return self._not(found) if op in ("!=", "!~") else found

    def _part(self, name: str, op: str, value: object) -> Any:
        if op not in ("=", "~", "in", "!=", "!~"):
            raise BadRequest(f"{name} is a text: it has no order, so {op} cannot be asked of it")
        found = _any([self._terms_in_order(name, text) for text in facet_values(value)])
        return self._not(found) if op in ("!=", "!~") else found

    def _terms_in_order(self, field: str, text: str) -> Any:
        terms: list[Any] = [part for one in clusters(text) for part in one.parts]
        if len(terms) < 2:
            return self._term(field, terms[0]) if terms else Query.empty_query()
        return Query.phrase_query(self.schema, field, list(terms))

    def _seen_by(self, viewer: Viewer) -> list[Any]:
        queries = []
        if viewer.groups is not None and self.state.guarded:  # else it would be a condition that all entries pass
            queries.append(self._term_set("who", [PUBLIC, *(term(f"g:{group}") for group in sorted(viewer.groups))]))
        if self.state.restricted:
            open_to = {key for key in self.state.restricted if sees(viewer, key.split("|"))}
            barred = [self._term_set("unseen", sorted(map(term, open_to)))]
            barred.append(self._term_set("sees", sorted(map(term, self.state.restricted - open_to))))
            queries.append(self._not(_any(barred)))
        return _unscored(queries)

    # -- small ones

    def _live(self) -> Any:
        return Query.const_score_query(self._term("meta", LIVE), 0.0)

    def _not(self, query: Any) -> Any:
        return Query.boolean_query([(Occur.Must, self._live()), (Occur.MustNot, query)])

    def _term(self, field: str, text: str) -> Any:
        return Query.term_query(self.schema, field, text)

    def _term_set(self, field: str, texts: Sequence[str]) -> Any:
        return any_of(self.schema, field, texts)


def _all(queries: Sequence[Any]) -> Any:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, query) for query in queries])


def _any(queries: Sequence[Any]) -> Any:
    if not queries:
        return Query.empty_query()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _unscored(queries: Iterable[Any]) -> list[Any]:
    return [Query.const_score_query(query, 0.0) for query in queries]


def either(left: Any, right: Any) -> Any:
    """What one of two queries finds."""
    return _any([left, right])
