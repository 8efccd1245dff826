"""A node of the graph as an entry of the search index, with what its neighbours add to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from labkin.graph.ledger_view import View
from labkin.graph.model import Node
from labkin.graph.values import Props, Value
from labkin.search.entry_fields import COLUMNS, FACETS, Nearby, Neighbours, columns_of, people_of
from labkin.search.fields import spelling
from labkin.search.index import Entry
from labkin.search.query_text import bounds

NAMES = ("name", "title", "label", "synonyms", "synonym", "aliases", "alias", "alternative_names", "short_name")
IDENTIFIERS = (
    "source_id", "local_id", "cas", "inchikey", "inchi", "smiles", "doi", "pmid", "pmcid", "symbol", "accession",
    "identifier", "identifiers", "xref", "xrefs", "orcid", "uniprot", "ensembl", "entrez", "hgnc", "rrid", "barcode",
    "lot", "serial_number", "catalog_number", "catalogue_number", "nct", "gtin", "unii", "chembl", "pubchem",
    "drugbank",
)  # fmt: skip
OPAQUE = frozenset(("sha256", "sha1", "md5", "checksum", "smiles", "inchi", "embedding"))  # no words in these
NO_FACETS = frozenset((*NAMES, *IDENTIFIERS, *OPAQUE, *COLUMNS, "kind"))
MEASURED = ("endpoint", "qualifier", "value", "unit")
SHORT = 80  # characters of a text that may be a category
SHORT_WORDS = 8
LOCAL = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w.\-]{4,}|\d{6,}")  # a local part that people type on its own
TOGETHER = 2_000  # nodes whose neighbours are read at once
DAY = re.compile(r"\d{4}-\d\d(?:-\d\d(?:[T ].*)?)?")


class _Parts(NamedTuple):
    names: list[str]
    identifiers: list[str]
    prose: list[str]


def entries_of(view: View, ids: Iterable[str]) -> Iterator[Entry]:
    """The entries of the nodes that stand in this view, with what their neighbours add."""
    neighbours = Neighbours(view)
    rest = iter(ids)
    while some := list(islice(rest, TOGETHER)):
        nodes = list(view.nodes(some))
        near = neighbours.of(nodes)
        yield from (entry_of(node, near=near[str(node.id)]) for node in nodes)


def entry_of(node: Node, groups: Iterable[str] = (), near: Nearby | None = None) -> Entry:
    """The entry of a node, seen by `groups` (none: by everyone), with what its neighbours add.

    Its names are the name, synonyms and identifiers; every other text is searchable. Short texts and truth values
    are facets; numbers are numbers; a property that holds an ISO day is the number YYYYMMDD under its own name, and
    `date` gives `year` too, where the node has none. What a node says itself of a facet goes before its neighbours.

    >>> e = entry_of(Node.of("CHEMBL:25", "Compound", name="aspirin", synonyms=["ASA"], cas="50-78-2", status="tested"))
    >>> e.names, e.identifiers, dict(e.facets)
    (('aspirin', 'ASA', '50-78-2'), ('50-78-2',), {'status': 'tested'})
    """
    if near is None:
        near = Nearby(people=tuple(dict.fromkeys(people_of(node.props))), columns=columns_of(node.props))
    parts = _texts(node.id.local, node.props)
    name = _text(node.props.get("name")) or _text(node.props.get("title")) or _text(node.props.get("label"))
    names = tuple(dict.fromkeys(text for text in (*parts.names, *parts.identifiers) if text.strip()))
    return Entry(
        id=str(node.id),
        kind=node.kind,
        name=name or (parts.names[0] if parts.names else str(node.id)),
        names=names,
        text="\n".join(dict.fromkeys(text for text in parts.prose if text.strip())),
        facets={**near.facets, **dict(_facets(node.props))},
        numbers=_numbers(node.props),
        groups=tuple(groups),
        identifiers=tuple(dict.fromkeys(text for text in parts.identifiers if text.strip())),
        source_id=_text(node.props.get("source_id")),
        mentions=near.mentions,
        people=near.people,
        columns=near.columns,
    )


def _texts(local: str, props: Props) -> _Parts:
    parts = _Parts([], [], [])
    if value := measured(props):
        parts.prose.append(value)
        props = {key: said for key, said in props.items() if key not in MEASURED}
    for key in sorted(props, key=_place):
        texts = list(_strings(props[key]))
        if key in NAMES:
            parts.names.extend(texts)
        elif key in IDENTIFIERS or key.endswith("_id"):
            parts.identifiers.extend(_strings(props[key], numbers=True))
        elif key not in OPAQUE and key not in COLUMNS:
            parts.prose.extend(texts)
    if LOCAL.fullmatch(local):
        parts.identifiers.append(local)
    return parts


def measured(props: Props) -> str:
    """A measured value as people write it; empty where there is none.

    >>> measured({"endpoint": "IC50", "qualifier": ">", "value": 10.0, "unit": "uM"}), measured({"value": 3})
    ('IC50 > 10 uM', '')
    """
    value = props.get("value")
    if not isinstance(value, int | float) or isinstance(value, bool) or "endpoint" not in props:
        return ""
    said = (props["endpoint"], props.get("qualifier", "="), f"{value:g}", props.get("unit", ""))
    return " ".join(str(part) for part in said if part != "")


def _place(key: str) -> tuple[int, str]:
    """Names in the order of NAMES, prose before the rest, so that a snippet begins with it."""
    if key in NAMES:
        return NAMES.index(key), key
    return len(NAMES) + (0 if key in ("abstract", "description", "text", "summary") else 1), key


def _strings(value: Value, numbers: bool = False) -> Iterator[str]:
    for one in value if isinstance(value, tuple) else (value,):
        if isinstance(one, str) or (numbers and not isinstance(one, bool)):
            yield str(one)


def _text(value: Value | None) -> str:
    return next(_strings(value, numbers=True), "").strip() if value is not None else ""


def _facets(props: Props) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for key, value in props.items():
        if (
            key in NAMES
            or key in IDENTIFIERS
            or key in OPAQUE
            or key == "kind"
            or key.endswith("_id")
            or key in COLUMNS
        ):
            continue
        name = spelling(key) if spelling(key) in FACETS else key  # what neighbours are for other things, in its words
        if isinstance(value, bool):
            yield name, str(value).lower()
        elif isinstance(value, str) and _is_category(value):
            yield name, value
        elif isinstance(value, tuple) and value and all(isinstance(one, str) and _is_category(one) for one in value):
            yield name, tuple(str(one) for one in value)


def _is_category(text: str) -> bool:
    return bool(text.strip()) and len(text) <= SHORT and len(text.split()) <= SHORT_WORDS and not DAY.fullmatch(text)


def _numbers(props: Props) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for key, value in props.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            numbers[key] = float(value)
        elif isinstance(value, str) and DAY.fullmatch(value):
            found = bounds(key, value)
            if found:
                numbers[key] = found[0]
    if "year" not in numbers and (year := _year(props)):
        numbers["year"] = year
    return numbers


def _year(props: Props) -> float | None:
    for key in ("year", "date", "publication_date", "published", "created", "created_at"):
        found = re.match(r"(\d{4})(?!\d)", _text(props.get(key)))
        if found:
            return float(found[1])
    return None
