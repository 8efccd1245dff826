"""Questions that come down to counting, said in other ways than "which has the most": "the most used instrument",
"the most common genre", "which project has the most batches", "how many films have a budget".

Each is put as a question that the reader knows, or what that gives is counted; the reading tells what was counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from labkin.graph import schema
from labkin.graph.profile import Profile
from labkin.graph.query import Column, Compare, Order, Query, both
from labkin.graph.query_english import english
from labkin.nlp.lexicon import Lexicon
from labkin.nlp.question_parts import alone
from labkin.nlp.question_words import ADJECTIVES

if TYPE_CHECKING:
    from labkin.nlp.question import Reading

Again = Callable[[str], "Reading | None"]

_ASKS = r"(?:(?:which|what|who) (?:is|are|was|were) |(?:show|list|find|name|give) )?(?:the |our )?"
_OFTEN = r"(?:often|frequently|commonly|heavily|widely|regularly)"
_DONE = r"\w+(?:ed|en|un|ne|ought|ade|ound|ept|ent|old|uilt)"  # participles
_COMMON = r"common|frequent|popular|prolific|productive|active|busy|represented"
_BY_VERB = (
    re.compile(rf"^{_ASKS}(?P<most>most|least) (?:{_OFTEN} )?(?P<verb>{_DONE}) (?P<what>[\w -]+)$"),
    re.compile(
        rf"^(?:which|what|who|the) (?P<what>[\w -]+?) (?:that )?(?:is|are|was|were|has been|have been|gets|got) "
        rf"(?:the )?(?P<most>most|least)?(?: {_OFTEN})? ?(?P<verb>{_DONE})(?: the)?"
        rf"(?: (?P<late>most|least))?(?: {_OFTEN})?$"
    ),
)
_BUSIEST = re.compile(
    rf"^{_ASKS}(?:(?P<most>most|least) (?:{_COMMON})|(?P<best>busiest|commonest)) (?P<what>[\w -]+?)"
    r"(?: (?:of|among|amongst|in|for|across) (?:all |the |our )*(?P<of>.+?))?$"
)
_AMONG = re.compile(
    rf"^(?:which|what) (?P<what>[\w -]+?) (?:is|are|was|were) (?:the )?(?:(?P<most>most|least) (?:{_COMMON}))"
    r"(?: (?:of|among|amongst|in|for|across) (?:all |the |our )*(?P<of>.+?))?$"
)
_WHEN_MOST = re.compile(
    r"^in (?:which|what) (?P<what>\w+) (?:is|are|was|were|did|do|have) (?:the )?(?P<most>most|fewest) (?P<of>.+)$"
)
_HAS_MOST = re.compile(
    r"^(?:which|what|the) (?P<what>[\w -]+?) (?:with|that has|has|have|had|contains?|includes?) "
    r"(?:the )?(?P<most>most|fewest|least|highest number of|largest number of|lowest number of) (?P<of>.+)$"
)
_HOW_MANY = re.compile(
    r"^(?:how many|(?:what is )?the number of|number of|count(?: of)?) (?P<what>.+?)"
    r"(?: (?:are there|is there|do we have|have we got|exist|are known))*$"
)


class NotCounted(Exception):
    """The question does not say of what is counted; the text is a sentence."""


def by_count(question: str, lexicon: Lexicon, profile: Profile, again: Again) -> Reading | None:
    """The reading of a question that comes down to counting; None for others. Raises NotCounted."""
    text = question.strip().rstrip("?.! ")
    for pattern in _BY_VERB:
        if (match := pattern.match(_lowered(text))) and (found := _by_verb(match, question, lexicon, again)):
            return found
    if match := _AMONG.match(_lowered(text)) or _BUSIEST.match(_lowered(text)):
        return _busiest(match, question, lexicon, profile, again)
    if match := _HAS_MOST.match(_lowered(text)) or _WHEN_MOST.match(_lowered(text)):
        return _most_of_value(match, question, lexicon, again)
    return None


def _lowered(text: str) -> str:
    """The question with its first letter small: the words that are looked for begin it."""
    return text[:1].lower() + text[1:]


def _whole(text: str, lexicon: Lexicon) -> tuple[tuple[str, ...], bool]:
    """The kinds that words mean, and whether they are a property or part of a date."""
    found = alone(text, lexicon)
    return found.kinds, found.part or any(asked.type in ("text", "list") for asked in found.asked)


# -- by what is done -------------------------------------------------------------------------------------------------


def _by_verb(match: re.Match[str], question: str, lexicon: Lexicon, again: Again) -> Reading | None:
    """ "The most used instrument": by how many others use it."""
    most, verb = match["most"] or (match["late"] if "late" in match.groupdict() else None), match["verb"]
    kinds, _ = _whole(match["what"], lexicon)
    if most is None or len(kinds) != 1 or f"{most} {verb}" in ADJECTIVES:
        return None
    row, known = schema.kind(kinds[0]), bool(alone(verb, lexicon).words.relations)
    for text in (f"which {row.plural} were {verb} by something", f"which {row.plural} were {verb}"):
        found = again(text)
        if found is None or not found.held:
            continue
        query = _ranked(found)
        if query is not None and most == "most":
            return _said(question, found, query)
    if known:  # of what has none of them there is no number, so that the least cannot be told
        raise NotCounted(f"say by what it is counted, as in: which {row.english} is {verb} by the most people")
    return None


def _ranked(found: Reading) -> Query | None:
    """Things that have one sort of link as the first of them by how many others it leads to."""
    query = found.query
    edge = query.edges[0] if len(query.edges) == 1 else None
    if edge is None or edge.hops != (1, 1) or len(query.nodes) != 2 or query.aggregates or found.form != "list":
        return None
    other = next(node for node in query.nodes if node.var != found.answer)
    if other.ids or found.answer not in (edge.source, edge.target):
        return None
    name = f"number of {schema.kind(other.kinds[0]).plural if len(other.kinds) == 1 else 'others'}"
    columns = (*query.columns[:2], Column(name, other.var, agg="count", distinct=True))
    order = (Order(name, True), Order(columns[0].name), Order(columns[1].name))
    return replace(query, columns=columns, distinct=False, order=order, limit=1, ties=True)


# -- by how many there are -------------------------------------------------------------------------------------------


def _busiest(match: re.Match[str], question: str, lexicon: Lexicon, profile: Profile, again: Again) -> Reading | None:
    """ "The most common genre", "the most common status of batches"."""
    most = "fewest" if match["most"] == "least" else "most"
    kinds, value = _whole(match["what"], lexicon)
    if match["of"]:
        if value:
            return _first(question, again(f"how many {match['of']} per {match['what']}"), most == "most")
        return again(f"which {match['what']} has the {most} {match['of']}")
    if value and not kinds:
        bearers = tuple(dict.fromkeys(asked.kind for asked in alone(match["what"], lexicon).asked))
        if len(bearers) == 1:
            whole = schema.kind(bearers[0]).plural
            return _first(question, again(f"how many {whole} per {match['what']}"), most == "most")
        raise NotCounted(f"say of what it is counted, as in: most common {match['what']} of batches")
    if kinds:
        others = _neighbours(kinds[0], profile) if len(kinds) == 1 else []
        if len(others) == 1:
            return again(f"which {match['what']} has the {most} {schema.kind(others[0]).plural}")
        one = schema.kind(others[0]).plural if others else "things"
        raise NotCounted(f"say of what it is counted, as in: which {match['what']} has the {most} {one}")
    *first, last = match["what"].split()
    kinds, _ = _whole(" ".join(first), lexicon) if first else ((), False)
    if len(kinds) == 1:  # "batch status"
        plural = schema.kind(kinds[0]).plural
        for value_name in (last, match["what"]):
            if found := _first(question, again(f"how many {plural} per {value_name}"), most == "most"):
                return found
    return None


def _neighbours(kind: str, profile: Profile) -> list[str]:
    """The kinds that things of a kind are linked with, those with the most links first."""
    found: dict[str, int] = {}
    for (subject, _, target), count in profile.triples.items():
        other = target if subject == kind else subject if target == kind else ""
        if other and other != kind:
            found[other] = found.get(other, 0) + count
    return sorted(found, key=lambda other: -found[other])


def _most_of_value(match: re.Match[str], question: str, lexicon: Lexicon, again: Again) -> Reading | None:
    """ "Which project has the most batches", where a project is only a value."""
    kinds, value = _whole(match["what"], lexicon)
    if kinds or not value:
        return None
    more = match["most"] in ("most", "highest number of", "largest number of")
    return _first(question, again(f"how many {match['of']} per {match['what']}"), more)


def _first(question: str, found: Reading | None, more: bool) -> Reading | None:
    """Of a count for each value the greatest or least."""
    if found is None or not found.held or found.form != "per" or found.query.over or found.query.limit is not None:
        return None
    counted = next(column for column in found.query.columns if column.agg)
    keys = tuple(Order(column.name) for column in found.query.columns if not column.agg)
    query = replace(found.query, order=(Order(counted.name, more), *keys), limit=1, ties=True)
    return _said(question, found, query)


def _said(question: str, found: Reading, query: Query) -> Reading:
    form = "per" if query.aggregates and found.form == "per" else found.form
    return replace(found, question=question, query=query, english=english(query, found.names), form=form)


# -- how many --------------------------------------------------------------------------------------------------------


def how_many(question: str, found: Reading | None, lexicon: Lexicon, again: Again) -> Reading | None:
    """What a question for a number gives, as a number: where it was read as a table, or names things by a sort.

    "How many films have a budget" asks for no budgets, "how many kinase assays are there" for those called so.
    """
    match = _HOW_MANY.match(_lowered(question.strip().rstrip("?.! ")))
    if match is None:
        return found
    if found is not None and found.held and found.form == "prop":
        return _having(question, match["what"], found, lexicon)
    if found is None or not found.held:
        listed = again(match["what"])
        if listed is not None and listed.held and listed.form == "list" and not listed.query.edges:
            named = len(listed.query.nodes) == 1 and len(listed.query.nodes[0].ids) > 1
            return counting(question, listed) if named else found
    return found


def _having(question: str, what: str, found: Reading, lexicon: Lexicon) -> Reading:
    """The number of what has a property, where such things and not the property's own number are asked for."""
    things, _, rest = re.sub(r"\b(?:has|had|with|having)\b", "have", what).partition("have")
    words = alone(things, lexicon).words
    last = len(words.tokens)
    nouns = (kinds for items in words.kinds.values() for kinds, end, _ in items if end == last)
    kinds = {meant.kind for kinds in nouns for meant in kinds}
    column = found.query.result[-1]
    told = {asked.prop for items in words.props.values() for own, _, _ in items for asked in own}
    if not rest.strip() or column.prop in told:  # "how many rows does the dataset have"
        return found
    if not kinds & set(found.kinds) or column.what != "prop" or not found.answer:
        return found
    query = replace(found.query, where=both(found.query.where, Compare(column.var, column.prop, "exists")))
    return counting(question, replace(found, query=query))


