"""Ways to follow a question that leave out words of it: "by whom were they written?", "how many has Maya made?"."""

from __future__ import annotations

import re

from labkin.nlp.question import Reading
from labkin.nlp.question_follow_about import Asker
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


def owned(text: str) -> str:
    """Of what was found: "its capital" asks for the capital. Empty for other words.

    >>> owned("its capital"), owned("his"), owned("their role in asthma?")
    ('capital', '', '')
    """
    match = _OWNED.fullmatch(text)
    return match["rest"] if match else ""
