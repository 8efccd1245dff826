"""Annotations as JSON, without the text they are of."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
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
    said = asdict(one)
    del said["text"]
    said["mentions"] = [_plain(mention) for mention in one.mentions]
    said["sentences"] = [list(sentence) for sentence in one.sentences]
    return json.dumps({key: value for key, value in said.items() if value}, ensure_ascii=False, separators=(",", ":"))


def _plain(mention: Mention) -> dict[str, Any]:
    said = asdict(mention) | {"links": [list(link) for link in mention.links]}
    del said["text"]
    return {key: value for key, value in said.items() if value not in ((), [], "")}


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
