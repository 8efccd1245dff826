"""How an entry lies in an OpenSearch index: the fields, and the document of an entry.

The server's analysers see our own tokens only, between spaces, so that both engines rank the same terms.

| field | holds | for |
|---|---|---|
| id | the identifier | replacing, ties, order |
| label, norm | `role:name` as typed, and in normal form, for every name | exact hits, lookup |
| title, body | tokens of the shown name; of all names, the text, people and columns | ranking, phrases |
| people, columns | tokens of these alone | `people:`, `columns:` |
| mention | identifiers of what the texts speak of | concepts |
| spell | unstemmed words of all names | spelling, prefixes |
| who, sees, unseen, sees_count | groups, see `index.Entry`; how many `sees` has | who may see it |
| facet.*, fold.* | values of facets, as they are and casefolded | filters, counts |
| number.* | numbers | ranges, order |
| sortname | the name in the order of people | order |
| passages, digest | vectors of the passages, and of which text they are | meaning |
| stored | what hits are made of; not indexed | hits |
| meta, state | the one document that holds the mark and the names of the fields | mark |
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from labkin.graph.values import clean_text
from labkin.nlp.normal import normal
from labkin.search import tokens
from labkin.search.index import KIND, Entry
from labkin.search.tantivy_schema import (
    COLUMNS,
    LIVE,
    PARTS,
    PUBLIC,
    facet_values,
    json_key,
    labels,
    name_term,
    sort_form,
    stored_form,
    term,
)
from labkin.search.tokens import stream, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

LAYOUT = 3  # of the fields above: an index of another layout must be rebuilt
STATE = "state"  # the identifier of the document that holds the state; no entry's, for these are hashes
LONGEST = 1024  # UTF-16 units of a token; the analyser cuts longer ones, and `tokens` makes none
FIELDS = 20_000  # of a mapping: two for each facet, one for each number
ENGINES = ("lucene", "faiss")  # that search vectors; Serverless has faiss only
DIGITS = 7  # after the point, of the numbers of a vector of length 1
LINKS, BREADTH = 16, 128  # of the graph in which vectors are searched (HNSW): per node, and looked at while building


@dataclass(slots=True)
class State:
    """What an index knows of itself, in a document beside the entries."""

    mark: int = 0
    facets: set[str] = field(default_factory=lambda: {KIND})
    numbers: set[str] = field(default_factory=set)
    restricted: set[str] = field(default_factory=set)  # all that stands in sees and unseen
    model: str = ""
    dimension: int = 0
    vectors_mark: int = 0
    layout: int = LAYOUT
    tokens: int = tokens.VERSION

    def dump(self) -> dict[str, Any]:
        """The state as JSON has it."""
        return {name: sorted(value) if isinstance(value, set) else value for name, value in asdict(self).items()}

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> State:
        """What `dump` wrote."""
        given: dict[str, Any] = {name: set(value) if isinstance(value, list) else value for name, value in raw.items()}
        return cls(**given)

    def only(self, facets: set[str], numbers: set[str]) -> State:
        """The same, but for the fields that are not among these."""
        return replace(self, facets=self.facets & (facets | {KIND}), numbers=self.numbers & numbers)

    def note(self, entry: Entry) -> None:
        """Learn the fields of an entry. Numbers beyond COLUMNS names are not kept: they can neither filter nor sort."""
        self.facets.update(map(clean_text, entry.facets))
        self.restricted.update(map(clean_text, (*entry.sees, *entry.unseen)))
        for name in map(clean_text, entry.numbers):
            if len(self.numbers) < COLUMNS:
                self.numbers.add(name)


def settings(shards: int, knn: bool) -> dict[str, Any]:
    """The settings of a new index, which has no replicas while it is filled.

    It is never refreshed by itself: what was written shows with its mark.
    """
    index: dict[str, Any] = {
        "number_of_shards": shards,
        "number_of_replicas": 0,
        "refresh_interval": "-1",
        "mapping.total_fields.limit": FIELDS,
    }
    spaces = {"tokenizer": {"spaces": {"type": "whitespace", "max_token_length": LONGEST}}}
    analysis = spaces | {"analyzer": {"tokens": {"type": "custom", "tokenizer": "spaces"}}}
    return {"index": index | ({"knn": True} if knn else {}), "analysis": analysis}


def mappings() -> dict[str, Any]:
    """The fields of the table above but for the vectors, of which the dimension is known later."""
    exact = {"type": "keyword", "doc_values": False}
    listed = {"type": "keyword"}
    ranked = {"type": "text", "analyzer": "tokens"}
    kinds = {"facet": listed, "fold": exact, "number": {"type": "double"}}
    anything, nothing = {"type": "object", "dynamic": True}, {"type": "object", "enabled": False}
    fields: dict[str, Any] = dict.fromkeys(("label", "norm", "mention", "meta"), exact)
    fields |= dict.fromkeys(("id", "sortname", "who", "sees", "unseen", "digest"), listed)
    fields |= dict.fromkeys(("title", "body", *PARTS), ranked)
    fields["spell"] = ranked | {"index_options": "docs", "norms": False}
    fields["sees_count"] = {"type": "integer"}
    fields |= dict.fromkeys(("facet", "fold", "number"), anything)
    fields |= {name: anything | {"properties": {key(KIND): kinds[name]}} for name in ("facet", "fold")}
    fields |= dict.fromkeys(("stored", "state"), nothing)
    templates = [{name: {"path_match": f"{name}.*", "mapping": kind}} for name, kind in kinds.items()]
    return {"dynamic": "strict", "properties": fields, "dynamic_templates": templates}


def vector_mapping(dimension: int, engine: str) -> dict[str, Any]:
    """The field of the vectors: nested, for an entry has several passages, and is as near as its nearest one.

    They have length 1, so that the inner product is the cosine; asked for the cosine, lucene measures both lengths anew
    at each of the thousands of comparisons that one vector takes.
    """
    method = {
        "name": "hnsw",
        "engine": engine,
        "space_type": "innerproduct",
        "parameters": {"m": LINKS, "ef_construction": BREADTH},
    }
    vector = {"type": "knn_vector", "dimension": dimension, "method": method}
    return {"properties": {"passages": {"type": "nested", "properties": {"vector": vector}}}}


def cosine(score: float) -> float:
    """The cosine of two vectors of length 1 from the score that is made of it, the same by every engine.

    >>> cosine(1.5), cosine(0.5)
    (0.5, -1.0)
    """
    return score - 1 if score >= 1 else 1 - 1 / score


def vector_json(vector: NDArray[np.float32]) -> list[float]:
    """A vector as JSON has it, without the digits that 32 bits do not hold: they would double what is sent and stored.

    >>> vector_json(np.array([0.1, -0.25], np.float32))
    [0.1, -0.25]
    """
    rounded: list[float] = vector.astype(np.float64).round(DIGITS).tolist()
    return rounded


def key(name: str) -> str:
    """The name of a facet or number as the name of a field: never empty, no dots.

    >>> key("cell line")
    'x_cell_20_line'
    """
    return f"x_{json_key(name)}"


def document_id(id: str, sees: Iterable[str] = (), unseen: Iterable[str] = ()) -> str:
    """The same for the same entry, whenever it is written; another one for each circle of viewers."""
    text = "\0".join((clean_text(id), *map(clean_text, sees), "", *map(clean_text, unseen)))
    return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()


def document(entry: Entry, state: State) -> dict[str, Any]:
    """The document of an entry; `state` says which numbers are kept."""
    named = list(labels(entry))
    texts = list(dict.fromkeys(clean_text(text) for text in (entry.name, *(text for _, text in named))))
    parts = {name: stream(clean_text("\n".join(getattr(entry, name)))) for name in PARTS}
    forms = [(role, form) for role, text in named if (form := normal(text))]
    facets = {key(name): facet_values(value) for name, value in {**entry.facets, KIND: entry.kind}.items()}
    return {
        "id": term(entry.id),
        "meta": LIVE,
        "label": [name_term(role, text) for role, text in named],
        "norm": [name_term(role, form) for role, form in forms],
        "title": stream(clean_text(entry.name)),
        "body": " ".join((stream("\n".join((*texts, clean_text(entry.text)))), *filter(None, parts.values()))),
        **parts,
        "spell": " ".join(dict.fromkeys(word for text in texts for word in words(text))),
        "sortname": sort_form(entry.name),
        "who": [term(f"g:{group}") for group in entry.groups] or [PUBLIC],
        "mention": [term(id) for id in entry.mentions],
        "sees": [term(circle) for circle in entry.sees],
        "unseen": [term(circle) for circle in entry.unseen],
        "sees_count": len(set(entry.sees)),
        "facet": facets,
        "fold": {name: [value.casefold() for value in values] for name, values in facets.items()},
        "number": _numbers(entry, state),
        "stored": {**stored_form(entry), "mentions": [clean_text(id) for id in entry.mentions]},
    }


def _numbers(entry: Entry, state: State) -> dict[str, float]:
    """The numbers that JSON has: none that is infinite or no number."""
    kept = {name: float(number) for name, number in entry.numbers.items() if clean_text(name) in state.numbers}
    return {key(name): number for name, number in kept.items() if math.isfinite(number)}
