"""The labs that benchmarks/ask.py asks, built from their files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from benchmarks import _ask_large, _ask_renamed, _foreign_graph, _shop_graph
from labkin.app.cli_explore import build_demo
from labkin.app.lab import Lab
from labkin.app.loading import load_paths

SETS = ("demo", "demo2", "demo3", "hetionet", "hetionet2", "hetionet3", "foreign", "shop")
HETIONET = ("nodes.tsv.xz", "edges-5k.sif.gz")


def built(name: str, folder: Path) -> None:
    """Make the lab that a set of questions is about, or one of the copies of Hetionet called renamed and large.

    Raises SystemExit where its files are not to be had.
    """
    if name in ("demo", "demo2", "demo3"):
        with Lab.create(folder) as lab:
            build_demo(lab, quiet=True)
    elif name in ("hetionet", "hetionet2", "hetionet3"):
        _loaded(folder, [_hetionet() / file for file in HETIONET])
    elif name in ("renamed", "large"):
        write_made = _ask_renamed.write if name == "renamed" else _ask_large.write
        with tempfile.TemporaryDirectory() as files:
            _loaded(folder, write_made(_hetionet(), Path(files)))
    else:
        write_foreign = _shop_graph.write if name == "shop" else _foreign_graph.write
        with tempfile.TemporaryDirectory() as files:
            write_foreign(Path(files))
            _loaded(folder, [Path(files)])


def _hetionet() -> Path:
    data = os.environ.get("LABKIN_DATA")
    if not data:
        raise SystemExit("needs data: set LABKIN_DATA to the folder that holds kg/hetionet")
    return Path(data) / "kg" / "hetionet"


def _loaded(folder: Path, paths: list[Path]) -> None:
    with Lab.create(folder) as lab:
        (folder / "labkin.toml").write_text('annotate = "off"\nencoder = "none"\n', encoding="utf-8")
    with Lab.open(folder) as lab:
        failed = [report.error for report in load_paths(lab, paths) if report.status == "failed"]
        if failed:
            raise SystemExit(f"{', '.join(map(str, paths))} cannot be loaded: {failed[0]}")
        lab.catch_up()
