"""Questions about "them": read with a word in their place, then joined with the query by which they were found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from labkin.graph import schema
from labkin.graph.profile import Profile
from labkin.graph.query import Compare, Query, conditions
from labkin.graph.query_english import english
from labkin.nlp.lexicon import Lexicon
from labkin.nlp.question import Ambiguous, NotUnderstood, Reading, read
from labkin.nlp.question_follow_context import Context, ids_in
from labkin.nlp.question_follow_merge import MOST_IDS, NotJoined, grafted, measured, narrowed, with_ids
from labkin.nlp.question_follow_words import KINDS, WORD
from labkin.nlp.question_tree import Hit, NameHit, Names

MOST_KINDS = 8  # of which things of several kinds are read one by one
_FORMS = {"yes_no": "whether there is: {}", "define": "all that is known of {}"}


@dataclass(frozen=True, slots=True)
class Referent:
    """What "them" may be: the things of an answer, found by its query, or things that were named."""

    kinds: tuple[str, ...]
    said: str
    ids: tuple[str, ...] = ()  # of what was named
    many: bool = True


@dataclass(slots=True)
class _With:
    """The names of a graph, and `WORD` for a thing of some kind."""

    names: Names
    kind: str

    def lookup(self, forms: Sequence[str], /) -> Mapping[str, Sequence[NameHit]]:
        """As `nlp.question_tree.Names`."""
        here: dict[str, Sequence[NameHit]] = {WORD: [Hit(WORD, self.kind, WORD)]} if WORD in forms else {}
        low = WORD.lower()
        return {**self.names.lookup([form for form in forms if low not in form.lower()]), **here}


@dataclass(slots=True)
class Asker:
    """Reads questions on one graph after one context."""

    context: Context
    names: Names
    profile: Profile
    today: date | None
    lexicon: Lexicon
    asked: str = ""  # the question as it was typed
    _kinds: dict[str, str] = field(default_factory=dict)

    @property
    def at(self) -> str:
        """The node of the context's query that was asked for."""
        found = self.context.answer or next((c.var for c in self.context.query.columns if c.var), "")
        return found if any(node.var == found for node in self.context.query.nodes) else ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of what was asked for."""
        node = self.context.query.node(self.at)
        if node.kinds:
            return node.kinds
        known = self.kinds_of(node.ids or self.context.ids[:MOST_IDS])
        return known or self.context.kinds

    def kinds_of(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The kinds of things, by identifier."""
        missing = [id for id in ids if id not in self._kinds]
        if missing:
            found = self.names.lookup(missing)
            self._kinds |= {id: hit.kind for id in missing for hit in found.get(id, ()) if hit.id == id}
        return tuple(sorted({self._kinds[id] for id in ids if id in self._kinds}))

    def said(self, ids: Iterable[str]) -> str:
        """What things are called."""
        return ", ".join(self.context.names.get(id, id) for id in ids)

    def plural(self, kind: str) -> str:
        """What several things of a kind are called."""
        return schema.kind(kind).plural

    # -- reading ----------------------------------------------------------------------------------------------------

    def plain(self, text: str) -> Reading:
        """A question that stands for itself. Raises NotUnderstood, Ambiguous."""
        return read(text, names=self.names, profile=self.profile, today=self.today, lexicon=self.lexicon)

    def tried(self, text: str) -> Reading | None:
        """The same, and None where it is not understood."""
        try:
            return self.plain(text)
        except NotUnderstood:
            return None

    def one_way(self, text: str, kind: str) -> Reading | None:
        """A question in which `WORD` stands for things of a kind."""
        text = text.replace(f"which {WORD}", f"which {KINDS} {WORD}").replace(KINDS, self.plural(kind))
        names = _With(self.names, kind)
        try:
            found = read(text, names=names, profile=self.profile, today=self.today, lexicon=self.lexicon)
        except NotUnderstood:
            return None
        except Ambiguous as error:
            choices = tuple(_without_word(choice) for choice in error.choices)
            raise Ambiguous(self.asked, error.what.replace(WORD, "them"), choices) from None
        if WORD not in repr(found.query) or _leaves_out_word(found.query):
            return None
        return replace(found, query=measured(found.query, kind, self.profile))

    def ways(self, text: str, kinds: Sequence[str]) -> Iterator[Reading]:
        """The different readings of a question in which `WORD` stands for things of some of the kinds."""
        seen: list[Query] = []
        for kind in kinds[:MOST_KINDS]:
            reading = self.one_way(text, kind)
            if reading is not None and reading.query not in seen:
                seen.append(reading.query)
                yield reading

    def read(self, text: str, kinds: Sequence[str]) -> Reading | None:
        """The one reading of it, if there is one that the graph holds, or one at all."""
        found = list(self.ways(text, kinds))
        held = [reading for reading in found if reading.held] or found
        return held[0] if len(held) == 1 else None

    # -- joining ----------------------------------------------------------------------------------------------------

    def about(self, text: str, referent: Referent) -> Reading | None:
        """A question in which `WORD` stands for the referent, as one query; None where it cannot be."""
        reading = self.read(text, referent.kinds)
        if reading is None:
            return None
        try:
            if referent.ids:
                query = with_ids(reading.query, referent.ids)
            else:
                try:
                    query = grafted(reading.query, self.context.query, self.at)
                except NotJoined:
                    query = with_ids(reading.query, self.context.ids)
        except NotJoined:
            return None
        return self.made(reading, query)

    def narrowed(self, text: str, old: Query | None = None) -> Reading | None:
        """The context's query with what a noun phrase says of `WORD`; None where it cannot be."""
        reading = self.read(text, self.kinds)
        if reading is None or reading.form != "list" or _loose_end(reading.query):
            return None
        context = self.context
        try:
            query = narrowed(old or context.query, self.at, reading.query)
        except NotJoined:
            if context.query.aggregates:  # those things alone would leave out their number
                return None
            try:
                query = with_ids(reading.query, context.ids)
            except NotJoined:
                return None
            return self.made(reading, query)
        like = replace(reading, form=context.form, answer=context.answer, kinds=context.kinds)
        return self.made(like, query)

    def made(self, reading: Reading, query: Query) -> Reading:
        """A reading of the question as typed, with its query as joined."""
        names = {id: name for id, name in self.context.names.items() if id in ids_in(query)}
        names |= {id: name for id, name in reading.names.items() if id != WORD}
        text = said(reading.form, query, names)
        sure = round(max(0.1, reading.confidence - 0.05), 2)
        return replace(reading, question=self.asked, query=query, english=text, confidence=sure, names=names)

    def changed(self, query: Query, form: str = "", answer: str = "") -> Reading:
        """The context, with another query."""
        context = self.context
        names = {id: name for id, name in context.names.items() if id in ids_in(query)}
        form = form or context.form
        answer = answer or context.answer
        return Reading(
            self.asked, query, said(form, query, names), form, answer, context.kinds or self.kinds, 0.95, names=names
        )


def _loose_end(query: Query) -> bool:
    """Whether things are linked with just anything: "only reports" is not what "reports" anything."""
    return any(not (node.kinds or node.ids) for node in query.nodes)


def said(form: str, query: Query, names: Mapping[str, str]) -> str:
    """A query in English, by the form of its question."""
    text = english(query, names).replace("not with id one of ", "other than ")
    for id in ids_in(query):
        text = text.replace(repr(id), f"{names[id]} ({id})" if names.get(id, id) != id else id)
    if query.offset:
        text += f", after the first {query.offset}"
    if form == "prop" and not query.aggregates:
        last = query.result[-1]
        return f"the {last.name.strip() if last.what == 'prop' else 'name'} of {text}"
    return _FORMS.get(form, "{}").format(text)


def _without_word(choice: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.replace(WORD, "them") if isinstance(value, str) else value for key, value in choice.items()}


def _leaves_out_word(query: Query) -> bool:
    """Whether it asks for what is other than those that `WORD` stands for, of which only they themselves are known."""
    return any(isinstance(leaf, Compare) and leaf.value == WORD for leaf in conditions(query.where, inside=True))
