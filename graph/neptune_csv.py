"""The graph as CSV for Amazon Neptune's bulk loader, in its openCypher format.

AWS describes the format in the Neptune User Guide, "Load format for openCypher data". Nodes and edges stand in folders
of their own, to be loaded one after the other; the files of a folder are loaded together. A file holds one kind or
relation, and a column one type, so values of different types under one name go to different files. As over Bolt, a
list is kept as JSON (`graph.rows`); so is an empty text, for an empty cell is no value to the loader. Every edge has an
identifier made from what it says, so that loading a file again doubles nothing. What is loaded carries the mark, and a
lab that is then pointed at the cluster goes on from there.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from labkin.graph import names
from labkin.graph.errors import LabError
from labkin.graph.model import Edge, Node
from labkin.graph.rows import edge_row, node_row

ROWS = 1_000_000  # in one file
GATHERED = 2_000  # rows of one table kept back before they are written
MANIFEST = "manifest.json"
MARK_ID = "labkin mark"  # the `~id` that graph.writes gives the mark
NODE_COLUMNS, EDGE_COLUMNS = (":ID", ":LABEL"), (":ID", ":START_ID", ":END_ID", ":TYPE")
_TYPES = {bool: "Bool", int: "Long", float: "Double", str: "String"}
_HOW = {"format": "opencypher", "userProvidedEdgeIds": "TRUE", "failOnError": "TRUE", "queueRequest": "TRUE"}


def write_neptune_csv(
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    out: Path,
    *,
    mark: int,
    lab: str,
    digest: str = "",
    rows: int = ROWS,
    say: Callable[[str, int], None] = lambda *_: None,
) -> dict[str, Any]:
    """Write the graph into a new or empty folder; gives what `manifest.json` says. In little memory.

    The manifest is written last, so a folder without one is not whole. `mark` is the transaction shown, `lab` the
    identity of the lab, `digest` that of the graph, noted in the manifest. Raises LabError for a folder in use.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise LabError(f"{out} is not an empty folder: give the name of a new one")
    try:
        (out / "parts").mkdir(parents=True)
        node_tables = _Tables(out, "nodes", NODE_COLUMNS, rows)
        edge_tables = _Tables(out, "edges", EDGE_COLUMNS, rows)
        node_tables.add(names.MARK, (MARK_ID, names.MARK), {"transaction": mark, "lab": lab})
        written = {
            "nodes": node_tables.fill(map(_node, nodes), lambda count: say("writing nodes", count)),
            "edges": edge_tables.fill(map(_edge, edges), lambda count: say("writing edges", count)),
        }
        files = [*node_tables.finish(), *edge_tables.finish()]
        shutil.rmtree(out / "parts")
        manifest = {"transaction": mark, "lab": lab, "graph_digest": digest, **written}
        manifest |= {"files": files, "load": _how_to_load()}
        (out / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise LabError(f"{out} cannot be written: {error.strerror or error}") from error
    return manifest


def _how_to_load() -> list[dict[str, Any]]:
    """The two requests to the loader, where BUCKET, PREFIX, REGION and ROLE are the user's."""
    where = {"source": "s3://BUCKET/PREFIX/nodes/", "region": "REGION", "iamRoleArn": "ROLE"}
    second = where | {"source": "s3://BUCKET/PREFIX/edges/"} | _HOW
    return [where | _HOW, second | {"dependencies": ["the loadId that the first request gave"]}]


def _node(node: Node) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    label, row = node_row(node, lists=False)
    return label, (row["id"], f"{names.BASE};{label}"), row["props"]


def _edge(edge: Edge) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    type_, row = edge_row(edge, lists=False)
    said = json.dumps([row["s"], type_, row["o"], row["props"].get(names.QUALIFIERS, "")])
    return type_, (hashlib.sha256(said.encode()).hexdigest()[:32], row["s"], row["o"], type_), row["props"]


@dataclass(slots=True)
class _Table:
    """Rows whose values fit the same columns: gathered in memory, then in a file of JSON lines."""

    parts: Path
    types: dict[str, str] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)

    def fits(self, types: dict[str, str]) -> bool:
        return all(self.types.get(key, type_) == type_ for key, type_ in types.items())

    def flush(self) -> None:
        with self.parts.open("a", encoding="utf-8") as stream:
            stream.writelines(self.waiting)
        self.waiting.clear()


class _Tables:
    """The tables of one folder, by label or type; of each as many as its columns have types."""

    def __init__(self, out: Path, folder: str, system: Sequence[str], rows: int) -> None:
        self._out, self._folder, self._system, self._rows = out, folder, system, rows
        self._tables: dict[str, list[_Table]] = {}

    def fill(self, rows: Iterable[tuple[str, Sequence[str], dict[str, Any]]], say: Callable[[int], None]) -> int:
        count = 0
        for row in rows:
            self.add(*row)
            count += 1
            if count % 10_000 == 0:
                say(count)
        return count

    def add(self, name: str, system: Sequence[str], props: dict[str, Any]) -> None:
        props = _without_empty_texts(props)
        types = {key: _TYPES[type(value)] for key, value in props.items()}
        tables = self._tables.setdefault(name, [])
        table = next((table for table in tables if table.fits(types)), None)
        if table is None:
            number = sum(map(len, self._tables.values()))
            table = _Table(self._out / "parts" / f"{self._folder}-{number}")
            tables.append(table)
        table.types |= types
        table.waiting.append(json.dumps([system, props], ensure_ascii=False) + "\n")
        if len(table.waiting) >= GATHERED:
            table.flush()

    def finish(self) -> Iterator[dict[str, Any]]:
        """Turn the gathered rows into CSV; gives what the manifest says of each file."""
        (self._out / self._folder).mkdir()
        number = 0
        for name, tables in sorted(self._tables.items()):
            for table in tables:
                table.flush()
                with table.parts.open(encoding="utf-8") as lines:
                    for first in lines:
                        number += 1
                        short = re.sub(r"[^A-Za-z0-9]+", "_", name)[:60].strip("_")
                        some = chain((first,), islice(lines, self._rows - 1))
                        yield self._write(f"{number:04d}-{short}.csv.gz", table, some)
                table.parts.unlink()

    def _write(self, name: str, table: _Table, lines: Iterable[str]) -> dict[str, Any]:
        count = 0
        path = self._out / self._folder / name
        with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
            headers = [*self._system, *(_cell(f"{key}:{type_}") for key, type_ in table.types.items())]
            packed.write((",".join(headers) + "\n").encode())
            for line in lines:
                count += 1
                system, props = json.loads(line)
                cells = [*map(_cell, system), *(_cell(props.get(key)) for key in table.types)]
                packed.write((",".join(cells) + "\n").encode())
        with path.open("rb") as written:
            checksum = hashlib.file_digest(written, "sha256").hexdigest()
        return {"path": f"{self._folder}/{name}", "rows": count, "sha256": checksum}


def _without_empty_texts(props: dict[str, Any]) -> dict[str, Any]:
    empty = [key for key, value in props.items() if value == ""]
    if not empty:
        return props
    as_text = [*json.loads(props.get(names.LISTS, "[]")), *empty]
    return {**props, **dict.fromkeys(empty, '""'), names.LISTS: json.dumps(as_text)}


def _cell(value: Any) -> str:
    """A cell as RFC 4180 has it. Texts that need it are quoted, as are those at whose ends there is space."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return repr(value)
    if re.search(r'[",\r\n]', value) or value != value.strip():
        return '"' + value.replace('"', '""') + '"'
    return value
