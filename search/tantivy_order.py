"""The order of hits: by relevance, a name or a number, and where these are equal by identifier, whatever the page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import tantivy

from labkin.search.index import NAME, BadRequest, Request
from labkin.search.tantivy_schema import KEYS, State, column_name

Order = tuple[str, Any] | None  # the engine's field and direction; None for relevance


def order_of(request: Request, state: State) -> Order:
    """The engine's field and direction to order by; None for relevance. Raises BadRequest."""
    if request.sort is None:
        return None if request.text.strip() else ("id", tantivy.Order.Asc)
    name = request.sort.removeprefix("-")
    order = tantivy.Order.Desc if request.sort.startswith("-") else tantivy.Order.Asc
    if name == NAME:
        return "sortname", order
    if name in state.columns:
        return column_name(state.columns[name]), order
    if not state.mark:
        return "id", tantivy.Order.Asc
    known = ", ".join(sorted((NAME, *state.columns)))
    raise BadRequest(f"nothing here can be sorted by {name!r}: sort by one of {known}")


def page_of(searcher: Any, query: Any, request: Request, order: Order, total: int) -> list[tuple[float, Any]]:
    """(score, address) of the entries on the page, of `total` that match, or fewer; 0 where something else orders."""
    if request.offset >= total or not request.limit:
        return []
    if order is not None and order[0] == "id":
        limit = min(request.limit, total - request.offset)  # the engine makes room for as many as it is asked for
        found = searcher.search(
            query, limit=limit, offset=request.offset, count=False, order_by_field="id", order=order[1]
        )
        return [(0.0, address) for _, address in found.hits]
    hits = _tied(searcher, query, total, min(total, request.offset + request.limit), order)
    page = _in_order(searcher, hits, request.offset, request.offset + request.limit)
    return [(float(key) if order is None else 0.0, address) for key, address in page]


def _tied(searcher: Any, query: Any, total: int, wanted: int, order: Order) -> list[tuple[Any, Any]]:
    """The first hits as (key, address), at least `wanted`, and all that tie with the last wanted one."""
    limit = min(total, wanted + 16)
    while True:
        how = {} if order is None else {"order_by_field": order[0], "order": order[1]}
        hits: list[tuple[Any, Any]] = searcher.search(query, limit=limit, count=False, **how).hits
        if limit >= total or len(hits) < limit or hits[-1][0] != hits[wanted - 1][0]:
            return hits
        limit = min(total, limit * 8)


def _in_order(searcher: Any, hits: Sequence[tuple[Any, Any]], start: int, end: int) -> list[tuple[Any, Any]]:
    """The hits [start, end), those of one key by identifier."""
    page: list[tuple[Any, Any]] = []
    at = 0
    while at < min(end, len(hits)):
        stop = at + 1
        while stop < len(hits) and hits[stop][0] == hits[at][0]:
            stop += 1
        if stop > start:
            addresses = [address for _, address in hits[at:stop]]
            wanted = _sorted_by_id(searcher, addresses, 0, max(0, start - at), end - at)
            page += [(hits[at][0], address) for address in wanted]
        at = stop
    return page


def _sorted_by_id(searcher: Any, addresses: list[Any], level: int, start: int, end: int) -> list[Any]:
    """Places [start, end) of the entries ordered by identifier, by eight bytes of it at a time.

    The columns are read in one call each; reading stored identifiers would cost a hundred times as much.
    """
    if len(addresses) < 2:
        return addresses[start:end]
    if level == KEYS:
        return sorted(addresses, key=lambda address: str(stored_of(searcher, address)["id"]))[start:end]
    keys = searcher.fast_field_values(f"k{level}", addresses)
    order = sorted(range(len(keys)), key=keys.__getitem__)
    page: list[Any] = []
    at = 0
    while at < min(end, len(order)):
        stop = at + 1
        while stop < len(order) and keys[order[stop]] == keys[order[at]]:
            stop += 1
        if stop > start:
            tied = [addresses[place] for place in order[at:stop]]
            page += _sorted_by_id(searcher, tied, level + 1, max(0, start - at), end - at)
        at = stop
    return page


def by_id(searcher: Any, query: Any, most: int) -> list[Any]:
    hits = searcher.search(query, limit=most, count=False, order_by_field="id", order=tantivy.Order.Asc).hits
    return [address for _, address in hits]


def stored_of(searcher: Any, address: Any) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(bytes(searcher.doc(address).get_first("stored")))
    return stored
