"""Ways to follow a question that leave out words of it: "by whom were they written?", "how many has Maya made?"."""

from __future__ import annotations

import re
from dataclasses import replace

from labkin.graph.query import NodePattern
from labkin.nlp import question_follow_words as fixed
from labkin.nlp.normal import normal
from labkin.nlp.question import NotUnderstood, Reading
from labkin.nlp.question_follow_about import Asker
from labkin.nlp.question_follow_merge import NotJoined, listing
from labkin.nlp.question_plan import called, columns_of
from labkin.nlp.question_words import MOST, SUPERLATIVES

_BY_WHOM = re.compile(
    r"(?:and )?(?P<by>by|from|with|for|to|in) (?P<who>whom|who|which \w+|what) (?P<be>was|were|is|are) "
    r"(?P<them>they|those|these|that|this|it) (?P<verb>\w+)",
    re.I,
)
_HOW_MANY = re.compile(r"(?:and )?how many (?P<rest>(?:has|have|had|did|does|do) .+)", re.I)
_BEST = re.compile(rf"\b(?:{'|'.join(sorted({*SUPERLATIVES, *MOST} - {'top'}, key=len, reverse=True))})\b", re.I)
_OTHER_END = re.compile(
    r"(?:and |what about |how about |which is |what is |what's )*(?:the |his |her |its |their )?"
    rf"(?P<word>{_BEST.pattern})(?: one)?",
    re.I,
)
_OWNED = re.compile(r"(?:its|their|his|her) (?P<rest>[^\W\d_][\w -]*)", re.I)


def reworded(text: str) -> str:
    """The question with its preposition behind the verb.

    >>> reworded("by whom were they written")
    'who were they written by'
    """
    if match := _BY_WHOM.fullmatch(text):
        who = "who" if match["who"].lower() == "whom" else match["who"]
        return f"{who} {match['be']} {match['them']} {match['verb']} {match['by']}"
    return text


def elided(asker: Asker, text: str) -> Reading | None:
    """ "How many has Maya made?": of what was counted or listed before."""
    match = _HOW_MANY.fullmatch(text)
    if match is None or asker.context.form not in ("count", "list"):
        return None
    for kind in asker.kinds[:1]:
        found = asker.tried(f"how many {asker.plural(kind)} {match['rest']}")
        if found is not None and found.held and found.form == "count":
            return found
    return None


def other_end(asker: Asker, text: str) -> Reading | None:
    """ "And the smallest?": the question before, where that asked for the largest."""
    match = _OTHER_END.fullmatch(text)
    before = asker.context.question
    if match is None or asker.context.earlier or len(_BEST.findall(before)) != 1:
        return None
    if asker.context.query.limit is None:
        return None
    found = asker.tried(_BEST.sub(match["word"], before))
    return found if found is not None and found.held and found.query.limit is not None else None


def which_kind(asker: Asker, text: str) -> Reading | None:
    """ "Which genes?", "which drugs do?": those of the kind in the question before, and never all that there are.

    Raises NotUnderstood where that spoke of none, or of several that may be meant.
    """
    match = fixed.WHICH.fullmatch(text)
    meant = {m.kind for m in asker.lexicon.kinds.get(normal(match["noun"]), ())} if match else set[str]()
    query = asker.context.query
    if match is None or not meant:
        return None
    nodes = [n for n in query.nodes if meant & set(n.kinds or asker.kinds_of(n.ids))]
    wanted = [n for n in nodes if n.ids] if asker.context.form == "yes_no" else [n for n in nodes if not n.ids]
    far = query.limit is not None and any(node.var != asker.at for node in wanted) and not asker.context.ids
    if len(wanted) != 1 or query.over is not None or far:
        raise NotUnderstood(
            asker.asked, (), f"{text!r} says too little after {asker.context.question!r}; ask it in full"
        )
    node = wanted[0]
    kinds = node.kinds or asker.kinds_of(node.ids)
    found = asker.context.ids if query.limit is not None and node.var != asker.at else ()

    def put(one: NodePattern) -> NodePattern:
        if one == node:
            return replace(one, ids=(), kinds=kinds)
        return replace(one, kinds=(), ids=found) if found and one.var == asker.at else one

    plain = replace(query, nodes=tuple(map(put, query.nodes)), limit=None, order=(), ties=False, having=())
    try:
        plain = listing(replace(plain, columns=columns_of(node.var, called(kinds), kinds)), node.var, kinds)
    except NotJoined:
        return None
    return replace(asker.changed(plain, "list", node.var), kinds=kinds)


def owned(text: str) -> str:
    """Of what was found: "its capital" asks for the capital. Empty for other words.

    >>> owned("its capital"), owned("his"), owned("their role in asthma?")
    ('capital', '', '')
    """
    match = _OWNED.fullmatch(text)
    return match["rest"] if match else ""
