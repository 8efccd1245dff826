"""Round trips: what a lab exports as KGX and as RDF, loaded into an empty lab, and whether the digests are equal.

python -m benchmarks roundtrips [PATH...]    by default the demo's data and folders of LABKIN_DATA
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from labkin.app import demo
from labkin.app.cli_load import load_and_settle
from labkin.app.exporting import FORMATS, export_lab
from labkin.app.lab import Lab
from labkin.app.loading import LoadOptions
from labkin.graph.project import ledger_digest

FOLDERS = ("kg/hetionet", "ontologies", "isa_tab", "eln", "ro_crate", "prov", "geo", "publications", "ner/biored")


def run(arguments: list[str]) -> None:
    """Make the trips; print one row for each lab and format."""
    print(f"{'what was loaded':24} {'nodes':>8} {'edges':>8}  {'as':4} {'MB':>7} {'export s':>9} {'load s':>7}  digest")
    for path in [Path(given) for given in arguments] or _usual():
        with tempfile.TemporaryDirectory(prefix="labkin-bench-") as folder:
            _trips(path, Path(folder))


def _usual() -> list[Path]:
    data = os.environ.get("LABKIN_DATA", "")
    found = [Path(data) / name for name in FOLDERS] if data else []
    return [Path(demo.__file__).parent / "data", *(path for path in found if path.exists())]


def _trips(path: Path, folder: Path) -> None:
    name = f"{path.parent.name}/{path.name}"[-24:]
    with Lab.create(folder / "lab") as lab:
        _load(lab, path)
        with lab.view() as view:
            counts, wanted = view.counts(), ledger_digest(view)
        for format in FORMATS:
            started = time.perf_counter()
            written = export_lab(lab, format, folder / format)
            exported = time.perf_counter() - started
            size = sum(Path(file).stat().st_size for file in written["files"]) / 1e6
            with Lab.create(folder / f"from-{format}") as other:
                started = time.perf_counter()
                _load(other, folder / format)
                loaded = time.perf_counter() - started
                with other.view() as view:
                    same = "equal" if ledger_digest(view) == wanted else "DIFFERS"
            numbers = f"{size:7.1f} {exported:9.1f} {loaded:7.1f}"
            print(f"{name:24} {counts.nodes:8,} {counts.edges:8,}  {format:4} {numbers}  {same}", flush=True)


def _load(lab: Lab, path: Path) -> None:
    load_and_settle(lab, [path], LoadOptions(), wait=False, quiet=True)
