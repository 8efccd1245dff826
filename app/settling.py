"""What follows from what is loaded, brought up to date after every load and unload."""

from __future__ import annotations

from labkin.app.inferring import settle_identity
from labkin.app.lab import Lab
from labkin.app.vocabulary import settle_terms


def settle(lab: Lab) -> int:
    """Vocabulary terms that are referred to, and compounds of equal structure; how many statements came and went."""
    author = lab.config.author
    # Identity first: a link between compounds that no longer holds must not keep a term.
    return settle_identity(lab.ledger, author) + settle_terms(lab.ledger, author)
