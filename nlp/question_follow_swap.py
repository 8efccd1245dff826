"""The question before, with one thing in it exchanged: "and for mouse?", "what about 2023?", "below 100 nM?"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from labkin.graph.query import Query
from labkin.nlp.normal import normal
from labkin.nlp.question import Ambiguous, NotUnderstood, Reading
from labkin.nlp.question_follow_about import Asker
from labkin.nlp.question_follow_merge import NotJoined, among, instead, over
from labkin.nlp.question_follow_ranked import cut, uncut
from labkin.nlp.question_follow_words import FOR, WORD
from labkin.nlp.question_tokens import Words, read_words
from labkin.nlp.question_tree import Hit, Mention
from labkin.nlp.question_values import Period
from labkin.nlp.question_words import AGGREGATES, COMPARE, FUNCTION_WORDS, TIMES

MOST_PARTS = 8  # of a name, of which one may be exchanged
_PLACE = re.compile(
    r"(?:for|with|in|of|on|at|from|by|about|to|during|against|the|a|an|any|all|ones?|those|same)\s+", re.I
)
_END = re.compile(r"\s+(?:ones?|instead)$", re.I)
_BETWEEN = re.compile(r"([\s\-_/:.]+)")
_UNIT = "day|week|month|quarter|year"
_SHIFTED = re.compile(
    rf"(?:the )?(?:(?P<way>previous|preceding|last|next|following) (?P<unit>{_UNIT})(?: before| after)?"
    rf"|(?P<unit2>{_UNIT}) (?P<way2>before|after)(?: (?:that|this|it))?|(?P<way3>before that|after that))",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of the question before that something else of the same sort may stand in for."""

    start: int
    end: int
    what: str
    rank: int = 0


def swapped(asker: Asker, rest: str) -> Reading | None:
    """The question before with `rest` in it, in place of what it had of the sort. None where nothing fits.

    Raises Ambiguous where several things in it may be meant.
    """
    core = _core(rest)
    words = read_words(core, asker.lexicon, asker.names, asker.today)
    whole = len(words.tokens)
    if not whole:
        return None
    before = read_words(asker.context.question, asker.lexicon, asker.names, asker.today)
    texts: list[tuple[int, str]] = []
    if not asker.context.earlier:
        for rank, start, end, text in _exchanges(asker, before, words, core, rest):
            texts.append((rank, asker.context.question[:start] + text + asker.context.question[end:]))
    found = _read(asker, texts)
    if found is not None:
        return found
    return _named(asker, words, rest) or _again(asker, rest)


def _core(rest: str) -> str:
    text = rest.strip()
    while match := _PLACE.match(text):
        text = text[match.end() :]
    return _END.sub("", text)


def _read(asker: Asker, texts: Iterable[tuple[int, str]]) -> Reading | None:
    """What the likeliest of the texts mean, if they mean one thing. Raises Ambiguous."""
    by_rank: dict[int, dict[str, None]] = {}
    for rank, text in texts:
        by_rank.setdefault(rank, {})[text] = None
    lacking: list[Reading] = []
    unclear: list[Ambiguous] = []
    for rank, some in sorted(by_rank.items()):
        held: list[Reading] = []
        for text in some:
            try:
                reading = asker.plain(text)
            except NotUnderstood:
                continue
            except Ambiguous as error:
                unclear.append(error)
                continue
            if reading.query == asker.context.query:
                continue
            if reading.held and all(reading.query != one.query for one in held):
                held.append(reading)
            elif not reading.held and rank <= 1:  # of another sort, it was hardly meant
                lacking.append(reading)
        if len(held) == 1:
            return held[0]
        if held:
            raise several(asker.asked, held)
    if unclear:
        raise unclear[0]
    return lacking[0] if lacking else None


def several(asked: str, readings: Iterable[Reading]) -> Ambiguous:
    """What to ask back where a question has several readings after the one before."""
    choices: list[Mapping[str, Any]] = [{"question": one.question, "reading": one.english} for one in readings]
    return Ambiguous(asked, repr(asked), tuple(choices))


