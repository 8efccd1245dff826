"""Build the files of the demo lab from `seed` and the public collections: `python -m labkin.app.demo.build [FOLDER]`.

Needs LABKIN_DATA, the folder of the public collections (see SOURCES.md). What is written by hand (`data/lab`,
`data/notebook`, `data/reports`) is read and left alone. The same input gives the same files, to the byte for text.
"""

from __future__ import annotations

import sys
from pathlib import Path

from labkin.app.demo.maker import chemistry, knowledge, records, results, stock, tables
from labkin.app.demo.maker.common import HAND, read_tsv


def build(folder: Path) -> None:
    """Write the generated files into a folder. Raises KeyError when LABKIN_DATA is not set."""
    compounds = chemistry.make()
    biology, known = knowledge.make(compounds)
    shelves = stock.make(compounds, results.first_use(results.campaigns()))
    measured, rows = results.make(compounds, shelves, known)
    counts = tables.write(folder / "datasets", compounds, shelves, rows)
    names = {str(node["name"]): id for id, node in (biology.nodes | shelves.graph.nodes).items()}
    names |= {name: drug.id for name, drug in compounds.drugs.items()}
    names |= {made.number: records.identifier(made.number) for made in records.DATASETS}
    for row in read_tsv(HAND / "lab" / "instruments_nodes.tsv"):
        names[row["name"]] = row["id"]
    kept, documents = records.make(rows, counts, names)
    chemistry.write(compounds, folder / "chemistry")
    knowledge.write(biology, folder / "knowledge")
    stock.write(shelves, folder)
    results.write(measured, folder / "results")
    records.write(kept, documents, folder)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HAND)
