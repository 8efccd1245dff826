"""A writer of a ledger that runs in a process of its own."""

from __future__ import annotations

from labkin.graph.ledger import Ledger
from labkin.graph.model import Node, Source, Statement


def load_some(path: str, name: str, count: int) -> None:
    """Load `count` small files, one transaction each; every file also says the same of one shared node."""
    ledger = Ledger.open(path)
    for number in range(count):
        with ledger.batch(name, f"load {name}-{number}.csv") as batch:
            source = batch.add_source(Source(f"{name}-{number}.csv", "0" * 64, 1, "test", "1"))
            batch.add(Statement(Node.of(f"{name}:{number}", "Sample"), source, "line 1"))
            batch.add(Statement(Node.of("C:1", "Compound", name="aspirin"), source, "line 2"))
            batch.commit(replacing=source)
    ledger.close()
