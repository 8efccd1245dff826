"""The answer before in another shape: in an order, cut, counted, listed, with a column more, per kind, narrowed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from labkin.graph import censored
from labkin.graph.query import Column, Compare, Order, Query, both, conditions
from labkin.graph.query_english import prop_words
from labkin.nlp import question_follow_words as fixed
from labkin.nlp.lexicon import Asked
from labkin.nlp.normal import normal
from labkin.nlp.question import NotUnderstood, Reading
from labkin.nlp.question_follow_about import Asker, Referent
from labkin.nlp.question_follow_grouped import grouped, ungrouped
from labkin.nlp.question_follow_merge import (
    NotJoined,
    among,
    counting,
    grafted,
    listing,
    ordered,
    plain,
)
from labkin.nlp.question_follow_ranked import from_other_end, ranked, uncut, unordered
from labkin.nlp.question_follow_words import KINDS, WORD
from labkin.nlp.question_words import AGGREGATES

_WAY = re.compile(
    "asc|desc|creasing|high|low|large|small|bigg|fewest|least|most(?! recent)|best|top|revers|round| z| a$", re.I
)
_Match = re.Match[str]


def _refuse(asker: Asker, why: str) -> NotUnderstood:
    return NotUnderstood(asker.asked, (), f"{why} (the question before was {asker.context.question!r})")


# -- order and cut ---------------------------------------------------------------------------------------------------


def props(asker: Asker, words: str) -> Asked | None:
    """The property of the things of the answer that words name, if the graph holds it for them; "date" their only."""
    asked = asker.lexicon.props.get(normal(words), ())
    kinds = asker.kinds
    if normal(words) in ("date", "dates", "time") and not any(one.kind in kinds for one in asked):
        dated = {kind: [a for a in asker.lexicon.dates() if a.kind == kind] for kind in kinds}
        asked = tuple(ones[0] for ones in dated.values() if len({one.prop for one in ones}) == 1)
    fits = [a for a in asked if a.kind in kinds and a.prop in asker.profile.props.get(a.kind, {})]
    if len(kinds) != 1 and len({a.kind for a in fits}) != len(kinds):
        return None
    return min(fits, key=lambda a: (a.rank, a.prop), default=None)


def _listed(asker: Asker) -> Query:
    """The table of the answer; of a number, that of what was counted."""
    query = asker.context.query
    return query if asker.context.form in ("list", "prop", "per") else listing(query, asker.at, asker.kinds)


def as_list(asker: Asker) -> Asker:
    """The same after the table of what was counted, where only a number or a truth value was asked for."""
    if asker.context.form not in ("count", "yes_no"):
        return asker
    try:
        query = listing(asker.context.query, asker.at, asker.kinds)
    except NotJoined:
        return asker
    context = replace(asker.context, query=query, form="list", answer=asker.at, kinds=asker.kinds)
    return replace(asker, context=context)


def _by(asker: Asker, words: str, down: bool) -> Query | None:
    """The table in the order of a column it has, or of a property."""
    query = _listed(asker)
    form = normal(words)
    column = next(
        (c for c in query.columns if form in (normal(c.name), normal(c.name.removeprefix("number of ")))), None
    )
    if form in ("name", "names"):
        column = next((c for c in query.columns if c.var == asker.at and c.prop == "name" and not c.agg), column)
    if column is None:
        asked = props(asker, words)
        if asked is None:
            return None
        column = Column(prop_words(asked.prop)[0], asker.at, "prop", asked.prop)
        if query.aggregates:
            return None
        done = ordered(query, asker.at, (Order(column.name, down),), column)
    else:
        done = replace(query, order=(Order(column.name, down),))
    if query.limit is not None and done.order[:1] != query.order[:1]:
        raise NotJoined  # other rows would be the first
    _one_unit(asker, done)
    return _settled(asker, done)


def _settled(asker: Asker, query: Query) -> Query:
    """Rows that are alike in what they are ordered by come in the order of their names and identifiers."""
    last = [c.name for c in query.columns if c.var == asker.at and not c.agg and (c.prop == "name" or c.what == "id")]
    more = (Order(name) for name in last if all(order.column != name for order in query.order))
    return replace(query, order=(*query.order, *more))


def _one_unit(asker: Asker, query: Query) -> None:
    known = asker.profile.props.get(censored.KIND, {}).get(censored.UNIT)
    by = next((c for c in query.columns if query.order and c.name == query.order[0].column), None)
    if known is None or len(known.values) < 2 or by is None or by.prop != censored.VALUE or by.agg:
        return
    if asker.kinds != (censored.KIND,):
        return
    leaves = (leaf for leaf in conditions(query.where) if isinstance(leaf, Compare))
    if not any((leaf.var, leaf.prop, leaf.op) == (by.var, censored.UNIT, "=") for leaf in leaves):
        raise _refuse(asker, "the values are in several units, which have no order; ask for one unit first")


def _sorted(asker: Asker, match: _Match) -> Reading | None:
    way = match["way"] or match["only"] or (f"{match['end']} first" if match["end"] else "")
    words = match["prop"] or match["what"] or ""
    context = asker.context
    try:
        if words:
            query = _by(asker, words, fixed.downwards(way))
        elif context.query.order and context.query.limit is None and _WAY.search(way):
            first = context.query.order[0]
            down = not first.descending if re.search("reverse|round", way, re.I) else fixed.downwards(way)
            query = replace(context.query, order=(replace(first, descending=down), *context.query.order[1:]))
        else:
            query = None
    except NotJoined:
        query = None
    if query is not None:
        return _shaped(asker, query)
    if words and ranked(asker) and context.form == "list" and (rows := _rows_only(asker)) is not None:
        return _sorted(rows, match)
    if words:
        if (found := asker.narrowed(f"show {WORD} sorted by {words}")) is not None and found.query.order:
            down = fixed.downwards(way) if way else False
            first = replace(found.query.order[0], descending=down)
            query = _settled(asker, replace(found.query, order=(first,)))
            return asker.made(replace(found, confidence=0.9), query)
        raise _refuse(asker, f"the rows before cannot be sorted by {words!r}")
    word = re.sub(r"^the | ones? first$| first$", "", way, flags=re.I)
    if (found := as_list(asker).narrowed(f"which {word} {KINDS} {WORD}")) is not None and found.query.order:
        return asker.made(found, replace(found.query, limit=None))
    raise _refuse(asker, "say by what the rows are to be sorted, as in: sort by date")


def _rows_only(asker: Asker) -> Asker | None:
    """After a list of the very things that the first few of a ranking were."""
    after = unordered(asker)
    try:
        query = among(replace(after.context.query, order=(), limit=None, ties=False), asker.at, asker.context.ids)
    except NotJoined:
        return None
    return replace(asker, context=replace(asker.context, query=query))


def _shaped(asker: Asker, query: Query) -> Reading:
    """Another order or cut: a list stays a list, what was a number becomes one."""
    form = asker.context.form
    return asker.changed(query, form if form in ("list", "prop", "per") else "list", asker.at)


def _top(asker: Asker, match: _Match) -> Reading | None:
    number = fixed.count(match["number"] or match["some"]) or 1
    if match["prop"]:
        try:
            query = _by(asker, match["prop"], True)
        except NotJoined:
            query = None
        if query is None:
            found = asker.narrowed(f"show {WORD} sorted by {match['prop']}")
            if found is None or not found.query.order:
                raise _refuse(asker, f"the rows before cannot be ranked by {match['prop']!r}")
            return asker.made(found, replace(_settled(asker, found.query), limit=number))
        if query.limit is not None and query.limit < number:
            raise _refuse(asker, f"there {_rows(query.limit)}")
        return _shaped(asker, replace(query, limit=number))
    query = _listed_or_refuse(asker)
    first = next((c for c in query.columns if query.order and c.name == query.order[0].column), None)
    by_it = first is not None and first.prop != "name"
    if (match["word"] or "").lower() == "top" and not by_it:
        raise _refuse(asker, f"say by what they are ranked, as in: top {number} by date")
    if query.limit is not None and query.limit < number:
        if by_it and asker.context.form in ("list", "per", "aggregate") and uncut(asker, match[0]) is not None:
            return asker.changed(replace(_settled(asker, query), limit=number, ties=False))
        raise _refuse(asker, f"there {_rows(query.limit)}")
    if not query.order and asker.context.ids:  # those that were shown first
        return _shaped(asker, among(query, asker.at, asker.context.ids[:number]))
    return _shaped(asker, replace(_settled(asker, query), limit=number))


def _rows(number: int) -> str:
    return "is only one row" if number == 1 else f"are only {number} rows"


def _ranked(asker: Asker, match: _Match) -> Reading | None:
    """ "The 5 heaviest"; after the first of another order, of all that was ranked there."""
    number = fixed.count(match["number"] or match["more"])
    after = as_list(asker)
    end = match["word"].lower() in fixed.ENDS
    again = asker.context.query.limit == 1 or re.match("and ", match[0], re.I) or (end and number)
    whole = (again or grouped(asker)) and uncut(asker, match[0]) is not None
    if whole or asker.context.query.limit is None:
        if (found := from_other_end(asker, match["word"], number)) is not None:
            return found
        after = unordered(asker) if ranked(asker) else after
        number = number or (asker.context.query.limit if ranked(asker) and asker.context.query.limit != 1 else None)
    if end and (ranked(asker) or grouped(asker)):
        raise _refuse(asker, "say of what, as in: the 5 with the lowest value")
    if end:
        return None
    found = after.narrowed(f"which {number or ''} {match['word']} {KINDS} {WORD}")
    if found is None:
        raise _refuse(asker, f"the rows before cannot be ranked by {match['word']!r}")
    return found


def _nth(asker: Asker, match: _Match) -> Reading | None:
    """ "And the second?", after the first of a ranking."""
    query, place = asker.context.query, fixed.PLACES[match["nth"].lower()]
    if not ranked(asker) or query.limit != 1 or asker.context.form not in ("list", "per", "aggregate"):
        return None
    if match["word"] and match["word"].lower() not in asker.context.question.lower():
        return None
    return asker.changed(replace(_settled(asker, query), offset=place - 1, ties=False))


def _most(asker: Asker, match: _Match) -> Reading | None:
    """ "Which has the most?", of numbers for each of something."""
    noun = normal(match["noun"] or "")
    if not grouped(asker) or (noun and not {m.kind for m in asker.lexicon.kinds.get(noun, ())} & set(asker.kinds)):
        return None
    return from_other_end(asker, match["word"], None)


def _listed_or_refuse(asker: Asker) -> Query:
    try:
        return _listed(asker)
    except NotJoined:
        raise _refuse(asker, "the answer before has no rows that could be cut") from None


def _next(asker: Asker, match: _Match) -> Reading | None:
    """ "The next 5": after all rows that were given, of which some may have tied. Who asks for no number is given those
    that tie again, who asks for one gets as many."""
    query = asker.context.query
    if query.limit is None or not query.order:
        raise _refuse(asker, "all rows were given already")
    number = fixed.count(match["number"] or match["more"])
    given = max(query.limit, asker.context.shown) if query.ties else query.limit
    ties = query.ties and not number
    return asker.changed(replace(query, offset=query.offset + given, limit=number or query.limit, ties=ties))


# -- count, list, columns --------------------------------------------------------------------------------------------


def _count(asker: Asker, match: _Match) -> Reading | None:
    context = asker.context
    if context.form == "per":
        return None
    try:
        query = counting(context.query, asker.at, asker.kinds, context.ids)
    except NotJoined:
        raise _refuse(asker, "what was found before cannot be counted") from None
    return replace(asker.changed(query, "count", asker.at), kinds=asker.kinds)


def _list(asker: Asker, match: _Match) -> Reading | None:
    if asker.context.form not in ("count", "yes_no", "aggregate"):
        return asker.changed(asker.context.query) if asker.context.form in ("list", "per") else None
    try:
        query = listing(asker.context.query, asker.at, asker.kinds)
    except NotJoined:
        return None
    return replace(asker.changed(query, "list", asker.at), kinds=asker.kinds)


def _columns(asker: Asker, match: _Match) -> Reading | None:
    """ "Show the dates too"."""
    if asker.context.form not in ("list", "prop") or asker.context.query.aggregates:
        return None
    query = asker.context.query
    for words in re.split(r",\s*(?:and\s+)?|\s+and\s+", match["rest"]):
        asked = props(asker, re.sub(r"^(?:the|their|its|also)\s+", "", words.strip(), flags=re.I))
        if asked is None:
            return None
        name = prop_words(asked.prop)[0]
        if all((c.var, c.prop) != (asker.at, asked.prop) for c in query.columns):
            if any(c.name == name for c in query.columns):
                return None
            query = replace(query, columns=(*query.columns, Column(name, asker.at, "prop", asked.prop)))
    return asker.changed(query, "list")


def _per(asker: Asker, match: _Match) -> Reading | None:
    """ "Per assay?": the same number for each of another kind, or how many of the rows."""
    asker = ungrouped(asker) or asker if asker.context.form in ("per", "aggregate") else asker
    context = asker.context
    if not context.earlier and context.form in ("count", "aggregate"):
        found = asker.tried(f"{fixed.trimmed(context.question)} per {match['rest']}")
        if found is not None and found.held and not _of_one(found):
            return found
    if context.form == "aggregate":
        return _per_value(asker, match["rest"]) or _per_kind(asker, match["rest"])
    reading = asker.read(f"how many {WORD} per {match['rest']}", asker.kinds)
    if reading is None or not reading.held or reading.form != "per" or _of_one(reading):
        return None
    try:
        return asker.made(reading, grafted(reading.query, context.query, asker.at))
    except NotJoined:
        return None


def _of_one(reading: Reading) -> bool:
    """Whether a number "for each" is that of one thing that is named: "by Maya"."""
    groups = {column.var for column in reading.query.columns if column.what == "id" and not column.agg}
    return any(node.ids not in ((), (WORD,)) for node in reading.query.nodes if node.var in groups)


def _per_kind(asker: Asker, words: str) -> Reading | None:
    """A mean for each thing of a kind that the things are linked with."""
    counted = [column for column in asker.context.query.columns if column.agg]
    name = next((name for name, agg in AGGREGATES.items() if len(counted) == 1 and agg == counted[0].agg), "")
    if not name or counted[0].what != "prop" or asker.context.query.over is not None:
        return None
    text = f"{name} {prop_words(counted[0].prop)[0]} of {WORD} per {words}"
    reading = asker.read(text, asker.kinds)
    if reading is None or not reading.held or reading.form != "aggregate" or _of_one(reading):
        return None
    try:
        return asker.made(reading, grafted(reading.query, asker.context.query, asker.at))
    except NotJoined:
        return None


def _per_value(asker: Asker, words: str) -> Reading | None:
    """A mean for each value of a property."""
    query, asked = asker.context.query, props(asker, words)
    counted = [column for column in query.columns if column.agg]
    if asked is None or len(counted) != 1 or not plain(query):
        return None
    name = prop_words(asked.prop)[0]
    if any(c.name == name for c in query.columns):
        return None
    where = both(query.where, Compare(asker.at, asked.prop, "exists"))
    columns = (Column(name, asker.at, "prop", asked.prop), *query.columns)
    if query.over is not None:
        over = replace(query.over, per=(*query.over.per, name))
        return asker.changed(replace(query, where=where, columns=columns, over=over), "aggregate")
    order = (Order(counted[0].name, True), Order(name))
    return asker.changed(replace(query, where=where, columns=columns, order=order), "aggregate")


def _mean(asker: Asker, match: _Match) -> Reading | None:
    """ "And the average purity?"."""
    if asker.context.form not in ("list", "count", "prop"):
        return None
    own = asker.context.query.node(asker.at).ids
    one = Referent(asker.kinds, "", own if len(own) == 1 else ())
    return asker.about(f"the {match['agg']} {match['prop']} of {WORD}", one)


def _based(asker: Asker, match: _Match) -> Reading | None:
    """ "How many values is that based on?": how many things the mean before was taken of."""
    meant = {m.kind for m in asker.lexicon.kinds.get(normal(match["rest"]), ())}
    if asker.context.form != "aggregate" or not (
        meant & set(asker.kinds) or normal(match["rest"]) in ("values", "data points", "points", "rows", "results")
    ):
        return None
    return _count(asker, match)


SHAPES: tuple[tuple[re.Pattern[str], Callable[[Asker, _Match], Reading | None]], ...] = (
    (fixed.BASED, _based),
    (fixed.NTH, _nth),
    (fixed.COUNT, _count),
    (fixed.LISTED, _list),
    (fixed.TOP, _top),
    (fixed.RANKED, _ranked),
    (fixed.MOST, _most),
    (fixed.NEXT, _next),
    (fixed.SORT, _sorted),
    (fixed.PER, _per),
    (fixed.MEAN, _mean),
    (fixed.SHOWN, _columns),
)
