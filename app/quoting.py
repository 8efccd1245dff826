"""The sentences behind statements that were read out of texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from labkin.app.annotating_decisions import SCHEME as DECIDED
from labkin.app.annotating_effects import SCHEME as READ
from labkin.app.annotating_texts import prose
from labkin.app.lab import Lab
from labkin.graph.ledger_readings import Readings
from labkin.graph.ledger_view import View
from labkin.graph.model import Edge, Statement
from labkin.nlp.annotations import Sentence
from labkin.nlp.lab_lexicon import sentence_at

LONGEST = 400  # characters of a sentence that are quoted
_CHARS = re.compile(r"\bchars (\d+)-(\d+)")


def quotes(lab: Lab, view: View, statements: Iterable[tuple[int, Statement]]) -> dict[int, str]:
    """By number: the sentence in which a text says so, of those that a text says and that this view may see."""
    found: dict[int, str] = {}
    places: dict[int, tuple[str, int, int]] = {}
    for number, one in statements:
        if not isinstance(one.fact, Edge) or not one.source.uri.startswith((READ, DECIDED)):
            continue
        if evidence := one.fact.props.get("evidence"):
            found[number] = str(evidence)
        elif chars := _CHARS.search(one.place):
            places[number] = (str(one.fact.subject), int(chars[1]), int(chars[2]))
    texts = {one.id: one for one in prose(view, {document for document, _, _ in places.values()})}
    sentences = _sentences(lab, {id: one.sha256 for id, one in texts.items()})
    for number, (document, start, end) in places.items():
        if document in texts and end <= len(texts[document].text):
            found[number] = _quoted(texts[document].text, start, end, sentences.get(document, ()))
    return found


def _sentences(lab: Lab, texts: dict[str, str]) -> dict[str, tuple[Sentence, ...]]:
    """The sentences of texts that were read, by document; the texts are given by their checksums."""
    return {
        one.document: tuple(Sentence(*said) for said in json.loads(one.content).get("sentences", ()))
        for one in Readings(lab.ledger).of(texts)
        if texts[one.document] == one.sha256
    }


def _quoted(text: str, start: int, end: int, sentences: tuple[Sentence, ...]) -> str:
    """The sentence around these characters; of a very long one, what stands next to them."""
    first, last = sentence_at(text, start, end, sentences)
    begin, stop = max(first, start - LONGEST // 2), min(last, end + LONGEST // 2)
    said = " ".join(text[begin:stop].split())
    return f"{'… ' if begin > first else ''}{said}{' …' if stop < last else ''}"
