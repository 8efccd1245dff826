"""Questions for each of several groups: "batches per person and status", "the purest batch of each compound".

Such a question is read in parts, each of which the reader knows: what is asked for one group, and by what else such
things are grouped. The parts make one query. No group is ever dropped: what cannot be put together is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from labkin.graph import schema
from labkin.graph.query import Order, Query
from labkin.graph.query_english import english
from labkin.graph.query_grouped import grouped, of_each
from labkin.nlp.lexicon import Lexicon
from labkin.nlp.question_elements import PARTS
from labkin.nlp.question_parts import alone
from labkin.nlp.question_plan import called, columns_of

if TYPE_CHECKING:
    from labkin.nlp.question import Reading

Again = Callable[[str], "Reading | None"]

_PER = re.compile(
    r"\s(?P<per>per|by|for (?:each|every)|(?:of|in|from) (?:each|every)|broken down by|grouped by|group by)\s",
    re.IGNORECASE,
)
_FRONT = re.compile(r"^(?:for|in|of) (?:each|every)\s+(?P<keys>[^,]+?),\s*(?P<head>.+?)[\s?.!]*$", re.IGNORECASE)
_OWNER = re.compile(r"^(?:each|every)\s+(?P<keys>[^,']+?)(?:'s|s')\s+(?P<head>.+?)[\s?.!]*$", re.IGNORECASE)
_PARTED = re.compile(
    r"\s*,\s*(?:and\s+)?(?:(?:by|per|for each)\s+)?|\s+and\s+(?:(?:by|per|for each|for every|each)\s+)?"
    r"|\s+(?:by|per|for each)\s+",
    re.IGNORECASE,
)
_NO_LIST = re.compile(
    r"^(?:which|what|who|whose|how|is|are|was|were|do|does|did|has|have|number|count|average|mean|total|sum"
    r"|median|highest|lowest|where|when|why|compare|sort|order|rank)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"^(?:what (?:is|are|was) )?(?:the )?(?:average|mean|total|highest|lowest|largest|smallest|maximum|minimum|max|min"
    r"|latest|earliest|sum of) (?P<what>.+)$",
    re.IGNORECASE,
)
_LISTS = re.compile(r"^(?:list|name|enumerate)\b", re.IGNORECASE)
_SHOWS = re.compile(r"^(?:show|give|display|get)(?: me| us)?(?: all| the)*\s+", re.IGNORECASE)
_BY_AND = re.compile(
    r"\sby (?P<key>\w+(?: \w+)?)(?=\s(?:in|since|before|after|during|from|between|until|with|for|that|which|on)\s)",
    re.IGNORECASE,
)
_DETERMINED = re.compile(r"^(?:the|a|an|each|every|its|their|this|that)\s+", re.IGNORECASE)


class NoGroups(Exception):
    """The question asks for groups that cannot be made; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class _Key:
    """What is grouped by: its words, and whether they are a kind of things, a property or a part of a date.

    `what` is empty where that is not known.
    """

    text: str
    what: str


def by_groups(question: str, lexicon: Lexicon, again: Again) -> Reading | None:
    """The reading of a question for each of some groups, or None where it is none that needs to be read in parts.

    Raises NoGroups.
    """
    for head, keys, per in _parted(question, lexicon):
        if _is_number(head, lexicon) and len(keys) == 1:
            continue  # "the highest purity per person" is a number for each
        first = again(head)
        if per != "by" and first is None and len(keys) == 1:
            first = _within(again(f"{head} in {_plural(keys[0], lexicon)}"), keys[0], lexicon)
            if first is not None:
                return replace(first, question=question)
        if first is not None and first.held and _ranks(first.query):
            return _firsts(question, head, first, keys, again)
        if len(keys) > 1:
            return _by_several(question, head, keys, again)
        if per == "by" and keys[0].what == "kind":
            counted = _by_kind(head, keys[0], again)
            return counted if counted is not None and _is_by(counted, keys[0], lexicon) else None
        if per == "per" and (own := _own_property(head, keys[0], lexicon)):
            return again(own)
    return _said_later(question.strip().rstrip("?.! "), lexicon, again)


def _is_number(head: str, lexicon: Lexicon) -> bool:
    """Whether words ask for the highest or average of a property, and name no things."""
    match = _NUMBER.match(head)
    found = alone(match["what"], lexicon) if match else None
    return found is not None and bool(found.asked) and not found.kinds


