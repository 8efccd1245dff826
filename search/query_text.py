"""Read what a user types into a search box. Every text is a query; expert syntax counts only where it is unambiguous.

- `kind:Dataset`, `field:value`, `field:"a value"`: a filter, when the index has such a field; else words.
- `year:2019..2021`, `year>=2020`, `date<2024-03`: a range, for fields of numbers and days.
- Brackets before and punctuation after these, as in `(status:approved),`, are of the sentence around them.
- `"a phrase"`: the words in this order. A quotation mark without its partner is dropped.
- `-word`, `-"a phrase"`, `-kind:Assay`: not these, when something else is asked for. `-2` is a number, not a negation.
- `imat*`: words that begin so; at least two letters.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from labkin.graph.schema import KINDS, plural
from labkin.search.fields import fields_named
from labkin.search.index import KIND, Where
from labkin.search.tokens import Cluster, clusters

MAX_CLUSTERS = 64  # words of one query that are searched for; the rest of a long text is left out
MAX_TEXT = 20_000  # characters of a query that are read

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_AFTER = ",;.:!?)]"
_PIECE = re.compile(
    rf"""(?<!\S)(?:(?P<minus>-(?=["]|[^\W\d_]))|[(\[]+)?(?:
        (?P<field>[^\W\d]\w*)(?P<op>:>=|:<=|:>|:<|>=|<=|:|>|<|=)(?P<value>"[^"]+"[{re.escape(_AFTER)}]*|[^\s"]+)(?!\S)
        |"(?P<phrase>[^"]*)"[{re.escape(_AFTER)}]*(?!\S)
        |(?P<word>\S+))""",
    re.VERBOSE,
)
_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?(?:[T ].*)?")
_PREFIX = re.compile(r"\w[\w\-]+\*")


@dataclass(frozen=True, slots=True)
class Clause:
    """Something to be found in words: `how` is "words", "phrase" (all, in this order) or "prefix" (one cluster)."""

    how: str
    clusters: tuple[Cluster, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """What an entry must be, or must not be when it is `negated`: all conditions of one of its ways hold of it."""

    ways: tuple[tuple[Where, ...], ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query as read. `rest` is its text without the filters, `expert` whether any expert syntax was read."""

    wanted: tuple[Clause, ...]
    unwanted: tuple[Clause, ...]
    filters: tuple[Filter, ...]
    rest: str
    expert: bool


def parse(text: str, fields: Mapping[str, str], expert: bool = True) -> Parsed:
    """Read a query; `fields` are the index's, each "text" or "number". Raises nothing.

    >>> p = parse('lung "small cell" -mouse kind:datasets p:x', {"kind": "text"})
    >>> [c.how for c in p.wanted], p.unwanted[0].clusters[0].text, p.filters[0].ways
    (['words', 'phrase', 'words'], 'mouse', ((('kind', '~', ('Dataset', 'datasets')),),))
    """
    text = text[:MAX_TEXT]
    if not expert:
        return Parsed(_words(text), (), (), text, False)
    wanted: list[Clause] = []
    unwanted: list[Clause] = []
    filters: list[Filter] = []
    rest: list[str] = []
    for piece in _PIECE.finditer(text.translate(_QUOTES)):
        if ways := _ways(piece, fields):
            filters.append(Filter(ways, negated=bool(piece["minus"])))
            continue
        clause = _clause(piece)
        if piece["minus"]:
            unwanted += clause
        else:
            wanted += clause
        rest.append(piece.group())
    if not wanted and not filters:  # nothing but negations: they are no negations
        return Parsed(_words(text), (), (), text, False)
    marked = bool(filters or unwanted) or any(clause.how != "words" for clause in wanted)
    return Parsed(_limited(wanted), _limited(unwanted), tuple(filters), " ".join(rest), marked)


def _clause(piece: re.Match[str]) -> tuple[Clause, ...]:
    phrase = piece["phrase"]
    if phrase is not None:
        found = tuple(clusters(phrase))[:MAX_CLUSTERS]
        return (Clause("phrase", found),) if found else ()
    word = piece["word"] or piece.group().lstrip("-")
    found = tuple(clusters(word))
    if _PREFIX.fullmatch(word.rstrip(_AFTER)) and len(found) == 1:
        return (Clause("prefix", found),)
    return (Clause("words", found),) if found else ()


