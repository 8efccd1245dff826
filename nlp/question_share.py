"""Questions for a share: "what percentage of batches were withdrawn", "the proportion of films with a sequel".

Two questions are asked: how many there are, and of how many of them the rest is so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from labkin.graph.query import Query
from labkin.nlp.question_about_asked import About, ShareQuery
from labkin.nlp.question_clean import cleaned
from labkin.nlp.question_counted import counting

if TYPE_CHECKING:
    from labkin.nlp.question import Reading

Again = Callable[[str], "Reading | None"]

_SHARE = r"(?:percentage|per ?cent|%|share|fraction|proportion|part|portion)"
_VERBS = (
    r"is|are|was|were|has been|have been|has|have|had|do not|does not|did not|do|does|did|contains?|came|come|comes|"
    r"inhibits?|binds?|treats?|target|targets|use|uses|used"
)
_WHOLE = re.compile(
    rf"^(?:what is |what was |what |which |give |show |tell |how (?:big|large|high) (?:is|was) )?(?:the |a )?{_SHARE} "
    r"of (?:all |the |our |all the |all our )*(?P<rest>.+)$",
    re.IGNORECASE,
)
_WORD = re.compile(rf"\b{_SHARE}(?: |$)", re.IGNORECASE)
_SO = re.compile(rf"\s(?:(?P<that>that|which|who) )?(?P<verb>{_VERBS})\s", re.IGNORECASE)
_WITH = re.compile(r"\s(?P<with>with|without|from|in|by|made|on|tested|of type)\s", re.IGNORECASE)
WHY = "a share is asked for as in: what percentage of batches are released"


class NoShare(Exception):
    """A share is asked for of which one of the two numbers cannot be told."""


def asks_share(question: str) -> bool:
    """Whether a question asks for a share of things, and not for a property that is called so.

    >>> asks_share("What % of films are dramas?"), asks_share("compounds with a bound fraction above 90 %")
    (True, False)
    """
    return _WHOLE.match(_plain(question)) is not None


def share(question: str, again: Again) -> About | None:
    """What share is asked for; None where none is. Raises NoShare."""
    match = _WHOLE.match(_plain(question))
    if match is None:
        return None
    for whole, part in _ways(match["rest"]):
        all_ = _number(again(f"how many {whole}"), again, whole)
        some = _number(again(f"how many {part}"), again, part) if all_ is not None else None
        if all_ is None or some is None or some.kinds != all_.kinds or some.query == all_.query:
            continue
        query = ShareQuery(some.query, all_.query)
        names = {**some.names, **all_.names}
        said = f"{_without_number(some.english)}, as a share of all {_without_number(all_.english)}"
        return About("share", query, said, names, confidence=min(some.confidence, all_.confidence))
    raise NoShare(WHY)


def _plain(question: str) -> str:
    return cleaned(question).strip().rstrip("?.! ").replace("%", " percentage ").replace("  ", " ").strip()


def _ways(rest: str) -> Iterator[tuple[str, str]]:
    """What the whole is and what the part: ("films", "films that are dramas"), for each place to part them."""
    for match in _SO.finditer(rest):
        whole, after = rest[: match.start()], rest[match.end() :]
        yield whole, f"{whole} {match['verb']} {after}"
        yield whole, f"{whole} that {match['verb']} {after}"
    for match in _WITH.finditer(rest):
        yield rest[: match.start()], rest


def _number(found: Reading | None, again: Again, text: str) -> Reading | None:
    """The reading that gives how many there are."""
    if found is None or not _counts(found):
        listed = again(text)
        found = counting(text, listed) if listed is not None and listed.held and listed.form == "list" else None
    return found if found is not None and _counts(found) else None


def _counts(found: Reading) -> bool:
    query: Query = found.query
    return found.held and found.form == "count" and query.over is None and len(query.columns) == 1


def _without_number(text: str) -> str:
    return text.removeprefix("the number of ")
