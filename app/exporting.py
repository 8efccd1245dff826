"""The lab's graph as files that other tools read, and that read back into an equal graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from labkin.app.annotating_concepts import LOADER
from labkin.app.annotating_effects import MENTIONS
from labkin.app.lab import Lab
from labkin.graph.errors import LabError
from labkin.graph.ledger_view import View
from labkin.graph.merge import Row
from labkin.graph.model import Edge, Method
from labkin.graph.project import ledger_digest
from labkin.graph.values import parse_props
from labkin.loaders.evidence import MOST, PLAIN, Evidence, Stated

FORMATS = ("kgx", "rdf")


def export_lab(lab: Lab, format: str, folder: Path, say: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """Write the whole lab into a new or empty folder; what `export --json` prints.

    What is written is the ledger's current view, which is what graph and index show once they have caught up. Raises
    LabError when the folder holds something, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LabError(f"{folder} is not empty: give the name of a new folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _write(lab, format, folder, say)
    except OSError as error:
        raise LabError(f"{folder} cannot be written: {error.strerror or error}") from error


def _write(lab: Lab, format: str, folder: Path, say: Callable[[str], None]) -> dict[str, Any]:
    with lab.view() as view:
        ids = set(view.node_ids())
        edges = partial(stated_edges, view, ids)
        say(f"writing {format}")
        if format == "kgx":
            from labkin.loaders.kgx_write import write_kgx

            files = write_kgx(view.all_nodes(), edges(), folder)
        else:
            from labkin.loaders.rdf_write import write_rdf

            files = [folder / "graph.ttl"]
            about: dict[str, str | int] = {"transaction": view.at, "chain": _chain_at(lab, view.at)}
            write_rdf(view.all_nodes(), edges, files[0], about)
        say("summing up")
        digest = ledger_digest(view)
    return {
        "format": format,
        "files": [str(path) for path in files],
        "transaction": view.at,
        "graph_digest": digest,
    }


def stated_edges(view: View, ids: set[str]) -> Iterator[Stated]:
    """The edges between these nodes, each with how the lab knows it."""
    models = {info.source.uri: info.source.loader_version for info in view.sources_by(LOADER)}
    for edge, rows in view.all_said(ids):
        yield Stated(edge, evidence_of(edge, rows, models))


_STRENGTH = (Method.CURATED, Method.ASSERTED, Method.INFERRED, Method.TEXT_MINED)


def evidence_of(edge: Edge, rows: Sequence[Row], models: Mapping[str, str]) -> Evidence:
    """What stands behind an edge, from the statements of it; `models` by the address of what they say."""
    methods = {Method(row.method) for row in rows}
    if methods == {Method.ASSERTED}:
        return PLAIN
    read = sorted((row for row in rows if row.method in _OF_TEXTS), key=lambda row: -row.confidence)
    said = [parse_props(row.props) if row.props else {} for row in read]
    documents = [one.get("document", str(edge.subject) if edge.relation == MENTIONS else "") for one in said]
    method = next(one for one in _STRENGTH if one in methods)
    return Evidence(
        method,
        max((row.confidence for row in rows if row.method == method), default=1.0),
        _each(models.get(row.uri, "") for row in read),
        _each(documents),
        _each(one.get("evidence", "") for one in said),
        len(read),
        method is Method.CURATED and Method.TEXT_MINED in methods,
    )


_OF_TEXTS = frozenset({Method.TEXT_MINED, Method.CURATED})


def _each(values: Iterable[object]) -> tuple[str, ...]:
    """The first few of these texts, each once."""
    return tuple(islice(dict.fromkeys(value for value in values if isinstance(value, str) and value), MOST))


def _chain_at(lab: Lab, transaction: int) -> str:
    """The chain hash of that transaction, to be noted for `check --against`; empty for an empty ledger."""
    return next((one.hash for one in reversed(lab.ledger.transactions()) if one.id == transaction), "")
