"""The parts of a question's meaning, and the conditions that its comparisons become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from labkin.graph.profile import PropProfile
from labkin.graph.query import And, Compare, Condition, Not, Or, both
from labkin.nlp.lexicon import Asked
from labkin.nlp.lexicon_due import is_due
from labkin.nlp.question_dates import OPEN_END, OPEN_START
from labkin.nlp.question_tree import Hit, Link, Mention, Top, Where
from labkin.nlp.question_values import Number, Period, convert


@dataclass(frozen=True, slots=True)
class Spec:
    """The edge a link means. `outward`: it points from the phrase to the other.

    `via`: the kinds of nodes in between, where there are several edges, and these, from the source on. Each is a
    relation and whether it points on.
    """

    relations: tuple[str, ...]
    outward: bool
    either: bool = False
    closure: bool = False
    via: tuple[str, ...] = ()
    steps: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Tie:
    """Meanings that nothing decides between: nodes of a name, or edges of a link."""

    mention: Mention | None = None
    hits: tuple[Hit, ...] = ()
    link: Link | None = None
    specs: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """A link with its meaning, and the other side's."""

    link: Link
    spec: Spec
    other: Meaning | None


@dataclass(frozen=True, slots=True)
class Held:
    """A condition on properties of the node itself: (property, operator, value) that all hold, or not."""

    tests: tuple[tuple[str, str, object], ...]
    negated: bool = False
    any_of: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """The first few by a property or by the number of others."""

    top: Top
    prop: str = ""
    joined: Joined | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A measured value of the node: conditions on a Measurement that is of it, or that it is itself (`own`)."""

    held: tuple[Held, ...]
    units: tuple[tuple[str, str, object], ...] = ()  # (unit, operator, value): one of them holds
    relation: str = "measurement_of"  # from the Measurement to the node
    assay: Meaning | None = None  # in which the Measurement was taken
    own: bool = False


@dataclass(frozen=True, slots=True)
class Any:
    """One of several links holds."""

    joined: tuple[Joined, ...]


Part = Any | Joined | Held | Ranked | Result


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means: nodes of these kinds, or of these identifiers, with all the parts."""

    cost: float
    kinds: tuple[str, ...]
    ids: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    ties: tuple[Tie, ...] = ()
    names: tuple[tuple[str, str], ...] = ()


def tests_of(asked: Asked, where: Where) -> tuple[tuple[str, str, object], ...] | None:
    """The comparison in the property's own type and unit; None where they do not fit."""
    value, numeric = where.value, asked.type in ("number", "integer")
    if where.op in ("missing", "exists"):
        return ((asked.prop, where.op, None),)
    if isinstance(value, Period):
        if asked.type not in ("date", "integer"):
            return None
        upto = where.upto if isinstance(where.upto, Period) else None
        if is_due(asked.prop):
            value, upto = ahead(value, upto)
        elif value.coming == value:  # "in 30 days" is said of nothing else
            return None
        return in_period(asked.prop, where.op, value, upto, asked.type == "integer") or None
    if isinstance(value, Number):
        if not numeric:
            return None
        if value.unit and not asked.unit:
            return None
        low = convert(value, asked.unit)
        if isinstance(where.upto, Number):
            high = convert(where.upto, asked.unit)
            return None if low is None or high is None else ((asked.prop, ">=", low), (asked.prop, "<=", high))
        return None if low is None else ((asked.prop, where.op, low),)
    if numeric or asked.type == "date":
        return None
    return ((asked.prop, "has" if asked.type == "list" and where.op == "=" else where.op, value),)


_BODIES = (
    "title",
    "text",
    "description",
    "abstract",
    "summary",
    "body",
    "content",
    "comment",
    "comments",
    "note",
    "notes",
)


def texts_holding(
    props: Mapping[str, Mapping[str, PropProfile]], kind: str, text: str, alone: bool
) -> tuple[tuple[str, str, object], ...]:
    """The words in any text of a thing; none for what has but a name, of which nobody asks what it is about.

    Unless the kind was asked for alone, the texts of all kinds are looked at: "anything that mentions" is one question.
    """
    bodies = [name for name in _BODIES if _is_text(props, kind, name)]
    if not bodies:
        return ()
    kinds = (kind,) if alone else tuple(props)
    names = [name for name in ("name", *_BODIES) if any(_is_text(props, each, name) for each in kinds)]
    return tuple((name, "contains", text) for name in names)


def _is_text(props: Mapping[str, Mapping[str, PropProfile]], kind: str, name: str) -> bool:
    held = props.get(kind, {}).get(name)
    return held is not None and held.type == "text"


def ahead(period: Period, upto: Period | None) -> tuple[Period, Period | None]:
    """The same stretch of time, and where it goes to, as they are meant of what is yet to fall due."""
    if upto is None or upto.coming is None:
        return period.coming or period, upto
    first = period.coming or period
    return (first if first.first <= upto.coming.last else period), upto.coming


def number_tests(prop: str, op: str, number: Number, upto: Number | None) -> tuple[tuple[str, str, object], ...]:
    """A comparison with a number as it stands."""
    if upto is not None:
        return (prop, ">=", number.value), (prop, "<=", upto.value)
    return ((prop, op, number.value),)


def in_period(
    prop: str, op: str, period: Period, upto: Period | None, years: bool
) -> tuple[tuple[str, str, object], ...]:
    """Days as text: a month or year alone, "2024-03", counts as its first day. Empty where a year cannot say it."""
    low: str | int = _bound(period.first)
    high: str | int = _bound((upto or period).after)
    if years:
        if len(str(low)) > 4 or len(str(high)) > 4:
            return ()
        low, high = int(low), int(high)
    if op == "=" and period.first == OPEN_START:
        op = "<="
    elif op == "=" and (upto or period).last == OPEN_END:
        op = ">="
    table = {">": [(">=", high)], ">=": [(">=", low)], "<": [("<", low)], "<=": [("<", high)]}
    tests = table.get(op, [(">=", low), ("<", high)])
    return tuple((prop, sign, value) for sign, value in tests)


def _bound(day: str) -> str:
    return day.removesuffix("-01").removesuffix("-01")


def condition(var: str, held: Held) -> Condition:
    """The condition on the node called `var`."""
    tests = tuple(Compare(var, prop, op, value) for prop, op, value in held.tests)  # type: ignore[arg-type]
    whole: Condition | None = (Or(tests) if len(tests) > 1 else tests[0]) if held.any_of else both(*tests)
    assert whole is not None
    if not held.negated:
        return whole
    if held.any_of and len({test.prop for test in tests}) > 1:
        denied = both(*(Or((Compare(var, test.prop, "missing"), Not(test))) for test in tests))
        assert denied is not None
        return denied
    absent = tuple(Compare(var, prop, "missing") for prop in dict.fromkeys(prop for prop, _, _ in held.tests))
    return Or((*absent, Not(whole)))  # what has no status is not withdrawn either


def unit_condition(var: str, result: Result) -> Condition | None:
    """ "Below 50 nM" in whichever unit the value was written."""
    options = tuple(
        And((Compare(var, "unit", "=", unit), *(Compare(var, "value", op, value) for _, op, value in same)))  # type: ignore[arg-type]
        for unit in dict.fromkeys(unit for unit, _, _ in result.units)
        if (same := [item for item in result.units if item[0] == unit])
    )
    return Or(options) if len(options) > 1 else (options[0] if options else None)
