"""The graph of Hetionet, its questions and their golds, with other English names for every kind and relation."""

from __future__ import annotations

import csv
import gzip
import json
import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks._gold_sets import FOLDER, Question, questions
from labkin.loaders.hetionet import METAEDGES

GRAPH = ("graph_nodes.tsv", "graph_edges.tsv")


@dataclass(frozen=True)
class Names:
    """New names for kinds and relations, and the questions in the new words, by their identifiers."""

    kinds: Mapping[str, str]
    relations: Mapping[str, str]
    questions: Mapping[str, str]

    @classmethod
    def read(cls) -> Names:
        """The table that is kept with the questions."""
        return cls(**json.loads((FOLDER / "hetionet-renamed.json").read_text(encoding="utf-8")))

    def word(self, said: str) -> str:
        """A name of a kind or a relation as the renamed graph has it; an identifier, and anything else, as it is."""
        return self.kinds.get(said) or self.relations.get(said) or said

    def gold(self, gold: Mapping[str, Any]) -> dict[str, Any]:
        """A gold, or another answer that is accepted, in the new names."""
        found = dict(gold)
        if "rows" in gold:
            found["rows"] = [[self.word(key), number] for key, number in gold["rows"]]
        if "accept" in gold:
            found["accept"] = [self.gold(each) for each in gold["accept"]]
        return found

    def set(self) -> list[Question]:
        """The questions that were reworded, with their golds, in the order of the set."""
        return [
            self.gold(one) | {"question": self.questions[one["id"]]}
            for one in questions("hetionet")
            if one["id"] in self.questions
        ]


def write(hetionet: Path, folder: Path) -> list[Path]:
    """Write the renamed graph as KGX TSV into the folder; gives the two files.

    `hetionet` is the folder with `nodes.tsv.xz` and `edges-5k.sif.gz`. Raises FileNotFoundError without them.
    """
    names = Names.read()
    files = [folder / name for name in GRAPH]
    with (
        lzma.open(hetionet / "nodes.tsv.xz", "rt", encoding="utf-8") as source,
        files[0].open("w", encoding="utf-8") as out,
    ):
        out.write("id\tcategory\tname\n")
        for node in csv.DictReader(source, delimiter="\t"):
            out.write(f"{node['id']}\t{names.kinds[node['kind']]}\t{node['name']}\n")
    with (
        gzip.open(hetionet / "edges-5k.sif.gz", "rt", encoding="utf-8") as source,
        files[1].open("w", encoding="utf-8") as out,
    ):
        out.write("subject\tpredicate\tobject\n")
        for edge in csv.DictReader(source, delimiter="\t"):
            relation = names.relations[METAEDGES[edge["metaedge"]]]
            out.write(f"{edge['source']}\t{relation}\t{edge['target']}\n")
    return files
