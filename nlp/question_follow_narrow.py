"""The answer before with more said of it, or less left: "only those from 2024", "without the withdrawn ones"."""

from __future__ import annotations

import re
from dataclasses import replace

from labkin.graph.query import Compare, Not, Or, Query, both, conditions
from labkin.nlp import question_follow_words as fixed
from labkin.nlp.normal import normal
from labkin.nlp.question import Reading
from labkin.nlp.question_follow_about import Asker
from labkin.nlp.question_follow_grouped import grouped
from labkin.nlp.question_follow_merge import NotJoined, among, listing, plain, renamed, standing, without
from labkin.nlp.question_follow_swap import all_names, best, several
from labkin.nlp.question_follow_words import KINDS, WORD
from labkin.nlp.question_tokens import read_words

_ONES = re.compile(r"^(?:(?:of|for|among) )?(.+?)\s+ones$", re.I)
_RELATIVE = re.compile(r"(?:that|which|who|whose)\b", re.I)


def kept(asker: Asker, rest: str) -> Reading | None:
    """What was found, with `rest` said of it too: "from 2024", "withdrawn", "that bind EGFR", "aspirin", "batches".

    Of a number for each it may be said of what is counted, too. Raises Ambiguous where it may be said of both.
    """
    found = _kept(asker, rest)
    counted = next((c.var for c in asker.context.query.columns if c.agg and c.var), asker.at)
    if not grouped(asker) or counted == asker.at:
        return found
    if found is not None and found.query == (named.query if (named := _among(asker, rest)) else None):
        return found
    context = replace(asker.context, answer=counted, kinds=())
    below = replace(asker, context=context)
    other = _kept(below, rest)
    if other is not None:
        other = replace(other, answer=asker.at, kinds=asker.kinds)
    if found is None or other is None or _ones(below, rest) != rest:
        return other or found
    if _ones(asker, rest) != rest:
        return found
    simple, far = sorted((found, other), key=lambda one: len(one.query.nodes))
    if len(simple.query.nodes) == len(far.query.nodes) or simple.query.node(asker.at).ids:
        raise several(asker.asked, [found, other])
    return simple  # the farther one goes round by what is counted


def _ones(asker: Asker, rest: str) -> str:
    """ "Withdrawn ones" for "of withdrawn batches", where batches are what was found."""
    words = rest.split()
    for at in range(max(1, len(words) - 3), len(words)):
        if {m.kind for m in asker.lexicon.kinds.get(normal(" ".join(words[at:])), ())} & set(asker.kinds):
            return " ".join((*words[:at], "ones"))
    return rest


def alike(query: Query) -> bool:
    """Whether a thing is to be linked in one way with two that are named: "by Maya" after "by Tomas"."""
    ends = [
        (one.relations, here, one.source == here)
        for one in query.edges
        for here, there in ((one.source, one.target), (one.target, one.source))
        if query.node(there).ids
    ]
    return len(ends) != len(set(ends))


def _kept(asker: Asker, rest: str) -> Reading | None:
    rest = _ONES.sub(r"\1", _ones(asker, rest.strip()))
    rest = re.sub(r"^(?:the|those|these|ones)\s+(?=\S)", "", rest, flags=re.I)
    if normal(rest) in asker.lexicon.kinds:
        return of_kind(asker, rest)
    if (named := _among(asker, rest)) is not None:
        return named
    texts = [
        f"show {WORD} {rest}",
        f"show {WORD} that are {rest}",
        f"show {WORD} that {rest}",
        f"show {WORD} with {rest}",
        f"show {KINDS} {WORD} that are {rest}",
    ]
    if _RELATIVE.match(rest):
        texts = texts[:1]
    for text in texts:
        found = asker.narrowed(text)
        if found is not None and found.held:
            return found
    return None


def _among(asker: Asker, rest: str) -> Reading | None:
    """Those that are named, of what was found."""
    if (ids := _ids(asker, rest)) is None:
        return None
    names, kind = ids
    if kind not in asker.kinds:
        return None
    try:
        query = among(asker.context.query, asker.at, tuple(names))
    except NotJoined:
        return None
    return asker.made(replace(asker.changed(query), names=names), query)


