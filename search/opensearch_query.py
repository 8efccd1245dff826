"""Requests in OpenSearch's query language: the same clauses with the same weights as `tantivy_query` makes.

What a user typed is only ever a value of a term in this JSON; no query text is parsed by the server.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labkin.graph.model import Viewer
from labkin.graph.values import clean_text
from labkin.graph.viewer import sees
from labkin.nlp.normal import normal
from labkin.search.bag import BORNE, MENTIONED, TITLE_BOOST, bag_of, unwanted_of
from labkin.search.fields import fields_named, no_field
from labkin.search.index import KIND, NAME, OPERATORS, ROLES, Also, BadRequest, Request, Where
from labkin.search.opensearch_mapping import State, key
from labkin.search.query_text import Clause, Filter, Parsed, bounds, no_number
from labkin.search.tantivy_query import EXACT
from labkin.search.tantivy_schema import LIVE, PARTS, PUBLIC, facet_values, name_term, term
from labkin.search.tokens import clusters, words

Json = dict[str, Any]
NONE: Json = {"match_none": {}}
BY_ID: list[Json] = [{"id": "asc"}]
BY_SCORE: list[Json] = [{"_score": "desc"}, *BY_ID]
MOST_CLAUSES = 400  # of the words of a query, and as many of the concepts that it means
MOST_NAMES = 100  # of one concept, and words that are not wanted
COMPOUND = ("bool", "dis_max", "constant_score", "must", "should", "filter", "must_not", "queries")


@dataclass(frozen=True, slots=True)
class Compiler:
    """Builds the queries of one index state."""

    state: State

    def everything(self, viewer: Viewer) -> Json:
        """All entries that a viewer may see."""
        return {"bool": {"filter": [_LIVE, *self._seen_by(viewer)]}}

    def visible(self, query: Json, viewer: Viewer) -> Json:
        """What a query finds among what a viewer may see."""
        return {"bool": {"filter": [query, _LIVE, *self._seen_by(viewer)]}}

    def compile(self, request: Request, parsed: Parsed, viewer: Viewer) -> Json:
        """The query of a request whose text was read as `parsed`. Raises BadRequest."""
        filters = [_LIVE, *self._filters(request), *self._seen_by(viewer)]
        return {"bool": {"must": [self._asked(request, parsed)], "filter": filters}}

    def gate(self, request: Request, parsed: Parsed, viewer: Viewer) -> Json:
        """What an entry that is found by other ways than its words must pass all the same. Raises BadRequest."""
        filters = [*self._filters(request), *map(self._said, parsed.filters)]
        passed: Json = {"filter": [_LIVE, *filters, *self._seen_by(viewer)]}
        return {"bool": passed | _shut(parsed)}

    def named(self, form: str) -> Json:
        """Those who bear this name as typed or as a normal form."""
        terms = [name_term(role, form) for role in ROLES]
        return _any([_terms("label", terms), _terms("norm", terms)])

    def spelt(self, word: str, distance: int = 0) -> Json:
        """Entries of which a name holds a word so spelt, or within so many edits; without any, the text counts too."""
        if distance:
            near = {"value": clean_text(word), "fuzziness": distance, "transpositions": True}
            return {"fuzzy": {"spell": near | {"rewrite": "constant_score"}}}
        terms = [term for one in clusters(word) for term in one.terms]
        return _any([_terms("spell", [*words(word), "".join(words(word))]), _terms("body", terms)])

    def worded(self, groups: Iterable[Iterable[str]]) -> Json:
        """Entries of whose names the words hold one of each group."""
        return {"bool": {"filter": [_terms("spell", list(group)) for group in groups]}}

    def where(self, where: Where) -> Json:
        """One filter. Raises BadRequest when the index has no such field or the value does not fit it."""
        name, op, value = where
        if op not in OPERATORS:
            raise BadRequest(f"{op!r} is not an operator: use one of {' '.join(OPERATORS)}")
        fields = {*self.state.facets, *self.state.numbers, *PARTS}
        named = fields_named(name, fields)
        if named:
            found = [self._field(one, op, value) for one in named]
            return {"bool": {"filter": found}} if op in ("!=", "!~") else _any(found)
        if not self.state.mark:  # an empty index knows no fields, and finds nothing
            return NONE
        raise no_field(name, fields)

    def _field(self, name: str, op: str, value: object) -> Json:
        if name in self.state.numbers and not (name in self.state.facets and op in ("~", "!~")):
            return _number(name, op, value)
        if name in self.state.facets:
            return _text(name, op, value)
        return _part(name, op, value)

    def _said(self, said: Filter) -> Json:
        """One filter of the text."""
        found = _any([{"bool": {"filter": [self.where(where) for where in way]}} for way in said.ways])
        return _not(found) if said.negated else found

    def _filters(self, request: Request) -> list[Json]:
        filters = [self.where(where) for where in request.where]
        if request.kinds:
            filters.append(self.where((KIND, "~", request.kinds)))
        if request.but:
            filters.append(_not(_terms("id", list(map(term, request.but)))))
        return filters

    def _seen_by(self, viewer: Viewer) -> list[Json]:
        """What may be seen. A circle of sources that the state does not know yet counts as closed."""
        known = self.state.restricted
        open_to = sorted(term(circle) for circle in known if sees(viewer, circle.split("|")))
        enough = {"terms": open_to, "minimum_should_match_field": "sees_count"}
        found = [_any([_ALONE, {"terms_set": {"sees": enough}}]) if open_to else _ALONE]
        if open_to:
            found.append(_not(_terms("unseen", open_to)))
        if viewer.groups is not None:
            found.append(_terms("who", [PUBLIC, *(term(f"g:{group}") for group in sorted(viewer.groups))]))
        return found

    # -- parts of a text

    def _asked(self, request: Request, parsed: Parsed) -> Json:
        """What the text asks for, without the filters of the request."""
        if not request.text.strip():
            return _constant(_LIVE, 0.0)
        ways = [_exact(request.text)]
        found = _bounded(_words(parsed.wanted), MOST_CLAUSES)
        found += _bounded(map(_also, request.also), MOST_CLAUSES)
        if parsed.rest.strip() and parsed.expert:
            found.append(_exact(parsed.rest))
        if found or parsed.filters:
            main: Json = {"filter": [_LIVE, *map(self._said, parsed.filters)]}
            main |= {"must": [_any(found)]} if found else {}
            ways.append({"bool": main | _shut(parsed)})
        return _any(ways)


def _words(clauses: Sequence[Clause]) -> list[Json]:
    """Queries of which an entry need match but one, and counts for more the more it matches."""
    bag = bag_of(clauses)
    queries: list[Json] = [one for word, weight in bag.terms.items() for one in _ranked(word, weight)]
    queries += [{"dis_max": {"queries": [_way(terms, weight) for terms, weight in ways]}} for ways in bag.written]
    return [*queries, *map(_prefix, bag.prefixes)]


def _way(terms: Sequence[str], weight: float) -> Json:
    return _any(_ranked(terms[0], weight)) if len(terms) == 1 else _in_order("body", terms, weight)


def _exact(text: str) -> Json:
    """Those whose identifier or name is this text, by a score that no words reach."""
    phrase = re.fullmatch(r'\s*"([^"]+)"\s*', text)
    text = phrase[1] if phrase else text
    form = normal(text)
    ways = []
    for role, (typed, alike) in EXACT.items():
        ways.append(_constant({"term": {"label": name_term(role, text)}}, typed))
        if form:
            ways.append(_constant({"term": {"norm": name_term(role, form)}}, alike))
    return {"dis_max": {"queries": ways}}


def _also(also: Also) -> Json:
    """A concept: its other names as BM25 has them, those that bear or mention it by a score of their own."""
    ids = [term(id) for id in also.ids]
    named = ([part for one in clusters(name) for part in one.parts] for name in also.phrases)
    ways = [_in_order("body", parts) for parts in named if parts][:MOST_NAMES]
    ways.append(_constant(_terms("mention", ids), MENTIONED))
    ways.append(_constant(_terms("label", [name_term("identifier", id) for id in ids]), BORNE))
    return {"dis_max": {"queries": ways, "boost": also.weight}}


def _ranked(word: str, boost: float) -> list[Json]:
    return [_term("body", word, boost), _term("title", word, boost * TITLE_BOOST)]


def _prefix(begin: str) -> Json:
    ways: list[Json] = [{"prefix": {field: {"value": clean_text(begin)}}} for field in ("spell", "body")]
    return {"dis_max": {"queries": ways}}


def order_of(request: Request, state: State) -> list[Json]:
    """The server's order; BY_SCORE itself for relevance. Raises BadRequest."""
    if request.sort is None:
        return BY_SCORE if request.text.strip() else BY_ID
    name = request.sort.removeprefix("-")
    way = "desc" if request.sort.startswith("-") else "asc"
    if name == NAME:
        return [{"sortname": way}, *BY_ID]
    if name in state.numbers:
        absent = {"missing": "_last", "unmapped_type": "double"}
        return [{f"number.{key(name)}": {"order": way} | absent}, *BY_ID]
    if not state.mark:
        return BY_ID
    known = ", ".join(sorted((NAME, *state.numbers)))
    raise BadRequest(f"nothing here can be sorted by {name!r}: sort by one of {known}")


