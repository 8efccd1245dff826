"""From a question to its answer: what was understood, the rows, the query that ran, the evidence behind each row.

The graph is only ever read. Nothing here guesses: *answered*, *no_data*, *not_understood* and *ambiguous* are four
different answers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, Protocol

from labkin.graph.cypher import run, to_cypher
from labkin.graph.errors import LabkinError, Unsupported
from labkin.graph.model import EVERYONE, Viewer
from labkin.graph.profile import Profile
from labkin.graph.query import BadQuery, Column, NodePattern, Order, Query
from labkin.graph.query_json import to_json
from labkin.graph.store import Cypher, EdgeKey, GraphStore
from labkin.nlp.edits import edits
from labkin.nlp.lexicon import Lexicon, build
from labkin.nlp.lexicon_taught import Word, with_taught
from labkin.nlp.llm_reply import Proposal
from labkin.nlp.normal import normal
from labkin.nlp.question import Ambiguous, NameHit, NotUnderstood, Reading, read
from labkin.nlp.question_about import about
from labkin.nlp.question_about_asked import About, Asked
from labkin.nlp.question_follow import Context, named, read_after
from labkin.nlp.question_near import NearNames, add_near
from labkin.nlp.question_nearest import add_nearest, read_nearest
from labkin.nlp.question_share import NoShare, asks_share, share
from labkin.nlp.question_tokens import Words, read_words
from labkin.nlp.question_tree import Hit, Names
from labkin.nlp.question_words import FUNCTION_WORDS
from labkin.search.answer_about import answer_about
from labkin.search.answer_evidence import CannotLimit
from labkin.search.answer_refuted import refuted
from labkin.search.answer_rows import Found, find
from labkin.search.answer_text import say
from labkin.search.answer_unrecorded import unrecorded
from labkin.search.index import NameHit as IndexHit
from labkin.search.spelling import corrections
from labkin.search.tokens import words as split_words

UNNAMED = frozenset({"Measurement", "Table", "File", "Decision"})  # whose names are made of those of others
MOST_PEOPLE = 5_000  # of whom a first or last name alone is looked up
Beyond = Callable[[Sequence[str]], Mapping[str, Sequence[NameHit]]]
Evidence = Callable[[Sequence[str], Sequence[EdgeKey]], list[dict[str, Any]]]
Limit = Callable[[Reading], Reading]
Propose = Callable[[str, Words], Proposal]


class NameIndex(Protocol):
    """Who bears a name, among what the viewer may see; a `search.index.SearchIndex` is one."""

    def lookup(self, forms: Sequence[str], viewer: Viewer = EVERYONE, /) -> Mapping[str, Sequence[NameHit]]:
        """The nodes that bear each form, a normal form or a name or identifier as typed."""

    def bearing(self, words: Sequence[Collection[str]], viewer: Viewer = EVERYONE, /) -> Sequence[IndexHit]:
        """The nodes of which a name holds a spelling of each word."""

    def suggest(self, text: str, viewer: Viewer = EVERYONE, /) -> Sequence[str]:
        """The text with misspelt words replaced by words of names, best first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered. `status` is answered, no_data, not_understood or ambiguous.

    `rows` have one key for each column, names beside identifiers. `value` is a number or truth value for questions
    that ask for one. `why_not` says why `complete` is False. `text` is the answer in a sentence. `context` is what a
    next question may follow; None where nothing was understood. `proposed_by` is the language model that read the
    question, empty where words and grammar did.
    """

    question: str
    status: str
    text: str = ""
    ids: tuple[str, ...] = ()
    rows: tuple[dict[str, Any], ...] = ()
    value: int | float | bool | None = None
    reading: str = ""
    query: Query | Asked | None = None
    statement: Cypher | None = None
    evidence: tuple[dict[str, Any], ...] = ()
    alternatives: tuple[Mapping[str, Any], ...] = ()
    unused: tuple[str, ...] = ()
    complete: bool = True
    why_not: str = ""
    confidence: float = 0.0
    transaction: int = 0
    ms: float = 0.0
    context: Context | None = None
    proposed_by: str = ""

    def to_json(self) -> dict[str, Any]:
        """The answer as `labkin ask --json` prints it."""
        return {
            "question": self.question,
            "status": self.status,
            "text": self.text,
            "ids": list(self.ids),
            "rows": [dict(row) for row in self.rows],
            "value": self.value,
            "reading": self.reading,
            "query": _query_json(self.query),
            "cypher": self.statement.text if self.statement else "",
            "params": self.statement.params if self.statement else {},
            "evidence": list(self.evidence),
            "alternatives": [dict(choice) for choice in self.alternatives],
            "unused": list(self.unused),
            "complete": self.complete,
            "why_not_complete": self.why_not,
            "confidence": self.confidence,
            "transaction": self.transaction,
            "ms": self.ms,
            "context": self.context.to_json() if self.context else None,
            "proposed_by": self.proposed_by,
        }


def ask(
    question: str,
    *,
    store: GraphStore,
    profile: Profile,
    names: NameIndex,
    evidence: Evidence,
    viewer: Viewer = EVERYONE,
    today: date | None = None,
    beyond: Beyond | None = None,
    context: Context | None = None,
    limit: Limit | None = None,
    taught: tuple[Word, ...] = (),
    propose: Propose | None = None,
) -> Answer:
    """Answer a question. `today` is what "last month" counts from; by default it is today.

    `context` is the answer that the question may follow: its own `context`, or `nlp.question_follow.context_of` of
    one that was kept as JSON.

    `beyond` gives what bears a name outside the graph, so that a question after it is understood, and has no data.
    `taught` are the lab's own words for kinds, relations and properties.
    `propose` is asked for a reading, with all that the words may mean, where words of a question are left over that
    follows no other; what it gives is marked as its proposal.
    `limit` narrows a reading before it runs; the answer keeps the query as it was before, and the narrowed reading.
    `evidence` gives the statements behind nodes and edges. Raises StoreError, and LabkinError for a viewer of limited
    sight: the graph cannot yet be asked for a part of it.
    """
    started = time.perf_counter()
    if viewer.groups is not None:
        raise LabkinError("questions are answered from the whole graph, so only a viewer who may see all may ask")
    seen = _Names(names, store, viewer, profile.kinds.get("Person", 0))
    parts: dict[str, Any]
    how = _How(profile, today or date.today(), _lexicon(profile, taught), context)
    try:
        special = about(question, names=seen, profile=profile, lexicon=how.lexicon, today=how.today)
        special = special or how.share(question, seen)
        if special and limit and special.form != "lab":
            raise CannotLimit(
                "ways between things, and comparisons of them, rest on all statements: ask without limits"
            )
        if special and not limit:
            parts = answer_about(special, store, profile, evidence)
        else:
            parts = _answered(how.read(question, seen), store, evidence, limit)
    except NotUnderstood as error:
        parts = {"status": "not_understood", "text": str(error), "unused": error.unused}
        answered = partial(_answered, store=store, evidence=evidence, limit=limit)
        if near := _nearly(question, error.unused, seen, how, answered):
            parts = near
        elif beyond:
            parts = _not_here(question, _Beyond(seen, beyond, error.unused), how, store) or parts
        if propose and error.unused and context is None and parts["status"] == "not_understood":
            parts |= _proposed(propose(question, how.words(question, seen)), parts, store, evidence, limit)
    except Ambiguous as error:
        parts = {"status": "ambiguous", "text": str(error), "alternatives": error.choices}
    if parts.get("context"):
        parts["context"] = replace(parts["context"], earlier=how.earlier)
    ms = round((time.perf_counter() - started) * 1000, 1)
    return Answer(question, transaction=store.mark(), ms=ms, **parts)


def words_of(
    question: str,
    *,
    store: GraphStore,
    profile: Profile,
    names: NameIndex,
    today: date,
    viewer: Viewer = EVERYONE,
    taught: tuple[Word, ...] = (),
    nearest: bool = False,
) -> Words:
    """Everything that the words of a question may mean, before any of it is chosen. Raises StoreError.

    With `nearest` also what words that the graph has not may be taken for.
    """
    seen = _Names(names, store, viewer, profile.kinds.get("Person", 0))
    lexicon = _lexicon(profile, taught)
    words = read_words(question, lexicon, seen, today)
    if nearest:
        add_nearest(words, profile, lexicon)
    return words


def _query_json(query: Query | Asked | None) -> dict[str, Any] | None:
    return to_json(query) if isinstance(query, Query) else query.to_json() if query else None


@dataclass(slots=True)
class _How:
    """By which words a question is read, and after which answer. `earlier` are the questions that the last followed."""

    profile: Profile
    today: date
    lexicon: Lexicon
    context: Context | None = None
    earlier: tuple[str, ...] = ()

    def read(self, question: str, names: Names) -> Reading:
        if self.context is None:
            return read(question, names=names, profile=self.profile, today=self.today, lexicon=self.lexicon)
        found = read_after(
            question, self.context, names=names, profile=self.profile, today=self.today, lexicon=self.lexicon
        )
        self.earlier = found.earlier
        return found.reading

    def share(self, question: str, names: Names) -> About | None:
        """What share is asked for, by a question that follows no other; None for none. Raises NotUnderstood."""
        if self.context is not None or not asks_share(question):
            return None

        def again(text: str) -> Reading | None:
            try:
                return self.read(text, names)
            except (NotUnderstood, Ambiguous):
                return None

        try:
            return share(question, again)
        except NoShare as error:
            raise NotUnderstood(question, (), str(error)) from None

    def read_nearest(self, question: str, unused: tuple[str, ...], names: Names) -> Reading | None:
        """The reading with words that the graph has not taken for the nearest of its own."""
        words = read_words(question, self.lexicon, names, self.today)
        return read_nearest(words, unused, self.profile, lambda text: self.read(text, names))

    def words(self, question: str, names: Names) -> Words:
        """All that the words may mean, names that are meant but misspelt among it."""
        words = read_words(question, self.lexicon, names, self.today)
        if isinstance(names, NearNames):
            add_near(words, names)
        return words


def _not_here(question: str, names: _Beyond, how: _How, store: GraphStore) -> dict[str, Any] | None:
    """That a question is after something the graph does not have; None where it is not understood even so."""
    try:
        reading = how.read(question, names)
    except (NotUnderstood, Ambiguous):
        return None
    missing = [f"{names.found[id]} ({id})" for id in reading.names if id in names.found]
    if not missing:
        return None
    reading = replace(reading, held=False, note=f"nothing here is {' or '.join(missing)}, which the vocabularies know")
    return _without_data(reading, store)


def _nearly(
    question: str, unused: tuple[str, ...], names: Names, how: _How, answered: Callable[[Reading], dict[str, Any]]
) -> dict[str, Any] | None:
    """The answer with words that the graph has not taken for the nearest of its own; None where none are near."""
    try:
        reading = how.read_nearest(question, unused, names)
    except Ambiguous as error:
        return {"status": "ambiguous", "text": str(error), "alternatives": error.choices}
    return answered(reading) if reading else None


def _answered(reading: Reading, store: GraphStore, evidence: Evidence, limit: Limit | None = None) -> dict[str, Any]:
    if not reading.held:
        return _without_data(reading, store)
    limited = limit(reading) if limit else reading
    found = find(limited, store)
    status, value = status_of(reading, found)
    none = status == "answered" and reading.form in ("yes_no", "count") and not value
    if none and (lacking := unrecorded(reading.query, store)):
        return _without_data(replace(reading, note=f"nothing here is recorded of {lacking}"), store)
    wrong = refuted(reading.query, store) if status == "no_data" and reading.form == "prop" else ""
    proofs = evidence(found.proof_ids, found.proof_edges) if found.proof_ids or found.proof_edges else []
    english = f"{limited.english}; {found.note}" if found.note else limited.english
    said = _said(reading) | {"reading": english}
    ids = found.ids if status == "answered" else ()
    names = {**named(reading.query, reading.answer, found.rows), **reading.names}
    return said | {
        "context": replace(said["context"], ids=ids, names=names, shown=len(found.rows)),
        "status": status,
        "value": value,
        "ids": ids,
        "rows": found.rows if status == "answered" else (),
        "statement": found.statement,
        "evidence": tuple(proofs),
        "complete": not found.why_not,
        "why_not": found.why_not,
        "text": f"No data: {wrong}." if wrong else say(limited, status, found.rows, value, found.note),
    }


def _proposed(
    proposal: Proposal, parts: Mapping[str, Any], store: GraphStore, evidence: Evidence, limit: Limit | None
) -> dict[str, Any]:
    """What a model's proposal gives, marked as such; else why there is none, after what the reader said."""
    why = proposal.why
    if proposal.reading:
        try:
            found = _answered(proposal.reading, store, evidence, limit)
            said = f"{found['reading']}, as proposed by {proposal.model}; check the reading"
            return found | {"reading": said, "proposed_by": proposal.model, "unused": ()}
        except (BadQuery, Unsupported) as error:
            why = f"The proposal of {proposal.model} cannot be asked of this graph: {error}"
    return {"text": f"{parts['text']}. {why}"}


