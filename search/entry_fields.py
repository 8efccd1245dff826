"""What an entry takes from its neighbours: what it mentions, who is behind it, columns of its tables, facets.

Only edges that begin at the thing count, one step away, and for some facets two: a dataset has the species of its
samples. So a change touches those entries alone that lead to it, see `search.follow`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from labkin.graph.ledger_near import Link, Near
from labkin.graph.ledger_view import View
from labkin.graph.model import Node
from labkin.graph.values import Props, Value, parse_props


class Facet(NamedTuple):
    """Neighbours that are values of a facet: their kinds, the relations that lead there.

    `far`: where no neighbour is, a neighbour's neighbour counts.
    """

    kinds: tuple[str, ...]
    relations: tuple[str, ...]
    far: bool = True


MENTIONS = ("mentions", "describes")
FAR = ("generated_by", "has_part", "derived_from", "used", "part_of")  # the first of two steps to a facet
VIA = (*FAR, "batch_of", "measurement_of")  # and of two to what is inherited
FACETS: Mapping[str, Facet] = {
    "organism": Facet(("Species",), ("in_species", "has_characteristic", "derived_from", *MENTIONS)),
    "disease": Facet(("Disease",), ("has_characteristic", "models", "treats", *MENTIONS)),
    "tissue": Facet(("Anatomy",), ("derived_from", "has_characteristic", *MENTIONS)),
    "cell line": Facet(("CellLine",), ("used", "derived_from", "has_characteristic", *MENTIONS)),
    "assay": Facet(("Assay",), ("used", "measured_in", "tested_in", *MENTIONS)),
    "instrument": Facet(("Instrument",), ("used", "analysed_on", *MENTIONS)),
    "experiment": Facet(("Experiment",), ("generated_by", "part_of", "measured_in", *MENTIONS), far=False),
    "project": Facet(("Project",), ("part_of",)),
}
_FACETS_OF = {
    (kind, relation): tuple(name for name, one in FACETS.items() if kind in one.kinds and relation in one.relations)
    for facet in FACETS.values()
    for kind in facet.kinds
    for relation in facet.relations
}
INHERITED = ("project",)  # properties that hold for what was made in or out of the thing, too
SOURCE = "source"
PEOPLE = ("attributed_to", "associated_with")
PEOPLE_PROPS = (
    "author", "authors", "creator", "creators", "contributor", "contributors", "contact", "contacts", "investigator",
    "investigators", "principal_investigator", "submitter", "operator", "analyst", "owner", "editor", "editors",
    "prepared_by", "performed_by", "curator",
)  # fmt: skip
_PEOPLE_PROPS = frozenset(PEOPLE_PROPS)
COLUMNS = (
    "columns", "column_titles", "column_descriptions", "column_units", "column_terms", "column_categories",
    "column_types", "column_values", "column_filled", "column_sources", "column_constraints",
)  # fmt: skip
_SAID_OF_COLUMNS = COLUMNS[1:6]
_TABULAR = frozenset({"Dataset", "File", "Table"})
_NEVER_BETWEEN = frozenset({"Measurement"})  # too many, and all that they lead to is known of their dataset
RELATIONS = tuple(
    sorted({*VIA, *MENTIONS, *PEOPLE, "same_as"} | {name for facet in FACETS.values() for name in facet.relations})
)
LEADING = (*VIA, *MENTIONS)  # what a second step may follow

MOST_BETWEEN = 1_000  # neighbours of one thing that a second step is taken from
MOST_VALUES = 100  # of one facet of one thing
MOST_MENTIONS = 1_000
MOST_COLUMNS = 500
MOST_REMEMBERED = 200_000  # neighbours
MOST_LETTERS = 2_000  # of what is said of one column

_ADDRESS = re.compile(r"(?:[a-z]:)?[\\/]|(?:file|https?|s3|gs|ftp)://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Nearby:
    """What the neighbours add to an entry."""

    mentions: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


NOTHING = Nearby()


class Brief(NamedTuple):
    """What the entries of others take from a thing."""

    kind: str
    name: str
    xrefs: tuple[str, ...]
    columns: tuple[str, ...]
    inherited: tuple[tuple[str, ...], ...]


def brief_of(node: Node) -> Brief:
    """What the entries of its neighbours take from a node."""
    name = next((text for key in ("name", "title", "label") for text in texts(node.props.get(key))), str(node.id))
    xrefs = tuple(text for key in ("xref", "xrefs") for text in texts(node.props.get(key)))
    inherited = tuple(tuple(texts(node.props.get(key))) for key in INHERITED)
    return Brief(node.kind, name, xrefs, columns_of(node.props), inherited)


def texts(value: Value | None) -> Iterator[str]:
    """The texts of a property that are not blank."""
    for one in value if isinstance(value, tuple) else (value,):
        if isinstance(one, str) and one.strip():
            yield one.strip()


def people_of(props: Props) -> Iterator[str]:
    """The names of people that properties hold."""
    if not _PEOPLE_PROPS.isdisjoint(props):
        for key in PEOPLE_PROPS:
            yield from texts(props.get(key))


def columns_of(props: Props) -> tuple[str, ...]:
    """The columns that a table says it has, each with what is known of it: title, description, unit, values.

    >>> columns_of({"columns": ("dose", "sex"), "column_units": ("mg", ""), "column_categories": ("", "f | m")})
    ('dose: mg', 'sex: f | m')
    """
    names = props.get("columns")
    if not isinstance(names, tuple):
        return ()
    said = [
        value for key in _SAID_OF_COLUMNS if isinstance(value := props.get(key), tuple) and len(value) == len(names)
    ]
    found = []
    for place, name in enumerate(names[:MOST_COLUMNS]):
        more = "; ".join(dict.fromkeys(str(each[place]) for each in said if str(each[place]).strip()))
        found.append(f"{name}: {more}"[:MOST_LETTERS] if more else str(name))
    return tuple(found)


def file_names(addresses: Iterable[str]) -> tuple[str, ...]:
    """The names of the files among the addresses of sources; what a model, a person or a vocabulary says is no file.

    >>> file_names(["/lab/a/b.csv", "annotation:model/doc:1", "/lab/x.zip!/in/c.tsv"])
    ('b.csv', 'c.tsv')
    """
    return tuple(sorted({_file_name(uri) for uri in addresses} - {""}))


@lru_cache(maxsize=10_000)
def _file_name(uri: str) -> str:
    return re.split(r"[\\/]", uri.rstrip("\\/"))[-1] if _ADDRESS.match(uri) else ""


class Neighbours:
    """Reads neighbours in one view. Remembers what it read: hold one for one pass."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._near = Near(view)
        self._briefs: dict[str, Brief | None] = {}

    def of(self, nodes: Sequence[Node]) -> dict[str, Nearby]:
        """What their neighbours add to these nodes; read for all of them at once."""
        if len(self._briefs) > MOST_REMEMBERED:
            self._briefs.clear()
        ids = [str(node.id) for node in nodes]
        first = _by_subject(self._near.links(ids, RELATIONS))
        self._read(link.object for links in first.values() for link in links)
        between = {of: self._between(links) for of, links in first.items()}
        second = self._second(first, between)
        self._read(link.object for links in second.values() for link in links)
        addresses = self._near.addresses(ids)
        found = {}
        for node in nodes:
            id = str(node.id)
            direct = [link for link in first.get(id, ()) if self._stands(link)]
            far = [
                (link, more)
                for link in direct
                if link.object in between[id]
                for more in second.get(link.object, ())
                if self._stands(more) and more.object != id
            ]
            found[id] = self._nearby(node, direct, far, addresses.get(id, set()))
        return found

    def _between(self, links: list[Link]) -> set[str]:
        ids = []
        for link in links:
            brief = self._briefs[link.object]
            if link.relation in LEADING and brief and brief.kind not in _NEVER_BETWEEN:
                ids.append(link.object)
        return set(sorted(set(ids))[:MOST_BETWEEN])

    def _second(self, first: Mapping[str, list[Link]], between: Mapping[str, set[str]]) -> dict[str, list[Link]]:
        steps = [link for of, links in first.items() for link in links if link.object in between[of]]
        via = {link.object for link in steps if link.relation in VIA}
        told = {link.object for link in steps} - via  # of what is only mentioned nothing but its other names counts
        return _by_subject([*self._near.links(via, RELATIONS), *self._near.links(told, ("same_as",))])

    def _read(self, ids: Iterable[str]) -> None:
        new = {id for id in ids if id not in self._briefs}
        self._briefs.update(dict.fromkeys(new))
        self._briefs.update((str(node.id), brief_of(node)) for node in self._view.nodes(sorted(new)))

    def _stands(self, link: Link) -> bool:
        return self._briefs[link.object] is not None

    def _brief(self, link: Link) -> Brief:
        brief = self._briefs[link.object]
        assert brief is not None
        return brief

    def _nearby(self, node: Node, direct: list[Link], far: list[tuple[Link, Link]], said_in: set[str]) -> Nearby:
        people = [self._brief(link).name for link in direct if link.relation in PEOPLE]
        people += [
            self._brief(two).name for one, two in far if one.relation == "generated_by" and two.relation in PEOPLE
        ]
        return Nearby(
            tuple(sorted(self._mentioned(direct, far)))[:MOST_MENTIONS],
            tuple(dict.fromkeys([*people_of(node.props), *sorted(people)])),
            tuple(dict.fromkeys([*columns_of(node.props), *self._columns(node, direct, far)]))[:MOST_COLUMNS],
            dict(self._facets(node, direct, far, said_in)),
        )

    def _mentioned(self, direct: list[Link], far: list[tuple[Link, Link]]) -> set[str]:
        found = {id for link in direct if link.relation in MENTIONS for id in (link.object, *self._brief(link).xrefs)}
        same = {two.object for one, two in far if one.relation in MENTIONS and two.relation == "same_as"}
        return found | same

    def _columns(self, node: Node, direct: list[Link], far: list[tuple[Link, Link]]) -> Iterator[str]:
        for link in direct:
            if link.relation == "has_part":
                yield from self._brief(link).columns
        for one, two in far:
            if one.relation == two.relation == "has_part":
                yield from self._brief(two).columns
        said = [link for link in direct if link.relation == "has_characteristic"]
        said += [two for one, two in far if one.relation == "has_part" and two.relation == "has_characteristic"]
        if node.kind in _TABULAR:
            said += [link for link in direct if link.relation in ("describes", "in_species")]
        yield from sorted({self._characteristic(link) for link in said})

    def _characteristic(self, link: Link) -> str:
        category = next(texts(parse_props(link.qualifiers).get("category")), "")
        return f"{category}: {self._brief(link).name}" if category else self._brief(link).name

    def _facets(
        self, node: Node, direct: list[Link], far: list[tuple[Link, Link]], said_in: set[str]
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        found = self._named(direct)
        leads = [two for one, two in far if one.relation in FAR and two.relation not in MENTIONS]
        for name, values in self._named(leads).items():
            if name not in found and FACETS[name].far:
                found[name] = values
        for name in INHERITED:
            found.setdefault(name, set()).update(self._inherited(name, direct))
        yield from ((name, tuple(sorted(values)[:MOST_VALUES])) for name, values in found.items() if values)
        if files := file_names(said_in):
            yield SOURCE, files[:MOST_VALUES]

    def _named(self, links: list[Link]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for link in links:
            brief = self._brief(link)
            for facet in _FACETS_OF.get((brief.kind, link.relation), ()):
                found.setdefault(facet, set()).add(brief.name)
        return found

    def _inherited(self, name: str, direct: list[Link]) -> Iterator[str]:
        for link in direct:
            if link.relation in VIA:
                yield from self._brief(link).inherited[INHERITED.index(name)]


def reach(near: Near, ids: Iterable[str]) -> dict[str, tuple[set[str], set[str]]]:
    """For each thing what its entry may be made of: the things that count, and those of which edges count too."""
    wanted = sorted(set(ids))
    first = _by_subject(near.links(wanted, RELATIONS))
    second = _by_subject(
        near.links({link.object for links in first.values() for link in links if link.relation in LEADING}, RELATIONS)
    )
    found = {}
    for id in wanted:
        direct = {link.object for link in first.get(id, ())}
        between = {link.object for link in first.get(id, ()) if link.relation in LEADING}
        far = {link.object for one in between for link in second.get(one, ())}
        found[id] = ({id} | direct | far, {id} | between)
    return found


def _by_subject(links: Iterable[Link]) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        found[link.subject].append(link)
    return dict(found)