# -- what may stand in for what --------------------------------------------------------------------------------------


def _exchanges(asker: Asker, before: Words, words: Words, core: str, rest: str) -> Iterator[tuple[int, int, int, str]]:
    """(rank, start, end, text): characters of the question before, and what stands in for them."""
    whole = len(words.tokens)
    mention = next((m for m, end, _ in words.mentions.get(0, ()) if end == whole), None)
    if mention:
        kinds = {hit.kind for hit in _likeliest(mention)}
        for span, old in _mentioned(asker, before):
            yield (0 if kinds & {hit.kind for hit in old.hits} else 3), span.start, span.end, core
    elif listed := all_names(words):
        for span, old in _mentioned(asker, before):
            if {hit.kind for hit in old.hits} & {hit.kind for hit in listed[0].hits}:
                yield 0, span.start, span.end, core
    else:
        for span, old in _mentioned(asker, before):
            for name in _completed(asker, old, core):
                yield 0, span.start, span.end, name
    yield from _times(before, words, core, rest)
    yield from _aggregates(before, core)
    if not (words.periods.get(0) and rest != core):  # "in 2005" is no number of things
        yield from _numbers(before, words, core)
    yield from _verbs(before, words, core)
    for table, own in ((before.values, words.values), (before.kinds, words.kinds), (before.props, words.props)):
        yield from _same_sort(asker, before, table, own, whole, core)


def _likeliest(mention: Mention) -> tuple[Hit, ...]:
    """Of several things with one short form those of whose names it is the initials; all where it is of none."""
    short = mention.text.upper()
    of_it = tuple(hit for hit in mention.hits if "".join(word[0] for word in hit.name.split()).upper() == short)
    return of_it if len(short) > 1 and of_it else mention.hits


def _mentioned(asker: Asker, before: Words) -> list[tuple[Span, Mention]]:
    """The names in the question before that its query holds, the longest where several begin in one."""
    inside = {id for node in asker.context.query.nodes for id in node.ids}
    inside |= {id for id in asker.context.names if repr(id) in repr(asker.context.query.where)}
    found: list[tuple[Span, Mention]] = []
    for start, items in sorted(before.mentions.items()):
        for mention, end, _ in items:
            if inside & {hit.id for hit in mention.hits}:
                span = Span(before.tokens[start].start, before.tokens[end - 1].end, mention.text)
                if not any(s.start <= span.start and span.end <= s.end for s, _ in found):
                    kept = tuple(hit for hit in mention.hits if hit.id in inside)
                    found.append((span, Mention(mention.text, kept)))
                break
    return found


def all_names(words: Words) -> list[Mention]:
    """The names, where the words are nothing but names in a row."""
    at, found = 0, list[Mention]()
    while at < len(words.tokens):
        item = max(words.mentions.get(at, ()), key=lambda m: m[1], default=None)
        if item:
            found.append(item[0])
            at = item[1]
        elif found and words.tokens[at].low in (",", "and", "or"):
            at += 1
        else:
            return []
    return found


def _completed(asker: Asker, old: Mention, core: str) -> list[str]:
    """Names like the old one with `core` in a part of it: "LK-0107-B04" for "B04" after "LK-0107-B03"."""
    forms: dict[str, None] = {}
    for text in {old.text, *(hit.name for hit in old.hits), *(hit.id for hit in old.hits)}:
        parts = _BETWEEN.split(text)
        if 1 < len(parts) <= 2 * MOST_PARTS:
            for start in range(0, len(parts), 2):
                for end in range(start + 1, len(parts) + 1, 2):
                    if end - start < len(parts):
                        forms["".join((*parts[:start], core, *parts[end:]))] = None
    found = asker.names.lookup(list(dict.fromkeys(f for form in forms for f in (form, normal(form)) if f)))
    kinds, ids = {hit.kind for hit in old.hits}, {hit.id for hit in old.hits}
    named = {
        hit.id: form
        for form in forms
        for asked in (normal(form), form)
        for hit in found.get(asked, ())
        if hit.kind in kinds
    }
    return [form for id, form in sorted(named.items()) if id not in ids]


