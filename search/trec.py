"""Batches of queries in, TREC run files out, so that a ranking can be judged by anybody's tools.

A run line is `qid Q0 docid rank score tag`. The document's identifier is the one its source file has for it (the
property `source_id` of a node), else the identifier in the lab. White space in it, which the format cannot hold, is
percent-encoded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from labkin.graph.errors import BadInput
from labkin.graph.model import Viewer
from labkin.search.index import Hit, Request, SearchIndex

TAG = "labkin"


class BatchQuery(NamedTuple):
    """One query of a batch."""

    id: str
    text: str


def read_queries(path: Path) -> Iterator[BatchQuery]:
    """Queries from JSON lines: `{"_id", "text"}` as BEIR has them, or `{"id", "text"}`, or `{"id", "question"}`.

    Empty lines are passed over. Raises BadInput with the line that is none of these, or when there is no such file.
    """
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _query(line, str(path), f"line {number}")
    except OSError as error:
        raise BadInput(str(path), "", f"it cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise BadInput(str(path), "", "it is not UTF-8 text") from None


def _query(line: str, path: str, place: str) -> BatchQuery:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadInput(path, place, f"not JSON ({error})") from None
    if not isinstance(row, dict):
        raise BadInput(path, place, 'a query is an object such as {"id": "q1", "text": "lung cancer"}')
    id, text = _first(row, "_id", "id", "qid", "query_id"), _first(row, "text", "question", "query")
    if id is None or not isinstance(text, str):
        raise BadInput(path, place, 'a query has "_id" or "id", and "text" or "question"')
    return BatchQuery(str(id), text)


def _first(row: dict[str, object], *names: str) -> object:
    return next((row[name] for name in names if row.get(name) is not None), None)


def run_lines(
    index: SearchIndex, query: BatchQuery, depth: int, viewer: Viewer, kinds: tuple[str, ...] = (), tag: str = TAG
) -> Iterator[str]:
    """The lines of one query by the keyword index. Its text is words only: a batch speaks no expert syntax."""
    if query.text.strip():  # an empty query would find everything
        request = Request(query.text, kinds=kinds, limit=depth, expert=False, snippets=False)
        yield from lines_of(query, index.search(request, viewer).hits, tag)


def lines_of(query: BatchQuery, hits: Iterable[Hit], tag: str = TAG) -> Iterator[str]:
    """The lines of hits in their order, without line ends. A document found twice counts once, where it is better."""
    seen: set[str] = set()
    for hit in hits:
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
