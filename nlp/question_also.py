"""What a question asks beside its things: when it was, and why; a column more, or a refusal."""

from __future__ import annotations

import re
from dataclasses import replace

from labkin.graph.query import Column, Query
from labkin.graph.schema import readable
from labkin.nlp.lexicon import Lexicon
from labkin.nlp.question_join_words import REASONS
from labkin.nlp.question_sense import Senses

_ALSO = re.compile(r"[,;]?\s+and\s+(?P<asked>why|when)\s*[?.!]*$", re.IGNORECASE)
_ANOTHER = re.compile(
    r"[,;]?\s+and\s+(?P<asked>where|(?:by|in|for|from|at|on)\s+(?:whom|which)|who\s+\w+(?:\s+\w+)?\s+(?:them|it))\b[^?]*[?.!]*$",
    re.IGNORECASE,
)


def also_asked(question: str) -> tuple[str, str]:
    """The question without its "and when" or "and why", and that word; the question and nothing where it has none.

    >>> also_asked("Which batches were withdrawn, and why?")
    ('Which batches were withdrawn?', 'why')
    """
    match = _ALSO.search(question)
    return (f"{question[: match.start()]}?", match["asked"].casefold()) if match else (question, "")


def another_asked(question: str) -> tuple[str, ...]:
    """The words with which something of other things is asked besides, which one table does not show.

    >>> another_asked("How many batches were withdrawn, and by whom?")
    ('by', 'whom')
    """
    match = _ANOTHER.search(question)
    return tuple(match["asked"].split()) if match else ()


def with_told(query: Query, answer: str, kinds: tuple[str, ...], word: str, senses: Senses) -> tuple[Query | None, str]:
    """A list with when, or why, it was so, and what that is called; None where it is not known of such things."""
    kind = kinds[0] if len(kinds) == 1 else ""
    prop = senses.main_date(kind) if word == "when" else _reason(kind, senses.lexicon)
    plain = query.columns and not query.aggregates and not any(column.agg for column in query.result)
    if not plain or prop not in senses.profile.props.get(kind, {}):
        return None, ""
    said = readable(prop)
    if any(column.prop == prop and column.var == answer for column in query.columns):
        return query, said
    return replace(query, columns=(*query.columns, Column(said, answer, "prop", prop))), said


def _reason(kind: str, lexicon: Lexicon) -> str:
    """The property that says why, of things of a kind; empty for none."""
    rows = (asked for word in REASONS for asked in lexicon.props.get(word, ()))
    return next((asked.prop for asked in rows if asked.kind == kind), "")