def _times(before: Words, words: Words, core: str, rest: str) -> Iterator[tuple[int, int, int, str]]:
    """Another time, with another word before it where one is said: "in 2024" for "since 2025"."""
    period = words.periods.get(0)
    fresh = core if period and period[1] == len(words.tokens) else ""
    said = rest[: len(rest) - len(core)].strip().lower() if fresh and rest.endswith(core) else ""
    for start, (old, end) in before.periods.items():
        text = fresh or shifted(old, core)
        if not text:
            continue
        signs = [n for n in range(start) if " ".join(t.low for t in before.tokens[n:start]) in TIMES]
        if not fresh and not signs:
            text = f"in {text}"
        if said in TIMES and signs:
            yield 1, before.tokens[min(signs)].start, before.tokens[end - 1].end, rest
        else:
            yield 1, before.tokens[start].start, before.tokens[end - 1].end, text


def _aggregates(before: Words, core: str) -> Iterator[tuple[int, int, int, str]]:
    """The highest for the average."""
    lows = [token.low for token in before.tokens]
    if core.lower() not in AGGREGATES:
        return
    for start in range(len(lows)):
        for end in range(start + 1, min(start + 3, len(lows)) + 1):
            if " ".join(lows[start:end]) in AGGREGATES:
                yield 1, before.tokens[start].start, before.tokens[end - 1].end, core


def _numbers(before: Words, words: Words, core: str) -> Iterator[tuple[int, int, int, str]]:
    """Another number, with another comparison where one is said."""
    whole = len(words.tokens)
    lows = [token.low for token in words.tokens]
    signs = [n for n in range(whole) if " ".join(lows[:n]) in COMPARE]
    start = max(signs, default=0)
    fresh = words.numbers.get(start)
    if not fresh or fresh[1] != whole:
        return
    for at, (_, end) in before.numbers.items():
        if at in before.periods:
            continue
        begin = at
        if start:
            says = [n for n in range(at) if " ".join(t.low for t in before.tokens[n:at]) in COMPARE]
            if not says:
                continue
            begin = min(says)
        text = core
        old = before.numbers[at][0]
        if old.unit and not fresh[0].unit:
            text = f"{core} {old.unit}"
        yield 1, before.tokens[begin].start, before.tokens[end - 1].end, text


def _same_sort(
    asker: Asker,
    before: Words,
    table: Mapping[int, list[tuple[tuple[Any, ...], int, float]]],
    own: Mapping[int, list[tuple[tuple[Any, ...], int, float]]],
    whole: int,
    core: str,
) -> Iterator[tuple[int, int, int, str]]:
    """Another value of one property, another kind, another property."""
    here = next((what for what, end, _ in own.get(0, ()) if end == whole), None)
    if here is None:
        return
    sort = {_sort(item) for item in here}
    for start, items in table.items():
        what, end, _ = max(items, key=lambda item: item[1])
        if sort & {_sort(item) for item in what}:
            yield 2, before.tokens[start].start, before.tokens[end - 1].end, core


def _verbs(before: Words, words: Words, core: str) -> Iterator[tuple[int, int, int, str]]:
    """Another verb."""
    whole = len(words.tokens)
    if not any(end == whole for _, end, _ in words.relations.get(0, ())) or words.tokens[0].low in FUNCTION_WORDS:
        return
    for start, items in before.relations.items():
        end = max(end for _, end, _ in items)
        if before.tokens[start].low not in FUNCTION_WORDS:
            yield 2, before.tokens[start].start, before.tokens[end - 1].end, core