def _words(text: str) -> tuple[Clause, ...]:
    found = []
    for cluster in clusters(text):
        found.append(cluster)
        if len(found) == MAX_CLUSTERS:
            break
    return (Clause("words", tuple(found)),) if found else ()


def _limited(clauses: list[Clause]) -> tuple[Clause, ...]:
    left, kept = MAX_CLUSTERS, []
    for clause in clauses:
        if left <= 0:
            break
        kept.append(Clause(clause.how, clause.clusters[:left]))
        left -= len(clause.clusters)
    return tuple(kept)


def _ways(piece: re.Match[str], fields: Mapping[str, str]) -> tuple[tuple[Where, ...], ...]:
    """The conditions that a piece of a query sets, for each field that it may name; none when it is text."""
    said = piece["field"]
    if not said:
        return ()
    typed = piece["value"]
    bare = typed.rstrip(_AFTER)
    either = (bare,) if typed.startswith('"') else (typed, bare)  # a value may end like a sentence, as "Inc." does
    values = tuple(dict.fromkeys(value for one in either if (value := one.strip('"').strip())))
    ways = (_conditions(name, fields[name], piece["op"], values) for name in fields_named(said, fields) if values)
    return tuple(way for way in ways if way)


def _conditions(name: str, kind: str, typed_op: str, values: tuple[str, ...]) -> tuple[Where, ...]:
    op = typed_op.lstrip(":") or "="
    if kind == "number":
        return next(filter(None, (_range(name, op, value) for value in values)), ())
    if typed_op != ":":  # a text has no order, and a=b is more often a formula
        return ()
    if name == KIND:  # a kind of the lab's own may have the very name that is our synonym
        values = tuple(dict.fromkeys(one for value in values for one in (_kind_meant(value), value)))
    return ((name, "~", values if len(values) > 1 else values[0]),)


def _kind_meant(value: str) -> str:
    kind = kind_named(value)
    return value if kind.casefold() == value.casefold() else kind


def _range(name: str, op: str, value: str) -> tuple[Where, ...]:
    low, dots, high = value.partition("..")
    if dots and op == "=":
        ends = tuple((name, o, v) for o, v in ((">=", low), ("<=", high)) if v)
        return ends if all(bounds(name, v) for _, _, v in ends) else ()
    return ((name, op, value),) if bounds(name, value) else ()


def kind_named(text: str) -> str:
    """The kind that a user means: its name, English, plural or synonym; the text itself when none fits.

    >>> kind_named("datasets"), kind_named("lot"), kind_named("Foo")
    ('Dataset', 'Batch', 'Foo')
    """
    return _kinds().get(text.casefold().replace("_", " "), text)


@cache
def _kinds() -> dict[str, str]:
    own = {word.casefold(): kind.name for kind in KINDS for word in (kind.plural, kind.english, kind.name)}
    others = {word.casefold(): kind.name for kind in KINDS for one in kind.synonyms for word in (one, plural(one))}
    return others | own


def bounds(name: str, value: object) -> tuple[float, float] | None:
    """The least and the greatest number that a value may mean, or None when it is no number or day.

    A day is YYYYMMDD. A month stands for its days; so does a year, in a field that is named like a date. A month above
    12 and a day above 31 are none.

    >>> bounds("date", "2024-03"), bounds("date", "2024"), bounds("year", 2024), bounds("x", "abc")
    ((20240300.0, 20240399.0), (20240000.0, 20249999.0), (2024.0, 2024.0), None)
    """
    if isinstance(value, str):
        day = _DAY.fullmatch(value.strip())
        if day:
            year, month, date = int(day[1]), int(day[2]), int(day[3] or 0)
            if month > 12 or date > 31:
                return None
            least = float(year * 10000 + month * 100 + date)
            return least, least if date else least + 99
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    if not math.isfinite(number):
        return None
    if is_day_field(name) and number == int(number) and 1000 <= number <= 9999:
        return number * 10000, number * 10000 + 9999
    return number, number


def no_number(name: str, value: object) -> str:
    """What to tell who compares a field of numbers with a value that has no `bounds`."""
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        return f"{name} cannot be compared with {value!r}, which is no day: months go to 12, days to 31"
    return f"{name} is a number: it cannot be compared with {value!r}"


def is_day_field(name: str) -> bool:
    """Whether a field is named like one that holds days: date, run_date, tested_on, created_at.

    >>> is_day_field("run_date"), is_day_field("year")
    (True, False)
    """
    return bool(re.search(r"(?:^|_)(?:date|on|at|day)$|[a-z]Date$", name))
