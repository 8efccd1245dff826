"""Which texts that were read long ago may now mean a thing that has just come, or gone."""

from __future__ import annotations

from collections.abc import Iterable

from labkin.app.annotating_concepts import CONCEPTS, MOST, NOT_OURS, equal_ids, own_names, plain_names, tokens
from labkin.app.annotating_texts import all_prose
from labkin.graph.ledger_view import View

MENTIONS = "mentions"
MANY = 20_000  # things at once, beyond which it is cheaper to look at every text


def reached(view: View, touched: Iterable[str] | None) -> set[str]:
    """The documents that may mention one of the things touched, by whatever identifier or name; all for None."""
    if touched is None:
        return {one.id for one in all_prose(view)}
    if view.rough_size()[0] > MOST:
        return set()
    ours = view.said_by_others(touched, *NOT_OURS)
    nodes = [one for one in view.nodes(sorted(ours)) if one.kind in CONCEPTS or own_names(one) or plain_names(one)]
    if len(nodes) > MANY:
        return {one.id for one in all_prose(view)}
    equal = {id for one in nodes if one.kind in CONCEPTS for id in equal_ids(str(one.id))}
    equal |= {id for one in nodes if one.kind in CONCEPTS for id in _called(str(one.props.get("name") or ""))}
    equal |= set(touched) - view.standing(touched)  # what went: its mentions fall back on the vocabulary
    found = {key.subject for key in view.incident(sorted(equal)) if key.relation == MENTIONS}
    own = {name for one in nodes for name in own_names(one) | plain_names(one)}
    if own:
        found |= {one.id for one in all_prose(view) if not own.isdisjoint(tokens(one.text))}
    return found


def _called(name: str) -> Iterable[str]:
    from labkin.ontologies import find

    return (one.curie for one in find(name)) if name else ()
