"""What curators decided about mentions, as the ledger has it, and what is left of a reading once that counts.

A decision is a source of its own (`curation:...`, by its author, at its time) that states one node of the kind
Decision. Undoing it withdraws that source. Nothing else is remembered: which mentions stand follows from the readings
of the models and from the decisions that are live, so that a decision holds through every later reading.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from labkin.graph.ledger_view import View
from labkin.graph.model import Node, Source, Statement
from labkin.nlp.annotations import Annotations, Found, Link, Mention
from labkin.nlp.lab_lexicon import Ban, Lexicon, Synonym, key_of

LOADER, VERSION = "curation", "1"
KIND = "Decision"
SCHEME = "curation:"
CURATED = "curated"  # how such a link was found

ACCEPT, REJECT, CORRECT, ADD = "accept", "reject", "correct", "add"  # of one mention
SYNONYM, FORBID = "synonym", "forbid"  # of a name, in all texts
ACCEPT_RELATION, REJECT_RELATION = "accept relation", "reject relation"  # of one relation in one text
WORD = "word"  # in questions; `type` is the sort of what it stands for, `curie` that, see `words`
WITHDRAW = "withdraw model"  # of all that a model said; `text` is NAME@VERSION or NAME
OF_MENTIONS = (ACCEPT, REJECT, CORRECT, ADD)
OF_NAMES = (SYNONYM, FORBID)
OF_RELATIONS = (ACCEPT_RELATION, REJECT_RELATION)
_NAMED = {"name": "concept_name"}  # of a field, where the property of its name says something else
AROUND = 24  # characters before and after a mention by which it is found again in a text that has changed

Own = Callable[[str, tuple[Mention, ...]], tuple[Mention, ...]]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of one curator.

    `start`, `end` and `text` are the span that was decided on, in the text of `document`; `type`, `curie` and `name`
    what a mention there now is (of a relation: `curie`, `relation`, `object`). `new_start` and `new_end` are where the
    mention now stands, -1 where it stays. `was_*` and `model` are what the machine had said there, be it only a guess
    (`was_confidence`: that of the mention times that of its link). `before` and `after`
    are the characters around the span.
    """

    action: str
    document: str = ""
    start: int = -1
    end: int = -1
    text: str = ""
    type: str = ""
    curie: str = ""
    name: str = ""
    relation: str = ""
    object: str = ""
    new_start: int = -1
    new_end: int = -1
    near: tuple[str, ...] = ()
    was_type: str = ""
    was_curie: str = ""
    was_confidence: float = 1.0
    model: str = ""
    before: str = ""
    after: str = ""
    note: str = ""
    id: str = ""  # given when it is recorded
    author: str = ""
    at: str = ""

    @property
    def when(self) -> str:
        """To the minute, for people."""
        return self.at[:16].replace("T", " ")

    @property
    def span(self) -> tuple[int, int]:
        """Where the mention stands now."""
        return (self.new_start, self.new_end) if self.new_start >= 0 else (self.start, self.end)

    def props(self) -> dict[str, Any]:
        """What is kept of it: all but what the source says, and what is not said."""
        blank = Decision("")
        skipped = ("id", "author", "at")
        said = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in skipped}
        kept = {key: value for key, value in said.items() if value != getattr(blank, key)}
        return {"name": self.label} | {_NAMED.get(key, key): value for key, value in kept.items()}

    @property
    def label(self) -> str:
        """It in a few words."""
        return f"{self.action}: {self.text or f'{self.curie} {self.relation} {self.object}'.strip()}"[:80]

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def of_node(node: Node, source: Source) -> Decision:
    """The decision that a node states."""
    said = {field.name: node.props.get(_NAMED.get(field.name, field.name)) for field in fields(Decision)}
    values: dict[str, Any] = {key: value for key, value in said.items() if value is not None}
    return Decision(**values | {"id": source.uri, "author": source.author, "at": source.at})


def decisions(view: View, documents: Iterable[str] | None = None) -> list[Decision]:
    """The decisions that stand, oldest first: those on these documents and those on names, or all."""
    infos = view.sources_by(LOADER)
    found = [(number, one) for number, one in view.about(sorted(info.source.uri for info in infos))]
    made = [of_node(one.fact, one.source) for _, one in sorted(found, key=_order) if isinstance(one.fact, Node)]
    if documents is None:
        return made
    wanted = set(documents)
    return [one for one in made if not one.document or one.document in wanted]


def _order(found: tuple[int, Statement]) -> int:
    return found[0]


@dataclass(frozen=True, slots=True)
class Held:
    """What stands of one reading of one text: the machine's part, and that of the curators, each with its decision."""

    mentions: tuple[Mention, ...]
    curated: tuple[tuple[Decision, Mention], ...]
    relations: tuple[Found, ...]
    curated_relations: tuple[tuple[Decision, Found], ...] = ()


def lexicon_of(made: Iterable[Decision]) -> Lexicon:
    """What the decisions teach about names; a later one on the same name and meaning counts."""
    names: dict[tuple[object, ...], Decision] = {}
    for one in made:
        if one.action in OF_NAMES:
            key = (key_of(one.text), one.curie, one.type, one.near)
            names.pop(key, None)
            names[key] = one
    known = [one for one in names.values() if one.action == SYNONYM]
    banned = [one for one in names.values() if one.action == FORBID]
    return Lexicon(
        tuple(Synonym(one.text, one.curie, one.type, one.name) for one in known),
        tuple(Ban(one.text, one.curie, one.type, tuple(one.near)) for one in banned),
    )


