"""Questions that put things side by side: compare, versus, which has more, is one heavier than the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from labkin.graph import censored, schema
from labkin.graph.query import Column, EdgePattern, NodePattern, Query
from labkin.graph.query_english import prop_words
from labkin.nlp.lexicon import CLOSURE, Asked, Sense
from labkin.nlp.question_about_asked import About, CompareQuery
from labkin.nlp.question_about_things import Chosen, chosen
from labkin.nlp.question_about_words import Match, Patterns, Thing

_SHOW = "what|what_is|show|list|give|tell|what_are|describe|explain"
_DIFFERENCE = "difference|differences|comparison"
_COMPARE = (
    "compare {XX}",
    "compare {X} with|to|against|versus|vs {X}",
    "how do|does|did {XX} compare|differ",
    "how do|does|did {X} compare|differ to|with|from|against {X}",
    "how is|are {X} different from|to|than {X}",
    "how is|are {XX} different",
    f"{_SHOW}? is|are? {_DIFFERENCE} between|of {{XX}}",
    "what differs|is_different between {XX}",
    "in? what|which ways do|does {XX} differ",
    "{X} vs|versus|v {X}",
)
_ON = "by|on|in|for|at|regarding|in_terms_of|with_respect_to"
_BY_PROP = tuple(f"{pattern} {_ON} {{P}}" for pattern in _COMPARE)
_BY_KIND = tuple(f"{pattern} {_ON} {{K}}" for pattern in _COMPARE)
_BY_THING = tuple(f"{pattern} {_ON} {{X}}" for pattern in _COMPARE)

_MORE = {"more": True, "most": True, "fewer": False, "less": False, "fewest": False, "least": False}
_GREATER = ("higher", "highest", "greater", "greatest", "larger", "largest", "bigger", "biggest", "later", "latest")
_HIGHER = dict.fromkeys(_GREATER, True) | dict.fromkeys(("lower", "lowest", "smaller", "smallest"), False)
_MORES, _HIGHERS = "|".join(_MORE), "|".join(_HIGHER)
_WHICH = "which|who|what|which_one"


def _each(gap: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which of them has more, and whether the first has: patterns for what stands in that gap."""
    which = (
        f"{_WHICH} has|have|had {_MORES} {gap} {{XX}}",
        f"{_WHICH} of {{XX}} has|have|had {_MORES} {gap}",
        f"{_WHICH} of {{XX}} has|have {gap} {_MORES}",
    )
    is_more = (
        f"do|does|did {{X}} have {_MORES} {gap} than {{X}}",
        f"has|have {{X}} {_MORES} {gap} than {{X}}",
    )
    return which, is_more


_MORE_KIND, _IS_MORE_KIND = _each("{K}")
_MORE_RELATION, _IS_MORE_RELATION = _each("{R}")
_MORE_PROP = (
    f"{_WHICH} has|have {_HIGHERS} {{P}} {{XX}}",
    f"{_WHICH} of {{XX}} has|have {_HIGHERS} {{P}}",
)
_IS_MORE_PROP = (
    f"do|does {{X}} have {_HIGHERS} {{P}} than {{X}}",
    f"is|are {{X}} 's? {{P}} {_HIGHERS} than {{X}} 's?",
    f"is|are {{P}} of {{X}} {_HIGHERS} than that_of|of? {{X}} 's?",
)
_MORE_ADJECTIVE = (f"{_WHICH} is|are|was {{A}} {{XX}}", f"{_WHICH} of {{XX}} is|are|was {{A}}")
_IS_MORE_ADJECTIVE = ("is|are|was|were {X} {A} than {X}",)


def compared(patterns: Patterns) -> About | None:
    """What is compared; None where nothing is. Raises Ambiguous."""
    for forms, make in _FORMS:
        if (match := patterns.first(forms)) and (made := make(patterns, match)):
            return made
    return None


_Make = Callable[[Patterns, Match], About | None]


