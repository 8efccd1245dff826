"""Which compounds are one and the same, by their structure.

Two files may know one molecule under two identifiers. Equal InChIKeys say so, and the lab then says `same_as`, with the
InChIKey as the reason. Like vocabulary terms, these statements follow what is loaded: they go when their reason goes.
"""

from __future__ import annotations

from itertools import groupby

from labkin.app.derived import take_back
from labkin.graph.identity import SAME_AS
from labkin.graph.ledger import Ledger
from labkin.graph.ledger_view import View
from labkin.graph.model import Edge, Method, Source, Statement
from labkin.graph.store import EdgeKey

LOADER, VERSION = "inferred", "1"
URI = "inferred:inchikey"
KEY = "inchikey"


def settle_identity(ledger: Ledger, author: str) -> int:
    """State `same_as` between compounds of equal InChIKey, and take back what no longer holds.

    Returns how many statements came and went. One transaction, or none when there is nothing to do.
    """
    with ledger.view() as view:
        wanted = _equal(view)
        said = view.edges_said_by(LOADER)
        known = next((info.source for info in view.sources(URI)), None)
    stated = {key for _, _, key in said}
    new = [key for key in wanted if key not in stated]
    gone = {number for number, _, key in said if key not in wanted}
    if not new and not gone:
        return 0
    with ledger.batch(author, "compounds of equal structure") as batch:
        source = known
        for key in new:
            source = source or batch.add_source(Source(URI, "", 0, LOADER, VERSION))
            fact = Edge.of(key.subject, SAME_AS, key.object, reason=f"equal InChIKey {wanted[key]}")
            batch.add(Statement(fact, source, wanted[key], Method.INFERRED))
        take_back(batch, said, gone, kept=[source.id] if new and source else [])
        batch.commit()
    return len(new) + len(gone)


def _equal(view: View) -> dict[EdgeKey, str]:
    """Each compound but the first of its InChIKey, linked to that first one."""
    keyed = sorted((str(node.props[KEY]), str(node.id)) for node in view.nodes_with(KEY) if KEY in node.props)
    found: dict[EdgeKey, str] = {}
    for inchikey, group in groupby(keyed, lambda pair: pair[0]):
        first, *others = (id for _, id in group)
        for other in others:
            found[EdgeKey(other, SAME_AS, first, "")] = inchikey
    return found
