"""What of a past state a saved answer needs when it is verified."""

from __future__ import annotations

from pathlib import Path

from labkin.app.answers_verified import _part
from labkin.graph.ledger import Ledger
from labkin.graph.model import Edge, Node, Source, Statement
from labkin.graph.query import Column, EdgePattern, Linked, NodePattern, Not, Query


def test_what_conditions_inside_of_others_meet_is_part_of_the_state(tmp_path: Path) -> None:
    facts = [
        *(Node.of(id, kind) for id, kind in (("G:1", "Gene"), ("C:1", "Compound"), ("D:1", "Disease"), ("X:1", "Run"))),
        *(Edge.of("C:1", relation, end) for relation, end in (("binds", "G:1"), ("treats", "D:1"), ("used", "X:1"))),
    ]
    treats = Linked(EdgePattern("x", "y", ("treats",)), NodePattern("y", ids=("D:1",)))
    bound = Linked(EdgePattern("x", "a", ("binds",)), NodePattern("x", ("Compound",)), treats)
    query = Query((NodePattern("a", ("Gene",)),), where=Not(bound), columns=(Column("gene id", "a"),))
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}")
    with ledger.batch() as batch:
        source = batch.add_source(Source("all.csv", "0" * 64, 1, "test", "1"))
        for fact in facts:
            batch.add(Statement(fact, source, "line 1"))
        batch.commit()
    with ledger.view() as view:
        nodes, edges = _part(view, query)
    ledger.close()
    assert {str(node.id) for node in nodes} == {"G:1", "C:1", "D:1"}
    assert {edge.relation for edge in edges} == {"binds", "treats"}
