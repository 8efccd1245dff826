"""The text of a thing with what it mentions: where, which concepts, how sure, said by whom; and the relations in it.

For `labkin show` and the explorer's asset page. What is linked comes from the ledger's statements, as of any
transaction; what could not be linked, or not surely enough to be stated, from the readings that are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from labkin.app.annotating_concepts import TYPE_OF, equal_ids, kind_of
from labkin.app.annotating_decisions import decisions, held, lexicon_of
from labkin.app.annotating_effects import STATED, is_stated, uri_of
from labkin.app.annotating_stored import from_json
from labkin.app.annotating_texts import Prose, prose
from labkin.app.lab import Lab
from labkin.graph.ledger_readings import Readings
from labkin.graph.ledger_view import View
from labkin.graph.model import EVERYONE, Edge, Method, Node, Statement, Viewer
from labkin.graph.schema import kind, relation
from labkin.nlp.annotations import KINDS, Mention

MENTIONS = "mentions"
_CHARS = re.compile(r"\bchars (\d+)-(\d+)")


def called(type: str) -> str:
    """A type of mentions in the one word that people read everywhere: that of its kind.

    >>> called("Chemical"), called("CellLine"), called("Batch")
    ('compound', 'cell line', 'batch')
    """
    return kind(KINDS.get(type, type)).english


@dataclass(frozen=True, slots=True)
class Meaning:
    """One concept that a mention means, and who says so: a model (name@version), a curator, a file."""

    id: str
    name: str
    kind: str
    confidence: float
    method: str
    by: str

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Mark:
    """A span of the text. `meanings` is empty where nothing is stated, for no link is likely enough: then `confidence`
    is of span and type, and `guess` the likeliest link, where there is any."""

    start: int
    end: int
    type: str
    confidence: float
    meanings: list[Meaning] = field(default_factory=list)
    guess: Meaning | None = None

    @property
    def perhaps(self) -> Meaning | None:
        """The guess, where it is worth a reader's time: not one that is wrong four times in five."""
        return self.guess if not self.meanings and self.guess and self.guess.confidence >= STATED else None


@dataclass(frozen=True, slots=True)
class Claim:
    """A relation that the text states, with the sentence. `by` says who read it so."""

    subject: str
    relation: str
    object: str
    names: tuple[str, str]
    confidence: float
    start: int
    end: int
    evidence: str
    hedged: bool
    denied: bool
    by: str
    kinds: tuple[str, str] = ("", "")

    @property
    def verb(self) -> str:
        """The relation in English."""
        return relation(self.relation).english

    @property
    def reads(self) -> str:
        """It in English."""
        return f"{'denied: ' if self.denied else ''}{self.names[0]} {self.verb} {self.names[1]}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A text with its marks, in order, and its relations."""

    prose: Prose
    marks: tuple[Mark, ...]
    claims: tuple[Claim, ...]

    def to_json(self) -> dict[str, Any]:
        """As `labkin show --json` has it; offsets count in `text`."""
        text = self.prose.text
        return {
            "text": text,
            "mentions": [
                {
                    "start": mark.start,
                    "end": mark.end,
                    "text": text[mark.start : mark.end],
                    "type": mark.type,
                    "confidence": mark.confidence,
                    "meanings": [one.to_json() for one in mark.meanings],
                    "guess": mark.guess.to_json() if mark.guess else None,
                }
                for mark in self.marks
            ],
            "relations": [
                {name: getattr(one, name) for name in Claim.__slots__ if name not in ("names", "kinds")}
                for one in self.claims
            ],
        }


def shown(lab: Lab, id: str, at: int | None = None, viewer: Viewer = EVERYONE) -> Shown | None:
    """The text of a thing and what was read in it; None where it has none, or nothing was read."""
    with lab.view(at, viewer) as view:
        text = next(prose(view, [id]), None)
        if text is None:
            return None
        marks = _linked(view, text)
        unlinked, denied = _kept(lab, view, text) if at is None or at >= lab.ledger.head() else ([], [])
        taken = [(mark.start, mark.end) for mark in marks]
        marks += [one for one in unlinked if not any(one.start < end and start < one.end for start, end in taken)]
        claims = _claims(lab, view, text) + denied
    if not marks and not claims:
        return None
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    return Shown(text, tuple(marks), tuple(sorted(claims, key=lambda one: (one.start, one.reads))))


def _linked(view: View, text: Prose) -> list[Mark]:
    """A mark for each span at which a live statement says that something is mentioned."""
    keys = [key for key in view.incident([text.id]) if key.relation == MENTIONS and key.subject == text.id]
    said = [(int(m[1]), int(m[2]), one) for _, one in view.supporting(sorted(keys)) if (m := _CHARS.search(one.place))]
    nodes = {str(node.id): node for node in view.nodes(sorted({str(_edge(one).object) for _, _, one in said}))}
    found: dict[tuple[int, int], Mark] = {}
    for start, end, one in said:
        node = nodes.get(str(_edge(one).object))
        if node is None or not 0 <= start < end <= len(text.text):
            continue
        mark = found.setdefault((start, end), Mark(start, end, TYPE_OF.get(node.kind, node.kind), one.confidence))
        mark.meanings.append(_meaning(node, one))
        mark.confidence = max(mark.confidence, one.confidence)
    for mark in found.values():
        mark.meanings.sort(key=lambda one: (-one.confidence, one.id))
    return list(found.values())


def _edge(one: Statement) -> Edge:
    assert isinstance(one.fact, Edge)
    return one.fact


