"""Terms of the shipped vocabularies become nodes when something refers to them, and go when nothing does.

An edge may point at `MONDO:0005148` while no loaded file says what that is: then the vocabulary says it. As soon as a
file does, or the last edge goes, the vocabulary's statement is retracted: the graph does not depend on the order in
which files came.

A kind of assay that texts merely mention ("ELISA") is a term, and no assay of the lab.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkin.app.derived import take_back
from labkin.graph.ledger import Ledger
from labkin.graph.ledger_view import View
from labkin.graph.model import Curie, Method, Node, Source, Statement
from labkin.graph.values import clean_props

if TYPE_CHECKING:
    from labkin.ontologies import Term, Vocabulary

LOADER = "vocabulary"
SCHEME = "vocabulary:"
ASSAY, TERM, MENTIONS = "Assay", "Term", "mentions"


def settle_terms(ledger: Ledger, author: str) -> int:
    """Add the terms that live edges refer to and no source describes; retract those that are no longer needed.

    Returns how many terms came and went. One transaction, or none when there is nothing to do.
    """
    with ledger.view() as view:
        said = view.said_by(LOADER)
        unneeded = _unneeded(view, said)
        other = _of_other_kind(view, [one for one in said if one[0] not in unneeded])
        missing = _missing(view, {id for number, _, id in said if number in other})
        unneeded |= other
        known = {info.source.uri: info.source for info in view.sources() if info.source.loader == LOADER}
    if not missing and not unneeded:
        return 0
    used: list[Source] = []
    with ledger.batch(author, "vocabulary terms that the lab refers to") as batch:
        for id, (term, kind, vocabulary) in sorted(missing.items()):
            source = _source(vocabulary)
            if source.uri not in known or known[source.uri].sha256 != source.sha256:
                known[source.uri] = batch.add_source(source)
            used.append(known[source.uri])
            place = f"term {term.curie}"
            batch.add(Statement(_node(id, term, kind), known[source.uri], place, Method.INFERRED))
        take_back(batch, said, unneeded, kept=(source.id for source in used))
        batch.commit()
    return len(missing) + len(unneeded)


def _missing(view: View, anew: set[str]) -> dict[str, tuple[Term, str, Vocabulary]]:
    from labkin.ontologies import VOCABULARIES, term

    home = {prefix: one for one in reversed(VOCABULARIES.values()) for prefix in one.prefixes}
    known = {id: found for id in sorted({*view.dangling(), *anew}) if (found := term(id)) is not None}
    kinds = _kinds(view, {id: one.kind for id, one in known.items()})
    return {id: (one, kinds[id], home[Curie.parse(one.curie).prefix]) for id, one in known.items()}


def _kinds(view: View, kinds: dict[str, str]) -> dict[str, str]:
    """The kind of each term as it is used here, by its kind in the vocabulary."""
    assays = {id for id, kind in kinds.items() if kind == ASSAY}
    used = {
        end for key in view.incident(sorted(assays)) if key.relation != MENTIONS for end in (key.subject, key.object)
    }
    return {id: TERM if id in assays - used else kind for id, kind in kinds.items()}


def _of_other_kind(view: View, said: list[tuple[int, int, str]]) -> set[int]:
    """The statements about kinds of assays that are used otherwise than when they were made."""
    from labkin.ontologies import term

    numbers = {number for number, _, id in said if (found := term(id)) is not None and found.kind == ASSAY}
    if not numbers:
        return set()
    stated = {n: one.fact for n, one in view.about(sorted({id for n, _, id in said if n in numbers})) if n in numbers}
    wanted = _kinds(view, {str(fact.id): ASSAY for fact in stated.values() if isinstance(fact, Node)})
    return {n for n, fact in stated.items() if isinstance(fact, Node) and fact.kind != wanted[str(fact.id)]}


def _unneeded(view: View, said: list[tuple[int, int, str]]) -> set[int]:
    ids = {id for _, _, id in said}
    referred = {end for key in view.incident(sorted(ids)) for end in (key.subject, key.object)}
    described = view.said_by_others(sorted(ids), LOADER)
    return {number for number, _, id in said if id not in referred or id in described}


def _source(vocabulary: Vocabulary) -> Source:
    return Source(
        f"{SCHEME}{vocabulary.name}", vocabulary.sha256, vocabulary.size, LOADER, vocabulary.version or "unversioned"
    )


def _node(id: str, term: Term, kind: str) -> Node:
    props = {"name": term.name, "synonyms": term.synonyms, "xrefs": term.xrefs}
    return Node(Curie.parse(id), kind, clean_props({key: value for key, value in props.items() if value}))
