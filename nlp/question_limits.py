"""Words that a reading passed over though they change the answer.

The grammar cannot say "every", "only" or "fewer than three, none included". A question that needs it must be refused: a
wrong table is worse than none. What is checked here are such words against the query that came out.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from itertools import pairwise
from typing import Any

from labkin.graph import censored
from labkin.graph.query import Compare, Having, Linked, NodePattern, Not, Query
from labkin.nlp.question_words import AUXILIARIES, HARMLESS
from labkin.nlp.question_words import words as word_set

LISTING = frozenset(
    {
        "list",
        "show",
        "give",
        "me",
        "us",
        "find",
        "get",
        "display",
        "print",
        "fetch",
        "what",
        "which",
        "are",
        "name",
        "please",
    }
)
ALTOGETHER = frozenset({"in", "at", "of"})  # "how many in all", "of all batches"
NOT = frozenset({"not", "n't", "never", "no", "without", "nor", "cannot"})
_LOW = word_set("smallest lowest least minimum min earliest first cheapest shortest lightest oldest worst")
_HIGH = word_set("largest highest most maximum max latest last dearest longest heaviest newest best biggest")
BELOW = frozenset({"<", "<="})
_WITH_ANY = frozenset({"at", "any", "known", "one"})  # "the fewest known", "at least one": those that have any


def overlooked(words: Sequence[str], query: Query) -> tuple[str, ...]:
    """The words, in small letters, that the query does not carry; empty when it carries all."""
    words = _without_reciprocals(words)
    found = [word for number, word in enumerate(words) if _unsaid(word, words[:number], query)]
    if words[:1] and _denied_at_once(words):
        found.append("not")  # "is there no drug for X": not whether there is one that is not for X
    if "fewest" in words and query.aggregates and not _WITH_ANY & set(words):
        found.append("fewest")  # what has none has fewest, and is not in the query
    if _excepts(words) and not any(_is_denial(part) for part in parts_of(query)):
        found.append("other" if "other" in words else "except")
    found += _both_ends(words)
    if any(map(_denies, words)) and _measured(query):
        found.append("not")
    if any(isinstance(part, Having) and (part.op in BELOW or part.value == 0) for part in parts_of(query)):
        found += [word for word in words if word in ("fewer", "less", "most", "maximum", "under", "below", "up")]
    return tuple(dict.fromkeys(found))


def _excepts(words: Sequence[str]) -> bool:
    """Whether something is to be left out: "other than aspirin"."""
    return bool({"except", "excluding", "excepting"} & set(words)) or ("other", "than") in pairwise(words)


def _both_ends(words: Sequence[str]) -> tuple[str, ...]:
    """The words of a question for the lowest and the highest at once, of which one query gives only one."""
    pairs = zip(words, words[1:], words[2:], strict=False)
    return next(((a, b) for a, join, b in pairs if join in ("and", "or") and {a in _LOW, b in _LOW} == {True, False}
                 and {a in _HIGH, b in _HIGH} == {True, False}), ())  # fmt: skip


def _is_denial(part: object) -> bool:
    return isinstance(part, Not) or (isinstance(part, Compare) and part.op == "!=")


def _denied_at_once(words: Sequence[str]) -> bool:
    """Whether a question for yes or no begins with its denial."""
    if words[0] not in AUXILIARIES | NOT:
        return False
    return any(_denies(word) for word in words[:2]) or (words[1:2] == ["there"] and words[2:3] in (["no"], ["not"]))


def overlooked_values(
    words: Sequence[str],
    query: Query,
    values: Mapping[str, Iterable[tuple[str, str, object]]],
    props: Mapping[str, Container[str]],
) -> tuple[str, ...]:
    """Words that mostly say nothing ("available") and are values here of a property of what is asked for.

    `props` are the properties that things of each kind have.
    """
    kinds = {kind for part in parts_of(query) if isinstance(part, NodePattern) for kind in part.kinds}
    asked = {part.value for part in parts_of(query) if isinstance(part, Compare)}
    found = []
    for word in dict.fromkeys(words):
        own = [v for v in values.get(word, ()) if any(v[1] in props.get(kind, ()) for kind in kinds)]
        if word in HARMLESS and own and not any(value in asked for _, _, value in own):
            found.append(word)
    return tuple(found)


def _without_reciprocals(words: Sequence[str]) -> list[str]:
    """The words without "each other" and "all together", which say nothing of all.

    >>> _without_reciprocals(["do", "they", "resemble", "each", "other"])
    ['do', 'they', 'resemble', 'other']
    """
    pairs = zip(words, [*words[1:], ""], strict=True)
    return [word for word, after in pairs if (word, after) not in (("each", "other"), ("all", "together"))]


def guessed_denial(words: Sequence[str], query: Query, kinds: Container[str]) -> tuple[str, ...]:
    """The "not" of a query whose relation the graph lacks though it has all the kinds: likely another was meant."""
    parts = list(parts_of(query))
    known = all(kind in kinds for part in parts if isinstance(part, NodePattern) for kind in part.kinds)
    if not known or not any(isinstance(part, Not) for part in parts):
        return ()
    return tuple(dict.fromkeys(filter(_denies, words))) or ("not",)


def _denies(word: str) -> bool:
    return word in NOT or word.endswith("n't")


def _unsaid(word: str, before: Sequence[str], query: Query) -> bool:
    if word in ("only", "solely"):
        return True
    if word in ("each", "every") and list(before) == ["for"] and not query.aggregates:
        return all(column.prop in ("", "name") for column in query.columns)  # of each its own value
    if word in ("each", "every"):
        return not set(before) <= LISTING and not (query.aggregates and any(not column.agg for column in query.columns))
    if word == "all":
        # "list all assays" and "all assays" mean the assays; "do all compounds ..." is another question.
        listing = set(before) <= LISTING and before[:1] != ["are"]
        return bool(before) and not (listing or before[-1] in ALTOGETHER)
    return False


def _measured(query: Query) -> bool:
    """Whether a number is compared that hangs on a measurement of the thing, not on the thing itself."""
    linked = any(isinstance(part, Linked) for part in parts_of(query)) or len(query.nodes) > 1
    own = query.nodes[0].var if query.nodes and query.nodes[0].kinds == (censored.KIND,) else ""
    values = (part.var for part in parts_of(query) if isinstance(part, Compare) and part.prop == censored.VALUE)
    return linked and any(var != own for var in values)


def parts_of(thing: Any) -> Iterator[Any]:
    """A query, and every part of it."""
    if isinstance(thing, tuple | list):
        for item in thing:
            yield from parts_of(item)
    elif is_dataclass(thing):
        yield thing
        for field in fields(thing):
            yield from parts_of(getattr(thing, field.name))