def _said(reading: Reading) -> dict[str, Any]:
    context = Context(reading.question, reading.query, reading.form, reading.answer, reading.kinds, names=reading.names)
    return {"reading": reading.english, "query": reading.query, "confidence": reading.confidence, "context": context}


def _without_data(reading: Reading, store: GraphStore) -> dict[str, Any]:
    try:
        statement = to_cypher(reading.query, store.dialect_name)
    except Unsupported:
        statement = None
    return _said(reading) | {"status": "no_data", "text": f"No data: {reading.note}.", "statement": statement}


def status_of(reading: Reading, found: Found) -> tuple[str, int | float | bool | None]:
    """Whether what was found answers the question, and the number or truth value that it is asked for."""
    rows = found.rows
    if reading.form == "yes_no":
        return "answered", len(rows) >= max(1, reading.least)
    if reading.form in ("count", "aggregate") and len(reading.query.result) == 1:
        value = next(iter(rows[0].values())) if rows else None
        number = value if isinstance(value, int | float) else None
        return ("no_data" if value is None else "answered"), number
    if reading.form == "prop" and all(row[reading.query.result[-1].name] is None for row in rows):
        return "no_data", None
    return ("answered" if rows else "no_data"), None


@dataclass(slots=True)
class _Names:
    """The index, and the graph itself for identifiers, and parts of people's names, that the index does not give."""

    index: NameIndex
    store: GraphStore
    viewer: Viewer
    people: int = 0
    kept: dict[tuple[str, ...], dict[str, Sequence[NameHit]]] = field(default_factory=dict)  # a question is read twice

    def lookup(self, forms: Sequence[str], /) -> dict[str, Sequence[NameHit]]:
        """As `nlp.question_tree.Names`."""
        if tuple(forms) not in self.kept:
            self.kept[tuple(forms)] = self._found(forms)
        return dict(self.kept[tuple(forms)])

    def holds(self, query: Query, /) -> bool:
        """As `nlp.question_tied.Witness`."""
        return bool(run(self.store, replace(query, limit=1, order=(), ties=False))[0])

    def _found(self, forms: Sequence[str]) -> dict[str, Sequence[NameHit]]:
        found: dict[str, Sequence[NameHit]] = dict(self.index.lookup(forms, self.viewer))
        left = [form for form in forms if form not in found and " " not in form]
        ids = tuple(form for form in left if _like_identifier(form))
        for hit in self._hits(NodePattern("a", ids=ids)) if ids else ():
            found[hit.id] = [hit]
        called = {normal(form): form for form in left if form[:1].isupper() and form[1:].islower()}
        called = {part: form for part, form in called.items() if part not in found and part not in FUNCTION_WORDS}
        if called and 0 < self.people <= MOST_PEOPLE:
            parts: dict[str, list[NameHit]] = {}
            for hit in self._hits(NodePattern("a", ("Person",))):
                for part in called.keys() & set(normal(hit.name).split()):
                    parts.setdefault(called[part], []).append(hit)
            found |= parts
        return found

    def bearing(self, words: Sequence[Collection[str]], /) -> list[tuple[int, NameHit]]:
        """As `nlp.question_near.NearNames`."""
        known = sum(1 for _ in words)
        hits = self.index.bearing(words, self.viewer)
        return [(len(split_words(hit.label)) - known, hit) for hit in hits if hit.kind not in UNNAMED]

    def respelt(self, word: str, /) -> list[NameHit]:
        """As `nlp.question_near.NearNames`."""
        better = [b for b in self.index.suggest(word, self.viewer)[:1] if corrections(word, b) and _slip(word, b)]
        found = self.index.lookup([form for b in better for form in (b, normal(b))], self.viewer)
        return list({hit.id: hit for hits in found.values() for hit in hits}.values())

    def _hits(self, node: NodePattern) -> list[Hit]:
        columns = Column("id", "a"), Column("kind", "a", "kind"), Column("name", "a", "prop", "name")
        rows, _ = run(self.store, Query((node,), columns=columns, order=(Order("id"),)))
        return [Hit(row["id"], row["kind"] or "", str(row["name"] or row["id"])) for row in rows]


