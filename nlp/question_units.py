"""Numbers with a unit, said of a property that has none: "a budget above 200 million dollars"."""

from __future__ import annotations

from labkin.graph.profile import PropProfile
from labkin.graph.query import Compare, Query, conditions
from labkin.graph.query_english import prop_words
from labkin.nlp.lexicon import Asked
from labkin.nlp.prop_names import prop_name
from labkin.nlp.question_tree import Asking, Where, wheres_in
from labkin.nlp.question_values import MONEY, TIME, Number
from labkin.nlp.question_words import words

_OF_MONEY = words(
    """budget price cost costs gross revenue income sales salary fee wage gdp worth earnings turnover profit fortune
    funding expenses spending"""
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


def own_unit(prop: str, number: Number, held: PropProfile | None) -> str:
    """The unit of a number that a property without one may be in: the one that is said, where all speaks for it.

    Empty where it does not measure such things, or the number is far below all that is known of it: three hours are
    not the unit of what lasts from 46 on.
    """
    said = set(prop_name(prop)[0].lower().split())
    if number.unit in MONEY:
        return number.unit if said & _OF_MONEY else ""
    known = [value for value in (held.examples if held else ()) if isinstance(value, int | float)]
    if not known:
        return ""
    if number.unit in TIME and said & _OF_TIME:
        return number.unit if 2 * number.value >= min(known) else ""
    shares = 0 <= number.value <= 100 and 0 <= min(known) <= 100 and isinstance(min(known), int)
    return number.unit if number.unit == "%" and said & _OF_SHARES and shares else ""


def units_assumed(asking: Asking, query: Query) -> str:
    """Which properties without a unit a question's numbers were compared with in theirs; empty text for none.

    It goes behind the reading: ", where budget is taken to be in USD".
    """
    compared = {leaf.prop for leaf in conditions(query.where, inside=True) if isinstance(leaf, Compare)}
    said: dict[str, None] = {}
    for where in wheres_in(asking):
        unit = where.value.unit if isinstance(where.value, Number) else ""
        bare = {asked.prop for asked in where.asked if not asked.unit} - {a.prop for a in where.asked if a.unit}
        for prop in sorted(bare & compared) if unit else ():
            said[f"{prop_words(prop)[0]} is taken to be in {unit}"] = None
    return f", where {' and '.join(said)}" if said else ""
