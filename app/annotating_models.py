"""What each model asserted: listed, shown, withdrawn as a whole, and restored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from labkin.app.annotating_concepts import LOADER
from labkin.app.annotating_curated import decide
from labkin.app.annotating_decisions import WITHDRAW, Decision, decisions, withdrawals_of
from labkin.app.annotating_effects import MENTIONS, follow, is_stated
from labkin.app.annotating_stored import from_json
from labkin.app.asset import statement_json
from labkin.app.lab import Lab
from labkin.app.settling import settle
from labkin.graph.errors import NotFound
from labkin.graph.ledger_readings import Readings
from labkin.graph.model import Edge

SHOWN_AT_ONCE = 200  # sources of which the statements are read together


@dataclass(slots=True)
class Model:
    """One version of one model, and what stands of what it said. Times are ISO 8601, UTC.

    `read` counts the texts of which a reading is kept, `documents` those of which something stands, `mentions` and
    `relations` the statements that stand, `unlinked` the mentions that were found but not linked surely enough to be
    stated. `first` and `last` are when a text was read. `confidence` is the mean over its statements, None where there
    is none. Where it is withdrawn, `withdrawn_by` and `withdrawn_at` say by whom and when, and `restore` is the name to
    restore it by.
    """

    name: str
    version: str
    read: int = 0
    documents: int = 0
    mentions: int = 0
    relations: int = 0
    unlinked: int = 0
    first: str = ""
    last: str = ""
    confidence: float | None = None
    withdrawn: bool = False
    withdrawn_by: str = ""
    withdrawn_at: str = ""
    restore: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def models(lab: Lab) -> list[Model]:
    """Every version that said something that stands, or that was withdrawn; by name and version."""
    found: dict[str, Model] = {}
    with lab.view() as view:
        made = decisions(view)
        infos = view.sources_by(LOADER)
        sizes = view.confidences(LOADER)
        for info in infos:
            one = _of(found, info.source.loader_version)
            one.documents += 1
    for version, relation, count, total in sizes:
        one = _of(found, version)
        if relation == MENTIONS:
            one.mentions += count
        elif relation:
            one.relations += count
        if relation:
            one.confidence = (one.confidence or 0.0) + total
    for one in found.values():
        if one.confidence is not None:
            one.confidence = round(one.confidence / (one.mentions + one.relations), 4)
    for kept in Readings(lab.ledger).of():
        one = _of(found, kept.model)
        one.read += 1
        one.first = min(filter(None, (one.first, kept.at)), default="")
        one.last = max(one.last, kept.at)
        one.unlinked += sum(not is_stated(mention) for mention in from_json(kept.content, "").mentions)
    for key, one in found.items():
        _withdrawal(one, withdrawals_of(made, key))
    return [found[key] for key in sorted(found)]


def _withdrawal(one: Model, made: Sequence[Decision]) -> None:
    if made:
        last = made[-1]
        one.withdrawn, one.withdrawn_by, one.withdrawn_at, one.restore = True, last.author, last.at, last.text


def withdrawn_models(lab: Lab) -> dict[str, str]:
    """Each model (name@version) that read texts here and is withdrawn: a sentence by whom, when, and what undoes it.

    Reads no reading, so that it is quick.
    """
    with lab.view() as view:
        made = [one for one in decisions(view) if one.action == WITHDRAW]
    if not made:
        return {}
    names = sorted({one.model for one in Readings(lab.ledger).heads()})
    return {name: withdrawn_said(name, some[-1]) for name in names if (some := withdrawals_of(made, name))}


def withdrawn_said(model: str, one: Decision) -> str:
    """That a model is withdrawn by this decision, as a sentence."""
    return (
        f"{model} is withdrawn (by {one.author}, {one.when}): nothing that it reads is stated; "
        f"`labkin models restore {one.text}` brings it back"
    )


def _of(found: dict[str, Model], model: str) -> Model:
    name, _, version = model.partition("@")
    return found.setdefault(model, Model(name, version))


def asserted(lab: Lab, named: str) -> Iterator[dict[str, Any]]:
    """The live statements of a model, NAME or NAME@VERSION, as JSON. Raises NotFound for one that said nothing."""
    with lab.view() as view:
        infos = [one for one in view.sources_by(LOADER) if is_named(one.source.loader_version, named)]
        if not infos:
            _known(lab, named)
        for start in range(0, len(infos), SHOWN_AT_ONCE):
            some = [info.source.id for info in infos[start : start + SHOWN_AT_ONCE]]
            for number, one in view.said_in(some):
                yield statement_json(number, one) | {"model": one.source.loader_version} | _evidence(one.fact)


def _evidence(fact: object) -> dict[str, Any]:
    return {"evidence": fact.props["evidence"]} if isinstance(fact, Edge) and "evidence" in fact.props else {}


def is_named(model: str, named: str) -> bool:
    """Whether a model (name@version) is meant by NAME or NAME@VERSION."""
    return named in (model, model.partition("@")[0])


def _known(lab: Lab, named: str) -> None:
    names = sorted({one.model for one in Readings(lab.ledger).heads()})
    if not any(is_named(one, named) for one in names):
        raise NotFound(f"there is no model {named} that read a text here; there are {', '.join(names) or 'none'}")


def withdraw_model(lab: Lab, named: str, author: str = "") -> int:
    """Withdraw all that a model, NAME or NAME@VERSION, said and would say; of how many documents.

    Raises NotFound where it never read a text here.
    """
    _known(lab, named)
    count = sum(one.documents for one in models(lab) if is_named(f"{one.name}@{one.version}", named))
    with lab.view() as view:
        stands = any(one.action == WITHDRAW and one.text == named for one in decisions(view))
    if not stands:
        decide(lab, [Decision(WITHDRAW, text=named, author=author)])
    return count


def restore_model(lab: Lab, named: str, author: str = "") -> int:
    """Undo withdrawals, of all versions where none is named; of how many documents something stands again.

    Raises NotFound where there was none, and where all versions were withdrawn at once and one is named.
    """
    with lab.view() as view:
        withdrawals = [one for one in decisions(view) if one.action == WITHDRAW]
        gone = [one for one in withdrawals if is_named(one.text, named)]
        numbers = [info.source.id for one in gone for info in view.sources(one.id)]
    name = named.partition("@")[0]
    if name != named and any(one.text == name for one in withdrawals):
        raise NotFound(f"all versions of {name} were withdrawn; `labkin models restore {name}` brings them back")
    if not gone:
        raise NotFound(f"nothing of {named} was withdrawn; `labkin models` lists what each model said")
    with lab.ledger.batch(author or lab.config.author, f"restore model: {named}") as batch:
        for number in numbers:
            batch.withdraw(number)
        counted = follow(lab, batch, gone=gone)
        batch.commit()
    settle(lab)
    return counted.documents
