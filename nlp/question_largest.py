"""The largest of things that have no size of their own is the one that holds most: "the largest drug class"."""

from __future__ import annotations

import re

from labkin.graph import schema
from labkin.graph.profile import Profile
from labkin.nlp.lexicon import Lexicon
from labkin.nlp.normal import normal
from labkin.nlp.question_chains import is_inside

HOLDS = frozenset({"includes", "has_part", "contains", "has_member"})
HELD = frozenset({"participates", "part_of", "member_of"})
_LARGEST = re.compile(
    r"\b(largest|biggest|smallest)\s+((?:[\w-]+\s+){0,2}[\w-]+)(?=[?.!,]|\s*$|\s+(?:is|are|for|of)\b)", re.I
)


def put_in_numbers(question: str, profile: Profile, lexicon: Lexicon) -> str:
    """The question with "largest" and its like as "with the most", where a kind of things holds those of one other.

    A kind with a number that can be ranked, or of which nothing says what it holds, leaves the question as it is.
    """
    match = _LARGEST.search(question)
    meant = lexicon.kinds.get(normal(match[2])) if match else None
    kinds = [one.kind for one in meant or () if one.kind in profile.kinds]
    if match is None or len(kinds) != 1 or _has_numbers(profile, kinds[0]):
        return question
    held = _held_by(profile, kinds[0])
    if len(held) != 1:
        return question
    how = "fewest" if match[1].casefold() == "smallest" else "most"
    said = f"{match[2]} with the {how} {schema.kind(held.pop()).plural}"
    return f"{question[: match.start()]}{said}{question[match.end() :]}"


def _has_numbers(profile: Profile, kind: str) -> bool:
    return any(prop.type in ("integer", "number") for prop in profile.props.get(kind, {}).values())


def _held_by(profile: Profile, kind: str) -> set[str]:
    """The kinds of what things of a kind hold."""
    held = {b for a, relation, b in profile.triples if a == kind and relation in HOLDS and b != kind}
    inside = {a for a, r, b in profile.triples if b == kind and (r in HELD or is_inside(r)) and a != kind}
    return held | inside