def between(found: Reading) -> Reading:
    """ "Dramas per director" are films: where one named thing would be counted, what joins it to the groups is."""
    query = found.query
    column = next((c for c in query.columns if c.agg == "count" and c.what == "id"), None)
    node = next((node for node in query.nodes if column is not None and node.var == column.var), None)
    if column is None or node is None or len(node.ids) != 1 or query.over is not None or found.form == "count":
        return found
    ends = [({edge.source, edge.target} - {node.var}) for edge in query.edges if node.var in (edge.source, edge.target)]
    groups = {c.var for c in query.columns if not c.agg}
    middle = [one for one in query.nodes if len(ends) == 1 and {one.var} == ends[0] and one.var not in groups]
    if len(middle) != 1 or middle[0].ids or len(middle[0].kinds) != 1:
        return found
    name = f"number of {schema.kind(middle[0].kinds[0]).plural}"
    counted = Column(name, middle[0].var, agg="count", distinct=True)
    query = replace(
        query,
        columns=tuple(counted if c == column else c for c in query.columns),
        order=tuple(replace(o, column=name) if o.column == column.name else o for o in query.order),
        having=tuple(replace(h, column=name) if h.column == column.name else h for h in query.having),
    )
    return replace(found, query=query, english=english(query, found.names))


def counting(question: str, listed: Reading) -> Reading:
    """How many things a list has."""
    title = schema.kind(listed.kinds[0]).plural if len(listed.kinds) == 1 else "things"
    column = Column(title, listed.answer, "id", agg="count", distinct=True)
    query = replace(
        listed.query, columns=(column,), distinct=False, order=(), limit=None, ties=False, having=(), offset=0
    )
    return replace(listed, question=question, query=query, english=english(query, listed.names), form="count")
