"""Nodes and edges as KGX files that read back as they were."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Literal

from labkin.graph.model import Edge, Node
from labkin.graph.values import Value
from labkin.loaders.biolink import ANYTHING, RELATED, categories_of, predicate_of, read_kind, read_relation
from labkin.loaders.evidence import Evidence, Stated, with_evidence
from labkin.loaders.kgx_columns import OWN, column, header_of, own_header
from labkin.loaders.kgx_numbers import looks_like_number

Row = dict[str, Value]
_BREAKS = re.compile(r"[\t\n\r]+")
_NODE_FIRST, _EDGE_FIRST = ("id", "category", "name"), ("subject", "predicate", "object")
_EDGE_MARKS = frozenset({"subject", "predicate", "object", "edge_label"})  # columns that make a file one of edges


def write_kgx(
    nodes: Iterable[Node], edges: Iterable[Edge | Stated], folder: Path, format: Literal["tsv", "jsonl"] = "tsv"
) -> list[Path]:
    """Write `nodes.FORMAT` and `edges.FORMAT` into a folder (made if need be) and return their paths.

    Both inputs are read once, one at a time. The loader `kgx` reads equal nodes and edges back from either format.
    Plain columns hold what other tools understand; whatever they cannot hold exactly (a type, a tab, an empty text, a
    kind that Biolink lacks) stands in a `labkin:` column beside them. What stands behind an edge is told in Biolink's
    columns (`agent_type`, `supporting_text`, ...), which the loader does not take for properties. Raises ValueError for
    another format.
    """
    if format not in ("tsv", "jsonl"):
        raise ValueError(f"KGX is written as tsv or jsonl, not as {format!r}")
    folder.mkdir(parents=True, exist_ok=True)
    write = _write_tsv if format == "tsv" else _write_jsonl
    exact = _exact_in_tsv if format == "tsv" else _exact_in_json
    paths = folder / f"nodes.{format}", folder / f"edges.{format}"
    write(paths[0], (_node_row(node, exact) for node in nodes), _NODE_FIRST)
    write(paths[1], (_edge_row(*one, exact) for one in with_evidence(edges)), _EDGE_FIRST)
    return list(paths)


_Exact = Callable[[str, Value, bool], bool]


def _node_row(node: Node, exact: _Exact) -> Row:
    row: Row = {"id": str(node.id)}
    props = dict(node.props)
    kept = props.get("category")
    categories = kept if isinstance(kept, tuple) else categories_of(node.kind)
    if kept is not None and _reads_as(categories, node.kind, kept) and exact("category", categories, False):
        props.pop("category")
    else:
        categories = categories_of(node.kind)
        if categories == ANYTHING and node.kind != read_kind(ANYTHING)[0]:
            row[OWN + "kind"] = node.kind
    row["category"] = categories
    if not exact("id", row["id"], False):
        row[OWN + "id"] = row["id"]
    _add(row, props, "prop", False, exact)
    return row


def _reads_as(categories: tuple[Value, ...], kind: str, kept: Value) -> bool:
    texts = tuple(text for text in categories if isinstance(text, str) and text)
    return bool(texts) and len(texts) == len(categories) and read_kind(texts) == (kind, kept)


def _edge_row(edge: Edge, evidence: Evidence | None, exact: _Exact) -> Row:
    row: Row = {"subject": str(edge.subject), "object": str(edge.object)}
    props = dict(edge.props)
    kept = props.get("predicate")
    plain = isinstance(kept, str) and kept == kept.strip() != "" and exact("predicate", kept, True)
    if plain and read_relation(str(kept)) == (edge.relation, kept):
        row["predicate"] = str(props.pop("predicate"))
    else:
        row["predicate"] = predicate_of(edge.relation)
        if row["predicate"] == RELATED and edge.relation != read_relation(RELATED)[0]:
            row[OWN + "relation"] = edge.relation
    for part in ("subject", "object"):
        if not exact(part, row[part], True):
            row[OWN + part] = row[part]
    _add(row, props, "prop", True, exact)
    _add(row, dict(edge.qualifiers), "qualifier", True, exact)
    if evidence is None:
        return row
    # A property of the same name outdoes them: it is what some file says of the edge itself.
    told = {name: value for name, value in evidence.columns().items() if name not in row}
    row |= told
    row[OWN + "evidence"] = tuple(sorted(told))
    if evidence.models:
        row[OWN + "model"] = evidence.models
    return row


def _add(row: Row, values: dict[str, Value], place: str, of_edge: bool, exact: _Exact) -> None:
    """Each value in its plain column where that says the same to a reader, else, or besides, in one of ours."""
    for name, value in values.items():
        header = header_of(name, of_edge) if place == "prop" else name
        col = column(header, of_edge) if _fit_header(header, of_edge) else None
        plain = col is not None and col.place == place and col.name == name
        if plain:
            row[header] = value
        if not plain or not exact(header, value, of_edge):
            row[own_header(place[0], name)] = value


def _fit_header(header: str, of_edge: bool) -> bool:
    if not of_edge and header in _EDGE_MARKS:
        return False
    return header != "" and not _BREAKS.search(header) and not header.startswith((OWN, "\ufeff"))


# -- formats ------------------------------------------------------------------------------------------------------


def _exact_in_json(header: str, value: Value, of_edge: bool) -> bool:
    """Whether JSON lines give the value back; only an edge said not to be negated is read otherwise."""
    return header != "negated" or not of_edge or str(value).lower() != "false"


def _exact_in_tsv(header: str, value: Value, of_edge: bool) -> bool:
    """Whether the plain cell reads as this very value, of this very type."""
    if isinstance(value, str) and looks_like_number(value):  # a column of such would be read as numbers
        return False
    col = column(header, of_edge)
    back = col.read(_cell(value))
    return back == value and _types(back) == _types(value)


def _types(value: Value | None) -> object:
    return [type(part) for part in value] if isinstance(value, tuple) else type(value)


def _cell(value: Value) -> str:
    """The cell that other tools read: breaks become spaces, and bars inside the members of a list slashes."""
    if isinstance(value, tuple):
        return "|".join(_cell(part).replace("|", "/") for part in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _BREAKS.sub(" ", value) if isinstance(value, str) else repr(value)


def _write_jsonl(path: Path, rows: Iterable[Row], first: tuple[str, ...]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def _write_tsv(path: Path, rows: Iterable[Row], first: tuple[str, ...]) -> None:
    """Rows wait in a scratch file until all columns are known."""
    headers: dict[str, None] = {}
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", dir=path.parent) as scratch:
        for row in rows:
            headers.update(dict.fromkeys(row))
            scratch.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
        scratch.seek(0)
        ordered = _ordered(headers, first)
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.write("\t".join(ordered) + "\n")
            file.writelines(_tsv_lines(scratch, ordered))


def _ordered(headers: Iterable[str], first: tuple[str, ...]) -> list[str]:
    rest = sorted(set(headers) - set(first), key=lambda header: (header.startswith(OWN), header))
    return [header for header in first if header in headers or header != "name"] + rest


def _tsv_lines(scratch: IO[str], headers: list[str]) -> Iterator[str]:
    for line in scratch:
        row = {key: tuple(value) if isinstance(value, list) else value for key, value in json.loads(line).items()}
        yield "\t".join(_tsv_cell(header, row.get(header)) for header in headers) + "\n"


def _tsv_cell(header: str, value: Value | None) -> str:
    if value is None:
        return ""
    if header.startswith(OWN):
        return json.dumps(value, ensure_ascii=False)
    return _cell(value)
