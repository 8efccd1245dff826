"""What an answer without rows says beside that: what to teach and ask instead, what is near, what was searched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkin.app.annotating_concepts import LOADER
from labkin.app.lab import Lab
from labkin.app.words import names_of, taught
from labkin.graph.query import Query
from labkin.nlp.question import ADVICE

if TYPE_CHECKING:
    from labkin.search.answer import Answer
    from labkin.search.answer_nearest import Near

_SEARCHED: dict[Path, tuple[int, int]] = {}  # by the lab's folder: at which transaction, how many sources


def not_understood(lab: Lab, found: Answer, day: date, again: Callable[[str], Answer]) -> dict[str, Any]:
    """What to teach, and questions near to this one that have an answer; `again` asks one."""
    from labkin.search.answer import words_of
    from labkin.search.answer_hints import lesson, questions

    profile = lab.profile()
    words = words_of(
        found.question,
        store=lab.store,
        profile=profile,
        names=names_of(lab),
        today=day,
        taught=taught(lab).words,
    )
    teach = lesson(words, found.unused, profile)
    near = questions(words, profile, lab.store, lambda question: _has_answer(again(question)))
    text = f"{found.text}, as in: {near[0]}" if near and found.text.endswith(ADVICE) else f"{found.text}."
    return {
        "text": f"{text} {teach.english()}" if teach else text,
        "teach": teach.command() if teach else "",
        "lesson": asdict(teach) | {"english": teach.english()} if teach else None,
        "alternatives": [{"question": question} for question in near],
    }


def _has_answer(found: Answer) -> bool:
    return found.status == "answered" and bool(found.rows or found.value)


def no_data(lab: Lab, found: Answer, limited: bool) -> dict[str, Any]:
    """The nearest things that exist, for an answer that may rest on all there is, and which sources were searched."""
    from labkin.search.answer_nearest import nearest

    near: tuple[Near, ...] = ()
    if isinstance(found.query, Query) and found.context and not limited and not _of_itself(found.query):
        near = nearest(found.query, found.context.answer, found.context.names, lab.profile(), lab.store)
    searched = _searched(lab)
    sources = "one source" if searched["sources"] == 1 else f"{searched['sources']:,} sources"
    said = [f"Nearest: {one.english()}." for one in near]
    said.append(f"Searched: {sources}, the newest change of {searched['newest'][:10]}.")
    return {
        "text": " ".join((found.text, *said)),
        "nearest": [one.to_json() for one in near],
        "searched": searched,
    }


def _of_itself(query: Query) -> bool:
    """Whether only values of one named thing are asked for: what is nearest to it is the thing itself."""
    return len(query.nodes) == 1 and bool(query.nodes[0].ids) and not query.edges


def _searched(lab: Lab) -> dict[str, Any]:
    """How many sources the lab has, without readings of texts, and the time of its newest transaction."""
    head = lab.ledger.head()
    if lab.folder not in _SEARCHED or _SEARCHED[lab.folder][0] != head:
        with lab.view() as view:
            _SEARCHED[lab.folder] = head, sum(info.source.loader != LOADER for info in view.sources())
    newest = lab.ledger.transactions(newest=1)
    return {"sources": _SEARCHED[lab.folder][1], "newest": newest[-1].at if newest else "", "transaction": head}
