"""What follows in the graph from what was read and decided: the statements of each document, kept in step.

The statements of one model about one document are one source, `annotation:MODEL/DOCUMENT`, whose checksum is made over
them: where nothing follows anew, nothing is written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from labkin.app.annotating_concepts import LOADER, SURE, Concepts, is_described, kind_of
from labkin.app.annotating_decisions import (
    CURATED,
    OF_NAMES,
    WITHDRAW,
    Decision,
    Held,
    decisions,
    held,
    ids_of,
    lexicon_of,
    withdrawn,
)
from labkin.app.annotating_stored import from_json
from labkin.app.annotating_texts import Prose, all_prose, prose
from labkin.app.lab import Lab
from labkin.graph.ledger import Batch
from labkin.graph.ledger_readings import Reading, Readings
from labkin.graph.ledger_view import SourceInfo, View
from labkin.graph.model import Edge, Method, Node, Source, Statement
from labkin.graph.values import dump_props
from labkin.loaders.concepts import fitting
from labkin.nlp.annotations import Accession, Annotations, Found, Mention
from labkin.nlp.lab_lexicon import Lexicon

SCHEME = "annotation:"
MENTIONS = "mentions"
ASSERTED = 0.5  # confidence below which a relation is not stated
STATED = 0.2  # confidence below which a mention is not: four in five of those are wrong
LONGEST = 1_000  # characters of a sentence that are kept with a relation


@dataclass(slots=True)
class Context:
    """What must be known to say what follows from a reading, as of one view."""

    view: View
    made: list[Decision]
    concepts: Concepts
    by_document: dict[str, list[Decision]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_document = {}
        for one in self.made:
            self.by_document.setdefault(one.document, []).append(one)

    @classmethod
    def of(
        cls,
        view: View,
        came: Sequence[Decision] = (),
        gone: Sequence[Decision] = (),
        concepts: Concepts | None = None,
    ) -> Context:
        """What a view says, with decisions that are just being made or taken back. `concepts` are read if not given."""
        lost = {one.id for one in gone}
        made = [one for one in decisions(view) if one.id not in lost] + list(came)
        return cls(view, made, replace(concepts, view=view) if concepts else Concepts.of(view))

    def lexicon(self) -> Lexicon:
        """What curators taught about names."""
        return _lexicon(tuple(self.made))

    def held(self, read: Annotations, document: str) -> Held:
        """What of a reading stands."""
        return held(read, self.by_document.get(document, ()), self.lexicon(), self.concepts.with_own)


_KEPT: dict[tuple[Decision, ...], Lexicon] = {}


def _lexicon(made: tuple[Decision, ...]) -> Lexicon:
    named = tuple(one for one in made if one.action in OF_NAMES)
    if named not in _KEPT:
        _KEPT.clear()
        _KEPT[named] = lexicon_of(named)
    return _KEPT[named]


@dataclass(frozen=True, slots=True)
class Said:
    """One statement before it has a source."""

    fact: Node | Edge
    place: str
    method: Method
    confidence: float


class Telling:
    """Turns what stands of one document into statements."""

    def __init__(self, text: Prose, concepts: Concepts) -> None:
        self.text, self.concepts = text, concepts
        self._kinds: dict[str, str] = {}  # of nodes, by the identifiers that mentions have
        self._named: set[str] = set()

    def machine(self, left: Held, accessions: Sequence[Accession]) -> Iterator[Said]:
        """What the model says: mentions, identifiers of data and papers, relations."""
        for mention in left.mentions:
            yield from self.mention(mention)
        for one in accessions:
            if one.curie != self.text.id:
                yield from self._stub(one.curie, one.curie, one.kind, one.text)
                yield self._mentions(one.curie, one.start, one.end, Method.TEXT_MINED, SURE)
        for found in left.relations:
            if found.confidence >= ASSERTED and not found.negated:
                yield from self.relation(found)

    def mention(self, one: Mention, method: Method | None = None) -> Iterator[Said]:
        """An edge for each thing that is meant, and a node for one that nobody describes."""
        link = one.link
        how = method or (Method.CURATED if link and link.how == CURATED else Method.TEXT_MINED)
        sure = sureness(one)
        for id in ids_of(one):
            kind = kind_of(one.type, id)
            node = self._node(id, kind)
            if not is_stated(one):
                continue
            name = link.name if link and link.curie == id else one.text
            if node != self.text.id:
                yield from self._stub(id, node, kind, name)
                yield self._mentions(node, one.start, one.end, how, sure)

    def relation(self, one: Found, method: Method = Method.TEXT_MINED) -> Iterator[Said]:
        """An edge between two things, with the words that say so."""
        ends = [self._node(id, self._kinds.get(id, "")) for id in (one.subject, one.object)]
        if ends[0] == ends[1]:
            return
        kinds = [self._kinds.get(id) or kind_of("", id) for id in (one.subject, one.object)]
        relation = one.relation if fitting(one.relation, *kinds) == one.relation else "related_to"
        evidence = " ".join(one.evidence.split())[:LONGEST]
        edge = Edge.of(ends[0], relation, ends[1], document=self.text.id, evidence=evidence)
        place = f"chars {one.start}-{one.end}{', hedged' if one.hedged else ''}"
        yield Said(edge, place, method, round(one.confidence, 4))

    def _node(self, id: str, kind: str) -> str:
        if kind:
            self._kinds.setdefault(id, kind)
        return self.concepts.node_of(id, kind)

    def _mentions(self, node: str, start: int, end: int, method: Method, sure: float) -> Said:
        place = f"chars {start}-{end} of {self.text.prop_at(start)}"
        return Said(Edge.of(self.text.id, MENTIONS, node), place, method, sure)

    def _stub(self, id: str, node: str, kind: str, name: str) -> Iterator[Said]:
        """A node for what neither a vocabulary nor, as far as is known, a file of the lab describes."""
        if node == id and node not in self._named and not is_described(id):
            self._named.add(node)
            if self.concepts.is_ours(node):
                return
            yield Said(Node.of(node, kind or "Thing", name=name), "", Method.TEXT_MINED, 1.0)


def sureness(one: Mention) -> float:
    """How likely it is that span, type and link are right."""
    return round(one.confidence * (one.link.confidence if one.link else 1.0), 4)


def is_stated(one: Mention) -> bool:
    """Whether a mention becomes a statement."""
    return bool(ids_of(one)) and sureness(one) >= STATED


@dataclass(slots=True)
class Counted:
    """What was written."""

    documents: int = 0
    mentions: int = 0
    relations: int = 0


class Writer:
    """Brings the statements about documents in step with readings and decisions, within one batch."""

    def __init__(self, lab: Lab, batch: Batch, context: Context, new: Iterable[Source] = ()) -> None:
        self.lab, self.batch, self.context = lab, batch, context
        self.new = {one.uri: one for one in new}  # of decisions that are being made
        self.counted = Counted()
        self._waiting: list[tuple[Source, list[Said]]] = []  # sources are recorded together, for each is a write

    def write(self, texts: Iterable[Prose], readings: Iterable[Reading]) -> None:
        """State what follows for these texts from these readings, which must be all that are kept of them."""
        by_document: dict[str, list[Reading]] = {}
        for one in readings:
            by_document.setdefault(one.document, []).append(one)
        known = self.context.view.sources_at(
            uri_of(one.name, document) for document, some in by_document.items() for one in some
        )
        for text in texts:
            last = Held((), (), ())
            for reading in by_document.get(text.id, ()):
                read = from_json(reading.content, text.text)
                last = self.context.held(read, text.id) if reading.sha256 == text.sha256 else last
                self._state(text, reading, read, last, known)
            if not by_document.get(text.id):
                last = self.context.held(Annotations(text.text), text.id)
            self._curated(text, last)
        sources = self.batch.add_sources([source for source, _ in self._waiting])
        for source, (_, said) in zip(sources, self._waiting, strict=True):
            for said_one in said:
                self._add(said_one, source)
        self._waiting = []

    def forget(self, documents: Iterable[str], names: Iterable[str]) -> None:
        """Take back what was said of documents that have no text any more."""
        uris = [uri_of(name, document) for document in documents for name in names]
        for info in self.context.view.sources_at(uris).values():
            self.batch.withdraw(info.source.id)
            self.counted.documents += 1

    def _state(
        self, text: Prose, reading: Reading, read: Annotations, left: Held, known: dict[str, SourceInfo]
    ) -> None:
        uri = uri_of(reading.name, text.id)
        before = known[uri].source if uri in known else None
        stands = reading.sha256 == text.sha256 and not withdrawn(self.context.made, reading.model)
        said = list(Telling(text, self.context.concepts).machine(left, read.accessions)) if stands else []
        if not stands:
            if before is not None:
                self.batch.withdraw(before.id)
                self.counted.documents += 1
            return
        sha256 = hashlib.sha256(_shown(text.sha256, said).encode()).hexdigest()
        new = Source(uri, sha256, len(text.text), LOADER, reading.model, groups=text.groups)
        if before is not None:
            if (before.sha256, before.loader_version, before.groups) == (sha256, reading.model, text.groups):
                return
            self.batch.withdraw(before.id)
        self.counted.documents += 1
        self._waiting.append((new, said))

    def _add(self, one: Said, source: Source) -> None:
        self.batch.add(Statement(one.fact, source, one.place, one.method, one.confidence))
        if isinstance(one.fact, Edge):
            if one.fact.relation == MENTIONS:
                self.counted.mentions += 1
            else:
                self.counted.relations += 1

    def _curated(self, text: Prose, left: Held) -> None:
        """The mentions that curators made, each in the source of its decision: those that stand, and no others."""
        made = self.context.by_document.get(text.id, ())
        if not made:
            return
        wanted: dict[str, list[Said]] = {one.id: [] for one in made}
        for decision, mention in left.curated:
            wanted[decision.id] += Telling(text, self.context.concepts).mention(mention, Method.CURATED)
        for decision, found in left.curated_relations:
            wanted[decision.id] += Telling(text, self.context.concepts).relation(found, Method.CURATED)
        known = self.context.view.sources_at(wanted)
        for id, said in wanted.items():
            source = self.new.get(id) or (known[id].source if id in known else None)
            if source is not None:
                self._sync(source, said)

    def _sync(self, source: Source, said: list[Said]) -> None:
        stands = self.context.view.said_in([source.id]) if source.uri not in self.new else []
        own = [(number, one) for number, one in stands if not is_decision(one)]
        now = {_key(Said(one.fact, one.place, one.method, one.confidence)): number for number, one in own}
        then = {_key(one): one for one in said}
        for key, number in now.items():
            if key not in then:
                self.batch.retract(number)
        for key, one in then.items():
            if key not in now:
                self._add(one, source)


def is_decision(one: Statement) -> bool:
    """Whether it states a decision itself, not what follows from it."""
    fact = one.fact
    return str(fact.id if isinstance(fact, Node) else fact.subject) == one.source.uri


def _key(one: Said) -> str:
    fact = one.fact
    if isinstance(fact, Node):
        what = [str(fact.id), "", fact.kind]
    else:
        what = [str(fact.subject), fact.relation, str(fact.object)]
    return json.dumps([*what, dump_props(fact.props), one.place, one.method.value, one.confidence], ensure_ascii=False)


def _shown(text: str, said: Iterable[Said]) -> str:
    return "\n".join([text, *map(_key, said)])


def uri_of(name: str, document: str) -> str:
    """The address of what a model says about a document."""
    return f"{SCHEME}{name}/{document}"


def follow(
    lab: Lab, batch: Batch, came: Sequence[tuple[Decision, Source]] = (), gone: Sequence[Decision] = ()
) -> Counted:
    """Stage what follows from decisions that are made or taken back in this batch."""
    changed = [*(one for one, _ in came), *gone]
    with lab.view() as view:
        context = Context.of(view, [one for one, _ in came], gone)
        writer = Writer(lab, batch, context, [source for _, source in came])
        documents = affected(lab, view, changed)
        writer.write(prose(view, documents), list(Readings(lab.ledger).of(documents)))
    return writer.counted


def affected(lab: Lab, view: View, changed: Iterable[Decision]) -> list[str]:
    """The documents for which these decisions may change something."""
    changed = list(changed)
    found = {one.document for one in changed if one.document}
    if names := [one.text.casefold() for one in changed if one.action in OF_NAMES]:
        found.update(one.id for one in all_prose(view) if any(name in one.text.casefold() for name in names))
    if models := [one for one in changed if one.action == WITHDRAW]:
        heads = Readings(lab.ledger).heads()
        found.update(one.document for one in heads if withdrawn(models, one.model))
    return sorted(found)
