"""What curators say of relations: that a text does not state one that was read in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from labkin.app.annotating_curated import decide
from labkin.app.annotating_decisions import OF_RELATIONS, REJECT_RELATION, Decision
from labkin.app.annotating_effects import Context
from labkin.app.annotating_stored import from_json
from labkin.app.annotating_texts import Prose, prose
from labkin.app.lab import Lab
from labkin.graph.errors import LabkinError, NotFound
from labkin.graph.ledger import now
from labkin.graph.ledger_readings import Readings
from labkin.graph.ledger_view import View
from labkin.graph.schema import relation as known
from labkin.nlp.annotations import Found

OTHERWISE = "related_to"  # what is stated where the schema has no such relation between such things


def deny(
    lab: Lab, document: str, subject: str, relation: str, object: str, author: str = "", note: str = ""
) -> list[Decision]:
    """The text does not say so, whatever a model thinks. The ends are things of the graph, as `labkin show` has them.

    Raises NotFound where no such relation was read in it, LabkinError where it is denied already.
    """
    said = "_".join(relation.split())
    with lab.view() as view:
        text = next(prose(view, [document]), None)
        if text is None:
            raise NotFound(f"there is no text of {document} in this lab")
        reads = f"{subject} {known(said).english} {object}"
        _check_stated(view, document, (subject, said, object), reads)
        found = list(_read(lab, view, text, subject, said, object))
        if found and all(one.negated for one in found):
            raise LabkinError(f"{document} itself denies that {reads}, and so it is not stated: nothing changes")
        meant = dict.fromkeys((one.subject, one.relation, one.object) for one in found)
        names = {str(node.id): str(node.props.get("name") or node.id) for node in view.nodes([subject, object])}
    if not meant:
        raise NotFound(
            f"nobody read in {document} that {reads}; "
            f"`labkin show {document}` lists what was read, `--json` with identifiers"
        )
    reads = f"{names.get(subject, subject)} {known(said).english} {names.get(object, object)}"
    blank = Decision(REJECT_RELATION, document, text=reads, author=author or lab.config.author, note=note, at=now())
    return decide(lab, [replace(blank, curie=one, relation=verb, object=other) for one, verb, other in meant])


def _check_stated(view: View, document: str, wanted: tuple[str, str, str], reads: str) -> None:
    """Raises LabkinError where a curator denied the relation already."""
    context = Context.of(view)
    last: dict[tuple[str, str, str], Decision] = {}  # the last word on each counts
    for one in context.by_document.get(document, ()):
        if one.action in OF_RELATIONS:
            last[_node(context, one.curie), one.relation, _node(context, one.object)] = one
    subject, relation, object = wanted
    for verb in (relation, *({one[1] for one in last} if relation == OTHERWISE else ())):
        made = last.get((subject, verb, object))
        if made and made.action == REJECT_RELATION:
            raise LabkinError(f"{made.author} denied already, on {made.when}, that {reads}: nothing changes")


def _read(lab: Lab, view: View, text: Prose, subject: str, relation: str, object: str) -> Iterator[Found]:
    """The relations that were read so, as the models have them: between identifiers of vocabularies."""
    context = Context.of(view)
    for one in Readings(lab.ledger).of([text.id]):
        if one.sha256 != text.sha256:
            continue
        for found in context.held(from_json(one.content, text.text), text.id).relations:
            ends = _node(context, found.subject), _node(context, found.object)
            if ends == (subject, object) and relation in (found.relation, OTHERWISE):
                yield found


def _node(context: Context, id: str) -> str:
    return context.concepts.node_of(id, "")