@dataclass(slots=True)
class _Beyond:
    """The names of a graph, and for words that nothing could be made of those that are known elsewhere."""

    names: _Names
    beyond: Beyond
    unused: tuple[str, ...]
    found: dict[str, str] = field(default_factory=dict)  # what was found elsewhere: names by identifiers

    def lookup(self, forms: Sequence[str], /) -> dict[str, Sequence[NameHit]]:
        """As `nlp.question_tree.Names`."""
        here = self.names.lookup(forms)
        words = {normal(word) for word in self.unused} - FUNCTION_WORDS
        wanted = [form for form in forms if form not in here and words & set(normal(form).split())]
        more = self.beyond(wanted) if wanted else {}
        self.found |= {hit.id: hit.name for hits in more.values() for hit in hits}
        return here | dict(more)

    def bearing(self, words: Sequence[Collection[str]], /) -> list[tuple[int, NameHit]]:
        """As `nlp.question_near.NearNames`."""
        return self.names.bearing(words)

    def respelt(self, word: str, /) -> list[NameHit]:
        """As `nlp.question_near.NearNames`."""
        return self.names.respelt(word)


def _slip(typed: str, meant: str) -> bool:
    """Whether one slip of the pen makes the one of the other; of long words that begin alike, two."""
    long = len(typed) > 10 and typed[:2].casefold() == meant[:2].casefold()
    return edits(typed.casefold(), meant.casefold(), 2) <= 1 + long


def _like_identifier(form: str) -> bool:
    return any(c in ":_-/." for c in form) or (any(c.isdigit() for c in form) and any(c.isalpha() for c in form))


@dataclass(slots=True)
class _Kept:
    """The lexicon of the graph that was asked last."""

    profile: Profile = field(default_factory=Profile)
    taught: tuple[Word, ...] = ()
    lexicon: Lexicon | None = None


_KEPT = _Kept()


def _lexicon(profile: Profile, taught: tuple[Word, ...] = ()) -> Lexicon:
    kept = _KEPT.lexicon
    if kept is None or _KEPT.taught != taught or _KEPT.profile != profile:
        kept = with_taught(build(profile), taught)
        _KEPT.profile, _KEPT.taught, _KEPT.lexicon = profile, taught, kept
    return kept
