"""The hash chain: what makes an altered ledger show.

A transaction's `content` is the SHA-256 over the rows of its batch: each row one line of JSON, sources, their groups,
statements, withdrawals and retractions, each in the order of their numbers. Its `hash` is the SHA-256 over the JSON of
its own row with the hash of the transaction before it. Change, remove, add or reorder anything, and the first
transaction that holds it no longer verifies. A head noted elsewhere (an export, a mail) shows a rewritten chain too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

GENESIS = "0" * 64  # what the first transaction has as its previous hash

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Content:
    """The running hash of a batch."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.rows = 0

    def add(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Add rows of one table, each a tuple of plain values."""
        lines = [_encode((table, *row)) for row in rows]
        if lines:
            self.rows += len(lines)
            self._hash.update(("\n".join(lines) + "\n").encode("utf-8", "surrogatepass"))

    def hexdigest(self) -> str:
        """The content hash so far."""
        return self._hash.hexdigest()


def transaction_hash(id: int, at: str, author: str, note: str, rows: int, content: str, previous: str) -> str:
    """The hash of one transaction, given that of the one before."""
    return hashlib.sha256(_encode((id, at, author, note, rows, content, previous)).encode()).hexdigest()
