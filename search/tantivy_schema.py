"""How an entry lies in a tantivy index: the fields, and the two ways between an entry and a document.

| field | holds | for |
|---|---|---|
| id | the identifier | replacing, ties, order |
| key | its number, `keys.key_of` | meeting the vectors |
| label | `role:name` as typed, for every name | exact hits, lookup |
| norm | `role:normal form`, for every name | exact hits, lookup |
| title | tokens of the shown name | ranking |
| body | tokens of all names, the text, people and columns | ranking, phrases |
| people, columns | tokens of these alone | `people:`, `columns:` |
| mention | identifiers of what the texts speak of | concepts |
| spell | unstemmed words of all names | spelling, prefixes |
| who | `*` for public, else `g:GROUP` | who may see it |
| sees, unseen | groups of sources, see `index.Entry` | who may see it |
| facet, fold | {field: values}, as they are and casefolded | filters, counts |
| k0... | the first bytes of the identifier, eight to a column | ties |
| n000... | numbers, one column per name, given out as names come | ranges, order |
| sortname | the name in the order of people | order |
| stored | what hits are made of, as JSON | hits |
| meta, state | the one document that holds the mark and the names of the fields | mark |
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import tantivy

from labkin.graph.values import clean_text
from labkin.search.index import KIND, Entry
from labkin.search.keys import key_of
from labkin.search.tokens import MAX_TERM, stream, words

COLUMNS = 256  # names of numbers that can be told apart
KEYS = 8  # columns of the identifier's bytes
MAX_FACET = 4096  # characters of a facet's value
PARTS = ("people", "columns")  # fields of words that can be asked for by name

_ROLE_LETTER = {"identifier": "i", "name": "n", "synonym": "s"}
PUBLIC = "*"
LIVE = "entry"

Normal = Callable[[str], str]


@dataclass(slots=True)
class State:
    """What an index knows of itself; committed with the data."""

    mark: int = 0
    facets: set[str] = field(default_factory=lambda: {KIND})
    columns: dict[str, int] = field(default_factory=dict)  # a number's name: its column
    restricted: set[str] = field(default_factory=set)  # all that stands in sees and unseen
    guarded: bool = False  # whether any entry ever had groups

    def dump(self) -> str:
        sets = {"facets": sorted(self.facets), "restricted": sorted(self.restricted)}
        return json.dumps({"mark": self.mark, "columns": self.columns, "guarded": self.guarded} | sets)

    @classmethod
    def parse(cls, text: bytes) -> State:
        """What `dump` wrote."""
        raw = json.loads(text)
        return cls(int(raw["mark"]), set(raw["facets"]), dict(raw["columns"]), set(raw["restricted"]), raw["guarded"])

    def copy(self) -> State:
        """One to change while this one is read."""
        return State(self.mark, set(self.facets), dict(self.columns), set(self.restricted), self.guarded)

    def only(self, facets: set[str], columns: set[str]) -> State:
        """The same, but for the fields that are not among these."""
        kept = {name: column for name, column in self.columns.items() if name in columns}
        return State(self.mark, self.facets & (facets | {KIND}), kept, self.restricted, self.guarded)

    def note(self, entry: Entry) -> None:
        """Learn the fields of an entry. Numbers beyond COLUMNS names are not kept: they can neither filter nor sort."""
        self.facets.update(entry.facets)
        self.restricted.update(entry.sees, entry.unseen)
        self.guarded |= bool(entry.groups)
        for name in entry.numbers:
            if name not in self.columns and len(self.columns) < COLUMNS:
                self.columns[name] = len(self.columns)


def make_schema() -> Any:
    """The schema of the table above."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field("key", indexed=True, fast=True)
    for name in ("label", "norm", "who", "meta", "mention", "sees", "unseen"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("sortname", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("title", tokenizer_name="tokens", index_option="position")
    for name in ("body", *PARTS):
        builder.add_text_field(name, tokenizer_name="tokens", index_option="position")
    builder.add_text_field("spell", tokenizer_name="tokens", index_option="basic")
    builder.add_json_field("facet", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_json_field("fold", tokenizer_name="raw", index_option="basic")
    for level in range(KEYS):
        builder.add_unsigned_field(f"k{level}", fast=True)
    for column in range(COLUMNS):
        builder.add_float_field(column_name(column), fast=True)
    builder.add_bytes_field("stored", stored=True)
    builder.add_bytes_field("state", stored=True)
    return builder.build()


def register(index: Any) -> None:
    """Give an opened index the tokenizer for what `tokens.stream` made."""
    index.register_tokenizer("tokens", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


def column_name(column: int) -> str:
    """The engine's field of a number's column."""
    return f"n{column:03d}"


def json_key(name: str) -> str:
    """A facet's name as one JSON key that no path syntax can touch.

    >>> json_key("cell line")
    'cell_20_line'
    """
    return re.sub(r"[^A-Za-z0-9]", lambda match: f"_{ord(match.group()):x}_", name)


def term(text: str) -> str:
    """A text as one term: engines cut off or drop longer ones, so those are stood for by their beginning and hash."""
    text = clean_text(text)
    if len(text) <= MAX_TERM:
        return text
    return f"{text[: MAX_TERM - 65]}\u2026{hashlib.sha256(text.encode()).hexdigest()}"


def order_keys(id: str) -> list[int]:
    """The beginning of an identifier as numbers that order as it does.

    >>> order_keys("a") < order_keys("b") < order_keys("ba")
    True
    """
    raw = clean_text(id).encode()[: 8 * KEYS].ljust(8 * KEYS, b"\0")
    return [int.from_bytes(raw[at : at + 8], "big") for at in range(0, 8 * KEYS, 8)]


def name_term(role: str, text: str) -> str:
    """The term under which a name of that role is found, in `label` as typed, in `norm` as its normal form."""
    return term(f"{_ROLE_LETTER[role]}:{text.strip()}")


def labels(entry: Entry) -> Iterator[tuple[str, str]]:
    """All (role, name) of an entry, each once."""
    seen = set()
    known = set(entry.identifiers)
    for text in (entry.id, entry.source_id, *entry.identifiers, entry.name, *entry.names):
        if text.strip() and text not in seen:
            seen.add(text)
            role = "identifier" if text in (entry.id, entry.source_id) or text in known else "synonym"
            yield ("name" if role == "synonym" and text == entry.name else role), text
    if entry.name.strip() and (entry.name in known or entry.name in (entry.id, entry.source_id)):
        yield "name", entry.name


def document(entry: Entry, state: State, normal: Normal) -> Any:
    """The document of an entry; `state` gives the columns of its numbers."""
    doc = tantivy.Document()
    doc.add_text("id", term(entry.id))
    doc.add_unsigned("key", key_of(entry.id))
    doc.add_text("meta", LIVE)
    for level, key in enumerate(order_keys(entry.id)):
        doc.add_unsigned(f"k{level}", key)
    named = list(labels(entry))
    for role, text in named:
        doc.add_text("label", name_term(role, text))
        form = normal(text)
        if form:
            doc.add_text("norm", name_term(role, form))
    texts = list(dict.fromkeys(clean_text(text) for text in (entry.name, *(text for _, text in named))))
    doc.add_text("title", stream(clean_text(entry.name)))
    parts = {"people": "\n".join(entry.people), "columns": "\n".join(entry.columns)}
    streams = {name: stream(clean_text(text)) for name, text in parts.items() if text}
    doc.add_text("body", " ".join((stream("\n".join((*texts, clean_text(entry.text)))), *streams.values())))
    for name, words_of in streams.items():
        doc.add_text(name, words_of)
    doc.add_text("spell", " ".join(dict.fromkeys(word for text in texts for word in words(text))))
    doc.add_text("sortname", sort_form(entry.name))
    for name, values in _listed(entry).items():
        for value in values:
            doc.add_text(name, term(value))
    _add_fields(doc, entry, state)
    doc.add_bytes("stored", json.dumps(stored_form(entry), ensure_ascii=False).encode())
    return doc


def _listed(entry: Entry) -> dict[str, Iterable[str]]:
    """The fields of terms as they are."""
    who = [f"g:{group}" for group in entry.groups] or [PUBLIC]
    return {"who": who, "mention": entry.mentions, "sees": entry.sees, "unseen": entry.unseen}


def _add_fields(doc: Any, entry: Entry, state: State) -> None:
    facets = {**entry.facets, KIND: entry.kind}
    listed = {json_key(name): facet_values(value) for name, value in facets.items()}
    doc.add_json("facet", {key: list(map(facet_term, values)) for key, values in listed.items()})
    doc.add_json("fold", {key: [facet_term(value.casefold()) for value in values] for key, values in listed.items()})
    for name, number in entry.numbers.items():
        if name in state.columns:
            doc.add_float(column_name(state.columns[name]), float(number))


def facet_term(value: str) -> str:
    """A facet's value as a term: a text that is like a moment in time would else be kept as one, and not be found."""
    return f"={value}"


def facet_of(term: str) -> str:
    """The value of which `facet_term` made a term."""
    return term.removeprefix("=")


def facet_values(value: object) -> list[str]:
    """A facet's values as texts, each once."""
    values: Iterable[object] = value if isinstance(value, tuple | list | set | frozenset) else (value,)
    return list(dict.fromkeys(clean_text(str(one))[:MAX_FACET] for one in values))


def sort_form(name: str) -> str:
    """A name as people order names: without case; the beginning of it."""
    return clean_text(" ".join(name.casefold().split())[:200])


def stored_form(entry: Entry) -> Mapping[str, object]:
    """What hits are made of, see `hits.made_hit`."""
    return {
        "id": clean_text(entry.id),
        "kind": clean_text(entry.kind),
        "name": clean_text(entry.name),
        "labels": [(role, clean_text(text)) for role, text in labels(entry)],
        "text": clean_text(entry.text),
        "source_id": clean_text(entry.source_id),
        "mentions": entry.mentions,
        **{name: "\n".join(map(clean_text, getattr(entry, name))) for name in PARTS},
    }


def state_document(state: State) -> Any:
    """The one document that carries the state; every query of entries asks for LIVE or more, so none finds it."""
    doc = tantivy.Document()
    doc.add_text("meta", "state")
    doc.add_bytes("state", state.dump().encode())
    return doc
