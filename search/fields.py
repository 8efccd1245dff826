"""The fields of an index as people name them: one field in any spelling, those that people use most before the rest.

The index of a lab has a field for each property of its files that is a category or a number: a hundred and more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from functools import lru_cache

from labkin.search.index import KIND, BadRequest

COMMON = (
    KIND, "source", "organism", "disease", "tissue", "cell line", "assay", "instrument", "experiment", "project",
    "status", "year", "date", "format", "endpoint", "value", "unit", "people", "columns", "document_type", "author",
    "country",
)  # fmt: skip
SHOWN = 16  # fields that an error lists
ALL_OF_THEM = "`labkin search --fields` lists all"

_BETWEEN = re.compile(r"[\s_-]+")


@lru_cache(maxsize=4096)  # each piece of a long text asks for those of all fields
def spelling(name: str) -> str:
    """What the spellings of one name have in common: no case, spaces for underscores and hyphens.

    >>> spelling("cell_line") == spelling("Cell line") == spelling("cell-line")
    True
    """
    return _BETWEEN.sub(" ", name).strip().casefold()


def fields_named(name: str, fields: Iterable[str]) -> tuple[str, ...]:
    """The fields that a name means: the one that is written so, else all that differ from it in spelling only.

    >>> fields_named("cell_line", ["cell line", "assay"]), fields_named("Status", ["status", "Status"])
    (('cell line',), ('Status',))
    """
    known = set(fields)
    if name in known:
        return (name,)
    meant = spelling(name)
    return tuple(sorted(one for one in known if spelling(one) == meant))


def by_use(fields: Iterable[str]) -> list[str]:
    """Fields in the order in which people look for them: the common ones first, the rest by name.

    >>> by_use(["zeta", "alpha", "project", "kind"])
    ['kind', 'project', 'alpha', 'zeta']
    """
    place = {name: at for at, name in enumerate(COMMON)}
    return sorted(set(fields), key=lambda name: (place.get(name, len(place)), name))


def counted_as(names: Iterable[str], facets: Collection[str], others: Collection[str]) -> dict[str, str]:
    """The facet that each name means. Raises BadRequest where it means none; `others` are the fields without counts.

    >>> counted_as(["cell_line"], ["cell line"], ["year"])
    {'cell_line': 'cell line'}
    """
    found = {name: fields_named(name, facets) for name in names}
    for name in (name for name, meant in found.items() if not meant):
        if fields_named(name, others):
            raise BadRequest(f"{name} is no category, so its values are not counted: filter by it instead")
        raise no_field(name, facets, "count")
    return {name: meant[0] for name, meant in found.items()}


def no_field(name: str, fields: Collection[str], to: str = "filter by") -> BadRequest:
    """That no field has this name: which one may be meant, and which there are.

    >>> print(no_field("organsim", ["kind", "organism"]))
    nothing here has a field 'organsim' to filter by; did you mean 'organism'? The fields are kind, organism
    """
    known = by_use(fields)
    spellings = {spelling(one): one for one in reversed(known)}
    near = get_close_matches(spelling(name), spellings, 1)
    hint = f"did you mean {spellings[near[0]]!r}? The fields" if near else "the fields"
    more = len(known) - SHOWN
    listed = ", ".join(known[:SHOWN]) + (f" and {more:,} more; {ALL_OF_THEM}" if more > 0 else "")
    return BadRequest(f"nothing here has a field {name!r} to {to}; {hint} are {listed}")
