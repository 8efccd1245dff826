"""The lab's graph as files that other tools read, and that read back into an equal graph."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from labkin.app.lab import Lab
from labkin.graph.errors import LabError
from labkin.graph.project import ledger_digest

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
        say(f"writing {format}")
        if format == "kgx":
            from labkin.loaders.kgx_write import write_kgx

            files = write_kgx(view.all_nodes(), view.all_edges(ids), folder)
        else:
            from labkin.loaders.rdf_write import write_rdf

            files = [folder / "graph.ttl"]
            about: dict[str, str | int] = {"transaction": view.at, "chain": _chain_at(lab, view.at)}
            write_rdf(view.all_nodes(), lambda: view.all_edges(ids), files[0], about)
        say("summing up")
        digest = ledger_digest(view)
    return {
        "format": format,
        "files": [str(path) for path in files],
        "transaction": view.at,
        "graph_digest": digest,
    }


def _chain_at(lab: Lab, transaction: int) -> str:
    """The chain hash of that transaction, to be noted for `check --against`; empty for an empty ledger."""
    return next((one.hash for one in reversed(lab.ledger.transactions()) if one.id == transaction), "")