# -- filters


def _number(name: str, op: str, value: object) -> Json:
    if op == "in":
        values = value if isinstance(value, Iterable) and not isinstance(value, str) else (value,)
        return _any([_number(name, "=", one) for one in values])
    ends = bounds(name, value)
    if ends is None:
        raise BadRequest(no_number(name, value))
    low, high = ends
    if op in ("=", "~", "!=", "!~"):
        between = _range(name, gte=low, lte=high)
        return between if op in ("=", "~") else _not(between)
    return _range(name, **{">": {"gt": high}, ">=": {"gte": low}, "<": {"lt": low}, "<=": {"lte": high}}[op])


def _range(name: str, **ends: float) -> Json:
    return {"range": {f"number.{key(name)}": ends}}


def _text(name: str, op: str, value: object) -> Json:
    values = facet_values(value)
    if op in ("=", "in", "!="):
        found = _terms(f"facet.{key(name)}", values)
    elif op in ("~", "!~"):
        found = _terms(f"fold.{key(name)}", [one.casefold() for one in values])
    else:
        raise BadRequest(f"{name} is a text: it has no order, so {op} cannot be asked of it")
    return _not(found) if op in ("!=", "!~") else found


def _part(name: str, op: str, value: object) -> Json:
    if op not in ("=", "~", "in", "!=", "!~"):
        raise BadRequest(f"{name} is a text: it has no order, so {op} cannot be asked of it")
    said = ([part for one in clusters(text) for part in one.parts] for text in facet_values(value))
    found = _any([_in_order(name, terms) for terms in said if terms])
    return _not(found) if op in ("!=", "!~") else found


