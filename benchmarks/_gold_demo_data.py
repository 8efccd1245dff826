"""The demo lab's files in plain Python: nodes, edges, results and texts, for the gold of `benchmarks.gold_demo`.

Nothing of Labkin is imported, so that an error of a loader or of the question parser cannot hide in the gold.
Identifiers are those the files spell. Where two files give a property two values (the purity of LK-0042-B02), the
registry's is kept under the property's name; the other can be read from the certificate.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "app" / "demo" / "data"

Answer = dict[str, Any]
GoldFunction = Callable[[], Answer]

# What a thing depends on: the relations of the schema that count as lineage, from the dependent to its source.
LINEAGE = (
    *("used", "generated_by", "derived_from", "informed_by", "associated_with", "attributed_to", "has_part"),
    *("batch_of", "measurement_of", "measured_in", "follows", "trained_on", "supported_by"),
)
KGX_NODES = (
    *("registry/registry_nodes.jsonl", "certificates/certificates_nodes.jsonl", "results/experiments_nodes.jsonl"),
    *("results/measurements_nodes.jsonl", "records/records_nodes.jsonl", "knowledge/biology_nodes.tsv"),
    *("lab/assays_nodes.tsv", "lab/instruments_nodes.tsv", "lab/organizations_nodes.tsv"),
    *("lab/people_nodes.tsv", "lab/protocols_nodes.tsv"),
)
KGX_EDGES = (
    *("registry/registry_edges.tsv", "certificates/certificates_edges.tsv", "results/results_edges.tsv"),
    *("records/records_edges.tsv", "records/documents_edges.tsv", "knowledge/biology_edges.tsv"),
)


@dataclass(frozen=True)
class Result:
    """A measurement: `value` in `unit`, with `qualifier` =, < or >; of a compound, in an assay, on a day."""

    id: str
    value: float
    unit: str
    qualifier: str
    date: str
    assay: str
    compound: str
    batch: str
    line: str

    def below(self, limit: float) -> bool:
        """Whether the true value is certainly below `limit` (in the unit of this result)."""
        return self.value <= limit if self.qualifier == "<" else self.qualifier == "=" and self.value < limit

    def above(self, limit: float) -> bool:
        """Whether the true value is certainly above `limit`: so '>10000' is above 10000."""
        return self.value >= limit if self.qualifier == ">" else self.qualifier == "=" and self.value > limit


@dataclass
class Lab:
    """Nodes by identifier, and edges indexed from both ends."""

    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    forward: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    backward: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, properties: dict[str, Any]) -> None:
        """Merge a node: of two values of a property the first stays."""
        node = self.nodes.setdefault(properties["id"], {})
        for name, value in properties.items():
            if value not in ("", None):
                node.setdefault(name, value)

    def out(self, relation: str, *subjects: str) -> set[str]:
        """What the subjects point at by this relation."""
        return {o for s in subjects for o in self.forward.get((s, relation), ())}

    def into(self, relation: str, *objects: str) -> set[str]:
        """What points at the objects by this relation."""
        return {s for o in objects for s in self.backward.get((o, relation), ())}

    def kind(self, category: str) -> set[str]:
        """All identifiers of a kind."""
        return {i for i, node in self.nodes.items() if node.get("category") == category}

    def where(self, category: str, test: Callable[[dict[str, Any]], bool]) -> set[str]:
        """The nodes of a kind whose properties pass a test."""
        return {i for i in self.kind(category) if test(self.nodes[i])}

    def called(self, name: str, category: str) -> str:
        """The one thing of that kind and name; ValueError when there is none or more than one."""
        (found,) = self.where(category, lambda node: node.get("name") == name)
        return found

    def upstream(self, start: str) -> set[str]:
        """Everything the thing depends on, near or far."""
        return self._closure(start, self.out)

    def downstream(self, start: str) -> set[str]:
        """Everything that depends on the thing, near or far."""
        return self._closure(start, self.into)

    def _closure(self, start: str, step: Callable[..., set[str]]) -> set[str]:
        found: set[str] = set()
        front = {start}
        while front:
            front = {n for relation in LINEAGE for n in step(relation, *front)} - found
            found |= front
        return found - {start}


@cache
def lab() -> Lab:
    """The whole demo lab."""
    made = Lab()
    for name in KGX_NODES:
        for row in _rows(DATA / name):
            made.add(row)
    for name in KGX_EDGES:
        for row in _rows(DATA / name):
            made.forward[row["subject"], row["predicate"]].append(row["object"])
            made.backward[row["object"], row["predicate"]].append(row["subject"])
    _compounds(made)
    for name in ("notebook", "reports"):
        for row in _rows(DATA / name / "lantern.jsonl"):
            identifier = f"lantern:{row['_id']}"
            made.texts[identifier] = row
            made.add({"id": identifier, "category": "Document", "name": row["title"], **row["metadata"]})
    return made


def _rows(path: Path) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as stream:
        if path.suffix == ".jsonl":
            yield from (json.loads(line) for line in stream)
        else:
            yield from csv.DictReader(stream, delimiter="\t" if path.suffix == ".tsv" else ",")


def _compounds(made: Lab) -> None:
    for row in _rows(DATA / "chemistry" / "lantern_library.csv"):
        made.add({"category": "Compound", **row})
    for row in _rows(DATA / "chemistry" / "approved_drugs.csv"):
        made.add({"id": f"chembl.compound:{row['chembl_id']}", "category": "Compound", **row})


def table(name: str) -> list[dict[str, str]]:
    """The rows of a delimited file of `datasets/`."""
    return list(_rows(DATA / "datasets" / name))


@cache
def weights() -> dict[str, float]:
    """Molecular weight (g/mol, of the structure as drawn) by library compound."""
    import pandas

    frame = pandas.read_parquet(DATA / "datasets" / "Lantern library descriptors.parquet")
    return {f"lantern:{c}": float(w) for c, w in zip(frame["compound"], frame["MolWt"], strict=True)}


@cache
def results() -> list[Result]:
    """The 2,247 measurements of `results/`."""
    made = lab()
    found = []
    for identifier in sorted(made.kind("Measurement")):
        node = made.nodes[identifier]
        of = made.out("measurement_of", identifier)
        (compound,) = (o for o in of if made.nodes[o]["category"] == "Compound")
        (batch,) = (o for o in of if made.nodes[o]["category"] == "Batch")
        (assay,) = made.out("measured_in", identifier)
        common = (identifier, float(node["value"]), node.get("unit", ""), node["qualifier"], node["date"])
        found.append(Result(*common, assay, compound, batch, node.get("cell_line", "")))
    return found


def results_in(*assays: str) -> list[Result]:
    """The results of assays named without their prefix: `results_in("A-HERG")`."""
    wanted = {f"lantern:{assay}" for assay in assays}
    return [r for r in results() if r.assay in wanted]


def of_compound(compound: str, *assays: str) -> list[Result]:
    """The results of a compound in these assays."""
    return [r for r in results_in(*assays) if r.compound == compound]


def nanomolar(result: Result, limit: float) -> float:
    """A limit given in nM, in the unit of the result."""
    return limit / 1000 if result.unit == "uM" else limit


def mean(values: Iterable[float]) -> float:
    """The arithmetic mean."""
    numbers = list(values)
    return sum(numbers) / len(numbers)


def geometric(values: Iterable[float]) -> float:
    """The geometric mean."""
    from math import exp, log

    return exp(mean(log(value) for value in values))


def drug(name: str) -> str:
    """The identifier of an approved drug, by name."""
    return lab().called(name, "Compound")


def person(name: str) -> str:
    """The identifier of a person, by full name."""
    return lab().called(name, "Person")


def gene(symbol: str) -> str:
    """The identifier of a gene, by symbol."""
    return lab().called(symbol, "Gene")


def disease(name: str) -> str:
    """The identifier of a disease, by name."""
    return lab().called(name, "Disease")


def words(*needles: str) -> set[str]:
    """Notebook entries and reports whose title or text holds any of the needles, ignoring case."""
    found = set()
    for identifier, row in lab().texts.items():
        text = f"{row['title']}\n{row['text']}".lower()
        if any(needle.lower() in text for needle in needles):
            found.add(identifier)
    return found


def into_gold(table_of: dict[str, GoldFunction]) -> Callable[[str], Callable[[GoldFunction], GoldFunction]]:
    """A decorator that enters a function as the gold of a question; ValueError when the question has one already."""

    def entry(identifier: str) -> Callable[[GoldFunction], GoldFunction]:
        def enter(function: GoldFunction) -> GoldFunction:
            if identifier in table_of:
                raise ValueError(f"two gold functions for {identifier}")
            table_of[identifier] = function
            return function

        return enter

    return entry


def ids(found: Iterable[str], *accept: Answer) -> Answer:
    """A set of things; an empty one is no_data."""
    listed = sorted(set(found))
    made: Answer = {"status": "answered", "ids": listed} if listed else {"status": "no_data", "ids": []}
    return made | ({"accept": list(accept)} if accept else {})


def value(found: float | int | bool | str, *accept: Answer) -> Answer:
    """A number or a yes or no; floats to six significant digits."""
    kept = float(f"{found:.6g}") if isinstance(found, float) else found
    return {"status": "answered", "value": kept} | ({"accept": list(accept)} if accept else {})


def rows(found: Iterable[tuple[str, float]], *accept: Answer) -> Answer:
    """Groups with a number each, sorted by key."""
    pairs = [[key, float(f"{n:.6g}") if isinstance(n, float) else n] for key, n in sorted(found)]
    return {"status": "answered", "rows": pairs} | ({"accept": list(accept)} if accept else {})


def status(name: str, *accept: Answer) -> Answer:
    """An answer that is only a status: no_data, ambiguous or not_understood."""
    return {"status": name} | ({"accept": list(accept)} if accept else {})