def _by_kind(head: str, key: _Key, again: Again) -> Reading | None:
    """ "Documents by person" are counted; a table of them would not tell which are whose."""
    if _LISTS.match(head):
        raise NoGroups(f"a list is not parted into groups: ask how many there are per {key.text}")
    if not _NO_LIST.match(head):
        return again(f"how many {_SHOWS.sub('', head)} per {key.text}")
    return None


def _said_later(question: str, lexicon: Lexicon, again: Again) -> Reading | None:
    """ "Experiments by person in 2024": what is grouped by stands before what is said of the things."""
    for match in _BY_AND.finditer(question):
        key = _key(match["key"], lexicon, "by")
        if key is None or key.what != "kind":
            continue
        text = f"{question[: match.start()]} per {match['key']} {question[match.end('key') :].strip()}"
        head = question[: match.start()] + " " + question[match.end("key") :].strip()
        ways = (f"{head} per {key.text}", text) if _NO_LIST.match(head) else (f"how many {head} per {key.text}",)
        for way in ways:
            found = again(way)
            if found is not None and found.held and _is_by(found, key, lexicon):
                return found
        raise NoGroups(f"no groups by {key.text} could be made here: say it at the end, as in: batches per person")
    return None


def _is_by(found: Reading, key: _Key, lexicon: Lexicon) -> bool:
    """Whether a reading gives a number for each of what is grouped by."""
    query = found.query
    if not query.aggregates or query.over is not None:
        return False
    groups = [column for column in query.columns if not column.agg and column.prop != "unit"]
    kinds = _kinds(key, lexicon)
    return bool(groups) and (not kinds or any(c.what == "id" and set(query.node(c.var).kinds) & kinds for c in groups))


def _parted(question: str, lexicon: Lexicon) -> Iterator[tuple[str, list[_Key], str]]:
    """What is asked, by what, and by which word: ("batches", [person, status], "per")."""
    text = question.strip().rstrip("?.! ")
    tried = [(match["head"], match["keys"], "each") for at in (_FRONT, _OWNER) if (match := at.match(text))]
    if not tried:
        for match in _PER.finditer(text):
            tried.append((text[: match.start()], text[match.end() :], match["per"].lower()))
    for head, said, per in tried:
        keys = [_key(part, lexicon, per) for part in _PARTED.split(said)]
        found = [key for key in keys if key is not None]
        if found and len(found) == len(keys) and any(key.what for key in keys if key):
            yield head.strip(" ,"), found, per


def _key(text: str, lexicon: Lexicon, per: str) -> _Key | None:
    """What some words are grouped by; None for names, for what is plural or numbered, and for what is more."""
    if _DETERMINED.match(text) or not text:
        return None
    low = text.lower()
    if low in PARTS:
        return _Key(low, "part")
    found = alone(text, lexicon)
    if found.kinds and low != schema.kind(found.kinds[0]).plural and not _is_plural(low):
        return _Key(text, "kind")
    if found.asked and (per != "by" or all(asked.type in ("text", "list") for asked in found.asked)):
        return _Key(text, "prop")
    return _Key(text, "") if found.plain and not (found.asked or found.kinds) else None


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in ("species", "series")


def _ranks(query: Query) -> bool:
    """Whether a query is for the first few by a number or date; "top 3 batches" says not by what they are the first."""
    by = next((column for column in query.columns if query.order and column.name == query.order[0].column), None)
    return query.limit is not None and by is not None and (bool(by.agg) or (by.what == "prop" and by.prop != "name"))


# -- the first few of each -------------------------------------------------------------------------------------------


def _firsts(question: str, head: str, first: Reading, keys: list[_Key], again: Again) -> Reading | None:
    """ "The purest batch of each compound"."""
    at, kind = _counted(first)
    groups = [_groups(kind, key, again) for key in keys]
    query: Query | None = first.query
    if len(keys) > 1 and groups[0] is not None and groups[1] is not None and query is not None:
        raise NoGroups(f"the first of each {_and(keys)} are too many groups at once: ask for each {keys[0].text} alone")
    if groups[0] is not None and query is not None:
        query = of_each(query, at, groups[0].query)
        if query is not None:
            return _read(question, first, query, groups[0])
    raise NoGroups(f"no {head} can be found for each {keys[0].text}: ask for one {keys[0].text} by its name")