def _sort(item: Any) -> object:
    """Kinds are of one sort; so are the properties of a kind, and the values of a property."""
    if len(item) == 2:
        return "kind"
    return item[0] if len(item) == 5 else (item[0], item[1])


def shifted(period: Period, words: str) -> str:
    """The stretch of time before or after another, as words for a date; empty where the words say no such thing.

    >>> shifted(Period("2025-01-01", "2025-03-31"), "the quarter before that")
    'Q4 2024'
    """
    match = _SHIFTED.fullmatch(words.strip())
    if not match:
        return ""
    way = (match["way"] or match["way2"] or match["way3"]).lower()
    back = way in ("previous", "preceding", "last", "before", "before that")
    first, last = date.fromisoformat(period.first), date.fromisoformat(period.last)
    length = _length(first, last)
    unit = (match["unit"] or match["unit2"] or length or "").lower()
    if not length or unit != length:
        return ""
    other = first - timedelta(days=1) if back else last + timedelta(days=1)
    if length == "year":
        return str(other.year)
    if length == "quarter":
        return f"Q{(other.month + 2) // 3} {other.year}"
    return f"{other:%Y-%m}" if length == "month" else f"{other:%Y-%m-%d}"


def _length(first: date, last: date) -> str:
    """What a stretch of time is: a year, quarter, month or day; empty for any other."""
    if first == last:
        return "day"
    if first.day != 1 or (last + timedelta(days=1)).day != 1:
        return ""
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    starts = {1: "month", 3: "quarter" if first.month % 3 == 1 else "", 12: "year" if first.month == 1 else ""}
    return starts.get(months, "")


# -- where the question before was itself one that followed ----------------------------------------------------------


def _named(asker: Asker, words: Words, rest: str) -> Reading | None:
    """Another thing for the one of its kind in the query; else whether it is one of those found."""
    whole = len(words.tokens)
    mention = next((m for m, end, _ in words.mentions.get(0, ()) if end == whole), None)
    if mention is None:
        return None
    query = asker.context.query
    for kind in dict.fromkeys(hit.kind for hit in mention.hits):
        hits = best(mention, kind)
        ids = tuple(sorted(hit.id for hit in hits))
        if len({normal(hit.name) for hit in hits}) > 1:
            continue
        names = {hit.id: hit.name for hit in hits}
        held = [n for n in query.nodes if n.ids and kind in asker.kinds_of(n.ids) and n.ids != ids]
        if len(held) == 1 and asker.context.earlier:
            return _with_names(asker, instead(query, held[0], ids), names)
        if not held and kind in asker.kinds and not FOR.match(rest) and asker.context.form in ("list", "yes_no"):
            try:
                return _with_names(asker, among(query, asker.at, ids), names, "yes_no")
            except NotJoined:
                return None
    return None


def _with_names(asker: Asker, query: Query, names: dict[str, str], form: str = "") -> Reading:
    reading = replace(asker.changed(query, form), names=names)
    return asker.made(reading, query)


def best(mention: Mention, kind: str) -> list[Hit]:
    """The things of a kind that bear a name best."""
    hits = [hit for hit in mention.hits if hit.kind == kind]
    least = min(hit.cost for hit in hits)
    return [hit for hit in hits if hit.cost < least + 1e-6]


def _again(asker: Asker, rest: str) -> Reading | None:
    """Another date or number for what the query says of the same property."""
    for text in (f"show {WORD} {rest}", f"show {WORD} in {rest}", f"show {WORD} that are {rest}"):
        try:
            reading = asker.read(text, asker.kinds)
        except Ambiguous:
            continue
        if reading is None or not reading.held or reading.form != "list" or len(reading.query.nodes) > 1:
            continue
        after = uncut(asker, rest) or asker
        try:
            where = over(asker.context.query.where, asker.at, reading.query)
        except NotJoined:
            continue
        found = after.narrowed(text, replace(after.context.query, where=where))
        return found if after is asker else cut(asker, found)
    return None
