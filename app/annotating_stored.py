"""Annotations as JSON, without the text they are of."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from labkin.nlp.annotations import Accession, Annotations, Found, Link, Mention, Quantity, Sentence

_PARTS: dict[str, Callable[..., Any]] = {
    "relations": Found,
    "accessions": Accession,
    "quantities": Quantity,
}


def to_json(one: Annotations) -> str:
    """What `from_json` reads.

    >>> read = Annotations("Aspirin helps.", "m@1", mentions=(Mention(0, 7, "Aspirin", "Chemical", 0.9),))
    >>> from_json(to_json(read), read.text) == read
    True
    """
    said = {
        "model": one.model,
        "sentences": one.sentences,
        "mentions": [_mention_plain(mention) for mention in one.mentions],
        **{name: [_plain(part) for part in getattr(one, name)] for name in _PARTS},
        "abbreviations": one.abbreviations,
    }
    return json.dumps({key: value for key, value in said.items() if value}, ensure_ascii=False, separators=(",", ":"))


def _plain(part: Any) -> dict[str, Any]:
    """The fields; `dataclasses.asdict` would take five times as long to copy what nobody changes."""
    return {name: getattr(part, name) for name in part.__slots__}


def _mention_plain(one: Mention) -> dict[str, Any]:
    said = {"start": one.start, "end": one.end, "type": one.type, "confidence": one.confidence}
    more = {"links": one.links, "ids": one.ids, "long_form": one.long_form}
    return said | {name: value for name, value in more.items() if value}


def from_json(kept: str, text: str) -> Annotations:
    """The annotations of this text that `to_json` wrote."""
    said = json.loads(kept)
    mentions = tuple(_mention(one, text) for one in said.pop("mentions", ()))
    sentences = tuple(Sentence(*one) for one in said.pop("sentences", ()))
    parts = {name: tuple(make(**one) for one in said.get(name, ())) for name, make in _PARTS.items()}
    short = said.get("abbreviations", {})
    return Annotations(text, said.get("model", ""), sentences, mentions, **parts, abbreviations=short)


def _mention(said: dict[str, Any], text: str) -> Mention:
    links = tuple(Link(*link) for link in said.pop("links", ()))
    return Mention(text=text[said["start"] : said["end"]], links=links, ids=tuple(said.pop("ids", ())), **said)
