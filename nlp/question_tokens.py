"""A question cut into words, and where in it the lab's own words stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from labkin.nlp.lexicon import Asked, Lexicon, Meant, Sense, stems
from labkin.nlp.normal import normal, singulars
from labkin.nlp.question_dates_ahead import period_at
from labkin.nlp.question_props import props_said
from labkin.nlp.question_tree import Hit, Mention, NameHit, Names
from labkin.nlp.question_values import Number, Period, read_date, read_number
from labkin.nlp.question_words import AGENT_KINDS, FUNCTION_WORDS, HARMLESS, HARMLESS_PHRASES, STATES

MAX_NAME = 8  # words of a name
_IN_FULL = ("syndrome", "disease", "disorder")  # what people leave out of a name
MAX_WORDS = 120  # a longer question is none
_QUOTES = {'"': '"', "“": "”", "‘": "’", "'": "'", "«": "»"}
_TOKEN = re.compile(r"[\"“”‘’«»]|[<>]=?|[≤≥=]|[^\s\"“”«»<>≤≥=]+")
_OPEN, _SHUT = "([{'‘", "?!.,;:)]}'’"
_POSSESSIVE = re.compile(r"(?<=[\w)])['’]s$")


class Token(NamedTuple):
    """A word, and its characters [start, end) in the question. `quoted` words stand for themselves only."""

    text: str
    low: str
    start: int
    end: int
    quoted: bool = False


def tokens(question: str) -> list[Token]:
    """The words of a question; closing punctuation and possessive 's stand apart.

    >>> [t.text for t in tokens("What's aspirin's target (DOID:1612), LK-0042-B03?")]
    ['What', "'s", 'aspirin', "'s", 'target', '(', 'DOID:1612', ')', ',', 'LK-0042-B03', '?']
    """
    found: list[Token] = []
    for match in _TOKEN.finditer(question):
        found += _peel(match.group(), match.start())
    return _quoted(found)


def _peel(text: str, at: int) -> Iterator[Token]:
    while len(text) > 1 and text[0] in _OPEN:
        yield Token(text[0], text[0], at, at + 1)
        text, at = text[1:], at + 1
    tail: list[Token] = []
    while (
        len(text) > 1
        and text[-1] in _SHUT
        and not (text[-1] == ")" and "(" in text)
        and not (text[-1] == "]" and "[" in text)
    ):
        tail.append(Token(text[-1], text[-1], at + len(text) - 1, at + len(text)))
        text = text[:-1]
    if match := _POSSESSIVE.search(text):
        yield Token(text[: match.start()], text[: match.start()].lower(), at, at + match.start())
        yield Token("'s", "'s", at + match.start(), at + len(text))
    else:
        yield Token(text, text.lower(), at, at + len(text))
    yield from reversed(tail)


def _quoted(found: list[Token]) -> list[Token]:
    """The words between a pair of quotes are marked; the quotes stay as words of their own."""
    out, closing = list[Token](), ""
    for number, token in enumerate(found):
        if closing and token.text == closing:
            closing = ""
        elif closing:
            token = token._replace(quoted=True)
        elif token.text in _QUOTES and any(t.text == _QUOTES[token.text] for t in found[number + 1 :]):
            closing = _QUOTES[token.text]
        out.append(token)
    return out


@dataclass(slots=True)
class Words:
    """A question with everything that its words may mean, by where they start: (what, where it ends, cost)."""

    question: str
    tokens: list[Token]
    mentions: dict[int, list[tuple[Mention, int, float]]] = field(default_factory=lambda: defaultdict(list))
    kinds: dict[int, list[tuple[tuple[Meant, ...], int, float]]] = field(default_factory=lambda: defaultdict(list))
    relations: dict[int, list[tuple[tuple[Sense, ...], int, float]]] = field(default_factory=lambda: defaultdict(list))
    props: dict[int, list[tuple[tuple[Asked, ...], int, float]]] = field(default_factory=lambda: defaultdict(list))
    values: dict[int, list[tuple[tuple[tuple[str, str, object], ...], int, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    numbers: dict[int, tuple[Number, int]] = field(default_factory=dict)
    periods: dict[int, tuple[Period, int]] = field(default_factory=dict)
    skips: dict[int, list[int]] = field(default_factory=dict)
    today: Period | None = None
    series: set[int] = field(default_factory=set)  # where the beginning of many names stands: "LK" before "compounds"

    def explained(self) -> set[int]:
        """The places of the words that something was found for."""
        found: set[int] = set()
        for table in (self.mentions, self.kinds, self.relations, self.props, self.values):
            for start, items in table.items():
                for item in items:
                    found |= set(range(start, item[1]))
        for single in (self.numbers, self.periods):
            for start, (_, end) in single.items():
                found |= set(range(start, end))
        return found

    def text(self, start: int, end: int) -> str:
        """The question's own text from word `start` to before word `end`."""
        return self.question[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""


def read_words(question: str, lexicon: Lexicon, names: Names, today: date | None) -> Words:
    """Everything that the words of a question may mean. Looks names up once."""
    words = Words(
        question, tokens(question)[: MAX_WORDS + 1], today=found[0] if (found := read_date(["today"], today)) else None
    )
    _add_names(words, names)
    said = [token.text for token in words.tokens]
    for start in range(len(words.tokens)):
        _add_lexicon(words, lexicon, start)
        texts = [token.text for token in words.tokens[start : start + 8]]
        if number := read_number(texts):
            words.numbers[start] = number[0], start + number[1]
        if period := period_at(said, start, today):
            end = start + period[1]
            if words.tokens[start - 1].low != "the" or words.periods.get(start - 1, (None, 0))[1] != end:
                words.periods[start] = period[0], end  # "the last year" is not last year
        words.skips[start] = _skips(words.tokens, start)
    _add_props(words, lexicon)
    return words


def _add_props(words: Words, lexicon: Lexicon) -> None:
    """Properties that are meant by other words than their names, where nothing that is named so stands there."""
    texts = ["" if token.quoted else token.text for token in words.tokens]
    tables = (words.kinds, words.relations, words.values)
    named = {(start, item[1]) for table in tables for start, items in table.items() for item in items}
    if not set(AGENT_KINDS) & set(lexicon.agents):  # "15 million people" are inhabitants, where nobody is known
        named -= {(n, n + 1) for n, token in enumerate(words.tokens) if token.low == "people"}
    full = [(start, item[1], item[0]) for start, items in words.props.items() for item in items]
    for start, end, asked in props_said(texts, lexicon):
        own = {one.kind for first, last, props in full if first <= start and end <= last for one in props}
        left = tuple(one for one in asked if one.kind not in own)  # which has no property of just that name
        if left and not any(first <= start and end <= last for first, last in named):
            words.props[start].append((left, end, 1.0))
    for start, token in enumerate(words.tokens[:-1]):  # "how many votes"
        if token.low == "how" and words.tokens[start + 1].low in ("many", "much"):
            for asked, end, cost in words.props.get(start + 2, ()):
                numbers = tuple(a for a in asked if a.type in ("integer", "number"))
                if numbers and not words.kinds.get(start + 2):
                    words.props[start].append((numbers, end, cost))


def _skips(found: list[Token], start: int) -> list[int]:
    ends = []
    for phrase in HARMLESS_PHRASES:
        parts = phrase.split()
        if [t.low for t in found[start : start + len(parts)]] == parts:
            ends.append(start + len(parts))
    if found[start].low in HARMLESS and not found[start].quoted and found[start].text != "US":
        ends.append(start + 1)
    return ends


def _add_lexicon(words: Words, lexicon: Lexicon, start: int) -> None:
    if words.tokens[start].quoted:
        end = next((n for n in range(start, len(words.tokens)) if not words.tokens[n].quoted), len(words.tokens))
        if values := lexicon.values.get(normal(words.text(start, end))):
            words.values[start].append((values, end, 1.0))
        return
    for length in range(min(lexicon.longest, len(words.tokens) - start), 0, -1):
        span = words.tokens[start : start + length]
        end, form = start + length, normal(" ".join(token.low for token in span))
        if found := lexicon.kinds.get(form):
            words.kinds[start].append((found, end, 1.0))
        if asked := lexicon.props.get(form):
            words.props[start].append((asked, end, 1.0))
        said = "united states" if length == 1 and span[0].text == "US" else form
        if (values := lexicon.values.get(said)) and not (length == 1 and said in FUNCTION_WORDS - STATES):
            words.values[start].append((values, end, 1.0))
        for text in (
            () if span[0].text == "US" else dict.fromkeys((form, " ".join(t.low.replace("-", "") for t in span)))
        ):
            if senses := lexicon.relations.get(stems(text)):
                words.relations[start].append((senses, end, 1.0))
                break


def _add_names(words: Words, names: Names) -> None:
    spans: list[tuple[int, int, list[str]]] = []
    found = words.tokens
    shouting = words.question.isupper()
    for start in range(len(found)):
        quoted = next((n for n in range(start, len(found)) if not found[n].quoted), len(found)) - start
        for end in range(start + 1, min(start + max(MAX_NAME, quoted), len(found)) + 1):
            if _may_be_name(found[start:end], shouting):
                text = words.text(start, end)
                form = normal(text)
                other = singulars(form) if text[-1:].islower() else []
                if end - start > 1 and text[-1:].islower() and form[-1:] != "s":
                    other = [*other, f"{form}s"]  # "a vitamin K inhibitor" of the class "Vitamin K Inhibitors"
                spans.append((start, end, [text, form, *other]))
    hits = names.lookup(list(dict.fromkeys(form for _, _, forms in spans for form in forms if form)))
    for start, end, forms in spans:
        mention = _mention(words.text(start, end), forms, hits.get)
        if mention:
            words.mentions[start].append((mention, end, _far_fetched(found[start:end], mention)))
    _add_in_full(words, names)
    for start in words.mentions:
        words.mentions[start].sort(key=lambda item: -item[1])


def _add_in_full(words: Words, names: Names) -> None:
    """What is called so in full, where the name alone is that of another kind: "epilepsy" for "epilepsy syndrome"."""
    places = [(start, n) for start, items in words.mentions.items() for n in range(len(items))]
    forms = {place: normal(words.mentions[place[0]][place[1]][0].text) for place in places}
    longer = {place: [f"{form} {end}" for end in _IN_FULL] for place, form in forms.items() if form[:1].isalpha()}
    found = names.lookup(list(dict.fromkeys(form for fuller in longer.values() for form in fuller)))
    for (start, n), fuller in longer.items():
        mention, end, cost = words.mentions[start][n]
        hits = {hit.id: hit for form in fuller for hit in found.get(form) or () if hit.kind not in mention.kinds}
        if hits:
            more = tuple(Hit(hit.id, hit.kind, hit.name, 0.3) for hit in hits.values())
            words.mentions[start][n] = (Mention(mention.text, (*mention.hits, *more)), end, cost)


def _may_be_name(span: Sequence[Token], shouting: bool) -> bool:
    if all(token.quoted for token in span):
        return True
    if any(t.text in _QUOTES or t.text == "?" for t in span):
        return False
    if not any(c.isalnum() for token in (span[0], span[-1]) for c in token.text):
        return False
    edges = [t for t in (span[0], span[-1]) if t.low in FUNCTION_WORDS or not any(c.isalnum() for c in t.text)]
    if any(not any(c.isalnum() for c in token.text) for token in edges):
        return False
    return all(len(t.text) > 1 and t.text.isupper() and not shouting for t in edges)


def _mention(text: str, forms: list[str], hits: Callable[[str], Sequence[NameHit] | None]) -> Mention | None:
    form = normal(text)
    kept: dict[str, Hit] = {}
    for number, asked in enumerate(forms):
        for hit in hits(asked) or ():
            cost = 0.0 if hit.id == text or normal(hit.name) == form else 0.3
            if number > 1:
                cost += 0.2
            if hit.id not in kept or cost < kept[hit.id].cost:
                kept[hit.id] = Hit(hit.id, hit.kind, hit.name or hit.id, cost)
        if kept and number == 1:
            break
    return Mention(text, tuple(sorted(kept.values(), key=lambda h: (h.cost, h.kind, h.id)))) if kept else None


def _far_fetched(span: Sequence[Token], mention: Mention) -> float:
    cost = 1.0 + mention.hits[0].cost / 10
    if all(token.quoted for token in span):
        return cost - 0.5
    if all(token.text.replace(",", "").isdigit() for token in span):
        return cost + 1.5
    return cost
