"""Filling an empty database of the embedded engine through its batch interface, in little memory.

The batch writes no log, so what it has written is safe only once the database was closed; until then nothing refers
to it. The engine works in a thread of its own, the same for a whole batch, while the next rows are made ready.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from labkin.graph import names
from labkin.graph.behind import Behind
from labkin.graph.gathering import gathered
from labkin.graph.model import Curie, Edge, Node
from labkin.graph.rows import edge_row, node_row

CHUNK = 5_000  # rows of one label or type handed over at once
WAITING = 50_000  # rows kept back over all labels or types
BUFFERED_EDGES = 100_000  # edges that the engine keeps before it writes them
DEFERRED_EDGES = 1_000_000  # incoming ends that the engine keeps before it connects them
COMMITTED = 10_000  # edges of one of its transactions; without a limit, ends at a million nodes fill a heap of 1 GB

Declare = Callable[[set[str], set[str]], None]


class Fill:
    """One filling of one database. `declare` makes labels and types known; it must not run inside a batch."""

    def __init__(self, database: Any, declare: Declare) -> None:
        import jpype

        self._database, self._declare = database, declare
        self._vertices = jpype.JClass("com.arcadedb.python.VertexBatcher")
        self._edges = jpype.JClass("com.arcadedb.python.EdgeBatcher")
        self._places: dict[Curie, str] = {}  # identifier to record
        self._engine = Behind("labkin-fill")

    def nodes(self, nodes: Iterable[Node]) -> int:
        """Write the nodes; gives how many."""
        rows = ((*node_row(node), node.id) for node in nodes)
        labelled = ((label, (row["props"], id)) for label, row, id in rows)
        with self._batch() as batch:
            for label, some in gathered(labelled, CHUNK, WAITING):
                self._engine.call(self._write_nodes, batch, label, some)
        return len(self._places)

    def edges(self, edges: Iterable[Edge]) -> int:
        """Write the edges whose ends were written; gives how many."""
        count = 0
        with self._batch() as batch:
            for type_, texts in gathered(self._placed(edges), CHUNK, WAITING):
                count += len(texts)
                self._engine.call(self._write_edges, batch, type_, texts)
        return count

    @contextmanager
    def _batch(self) -> Iterator[Any]:
        from arcadedb_embedded.exceptions import ArcadeDBError

        batch = self._database.graph_batch(
            batch_size=BUFFERED_EDGES,
            commit_every=COMMITTED,
            use_wal=False,
            max_deferred_incoming_edges=DEFERRED_EDGES,
        )
        try:
            yield self._engine.result(batch.__enter__)
            self._engine.result(batch.__exit__, None, None, None)
        except BaseException as error:
            self._engine.close()
            with suppress(ArcadeDBError):  # the first error says more
                batch.__exit__(type(error), error, error.__traceback__)
            raise
        finally:
            self._engine.close()

    def _placed(self, edges: Iterable[Edge]) -> Iterator[tuple[str, str]]:
        """The type of each edge whose ends are known, and the edge as the engine reads it."""
        for edge in edges:
            start, end = self._places.get(edge.subject), self._places.get(edge.object)
            if start is None or end is None:
                continue
            ends = f'{{"_src":"{start}","_dst":"{end}"'
            type_ = names.relation_type(edge.relation)
            if not (edge.props or edge.qualifiers or names.is_shortened(type_)):
                yield type_, ends + "}"
                continue
            props = edge_row(edge)[1]["props"]
            yield type_, f"{ends},{json.dumps(props)[1:]}"

    def _write_nodes(self, batch: Any, label: str, rows: list[tuple[dict[str, Any], Curie]]) -> None:
        self._declare({label}, set())
        text = json.dumps([props for props, _ in rows])
        made = str(self._vertices.createVerticesJson(batch._java_graph_batch, label, text))
        self._places.update(zip((id for _, id in rows), made.split(";"), strict=True))

    def _write_edges(self, batch: Any, type_: str, texts: list[str]) -> None:
        self._declare(set(), {type_})
        self._edges.newEdgesJson(batch._java_graph_batch, type_, f"[{','.join(texts)}]")