def between(asker: Asker, rest: str) -> Reading | None:
    """What was found, where `rest` is another end to what was said: "below 600" where above 500 was asked for."""
    if fixed.FOR.match(rest) and not fixed.BOUND.match(rest):
        return None
    found = kept(asker, rest) if fixed.BOUND.match(rest) else None
    if found is None:
        return None
    old = [leaf for leaf in conditions(asker.context.query.where) if isinstance(leaf, Compare)]
    new = [leaf for leaf in conditions(found.query.where) if isinstance(leaf, Compare) and leaf not in old]
    ends = [(a, b) for a in old for b in new if (a.var, a.prop) == (b.var, b.prop)]
    open_ = len(ends) == 1 and len({leaf.prop for leaf in new}) == len(new)
    return found if open_ and _meet(*ends[0]) else None


def _meet(one: Compare, other: Compare) -> bool:
    """Whether two bounds, one from below and one from above, leave something between them."""
    low, high = (one, other) if one.op in (">", ">=") else (other, one)
    if low.op not in (">", ">=") or high.op not in ("<", "<="):
        return False
    return str(low.value) < str(high.value) if isinstance(low.value, str) else low.value < high.value  # type: ignore[operator]


def of_kind(asker: Asker, words: str) -> Reading | None:
    """Those of a kind, of things of several kinds."""
    meant = {m.kind for m in asker.lexicon.kinds.get(normal(words), ()) if m.rank == 0}
    kinds = tuple(sorted(meant & set(asker.kinds)))
    query = asker.context.query
    if not kinds or len(asker.kinds) == len(kinds) or not plain(query) or query.node(asker.at).ids:
        return None
    nodes = tuple(replace(n, kinds=kinds) if n.var == asker.at else n for n in query.nodes)
    query = replace(query, nodes=nodes)
    if not query.aggregates:
        query = listing(query, asker.at, kinds)
    return replace(asker.changed(query), kinds=kinds)


def excluded(asker: Asker, rest: str) -> Reading | None:
    """What was found, without what `rest` names or says."""
    rest = re.sub(r"\s+ones$", "", rest.strip(), flags=re.I)
    if (ids := _ids(asker, rest)) is not None:
        names, kind = ids
        try:
            query = without(asker.context.query, asker.at, {kind}, tuple(names))
        except NotJoined:
            return None
        return asker.made(replace(asker.changed(query), names=names), query)
    rest = re.sub(r"^(?:those|these|the|ones|any)\s+", "", rest, flags=re.I)
    relative = _RELATIVE.match(rest)
    said = rest[relative.end() :].strip() if relative else rest
    said = re.sub(r"^(?:is|are|was|were)\s+", "", said, flags=re.I)
    for text in (f"show {WORD} that are not {said}", f"show {WORD} without {said}", f"show {WORD} that do not {said}"):
        found = asker.narrowed(text)
        if found is not None and found.held:
            return found
    return _denied(asker, said)


def _denied(asker: Asker, said: str) -> Reading | None:
    """What was found, without those of whose properties something holds."""
    for text in (f"show {WORD} {said}", f"show {WORD} that are {said}"):
        reading = asker.read(text, asker.kinds)
        if reading is None or not reading.held or reading.form != "list":
            continue
        new = renamed(reading.query, (), {standing(reading.query)[0]: asker.at})
        if len(new.nodes) > 1 or new.where is None or not plain(new) or not plain(asker.context.query):
            continue
        leaves = [leaf for leaf in conditions(new.where) if isinstance(leaf, Compare)]
        missing = (Compare(asker.at, prop, "missing") for prop in dict.fromkeys(leaf.prop for leaf in leaves))
        where = both(asker.context.query.where, Or((*missing, Not(new.where))))
        return asker.changed(replace(asker.context.query, where=where))
    return None


def _ids(asker: Asker, rest: str) -> tuple[dict[str, str], str] | None:
    """The things that are named, if the words are nothing but names of things of one kind."""
    words = read_words(rest, asker.lexicon, asker.names, asker.today)
    mentions = all_names(words)
    if not mentions:
        return None
    here = [hit.kind for hit in mentions[0].hits]
    kinds = [k for k in dict.fromkeys(here) if all(any(h.kind == k for h in m.hits) for m in mentions)]
    kinds = [k for k in kinds if k in asker.kinds] or kinds
    for kind in kinds:
        hits = [hit for mention in mentions for hit in best(mention, kind)]
        return {hit.id: hit.name for hit in hits}, kind
    return None
