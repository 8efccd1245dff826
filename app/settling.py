"""What follows from what is loaded, brought up to date after every load and unload."""

from __future__ import annotations

from labkin.app.inferring import settle_identity
from labkin.app.lab import Lab
from labkin.app.vocabulary import settle_terms

MARK = "settling"  # under this name the ledger says up to which transaction all that follows is stated


def settle(lab: Lab) -> int:
    """Vocabulary terms that are referred to, and compounds of equal structure; how many statements came and went."""
    author, before = lab.config.author, lab.ledger.head()
    # Identity first: a link between compounds that no longer holds must not keep a term.
    changes = [settle_identity(lab.ledger, author), settle_terms(lab.ledger, author)]
    after = lab.ledger.head()
    own = sum(map(bool, changes))  # transactions
    # Where another process wrote meanwhile, what follows from that may be missing.
    lab.ledger.report_projection(MARK, txn=after if after == before + own else before)
    return sum(changes)


def is_settled(lab: Lab) -> bool:
    """Whether nothing was written since `settle`. After a load that was killed before it got there, it was not."""
    return int(lab.ledger.projections().get(MARK, {}).get("txn", 0)) == lab.ledger.head()
