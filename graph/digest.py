"""One number for a whole graph: equal exactly when all nodes and edges are.

Each node and edge becomes one canonical line; the lines are hashed, the hashes sorted and hashed together. So the
order in which they come does not matter, and a graph of millions needs 32 bytes for each.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from labkin.graph.model import Edge, Node

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def digest(nodes: Iterable[Node], edges: Iterable[Edge]) -> str:
    """The SHA-256 over the sorted nodes and edges, in hexadecimal."""
    lines = [_hashed("node", str(n.id), n.kind, n.props) for n in nodes]
    lines += [_hashed("edge", str(e.subject), e.relation, str(e.object), e.qualifiers, e.props) for e in edges]
    lines.sort()
    return hashlib.sha256(b"".join(lines)).hexdigest()


def _hashed(*parts: object) -> bytes:
    return hashlib.sha256(_encode(parts).encode()).digest()