def _things(patterns: Patterns, gaps: Sequence[object]) -> Chosen | None:
    things: list[Thing] = []
    for gap in gaps:
        if isinstance(gap, Thing):
            things.append(gap)
        elif isinstance(gap, tuple) and gap and isinstance(gap[0], Thing):
            things += gap
    found = chosen(patterns, things) if len(things) > 1 else None
    if found is None or any(len(ids) > 1 for ids in found.ids) or len(set(found.first)) < len(found.ids):
        return None
    return found


def _whole(patterns: Patterns, match: Match) -> About | None:
    found = _things(patterns, match.gaps)
    return _about(CompareQuery(found.first), found) if found else None


def _by_prop(patterns: Patterns, match: Match) -> About | None:
    found = _things(patterns, match.gaps[:-1])
    prop = _prop(patterns, found, match.gaps[-1]) if found else None
    return _about(CompareQuery(found.first, prop.prop), found) if found and prop else None


def _by_kind(patterns: Patterns, match: Match) -> About | None:
    found = _things(patterns, match.gaps[:-1])
    return _about(CompareQuery(found.first, kinds=match.gaps[-1]), found) if found else None


def _by_thing(patterns: Patterns, match: Match) -> About | None:
    """In an assay: what was measured there."""
    if (censored.KIND, "measured_in", "Assay") not in patterns.profile.triples:
        return None
    found = _things(patterns, match.gaps[:-1])
    assay = chosen(patterns, match.gaps[-1:], ("Assay",)) if found else None
    if not found or not assay:
        return None
    query = CompareQuery(found.first, assays=assay.ids[0])
    names = {**found.names, **assay.names}
    return About("compare", query, query.english(names), names, found.first)


def _about(query: CompareQuery, found: Chosen) -> About:
    return About("compare", query, query.english(found.names), found.names, found.first)


# -- which is more ---------------------------------------------------------------------------------------------------


def _more(form: str, words: dict[str, bool], query_of: Callable[..., tuple[Query, str] | None]) -> _Make:
    def make(patterns: Patterns, match: Match) -> About | None:
        said = [token.low for token in patterns.tokens if not token.quoted and token.low in words]
        found = _things(patterns, match.gaps)
        what = next((gap for gap in match.gaps if not _of_things(gap)), None)
        if not found or what is None or (len(said) != 1 and words):
            return None
        more = words[said[0]] if words else what[1]
        made = query_of(patterns, found, what)
        if made is None:
            return None
        query, by = made
        called = " and ".join(found.said(number) for number in range(len(found.ids)))
        which = f"whether {found.said(0)} has {{}} than {found.said(1)}" if form == "is more" else "which has {}"
        english = which.format(f"{'more' if more else 'less'} ({by})") + ("" if form == "is more" else f": {called}")
        return About(form, query, english, found.names, found.first, more)  # type: ignore[arg-type]

    return make


def _of_things(gap: object) -> bool:
    return isinstance(gap, Thing) or (isinstance(gap, tuple) and bool(gap) and isinstance(gap[0], Thing))


def _number_of(found: Chosen, kinds: tuple[str, ...], edge: tuple[str, ...] = (), outward: bool | None = None) -> Query:
    """How many others of the kinds each has an edge with."""
    name = f"number of {schema.kind(kinds[0]).plural if len(kinds) == 1 else 'others'}"
    ends = ("a", "b") if outward is not False else ("b", "a")
    columns = (
        Column("thing", "a", "prop", "name"),
        Column("thing id", "a"),
        Column(name, "b", agg="count", distinct=True),
    )
    nodes = NodePattern("a", ids=found.first), NodePattern("b", kinds)
    return Query(nodes, (EdgePattern(*ends, edge, either=outward is None),), columns=columns)


def _of_kind(patterns: Patterns, found: Chosen, kinds: tuple[str, ...]) -> tuple[Query, str] | None:
    triples = patterns.profile.triples
    for kind in found.kinds:
        if not any({one, other} >= {kind, wanted} for one, _, other in triples for wanted in kinds):
            return None
    return _number_of(found, kinds), f"{schema.kind(kinds[0]).plural} it has an edge with"