def _within(first: Reading | None, key: _Key, lexicon: Lexicon) -> Reading | None:
    """ "The most potent compound in each assay", of a reading that names the assays, but not which."""
    if first is None or not first.held or not _ranks(first.query):
        return None
    query, kinds = first.query, _kinds(key, lexicon)
    told = {column.var for column in query.columns if not column.agg}
    places = [node for node in query.nodes if set(node.kinds) & kinds and not node.ids and node.var not in told]
    if len(places) != 1:
        return None
    columns = columns_of(places[0].var, called(places[0].kinds), places[0].kinds)
    taken = {column.name for column in query.columns}
    if any(column.name in taken for column in columns):
        return None
    own = tuple(column for column in query.columns if not column.agg)
    units = tuple(column for column in own if column.prop == "unit" and query.aggregates)
    rest = tuple(column for column in query.columns if column.agg)
    each = (columns[1].name, *(column.name for column in units))
    query = replace(
        query,
        columns=(*(c for c in own if c not in units), *columns, *units, *rest),
        order=(query.order[0], Order(columns[0].name), Order(columns[1].name), *query.order[1:]),
        each=each,
    )
    return replace(first, query=query, english=english(query, first.names))


def _kinds(key: _Key, lexicon: Lexicon) -> set[str]:
    return set(alone(key.text, lexicon).kinds) if key.what == "kind" else set()


def _plural(key: _Key, lexicon: Lexicon) -> str:
    kinds = _kinds(key, lexicon)
    return schema.kind(min(kinds)).plural if len(kinds) == 1 else key.text


# -- several groups --------------------------------------------------------------------------------------------------


def _by_several(question: str, head: str, keys: list[_Key], again: Again) -> Reading | None:
    """ "Batches per person and status": a row for each of both."""
    dated = sorted(keys, key=lambda key: key.what != "part")  # of which date, the question's other words say
    for order in dict.fromkeys((tuple(dated), tuple(keys), tuple(reversed(keys)))):
        first = _for_each(head, order[0], again)
        if first is None or not first.held or not first.query.aggregates or first.query.over:
            continue
        at, kind = _counted(first)
        query: Query | None = first.query
        others = []
        for key in order[1:]:
            other = _groups(kind, key, again)
            query = grouped(query, at, other.query) if query is not None and other is not None else None
            others.append(other)
        if query is not None:
            return _read(question, first, query, *(other for other in others if other is not None))
    raise NoGroups(f"no groups by {_and(keys)} could be made of {head!r}: ask for one of them")


def _for_each(head: str, key: _Key, again: Again) -> Reading | None:
    found = again(f"{head} per {key.text}")
    if found is not None and found.query.aggregates and found.form in ("per", "aggregate"):
        return found
    return again(f"how many {head} per {key.text}") if not _NO_LIST.match(head) else None


def _groups(kind: str, key: _Key, again: Again) -> Reading | None:
    """How many things of a kind there are for each of what is grouped by."""
    if not kind:
        return None
    row = schema.kind(kind)
    found = again(f"how many {row.plural} per {key.text}")
    if found is None and key.what != "part":  # "documents by type": by document type
        found = again(f"how many {row.plural} per {row.english} {key.text}")
    return found if found is not None and found.held and found.form == "per" else None


def _counted(reading: Reading) -> tuple[str, str]:
    """The node of what is counted, ranked or averaged, and its kind."""
    column = next((column for column in reading.query.columns if column.agg), None)
    var = column.var if column else reading.answer
    node = next((node for node in reading.query.nodes if node.var == var), None)
    kinds = node.kinds if node and node.kinds else reading.kinds if var == reading.answer else ()
    return var, kinds[0] if len(kinds) == 1 else ""


def _read(question: str, first: Reading, query: Query, *others: Reading) -> Reading:
    confidence = min(first.confidence, *(other.confidence for other in others))
    said = english(query, first.names)
    return replace(first, question=question, query=query, english=said, confidence=confidence)


# -- what each has ---------------------------------------------------------------------------------------------------


def _own_property(head: str, key: _Key, lexicon: Lexicon) -> str:
    """ "Rows per dataset" are those of each dataset, where datasets have rows: the question for them."""
    if key.what != "kind":
        return ""
    kinds = _kinds(key, lexicon)
    own = [asked.kind for asked in alone(head, lexicon).asked if asked.kind in kinds]
    return f"{head} of {schema.kind(own[0]).plural}" if own else ""


def _and(keys: list[_Key]) -> str:
    return " and ".join(key.text for key in keys)
