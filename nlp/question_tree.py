"""What the grammar makes of a question, before the graph decides what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Protocol

from labkin.nlp.lexicon import Asked, Meant, Sense
from labkin.nlp.question_values import Number, Period

ANY = "any"  # the word of a link that may be any relation: "linked to", "without"
DONE = "done"  # ... of one said by a participle alone, which rather tells what was done to a thing: "documents cited"
WHOLLY = "wholly"  # a link to that of which each has one, by whatever relations


class NameHit(Protocol):
    """A node that bears a name."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...


class Names(Protocol):
    """Who bears a name. A form is a normal form (`nlp.normal.normal`) or a name or identifier as typed."""

    def lookup(self, forms: Sequence[str], /) -> Mapping[str, Sequence[NameHit]]:
        """The nodes that bear each of the forms; only forms that somebody bears are keys."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A node that a name in the question may mean. `cost` is 0 for its shown name or identifier, more for synonyms."""

    id: str
    kind: str
    name: str
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the question and the nodes that bear it. `together`: all of them are meant, as in "kinase assays"."""

    text: str
    hits: tuple[Hit, ...]
    together: bool = False

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of what bears it."""
        return frozenset(hit.kind for hit in self.hits)


@dataclass(frozen=True, slots=True)
class Top:
    """The first `count` by a property (`asked`) or by how many others `link` leads to; no count: all, in order."""

    count: int | None
    more: bool = True
    asked: tuple[Asked, ...] = ()
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A relation with another phrase. No senses: any relation that joins the two, hinted at by `word`.

    `subject`: the phrase that this modifies is the grammatical subject. `other` is None where only the relation is said
    ("were tested"). `count` asks for that many others: an operator and a number. With the word ANY, all relations that
    join the two are meant together.
    """

    senses: tuple[Sense, ...]
    subject: bool
    other: Phrase | None
    passive: bool = False
    negated: bool = False
    word: str = ""
    count: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """A property compared with a value. `asked` are the properties, by kind, that the words may mean."""

    asked: tuple[Asked, ...]
    op: str
    value: Number | Period | str | None
    negated: bool = False
    upto: Number | Period | None = None  # with it, `value` to `upto`, both included


@dataclass(frozen=True, slots=True)
class Among:
    """A value said without its property ("withdrawn"): what (kind, property, value) it may be."""

    values: tuple[tuple[str, str, object], ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """A time said without its property ("since March 2024")."""

    op: str
    period: Period
    upto: Period | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A measured value: an endpoint by name ("IC50"), compared with a number, or from it to `upto`.

    Without `values` it is the endpoint of the assay in which it was measured, whichever that is. `at` tells where it
    was measured, where that is said with it.
    """

    values: tuple[tuple[str, str, object], ...]
    op: str
    number: Number
    upto: Number | None = None
    at: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Saying:
    """Words that stand in a text of the thing: its name, title, description or body."""

    text: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Besides:
    """The thing is another than those of this name: "which other drugs bind what aspirin binds"."""

    mention: Mention


@dataclass(frozen=True, slots=True)
class Either:
    """One of these relations holds: "treat asthma or palliate migraine"."""

    links: tuple[Link, ...]


Mod = Besides | Either | Link | Where | Among | When | Measured | Saying | Top


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: things of some kinds, or those of a name, with what is said of them.

    With `many` it is several phrases, of which all ("and") or any ("or") are meant.
    """

    kinds: tuple[Meant, ...] = ()
    head: str = ""
    mention: Mention | None = None
    mods: tuple[Mod, ...] = ()
    many: tuple[Phrase, ...] = ()
    joined: str = ""
    top: Top | None = None

    def plus(self, *mods: Mod) -> Phrase:
        """The phrase with more said of it."""
        return replace(self, mods=(*self.mods, *mods))


@dataclass(frozen=True, slots=True)
class Asking:
    """A whole question. `form` is list, count, yes_no, define, members, overview, prop, aggregate or per.

    `aggregate` is taken of the property `asked`, for each of `per` or for each value of the property `by`; `over` of
    the number or value that each of them has. `part` says of a date whether it is counted by year, quarter or month.
    `top` keeps the first few of `per`.
    """

    form: str
    phrase: Phrase
    asked: tuple[Asked, ...] = ()
    aggregate: str = ""
    per: Link | None = None  # to what it is counted for each of
    by: tuple[Asked, ...] = ()
    over: str = ""
    part: str = ""
    top: Top | None = None
    cost: float = 0.0


def wheres_in(thing: object) -> Iterator[Where]:
    """The properties that are compared anywhere in a tree."""
    if isinstance(thing, Where):
        yield thing
    elif isinstance(thing, tuple):
        for item in thing:
            yield from wheres_in(item)
    elif is_dataclass(thing):
        for one in fields(thing):
            yield from wheres_in(getattr(thing, one.name))
