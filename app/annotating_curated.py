"""Decisions of curators: recorded, in force at once, undone.

Each function commits one transaction in which the decision appears and what follows from it changes: statements of the
machine that it overrules go, statements that it makes come, with the method `curated` and the address of the decision
(`curation:...`) as their source. Vocabulary terms that are referred to now follow in a second one. `undo` withdraws the
decision, and what it had overruled stands again. Graph and index follow by `lab.catch_up()`, which is left to the
caller, who may decide several times before.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import replace

from labkin.app.annotating_decisions import (
    ACCEPT,
    ACCEPT_RELATION,
    ADD,
    AROUND,
    CORRECT,
    FORBID,
    KIND,
    LOADER,
    REJECT,
    REJECT_RELATION,
    SCHEME,
    SYNONYM,
    VERSION,
    Decision,
    decisions,
    digest_text,
)
from labkin.app.annotating_effects import Context, follow, is_stated, sureness
from labkin.app.annotating_stored import from_json
from labkin.app.annotating_texts import Prose, prose
from labkin.app.config import author_named
from labkin.app.lab import Lab
from labkin.app.settling import settle
from labkin.graph.errors import LabkinError, NotFound
from labkin.graph.ledger import Batch
from labkin.graph.ledger_readings import Readings
from labkin.graph.model import Edge, Method, Node, Source, Statement
from labkin.nlp.annotations import TYPES, Mention

DECIDES_ON = "decides_on"


def reject(lab: Lab, document: str, start: int, end: int, *, author: str = "", note: str = "") -> Decision:
    """There is nothing to find at this span. Raises NotFound where the document or the span is none."""
    return _one(lab, _at(lab, REJECT, document, start, end, author, note))


def accept(lab: Lab, document: str, start: int, end: int, *, author: str = "", note: str = "") -> Decision:
    """What is found at this span is right: span, type and, where that is stated, link.

    Raises NotFound where nothing is found there.
    """
    seen = _at(lab, ACCEPT, document, start, end, author, note)
    if not seen.type:
        raise NotFound(f"nothing is mentioned at characters {start}-{end} of {document}; add it instead")
    return _one(lab, seen)


def relink(
    lab: Lab, document: str, start: int, end: int, curie: str, name: str = "", *, author: str = "", note: str = ""
) -> Decision:
    """What is mentioned at this span is that concept; with an empty identifier: none that is known."""
    return correct(lab, document, start, end, curie=curie, name=name, author=author, note=note)


def retype(lab: Lab, document: str, start: int, end: int, type: str, *, author: str = "", note: str = "") -> Decision:
    """What is mentioned at this span is of another type (of `annotations.TYPES`); its link, of the old type, goes."""
    return correct(lab, document, start, end, type=type, author=author, note=note)


def respan(
    lab: Lab, document: str, start: int, end: int, new_start: int, new_end: int, *, author: str = "", note: str = ""
) -> Decision:
    """What is mentioned at this span stands at another one; type and link stay."""
    return correct(lab, document, start, end, span=(new_start, new_end), author=author, note=note)


def correct(
    lab: Lab,
    document: str,
    start: int,
    end: int,
    *,
    type: str | None = None,
    curie: str | None = None,
    name: str = "",
    span: tuple[int, int] | None = None,
    author: str = "",
    note: str = "",
) -> Decision:
    """Correct type, link and span of a mention at once; what is None stays, but a link does not outlive its type."""
    one = _at(lab, CORRECT, document, start, end, author, note)
    if type is not None and type != one.type:
        one = replace(one, type=_type(type), curie="", name="")
    if not one.type:
        raise LabkinError(f"nothing is mentioned at characters {start}-{end} of {document}: say of which type it is")
    if curie is not None:
        one = replace(one, curie=curie, name=name or _name_of(curie))
    if span is not None:
        text = _prose(lab, document).text
        if not 0 <= span[0] < span[1] <= len(text):
            raise LabkinError(f"{document} has {len(text):,} characters: there is no span {span[0]}-{span[1]}")
        one = replace(one, new_start=span[0], new_end=span[1])
    return _one(lab, one)


def add(
    lab: Lab,
    document: str,
    start: int,
    end: int,
    type: str,
    curie: str = "",
    name: str = "",
    *,
    author: str = "",
    note: str = "",
) -> Decision:
    """Something is mentioned at this span that no model found."""
    one = _at(lab, ADD, document, start, end, author, note)
    return _one(lab, replace(one, type=_type(type), curie=curie, name=name or _name_of(curie)))


def add_synonym(
    lab: Lab, name: str, curie: str, type: str, label: str = "", *, author: str = "", note: str = ""
) -> Decision:
    """In this lab this name means that concept, in every text."""
    label = label or _name_of(curie)
    return _one(lab, Decision(SYNONYM, text=name, curie=curie, type=_type(type), name=label, author=author, note=note))


def forbid(
    lab: Lab,
    name: str,
    curie: str = "",
    type: str = "",
    near: Sequence[str] = (),
    *,
    author: str = "",
    note: str = "",
) -> Decision:
    """In this lab this name is no mention (or, with an identifier, does not mean that), see `lab_lexicon.Ban`."""
    made = Decision(FORBID, text=name, curie=curie, type=type, near=tuple(near), author=author, note=note)
    return _one(lab, made)


def accept_relation(
    lab: Lab,
    document: str,
    subject: str,
    relation: str,
    object: str,
    start: int,
    end: int,
    *,
    author: str = "",
    note: str = "",
) -> Decision:
    """The text says so, between these characters. Ends are identifiers as the links of its mentions have them."""
    one = replace(_at(lab, ACCEPT_RELATION, document, start, end, author, note), type="", was_type="", was_curie="")
    return _one(lab, replace(one, curie=subject, name="", relation=relation, object=object))


def reject_relation(
    lab: Lab, document: str, subject: str, relation: str, object: str, *, author: str = "", note: str = ""
) -> Decision:
    """The text does not say so, whatever a model thinks."""
    _prose(lab, document)
    made = Decision(REJECT_RELATION, document, curie=subject, relation=relation, object=object)
    return _one(lab, replace(made, author=author, note=note))


def decide(lab: Lab, made: Sequence[Decision]) -> list[Decision]:
    """Record decisions, in force at once, in one transaction; as they are recorded."""
    note = made[0].label if len(made) == 1 else f"{len(made)} decisions of a curator"
    with lab.ledger.batch(author_named(made[0].author) or lab.config.author, note) as batch:
        recorded = [_record(lab, batch, one) for one in made]
        follow(lab, batch, came=recorded)
        batch.commit()
    settle(lab)
    return [one for one, _ in recorded]


def undo(lab: Lab, id: str, *, author: str = "") -> Decision:
    """Take a decision back; what it had overruled stands again. Raises NotFound where no such decision stands."""
    with lab.view() as view:
        one = next((one for one in decisions(view) if one.id == id), None)
        numbers = [info.source.id for info in view.sources(id)]
    if one is None:
        raise NotFound(f"no decision {id} stands; `labkin curate` lists those that do")
    with lab.ledger.batch(author_named(author) or lab.config.author, f"undo {one.label}") as batch:
        for number in numbers:
            batch.withdraw(number)
        follow(lab, batch, gone=[one])
        batch.commit()
    settle(lab)
    return one


def _one(lab: Lab, made: Decision) -> Decision:
    return decide(lab, [made])[0]


def _record(lab: Lab, batch: Batch, made: Decision) -> tuple[Decision, Source]:
    id = made.id or f"{SCHEME}{uuid.uuid4().hex[:12]}"
    said = digest_text(made).encode()
    groups = _prose(lab, made.document).groups if made.document else ()
    author = made.author or lab.config.author
    known = Source(id, hashlib.sha256(said).hexdigest(), len(said), LOADER, VERSION, author, made.at, groups)
    source = batch.add_source(known)
    place = f"chars {made.start}-{made.end}" if made.start >= 0 else ""
    batch.add(Statement(Node.of(id, KIND, **made.props()), source, place, Method.CURATED))
    if made.document:
        batch.add(Statement(Edge.of(id, DECIDES_ON, made.document), source, place, Method.CURATED))
    return replace(made, id=id, author=source.author, at=source.at), source


def _at(lab: Lab, action: str, document: str, start: int, end: int, author: str, note: str) -> Decision:
    """A decision on a span, with what is said of it now."""
    text = _prose(lab, document).text
    if not 0 <= start < end <= len(text):
        raise NotFound(f"{document} has {len(text):,} characters: there is no span {start}-{end}")
    found, model = mention_at(lab, document, start, end)
    guess = found.link if found else None
    link = guess if found and is_stated(found) else None  # else a guess would become a fact without being named
    return Decision(
        action,
        document,
        start,
        end,
        text[start:end],
        type=found.type if found else "",
        curie=link.curie if link else "",
        name=link.name if link else "",
        was_type=found.type if found else "",
        was_curie=guess.curie if guess else "",
        was_confidence=sureness(found) if found else 1.0,
        model=model,
        before=text[max(0, start - AROUND) : start],
        after=text[end : end + AROUND],
        note=note,
        author=author,
    )


def mention_at(lab: Lab, document: str, start: int, end: int) -> tuple[Mention | None, str]:
    """What stands at just this span, and the model that found it ("" where a curator put it there)."""
    with lab.view() as view:
        text = next(prose(view, [document]), None)
        context = Context.of(view)
    if text is None:
        return None, ""
    for kept in Readings(lab.ledger).of([document]):
        if kept.sha256 == text.sha256:
            left = context.held(from_json(kept.content, text.text), document)
            found = [*((one, kept.model) for one in left.mentions), *((one, "") for _, one in left.curated)]
            if one := next((one for one in found if (one[0].start, one[0].end) == (start, end)), None):
                return one
    return None, ""


def _prose(lab: Lab, document: str) -> Prose:
    with lab.view() as view:
        found = next(prose(view, [document]), None)
    if found is None:
        raise NotFound(f"there is no text of {document} in this lab")
    return found


def _type(type: str) -> str:
    if type not in TYPES:
        raise LabkinError(f"there is no type {type!r} of mentions; there are {', '.join(TYPES)}")
    return type


def _name_of(curie: str) -> str:
    from labkin.ontologies import term

    found = term(curie) if curie else None
    return found.name if found else ""
