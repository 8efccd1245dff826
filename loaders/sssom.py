"""SSSOM, the standard for mappings between vocabularies: which terms are the same, and which are surely not.

Mappings that a curator has stated merge two identifiers into one concept (`same_as`). Predicted ones do not: a wrong
merge is seen nowhere and changes every answer, so a prediction is a link of its own until somebody confirms it.
"""

from __future__ import annotations

from collections.abc import Iterator

from labkin.graph.model import Curie, Edge, Method, Statement
from labkin.graph.values import clean_props
from labkin.loaders.base import Input, loader
from labkin.loaders.concepts import is_shipped, kind_of_term
from labkin.loaders.iris import contract
from labkin.loaders.lines import head_lines, text_lines
from labkin.loaders.rdf_words import RELATIONS, word
from labkin.ontologies import canonical

NOT = "not_"
MAY_BE = "may_be_same_as"
_NEEDED = ("subject_id", "predicate_id", "object_id")
_CURATED = frozenset({"ManualMappingCuration", "MappingReview"})
_TAKEN = frozenset({*_NEEDED, "subject_label", "object_label", "predicate_modifier", "confidence"})
_NAMES = {"mapping_justification": "reason"}


def detect(item: Input) -> float:
    """Certain by the columns that the standard demands."""
    for line in head_lines(item, 5000):
        if not line.startswith("#"):
            columns = line.split("\t")
            return 0.97 if all(name in columns for name in _NEEDED) else 0.0
    return 0.6 if item.head.startswith(b"#curie_map:") else 0.0


@loader("sssom", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """SSSOM mappings between vocabularies: stated, denied, predicted."""
    reader = _Reader(item)
    columns: list[str] = []
    for number, line in text_lines(item):
        if line.startswith("#") and not columns:
            reader.header(line[1:])
            continue
        cells = line.split("\t")
        if not columns:
            columns = cells
            if missing := [name for name in _NEEDED if name not in columns]:
                raise item.bad(f"line {number}", f"the header has no column {missing[0]!r}; is this SSSOM?")
            continue
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            why = f"this row has {len(cells)} cells and the header {len(columns)} columns; a tab inside a value?"
            raise item.bad(f"line {number}", why)
        yield from reader.row(f"line {number}", dict(zip(columns, cells, strict=False)))
    if not columns:
        raise item.bad("", "there is no header in this file; SSSOM has subject_id, predicate_id, object_id")


class _Reader:
    def __init__(self, item: Input) -> None:
        self.item = item
        self.prefixes: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.named: set[str] = set()

    def header(self, line: str) -> None:
        """One line of the metadata above the table: prefixes with their IRIs are taken."""
        name, colon, value = line.strip().partition(":")
        if line.startswith(" ") and colon and value.strip().startswith("http"):
            self.prefixes[name.strip()] = value.strip().strip("\"'")
        elif value.strip():
            self.item.unmapped[name.strip()] += 1

    def id(self, text: str) -> str:
        """The identifier in the spelling that files of that vocabulary use: `chebi:1` is CHEBI:1."""
        found = self.ids.get(text)
        if found is None:
            prefix, _, local = text.partition(":")
            found = canonical(text)
            if found == text and prefix in self.prefixes:
                iri = self.prefixes[prefix] + local
                found = contract(iri) if contract(iri) != iri else text
            self.ids[text] = found
        return found

    def row(self, place: str, row: dict[str, str]) -> Iterator[Statement]:
        """The mapping of one row, and nodes for terms that nothing else is known to name."""
        if short := [name for name in _NEEDED if not row.get(name, "").strip()]:
            why = f"there is no {short[0]} here; a mapping has a subject, a predicate and an object"
            raise self.item.bad(place, why)
        ends = self.id(row["subject_id"]), self.id(row["object_id"])
        for id, label in zip(ends, (row.get("subject_label", ""), row.get("object_label", "")), strict=True):
            if id not in self.named and label:
                self.named.add(id)
                if not is_shipped(id):
                    yield self.item.node(place, id, kind_of_term(id), {"name": label})
        relation, turned, method = self._relation(row)
        subject, object = ends[::-1] if turned else ends
        if subject == object:
            self.item.warn(place, f"{subject} is mapped to itself; nothing is said by that")
            return
        edge = Edge(Curie.parse(subject), relation, Curie.parse(object), {}, clean_props(self._props(row)))
        yield Statement(edge, self.item.source, place, method, _confidence(row))

    def _relation(self, row: dict[str, str]) -> tuple[str, bool, Method]:
        predicate = contract(row["predicate_id"].strip())
        known = RELATIONS.get(predicate) or word(predicate)
        turned, relation = known.startswith("<"), known.removeprefix("<")
        local = row.get("mapping_justification", "").rpartition(":")[2]
        stated = local in _CURATED or (not local and not row.get("confidence"))
        if row.get("predicate_modifier", "").strip().lower() == "not":
            return NOT + relation, turned, Method.CURATED if stated else Method.INFERRED
        if stated:
            return relation, turned, Method.CURATED
        return MAY_BE if relation == "same_as" else f"may_be_{relation}", turned, Method.INFERRED

    def _props(self, row: dict[str, str]) -> dict[str, object]:
        props: dict[str, object] = {
            _NAMES.get(name, name): value for name, value in row.items() if value and name not in _TAKEN
        }
        props["predicate"] = row["predicate_id"]
        if row.get("confidence"):
            props["confidence"] = _confidence(row)
        return props


def _confidence(row: dict[str, str]) -> float:
    """The confidence of a row, 1 where it gives none."""
    try:
        return min(1.0, max(0.0, float(row.get("confidence") or 1.0)))
    except ValueError:
        return 1.0
