"""What is shown of an entry that was found; the same whichever engine found it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from labkin.nlp.normal import normal
from labkin.search import snippets
from labkin.search.index import LEAST, ROLES, Also, Hit, NameHit, Request, Snippet
from labkin.search.query_text import Parsed
from labkin.search.tokens import runs, stream, words

READ = 50_000  # characters of a text in which other names of a concept are looked for


class Near(NamedTuple):
    """How near an entry is in meaning: the cosine, the number of its nearest passage, the shares of the score."""

    cosine: float
    passage: int
    parts: Mapping[str, float]


def made_hit(
    stored: Mapping[str, Any], score: float, request: Request, parsed: Parsed, near: Near | None = None
) -> Hit:
    """A hit from what an engine stored: id, kind, name, labels, text, source_id, mentions, people, columns."""
    id, kind, name, text = stored["id"], stored["kind"], stored["name"], stored["text"]
    parts = near.parts if near else {}
    if not request.snippets:
        return Hit(id, kind, name, score, source_id=stored["source_id"], parts=parts)
    sought = _sought(parsed)
    piece, words = snippets.snippet(text, sought) if text else (Snippet(), ())
    if near and not words and text:
        piece = _passage(name, text, near.passage, sought)
    reasons: tuple[str, ...] = ()
    if request.text.strip():
        reasons = snippets.why(request.text, parsed.rest, stored["labels"], words, sought, normal)
    reasons += tuple(_others(stored, parsed, request.also, sought))
    if near and near.cosine >= LEAST:
        reasons += (f"close in meaning ({near.cosine:.2f})",)
    if not reasons and request.text.strip():
        reasons = tuple(_in_other_forms(stored, parsed, request.also))
    return Hit(id, kind, name, score, piece, reasons, stored["source_id"], parts)


@lru_cache(maxsize=8)  # the hits of one search ask for the same
def _sought(parsed: Parsed) -> snippets.Sought:
    return snippets.Sought.of(parsed)


def _passage(name: str, text: str, number: int, sought: snippets.Sought) -> Snippet:
    """The beginning of the nearest passage, without the name, with which each begins and which is shown already."""
    from labkin.nlp.passages import passages

    found = passages(name, text)
    passage = found[number] if number < len(found) else text
    return snippets.snippet(passage.removeprefix(name).lstrip(" .\n"), sought)[0]


def _others(
    stored: Mapping[str, Any], parsed: Parsed, also: tuple[Also, ...], sought: snippets.Sought
) -> Iterator[str]:
    """Where else the query was found: in people, in columns, and by the concepts that it means."""
    for part in ("people", "columns"):
        if stored.get(part) and (words := snippets.snippet(stored[part], sought)[1]):
            yield f"in {part}: {', '.join(words)}"
    if not also:
        return
    said = " ".join((stored["name"], *(label for _, label in stored["labels"]), stored["text"][:READ])).casefold()
    for concept in also:
        if reason := _meant(stored, said, concept):
            yield reason


def _meant(stored: Mapping[str, Any], said: str, concept: Also) -> str:
    ids = set(concept.ids)
    meant = "" if concept.label.casefold() == concept.said.casefold() else f", meant by “{concept.said}”"
    if any(role == "identifier" and label in ids for role, label in stored["labels"]):
        return f"is {concept.label} or a kind of it{meant}"
    if ids.intersection(stored.get("mentions", ())):
        return f"mentions {concept.label}{meant}"
    for phrase in concept.phrases:
        if _says(said, phrase.casefold()):
            return f"says “{phrase}” for “{concept.said}”"
    return ""


def _in_other_forms(stored: Mapping[str, Any], parsed: Parsed, also: tuple[Also, ...]) -> Iterator[str]:
    """What was found as an engine finds it, by stems and by words written apart, where no word stands as typed."""
    texts = (stored["name"], *(label for _, label in stored["labels"]), stored["text"][:READ])
    said = f" {stream(' '.join(texts))} "
    for word in dict.fromkeys(one.text for clause in parsed.wanted for one in clause.clusters):
        if any(f" {form} " in said for form in (stream(word), " ".join(runs(word))) if form):
            yield f"in text: {word}, in another form"
    for concept in also:
        for phrase in concept.phrases:
            if f" {stream(phrase)} " in said:
                yield f"says “{phrase}” in another form, for “{concept.said}”"
                break


def _says(text: str, phrase: str) -> bool:
    """Whether a phrase stands in a text, at the ends of words. Most do not stand there at all, which costs least."""
    return phrase in text and re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) is not None


def named_hit(stored: Mapping[str, Any], form: str) -> NameHit:
    """The best of an entry's names that is this form: exact before normal, identifier before name before synonym."""
    best = min(
        ((label.strip() != form.strip(), ROLES.index(role), label, role) for role, label in stored["labels"]
         if label.strip() == form.strip() or normal(label) == form),
        default=(True, len(ROLES) - 1, stored["name"], "synonym"),
    )  # fmt: skip
    return NameHit(stored["id"], stored["kind"], stored["name"], not best[0], best[2], best[3])


def bearers(entries: Iterable[Mapping[str, Any]], groups: Sequence[Collection[str]]) -> list[NameHit]:
    """Those entries, as stored, of which one name holds a word of each group; see `SearchIndex.bearing`."""
    found: list[tuple[int, NameHit]] = []
    for stored in entries:
        fit = []
        for role, label in stored["labels"]:
            held = words(label)
            if all(any(word in held for word in group) for group in groups):
                fit.append((len(held), ROLES.index(role), label))
        if fit:
            size, role, label = min(fit)
            found.append((size, NameHit(stored["id"], stored["kind"], stored["name"], False, label, ROLES[role])))
    return [hit for _, hit in sorted(found, key=lambda item: (item[0], item[1].id))]
