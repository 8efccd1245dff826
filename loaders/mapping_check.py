"""What is wrong with a mapping, by itself and for a table: each problem with its key and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import pairwise
from typing import NamedTuple

from labkin.graph.schema import KINDS, RELATIONS, kind, relation
from labkin.loaders.mapping import Link, Mapping, Property, Result, Template, Thing


class Problem(NamedTuple):
    """`place` is the way of keys, "things.batch.id"; `why` says what is wrong and what to do."""

    place: str
    why: str


def problems(mapping: Mapping) -> Iterator[Problem]:
    """What makes the mapping unusable."""
    if not mapping.things:
        yield Problem("things", "there is no thing: say what a row speaks of, such as a compound")
    names = [thing.name for thing in mapping.things]
    both = {result.name for result in mapping.results} & set(names)
    for name in sorted(both):
        yield Problem(f"measurements.{name}", f"{name!r} is the name of a thing as well; give the measurement another")
    for thing in mapping.things:
        yield from _of_thing(thing, f"things.{thing.name}")
    for result in mapping.results:
        yield from _of_result(result, f"measurements.{result.name}", names)
    ends = [*names, *(result.name for result in mapping.results)]
    for number, link in enumerate(mapping.links, 1):
        yield from _of_link(link, f"links.{number}", ends)


def _of_thing(thing: Thing, at: str) -> Iterator[Problem]:
    if thing.id is None and thing.structure is None:
        yield Problem(at, "it has no identifier; add one, as in `id: 'lab:{Batch}'`")
    for template, key in ((thing.id, "id"), *((one, "same_as") for one in thing.same_as)):
        if template is not None and _adjoining(template):
            yield Problem(f"{at}.{key}", "two columns stand side by side; put a mark such as / between them")
        if template is not None and not any(part.is_column or part.text.strip() for part in template.parts):
            yield Problem(f"{at}.{key}", "the identifier is empty")
    if thing.split and (thing.id is None or len(thing.id.columns) != 1):
        yield Problem(
            f"{at}.split", "a cell is split only where the id has exactly one column; name one, or drop `split`"
        )
    yield from _of_properties(thing.properties, at)


def _adjoining(template: Template) -> bool:
    """Whether the text between two columns holds no mark by which the cells could be told apart."""
    parts = template.parts
    columns = [i for i, part in enumerate(parts) if part.is_column]
    for one, next_one in pairwise(columns):
        between = "".join(part.text for part in parts[one + 1 : next_one])
        if not any(not mark.isalnum() and not mark.isspace() and mark != "%" for mark in between):
            return True
    return False


def _of_properties(found: Iterable[Property], at: str) -> Iterator[Problem]:
    for one in found:
        place = f"{at}.properties.{one.name}"
        if not one.value.text:
            yield Problem(place, "it has no value; write the column in braces and quotes, as in '{Purity}'")
        if one.dates and one.type != "date":
            yield Problem(f"{place}.dates", "only dates have an order; add `type: date`, or drop `dates`")


def _of_result(result: Result, at: str, things: list[str]) -> Iterator[Problem]:
    if not result.value.columns:
        yield Problem(f"{at}.value", "it names no column; write one in braces and quotes, as in '{IC50 (nM)}'")
    if not result.of:
        yield Problem(f"{at}.of", "it is a measurement of nothing; name a thing of this mapping")
    for name in result.of:
        yield from _known(name, f"{at}.of", things, "thing")
    if result.assay:
        yield from _known(result.assay, f"{at}.in", things, "thing")
    if result.dates and result.date is None:
        yield Problem(f"{at}.dates", "there is no date; add `date: '{Column}'`, or drop `dates`")
    yield from _of_properties(result.properties, at)


def _of_link(link: Link, at: str, ends: list[str]) -> Iterator[Problem]:
    for name, key in ((link.subject, "from"), (link.object, "to")):
        yield from _known(name, f"{at}.{key}", ends, "thing or measurement")
    yield from _of_properties(link.properties, at)


def _known(name: str, at: str, names: list[str], what: str) -> Iterator[Problem]:
    if name not in names:
        near = get_close_matches(name, names, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names) or 'none'}"
        yield Problem(at, f"there is no {what} named {name!r} in this mapping; {hint}")


def missing_columns(mapping: Mapping, columns: Iterable[str]) -> list[str]:
    """Sentences on the columns that the mapping names and a table does not have."""
    there = list(columns)
    by_small = {name.lower(): name for name in there}
    found = []
    for name in sorted(mapping.columns - set(there)):
        near = by_small.get(name.lower()) or next(iter(get_close_matches(name, there, 1)), "")
        found.append(f"{name!r}" + (f" (is it {near!r}?)" if near else ""))
    return found


def remarks(mapping: Mapping) -> Iterator[Problem]:
    """What may be meant, but looks odd: relations between kinds that they do not join, names close to known ones."""
    known_kinds, known_relations = [row.name for row in KINDS], [row.name for row in RELATIONS]
    for thing in mapping.things:
        if not kind(thing.kind).known and (near := get_close_matches(thing.kind, known_kinds, 1, 0.75)):
            yield Problem(f"things.{thing.name}.kind", f"{thing.kind!r} is a new kind; did you mean {near[0]!r}?")
    kinds = {thing.name: thing.kind for thing in mapping.things} | {r.name: "Measurement" for r in mapping.results}
    for number, link in enumerate(mapping.links, 1):
        row, ends = relation(link.relation), (kinds.get(link.subject, ""), kinds.get(link.object, ""))
        if not row.known:
            if near := get_close_matches(link.relation, known_relations, 1, 0.75):
                yield Problem(f"links.{number}", f"{link.relation!r} is a new relation; did you mean {near[0]!r}?")
        elif row.ends and not _fits(row.ends, ends):
            turned = _fits(row.ends, (ends[1], ends[0]))
            wanted = "; ".join(f"{a} to {b}".replace("*", "anything") for a, b in row.ends)
            hint = "exchange `from` and `to`" if turned else f"it is known to lead from {wanted}"
            yield Problem(f"links.{number}", f"{link.relation!r} from a {ends[0]} to a {ends[1]} is unusual: {hint}")


def _fits(allowed: tuple[tuple[str, str], ...], ends: tuple[str, str]) -> bool:
    return any(a in ("*", ends[0]) and b in ("*", ends[1]) for a, b in allowed)
