"""Questions about the lab itself: its kinds, relations, properties, the values of one, the columns of a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from labkin.graph import schema
from labkin.graph.query import Column, Compare, EdgePattern, NodePattern, Order, Query
from labkin.graph.query_english import prop_words
from labkin.nlp.lexicon import Asked
from labkin.nlp.question import Ambiguous
from labkin.nlp.question_about_asked import About, LabQuery, What
from labkin.nlp.question_about_things import ambiguous
from labkin.nlp.question_about_words import Match, Patterns, Thing

COLUMNS = "columns"  # the property of a table that lists them
_OF_COLUMNS = ("column_types", "column_units", "column_values")
_THINGS = "nodes|entities|things|vertices"
_RELATIONS = "relations|relationships|edges|links|connections|predicates"
_ONE_RELATION = "relation|relationship|edge|link|connection|predicate"
_TYPES = "types|kinds|sorts"
_HAS = "does|do {G} have|hold|contain|know|use|include"
_IN = "is|are|exist? in|of|inside {G}"
_COUNTS = (
    "and|with how_many|number|numbers|count|counts of? edges|relations|relationships|links|things|nodes|entities? "
    "of|for|per|has? them|each|type|kind|one|relation|every?"
)
_SHOW = "list|show|give|get|display|tell|what|which|name|enumerate|what_are"
_PROPS = "properties|property|attributes|attribute|fields|field|columns|features|metadata|characteristics|variables"
_SAID = f"{_PROPS}|information|info|data|details"  # "data for assays" may be datasets; "data recorded" is not
_KEPT = "stored|recorded|kept|captured|tracked|saved|noted"
_KEEP = "record|store|keep|track|capture|save|note|write_down"


def _on_graph(*patterns: str) -> tuple[str, ...]:
    """Each with the graph named behind it in either way, and with counts asked for or not."""
    whole = [text for pattern in patterns for text in (pattern, f"{pattern} {_HAS}", f"{pattern} {_IN}")]
    return (*whole, *(f"{text} {_COUNTS}" for text in whole))


_KINDS = _on_graph(
    f"{_SHOW}? {_TYPES}|categories of {_THINGS}|data",
    f"{_SHOW}? node|entity {_TYPES}|categories",
)
_ALL_RELATIONS = _on_graph(
    f"{_SHOW}? {_TYPES} of {_RELATIONS}",
    f"{_SHOW}? {_ONE_RELATION} {_TYPES}",
    f"{_SHOW} {_RELATIONS}",
)
_SCHEMA = (
    "what|what_is|show|describe|give|display|explain? schema|data_model of? {G}?",
    "what does schema|data_model look_like",
    "how is|are {G} structured|organised|organized|modelled|modeled",
)
_COUNT_EDGES = (
    "how_many edges|relationships|links|connections is|are? in? {G}? altogether|in_all|overall?",
    f"how_many edges|relationships|links|connections {_HAS} altogether|in_all|overall?",
    "what_is? total|overall? number of edges|relationships|links|connections in? {G}?",
)
_COUNT_NODES = (
    f"how_many {_THINGS} is|are? in? {{G}}? altogether|in_all|overall?",
    f"how_many {_THINGS} {_HAS} altogether|in_all|overall?",
    f"what_is? total|overall? number of {_THINGS} in? {{G}}?",
)
_COUNT_KINDS = (
    f"how_many {_TYPES}|categories of {_THINGS} is|are? in? {{G}}?",
    f"how_many {_TYPES}|categories of {_THINGS} {_HAS}",
    "how_many node|entity types|kinds in? {G}?",
    "how_many node|entity types|kinds does|do {G} have",
)
_COUNT_TYPES = (
    f"how_many {_TYPES} of {_RELATIONS} is|are? in? {{G}}?",
    f"how_many {_TYPES} of {_RELATIONS} {_HAS}",
    f"how_many {_ONE_RELATION} {_TYPES} in? {{G}}?",
    f"how_many {_ONE_RELATION} {_TYPES} {_HAS}",
)
_COUNT_BETWEEN = (f"how_many {_RELATIONS} between|join|link|connect {{K}} and|with|to {{K}}",)
_LINKED = "connected|related|linked|tied|associated|joined"
_WAYS = (
    f"{_SHOW} {_TYPES}? of? {_RELATIONS} between|connect|link|join|exist_between|hold_between {{K}} and|to|with {{K}}",
    f"{_SHOW} {_RELATIONS} exist|hold|is|are? between {{K}} and {{K}}",
    f"how is|are|can {{K}} and {{K}} be? {_LINKED} in|by? {{G}}?",
    f"how is|are|can {{K}} be? {_LINKED} to|with {{K}} in? {{G}}?",
    "how do|does|can {K} and? {K} relate|connect|link to? each_other|one_another?",
    "how do|does|can {K} relate|connect|link to|with {K}",
    f"in? what|which ways is|are|can {{K}} be? {_LINKED} to|with|and {{K}}",
    f"in? what|which ways is|are|can {{K}} and {{K}} be? {_LINKED}",
    "in? what|which ways do|does|can {K} relate|connect|link to|with {K}",
)
_WAYS_OF = (
    f"{_SHOW} {_TYPES}? of? {_RELATIONS} do|does|can {{K}} have",
    f"{_SHOW} {_RELATIONS} of|for {{K}}",
    f"what can|is|are {{K}} be? {_LINKED} to|with",
    f"to what can|is|are {{K}} be? {_LINKED}",
)
_PROPERTIES = (
    f"{_SHOW} {_PROPS} do|does|can|may {{K}} have|carry|hold",
    f"{_SHOW} {_SAID} is|are? {_KEPT} with|for|about|on|of|in {{K}}",
    f"{_SHOW} {_PROPS} is|are? with|for|about|on|of {{K}}",
    f"{_SHOW} {_SAID} do|does|did? we|you|you_all? {_KEEP} about|for|on|of|with {{K}}",
    f"what|which do|does|did we|you {_KEEP} about|for|on|of|with {{K}}",
    f"what|which is {_KEPT} about|for|on|of|with {{K}}",
    "{K} properties|attributes|fields",
    "properties|property|attributes|attribute|fields of|for {K}",
)
_FEW_OF_KIND = (  # where the values are few; else each thing's own is asked for
    "what|which {P} can|do|does|may|could {K} have|take|be_in",
)
_OF_KIND = (
    "what|which values can|do|does|may {P} of|for|in {K} have|take|be",
    "what|which|list|show|what_are? possible|allowed? values of|for {P} of|for|in {K}",
    "what|which|list|show|what_are? possible|allowed {P} of|for|in {K}",
    "what|which {P} values do|does? {K} have",
    "what|which|list|show {P} values of|for|in|among {K}",
)
_FEW_OF_WORD = ("what|which|list|show possible|allowed? {K} {P} exist?",)
_OF_WORD = ("what|which values can|do|does|may {K} {P} have|take",)
_ANY_KIND = (
    "what|which values can|do|does|may {P} have|take",
    "what|which|list|show|what_are? possible|allowed? values of|for {P}",
)
_COLUMN_WORDS = "columns|column|fields|field|variables|headers|column_names|header"
_TABLE = "table|file|dataset|data_set|sheet|spreadsheet"


def _of_table(gap: str) -> tuple[str, ...]:
    gap = f"{_TABLE}? {gap} {_TABLE}?"
    return (
        f"what|which|list|show|give? {_COLUMN_WORDS} do|does|did {gap} have|contain|hold|include",
        f"what|which|list|show|give|what_are|name? {_COLUMN_WORDS} is|are? in|of|for {gap}",
        f"how_many {_COLUMN_WORDS} do|does|did {gap} have|contain|hold|include",
        f"how_many {_COLUMN_WORDS} is|are? in|of {gap}",
    )


_OF_TABLE, _OF_FILE = _of_table("{X}"), _of_table("{F}")


def lab(patterns: Patterns) -> About | None:
    """What is asked about the lab itself; None where it is something else. Raises Ambiguous."""
    for forms, make in _FORMS:
        if (match := patterns.first(forms)) and (made := make(patterns, match)):
            return made
    return _columns(patterns)


_Make = Callable[[Patterns, Match], About | None]


def _of_lab(what: What, words: str = _THINGS) -> _Make:
    """A question about all of the graph. Where it has kinds called as such a word, it is one about these."""

    def make(patterns: Patterns, match: Match) -> About | None:
        if any(patterns.names_kind(word) for word in words.split("|") if word in patterns.lows()):
            return None
        kinds, others = (*_kinds(match), (), ())[:2]
        query = LabQuery(what, kinds, others)
        return About("lab", query, query.english(), confidence=0.95)

    return make


def _properties(patterns: Patterns, match: Match) -> About | None:
    """Those of a kind. Of a kind of tables, "columns" may be those of each table."""
    of_tables = any(COLUMNS in patterns.profile.props.get(kind, {}) for kind in _kinds(match)[0])
    return None if of_tables else _of_lab("properties", _PROPS)(patterns, match)


def _count_relations(patterns: Patterns, match: Match) -> About | None:
    """ "How many relations": kinds of them, or edges?"""
    if {"different", "distinct", "various"} & patterns.lows():
        return _of_lab("number of relations", _RELATIONS)(patterns, match)
    if patterns.names_kind("relations"):
        return None
    choices = [LabQuery("edges").english(), LabQuery("number of relations").english()]
    raise Ambiguous(patterns.words.question, "'relations'", tuple({"reading": text, "means": text} for text in choices))


def _kinds(match: Match) -> tuple[tuple[str, ...], ...]:
    return tuple(gap for gap in match.gaps if isinstance(gap, tuple) and gap and isinstance(gap[0], str))


# -- the values of a property ----------------------------------------------------------------------------------------


def _few_values(patterns: Patterns, match: Match) -> About | None:
    return _values(patterns, match, few=True)


def _values(patterns: Patterns, match: Match, few: bool = False) -> About | None:
    asked = next((gap for gap in match.gaps if gap and isinstance(gap[0], Asked)), ())
    kinds = (*_kinds(match), ())[0]
    rows = [one for one in asked if not kinds or one.kind in kinds]
    least = min((one.rank for one in rows), default=0)
    rows = [one for one in rows if one.rank == least]
    if len({(one.kind, one.prop) for one in rows}) != 1 or rows[0].type == "list" or rows[0].prop == "name":
        return None
    kind, prop = rows[0].kind, rows[0].prop
    if few and not patterns.profile.props[kind][prop].values:
        return None
    title, many = prop_words(prop)[0], schema.kind(kind).plural
    counted = Column(f"number of {many}", "a", "id", agg="count", distinct=True)
    query = Query(
        (NodePattern("a", (kind,)),),
        (),
        Compare("a", prop, "exists"),
        (Column(title, "a", "prop", prop), counted),
        order=(Order(counted.name, True), Order(title)),
    )
    return About("values", query, f"the values of {title} among {many}, with the number of {many} of each")


# -- the columns of a table ------------------------------------------------------------------------------------------


def _columns(patterns: Patterns) -> About | None:
    profile = patterns.profile
    tables = tuple(kind for kind, props in profile.props.items() if COLUMNS in props and props[COLUMNS].type == "list")
    if not tables:
        return None
    if match := patterns.first(_OF_TABLE):
        thing = next(gap for gap in match.gaps if isinstance(gap, Thing))
        query = _table_of(patterns, thing, tables)
        called = thing.mention.text
    elif match := patterns.first(_OF_FILE):
        called = next(gap for gap in match.gaps if isinstance(gap, str))
        query = _table_of_file(patterns, called, tables)
    else:
        return None
    if query is None:
        return None
    form = "columns count" if patterns.low(0) == "how" else "columns"
    number = "the number of " if form == "columns count" else ""
    return About(form, query, f"{number}the columns of the table {called!r}")  # type: ignore[arg-type]


def _asked_columns(patterns: Patterns, tables: Sequence[str]) -> tuple[Column, ...]:
    held = {prop for kind in tables for prop in patterns.profile.props[kind]}
    more = tuple(Column(prop, "t", "prop", prop) for prop in (COLUMNS, *_OF_COLUMNS) if prop in held)
    return (Column("table", "t", "prop", "name"), Column("table id", "t"), *more)


def _table_of(patterns: Patterns, thing: Thing, tables: Sequence[str]) -> Query | None:
    """The table of that name, or that of the one dataset of that name."""
    said = {meant.kind for meant in thing.kinds}
    hits = [hit for hit in thing.mention.hits if not said or hit.kind in said]
    parts = {source for source, _, target in patterns.profile.triples if target in tables}
    own = [hit for hit in hits if hit.kind in tables]
    near = [hit for hit in hits if hit.kind in parts]
    chosen = own or near
    if not chosen:
        return None
    if len(chosen) > 1:
        raise ambiguous(patterns.words.question, thing.mention.text, chosen)
    columns, ids = _asked_columns(patterns, tables), (chosen[0].id,)
    if own:
        return Query((NodePattern("t", ids=ids),), columns=columns, distinct=False)
    nodes = NodePattern("t", tuple(tables)), NodePattern("d", ids=ids)
    return Query(nodes, (EdgePattern("d", "t", either=True),), columns=columns, distinct=True)


def _table_of_file(patterns: Patterns, called: str, tables: Sequence[str]) -> Query | None:
    """The table of what has that file name, in whatever property a file's name stands."""
    props = patterns.profile.props
    for kind in sorted({source for source, _, target in patterns.profile.triples if target in tables}):
        if "file_name" in props.get(kind, {}):
            nodes = NodePattern("t", tuple(tables)), NodePattern("d", (kind,))
            return Query(
                nodes,
                (EdgePattern("d", "t", either=True),),
                Compare("d", "file_name", "contains", called),
                (*_asked_columns(patterns, tables), Column("file", "d", "prop", "file_name")),
                distinct=True,
            )
    return None


_FORMS: Sequence[tuple[Sequence[str], _Make]] = (
    (_KINDS, _of_lab("kinds")),
    (_WAYS, _of_lab("ways", _RELATIONS)),
    (_WAYS_OF, _of_lab("ways", _RELATIONS)),
    (_ALL_RELATIONS, _of_lab("relations", _RELATIONS)),
    (_SCHEMA, _of_lab("ways")),
    (_COUNT_EDGES, _of_lab("edges", _RELATIONS)),
    (_COUNT_NODES, _of_lab("nodes")),
    (_COUNT_KINDS, _of_lab("number of kinds")),
    (_COUNT_TYPES, _of_lab("number of relations", _RELATIONS)),
    (_COUNT_BETWEEN, _of_lab("edges", _RELATIONS)),
    (("how_many relations in? {G}?", f"how_many relations {_HAS}"), _count_relations),
    (_PROPERTIES, _properties),
    (_FEW_OF_KIND, _few_values),
    (_FEW_OF_WORD, _few_values),
    (_OF_KIND, _values),
    (_OF_WORD, _values),
    (_ANY_KIND, _values),
)