def _meaning(node: Node, one: Statement) -> Meaning:
    name = str(node.props.get("name") or node.id)
    return Meaning(str(node.id), name, node.kind, one.confidence, one.method.value, _by(one))


def _by(one: Statement) -> str:
    if one.source.loader == "annotate":
        return one.source.loader_version
    return one.source.author if one.method == "curated" else one.source.uri.rpartition("/")[2]


def _kept(lab: Lab, view: View, text: Prose) -> tuple[list[Mark], list[Claim]]:
    """What could not be linked, and what the text denies: no statements, but known."""
    made = decisions(view, [text.id])
    marks: dict[tuple[int, int], Mark] = {}
    denied: list[Claim] = []
    for kept in Readings(lab.ledger).of([text.id]):
        if kept.sha256 != text.sha256:
            continue
        left = held(from_json(kept.content, text.text), [one for one in made if one.document], lexicon_of(made))
        for mention in (*left.mentions, *(one for _, one in left.curated)):
            if not is_stated(mention):
                key = mention.start, mention.end
                guess = _guess(mention, kept.model)
                marks.setdefault(key, Mark(*key, mention.type, mention.confidence, guess=guess))
        names = {id: mention.link.name for mention in left.mentions if mention.link for id in mention.ids}
        for one in left.relations:
            if one.negated:
                called = names.get(one.subject, one.subject), names.get(one.object, one.object)
                ends = _node(view, one.subject), _node(view, one.object)
                span = one.confidence, one.start, one.end, one.evidence, one.hedged
                denied.append(Claim(ends[0], one.relation, ends[1], called, *span, True, kept.model))
    return list(marks.values()), denied


def _guess(one: Mention, by: str) -> Meaning | None:
    if one.link is None:
        return None
    sure = round(one.confidence * one.link.confidence, 4)
    kind = kind_of(one.type, one.link.curie)
    return Meaning(one.link.curie, one.link.name, kind, sure, Method.TEXT_MINED.value, by)


def _node(view: View, id: str) -> str:
    """The identifier under which this concept stands in the lab, where it does."""
    equal = equal_ids(id)
    standing = view.standing(equal)
    return next((one for one in equal if one in standing), id)


def _claims(lab: Lab, view: View, text: Prose) -> list[Claim]:
    """The relations that are stated because of this text."""
    uris = [uri_of(kept.name, text.id) for kept in Readings(lab.ledger).heads([text.id])]
    uris += [one.id for one in decisions(view, [text.id]) if one.document]
    said = view.said_in(info.source.id for info in view.sources_at(uris).values())
    stated = [one for _, one in said if isinstance(one.fact, Edge) and one.fact.props.get("document") == text.id]
    ids = {str(end) for one in stated for end in (_edge(one).subject, _edge(one).object)}
    nodes = {str(node.id): node for node in view.nodes(sorted(ids))}
    names = {id: str(node.props.get("name") or id) for id, node in nodes.items()}
    found = []
    for one in stated:
        edge, chars = _edge(one), _CHARS.search(one.place)
        ends = str(edge.subject), str(edge.object)
        called = names.get(ends[0], ends[0]), names.get(ends[1], ends[1])
        at = (int(chars[1]), int(chars[2])) if chars else (0, 0)
        evidence = str(edge.props.get("evidence", ""))
        hedged = "hedged" in one.place
        kinds = nodes[ends[0]].kind if ends[0] in nodes else "", nodes[ends[1]].kind if ends[1] in nodes else ""
        found.append(
            Claim(
                ends[0],
                edge.relation,
                ends[1],
                called,
                one.confidence,
                *at,
                evidence,
                hedged,
                False,
                _by(one),
                kinds,
            )
        )
    return found


def pieces(text: str, marks: Sequence[Mark]) -> Iterator[tuple[str, tuple[Mark, ...]]]:
    """The text in stretches, each with the marks over it, the shortest (innermost) first; together they are the text.

    >>> a, b = Mark(0, 23, "Disease", 1.0), Mark(10, 23, "Disease", 1.0)
    >>> [(words, len(over)) for words, over in pieces("colon and breast cancer.", [a, b])]
    [('colon and ', 1), ('breast cancer', 2), ('.', 0)]
    """
    cuts = sorted({0, len(text), *(at for mark in marks for at in (mark.start, mark.end))})
    waiting = sorted(marks, key=lambda mark: mark.start)
    active: list[Mark] = []
    number = 0
    for start, end in pairwise(cuts):
        active = [mark for mark in active if mark.end > start]
        while number < len(waiting) and waiting[number].start <= start:
            active.append(waiting[number])
            number += 1
        yield text[start:end], tuple(sorted(active, key=lambda mark: (mark.end - mark.start, mark.start)))


def bracketed(text: str, marks: Sequence[Mark]) -> str:
    """The text with each mark in brackets, nested where marks are.

    >>> bracketed("colon and breast cancer.", [Mark(0, 23, "Disease", 1.0), Mark(10, 23, "Disease", 1.0)])
    '[colon and [breast cancer]].'
    """
    opens = sorted(mark.start for mark in marks)
    closes = sorted(mark.end for mark in marks)
    out = []
    for at in sorted({0, len(text), *opens, *closes}):
        out.append((at, "]" * closes.count(at) + "[" * opens.count(at)))
    cuts = [at for at, _ in out]
    ends = [*cuts[1:], len(text)]
    return "".join(signs + text[at:end] for (at, signs), end in zip(out, ends, strict=True))