# -- small ones


def _term(field: str, word: str, boost: float = 1.0) -> Json:
    return {"term": {field: {"value": clean_text(word), "boost": boost}}}


def _terms(field: str, texts: Sequence[str]) -> Json:
    return {"terms": {field: [clean_text(text) for text in texts]}} if texts else NONE


def _in_order(field: str, terms: Sequence[str], boost: float = 1.0) -> Json:
    """The terms next to each other. They hold no spaces, so the analyser gives them back as they are."""
    if len(terms) == 1:
        return _term(field, terms[0], boost)
    return {"match_phrase": {field: {"query": " ".join(map(clean_text, terms)), "boost": boost}}}


def _constant(query: Json, score: float) -> Json:
    return {"constant_score": {"filter": query, "boost": score}}


def _any(queries: Sequence[Json]) -> Json:
    if not queries:
        return NONE
    return queries[0] if len(queries) == 1 else {"bool": {"should": list(queries), "minimum_should_match": 1}}


def _not(query: Json) -> Json:
    return {"bool": {"must_not": [query]}}


def _shut(parsed: Parsed) -> Json:
    bag = unwanted_of(parsed.unwanted)
    ways = [_in_order("body", terms) for written in bag.written for terms, _ in written]
    unwanted = _bounded([*ways, *map(_prefix, bag.prefixes)], MOST_NAMES)
    return {"must_not": unwanted} if unwanted else {}


_LIVE: Json = {"term": {"meta": LIVE}}
_ALONE: Json = {"term": {"sees_count": 0}}  # an entry of no circle


def either(left: Json, right: Json) -> Json:
    """What one of two queries finds."""
    return _any([left, right])


def _bounded(queries: Iterable[Json], most: int) -> list[Json]:
    """The first queries, of so many clauses in all: the server takes 1,024 of them in one query."""
    kept, left = [], most
    for query in queries:
        left -= _clauses(query)
        if left < 0:
            break
        kept.append(query)
    return kept


def _clauses(query: object) -> int:
    """How many leaves a query has."""
    if isinstance(query, Mapping):
        inner = [value for name, value in query.items() if name in COMPOUND]
        return sum(map(_clauses, inner)) if inner else 1
    return sum(map(_clauses, query)) if isinstance(query, list) else 1
