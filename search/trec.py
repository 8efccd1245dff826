"""Batches of queries in, TREC run files out, so that a ranking can be judged by anybody's tools.

A run line is `qid Q0 docid rank score tag`. The document's identifier is the one its source file has for it (the
property `source_id` of a node), else the identifier in the lab. White space in it, which the format cannot hold, is
percent-encoded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from labkin.graph.errors import BadInput
from labkin.graph.model import Viewer
from labkin.graph.values import clean_text
from labkin.search.finder import Finder
from labkin.search.index import Hit, Request, Where

TAG = "labkin"


class BatchQuery(NamedTuple):
    """One query of a batch."""

    id: str
    text: str


Rank = Callable[[str], Sequence[Hit]]  # a query's text: its hits, best first


def read_queries(lines: Iterable[str], name: str) -> Iterator[BatchQuery]:
    """Queries from JSON lines: `{"_id", "text"}` as BEIR has them, or `{"id", "text"}`, or `{"id", "question"}`.

    Empty lines are passed over. Raises BadInput with the line of `name` that is none of these, or that has an
    identifier which a run cannot hold or tell from another one.
    """
    seen: dict[str, int] = {}
    try:
        for number, line in enumerate(lines, 1):
            line = line.lstrip("\ufeff")
            if line.strip():
                query = _query(line, name, f"line {number}")
                if (first := seen.setdefault(token(query.id), number)) != number:
                    raise BadInput(name, f"line {number}", f"the query {query.id!r} stands in line {first} already")
                yield query
    except UnicodeDecodeError:
        raise BadInput(name, "", "it is not UTF-8 text") from None


def _query(line: str, path: str, place: str) -> BatchQuery:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInput(path, place, f"not JSON ({error})") from None
    if not isinstance(row, dict):
        raise BadInput(path, place, 'a query is an object such as {"id": "q1", "text": "lung cancer"}')
    id, text = _first(row, "_id", "id", "qid", "query_id"), _first(row, "text", "question", "query")
    if id is None or not isinstance(text, str):
        raise BadInput(path, place, 'a query has "_id" or "id", and "text" or "question"')
    if isinstance(id, bool) or not isinstance(id, str | int):
        raise BadInput(path, place, "the identifier of a query is a text or a whole number")
    id = str(id)
    if not id.strip() or id != clean_text(id):
        raise BadInput(path, place, f"{id!a} cannot be the identifier of a query: it needs visible characters")
    return BatchQuery(id, text)


def _first(row: dict[str, object], *names: str) -> object:
    return next((row[name] for name in names if row.get(name) is not None), None)


def ranking(
    finder: Finder,
    viewer: Viewer,
    depth: int,
    mode: str,
    kinds: tuple[str, ...] = (),
    expand_it: bool = True,
    where: tuple[Where, ...] = (),
    without: Sequence[str] = (),
) -> Rank:
    """Ranking by an index. The text is words only: a batch speaks no expert syntax."""

    def rank(text: str) -> Sequence[Hit]:
        if not text.strip():  # an empty query would find everything
            return ()
        request = Request(text, kinds, where, limit=depth, expert=False, snippets=False, mode=mode)
        return finder.find(request, viewer, expand_it=expand_it, without=without).results.hits

    return rank


def run_lines(queries: Iterable[BatchQuery], rank: Rank, tag: str = TAG) -> Iterator[str]:
    """The lines of a run file, without line ends. A document found twice counts once, where it is better."""
    for query in queries:
        seen: set[str] = set()
        for hit in rank(query.text):
            docid = token(hit.source_id or hit.id)
            if docid not in seen:
                seen.add(docid)
                yield f"{token(query.id)} Q0 {docid} {len(seen)} {hit.score:.6f} {token(tag)}"


def token(text: str) -> str:
    """A text as one token of a run file.

    >>> token("batch 7")
    'batch%207'
    """
    return re.sub(r"\s", lambda match: "".join(f"%{byte:02X}" for byte in match.group().encode()), text) or "-"
