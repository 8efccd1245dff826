"""The hash chain: what makes an altered ledger show.

A transaction's `content` is the SHA-256 over the rows of its batch: each row one line of JSON, sources, their groups,
statements, withdrawals and retractions, each in the order of their numbers. Its `hash` is the SHA-256 over the JSON of
its own row with the hash of the transaction before it. Change, remove, add or reorder anything, and the first
transaction that holds it no longer verifies. A head noted elsewhere (an export, a mail) shows a rewritten chain too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

GENESIS = "0" * 64  # what the first transaction has as its previous hash

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_BETWEEN = "\x01"  # JSON escapes it in texts, so between values it cannot be mistaken
_encode_all = json.JSONEncoder(ensure_ascii=False, separators=(_BETWEEN, ":")).encode


def lines_of(rows: Sequence[tuple[Any, ...]]) -> str:
    """One line of JSON for each row, which holds plain values only. One call for all is four times as fast.

    >>> lines_of([("a", 1), ("],[", 0.5)])
    '["a",1]\\n["],[",0.5]\\n'
    """
    if not rows:
        return ""
    text = _encode_all(rows)[1:-1]
    return text.replace(f"]{_BETWEEN}[", "]\n[").replace(_BETWEEN, ",") + "\n"


class Content:
    """The running hash of a batch."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.rows = 0

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows, each the name of its table and plain values."""
        self.rows += len(rows)
        self._hash.update(lines_of(rows).encode("utf-8", "surrogatepass"))

    def hexdigest(self) -> str:
        """The content hash so far."""
        return self._hash.hexdigest()


def transaction_hash(id: int, at: str, author: str, note: str, rows: int, content: str, previous: str) -> str:
    """The hash of one transaction, given that of the one before."""
    return hashlib.sha256(_encode((id, at, author, note, rows, content, previous)).encode()).hexdigest()