def _of_relation(patterns: Patterns, found: Chosen, senses: tuple[Sense, ...]) -> tuple[Query, str] | None:
    """What a noun says of things of one kind: the relations that the graph has from there, all in one direction."""
    if len(set(found.kinds)) != 1:
        return None
    here = found.kinds[0]
    fitting: dict[tuple[str, bool], set[str]] = {}
    for sense in senses:
        if sense.relation == CLOSURE:
            return None
        for subject, relation, target in patterns.profile.triples:
            near, far = (target, subject) if sense.forward else (subject, target)
            if relation == sense.relation and near == here:
                fitting.setdefault((relation, not sense.forward), set()).add(far)
    kinds = {kind for of in fitting.values() for kind in of}
    if not fitting or len({outward for _, outward in fitting}) != 1 or len(kinds) != 1:
        return None
    relations = tuple(sorted({relation for relation, _ in fitting}))
    outward = next(iter(fitting))[1]
    rows = [schema.relation(name) for name in relations]
    said = " or ".join(row.english if outward else row.inverse for row in rows)
    kind = next(iter(kinds))
    return _number_of(found, (kind,), relations, outward), f"{schema.kind(kind).plural} that it {said}"


def _of_prop(patterns: Patterns, found: Chosen, asked: tuple[Asked, ...]) -> tuple[Query, str] | None:
    prop = _prop(patterns, found, asked)
    if prop is None or prop.type not in ("number", "integer", "date"):
        return None
    return _value_of(found, prop)


def _of_adjective(
    patterns: Patterns, found: Chosen, adjective: tuple[tuple[str, ...], bool]
) -> tuple[Query, str] | None:
    for name in adjective[0]:
        asked = tuple(
            Asked(kind, name, props[name].type, "", 0)
            for kind, props in patterns.profile.props.items()
            if name in props and kind in found.kinds
        )
        if made := _of_prop(patterns, found, asked):
            return made
    return None


def _value_of(found: Chosen, prop: Asked) -> tuple[Query, str]:
    title = prop_words(prop.prop)[0]
    columns = Column("thing", "a", "prop", "name"), Column("thing id", "a"), Column(title, "a", "prop", prop.prop)
    return Query((NodePattern("a", ids=found.first),), columns=columns), title


def _prop(patterns: Patterns, found: Chosen, asked: tuple[Asked, ...]) -> Asked | None:
    """The one property that is meant of all the things. What was measured has units and signs of its own: none."""
    if censored.KIND in found.kinds:
        return None
    held = {one for one in asked if one.prop in patterns.profile.props.get(one.kind, {})}
    of_all = [one for one in held if set(found.kinds) <= {other.kind for other in held if other.prop == one.prop}]
    least = min((one.rank for one in of_all), default=0)
    best = sorted({one for one in of_all if one.rank == least and one.kind in found.kinds})
    return best[0] if len({one.prop for one in best}) == 1 else None


_FORMS: Sequence[tuple[Sequence[str], _Make]] = (
    (_MORE_KIND, _more("which more", _MORE, _of_kind)),
    (_IS_MORE_KIND, _more("is more", _MORE, _of_kind)),
    (_MORE_RELATION, _more("which more", _MORE, _of_relation)),
    (_IS_MORE_RELATION, _more("is more", _MORE, _of_relation)),
    (_MORE_PROP, _more("which more", _HIGHER, _of_prop)),
    (_IS_MORE_PROP, _more("is more", _HIGHER, _of_prop)),
    (_MORE_ADJECTIVE, _more("which more", {}, _of_adjective)),
    (_IS_MORE_ADJECTIVE, _more("is more", {}, _of_adjective)),
    (_BY_PROP, _by_prop),
    (_BY_KIND, _by_kind),
    (_BY_THING, _by_thing),
    (_COMPARE, _whole),
)