def held(read: Annotations, made: Sequence[Decision], lexicon: Lexicon, own: Own = lambda _, found: found) -> Held:
    """What of a reading stands under these decisions, oldest first, all on its document.

    `own` adds the names that things of this lab have.
    """
    placed = [moved for one in made if one.action in OF_MENTIONS if (moved := _found_again(one, read.text))]
    latest: list[Decision] = []
    for one in placed:  # of several on one span the last counts
        over = (one.start, one.end)
        latest = [other for other in latest if over not in (other.span, (other.start, other.end))] + [one]
    curated = tuple((one, mention) for one in latest if (mention := _mention(one, read)))
    gone = {(one.start, one.end) for one in placed}
    taken = [(mention.start, mention.end) for _, mention in curated]
    mentions = tuple(
        one
        for one in own(read.text, lexicon.apply(read.text, read.mentions, read.sentences))
        if (one.start, one.end) not in gone and not any(one.start < end and start < one.end for start, end in taken)
    )
    relations = tuple(_still(read, mentions, curated))
    return _with_relations(Held(mentions, curated, relations), [one for one in made if one.action in OF_RELATIONS])


def _found_again(one: Decision, text: str) -> Decision | None:
    """The decision at where its words stand in the text now; None where they are gone."""
    if text[one.start : one.end] == one.text:
        return one
    at = text.find(one.before + one.text + one.after)
    if at < 0 or not one.text:
        return None
    moved = at + len(one.before) - one.start
    there = replace(one, start=one.start + moved, end=one.end + moved)
    return replace(there, new_start=one.new_start + moved, new_end=one.new_end + moved) if one.new_start >= 0 else there


def _mention(one: Decision, read: Annotations) -> Mention | None:
    if one.action == REJECT:
        return None
    start, end = one.span
    links = (Link(one.curie, one.name or one.curie, 1.0, CURATED),) if one.curie else ()
    return Mention(start, end, read.text[start:end], one.type, 1.0, links, tuple(link.curie for link in links))


def _still(
    read: Annotations, mentions: Sequence[Mention], curated: Sequence[tuple[Decision, Mention]]
) -> Iterator[Found]:
    """The relations whose words still mention their ends; where a link was corrected, with what it now means."""
    before = _places(read.mentions)
    after = _places([*mentions, *(mention for _, mention in curated)])
    for one in read.relations:
        ends = [_end(end, one, before, after) or _corrected(end, one, curated) for end in (one.subject, one.object)]
        if all(ends) and ends[0] != ends[1]:
            yield replace(one, subject=ends[0], object=ends[1])


def _places(mentions: Iterable[Mention]) -> dict[str, list[Mention]]:
    """Mentions by what they mean."""
    found: dict[str, list[Mention]] = {}
    for one in mentions:
        for id in ids_of(one):
            found.setdefault(id, []).append(one)
    return found


def _end(end: str, relation: Found, before: dict[str, list[Mention]], after: dict[str, list[Mention]]) -> str:
    """That end of a relation, or "" where its words mention it no longer."""
    if end not in before:  # it was never mentioned, so it is not ours to judge
        return end
    had, left = ([one for one in places.get(end, ()) if _inside(one, relation)] for places in (before, after))
    return end if left or (not had and after.get(end)) else ""


def _corrected(end: str, relation: Found, curated: Sequence[tuple[Decision, Mention]]) -> str:
    """What a curator says that this end of a relation means."""
    made = (made for made, mention in curated if _inside(mention, relation))
    return next((one.curie for one in made if one.was_curie == end and one.curie), "")


def _inside(mention: Mention, relation: Found) -> bool:
    return mention.start >= relation.start and mention.end <= relation.end


def _with_relations(found: Held, made: Sequence[Decision]) -> Held:
    latest = {(one.curie, one.relation, one.object): one for one in made}
    relations = tuple(one for one in found.relations if (one.subject, one.relation, one.object) not in latest)
    curated = tuple(
        (one, Found(one.curie, one.relation, one.object, 1.0, one.start, one.end, one.text))
        for one in latest.values()
        if one.action == ACCEPT_RELATION
    )
    return replace(found, relations=relations, curated_relations=curated)


def ids_of(mention: Mention) -> tuple[str, ...]:
    """What a mention means: the identifiers meant together, else the likeliest one."""
    return mention.ids or ((mention.link.curie,) if mention.link else ())


def withdrawals_of(made: Iterable[Decision], model: str) -> list[Decision]:
    """Those of the decisions that withdraw what this model (name@version) says: of all its versions last."""
    names = (model, model.partition("@")[0])
    return sorted((one for one in made if one.action == WITHDRAW and one.text in names), key=lambda one: -len(one.text))


def withdrawn(made: Iterable[Decision], model: str) -> bool:
    """Whether what this model (name@version) says was withdrawn."""
    return bool(withdrawals_of(made, model))


def digest_text(one: Decision) -> str:
    """What the checksum of a decision is made over."""
    return json.dumps(one.props(), ensure_ascii=False, sort_keys=True)
