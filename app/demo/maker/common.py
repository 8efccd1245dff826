"""What every part of the maker needs: seeds, dates, identifiers, and a graph that writes itself as KGX."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

SEED = Path(__file__).parent.parent / "seed"
HAND = Path(__file__).parent.parent / "data"  # where the files written by hand lie
PREFIX = "lantern:"

Row = dict[str, Any]


def read_tsv(path: Path) -> list[dict[str, str]]:
    """The rows of a table with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def write_rows(path: Path, rows: list[Row], delimiter: str = ",") -> None:
    """Rows as delimited text, the columns of the first row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def dice(*what: object) -> random.Random:
    """A generator of its own for each thing, so that adding one thing does not change the others."""
    return random.Random("/".join(map(str, ("Lantern Bio", *what))))


def rounded(value: float, digits: int = 3) -> float:
    """A value with so many significant digits."""
    return float(f"{value:.{digits}g}")


def day(text: str, plus: int = 0) -> str:
    """An ISO date so many days later, moved on from a weekend to Monday."""
    when = date.fromisoformat(text) + timedelta(days=plus)
    return (when + timedelta(days=max(0, 7 - when.weekday()) if when.weekday() > 4 else 0)).isoformat()


def ours(name: str) -> str:
    """An identifier in the lab's own namespace."""
    return PREFIX + name


@dataclass(slots=True)
class Graph:
    """Nodes and edges of one topic, each once, in the order in which they were added."""

    nodes: dict[str, Row] = field(default_factory=dict)
    edges: dict[tuple[str, str, str], Row] = field(default_factory=dict)

    def node(self, id: str, category: str, name: str, **props: object) -> str:
        """Add a node; empty properties are left out. Raises ValueError for one that is there already."""
        if id in self.nodes:
            raise ValueError(f"two nodes {id}")
        kept = {key: value for key, value in props.items() if value not in ("", None, [])}
        self.nodes[id] = {"id": id, "category": category, "name": name, **kept}
        return id

    def edge(self, subject: str, predicate: str, object: str, **props: object) -> None:
        """Add an edge, once."""
        self.edges.setdefault(
            (subject, predicate, object), {"subject": subject, "predicate": predicate, "object": object, **props}
        )

    def write_nodes(self, path: Path, categories: Iterable[str] = ()) -> None:
        """Nodes as KGX JSON lines, which keep numbers as numbers; those of some categories, or all."""
        wanted = set(categories)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8") as file:
            for row in self.nodes.values():
                if not wanted or row["category"] in wanted:
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def write_edges(self, path: Path) -> None:
        """Edges as KGX TSV."""
        columns = list(dict.fromkeys(key for row in self.edges.values() for key in row))
        write_rows(path, [{c: row.get(c, "") for c in columns} for row in self.edges.values()], "\t")
