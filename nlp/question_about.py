"""Questions about how things hang together, about the lab itself, and that compare, by patterns over all their words.

They are tried before the grammar. What no pattern covers whole is left to it untouched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from labkin.graph.paths import PathQuery, SharedQuery, but_texts
from labkin.graph.profile import Profile
from labkin.graph.query import Column, EdgePattern, NodePattern, Order, Query
from labkin.nlp.lexicon import Lexicon
from labkin.nlp.question import Ambiguous
from labkin.nlp.question_about_asked import About
from labkin.nlp.question_about_compared import compared
from labkin.nlp.question_about_lab import lab
from labkin.nlp.question_about_things import Chosen, alike, chosen
from labkin.nlp.question_about_words import Match, Patterns, Thing
from labkin.nlp.question_idioms import meant
from labkin.nlp.question_tokens import MAX_WORDS, read_words
from labkin.nlp.question_tree import Names

# A question without any of these words is none of those read here, and its names need not be looked up for it.
_WORDS = re.compile(
    r"connect|relat|link|tied|ties?\b|path|route|between|common|shar(?:e|ing)|overlap|associat|through|join|"
    r"compar|differ|\bvs\b|versus|kinds|types|sorts|categor|columns?|propert|attribut|fields?|variables?|record|stor|"
    r"keep|kept|track|captur|values?|\b(?:nodes|edges|entities|things|vertices)\b|schema|information|metadata|"
    r"\bmore\b|\bfewer\b|\bfar\b|\bless\b|\bmost\b|\bhigher\b|\blower\b|\bthan\b|\w+(?:er|est)\b|headers?|"
    r"\b(?:what|which|list|show|possible)\b.*(?:s|es)\b.*(?:can|could|may|does|do|are|of|for)\b",
    re.IGNORECASE,
)
_LINKED = "connected|related|linked|tied|associated|joined"
_LINKS = "connects|connect|links|link|relates|relate|ties|tie|joins|join|connecting|linking"
_NOUN = "connection|connections|link|links|relation|relations|relationship|relationships|path|paths|route|routes"
_SHOW = "list|show|find|give|get|display|tell|trace|draw|what|which|what_is|what_are"
_THROUGH = "through|via|by_way_of|by"
_IN_COMMON = "have_in_common|share|both_have"


def about(
    question: str, *, names: Names, profile: Profile, lexicon: Lexicon, today: date | None = None
) -> About | None:
    """What the question asks, or None where it is of another kind. Raises Ambiguous where a name may mean several."""
    if not _WORDS.search(question):
        return None
    words = read_words(meant(question), lexicon, names, today)
    if not words.tokens or len(words.tokens) > MAX_WORDS:
        return None
    patterns = Patterns(words, lexicon, profile)
    if patterns.telling():
        return None
    return _connected(patterns) or lab(patterns) or compared(patterns)


def _connected(patterns: Patterns) -> About | None:
    for forms, make in _FORMS:
        if match := patterns.first(forms):
            return make(patterns, match)
    return None


# -- paths -----------------------------------------------------------------------------------------------------------


def _with_through(*patterns: str) -> tuple[str, ...]:
    """Each also with the kinds that are to lie between."""
    return (*patterns, *(f"{pattern} {_THROUGH} {{K}}" for pattern in patterns))


_IS_PATH = _with_through(
    f"is|are|was there? direct|indirect? {_NOUN} between {{XX}}",
    f"is|are|was there? {_NOUN} from|between {{X}} to|and {{X}}",
    f"do|does {{X}} have {_NOUN} to|with {{X}}",
    "is|are {XX} connected",
    "is|are {X} connected to|with {X}",
)
_IS_LINKED = (
    "is|are|was {X} related|linked|tied|joined|associated to|with {X}",
    "is|are|was {XX} related|linked|tied|associated",
)
_STEPS = (
    "how_many steps|hops|edges separate|between {XX}",
    "how_many steps|hops|edges are|lie between {XX}",
    "how_many steps|hops|edges from {X} to {X}",
    "how_many steps|hops|edges is|are {X} from|away_from {X}",
    "how_far apart? is|are {X} from|and|away_from {X}",
)
_PATHS = _with_through(
    f"how is|are|was|were|'s {{X}} {_LINKED} to|with {{X}}",
    f"how is|are|was|were {{XX}} {_LINKED} to|with? each_other|one_another?",
    f"how is|are|was|were {{XX}} {_LINKED}",
    "how do|does|can|could|did {X} relate|connect|link to|with {X}",
    "how do|does|can {XX} relate|connect|link to|with? each_other|one_another?",
    f"what|which {_LINKS} {{X}} and|with|to|& {{X}}",
    f"{_SHOW}? is|are? shortest|direct? {_NOUN} between {{X}} and|& {{X}}",
    f"{_SHOW}? is|are? shortest? path|paths|route|routes|connection|connections from {{X}} to {{X}}",
    "what|which is|lies|are|lie|stands between {X} and {X}",
)
_THROUGH_WHICH = (
    f"{_THROUGH} which|what {{K}} is|are|was|were {{X}} {_LINKED} to|with {{X}}",
    f"{_THROUGH} which|what {{K}} is|are|was|were {{XX}} {_LINKED}",
    f"{_THROUGH} which|what {{K}} do|does {{X}} connect|link|relate to|with {{X}}",
    f"what|which {{K}} {_LINKS} {{X}} and|with|to|& {{X}}",
    "what|which {K} is|are|lie|lies|stand|sit between {X} and {X}",
)


def _pair(match: Match) -> tuple[Thing, Thing] | None:
    """The two things of a match; None where it has more or fewer."""
    things = [gap for gap in match.gaps if isinstance(gap, Thing)]
    for gap in match.gaps:
        if isinstance(gap, tuple) and gap and isinstance(gap[0], Thing):
            things += gap
    return (things[0], things[1]) if len(things) == 2 else None


def _through(match: Match) -> tuple[str, ...]:
    return next((gap for gap in match.gaps if isinstance(gap, tuple) and gap and isinstance(gap[0], str)), ())


def _ends(patterns: Patterns, match: Match, any_kind: bool) -> Chosen | None:
    pair = _pair(match)
    ends = chosen(patterns, pair, any_kind=any_kind) if pair else None
    return ends if ends and not set(ends.ids[0]) & set(ends.ids[1]) else None


def _paths(form: str) -> Callable[[Patterns, Match], About | None]:
    def make(patterns: Patterns, match: Match) -> About | None:
        try:
            ends = _ends(patterns, match, form != "is linked")
        except Ambiguous:
            if form != "is linked":
                raise
            return None  # the grammar may tell by the relation which of them is meant
        if ends is None:
            return None
        through = _through(match)
        source, target = ends.ids
        query = PathQuery(source, target, through, () if through else but_texts(patterns.profile))
        english = query.english(ends.names)
        if form == "is linked":
            english = f"whether an edge of any relation joins {ends.said(0)} and {ends.said(1)}, else {english}"
        elif form == "is path":
            english = f"whether there are: {english}"
        elif form == "steps":
            english = f"the length of {english}"
        return About(form, query, english, ends.names, ends.first)  # type: ignore[arg-type]

    return make


# -- what is shared --------------------------------------------------------------------------------------------------

_BY = "shared|common by|between|to|among|for|with"
_IS_SHARED = (
    "do|does|did {XX} share|have {K} in_common?",
    "do|does|did {XX} have|share anything|something|things in_common?",
    "do|does|did {XX} have common|shared {K}",
    "do|does|did {X} share {K} with {X}",
    "do|does|did {X} have {K} in_common with {X}",
    "is|are there? {K} shared|common by|between|to {XX}",
    "is|are there? overlap between {XX}",
)
_SHARED_COUNT = (
    "how_many {K} do|does|did {XX} share|have_in_common",
    "how_many {K} do|does|did {X} share|have_in_common with {X}",
    "how_many {K} is|are? shared|common|in_common by|between|to|among {XX}",
    "how_many shared|common {K} do|does|of|between {XX} have?",
    "what_is? number|count of shared|common {K} of|between|to {XX}",
    "what_is? number|count of {K} shared|common by|between|to {XX}",
)
_SHARED = (
    f"what|which thing|things|else? do|does|did {{XX}} {_IN_COMMON}",
    f"what|which {{K}} do|does|did {{XX}} {_IN_COMMON}",
    f"what|which {{K}}? do|does|did {{X}} {_IN_COMMON} with {{X}}",
    "what|which {K} is|are|do? both? in_common by|between|to|among|for {XX}",
    f"{_SHOW}? {{K}} that|which? is|are? shared|common|in_common by|between|to|among|for {{XX}}",
    "what|which is|are shared|common|in_common by|between|to|among|for {XX}",
    f"{_SHOW}? {{K}} that|which? {{XX}} {_IN_COMMON}",
    f"{_SHOW}? shared|common {{K}} of|between|for|among|to {{XX}}",
    f"{_SHOW}? overlap|intersection between|of {{XX}}",
)


def _shared(form: str) -> Callable[[Patterns, Match], About | None]:
    def make(patterns: Patterns, match: Match) -> About | None:
        things = _things(match)
        kinds = _through(match)
        ends = chosen(patterns, things, alike(patterns, things, kinds)) if len(things) > 1 else None
        if ends is None or len({id for ids in ends.ids for id in ids}) < sum(map(len, ends.ids)):
            return None
        query = SharedQuery(ends.ids, kinds, () if kinds else but_texts(patterns.profile))
        english = query.english(ends.names)
        if form != "shared":
            english = f"{'the number of' if form == 'shared count' else 'whether there are'} {english}"
        return About(form, query, english, ends.names, ends.first)  # type: ignore[arg-type]

    return make


def _things(match: Match) -> tuple[Thing, ...]:
    found: list[Thing] = []
    for gap in match.gaps:
        if isinstance(gap, Thing):
            found.append(gap)
        elif isinstance(gap, tuple) and gap and isinstance(gap[0], Thing):
            found += gap
    return tuple(found)


# -- what is next to one thing ---------------------------------------------------------------------------------------

_NEIGHBOURS = (
    "what|which is|are|'s things? connected|linked to|with {X}",
    "what|which is|are {X} connected|linked to|with",
    "what|which things? has|have connection|connections|link|links to|with {X}",
    "everything|anything|all|things? connected|linked to|with {X}",
)


def _neighbours(patterns: Patterns, match: Match) -> About | None:
    found = chosen(patterns, _things(match))
    if found is None:
        return None
    columns = (
        Column("thing", "b", "prop", "name"),
        Column("thing id", "b"),
        Column("kind", "b", "kind"),
        Column("relation", "r", "relation"),
    )
    query = Query(
        (NodePattern("a", ids=found.ids[0]), NodePattern("b")),
        (EdgePattern("a", "b", var="r", either=True),),
        columns=columns,
        distinct=True,
        order=tuple(map(Order, ("kind", "thing", "thing id", "relation"))),
    )
    english = f"all things with an edge to {found.said(0)}, by any relation"
    return About("neighbours", query, english, found.names, found.first)


_FORMS: Sequence[tuple[Sequence[str], Callable[[Patterns, Match], About | None]]] = (
    (_IS_PATH, _paths("is path")),
    (_IS_LINKED, _paths("is linked")),
    (_STEPS, _paths("steps")),
    (_THROUGH_WHICH, _paths("paths")),
    (_PATHS, _paths("paths")),
    (_IS_SHARED, _shared("is shared")),
    (_SHARED_COUNT, _shared("shared count")),
    (_SHARED, _shared("shared")),
    (_NEIGHBOURS, _neighbours),
)

__all__ = ["About", "Ambiguous", "about"]
