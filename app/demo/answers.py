"""Fill `tour.json` with the answers, derived from the files in plain Python: `python -m labkin.app.demo.answers`.

Nothing of Labkin reads the files here, so that the answers are a second opinion.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LINEAGE = (
    *("used", "generated_by", "derived_from", "associated_with", "attributed_to", "has_part"),
    *("batch_of", "measurement_of", "measured_in", "follows", "trained_on", "supported_by"),
)
BATCH = re.compile(r"\bLK-\d{4}-B\d\d\b")
Node = dict[str, Any]


class Lab:
    """The KGX files and the documents: nodes by identifier, edges by relation."""

    def __init__(self, folder: Path = HERE / "data") -> None:
        self.nodes: dict[str, Node] = {}
        self.edges: set[tuple[str, str, str]] = set()
        for path in sorted(folder.rglob("*")):
            if path.suffix == ".tsv" and path.parent.name != "datasets":
                with path.open(encoding="utf-8", newline="") as file:
                    self._rows(list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)))
            elif path.suffix == ".jsonl":
                self._rows([json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()])
        with (folder / "chemistry" / "approved_drugs.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                self.nodes[f"chembl.compound:{row['chembl_id']}"] = {"category": "Compound", "name": row["name"]}
        self._tables(folder / "datasets")
        self.objects: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.subjects: dict[tuple[str, str], set[str]] = defaultdict(set)
        for subject, relation, object in self.edges:
            self.objects[subject, relation].add(object)
            self.subjects[object, relation].add(subject)

    def _rows(self, rows: list[Node]) -> None:
        for row in rows:
            if "subject" in row:
                self.edges.add((row["subject"], row["predicate"], row["object"]))
            elif "_id" in row:
                said = {"category": "Document", "name": row["title"], "text": row["text"]}
                self.nodes[f"lantern:{row['_id']}"] = said | row["metadata"]
            else:
                self.nodes.setdefault(row["id"], {}).update(row)

    def _tables(self, folder: Path) -> None:
        """A loaded table is a Table, part of its Dataset: one for a file, in a workbook one for each sheet."""
        for path in sorted(folder.glob("[!.]*")):
            key = "-".join(re.sub(r"[\W_]+", " ", path.stem.lower()).split())
            for sheet in ("/Firefly", "/Ember") if path.suffix == ".xlsx" else ("",):
                self.nodes[f"table:{key}{sheet}"] = {"category": "Table", "name": path.stem}
                self.edges.add((f"dataset:{key}", "has_part", f"table:{key}{sheet}"))

    def of(self, category: str, **wanted: object) -> list[str]:
        """Nodes of a category with these properties."""
        return sorted(
            id
            for id, node in self.nodes.items()
            if node.get("category") == category and all(node.get(k) == v for k, v in wanted.items())
        )

    def walk(self, start: str, down: bool = False) -> dict[str, int]:
        """Everything that a thing rests on (or, down, that rests on it), with the shortest distance."""
        steps = self.subjects if down else self.objects
        found, edge = {start: 0}, [start]
        while edge:
            following: list[str] = []
            for id in edge:
                for relation in LINEAGE:
                    for other in steps[id, relation]:
                        if other not in found:
                            found[other] = found[id] + 1
                            following.append(other)
            edge = following
        del found[start]
        return found

    def tested(self, days_after: str, below_nm: float) -> set[str]:
        """Compounds with an IC50 below a limit, measured after a day; values in uM count a thousandfold."""
        scale = {"nM": 1.0, "uM": 1000.0}
        return {
            compound
            for id in self.of("Measurement", endpoint="IC50")
            if (m := self.nodes[id])["date"] > days_after
            and m["qualifier"] != ">"
            and m["value"] * scale[m["unit"]] < below_nm
            for compound in self.objects[id, "measurement_of"]
            if self.nodes[compound]["category"] == "Compound"
        }

    def saying(self, words: str) -> set[str]:
        """Documents with a text in which, or in whose title, these words stand, in whatever case."""
        wanted = re.compile(rf"\b{re.escape(words)}\b", re.IGNORECASE)
        return {id for id in self.of("Document") if "text" in self.nodes[id] and wanted.search(self.text(id))}

    def text(self, id: str) -> str:
        """Title and text of a document."""
        node = self.nodes[id]
        return f"{node['name']} {node['text']}"


def answers(lab: Lab) -> dict[str, dict[str, Any]]:
    """The expected answer to each question of the tour."""
    asthma = next(id for id in lab.of("Disease") if lab.nodes[id]["name"] == "asthma")
    egfr = next(id for id in lab.of("Gene") if lab.nodes[id]["name"] == "EGFR")
    up, down = lab.walk("lantern:LB-IND-001"), lab.walk("lantern:LK-0042-B02", down=True)
    early = [id for id in lab.of("Instrument") if lab.nodes[id]["calibrated"] < "2024"]
    large = [id for id in lab.of("Dataset") if lab.nodes[id]["rows"] > 500]
    potent = lab.subjects[egfr, "inhibits"] & lab.tested("2024-03-31", 50)
    mayas = [id for id in lab.of("Person") if lab.nodes[id]["name"].startswith("Maya ")]
    palladium, kcnh2 = lab.saying("palladium"), next(i for i in lab.of("Gene") if lab.nodes[i]["name"] == "KCNH2")
    blocks = "LK-0017 blocks hERG with an IC50 of 1.1 uM"  # said nowhere but in a report, of a channel with two names
    assert blocks in lab.text("lantern:REP-2024-02")
    return {
        "t01": {"ids": sorted(lab.subjects["lantern:A-HERG", "tested_in"])},
        "t02": {"value": len(lab.of("Batch", status="withdrawn"))},
        "t03": {"ids": sorted(lab.subjects[asthma, "treats"])},
        "t04": {"ids": sorted(up)},
        "t05": {"ids": sorted(lab.objects["lantern:LK-0042-B03", "attributed_to"])},
        "t06": {"ids": sorted(down)},
        "t07": {"ids": large},
        "t08": {"ids": sorted(potent)},
        "t09": {"ids": early},
        "t10": {"alternatives": mayas},
        "t11": {"ids": []},
        "t12": {},
        "t13": {"ids": sorted(palladium)},
        "t14": {"ids": sorted({who for one in palladium for who in lab.objects[one, "attributed_to"]})},
        "t15": {"ids": sorted(lab.saying("verapamil"))},
        "t16": {"ids": sorted({*lab.subjects[kcnh2, "inhibits"], "lantern:LK-0017"})},
        "t17": {"ids": sorted({f"lantern:{one}" for one in BATCH.findall(lab.text("lantern:MOD-3.2.S"))})},
    }


def main() -> None:
    """Write the answers beside the questions."""
    path = HERE / "tour.json"
    tour = json.loads(path.read_text(encoding="utf-8"))
    found = answers(Lab())
    kept = ("id", "asked_by", "question", "status", "from")
    lines = [
        json.dumps({**{key: step[key] for key in kept if key in step}, **found[step["id"]]}, ensure_ascii=False)
        for step in tour
    ]
    path.write_text("[\n  " + ",\n  ".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
