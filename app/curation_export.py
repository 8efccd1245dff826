"""The texts that curators decided on, with what is settled of them: lessons for training, and files for other tools."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator

from labkin.app.annotating_decisions import OF_MENTIONS, Decision, decisions, held
from labkin.app.annotating_effects import Context
from labkin.app.annotating_stored import from_json
from labkin.app.annotating_texts import Prose, all_prose, prose
from labkin.app.lab import Lab
from labkin.graph.ledger_readings import Readings
from labkin.nlp.annotations import TYPES, Annotations, Mention
from labkin.nlp.lab_lexicon import CURATED
from labkin.nlp.lessons import Lesson, Span


def lessons(lab: Lab) -> list[Lesson]:
    """A lesson for each text on which something was decided, by identifier.

    Right are the mentions that curators accepted, corrected or added, and names that they taught. Wrong are spans that
    a model found there and that do not stand any more, by a decision on them or on their name.
    """
    return [one for one, _ in _settled(lab)]


def _settled(lab: Lab) -> Iterator[tuple[Lesson, list[Mention]]]:
    """Each lesson with its right mentions."""
    with lab.view() as view:
        made = decisions(view)
        context = Context.of(view)
        own = {one.document for one in made if one.action in OF_MENTIONS}
        named = [one.text.casefold() for one in made if one.action not in OF_MENTIONS and one.text]
        texts = prose(view, sorted(own)) if not named else all_prose(view)
        for text in texts:
            if text.id in own or any(name in text.text.casefold() for name in named):
                lesson, right = _lesson(lab, text, context)
                if lesson.right or lesson.wrong:
                    yield lesson, right


def _lesson(lab: Lab, text: Prose, context: Context) -> tuple[Lesson, list[Mention]]:
    made, lexicon = context.by_document.get(text.id, []), context.lexicon()
    right: dict[Span, Mention] = {}
    left: set[Span] = set()
    found = {Span(one.start, one.end, one.was_type) for one in made if _is_settled(one, text.text)}
    read = Annotations(text.text)
    for reading in Readings(lab.ledger).of([text.id]):
        if reading.sha256 == text.sha256:
            read = from_json(reading.content, text.text)
            found.update(_span(one) for one in read.mentions)
            for mention in held(read, made, lexicon).mentions:
                if mention.link is not None and mention.link.how == CURATED:
                    right[_span(mention)] = mention
                else:
                    left.add(_span(mention))
    for _, mention in held(read, made, lexicon).curated:
        right[_span(mention)] = mention
    wrong = found - left - set(right)
    kept = [right[span] for span in sorted(right) if span.type in TYPES]
    spans = tuple(map(_span, kept))
    return Lesson(text.id, text.text, spans, _ours(wrong)), kept


def _is_settled(one: Decision, text: str) -> bool:
    return one.action in OF_MENTIONS and bool(one.was_type) and text[one.start : one.end] == one.text


def _ours(spans: set[Span]) -> tuple[Span, ...]:
    return tuple(sorted(one for one in spans if one.type in TYPES))


def _span(one: Mention) -> Span:
    return Span(one.start, one.end, one.type)


def counted(lab: Lab) -> dict[str, int]:
    """How many decisions stand, by what they do."""
    with lab.view() as view:
        return dict(sorted(Counter(one.action for one in decisions(view)).items()))


# -- files -------------------------------------------------------------------------------------------------------------


def exported(lab: Lab, format: str) -> str:
    """The lessons as a file of that format."""
    with lab.view() as view:
        made = decisions(view)
        settled = list(_settled(lab))
        titles = {one.id: one.title for one in prose(view, [lesson.id for lesson, _ in settled])}
    return FORMATS[format](settled, titles, made)


Settled = list[tuple[Lesson, list[Mention]]]


def _jsonl(settled: Settled, titles: dict[str, str], made: list[Decision]) -> str:
    """One text a line: what is right of it, what is wrong, and the decisions behind that."""
    by_document: dict[str, list[Decision]] = {}
    for one in made:
        by_document.setdefault(one.document, []).append(one)
    lines = []
    for lesson, right in settled:
        said = {
            "id": lesson.id,
            "text": lesson.text,
            "right": [_mention_json(one) for one in right],
            "wrong": [one._asdict() | {"text": lesson.text[one.start : one.end]} for one in lesson.wrong],
            "decisions": [one.to_json() for one in by_document.get(lesson.id, [])],
        }
        lines.append(json.dumps(said, ensure_ascii=False))
    names = [one.to_json() for one in by_document.get("", []) if one.text]
    if names:
        lines.append(json.dumps({"names": names}, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines)


def _mention_json(one: Mention) -> dict[str, object]:
    return {"start": one.start, "end": one.end, "text": one.text, "type": one.type, "ids": list(one.ids)}


def _pubtator(settled: Settled, titles: dict[str, str], made: list[Decision]) -> str:
    """What is right of each text; what is wrong has no place in this format."""
    blocks = []
    for lesson, right in settled:
        id = lesson.id.removeprefix("PMID:")
        title = titles.get(lesson.id, "") if lesson.text.startswith(titles.get(lesson.id, "")) else ""
        parts = _one_line(title), _one_line(lesson.text[len(title) + 1 :] if title else lesson.text)
        lines = [f"{id}|t|{parts[0]}", f"{id}|a|{parts[1]}"]
        at = 0 if title else -1  # a text without a title begins after the space that follows an empty one
        lines += [
            "\t".join((id, str(one.start - at), str(one.end - at), one.text, one.type, "|".join(one.ids) or "-"))
            for one in right
        ]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _one_line(text: str) -> str:
    """Line ends as spaces, so that offsets stay."""
    return "".join(" " if c in "\r\n\u2028\u2029" else c for c in text)


FORMATS: dict[str, Callable[[Settled, dict[str, str], list[Decision]], str]] = {"jsonl": _jsonl, "pubtator": _pubtator}
