"""Numbers with a unit, said of a property that has none: "a budget above 200 million dollars"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from labkin.graph.profile import PropProfile
from labkin.graph.query import Compare, Query, conditions
from labkin.graph.query_english import prop_words
from labkin.nlp.lexicon import Asked
from labkin.nlp.prop_names import prop_name
from labkin.nlp.question_tree import Asking, Where, wheres_in
from labkin.nlp.question_values import MONEY, TIME, Number, convert
from labkin.nlp.question_words import words

_OF_MONEY = words(
    """budget price cost costs gross revenue income sales salary fee wage gdp worth earnings turnover profit fortune
    funding expenses spending amount total payment"""
)
_OF_TIME = words("time duration runtime length delay interval")
_OF_SHARES = words("score rating share rate percentage")


_WRITTEN_ALIKE = {("nM", "nanometer"), ("uM", "micrometer"), ("mM", "millimeter")}  # "5 mm" of a length is no molarity


def in_its_unit(asked: Asked, where: Where, held: PropProfile | None) -> Asked:
    """A property with the unit in which it is compared with a number."""
    number = where.value
    if not isinstance(number, Number) or not number.unit:
        return asked
    if (number.unit, asked.unit) in _WRITTEN_ALIKE:
        return asked._replace(unit=number.unit)
    return asked if asked.unit else asked._replace(unit=own_unit(asked.prop, number, held))


def by_unit(
    kind: str, where: Where, in_units: Mapping[str, Iterable[Asked]], held: Mapping[str, PropProfile]
) -> tuple[Asked, ...]:
    """The property of a kind that a number is of by its unit alone: "below 300 Da"; none where it may be several.

    `in_units` are the properties of each kind that have a unit. Where none of them fits, it may be one without a unit.
    """
    number = where.value
    if not isinstance(number, Number) or not number.unit:
        return ()
    fitting = {asked for asked in in_units.get(kind, ()) if convert(number, asked.unit) is not None}
    if not fitting:
        plain = {name: prop.type for name, prop in held.items() if prop.type in ("integer", "number")}
        bare = {name for name in plain if own_unit(name, number, held[name])}
        fitting = {Asked(kind, name, plain[name], "", 1) for name in bare}
    return tuple(fitting) if len({asked.prop for asked in fitting}) == 1 else ()


def own_unit(prop: str, number: Number, held: PropProfile | None) -> str:
    """The unit of a number that a property without one may be in: the one that is said, where all speaks for it.

    Empty where it does not measure such things, or the number is far below all that is known of it: three hours are
    not the unit of what lasts from 46 on.
    """
    if not _measures(prop, number.unit):
        return ""
    known = [value for value in (held.examples if held else ()) if isinstance(value, int | float)]
    if number.unit in MONEY:
        return number.unit
    if number.unit in TIME:
        return number.unit if known and 2 * number.value >= min(known) else ""
    shares = bool(known) and 0 <= number.value <= 100 and 0 <= min(known) <= 100 and isinstance(min(known), int)
    return number.unit if shares else ""


def _measures(prop: str, unit: str) -> bool:
    """Whether a property without a unit is by its name one of money, of time or of shares, as the unit is."""
    name, own = prop_name(prop)
    table = _OF_MONEY if unit in MONEY else _OF_TIME if unit in TIME else _OF_SHARES if unit == "%" else frozenset()
    return not own and bool(table & set(name.lower().split()))


def units_assumed(asking: Asking, query: Query) -> str:
    """Which properties without a unit a question's numbers were compared with in theirs; empty text for none.

    It goes behind the reading: ", where budget is taken to be in USD".
    """
    compared = {leaf.prop for leaf in conditions(query.where, inside=True) if isinstance(leaf, Compare)}
    said: dict[str, None] = {}
    for where in wheres_in(asking):
        unit = where.value.unit if isinstance(where.value, Number) else ""
        own = {asked.prop for asked in where.asked if asked.unit}
        meant = {asked.prop for asked in where.asked} or compared
        for prop in sorted(prop for prop in (meant & compared) - own if _measures(prop, unit)):
            said[f"{prop_words(prop)[0]} is taken to be in {unit}"] = None
    return f", where {' and '.join(said)}" if said else ""
