"""Terms of the shipped vocabularies become nodes when something refers to them, and go when nothing does."""

from __future__ import annotations

from labkin.graph.ledger import Batch, Ledger
from labkin.graph.ledger_view import View
from labkin.graph.model import Curie, Method, Node, Source, Statement
from labkin.graph.values import clean_props

LOADER = "vocabulary"


def settle(ledger: Ledger, author: str) -> int:
    """Add the terms that live edges refer to and no source describes; retract those no edge refers to any more.

    Returns how many terms came and went. One transaction, or none when there is nothing to do.
    """
    with ledger.view() as view:
        missing = _missing(view)
        unused = _unused(view)
        known = {info.source.uri: info.source for info in view.sources() if info.source.loader == LOADER}
    if not missing and not unused:
        return 0
    with ledger.batch(author, "vocabulary terms that the lab refers to") as batch:
        for id, (name, term) in sorted(missing.items()):
            source = known.get(name) or batch.add_source(_source(name))
            known[name] = source
            batch.add(Statement(_node(id, term), source, f"term {term.curie}", Method.INFERRED))
        for number in unused:
            batch.retract(number)
        batch.commit()
    return len(missing) + len(unused)
